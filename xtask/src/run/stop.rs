//! Ctrl C: whoever waits looks here, so that everything that was started can end in order.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::Outcome;

static WANTED: AtomicBool = AtomicBool::new(false);

/// Takes Ctrl C (and the terminal's end) into our own hands.
pub(super) fn catch() -> Outcome {
    ctrlc::set_handler(|| WANTED.store(true, Ordering::Relaxed))
        .map_err(|e| format!("Ctrl C cannot be caught: {e}").into())
}

/// Whether somebody wants us to end.
pub(super) fn is_wanted() -> bool {
    WANTED.load(Ordering::Relaxed)
}

/// Ends what is under way, if somebody wants that.
pub(super) fn check() -> Outcome {
    if is_wanted() { Err("stopped".into()) } else { Ok(()) }
}
