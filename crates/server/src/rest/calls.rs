//! Conference calls (protocol 4). Bodies with unknown members are refused, as stock servers do.

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use vconnct_proto::{CallId, RoomId, UserId};

use super::{
    Answer,
    parts::{Asked, Body, Me},
    success,
};
use crate::{
    call_page, ddp,
    documents::{Call, CallKind},
    refusal::Refusal,
    root::Root,
    workspace::{DEFAULT_PAGE, NO_PROVIDER, Started, Workspace},
};

pub(super) async fn capabilities(State(workspace): State<Workspace>, _: Me) -> Answer {
    let provider = workspace.run(|tx| Ok(tx.provider()?.to_owned())).await?;
    success(json!({ "providerName": provider, "capabilities": offered() }))
}

pub(super) async fn providers(State(workspace): State<Workspace>, _: Me) -> Answer {
    let known = match workspace.terms().provider.as_str() {
        "" => vec![],
        provider => vec![json!({ "key": provider, "label": "Vconnct" })],
    };
    success(json!({ "data": known }))
}

/// What our call page can do.
fn offered() -> Value {
    json!({ "mic": true, "cam": true, "title": true })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Start {
    room_id: RoomId,
    title: Option<String>,
    #[serde(default)]
    allow_ringing: bool,
}

pub(super) async fn start(State(workspace): State<Workspace>, me: Me, Body(body): Body<Start>) -> Answer {
    let (caller, rid) = (me.id.clone(), body.room_id.clone());
    let started = workspace.run_call(move |tx| tx.start_call(&me.id, &body.room_id, body.title, body.allow_ringing));
    let Started { call, callee } = match started.await {
        Ok(started) => started,
        Err(refusal) => {
            if refusal.code() == NO_PROVIDER {
                // As stock servers do, beside the refusal.
                let whisper = workspace.run(move |tx| {
                    tx.whisper(&caller, &rid, NO_PROVIDER_TEXT);
                    Ok(())
                });
                whisper.await?;
            }
            return Err(refusal);
        }
    };
    let mut data = json!({ "type": call.kind, "callId": call.id, "providerName": call.provider_name });
    match (call.kind, callee) {
        (CallKind::Direct, Some(callee)) => data["calleeId"] = json!(callee),
        _ => data["rid"] = json!(call.rid),
    }
    success(json!({ "data": data }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Join {
    call_id: CallId,
    #[serde(default)]
    state: Devices,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Devices {
    mic: Option<bool>,
    cam: Option<bool>,
}

/// The answer is an address for this person alone, good for an hour.
pub(super) async fn join(
    State(workspace): State<Workspace>,
    me: Me,
    Root(root): Root,
    Body(body): Body<Join>,
) -> Answer {
    let id = body.call_id.clone();
    let (person, call, secret) = workspace
        .run_call(move |tx| {
            let (person, call) = tx.join_call(&me.id, &id)?;
            Ok((person, call, tx.secret(call_page::SECRET)?))
        })
        .await?;
    let token = call_page::token(&secret, &call.id, &person.id, workspace.now());
    let devices = call_page::Devices { mic: body.state.mic, cam: body.state.cam };
    let url = call_page::address(&root, &call, &token, devices);
    success(json!({ "url": url, "providerName": call.provider_name, "callId": call.id, "rid": call.rid }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct OneCall {
    call_id: CallId,
}

pub(super) async fn cancel(State(workspace): State<Workspace>, me: Me, Body(body): Body<OneCall>) -> Answer {
    workspace.run_call(move |tx| tx.cancel_call(&me.id, &body.call_id)).await?;
    success(json!({}))
}

pub(super) async fn info(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<OneCall>) -> Answer {
    let (_, call): (_, Call) = workspace.run(move |tx| tx.accessible_call(&me.id, &asked.call_id)).await?;
    let mut answer = serde_json::to_value(call)?;
    answer["capabilities"] = offered();
    success(answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct List {
    room_id: RoomId,
    #[serde(default)]
    offset: i64,
    count: Option<i64>,
}

pub(super) async fn list(State(workspace): State<Workspace>, me: Me, Asked(asked): Asked<List>) -> Answer {
    let answer = workspace.run(move |tx| {
        tx.readable(&asked.room_id, &me.id)?.ok_or_else(|| Refusal::plain("invalid-params"))?;
        let count = asked.count.filter(|count| *count > 0).unwrap_or(DEFAULT_PAGE).min(MOST_CALLS);
        let offset = asked.offset.max(0);
        let (calls, total) = tx.calls_in(&asked.room_id, offset, count)?;
        Ok(json!({ "count": calls.len(), "data": calls, "offset": offset, "total": total }))
    });
    success(answer.await?)
}

// ------------------------------------------------------------------------------ additions of 8.9 --

pub(super) async fn joinable(State(workspace): State<Workspace>, me: Me) -> Answer {
    let calls = workspace.run(move |tx| tx.joinable_calls(&me.id)).await?;
    success(json!({ "calls": calls }))
}

pub(super) async fn decline(State(workspace): State<Workspace>, me: Me, Body(body): Body<OneCall>) -> Answer {
    workspace.run_call(move |tx| tx.decline_call(&me.id, &body.call_id)).await?;
    success(json!({}))
}

/// Leaves on all of this person's devices: pages of this call that are open say so.
pub(super) async fn leave(State(workspace): State<Workspace>, me: Me, Body(body): Body<OneCall>) -> Answer {
    let (person, id) = (me.id.clone(), body.call_id.clone());
    workspace.run_call(move |tx| tx.leave_call(&person, &id)).await?;
    workspace.meetings().dismiss(&body.call_id, &me.id);
    success(json!({}))
}

pub(super) async fn heartbeat(State(workspace): State<Workspace>, me: Me, Body(body): Body<OneCall>) -> Answer {
    workspace.run_call(move |tx| tx.keep_alive(&me.id, &body.call_id)).await?;
    success(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct RingMember {
    call_id: CallId,
    user_id: UserId,
}

pub(super) async fn ring(State(workspace): State<Workspace>, me: Me, Body(body): Body<RingMember>) -> Answer {
    let rang = workspace.run_call(move |tx| tx.ring_member(&me.id, &body.call_id, &body.user_id)).await?;
    success(json!({ "rang": rang }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Rename {
    call_id: CallId,
    title: String,
}

pub(super) async fn rename(State(workspace): State<Workspace>, me: Me, Body(body): Body<Rename>) -> Answer {
    workspace.run_call(move |tx| tx.rename_call(&me.id, &body.call_id, &body.title)).await?;
    success(json!({}))
}

// ----------------------------------------------------------------------- methods without a socket --

#[derive(Deserialize)]
pub(super) struct MethodCall {
    /// A DDP method frame, as text.
    message: String,
}

/// Only signals may be sent this way (protocol 5.1).
pub(super) async fn method(
    State(workspace): State<Workspace>,
    me: Me,
    Path(method): Path<String>,
    Body(body): Body<MethodCall>,
) -> Answer {
    let frame: Value = serde_json::from_str(&body.message).map_err(|error| Refusal::schema(&error.to_string()))?;
    let id = frame["id"].as_str().unwrap_or_default();
    let params = frame["params"].as_array().cloned().unwrap_or_default();
    let outcome = match method.as_str() {
        "stream-notify-user" => ddp::write_signal(&workspace, &me.id, None, &params).await,
        _ => Err(ddp::method_not_found(&method)),
    };
    success(json!({ "message": ddp::result_frame(id, outcome.map(|()| None)).to_string() }))
}

const NO_PROVIDER_TEXT: &str = "Calls are not set up here. Ask a workspace administrator.";
const MOST_CALLS: i64 = 200;
