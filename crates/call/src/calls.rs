//! All direct calls of one person on one device, and what one means for the others.

use vconnct_proto::{CallId, Millis, RoomId, Signal, SignalAction, UserId};

use crate::{
    Devices, IncomingCall, Input, JoinFailure, JoinedCall, OutgoingCall, Output, Page, Record, RecordFailure,
    StartFailure, Started,
    incoming::Incoming,
    joining::Joining,
    line::{Line, Peer},
};

/// The direct calls of one person on one device: ringing in, ringing out, joined.
///
/// Feed [`Calls::handle`], carry out [`Calls::poll_output`] until it is empty, and come back with
/// [`Input::Timeout`] at [`Calls::poll_timeout`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Calls {
    incoming: Incoming,
    outgoing: Option<OutgoingCall>,
    /// A call that rings nobody here, on its way to being joined.
    entering: Option<(RoomId, Joining)>,
    joined: Option<JoinedCall>,
    line: Line,
}

impl Calls {
    /// The calls of `me`. The link counts as down until [`Input::Link`] says otherwise.
    pub fn new(me: UserId) -> Self {
        Self { incoming: Incoming::default(), outgoing: None, entering: None, joined: None, line: Line::new(me) }
    }

    /// Takes in one thing that happened at `now`.
    pub fn handle(&mut self, now: Millis, input: Input) {
        self.pass(now); // what was due before comes before
        match input {
            Input::Accept { call, devices } => self.accept(now, &call, devices),
            Input::Call { attempt, room, callee, devices } => self.call(now, attempt, room, callee, devices),
            Input::Cancel { call } => self.cancel(now, &call),
            Input::Canceled { call, result } => self.line.canceled(now, &call, result),
            Input::CloseCard { call } => self.close_card(&call),
            Input::Decline { call } => self.incoming.decline(now, &call, &mut self.line),
            Input::Dismiss { call } => self.incoming.dismiss(now, &call),
            Input::Found { attempt, record } => self.found(now, &attempt, record.as_ref()),
            Input::JoinGroup { call, room, devices } => self.join(now, call, room, devices),
            Input::Joined { call, result } => self.joining_ended(now, call, result),
            Input::Leave { call } => self.leave(now, &call),
            Input::Link { up } => self.link(now, up),
            Input::Message { room, from, text } => self.message(now, &room, &from, text),
            Input::PageOpened { call, opened } => self.page_opened(&call, opened),
            Input::Record { call, result } => self.record(now, &call, &result),
            Input::Resume { call, room, callee, devices, age } => {
                let since = now - age;
                self.outgoing.get_or_insert_with(|| OutgoingCall::resume(now, since, call, room, callee, devices));
            }
            Input::RoomEvent { call, .. } => self.room_event(&call),
            Input::SessionOver => self.session_over(now),
            Input::Signal { signal, known_caller } => self.signal(now, signal, known_caller),
            Input::Silence { call } => self.incoming.silence(&call),
            Input::Started { attempt, result } => self.started(now, &attempt, result),
            Input::Timeout => {}
        }
        self.settle(now);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.line.poll()
    }

    /// When [`Input::Timeout`] is due, if ever.
    pub fn poll_timeout(&self) -> Option<Millis> {
        let incoming = self.incoming.deadline(self.line.up);
        let outgoing = self.outgoing.as_ref().and_then(OutgoingCall::deadline);
        let entering = self.entering.as_ref().map(|(_, joining)| joining.deadline());
        [incoming, outgoing, entering, self.line.deadline()].into_iter().flatten().min()
    }

    /// Remembers for 200 s that a call is decided: for after a restart.
    pub fn remember(&mut self, now: Millis, call: CallId) {
        self.incoming.remember(now, call);
    }

    /// As [`Self::remember`], of a call that this person has declined.
    pub fn remember_declined(&mut self, now: Millis, call: CallId) {
        self.incoming.remember_declined(now, call);
    }

    /// The calls to show, longest ringing first. Dismissed ones and those just over are among them.
    pub fn incoming(&self) -> impl Iterator<Item = &IncomingCall> {
        self.incoming.iter().filter(|call| call.is_shown() && !self.is_told_otherwise(call))
    }

    /// The hidden ones too.
    #[cfg(test)]
    pub(crate) fn every_incoming(&self) -> impl Iterator<Item = &IncomingCall> {
        self.incoming.iter()
    }

    /// The call that rings out, or has just stopped to.
    pub fn outgoing(&self) -> Option<&OutgoingCall> {
        self.outgoing.as_ref()
    }

    /// The call this person is in.
    pub fn joined(&self) -> Option<&JoinedCall> {
        self.joined.as_ref()
    }

    /// An address for this call is being fetched, or will be once more.
    pub fn is_joining(&self, call: &CallId) -> bool {
        self.incoming.find(call).is_some_and(IncomingCall::is_accepting)
            || self.outgoing.as_ref().is_some_and(|ours| ours.call == *call && ours.is_answered())
            || self.entering.as_ref().is_some_and(|(_, joining)| joining.call() == call)
    }

    /// Somebody rings, and this person is free to hear it.
    pub fn rings(&self) -> bool {
        !self.is_busy() && self.is_rung()
    }

    /// Somebody rings while this person is in a call or calling: a beep at most (protocol 5.9.12).
    pub fn knocks(&self) -> bool {
        self.is_busy() && self.is_rung()
    }

    fn is_rung(&self) -> bool {
        self.incoming().any(IncomingCall::is_audible)
    }

    fn is_busy(&self) -> bool {
        self.joined.is_some()
            || self.entering.is_some()
            || self.outgoing.as_ref().is_some_and(|ours| !ours.is_over())
            || self.incoming.iter().any(IncomingCall::is_accepting)
    }

    // ------------------------------------------------------------------- what the person does --

    fn accept(&mut self, now: Millis, call: &CallId, devices: Devices) {
        if self.incoming.find(call).is_some_and(IncomingCall::is_ringing) {
            self.make_way(now);
            self.incoming.accept(now, call, devices, &mut self.line);
        }
    }

    fn call(&mut self, now: Millis, attempt: CallId, room: RoomId, callee: UserId, devices: Devices) {
        if self.outgoing.as_ref().is_some_and(|ours| !ours.is_over()) {
            return;
        }
        if let Some(theirs) = self.incoming.ringing_from(&callee) {
            let theirs = theirs.call.clone();
            return self.accept(now, &theirs, devices);
        }
        self.outgoing = Some(OutgoingCall::start(now, attempt, room, callee, devices, &mut self.line));
    }

    /// Joins a call that runs; one that rings here is answered instead, one that rings out is not
    /// joined before it is answered (protocol 5.9.7).
    fn join(&mut self, now: Millis, call: CallId, room: RoomId, devices: Devices) {
        if self.incoming.find(&call).is_some_and(IncomingCall::is_ringing) {
            return self.accept(now, &call, devices);
        }
        if self.is_joining(&call) || self.outgoing.as_ref().is_some_and(|ours| ours.is(&call) && !ours.is_over()) {
            return;
        }
        self.make_way(now);
        self.incoming.remember(now, call.clone()); // whoever goes there is not called there
        self.entering = Some((room, Joining::enter(now, call, devices, &mut self.line)));
    }

    fn cancel(&mut self, now: Millis, call: &CallId) {
        if let Some(ours) = self.outgoing.take_if(|ours| ours.is(call) && !ours.is_over()) {
            if ours.is_yielded() {
                self.incoming.abandon(now, &ours.call, &mut self.line);
            }
            return ours.cancel(now, &mut self.line);
        }
        self.incoming.abandon(now, call, &mut self.line);
        self.entering.take_if(|(_, joining)| joining.call() == call);
    }

    fn leave(&mut self, now: Millis, call: &CallId) {
        self.joined.take_if(|joined| joined.call == *call);
        self.cancel(now, call);
    }

    fn close_card(&mut self, call: &CallId) {
        self.incoming.close_card(call);
        self.outgoing.take_if(|ours| ours.is(call) && ours.is_over());
    }

    fn page_opened(&mut self, call: &CallId, opened: bool) {
        if let Some(joined) = self.joined.as_mut().filter(|joined| joined.call == *call) {
            joined.page = if opened { Page::Opened } else { Page::NotOpened };
        }
    }

    /// One person enters one call at a time: whatever else is on its way is given up first.
    fn make_way(&mut self, now: Millis) {
        self.entering = None;
        if let Some(ours) = self.outgoing.take_if(|ours| !ours.is_over()) {
            ours.cancel(now, &mut self.line);
        }
        let other = self.incoming.iter().find(|call| call.is_accepting()).map(|call| call.call.clone());
        if let Some(other) = other {
            self.incoming.abandon(now, &other, &mut self.line);
        }
    }

    // ------------------------------------------------------------------- what the others do --

    fn signal(&mut self, now: Millis, signal: Signal, known_caller: bool) {
        let (Signal { action, params }, line) = (signal, &mut self.line);
        let (call, from) = (params.call_id, params.uid);
        match action {
            SignalAction::Accepted => self.with_outgoing(|ours, line| ours.accepted(now, &call, &from, line)),
            SignalAction::Call if from != line.me => {
                self.incoming.ring(now, Peer { call, room: params.rid, user: from }, known_caller, line);
            }
            SignalAction::Canceled => self.incoming.canceled(now, &call, &from, line),
            SignalAction::Confirmed => line.heard(&call),
            SignalAction::End => {
                self.incoming.end(now, &call, line);
                if self.joined.as_ref().is_some_and(|joined| joined.call == call) {
                    line.info(&call);
                }
                self.with_outgoing(|ours, line| ours.stopped(now, &call, line));
            }
            SignalAction::Join if from == line.me => {
                line.heard(&call);
                self.incoming.joined_by_me(now, &call, line);
            }
            SignalAction::Join => self.with_outgoing(|ours, line| ours.callee_joined(now, &call, &from, line)),
            SignalAction::Rejected => self.with_outgoing(|ours, line| ours.rejected(now, &call, &from, line)),
            SignalAction::Ring if from != line.me => {
                self.incoming.rung(now, Peer { call, room: params.rid, user: from }, known_caller, line);
            }
            SignalAction::Call | SignalAction::Ring | SignalAction::Started => {}
        }
    }

    /// A device acts on an answer only if it is the one that rings.
    fn with_outgoing(&mut self, act: impl FnOnce(&mut OutgoingCall, &mut Line)) {
        if let Some(ours) = &mut self.outgoing {
            act(ours, &mut self.line);
        }
    }

    fn message(&mut self, now: Millis, room: &RoomId, from: &UserId, text: String) {
        if *from == self.line.me {
            self.incoming.wrote(now, room);
        } else {
            self.with_outgoing(|ours, line| ours.wrote(now, room, from, text, line));
        }
    }

    fn room_event(&mut self, call: &CallId) {
        let is_ours = self.outgoing.as_ref().is_some_and(|ours| ours.call == *call && ours.is_ringing());
        let is_theirs = self.incoming.find(call).is_some_and(|call| call.is_ringing() || call.is_accepting());
        let is_joined = self.joined.as_ref().is_some_and(|joined| joined.call == *call);
        if is_ours || is_theirs || is_joined || self.line.is_curious_about(call) {
            self.line.info(call);
        }
    }

    fn link(&mut self, now: Millis, up: bool) {
        if self.line.up == up {
            return;
        }
        self.line.up = up;
        self.incoming.link(now, &mut self.line);
        self.with_outgoing(|ours, line| ours.link(now, line));
        if let Some((_, joining)) = self.entering.as_mut().filter(|_| up) {
            joining.link_up(now, &mut self.line);
        }
        self.line.pass(now);
    }

    /// What rings could not be answered any more, so it does not ring on. A page that is open stays open.
    fn session_over(&mut self, now: Millis) {
        self.line.close();
        self.incoming.cut_off(now, &mut self.line);
        self.with_outgoing(|ours, line| ours.cut_off(now, line));
        self.entering = None;
    }

    // ------------------------------------------------------------------ what the server says --

    fn started(&mut self, now: Millis, attempt: &CallId, result: Result<Started, StartFailure>) {
        let Some(ours) = self.outgoing.as_mut().filter(|ours| ours.is_starting(attempt)) else {
            return self.started_late(now, result);
        };
        match result {
            Ok(Started::Conference { call }) => self.enter_ours(now, call),
            Ok(Started::Direct { call, callee }) => ours.named(now, call, callee, &mut self.line),
            Err(failure) => ours.start_failed(now, failure, &mut self.line),
        }
    }

    /// Nobody waits for this start any more. Nobody rings for its call either, unless it was found
    /// before this answer came.
    fn started_late(&mut self, now: Millis, result: Result<Started, StartFailure>) {
        if let Ok(Started::Direct { call, .. }) = result
            && self.outgoing.as_ref().is_none_or(|ours| ours.call != call)
            && self.joined.as_ref().is_none_or(|joined| joined.call != call)
        {
            self.line.withdraw(now, call);
        }
    }

    fn found(&mut self, now: Millis, attempt: &CallId, record: Option<&Record>) {
        let Some(ours) = self.outgoing.as_mut().filter(|ours| ours.is_starting(attempt)) else { return };
        if !ours.found(now, record, &mut self.line)
            && let Some(record) = record
        {
            self.enter_ours(now, record.call.clone());
        }
    }

    /// What we have started rings nobody: it is joined like any call of a room.
    fn enter_ours(&mut self, now: Millis, call: CallId) {
        if let Some(ours) = self.outgoing.take() {
            self.entering = Some((ours.room, Joining::enter(now, call, ours.devices, &mut self.line)));
        }
    }

    fn joining_ended(&mut self, now: Millis, call: CallId, result: Result<(), JoinFailure>) {
        if let Err(failure) = result {
            self.incoming.join_failed(now, &call, failure, &mut self.line);
            self.with_outgoing(|ours, line| ours.join_failed(now, &call, failure, line));
            let line = &mut self.line;
            self.entering
                .take_if(|(_, joining)| *joining.call() == call && joining.failed(now, failure, line).is_some());
        } else if let Some((room, devices)) = self.joined_by(now, &call) {
            let again = self.joined.take_if(|joined| joined.call == call);
            let since = again.map_or(now, |joined| joined.since);
            self.joined = Some(JoinedCall { call, room, since, page: Page::Opening, devices });
        }
    }

    /// Whoever waited for this address lets go of the call.
    fn joined_by(&mut self, now: Millis, call: &CallId) -> Option<(RoomId, Devices)> {
        if let Some(theirs) = self.incoming.joined(now, call, &mut self.line) {
            return Some(theirs);
        }
        if let Some(ours) = self.outgoing.take_if(|ours| ours.call == *call && ours.is_answered()) {
            let entered = (ours.room.clone(), ours.devices);
            ours.joined(now, &mut self.line);
            return Some(entered);
        }
        let entered = self.entering.take_if(|(_, joining)| joining.call() == call);
        entered.map(|(room, joining)| (room, joining.devices()))
    }

    fn record(&mut self, now: Millis, call: &CallId, result: &Result<Record, RecordFailure>) {
        if let Ok(record) = result {
            self.line.record(record);
            self.with_outgoing(|ours, line| ours.record(now, record, line));
            let is_left = |since| record.is_over() || record.is_left(now, since);
            self.joined.take_if(|joined| joined.call == *call && is_left(joined.since));
            self.entering.take_if(|(_, joining)| joining.call() == call && record.is_over());
        }
        self.incoming.record(now, call, result, &mut self.line);
    }

    // ------------------------------------------------------------------------ what follows --

    fn pass(&mut self, now: Millis) {
        self.outgoing.take_if(|ours| ours.is_gone(now));
        self.with_outgoing(|ours, line| ours.pass(now, line));
        self.incoming.pass(now, &mut self.line);
        let line = &mut self.line;
        self.entering.take_if(|(_, joining)| joining.pass(now, line).is_some());
        self.line.pass(now);
        self.settle(now);
    }

    /// Draws the consequences of one call for the others.
    fn settle(&mut self, now: Millis) {
        self.settle_glare(now);
        let callee = self.outgoing.as_ref().filter(|ours| !ours.is_over()).map(|ours| &ours.callee);
        self.incoming.hold(callee);
        self.line.keep_accepting(|call| {
            self.incoming.find(call).is_some_and(IncomingCall::is_accepting)
                || self.joined.as_ref().is_some_and(|joined| joined.call == *call)
        });
    }

    /// Both called each other: one of the two calls is kept, and nobody has to click (protocol 5.9.8).
    fn settle_glare(&mut self, now: Millis) {
        let Some(ours) = self.outgoing.as_mut().filter(|ours| !ours.is_over()) else { return };
        if ours.is_yielded() {
            let goes_on = self.incoming.find(&ours.call).is_some_and(IncomingCall::is_accepting);
            self.outgoing.take_if(|_| !goes_on);
            return;
        }
        let Some(theirs) = self.incoming.ringing_from(&ours.callee) else { return ours.is_alone(now) };
        let (theirs, is_confirmed) = (theirs.call.clone(), theirs.is_confirmed());
        if ours.waits() && is_confirmed {
            let devices = ours.devices;
            self.outgoing = None; // the workspace has not taken ours yet, and theirs is there
            self.incoming.accept(now, &theirs, devices, &mut self.line);
        } else if ours.is_answered() {
            self.incoming.merge(now, &theirs, &mut self.line);
        } else if is_confirmed && self.line.up && ours.yields_to(now, &theirs) {
            let devices = ours.devices;
            ours.yield_to(now, theirs.clone(), &mut self.line);
            self.incoming.accept(now, &theirs, devices, &mut self.line);
        }
    }

    /// The other half of a glare: the card of our own call tells about it.
    fn is_told_otherwise(&self, call: &IncomingCall) -> bool {
        call.is_held() || self.outgoing.as_ref().is_some_and(|ours| ours.is_yielded() && ours.call == call.call)
    }
}
