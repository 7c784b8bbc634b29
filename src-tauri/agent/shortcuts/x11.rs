//! The keys of an X display. A Wayland desktop has none to give: X programs hear keys there only in
//! their own windows.

use std::{sync::Once, thread, time::Duration};

use global_hotkey::{
    Error, GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState,
    hotkey::{Code, HotKey, Modifiers},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::Key;

/// Our keys, as long as this lives. They come with a thread and a connection of their own.
pub(super) struct Held {
    _keys: GlobalHotKeyManager,
    /// Those that cannot be had: another program has them, or the keyboard does not.
    pub(super) taken: Vec<Key>,
}

pub(super) fn are_offered() -> bool {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    named("DISPLAY") && !named("WAYLAND_DISPLAY")
}

/// Asks the display for the keys; what is pressed from then on goes to `pressed`.
pub(super) async fn hold(pressed: mpsc::UnboundedSender<Key>) -> Option<Held> {
    listen(pressed);
    let (reply, held) = oneshot::channel();
    // On a thread that nobody waits for: a display that hangs does not answer.
    let asked = thread::Builder::new().name("keys".into()).spawn(|| reply.send(ask()).map_err(drop));
    if let Err(error) = asked {
        log::warn!("shortcuts: {error}");
        return None;
    }
    timeout(PATIENCE, held).await.ok()?.ok()?
}

fn ask() -> Option<Held> {
    let keys = GlobalHotKeyManager::new().inspect_err(|error| log::warn!("shortcuts: {error}")).ok()?;
    let mut taken = Vec::new();
    for key in [Key::Accept, Key::Decline] {
        if let Err(error) = register(&keys, key) {
            log::info!("shortcuts: {error}");
            taken.push(key);
        }
    }
    Some(Held { _keys: keys, taken })
}

/// Tries for a while: keys that we have just given back are free once the display has heard of it.
fn register(keys: &GlobalHotKeyManager, key: Key) -> Result<(), Error> {
    for _ in 0..TRIES {
        match keys.register(hot_key(key)) {
            Err(Error::AlreadyRegistered(_)) => thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
    keys.register(hot_key(key))
}

/// The crate tells presses to one listener for the whole process, once and for all.
fn listen(pressed: mpsc::UnboundedSender<Key>) {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
            let key = [Key::Accept, Key::Decline].into_iter().find(|key| hot_key(*key).id() == event.id);
            if let Some(key) = key.filter(|_| event.state == HotKeyState::Pressed) {
                let _ = pressed.send(key); // fails only while the agent ends
            }
        }));
    });
}

fn hot_key(key: Key) -> HotKey {
    let code = match key {
        Key::Accept => Code::KeyA,
        Key::Decline => Code::KeyD,
    };
    HotKey::new(Some(Modifiers::CONTROL | Modifiers::ALT), code)
}

/// The crate lets go of keys within 50 ms.
const PAUSE: Duration = Duration::from_millis(50);
const TRIES: u32 = 4;
/// For a display that answers within milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);
