//! The vendor's client, as far as protocol 5.4 and 5.5 describe it: no more careful than it is.

use std::{collections::VecDeque, time::Duration};

use vconnct_proto::{CallId, Millis, RoomId, Signal, SignalAction, UserId, rest::Request};

/// One device with the vendor's client. All it knows is in memory.
#[derive(Debug)]
pub struct Stock {
    me: UserId,
    outgoing: Option<Outgoing>,
    incoming: Vec<Incoming>,
    /// Declined, dismissed or accepted: their `call` is ignored.
    ignored: Vec<CallId>,
    pub joined: Option<CallId>,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
struct Outgoing {
    call: CallId,
    room: RoomId,
    callee: UserId,
    rung: u32,
    next: Millis,
}

#[derive(Debug)]
struct Incoming {
    call: CallId,
    room: RoomId,
    caller: UserId,
    accepting: bool,
    dismissed: bool,
    until: Millis,
}

/// What it wants done.
#[derive(Debug)]
pub enum Output {
    Ask(Request),
    Send { to: UserId, signal: Signal },
}

/// What its person does with a ring.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Press {
    Accept,
    Decline,
    DeclineInWords,
    Dismiss,
}

impl Stock {
    pub fn new(me: UserId) -> Self {
        Self { me, outgoing: None, incoming: Vec::new(), ignored: Vec::new(), joined: None, outputs: VecDeque::new() }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<Millis> {
        self.outgoing.iter().map(|ring| ring.next).chain(self.incoming.iter().map(|ring| ring.until)).min()
    }

    /// The calls that ask for an answer here.
    pub fn ringing(&self) -> impl Iterator<Item = &CallId> {
        self.incoming.iter().filter(|ring| !ring.accepting && !ring.dismissed).map(|ring| &ring.call)
    }

    pub fn rings_out(&self) -> Option<&CallId> {
        self.outgoing.as_ref().map(|ring| &ring.call)
    }

    pub fn press(&mut self, now: Millis, call: &CallId, press: Press) {
        let Some(at) = self.incoming.iter().position(|ring| ring.call == *call && !ring.accepting) else { return };
        self.ignored.push(call.clone());
        match press {
            Press::Accept => {
                let ring = &mut self.incoming[at];
                (ring.accepting, ring.until) = (true, now + Duration::from_secs(5));
                let (to, room) = (ring.caller.clone(), ring.room.clone());
                self.send(SignalAction::Accepted, call, &to, &room);
            }
            // It has no words for it.
            Press::Decline | Press::DeclineInWords => {
                let ring = self.incoming.remove(at);
                self.send(SignalAction::Rejected, call, &ring.caller, &ring.room);
            }
            Press::Dismiss => self.incoming[at].dismissed = true,
        }
    }

    pub fn start(&mut self, room: RoomId) {
        self.outputs.push_back(Output::Ask(Request::CallStart { room, title: None, allow_ringing: true }));
    }

    /// What rings nobody is joined at once.
    pub fn started(&mut self, now: Millis, call: CallId, room: RoomId, callee: Option<UserId>) {
        let Some(callee) = callee else { return self.join(call) };
        self.outgoing = Some(Outgoing { call, room, callee, rung: 0, next: now });
        self.timeout(now);
    }

    pub fn give_up(&mut self) {
        if let Some(ring) = self.outgoing.take() {
            self.send(SignalAction::Canceled, &ring.call, &ring.callee, &ring.room);
            self.outputs.push_back(Output::Ask(Request::CallCancel { call: ring.call }));
        }
    }

    pub fn signal(&mut self, now: Millis, Signal { action, params }: Signal) {
        let call = params.call_id;
        match action {
            SignalAction::Accepted => {
                if let Some(ring) = self.outgoing.take_if(|ring| ring.call == call) {
                    self.send(SignalAction::Confirmed, &call, &ring.callee, &ring.room);
                    self.join(call);
                }
            }
            SignalAction::Join if params.uid == self.me => {
                self.incoming.retain(|ring| ring.call != call || ring.accepting);
            }
            SignalAction::Join => {
                if self.outgoing.take_if(|ring| ring.call == call).is_some() {
                    self.join(call);
                }
            }
            SignalAction::Call if params.uid != self.me && !self.ignored.contains(&call) => {
                let until = now + Duration::from_secs(10);
                if let Some(ring) = self.incoming.iter_mut().find(|ring| ring.call == call) {
                    ring.until = until;
                    return;
                }
                let (caller, room) = (params.uid, params.rid);
                let old: Vec<Incoming> = self.incoming.extract_if(.., |ring| ring.caller == caller).collect();
                for ring in old {
                    self.send(SignalAction::Rejected, &ring.call, &ring.caller, &ring.room);
                }
                self.incoming.push(Incoming { call, room, caller, accepting: false, dismissed: false, until });
            }
            SignalAction::Canceled => self.incoming.retain(|ring| ring.call != call),
            SignalAction::Confirmed => {
                if self.incoming.extract_if(.., |ring| ring.call == call && ring.accepting).next().is_some() {
                    self.join(call);
                }
            }
            SignalAction::End => {
                self.incoming.retain(|ring| ring.call != call);
                self.outgoing.take_if(|ring| ring.call == call);
            }
            SignalAction::Rejected => {
                if self.outgoing.take_if(|ring| ring.call == call).is_some() {
                    self.outputs.push_back(Output::Ask(Request::CallCancel { call }));
                }
            }
            SignalAction::Call | SignalAction::Ring | SignalAction::Started => {}
        }
    }

    pub fn timeout(&mut self, now: Millis) {
        self.incoming.retain(|ring| ring.until > now);
        let Some(ring) = self.outgoing.as_mut().filter(|ring| ring.next <= now) else { return };
        if ring.rung == 10 {
            return self.give_up();
        }
        ring.rung += 1;
        ring.next = now + Duration::from_secs(3);
        let (call, room, callee) = (ring.call.clone(), ring.room.clone(), ring.callee.clone());
        self.send(SignalAction::Call, &call, &callee, &room);
    }

    fn join(&mut self, call: CallId) {
        self.outputs.push_back(Output::Ask(Request::CallJoin { call, state: None }));
    }

    fn send(&mut self, action: SignalAction, call: &CallId, to: &UserId, room: &RoomId) {
        let signal = Signal::new(action, call.clone(), self.me.clone(), room.clone());
        self.outputs.push_back(Output::Send { to: to.clone(), signal });
    }
}
