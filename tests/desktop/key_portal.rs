//! Keys from anywhere on a desktop that decides itself which they are.

use support::{
    desk::{Desk, Fittings},
    key_portal::{self, Portal},
    person::Person,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    shortcuts::Shortcut,
    update::{Settings, Trouble},
};

use crate::waiting::a_moment;

#[tokio::test]
async fn a_key_that_the_desktop_gives_accepts_a_call_and_is_shown_as_the_desktop_calls_it() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = at_a_wayland_desk(&house).await;
    let portal = Portal::start(bo.desk.bus(), key_portal::Person::Agrees).await;
    has_keys(&bo, true).await;
    a_moment().await;
    assert_eq!(portal.questions(), 0, "asked for keys that nobody wants");

    switch(&bo, true).await;
    let asked = portal.is_asked().await;
    assert_eq!(portal.introduced().last().map(String::as_str), Some("com.vconnct.desktop"));
    assert_eq!((asked.len(), asked[0].description.as_str()), (7, "Accept the call"));
    is_shown(&bo, Shortcut::Accept, "CTRL+ALT+a").await;
    portal.renames("accept", "Super+F1").await;
    is_shown(&bo, Shortcut::Accept, "Super+F1").await;

    portal.press("accept").await; // while nothing rings
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    portal.press("of-another-version").await;
    portal.press("accept").await;
    ana.hears("accepted", &call).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    switch(&bo, false).await;
    portal.has_them_all_back().await;
    assert_eq!(portal.questions(), 1);
}

#[tokio::test]
async fn who_says_no_to_the_desktop_has_switched_the_keys_off() {
    let house = Workspace::opens().await;
    let bo = at_a_wayland_desk(&house).await;
    let portal = Portal::start(bo.desk.bus(), key_portal::Person::Refuses).await;
    has_keys(&bo, true).await;
    switch(&bo, true).await;
    portal.is_asked().await;
    bo.sees("the switch turned off", |seen| (!seen.settings.shortcuts_everywhere).then_some(())).await;
    portal.has_them_all_back().await;
    a_moment().await;
    assert_eq!(portal.questions(), 1, "asked again");
    has_keys(&bo, true).await;
}

#[tokio::test]
async fn a_portal_that_is_gone_is_missed_and_one_that_comes_is_asked() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = at_a_wayland_desk(&house).await;
    has_keys(&bo, false).await;
    switch(&bo, true).await;
    let first = Portal::start(bo.desk.bus(), key_portal::Person::Agrees).await;
    is_shown(&bo, Shortcut::Decline, "CTRL+ALT+d").await;
    first.breaks().await;
    has_keys(&bo, false).await;
    let second = Portal::start(bo.desk.bus(), key_portal::Person::Agrees).await;
    is_shown(&bo, Shortcut::Decline, "CTRL+ALT+d").await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    second.press("decline").await;
    ana.hears("rejected", &call).await;
}

#[tokio::test]
async fn while_the_person_has_not_answered_the_desktop_calls_ring_and_the_switch_works() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = at_a_wayland_desk(&house).await;
    let portal = Portal::start(bo.desk.bus(), key_portal::Person::IsAway).await;
    has_keys(&bo, true).await;
    switch(&bo, true).await;
    portal.is_asked().await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.declines().await;
    ana.hears("rejected", &call).await;
    switch(&bo, false).await;
    portal.has_them_all_back().await;
}

/// The second person of the house at a desk whose display gives no keys.
async fn at_a_wayland_desk(house: &Workspace) -> Person {
    let mut desk = Desk::with(Fittings { bus: true, ..Fittings::BARE }).await;
    desk.is_wayland();
    let mut person = Person::at(desk, &house.people[1]);
    person.starts().await;
    person.signs_in(&house.url).await;
    person.is_reachable().await;
    person.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
    person
}

/// Waits until the agent says so.
async fn has_keys(person: &Person, has: bool) {
    let missing = Trouble::NoShortcuts;
    person.sees("what the desktop gives", |seen| (seen.session.troubles.contains(&missing) != has).then_some(())).await;
}

async fn is_shown(person: &Person, shortcut: Shortcut, as_trigger: &str) {
    let triggers = |seen: &support::surface::Seen| seen.session.keys.triggers.clone().unwrap_or_default();
    person.sees("a key", |seen| (triggers(seen).get(&shortcut)? == as_trigger).then_some(())).await;
}

async fn switch(person: &Person, on: bool) {
    let settings = Settings { shortcuts_everywhere: on, ..person.surface().now().settings };
    person.surface().asks(&Action::SetSettings { settings: settings.into() }).await.expect("settings can be kept");
}
