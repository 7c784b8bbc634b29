//! The call page in real browsers: people see and hear each other, and the server knows who is there.
//!
//! Needs `chromium` and `chromedriver`. The browsers have fake devices that show a clock and beep.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[allow(dead_code, reason = "shared with the other tests")]
mod browsers;

#[path = "workspace/client.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod client;

use browsers::{Driver, Tab};
use client::{Office, Person};
use serde_json::json;
use vconnct_server::Clock;

/// A workspace whose time runs, for people in front of screens.
async fn office() -> Office {
    let mut office = Office::open_with(&["limits=off"]).await;
    office.clock = Clock::wall();
    office
}

async fn address(person: &Person, call: &str, mic: bool, cam: bool) -> String {
    let body = json!({ "callId": call, "state": { "mic": mic, "cam": cam } });
    person.posts("video-conference.join", body).await["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn two_people_see_and_hear_each_other_and_the_call_ends_when_they_leave() {
    let (office, driver) = (office().await, Driver::start().await);
    let (ada, ben, rid) = office.two().await;
    let mut room = ada.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    let call = ada.calls(&rid).await;
    let ben_tab = driver.opens(&address(&ben, &call, true, true).await).await;
    ben_tab.shows("#waiting", "Waiting for Ada Byron").await;
    let ada_tab = driver.opens(&address(&ada, &call, true, true).await).await;
    for tab in [&ada_tab, &ben_tab] {
        tab.decodes(1).await;
        tab.hears(1).await;
    }
    ada_tab.shows("#title", "Call with Ben Ito").await;
    assert_eq!(ada_tab.text(".tile:not(.own) .name").await, "Ben Ito");
    assert!(!ada_tab.address().await.contains("token"), "the token stays out of the address bar");
    ada_tab.press("#leave-button").await;
    ada_tab.shows("#message-title", "You have left the call").await;
    ben_tab.shows("#waiting", "Waiting for Ada Byron").await;
    ben_tab.press("#leave-button").await;
    // The record says so as soon as the page does; the end comes ten seconds of nobody later.
    loop {
        room.event(&format!("{rid}/videoconf")).await;
        let record = ada.record(&call).await;
        if record["users"].as_array().unwrap().iter().all(|user| user["leftReason"] == "reported") {
            break;
        }
    }
    ada_tab.close().await;
    ben_tab.close().await;
}

#[tokio::test]
async fn four_people_are_all_connected_to_each_other() {
    let (office, driver) = (office().await, Driver::start().await);
    office.server.add_person("dee", "Dee Okoro", "dee secret").await.unwrap();
    let ada = office.signs_in("ada").await;
    let made = ada.posts("groups.create", json!({ "name": "crew", "members": ["ben", "cem", "dee"] })).await;
    let rid = made["group"]["_id"].as_str().unwrap();
    let started = ada.posts("video-conference.start", json!({ "roomId": rid, "title": "Weekly sync" })).await;
    let call = started["data"]["callId"].as_str().unwrap();
    let mut tabs = Vec::new();
    for name in ["ada", "ben", "cem", "dee"] {
        let person = office.signs_in(name).await;
        tabs.push(driver.opens(&address(&person, call, true, true).await).await);
    }
    for tab in &tabs {
        tab.shows("#title", "Weekly sync").await;
        tab.decodes(3).await;
        tab.hears(3).await;
    }
    let names: Vec<_> =
        ada.record(call).await["users"].as_array().unwrap().iter().map(|user| user["username"].clone()).collect();
    assert_eq!(names, ["ada", "ben", "cem", "dee"]);
    for tab in tabs {
        tab.close().await;
    }
}

#[tokio::test]
async fn devices_start_as_chosen_and_can_be_switched_while_talking() {
    let (office, driver) = (office().await, Driver::start().await);
    let (ada, ben, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    let ben_tab = driver.opens(&address(&ben, &call, false, false).await).await;
    let ada_tab = driver.opens(&address(&ada, &call, true, false).await).await;
    ben_tab.finds("[data-view=in] #mic-button[aria-pressed=false]").await;
    ada_tab.finds("[data-view=in] #mic-button[aria-pressed=true]").await;
    ada_tab.finds("[data-view=in] #cam-button[aria-pressed=false]").await;
    ben_tab.hears(1).await;
    ada_tab.finds(".tile:not(.own):not(.mic):not(.cam)").await;
    ben_tab.press("#cam-button").await;
    ben_tab.press("#mic-button").await;
    ada_tab.finds(".tile.mic.cam:not(.own)").await;
    ada_tab.decodes(1).await;
    ada_tab.hears(1).await;
    ben_tab.press("#cam-button").await;
    ada_tab.finds(".tile.mic:not(.own):not(.cam)").await;
    ada_tab.close().await;
    ben_tab.close().await;
}

#[tokio::test]
async fn somebody_whose_devices_are_refused_takes_part_as_listener() {
    let (office, driver) = (office().await, Driver::start().await);
    let (ada, ben, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    let ada_tab = driver.opens(&address(&ada, &call, true, true).await).await;
    let ben_tab = driver.opens_refusing_devices(&address(&ben, &call, true, true).await).await;
    let advice = "This page may not use your microphone. Allow it in the address bar, then switch it on.";
    ben_tab.shows("[data-key=mic]", advice).await;
    ben_tab.decodes(1).await;
    ben_tab.hears(1).await;
    ben_tab.finds("#mic-button[aria-pressed=false]").await;
    ada_tab.finds(".tile:not(.own):not(.mic):not(.cam)").await;
    ada_tab.close().await;
    ben_tab.close().await;
}

#[tokio::test]
async fn a_reload_comes_back_and_a_stranger_does_not_get_in() {
    let (office, driver) = (office().await, Driver::start().await);
    let (ada, ben, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    let ada_tab = driver.opens(&address(&ada, &call, true, false).await).await;
    let ben_tab = driver.opens(&address(&ben, &call, true, true).await).await;
    ada_tab.decodes(1).await;
    ben_tab.reload().await;
    ada_tab.shows("#title", "Call with Ben Ito").await;
    ada_tab.decodes(1).await;
    let stranger = driver.opens(&format!("{}/call/{call}", ada.root)).await;
    stranger.shows("#message-title", "This link is not complete").await;
    let forged = driver.opens(&format!("{}/call/{call}?token=abc.def", ada.root)).await;
    forged.shows("#message-title", "This link has expired").await;
    for tab in [ada_tab, ben_tab, stranger, forged] {
        tab.close().await;
    }
}

#[tokio::test]
async fn leaving_in_the_app_closes_the_page() {
    let (office, driver) = (office().await, Driver::start().await);
    let (ada, ben, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    let tab: Tab = driver.opens(&address(&ben, &call, true, true).await).await;
    tab.shows("#waiting", "Waiting for Ada Byron").await;
    ben.posts("video-conference.leave", json!({ "callId": call })).await;
    tab.shows("#message-title", "The call is over for you").await;
    tab.close().await;
}
