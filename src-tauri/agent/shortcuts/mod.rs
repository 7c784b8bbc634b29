//! Keys that work from anywhere, once the person wants them: to answer, to return to a call, to be left alone.
//!
//! An X display gives keys to whoever asks, so there they are ours only while they would do something, and no other
//! program goes without one for longer. A Wayland desktop decides itself, through its portal, and tells us of presses.

#[cfg(target_os = "linux")]
mod deeds;
#[cfg(target_os = "linux")]
mod portal;
#[cfg(target_os = "linux")]
mod symbols;
#[cfg(target_os = "linux")]
mod x11;

use vconnct_client::update::{KeysFound, Trouble};

use crate::owner::Owner;

/// Does what the person presses, and says which keys cannot be had.
pub(crate) fn follow(owner: impl Owner) {
    #[cfg(target_os = "linux")]
    tokio::spawn(async move {
        if crate::grabs::are_offered() && !portal::is_the_only_way() {
            owner.report(Trouble::NoShortcuts, false);
            x11::run(owner).await;
        } else {
            portal::run(owner).await;
        }
    });
    // Other systems give keys to the event loop of the main thread; until that is there, they give none.
    #[cfg(not(target_os = "linux"))]
    miss(&owner);
}

/// There are no such keys, for now.
fn miss(owner: &impl Owner) {
    owner.report(Trouble::NoShortcuts, true);
    owner.keys_found(KeysFound::default());
}

#[cfg(target_os = "linux")]
fn press(owner: &impl Owner, shortcut: vconnct_client::shortcuts::Shortcut) {
    let parts = owner.parts();
    let deed = deeds::deed(shortcut, &parts.calls.borrow(), &parts.settings.borrow());
    let Some(action) = deed else { return };
    let owner = owner.clone();
    tokio::spawn(async move {
        if let Err(error) = owner.dispatch(action).await {
            log::warn!("shortcuts: {error}");
        }
    });
}
