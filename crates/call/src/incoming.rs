//! One call that asks this person for an answer.

use std::time::Duration;

use vconnct_proto::{CallId, Millis, RoomId, UserId};

use crate::{Devices, EndReason};

/// A call that rings here, or whose card still tells how it ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IncomingCall {
    pub call: CallId,
    pub room: RoomId,
    pub caller: UserId,
    /// What the drawn ring counts from: the first `call` seen; for a ring that is already under way
    /// elsewhere, when the call was made.
    pub since: Millis,
    /// The drawn ring is empty then.
    pub drawn_until: Millis,
    pub phase: IncomingPhase,
    /// As chosen on accepting.
    pub devices: Option<Devices>,
}

/// Where an incoming call stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum IncomingPhase {
    /// The person said yes; the address is on its way.
    Accepting,
    /// Silent, without a card; it can still be accepted or declined.
    Dismissed,
    /// Told for a few seconds.
    Over { reason: EndReason, rang: Duration },
    /// `silenced`: the person chooses words to decline with.
    Ringing { silenced: bool, reconnecting: bool },
}
