//! A workspace of any number of rooms, put into the mouth of an [`Impostor`].

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::{impostor::Impostor, peer::Peer};

/// From now on `person` has `count` channels more than the workspace behind knows of.
pub async fn open(workspace: &Impostor, person: &Peer, count: usize) {
    add(workspace, person, "rooms.get", count, room).await;
    add(workspace, person, "subscriptions.get", count, subscription).await;
}

async fn add(workspace: &Impostor, person: &Peer, endpoint: &str, count: usize, document: fn(usize) -> Value) {
    let mut answer = person.reads(endpoint, &[]).await;
    let update = answer["update"].as_array_mut().expect("a list of documents");
    update.extend((0..count).map(document));
    workspace.answers(endpoint, 200, &answer);
}

/// A message in the room with this number.
pub fn message(n: usize, number: u64) -> Value {
    let now = json!({ "$date": millis() });
    json!({
        "_id": format!("message{number:010}"), "rid": id(n), "ts": now, "_updatedAt": now,
        "msg": "The third build of the day is through, and the tests on all three systems are green again.",
        "u": { "_id": format!("user{:04}", number % 300), "username": format!("user.{}", number % 300), "name": "Some Body" },
        "urls": [], "mentions": [], "channels": [],
        "md": [{ "type": "PARAGRAPH", "value": [{ "type": "PLAIN_TEXT", "value": "The third build of the day is through." }] }],
    })
}

/// The room with this number.
pub fn room(n: usize) -> Value {
    json!({
        "_id": id(n), "t": "c", "name": name(n), "fname": name(n), "usersCount": 40, "msgs": 1_200, "default": false,
        "ts": { "$date": LONG_AGO }, "lm": { "$date": LONG_AGO }, "_updatedAt": { "$date": LONG_AGO },
        "topic": "What this room is about", "u": { "_id": "user0001", "username": "user.1" }, "ro": false, "sysMes": true,
        "lastMessage": message(n, 0),
    })
}

/// What a person has of the room with this number.
pub fn subscription(n: usize) -> Value {
    json!({
        "_id": format!("sub{n:014}"), "rid": id(n), "t": "c", "name": name(n), "fname": name(n), "open": true,
        "alert": true, "unread": 3, "userMentions": 0, "groupMentions": 0, "roles": [], "f": false,
        "ts": { "$date": LONG_AGO }, "ls": { "$date": LONG_AGO }, "_updatedAt": { "$date": LONG_AGO },
        "u": { "_id": "user0002", "username": "user.2" },
    })
}

/// Its id.
pub fn id(n: usize) -> String {
    format!("room{n:013}")
}

/// Its name.
pub fn name(n: usize) -> String {
    format!("project-{n}")
}

/// An event of a stream, as a frame.
pub fn changed(collection: &str, event: &str, args: &Value) -> String {
    let fields = json!({ "eventName": event, "args": args });
    json!({ "msg": "changed", "collection": collection, "id": "id", "fields": fields }).to_string()
}

/// Now, as documents write it.
pub fn millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}

const LONG_AGO: i64 = 1_700_000_000_000;
