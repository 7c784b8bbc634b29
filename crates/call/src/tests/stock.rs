//! The vendor's client, as far as protocol 5.4 and 5.5 describe it.

use std::{collections::VecDeque, time::Duration};

use vconnct_proto::{CallId, Millis, Signal, SignalAction, UserId};

use super::world::*;
use crate::{Input, Output, Started};

pub struct Stock {
    me: UserId,
    outgoing: Option<Outgoing>,
    incoming: Option<Incoming>,
    /// Declined, dismissed or accepted: their `call` is ignored.
    ignored: Vec<CallId>,
    outputs: VecDeque<Output>,
}

struct Outgoing {
    call: CallId,
    callee: UserId,
    rung: u32,
    next: Millis,
}

struct Incoming {
    call: CallId,
    caller: UserId,
    accepting: bool,
    until: Millis,
}

impl Stock {
    pub fn new(me: UserId) -> Self {
        Self { me, outgoing: None, incoming: None, ignored: Vec::new(), outputs: VecDeque::new() }
    }

    pub fn handle(&mut self, now: Millis, input: Input) {
        match input {
            Input::Accept { call, .. } => self.accept(now, &call),
            Input::Call { attempt, room, .. } => self.outputs.push_back(Output::Start { attempt, room }),
            Input::Cancel { .. } => self.give_up(),
            Input::Decline { call } => {
                if let Some(ring) = self.incoming.take_if(|ring| ring.call == call) {
                    self.ignored.push(call);
                    self.send(SignalAction::Rejected, &ring.call, &ring.caller);
                }
            }
            Input::Dismiss { call } => {
                self.incoming.take_if(|ring| ring.call == call);
                self.ignored.push(call);
            }
            Input::Signal { signal, .. } => self.signal(now, signal),
            Input::Started { result: Ok(Started::Direct { call, callee }), .. } => {
                self.outgoing = Some(Outgoing { call, callee, rung: 0, next: now });
                self.timeout(now);
            }
            Input::Timeout => self.timeout(now),
            _ => {}
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<Millis> {
        self.outgoing.iter().map(|ring| ring.next).chain(self.incoming.iter().map(|ring| ring.until)).min()
    }

    pub fn is_busy(&self) -> bool {
        self.outgoing.is_some() || self.incoming.is_some()
    }

    fn accept(&mut self, now: Millis, call: &CallId) {
        if let Some(ring) = self.incoming.as_mut().filter(|ring| ring.call == *call) {
            (ring.accepting, ring.until) = (true, now + Duration::from_secs(5));
            let caller = ring.caller.clone();
            self.ignored.push(call.clone());
            self.send(SignalAction::Accepted, call, &caller);
        }
    }

    fn signal(&mut self, now: Millis, Signal { action, params }: Signal) {
        let call = params.call_id;
        match action {
            SignalAction::Accepted => {
                if let Some(ring) = self.outgoing.take_if(|ring| ring.call == call) {
                    self.send(SignalAction::Confirmed, &call, &ring.callee);
                    self.join(&call);
                }
            }
            SignalAction::Join if params.uid == self.me => {
                self.incoming.take_if(|ring| ring.call == call && !ring.accepting);
            }
            SignalAction::Join => {
                let Some(_) = self.outgoing.take_if(|ring| ring.call == call) else { return };
                self.join(&call);
            }
            SignalAction::Call if !self.ignored.contains(&call) => {
                let until = now + Duration::from_secs(10);
                if let Some(old) = self.incoming.take_if(|ring| ring.caller == params.uid && ring.call != call) {
                    self.send(SignalAction::Rejected, &old.call, &old.caller);
                }
                self.incoming.get_or_insert(Incoming { call, caller: params.uid, accepting: false, until }).until =
                    until;
            }
            SignalAction::Canceled => drop(self.incoming.take_if(|ring| ring.call == call)),
            SignalAction::Confirmed => {
                let Some(_) = self.incoming.take_if(|ring| ring.call == call && ring.accepting) else { return };
                self.join(&call);
            }
            SignalAction::End => {
                self.incoming.take_if(|ring| ring.call == call);
                self.outgoing.take_if(|ring| ring.call == call);
            }
            SignalAction::Rejected => {
                let Some(_) = self.outgoing.take_if(|ring| ring.call == call) else { return };
                self.outputs.push_back(Output::Cancel { call });
            }
            _ => {}
        }
    }

    fn timeout(&mut self, now: Millis) {
        self.incoming.take_if(|ring| ring.until <= now);
        let Some(ring) = self.outgoing.as_mut().filter(|ring| ring.next <= now) else { return };
        if ring.rung == 10 {
            return self.give_up();
        }
        ring.rung += 1;
        ring.next = now + Duration::from_secs(3);
        let (call, callee) = (ring.call.clone(), ring.callee.clone());
        self.send(SignalAction::Call, &call, &callee);
    }

    fn give_up(&mut self) {
        if let Some(ring) = self.outgoing.take() {
            self.send(SignalAction::Canceled, &ring.call, &ring.callee);
            self.outputs.push_back(Output::Cancel { call: ring.call });
        }
    }

    fn join(&mut self, call: &CallId) {
        self.outputs.push_back(Output::Join { call: call.clone(), devices: DEVICES });
    }

    fn send(&mut self, action: SignalAction, call: &CallId, to: &UserId) {
        let signal = Signal::new(action, call.clone(), self.me.clone(), room());
        self.outputs.push_back(Output::Send { to: to.clone(), signal });
    }
}
