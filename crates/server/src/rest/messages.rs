//! Messages: reading, catching up, writing.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use vconnct_proto::{MessageId, RoomId, Timestamp};

use super::{
    Answer,
    parts::{Asked, Body, Me},
    success,
};
use crate::{
    documents::{Message, Room, RoomType},
    refusal::Refusal,
    store::{Slice, Span, Tx},
    workspace::{Draft, Workspace},
};

/// Booleans of this query are the words `true` and `false` (protocol 3.2), and serde reads them so.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct History {
    room_id: Option<RoomId>,
    room_name: Option<String>,
    latest: Option<String>,
    oldest: Option<String>,
    #[serde(default)]
    inclusive: bool,
    count: Option<i64>,
    #[serde(default)]
    offset: i64,
    #[serde(default)]
    unreads: bool,
    show_thread_messages: Option<bool>,
}

pub(super) async fn direct_history(state: State<Workspace>, me: Me, Asked(asked): Asked<History>) -> Answer {
    history(state.0, me, asked, RoomType::Direct).await
}

pub(super) async fn channel_history(state: State<Workspace>, me: Me, Asked(asked): Asked<History>) -> Answer {
    history(state.0, me, asked, RoomType::Channel).await
}

pub(super) async fn group_history(state: State<Workspace>, me: Me, Asked(asked): Asked<History>) -> Answer {
    history(state.0, me, asked, RoomType::Private).await
}

async fn history(workspace: Workspace, me: Me, asked: History, t: RoomType) -> Answer {
    let moment = |text: &Option<String>, default| match text {
        Some(text) => text.parse().map_err(|_| Refusal::schema("latest and oldest must be dates")),
        None => Ok(Timestamp(default)),
    };
    let slice = Slice {
        oldest: moment(&asked.oldest, i64::MIN)?,
        latest: moment(&asked.latest, i64::MAX)?,
        inclusive: asked.inclusive,
        threads: asked.show_thread_messages != Some(false),
        offset: asked.offset.max(0),
        count: asked.count.unwrap_or(20).clamp(0, MOST_MESSAGES),
    };
    let answer = workspace.run(move |tx| {
        let room = match (asked.room_id, asked.room_name) {
            (Some(id), _) => tx.room(&id)?,
            (None, Some(name)) => tx.room_by_name(&name)?,
            (None, None) => return Err(Refusal::schema("must have required property 'roomId'")),
        };
        let room = room.filter(|room| room.t == t).ok_or_else(no_room)?;
        let room = tx.readable(&room.id, &me.id)?.ok_or_else(Refusal::forbidden)?;
        let mut answer = json!({ "messages": tx.history(&room.id, slice)? });
        if asked.unreads {
            add_unread(tx, &room, &me, &mut answer)?;
        }
        Ok(answer)
    });
    success(answer.await?)
}

fn add_unread(tx: &Tx<'_>, room: &Room, me: &Me, answer: &mut Value) -> Result<(), Refusal> {
    let seen = tx.subscription(&room.id, &me.id)?.and_then(|subscription| subscription.ls);
    let (first, count) = tx.unread(&room.id, seen.unwrap_or(Timestamp(i64::MIN)))?;
    if let Some(first) = first {
        let loaded = answer["messages"].as_array().into_iter().flatten();
        let ts = |message: &Value| message["ts"].as_str().and_then(|ts| ts.parse::<Timestamp>().ok());
        let unread = loaded.filter(|message| ts(message) >= Some(first.ts)).count();
        answer["unreadNotLoaded"] = json!(count - i64::try_from(unread).unwrap_or(0));
        answer["firstUnread"] = json!(first);
    }
    Ok(())
}

fn no_room() -> Refusal {
    Refusal::coded("The required \"roomId\" param provided does not match any room", "error-room-not-found")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sync {
    room_id: Option<RoomId>,
    last_update: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    next: Option<String>,
    previous: Option<String>,
    count: Option<i64>,
}

/// What changed in a room: everything since a moment, or page by page of one kind.
pub(super) async fn sync(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<Sync>) -> Answer {
    let missing = Refusal::coded("The required \"roomId\" query param is missing", "error-roomId-param-not-provided");
    let rid = asked.room_id.clone().ok_or(missing)?;
    let answer = workspace.run(move |tx| {
        tx.readable(&rid, &me.id)?.ok_or_else(Refusal::forbidden)?;
        match (&asked.last_update, asked.kind.as_deref()) {
            (Some(_), Some(_)) => Err(Refusal::schema("\"lastUpdate\" and cursors exclude each other")),
            (Some(moment), None) => everything_since(tx, &rid, moment),
            (None, Some(kind)) => page(tx, &rid, &asked, kind),
            (None, None) => {
                let text = "The \"lastUpdate\" query parameter must be a valid date.";
                Err(Refusal::coded(text, "error-lastUpdate-param-invalid"))
            }
        }
    });
    success(json!({ "result": answer.await? }))
}

fn everything_since(tx: &Tx<'_>, rid: &RoomId, moment: &str) -> Result<Value, Refusal> {
    let invalid = |_| {
        let text = "The \"lastUpdate\" query parameter must be a valid date.";
        Refusal::coded(text, "error-lastUpdate-param-invalid")
    };
    let since: Timestamp = moment.parse().map_err(invalid)?;
    let span = Span::after(since.0, i64::MAX);
    Ok(json!({ "updated": tx.changed_messages(rid, span)?, "deleted": deleted(tx, rid, span)? }))
}

fn page(tx: &Tx<'_>, rid: &RoomId, asked: &Sync, kind: &str) -> Result<Value, Refusal> {
    let moment = |text: &str| text.parse::<i64>().map_err(|_| Refusal::schema("cursors must be milliseconds"));
    let count = asked.count.unwrap_or(50).clamp(1, MOST_MESSAGES);
    let span = match (&asked.next, &asked.previous) {
        (Some(next), None) => Span::after(moment(next)?, count),
        (None, Some(previous)) => Span::before(moment(previous)?, count),
        _ => return Err(Refusal::schema("must have either property 'next' or property 'previous'")),
    };
    let (updated, deleted) = match kind {
        "UPDATED" => (json!(tx.changed_messages(rid, span)?), json!([])),
        "DELETED" => (json!([]), json!(deleted(tx, rid, span)?)),
        _ => return Err(Refusal::schema("'type' must be UPDATED or DELETED")),
    };
    let last = match kind {
        "UPDATED" => last_time(&updated, "_updatedAt"),
        _ => last_time(&deleted, "_deletedAt"),
    };
    let last = last.map(|Timestamp(ms)| ms.to_string());
    let (next, previous) = if span.backwards { (None, last) } else { (last, None) };
    Ok(json!({ "updated": updated, "deleted": deleted, "cursor": { "next": next, "previous": previous } }))
}

fn deleted(tx: &Tx<'_>, rid: &RoomId, span: Span) -> Result<Vec<Value>, Refusal> {
    let deleted = tx.deleted_messages(rid, span)?.into_iter();
    Ok(deleted.map(|message| json!({ "_id": message.id, "_deletedAt": message.at })).collect())
}

fn last_time(documents: &Value, member: &str) -> Option<Timestamp> {
    documents.as_array()?.last()?[member].as_str()?.parse().ok()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct One {
    msg_id: MessageId,
}

pub(super) async fn one(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<One>) -> Answer {
    let message: Message = workspace
        .run(move |tx| {
            let message = tx.message(&asked.msg_id)?.ok_or_else(Refusal::bare)?;
            tx.readable(&message.rid, &me.id)?.ok_or_else(Refusal::bare)?;
            Ok(message)
        })
        .await?;
    success(json!({ "message": message }))
}

#[derive(Deserialize)]
pub(super) struct Thread {
    tmid: MessageId,
    count: Option<i64>,
    #[serde(default)]
    offset: i64,
}

pub(super) async fn thread(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<Thread>) -> Answer {
    let answer = workspace.run(move |tx| {
        let invalid = || Refusal::coded("Invalid message", "error-invalid-message");
        let first = tx.message(&asked.tmid)?.ok_or_else(invalid)?;
        let not_allowed = || Refusal::coded("Not allowed", "error-not-allowed");
        tx.readable(&first.rid, &me.id)?.ok_or_else(not_allowed)?;
        let count = asked.count.filter(|count| *count > 0).unwrap_or(50).min(MOST_MESSAGES);
        let (messages, total) = tx.thread(&asked.tmid, asked.offset.max(0), count)?;
        Ok(json!({ "count": messages.len(), "messages": messages, "offset": asked.offset, "total": total }))
    });
    success(answer.await?)
}

#[derive(Deserialize)]
pub(super) struct Send {
    message: NewMessage,
}

#[derive(Deserialize)]
pub(super) struct NewMessage {
    #[serde(rename = "_id")]
    id: Option<MessageId>,
    rid: RoomId,
    #[serde(default)]
    msg: String,
    tmid: Option<MessageId>,
    #[serde(default)]
    tshow: bool,
    ts: Option<Timestamp>,
}

pub(super) async fn send(State(workspace): State<Workspace>, me: Me, Body(body): Body<Send>) -> Answer {
    let new = body.message;
    if new.tshow && new.tmid.is_none() {
        let text = "tshow provided but missing tmid";
        return Err(Refusal::schema(text).details(json!({ "method": "sendMessage" })));
    }
    check_time(&workspace, new.ts)?;
    let draft = Draft { id: new.id, text: new.msg, thread: new.tmid, also_in_room: new.tshow };
    let message = workspace.run(move |tx| tx.send(&me.id, &new.rid, draft)).await?;
    success(json!({ "message": message }))
}

/// A client's own time is never kept, but one that is far off says that something is wrong.
fn check_time(workspace: &Workspace, ts: Option<Timestamp>) -> Result<(), Refusal> {
    let Some(ts) = ts else { return Ok(()) };
    let now = workspace.now();
    if (now.0 - ts.0).abs() <= 60_000 {
        return Ok(());
    }
    let refusal = Refusal::coded("Message timestamp is out of sync", "error-message-ts-out-of-sync");
    Err(refusal.details(json!({ "method": "sendMessage", "message_ts": ts, "server_ts": now.0 })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Update {
    room_id: RoomId,
    msg_id: MessageId,
    text: String,
}

pub(super) async fn update(State(workspace): State<Workspace>, me: Me, Body(body): Body<Update>) -> Answer {
    let message = workspace.run(move |tx| tx.edit(&me.id, &body.room_id, &body.msg_id, &body.text)).await?;
    success(json!({ "message": message }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Delete {
    room_id: RoomId,
    msg_id: MessageId,
}

pub(super) async fn delete(State(workspace): State<Workspace>, me: Me, Body(body): Body<Delete>) -> Answer {
    let message = workspace.run(move |tx| tx.delete(&me.id, &body.room_id, &body.msg_id)).await?;
    let deleted = json!({ "_id": message.id, "rid": message.rid, "u": message.u });
    success(json!({ "_id": message.id, "ts": workspace.now().0, "message": deleted }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct React {
    message_id: MessageId,
    #[serde(alias = "reaction")]
    emoji: String,
    should_react: Option<bool>,
}

pub(super) async fn react(State(workspace): State<Workspace>, me: Me, Body(body): Body<React>) -> Answer {
    workspace.run(move |tx| tx.react(&me.id, &body.message_id, &body.emoji, body.should_react)).await?;
    success(json!({}))
}

const MOST_MESSAGES: i64 = 1000;
