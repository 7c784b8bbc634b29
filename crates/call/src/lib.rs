//! Direct calls, decided without a clock, a socket or a loudspeaker.
//!
//! A direct call rings because the caller's client says so every three seconds; nothing keeps or
//! acknowledges what it says (protocol 5). [`Calls`] is both sides of that for one person on one
//! device: who rings here, whom we ring, what was joined. Its driver feeds [`Calls::handle`], carries
//! out [`Calls::poll_output`], and comes back with [`Input::Timeout`] when [`Calls::poll_timeout`] says.
//!
//! What rings is a question, not an event: the ringer, the pop-up and the windows all ask
//! [`Calls::rings`] and [`Calls::incoming`], so none of them can be left ringing.
//!
//! ```
//! use vconnct_call::{Calls, Devices, Input, Output};
//! use vconnct_proto::{CallId, Millis, Signal, SignalAction};
//!
//! let (ada, ben) = ("ada", "ben");
//! let call = CallId::from("68c9a1f0d2b7e4a1c3f50001");
//! let mut calls = Calls::new(ben.into());
//! calls.handle(Millis(0), Input::Link { up: true });
//!
//! let signal = Signal::new(SignalAction::Call, call.clone(), ada.into(), "room".into());
//! calls.handle(Millis(100), Input::Signal { signal, known_caller: true });
//! assert!(calls.rings());
//! assert_eq!(calls.poll_output(), Some(Output::Info { call: call.clone() }));
//!
//! let devices = Devices { mic: true, cam: false };
//! calls.handle(Millis(2_000), Input::Accept { call: call.clone(), devices });
//! assert!(!calls.rings());
//! let signal = Signal::new(SignalAction::Accepted, call.clone(), ben.into(), "room".into());
//! assert_eq!(calls.poll_output(), Some(Output::Send { to: ada.into(), signal }));
//! assert_eq!(calls.poll_output(), Some(Output::Join { call: call.clone(), devices }));
//!
//! calls.handle(Millis(2_200), Input::Joined { call: call.clone(), result: Ok(()) });
//! assert!(calls.joined().is_some_and(|joined| joined.call == call));
//! ```

mod calls;
mod end_reason;
mod incoming;
mod input;
mod joined;
mod joining;
mod line;
mod outgoing;
mod output;
mod record;
mod remembered;
#[cfg(test)]
mod tests;
mod timings;

pub use calls::Calls;
pub use end_reason::EndReason;
pub use incoming::{IncomingCall, IncomingPhase};
pub use input::{CancelFailure, Devices, Input, JoinFailure, RecordFailure, StartFailure, Started};
pub use joined::{JoinedCall, Page};
pub use outgoing::{OutgoingCall, OutgoingPhase};
pub use output::{Direction, Ending, Outcome, Output};
pub use record::{Record, RungBy, Status};
pub use timings::START_PATIENCE;
