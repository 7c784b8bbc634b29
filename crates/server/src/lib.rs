//! A small workspace for one machine: the protocol of the big ones, a call page and a company login of its own.
//!
//! It serves the demonstration, small teams, and the tests of everything else here: [`Server::start`]
//! gives a complete workspace on a free port, with a clock that tests may move.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use vconnct_server::{Config, Server};
//!
//! let server = Server::start(Config::default()).await?;
//! let mara = server.add_person("mara", "Mara Lindqvist", "secret").await?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! # let _ = mara;
//! server.stop().await;
//! # Ok(())
//! # }
//! ```

mod call_page;
mod clock;
mod ddp;
mod demo;
mod documents;
mod ejson;
mod escape;
mod hub;
mod ids;
mod page_file;
mod refusal;
mod rest;
mod root;
mod rules;
mod server;
mod session;
mod sign_in_page;
#[cfg(feature = "simulation")]
pub mod simulation;
mod store;
mod switches;
mod workspace;

pub use clock::Clock;
pub use server::{Config, DemoPerson, NotAdded, Server, StartError};
pub use store::OpenError;
pub use switches::{Switches, UnknownSwitch};
