//! Keys that work from anywhere, once the person wants them: to answer, to return to a call, to be left alone.
//!
//! An X display, Windows and macOS give keys to whoever asks, so there they are ours only while they would do
//! something, and no other program goes without one for longer. A Wayland desktop decides itself, through its portal,
//! and tells us of presses.

mod deeds;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
mod held;
#[cfg(any(test, not(target_os = "linux")))]
mod hot_key;
#[cfg(target_os = "linux")]
mod portal;
#[cfg(target_os = "linux")]
mod symbols;
#[cfg(target_os = "linux")]
mod x11;

use vconnct_client::{shortcuts::Shortcut, update::Trouble};

#[cfg(not(target_os = "linux"))]
use self::elsewhere as system;
#[cfg(target_os = "linux")]
use self::x11 as system;
use crate::{main_thread::MainThread, owner::Owner};

/// Does what the person presses, and says which keys cannot be had.
pub(crate) fn follow(owner: impl Owner, main: &MainThread) {
    let main = main.clone();
    tokio::spawn(async move {
        #[cfg(target_os = "linux")]
        if !x11::are_offered() {
            return portal::run(owner).await;
        }
        owner.report(Trouble::NoShortcuts, false);
        held::run(owner, main).await;
    });
}

/// There are no such keys as long as the portal gives none.
#[cfg(target_os = "linux")]
fn miss(owner: &impl Owner) {
    owner.report(Trouble::NoShortcuts, true);
    owner.keys_found(vconnct_client::update::KeysFound::default());
}

/// `token`: what lets a window come forward, where the desktop gave it.
fn press(owner: &impl Owner, shortcut: Shortcut, token: Option<String>) {
    let parts = owner.parts();
    let deed = deeds::deed(shortcut, &parts.calls.borrow(), &parts.settings.borrow());
    let Some(action) = deed else { return };
    let owner = owner.clone();
    tokio::spawn(async move {
        if let Err(error) = owner.dispatch_pressed(action, token).await {
            log::warn!("shortcuts: {error}");
        }
    });
}
