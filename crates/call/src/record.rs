//! The server's record of a call: what signals hint at, this one knows (protocol 4.7).

use std::time::Duration;

use vconnct_proto::{CallId, RoomId, UserId};

/// As much of a call's record as a ring depends on.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Record {
    pub call: CallId,
    pub room: RoomId,
    /// Of the type `direct`: the only one that rings.
    pub direct: bool,
    pub status: Status,
    pub created_by: UserId,
    /// Since `createdAt`, by the server's clock.
    pub age: Duration,
    /// It has an `endedAt`: over, whatever the status says.
    pub ended: bool,
    /// Who has joined, in order.
    pub users: Vec<UserId>,
}

impl Record {
    /// It still calls somebody.
    pub(crate) fn is_calling(&self) -> bool {
        !self.ended && self.status == Status::Calling
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
