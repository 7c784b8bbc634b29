//! One realtime session without its socket: connect, sign in, subscribe, stay alive (protocol 1.4, 1.5).
//!
//! The driver hands in frames with [`Session::handle_frame`], sends what [`Session::poll_frame`] gives and
//! sleeps until [`Session::poll_timeout`]. A new socket is a new session: nothing of an old one carries over.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    Millis, RoomId, Signal, UserId,
    ddp::{self, ServerFrame},
    stream::StreamEvent,
};

/// A realtime session from its first frame on.
#[derive(Debug)]
pub struct Session {
    me: UserId,
    phase: Phase,
    frames: VecDeque<String>,
    events: VecDeque<Event>,
    /// The subscription to calls, which being reachable depends on; nothing waits for the others.
    calls: Option<String>,
    rooms: BTreeMap<RoomId, Vec<String>>,
    /// The stream and the event of each subscription.
    subscriptions: BTreeMap<String, (&'static str, String)>,
    /// Those that were refused for the limit, and when to ask for them again.
    again: BTreeMap<String, Millis>,
    /// Whose presence was asked for and is not told yet, by subscription.
    watching: BTreeMap<String, Vec<UserId>>,
    next_id: u64,
    heard: Millis,
    probe: Option<Probe>,
    /// Something rings: a dead line must be found within two seconds.
    urgent: bool,
    began: Millis,
    /// When it was first doubted that the line holds, before the session stood.
    doubted: Option<Millis>,
}

/// What a session tells its driver.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The answer that was to be timed took this long.
    Answered {
        after: Duration,
    },
    /// Signed in and subscribed to calls: reachable.
    Ready,
    /// The token is good; calls do not arrive yet.
    SignedIn,
    Stream(StreamEvent),
    /// A known event that could not be read; it is skipped.
    Unreadable(String),
    /// From now on the presence of these people is told: what it is until then has to be asked for.
    Watched {
        users: Vec<UserId>,
    },
}

/// Why a session cannot go on.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum SessionError {
    #[error("a frame is not JSON: {0}")]
    Broken(String),
    /// The token is no longer good: sign in again.
    #[error("the session is over")]
    Expired,
    /// Refused for another reason: try again later.
    #[error("signing in was refused: {0}")]
    Refused(String),
    /// No answer in time: the line is dead, or the server hangs.
    #[error("the workspace has fallen silent")]
    Silent,
    #[error("the workspace speaks version {0} of the realtime protocol")]
    Version(String),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    SigningIn,
    Subscribing,
    Ready,
}

#[derive(Debug)]
struct Probe {
    id: String,
    due: Millis,
    /// Since when, if somebody wants to know how long the answer takes.
    timed: Option<Millis>,
}

#[derive(Deserialize)]
struct LoginResult {
    id: UserId,
}

impl Session {
    /// A session for `me`, opened at `now`.
    pub fn new(now: Millis, me: UserId, token: &str) -> Self {
        let mut session = Self {
            me,
            phase: Phase::SigningIn,
            frames: VecDeque::from([ddp::connect()]),
            events: VecDeque::new(),
            calls: None,
            rooms: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            again: BTreeMap::new(),
            watching: BTreeMap::new(),
            next_id: 0,
            heard: now,
            probe: None,
            urgent: false,
            began: now,
            doubted: None,
        };
        // May be sent with `connect`: only subscriptions have to wait for its result.
        session.method("login", &json!([{ "resume": token }]));
        session
    }

    /// Takes in a text frame that arrived at `now`.
    ///
    /// # Errors
    /// The session cannot go on; the socket is to be closed.
    pub fn handle_frame(&mut self, now: Millis, text: &str) -> Result<(), SessionError> {
        self.heard = now;
        match ServerFrame::parse(text).map_err(|error| SessionError::Broken(error.to_string()))? {
            ServerFrame::Changed { collection, fields } => match StreamEvent::parse(&collection, fields) {
                Ok(Some(event)) => self.events.push_back(Event::Stream(event)),
                Ok(None) => {}
                Err(error) => self.events.push_back(Event::Unreadable(format!("{collection}: {error}"))),
            },
            ServerFrame::Failed { version } => return Err(SessionError::Version(version)),
            ServerFrame::Nosub { id, error } => self.refused(now, id, error)?,
            ServerFrame::Ping { id } => self.frames.push_back(ddp::pong(id.as_deref())),
            ServerFrame::Pong { id } => self.answered(now, id.as_deref()),
            ServerFrame::Ready { subs } => self.subscribed(&subs),
            ServerFrame::Result { id, result, error } if id == LOGIN_ID && self.phase == Phase::SigningIn => {
                self.signed_in(result.map(|result| result.get()), error)?;
            }
            // Signals are fire and forget, and a newer server may say what is not known yet.
            ServerFrame::Other | ServerFrame::Result { .. } => {}
        }
        Ok(())
    }

    /// What is due at `now`.
    ///
    /// # Errors
    /// [`SessionError::Silent`] when an answer stayed away for too long.
    pub fn handle_timeout(&mut self, now: Millis) -> Result<(), SessionError> {
        if self.phase != Phase::Ready {
            return if now >= self.setup_due() { Err(SessionError::Silent) } else { Ok(()) };
        }
        self.subscribe_again(now);
        match &self.probe {
            Some(probe) if now >= probe.due => Err(SessionError::Silent),
            Some(_) => Ok(()),
            None => {
                if now >= self.heard + self.idle() {
                    self.probe(now);
                }
                Ok(())
            }
        }
    }

    /// When [`Session::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Millis {
        let due = match (&self.probe, self.phase) {
            (Some(probe), _) => probe.due,
            (None, Phase::Ready) => self.heard + self.idle(),
            (None, _) => return self.setup_due(),
        };
        self.again.values().copied().fold(due, Millis::min)
    }

    /// The next frame to send.
    pub fn poll_frame(&mut self) -> Option<String> {
        self.frames.pop_front()
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Whether calls arrive.
    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// Looks closely at the line while something rings.
    pub fn set_urgent(&mut self, urgent: bool) {
        self.urgent = urgent;
    }

    /// Asks whether the line still holds.
    fn probe(&mut self, now: Millis) {
        let id = self.fresh_id("ping");
        self.frames.push_back(ddp::ping(&id));
        let patience = if self.urgent { URGENT_PATIENCE } else { PATIENCE };
        self.probe = Some(Probe { id, due: now + patience, timed: None });
    }

    /// Has the next answer told as [`Event::Answered`]. Asks nothing more of a line that is being looked at.
    pub fn time_answer(&mut self, now: Millis) {
        if self.phase == Phase::Ready && self.probe.is_none() {
            self.probe(now);
            self.probe.iter_mut().for_each(|probe| probe.timed = Some(now));
        }
    }

    /// As [`Session::probe`], after something has happened that may have cut the line: a dead one is given
    /// up soon enough to be back within two seconds. One that is not set up yet has nobody to ask, and less
    /// time from now on.
    pub fn doubt(&mut self, now: Millis) {
        if self.phase != Phase::Ready {
            self.doubted.get_or_insert(now);
        } else {
            self.probe(now);
            let due = now + DOUBT_PATIENCE;
            self.probe.iter_mut().for_each(|probe| probe.due = probe.due.min(due));
        }
    }

    /// Sends a signal to somebody's devices.
    pub fn signal(&mut self, to: &UserId, signal: &Signal) {
        self.method("stream-notify-user", &json!([format!("{to}/video-conference"), signal]));
    }

    /// Tells a room that `name` types, or has stopped to.
    pub fn typing(&mut self, room: &RoomId, name: &str, typing: bool) {
        let activities: &[&str] = if typing { &["user-typing"] } else { &[] };
        self.method("stream-notify-room", &json!([format!("{room}/user-activity"), name, activities, {}]));
    }

    /// Follows a room's own events; once more does nothing.
    pub fn follow(&mut self, room: &RoomId) {
        if self.phase == Phase::Ready && !self.rooms.contains_key(room) {
            let ids = ROOM_EVENTS.map(|event| self.subscribe("stream-notify-room", &format!("{room}/{event}")));
            self.rooms.insert(room.clone(), ids.into());
        }
    }

    /// Follows a room's own events no longer.
    pub fn unfollow(&mut self, room: &RoomId) {
        for id in self.rooms.remove(room).unwrap_or_default() {
            self.subscriptions.remove(&id);
            self.frames.push_back(ddp::unsubscribe(&id));
        }
    }

    /// Asks to be told of these people's presence too.
    pub fn watch_presence(&mut self, added: &[UserId], removed: &[UserId]) {
        let id = self.fresh_id("presence");
        self.frames.push_back(ddp::subscribe_presence(&id, added, removed));
        self.watching.insert(id, added.into());
    }

    fn signed_in(&mut self, result: Option<&str>, error: Option<ddp::DdpError>) -> Result<(), SessionError> {
        match (result.and_then(|result| serde_json::from_str::<LoginResult>(result).ok()), error) {
            (_, Some(error)) if error.error == "403" => Err(SessionError::Expired),
            (_, Some(error)) => Err(SessionError::Refused(error.error)),
            (Some(login), None) if login.id == self.me => {
                self.phase = Phase::Subscribing;
                self.events.push_back(Event::SignedIn);
                self.subscribe_all();
                Ok(())
            }
            _ => Err(SessionError::Refused("somebody else's session".into())),
        }
    }

    /// Only now: a subscription before the login is done is refused for good (protocol 8.16).
    fn subscribe_all(&mut self) {
        let me = self.me.clone();
        self.calls = Some(self.subscribe("stream-notify-user", &format!("{me}/video-conference")));
        for event in ["subscriptions-changed", "rooms-changed", "message", "force_logout"] {
            self.subscribe("stream-notify-user", &format!("{me}/{event}"));
        }
        self.subscribe("stream-room-messages", "__my_messages__");
        self.subscribe("stream-notify-all", "public-settings-changed");
        // Last: of all these they matter least.
        self.subscribe("stream-notify-user", &format!("{me}/notification"));
        for event in ["permissions-changed", "roles-change", "updateAvatar", "Users:NameChanged"] {
            self.subscribe("stream-notify-logged", event);
        }
    }

    fn subscribed(&mut self, subs: &[String]) {
        subs.iter().for_each(|id| self.watched(id));
        if self.phase == Phase::Subscribing && self.calls.as_ref().is_some_and(|calls| subs.contains(calls)) {
            self.phase = Phase::Ready;
            self.events.push_back(Event::Ready);
        }
    }

    /// The first subscription to presence is ready, and those that amend it end at once (protocol 2.7).
    fn watched(&mut self, id: &str) {
        self.events.extend(self.watching.remove(id).map(|users| Event::Watched { users }));
    }

    /// Without calls a session is good for nothing, whether they are refused at once or end later. Anything else can
    /// wait for the limit to pass.
    fn refused(&mut self, now: Millis, id: String, error: Option<ddp::DdpError>) -> Result<(), SessionError> {
        let error = error.unwrap_or_default();
        if self.calls.as_ref() == Some(&id) {
            return Err(SessionError::Refused(error.error));
        }
        let is_wanted = self.subscriptions.contains_key(&id) || self.watching.contains_key(&id);
        if error.error == "too-many-requests" && is_wanted {
            let told = error.details.and_then(|details| details.time_to_reset).map(Duration::from_millis);
            self.again.insert(id, now + told.unwrap_or(LIMIT));
        } else {
            self.watched(&id);
        }
        Ok(())
    }

    /// Under the same id, which a refusal has made free.
    fn subscribe_again(&mut self, now: Millis) {
        for (id, _) in self.again.extract_if(.., |_, due| *due <= now) {
            if let Some((stream, event)) = self.subscriptions.get(&id) {
                self.frames.push_back(ddp::subscribe(&id, stream, event));
            } else if let Some(users) = self.watching.get(&id) {
                self.frames.push_back(ddp::subscribe_presence(&id, users, &[]));
            }
        }
    }

    /// Only the pong with our own id counts: other traffic hides a dead ping (protocol 8.15).
    fn answered(&mut self, now: Millis, id: Option<&str>) {
        if let Some(probe) = self.probe.take_if(|probe| Some(probe.id.as_str()) == id)
            && let Some(since) = probe.timed
        {
            self.events.push_back(Event::Answered { after: now.since(since) });
        }
    }

    fn setup_due(&self) -> Millis {
        let due = self.began + if self.urgent { URGENT_SETUP } else { SETUP };
        self.doubted.map_or(due, |doubted| due.min(doubted + URGENT_SETUP))
    }

    fn idle(&self) -> Duration {
        if self.urgent { URGENT_IDLE } else { IDLE }
    }

    fn method(&mut self, name: &str, params: &Value) {
        let id = self.fresh_id("method");
        self.frames.push_back(ddp::method(&id, name, params));
    }

    fn subscribe(&mut self, stream: &'static str, event: &str) -> String {
        let id = self.fresh_id("sub");
        self.frames.push_back(ddp::subscribe(&id, stream, event));
        self.subscriptions.insert(id.clone(), (stream, event.to_owned()));
        id
    }

    fn fresh_id(&mut self, kind: &str) -> String {
        self.next_id += 1;
        format!("{kind}-{}", self.next_id)
    }
}

/// The login is the first method a session calls.
const LOGIN_ID: &str = "method-1";
const ROOM_EVENTS: [&str; 4] = ["videoconf", "user-activity", "deleteMessage", "deleteMessageBulk"];

/// From opening to being reachable.
const SETUP: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(5);
/// For a refusal that does not say how long it lasts: one window of the strictest limit (protocol 1.6).
const LIMIT: Duration = Duration::from_secs(10);
const DOUBT_PATIENCE: Duration = Duration::from_millis(1_500);
const URGENT_SETUP: Duration = Duration::from_secs(4);
const URGENT_IDLE: Duration = Duration::from_secs(1);
const URGENT_PATIENCE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests;
