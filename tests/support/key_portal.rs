//! A desktop's portal for keys, which does what the story says.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use zbus::{
    Connection, interface,
    message::Header,
    object_server::SignalEmitter,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::{bus::Bus, eventually::eventually};

/// One that gives every key it is asked for, by names of its own.
#[derive(Debug)]
pub struct Portal {
    connection: Connection,
    state: Arc<Mutex<State>>,
}

/// How the person answers when the desktop asks whether a program may have keys.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Person {
    #[default]
    Agrees,
    /// Has not seen the question yet.
    IsAway,
    Refuses,
}

#[derive(Debug, Default)]
struct State {
    person: Person,
    /// Who has said what program it is.
    introduced: Vec<String>,
    /// The sessions that are open now.
    sessions: Vec<OwnedObjectPath>,
    /// What was asked for, each time.
    asked: Vec<Vec<Key>>,
}

/// A key that a program asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Key {
    pub id: String,
    pub description: String,
    pub trigger: Option<String>,
}

impl Portal {
    /// Starts it.
    pub async fn start(bus: &Bus, person: Person) -> Self {
        let connection = bus.stranger().await;
        let state = Arc::new(Mutex::new(State { person, ..State::default() }));
        let objects = connection.object_server();
        objects.at(PATH, GlobalShortcuts(Arc::clone(&state))).await.expect("the path is free");
        objects.at(PATH, Registry(Arc::clone(&state))).await.expect("the path is free");
        connection.request_name(NAME).await.expect("no portal runs on this desk");
        Self { connection, state }
    }

    /// Waits until a program has asked for keys, and tells which.
    pub async fn is_asked(&self) -> Vec<Key> {
        eventually("somebody to ask for keys", async || self.state().asked.last().cloned()).await
    }

    /// How often somebody has asked for keys.
    pub fn questions(&self) -> usize {
        self.state().asked.len()
    }

    /// Which programs have said who they are.
    pub fn introduced(&self) -> Vec<String> {
        self.state().introduced.clone()
    }

    /// Waits until nobody has keys any more.
    pub async fn has_them_all_back(&self) {
        eventually("the keys to be given back", async || self.state().sessions.is_empty().then_some(())).await;
    }

    /// Somebody presses a key.
    pub async fn press(&self, id: &str) {
        self.press_with(id, HashMap::new()).await;
    }

    /// The same on a desktop that gives a token, with which a window may come forward.
    pub async fn press_with_token(&self, id: &str, token: &str) {
        self.press_with(id, HashMap::from([("activation_token", Value::from(token))])).await;
    }

    async fn press_with(&self, id: &str, options: HashMap<&str, Value<'_>>) {
        let session = self.session();
        GlobalShortcuts::activated(&self.emitter(), &session, id, 7, options).await.expect("the bus is there");
    }

    /// Its person gives a key another name.
    pub async fn renames(&self, id: &str, trigger: &str) {
        let session = self.session();
        let keys = vec![(id, HashMap::from([("trigger_description", Value::from(trigger))]))];
        GlobalShortcuts::shortcuts_changed(&self.emitter(), &session, keys).await.expect("the bus is there");
    }

    /// It ends, and all its sessions with it.
    pub async fn breaks(self) {
        self.connection.close().await.expect("the bus is there");
    }

    fn session(&self) -> OwnedObjectPath {
        self.state().sessions.last().expect("somebody has keys").clone()
    }

    fn emitter(&self) -> SignalEmitter<'_> {
        SignalEmitter::new(&self.connection, PATH).expect("the path is valid")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("nobody panics while holding this")
}

#[derive(Debug)]
struct GlobalShortcuts(Arc<Mutex<State>>);

#[interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl GlobalShortcuts {
    async fn create_session(
        &self,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let session = path_of(&header, "session", &options, "session_handle_token");
        lock(&self.0).sessions.push(session.clone());
        let object = Session { path: session.clone(), state: Arc::clone(&self.0) };
        connection.object_server().at(&session, object).await.expect("no session has this name");
        let results = HashMap::from([("session_handle", Value::from(session.as_str().to_owned()))]);
        respond(&header, connection, &options, 0, results).await
    }

    async fn bind_shortcuts(
        &self,
        _session: ObjectPath<'_>,
        shortcuts: Vec<(String, HashMap<String, OwnedValue>)>,
        _parent_window: &str,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let keys: Vec<Key> = shortcuts.iter().map(|(id, about)| Key::of(id, about)).collect();
        lock(&self.0).asked.push(keys.clone());
        let person = lock(&self.0).person;
        let code = match person {
            Person::Agrees => 0,
            Person::IsAway => return path_of(&header, "request", &options, "handle_token"),
            Person::Refuses => return respond(&header, connection, &options, 1, HashMap::new()).await,
        };
        let given: Vec<_> = keys.iter().map(|key| (key.id.clone(), key.given())).collect();
        let results = HashMap::from([("shortcuts", Value::from(given))]);
        respond(&header, connection, &options, code, results).await
    }

    #[zbus(signal)]
    async fn activated(
        emitter: &SignalEmitter<'_>,
        session: &ObjectPath<'_>,
        shortcut: &str,
        timestamp: u64,
        options: HashMap<&str, Value<'_>>,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn shortcuts_changed(
        emitter: &SignalEmitter<'_>,
        session: &ObjectPath<'_>,
        shortcuts: Vec<(&str, HashMap<&str, Value<'_>>)>,
    ) -> zbus::Result<()>;

    #[zbus(property, name = "version")]
    fn version(&self) -> u32 {
        1
    }
}

#[derive(Debug)]
struct Registry(Arc<Mutex<State>>);

#[interface(name = "org.freedesktop.host.portal.Registry")]
impl Registry {
    fn register(&self, app_id: String, _options: HashMap<String, OwnedValue>) {
        lock(&self.0).introduced.push(app_id);
    }
}

#[derive(Debug)]
struct Session {
    path: OwnedObjectPath,
    state: Arc<Mutex<State>>,
}

#[interface(name = "org.freedesktop.portal.Session")]
impl Session {
    fn close(&self) {
        lock(&self.state).sessions.retain(|session| *session != self.path);
    }
}

impl Key {
    fn of(id: &str, about: &HashMap<String, OwnedValue>) -> Self {
        let text = |name: &str| about.get(name).and_then(|text| <&str>::try_from(text).ok()).map(str::to_owned);
        let description = text("description").expect("people are told what a key is for");
        Self { id: id.to_owned(), description, trigger: text("preferred_trigger") }
    }

    /// The key that it got.
    fn given(&self) -> HashMap<String, Value<'static>> {
        let trigger = self.trigger.clone().unwrap_or_default();
        let told = |text: &str| Value::from(text.to_owned());
        let entries = [("description", told(&self.description)), ("trigger_description", told(&trigger))];
        entries.map(|(name, value)| (name.to_owned(), value)).into()
    }
}

/// Says how a request ended, and where that is said.
async fn respond(
    header: &Header<'_>,
    connection: &Connection,
    options: &HashMap<String, OwnedValue>,
    code: u32,
    results: HashMap<&str, Value<'_>>,
) -> OwnedObjectPath {
    let request = path_of(header, "request", options, "handle_token");
    let asks = header.sender().expect("a bus names who asks").to_owned();
    let interface = "org.freedesktop.portal.Request";
    let said = connection.emit_signal(Some(asks), &request, interface, "Response", &(code, results)).await;
    said.expect("the bus is there");
    request
}

/// The object that stands for a request or a session, as the specification forms its path.
fn path_of(header: &Header<'_>, kind: &str, options: &HashMap<String, OwnedValue>, token: &str) -> OwnedObjectPath {
    let asks = header.sender().expect("a bus names who asks").trim_start_matches(':').replace('.', "_");
    let token = options.get(token).and_then(|token| <&str>::try_from(token).ok()).expect("requests have a token");
    ObjectPath::try_from(format!("{PATH}/{kind}/{asks}/{token}")).expect("the path is valid").into()
}

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
