//! Which notifications shall exist, decided without a clock, a bus or a screen.
//!
//! The rule (design states 0.2): a call is told of outside our windows unless one of them is
//! visible, has the focus and has painted the card. A window that says so is believed; one that is
//! silent for [`CARD_PAINTED`] hangs, and then the notification is there for it. When the focus
//! comes or goes while it rings, the notification goes or comes [`FOCUS_SETTLED`] later.
//!
//! What is quiet (design states 0.7) is not told, and what was missed of it is told once the quiet is over.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use vconnct_client::{
    Attention,
    update::{Calls, EndReason, IncomingCall, IncomingPhase, Quiet, StartedCall},
};
use vconnct_proto::CallId;

use super::notice::{Key, Meanwhile, Missed, Subject};

/// What there is to tell outside our windows.
#[derive(Debug, Default)]
pub(super) struct Desk {
    rings: BTreeMap<CallId, Ring>,
    missed: BTreeMap<(String, String), Untold>,
    /// Calls of rooms that have just begun; nothing for those the person has seen to, or could see in our window.
    started: BTreeMap<CallId, Option<StartedCall>>,
}

/// What was missed of one person.
#[derive(Debug)]
struct Untold {
    missed: Missed,
    /// Why it is not told yet.
    quiet: Option<Quiet>,
}

#[derive(Debug)]
struct Ring {
    call: IncomingCall,
    meanwhile: Meanwhile,
    state: State,
    told: Told,
    round: u32,
    /// The person has pressed something here; the state will follow.
    handled: bool,
}

/// What became of it, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Answered,
    Dismissed,
    Over,
    Ringing,
}

/// Whether it is told outside.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Told {
    /// So far; from then on the opposite, unless that changes again.
    Changing {
        told: bool,
        at: Instant,
    },
    /// A focused window has until then to paint the card.
    Undecided {
        until: Instant,
    },
    Settled(bool),
}

impl Desk {
    /// Takes in the state as it is at `now`.
    pub(super) fn handle(&mut self, now: Instant, calls: &Calls, attention: &Attention) {
        self.rings.retain(|id, _| calls.incoming.iter().any(|call| call.call_id == *id));
        for call in &calls.incoming {
            let ring = self.rings.entry(call.call_id.clone()).or_insert_with(|| Ring::new(now, call, calls));
            let covered = is_covered(&call.call_id, attention);
            ring.call.quiet = call.quiet;
            ring.told = ring.told.next(now, covered, attention.visible && attention.focused);
            if ring.is_missed_by(&call.phase) && !covered {
                let who = (call.room.workspace.clone(), person_key(call));
                let untold = self.missed.entry(who).or_insert_with(|| Untold { missed: missed(call), quiet: None });
                untold.missed.times.push(call.since);
                untold.quiet = call.quiet;
            }
            ring.state = State::of(&call.phase);
        }
        self.started.retain(|id, _| calls.started.iter().any(|call| call.call_id == *id));
        for call in &calls.started {
            let in_sight = attention.visible && attention.focused;
            self.started.entry(call.call_id.clone()).or_insert_with(|| (!in_sight).then(|| call.clone()));
        }
    }

    /// When [`Self::handle`] is due even if nothing changes.
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.rings.values().filter(|ring| ring.state == State::Ringing).filter_map(|ring| ring.told.due()).min()
    }

    /// The notifications that shall exist now.
    pub(super) fn wanted(&self) -> BTreeMap<Key, Subject> {
        let rings = self.rings.values().filter(|ring| ring.is_told()).map(Ring::subject);
        let missed = self.missed.iter().filter(|(_, untold)| untold.quiet.is_none());
        let missed = missed.map(|((workspace, person), Untold { missed, .. })| {
            let (workspace, person) = (workspace.clone(), person.clone());
            (Key::Missed { workspace, person, count: missed.times.len() }, Subject::Missed(missed.clone()))
        });
        let started = self.started.iter().filter_map(|(call_id, call)| {
            Some((Key::Started { call_id: call_id.clone() }, Subject::Started(call.clone()?)))
        });
        rings.chain(missed).chain(started).collect()
    }

    /// What was missed for a reason that no longer `lasts` in its workspace is told from now on.
    pub(super) fn end_quiet(&mut self, lasts: impl Fn(&str, Quiet) -> bool) {
        for ((workspace, _), untold) in &mut self.missed {
            untold.quiet = untold.quiet.filter(|quiet| lasts(workspace, *quiet));
        }
    }

    /// The person has seen to this one.
    pub(super) fn seen_to(&mut self, key: &Key) {
        match key {
            Key::Call { call_id, round } => {
                if let Some(ring) = self.rings.get_mut(call_id).filter(|ring| ring.round == *round) {
                    ring.handled = true;
                }
            }
            Key::Missed { workspace, person, .. } => drop(self.missed.remove(&(workspace.clone(), person.clone()))),
            Key::Started { call_id } => {
                if let Some(call) = self.started.get_mut(call_id) {
                    *call = None;
                }
            }
        }
    }

    /// What was pressed here was refused: while it rings, the person must be able to press again.
    pub(super) fn refused(&mut self, key: &Key) {
        if let Key::Call { call_id, round } = key
            && let Some(ring) = self.rings.get_mut(call_id).filter(|ring| ring.round == *round)
        {
            (ring.handled, ring.round) = (false, round + 1);
        }
    }

    /// The person has looked at the missed calls.
    pub(super) fn missed_seen(&mut self) {
        self.missed.clear();
    }
}

impl Ring {
    fn new(now: Instant, call: &IncomingCall, calls: &Calls) -> Self {
        Self {
            call: call.clone(),
            meanwhile: Meanwhile::of(calls),
            state: State::Ringing,
            told: Told::Undecided { until: now + CARD_PAINTED },
            round: 0,
            handled: false,
        }
    }

    fn is_told(&self) -> bool {
        let told = matches!(self.told, Told::Settled(true) | Told::Changing { told: true, .. });
        told && self.state == State::Ringing && self.call.quiet.is_none() && !self.handled
    }

    /// A call that was dismissed is known to the person; only one that still rang can be missed.
    fn is_missed_by(&self, phase: &IncomingPhase) -> bool {
        let IncomingPhase::Over { reason, .. } = phase else { return false };
        self.state == State::Ringing
            && matches!(reason, EndReason::Canceled | EndReason::Interrupted | EndReason::Unanswered)
    }

    fn subject(&self) -> (Key, Subject) {
        let key = Key::Call { call_id: self.call.call_id.clone(), round: self.round };
        (key, Subject::Ringing { call: Box::new(self.call.clone()), meanwhile: self.meanwhile.clone() })
    }
}

impl State {
    fn of(phase: &IncomingPhase) -> Self {
        match phase {
            IncomingPhase::Accepting => Self::Answered,
            IncomingPhase::Dismissed => Self::Dismissed,
            IncomingPhase::Over { .. } => Self::Over,
            IncomingPhase::Ringing { .. } => Self::Ringing,
        }
    }
}

impl Told {
    fn next(self, now: Instant, covered: bool, focused: bool) -> Self {
        match self {
            Self::Undecided { .. } if covered => Self::Settled(false),
            Self::Undecided { until } if !focused || until <= now => Self::Settled(true),
            Self::Changing { told, .. } if told != covered => Self::Settled(told),
            Self::Changing { told, at } if at <= now => Self::Settled(!told),
            Self::Settled(told) if told == covered => Self::Changing { told, at: now + FOCUS_SETTLED },
            unchanged => unchanged,
        }
    }

    fn due(self) -> Option<Instant> {
        match self {
            Self::Changing { at, .. } | Self::Undecided { until: at } => Some(at),
            Self::Settled(_) => None,
        }
    }
}

fn is_covered(call: &CallId, attention: &Attention) -> bool {
    attention.visible && attention.focused && attention.painted.contains(call)
}

fn missed(call: &IncomingCall) -> Missed {
    Missed {
        room: call.room.clone(),
        workspace_name: call.workspace_name.clone(),
        caller: call.caller.clone(),
        times: Vec::new(),
    }
}

/// An unknown caller is told apart by the room he called in.
fn person_key(call: &IncomingCall) -> String {
    if call.caller.id.is_empty() { call.room.room_id.to_string() } else { call.caller.id.clone() }
}

/// A page that shows the card says so by then.
const CARD_PAINTED: Duration = Duration::from_millis(250);
/// So that a glance at another window does not make a notification blink.
const FOCUS_SETTLED: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests;
