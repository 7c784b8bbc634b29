//! Several devices, one server, and a network that may lose things; all in virtual time.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use vconnct_proto::{CallId, Millis, Signal, SignalAction, UserId};

use super::{stock::Stock, world::*};
use crate::{Record, Started, *};

/// Everybody who may call, and what carries their words.
pub struct Office {
    pub now: Millis,
    pub devices: Vec<Device>,
    pub records: BTreeMap<CallId, Kept>,
    /// Everything said and asked, in order: ms, who, what.
    pub trace: Vec<(u64, String, String)>,
    /// Says which signals never arrive.
    pub loses: Box<dyn FnMut(&Signal) -> bool>,
    queue: BTreeMap<(Millis, u64), Event>,
    sequence: u64,
}

/// A client somewhere, ours or the vendor's.
pub struct Device {
    pub user: UserId,
    pub client: Client,
    /// The calls whose page came up.
    pub pages: Vec<CallId>,
    pub outcomes: Vec<Outcome>,
    up: bool,
    crashed: bool,
}

pub enum Client {
    Ours(Box<Calls>),
    Stock(Stock),
}

/// A record as the server keeps it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub created_by: UserId,
    created_at: Millis,
    pub status: Status,
    pub users: Vec<UserId>,
}

enum Event {
    Feed { device: usize, input: Input },
    Guard { call: CallId },
    Request { device: usize, request: Output },
}

const WAY: Duration = Duration::from_millis(20);

impl Office {
    pub fn new() -> Self {
        Self {
            now: Millis(0),
            devices: Vec::new(),
            records: BTreeMap::new(),
            trace: Vec::new(),
            loses: Box::new(|_| false),
            queue: BTreeMap::new(),
            sequence: 0,
        }
    }

    pub fn ours(self, user: &str) -> Self {
        self.with(user, Client::Ours(Box::new(Calls::new(user.into()))))
    }

    pub fn stock(self, user: &str) -> Self {
        self.with(user, Client::Stock(Stock::new(user.into())))
    }

    fn with(mut self, user: &str, client: Client) -> Self {
        let (pages, outcomes) = (Vec::new(), Vec::new());
        self.devices.push(Device { user: user.into(), client, pages, outcomes, up: true, crashed: false });
        self.feed(self.devices.len() - 1, Input::Link { up: true });
        self
    }

    /// Somebody does something at this device, or it hears something.
    pub fn feed(&mut self, device: usize, input: Input) {
        if self.devices[device].crashed {
            return;
        }
        match &mut self.devices[device].client {
            Client::Ours(calls) => calls.handle(self.now, input.clone()),
            Client::Stock(stock) => stock.handle(self.now, input.clone()),
        }
        if let Input::Joined { call, result: Ok(()) } = &input {
            self.open(device, call);
        }
        while let Some(output) = self.devices[device].poll() {
            self.carry_out(device, output);
        }
    }

    /// Lets the time go on, from event to event.
    pub fn run(&mut self, ms: u64) {
        let until = Millis(self.now.0 + ms);
        for _ in 0..10_000 {
            let timer = (0..self.devices.len())
                .filter_map(|device| Some((self.devices[device].timeout()?.max(self.now), device)))
                .min();
            let event = self.queue.keys().next().copied();
            match (timer, event) {
                (Some((at, device)), event) if at <= until && event.is_none_or(|(when, _)| at < when) => {
                    self.now = at;
                    self.feed(device, Input::Timeout);
                }
                (_, Some(key)) if key.0 <= until => {
                    self.now = key.0;
                    let event = self.queue.remove(&key).unwrap();
                    self.happen(event);
                }
                _ => {
                    self.now = until;
                    return;
                }
            }
        }
        panic!("the office does not come to rest");
    }

    pub fn set_link(&mut self, device: usize, up: bool) {
        self.devices[device].up = up;
        self.feed(device, Input::Link { up });
    }

    pub fn crash(&mut self, device: usize) {
        self.devices[device].crashed = true;
    }

    pub fn calls(&self, device: usize) -> &Calls {
        match &self.devices[device].client {
            Client::Ours(calls) => calls,
            Client::Stock(_) => panic!("the vendor's client shows us nothing"),
        }
    }

    /// The one call that was made.
    pub fn call(&self) -> CallId {
        assert_eq!(self.records.len(), 1);
        self.records.keys().next().unwrap().clone()
    }

    pub fn status(&self) -> Status {
        self.records[&self.call()].status
    }

    /// Who said what, when: `(ms, who)`.
    pub fn said(&self, what: &str) -> Vec<(u64, &str)> {
        let said = self.trace.iter().filter(|(_, _, said)| said == what);
        said.map(|(at, who, _)| (*at, who.as_str())).collect()
    }

    /// Both people have the page of the same call, once, and nothing sounds any more.
    pub fn assert_talking(&self) {
        let together: BTreeSet<&CallId> = self.devices.iter().flat_map(|device| &device.pages).collect();
        assert_eq!(together.len(), 1, "{:#?}", self.trace);
        for user in [ADA, BEN] {
            let pages =
                self.devices.iter().filter(|device| device.user.as_str() == user).flat_map(|device| &device.pages);
            assert_eq!(pages.count(), 1, "pages of {user}: {:#?}", self.trace);
        }
        self.assert_silent();
    }

    pub fn assert_silent(&self) {
        for device in self.devices.iter().filter(|device| !device.crashed) {
            match &device.client {
                Client::Ours(calls) => {
                    assert!(!calls.rings() && !calls.knocks(), "{:#?}", self.trace);
                    assert!(calls.outgoing().is_none_or(OutgoingCall::is_over), "{:#?}", self.trace);
                }
                Client::Stock(stock) => assert!(!stock.is_busy(), "{:#?}", self.trace),
            }
        }
    }

    pub fn assert_silent_at(&self, device: usize) {
        assert!(!self.calls(device).rings() && !self.calls(device).knocks(), "{:#?}", self.trace);
    }

    fn later(&mut self, wait: Duration, event: Event) {
        self.sequence += 1;
        self.queue.insert((self.now + wait, self.sequence), event);
    }

    fn note(&mut self, who: &UserId, what: &str) {
        self.trace.push((self.now.0, who.to_string(), what.to_owned()));
    }

    fn open(&mut self, device: usize, call: &CallId) {
        let is_wanted = match &self.devices[device].client {
            Client::Ours(calls) => calls.joined().is_some_and(|joined| joined.call == *call),
            Client::Stock(_) => true,
        };
        if is_wanted {
            self.devices[device].pages.push(call.clone());
        }
    }

    fn carry_out(&mut self, device: usize, output: Output) {
        let user = self.devices[device].user.clone();
        match output {
            Output::Outcome(outcome) => self.devices[device].outcomes.push(outcome),
            Output::Send { to, signal } => {
                self.note(&user, &format!("{:?}", signal.action).to_lowercase());
                let lost = !self.devices[device].up || (self.loses)(&signal);
                if !lost {
                    self.relay(&user, &to, signal);
                }
            }
            Output::Decline { .. } | Output::Words { .. } => {}
            request => self.later(WAY, Event::Request { device, request }),
        }
    }

    /// The server's checks (protocol 5.1).
    fn relay(&mut self, from: &UserId, to: &UserId, signal: Signal) {
        let Some(kept) = self.records.get(&signal.params.call_id) else { return };
        if kept.status <= Status::Started || signal.action == SignalAction::End {
            self.deliver(to, signal);
        } else if signal.action == SignalAction::Call && kept.created_by == *from {
            self.signal(&from.clone(), SignalAction::End, &signal.params.call_id, from);
        }
    }

    fn signal(&mut self, to: &UserId, action: SignalAction, call: &CallId, uid: &UserId) {
        let signal = Signal::new(action, call.clone(), uid.clone(), room());
        if !(self.loses)(&signal) {
            self.deliver(to, signal);
        }
    }

    fn deliver(&mut self, to: &UserId, signal: Signal) {
        for device in 0..self.devices.len() {
            if self.devices[device].user == *to {
                let input = Input::Signal { signal: signal.clone(), known_caller: true };
                self.later(WAY, Event::Feed { device, input });
            }
        }
    }

    fn changed(&mut self, call: &CallId) {
        self.note(&"server".into(), "videoconf");
        for device in 0..self.devices.len() {
            let input = Input::RoomEvent { room: room(), call: call.clone() };
            self.later(WAY, Event::Feed { device, input });
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Feed { device, input } => {
                let needs_link = matches!(input, Input::Signal { .. } | Input::RoomEvent { .. });
                if self.devices[device].up || !needs_link {
                    self.feed(device, input);
                }
            }
            Event::Guard { call } => self.guard(&call),
            Event::Request { device, request } => {
                if let Some(answer) = self.answer(device, request) {
                    self.later(WAY, Event::Feed { device, input: answer });
                }
            }
        }
    }

    fn guard(&mut self, call: &CallId) {
        let kept = self.records[call].clone();
        for user in [ADA, BEN].map(UserId::from) {
            if user == kept.created_by || !kept.users.contains(&user) {
                self.signal(&user, SignalAction::End, call, &kept.created_by);
            }
        }
        if kept.status == Status::Calling {
            self.set_status(call, Status::Declined);
        }
    }

    fn set_status(&mut self, call: &CallId, status: Status) {
        self.records.get_mut(call).unwrap().status = status;
        self.changed(call);
    }

    fn answer(&mut self, device: usize, request: Output) -> Option<Input> {
        let (user, up) = (self.devices[device].user.clone(), self.devices[device].up);
        let answer = match request {
            Output::Cancel { call } => {
                self.note(&user, "POST cancel");
                let result = if up { self.cancel(&call) } else { Err(CancelFailure::Offline) };
                Input::Canceled { call, result }
            }
            Output::FindMine { attempt, .. } => Input::Found { attempt, record: self.newest_of(&user) },
            Output::Info { call } if up => {
                let record = self.record(&call).ok_or(RecordFailure::Unknown);
                Input::Record { call, result: record }
            }
            Output::Info { call } => Input::Record { call, result: Err(RecordFailure::Offline) },
            Output::Join { call, .. } => {
                self.note(&user, "POST join");
                let result = if up { self.join(&user, &call) } else { Err(JoinFailure::NoAnswer) };
                Input::Joined { call, result }
            }
            Output::Start { attempt, .. } if up => {
                self.note(&user, "POST start");
                let result = Ok(self.start(&user));
                Input::Started { attempt, result }
            }
            Output::Start { attempt, .. } => Input::Started { attempt, result: Err(StartFailure::Lost) },
            Output::Decline { .. } | Output::Outcome(_) | Output::Send { .. } | Output::Words { .. } => return None,
        };
        Some(answer)
    }

    fn start(&mut self, user: &UserId) -> Started {
        let call = CallId::from(format!("68c9a1f0d2b7e4a1c3f5{:04}", self.records.len() + 1));
        let kept = Kept { created_by: user.clone(), created_at: self.now, status: Status::Calling, users: Vec::new() };
        self.records.insert(call.clone(), kept);
        self.later(Duration::from_secs(40), Event::Guard { call: call.clone() });
        let callee = if user.as_str() == ADA { BEN } else { ADA };
        Started::Direct { call, callee: callee.into() }
    }

    fn join(&mut self, user: &UserId, call: &CallId) -> Result<(), JoinFailure> {
        let kept = self.records.get_mut(call).ok_or(JoinFailure::Refused)?;
        if kept.status > Status::Started {
            return Err(JoinFailure::NoAnswer);
        }
        if kept.users.contains(user) {
            return Ok(());
        }
        kept.users.push(user.clone());
        let (creator, was_calling) = (kept.created_by.clone(), kept.status == Status::Calling);
        self.signal(&creator, SignalAction::Join, call, user);
        if creator != *user {
            self.signal(user, SignalAction::Join, call, user);
        }
        if was_calling {
            self.set_status(call, Status::Started);
        }
        Ok(())
    }

    fn cancel(&mut self, call: &CallId) -> Result<(), CancelFailure> {
        match self.records.get(call).map(|kept| kept.status) {
            Some(Status::Calling) => {
                self.set_status(call, Status::Declined);
                Ok(())
            }
            Some(_) => Err(CancelFailure::InvalidStatus),
            None => Err(CancelFailure::Refused),
        }
    }

    fn record(&self, call: &CallId) -> Option<Record> {
        let kept = self.records.get(call)?;
        Some(Record {
            users: kept.users.clone(),
            age: self.now.since(kept.created_at),
            ..with_status(kept.status, record(call.as_str(), kept.created_by.as_str()))
        })
    }

    fn newest_of(&self, user: &UserId) -> Option<Record> {
        let newest = self.records.iter().rev().find(|(_, kept)| kept.created_by == *user);
        newest.and_then(|(call, _)| self.record(call))
    }
}

impl Device {
    fn poll(&mut self) -> Option<Output> {
        match &mut self.client {
            Client::Ours(calls) => calls.poll_output(),
            Client::Stock(stock) => stock.poll_output(),
        }
    }

    fn timeout(&self) -> Option<Millis> {
        match &self.client {
            _ if self.crashed => None,
            Client::Ours(calls) => calls.poll_timeout(),
            Client::Stock(stock) => stock.poll_timeout(),
        }
    }
}
