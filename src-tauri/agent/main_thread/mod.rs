//! The main thread. On Windows and macOS it is the desktop's: trays, keys and what the person opens come by
//! its event loop, and by no other thread. On Linux nothing of ours is bound to one.

#[cfg(not(target_os = "linux"))]
mod event_loop;
#[cfg(target_os = "linux")]
mod waiting;

use tokio::sync::mpsc::UnboundedReceiver;
use vconnct_client::action::Action;

#[cfg(not(target_os = "linux"))]
pub(crate) use self::event_loop::{MainThread, lend};
#[cfg(target_os = "linux")]
pub(crate) use self::waiting::{MainThread, lend};

/// What the agent gets of the main thread while it works on another.
pub(crate) struct Lent {
    /// A hand on it, for what can only be done there.
    pub(crate) main: MainThread,
    /// What the desktop has us asked for: the person has opened a link, or the app once more.
    pub(crate) wishes: UnboundedReceiver<Action>,
}

/// Whether the desktop has started this program, rather than somebody on a terminal or one of ours.
#[cfg(target_os = "macos")]
pub(crate) fn is_the_desktops() -> bool {
    const LAUNCHD: u32 = 1;
    std::os::unix::process::parent_id() == LAUNCHD
}
