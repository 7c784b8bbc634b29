//! The way out: what this device says to others, and goes on saying until it has got through.

mod accepted;
mod declined;
mod hang_up;

use std::collections::VecDeque;

use vconnct_proto::{CallId, Millis, RoomId, Signal, SignalAction, UserId};

use self::{accepted::Accepted, declined::Declined, hang_up::HangUp};
use crate::{CancelFailure, Output, Record};

/// A call, and the person at its other end.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Peer {
    pub call: CallId,
    pub room: RoomId,
    pub user: UserId,
}

/// The outputs, and what still has to become one.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Line {
    pub me: UserId,
    pub up: bool,
    outputs: VecDeque<Output>,
    accepted: Option<Accepted>, // one person, one answer at a time
    declined: Vec<Declined>,
    hang_ups: Vec<HangUp>,
}

impl Line {
    pub fn new(me: UserId) -> Self {
        Self { me, up: false, outputs: VecDeque::new(), accepted: None, declined: Vec::new(), hang_ups: Vec::new() }
    }

    pub fn put(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Asks for the record of a call, once, however many want to know.
    pub fn info(&mut self, call: &CallId) {
        let info = Output::Info { call: call.clone() };
        if !self.outputs.contains(&info) {
            self.put(info);
        }
    }

    /// Says one thing now, or never: without a link it would come too late to be true.
    pub fn say(&mut self, action: SignalAction, to: &Peer) {
        if self.up {
            let signal = Signal::new(action, to.call.clone(), self.me.clone(), to.room.clone());
            self.put(Output::Send { to: to.user.clone(), signal });
        }
    }

    /// Tells the caller that their call is taken: until [`Line::heard`] says they know, three times at most.
    pub fn accept(&mut self, now: Millis, caller: Peer) {
        let mut accepted = Accepted::new(now, caller);
        accepted.pass(now, self);
        self.accepted = Some(accepted);
    }

    /// The other side knows that `call` is taken.
    pub fn heard(&mut self, call: &CallId) {
        self.accepted.take_if(|accepted| accepted.call() == call);
    }

    /// Nobody hears anything of this device any more.
    pub fn close(&mut self) {
        self.up = false;
        self.accepted = None;
        self.declined.clear();
        self.hang_ups.clear();
    }

    /// Goes on telling only what `holds`.
    pub fn keep_accepting(&mut self, holds: impl Fn(&CallId) -> bool) {
        self.accepted.take_if(|accepted| !holds(accepted.call()));
    }

    /// Tells the caller once that their call is not taken, and sees to it that it ends.
    pub fn decline(&mut self, now: Millis, caller: Peer) {
        let mut declined = Declined::new(now, caller);
        declined.pass(now, self);
        self.declined.push(declined);
    }

    /// Tells the callee and the server that a call of ours, which began to ring at `since`, is given up.
    pub fn hang_up(&mut self, now: Millis, since: Millis, callee: Peer) {
        self.end(now, HangUp::new(now, since, callee.call.clone(), Some(callee)));
    }

    /// Tells the server alone that a call of ours is given up.
    pub fn withdraw(&mut self, now: Millis, call: CallId) {
        self.end(now, HangUp::new(now, now, call, None));
    }

    fn end(&mut self, now: Millis, mut hang_up: HangUp) {
        hang_up.pass(now, self);
        self.hang_ups.push(hang_up);
    }

    /// The server has answered a cancel.
    pub fn canceled(&mut self, now: Millis, call: &CallId, result: Result<(), CancelFailure>) {
        self.hang_ups.retain_mut(|hang_up| hang_up.call() != call || hang_up.answered(now, result));
    }

    /// The record of a call this device has declined says whether anybody listened.
    pub fn record(&mut self, record: &Record) {
        let mut declined = std::mem::take(&mut self.declined);
        declined.retain_mut(|declined| declined.call() != &record.call || declined.record(record, self));
        self.declined = declined;
    }

    /// The record of this call would settle something here.
    pub fn is_curious_about(&self, call: &CallId) -> bool {
        self.declined.iter().any(|declined| declined.call() == call)
    }

    /// Says what is due.
    pub fn pass(&mut self, now: Millis) {
        if let Some(mut accepted) = self.accepted.take() {
            self.accepted = accepted.pass(now, self).then_some(accepted);
        }
        let mut declined = std::mem::take(&mut self.declined);
        declined.retain_mut(|declined| declined.pass(now, self));
        self.declined = declined;
        let mut hang_ups = std::mem::take(&mut self.hang_ups);
        hang_ups.retain_mut(|hang_up| hang_up.pass(now, self));
        self.hang_ups = hang_ups;
    }

    pub fn deadline(&self) -> Option<Millis> {
        let accepted = self.accepted.iter().filter_map(|accepted| accepted.deadline(self.up));
        let declined = self.declined.iter().map(Declined::deadline);
        let hang_ups = self.hang_ups.iter().map(|hang_up| hang_up.deadline(self.up));
        accepted.chain(declined).chain(hang_ups).min()
    }
}
