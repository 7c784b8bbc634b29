//! Finding the workspace, and getting in and out.

use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Value, json};

use super::{
    Answer,
    parts::{Body, Me},
    success,
};
use crate::{refusal::Refusal, rules::login::Attempt, workspace::Workspace};

/// To strangers and to people without a right to more: the version without its last figure.
pub(super) async fn info() -> Json<Value> {
    Json(json!({
        "version": "8.8",
        "minimumClientVersions": { "desktop": "3.9.6", "mobile": "4.39.0" },
        "success": true,
    }))
}

pub(super) async fn login(State(workspace): State<Workspace>, headers: HeaderMap, Body(body): Body<Value>) -> Answer {
    let code = headers.get("x-2fa-code").and_then(|code| code.to_str().ok());
    let attempt = Attempt::parse(&body).ok_or_else(|| crate::session::NotSignedIn::Unauthorized.refusal())?;
    let attempt = if code.is_some() { attempt.with_code(code) } else { attempt };
    let session = workspace.sign_in(attempt).await.map_err(|error| error.refusal())?;
    let person = session.person.clone();
    let me = workspace.run(move |tx| Ok(tx.own_document(&person))).await?;
    let data = json!({ "userId": session.person.id, "authToken": session.token, "me": me });
    success(json!({ "status": "success", "data": data }))
}

pub(super) async fn logout(State(workspace): State<Workspace>, me: Me) -> Result<Json<Value>, Refusal> {
    workspace.sign_out(&me.token).await?;
    success(json!({ "status": "success", "data": { "message": "You've been logged out!" } }))
}

/// Signs the person out everywhere else.
pub(super) async fn remove_other_tokens(State(workspace): State<Workspace>, me: Me) -> Result<Json<Value>, Refusal> {
    workspace.sign_out_elsewhere(&me.id, &me.token).await?;
    success(json!({}))
}
