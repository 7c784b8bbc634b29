//! Direct calls, decided without a clock, a socket or a loudspeaker.

mod calls;
mod end_reason;
mod incoming;
mod input;
mod joined;
mod outgoing;
mod output;
mod record;

pub use calls::Calls;
pub use end_reason::EndReason;
pub use incoming::{IncomingCall, IncomingPhase};
pub use input::{CancelFailure, Devices, Input, JoinFailure, RecordFailure, StartFailure, Started};
pub use joined::{JoinedCall, Page};
pub use outgoing::{OutgoingCall, OutgoingPhase};
pub use output::{Direction, Ending, Outcome, Output};
pub use record::{Record, Status};
