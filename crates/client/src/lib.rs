//! One signed-in person at one workspace, and the boundary to every surface.

pub mod action;
mod client;
pub mod credentials;
pub mod local;
pub mod update;

pub use client::{Attention, Client, Parts, Picture, Viewer};
