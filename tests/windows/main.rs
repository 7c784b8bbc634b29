//! The agent on Windows, as far as Wine can tell: its pipe, key store, sound, files and taskbar.
//!
//! Each story sets up a machine, which takes some seconds: so they are few, and each tells a whole day.

use std::{path::Path, time::Duration};

use support::{
    desk::ROOT, display::Chord, eventually::eventually, peer::Peer, picture::Picture, tone::Tone, windows::Machine,
    workspace::Workspace,
};
use tokio::time::sleep;

#[tokio::test]
async fn a_call_rings_is_heard_and_is_answered_from_the_command_line() {
    let (house, ana, bo) = two().await;
    assert!(bo.sound().heard().is_empty(), "it rings before anybody calls");
    let call = ana.calls(&bo.account.username).await;
    bo.sound().plays(Tone::Ring).await;
    bo.shows(&call, "ringing").await;
    // Wine has no notifications; the ring does without.
    let status = bo.tells(&["status", "--json"]).await;
    let troubles = status["troubles"].as_array().expect("a list");
    assert!(troubles.contains(&"noNotifications".into()) && !troubles.contains(&"noSound".into()), "{troubles:?}");
    assert!(!troubles.contains(&"noTray".into()) && !troubles.contains(&"noShortcuts".into()), "{troubles:?}");
    bo.types(&["answer"]).await.worked();
    ana.hears("accepted", &call).await;
    bo.sound().falls_silent().await;
    let page = bo.opens_a_page().await;
    assert!(page.starts_with(&house.url) && page.contains(&call.id), "{page} is not the page of {}", call.id);
    bo.shows(&call, "joined").await;
    ana.sees_status(&call, 1).await;
}

/// Nothing else of ours is on the screen. Whoever wants to look finds both pictures in `target/windows`.
#[tokio::test]
async fn the_icon_in_the_taskbar_shows_that_it_rings() {
    let (_house, ana, bo) = two().await;
    let quiet = settled(&bo).await;
    let call = ana.calls(&bo.account.username).await;
    bo.shows(&call, "ringing").await;
    let ringing = eventually("another icon", async || {
        let now = bo.display().picture();
        (now != quiet).then_some(now)
    })
    .await;
    for (name, picture) in [("quiet", &quiet), ("ringing", &ringing)] {
        picture.save(&Path::new(ROOT).join(format!("target/windows/tray-{name}.png")));
    }
    ana.hangs_up(&call).await;
}

/// The screen, once the taskbar has stopped changing.
async fn settled(machine: &Machine) -> Picture {
    eventually("the screen to be still", async || {
        let before = machine.display().picture();
        sleep(STILL).await;
        (machine.display().picture() == before && before.colours() > 2).then_some(before)
    })
    .await
}

const STILL: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_session_survives_a_crash_and_what_became_of_calls_is_known_afterwards() {
    let (_house, ana, mut bo) = two().await;
    let declined = ana.calls(&bo.account.username).await;
    bo.shows(&declined, "ringing").await;
    bo.types(&["decline", "--say", "Can't talk – später."]).await.worked();
    ana.hears("rejected", &declined).await;
    assert_eq!(ana.receives("Can't talk – später.").await, bo.account.username);

    bo.dies().await;
    bo.starts().await;
    bo.is_reachable().await;
    let missed = ana.calls(&bo.account.username).await;
    bo.shows(&missed, "ringing").await;
    ana.hangs_up(&missed).await;
    bo.shows(&missed, "over").await;
    bo.sound().falls_silent().await;
    let history = bo.tells(&["history", "--json"]).await;
    let states: Vec<_> = history.as_array().expect("a list").iter().map(|call| (&call["id"], &call["state"])).collect();
    assert_eq!(states[0], (&missed.id.as_str().into(), &"missed".into()), "{states:?}");
    assert_eq!(states[1], (&declined.id.as_str().into(), &"declinedByMe".into()), "{states:?}");

    bo.types(&["quit"]).await.worked();
    bo.ends().await;
    assert_eq!(bo.types(&["status"]).await.refused().trim(), "vconnct: Vconnct is not running");
}

#[tokio::test]
async fn what_the_registry_fixes_counts_and_a_key_answers_without_a_window() {
    let (house, elsewhere) = (Workspace::opens().await, Workspace::opens().await);
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Machine::of(&house.people[1]).await;
    bo.is_managed("shortcutsEverywhere", "REG_DWORD", "1").await;
    bo.is_managed("workspaces", "REG_MULTI_SZ", &house.url).await;
    bo.starts().await;
    let words = bo.tries_to_sign_in(&elsewhere.url).await.refused();
    assert!(words.contains("your company lets you sign in to") && words.contains(&house.url), "{words}");
    bo.signs_in(&house.url).await;
    bo.is_reachable().await;
    // Wine takes keys for its programs only while one of its windows has the focus, be it the desktop's.
    bo.display().click(500, 300).await;
    let call = ana.calls(&bo.account.username).await;
    bo.shows(&call, "ringing").await;
    eventually("a key to decline the call", async || {
        bo.display().press(Chord::control_alt('d')).await;
        ana.signals_of(&call).iter().any(|(_, signal)| signal == "rejected").then_some(())
    })
    .await;
    bo.sound().falls_silent().await;
}

#[tokio::test]
async fn a_token_is_kept_by_the_key_store_alone() {
    let (_house, _ana, bo) = two().await;
    let kept = bo.names_in_the_key_store().await;
    assert!(kept.contains("com.vconnct.desktop"), "{kept}");
}

async fn two() -> (Workspace, Peer, Machine) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Machine::of(&house.people[1]).await;
    bo.starts().await;
    bo.signs_in(&house.url).await;
    bo.is_reachable().await;
    (house, ana, bo)
}
