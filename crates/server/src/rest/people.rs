//! People: oneself, others, who is there, and finding them.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    Answer,
    parts::{Asked, Body, Me},
    success,
};
use crate::{
    documents::{Person, Status},
    refusal::Refusal,
    workspace::Workspace,
};

pub(super) async fn me(State(workspace): State<Workspace>, me: Me) -> Answer {
    success(workspace.run(move |tx| Ok(tx.own_document(&tx.me(&me.id)?))).await?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whom {
    user_id: Option<String>,
    username: Option<String>,
}

pub(super) async fn info(State(workspace): State<Workspace>, _: Me, Asked(whom): Asked<Whom>) -> Answer {
    let user = workspace.run(move |tx| {
        let person = match (whom.user_id, whom.username) {
            (Some(id), _) => tx.person(&id.into())?,
            (None, Some(username)) => tx.person_by_username(&username)?,
            (None, None) => return Err(Refusal::schema("must have required property 'userId' or 'username'")),
        };
        let person = person.ok_or_else(|| Refusal::plain("User not found."))?;
        Ok(tx.public_document(&person))
    });
    success(json!({ "user": user.await? }))
}

#[derive(Deserialize)]
pub(super) struct Presence {
    ids: Option<String>,
    from: Option<String>,
}

/// Those of these ids, or of everybody, who are not offline; whoever is not named is.
pub(super) async fn presence(State(workspace): State<Workspace>, _: Me, Asked(asked): Asked<Presence>) -> Answer {
    super::rooms::since(asked.from.as_deref())?;
    let answer = workspace.run(move |tx| {
        let everybody = tx.everybody()?;
        let named = |person: &Person, ids: &str| ids.split(',').any(|id| id.trim() == person.id.as_str());
        let wanted = |person: &&Person| {
            asked.ids.as_ref().is_none_or(|ids| named(person, ids)) && tx.status(person) != Status::Offline
        };
        let users: Vec<Value> = everybody.iter().filter(wanted).map(|person| tx.listed(person)).collect();
        Ok(json!({ "users": users, "full": asked.ids.is_none() }))
    });
    success(answer.await?)
}

#[derive(Deserialize)]
pub(super) struct NewStatus {
    status: Option<String>,
    message: Option<String>,
}

pub(super) async fn set_status(State(workspace): State<Workspace>, me: Me, Body(new): Body<NewStatus>) -> Answer {
    if new.status.is_none() && new.message.is_none() {
        return Err(Refusal::schema("must have required property 'status' or 'message'"));
    }
    let status = new.status.map(|status| serde_json::from_value(json!(status)).map_err(|_| invalid_status()));
    let status: Option<Status> = status.transpose()?;
    let (person, seen) = workspace.run(move |tx| tx.set_status(&me.id, status, new.message)).await?;
    if seen {
        workspace.publish_presence(&person);
    }
    success(json!({}))
}

fn invalid_status() -> Refusal {
    let text = "Invalid status. Please use online, away, busy or offline.";
    Refusal::coded(text, "error-invalid-status").details(json!({ "method": "users.setStatus" }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewPreferences {
    user_id: Option<String>,
    data: Map<String, Value>,
}

pub(super) async fn set_preferences(
    State(workspace): State<Workspace>,
    me: Me,
    Body(new): Body<NewPreferences>,
) -> Answer {
    if new.user_id.is_some_and(|id| id != me.id.as_str()) {
        return Err(Refusal::coded("Editing user is not allowed", "error-action-not-allowed"));
    }
    let person = workspace.run(move |tx| tx.set_preferences(&me.id, new.data)).await?;
    success(json!({ "user": { "_id": person.id, "settings": { "preferences": person.preferences } } }))
}

#[derive(Deserialize)]
pub(super) struct Search {
    query: String,
}

/// Finds people by the start of any of their names, and channels by a part of theirs.
pub(super) async fn spotlight(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<Search>) -> Answer {
    let found = workspace.run(move |tx| {
        let text = asked.query.trim();
        let (people, rooms) = (text.strip_prefix('#').is_none(), text.strip_prefix('@').is_none());
        let text = text.trim_start_matches(['@', '#']).to_lowercase();
        let everybody = if people { tx.everybody()? } else { Vec::new() };
        let matching = everybody.iter().filter(|person| person.id != me.id && is_called(person, &text)).take(10);
        let users: Vec<Value> = matching.map(|person| tx.listed(person)).collect();
        let channels = if rooms { tx.channels_like(&text)? } else { Vec::new() };
        let rooms: Vec<Value> = channels
            .into_iter()
            .map(|room| json!({ "_id": room.id, "t": room.t, "name": room.name, "fname": room.fname }))
            .collect();
        Ok(json!({ "users": users, "rooms": rooms }))
    });
    success(found.await?)
}

fn is_called(person: &Person, text: &str) -> bool {
    let username = person.username.to_lowercase();
    let name = person.name.to_lowercase();
    username.contains(text) || name.starts_with(text) || name.split_whitespace().any(|part| part.starts_with(text))
}
