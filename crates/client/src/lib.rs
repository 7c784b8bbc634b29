//! One signed-in person at one workspace, and the boundary to every surface.

pub mod action;
mod address;
#[cfg(test)]
mod allocations;
mod badge;
mod cache;
mod client;
mod conference;
mod core;
pub mod credentials;
pub mod deep_link;
mod desktop;
pub mod diagnosis;
pub mod host;
#[cfg(any(feature = "hostile", test))]
pub mod hostile;
#[cfg(test)]
mod house;
mod http;
mod hub;
mod limits;
mod link;
pub mod local;
mod members;
mod pictures;
pub mod policy;
mod quiet;
mod reception;
mod rest;
pub mod rings;
mod seat;
pub mod shortcuts;
mod sign_in;
#[cfg(feature = "simulation")]
pub mod simulation;
mod single_sign_on;
mod steady;
pub mod update;

pub use cache::CacheError;
pub use client::{Attention, Client, NewMessage, Parts, Picture, Viewer};
pub use desktop::Circumstance;
pub use http::NetworkError;
pub use hub::{Setup, SetupError, start};
pub use members::BadMember;
