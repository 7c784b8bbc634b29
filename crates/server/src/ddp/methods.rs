//! The methods of protocol 7.2.

use serde_json::{Value, json};
use vconnct_proto::{RoomId, Signal, UserId};

use super::{
    frames::{DdpError, method_not_found},
    socket::Connection,
};
use crate::{
    hub::{Audience, Event, Stream},
    ids,
    refusal::Refusal,
    rules::{login::Attempt, presence::Device},
    session::{NotSignedIn, Session},
    workspace::Workspace,
};

type Outcome = Result<Option<Value>, DdpError>;

pub(super) async fn call(connection: &Connection, method: &str, params: &[Value]) -> Outcome {
    match method {
        "login" => return login(connection, params).await,
        "logout" => return logout(connection).await,
        _ => {}
    }
    let me = || connection.workspace.hub().person(connection.device).ok_or_else(DdpError::not_allowed);
    match method {
        "UserPresence:away" => activity(connection, me()?, false).await?,
        "UserPresence:online" => activity(connection, me()?, true).await?,
        "stream-notify-room" => write_typing(connection, me()?, params).await?,
        "stream-notify-user" => {
            write_signal(&connection.workspace, &me()?, Some(connection.device), params).await?;
        }
        unknown => return Err(method_not_found(unknown)),
    }
    Ok(None)
}

async fn login(connection: &Connection, params: &[Value]) -> Outcome {
    let attempt = params.first().and_then(Attempt::parse);
    let attempt = attempt.ok_or_else(|| DdpError {
        error: json!(400),
        reason: Some("Unrecognized options for login request".into()),
        details: None,
    })?;
    let workspace = &connection.workspace;
    let session = workspace.sign_in(attempt).await.map_err(|error| DdpError {
        error: match error {
            NotSignedIn::Unauthorized => json!(403),
            _ => error.error(),
        },
        reason: Some(error.reason().into()),
        details: error.details(),
    })?;
    let Session { person, token, expires } = session;
    let hub = workspace.hub();
    if let Some(before) = hub.sign_out(connection.device) {
        workspace.presence_changed(before).await;
    }
    if hub.sign_in(connection.device, &person.id, ids::fingerprint(&token), person.status_default) {
        workspace.publish_presence(&person);
    }
    connection.send(json!({
        "msg": "added", "collection": "users", "id": person.id,
        "fields": { "username": person.username, "emails": [{ "address": person.email, "verified": true }] },
    }));
    Ok(Some(json!({ "id": person.id, "token": token, "tokenExpires": expires.to_ejson(), "type": "resume" })))
}

/// Ends this socket's login and kills its token; the socket stays open.
async fn logout(connection: &Connection) -> Outcome {
    let hub = connection.workspace.hub();
    let fingerprint = hub.fingerprint(connection.device);
    if let Some(person) = hub.sign_out(connection.device) {
        connection.workspace.presence_changed(person).await;
    }
    if let Some(fingerprint) = fingerprint {
        let dropped = fingerprint.clone();
        connection.workspace.run(move |tx| tx.drop_token(&dropped)).await?;
        hub.end_session(&fingerprint);
    }
    Ok(None)
}

async fn activity(connection: &Connection, me: UserId, active: bool) -> Result<(), Refusal> {
    let workspace = &connection.workspace;
    if workspace.hub().presence(|presence| presence.activity(&me, connection.device, active)) {
        workspace.presence_changed(me).await;
    }
    Ok(())
}

/// A signal about a call, to somebody's devices (protocol 5.1). Whether it arrived is never told.
pub(crate) async fn write_signal(
    workspace: &Workspace,
    me: &UserId,
    from: Option<Device>,
    params: &[Value],
) -> Result<(), DdpError> {
    let target = params.first().and_then(Value::as_str).and_then(|event| event.rsplit_once('/'));
    let Some((to, "video-conference")) = target else { return Err(DdpError::not_allowed()) };
    // One that lacks a parameter, or that nobody knows, is dropped like any other that may not pass.
    let Some(signal) = params.get(1).and_then(|signal| serde_json::from_value::<Signal>(signal.clone()).ok()) else {
        return Ok(());
    };
    let (me, to) = (me.clone(), UserId::from(to));
    Ok(workspace.run(move |tx| tx.relay(&me, from, &to, signal)).await?)
}

/// Typing, for the others in a room.
async fn write_typing(connection: &Connection, me: UserId, params: &[Value]) -> Result<(), DdpError> {
    let event = params.first().and_then(Value::as_str).unwrap_or_default();
    let Some((rid, "user-activity")) = event.rsplit_once('/') else { return Err(DdpError::not_allowed()) };
    let (rid, name) = (RoomId::from(rid), params.get(1).and_then(Value::as_str).map(str::to_owned));
    let device = connection.device;
    let (event, args) = (event.to_owned(), params[1..].to_vec());
    let written = connection.workspace.run(move |tx| {
        let person = tx.me(&me)?;
        let real = tx.uses_real_names()? && name.as_deref() == Some(&person.name);
        if tx.readable(&rid, &me)?.is_none() || !(real || name.as_deref() == Some(&person.username)) {
            return Ok(false);
        }
        tx.publish(Event { stream: Stream::NotifyRoom, name: event, args, audience: Audience::AllBut(device) });
        Ok(true)
    });
    if written.await? { Ok(()) } else { Err(DdpError::not_allowed()) }
}
