//! What comes into one person's machine, and what goes out of it.

use std::{ops::Range, sync::Arc, time::Duration};

use vconnct_proto::{CallId, RoomId, Signal, UserId, rest, stream::StreamEvent};

use super::{Account, JournalEntry, Starting};
use crate::{
    action::{Action, ActionError},
    client::ViewerId,
    update::{Loss, SignedOut},
};

/// Tells requests apart.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Ticket(pub u64);

/// Tells those apart who wait for the outcome of an action.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct ReplyTo(pub u64);

/// One thing that happened.
#[derive(Debug)]
pub(crate) enum Input {
    Action {
        action: Action,
        viewer: Option<ViewerId>,
        reply: ReplyTo,
    },
    /// The answer to a request. `date`: the server's clock.
    Answer {
        ticket: Ticket,
        result: Result<Vec<u8>, rest::RestError>,
        date: Option<vconnct_proto::Timestamp>,
    },
    /// Some documents of a long answer, the rest of which follows as [`Input::Answer`].
    Documents {
        ticket: Ticket,
        list: Arc<rest::LongList>,
        which: Range<usize>,
    },
    /// Whether others shall see that this person is in a call.
    BusyInCall(bool),
    /// Signed in and subscribed to calls.
    Connected,
    /// On the way to being connected.
    Connecting,
    /// Not connected; the next try is in `next_try`.
    Disconnected {
        next_try: Duration,
        loss: Loss,
    },
    PageOpened {
        call: CallId,
        opened: bool,
    },
    /// Not yet subscribed to calls.
    SignedIn,
    SignedOut(SignedOut),
    /// What calls start with from now on.
    StartWith(Starting),
    Stream(StreamEvent),
    Timeout,
    ViewerWent(ViewerId),
    /// The presence of these people is told from now on.
    Watched {
        users: Vec<UserId>,
    },
}

/// One thing to do, exactly once.
#[derive(Debug)]
pub(crate) enum Output {
    /// Put an address into the clipboard.
    Copy {
        address: String,
        reply: ReplyTo,
    },
    /// Have these pictures at hand, the first ones first.
    FetchPictures(Vec<String>),
    Follow(RoomId),
    /// Write down what was seen of a call.
    Keep(Box<JournalEntry>),
    /// Write down who is signed in, as it is now.
    KeepAccount(Account),
    /// Open a call's page.
    Open {
        call: CallId,
        address: String,
    },
    Reply {
        to: ReplyTo,
        result: Result<(), ActionError>,
    },
    Request {
        ticket: Ticket,
        request: rest::Request,
    },
    Signal {
        to: UserId,
        signal: Signal,
    },
    /// The workspace has ended the session: its token is good for nothing any more.
    SessionEnded,
    /// The person signed out: forget the token, drop this workspace.
    SignOut,
    Typing {
        room: RoomId,
        name: String,
        typing: bool,
    },
    Unfollow(RoomId),
    /// Something rings, or no longer: look closely at the line.
    Urgent(bool),
    WatchPresence {
        added: Vec<UserId>,
    },
}

/// The parts that differ from what was last published.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Changed {
    pub calls: bool,
    pub history: bool,
    pub looks: bool,
    pub messages: bool,
    pub rooms: bool,
    pub session: bool,
}

impl Changed {
    /// What either of two moments has changed.
    pub fn and(self, other: Self) -> Self {
        Self {
            calls: self.calls || other.calls,
            history: self.history || other.history,
            looks: self.looks || other.looks,
            messages: self.messages || other.messages,
            rooms: self.rooms || other.rooms,
            session: self.session || other.session,
        }
    }
}
