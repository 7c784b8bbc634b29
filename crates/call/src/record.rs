//! The server's record of a call: what signals hint at, this one knows (protocol 4.7).

use std::time::Duration;

use vconnct_proto::{CallId, Millis, RoomId, UserId};

use crate::timings::{DESERTED, RING, RUNG, SKEW};

/// As much of a call's record as a ring depends on.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Record {
    pub call: CallId,
    pub room: RoomId,
    /// Of the type `direct`: the only one that others ring for.
    pub direct: bool,
    pub status: Status,
    pub created_by: UserId,
    /// Since `createdAt`, by the server's clock.
    pub age: Duration,
    /// It has an `endedAt`: over, whatever the status says.
    pub ended: bool,
    /// Who has joined, in order.
    pub users: Vec<UserId>,
    /// Whoever has joined has left again.
    pub deserted: bool,
    /// This person has left it so long ago, by the server's clock, and has not come back.
    pub left: Option<Duration>,
    /// The workspace itself rang this person so long ago, by the server's clock (`ringingAt`, protocol 4.11).
    pub rung: Option<Duration>,
    /// Who does not want it, as said on whichever device, and was not rung again since.
    pub declined: Vec<UserId>,
    /// A call of two at a workspace that has nobody rung: this device rings by itself (protocol 8.12).
    pub unrung: bool,
}

/// Who has this device ring.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RungBy {
    /// The caller's client: it says `call` every three seconds (protocol 5.3).
    Caller,
    /// Nobody but this device, for a fresh call of a workspace that has nobody rung (protocol 8.12).
    Itself,
    /// The workspace: it says `ring` once the caller is in the call (protocol 5.8).
    Workspace,
}

impl Record {
    /// For whom this device would ring, if anybody, by this record alone, and how long that lasts still.
    pub(crate) fn rings(&self, me: &UserId) -> Option<(RungBy, Duration)> {
        if self.is_over() || self.created_by == *me || self.users.contains(me) || self.declined.contains(me) {
            return None;
        }
        let rest = |life: Duration, age| life.checked_sub(age).filter(|rest| !rest.is_zero());
        let by_caller = || rest(RING, self.age).filter(|_| self.direct && self.is_calling());
        let by_workspace = || rest(RUNG, self.rung?).filter(|_| self.direct && !self.deserted);
        let by_itself = || rest(RING, self.age).filter(|_| self.unrung && !self.deserted);
        let by = |by| move |rest| (by, rest);
        by_workspace()
            .map(by(RungBy::Workspace))
            .or_else(|| by_caller().map(by(RungBy::Caller)))
            .or_else(|| by_itself().map(by(RungBy::Itself)))
    }

    /// It still calls somebody.
    pub(crate) fn is_calling(&self) -> bool {
        !self.ended && self.status == Status::Calling
    }

    /// Whether this person, in it here since then by our clock, has left. A record that lags may tell of the time before.
    /// A call that nobody is in any more is about to end for everybody, who are told so.
    pub(crate) fn is_left(&self, now: Millis, since: Millis) -> bool {
        let ends_soon = |left| self.deserted && left < DESERTED;
        self.left.is_some_and(|left| now - left > since + SKEW && !ends_soon(left))
    }

    /// Nobody can join it any more.
    pub(crate) fn is_over(&self) -> bool {
        self.ended || self.status > Status::Started
    }
}

/// The status of a record, in the order of the wire's 0 to 4.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Status {
    Calling,
    Started,
    Expired,
    Ended,
    Declined,
}
