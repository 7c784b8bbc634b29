//! What must hold whatever others send. Each function takes bytes as they might come over the wire and
//! panics if something does not hold; the tests below feed examples and thousands of their mutations,
//! `fuzz/` whatever leads to new paths.

pub mod mutations;

use std::{collections::BTreeSet, fmt::Debug};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Event, Millis, Session, SessionError, Timestamp,
    ddp::ServerFrame,
    documents::{CallRecord, Message, Permission, PresenceEntry, PublicSetting, Room, Subscription, User},
    rest::{self, LongList, RestError},
    stream::StreamEvent,
};

/// Whose session [`session`] drives.
pub const ME: &str = "Ada2345678abcdefg";

/// One text frame: it is read or refused, and what was read of it can be written and read again.
pub fn frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(frame) = ServerFrame::parse(text) else { return };
    if let ServerFrame::Changed { collection, fields } = frame
        && let Ok(Some(event)) = StreamEvent::parse(&collection, fields)
    {
        match event {
            StreamEvent::Ephemeral(message) | StreamEvent::Message(message) => survives(&*message),
            StreamEvent::Notification(notification) => survives(&*notification),
            StreamEvent::RoomChanged(room) => survives(&*room),
            StreamEvent::Signal(signal) => survives(&signal),
            StreamEvent::SubscriptionChanged(subscription) => survives(&*subscription),
            _ => {}
        }
    }
}

/// A whole session, one frame per line; an empty line lets time pass to the next timeout. Nobody gets it
/// to be ready but by a login of its own person followed by the subscription to calls, and no frame
/// makes it say more than a handful.
pub fn session(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut watched = Watched::new();
    for line in text.lines() {
        let went_on = if line.is_empty() { watched.pass() } else { watched.take_in(line) };
        if went_on.is_err() {
            return; // The socket would be closed now.
        }
    }
}

/// The body of an answer, whatever was asked.
pub fn body(bytes: &[u8]) {
    for status in [400, 401, 429, 500] {
        match rest::refusal(status, bytes, None) {
            RestError::TooMany { .. } | RestError::Refused { .. } => {}
            error => panic!("{error:?} is no refusal"),
        }
    }
    let _ = (rest::answer::<rest::InfoAnswer>(bytes), rest::answer::<rest::LoginAnswer>(bytes));
    let _ = (rest::answer::<rest::CapabilitiesAnswer>(bytes), rest::answer::<rest::StartAnswer>(bytes));
    let _ = (rest::answer::<rest::JoinAnswer>(bytes), rest::answer::<PublicSetting>(bytes));
    let _ = rest::answer::<rest::SettingsAnswer>(bytes);
    document::<CallRecord>(bytes);
    document::<Message>(bytes);
    document::<PresenceEntry>(bytes);
    document::<Room>(bytes);
    document::<Subscription>(bytes);
    document::<User>(bytes);
    each(rest::answer::<rest::CallsAnswer>(bytes).map(|answer| answer.data));
    each(rest::answer::<rest::HistoryAnswer>(bytes).map(|answer| answer.messages));
    each(rest::answer::<rest::MessageAnswer>(bytes).map(|answer| vec![answer.message]));
    each(rest::answer::<rest::PermissionsAnswer>(bytes).map(|answer| answer.update));
    each(rest::answer::<rest::PresenceAnswer>(bytes).map(|answer| answer.users));
    each(rest::answer::<rest::SyncAnswer>(bytes).map(|answer| answer.result.updated));
    long_list::<Room>(bytes);
    long_list::<Subscription>(bytes);
    long_list::<Permission>(bytes);
}

/// A time in any of its forms is refused, or means the same moment in all of them.
pub fn time(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for moment in [text.parse::<Timestamp>().ok(), serde_json::from_str(text).ok()].into_iter().flatten() {
        survives(&moment);
        assert_eq!(serde_json::from_value::<Timestamp>(moment.to_ejson()).ok(), Some(moment));
    }
}

/// A session, and what an observer knows of it.
struct Watched {
    session: Session,
    now: Millis,
    signed_in: bool,
    /// The ids of subscriptions to calls that were sent.
    calls: BTreeSet<String>,
    subscribed: bool,
    heard: Vec<Event>,
}

impl Watched {
    fn new() -> Self {
        let now = Millis(1_000);
        let session = Session::new(now, ME.into(), "token");
        let mut watched =
            Self { session, now, signed_in: false, calls: BTreeSet::new(), subscribed: false, heard: Vec::new() };
        watched.drain();
        watched
    }

    fn take_in(&mut self, line: &str) -> Result<(), SessionError> {
        self.learn(line);
        let result = self.session.handle_frame(self.now, line);
        assert!(result.is_err() || !self.ends_calls(line), "goes on without being told of calls");
        self.drain();
        self.check();
        result
    }

    fn pass(&mut self) -> Result<(), SessionError> {
        self.now = self.now.max(self.session.poll_timeout());
        let result = self.session.handle_timeout(self.now);
        assert!(result.is_err() || self.session.poll_timeout() > self.now, "the same timeout again");
        self.drain();
        self.check();
        result
    }

    /// What a frame means, read without any of our own types.
    fn learn(&mut self, line: &str) {
        let Ok(frame) = serde_json::from_str::<Value>(line) else { return };
        if frame["msg"] == "result" && frame["result"]["id"] == ME && frame["error"].as_object().is_none() {
            self.signed_in = true;
        }
        if frame["msg"] == "ready" && self.signed_in {
            let subs = frame["subs"].as_array().into_iter().flatten();
            self.subscribed |= subs.filter_map(Value::as_str).any(|id| self.calls.contains(id));
        }
    }

    fn ends_calls(&self, line: &str) -> bool {
        let frame: Value = serde_json::from_str(line).unwrap_or_default();
        frame["msg"] == "nosub" && frame["id"].as_str().is_some_and(|id| self.calls.contains(id))
    }

    fn drain(&mut self) {
        let frames: Vec<String> = std::iter::from_fn(|| self.session.poll_frame()).collect();
        assert!(frames.len() <= 14, "{} frames at once", frames.len());
        for text in frames {
            let frame: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            if frame["msg"] == "sub" {
                assert!(self.signed_in, "subscribed before the login is done: {text}");
                if frame["params"][0] == format!("{ME}/video-conference") {
                    self.calls.extend(frame["id"].as_str().map(str::to_owned));
                }
            }
        }
        let events = std::iter::from_fn(|| self.session.poll_event());
        self.heard.extend(events.filter(|event| matches!(event, Event::Ready | Event::SignedIn)));
    }

    fn check(&self) {
        let expected: &[Event] = match (self.heard.len(), self.session.is_ready()) {
            (0, false) => &[],
            (1, false) => &[Event::SignedIn],
            _ => &[Event::SignedIn, Event::Ready],
        };
        assert_eq!(self.heard, expected, "said once each, in this order");
        assert!(self.heard.is_empty() || self.signed_in, "signed in without a login");
        assert!(!self.session.is_ready() || self.subscribed, "ready without being told of calls");
    }
}

/// What was read can be written, and read as the same.
fn survives<T: Debug + DeserializeOwned + PartialEq + Serialize>(value: &T) {
    let written = serde_json::to_string(value).unwrap_or_else(|error| panic!("{value:?} cannot be written: {error}"));
    match serde_json::from_str::<T>(&written) {
        Ok(again) => assert_eq!(again, *value, "{written}"),
        Err(error) => panic!("{written} cannot be read again: {error}"),
    }
}

fn document<T: Debug + DeserializeOwned + PartialEq + Serialize>(bytes: &[u8]) {
    if let Ok(value) = rest::answer::<T>(bytes) {
        survives(&value);
    }
}

fn each<T: Debug + DeserializeOwned + PartialEq + Serialize>(answer: Result<Vec<T>, RestError>) {
    answer.unwrap_or_default().iter().for_each(survives);
}

/// In pieces or at once, a list says the same.
fn long_list<T: Debug + DeserializeOwned + PartialEq + Serialize>(bytes: &[u8]) {
    let (Ok(list), Ok(whole)) = (LongList::of(bytes.to_vec()), rest::answer::<rest::Changes<T>>(bytes)) else { return };
    let middle = list.len() / 2;
    let pieces: Vec<T> = list.read(0..middle).chain(list.read(middle..list.len())).collect();
    assert_eq!(pieces, whole.update);
    let rest: rest::Changes<T> = rest::answer(&list.rest).unwrap_or_else(|error| panic!("{error}"));
    let removed = |changes: &rest::Changes<T>| changes.remove.iter().map(|gone| gone.id.clone()).collect::<Vec<_>>();
    assert_eq!(removed(&rest), removed(&whole));
    pieces.iter().for_each(survives);
}

#[cfg(test)]
mod tests;
