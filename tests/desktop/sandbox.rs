//! Notifications of a program in a sandbox: through the portal.

use support::{
    desk::{Desk, Fittings},
    peer::{Call, Peer},
    person::Person,
    portal::{self, Portal, Screen},
    workspace::Workspace,
};

use crate::scripted_desk::at;

#[tokio::test]
async fn a_call_is_shown_with_its_buttons_and_accepted_there() {
    let (_house, ana, bo, portal, screen, call) = rung_in_a_sandbox(2).await;
    let shown = screen.shows_one(None).await;
    assert_eq!(shown.title, format!("{} is calling", ana.name().await));
    assert_eq!(shown.priority, "urgent");
    let buttons: Vec<_> = shown.buttons.iter().map(|(action, label)| (action.as_str(), label.as_str())).collect();
    assert_eq!(buttons, [("accept", "Accept"), ("decline", "Decline"), ("dismiss", "Dismiss")]);
    assert!(shown.said.iter().any(|name| name == "category"), "{shown:?}");
    portal.press("somebody-else.1", "decline", None).await;
    portal.press(&shown.id, "accept", None).await;
    ana.hears("accepted", &call).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    screen.is_clear().await;
}

#[tokio::test]
async fn an_old_portal_is_asked_only_for_what_it_knows_and_what_it_shows_goes_with_the_agent() {
    let (_house, _ana, mut bo, _portal, screen, _call) = rung_in_a_sandbox(1).await;
    let shown = screen.shows_one(None).await;
    assert_eq!(shown.said, ["body", "buttons", "default-action", "icon", "priority", "title"]);
    bo.agent().terminate().await;
    screen.is_clear().await;
}

#[tokio::test]
async fn a_portal_that_restarts_while_it_rings_shows_the_call_again_and_only_once() {
    let (_house, ana, bo, portal, screen, call) = rung_in_a_sandbox(2).await;
    let first = screen.shows_one(None).await;
    let screen = portal.dies().await;
    let portal = Portal::start(bo.desk.bus(), 2, &screen).await;
    let again = screen.shows_one(Some(&first.id)).await;
    portal.press(&again.id, "decline", None).await;
    ana.hears("rejected", &call).await;
    screen.is_clear().await;
}

#[tokio::test]
async fn a_portal_that_the_call_itself_starts_shows_it_once() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let desk = sandboxed().await;
    desk.bus().starts(portal::NAME).await;
    let bo = at(desk, &house).await;
    let call = ana.calls(&bo.account.username).await;
    bo.desk.bus().has_started(portal::NAME).await;
    let screen = Screen::default();
    let portal = Portal::start(bo.desk.bus(), 2, &screen).await;
    let shown = screen.shows_one(None).await;
    portal.press(&shown.id, "decline", None).await;
    ana.hears("rejected", &call).await;
    screen.is_clear().await;
    assert_eq!(screen.came(), 1, "it came up again");
}

#[tokio::test]
async fn whoever_calls_for_the_first_time_is_shown_with_their_picture() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let desk = sandboxed().await;
    let screen = Screen::default();
    let _portal = Portal::start(desk.bus(), 2, &screen).await;
    let bo = at(desk, &house).await;
    bo.has_pictures().await;
    ana.calls(&bo.account.username).await;
    assert_eq!(screen.shows_one(None).await.icon, "bytes");
}

/// Somebody whose agent runs in a sandbox is called.
async fn rung_in_a_sandbox(version: u32) -> (Workspace, Peer, Person, Portal, Screen, Call) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let desk = sandboxed().await;
    let screen = Screen::default();
    let portal = Portal::start(desk.bus(), version, &screen).await;
    let bo = at(desk, &house).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    (house, ana, bo, portal, screen, call)
}

/// A desk whose programs run in a sandbox.
async fn sandboxed() -> Desk {
    let mut desk = Desk::with(Fittings { bus: true, ..Fittings::BARE }).await;
    desk.set("SNAP", "/snap/vconnct/1");
    desk
}
