//! Other systems' trays belong to the event loop of their main thread; until that is there, there is none.

use vconnct_client::update::Trouble;

use crate::owner::Owner;

/// No tray icon yet on this system.
pub(crate) struct Icon;

pub(crate) fn follow(owner: impl Owner) -> Icon {
    owner.report(Trouble::NoTray, true);
    Icon
}
