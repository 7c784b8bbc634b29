//! What goes over the wire to a workspace, parsed once, without a clock, a socket or a file.
//!
//! [`Session`] is the realtime half, [`rest`] the other. Both only read and write values:
//!
//! ```
//! use vconnct_proto::{Millis, Session};
//!
//! let mut session = Session::new(Millis(0), "Ada2345678abcdefg".into(), "token");
//! assert!(session.poll_frame().unwrap().contains("connect"));
//! session.handle_frame(Millis(5), r#"{"msg":"connected","session":"s"}"#)?;
//! # Ok::<(), vconnct_proto::SessionError>(())
//! ```

mod backoff;
pub mod ddp;
pub mod documents;
#[cfg(any(feature = "hostile", test))]
pub mod hostile;
mod ids;
mod lenient;
pub mod login;
pub mod rest;
mod session;
mod signal;
pub mod stream;
mod time;

pub use backoff::Backoff;
pub use ids::{CallId, MessageId, RoomId, SubscriptionId, UserId};
pub use session::{Event, Session, SessionError};
pub use signal::{Signal, SignalAction, SignalParams};
pub use time::{Millis, Timestamp};
