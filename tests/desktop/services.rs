//! Services that die, hang and come back while it rings.

use support::{
    desk::Fittings,
    notifications::{Button, Service},
    peer::{Call, Peer},
    person::Person,
    scripted::press_as,
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::update::Trouble;

use crate::scripted_desk::{at_a_desk_that_takes_replies, at_a_scripted_desk};

#[tokio::test]
async fn a_notification_service_that_restarts_shows_the_call_again() {
    let (_house, ana, mut bo, call) = ringing(Fittings::COMPLETE).await;
    bo.desk.display().popup().await;
    bo.desk.lose_notifications().await;
    bo.desk.start_notifications(Service::Xfce).await;
    bo.desk.press(Button::Accept).await;
    ana.hears("accepted", &call).await;
}

#[tokio::test]
async fn a_notification_service_that_hangs_holds_nothing_up() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    bo.desk.notifications().hangs();
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.desk.sound().plays(Tone::Ring).await;
    bo.accepts().await;
    assert!(bo.opens_a_page().await.contains(&call.id));
}

#[tokio::test]
async fn a_sound_server_that_restarts_rings_again() {
    let (_house, _ana, mut bo, _call) = ringing(Fittings::COMPLETE).await;
    bo.desk.sound().plays(Tone::Ring).await;
    bo.desk.lose_sound().await;
    bo.desk.start_sound().await;
    bo.desk.sound().plays(Tone::Ring).await;
}

#[tokio::test]
async fn without_sound_a_call_is_shown_and_the_lack_is_told() {
    let (_house, ana, bo, call) = ringing(Fittings { sound: false, ..Fittings::COMPLETE }).await;
    bo.is_told(Trouble::NoSound).await;
    bo.desk.press(Button::Accept).await;
    ana.hears("accepted", &call).await;
}

#[tokio::test]
async fn without_notifications_a_call_sounds_and_the_lack_is_told() {
    let (_house, _ana, bo, call) = ringing(Fittings { notifications: None, ..Fittings::COMPLETE }).await;
    bo.desk.sound().plays(Tone::Ring).await;
    bo.is_told(Trouble::NoNotifications).await;
    bo.accepts().await;
    assert!(bo.opens_a_page().await.contains(&call.id));
}

#[tokio::test]
async fn the_notification_is_urgent_names_the_caller_and_goes_with_the_agent() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let (mut bo, service) = at_a_scripted_desk(&house).await;
    ana.calls(&bo.account.username).await;
    let shown = service.shows().await;
    assert!(shown.summary.contains(&ana.name().await), "{shown:?}");
    assert_eq!(shown.urgency, 2);
    let actions: Vec<_> = shown.actions.iter().map(String::as_str).collect();
    assert_eq!(actions, ["accept", "Accept", "decline", "Decline", "dismiss", "Dismiss", "default", ""]);
    bo.agent().terminate().await;
    service.is_clear().await;
}

#[tokio::test]
async fn strangers_cannot_press_the_buttons() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    let call = ana.calls(&bo.account.username).await;
    let shown = service.shows().await;
    press_as(&bo.desk.bus().stranger().await, shown.id, "accept").await;
    service.press(bo.desk.bus(), shown.id, "decline").await;
    ana.hears("rejected", &call).await;
    assert_eq!(bo.desk.home().opened(), [""; 0]);
}

#[tokio::test]
async fn words_written_into_the_notification_go_with_the_decline() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_desk_that_takes_replies(&house).await;
    let call = ana.calls(&bo.account.username).await;
    let shown = service.shows().await;
    assert!(shown.actions.iter().any(|action| action == "inline-reply"), "{shown:?}");
    service.reply(bo.desk.bus(), shown.id, "In ten minutes.").await;
    ana.hears("rejected", &call).await;
    assert_eq!(ana.receives("In ten minutes.").await, bo.account.username);
    service.is_clear().await;
}

async fn ringing(fittings: Fittings) -> (Workspace, Peer, Person, Call) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    (house, ana, bo, call)
}
