//! The pages of a sign-in in a real browser: what it lets them do, and what it says of them.
//!
//! Needs `chromium` and `chromedriver`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[allow(dead_code, reason = "shared with the other tests")]
mod browsers;

#[path = "workspace/client.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod client;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use browsers::{Driver, Tab};
use client::{Office, anonymous};
use serde_json::{Value, json};

#[tokio::test]
async fn somebody_types_it_wrong_then_right_and_is_led_back_to_the_app() {
    let (office, driver) = (company().await, Driver::start().await);
    let root = office.server.url();
    let document = json!({ "loginStyle": "redirect", "credentialToken": "t", "redirectUrl": "vconnct://auth" });
    let tab = driver.opens(&authorize(root, &document)).await;
    tab.shows("h1", "Company login").await;
    signs_in(&tab, "ada", "wrong").await;
    tab.shows("#problem", "That password doesn't match this user.").await;
    signs_in(&tab, "", "ada secret").await;
    tab.shows("h1", "You are signed in").await;
    tab.shows("#return", "Back to Vconnct").await;
    let link = tab.attribute("#return", "href").await;
    assert!(link.starts_with(&format!("vconnct://auth?host={root}/&type=oauth&credentialToken=t&credentialSecret=")));
    tab.close().await;
}

#[tokio::test]
async fn a_window_shows_the_credential_in_its_own_address() {
    let (office, driver) = (company().await, Driver::start().await);
    let root = office.server.url();
    let document = json!({ "loginStyle": "popup", "credentialToken": "t", "isCordova": true });
    let tab = driver.opens(&authorize(root, &document)).await;
    signs_in(&tab, "ben", "ben secret").await;
    let credential: Value = serde_json::from_str(&tab.fragment().await).unwrap();
    let login = anonymous(root, "POST", "/api/v1/login", Some(json!({ "oauth": credential }))).await;
    assert_eq!((login.status, &login.body["data"]["me"]["username"]), (200, &json!("ben")));
    tab.close().await;
}

#[tokio::test]
async fn a_session_is_handed_to_a_desktop_program() {
    let (office, driver) = (Office::open().await, Driver::start().await);
    let tab = driver.opens(&format!("{}/home?loginClient=desktop", office.server.url())).await;
    tab.shows("h1", "Sign in to Vconnct").await;
    signs_in(&tab, "ada", "ada secret").await;
    tab.shows("#return", "Back to Vconnct").await;
    assert!(tab.attribute("#return", "href").await.starts_with("rocketchat://auth?host=http%3A%2F%2F127.0.0.1%3A"));
    tab.close().await;
}

async fn company() -> Office {
    Office::open_with(&["limits=off", "company=on"]).await
}

fn authorize(root: &str, document: &Value) -> String {
    let state = URL_SAFE_NO_PAD.encode(document.to_string());
    format!(
        "{root}/company-login/authorize?client_id=vconnct&response_type=code&redirect_uri={root}/_oauth/company&state={state}"
    )
}

async fn signs_in(tab: &Tab, username: &str, password: &str) {
    tab.types("#username", username).await;
    tab.types("#password", password).await;
    tab.press("#sign-in").await;
}
