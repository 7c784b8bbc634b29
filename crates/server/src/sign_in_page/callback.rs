//! The way back from the company's login: a code comes in, a credential goes to the app.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::page;
use crate::{
    root::Root,
    rules::sign_on_state::{SignOnState, Way, refusing_link},
    workspace::Workspace,
};

#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    /// Why the company did not let somebody in.
    error: Option<String>,
    state: Option<String>,
}

pub(super) async fn finish(
    State(workspace): State<Workspace>,
    Root(root): Root,
    Query(answer): Query<Answer>,
) -> Response {
    let Some(state) = answer.state.as_deref().and_then(SignOnState::parse) else {
        return page::refused(StatusCode::BAD_REQUEST, "This link is not complete. Start again in Vconnct.");
    };
    if let Some(error) = answer.error {
        return not_let_in(&state, &root, &error);
    }
    let code = answer.code.unwrap_or_default();
    let Some(secret) = workspace.single_sign_on().exchange(workspace.now(), &code, &state.credential_token) else {
        return page::refused(StatusCode::BAD_REQUEST, "This link has expired. Start again in Vconnct.");
    };
    match state.way {
        Way::Link(app) => page::returning(page::SIGNED_IN, page::BACK, &state.link(app, &root, &secret)),
        Way::Window => page::fragment(&state.fragment(&secret)),
    }
}

fn not_let_in(state: &SignOnState, root: &str, error: &str) -> Response {
    match state.way {
        Way::Link(app) => page::returning(page::NOT_SIGNED_IN, page::BACK, &refusing_link(app, root, error)),
        Way::Window => page::refused(StatusCode::OK, "The company's login let nobody in. You can close this window."),
    }
}
