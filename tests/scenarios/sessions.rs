//! A session ends in the middle of the day: its person is signed out elsewhere, and the token is worth nothing any more.

use std::time::Duration;

use serde_json::json;
use support::{
    desk::{Desk, Fittings},
    person::Person,
    proxy::{Proxy, Weather},
    workspace::Workspace,
};
use tokio::{join, time::sleep};
use vconnct_client::{
    action::Action,
    update::{EndReason, Link, SignedOut},
};

#[tokio::test]
async fn a_session_that_is_ended_elsewhere_is_said_and_the_workspace_is_left_alone_until_somebody_signs_in() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    is_signed_out_elsewhere(&house, &bo).await;
    let words = bo.types(&["status"]).await.worked();
    assert!(words.contains("signed out"), "{words}");
    let connections = line.connections();
    sleep(ALONE).await; // nothing shall happen
    assert_eq!(line.connections(), connections, "nobody knocks with a token that is worth nothing");
    bo.signs_in(&line.url()).await;
    bo.is_reachable().await;
    assert_eq!(ana.calls(&bo.account.username).await, bo.is_rung().await);
}

#[tokio::test]
async fn a_ring_ends_with_its_session_and_is_there_again_with_the_next() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    is_signed_out_elsewhere(&house, &bo).await;
    bo.incoming_ends(EndReason::Interrupted).await;
    bo.is_quiet().await;
    bo.types(&["answer"]).await.refused();
    bo.signs_in(&line.url()).await;
    bo.is_reachable().await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn a_call_that_rings_out_ends_with_its_session_and_says_so() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    bo.calls(&ana.username).await;
    bo.rings_out().await;
    is_signed_out_elsewhere(&house, &bo).await;
    bo.outgoing_ends(EndReason::Interrupted).await;
    bo.signs_in(&line.url()).await;
    bo.is_reachable().await;
    bo.calls(&ana.username).await;
    bo.rings_out().await;
}

#[tokio::test]
async fn a_session_that_ended_while_the_agent_could_not_hear_of_it_is_said_when_it_is_back() {
    let mut house = Workspace::opens_to_stay().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let elsewhere = house.peer(&house.people[1]).await;
    house.dies().await;
    bo.is_cut_off().await;
    house.comes_back().await;
    elsewhere.asks("users.removeOtherTokens", json!({})).await;
    is_told(&bo).await;
}

#[tokio::test]
async fn whoever_signs_out_while_it_rings_out_leaves_nobody_ringing() {
    let house = Workspace::opens().await;
    let bo = house.peer(&house.people[1]).await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    ana.calls(&bo.username).await;
    let call = bo.is_rung().await;
    ana.types(&["logout"]).await.worked();
    bo.hears("canceled", &call).await;
    bo.sees_status(&call, 4).await;
}

#[tokio::test]
async fn whatever_was_still_asked_for_is_answered_when_its_person_signs_out() {
    let (_house, line, bo) = behind_a_line().await;
    let workspace = bo.surface().now().session.workspaces[0].id.clone();
    line.turns(Weather::HalfOpen);
    let asked = Action::OpenDirect { workspace, username: "somebody".into() };
    let (answer, _) = join!(bo.surface().asks(&asked), bo.types(&["logout"]));
    assert_eq!(answer.expect_err("nobody is signed in")["code"], "notSignedIn");
}

#[tokio::test]
async fn whoever_leaves_one_of_two_workspaces_that_does_not_answer_stays_at_the_other() {
    let (house, line, bo) = behind_a_line().await;
    bo.calls(&house.people[0].username).await;
    bo.rings_out().await;
    let other = Workspace::opens().await;
    let login = ["login", "--url", &other.url, "--user", &other.people[0].username];
    bo.types_with(&login, &format!("{}\n", other.people[0].password)).await.worked();
    bo.sees("two workspaces", |seen| (seen.session.workspaces.len() == 2).then_some(())).await;
    line.turns(Weather::HalfOpen);
    bo.types(&["logout", "--url", &line.url()]).await.worked();
    bo.is_reachable().await;
    assert_eq!(bo.status().await["workspaces"][0]["url"], other.url.as_str());
}

/// The same person signs out everywhere else, with another client.
async fn is_signed_out_elsewhere(house: &Workspace, person: &Person) {
    let elsewhere = house.peer(&person.account).await;
    let answer = elsewhere.asks("users.removeOtherTokens", json!({})).await;
    assert_eq!(answer["success"], true, "{answer}");
    is_told(person).await;
}

async fn is_told(person: &Person) {
    person
        .sees("that the session is over", |seen| {
            let link = &seen.session.workspaces.first()?.link;
            (*link == Link::SignedOut { reason: SignedOut::Expired }).then_some(())
        })
        .await;
}

/// Somebody whose knocking can be counted.
async fn behind_a_line() -> (Workspace, Proxy, Person) {
    let house = Workspace::opens().await;
    let line = Proxy::to(&house.url).await;
    let mut bo = Person::at(Desk::with(Fittings::BARE).await, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&line.url()).await;
    bo.is_reachable().await;
    bo.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
    (house, line, bo)
}

/// A line that broke would have been tried four times by then.
const ALONE: Duration = Duration::from_secs(4);
