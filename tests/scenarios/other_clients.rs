//! Calls to and from people with other clients, who keep to the protocol as it always was.

use support::{desk::Fittings, eventually::eventually, peer::Peer, person::Person, workspace::Workspace};
use vconnct_client::update::{CallState, EndReason, IncomingPhase};

#[tokio::test]
async fn two_other_clients_meet_in_our_workspace() {
    let house = Workspace::opens().await;
    let [ana, bo] = [house.peer(&house.people[0]).await, house.peer(&house.people[1]).await];
    let call = ana.calls(&bo.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts(&call).await;
    ana.says(&call.room, "See you there").await;
    assert_eq!(bo.receives("See you there").await, ana.username);
    eventually("both to be in the record", async || {
        let record = ana.sees_status(&call, 1).await;
        (record["users"].as_array()?.len() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn another_client_rings_ours_and_is_answered() {
    let (_house, other, bo) = meeting().await;
    let call = other.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    bo.is_in_a_call().await;
    other.hears("accepted", &call).await;
    let record = other.sees_status(&call, 1).await;
    assert!(record["users"].as_array().is_some_and(|users| !users.is_empty()), "{record}");
}

#[tokio::test]
async fn ours_rings_another_client_and_is_answered() {
    let (_house, other, bo) = meeting().await;
    bo.calls(&other.username).await;
    let call = bo.rings_out().await;
    assert_eq!(other.is_rung().await, call);
    other.accepts(&call).await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn another_client_that_only_joins_has_answered() {
    let (_house, other, bo) = meeting().await;
    bo.calls(&other.username).await;
    let call = other.is_rung().await;
    other.joins(&call).await;
    bo.is_in_a_call().await;
}

#[tokio::test]
async fn ours_stops_when_another_client_declines() {
    let (_house, other, bo) = meeting().await;
    bo.calls(&other.username).await;
    let call = other.is_rung().await;
    other.declines(&call).await;
    bo.outgoing_ends(EndReason::Declined).await;
    other.sees_status(&call, 4).await;
}

#[tokio::test]
async fn a_decline_reaches_another_client_as_rejected() {
    let (_house, other, bo) = meeting().await;
    let call = other.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.declines().await;
    other.hears("rejected", &call).await;
    other.sees_status(&call, 4).await;
}

#[tokio::test]
async fn a_dismissal_tells_another_client_nothing() {
    let (_house, other, bo) = meeting().await;
    let call = other.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.dismisses().await;
    bo.sees("a dismissed call", |seen| {
        seen.calls.incoming.iter().any(|call| call.phase == IncomingPhase::Dismissed).then_some(())
    })
    .await;
    other.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    assert_eq!(other.signals_of(&call), [], "the caller was told");
}

#[tokio::test]
async fn a_call_that_another_device_answers_falls_silent_here() {
    let (house, other, bo) = meeting().await;
    let phone = house.peer(&bo.account).await;
    let call = other.calls(&bo.account.username).await;
    bo.is_rung().await;
    phone.joins(&call).await;
    bo.incoming_ends(EndReason::AnsweredElsewhere).await;
    assert_eq!(bo.desk.home().opened(), [""; 0], "a page was opened here as well");
}

#[tokio::test]
async fn a_caller_who_vanishes_is_not_rung_for_ever() {
    let (_house, other, bo) = meeting().await;
    let room = other.room_with(&bo.account.username).await;
    let call = other.starts(&room).await;
    other.rings(&call).await;
    assert_eq!(bo.is_rung().await, call);
    other.asks("video-conference.cancel", serde_json::json!({ "callId": call.id })).await;
    bo.is_quiet().await;
}

/// Somebody with another client, and somebody with ours.
async fn meeting() -> (Workspace, Peer, Person) {
    let house = Workspace::opens().await;
    let other = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    (house, other, bo)
}
