//! The start page as far as desktop programs need it: signing in for a session that is handed to them.

use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{page, sender};
use crate::{
    escape::component,
    refusal::Refusal,
    root::Root,
    rules::login::{Attempt, hash},
    session::{NotSignedIn, Session},
    workspace::Workspace,
};

#[derive(Deserialize)]
pub(super) struct Visit {
    #[serde(rename = "loginClient")]
    client: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    code: Option<String>,
}

impl Visit {
    fn is_of_desktop(&self) -> bool {
        self.client.as_deref() == Some("desktop")
    }
}

pub(super) async fn form(State(workspace): State<Workspace>, Query(visit): Query<Visit>) -> Response {
    match visit.is_of_desktop() {
        true => ask(&workspace, StatusCode::OK, page::Form::default()).await,
        // There is no web client here.
        false => Refusal::not_found().into_response(),
    }
}

pub(super) async fn sign_in(
    State(workspace): State<Workspace>,
    Root(root): Root,
    headers: HeaderMap,
    Query(visit): Query<Visit>,
    Form(typed): Form<Typed>,
) -> Response {
    if !visit.is_of_desktop() {
        return Refusal::not_found().into_response();
    }
    if !sender::is_ours(&headers, &root) {
        return page::stranger();
    }
    let username = typed.username.clone();
    let attempt = Attempt::Password { login: typed.username, digest: hash(&typed.password), code: typed.code };
    let (problem, asks_for_code) = match workspace.sign_in(attempt).await {
        Ok(session) => return page::returning(page::SIGNED_IN, page::BACK, &link(&root, &session)),
        Err(NotSignedIn::Trouble(_)) => return page::trouble(),
        Err(NotSignedIn::CodeNeeded) => (CODE_NEEDED, true),
        Err(NotSignedIn::CodeWrong) => (CODE_WRONG, true),
        Err(NotSignedIn::LoggedOut | NotSignedIn::Unauthorized) => (page::WRONG_PASSWORD, false),
    };
    let form = page::Form { username: &username, problem: Some(problem), asks_for_code, ..page::Form::default() };
    ask(&workspace, StatusCode::UNAUTHORIZED, form).await
}

async fn ask(workspace: &Workspace, status: StatusCode, form: page::Form<'_>) -> Response {
    let Ok(site) = workspace.run(|tx| tx.site_name()).await else { return page::trouble() };
    let heading = format!("Sign in to {site}");
    page::Form { heading: &heading, text: "Vconnct goes on from there.", ..form }.response(status)
}

/// What the web client sends a desktop program.
fn link(root: &str, session: &Session) -> String {
    let (host, token) = (component(root), component(&session.token));
    format!("rocketchat://auth?host={host}&token={token}&userId={}", component(session.person.id.as_str()))
}

const CODE_NEEDED: &str = "Type your password once more, with the code your authenticator app shows.";
const CODE_WRONG: &str = "That code is not right. Type your password once more, with the code shown now.";
