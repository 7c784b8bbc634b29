//! `vconnct` as scripts use it: verbs, exit codes, JSON.

use std::process::Stdio;

use serde_json::Value;
use support::{
    desk::{Desk, Fittings},
    eventually::LIMIT,
    peer::Account,
    person::Person,
    workspace::Workspace,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    time::timeout,
};
use vconnct_client::update::Trouble;

#[tokio::test]
async fn verbs_that_need_an_agent_say_that_none_runs() {
    let ana = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    for verb in [
        &["status", "--json"][..],
        &["answer"],
        &["decline"],
        &["dismiss"],
        &["hangup"],
        &["history", "--json"],
        &["silence"],
    ] {
        let words = ana.types(verb).await.refused();
        assert!(words.contains("not running"), "{verb:?}: {words}");
    }
}

#[tokio::test]
async fn the_status_tells_what_the_system_lacks() {
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    ana.starts().await;
    ana.is_told(Trouble::NoNotifications).await;
    let status = ana.status().await;
    let troubles = status["troubles"].as_array().expect("a list");
    assert!(troubles.contains(&"noNotifications".into()), "{troubles:?}");
}

#[tokio::test]
async fn wrong_usage_is_told_from_a_refusal() {
    let ana = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    for arguments in [
        &["frobnicate"][..],
        &["call"],
        &["call", "@a", "--room", "b"],
        &["login"],
        &["call", "@a", "--mic", "perhaps"],
    ] {
        let outcome = ana.types(arguments).await;
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        assert!(!outcome.stderr.is_empty(), "{arguments:?}");
    }
}

#[tokio::test]
async fn help_names_every_verb() {
    let ana = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    let help = ana.types(&["--help"]).await.worked();
    for verb in [
        "login",
        "status",
        "call",
        "answer",
        "decline",
        "dismiss",
        "hangup",
        "history",
        "silence",
        "watch",
        "--profile",
        "--background",
    ] {
        assert!(help.contains(verb), "{verb} is missing in:\n{help}");
    }
}

#[tokio::test]
async fn answering_and_hanging_up_without_a_call_are_refused() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    for verb in ["answer", "decline", "dismiss", "hangup", "silence"] {
        ana.types(&[verb]).await.refused();
    }
    let words = ana.types(&["call", "@nobody-of-that-name"]).await.refused();
    assert!(!words.contains("panicked"), "{words}");
}

#[tokio::test]
async fn a_second_agent_leaves_the_profile_to_the_first() {
    let house = Workspace::opens().await;
    let mut ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let second = support::process::run(ana.agent_command(), "").await;
    assert!(second.status.code().is_some(), "{second:?}");
    assert!(ana.agent().runs());
    ana.is_reachable().await;
}

#[tokio::test]
async fn a_verb_that_may_starts_the_agent_by_itself() {
    let house = Workspace::opens().await;
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, &house.people[0]);
    ana.signs_in(&house.url).await;
    ana.attaches().await;
    ana.is_reachable().await;
    assert_eq!(ana.status().await["workspaces"][0]["reachable"], true);
}

#[tokio::test]
async fn a_call_right_after_signing_in_finds_its_room() {
    let house = Workspace::opens().await;
    let ana = Person::at(Desk::with(Fittings::BARE).await, &house.people[0]);
    ana.signs_in(&house.url).await;
    ana.calls(&house.people[1].username).await;
}

#[tokio::test]
async fn somebody_new_is_called_as_well_and_nobody_is_told_as_such() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let known = ana.surface().now().rooms.rooms;
    let is_new =
        |username: &str| known.iter().all(|room| room.person.as_ref().is_none_or(|one| one.username != username));
    let new = house.people[1..].iter().find(|account| is_new(&account.username)).expect("nobody talks with everybody");
    let bo = house.peer(new).await;
    ana.calls(&bo.username).await;
    bo.is_rung().await;
    let words = ana.types(&["call", "@nobody-at-all"]).await.refused();
    assert!(words.contains("nobody called @nobody-at-all"), "{words}");
}

#[tokio::test]
async fn status_and_watch_tell_of_a_call_from_its_ring_to_its_end() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let mut command = bo.vconnct();
    command.args(["watch", "--json"]).stdout(Stdio::piped()).kill_on_drop(true);
    let mut watch = command.spawn().expect("the program is there");
    let mut lines = BufReader::new(watch.stdout.take().expect("it was asked for")).lines();
    let mut next = async |what: &str, wanted: fn(&Value) -> bool| loop {
        let line = timeout(LIMIT, lines.next_line()).await.unwrap_or_else(|_| panic!("watch never told of {what}"));
        let line = line.expect("the pipe is ours").unwrap_or_else(|| panic!("watch ended before {what}"));
        let status: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in: {line}"));
        if wanted(&status) {
            return status;
        }
    };
    next("being reachable", |status| status["workspaces"][0]["reachable"] == true).await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    let ringing = next("the ring", |status| status["calls"][0]["direction"] == "in").await;
    let told = &ringing["calls"][0];
    assert_eq!((&told["id"], &told["phase"]), (&call.id.clone().into(), &"ringing".into()));
    assert_eq!((&told["workspace"], told["people"].as_array().map(Vec::len)), (&house.url.clone().into(), Some(1)));
    let since = ringing["workspaces"][0]["since"].as_str().unwrap_or_default();
    assert!(since.ends_with('Z') && since.contains('T'), "{since} is no ISO 8601 in UTC");
    assert_eq!(bo.status().await["calls"][0]["id"], call.id);
    ana.hangs_up(&call).await;
    next("silence", |status| {
        let calls = status["calls"].as_array();
        calls.is_some_and(|calls| calls.iter().all(|call| call["phase"] != "ringing"))
    })
    .await;
}

#[tokio::test]
async fn history_lists_what_became_of_calls() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.declines().await;
    bo.records(&call, |record| record.ended_at.is_some()).await;
    let history = bo.history().await;
    assert!(history.to_string().contains(&call.id), "{history}");
}

#[tokio::test]
async fn a_ring_tells_what_happened_to_it_and_when_without_names() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    assert!(bo.types(&["rings"]).await.worked().starts_with("Nothing has rung"));
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.dismisses().await;
    bo.is_quiet().await;

    let told = bo.rings().await;
    let steps = told[0]["steps"].as_array().expect("a ring has steps").iter();
    let steps: Vec<_> = steps.map(|taken| (taken["step"].as_str(), taken["ms"].as_f64())).collect();
    assert_eq!(told[0]["id"], call.id);
    // Whether this desk has a place for notifications is not this story's.
    let names = steps.iter().filter_map(|(step, _)| *step).filter(|step| !step.starts_with("notification"));
    let names: Vec<_> = names.collect();
    assert_eq!(names, ["heard", "decided", "answered", "over"], "{told}");
    assert!(steps.is_sorted_by_key(|(_, ms)| *ms), "{told}");
    for text in [told.to_string(), bo.types(&["rings"]).await.worked()] {
        assert!(!text.contains(&ana.username) && !text.contains(&ana.name().await), "{text}");
    }
}
