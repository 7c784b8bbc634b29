//! What goes over the wire to a workspace, parsed once, without a clock, a socket or a file.

mod ids;
mod signal;
mod time;

pub use ids::{CallId, MessageId, RoomId, SubscriptionId, UserId};
pub use signal::{Signal, SignalAction, SignalParams};
pub use time::{Millis, Timestamp};
