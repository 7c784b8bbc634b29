//! The call page: the server's own provider of calls (a mesh of browsers; the server only introduces them).
//!
//! An address of the page is one person's, good for an hour. The page keeps a socket open to the
//! server, by which browsers find each other and the server knows who is there: so records have true
//! ends and lengths.

mod meeting;
mod socket;
mod token;

use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::{any, get},
};
use vconnct_proto::CallId;

pub(crate) use meeting::Meetings;
pub(crate) use token::token;

use crate::{
    documents::Call,
    page_file::{self, SCRIPT, STYLE},
    refusal::Refusal,
    workspace::Workspace,
};

/// Microphone and camera as chosen before; what was not chosen is the page's to decide.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Devices {
    pub mic: Option<bool>,
    pub cam: Option<bool>,
}

/// The address of `call` for the person of `token`.
pub(crate) fn address(root: &str, call: &Call, token: &str, devices: Devices) -> String {
    let mut address = format!("{root}/call/{}?token={token}", call.id);
    for (name, choice) in [("mic", devices.mic), ("cam", devices.cam)] {
        if let Some(on) = choice {
            address.push_str(&format!("&{name}={}", u8::from(on)));
        }
    }
    address
}

pub(crate) fn router() -> Router<Workspace> {
    Router::new()
        .route("/call/{id}", get(page))
        .route("/call/{id}/socket", any(socket::upgrade))
        .route("/call-page/{file}", get(file))
}

/// The page is the same for everybody; what differs comes by its socket.
async fn page(Path(_): Path<CallId>) -> Response {
    let mut response = Html(include_str!("../../page/call.html")).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(self), microphone=(self)"));
    response
}

/// The page's own files, and what other pages have in common with it.
async fn file(Path(name): Path<String>) -> Result<Response, Refusal> {
    let (kind, text) = match name.as_str() {
        "call.css" => (STYLE, include_str!("../../page/call.css")),
        "call.js" => (SCRIPT, include_str!("../../page/call.js")),
        "devices.js" => (SCRIPT, include_str!("../../page/devices.js")),
        "icon.svg" => ("image/svg+xml", include_str!("../../page/icon.svg")),
        "link.js" => (SCRIPT, include_str!("../../page/link.js")),
        "look.css" => (STYLE, include_str!("../../page/look.css")),
        "peer.js" => (SCRIPT, include_str!("../../page/peer.js")),
        "tiles.js" => (SCRIPT, include_str!("../../page/tiles.js")),
        "words.js" => (SCRIPT, include_str!("../../page/words.js")),
        _ => return Err(Refusal::not_found()),
    };
    Ok(page_file::answer(kind, text))
}

/// The secret that signs addresses.
pub(crate) const SECRET: &str = "call-page";

/// Nothing from elsewhere, no inline script, no frame around the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";
