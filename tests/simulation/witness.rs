//! Sees everything, believes no client, and objects.
//!
//! What a device may know is taken from what reached it: signals, records, presses of its person. What it makes of
//! that is held against the rules below. A crash takes along what was not written down, the witness' notes too.

use std::{collections::BTreeMap, time::Duration};

use vconnct_client::{
    simulation::Kept,
    update::{Calls, IncomingPhase, OutgoingPhase},
};
use vconnct_proto::{CallId, Millis, Signal, SignalAction, UserId};
use vconnct_server::simulation::Terms;

use crate::{device::Device, stock::Press, together::Together, world::short};

/// What it has seen since everything was last well.
#[derive(Debug)]
pub struct Witness {
    /// The first thing that must not be.
    pub objection: Option<String>,
    /// Who was brought together, and who should have been.
    pub together: Together,
    terms: Terms,
    devices: Vec<Seen>,
}

/// One device.
#[derive(Debug, Default)]
pub struct Seen {
    pub calls: BTreeMap<CallId, Known>,
    reachable: bool,
    deeds: BTreeMap<u64, (CallId, Press)>,
}

/// What a device knows of a call.
#[derive(Debug, Default)]
pub struct Known {
    /// Why it must not ring here any more, and since when.
    over: Option<(&'static str, Millis)>,
    /// By the last sign of life a ring may be heard until then.
    alive: Millis,
    /// When the line was lost for the first time since then.
    lost: Option<Millis>,
    /// Its record has said since then, on a line that held, that it rings.
    told: bool,
    phase: String,
    rings: bool,
    accepted: bool,
    rejected: bool,
    /// How it ended, as it is kept.
    outcome: Option<String>,
    /// The workspace rang once more after that: this ring has an end of its own.
    rung_anew: bool,
    /// Its person has decided, and was told that it is done.
    pub decided: Option<Press>,
    /// Its person has taken it on another device, and this one knows.
    elsewhere: bool,
}

/// What an answer tells of a call.
#[derive(Debug)]
pub struct Fact {
    pub call: CallId,
    pub over: bool,
    /// Its person is in it.
    pub mine: bool,
    /// It rings, and was made then.
    pub made: Option<Millis>,
    /// When the workspace rang its person.
    pub rung: Option<Millis>,
}

/// What a device shows that it did not show before.
#[derive(Debug, Default)]
pub struct Shown {
    pub changes: Vec<String>,
    pub rings: Vec<CallId>,
    pub calls: Option<CallId>,
    pub joined: Option<CallId>,
}

impl Witness {
    pub fn new(devices: usize, terms: Terms) -> Self {
        let devices = (0..devices).map(|_| Seen::default()).collect::<Vec<_>>();
        Self { objection: None, together: Together::default(), terms, devices }
    }

    /// Everything is well.
    pub fn begin(&mut self) {
        self.together = Together::default();
        for seen in &mut self.devices {
            seen.calls.clear();
        }
    }

    pub fn object(&mut self, objection: String) {
        self.objection.get_or_insert(objection);
    }

    pub fn calls_of(&self, device: usize) -> &BTreeMap<CallId, Known> {
        &self.devices[device].calls
    }

    // ------------------------------------------------------------------ what a device is told --

    pub fn heard(&mut self, now: Millis, device: usize, me: &UserId, signal: &Signal) {
        let by_workspace = self.terms.call_window;
        let (known, mine) = (self.known(device, &signal.params.call_id), signal.params.uid == *me);
        match signal.action {
            SignalAction::Call if !mine => known.lives_until(now + WATCHDOG),
            SignalAction::Canceled => known.ends(now, "its caller has given up"),
            // Where the workspace rings, it may mean an earlier ring (protocol 8.22).
            SignalAction::End if !by_workspace => known.ends(now, "the server said stop"),
            SignalAction::Join if mine => {
                known.elsewhere = true;
                known.ends(now, "its person has joined it");
            }
            SignalAction::Ring if by_workspace && !mine => {
                known.is_rung(now);
                known.rung_anew |= known.outcome.is_some();
            }
            _ => {}
        }
    }

    pub fn learned(&mut self, now: Millis, device: usize, fact: Fact) {
        let reachable = self.devices[device].reachable;
        let known = self.known(device, &fact.call);
        if fact.over {
            known.ends(now, "its record says that it is over");
        }
        if fact.mine {
            known.elsewhere = true;
            known.ends(now, "its record says that its person is in it");
        }
        // A call older than a ring is no sign of life, whatever its record says (protocol 8.28).
        if let Some(alive) = fact.made.map(|made| made + RING + CLOCKS).filter(|alive| *alive > now) {
            // The caller is still to be heard again, if the line was lost: no outage ends with this.
            known.alive = known.alive.max(alive);
            known.told |= reachable;
        }
        if let Some(rung) = fact.rung {
            known.is_rung(rung + CLOCKS);
        }
    }

    pub fn found_line(&mut self, device: usize) {
        self.devices[device].reachable = true;
    }

    /// A line that is lost once more begins no new outage, unless the caller, or the record in their place, was heard
    /// of in between: then this one has a length of its own, as the one before had.
    pub fn lost_line(&mut self, now: Millis, device: usize) {
        let seen = &mut self.devices[device];
        seen.reachable = false;
        for known in seen.calls.values_mut() {
            known.lost.take_if(|_| std::mem::take(&mut known.told));
            known.lost.get_or_insert(now);
        }
    }

    /// All that was not written down is forgotten.
    pub fn crashed(&mut self, device: usize) {
        self.devices[device].deeds.clear();
        self.devices[device].reachable = false;
        for known in self.devices[device].calls.values_mut() {
            if !known.outcome.as_deref().is_some_and(is_final) {
                let outcome = known.outcome.take();
                *known = Known { outcome, alive: known.alive, ..Known::default() };
            }
            known.rings = false;
        }
    }

    // ---------------------------------------------------------------------- what a device does --

    /// Its person presses a button at a ring.
    pub fn pressed(&mut self, now: Millis, device: usize, reply: u64, call: &CallId, press: Press) {
        let known = self.known(device, call);
        let rings = known.rings;
        let is_second = known.phase == "in, Accepting"; // the first answer counts
        if rings {
            known.over = Some(("its person has decided", now));
        }
        if !is_second {
            self.devices[device].deeds.insert(reply, (call.clone(), press));
        }
        self.together.pressed(now, call, press, Some(device).filter(|_| rings));
    }

    /// Its person is told what came of it.
    pub fn told(&mut self, device: usize, reply: u64, done: bool) {
        if let Some((call, press)) = self.devices[device].deeds.remove(&reply).filter(|_| done) {
            self.known(device, &call).decided.get_or_insert(press);
        }
    }

    pub fn said(&mut self, device: usize, signal: &Signal) {
        let known = self.known(device, &signal.params.call_id);
        known.accepted |= signal.action == SignalAction::Accepted;
        known.rejected |= signal.action == SignalAction::Rejected;
        if known.accepted && known.rejected {
            self.object(format!("{} is both accepted and rejected", short(&signal.params.call_id)));
        }
    }

    /// How a call went is written down.
    pub fn wrote(&mut self, device: usize, kept: &Kept) {
        let Some(outcome) = kept.outcome() else { return };
        let known = self.known(device, kept.call());
        let was = known.outcome.replace(outcome.clone());
        let anew = known.rung_anew;
        let was = was.filter(|was| !anew && *was != outcome && is_final(was) && !may_follow(was, &outcome));
        if let Some(was) = was {
            self.object(format!("{} was {was} and is {outcome} now", short(kept.call())));
        }
    }

    /// What a device shows now.
    pub fn saw(&mut self, now: Millis, device: usize, calls: &Calls) -> Shown {
        let mut shown = Shown::default();
        let mut phases: BTreeMap<CallId, (String, bool)> = BTreeMap::new();
        for call in &calls.incoming {
            let rings = matches!(call.phase, IncomingPhase::Ringing { .. });
            phases.insert(call.call_id.clone(), (format!("in, {:?}", call.phase), rings));
        }
        if let Some(call) = &calls.outgoing {
            phases.insert(call.call_id.clone(), (format!("out, {:?}", call.phase), false));
            let rings = matches!(call.phase, OutgoingPhase::Ringing { .. });
            shown.calls = Some(call.call_id.clone()).filter(|call| rings && !self.shows(device, call));
            self.together.rings_out(now, &call.call_id, device, rings);
        }
        if let Some(call) = &calls.joined {
            shown.joined = Some(call.call_id.clone()).filter(|call| !self.is_in(device, call));
            phases.insert(call.call_id.clone(), ("joined".into(), false));
        }
        let gone: Vec<CallId> =
            self.devices[device].calls.keys().filter(|call| !phases.contains_key(*call)).cloned().collect();
        phases.extend(gone.into_iter().map(|call| (call, (String::new(), false))));
        for (call, (phase, rings)) in phases {
            let known = self.known(device, &call);
            if known.phase != phase {
                shown.changes.push(format!(
                    "shows {}: {}",
                    short(&call),
                    if phase.is_empty() { "nothing" } else { &phase }
                ));
            }
            if rings && !std::mem::replace(&mut known.rings, rings) {
                shown.rings.push(call.clone());
            }
            (known.rings, known.phase) = (rings, phase);
            if let Some((why, _)) = known.over.filter(|_| rings) {
                self.object(format!("{} rings, though {why}", short(&call)));
            }
        }
        shown
    }

    /// Looks whether something rings for too long.
    pub fn watch(&mut self, now: Millis, devices: &[Device]) {
        let mut late = None;
        for (seen, device) in self.devices.iter().zip(devices).filter(|(_, device)| !device.asleep) {
            for (call, known) in seen.calls.iter().filter(|(_, known)| known.rings) {
                let lost = known.lost.map_or(Millis(0), |lost| lost + OUTAGE);
                if now > known.alive.max(lost).max(device.woke) + GLANCE {
                    late = Some(format!("{} rings on {} without a sign of life", short(call), device.name));
                }
            }
        }
        late.into_iter().for_each(|late| self.object(late));
    }

    fn known(&mut self, device: usize, call: &CallId) -> &mut Known {
        self.devices[device].calls.entry(call.clone()).or_default()
    }

    fn shows(&self, device: usize, call: &CallId) -> bool {
        self.devices[device].calls.get(call).is_some_and(|known| known.phase.starts_with("out"))
    }

    fn is_in(&self, device: usize, call: &CallId) -> bool {
        self.devices[device].calls.get(call).is_some_and(|known| known.phase == "joined")
    }
}

impl Known {
    /// Its person has decided, here or as far as this device knows elsewhere. Whoever said yes too late to reach
    /// anybody has missed the call all the same, and is offered to call back.
    pub fn is_known_to_its_person(&self) -> bool {
        match self.decided {
            Some(Press::Accept) => self.elsewhere || self.outcome.as_deref() == Some("Joined"),
            decided => self.elsewhere || decided.is_some(),
        }
    }

    fn ends(&mut self, now: Millis, why: &'static str) {
        self.over.get_or_insert((why, now));
    }

    /// The workspace rings, or rang at `at`: anew, if what is known is about a ring before.
    fn is_rung(&mut self, at: Millis) {
        self.lives_until(at + RUNG);
        self.over.take_if(|(_, since)| *since + CROSSED < at);
    }

    fn lives_until(&mut self, alive: Millis) {
        self.alive = self.alive.max(alive);
        (self.lost, self.told) = (None, false);
    }
}

/// Somebody decided it: it must not change, nor ring again.
fn is_final(outcome: &str) -> bool {
    !matches!(outcome, "Failed" | "Interrupted" | "Unanswered")
}

/// A dismissed call can still be answered; and one that fell silent behind ours, during a sleep for one, may ring again:
/// then what becomes of that ring counts.
fn may_follow(was: &str, is: &str) -> bool {
    was == "Merged"
        || was == "Dismissed" && matches!(is, "AnsweredElsewhere" | "DeclinedByMe" | "Failed" | "Joined" | "Merged")
}

/// A caller who is not heard for so long has gone.
const WATCHDOG: Duration = Duration::from_secs(10);
/// A call rings for so long after it was made …
const RING: Duration = Duration::from_secs(30);
/// One ring of the workspace goes on for so long.
const RUNG: Duration = Duration::from_secs(15);
/// One that began so soon after a decision was under way when it was made.
const CROSSED: Duration = Duration::from_secs(2);
/// … give or take what is not known of the server's clock (`core/clock.rs`).
const CLOCKS: Duration = Duration::from_millis(2_500);
/// A ring outlives its line for so long: ten seconds without it, four for the caller to be heard again.
const OUTAGE: Duration = Duration::from_secs(14);
/// What is due at a moment happens within it.
const GLANCE: Duration = Duration::from_millis(1);
