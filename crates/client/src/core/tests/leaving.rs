//! What others hear of somebody who signs out.

use vconnct_proto::rest::Status;

use super::*;

fn sign_out() -> Action {
    Action::SignOut { workspace: ROOT.into() }
}

fn is_gone(world: &World) -> bool {
    world.outputs.iter().any(|output| matches!(output, Output::SignOut))
}

/// Ana rings Bo.
fn calling() -> World {
    let mut world = World::new();
    world.act(start(DIRECT));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("video-conference.start", answer);
    world.outputs.clear();
    world
}

/// Ana is in a call with Bo, and shown to be.
fn busy() -> World {
    let mut world = World::new();
    world.stream("stream-user-presence", ANA, json!([["ana", 1, ""]]));
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    world.answer("join", json!({ "url": "https://meet.example/c1" }));
    world.answer("users.setStatus", json!({}));
    world
}

#[test]
fn whoever_signs_out_while_it_rings_out_hangs_up_first() {
    let mut world = calling();
    let reply = world.act(sign_out());
    assert_eq!(world.signals(), [SignalAction::Canceled]);
    assert!(world.asked("logout").is_none() && !is_gone(&world), "the end of the session would overtake it");
    world.answer("video-conference.cancel", json!({ "success": true }));
    assert!(world.asked("logout").is_some() && is_gone(&world));
    assert_eq!(world.reply(reply), Some(Ok(())));
}

#[test]
fn whoever_signs_out_before_their_call_has_a_name_takes_it_back_all_the_same() {
    let mut world = World::new();
    world.act(start(DIRECT));
    world.act(sign_out());
    assert!(!is_gone(&world));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("video-conference.start", answer);
    world.answer("video-conference.cancel", json!({ "success": true }));
    assert!(is_gone(&world));
}

#[test]
fn whoever_signs_out_of_a_call_is_not_left_busy() {
    let mut world = busy();
    world.act(sign_out());
    let (ticket, request) = world.asked("users.setStatus").unwrap();
    assert_eq!(request, rest::Request::SetStatus { status: Status::Online });
    assert!(!is_gone(&world));
    world.feed(Input::Answer { ticket, result: Ok(b"{}".to_vec()), date: None });
    assert!(is_gone(&world));
    assert!(!world.core.account().shown_busy);
}

#[test]
fn a_workspace_that_does_not_answer_keeps_nobody_signed_in() {
    let mut world = calling();
    world.act(sign_out());
    world.pass(Duration::from_millis(999));
    assert!(!is_gone(&world));
    let late = world.act(start(CHANNEL));
    assert_eq!(world.reply(late), Some(Err(ActionError::NotSignedIn)), "nothing is begun on the way out");
    world.pass(Duration::from_millis(1));
    assert!(is_gone(&world));
}

#[test]
fn whoever_has_nothing_to_say_is_gone_at_once() {
    let mut world = World::new();
    world.act(sign_out());
    assert!(is_gone(&world) && world.asked("logout").is_some());
}
