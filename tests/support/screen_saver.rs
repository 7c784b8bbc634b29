//! A screen saver that locks when the story says so.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use zbus::{Connection, interface, object_server::SignalEmitter};

use crate::bus::Bus;

/// The desktop's screen saver, under one of the names that desktops give it.
#[derive(Debug)]
pub struct ScreenSaver {
    connection: Connection,
    active: Arc<AtomicBool>,
}

#[derive(Debug)]
struct Saver {
    active: Arc<AtomicBool>,
}

impl ScreenSaver {
    /// Starts it, locked or not.
    pub async fn start(bus: &Bus, locked: bool) -> Self {
        let (connection, active) = (bus.stranger().await, Arc::new(AtomicBool::new(locked)));
        let saver = Saver { active: Arc::clone(&active) };
        connection.object_server().at(PATH, saver).await.expect("the path is free");
        connection.request_name(NAME).await.expect("the name is free");
        Self { connection, active }
    }

    /// The screen is locked, or unlocked.
    pub async fn locks(&self, locked: bool) {
        self.active.store(locked, Ordering::Relaxed);
        let emitter = SignalEmitter::new(&self.connection, PATH).expect("the path is valid");
        Saver::active_changed(&emitter, locked).await.expect("the bus is there");
    }
}

#[interface(name = "org.gnome.ScreenSaver")]
impl Saver {
    fn get_active(&self) -> bool {
        self.active.load(Ordering::Relaxed)
    }

    #[zbus(signal)]
    async fn active_changed(emitter: &SignalEmitter<'_>, active: bool) -> zbus::Result<()>;
}

const NAME: &str = "org.gnome.ScreenSaver";
const PATH: &str = "/org/gnome/ScreenSaver";
