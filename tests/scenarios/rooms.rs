//! Calls in rooms: a message instead of a ring, and a record of who was there.

use support::{desk::Fittings, person::Person, workspace::Workspace};
use vconnct_client::{
    action::{Action, Look, RoomRef},
    update::{CallRecord, CallState, Content, RoomKind, StartingPhase},
};

#[tokio::test]
async fn a_call_in_a_channel_rings_nobody_and_is_joined_from_its_message() {
    let house = Workspace::opens().await;
    let (ana, bo) = tokio::join!(
        Person::signed_in(&house, &house.people[0], Fittings::BARE),
        Person::signed_in(&house, &house.people[1], Fittings::BARE)
    );
    let room = ana.room(RoomKind::Channel).await;
    ana.starts_call_in(&room.name, Some("Release review")).await;
    assert!(ana.is_in_a_call().await.starts_with(&house.url));

    let place = RoomRef { workspace: room.workspace.clone(), room_id: room.id.clone() };
    looks_at(&bo, &place).await;
    let message = shown_call(&bo, |record| record.state == CallState::Ongoing && record.attendees.len() == 1).await;
    assert_eq!(message.title, "Release review");
    assert_eq!(message.started_by.username, ana.account.username);
    assert!(bo.surface().now().calls.incoming.is_empty(), "it rang");

    let join = Action::JoinCall { workspace: room.workspace, call_id: message.call_id.clone(), devices: None };
    bo.surface().asks(&join).await.expect("the call runs");
    assert!(bo.is_in_a_call().await.contains(&message.call_id.to_string()));
    let both = shown_call(&bo, |record| record.attendees.len() == 2).await;
    let names: Vec<_> = both.attendees.iter().map(|attendee| attendee.person.username.as_str()).collect();
    assert_eq!(names, [&ana.account.username, &bo.account.username], "in the order of joining");
    bo.sees("the call in the room's panel", |seen| {
        let calls = &seen.room_calls.as_ref()?.calls;
        calls.iter().any(|record| record.call_id == message.call_id && record.attendees.len() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_call_that_everybody_left_says_how_long_it_was_and_who_was_there() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let page = house.peer(&ana.account).await; // Stands for the call's page, which reports its leaving.
    let room = ana.room(RoomKind::Group).await;
    ana.starts_call_in(&room.name, None).await;
    ana.is_in_a_call().await;
    let place = RoomRef { workspace: room.workspace, room_id: room.id };
    looks_at(&ana, &place).await;
    let call = shown_call(&ana, |record| record.state == CallState::Ongoing).await;
    page.asks("video-conference.leave", serde_json::json!({ "callId": call.call_id })).await;
    let ended = shown_call(&ana, |record| record.call_id == call.call_id && record.ended_at.is_some()).await;
    assert!(matches!(ended.state, CallState::Ended | CallState::NobodyJoined), "{:?}", ended.state);
    assert_eq!(ended.attendees.len(), 1);
    assert!(ended.attendees[0].joined_at.is_some());
}

#[tokio::test]
async fn a_call_too_many_in_a_minute_waits_its_turn_in_sight_and_can_be_given_up() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let room = ana.room(RoomKind::Channel).await;
    let elsewhere = house.peer(&ana.account).await;
    for _ in 0..3 {
        elsewhere.asks("video-conference.start", serde_json::json!({ "roomId": room.id })).await;
    }
    ana.starts_call_in(&room.name, None).await;
    ana.sees("a start that waits", |seen| {
        let phase = seen.calls.starting.as_ref()?.phase;
        matches!(phase, StartingPhase::Starting { waits_until: Some(_) }).then_some(())
    })
    .await;
    let words = ana.types(&["status"]).await.worked();
    assert!(words.contains("starting a call in"), "{words}");
    ana.hangs_up().await;
    ana.sees("no start that waits", |seen| seen.calls.starting.is_none().then_some(())).await;
}

#[tokio::test]
async fn a_panel_that_is_opened_later_lists_the_calls_of_its_room() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    let room = ana.room(RoomKind::Channel).await;
    let room = RoomRef { workspace: room.workspace, room_id: room.id };
    let look = |panel| Action::Look { at: Some(Look { room: room.clone(), panel }) };
    ana.surface().asks(&look(false)).await.expect("the room is there");
    ana.sees("the room", |seen| seen.room.as_ref().filter(|room| room.loaded).map(|_| ())).await;
    ana.surface().asks(&look(true)).await.expect("the room is there");
    ana.sees("the panel's calls", |seen| seen.room_calls.as_ref().filter(|calls| calls.loaded).map(|_| ())).await;
}

#[tokio::test]
async fn the_sidebar_has_every_kind_of_room() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::BARE).await;
    for kind in [
        RoomKind::Channel,
        RoomKind::Direct,
        RoomKind::DirectSeveral,
        RoomKind::Discussion,
        RoomKind::Group,
        RoomKind::Team,
    ] {
        ana.room(kind).await;
    }
}

async fn looks_at(person: &Person, room: &RoomRef) {
    let look = Action::Look { at: Some(Look { room: room.clone(), panel: true }) };
    person.surface().asks(&look).await.expect("the room is there");
}

/// Waits for a call's message that `wanted` holds of, the newest first.
async fn shown_call(person: &Person, wanted: impl Fn(&CallRecord) -> bool) -> CallRecord {
    person
        .sees("a call's message", |seen| {
            let timeline = seen.room.as_ref()?.timeline.iter().rev();
            let mut records = timeline.filter_map(|item| match &item.content {
                Content::Call { record } => Some(record.as_ref()),
                _ => None,
            });
            records.find(|record| wanted(record)).cloned()
        })
        .await
}
