//! The company's login: it knows the same people by the same passwords, and tells the workspace alone.

use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{CLIENT, callback, page, sender};
use crate::{escape::component, root::Root, session::NotSignedIn, workspace::Workspace};

/// What an app asks the company for (OAuth 2.0, 4.1.1).
#[derive(Deserialize)]
pub(super) struct Request {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    state: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

impl Request {
    /// The state to give back, if this is about our workspace and leads back to it.
    fn state(&self, root: &str) -> Option<&str> {
        let ours = self.client_id.as_deref() == Some(CLIENT)
            && self.redirect_uri.as_deref() == Some(&callback(root))
            && self.response_type.as_deref() == Some("code");
        self.state.as_deref().filter(|_| ours)
    }
}

pub(super) async fn form(
    State(workspace): State<Workspace>,
    Root(root): Root,
    Query(request): Query<Request>,
) -> Response {
    match request.state(&root) {
        Some(_) => ask(&workspace, "", None).await,
        None => incomplete(),
    }
}

pub(super) async fn sign_in(
    State(workspace): State<Workspace>,
    Root(root): Root,
    headers: HeaderMap,
    Query(request): Query<Request>,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(state) = request.state(&root) else { return incomplete() };
    if !sender::is_ours(&headers, &root) {
        return page::stranger();
    }
    match workspace.recognise(typed.username.clone(), &typed.password).await {
        Ok(person) => {
            let code = workspace.single_sign_on().recognised(workspace.now(), person);
            let back = format!("{}?code={code}&state={}", callback(&root), component(state));
            Redirect::to(&back).into_response()
        }
        Err(NotSignedIn::Trouble(_)) => page::trouble(),
        Err(_) => ask(&workspace, &typed.username, Some(page::WRONG_PASSWORD)).await,
    }
}

async fn ask(workspace: &Workspace, username: &str, problem: Option<&str>) -> Response {
    let Ok(site) = workspace.run(|tx| tx.site_name()).await else { return page::trouble() };
    let text = format!("Sign in to go on to {site}.");
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    page::Form { heading: "Company login", text: &text, username, problem, asks_for_code: false }.response(status)
}

/// Nobody is sent anywhere by an address that somebody else may have made up.
fn incomplete() -> Response {
    page::refused(StatusCode::BAD_REQUEST, "This link is not complete. Start again in Vconnct.")
}
