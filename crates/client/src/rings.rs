//! What happened to each ring, and when: the last of them in memory, for whoever asks why one came late.
//!
//! No names and no secrets: a ring is told by its call's id, which the workspace's own log knows too.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use vconnct_proto::CallId;

use crate::{steady, update::Quiet};

/// A point on the way of a ring.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// The person said what to do with it, here.
    Answered,
    /// A visible window has painted its card.
    CardPainted,
    /// It rings: from here on everybody who follows the calls knows.
    Decided,
    /// Its first frame was read off the line.
    Heard,
    /// A notification was handed over.
    NotificationSent,
    /// The service has taken it.
    NotificationShown,
    /// It rings no longer, whoever ended it.
    Over,
    /// It is shown without a sound, as its person has chosen.
    Silent,
    /// The loudspeaker plays.
    Sounding,
}

/// One ring, step by step. Each step counts when it is first taken.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RingTimes {
    pub call_id: CallId,
    /// Its first step, in microseconds since 1970 by this machine's clock.
    pub began_us: i64,
    pub steps: Vec<StepTime>,
    /// Why it was shown without being heard; nothing once it may be.
    pub quiet: Option<Quiet>,
}

/// When a step was taken, counted from the first.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct StepTime {
    pub step: Step,
    pub us: u64,
}

/// The last rings. Noting a step costs the look at a clock and at one entry.
#[derive(Debug, Default)]
pub(crate) struct Rings(Mutex<VecDeque<Ring>>);

#[derive(Debug)]
struct Ring {
    call: CallId,
    began: Instant,
    began_us: i64,
    steps: Vec<StepTime>,
    quiet: Option<Quiet>,
}

impl Rings {
    /// Notes a step of a ring that is known, or its first one.
    pub fn note(&self, call: &CallId, step: Step) {
        self.note_at(Instant::now(), call, step);
    }

    /// As [`Self::note`], for what happened at `at`.
    pub fn note_at(&self, at: Instant, call: &CallId, step: Step) {
        let mut rings = self.lock();
        // The newest is the one that is spoken of.
        let known = rings.iter().rposition(|ring| ring.call == *call);
        let ring = match known {
            Some(index) => &mut rings[index],
            None if matches!(step, Step::Heard | Step::Decided) => {
                if rings.len() == KEPT {
                    rings.pop_front();
                }
                rings.push_back(Ring::new(call.clone(), at));
                let last = rings.len() - 1;
                &mut rings[last]
            }
            None => return,
        };
        ring.take(at, step);
    }

    /// Notes why a ring is not heard, or that it may be.
    pub fn note_quiet(&self, call: &CallId, quiet: Option<Quiet>) {
        if let Some(ring) = self.lock().iter_mut().rfind(|ring| ring.call == *call) {
            ring.quiet = quiet;
        }
    }

    /// The last rings, oldest first.
    pub fn times(&self) -> Vec<RingTimes> {
        self.lock().iter().map(Ring::times).collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Ring>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner) // whole after every line
    }
}

impl Ring {
    fn new(call: CallId, at: Instant) -> Self {
        Self { call, began: at, began_us: steady::wall_us() - micros(at.elapsed()), steps: Vec::new(), quiet: None }
    }

    fn take(&mut self, at: Instant, step: Step) {
        if !self.steps.iter().any(|taken| taken.step == step) {
            let since = at.saturating_duration_since(self.began);
            self.steps.push(StepTime { step, us: u64::try_from(since.as_micros()).unwrap_or(u64::MAX) });
        }
    }

    fn times(&self) -> RingTimes {
        RingTimes { call_id: self.call.clone(), began_us: self.began_us, steps: self.steps.clone(), quiet: self.quiet }
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// A day's rings of somebody who is called often.
const KEPT: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(rings: &Rings) -> Vec<Vec<Step>> {
        let of = |ring: RingTimes| ring.steps.into_iter().map(|step| step.step).collect();
        rings.times().into_iter().map(of).collect()
    }

    #[test]
    fn a_step_counts_when_it_is_first_taken() {
        let (rings, start) = (Rings::default(), Instant::now());
        let call = CallId::from("c1");
        for (ms, step) in [(0, Step::Heard), (2, Step::Decided), (9, Step::Sounding), (3_000, Step::Heard)] {
            rings.note_at(start + Duration::from_millis(ms), &call, step);
        }
        let times: Vec<(Step, u64)> = rings.times()[0].steps.iter().map(|step| (step.step, step.us)).collect();
        assert_eq!(times, [(Step::Heard, 0), (Step::Decided, 2_000), (Step::Sounding, 9_000)]);
    }

    #[test]
    fn what_never_rang_is_not_told_of() {
        let rings = Rings::default();
        rings.note(&"c1".into(), Step::Over);
        rings.note(&"c2".into(), Step::Decided);
        rings.note(&"c2".into(), Step::Over);
        assert_eq!(steps(&rings), [[Step::Decided, Step::Over]]);
    }

    #[test]
    fn only_the_last_rings_are_kept() {
        let rings = Rings::default();
        for n in 0..KEPT + 7 {
            rings.note(&CallId::from(format!("c{n}")), Step::Heard);
        }
        assert_eq!(rings.times().len(), KEPT);
        assert_eq!(rings.times()[0].call_id, CallId::from("c7"));
    }
}
