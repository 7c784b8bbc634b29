//! Other systems' notifications: none yet, which is said. The card in the window and the sound are there.

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::sync::mpsc;

use super::{Event, Notices};

/// Shows nothing.
pub(crate) struct Service;

impl Service {
    pub(crate) fn start(events: mpsc::UnboundedSender<Event>, _icon: Option<PathBuf>, _profile: &str) -> Self {
        let _ = events.send(Event::Available(false)); // fails only while the agent ends
        Self
    }

    pub(crate) fn show(&self, _notices: Arc<Notices>) {}

    pub(crate) fn on_screen(&self) -> Screen {
        Screen
    }
}

/// Nothing is there to take back.
#[derive(Clone, Debug)]
pub(crate) struct Screen;

impl Screen {
    pub(crate) async fn settle(&self, _limit: Duration) {}

    pub(crate) fn close_all(&self, _limit: Duration) {}
}
