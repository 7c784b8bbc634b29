//! `picture:`, the scheme under which a page gets the pictures its updates name.

use std::sync::Arc;

use tauri::{
    Manager, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};

use crate::{conference_window, link::Link};

/// Answers with the file the agent names; the web view itself reaches neither files nor the network. The page of a
/// call is not ours, and gets none.
pub(crate) fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    if context.webview_label() == conference_window::LABEL {
        return responder.respond(refusal(StatusCode::FORBIDDEN));
    }
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let link = app.state::<Arc<Link>>();
        let response = match name(&request) {
            Some(name) => find(&link, name).await,
            None => refusal(StatusCode::BAD_REQUEST),
        };
        responder.respond(response);
    });
}

/// The name as an update gave it: all that follows the host.
fn name(request: &Request<Vec<u8>>) -> Option<String> {
    let path = request.uri().path_and_query()?.as_str().strip_prefix('/')?;
    percent_encoding::percent_decode_str(path).decode_utf8().ok().map(Into::into)
}

async fn find(link: &Link, name: String) -> Response<Vec<u8>> {
    let Ok(picture) = link.picture(name).await else { return refusal(StatusCode::NOT_FOUND) };
    let Ok(bytes) = tokio::fs::read(&picture.path).await else { return refusal(StatusCode::NOT_FOUND) };
    if !picture.media_type.starts_with("image/") {
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    Response::builder()
        .header(header::CONTENT_TYPE, picture.media_type)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        // A changed picture has another name.
        .header(header::CACHE_CONTROL, "max-age=31536000, immutable")
        .body(bytes)
        .unwrap_or_else(|_| refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}
