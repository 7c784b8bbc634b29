//! The small call window: where it is chosen, and where no notification can be shown.

use std::{
    fs,
    time::{Duration, Instant},
};

use support::{
    desk::{Desk, Fittings},
    display::Window,
    eventually::eventually,
    notifications::Button,
    peer::{Call, Peer},
    person::Person,
    process::{named, signal},
    tone::Tone,
    workspace::Workspace,
};
use tokio::time::sleep;
use vconnct_client::{
    action::Action,
    update::{CallState, Settings, ShowCalls},
};

use crate::{
    scripted_desk::{at, scripted_desk_with},
    window::main_window,
};

#[tokio::test]
async fn where_it_is_chosen_it_shows_the_call_takes_no_focus_and_accepts() {
    let (_house, ana, bo, call) = rung(Fittings::COMPLETE, ShowCalls::CallWindow).await;
    let window = call_window(&bo, &ana, &call).await;
    bo.desk.sound().plays(Tone::Ring).await;
    assert_eq!(bo.desk.display().popups(), [], "a notification as well");
    assert!(!bo.desk.display().has_focus(window), "whoever types there would answer");
    press_accept(&bo, window).await;
    ana.hears("accepted", &call).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    is_gone(&bo).await;
}

#[tokio::test]
async fn it_goes_with_its_call() {
    let (_house, ana, bo, call) = rung(Fittings::COMPLETE, ShowCalls::CallWindow).await;
    call_window(&bo, &ana, &call).await;
    ana.hangs_up(&call).await;
    is_gone(&bo).await;
}

#[tokio::test]
async fn it_is_as_large_as_what_it_shows_at_every_text_size() {
    let (_house, ana, bo, call) = rung(Fittings::COMPLETE, ShowCalls::CallWindow).await;
    let window = call_window(&bo, &ana, &call).await;
    assert_eq!((window.width, window.height), (380, 168));
    for (text_size, size) in [(150, (570, 252)), (80, (304, 135)), (100, (380, 168))] {
        let settings = Box::new(Settings { text_size, ..bo.surface().now().settings });
        bo.surface().asks(&Action::SetSettings { settings }).await.expect("settings are kept");
        let title = format!("{} is calling", ana.name().await);
        eventually("the window to fit", async || {
            let now = bo.desk.display().window(&title)?;
            ((now.width, now.height) == size).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn calls_that_follow_each_other_at_once_are_all_shown_in_it() {
    let (_house, ana, bo, mut call) = rung(Fittings::COMPLETE, ShowCalls::CallWindow).await;
    for _ in 0..2 {
        call_window(&bo, &ana, &call).await;
        bo.dismisses().await;
        ana.hangs_up(&call).await;
        // The program ends now: it may be asked for again before it has, or just after.
        call = ana.calls(&bo.account.username).await;
    }
    call_window(&bo, &ana, &call).await;
    assert_eq!(bo.desk.display().popups(), [], "a notification instead");
}

#[tokio::test]
async fn what_it_calls_missed_is_told_by_a_notification_only_after_it() {
    let (_house, ana, bo, call) = rung(Fittings::COMPLETE, ShowCalls::CallWindow).await;
    call_window(&bo, &ana, &call).await;
    ana.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    loop {
        let popups = bo.desk.display().popups();
        if !bo.surface().now().windows.call {
            break;
        }
        assert_eq!(popups, [], "a notification over the window");
        sleep(GLANCE).await;
    }
    eventually("the notification", async || (bo.desk.display().popups().len() == 1).then_some(())).await;
}

#[tokio::test]
async fn it_stands_in_for_notifications_that_are_not_there() {
    let (_house, ana, bo, call) =
        rung(Fittings { notifications: None, ..Fittings::COMPLETE }, ShowCalls::Notification).await;
    let window = call_window(&bo, &ana, &call).await;
    press_accept(&bo, window).await;
    ana.hears("accepted", &call).await;
}

#[tokio::test]
async fn a_window_program_that_shows_nothing_leaves_the_call_to_a_notification_even_without_buttons() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (mut desk, service) = scripted_desk_with(Fittings { display: true, ..Fittings::BARE }).await;
    service.takes_no_answers(); // before anybody asks
    desk.home().write_script("window", "exec sleep 600");
    let window = desk.home().path("bin/window").display().to_string();
    desk.set("VCONNCT_WINDOW", window);
    let bo = at(desk, &house).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.sees("the call window wanted", |seen| seen.windows.call.then_some(())).await;
    let wanted = Instant::now();
    let shown = service.shows().await;
    assert!(shown.summary.contains(&ana.name().await), "{shown:?}");
    assert!(shown.at.duration_since(wanted) < SOON, "only after {:?}", shown.at.duration_since(wanted));
    ana.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    let missed = eventually("the next notification", async || service.shown().get(1).cloned()).await;
    assert!(missed.at.duration_since(wanted) < SOON * 2, "the window cannot tell for eight seconds");
}

#[tokio::test]
async fn a_window_program_that_hangs_leaves_the_call_to_a_notification() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    chooses(&bo, ShowCalls::CallWindow).await;
    main_window(&bo).await;
    for name in ["vconnct-window", "WebKitWebProcess"] {
        named(bo.desk.home().root(), name).into_iter().for_each(|id| signal(id, libc::SIGSTOP));
    }
    bo.desk.display().other_work().await;
    let call = ana.calls(&bo.account.username).await;
    bo.desk.press(Button::Accept).await;
    ana.hears("accepted", &call).await;
}

#[tokio::test]
async fn one_in_a_process_of_its_own_that_dies_leaves_the_call_to_a_notification() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut desk = Desk::with(Fittings::COMPLETE).await;
    desk.is_wayland_with_x();
    let bo = at(desk, &house).await;
    chooses(&bo, ShowCalls::CallWindow).await;
    bo.types(&[]).await.worked();
    eventually("the main window", async || bo.desk.display().main_window()).await;
    bo.desk.display().other_work().await;
    let call = ana.calls(&bo.account.username).await;
    call_window(&bo, &ana, &call).await;
    for id in call_only(&bo) {
        signal(id, libc::SIGKILL);
    }
    bo.desk.press(Button::Accept).await;
    ana.hears("accepted", &call).await;
    let call = ana.calls(&bo.account.username).await;
    call_window(&bo, &ana, &call).await; // in another one
}

#[tokio::test]
async fn who_wants_calls_in_vconnct_alone_sees_neither_and_hears_it() {
    let (_house, _ana, bo, _call) = rung(Fittings::COMPLETE, ShowCalls::OnlyHere).await;
    bo.desk.sound().plays(Tone::Ring).await;
    assert_eq!(bo.desk.display().popups(), []);
    assert_eq!(windows(&bo), [""; 0]);
}

/// A call for somebody who has chosen where calls show, and types in another program.
async fn rung(fittings: Fittings, show_calls: ShowCalls) -> (Workspace, Peer, Person, Call) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    chooses(&bo, show_calls).await;
    bo.desk.display().other_work().await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    (house, ana, bo, call)
}

async fn chooses(bo: &Person, show_calls: ShowCalls) {
    let settings = Box::new(Settings { show_calls, ..bo.surface().now().settings });
    bo.surface().asks(&Action::SetSettings { settings }).await.expect("settings are kept");
}

/// The processes that make the call window and no other.
fn call_only(bo: &Person) -> Vec<u32> {
    let is_one = |id: &u32| {
        let command = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        command.split(|byte| *byte == 0).any(|argument| argument == b"--call-only")
    };
    let ids: Vec<_> = named(bo.desk.home().root(), "vconnct-window").into_iter().filter(is_one).collect();
    assert!(!ids.is_empty(), "it is in the process of the main window");
    ids
}

/// The window with its card painted. It never keeps still while it rings: its ring empties.
async fn call_window(bo: &Person, caller: &Peer, call: &Call) -> Window {
    eventually("its card", async || {
        let rings = bo.rings().await;
        let ring = rings.as_array()?.iter().find(|ring| ring["id"] == call.id.as_str())?;
        ring["steps"].as_array()?.iter().any(|taken| taken["step"] == "cardPainted").then_some(())
    })
    .await;
    let title = format!("{} is calling", caller.name().await);
    eventually("the call window", async || bo.desk.display().window(&title)).await
}

/// The largest button, at the right end of the last row.
async fn press_accept(bo: &Person, window: Window) {
    let (right, bottom) = (window.x + window.width as i16, window.y + window.height as i16);
    sleep(REACTION).await;
    bo.desk.display().click(right - 70, bottom - 36).await;
}

async fn is_gone(bo: &Person) {
    eventually("no window of ours", async || windows(bo).is_empty().then_some(())).await;
}

/// The titles of our windows.
fn windows(bo: &Person) -> Vec<String> {
    let ours = |title: &String| title.contains("calling") || title.contains("Vconnct");
    bo.desk.display().titles().into_iter().filter(ours).collect()
}

/// A ring is ten times as long at least.
const SOON: Duration = Duration::from_secs(3);
const GLANCE: Duration = Duration::from_millis(20);
/// A page takes presses a moment after it has painted.
const REACTION: Duration = Duration::from_millis(500);
