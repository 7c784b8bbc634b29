//! A `vconnct://` link that somebody opened: the window shows it, and nothing is done by it alone.

use serde_json::Value;
use support::{
    desk::{Desk, Fittings},
    peer::{Account, Peer},
    person::{Outcome, Person},
    process::run,
    workspace::Workspace,
};
use vconnct_client::{action::Action, deep_link::DeepLink};

#[tokio::test]
async fn a_link_is_shown_whether_or_not_an_agent_runs_and_calls_nobody_by_itself() {
    let house = Workspace::opens().await;
    let mut bo = Person::at(Desk::with(Fittings::BARE).await, &house.people[1]);
    let general = DeepLink::Room { workspace: None, room: "general".into() };
    follows(&bo, "vconnct://room/general").await.worked();
    bo.attaches().await; // to the agent that the link has started
    bo.sees("the link", |seen| (seen.windows.link == Some(general.clone())).then_some(())).await;

    bo.signs_in(&house.url).await;
    bo.is_reachable().await;
    let ana = house.peer(&house.people[0]).await;
    let before = calls_between(&ana, &bo).await;
    follows(&bo, &format!("vconnct://call/{}?workspace={}", ana.username, house.url)).await.worked();
    let call = DeepLink::Call { workspace: Some(house.url.clone()), username: ana.username.clone() };
    bo.sees("the other link", |seen| (seen.windows.link == Some(call.clone())).then_some(())).await;
    assert!(bo.surface().now().windows.main, "no window to answer in");

    bo.surface().asks(&Action::CloseLink).await.expect("the person declines");
    bo.sees("no link", |seen| seen.windows.link.is_none().then_some(())).await;
    assert_eq!(bo.surface().now().calls.outgoing, None);
    assert_eq!(calls_between(&ana, &bo).await, before, "a call was started");
}

#[tokio::test]
async fn a_link_that_cannot_be_read_is_told_where_the_person_looks() {
    let mut bo = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    for hostile in ["vconnct://quit/now", "vconnct://call/--profile%20x", "vconnct:"] {
        let words = follows(&bo, hostile).await.refused();
        assert!(words.contains("no such link"), "{hostile}: {words}");
    }
    bo.attaches().await;
    bo.sees("the link", |seen| (seen.windows.link == Some(DeepLink::Unreadable)).then_some(())).await;
}

#[tokio::test]
async fn without_a_display_a_link_ends_with_a_sentence() {
    let bo = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    let words = bo.types(&["vconnct://room/general"]).await.refused();
    assert!(words.contains("no display"), "{words}");
}

async fn calls_between(ana: &Peer, bo: &Person) -> Value {
    let room = ana.room_with(&bo.account.username).await;
    let calls = ana.reads("video-conference.list", &[("roomId", room.as_str())]).await;
    assert!(calls["data"].is_array(), "{calls}");
    calls["data"].clone()
}

/// Opens a link as the desktop does. The window is one that shows nothing and stays.
async fn follows(person: &Person, link: &str) -> Outcome {
    let home = person.desk.home();
    home.write_script("window", "exec sleep 600");
    let mut command = person.vconnct();
    command.arg(link).env("DISPLAY", ":99").env("VCONNCT_WINDOW", home.path("bin/window"));
    run(command, "").await.into()
}
