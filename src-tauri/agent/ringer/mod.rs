//! Ring tone, ring-back and the chime of an answer, as the calls want them.
//!
//! Nobody says "ring" or "stop": the ringer follows the calls and the settings, and what sounds
//! follows from them ([`what_sounds`]). The loudspeaker has a thread of its own ([`speaker`]).

#[cfg(target_os = "linux")]
mod cookie;
mod device;
mod speaker;
mod tones;
mod voice;
mod what_sounds;

use std::{sync::Arc, time::Duration};

use tokio::{select, sync::watch, task::JoinHandle, time};
use vconnct_client::{
    rings::Step,
    update::{Calls, Trouble},
};

use self::{
    speaker::{Output, Speaker},
    what_sounds::{Sound, rings, was_answered, what_sounds},
};
use crate::owner::Owner;

/// A ringer that follows the calls until it is dropped.
pub(crate) struct Ringer {
    task: JoinHandle<()>,
}

/// Makes what the calls and settings want audible, and says when nothing can be heard here.
pub(crate) fn follow(owner: impl Owner) -> Ringer {
    Ringer { task: tokio::spawn(run(owner)) }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn run(owner: impl Owner) {
    let parts = owner.parts();
    let (mut calls, mut settings) = (parts.calls, parts.settings);
    let (speaker, mut output) = Speaker::start();
    let mut heard = Hearing::new(owner);
    let (mut before, mut sounding): (Arc<Calls>, Option<Sound>) = (Arc::default(), None);
    loop {
        let now = calls.borrow_and_update().clone();
        let wanted = what_sounds(&now, &settings.borrow_and_update());
        if wanted != sounding {
            speaker.sound(wanted);
            sounding = wanted;
        }
        if was_answered(&before, &now) {
            speaker.chime();
        }
        before = now;
        let changed = heard.watch(&before, &mut output, sounding.is_some(), async {
            select! {
                changed = calls.changed() => changed,
                changed = settings.changed() => changed,
            }
        });
        if changed.await.is_err() {
            return; // the agent ends
        }
    }
}

/// Whether the person can hear us, said once whenever it changes.
struct Hearing<O> {
    owner: O,
    missing: bool,
}

impl<O: Owner> Hearing<O> {
    fn new(owner: O) -> Self {
        Self { owner, missing: false }
    }

    /// Looks after the output until something else happens. An output that neither sounds nor fails
    /// hangs, and hanging is silence too.
    async fn watch<T>(
        &mut self,
        calls: &Calls,
        output: &mut watch::Receiver<Output>,
        wanted: bool,
        until: impl Future<Output = T>,
    ) -> T {
        let patience = time::sleep(PATIENCE);
        tokio::pin!(until, patience);
        let sounds = *output.borrow() == Output::Sounding;
        self.note(calls, sounds);
        let mut patient = wanted && !sounds;
        loop {
            select! {
                done = &mut until => return done,
                Ok(()) = output.changed() => {
                    let state = *output.borrow_and_update();
                    patient &= state == Output::Quiet;
                    self.note(calls, state == Output::Sounding);
                    self.say(state == Output::Missing);
                }
                () = &mut patience, if patient => {
                    patient = false;
                    self.say(true);
                }
            }
        }
    }

    /// Notes which of the calls can be heard now.
    fn note(&self, calls: &Calls, sounds: bool) {
        if sounds {
            calls
                .incoming
                .iter()
                .filter(|call| rings(call))
                .for_each(|call| self.owner.note(&call.call_id, Step::Sounding));
        }
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
