//! The keys of Windows and macOS, for [`held`](super::held): they come by the event loop of the main thread.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use global_hotkey::{GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState, hotkey::HotKey};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use vconnct_client::shortcuts::{Chord, Shortcut};

use super::hot_key::hot_key;
use crate::main_thread::MainThread;

thread_local! {
    /// Of the main thread, once a key was wanted.
    static KEYS: RefCell<Option<Keys>> = const { RefCell::new(None) };
}

/// The keys of this process.
struct Keys {
    desktop: GlobalHotKeyManager,
    ours: BTreeMap<Id, (Shortcut, mpsc::UnboundedSender<Shortcut>)>,
}

/// As the crate tells of a press.
type Id = u32;

/// Our keys, as long as this lives.
pub(super) struct Held {
    main: MainThread,
    keys: Vec<HotKey>,
    /// Those that cannot be had: another program has them, or the keyboard does not.
    pub(super) taken: Vec<Shortcut>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        self.main.run(move || give_back(&keys));
    }
}

/// Asks the system for the keys; what is pressed from then on goes to `pressed`.
pub(super) async fn hold(
    main: &MainThread,
    keys: Vec<(Shortcut, Chord)>,
    pressed: mpsc::UnboundedSender<Shortcut>,
) -> Option<Held> {
    let asked_for = keys.iter().filter_map(|(_, chord)| hot_key(chord)).collect();
    let (reply, asked) = oneshot::channel();
    main.run(move || {
        let _ = reply.send(take(&keys, &pressed)); // whoever asked may have lost patience
    });
    // From here on they are given back, whether or not the answer is in time.
    let mut held = Held { main: main.clone(), keys: asked_for, taken: Vec::new() };
    held.taken = timeout(PATIENCE, asked).await.ok()?.ok()??;
    Some(held)
}

/// Takes those that can be had, and says which cannot; nothing where the system gives no keys at all.
fn take(keys: &[(Shortcut, Chord)], pressed: &mpsc::UnboundedSender<Shortcut>) -> Option<Vec<Shortcut>> {
    KEYS.with_borrow_mut(|all| {
        if all.is_none() {
            let desktop = GlobalHotKeyManager::new().inspect_err(|error| log::warn!("shortcuts: {error}")).ok()?;
            // The crate tells of presses to one listener for the whole process, once and for all.
            GlobalHotKeyEvent::set_event_handler(Some(tell));
            *all = Some(Keys { desktop, ours: BTreeMap::new() });
        }
        let all = all.as_mut()?;
        let mut taken = Vec::new();
        for (shortcut, chord) in keys {
            match hot_key(chord).map(|key| all.desktop.register(key).map(|()| key.id())) {
                Some(Ok(id)) => {
                    all.ours.insert(id, (*shortcut, pressed.clone()));
                }
                refused => {
                    log::info!("shortcuts: {chord} cannot be had: {refused:?}");
                    taken.push(*shortcut);
                }
            }
        }
        Some(taken)
    })
}

fn give_back(keys: &[HotKey]) {
    KEYS.with_borrow_mut(|all| {
        let Some(all) = all else { return };
        for key in keys {
            if all.ours.remove(&key.id()).is_some()
                && let Err(error) = all.desktop.unregister(*key)
            {
                log::warn!("shortcuts: {error}");
            }
        }
    });
}

/// On the main thread, where the system tells of it.
fn tell(event: GlobalHotKeyEvent) {
    if event.state == HotKeyState::Pressed {
        KEYS.with_borrow(|all| {
            if let Some((shortcut, pressed)) = all.as_ref().and_then(|all| all.ours.get(&event.id)) {
                let _ = pressed.send(*shortcut); // fails only while the agent ends
            }
        });
    }
}

/// For a desktop that answers within milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);
