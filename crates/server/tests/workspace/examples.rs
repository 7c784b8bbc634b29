//! The documented shapes: what the examples of the protocol have, our answers have too.
//!
//! An answer may have more members (additions of 8.9), and a few are optional; all others must be
//! there and be of the same type.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::client::{Office, Person, anonymous};

#[tokio::test]
async fn answers_have_the_documented_shape() {
    let office = Office::open_with(&["limits=off", "company=on"]).await;
    let (ada, ben, rid) = office.two().await;
    let message = ada.says(&rid, "Shall we talk at *ten*?").await;
    let id = message["_id"].as_str().unwrap().to_owned();
    let login = json!({ "username": "ada", "password": "ada secret" });
    let entered = anonymous(&ada.root, "POST", "/api/v1/login", Some(login)).await.body;
    let offered = anonymous(&ada.root, "GET", "/api/v1/settings.oauth", None).await;
    like("session/login.response.json", &entered, &["avatarETag"]);
    like("session/info.response.anonymous.json", &anonymous(&ada.root, "GET", "/api/info", None).await.body, &[]);
    like("session/me.response.json", &ada.gets("me").await, &["avatarETag"]);
    like("session/permissions.response.json", &ada.gets("permissions.listAll").await, &[]);
    like("session/settings-oauth.response.json", &offered.body, &[]);
    like("session/settings-public.response.json", &ada.gets("settings.public?_id=Site_Name").await, &[]);
    like("rooms/members.response.json", &ada.gets(&format!("im.members?roomId={rid}")).await, &[]);
    let _socket = ben.socket().await;
    let presence = ada.gets(&format!("users.presence?ids={}", ben.id)).await;
    like("rooms/presence.response.json", &presence, &["avatarETag"]);
    like("rooms/spotlight.response.json", &ada.gets("spotlight?query=be").await, &["avatarETag"]);
    like("rooms/users-info.response.json", &ada.gets("users.info?username=ben").await, &["avatarETag"]);
    like("rooms/im-create.response.json", &ada.posts("im.create", json!({ "username": "ben" })).await, &[]);
    let created = ada.posts("channels.create", json!({ "name": "release-week", "members": ["ben"] })).await;
    like("rooms/channels-create.response.json", &created, &["lm", "topic"]);
    let channel = created["channel"]["_id"].as_str().unwrap();
    like("rooms/room.dm.json", &ada.gets(&format!("rooms.info?roomId={rid}")).await["room"], &[]);
    like("rooms/rooms-info.response.json", &ada.gets(&format!("rooms.info?roomId={channel}")).await, &["lm", "topic"]);
    like("rooms/subscription.dm.json", &ben.subscription(&rid).await, &["f", "lr"]);
    like("rooms/subscription.channel.json", &ben.subscription(channel).await, &["lr"]);
    like("messages/message.text.json", &message, &[]);
    like(
        "messages/history.response.json",
        &ada.gets(&format!("im.history?roomId={rid}")).await,
        &["editedAt", "editedBy"],
    );
    like("messages/get.response.json", &ada.gets(&format!("chat.getMessage?msgId={id}")).await, &[]);
    let edit = json!({ "roomId": rid, "msgId": id, "text": "Ten thirty" });
    like("messages/update.response.json", &ada.posts("chat.update", edit).await, &[]);
    let since = format!("chat.syncMessages?roomId={rid}&lastUpdate=2026-09-14T08:55:00.000Z");
    like("messages/sync.response.json", &ada.gets(&since).await, &[]);
    let page = format!("chat.syncMessages?roomId={rid}&type=UPDATED&next=0&count=50");
    like("messages/sync-cursor.response.json", &ada.gets(&page).await, &[]);
    let deletion = json!({ "roomId": rid, "msgId": id });
    like("messages/delete.response.json", &ada.posts("chat.delete", deletion).await, &[]);
    like("session/logout.response.json", &ben.posts("logout", json!({})).await, &[]);
}

#[tokio::test]
async fn calls_have_the_documented_shape_all_their_life() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    like("calls/capabilities.response.jitsi.json", &ada.gets("video-conference.capabilities").await, &[]);
    let start = json!({ "roomId": rid, "allowRinging": true });
    let started = ada.posts("video-conference.start", start).await;
    like("calls/start.response.direct.json", &started, &[]);
    let call = started["data"]["callId"].as_str().unwrap();
    like("calls/info.response.direct.json", &ada.record(call).await, &[]);
    let history = ada.gets(&format!("im.history?roomId={rid}")).await;
    like("messages/message.videoconf.json", &history["messages"][0], &[]);
    like("calls/join.response.v89.json", &ben.joins(call).await, &[]);
    ada.joins(call).await;
    like("calls/record.direct.started.json", &ada.record(call).await, &[]);
    like("calls/joinable.response.json", &ada.gets("video-conference.joinable").await, &["ringingAt"]);
    leaves(&ada, call).await;
    leaves(&ben, call).await;
    office.passes(10);
    let mut room = ada.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    let mut record = ada.record(call).await;
    if record["status"] != 3 {
        room.event(&format!("{rid}/videoconf")).await;
        record = ada.record(call).await;
    }
    like("calls/record.direct.ended.json", &record, &[]);
    like("calls/list.response.dm.json", &ada.gets(&format!("video-conference.list?roomId={rid}")).await, &["endedBy"]);
    let declined = ada.calls(&rid).await;
    like("calls/cancel.response.json", &ada.posts("video-conference.cancel", json!({ "callId": declined })).await, &[]);
    like("calls/record.direct.declined.json", &ada.record(&declined).await, &[]);
    let several = ada.posts("im.create", json!({ "usernames": "ben,cem" })).await;
    let started = ada.posts("video-conference.start", json!({ "roomId": several["room"]["_id"] })).await;
    like("calls/start.response.group.json", &started, &[]);
    let call = started["data"]["callId"].as_str().unwrap();
    ada.joins(call).await;
    like("calls/info.response.group.json", &ada.record(call).await, &[]);
}

#[tokio::test]
async fn frames_have_the_documented_shape() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut socket = ada.socket().await;
    let id = &ada.id;
    let events = [
        ("stream-notify-user", format!("{id}/notification"), "rooms/event.notification.json"),
        ("stream-notify-user", format!("{id}/rooms-changed"), "rooms/event.rooms-changed.updated.json"),
        ("stream-room-messages", "__my_messages__".to_owned(), "messages/event.my-messages.json"),
        ("stream-room-messages", rid.clone(), "messages/event.new.json"),
    ];
    for (stream, event, _) in &events {
        socket.sub(stream, event).await;
    }
    ben.says(&rid, "See you at *ten*?").await;
    for (_, event, file) in &events {
        let args = socket.event(event).await;
        like_args(file, &args);
    }
    let call = ben.calls(&rid).await;
    socket.event("__my_messages__").await;
    like_args("rooms/event.notification.call-classic.json", &socket.event(&format!("{id}/notification")).await);
    let mut phone = ada.phone().await;
    ben.socket().await.signals(id, "call", &call, &ben.id, &rid).await;
    like_args("signalling/call.event.json", &phone.event(&format!("{id}/video-conference")).await);
}

async fn leaves(person: &Person, call: &str) {
    person.posts("video-conference.leave", json!({ "callId": call })).await;
}

/// Compares with an example; `optional` members may be missing.
fn like(file: &str, answer: &Value, optional: &[&str]) {
    let mut differences = BTreeSet::new();
    compare("", &example(file), answer, optional, &mut differences);
    assert!(differences.is_empty(), "{file}: {differences:#?}\n{answer:#}");
}

fn like_args(file: &str, args: &Value) {
    let mut differences = BTreeSet::new();
    compare("", &example(file)["fields"]["args"], args, &[], &mut differences);
    assert!(differences.is_empty(), "{file}: {differences:#?}\n{args:#}");
}

fn compare(at: &str, example: &Value, answer: &Value, optional: &[&str], differences: &mut BTreeSet<String>) {
    match (example, answer) {
        (Value::Object(example), Value::Object(answer)) => {
            for (name, example) in example {
                match answer.get(name) {
                    Some(answer) => compare(&format!("{at}.{name}"), example, answer, optional, differences),
                    None if optional.contains(&name.as_str()) => {}
                    None => drop(differences.insert(format!("{at}.{name} is missing"))),
                }
            }
        }
        // Lists are compared by what they are made of.
        (Value::Array(example), Value::Array(answer)) if example.iter().all(Value::is_object) => {
            if let (Some(example), Some(answer)) = (example.first(), answer.first()) {
                compare(&format!("{at}[]"), example, answer, optional, differences);
            }
        }
        (Value::Array(example), Value::Array(answer)) => {
            for (at_index, (example, answer)) in example.iter().zip(answer).enumerate() {
                compare(&format!("{at}[{at_index}]"), example, answer, optional, differences);
            }
        }
        (Value::String(example), Value::String(answer)) if is_time(example) && !is_time(answer) => {
            differences.insert(format!("{at} is no time: {answer}"));
        }
        (Value::Null, _) | (_, Value::Null) => {}
        _ if std::mem::discriminant(example) != std::mem::discriminant(answer) => {
            differences.insert(format!("{at} is {answer}, not like {example}"));
        }
        _ => {}
    }
}

fn is_time(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && text.parse::<vconnct_proto::Timestamp>().is_ok()
}

/// The examples are the protocol crate's fixtures: one set for both sides.
fn example(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto/fixtures").join(file);
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is there", path.display()))).unwrap()
}
