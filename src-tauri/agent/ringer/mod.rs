//! Ring tone, ring-back and the chime of an answer, as the calls want them.
//!
//! Nobody says "ring" or "stop": the ringer follows the calls and the settings, and what sounds
//! follows from them ([`what_sounds`]). The loudspeaker has a thread of its own ([`speaker`]).

#[cfg(target_os = "linux")]
mod cookie;
mod device;
mod hearing;
#[cfg(target_os = "linux")]
mod inquiry;
mod level;
#[cfg(target_os = "linux")]
mod mute;
mod own_tone;
mod place;
mod recording;
mod speaker;
mod tones;
mod voice;
mod what_sounds;

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    select,
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep_until},
};
use vconnct_client::{
    Attention, Parts,
    action::RoomRef,
    rings::Step,
    update::{Calls, Settings, Sound as SoundPart},
};

use self::{
    hearing::Hearing,
    recording::Recording,
    speaker::Speaker,
    what_sounds::{Choice, Sound, is_silent, was_answered, what_sounds, where_it_rings},
};
pub(crate) use self::{
    own_tone::{KeepError, keep as keep_own_tone},
    recording::{LARGEST_MB, LONGEST_S, Unfit},
};
use crate::owner::Owner;

/// A ringer that follows the calls until it is dropped.
pub(crate) struct Ringer {
    _tasks: JoinSet<()>,
}

/// Makes what the calls and settings want audible, and says when nothing can be heard here.
/// `own_tone`: where the person's own ring tone is kept.
pub(crate) fn follow(owner: impl Owner, own_tone: PathBuf) -> Ringer {
    let (kept, own) = watch::channel(None);
    let mut tasks = JoinSet::new();
    tasks.spawn(own_tone::follow(owner.clone(), own_tone, kept));
    tasks.spawn(run(owner, own));
    Ringer { _tasks: tasks }
}

async fn run(owner: impl Owner, own: watch::Receiver<Option<Arc<Recording>>>) {
    let mut wishes = Wishes::of(owner.parts(), own);
    let mut ring_on = where_it_rings(&wishes.settings.borrow());
    let (speaker, mut report) = Speaker::start(ring_on.clone());
    let mut heard = Hearing::new(owner.clone());
    let (mut before, mut sounding): (Arc<Calls>, Option<Sound>) = (Arc::default(), None);
    let (mut looks, mut test): (bool, Option<Test>) = (false, None);
    loop {
        let now = wishes.take();
        let choice = now.choice();
        let place = where_it_rings(&now.settings);
        if place != ring_on {
            speaker.ring_on(place.clone());
            ring_on = place;
        }
        if now.looks != looks {
            speaker.look(now.looks);
            looks = now.looks;
        }
        let wanted = what_sounds(&now.calls, choice);
        if wanted != sounding {
            speaker.sound(wanted.clone());
            sounding = wanted;
        }
        let silent = now.calls.incoming.iter().filter(|call| is_silent(call, &now.calls, choice));
        silent.for_each(|call| owner.note(&call.call_id, Step::Silent));
        if was_answered(&before, &now.calls) {
            speaker.chime();
        }
        test = Test::go_on(test, choice);
        let test_ends = test.as_ref().map(|test| test.ends);
        before = now.calls;
        let changed = heard.watch(&before, &mut report, sounding.is_some(), async {
            select! {
                changed = wishes.changed() => changed,
                () = sleep_until(test_ends.unwrap_or_else(Instant::now)), if test_ends.is_some() => {
                    test = None;
                    owner.tested();
                    Ok(())
                }
            }
        });
        if changed.await.is_err() {
            return; // the agent ends
        }
    }
}

/// One turn of a tone, to try it out.
struct Test {
    of: Option<RoomRef>,
    ends: Instant,
}

impl Test {
    /// The test that shall be, which another one may have been until now.
    fn go_on(before: Option<Self>, choice: Choice<'_>) -> Option<Self> {
        if !choice.testing {
            return None;
        }
        let turn = || choice.tested().map_or(SILENCE, |melody| Duration::from_millis(melody.turn_ms().into()));
        let begin = || Self { of: choice.testing_of.cloned(), ends: Instant::now() + turn() };
        Some(before.filter(|before| before.of.as_ref() == choice.testing_of).unwrap_or_else(begin))
    }
}

/// All that decides what sounds, followed.
struct Wishes {
    attention: watch::Receiver<Arc<Attention>>,
    calls: watch::Receiver<Arc<Calls>>,
    own: watch::Receiver<Option<Arc<Recording>>>,
    settings: watch::Receiver<Arc<Settings>>,
    sound: watch::Receiver<Arc<SoundPart>>,
}

/// What decides it now.
struct Now {
    calls: Arc<Calls>,
    own: Option<Arc<Recording>>,
    settings: Arc<Settings>,
    sound: Arc<SoundPart>,
    looks: bool,
}

impl Wishes {
    fn of(parts: Parts, own: watch::Receiver<Option<Arc<Recording>>>) -> Self {
        let Parts { attention, calls, settings, sound, .. } = parts;
        Self { attention, calls, own, settings, sound }
    }

    fn take(&mut self) -> Now {
        Now {
            calls: self.calls.borrow_and_update().clone(),
            own: self.own.borrow_and_update().clone(),
            settings: self.settings.borrow_and_update().clone(),
            sound: self.sound.borrow_and_update().clone(),
            looks: self.attention.borrow_and_update().sound,
        }
    }

    async fn changed(&mut self) -> Result<(), watch::error::RecvError> {
        select! {
            changed = self.attention.changed() => changed,
            changed = self.calls.changed() => changed,
            changed = self.own.changed() => changed,
            changed = self.settings.changed() => changed,
            changed = self.sound.changed() => changed,
        }
    }
}

impl Now {
    fn choice(&self) -> Choice<'_> {
        let SoundPart { testing, testing_of, .. } = &*self.sound;
        let (settings, own) = (&self.settings, self.own.as_ref());
        Choice { settings, own, testing: *testing, testing_of: testing_of.as_ref() }
    }
}

/// To try out that nothing is heard.
const SILENCE: Duration = Duration::from_secs(1);
