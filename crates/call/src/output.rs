//! What to do, each exactly once.

use std::time::Duration;

use vconnct_proto::{CallId, RoomId, Signal, UserId};

use crate::{Devices, EndReason};

/// One thing to do. What is merely true (what rings, what is shown) is asked of
/// [`Calls`](crate::Calls) instead.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Output {
    /// Cancel the call by REST and answer with [`Input::Canceled`](crate::Input::Canceled).
    Cancel { call: CallId },
    /// Say by REST that this person does not want the call (`decline`, protocol 4.11); workspaces before 8.9
    /// do not know it, and need not.
    Decline { call: CallId },
    /// Find this person's newest call in the room (`list`, `count=1`) and answer with
    /// [`Input::Found`](crate::Input::Found): the answer to a start was lost.
    FindMine { attempt: CallId, room: RoomId },
    /// Fetch the record and answer with [`Input::Record`](crate::Input::Record).
    Info { call: CallId },
    /// Fetch an address and answer with [`Input::Joined`](crate::Input::Joined).
    Join { call: CallId, devices: Devices },
    /// Keep how a ring ended. Exactly one for each ring.
    Outcome(Outcome),
    /// Send a signal. Only put out while the link is up.
    Send { to: UserId, signal: Signal },
    /// Start a call by REST, allowed to ring, and answer with [`Input::Started`](crate::Input::Started).
    Start { attempt: CallId, room: RoomId },
    /// Add to the kept outcome what was written with a decline: it came after the decline.
    Words { call: CallId, words: String },
}

/// How a ring ended, for this computer's own record of calls.
///
/// A ring that was given up for silence, or because the link was gone, can come back: its second
/// outcome replaces the first.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Outcome {
    pub call: CallId,
    pub room: RoomId,
    /// The other person.
    pub peer: UserId,
    pub direction: Direction,
    pub ending: Ending,
    /// The person had dismissed it: whatever came of it, they know about it.
    pub dismissed: bool,
    /// From the first ring to the answer or the end.
    pub rang: Duration,
    /// What was written with a decline, if it came before it (else [`Output::Words`]).
    pub words: Option<String>,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Direction {
    In,
    Out,
}

/// What came of a ring.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Ending {
    /// Joined here.
    Joined,
    /// Both called each other, and the other one of the two calls was taken (protocol 5.9.8).
    Merged,
    /// No call came of it here.
    Over(EndReason),
}
