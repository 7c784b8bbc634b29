//! Signing in with a browser: the company's login, the way back from it, and the handing over to a desktop program.
//!
//! An app opens the login in a browser and waits. The company knows the person and sends the browser on with a
//! code ([`company`]); the workspace takes the code and hands the app a credential ([`callback`]), which the app
//! signs in with. [`home`] is the shorter way of web clients: it hands over a session.

mod callback;
mod company;
mod home;
mod page;
mod sender;

use axum::{
    Router,
    extract::Path,
    http::{HeaderName, HeaderValue, header},
    middleware,
    response::Response,
    routing::get,
};
use serde_json::{Value, json};

use crate::{
    page_file::{self, SCRIPT, STYLE},
    refusal::Refusal,
    workspace::Workspace,
};

/// The pages; those of the company only where it has a login.
pub(crate) fn router(company: bool) -> Router<Workspace> {
    let company = match company {
        true => Router::new()
            .route(COMPANY_PATH, get(company::form).post(company::sign_in))
            .route(CALLBACK_PATH, get(callback::finish)),
        false => Router::new(),
    };
    company
        .route("/home", get(home::form).post(home::sign_in))
        .layer(middleware::map_response(guard))
        .route("/sign-in-page/{file}", get(file))
}

/// The company's login as the workspace offers it.
pub(crate) fn service(root: &str) -> Value {
    json!({
        "_id": "company", "service": "company", "name": "company", "custom": true, "clientId": CLIENT,
        "serverURL": root, "authorizePath": COMPANY_PATH, "scope": "openid", "loginStyle": "popup",
        "buttonLabelText": "Company login", "buttonColor": "#1d4ed8", "buttonLabelColor": "#ffffff",
        "showButton": true,
    })
}

/// Where the company's login sends browsers back to.
fn callback(root: &str) -> String {
    format!("{root}{CALLBACK_PATH}")
}

/// What passes through here is secret: it is not kept, not told to other pages, and shown in no frame.
async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in GUARDS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The pages' own files.
async fn file(Path(name): Path<String>) -> Result<Response, Refusal> {
    let (kind, text) = match name.as_str() {
        "return.js" => (SCRIPT, include_str!("../../page/return.js")),
        "sign-in.css" => (STYLE, include_str!("../../page/sign-in.css")),
        _ => return Err(Refusal::not_found()),
    };
    Ok(page_file::answer(kind, text))
}

/// The workspace's name at the company's login.
const CLIENT: &str = "vconnct";
const COMPANY_PATH: &str = "/company-login/authorize";
const CALLBACK_PATH: &str = "/_oauth/company";

/// Nothing from elsewhere, no inline script, forms to ourselves only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

const GUARDS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];
