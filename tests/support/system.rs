//! The system's own services, as the story plays them: the machine's sleep, its lock, and its network.

use std::{
    io::{PipeReader, Read},
    sync::{Arc, Mutex},
};

use tokio::{task::spawn_blocking, time::timeout};
use zbus::{
    Connection, fdo, interface,
    object_server::SignalEmitter,
    zvariant::{ObjectPath, OwnedFd, OwnedObjectPath},
};

use crate::{
    bus::Bus,
    eventually::{LIMIT, eventually},
};

/// logind and NetworkManager, for whoever takes a desk's bus for the system's.
#[derive(Debug)]
pub struct System {
    connection: Connection,
    held: Arc<Mutex<Option<PipeReader>>>,
}

#[derive(Debug)]
struct Logind {
    held: Arc<Mutex<Option<PipeReader>>>,
}

#[derive(Debug)]
struct LoginSession {
    locked: bool,
}

#[derive(Debug)]
struct NetworkManager {
    state: u32,
}

impl System {
    /// Starts both.
    pub async fn start(bus: &Bus) -> Self {
        let connection = bus.stranger().await;
        let held = Arc::default();
        let objects = connection.object_server();
        objects.at(LOGIND_PATH, Logind { held: Arc::clone(&held) }).await.expect("the path is free");
        objects.at(SESSION_PATH, LoginSession { locked: false }).await.expect("the path is free");
        objects.at(NETWORK_PATH, NetworkManager { state: CONNECTED }).await.expect("the path is free");
        for name in ["org.freedesktop.login1", "org.freedesktop.NetworkManager"] {
            connection.request_name(name).await.expect("the name is free");
        }
        Self { connection, held }
    }

    /// The machine falls asleep as soon as whoever asked it to wait lets go.
    pub async fn falls_asleep(&self) {
        self.is_held().await;
        let held = self.held.lock().expect("nobody panics while holding this").take();
        let mut held = held.expect("it was just there");
        self.prepares_for_sleep(true).await;
        let released = spawn_blocking(move || held.read_to_end(&mut Vec::new()));
        timeout(LIMIT, released)
            .await
            .expect("the machine is kept awake")
            .expect("reading panics not")
            .expect("a pipe");
    }

    /// It has slept.
    pub async fn wakes(&self) {
        self.prepares_for_sleep(false).await;
    }

    /// Waits until somebody has asked it to wait before it sleeps.
    pub async fn is_held(&self) {
        let held = || self.held.lock().expect("nobody panics while holding this").is_some();
        eventually("somebody to hold the machine awake", async || held().then_some(())).await;
    }

    /// The person's session is locked, or unlocked.
    pub async fn locks(&self, locked: bool) {
        let objects = self.connection.object_server();
        let session = objects.interface::<_, LoginSession>(SESSION_PATH).await.expect("it is served");
        session.get_mut().await.locked = locked;
        session.get().await.locked_hint_changed(session.signal_emitter()).await.expect("the bus is there");
    }

    /// The network goes and comes back.
    pub async fn changes_network(&self) {
        let objects = self.connection.object_server();
        let manager = objects.interface::<_, NetworkManager>(NETWORK_PATH).await.expect("it is served");
        for state in [DISCONNECTED, CONNECTED] {
            manager.get_mut().await.state = state;
            manager.get().await.state_changed(manager.signal_emitter()).await.expect("the bus is there");
        }
    }

    async fn prepares_for_sleep(&self, falls_asleep: bool) {
        let emitter = SignalEmitter::new(&self.connection, LOGIND_PATH).expect("the path is valid");
        Logind::prepare_for_sleep(&emitter, falls_asleep).await.expect("the bus is there");
    }
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> OwnedFd {
        assert_eq!((what, mode), ("sleep", "delay"));
        let (reader, writer) = std::io::pipe().expect("pipes can be made");
        *self.held.lock().expect("nobody panics while holding this") = Some(reader);
        std::os::fd::OwnedFd::from(writer).into()
    }

    fn get_session(&self, id: &str) -> fdo::Result<OwnedObjectPath> {
        match id {
            "auto" => Ok(ObjectPath::from_static_str_unchecked(SESSION_PATH).into()),
            _ => Err(fdo::Error::Failed("no such session".into())),
        }
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, falls_asleep: bool) -> zbus::Result<()>;
}

#[interface(name = "org.freedesktop.login1.Session")]
impl LoginSession {
    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        self.locked
    }
}

#[interface(name = "org.freedesktop.NetworkManager")]
impl NetworkManager {
    #[zbus(property)]
    fn state(&self) -> u32 {
        self.state
    }
}

const CONNECTED: u32 = 70;
const DISCONNECTED: u32 = 20;
const LOGIND_PATH: &str = "/org/freedesktop/login1";
const NETWORK_PATH: &str = "/org/freedesktop/NetworkManager";
const SESSION_PATH: &str = "/org/freedesktop/login1/session/_31";
