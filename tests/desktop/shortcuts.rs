//! Keys that answer from anywhere: with no window of ours, and only once they were switched on.

use support::{
    desk::Fittings,
    display::Chord,
    eventually::eventually,
    peer::{Call, Peer},
    person::Person,
    surface::Seen,
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{Settings, Trouble},
};

#[tokio::test]
async fn ctrl_alt_a_accepts_the_call_that_rings_and_no_window_opens() {
    let (_house, ana, bo) = with_keys_everywhere().await;
    let call = rung(&ana, &bo).await;
    keys_are_held(&bo).await;
    bo.desk.display().press(ACCEPT).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
    bo.is_quiet().await;
    assert!(!bo.surface().now().windows.main, "a window came up");
}

#[tokio::test]
async fn ctrl_alt_d_declines_it_beside_other_work() {
    let (_house, ana, bo) = with_keys_everywhere().await;
    bo.desk.display().other_work().await;
    let call = rung(&ana, &bo).await;
    keys_are_held(&bo).await;
    bo.desk.display().press(DECLINE).await;
    ana.hears("rejected", &call).await;
    bo.is_quiet().await;
}

#[tokio::test]
async fn until_they_are_switched_on_they_are_any_other_programs() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    let call = rung(&ana, &bo).await;
    assert!(is_free(&bo), "a key was taken that nobody wanted taken");
    bo.desk.display().press(ACCEPT).await;
    bo.types(&["dismiss"]).await.worked();
    assert_eq!(ana.signals_of(&call), [], "a key answered that is not switched on");
}

#[tokio::test]
async fn switched_on_they_are_ours_only_while_something_rings() {
    let (_house, ana, bo) = with_keys_everywhere().await;
    eventually("the key to be free", async || is_free(&bo).then_some(())).await;
    let call = rung(&ana, &bo).await;
    keys_are_held(&bo).await;
    ana.hangs_up(&call).await;
    bo.is_quiet().await;
    eventually("the key to be free again", async || is_free(&bo).then_some(())).await;
}

#[tokio::test]
async fn a_key_of_another_program_is_told_of_when_they_are_switched_on() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    assert!(bo.desk.display().other_takes(DECLINE));
    switch(&bo, true).await;
    bo.is_told(Trouble::DeclineKeyTaken).await;
    assert!(!is_told(&bo.surface().now(), Trouble::AcceptKeyTaken));
    switch(&bo, false).await;
    bo.sees("nothing more about it", |seen| (!is_told(seen, Trouble::DeclineKeyTaken)).then_some(())).await;
}

fn is_told(seen: &Seen, trouble: Trouble) -> bool {
    seen.session.troubles.contains(&trouble)
}

/// Waits until both keys are ours: the one that declines is the second to be taken.
async fn keys_are_held(bo: &Person) {
    eventually("the keys to be taken", async || (!is_free(bo)).then_some(())).await;
}

/// Whether another program could have the key that declines.
fn is_free(bo: &Person) -> bool {
    let free = bo.desk.display().other_takes(DECLINE);
    if free {
        bo.desk.display().other_gives_back(DECLINE);
    }
    free
}

async fn with_keys_everywhere() -> (Workspace, Peer, Person) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    switch(&bo, true).await;
    (house, ana, bo)
}

async fn switch(person: &Person, on: bool) {
    let settings = Settings { shortcuts_everywhere: on, ..person.surface().now().settings };
    person.surface().asks(&Action::SetSettings { settings: settings.into() }).await.expect("settings can be kept");
}

async fn rung(ana: &Peer, bo: &Person) -> Call {
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.desk.sound().plays(Tone::Ring).await;
    call
}

const ACCEPT: Chord = Chord::control_alt('a');
const DECLINE: Chord = Chord::control_alt('d');
