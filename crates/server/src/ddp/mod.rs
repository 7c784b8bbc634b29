//! The realtime API: DDP over a WebSocket (protocol 1.4, 7.2, 7.3).

mod frames;
mod methods;
mod socket;
mod streams;

use axum::{
    Router,
    extract::{State, WebSocketUpgrade},
    response::Response,
    routing::any,
};

pub(crate) use frames::{method_not_found, result_frame};
pub(crate) use methods::write_signal;

use crate::workspace::Workspace;

pub(crate) fn router() -> Router<Workspace> {
    Router::new().route("/websocket", any(upgrade))
}

async fn upgrade(State(workspace): State<Workspace>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.max_message_size(LONGEST_FRAME).max_frame_size(LONGEST_FRAME);
    upgrade.on_upgrade(move |socket| socket::serve(workspace, socket))
}

/// No client has a reason to send more at once.
const LONGEST_FRAME: usize = 1 << 20;
