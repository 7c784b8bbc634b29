//! Whether the person can hear us, and what the loudspeaker's thread says otherwise.

use std::time::Duration;

use tokio::{select, sync::watch, time};
use vconnct_client::{
    rings::Step,
    update::{Calls, Trouble},
};

use super::{
    level::Measuring,
    speaker::{Report, State},
};
use crate::owner::Owner;

/// Whether the person can hear us, said once whenever it changes.
pub(super) struct Hearing<O> {
    owner: O,
    said: Report,
    missing: bool,
    measuring: Measuring,
}

impl<O: Owner> Hearing<O> {
    pub(super) fn new(owner: O) -> Self {
        Self { owner, said: Report::default(), missing: false, measuring: Measuring::default() }
    }

    /// Looks after the output until something else happens. An output that neither sounds nor fails
    /// hangs, and hanging is silence too.
    pub(super) async fn watch<T>(
        &mut self,
        calls: &Calls,
        report: &mut watch::Receiver<Report>,
        wanted: bool,
        until: impl Future<Output = T>,
    ) -> T {
        let patience = time::sleep(PATIENCE);
        tokio::pin!(until, patience);
        let now = report.borrow().clone();
        let sounds = now.state == State::Sounding;
        self.note(calls, &now);
        let mut patient = wanted && !sounds;
        loop {
            select! {
                done = &mut until => return done,
                Ok(()) = report.changed() => {
                    let now = report.borrow_and_update().clone();
                    patient &= now.state == State::Quiet;
                    self.note(calls, &now);
                    self.say(now.state == State::Missing);
                    self.pass_on(now);
                }
                () = &mut patience, if patient => {
                    patient = false;
                    self.say(true);
                }
            }
        }
    }

    /// Notes which of the calls can be heard now, and has a trial measured.
    fn note(&mut self, calls: &Calls, report: &Report) {
        self.measuring.follow(&self.owner, calls, &report.sounds_on);
        if report.state == State::Sounding {
            calls
                .incoming
                .iter()
                .filter(|call| call.is_heard())
                .for_each(|call| self.owner.note(&call.call_id, Step::Sounding));
        }
    }

    fn pass_on(&mut self, report: Report) {
        if report.muted != self.said.muted {
            self.owner.report(Trouble::Muted, report.muted);
        }
        if report.outputs != self.said.outputs || report.plays_on != self.said.plays_on {
            self.owner.outputs(report.outputs.clone(), report.plays_on.clone());
        }
        self.said = report;
    }

    fn say(&mut self, missing: bool) {
        if self.missing != missing {
            self.missing = missing;
            self.owner.report(Trouble::NoSound, missing);
        }
    }
}

/// How long a sound server may take before the person is told that nothing is heard.
const PATIENCE: Duration = Duration::from_secs(1);
