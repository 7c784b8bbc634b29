//! A notification service that does what the story says, and knows to the microsecond what it was told.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Instant,
};

use zbus::{Connection, interface, object_server::SignalEmitter, zvariant::OwnedValue};

use crate::{bus::Bus, eventually::eventually};

/// A service that shows nothing.
#[derive(Clone, Debug, Default)]
pub struct Scripted {
    shown: Arc<Mutex<Vec<Shown>>>,
    last_id: Arc<AtomicU32>,
    inhibited: Arc<AtomicBool>,
    replies: Arc<AtomicBool>,
    buttonless: Arc<AtomicBool>,
}

/// What the service was asked to show.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: u32,
    pub at: Instant,
    pub summary: String,
    pub body: String,
    pub actions: Vec<String>,
    pub urgency: u8,
    /// When it was withdrawn.
    pub closed: Option<Instant>,
}

impl Scripted {
    /// Takes the place of the notification service on `bus`.
    pub async fn start(bus: &Bus) -> Self {
        let service = Self::default();
        let connection = bus.connection();
        connection.object_server().at(PATH, service.clone()).await.expect("nobody else serves there");
        connection.request_name(NAME).await.expect("no notification service runs on this desk");
        service
    }

    /// From now on it says that it has a field for words.
    pub fn takes_replies(&self) {
        self.replies.store(true, Ordering::Relaxed);
    }

    /// From now on it says that it has no buttons.
    pub fn takes_no_answers(&self) {
        self.buttonless.store(true, Ordering::Relaxed);
    }

    /// Somebody writes words into a notification.
    pub async fn reply(&self, bus: &Bus, id: u32, words: &str) {
        let emitter = SignalEmitter::new(bus.connection(), PATH).expect("the path is valid");
        Self::notification_replied(&emitter, id, words).await.expect("the bus is there");
    }

    /// All that was shown so far, in order.
    pub fn shown(&self) -> Vec<Shown> {
        self.entries().clone()
    }

    /// Forgets what was shown so far, for a story that goes on for long.
    pub fn forget(&self) {
        self.entries().retain(|shown| shown.closed.is_none());
    }

    /// Waits until something is shown that was not withdrawn.
    pub async fn shows(&self) -> Shown {
        eventually("a notification", async || self.entries().iter().rev().find(|shown| shown.closed.is_none()).cloned())
            .await
    }

    /// Waits until nothing is shown any more.
    pub async fn is_clear(&self) {
        eventually("no notification", async || self.entries().iter().all(|shown| shown.closed.is_some()).then_some(()))
            .await;
    }

    /// Somebody presses a button of a notification.
    pub async fn press(&self, bus: &Bus, id: u32, action: &str) {
        press_as(bus.connection(), id, action).await;
    }

    /// The desktop lets whatever is pressed next bring a window forward.
    pub async fn gives_token(&self, bus: &Bus, id: u32, token: &str) {
        let emitter = SignalEmitter::new(bus.connection(), PATH).expect("the path is valid");
        Self::activation_token(&emitter, id, token).await.expect("the bus is there");
    }

    /// The person tells the desktop to be quiet, or to be so no longer.
    pub async fn inhibit(&self, bus: &Bus, inhibited: bool) {
        self.inhibited.store(inhibited, Ordering::Relaxed);
        let emitter = SignalEmitter::new(bus.connection(), PATH).expect("the path is valid");
        self.inhibited_changed(&emitter).await.expect("the bus is there");
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Shown>> {
        self.shown.lock().expect("nobody panics while holding this")
    }
}

/// Says on the bus that a button was pressed, whoever `connection` is.
pub async fn press_as(connection: &Connection, id: u32, action: &str) {
    let emitter = SignalEmitter::new(connection, PATH).expect("the path is valid");
    Scripted::action_invoked(&emitter, id, action).await.expect("the bus is there");
}

#[interface(name = "org.freedesktop.Notifications")]
impl Scripted {
    fn get_capabilities(&self) -> Vec<&str> {
        let field = self.replies.load(Ordering::Relaxed).then_some("inline-reply");
        let buttons = (!self.buttonless.load(Ordering::Relaxed)).then_some("actions");
        buttons.into_iter().chain(["body"]).chain(field).collect()
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("scripted", "Vconnct", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's own")]
    fn notify(
        &self,
        _app_name: &str,
        replaces: u32,
        _icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let at = Instant::now();
        let id = if replaces == 0 { self.last_id.fetch_add(1, Ordering::Relaxed) + 1 } else { replaces };
        let urgency = hints.get("urgency").and_then(|hint| u8::try_from(hint).ok()).unwrap_or(1);
        self.entries().push(Shown { id, at, summary, body, actions, urgency, closed: None });
        id
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) {
        for shown in self.entries().iter_mut().filter(|shown| shown.id == id) {
            shown.closed.get_or_insert_with(Instant::now);
        }
        // Nobody need listen any more.
        let _ = Self::notification_closed(&emitter, id, CLOSED_BY_CALL).await;
    }

    #[zbus(property)]
    fn inhibited(&self) -> bool {
        self.inhibited.load(Ordering::Relaxed)
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn activation_token(emitter: &SignalEmitter<'_>, id: u32, token: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_replied(emitter: &SignalEmitter<'_>, id: u32, words: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

const CLOSED_BY_CALL: u32 = 3;
const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
