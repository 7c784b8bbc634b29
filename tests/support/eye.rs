//! An eye on a display: when windows come up, and when they go.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Instant,
};

use x11rb::{
    connection::Connection as _,
    protocol::{
        Event,
        xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask, Window as WindowId},
    },
};

use crate::{eventually::eventually, home::Home};

/// Looks at a display on a thread of its own, so that its times are true.
#[derive(Debug)]
pub struct Eye {
    sights: Arc<Mutex<Vec<Sight>>>,
}

/// A window that came up at the top: with a window manager its frame, else itself.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    id: WindowId,
    pub width: u16,
    pub height: u16,
    pub came: Instant,
    pub went: Option<Instant>,
}

impl Eye {
    /// Opens on the display of `home`, for as long as that is there.
    pub fn on(home: &Home) -> Self {
        let display = home.environment().iter().rfind(|(name, _)| *name == "DISPLAY").map(|(_, value)| value.as_str());
        let (connection, screen) = x11rb::connect(display).expect("this desk has a display");
        let root = connection.setup().roots[screen].root;
        let changes = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        let asked = connection.change_window_attributes(root, &changes).expect("Xvfb listens");
        asked.check().expect("anybody may look");
        let sights = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&sights);
        thread::spawn(move || {
            while let Ok(event) = connection.wait_for_event() {
                let now = Instant::now();
                match event {
                    Event::MapNotify(event) => {
                        let size = connection.get_geometry(event.window).ok().and_then(|asked| asked.reply().ok());
                        // Gone again already.
                        let Some(size) = size else { continue };
                        let (id, width, height) = (event.window, size.width, size.height);
                        lock(&told).push(Sight { id, width, height, came: now, went: None });
                    }
                    Event::UnmapNotify(event) => went(&told, event.window, now),
                    Event::DestroyNotify(event) => went(&told, event.window, now),
                    _ => {}
                }
            }
        });
        Self { sights }
    }

    /// Waits for a window that came up since then and is at least as large as a notification.
    pub async fn sees(&self, since: Instant) -> Sight {
        eventually("a window to come up", async || {
            let sights = lock(&self.sights);
            sights.iter().find(|sight| sight.came >= since && sight.width > 100 && sight.height > 30).copied()
        })
        .await
    }

    /// Waits until it has gone; returns when.
    pub async fn loses(&self, sight: Sight) -> Instant {
        eventually("a window to go", async || {
            let sights = lock(&self.sights);
            sights.iter().find(|known| known.id == sight.id && known.came == sight.came)?.went
        })
        .await
    }
}

fn went(sights: &Mutex<Vec<Sight>>, id: WindowId, now: Instant) {
    if let Some(sight) = lock(sights).iter_mut().rfind(|sight| sight.id == id) {
        sight.went.get_or_insert(now);
    }
}

fn lock(sights: &Mutex<Vec<Sight>>) -> MutexGuard<'_, Vec<Sight>> {
    sights.lock().expect("nobody panics while holding this")
}
