//! The small call window: where it is chosen, and where no notification can be shown.

use std::time::Duration;

use support::{
    desk::Fittings,
    display::Window,
    eventually::eventually,
    peer::{Call, Peer},
    person::Person,
    tone::Tone,
    workspace::Workspace,
};
use tokio::time::sleep;
use vconnct_client::{
    action::Action,
    update::{CallState, Settings, ShowCalls},
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
    let settings = Box::new(Settings { show_calls, ..bo.surface().now().settings });
    bo.surface().asks(&Action::SetSettings { settings }).await.expect("settings are kept");
    bo.desk.display().other_work().await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    (house, ana, bo, call)
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

const GLANCE: Duration = Duration::from_millis(20);
/// A page takes presses a moment after it has painted.
const REACTION: Duration = Duration::from_millis(500);
