//! Workspaces where a caller's client does not ring: the workspace does (protocol 5.8), or nobody (8.12).

use support::{desk::Fittings, peer::Peer, person::Person, workspace::Workspace};
use vconnct_client::update::EndReason;

#[tokio::test]
async fn the_workspace_rings_and_whoever_is_called_answers_by_joining() {
    let (_house, other, bo) = meeting("window=on").await;
    let call = other.starts(&other.room_with(&bo.account.username).await).await;
    other.joins(&call).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
    other.sees_answer(&call).await;
}

#[tokio::test]
async fn a_ring_of_the_workspace_that_is_declined_is_declined_in_the_record() {
    let (_house, other, bo) = meeting("window=on").await;
    let call = other.starts(&other.room_with(&bo.account.username).await).await;
    other.joins(&call).await;
    bo.is_rung().await;
    bo.declines().await;
    bo.is_quiet().await;
    let declined = |record: &serde_json::Value| record["users"][1]["declined"] == true;
    support::eventually::eventually("the decline in the record", async || {
        Some(other.record(&call).await).filter(declined).map(drop)
    })
    .await;
}

#[tokio::test]
async fn where_the_workspace_rings_a_caller_of_ours_is_in_the_call_at_once_and_the_callee_is_rung() {
    let (house, other, bo) = meeting("window=on").await;
    let ana = Person::signed_in(&house, &house.people[2], Fittings::BARE).await;
    ana.calls(&bo.account.username).await;
    ana.is_in_a_call().await;
    let call = bo.is_rung().await;
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
    drop(other);
}

#[tokio::test]
async fn where_nobody_is_rung_ours_rings_by_itself() {
    let (_house, other, bo) = meeting("licensed=off").await;
    let call = other.starts(&other.room_with(&bo.account.username).await).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn where_nobody_is_rung_a_call_that_was_declined_here_is_not_missed() {
    let (_house, other, bo) = meeting("licensed=off").await;
    let before = bo.surface().now().history.missed;
    other.starts(&other.room_with(&bo.account.username).await).await;
    bo.is_rung().await;
    bo.declines().await;
    bo.is_quiet().await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await; // for its record, which is asked for then
    assert_eq!(bo.surface().now().history.missed, before);
}

#[tokio::test]
async fn an_answer_on_another_device_silences_a_ring_of_the_workspace() {
    let (house, other, bo) = meeting("window=on").await;
    let elsewhere = house.peer(&bo.account).await;
    let call = other.starts(&other.room_with(&bo.account.username).await).await;
    other.joins(&call).await;
    bo.is_rung().await;
    elsewhere.joins(&call).await;
    bo.incoming_ends(EndReason::AnsweredElsewhere).await;
}

/// Somebody with another client, and somebody with ours, in a workspace with this switch.
async fn meeting(switch: &str) -> (Workspace, Peer, Person) {
    let house = Workspace::opens_with(&["limits=off", switch]).await;
    let other = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    (house, other, bo)
}
