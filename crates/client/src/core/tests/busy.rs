//! What others are shown of somebody's calls.

use vconnct_proto::rest::{RestError, Status};

use super::*;
use crate::action::OwnStatus;

/// Online, as the workspace tells it.
fn online() -> World {
    let mut world = World::new();
    presence(&mut world, 1);
    world
}

fn presence(world: &mut World, status: u8) {
    world.stream("stream-user-presence", ANA, json!([["ana", status, ""]]));
}

fn joins(world: &mut World) {
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    world.answer("join", json!({ "url": "https://meet.example/c1" }));
    assert!(world.core.calls_view().joined.is_some());
}

fn leaves(world: &mut World) {
    world.act(Action::LeaveCall { call_id: "c1".into() });
    assert!(world.core.calls_view().joined.is_none());
}

/// The status the workspace was asked to set, which it does.
fn sets(world: &mut World) -> Option<Status> {
    let (ticket, request) = world.asked("users.setStatus")?;
    let rest::Request::SetStatus { status } = request else { panic!("{request:?}") };
    world.feed(Input::Answer { ticket, result: Ok(b"{}".to_vec()), date: None });
    presence(world, if status == Status::Busy { 3 } else { 1 });
    Some(status)
}

#[test]
fn who_is_in_a_call_is_busy_and_afterwards_online_again() {
    let mut world = online();
    world.signal("call", "c1");
    assert_eq!(sets(&mut world), None);
    joins(&mut world);
    assert_eq!(sets(&mut world), Some(Status::Busy));
    world.pass(Duration::from_secs(60));
    assert_eq!(sets(&mut world), None);
    leaves(&mut world);
    assert_eq!(sets(&mut world), Some(Status::Online));
    assert_eq!(sets(&mut world), None);
}

#[test]
fn what_a_person_chooses_in_a_call_holds_and_is_not_undone_after_it() {
    let mut world = online();
    joins(&mut world);
    assert_eq!(sets(&mut world), Some(Status::Busy));
    let reply = world.act(Action::SetStatus { workspace: None, status: OwnStatus::Away });
    let (ticket, request) = world.asked("users.setStatus").expect("it is set");
    assert_eq!(request, rest::Request::SetStatus { status: Status::Away });
    world.feed(Input::Answer { ticket, result: Ok(b"{}".to_vec()), date: None });
    assert_eq!(world.reply(reply), Some(Ok(())));
    presence(&mut world, 2);
    world.pass(Duration::from_secs(60));
    leaves(&mut world);
    assert_eq!(sets(&mut world), None);
    presence(&mut world, 1);
    world.signal("call", "c2");
    world.act(Action::AnswerCall { call_id: "c2".into(), answer: Answer::Accept { devices: None } });
    world.answer("join", json!({ "url": "https://meet.example/c2" }));
    assert_eq!(sets(&mut world), Some(Status::Busy), "the next call is shown again");
}

#[test]
fn who_was_not_online_stays_as_they_were() {
    for status in [0, 2, 3] {
        let mut world = World::new();
        presence(&mut world, status);
        joins(&mut world);
        leaves(&mut world);
        assert_eq!(sets(&mut world), None, "{status}");
    }
}

#[test]
fn who_went_away_in_the_call_is_not_called_back() {
    let mut world = online();
    joins(&mut world);
    sets(&mut world);
    presence(&mut world, 2);
    leaves(&mut world);
    assert_eq!(sets(&mut world), None);
    assert!(!world.core.account().shown_busy);
}

#[test]
fn who_does_not_want_it_shown_is_not_busy_and_who_changes_their_mind_is_at_once() {
    let mut world = online();
    world.feed(Input::BusyInCall(false));
    joins(&mut world);
    assert_eq!(sets(&mut world), None);
    world.feed(Input::BusyInCall(true));
    assert_eq!(sets(&mut world), Some(Status::Busy));
    world.feed(Input::BusyInCall(false));
    assert_eq!(sets(&mut world), Some(Status::Online));
}

#[test]
fn what_a_crash_has_left_is_undone() {
    let mut world = World::of(Account { shown_busy: true, ..ana() }, Vec::new());
    presence(&mut world, 3);
    assert_eq!(sets(&mut world), Some(Status::Online));
    assert!(!world.core.account().shown_busy);
}

#[test]
fn a_call_that_ends_without_a_connection_is_undone_with_the_next() {
    let mut world = online();
    joins(&mut world);
    sets(&mut world);
    world.feed(Input::Disconnected { next_try: Duration::ZERO, loss: Loss::NoAnswer });
    leaves(&mut world);
    assert_eq!(sets(&mut world), None);
    world.feed(Input::Connected);
    assert_eq!(sets(&mut world), Some(Status::Online));
}

#[test]
fn a_workspace_that_is_busy_itself_is_asked_again_and_one_that_refuses_is_not() {
    let mut world = online();
    joins(&mut world);
    world.refuse("users.setStatus", RestError::Offline("no route".into()));
    assert!(world.asked("users.setStatus").is_none());
    world.pass(Duration::from_secs(60));
    let refusal = RestError::Refused {
        status: 400,
        code: "error-status-not-allowed".into(),
        message: String::new(),
        details: None,
    };
    world.refuse("users.setStatus", refusal);
    world.pass(Duration::from_secs(60));
    assert!(world.asked("users.setStatus").is_none());
}
