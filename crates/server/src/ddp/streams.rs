//! Who may listen to what (protocol 7.3).

use serde_json::{Value, json};
use vconnct_proto::{RoomId, UserId};

use super::{frames::DdpError, socket::Connection};
use crate::{hub::Stream, refusal::Refusal};

/// What becomes of a subscription.
pub(super) enum Begun {
    /// It has changed another one, and ends with that.
    Amends,
    Lasts,
}

/// Begins a subscription. Before the login is done there is none, for good.
pub(super) async fn subscribe(
    connection: &Connection,
    id: &str,
    name: &str,
    params: &[Value],
) -> Result<Begun, DdpError> {
    let unknown =
        || DdpError { error: json!(404), reason: Some(format!("Subscription '{name}' not found")), details: None };
    let stream = Stream::parse(name).ok_or_else(unknown)?;
    let event = params.first().and_then(Value::as_str).ok_or_else(DdpError::not_allowed)?;
    let hub = connection.workspace.hub();
    let me = hub.person(connection.device);
    if stream == Stream::NotifyAll {
        hub.listen(connection.device, id, stream, event);
        return Ok(Begun::Lasts);
    }
    let me = me.ok_or_else(DdpError::not_allowed)?;
    if stream == Stream::UserPresence {
        let people = |member: &str| -> Vec<UserId> {
            let named = params.get(1).and_then(|change| change[member].as_array()).into_iter().flatten();
            named.filter_map(|id| id.as_str().map(UserId::from)).collect()
        };
        let lasts = hub.watch(connection.device, id, people("added"), &people("removed"));
        return Ok(if lasts { Begun::Lasts } else { Begun::Amends });
    }
    if !may_listen(connection, &me, stream, event).await? {
        return Err(DdpError::not_allowed());
    }
    hub.listen(connection.device, id, stream, event);
    Ok(Begun::Lasts)
}

async fn may_listen(connection: &Connection, me: &UserId, stream: Stream, event: &str) -> Result<bool, Refusal> {
    let owner = event.split('/').next().unwrap_or_default().to_owned();
    let me = me.clone();
    match stream {
        Stream::NotifyAll | Stream::NotifyLogged | Stream::UserPresence => Ok(true),
        Stream::NotifyUser => Ok(owner == me.as_str()),
        Stream::RoomMessages if event == "__my_messages__" => Ok(true),
        Stream::NotifyRoom | Stream::RoomMessages => {
            let rid = RoomId::from(owner);
            connection.workspace.run(move |tx| Ok(tx.readable(&rid, &me)?.is_some())).await
        }
        Stream::VideoConference => {
            let seen = connection.workspace.run(move |tx| Ok(tx.member_call(&me, &owner.into()).is_ok()));
            seen.await
        }
    }
}
