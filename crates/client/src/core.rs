//! One signed-in person at one workspace as one machine with one owner. It takes time as a value and does
//! no I/O: its driver feeds [`Core::handle`], carries out [`Core::poll_output`] and sleeps until
//! [`Core::poll_timeout`]. What is true is asked of its views.

mod actions;
mod answers;
mod busy;
mod calling;
mod clock;
mod connection;
mod devices;
mod events;
mod group_start;
mod heard;
mod hearing;
mod journal;
mod leaving;
mod notices;
mod people;
mod ports;
mod reading;
mod records;
mod rooms;
mod sidebar;
mod started;
mod tidy;
mod timeline;
mod views;
mod workplace;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use vconnct_call::{Calls, IncomingPhase, Input as CallInput};
use vconnct_proto::{CallId, MessageId, Millis, RoomId, UserId, rest};

use self::{
    answers::Purpose,
    busy::Busy,
    group_start::GroupStart,
    heard::Heard,
    hearing::Hearing,
    journal::{How, Journal},
    leaving::Leaving,
    notices::Notices,
    people::People,
    reading::Unconfirmed,
    records::Records,
    rooms::Rooms,
    started::StartedCalls,
    tidy::Limits,
    timeline::Timeline,
    workplace::Workplace,
};
use crate::{
    action::{ActionError, Devices, Look},
    client::ViewerId,
    quiet::{Caller, Surroundings},
    update::{self, Link, WorkspaceId},
};

#[cfg(any(feature = "hostile", test))]
pub(crate) use self::answers::checked_address;
#[cfg(feature = "simulation")]
pub(crate) use self::journal::How as HowItWent;
pub(crate) use self::{
    answers::refused,
    clock::Clock,
    devices::Starting,
    journal::Entry as JournalEntry,
    ports::{Changed, Input, Output, ReplyTo, Ticket},
};

/// Who is signed in where: what is kept between two starts, beside the token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Account {
    pub workspace: WorkspaceId,
    pub user: UserId,
    pub username: String,
    pub name: Option<String>,
    /// The workspace's name when last heard.
    pub site_name: Option<String>,
    /// Microphone and camera as last chosen, or settled: what the next call starts with.
    pub devices: Devices,
    /// This program has made them busy, and has to undo it.
    pub shown_busy: bool,
}

/// The state of one signed-in person.
#[derive(Debug)]
pub(crate) struct Core {
    account: Account,
    clock: Clock,
    link: Link,
    calls: Calls,
    busy: Busy,
    hearing: Hearing,
    people: People,
    rooms: Rooms,
    records: Records,
    /// Why the start of the call that goes out was refused.
    refusal: Option<(CallId, ActionError)>,
    group_start: Option<GroupStart>,
    started: StartedCalls,
    journal: Journal,
    notices: Notices,
    workplace: Workplace,
    provider: Provider,
    timelines: BTreeMap<RoomId, Timeline>,
    looks: BTreeMap<ViewerId, Look>,
    /// The pages of calls shown in panels.
    panels: BTreeMap<RoomId, Panel>,
    /// Who types where, and until when that counts.
    typing: BTreeMap<RoomId, BTreeMap<String, Millis>>,
    /// Rooms whose own events are followed on this connection.
    followed: BTreeSet<RoomId>,
    purposes: BTreeMap<Ticket, Asked>,
    next_ticket: u64,
    /// Counts sessions: one ends when its person is signed out, and with its connection.
    session: u64,
    /// When it was last asked whether the session still holds, because something was refused for want of one.
    asked_for_session: Option<Millis>,
    /// Reads that found no answer, and when to ask again.
    again: Vec<(Millis, Asked)>,
    /// Who waits for the outcome of a start or a join.
    replies: BTreeMap<CallId, Vec<ReplyTo>>,
    /// Who waits to hear whether the words of a decline were sent, by their message.
    words: BTreeMap<MessageId, ReplyTo>,
    unconfirmed: Unconfirmed,
    leaving: Option<Leaving>,
    loaded_rooms: bool,
    loaded_subscriptions: bool,
    heard: Heard,
    /// Server time up to which everything was heard.
    heard_until: Option<vconnct_proto::Timestamp>,
    /// Nothing until the settings have been told.
    starting: Option<Starting>,
    /// Rings for the message of a call where the workspace has nobody rung (protocol 8.12).
    rings_for_messages: bool,
    limits: Limits,
    rng: fastrand::Rng,
    outputs: VecDeque<Output>,
    changed: Changed,
}

/// What the conference provider offers, as far as known.
#[derive(Clone, Debug, Default, PartialEq)]
enum Provider {
    NotSetUp,
    Ready {
        name: String,
        capabilities: vconnct_proto::documents::Capabilities,
    },
    #[default]
    Unknown,
}

/// The calls of a room as its panel lists them.
#[derive(Debug, Default)]
struct Panel {
    calls: Vec<CallId>,
    loaded: bool,
}

/// A request under way, and why it was sent.
#[derive(Clone, Debug)]
struct Asked {
    request: rest::Request,
    purpose: Purpose,
    /// When it was sent, or put off.
    at: Millis,
    /// Of which session: what is refused for want of an older one says nothing of this one.
    session: u64,
}

impl Core {
    /// The state of `account` with what this computer has written down of its calls.
    pub fn new(clock: Clock, account: Account, journal: Vec<JournalEntry>, seed: u64) -> Self {
        let me = account.user.clone();
        let mut people = People::new(account.user.clone(), picture_root(&account.workspace));
        people.learn(&vconnct_proto::documents::UserRef {
            id: me.clone(),
            username: account.username.clone(),
            name: account.name.clone(),
        });
        let journal = Journal::new(journal);
        let mut calls = Calls::new(me.clone());
        for entry in journal.decided_since(clock.local_now() - REMEMBERED) {
            match entry.how {
                How::DeclinedByMe => calls.remember_declined(clock.now, entry.call.clone()),
                _ => calls.remember(clock.now, entry.call.clone()),
            }
        }
        let resume = journal.rang_out_since(clock.local_now() - RINGS).map(|(entry, ringing)| CallInput::Resume {
            call: entry.call.clone(),
            room: entry.room.clone(),
            callee: ringing.callee.clone(),
            devices: vconnct_call::Devices { mic: ringing.devices.mic, cam: ringing.devices.cam },
            age: Duration::from_millis(u64::try_from(clock.local_now() - entry.noted_at).unwrap_or_default()),
        });
        let mut core = Self {
            link: Link::Connecting { since: clock.local_now() },
            clock,
            calls,
            busy: Busy::default(),
            hearing: Hearing::default(),
            people,
            rooms: Rooms::new(me),
            account,
            records: Records::default(),
            refusal: None,
            group_start: None,
            started: StartedCalls::default(),
            journal,
            notices: Notices::default(),
            workplace: Workplace::default(),
            provider: Provider::default(),
            timelines: BTreeMap::new(),
            looks: BTreeMap::new(),
            panels: BTreeMap::new(),
            typing: BTreeMap::new(),
            followed: BTreeSet::new(),
            purposes: BTreeMap::new(),
            next_ticket: 0,
            session: 0,
            asked_for_session: None,
            again: Vec::new(),
            replies: BTreeMap::new(),
            words: BTreeMap::new(),
            unconfirmed: Unconfirmed::default(),
            leaving: None,
            loaded_rooms: false,
            loaded_subscriptions: false,
            heard: Heard::from(&clock),
            heard_until: None,
            starting: None,
            rings_for_messages: true,
            limits: Limits::default(),
            rng: fastrand::Rng::with_seed(seed),
            outputs: VecDeque::new(),
            changed: Changed { calls: true, history: true, looks: true, messages: true, rooms: true, session: true },
        };
        if let Some(resume) = resume {
            core.call(resume);
        }
        core
    }

    /// Takes in one thing that happened at `clock`.
    pub fn handle(&mut self, clock: Clock, input: Input) {
        self.clock.advance(clock);
        // What a start or a join has come to that nobody tells of elsewhere.
        let outcome = match &input {
            Input::Action { .. } => Ok(()), // the person wanted something else
            Input::SignedOut(_) => Err(ActionError::NotSignedIn),
            Input::Timeout => Err(ActionError::Offline),
            _ => Err(ActionError::CallOver),
        };
        match input {
            Input::Action { action, viewer, reply } => self.act(action, viewer, reply),
            Input::Answer { ticket, result, date } => self.answer(ticket, result, date),
            Input::Documents { ticket, list, which } => self.documents(ticket, &list, which),
            Input::BusyInCall(wanted) => self.busy.wanted = wanted,
            Input::Connected => self.connected(),
            Input::Connecting => self.set_link(Link::Connecting { since: self.link_since() }),
            Input::Disconnected { next_try, loss } => self.disconnected(next_try, loss),
            Input::PageOpened { call, opened } => self.call(CallInput::PageOpened { call, opened }),
            Input::SignedIn => self.set_link(Link::Subscribing { since: self.link_since() }),
            Input::SignedOut(reason) => self.signed_out(reason),
            Input::StartWith(starting) => self.start_with(starting),
            Input::Stream(event) => {
                self.heard.something(&self.clock);
                self.event(event);
            }
            Input::Timeout => self.timeout(),
            Input::ViewerWent(viewer) => self.look(viewer, None),
            // Only now: whoever comes or goes after this answer was made is told of by the stream.
            Input::Watched { users } => self.request(rest::Request::Presence { users }, Purpose::Presence),
        }
        self.flush(&outcome);
        self.tidy();
    }

    /// What lies around this workspace has changed: calls that ring may be heard now, or no longer.
    pub fn surround(&mut self, around: Surroundings) {
        self.hearing.surround(around);
        self.changed.calls |= self.started.iter().next().is_some();
        self.listen();
    }

    /// Whatever rings now is not to be heard any more.
    pub fn silence_ring(&mut self) {
        self.changed.calls |= self.hearing.hush();
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is due, if ever.
    pub fn poll_timeout(&self) -> Option<Millis> {
        let typing = self.typing.values().flat_map(BTreeMap::values).min().copied();
        let again = self.again.iter().map(|(due, _)| *due).min();
        let records = self.records.poll_timeout().filter(|_| self.is_reachable()); // else nobody is asked
        let start = self.group_start.as_ref().and_then(GroupStart::poll_timeout);
        let leaving = self.leaving.as_ref().map(|leaving| leaving.until);
        let told = [start, self.started.poll_timeout(), self.notices.poll_timeout(), leaving];
        [self.calls.poll_timeout(), records, typing, again].into_iter().chain(told).flatten().min()
    }

    /// What has changed since the last time this was asked.
    pub fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.changed)
    }

    /// Whether this device rings by itself where the workspace has nobody rung.
    pub fn ring_for_messages(&mut self, rings: bool) {
        self.rings_for_messages = rings;
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Something of this workspace is on the person's mind now: ringing in or out.
    pub fn is_ringing(&self) -> bool {
        self.calls.rings() || self.rings_out().is_some()
    }

    /// The call that rings out, or is being started or joined after it did.
    pub fn rings_out(&self) -> Option<CallId> {
        self.calls.outgoing().filter(|call| !call.is_over()).map(|call| call.call.clone())
    }

    /// A call that rang here has been accepted, and is being joined.
    pub fn is_accepting(&self) -> bool {
        self.calls.incoming().any(|call| call.phase == vconnct_call::IncomingPhase::Accepting)
    }

    /// The call this person is in, and since when.
    pub fn is_in(&self) -> Option<(CallId, Millis)> {
        self.calls.joined().map(|joined| (joined.call.clone(), joined.since))
    }

    /// A call is being given up, and the workspace has not confirmed it yet.
    pub fn is_giving_up(&self) -> bool {
        self.purposes.values().any(|asked| matches!(asked.purpose, Purpose::Cancel { .. }))
    }

    fn timeout(&mut self) {
        self.pass_calls();
        let now = self.clock.now;
        self.pass_group_start();
        self.changed.calls |= self.started.pass(now);
        self.changed.messages |= self.notices.pass(now);
        let before = self.typing.values().map(BTreeMap::len).sum::<usize>();
        self.typing.values_mut().for_each(|names| names.retain(|_, until| *until > now));
        self.typing.retain(|_, names| !names.is_empty());
        self.changed.looks |= before != self.typing.values().map(BTreeMap::len).sum::<usize>();
        let due = |(when, _): &mut (Millis, Asked)| *when <= now;
        for (_, asked) in self.again.extract_if(.., due).collect::<Vec<_>>() {
            if !self.is_pointless(&asked.purpose) {
                self.request(asked.request, asked.purpose);
            }
        }
    }

    /// Lets the calls do what is due.
    fn pass_calls(&mut self) {
        if self.calls.poll_timeout().is_some_and(|due| due <= self.clock.now) {
            self.call(CallInput::Timeout);
        }
    }

    /// In a call that, as far as anybody can tell, goes on.
    fn is_in_call(&self) -> bool {
        let is_over = |call| self.records.is_probably_over(call, self.clock.server_now());
        self.calls.joined().is_some_and(|joined| !is_over(&joined.call))
    }

    /// Judges the calls that ring: whatever decides whether they may be heard can have changed.
    fn listen(&mut self) {
        self.hearing.keep(|call| self.calls.incoming().any(|known| known.call == *call));
        let ringing = self.calls.incoming().filter(|call| matches!(call.phase, IncomingPhase::Ringing { .. }));
        let judged = ringing.map(|call| (call.call.clone(), call.caller.clone(), self.caller(&call.room)));
        for (call, user, caller) in judged.collect::<Vec<_>>() {
            self.changed.calls |= self.hearing.judge(self.clock.now, &call, &user, caller);
        }
    }

    /// What this workspace says of a call from `room`, as far as it decides whether it may be heard.
    fn caller(&self, room: &RoomId) -> Caller {
        let room = self.rooms.subscription(room);
        Caller {
            again: false,
            busy: self.people.presence(&self.account.user) == update::Presence::Busy,
            favourite: room.is_some_and(|room| room.f),
            // The status that was set because of a call lasts a moment longer than the call.
            in_call: self.is_in_call() || self.account.shown_busy,
            muted: room.is_some_and(|room| room.disable_notifications),
        }
    }

    /// What every input may have made due.
    fn flush(&mut self, outcome: &Result<(), ActionError>) {
        self.listen();
        self.settle_group_start();
        self.settle_what_is_over(outcome);
        if self.is_reachable() {
            for call in self.records.due(self.clock.now) {
                self.request(rest::Request::CallInfo { call: call.clone() }, Purpose::Info { call });
            }
        }
        self.show_busy();
        for entry in self.journal.changed() {
            self.outputs.push_back(Output::Keep(Box::new(entry)));
        }
        self.pass_leaving();
    }

    fn request(&mut self, request: rest::Request, purpose: Purpose) {
        self.next_ticket += 1;
        let ticket = Ticket(self.next_ticket);
        self.purposes
            .insert(ticket, Asked { request: request.clone(), purpose, at: self.clock.now, session: self.session });
        self.outputs.push_back(Output::Request { ticket, request });
    }

    fn reply(&mut self, to: ReplyTo, result: Result<(), ActionError>) {
        self.outputs.push_back(Output::Reply { to, result });
    }

    /// Follows the rooms that are looked at, and those where a call lives.
    fn follow_rooms(&mut self) {
        if !self.is_reachable() {
            return;
        }
        let looked = self.looks.values().map(|look| look.room.room_id.clone());
        let ringing = self.calls.incoming().map(|call| call.room.clone());
        let own = self.calls.outgoing().map(|call| call.room.clone());
        let joined = self.calls.joined().map(|call| call.room.clone());
        let live = self.records.live(self.clock.server_now()).into_keys();
        let wanted: BTreeSet<RoomId> = looked.chain(ringing).chain(own).chain(joined).chain(live).collect();
        for room in wanted.difference(&self.followed) {
            self.outputs.push_back(Output::Follow(room.clone()));
        }
        for room in self.followed.difference(&wanted) {
            self.outputs.push_back(Output::Unfollow(room.clone()));
            // What is deleted there is not told from now on.
            if let Some(timeline) = self.timelines.get_mut(room) {
                timeline.missed(self.clock.server_now());
            }
        }
        self.followed = wanted;
    }

    /// Asks to be told of these people's presence, once each.
    fn watch(&mut self, users: impl IntoIterator<Item = UserId>) {
        let added = self.people.watch(users);
        if !added.is_empty() && self.is_reachable() {
            let frames = added.chunks(WATCHED_AT_ONCE).map(|added| Output::WatchPresence { added: added.to_vec() });
            self.outputs.extend(frames);
        }
    }
}

/// Where the pictures of a workspace begin: stable, and free of letters a path could trip over.
pub(crate) fn picture_root(workspace: &str) -> String {
    // FNV-1a: the same on every machine and in every version.
    let hash = workspace
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// People named in one frame.
const WATCHED_AT_ONCE: usize = 2_000;
/// Milliseconds that a call rings (protocol 5.3).
const RINGS: i64 = 30_000;
/// Milliseconds after which no caller still rings for a call (protocol 5.3).
const REMEMBERED: i64 = 200_000;

#[cfg(test)]
mod tests;
