//! The parts one connection has still to be told, each once, then whenever it differs.

use std::sync::Arc;

use tokio::sync::watch::{self, error::RecvError};

use super::{
    lines::{LineError, encode},
    message::{News, Part},
};
use crate::{
    client::{Parts, Viewer},
    update::{OpenRoom, RoomCalls},
};

/// Follows all parts for one connection, and holds no value but the newest of each.
pub(super) struct Changes {
    parts: Parts,
    room: watch::Receiver<Option<Arc<OpenRoom>>>,
    room_calls: watch::Receiver<Option<Arc<RoomCalls>>>,
}

impl Changes {
    /// All parts count as changed at first.
    pub fn of(viewer: &Viewer) -> Self {
        let mut parts = viewer.client().parts();
        let (mut room, mut room_calls) = (viewer.room.clone(), viewer.room_calls.clone());
        parts.calls.mark_changed();
        parts.history.mark_changed();
        parts.rooms.mark_changed();
        parts.session.mark_changed();
        parts.settings.mark_changed();
        parts.windows.mark_changed();
        room.mark_changed();
        room_calls.mark_changed();
        Self { parts, room, room_calls }
    }

    /// The line for the next part that differs: what rings first, what is large last.
    ///
    /// May be dropped and called again; fails when the owner of the state is gone.
    pub async fn next(&mut self) -> Result<Result<Vec<u8>, LineError>, RecvError> {
        let Self { parts, room, room_calls } = self;
        // Each value is cloned out, so that no lock is held while it is written down.
        let line = tokio::select! {
            biased;
            changed = parts.calls.changed() => {
                changed?;
                let calls = parts.calls.borrow_and_update().clone();
                line(Part::Calls(&calls))
            }
            changed = parts.windows.changed() => {
                changed?;
                let windows = parts.windows.borrow_and_update().clone();
                line(Part::Windows(&windows))
            }
            changed = parts.session.changed() => {
                changed?;
                let session = parts.session.borrow_and_update().clone();
                line(Part::Session(&session))
            }
            changed = parts.settings.changed() => {
                changed?;
                let settings = parts.settings.borrow_and_update().clone();
                line(Part::Settings(&settings))
            }
            changed = room.changed() => {
                changed?;
                let room = room.borrow_and_update().clone();
                line(Part::Room(room.as_deref()))
            }
            changed = room_calls.changed() => {
                changed?;
                let room_calls = room_calls.borrow_and_update().clone();
                line(Part::RoomCalls(room_calls.as_deref()))
            }
            changed = parts.rooms.changed() => {
                changed?;
                let rooms = parts.rooms.borrow_and_update().clone();
                line(Part::Rooms(&rooms))
            }
            changed = parts.history.changed() => {
                changed?;
                let history = parts.history.borrow_and_update().clone();
                line(Part::History(&history))
            }
        };
        Ok(line)
    }
}

fn line(update: Part<'_>) -> Result<Vec<u8>, LineError> {
    encode(&News { update })
}
