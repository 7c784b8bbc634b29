//! The portal through which programs in a sandbox show notifications, as the story plays it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
};

use zbus::{
    Connection, interface,
    object_server::SignalEmitter,
    zvariant::{OwnedValue, Value},
};

use crate::{bus::Bus, eventually::eventually};

/// A portal that shows nothing. What it was asked for outlives it, as the desktop behind a real one does.
#[derive(Debug)]
pub struct Portal {
    connection: Connection,
    screen: Screen,
}

/// What the desktop behind the portal shows now, in the order of coming up.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    shown: Arc<Mutex<Vec<Shown>>>,
    came: Arc<AtomicUsize>,
}

/// A notification that is there.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: String,
    pub title: String,
    pub priority: String,
    /// What the buttons ask for, with their labels.
    pub buttons: Vec<(String, String)>,
    /// What kind of picture it has.
    pub icon: String,
    /// The names of all that was said of it.
    pub said: Vec<String>,
}

#[derive(Debug)]
struct Served {
    version: u32,
    screen: Screen,
}

impl Portal {
    /// A portal of this version starts, before the desktop behind it.
    pub async fn start(bus: &Bus, version: u32, screen: &Screen) -> Self {
        let (connection, screen) = (bus.stranger().await, screen.clone());
        let served = Served { version, screen: screen.clone() };
        connection.object_server().at(PATH, served).await.expect("the path is free");
        connection.request_name(NAME).await.expect("no other portal is here");
        Self { connection, screen }
    }

    /// Somebody presses a button; with it may come what lets a window come forward.
    pub async fn press(&self, id: &str, action: &str, token: Option<&str>) {
        let emitter = SignalEmitter::new(&self.connection, PATH).expect("the path is valid");
        let platform = token.map(|token| Value::from(HashMap::from([("activation-token", Value::from(token))])));
        let more: Vec<_> = platform.into_iter().collect();
        Served::action_invoked(&emitter, id, action, more).await.expect("the bus is there");
    }

    /// It crashes; the desktop goes on showing what there is.
    pub async fn dies(self) -> Screen {
        self.connection.close().await.expect("it is open");
        self.screen
    }
}

impl Screen {
    /// Waits until exactly one notification is there, other than `before`.
    pub async fn shows_one(&self, before: Option<&str>) -> Shown {
        eventually("one notification", async || match &self.entries()[..] {
            [shown] if Some(shown.id.as_str()) != before => Some(shown.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until nothing is there.
    pub async fn is_clear(&self) {
        eventually("no notification", async || self.entries().is_empty().then_some(())).await;
    }

    /// How many have come up so far.
    pub fn came(&self) -> usize {
        self.came.load(Ordering::Relaxed)
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Shown>> {
        self.shown.lock().expect("nobody panics while holding this")
    }
}

#[interface(name = "org.freedesktop.portal.Notification")]
impl Served {
    fn add_notification(&self, id: String, notification: HashMap<String, OwnedValue>) {
        let text = |of: &HashMap<String, OwnedValue>, name: &str| -> String {
            let value = of[name].try_clone().expect("it holds no file");
            value.try_into().expect("a text")
        };
        let buttons = notification["buttons"].try_clone().expect("it holds no file");
        let buttons: Vec<HashMap<String, OwnedValue>> = buttons.try_into().expect("a list of buttons");
        let mut said: Vec<_> = notification.keys().cloned().collect();
        said.sort();
        let icon = notification["icon"].try_clone().expect("it holds no file");
        let (icon, _): (String, OwnedValue) = icon.try_into().expect("a kind and a picture");
        let shown = Shown {
            title: text(&notification, "title"),
            priority: text(&notification, "priority"),
            buttons: buttons.iter().map(|button| (text(button, "action"), text(button, "label"))).collect(),
            icon,
            said,
            id,
        };
        let mut entries = self.screen.entries();
        entries.retain(|other| other.id != shown.id);
        entries.push(shown);
        self.screen.came.fetch_add(1, Ordering::Relaxed);
    }

    fn remove_notification(&self, id: &str) {
        self.screen.entries().retain(|shown| shown.id != id);
    }

    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        self.version
    }

    #[zbus(signal)]
    async fn action_invoked(
        emitter: &SignalEmitter<'_>,
        id: &str,
        action: &str,
        parameter: Vec<Value<'_>>,
    ) -> zbus::Result<()>;
}

/// What it goes by on the bus.
pub const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
