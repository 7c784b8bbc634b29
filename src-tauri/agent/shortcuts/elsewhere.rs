//! Other systems give keys to the event loop of the main thread; until that is there, they give none.

use tokio::sync::mpsc;

use super::Key;

/// No keys.
pub(super) struct Held {
    pub(super) taken: Vec<Key>,
}

pub(super) fn are_offered() -> bool {
    false
}

pub(super) async fn hold(_pressed: mpsc::UnboundedSender<Key>) -> Option<Held> {
    None
}
