//! Keys that answer from anywhere: with no window of ours, and only once they were switched on.

use support::{
    desk::Fittings,
    display::Chord,
    eventually::eventually,
    peer::{Call, Peer},
    person::Person,
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    shortcuts::{KeyChoice, Place, Shortcut},
    update::{DoNotDisturb, Settings},
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
    assert!(is_free(&bo, DECLINE), "a key was taken that nobody wanted taken");
    bo.desk.display().press(ACCEPT).await;
    bo.types(&["dismiss"]).await.worked();
    assert_eq!(ana.signals_of(&call), [], "a key answered that is not switched on");
}

#[tokio::test]
async fn switched_on_they_are_ours_only_while_something_rings() {
    let (_house, ana, bo) = with_keys_everywhere().await;
    eventually("the key to be free", async || is_free(&bo, DECLINE).then_some(())).await;
    let call = rung(&ana, &bo).await;
    keys_are_held(&bo).await;
    ana.hangs_up(&call).await;
    bo.is_quiet().await;
    eventually("the key to be free again", async || is_free(&bo, DECLINE).then_some(())).await;
}

#[tokio::test]
async fn a_key_of_another_program_is_told_of_when_they_are_switched_on() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    assert!(bo.desk.display().other_takes(DECLINE));
    switch(&bo, true).await;
    bo.sees("a word about it", |seen| (seen.session.keys.taken == [Shortcut::Decline]).then_some(())).await;
    choose(&bo, Shortcut::Decline, "Ctrl+Alt+J").await;
    bo.sees("nothing more about it", |seen| seen.session.keys.taken.is_empty().then_some(())).await;
}

#[tokio::test]
async fn another_key_can_be_chosen_and_the_usual_one_is_free_then() {
    let (_house, ana, bo) = with_keys_everywhere().await;
    choose(&bo, Shortcut::Accept, "Ctrl+Alt+J").await;
    choose(&bo, Shortcut::Dismiss, "Ctrl+Alt+A").await;
    let call = rung(&ana, &bo).await;
    let chosen = Chord::control_alt('j');
    eventually("the key to be taken", async || (!is_free(&bo, chosen)).then_some(())).await;
    bo.desk.display().press(chosen).await;
    ana.hears("accepted", &call).await;
    let refused = bo.surface().asks(&choice(Shortcut::Leave, "Ctrl+Alt+J")).await.expect_err("it is in use");
    assert_eq!((refused["code"].as_str(), refused["shortcut"].as_str()), (Some("keyInUse"), Some("accept")));
}

#[tokio::test]
async fn a_key_that_needs_no_call_works_at_any_time() {
    let (_house, _ana, bo) = with_keys_everywhere().await;
    choose(&bo, Shortcut::DoNotDisturb, "Ctrl+Alt+N").await;
    let key = Chord::control_alt('n');
    for on in [true, false] {
        eventually("the key to be taken", async || (!is_free(&bo, key)).then_some(())).await;
        bo.desk.display().press(key).await;
        bo.sees("the change", |seen| ((seen.settings.do_not_disturb != DoNotDisturb::Off) == on).then_some(())).await;
    }
}

async fn choose(person: &Person, shortcut: Shortcut, chord: &str) {
    person.surface().asks(&choice(shortcut, chord)).await.expect("it is free");
}

fn choice(shortcut: Shortcut, chord: &str) -> Action {
    Action::ChooseKey { shortcut, place: Place::Everywhere, choice: KeyChoice::Chord { chord: chord.into() } }
}

/// Waits until both keys are ours: the one that declines is the second to be taken.
async fn keys_are_held(bo: &Person) {
    eventually("the keys to be taken", async || (!is_free(bo, DECLINE)).then_some(())).await;
}

/// Whether another program could have the key.
fn is_free(bo: &Person, key: Chord) -> bool {
    let free = bo.desk.display().other_takes(key);
    if free {
        bo.desk.display().other_gives_back(key);
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
