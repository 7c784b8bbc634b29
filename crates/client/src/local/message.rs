//! What goes over the local socket, line by line.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use vconnct_proto::CallId;

use crate::{
    action::{Action, ActionError},
    diagnosis::Diagnosis,
    update::{
        Browsers, Calls, History, Managed, OpenRoom, RoomCalls, Rooms, Session, Settings, SignIn, Sound, Update,
        Windows,
    },
};

/// Both sides of a connection are of one version; another is turned away.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What somebody at the socket is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// The one who serves.
    Agent,
    /// A browser's page in tests.
    Bridge,
    /// The command line.
    Cli,
    /// Whoever would start an agent of its own, newer version once this one has made room. Never served.
    Successor,
    /// The window program: when its last connection ends, no window exists any more.
    Window,
}

/// The first line of both sides; the agent may refuse instead.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Opening {
    Error(Refusal),
    Hello(Hello),
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Hello {
    pub version: String,
    pub role: Role,
}

/// A sentence, before the door.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Refusal {
    pub code: Code,
    pub message: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Code {
    /// The agent is of another version, and makes room.
    Retires,
    /// The agent is of another version.
    Version,
    /// A later agent's.
    #[serde(other)]
    Unknown,
}

/// A line upwards.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Request {
    /// Chosen by the one who asks; its reply carries it back.
    pub id: u64,
    #[serde(flatten)]
    pub ask: Ask,
    /// What lets the window come forward that an action shows, where a desktop gave it with the press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Ask {
    Action(Action),
    /// The address of the page that the window of a call is to show.
    #[serde(rename_all = "camelCase")]
    CallPage {
        call_id: CallId,
    },
    Picture {
        path: String,
    },
    /// What happened to the last rings, and when.
    Rings {},
}

/// A line downwards, as it is read: either a reply (`id`) or an update.
#[derive(Debug, Deserialize)]
pub(super) struct Down {
    pub id: Option<u64>,
    pub ok: Option<Value>,
    pub error: Option<Value>,
    pub update: Option<Update>,
}

/// A reply, as it is written.
#[derive(Debug, Serialize)]
pub(super) struct Reply {
    id: u64,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Error(Value),
    Ok(Value),
}

impl Reply {
    pub fn new(id: u64, answer: Result<Value, ActionError>) -> Self {
        let outcome = answer.map_or_else(|e| Outcome::Error(told(&e)), Outcome::Ok);
        Self { id, outcome }
    }
}

/// An update, as it is written: [`Update`] without owning its part.
#[derive(Debug, Serialize)]
#[serde(tag = "part", content = "value", rename_all = "camelCase")]
pub(super) enum Part<'a> {
    Browsers(&'a Browsers),
    Calls(&'a Calls),
    Diagnosis(&'a Diagnosis),
    History(&'a History),
    Managed(&'a Managed),
    Room(Option<&'a OpenRoom>),
    RoomCalls(Option<&'a RoomCalls>),
    Rooms(&'a Rooms),
    Session(&'a Session),
    Settings(&'a Settings),
    SignIn(&'a SignIn),
    Sound(&'a Sound),
    Windows(&'a Windows),
}

#[derive(Debug, Serialize)]
pub(super) struct News<'a> {
    pub update: Part<'a>,
}

/// An error with its sentence; one that brings the workspace's own words keeps those.
fn told(error: &ActionError) -> Value {
    let mut told = serde_json::to_value(error).unwrap_or_default();
    if let Some(members) = told.as_object_mut() {
        members.entry("message").or_insert_with(|| error.to_string().into());
    }
    told
}

/// The error somebody was told.
pub(super) fn understood(told: Value) -> ActionError {
    let message = told["message"].as_str().unwrap_or("no reason was given").to_owned();
    serde_json::from_value(told).unwrap_or(ActionError::Refused { message })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told_and_understood(error: &ActionError) -> ActionError {
        understood(told(error))
    }

    #[test]
    fn a_request_is_flat() {
        let request = Request { id: 2, ask: Ask::Picture { path: "person/mara".to_owned() }, token: None };
        assert_eq!(serde_json::to_value(&request).unwrap(), json!({ "id": 2, "picture": { "path": "person/mara" } }));
        let read: Request = serde_json::from_value(json!({ "id": 1, "action": { "type": "loadOlder" } })).unwrap();
        assert!(matches!(read, Request { id: 1, ask: Ask::Action(Action::LoadOlder), token: None }));
    }

    #[test]
    fn a_reply_says_ok_or_why_not_in_words() {
        assert_eq!(serde_json::to_value(Reply::new(1, Ok(json!(true)))).unwrap(), json!({ "id": 1, "ok": true }));
        assert_eq!(
            serde_json::to_value(Reply::new(7, Err(ActionError::Wait { seconds: 3 }))).unwrap(),
            json!({ "id": 7, "error": { "code": "wait", "seconds": 3, "message": "the workspace asks to wait 3 s" } })
        );
    }

    #[test]
    fn an_error_arrives_as_it_was_told() {
        for error in [
            ActionError::Offline,
            ActionError::Wait { seconds: 9 },
            ActionError::Refused { message: "error-not-allowed".to_owned() },
            ActionError::Unknown { what: "room".to_owned() },
        ] {
            assert_eq!(told_and_understood(&error), error);
        }
        let unheard_of = understood(json!({ "code": "fromTheFuture", "message": "it cannot be" }));
        assert_eq!(unheard_of, ActionError::Refused { message: "it cannot be".to_owned() });
    }

    #[test]
    fn a_part_is_written_as_the_update_that_is_read() {
        let (calls, windows) = (Calls::default(), Windows { forward: 3, ..Windows::default() });
        let pairs = [
            (Part::Browsers(&Browsers::default()), Update::Browsers(Browsers::default())),
            (Part::Calls(&calls), Update::Calls(calls.clone())),
            (Part::Diagnosis(&Diagnosis::default()), Update::Diagnosis(Diagnosis::default())),
            (Part::History(&History::default()), Update::History(History::default())),
            (Part::Room(None), Update::Room(None)),
            (Part::RoomCalls(None), Update::RoomCalls(None)),
            (Part::Rooms(&Rooms::default()), Update::Rooms(Rooms::default())),
            (Part::Session(&Session::default()), Update::Session(Session::default())),
            (Part::Settings(&Settings::default()), Update::Settings(Settings::default())),
            (Part::SignIn(&SignIn::default()), Update::SignIn(SignIn::default())),
            (Part::Managed(&Managed::default()), Update::Managed(Managed::default())),
            (Part::Sound(&Sound::default()), Update::Sound(Sound::default())),
            (Part::Windows(&windows), Update::Windows(windows.clone())),
        ];
        for (written, read) in pairs {
            let line = serde_json::to_value(News { update: written }).unwrap();
            let down: Down = serde_json::from_value(line).unwrap();
            assert_eq!(down.update, Some(read));
        }
    }
}
