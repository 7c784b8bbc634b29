//! The keys of an X display, for [`held`](super::held).

use tokio::sync::mpsc;
use vconnct_client::shortcuts::{Chord, Shortcut};

use super::{portal, symbols};
use crate::{
    grabs::{self, Grab},
    main_thread::MainThread,
};

/// Our keys, as long as this lives.
pub(super) type Held = Grab<Shortcut>;

/// Whether this desktop has its keys taken so.
pub(super) fn are_offered() -> bool {
    grabs::are_offered() && !portal::is_the_only_way()
}

/// Asks the display for the keys; what is pressed from then on goes to `pressed`.
pub(super) async fn hold(
    _main: &MainThread,
    keys: Vec<(Shortcut, Chord)>,
    pressed: mpsc::UnboundedSender<Shortcut>,
) -> Option<Held> {
    let keys = keys.into_iter().filter_map(|(shortcut, chord)| Some((shortcut, symbols::press(&chord)?)));
    grabs::grab(keys.collect(), pressed).await
}
