//! The schedule of a call that rings out, and the wait of a glare (protocol 5.9.8, 5.9.11).

use vconnct_proto::{CallId, Millis};

use crate::{
    EndReason,
    timings::{GLARE, INTERVAL, OUTAGE, RINGS, WORDS_BEFORE},
};

/// A call that rings out.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(super) struct Ringing {
    /// How many of the ten rings have had their turn, heard or not.
    rung: u32,
    lost: Option<Millis>,
    glare: Option<Glare>,
    /// When the callee last stopped calling at the same time.
    met: Option<Millis>,
    /// What the callee wrote last, and when.
    words: Option<(Millis, String)>,
}

/// The callee is calling too, and our call is the one to keep.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Glare {
    /// They have had their time to give in then.
    patient_until: Millis,
    ask: Millis,
    /// They do not give in, so we do.
    conceded: bool,
}

/// What a moment asks for.
pub(super) enum Turn {
    End(EndReason),
    Go { ring: bool, ask: bool },
}

impl Ringing {
    pub fn start(now: Millis, up: bool) -> Self {
        Self { lost: (!up).then_some(now), ..Self::default() }
    }

    /// Whose turn it is. Rings that were slept through are not made up for.
    pub fn turn(&mut self, now: Millis, since: Millis, until: Millis) -> Turn {
        if self.lost.is_some_and(|lost| lost + OUTAGE <= now) {
            return Turn::End(EndReason::Interrupted);
        }
        if until <= now {
            return Turn::End(EndReason::Unanswered);
        }
        let ring = self.next_ring(since).is_some_and(|at| at <= now);
        if ring {
            let turns = now.since(since).as_millis() / INTERVAL.as_millis() + 1;
            self.rung = u32::try_from(turns).map_or(RINGS, |turns| turns.min(RINGS));
        }
        let impatient = self.glare.as_mut().filter(|glare| glare.ask <= now);
        let impatient = impatient.map(|glare| glare.ask = now + GLARE).is_some();
        Turn::Go { ring, ask: impatient || (ring && self.rung.is_multiple_of(3)) }
    }

    /// The link came or went; true if the callee has to be rung at once.
    pub fn link(&mut self, now: Millis, up: bool) -> bool {
        if up {
            return self.lost.take().is_some();
        }
        self.lost.get_or_insert(now);
        false
    }

    /// The callee wrote something.
    pub fn wrote(&mut self, now: Millis, text: String) {
        self.words = Some((now, text));
    }

    /// What the callee wrote just before declining.
    pub fn words(&mut self, now: Millis) -> Option<String> {
        self.words.take().filter(|(at, _)| now.since(*at) <= WORDS_BEFORE).map(|(_, words)| words)
    }

    /// The callee is calling too, or has just given that up: for us, one may say.
    pub fn is_glare(&self, now: Millis) -> bool {
        self.glare.is_some() || self.met.is_some_and(|met| now.since(met) <= GLARE)
    }

    /// The callee is calling too; true if our call is the one to give up.
    pub fn yields(&mut self, now: Millis, ours: &CallId, theirs: &CallId) -> bool {
        let new = Glare { patient_until: now + GLARE, ask: now + GLARE, conceded: false };
        theirs < ours || self.glare.get_or_insert(new).conceded
    }

    /// The record says that our call still rings: they had their time to take it.
    pub fn still_calling(&mut self, now: Millis) {
        if let Some(glare) = &mut self.glare {
            glare.conceded = now >= glare.patient_until;
        }
    }

    /// The callee is not calling (any more).
    pub fn is_alone(&mut self, now: Millis) {
        if self.glare.take().is_some() {
            self.met = Some(now);
        }
    }

    pub fn deadline(&self, since: Millis, until: Millis) -> Millis {
        let next = [self.next_ring(since), self.lost.map(|lost| lost + OUTAGE), self.glare.map(|glare| glare.ask)];
        next.into_iter().flatten().fold(until, Millis::min)
    }

    fn next_ring(&self, since: Millis) -> Option<Millis> {
        (self.rung < RINGS).then(|| since + INTERVAL * self.rung)
    }
}
