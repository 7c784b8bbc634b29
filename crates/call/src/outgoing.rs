//! The call this device rings for.

use vconnct_proto::{CallId, Millis, RoomId, UserId};

use crate::{Devices, EndReason};

/// A call that rings out, or whose card still tells how it ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OutgoingCall {
    /// The attempt's id until the server has named the call.
    pub call: CallId,
    pub room: RoomId,
    pub callee: UserId,
    /// When it was asked for; once it rings, when it began to.
    pub since: Millis,
    /// The drawn ring is empty then.
    pub until: Millis,
    pub phase: OutgoingPhase,
    pub devices: Devices,
}

/// Where an outgoing call stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OutgoingPhase {
    /// They accepted, or are calling too (`glare`); the address is on its way.
    Answered { glare: bool },
    /// Told for a while. `words`: what they wrote with a decline.
    Over { reason: EndReason, words: Option<String> },
    /// `reconnecting`: nobody hears it at the moment.
    Ringing { reconnecting: bool },
    /// The server has not named it yet.
    Starting,
}
