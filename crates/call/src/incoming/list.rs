//! All calls that ring here, each by itself, and what one means for the others.

use vconnct_proto::{CallId, Millis, RoomId, UserId};

use super::{IncomingCall, IncomingPhase, Verdict};
use crate::{
    Devices, Direction, EndReason, Ending, JoinFailure, Outcome, Output, Record, RecordFailure, RungBy,
    joining::Joining,
    line::{Line, Peer},
    remembered::Remembered,
    timings::{CARD_ELSEWHERE, CARD_IN, CROSSED, RING, RUNG, STALE},
};

/// The calls that ring here, longest ringing first, and the memory of those that must not ring again.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Incoming {
    calls: Vec<IncomingCall>,
    remembered: Remembered,
}

impl Incoming {
    pub fn iter(&self) -> impl Iterator<Item = &IncomingCall> {
        self.calls.iter()
    }

    pub fn find(&self, call: &CallId) -> Option<&IncomingCall> {
        self.calls.iter().find(|known| known.call == *call)
    }

    /// A ring of `caller` that is still to be answered.
    pub fn ringing_from(&self, caller: &UserId) -> Option<&IncomingCall> {
        self.calls.iter().find(|call| call.caller == *caller && call.is_ringing())
    }

    /// `call` must not ring (again).
    pub fn remember(&mut self, now: Millis, call: CallId) {
        self.remembered.insert(now, call);
    }

    /// As [`Self::remember`], of a call that this person has declined.
    pub fn remember_declined(&mut self, now: Millis, call: CallId) {
        self.remembered.insert_declined(now, call);
    }

    // ------------------------------------------------------------------- what the caller does --

    /// A `call` came.
    pub fn ring(&mut self, now: Millis, caller: Peer, known: bool, line: &mut Line) {
        if let Some(call) = self.ringing(&caller.call) {
            return call.life.hear(now);
        }
        if self.remembered.contains(&caller.call) || self.is_full() {
            return;
        }
        line.info(&caller.call);
        self.add(now, IncomingCall::heard(now, caller, known, line.up), line);
    }

    /// The workspace rings. What was decided on, or is nobody's in memory, rings only if the record says so.
    pub fn rung(&mut self, now: Millis, caller: Peer, known: bool, line: &mut Line) {
        if let Some(call) = self.ringing(&caller.call) {
            return call.rung_again(now);
        }
        line.info(&caller.call);
        if known && !self.remembered.contains(&caller.call) && self.find(&caller.call).is_none() && !self.is_full() {
            self.add(now, IncomingCall::rung(now, caller, line.up), line);
        }
    }

    /// The caller gave up, or hung up while the answer was on its way.
    pub fn canceled(&mut self, now: Millis, call: &CallId, by: &UserId, line: &mut Line) {
        match self.find(call) {
            // The vendor's mobile app names the receiver instead of itself.
            Some(known) if known.caller == *by || line.me == *by => self.over(now, call, EndReason::Canceled, line),
            Some(_) => {}
            None => self.remember(now, call.clone()),
        }
    }

    /// The server says: stop ringing. It does not say that the call is over (protocol 5.9.5).
    pub fn end(&mut self, now: Millis, call: &CallId, line: &mut Line) {
        // The server counts from the start of a call, and its own ring may have begun just now (protocol 8.22).
        let is_asked = |known: &IncomingCall| known.is_accepting() || known.rung_by != RungBy::Caller;
        if self.find(call).is_some_and(is_asked) {
            return line.info(call);
        }
        self.remember(now, call.clone());
        if self.ringing(call).is_some() {
            self.over(now, call, EndReason::Unanswered, line);
            line.info(call);
        }
    }

    /// This person has joined `call`, on whichever device.
    pub fn joined_by_me(&mut self, now: Millis, call: &CallId, line: &mut Line) {
        if self.find(call).is_none_or(|known| !known.is_accepting()) {
            self.remember(now, call.clone());
            self.over(now, call, EndReason::AnsweredElsewhere, line);
        }
    }

    /// What the server knows of a call.
    pub fn record(&mut self, now: Millis, call: &CallId, result: &Result<Record, RecordFailure>, line: &mut Line) {
        let verdict = match (self.find(call), result) {
            (_, Err(RecordFailure::Offline)) => return,
            (None, Err(RecordFailure::Unknown)) => return,
            (None, Ok(record)) => return self.find_under_way(now, record, line),
            (Some(known), _) if known.is_over() => match result {
                Ok(record) => return self.find_under_way(now, record, line),
                Err(_) => return,
            },
            (Some(known), _) if known.is_accepting() => match result {
                Ok(record) if record.is_over() => Verdict::Ends(EndReason::Canceled),
                _ => return, // the join itself will tell
            },
            (Some(known), Err(RecordFailure::Unknown)) if known.is_confirmed() => Verdict::Ends(EndReason::Canceled),
            (Some(_), Err(RecordFailure::Unknown)) => Verdict::Lie,
            (Some(_), Ok(record)) => {
                let Some(known) = self.ringing(call) else { return };
                known.verify(now, record, line)
            }
        };
        match verdict {
            Verdict::Ends(reason) => self.over(now, call, reason, line),
            Verdict::Lie => self.withdraw(now, call),
            Verdict::True => self.shown(now, call, line),
        }
    }

    // ------------------------------------------------------------------- what the person does --

    /// Takes a call; false if it rings no longer.
    pub fn accept(&mut self, now: Millis, id: &CallId, devices: Devices, line: &mut Line) -> bool {
        let Some(call) = self.ringing(id) else { return false };
        if call.rung_by == RungBy::Caller {
            line.accept(now, call.peer());
        }
        call.joining = Some(Joining::start(now, id.clone(), devices, line));
        call.devices = Some(devices);
        call.answered = Some(now);
        call.phase = IncomingPhase::Accepting;
        self.remember(now, id.clone());
        true
    }

    /// Gives up a call that was accepted before it is joined.
    pub fn abandon(&mut self, now: Millis, call: &CallId, line: &mut Line) {
        let Some(known) = self.find(call).filter(|known| known.is_accepting()) else { return };
        if known.rung_by == RungBy::Caller {
            line.put(Output::Cancel { call: call.clone() }); // should the caller still be ringing
        }
        self.over(now, call, EndReason::Declined, line);
    }

    pub fn decline(&mut self, now: Millis, id: &CallId, line: &mut Line) {
        if let Some(call) = self.ringing(id) {
            match call.rung_by {
                RungBy::Caller => line.decline(now, call.peer()),
                RungBy::Itself => {} // nobody waits for a word
                RungBy::Workspace => line.put(Output::Decline { call: id.clone() }),
            }
            self.over(now, id, EndReason::Declined, line);
        }
    }

    /// Keeps the call, silent, so that the caller's next `call` does not ring again.
    pub fn dismiss(&mut self, now: Millis, id: &CallId) {
        if let Some(call) = self.ringing(id) {
            call.phase = IncomingPhase::Dismissed;
            call.dismissed = Some(now);
        }
    }

    pub fn silence(&mut self, id: &CallId) {
        if let Some(IncomingPhase::Ringing { silenced, .. }) = self.ringing(id).map(|call| &mut call.phase) {
            *silenced = true;
        }
    }

    pub fn close_card(&mut self, call: &CallId) {
        self.calls.retain(|known| known.call != *call || !known.is_over());
    }

    /// This person wrote in a room, on whichever device.
    pub fn wrote(&mut self, now: Millis, room: &RoomId) {
        for call in self.calls.iter_mut().filter(|call| call.room == *room) {
            call.wrote = Some(now);
        }
    }

    // -------------------------------------------------------------------------- what becomes --

    /// The address of a call came; the call leaves this list.
    pub fn joined(&mut self, now: Millis, call: &CallId, line: &mut Line) -> Option<(RoomId, Devices)> {
        let at = self.calls.iter().position(|known| known.call == *call && known.is_accepting())?;
        let call = self.calls.remove(at);
        line.put(call.outcome(now, Ending::Joined));
        Some((call.room, call.devices.unwrap_or_default()))
    }

    pub fn join_failed(&mut self, now: Millis, id: &CallId, failure: JoinFailure, line: &mut Line) {
        let joining = self.calls.iter_mut().find(|call| call.call == *id).and_then(|call| call.joining.as_mut());
        if let Some(reason) = joining.and_then(|joining| joining.failed(now, failure, line)) {
            self.over(now, id, reason, line);
        }
    }

    /// The other one of two calls was taken, when both had called each other: this one was none.
    pub fn merge(&mut self, now: Millis, id: &CallId, line: &mut Line) {
        if let Some(call) = self.ringing(id) {
            call.held = true;
            self.over(now, id, EndReason::AnsweredElsewhere, line);
        }
    }

    /// Calls of `caller`, whom we are ringing, are not shown while they ask for an answer.
    pub fn hold(&mut self, caller: Option<&UserId>) {
        for call in &mut self.calls {
            call.held = call.is_ringing() && Some(&call.caller) == caller;
        }
    }

    pub fn link(&mut self, now: Millis, line: &mut Line) {
        for call in &mut self.calls {
            call.link(now, line);
        }
    }

    /// Nothing can become of what is under way. Should one of them ring on when this person is there again,
    /// it rings here as well.
    pub fn cut_off(&mut self, now: Millis, line: &mut Line) {
        let under_way: Vec<CallId> = self.calls.iter().map(|call| call.call.clone()).collect();
        for call in under_way {
            self.fell_silent(now, &call, EndReason::Interrupted, line);
        }
    }

    pub fn pass(&mut self, now: Millis, line: &mut Line) {
        self.calls.retain(|call| call.gone.is_none_or(|gone| now < gone));
        self.remembered.pass(now);
        let mut ended = Vec::new();
        let mut shown = Vec::new();
        for call in &mut self.calls {
            let was_shown = call.is_shown();
            if let Some(reason) = call.pass(now, line) {
                ended.push((call.call.clone(), call.is_accepting(), reason));
            } else if !was_shown && call.is_shown() {
                shown.push(call.call.clone());
            }
        }
        for (call, decided, reason) in ended {
            if decided { self.over(now, &call, reason, line) } else { self.fell_silent(now, &call, reason, line) }
        }
        for call in shown {
            self.shown(now, &call, line);
        }
    }

    pub fn deadline(&self, up: bool) -> Option<Millis> {
        // Nobody is woken up to forget: what is remembered for too long goes with whatever happens next.
        self.calls.iter().map(|call| call.deadline(up)).min()
    }

    // -------------------------------------------------------------------------------- helpers --

    fn ringing(&mut self, id: &CallId) -> Option<&mut IncomingCall> {
        self.calls.iter_mut().find(|call| call.call == *id && call.is_ringing())
    }

    /// A call of `caller` that was made after `made` is under way here.
    fn shows_newer(&self, caller: &UserId, made: Millis) -> bool {
        let mut theirs = self.calls.iter().filter(|call| call.caller == *caller && call.is_shown());
        theirs.any(|call| !call.is_over() && call.since >= made)
    }

    /// Whoever makes up calls must not fill our memory.
    fn is_full(&self) -> bool {
        self.calls.iter().filter(|call| !call.is_over()).count() >= MOST
    }

    fn add(&mut self, now: Millis, call: IncomingCall, line: &mut Line) {
        let id = call.call.clone();
        self.close_card(&id);
        self.calls.push(call);
        self.shown(now, &id, line);
    }

    /// A record of a call that does not ring here: one that began while nobody could tell us.
    fn find_under_way(&mut self, now: Millis, record: &Record, line: &mut Line) {
        let rings = record.rings(&line.me).filter(|(by, rest)| {
            let began = now + *rest - if *by == RungBy::Workspace { RUNG } else { RING };
            let decided = self.remembered.since(&record.call);
            !self.shows_newer(&record.created_by, began)
                && decided.is_none_or(|decided| *by == RungBy::Workspace && decided + CROSSED < began)
        });
        let is_settled = record.is_over() || record.users.contains(&line.me);
        if let Some((by, rest)) = rings.filter(|_| !self.is_full()) {
            let declined = self.remembered.is_declined(&record.call);
            self.add(now, IncomingCall { declined, ..IncomingCall::found(now, record, by, rest, line.up) }, line);
        } else if (record.direct || record.unrung) && is_settled && record.age <= STALE {
            self.remember(now, record.call.clone()); // a `call` of it may still be on the way
        }
    }

    /// A ring that can be seen takes the place of an older one of the same caller. Nothing is sent for
    /// the older one: its caller knows.
    fn shown(&mut self, now: Millis, id: &CallId, line: &mut Line) {
        self.calls.sort_by_key(|call| call.since); // stable: of two at once the later one is newer
        let Some(caller) = self.find(id).map(|call| call.caller.clone()) else { return };
        let theirs = self.calls.iter().filter(|call| call.caller == caller && call.is_shown() && !call.is_over());
        let mut superseded: Vec<CallId> = theirs.map(|call| call.call.clone()).collect();
        superseded.pop();
        for older in superseded {
            self.over(now, &older, EndReason::Canceled, line);
            self.close_card(&older);
        }
    }

    /// There was no such ring: it goes without a trace.
    fn withdraw(&mut self, now: Millis, call: &CallId) {
        self.calls.retain(|known| known.call != *call);
        self.remember(now, call.clone());
    }

    /// A call is known to be over: it must not ring again.
    fn over(&mut self, now: Millis, call: &CallId, reason: EndReason, line: &mut Line) {
        self.remember(now, call.clone());
        self.finish(now, call, reason, line);
    }

    /// Nobody was heard for too long. If that was a mistake, the caller's next `call` rings again.
    fn fell_silent(&mut self, now: Millis, call: &CallId, reason: EndReason, line: &mut Line) {
        if self.find(call).is_some_and(|call| call.dismissed.is_some()) {
            self.remember(now, call.clone());
        }
        self.finish(now, call, reason, line);
    }

    fn finish(&mut self, now: Millis, id: &CallId, reason: EndReason, line: &mut Line) {
        let Some(at) = self.calls.iter().position(|call| call.call == *id && !call.is_over()) else { return };
        let call = &mut self.calls[at];
        let unheard = matches!(reason, EndReason::Canceled | EndReason::Unanswered);
        let in_words = unheard && call.was_answered_in_words(now);
        let before = call.declined && (unheard || reason == EndReason::Interrupted);
        let reason = if in_words || before { EndReason::Declined } else { reason };
        if reason == EndReason::Declined {
            self.remembered.insert_declined(now, id.clone()); // however it has ended
        }
        if call.is_shown() {
            // A line that is lost merges nothing: their call may ring once more when it is back.
            let merged = call.held && reason != EndReason::Interrupted;
            line.put(call.outcome(now, if merged { Ending::Merged } else { Ending::Over(reason) }));
        }
        let card = match reason {
            _ if call.held || (call.dismissed.is_some() && call.answered.is_none()) => None,
            // Where nobody is rung, nobody notes who answered where: it may not be called missed.
            _ if call.rung_by == RungBy::Itself && unheard => None,
            EndReason::AnsweredElsewhere => Some(CARD_ELSEWHERE),
            EndReason::Declined => None,
            _ => Some(CARD_IN),
        };
        match card.filter(|_| call.is_shown()) {
            Some(card) => {
                call.phase = IncomingPhase::Over { reason, rang: call.rang(now) };
                (call.gone, call.joining) = (Some(now + card), None);
            }
            None => drop(self.calls.remove(at)),
        }
    }
}

impl IncomingCall {
    fn outcome(&self, now: Millis, ending: Ending) -> Output {
        Output::Outcome(Outcome {
            call: self.call.clone(),
            room: self.room.clone(),
            peer: self.caller.clone(),
            direction: Direction::In,
            ending,
            dismissed: self.dismissed.is_some(),
            rang: self.rang(now),
            words: None,
        })
    }
}

/// More people than can call one person at once.
const MOST: usize = 32;
