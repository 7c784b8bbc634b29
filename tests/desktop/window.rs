//! A call while the window is open: in it, beside it, and when it dies or hangs.

use std::fs::File;

use support::{
    desk::Fittings,
    eventually::eventually,
    notifications::Button,
    page::Page,
    peer::{Call, Peer},
    person::Person,
    process::{named, ours, signal},
    tone::Tone,
    workspace::Workspace,
};

#[tokio::test]
async fn a_window_in_use_shows_the_card_and_no_notification() {
    let (_house, ana, bo, window) = at_the_window().await;
    let caller = ana.name().await;
    let call = ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    window.presses_on(&format!("{caller} is calling"), "Accept").await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
    bo.desk.sound().falls_silent().await;
    assert_eq!(bo.desk.display().popups(), [], "a notification as well");
}

#[tokio::test]
async fn beside_other_work_the_notification_accepts() {
    let (_house, ana, bo, window, call) = rung_beside_other_work().await;
    bo.desk.press(Button::Accept).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
    window.loses(&format!("{} is calling", ana.name().await)).await;
    bo.desk.sound().falls_silent().await;
}

#[tokio::test]
async fn beside_other_work_the_notification_declines() {
    let (_house, ana, bo, window, call) = rung_beside_other_work().await;
    bo.desk.press(Button::Decline).await;
    ana.hears("rejected", &call).await;
    window.loses(&format!("{} is calling", ana.name().await)).await;
    bo.desk.sound().falls_silent().await;
}

#[tokio::test]
async fn beside_other_work_the_notification_dismisses() {
    let (_house, ana, bo, window, call) = rung_beside_other_work().await;
    bo.desk.press(Button::Dismiss).await;
    window.says("waiting · silent").await;
    bo.desk.sound().falls_silent().await;
    assert_eq!(ana.signals_of(&call), [], "the caller was told");
}

#[tokio::test]
async fn a_window_that_is_killed_while_it_rings_leaves_the_call_to_a_notification() {
    let (_house, ana, bo, window) = at_the_window().await;
    let call = ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    window.says("Incoming call").await;
    for id in named(bo.desk.home().root(), "vconnct-window") {
        signal(id, libc::SIGKILL);
    }
    bo.desk.press(Button::Accept).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
}

#[tokio::test]
async fn a_window_that_hangs_leaves_the_call_to_a_notification() {
    let (_house, ana, bo, _window) = at_the_window().await;
    for name in ["vconnct-window", "WebKitWebProcess"] {
        for id in named(bo.desk.home().root(), name) {
            signal(id, libc::SIGSTOP);
        }
    }
    let call = ana.calls(&bo.account.username).await;
    bo.desk.press(Button::Accept).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    ana.hears("accepted", &call).await;
}

#[tokio::test]
async fn a_closed_window_is_gone_and_the_agent_rings_on() {
    let (_house, ana, mut bo, _page) = at_the_window().await;
    let window = bo.desk.display().largest_window().expect("it is on the screen");
    bo.desk.display().closes(window).await;
    let root = bo.desk.home().root().to_owned();
    eventually("the window program to end", async || named(&root, "vconnct-window").is_empty().then_some(())).await;
    assert!(bo.agent().runs());
    let call = ana.calls(&bo.account.username).await;
    bo.desk.press(Button::Accept).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
}

#[tokio::test]
async fn the_bare_command_opens_the_window_of_the_agent_that_runs() {
    let house = Workspace::opens().await;
    let fittings = Fittings { sound: false, notifications: None, ..Fittings::COMPLETE };
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    bo.types(&[]).await.worked();
    eventually("a window of ours", async || {
        bo.desk.display().titles().iter().any(|title| title.contains("Vconnct")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_window_that_is_wanted_while_another_takes_its_time_to_end_comes_up_after_it() {
    let house = Workspace::opens().await;
    let fittings = Fittings { sound: false, notifications: None, ..Fittings::COMPLETE };
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    let folder = bo.desk.home().path("home/.local/share/vconnct").join(&bo.account.username);
    let another = File::create(folder.join("window.lock")).expect("the profile has a folder");
    another.try_lock().expect("no window program runs");
    bo.types(&[]).await.worked();
    let programs = || named(bo.desk.home().root(), "vconnct-window");
    eventually("a program that waits for its turn", async || (!programs().is_empty()).then_some(())).await;
    eventually("it to lose its patience", async || programs().is_empty().then_some(())).await;
    assert!(bo.surface().now().windows.main, "nobody wants it any more");
    drop(another);
    eventually("the main window", async || bo.desk.display().main_window()).await;
}

/// The main window of somebody whose agent runs.
pub async fn main_window(person: &Person) -> Page {
    let page = Page::in_window(person.desk.home(), &ours("vconnct-window"), &person.account.username).await;
    page.says("Direct messages").await;
    page
}

async fn at_the_window() -> (Workspace, Peer, Person, Page) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    let window = main_window(&bo).await;
    (house, ana, bo, window)
}

/// A call while the window is visible and something else has the focus.
async fn rung_beside_other_work() -> (Workspace, Peer, Person, Page, Call) {
    let (house, ana, bo, window) = at_the_window().await;
    bo.desk.display().other_work().await;
    let call = ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    window.says("Incoming call").await;
    (house, ana, bo, window, call)
}
