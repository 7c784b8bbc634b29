//! The REST API (protocol 7.1): requests in, transactions of the workspace, envelopes out.

mod avatars;
mod calls;
mod entry;
mod messages;
mod parts;
mod people;
mod rooms;
mod settings;

use axum::{
    Json, Router,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use crate::{refusal::Refusal, workspace::Workspace};

/// What an endpoint answers.
type Answer = Result<Json<Value>, Refusal>;

/// All endpoints, and 404 for every other path.
pub(crate) fn router(workspace: &Workspace) -> Router<Workspace> {
    let gate = middleware::from_fn_with_state(workspace.clone(), parts::gate);
    Router::new()
        .nest("/api/v1", signed_in().layer(gate).merge(open()))
        .route("/api/info", get(entry::info))
        .route("/avatar/{username}", get(avatars::of_person))
        .route("/avatar/uid/{uid}", get(avatars::of_person_by_id))
        .route("/avatar/room/{rid}", get(avatars::of_room))
        .fallback(async || Refusal::not_found())
}

/// What nobody needs to be signed in for.
fn open() -> Router<Workspace> {
    Router::new()
        .route("/login", post(entry::login))
        .route("/settings.oauth", get(settings::oauth))
        .route("/settings.public", get(settings::public))
}

fn signed_in() -> Router<Workspace> {
    Router::new()
        .route("/logout", post(entry::logout))
        .route("/me", get(people::me))
        .route("/permissions.listAll", get(settings::permissions))
        .route("/spotlight", get(people::spotlight))
        .route("/users.info", get(people::info))
        .route("/users.presence", get(people::presence))
        .route("/users.removeOtherTokens", post(entry::remove_other_tokens))
        .route("/users.setPreferences", post(people::set_preferences))
        .route("/users.setStatus", post(people::set_status))
        .route("/method.call/{method}", post(calls::method))
        .merge(room_routes())
        .merge(message_routes())
        .merge(call_routes())
}

fn room_routes() -> Router<Workspace> {
    Router::new()
        .route("/subscriptions.get", get(rooms::subscriptions))
        .route("/subscriptions.getOne", get(rooms::subscription))
        .route("/subscriptions.read", post(rooms::read))
        .route("/subscriptions.unread", post(rooms::unread))
        .route("/rooms.get", get(rooms::rooms))
        .route("/rooms.info", get(rooms::info))
        .route("/rooms.open", post(rooms::open))
        .route("/rooms.hide", post(rooms::hide))
        .route("/rooms.favorite", post(rooms::favourite))
        .route("/im.create", post(rooms::create_direct))
        .route("/dm.create", post(rooms::create_direct))
        .route("/channels.create", post(rooms::create_channel))
        .route("/groups.create", post(rooms::create_group))
        .route("/im.members", get(rooms::members))
        .route("/dm.members", get(rooms::members))
        .route("/channels.members", get(rooms::members))
        .route("/groups.members", get(rooms::members))
}

fn message_routes() -> Router<Workspace> {
    Router::new()
        .route("/im.history", get(messages::direct_history))
        .route("/dm.history", get(messages::direct_history))
        .route("/channels.history", get(messages::channel_history))
        .route("/groups.history", get(messages::group_history))
        .route("/chat.syncMessages", get(messages::sync))
        .route("/chat.getMessage", get(messages::one))
        .route("/chat.getThreadMessages", get(messages::thread))
        .route("/chat.sendMessage", post(messages::send))
        .route("/chat.update", post(messages::update))
        .route("/chat.delete", post(messages::delete))
        .route("/chat.react", post(messages::react))
}

fn call_routes() -> Router<Workspace> {
    Router::new()
        .route("/video-conference.capabilities", get(calls::capabilities))
        .route("/video-conference.providers", get(calls::providers))
        .route("/video-conference.start", post(calls::start))
        .route("/video-conference.join", post(calls::join))
        .route("/video-conference.cancel", post(calls::cancel))
        .route("/video-conference.info", get(calls::info))
        .route("/video-conference.list", get(calls::list))
        .route("/video-conference.joinable", get(calls::joinable))
        .route("/video-conference.decline", post(calls::decline))
        .route("/video-conference.leave", post(calls::leave))
        .route("/video-conference.heartbeat", post(calls::heartbeat))
        .route("/video-conference.ring", post(calls::ring))
        .route("/video-conference.rename", post(calls::rename))
}

/// The envelope of success around an answer's members.
fn success(members: Value) -> Answer {
    let mut body = match members {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    body.insert("success".into(), json!(true));
    Ok(Json(body.into()))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.body())).into_response()
    }
}
