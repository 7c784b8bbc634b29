//! The parts one connection has still to be told, each once, then whenever it differs.

use std::sync::Arc;

use tokio::{
    sync::watch::{self, error::RecvError},
    task::{JoinHandle, spawn_blocking},
};

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
    /// A large part that is being written down.
    large: Option<JoinHandle<Line>>,
}

/// A part as it goes over the socket.
type Line = Result<Vec<u8>, LineError>;

impl Changes {
    /// All parts count as changed at first.
    pub fn of(viewer: &Viewer) -> Self {
        let mut parts = viewer.client().parts();
        let (mut room, mut room_calls) = (viewer.room.clone(), viewer.room_calls.clone());
        parts.browsers.mark_changed();
        parts.calls.mark_changed();
        parts.diagnosis.mark_changed();
        parts.history.mark_changed();
        parts.managed.mark_changed();
        parts.rooms.mark_changed();
        parts.session.mark_changed();
        parts.settings.mark_changed();
        parts.sign_in.mark_changed();
        parts.sound.mark_changed();
        parts.windows.mark_changed();
        room.mark_changed();
        room_calls.mark_changed();
        Self { parts, room, room_calls, large: None }
    }

    /// The line for the next part that differs: what rings first, what is large last, and on a thread
    /// that nothing which rings waits for.
    ///
    /// May be dropped and called again; fails when the owner of the state is gone.
    pub async fn next(&mut self) -> Result<Line, RecvError> {
        let Self { parts, room, room_calls, large } = self;
        loop {
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
                changed = parts.managed.changed() => {
                    changed?;
                    let managed = parts.managed.borrow_and_update().clone();
                    line(Part::Managed(&managed))
                }
                changed = parts.settings.changed() => {
                    changed?;
                    let settings = parts.settings.borrow_and_update().clone();
                    line(Part::Settings(&settings))
                }
                changed = parts.sign_in.changed() => {
                    changed?;
                    let sign_in = parts.sign_in.borrow_and_update().clone();
                    line(Part::SignIn(&sign_in))
                }
                changed = parts.browsers.changed() => {
                    changed?;
                    let browsers = parts.browsers.borrow_and_update().clone();
                    line(Part::Browsers(&browsers))
                }
                changed = parts.diagnosis.changed() => {
                    changed?;
                    let diagnosis = parts.diagnosis.borrow_and_update().clone();
                    line(Part::Diagnosis(&diagnosis))
                }
                changed = parts.sound.changed() => {
                    changed?;
                    let sound = parts.sound.borrow_and_update().clone();
                    line(Part::Sound(&sound))
                }
                written = written(large), if large.is_some() => written,
                changed = room.changed(), if large.is_none() => {
                    changed?;
                    let room = room.borrow_and_update().clone();
                    if room.as_ref().map_or(0, |room| room.timeline.len()) > FEW {
                        *large = Some(spawn_blocking(move || line(Part::Room(room.as_deref()))));
                        continue;
                    }
                    line(Part::Room(room.as_deref()))
                }
                changed = room_calls.changed() => {
                    changed?;
                    let room_calls = room_calls.borrow_and_update().clone();
                    line(Part::RoomCalls(room_calls.as_deref()))
                }
                changed = parts.rooms.changed(), if large.is_none() => {
                    changed?;
                    let rooms = parts.rooms.borrow_and_update().clone();
                    if rooms.rooms.len() > FEW {
                        *large = Some(spawn_blocking(move || line(Part::Rooms(&rooms))));
                        continue;
                    }
                    line(Part::Rooms(&rooms))
                }
                changed = parts.history.changed(), if large.is_none() => {
                    changed?;
                    let history = parts.history.borrow_and_update().clone();
                    if history.calls.len() > FEW {
                        *large = Some(spawn_blocking(move || line(Part::History(&history))));
                        continue;
                    }
                    line(Part::History(&history))
                }
            };
            return Ok(line);
        }
    }
}

/// Waits until the large part is written down.
async fn written(large: &mut Option<JoinHandle<Line>>) -> Line {
    let line = match large {
        Some(job) => job.await.unwrap_or_else(|grief| Err(LineError::Io(std::io::Error::other(grief)))),
        None => std::future::pending().await,
    };
    *large = None;
    line
}

fn line(update: Part<'_>) -> Line {
    encode(&News { update })
}

/// Rows, messages or calls that are written down in no time.
const FEW: usize = 30;
