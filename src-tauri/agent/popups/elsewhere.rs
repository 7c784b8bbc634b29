//! Notifications outside Linux: on Windows as plain notices, without buttons and without a way to
//! take them back; on other systems not yet. The card in the window and the sound are there.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::mpsc;

use super::{
    Event, Notices,
    notice::{Key, Notice},
};

/// Shows each notification once.
pub(crate) struct Service {
    shown: Mutex<BTreeSet<Key>>,
    events: mpsc::UnboundedSender<Event>,
}

impl Service {
    pub(crate) fn start(events: mpsc::UnboundedSender<Event>, _icon: Option<PathBuf>) -> Self {
        let _ = events.send(Event::Available(cfg!(windows)));
        Self { shown: Default::default(), events }
    }

    pub(crate) fn show(&self, notices: Arc<Notices>) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|key| notices.contains_key(key));
        for (_, notice) in notices.iter().filter(|(key, _)| shown.insert((*key).clone())) {
            let (notice, events) = (notice.clone(), self.events.clone());
            tokio::task::spawn_blocking(move || {
                let _ = events.send(Event::Available(show(&notice)));
            });
        }
    }

    pub(crate) fn on_screen(&self) -> Screen {
        Screen
    }
}

/// Nothing can be taken back here.
#[derive(Clone, Debug)]
pub(crate) struct Screen;

impl Screen {
    pub(crate) async fn settle(&self, _limit: Duration) {}

    pub(crate) fn close_all(&self, _limit: Duration) {}
}

#[cfg(windows)]
fn show(notice: &Notice) -> bool {
    notify_rust::Notification::new().summary(&notice.summary).body(&notice.body).show().is_ok()
}

#[cfg(not(windows))]
fn show(_notice: &Notice) -> bool {
    false
}
