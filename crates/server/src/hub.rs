//! Who listens to what, and the delivery of events to their sockets.
//!
//! Publishing never waits: every socket has an outbox, and one that lets more than four MiB pile up is
//! closed as a slow consumer (1013) instead of holding back the others.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use vconnct_proto::UserId;

use crate::{
    documents::Status,
    rules::presence::{Device, Presence},
};

/// Delivers events. Clones are the same hub.
#[derive(Clone, Default)]
pub(crate) struct Hub(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    sockets: HashMap<Device, Socket>,
    listeners: HashMap<Topic, HashMap<Device, HashSet<String>>>,
    presence: Presence,
    last: Device,
}

struct Socket {
    outbox: Outbox,
    /// Who signed in on it, and with which token.
    session: Option<(UserId, String)>,
    /// The ids of its subscriptions.
    topics: HashMap<String, Topic>,
    /// Whose presence it wants to hear of.
    /// The subscription to presence, which later ones only amend, and whose presence it tells of.
    watching: Option<String>,
    watched: HashSet<UserId>,
}

type Topic = (Stream, String);

/// The streams of protocol 7.3.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Stream {
    NotifyAll,
    NotifyLogged,
    NotifyRoom,
    NotifyUser,
    RoomMessages,
    UserPresence,
    VideoConference,
}

impl Stream {
    const ALL: [Self; 7] = [
        Self::NotifyAll,
        Self::NotifyLogged,
        Self::NotifyRoom,
        Self::NotifyUser,
        Self::RoomMessages,
        Self::UserPresence,
        Self::VideoConference,
    ];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stream| stream.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::NotifyAll => "stream-notify-all",
            Self::NotifyLogged => "stream-notify-logged",
            Self::NotifyRoom => "stream-notify-room",
            Self::NotifyUser => "stream-notify-user",
            Self::RoomMessages => "stream-room-messages",
            Self::UserPresence => "stream-user-presence",
            Self::VideoConference => "stream-video-conference",
        }
    }
}

/// Something that listeners shall hear of.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub stream: Stream,
    pub name: String,
    /// In the realtime API's form.
    pub args: Vec<Value>,
    pub audience: Audience,
}

/// Who of an event's listeners hears it.
#[derive(Clone, Debug)]
pub(crate) enum Audience {
    AllBut(Device),
    Everybody,
    People(Vec<UserId>),
}

impl Hub {
    /// Takes in a socket that nobody has signed in on yet.
    pub fn connect(&self) -> (Device, Inbox) {
        let (outbox, inbox) = outbox();
        let mut state = self.state();
        state.last += 1;
        let device = state.last;
        let socket = Socket { outbox, session: None, topics: HashMap::new(), watching: None, watched: HashSet::new() };
        state.sockets.insert(device, socket);
        (device, inbox)
    }

    /// Forgets a socket. Names the person whose presence changed by that.
    pub fn disconnect(&self, device: Device) -> Option<UserId> {
        let mut state = self.state();
        let socket = state.sockets.remove(&device)?;
        for topic in socket.topics.into_values() {
            state.unlisten(device, &topic, None);
        }
        let (person, _) = socket.session?;
        state.presence.disconnect(&person, device).then_some(person)
    }

    /// Somebody signed in on a socket. True if his presence changed by that.
    pub fn sign_in(&self, device: Device, person: &UserId, fingerprint: String, chosen: Status) -> bool {
        let mut state = self.state();
        let Some(socket) = state.sockets.get_mut(&device) else { return false };
        socket.session = Some((person.clone(), fingerprint));
        state.presence.connect(person, device, chosen)
    }

    /// Somebody signed out on a socket, which stays open. Names him if his presence changed.
    pub fn sign_out(&self, device: Device) -> Option<UserId> {
        let mut state = self.state();
        let socket = state.sockets.get_mut(&device)?;
        let (person, _) = socket.session.take()?;
        let topics: Vec<_> = socket.topics.drain().map(|(_, topic)| topic).collect();
        socket.watching = None;
        socket.watched.clear();
        for topic in topics {
            state.unlisten(device, &topic, None);
        }
        state.presence.disconnect(&person, device).then_some(person)
    }

    /// Closes the sockets of a session that is over.
    pub fn end_session(&self, fingerprint: &str) {
        for socket in self.state().sockets.values() {
            if socket.session.as_ref().is_some_and(|(_, known)| known == fingerprint) {
                socket.outbox.close(CloseReason::SignedOut);
            }
        }
    }

    /// Closes every socket: the server goes.
    pub fn close_all(&self) {
        for socket in self.state().sockets.values() {
            socket.outbox.close(CloseReason::GoingAway);
        }
    }

    /// Who signed in on a socket.
    pub fn person(&self, device: Device) -> Option<UserId> {
        self.state().sockets.get(&device)?.session.as_ref().map(|(person, _)| person.clone())
    }

    /// The session a socket is signed in with.
    pub fn fingerprint(&self, device: Device) -> Option<String> {
        self.state().sockets.get(&device)?.session.as_ref().map(|(_, fingerprint)| fingerprint.clone())
    }

    pub fn listen(&self, device: Device, id: &str, stream: Stream, event: &str) {
        let mut state = self.state();
        let Some(socket) = state.sockets.get_mut(&device) else { return };
        let topic = (stream, event.to_owned());
        socket.topics.insert(id.to_owned(), topic.clone());
        state.listeners.entry(topic).or_default().entry(device).or_default().insert(id.to_owned());
    }

    pub fn unlisten(&self, device: Device, id: &str) {
        let mut state = self.state();
        let Some(socket) = state.sockets.get_mut(&device) else { return };
        if socket.watching.take_if(|watching| watching == id).is_some() {
            socket.watched.clear();
        }
        let Some(topic) = socket.topics.remove(id) else { return };
        state.unlisten(device, &topic, Some(id));
    }

    /// Amends the set of people whose presence a socket hears of. True if nothing but `id` is subscribed to it.
    pub fn watch(&self, device: Device, id: &str, added: Vec<UserId>, removed: &[UserId]) -> bool {
        let mut state = self.state();
        let Some(socket) = state.sockets.get_mut(&device) else { return false };
        socket.watched.extend(added);
        socket.watched.retain(|person| !removed.contains(person));
        socket.watching.get_or_insert_with(|| id.to_owned()) == id
    }

    /// Sends a frame to one socket.
    pub fn send(&self, device: Device, frame: String) {
        if let Some(socket) = self.state().sockets.get(&device) {
            socket.outbox.send(frame.into());
        }
    }

    /// Delivers events in this order.
    pub fn publish(&self, events: impl IntoIterator<Item = Event>) {
        let state = self.state();
        for event in events {
            state.deliver(&event);
        }
    }

    /// Tells those who watch somebody of his presence.
    pub fn publish_presence(&self, person: &UserId, username: &str, text: &str) {
        let state = self.state();
        let code = state.presence.of(person).code();
        let fields = json!({ "uid": person, "eventName": person, "args": [[username, code, text]] });
        let frame = changed(Stream::UserPresence, person.as_str(), &fields);
        for socket in state.sockets.values().filter(|socket| socket.watched.contains(person)) {
            socket.outbox.send(frame.clone());
        }
        state.deliver(&Event {
            stream: Stream::NotifyLogged,
            name: "user-status".into(),
            args: vec![json!([person, username, code, text])],
            audience: Audience::Everybody,
        });
    }

    /// Asks or changes who is there.
    pub fn presence<T>(&self, ask: impl FnOnce(&mut Presence) -> T) -> T {
        ask(&mut self.state().presence)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left at most one event undelivered.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn deliver(&self, event: &Event) {
        let Some(devices) = self.listeners.get(&(event.stream, event.name.clone())) else { return };
        let mut frame = None;
        for device in devices.keys() {
            let Some(socket) = self.sockets.get(device).filter(|socket| event.audience.has(*device, socket)) else {
                continue;
            };
            let frame = frame.get_or_insert_with(|| {
                changed(event.stream, "id", &json!({ "eventName": event.name, "args": event.args }))
            });
            socket.outbox.send(frame.clone());
        }
    }

    /// Ends one subscription to a topic, or all of a socket's.
    fn unlisten(&mut self, device: Device, topic: &Topic, id: Option<&str>) {
        let Some(devices) = self.listeners.get_mut(topic) else { return };
        if let Some(ids) = devices.get_mut(&device) {
            ids.retain(|known| id.is_some_and(|id| id != known));
            if ids.is_empty() {
                devices.remove(&device);
            }
        }
        if devices.is_empty() {
            self.listeners.remove(topic);
        }
    }
}

impl Audience {
    fn has(&self, device: Device, socket: &Socket) -> bool {
        match self {
            Self::AllBut(writer) => device != *writer,
            Self::Everybody => true,
            Self::People(people) => socket.session.as_ref().is_some_and(|(person, _)| people.contains(person)),
        }
    }
}

fn changed(stream: Stream, id: &str, fields: &Value) -> Utf8Bytes {
    let frame = json!({ "msg": "changed", "collection": stream.name(), "id": id, "fields": fields });
    frame.to_string().into()
}

// ------------------------------------------------------------------------------------ outboxes --

/// What goes to a socket next.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Close(CloseReason),
    Frame(Utf8Bytes),
}

/// Why the server closes a socket.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CloseReason {
    GoingAway,
    SignedOut,
    TooSlow,
}

struct Outbox {
    frames: mpsc::UnboundedSender<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
    closing: mpsc::Sender<CloseReason>,
}

/// The reading end of a socket's outbox.
pub(crate) struct Inbox {
    frames: mpsc::UnboundedReceiver<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
    closing: mpsc::Receiver<CloseReason>,
}

fn outbox() -> (Outbox, Inbox) {
    let (frames, inbox) = mpsc::unbounded_channel();
    let (close, closing) = mpsc::channel(1);
    let waiting = Arc::<AtomicUsize>::default();
    (Outbox { frames, waiting: waiting.clone(), closing: close }, Inbox { frames: inbox, waiting, closing })
}

impl Outbox {
    fn send(&self, frame: Utf8Bytes) {
        let waiting = self.waiting.fetch_add(frame.len(), Ordering::Relaxed) + frame.len();
        if waiting > MOST_WAITING {
            self.close(CloseReason::TooSlow);
        } else {
            let _ = self.frames.send(frame); // Nobody reads any more: the socket is going.
        }
    }

    fn close(&self, reason: CloseReason) {
        let _ = self.closing.try_send(reason); // Full: it is being closed already.
    }
}

impl Inbox {
    /// The next frame; a wish to close overtakes what waits.
    pub async fn next(&mut self) -> Option<Outgoing> {
        tokio::select! {
            biased;
            reason = self.closing.recv() => reason.map(Outgoing::Close),
            frame = self.frames.recv() => frame.map(Outgoing::Frame),
        }
    }

    /// Comes back when the socket shall be closed, even while a frame is being written.
    pub async fn closing(&mut self) -> CloseReason {
        match self.closing.recv().await {
            Some(reason) => reason,
            None => std::future::pending().await,
        }
    }

    /// A frame has been written.
    pub fn written(waiting: &AtomicUsize, length: usize) {
        waiting.fetch_sub(length, Ordering::Relaxed);
    }

    pub fn waiting(&self) -> Arc<AtomicUsize> {
        self.waiting.clone()
    }
}

/// Bytes a socket may leave unread (protocol 1.4).
const MOST_WAITING: usize = 4 << 20;

#[cfg(test)]
mod tests;
