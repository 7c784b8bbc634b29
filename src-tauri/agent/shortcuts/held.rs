//! Keys of systems that give them to whoever asks: ours only while they would do something, and at rest none but
//! those that always do.

use std::collections::{BTreeMap, BTreeSet};

use tokio::{select, sync::mpsc};
use vconnct_client::{
    shortcuts::{Chord, Shortcut},
    update::KeysFound,
};

use super::{
    deeds::Need,
    press,
    system::{self, Held},
};
use crate::{main_thread::MainThread, owner::Owner};

/// Until the agent ends.
pub(super) async fn run(owner: impl Owner, main: MainThread) {
    let parts = owner.parts();
    let (mut calls, mut settings) = (parts.calls, parts.settings);
    let (pressed, mut presses) = mpsc::unbounded_channel();
    let mut keys = Keys::default();
    loop {
        keys.choose({
            let settings = settings.borrow_and_update();
            if settings.shortcuts_everywhere { settings.keys_everywhere() } else { BTreeMap::new() }
        });
        calls.borrow_and_update();
        let is_met = |need: Need| need.is_met(&calls.borrow());
        keys.hold(&main, is_met, &pressed).await;
        owner.keys_found(keys.found());
        let goes_on = select! {
            changed = calls.changed() => changed.is_ok(),
            changed = settings.changed() => changed.is_ok(),
            Some(shortcut) = presses.recv() => {
                press(&owner, shortcut, None);
                true
            }
        };
        if !goes_on {
            return; // the agent ends
        }
    }
}

#[derive(Default)]
struct Keys {
    chosen: BTreeMap<Shortcut, Chord>,
    held: BTreeMap<Need, Held>,
    taken: BTreeSet<Shortcut>,
    /// Whether these can be had is not known yet.
    untried: BTreeSet<Need>,
}

impl Keys {
    /// These shall be ours from now on.
    fn choose(&mut self, chosen: BTreeMap<Shortcut, Chord>) {
        if chosen != self.chosen {
            *self = Self { chosen, untried: Need::ALL.into(), ..Self::default() };
        }
    }

    /// Takes those that would do something now, and gives the others back. Whoever has just chosen keys is told now
    /// which of them another program has, not at the next call.
    async fn hold(
        &mut self,
        main: &MainThread,
        is_met: impl Fn(Need) -> bool,
        pressed: &mpsc::UnboundedSender<Shortcut>,
    ) {
        for need in Need::ALL {
            let keys = self.chosen_for(need);
            let wanted = self.untried.remove(&need) || is_met(need);
            if wanted
                && !keys.is_empty()
                && !self.held.contains_key(&need)
                && let Some(held) = system::hold(main, keys, pressed.clone()).await
            {
                self.taken.retain(|shortcut| Need::of(*shortcut) != Some(need));
                self.taken.extend(&held.taken);
                self.held.insert(need, held);
            }
        }
        // Something may have begun to ring meanwhile, or ended to.
        self.held.retain(|need, _| is_met(*need));
    }

    fn found(&self) -> KeysFound {
        KeysFound { taken: self.taken.iter().copied().collect(), triggers: None }
    }

    fn chosen_for(&self, need: Need) -> Vec<(Shortcut, Chord)> {
        let wanted = self.chosen.iter().filter(|(shortcut, _)| Need::of(**shortcut) == Some(need));
        wanted.map(|(shortcut, chord)| (*shortcut, chord.clone())).collect()
    }
}
