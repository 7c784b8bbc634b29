//! One colleague calls another: both with our programs.

use support::{desk::Fittings, person::Person, workspace::Workspace};
use vconnct_client::{
    action::{Action, RoomRef},
    update::{CallState, EndReason, IncomingPhase, RoomKind},
};

#[tokio::test]
async fn an_accepted_call_brings_both_to_the_same_page() {
    let (house, ana, bo) = two().await;
    ana.calls(&bo.account.username).await;
    let call = ana.rings_out().await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    let pages = [ana.is_in_a_call().await, bo.is_in_a_call().await];
    for page in &pages {
        assert!(page.starts_with(&house.url), "{page}");
        assert!(page.contains(&call.id), "{page} is not the page of {}", call.id);
    }
    assert_ne!(pages[0], pages[1], "an address is personal");
    let record = house.peer(&ana.account).await.sees_status(&call, 1).await;
    let joined: Vec<_> = record["users"].as_array().expect("a list").iter().map(|user| &user["username"]).collect();
    assert_eq!(joined.len(), 2, "{joined:?}");
}

#[tokio::test]
async fn a_declined_caller_is_told_at_once() {
    let (_house, ana, bo) = two().await;
    ana.calls(&bo.account.username).await;
    let call = bo.is_rung().await;
    bo.declines().await;
    ana.outgoing_ends(EndReason::Declined).await;
    bo.is_quiet().await;
    ana.records(&call, |record| record.state == CallState::DeclinedByThem).await;
    bo.records(&call, |record| record.state == CallState::DeclinedByMe).await;
}

#[tokio::test]
async fn words_with_a_decline_stand_in_the_chat_and_on_the_callers_card() {
    let (house, ana, bo) = two().await;
    let reader = house.peer(&ana.account).await;
    ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.declines_saying("Can't talk right now.").await;
    assert_eq!(reader.receives("Can't talk right now.").await, bo.account.username);
    ana.sees("the words on the card", |seen| {
        let phase = &seen.calls.outgoing.as_ref()?.phase;
        let json = serde_json::to_value(phase).ok()?;
        (json["words"] == "Can't talk right now.").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_caller_who_gives_up_silences_the_other() {
    let (house, ana, bo) = two().await;
    ana.calls(&bo.account.username).await;
    let call = ana.rings_out().await;
    bo.is_rung().await;
    ana.hangs_up().await;
    bo.incoming_ends(EndReason::Canceled).await;
    house.peer(&ana.account).await.sees_status(&call, 4).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    ana.records(&call, |record| record.state == CallState::CanceledByMe).await;
}

#[tokio::test]
async fn a_dismissed_call_can_still_be_accepted() {
    let (_house, ana, bo) = two().await;
    ana.calls(&bo.account.username).await;
    let call = bo.is_rung().await;
    bo.dismisses().await;
    bo.sees("a dismissed call", |seen| {
        seen.calls.incoming.iter().any(|call| call.phase == IncomingPhase::Dismissed).then_some(())
    })
    .await;
    bo.types(&["answer", &call.id]).await.worked();
    bo.is_in_a_call().await;
    ana.is_in_a_call().await;
}

#[tokio::test]
async fn two_who_call_each_other_meet() {
    let (_house, ana, bo) = two().await;
    tokio::join!(ana.calls(&bo.account.username), bo.calls(&ana.account.username));
    let (here, there) = tokio::join!(ana.is_in_a_call(), bo.is_in_a_call());
    let id = ana.sees("the call", |seen| Some(seen.calls.joined.as_ref()?.call_id.to_string())).await;
    assert!(here.contains(&id) && there.contains(&id), "{here} and {there} are two places");
}

#[tokio::test]
async fn only_the_first_of_many_answers_counts() {
    let (house, ana, bo) = two().await;
    let caller = house.peer(&ana.account).await;
    let call = caller.calls(&bo.account.username).await;
    bo.is_rung().await;
    let (first, second, third) = tokio::join!(bo.types(&["answer"]), bo.types(&["decline"]), bo.types(&["answer"]));
    let worked = [&first, &second, &third].iter().filter(|outcome| outcome.code == Some(0)).count();
    assert!(worked > 0, "{first:?} {second:?} {third:?}");
    caller.sees_answer(&call).await;
    let answers: std::collections::BTreeSet<_> =
        caller.signals_of(&call).into_iter().map(|(_, action)| action).collect();
    assert!(!(answers.contains("accepted") && answers.contains("rejected")), "{answers:?}");
}

#[tokio::test]
async fn messages_go_both_ways_at_once() {
    let (_house, ana, bo) = two().await;
    let ring = |person: &Person| person.account.username.clone();
    for (from, to, text) in [(&ana, &bo, "Shall we talk?"), (&bo, &ana, "In a minute.")] {
        let other = ring(to);
        let room = from
            .sees("the room with the other", |seen| {
                let mut rooms = seen.rooms.rooms.iter().filter(|room| room.kind == RoomKind::Direct);
                rooms.find(|room| room.person.as_ref().is_some_and(|person| person.username == other)).cloned()
            })
            .await;
        let room = RoomRef { workspace: room.workspace.clone(), room_id: room.id.clone() };
        let look = Action::Look { at: Some(vconnct_client::action::Look { room: room.clone(), panel: false }) };
        to.surface().asks(&look).await.expect("the room is there");
        let send = Action::SendMessage { workspace: room.workspace, room_id: room.room_id, text: text.to_owned() };
        from.surface().asks(&send).await.expect("the message is taken");
        to.sees("the message", |seen| {
            let timeline = serde_json::to_string(&seen.room.as_ref()?.timeline).ok()?;
            timeline.contains(text).then_some(())
        })
        .await;
    }
}

/// The workspace with two of its people, both reachable.
async fn two() -> (Workspace, Person, Person) {
    let house = Workspace::opens().await;
    let (ana, bo) = tokio::join!(
        Person::signed_in(&house, &house.people[0], Fittings::BARE),
        Person::signed_in(&house, &house.people[1], Fittings::BARE)
    );
    (house, ana, bo)
}
