//! Frames of the realtime API: one JSON object each (protocol 1.4).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::lenient;

/// A frame from the server.
#[derive(Debug)]
pub enum ServerFrame<'a> {
    /// A stream's event; `fields` is its unread JSON.
    Changed {
        collection: Cow<'a, str>,
        fields: &'a str,
    },
    /// The server speaks another version.
    Failed {
        version: String,
    },
    Nosub {
        id: String,
        error: Option<DdpError>,
    },
    /// Anything this client does not know or need.
    Other,
    Ping {
        id: Option<String>,
    },
    Pong {
        id: Option<String>,
    },
    Ready {
        subs: Vec<String>,
    },
    Result {
        id: String,
        result: Option<&'a RawValue>,
        error: Option<DdpError>,
    },
}

/// Why a method or a subscription was refused. `error` is text or a number on the wire.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct DdpError {
    #[serde(default, deserialize_with = "code")]
    pub error: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub message: String,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub details: Option<ErrorDetails>,
}

/// What an error tells besides.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetails {
    /// Of `too-many-requests`: when the same may be asked again, in ms from now (protocol 1.6).
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub time_to_reset: Option<u64>,
    /// Of `totp-required`: what the code comes from.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub method: String,
}

/// Every member any frame has.
#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(default, borrow)]
    msg: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    id: Option<String>,
    #[serde(default, borrow)]
    collection: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    fields: Option<&'a RawValue>,
    #[serde(default, borrow)]
    result: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    error: Option<DdpError>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    subs: Vec<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    version: Option<String>,
}

impl<'a> ServerFrame<'a> {
    /// Reads a text frame.
    ///
    /// # Errors
    /// It is not a JSON object. Whatever else is unknown is [`ServerFrame::Other`].
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        let raw: Raw<'a> = serde_json::from_str(text)?;
        Ok(match (raw.msg.as_deref(), raw.id) {
            (Some("changed"), _) => match (raw.collection, raw.fields) {
                (Some(collection), Some(fields)) => Self::Changed { collection, fields: fields.get() },
                _ => Self::Other,
            },
            (Some("failed"), _) => Self::Failed { version: raw.version.unwrap_or_default() },
            (Some("nosub"), Some(id)) => Self::Nosub { id, error: raw.error },
            (Some("ping"), id) => Self::Ping { id },
            (Some("pong"), id) => Self::Pong { id },
            (Some("ready"), _) => Self::Ready { subs: raw.subs },
            (Some("result"), Some(id)) => Self::Result { id, result: raw.result, error: raw.error },
            _ => Self::Other,
        })
    }
}

/// `connect`, first and at once.
pub fn connect() -> String {
    json!({ "msg": "connect", "version": "1", "support": ["1", "pre2", "pre1"] }).to_string()
}

/// A method call.
pub fn method(id: &str, method: &str, params: &Value) -> String {
    json!({ "msg": "method", "method": method, "params": params, "id": id }).to_string()
}

/// A ping that the server answers with the same `id`.
pub fn ping(id: &str) -> String {
    json!({ "msg": "ping", "id": id }).to_string()
}

/// The answer to a ping, echoing its `id` if there was one.
pub fn pong(id: Option<&str>) -> String {
    match id {
        Some(id) => json!({ "msg": "pong", "id": id }).to_string(),
        None => json!({ "msg": "pong" }).to_string(),
    }
}

/// A subscription to one event of a stream.
pub fn subscribe(id: &str, stream: &str, event: &str) -> String {
    let options = json!({ "useCollection": false, "args": [] });
    json!({ "msg": "sub", "id": id, "name": stream, "params": [event, options] }).to_string()
}

/// Amends the set of people whose presence is told (protocol 2.7).
pub fn subscribe_presence(id: &str, added: &[crate::UserId], removed: &[crate::UserId]) -> String {
    let options = json!({ "added": added, "removed": removed });
    json!({ "msg": "sub", "id": id, "name": "stream-user-presence", "params": ["", options] }).to_string()
}

/// Ends a subscription.
pub fn unsubscribe(id: &str) -> String {
    json!({ "msg": "unsub", "id": id }).to_string()
}

fn code<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(code) => code,
        Value::Number(code) => code.to_string(),
        _ => String::new(),
    })
}
