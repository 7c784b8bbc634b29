//! The call this device rings for.

mod ringing;

use std::time::Duration;

use vconnct_proto::{CallId, Millis, RoomId, SignalAction, UserId};

use self::ringing::{Ringing, Turn};
use crate::{
    Devices, Direction, EndReason, Ending, JoinFailure, Outcome, Output, Record, StartFailure,
    joining::Joining,
    line::{Line, Peer},
    timings::{ANSWER, CARD_DECLINED, CARD_OUT, MINE, RING, START_PATIENCE, WORDS_AFTER},
};

/// A call that rings out, or whose card still tells how it ended.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OutgoingCall {
    /// The attempt's id until the server has named the call.
    pub call: CallId,
    pub room: RoomId,
    pub callee: UserId,
    /// When it was asked for; once it rings, when it began to.
    pub since: Millis,
    /// The drawn ring is empty then.
    pub until: Millis,
    pub phase: OutgoingPhase,
    pub devices: Devices,

    attempt: CallId,
    stage: Stage,
}

/// Where an outgoing call stands.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum OutgoingPhase {
    /// They accepted, or are calling too (`glare`); the address is on its way.
    Answered { glare: bool },
    /// Told for a while. `at`: when it ended; `words`: what they wrote with a decline.
    Over { at: Millis, reason: EndReason, words: Option<String> },
    /// `reconnecting`: nobody hears it at the moment.
    Ringing { reconnecting: bool },
    /// The server has not named it yet. `waits_until`: it was asked too often, and is asked again then.
    Starting { waits_until: Option<Millis> },
}

/// The start is on its way, and waits for nothing but its answer.
const ASKED: OutgoingPhase = OutgoingPhase::Starting { waits_until: None };

/// The phase, with what is needed to get on.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Stage {
    Answered {
        joining: Joining,
        rang: Duration,
    },
    Over {
        gone: Millis,
    },
    Ringing(Ringing),
    Starting {
        until: Millis,
        searching: bool,
        answered: Option<CallId>,
    },
    /// Both called each other, and theirs was taken: it goes on among the incoming calls.
    Yielded,
}

impl OutgoingCall {
    /// Asks the server for a call.
    pub(crate) fn start(
        now: Millis,
        attempt: CallId,
        room: RoomId,
        callee: UserId,
        devices: Devices,
        line: &mut Line,
    ) -> Self {
        line.put(Output::Start { attempt: attempt.clone(), room: room.clone() });
        Self {
            call: attempt.clone(),
            room,
            callee,
            since: now,
            until: now + RING,
            phase: ASKED,
            devices,
            attempt,
            stage: Stage::Starting { until: now + ANSWER, searching: false, answered: None },
        }
    }

    /// Goes on ringing for a call that began at `since`. The link is down: nobody hears it until it is up.
    pub(crate) fn resume(
        now: Millis,
        since: Millis,
        call: CallId,
        room: RoomId,
        callee: UserId,
        devices: Devices,
    ) -> Self {
        Self {
            attempt: call.clone(),
            call,
            room,
            callee,
            since,
            until: since + RING,
            phase: OutgoingPhase::Ringing { reconnecting: true },
            devices,
            stage: Stage::Ringing(Ringing::start(now, false)),
        }
    }

    /// Its card tells how it ended.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over { .. })
    }

    pub(crate) fn is_starting(&self, attempt: &CallId) -> bool {
        self.attempt == *attempt && matches!(self.stage, Stage::Starting { .. })
    }

    /// The workspace has been asked too often, and will be asked again.
    pub fn waits(&self) -> bool {
        matches!(self.phase, OutgoingPhase::Starting { waits_until: Some(_) })
    }

    pub(crate) fn is_ringing(&self) -> bool {
        matches!(self.stage, Stage::Ringing(_))
    }

    pub(crate) fn is_answered(&self) -> bool {
        matches!(self.stage, Stage::Answered { .. })
    }

    /// Their call was taken instead of ours.
    pub(crate) fn is_yielded(&self) -> bool {
        self.stage == Stage::Yielded
    }

    /// `id` means this call: the server's id, or the attempt's.
    pub(crate) fn is(&self, id: &CallId) -> bool {
        self.call == *id || self.attempt == *id
    }

    // ---------------------------------------------------------------------------- the start --

    /// The server has named the call, and it rings from now on.
    pub(crate) fn named(&mut self, now: Millis, call: CallId, callee: UserId, line: &mut Line) {
        self.callee = callee;
        self.ring(now, now, call, line);
    }

    /// The start brought nothing. Without an answer there may be a call all the same.
    pub(crate) fn start_failed(&mut self, now: Millis, failure: StartFailure, line: &mut Line) {
        match (&mut self.stage, failure) {
            (Stage::Starting { until, searching: searching @ false, .. }, StartFailure::Lost) => {
                (*until, *searching) = (now + ANSWER, true);
                line.put(Output::FindMine { attempt: self.attempt.clone(), room: self.room.clone() });
            }
            (Stage::Starting { until, searching, .. }, StartFailure::Limited { retry_after })
                if now + retry_after <= self.since + START_PATIENCE =>
            {
                (*until, *searching) = (now + retry_after, false);
                self.phase = OutgoingPhase::Starting { waits_until: Some(*until) };
            }
            _ => self.over(now, EndReason::Failed, None),
        }
    }

    /// This person's newest call in the room: if it is young it is the one, and goes on as if the
    /// start had been answered. False if it has to be joined at once, since it does not ring.
    pub(crate) fn found(&mut self, now: Millis, record: Option<&Record>, line: &mut Line) -> bool {
        let mine = record.filter(|record| {
            record.created_by == line.me && record.room == self.room && record.age < MINE && !record.is_over()
        });
        match mine {
            Some(record) if record.direct => {
                self.ring(now, now - record.age, record.call.clone(), line);
                self.record(now, record, line);
            }
            Some(_) => return false,
            None if self.waits() => {} // its start was refused after all, and will be made again
            None => self.over(now, EndReason::Failed, None),
        }
        true
    }

    fn ring(&mut self, now: Millis, since: Millis, call: CallId, line: &mut Line) {
        let answered = match &mut self.stage {
            Stage::Starting { answered, .. } => answered.take(),
            _ => None,
        };
        (self.call, self.since, self.until) = (call, since, since + RING);
        self.phase = OutgoingPhase::Ringing { reconnecting: !line.up };
        // A call that was found late is rung for at once; the schedule goes on from its start.
        self.stage = Stage::Ringing(Ringing::start(now, line.up));
        if answered.as_ref() == Some(&self.call) {
            self.answered(now, line);
        } else {
            self.pass(now, line);
        }
    }

    // --------------------------------------------------------------------------- the answer --

    /// `accepted` came: the callee takes the call, and is told that we know.
    pub(crate) fn accepted(&mut self, now: Millis, call: &CallId, by: &UserId, line: &mut Line) {
        if !self.concerns(by, line) {
            return;
        }
        if self.call == *call && (self.is_ringing() || self.is_answered()) {
            line.say(SignalAction::Confirmed, &self.peer());
        }
        self.taken(now, call, line);
    }

    /// The server says that the callee has joined: as good as accepted, and needs no handshake.
    pub(crate) fn callee_joined(&mut self, now: Millis, call: &CallId, who: &UserId, line: &mut Line) {
        if self.callee == *who {
            self.taken(now, call, line);
        }
    }

    fn taken(&mut self, now: Millis, call: &CallId, line: &mut Line) {
        match &mut self.stage {
            Stage::Ringing(_) if self.call == *call => self.answered(now, line),
            // They saw the call in the room before we knew its name.
            Stage::Starting { answered, .. } => *answered = Some(call.clone()),
            _ => {}
        }
    }

    fn answered(&mut self, now: Millis, line: &mut Line) {
        let glare = matches!(&self.stage, Stage::Ringing(ringing) if ringing.is_glare(now));
        self.phase = OutgoingPhase::Answered { glare };
        let rang = now.since(self.since);
        self.stage = Stage::Answered { joining: Joining::start(now, self.call.clone(), self.devices, line), rang };
    }

    /// `rejected` came: the server is told, the callee knows.
    pub(crate) fn rejected(&mut self, now: Millis, call: &CallId, by: &UserId, line: &mut Line) {
        if self.call == *call && self.concerns(by, line) {
            self.declined(now, line);
        }
    }

    fn declined(&mut self, now: Millis, line: &mut Line) {
        if let Stage::Ringing(ringing) = &mut self.stage {
            let words = ringing.words(now);
            line.withdraw(now, self.call.clone());
            self.end(now, EndReason::Declined, words, line);
        }
    }

    /// The server says: stop ringing.
    pub(crate) fn stopped(&mut self, now: Millis, call: &CallId, line: &mut Line) {
        if self.call == *call && (self.is_ringing() || self.is_answered()) {
            line.info(call);
            if self.is_ringing() {
                self.end(now, EndReason::Unanswered, None, line);
            }
        }
    }

    /// What the server knows, should all signals have been lost (protocol 5.9.11).
    pub(crate) fn record(&mut self, now: Millis, record: &Record, line: &mut Line) {
        if self.call != record.call {
            return;
        }
        match &mut self.stage {
            Stage::Answered { .. } if record.is_over() => self.end(now, EndReason::Failed, None, line),
            Stage::Ringing(_) if record.is_over() => {
                let declined = record.status == crate::Status::Declined; // not by us: we would not be ringing
                self.end(now, if declined { EndReason::Declined } else { EndReason::Unanswered }, None, line);
            }
            Stage::Ringing(_) if record.users.contains(&self.callee) => self.answered(now, line),
            Stage::Ringing(_) if record.declined.contains(&self.callee) => self.declined(now, line),
            Stage::Ringing(ringing) if record.is_calling() => ringing.still_calling(now),
            _ => {}
        }
    }

    pub(crate) fn join_failed(&mut self, now: Millis, call: &CallId, failure: JoinFailure, line: &mut Line) {
        if self.call == *call
            && let Stage::Answered { joining, .. } = &mut self.stage
            && joining.failed(now, failure, line).is_some()
        {
            self.end(now, EndReason::Failed, None, line);
        }
    }

    /// Somebody wrote. Words around a decline are its reason.
    pub(crate) fn wrote(&mut self, now: Millis, room: &RoomId, from: &UserId, text: String, line: &mut Line) {
        if self.room != *room || self.callee != *from {
            return;
        }
        match (&mut self.stage, &mut self.phase) {
            (Stage::Ringing(ringing), _) => ringing.wrote(now, text),
            (Stage::Over { .. }, OutgoingPhase::Over { at, reason: EndReason::Declined, words: words @ None })
                if now.since(*at) <= WORDS_AFTER =>
            {
                line.put(Output::Words { call: self.call.clone(), words: text.clone() });
                *words = Some(text);
            }
            _ => {}
        }
    }

    // ---------------------------------------------------------------------------- the glare --

    /// The callee is calling too. True if our call is the one to give up (protocol 5.9.8).
    pub(crate) fn yields_to(&mut self, now: Millis, theirs: &CallId) -> bool {
        let Stage::Ringing(ringing) = &mut self.stage else { return false };
        ringing.yields(now, &self.call, theirs)
    }

    /// The callee is not calling (any more).
    pub(crate) fn is_alone(&mut self, now: Millis) {
        if let Stage::Ringing(ringing) = &mut self.stage {
            ringing.is_alone(now);
        }
    }

    /// Gives our call up for theirs. The card stays, and tells so.
    pub(crate) fn yield_to(&mut self, now: Millis, theirs: CallId, line: &mut Line) {
        self.put_outcome(now, Ending::Merged, None, line);
        line.hang_up(now, self.since, self.peer());
        self.attempt = std::mem::replace(&mut self.call, theirs); // ours still means this card
        self.phase = OutgoingPhase::Answered { glare: true };
        self.stage = Stage::Yielded;
    }

    // --------------------------------------------------------------------- the end, and time --

    /// The person gives it up. A start that is answered later is withdrawn then.
    pub(crate) fn cancel(self, now: Millis, line: &mut Line) {
        if self.is_ringing() || self.is_answered() {
            self.put_outcome(now, Ending::Over(EndReason::Canceled), None, line);
            line.hang_up(now, self.since, self.peer());
        }
    }

    /// The address came; it is a joined call now.
    pub(crate) fn joined(self, now: Millis, line: &mut Line) {
        self.put_outcome(now, Ending::Joined, None, line);
    }

    pub(crate) fn link(&mut self, now: Millis, line: &mut Line) {
        match &mut self.stage {
            Stage::Answered { joining, .. } if line.up => joining.link_up(now, line),
            Stage::Ringing(ringing) => {
                self.phase = OutgoingPhase::Ringing { reconnecting: !line.up };
                if ringing.link(now, line.up) {
                    self.go(true, true, line); // an answer may have been missed
                }
            }
            _ => {}
        }
    }

    /// Nobody hears it any more, and nobody ever will.
    pub(crate) fn cut_off(&mut self, now: Millis, line: &mut Line) {
        match self.stage {
            Stage::Answered { .. } | Stage::Ringing(_) => self.end(now, EndReason::Interrupted, None, line),
            Stage::Starting { .. } => self.over(now, EndReason::Interrupted, None),
            Stage::Over { .. } | Stage::Yielded => {}
        }
    }

    /// Goes on if it is time to.
    pub(crate) fn pass(&mut self, now: Millis, line: &mut Line) {
        match &mut self.stage {
            Stage::Answered { joining, .. } => {
                if joining.pass(now, line).is_some() {
                    self.end(now, EndReason::Failed, None, line);
                }
            }
            Stage::Ringing(ringing) => match ringing.turn(now, self.since, self.until) {
                Turn::End(reason) => {
                    line.hang_up(now, self.since, self.peer());
                    self.end(now, reason, None, line);
                }
                Turn::Go { ring, ask } => self.go(ring, ask, line),
            },
            Stage::Starting { until, .. } if *until <= now => self.start_again(now, line),
            Stage::Over { .. } | Stage::Starting { .. } | Stage::Yielded => {}
        }
    }

    /// No answer came, or the wait for the workspace's limit is over.
    fn start_again(&mut self, now: Millis, line: &mut Line) {
        match &mut self.stage {
            Stage::Starting { until, .. } if self.phase != ASKED => {
                (*until, self.phase) = (now + ANSWER, ASKED);
                line.put(Output::Start { attempt: self.attempt.clone(), room: self.room.clone() });
            }
            _ => self.start_failed(now, StartFailure::Lost, line),
        }
    }

    fn go(&self, ring: bool, ask: bool, line: &mut Line) {
        if ring {
            line.say(SignalAction::Call, &self.peer());
        }
        if ask && line.up {
            line.info(&self.call);
        }
    }

    /// The card of a call that is over has been there long enough.
    pub(crate) fn is_gone(&self, now: Millis) -> bool {
        matches!(self.stage, Stage::Over { gone } if gone <= now)
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match &self.stage {
            Stage::Answered { joining, .. } => Some(joining.deadline()),
            Stage::Over { gone } => Some(*gone),
            Stage::Ringing(ringing) => Some(ringing.deadline(self.since, self.until)),
            Stage::Starting { until, .. } => Some(*until),
            Stage::Yielded => None,
        }
    }

    /// The vendor's mobile app names the receiver instead of itself; nobody else has a say.
    fn concerns(&self, who: &UserId, line: &Line) -> bool {
        self.callee == *who || line.me == *who
    }

    fn peer(&self) -> Peer {
        Peer { call: self.call.clone(), room: self.room.clone(), user: self.callee.clone() }
    }

    fn end(&mut self, now: Millis, reason: EndReason, words: Option<String>, line: &mut Line) {
        self.put_outcome(now, Ending::Over(reason), words.clone(), line);
        self.over(now, reason, words);
    }

    fn over(&mut self, now: Millis, reason: EndReason, words: Option<String>) {
        let card = if reason == EndReason::Declined { CARD_DECLINED } else { CARD_OUT };
        self.phase = OutgoingPhase::Over { at: now, reason, words };
        self.stage = Stage::Over { gone: now + card };
    }

    fn put_outcome(&self, now: Millis, ending: Ending, words: Option<String>, line: &mut Line) {
        let rang = match self.stage {
            Stage::Answered { rang, .. } => rang,
            _ => now.since(self.since),
        };
        line.put(Output::Outcome(Outcome {
            call: self.call.clone(),
            room: self.room.clone(),
            peer: self.callee.clone(),
            direction: Direction::Out,
            ending,
            dismissed: false,
            rang,
            words,
        }));
    }
}
