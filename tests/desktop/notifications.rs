//! A call while no window is open: sound, a notification with buttons, and what the buttons do.

use std::time::Duration;

use support::{
    desk::Fittings,
    eventually::eventually,
    notifications::{Button, Service},
    peer::{Call, Peer},
    person::Person,
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::update::{CallState, IncomingPhase, RoomKind};

#[tokio::test]
async fn accept_on_the_notification_opens_the_calls_page() {
    let (_house, ana, bo, call) = ringing(Service::Xfce).await;
    bo.desk.press(Button::Accept).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
    all_is_quiet(&bo).await;
}

#[tokio::test]
async fn decline_on_the_notification_tells_the_caller() {
    let (_house, ana, bo, call) = ringing(Service::Xfce).await;
    bo.desk.press(Button::Decline).await;
    ana.hears("rejected", &call).await;
    all_is_quiet(&bo).await;
    assert_eq!(bo.desk.home().opened(), [""; 0]);
}

#[tokio::test]
async fn dismiss_on_the_notification_tells_nobody() {
    let (_house, ana, bo, call) = ringing(Service::Xfce).await;
    bo.desk.press(Button::Dismiss).await;
    bo.sees("a dismissed call", |seen| {
        seen.calls.incoming.iter().any(|call| call.phase == IncomingPhase::Dismissed).then_some(())
    })
    .await;
    all_is_quiet(&bo).await;
    assert_eq!(ana.signals_of(&call), [], "the caller was told");
    assert_eq!(ana.record(&call).await["status"], 0, "the call rings no more");
    assert_eq!(bo.desk.home().opened(), [""; 0]);
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_a_missed_call_instead() {
    let (_house, ana, bo, call) = ringing(Service::Xfce).await;
    ana.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    bo.desk.sound().falls_silent().await;
}

#[tokio::test]
async fn another_service_has_the_same_buttons() {
    let (_house, ana, bo, call) = ringing(Service::Mate).await;
    bo.desk.press(Button::Accept).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
    all_is_quiet(&bo).await;
}

#[tokio::test]
async fn a_service_without_buttons_offers_them_in_its_menu() {
    let (_house, ana, bo, call) = ringing(Service::Dunst).await;
    bo.desk.press(Button::Decline).await;
    ana.hears("rejected", &call).await;
    all_is_quiet(&bo).await;
}

#[tokio::test]
async fn a_call_of_a_room_is_told_of_without_a_sound_and_joined_from_its_notification() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let fittings = Fittings { notifications: Some(Service::Xfce), ..Fittings::COMPLETE };
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    let call = ana.starts(bo.room(RoomKind::Channel).await.id.as_str()).await;
    ana.joins(&call).await;
    bo.desk.display().popup().await;
    tokio::time::sleep(Duration::from_secs(1)).await; // a tone would be heard by then
    assert!(bo.desk.sound().heard().is_empty(), "it rang");
    bo.desk.press(Button::Join).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    eventually("both to be in it", async || (ana.record(&call).await["users"].as_array()?.len() == 2).then_some(()))
        .await;
}

/// Somebody is called by another client, at a desk without any window.
async fn ringing(service: Service) -> (Workspace, Peer, Person, Call) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let fittings = Fittings { notifications: Some(service), ..Fittings::COMPLETE };
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.desk.sound().plays(Tone::Ring).await;
    (house, ana, bo, call)
}

async fn all_is_quiet(person: &Person) {
    eventually("the screen to be clear", async || person.desk.display().popups().is_empty().then_some(())).await;
    person.desk.sound().falls_silent().await;
    person.is_quiet().await;
}
