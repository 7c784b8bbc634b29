//! One device of one person: a client, its way to the server, its clock and its disk.

use std::collections::{BTreeMap, BTreeSet};

use vconnct_client::simulation::{Kept, Person};
use vconnct_proto::{Backoff, CallId, Millis, RoomId, Session, UserId, rest::Request};

use crate::{stock::Stock, world::Event};

pub struct Device {
    pub name: String,
    pub user: UserId,
    /// With our client; else with the vendor's.
    pub ours: bool,
    /// Nothing while its program does not run.
    pub client: Option<Client>,
    pub net: Net,
    pub asleep: bool,
    /// Its wall clock minus the server's, in ms.
    pub ahead: i64,
    /// What its cache has written.
    pub disk: BTreeMap<CallId, Kept>,
    /// Counts starts of the program: what was on its way to an earlier one reaches nobody.
    pub start: u32,
    /// Counts connections, as [`Device::start`].
    pub line: u32,
    /// The server's end of the connection.
    pub socket: Option<Socket>,
    /// What waits for the network, or for the machine to wake up.
    pub held: Vec<Event>,
    pub asked: BTreeMap<u64, Request>,
    pub next_ticket: u64,
    pub next_reply: u64,
    /// The missed calls in its log when all was last well; their person has seen them.
    pub missed: BTreeSet<CallId>,
    /// Calls that the vendor's client has shown.
    pub shown: BTreeSet<CallId>,
    pub due: Option<Millis>,
    /// Since then frames come and go as they should, and nobody need ask whether the line holds.
    pub settled: bool,
    pub heard: Millis,
    /// The server's end is gone, and something in between hides it.
    pub hung: bool,
    pub woke: Millis,
    pub last_up: Millis,
    pub last_down: Millis,
}

#[allow(clippy::large_enum_variant)]
pub enum Client {
    Ours(Ours),
    Stock(Stock),
}

/// Our client as `vconnct_client::seat` and `link` put it together.
pub struct Ours {
    pub person: Person,
    pub line: Line,
    pub backoff: Backoff,
    pub urgent: bool,
    pub began: Millis,
}

#[expect(clippy::large_enum_variant, reason = "each device has one, in its place")]
pub enum Line {
    Opening,
    Open(Session),
    Pausing(Millis),
}

/// A device's way to the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Net {
    Good,
    /// The machine has no network, and knows.
    Gone,
    /// Every packet takes so much longer, in ms.
    Slow(u64),
    /// Packets vanish, and nobody is told.
    Stalled,
}

/// The server's end of a connection.
#[derive(Debug)]
pub struct Socket {
    pub line: u32,
    /// Events reach it.
    pub subscribed: bool,
    pub follows: BTreeMap<String, RoomId>,
}

impl Socket {
    pub fn new(line: u32) -> Self {
        Self { line, subscribed: false, follows: BTreeMap::new() }
    }

    pub fn rooms(&self) -> BTreeSet<&RoomId> {
        self.follows.values().collect()
    }
}

impl Device {
    pub fn new(name: String, user: &str, ours: bool) -> Self {
        Self {
            name,
            user: user.into(),
            ours,
            client: None,
            net: Net::Good,
            asleep: false,
            ahead: 0,
            disk: BTreeMap::new(),
            start: 0,
            line: 0,
            socket: None,
            held: Vec::new(),
            asked: BTreeMap::new(),
            next_ticket: 0,
            next_reply: 0,
            missed: BTreeSet::new(),
            shown: BTreeSet::new(),
            due: None,
            settled: false,
            heard: Millis(0),
            hung: false,
            woke: Millis(0),
            last_up: Millis(0),
            last_down: Millis(0),
        }
    }

    pub fn ours(&mut self) -> Option<&mut Ours> {
        match &mut self.client {
            Some(Client::Ours(ours)) => Some(ours),
            _ => None,
        }
    }

    pub fn person(&self) -> Option<&Person> {
        match &self.client {
            Some(Client::Ours(ours)) => Some(&ours.person),
            _ => None,
        }
    }

    pub fn stock(&mut self) -> Option<&mut Stock> {
        match &mut self.client {
            Some(Client::Stock(stock)) => Some(stock),
            _ => None,
        }
    }

    /// Packets do not pass now, though nobody was told.
    pub fn is_cut_off(&self) -> bool {
        self.asleep || self.net == Net::Stalled
    }
}
