//! What an onlooker knows of one device: from what it was told and what it did, not from its memory.

use std::time::Duration;

use vconnct_proto::{CallId, Millis, SignalAction};

use crate::{
    tests::world::{BEN, FIRST},
    *,
};

#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Watch {
    /// Whoever uses it has decided, or it was told that nothing is left to decide.
    pub settled: bool,
    /// By the last sign of life a ring may be heard until then.
    pub alive: Millis,
    pub accepted: bool,
    pub rejected: bool,
    /// How its ring ended, as it is kept.
    pub ending: Option<Ending>,
    /// A ring ended with no outcome or with two, or one was replaced that was final.
    pub miscounted: bool,
    /// A timer was due again at once.
    pub spins: bool,
}

/// A caller who is not heard for so long has gone.
const WATCHDOG: Duration = Duration::from_secs(10);
/// A call rings for so long after it was made.
const RING: Duration = Duration::from_secs(30);
/// A ring outlives its link for so long …
const OUTAGE: Duration = Duration::from_secs(10);
/// … and, if the link is back by then, so long: until the caller could be heard again.
const RETURN: Duration = Duration::from_secs(14);

impl Watch {
    /// Takes notice of what the device is about to be told.
    pub fn learn(&mut self, now: Millis, input: &Input) {
        match input {
            Input::Accept { .. } | Input::Decline { .. } | Input::Dismiss { .. } => self.settled = true,
            Input::Link { up } => self.lives(now + if *up { RETURN } else { OUTAGE }),
            Input::Record { result: Ok(record), .. } => {
                self.settled |= record.is_over() || record.users.contains(&BEN.into());
                if record.is_calling() {
                    self.lives(now - record.age + RING); // as old as it was when the server said so
                }
            }
            Input::Signal { signal, .. } => match signal.action {
                SignalAction::Call => self.lives(now + WATCHDOG),
                SignalAction::Canceled | SignalAction::End => self.settled = true,
                SignalAction::Join => self.settled |= signal.params.uid.as_str() == BEN,
                _ => {}
            },
            _ => {}
        }
    }

    /// Takes notice of what came of it. `was_open`: a ring was shown before.
    pub fn hear(&mut self, was_open: bool, is_open: bool, outputs: &[Output]) {
        let endings: Vec<Ending> = outputs.iter().filter_map(ending).collect();
        let is_replaceable = |ending| matches!(ending, Ending::Over(EndReason::Interrupted | EndReason::Unanswered));
        self.miscounted |= endings.len() != usize::from(was_open && !is_open);
        for ending in endings {
            self.miscounted |= self.ending.is_some_and(|kept| !is_replaceable(kept));
            self.ending = Some(ending);
        }
        for output in outputs {
            if let Output::Send { signal, .. } = output {
                self.accepted |= signal.action == SignalAction::Accepted;
                self.rejected |= signal.action == SignalAction::Rejected;
            }
        }
    }

    fn lives(&mut self, until: Millis) {
        self.alive = self.alive.max(until);
    }
}

fn ending(output: &Output) -> Option<Ending> {
    match output {
        Output::Outcome(outcome) => Some(outcome.ending),
        _ => None,
    }
}

/// A ring, here or over there, that has been shown and has not ended.
pub fn is_open(calls: &Calls) -> bool {
    let call = CallId::from(FIRST);
    let theirs = calls
        .every_incoming()
        .any(|known| known.call == call && known.is_shown() && !matches!(known.phase, IncomingPhase::Over { .. }));
    theirs || calls.outgoing().is_some_and(|ours| ours.is_ringing() || ours.is_answered())
}
