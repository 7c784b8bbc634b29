//! One signed-in person without sockets, disk and clock: what `tests/simulation` drives in virtual time.
//!
//! [`Person`] is the shipped state of one workspace, call machine and journal included, and decides nothing
//! itself. Only with the feature `simulation`, which nothing shipped has.
//!
//! ```
//! use vconnct_client::simulation::{Happening, Person, Wish};
//! use vconnct_proto::{Millis, Timestamp};
//!
//! let wall = Timestamp(1_789_376_400_000);
//! let mut ada = Person::new(Millis(0), wall, "AdaId", "ada", Vec::new(), 7);
//! ada.handle(Millis(10), wall, Happening::Connected);
//! let wishes: Vec<Wish> = std::iter::from_fn(|| ada.poll_wish()).collect();
//! assert!(wishes.iter().any(|wish| matches!(wish, Wish::Request { .. })), "it asks what it has missed");
//! ```

use std::time::Duration;

use vconnct_proto::{CallId, Millis, RoomId, Signal, Timestamp, UserId, rest, stream::StreamEvent};

use crate::{
    action::{Action, ActionError, Devices},
    core::{Account, Clock, Core, HowItWent, Input, JournalEntry, Output, ReplyTo, Ticket},
    update::{CallRecord, Calls, Link, Loss},
};

/// One person on one device, from the start of the program to its end.
#[derive(Debug)]
pub struct Person {
    core: Core,
}

/// One thing that happens to a person's device.
#[derive(Debug)]
pub enum Happening {
    /// The person does something; its outcome comes as [`Wish::Reply`] with the same number.
    Act {
        action: Action,
        reply: u64,
    },
    /// The answer to a [`Wish::Request`]. `date`: the server's clock.
    Answer {
        ticket: u64,
        result: Result<Vec<u8>, rest::RestError>,
        date: Option<Timestamp>,
    },
    /// Signed in and subscribed to calls.
    Connected,
    Connecting,
    Event(StreamEvent),
    Lost {
        next_try: Duration,
        loss: Loss,
    },
    PageOpened(CallId),
    SignedIn,
    /// [`Person::poll_timeout`] has come.
    Timeout,
}

/// One thing to do for a person's device, exactly once.
#[derive(Debug)]
pub enum Wish {
    Follow(RoomId),
    /// Write down; what is written down in the end is given to [`Person::new`] after a restart.
    Keep(Kept),
    /// Open a call's page and say so by [`Happening::PageOpened`].
    Open(CallId),
    Reply {
        to: u64,
        result: Result<(), ActionError>,
    },
    Request {
        ticket: u64,
        request: rest::Request,
    },
    Signal {
        to: UserId,
        signal: Signal,
    },
    Unfollow(RoomId),
    /// Something rings, or no longer: look closely at the line.
    Urgent(bool),
}

/// What a device has written down of one call. A later one of the same call takes its place.
#[derive(Clone, Debug)]
pub struct Kept(Box<JournalEntry>);

impl Kept {
    /// The call it tells of.
    pub fn call(&self) -> &CallId {
        &self.0.call
    }

    /// How the call went, as seen by that device; nothing while that is not known, or it rings out still.
    pub fn outcome(&self) -> Option<String> {
        let known = !matches!(self.0.how, HowItWent::Calling | HowItWent::Seen);
        known.then(|| format!("{:?}", self.0.how))
    }
}

impl Person {
    /// A device that starts, with what it had written down.
    pub fn new(now: Millis, wall: Timestamp, id: &str, name: &str, kept: Vec<Kept>, seed: u64) -> Self {
        let account = Account {
            workspace: WORKSPACE.into(),
            user: id.into(),
            username: name.into(),
            name: Some(name.into()),
            site_name: None,
            devices: Devices { mic: true, cam: false },
            shown_busy: false,
        };
        let journal = kept.into_iter().map(|kept| *kept.0).collect();
        Self { core: Core::new(Clock::new(now, wall), account, journal, seed) }
    }

    /// Takes in one thing that happened at `now`, when this machine's wall clock showed `wall`.
    pub fn handle(&mut self, now: Millis, wall: Timestamp, happening: Happening) {
        let input = match happening {
            Happening::Act { action, reply } => Input::Action { action, viewer: None, reply: ReplyTo(reply) },
            Happening::Answer { ticket, result, date } => Input::Answer { ticket: Ticket(ticket), result, date },
            Happening::Connected => Input::Connected,
            Happening::Connecting => Input::Connecting,
            Happening::Event(event) => Input::Stream(event),
            Happening::Lost { next_try, loss } => Input::Disconnected { next_try, loss },
            Happening::PageOpened(call) => Input::PageOpened { call, opened: true },
            Happening::SignedIn => Input::SignedIn,
            Happening::Timeout => Input::Timeout,
        };
        self.core.handle(Clock::new(now, wall), input);
    }

    /// The next thing to do for it. What has no effect on calls is left out.
    pub fn poll_wish(&mut self) -> Option<Wish> {
        loop {
            return Some(match self.core.poll_output()? {
                Output::Follow(room) => Wish::Follow(room),
                Output::Keep(entry) => Wish::Keep(Kept(entry)),
                Output::Open { call, .. } => Wish::Open(call),
                Output::Reply { to, result } => Wish::Reply { to: to.0, result },
                Output::Request { ticket, request } => Wish::Request { ticket: ticket.0, request },
                Output::Signal { to, signal } => Wish::Signal { to, signal },
                Output::Unfollow(room) => Wish::Unfollow(room),
                Output::Urgent(urgent) => Wish::Urgent(urgent),
                Output::Copy { .. }
                | Output::FetchPictures(_)
                | Output::KeepAccount(_)
                | Output::SessionEnded
                | Output::SignOut
                | Output::Typing { .. }
                | Output::WatchPresence { .. } => continue,
            });
        }
    }

    /// When [`Happening::Timeout`] is due, if ever.
    pub fn poll_timeout(&self) -> Option<Millis> {
        self.core.poll_timeout()
    }

    /// Whether the calls to show may have changed since this was last asked.
    pub fn calls_changed(&mut self) -> bool {
        self.core.take_changed().calls
    }

    /// The calls that concern this person now, as every surface gets them.
    pub fn calls(&self) -> Calls {
        self.core.calls_view()
    }

    /// The log of this device.
    pub fn log(&self) -> Vec<CallRecord> {
        self.core.history_view()
    }

    /// The red number: missed calls not yet seen.
    pub fn missed(&self) -> u32 {
        self.core.missed()
    }

    /// Something rings, in or out.
    pub fn is_ringing(&self) -> bool {
        self.core.is_ringing()
    }

    pub fn link(&self) -> Link {
        self.core.workspace().link
    }
}

const WORKSPACE: &str = "https://simulated.example";
