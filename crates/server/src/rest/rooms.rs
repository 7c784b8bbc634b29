//! Rooms and subscriptions.

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
    documents::{Person, Room, RoomType},
    refusal::Refusal,
    store::Tx,
    workspace::{NewRoom, Workspace},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Since {
    updated_since: Option<String>,
}

/// Reads `updatedSince`.
pub(super) fn since(text: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    let parse = |text: &str| text.parse().map_err(|_| bad_date());
    text.filter(|text| !text.is_empty()).map(parse).transpose()
}

fn bad_date() -> Refusal {
    let text = "The \"updatedSince\" query parameter must be a valid date.";
    Refusal::coded(text, "error-updatedSince-param-invalid")
}

/// Nobody leaves a room here, so nothing is ever removed.
pub(super) async fn subscriptions(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<Since>) -> Answer {
    let since = since(asked.updated_since.as_deref())?;
    let update = workspace.run(move |tx| tx.subscriptions_of(&me.id, since)).await?;
    success(json!({ "update": update, "remove": [] }))
}

pub(super) async fn rooms(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<Since>) -> Answer {
    let since = since(asked.updated_since.as_deref())?;
    let update = workspace.run(move |tx| tx.rooms_of(&me.id, since)).await?;
    success(json!({ "update": update, "remove": [] }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InRoom {
    room_id: RoomId,
}

pub(super) async fn subscription(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<InRoom>) -> Answer {
    let subscription = workspace.run(move |tx| tx.subscription(&asked.room_id, &me.id)).await?;
    success(json!({ "subscription": subscription }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Read {
    #[serde(alias = "roomId")]
    rid: RoomId,
    #[serde(default)]
    read_threads: bool,
}

pub(super) async fn read(State(workspace): State<Workspace>, me: Me, Body(body): Body<Read>) -> Answer {
    workspace.run(move |tx| tx.mark_read(&body.rid, &me.id, body.read_threads)).await?;
    success(json!({}))
}

#[derive(Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(super) enum Unread {
    From { first_unread_message: Named },
    Room { room_id: RoomId },
}

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(rename = "_id")]
    id: MessageId,
}

pub(super) async fn unread(State(workspace): State<Workspace>, me: Me, Body(body): Body<Unread>) -> Answer {
    workspace
        .run(move |tx| match body {
            Unread::Room { room_id } => tx.mark_unread(&room_id, &me.id, None),
            Unread::From { first_unread_message: Named { id } } => {
                let invalid = || Refusal::coded("Invalid message", "error-action-not-allowed");
                let rid = tx.message(&id)?.ok_or_else(invalid)?.rid;
                tx.mark_unread(&rid, &me.id, Some(id))
            }
        })
        .await?;
    success(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WhichRoom {
    room_id: Option<RoomId>,
    room_name: Option<String>,
}

pub(super) async fn info(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<WhichRoom>) -> Answer {
    let answer = workspace.run(move |tx| {
        let room = match (asked.room_id, asked.room_name) {
            (Some(id), _) => tx.room(&id)?,
            (None, Some(name)) => tx.room_by_name(&name)?,
            (None, None) => None,
        };
        let room = room.ok_or_else(no_room)?;
        tx.readable(&room.id, &me.id)?.ok_or_else(no_room)?;
        let mut answer = json!({ "room": room });
        if let Some(id) = &room.team_id {
            let kind = if room.t == RoomType::Private { 1 } else { 0 };
            answer["team"] = json!({ "_id": id, "name": room.name, "type": kind, "roomId": room.id });
        }
        if let Some(parent) = room.prid.as_ref().map(|prid| tx.room(prid)).transpose()?.flatten() {
            answer["parent"] = json!({
                "_id": parent.id, "t": parent.t, "name": parent.name, "fname": parent.fname, "u": parent.u,
            });
        }
        Ok(answer)
    });
    success(answer.await?)
}

fn no_room() -> Refusal {
    let text = "The required \"roomId\" or \"roomName\" param provided does not match any channel";
    Refusal::coded(text, "error-room-not-found")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OneRoom {
    room_id: RoomId,
}

pub(super) async fn open(State(workspace): State<Workspace>, me: Me, Body(body): Body<OneRoom>) -> Answer {
    workspace.run(move |tx| tx.set_open(&body.room_id, &me.id, true)).await?;
    success(json!({}))
}

pub(super) async fn hide(State(workspace): State<Workspace>, me: Me, Body(body): Body<OneRoom>) -> Answer {
    workspace.run(move |tx| tx.set_open(&body.room_id, &me.id, false)).await?;
    success(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Favourite {
    room_id: RoomId,
    favorite: bool,
}

pub(super) async fn favourite(State(workspace): State<Workspace>, me: Me, Body(body): Body<Favourite>) -> Answer {
    workspace.run(move |tx| tx.set_favourite(&body.room_id, &me.id, body.favorite)).await?;
    success(json!({}))
}

#[derive(Deserialize)]
pub(super) struct Direct {
    username: Option<String>,
    /// By comma.
    usernames: Option<String>,
}

pub(super) async fn create_direct(State(workspace): State<Workspace>, me: Me, Body(body): Body<Direct>) -> Answer {
    let names = body.usernames.or(body.username);
    let names = names.ok_or_else(|| Refusal::schema("must have required property 'username' or 'usernames'"))?;
    let room = workspace.run(move |tx| {
        let by = tx.me(&me.id)?;
        if !tx.may("create-d", &by, None)? {
            return Err(Refusal::coded("Not allowed", "error-not-allowed"));
        }
        let others = people(tx, names.split(','))?;
        tx.open_direct(&by, &others)
    });
    let room = room.await?;
    success(json!({
        "room": { "_id": room.id, "rid": room.id, "t": room.t, "usernames": room.usernames },
    }))
}

fn people<'a>(tx: &Tx<'_>, names: impl Iterator<Item = &'a str>) -> Result<Vec<Person>, Refusal> {
    let invalid = || {
        let refusal = Refusal::coded("Invalid user", "error-invalid-user");
        refusal.details(json!({ "method": "createDirectMessage" }))
    };
    names.map(|name| tx.person_by_username(name.trim().trim_start_matches('@'))?.ok_or_else(invalid)).collect()
}

#[derive(Deserialize)]
pub(super) struct Create {
    name: String,
    #[serde(default)]
    members: Vec<String>,
}

pub(super) async fn create_channel(State(workspace): State<Workspace>, me: Me, Body(body): Body<Create>) -> Answer {
    let room = create(workspace, me, body, RoomType::Channel).await?;
    success(json!({ "channel": room }))
}

pub(super) async fn create_group(State(workspace): State<Workspace>, me: Me, Body(body): Body<Create>) -> Answer {
    let room = create(workspace, me, body, RoomType::Private).await?;
    success(json!({ "group": room }))
}

async fn create(workspace: Workspace, me: Me, body: Create, t: RoomType) -> Result<Room, Refusal> {
    workspace
        .run(move |tx| {
            let by = tx.me(&me.id)?;
            let right = if t == RoomType::Channel { "create-c" } else { "create-p" };
            if !tx.may(right, &by, None)? {
                return Err(Refusal::forbidden());
            }
            let members = people(tx, body.members.iter().map(String::as_str))?;
            let new = NewRoom { t, name: &body.name, fname: None, topic: None, team: false, parent: None };
            tx.create_room(&by, new, &members)
        })
        .await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    room_id: RoomId,
    count: Option<usize>,
    offset: Option<usize>,
}

pub(super) async fn members(State(workspace): State<Workspace>, me: Me, Asked(page): Asked<Page>) -> Answer {
    let answer = workspace.run(move |tx| {
        let room = tx.readable(&page.room_id, &me.id)?.ok_or_else(no_room)?;
        let people = tx.member_people(&room)?;
        let (total, offset) = (people.len(), page.offset.unwrap_or(0));
        let count = page.count.filter(|count| *count > 0).unwrap_or(50);
        let members: Vec<Value> = people.iter().skip(offset).take(count).map(|person| tx.listed(person)).collect();
        Ok(json!({ "count": members.len(), "members": members, "offset": offset, "total": total }))
    });
    success(answer.await?)
}
