//! The boundary over a local socket, which only its owner may open.
//!
//! The agent of a profile claims its place once ([`claim`]) and serves whoever connects ([`serve`]);
//! windows, the command line and tests [`connect`] to it. Both sides speak one JSON value per line:
//! a hello each way, then requests up, replies and whole parts of the state down. A reader that is
//! slow skips values and holds nobody back; a line that is broken ends its own connection only.

mod changes;
mod connection;
mod endpoint;
#[cfg(any(feature = "hostile", test))]
pub(crate) mod hostile;
mod lines;
mod message;
mod profile;
mod server;
mod start;
mod succession;
#[cfg(all(test, unix))]
mod tests;

pub use connection::{Agent, ConnectError, Connection, connect};
pub use endpoint::{ClaimError, Listener, claim};
pub use lines::LINE_LIMIT;
pub use message::{Role, VERSION};
pub use profile::{Profile, ProfileError};
pub use server::serve;
pub use start::connect_or_start;
pub use succession::succeed;

/// How a window program ends that found another one of its profile, on its way out or to stay.
pub const ANOTHER_RUNS: u8 = 75; // EX_TEMPFAIL
