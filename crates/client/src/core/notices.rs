//! Messages that the workspace would have this person notified of: the newest of each room, until it is read.

use std::{collections::BTreeMap, time::Duration};

use vconnct_proto::{MessageId, Millis, RoomId, documents::Notification};

/// What there is to tell, of few rooms and for a day's work.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    newest: BTreeMap<RoomId, Notice>,
}

/// The newest message of a room.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    pub message: MessageId,
    pub title: String,
    pub text: String,
    until: Millis,
}

impl Notices {
    /// Takes the place of an older one of the same room; one too many that of the oldest.
    pub fn put(&mut self, now: Millis, told: Notification) {
        let room = told.payload.rid;
        if self.newest.len() >= MOST && !self.newest.contains_key(&room) {
            let oldest = self.newest.iter().min_by_key(|(_, notice)| notice.until).map(|(room, _)| room.clone());
            oldest.and_then(|oldest| self.newest.remove(&oldest));
        }
        let (title, text) = (beginning(&told.title), beginning(&told.text));
        self.newest.insert(room, Notice { message: told.payload.id, title, text, until: now + KEPT });
    }

    /// Its room has been read, or is gone. True if there was something to tell of it.
    pub fn remove(&mut self, room: &RoomId) -> bool {
        self.newest.remove(room).is_some()
    }

    /// Keeps those of the rooms that are still `unread`; true if there were others.
    pub fn keep(&mut self, unread: impl Fn(&RoomId) -> bool) -> bool {
        let before = self.newest.len();
        self.newest.retain(|room, _| unread(room));
        before != self.newest.len()
    }

    /// Forgets what is old; true if there was any.
    pub fn pass(&mut self, now: Millis) -> bool {
        let before = self.newest.len();
        self.newest.retain(|_, notice| now < notice.until);
        before != self.newest.len()
    }

    pub fn poll_timeout(&self) -> Option<Millis> {
        self.newest.values().map(|notice| notice.until).min()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&RoomId, &Notice)> {
        self.newest.iter()
    }
}

/// As much as is ever shown.
fn beginning(text: &str) -> String {
    text.chars().take(LETTERS).collect()
}

/// Whoever was away for longer reads the sidebar.
const KEPT: Duration = Duration::from_secs(8 * 60 * 60);
/// More notifications than these no one goes through.
const MOST: usize = 32;
const LETTERS: usize = 200;
