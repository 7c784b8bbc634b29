//! How long a ring lasts without a word of its caller (protocol 5.9.2, design states 3).

use vconnct_proto::Millis;

use crate::{
    EndReason,
    timings::{LOOKAHEAD, OUTAGE, RETURN, RUNG, WATCHDOG},
};

/// A caller repeats its `call` every three seconds, so a ring that falls silent is over, unless the
/// record, asked just before, says that it still calls.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Life {
    /// The ring ends then for want of a `call`.
    until: Millis,
    /// The record was asked since the last `call`; what it says now may carry the ring on.
    asked: bool,
    /// When the link was lost for the first time since the last sign of life.
    lost: Option<Millis>,
}

/// How near the end is.
pub(super) enum Silence {
    Ends(EndReason),
    Far,
    /// Ask the record, now.
    Near,
}

impl Life {
    pub fn heard(now: Millis) -> Self {
        Self { until: now + WATCHDOG, asked: false, lost: None }
    }

    /// The workspace rang.
    pub fn rung(now: Millis) -> Self {
        Self { until: now + RUNG, asked: false, lost: None }
    }

    /// The record gave it life until then.
    pub fn found(until: Millis) -> Self {
        Self { until, asked: true, lost: None }
    }

    /// A `call` came.
    pub fn hear(&mut self, now: Millis) {
        *self = Self { until: self.until.max(now + WATCHDOG), ..Self::heard(now) };
    }

    /// The record says that it rings until then. It may come by another way while the link is gone: nobody is heard for that.
    pub fn carry(&mut self, up: bool, until: Millis) {
        self.lost.take_if(|_| up);
        if self.asked {
            self.until = self.until.max(until);
        }
    }

    /// The link came or went; true if the record has to be asked what was missed.
    pub fn link(&mut self, now: Millis, up: bool) -> bool {
        if up {
            self.asked = true;
        } else {
            self.lost.get_or_insert(now);
        }
        up
    }

    /// `last`: by then nobody rings any more, as far as is known.
    pub fn pass(&mut self, now: Millis, up: bool, last: Millis) -> Silence {
        if self.end(up, last) <= now {
            let interrupted = self.lost.is_some() && !up;
            return Silence::Ends(if interrupted { EndReason::Interrupted } else { EndReason::Unanswered });
        }
        if self.check(up, last).is_some_and(|at| at <= now) {
            self.asked = true;
            return Silence::Near;
        }
        Silence::Far
    }

    pub fn deadline(&self, up: bool, last: Millis) -> Millis {
        self.check(up, last).unwrap_or_else(|| self.end(up, last))
    }

    /// While the link is gone nobody can be heard: the ring goes on, but neither for long nor beyond its own end.
    fn end(&self, up: bool, last: Millis) -> Millis {
        match self.lost {
            None => self.until,
            Some(lost) if up => self.until.max((lost + OUTAGE + RETURN).min(last)),
            Some(lost) => (lost + OUTAGE).min(last.max(lost)),
        }
    }

    fn check(&self, up: bool, last: Millis) -> Option<Millis> {
        (up && !self.asked).then(|| self.end(up, last) - LOOKAHEAD)
    }
}
