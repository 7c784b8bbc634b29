//! With which microphone and camera calls start.

use super::*;
use crate::core::Starting;

const SILENT: Devices = Devices { mic: false, cam: false };
const SPEAKING: Devices = Devices { mic: true, cam: false };

fn settled(devices: Devices, remember: bool) -> Input {
    Input::StartWith(Starting { devices, remember })
}

/// What the next call starts with, as every surface reads it.
fn next(world: &World) -> Devices {
    match world.core.workspace().provider {
        update::Provider::Ready { devices, .. } => devices,
        other => panic!("{other:?}"),
    }
}

/// Accepts a call that comes in; the microphone it is joined with.
fn joins_with(world: &mut World, call: &str, devices: Option<Devices>) -> Option<bool> {
    world.signal("call", call);
    world.act(Action::AnswerCall { call_id: call.into(), answer: Answer::Accept { devices } });
    let (_, request) = world.asked("join").unwrap();
    match request {
        rest::Request::CallJoin { state, .. } => state.and_then(|state| state.mic),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_chosen_for_one_call_counts_for_the_next() {
    let mut world = World::new();
    world.feed(settled(SPEAKING, true));
    assert_eq!(joins_with(&mut world, "c1", Some(SILENT)), Some(false));
    world.feed(settled(SPEAKING, true)); // another setting was changed
    assert_eq!(next(&world), SILENT);
    assert_eq!(joins_with(&mut world, "c2", None), Some(false));
}

#[test]
fn where_nothing_is_remembered_a_choice_counts_for_its_own_call_alone() {
    let mut world = World::new();
    world.feed(settled(SILENT, false));
    assert_eq!(joins_with(&mut world, "c1", Some(SPEAKING)), Some(true));
    assert_eq!(next(&world), SILENT);
    assert_eq!(joins_with(&mut world, "c2", None), Some(false));
}

#[test]
fn what_is_settled_is_the_last_choice_and_kept_like_one() {
    let mut world = World::new();
    world.feed(settled(SPEAKING, true));
    world.core.take_changed();
    world.feed(settled(SILENT, true));
    assert_eq!(next(&world), SILENT);
    assert!(world.core.take_changed().session);
    let kept = |output: &Output| matches!(output, Output::KeepAccount(account) if account.devices == SILENT);
    assert!(world.outputs.iter().any(kept));
}

#[test]
fn a_restart_settles_nothing_anew() {
    let mut world = World::of(Account { devices: SILENT, ..ana() }, Vec::new());
    world.feed(settled(SPEAKING, true));
    assert_eq!(next(&world), SILENT);
    world.feed(settled(SPEAKING, false));
    assert_eq!(next(&world), SPEAKING, "until nothing is to be remembered");
}

#[test]
fn a_card_that_is_open_shows_what_was_settled() {
    let mut world = World::new();
    world.feed(settled(SPEAKING, true));
    world.signal("call", "c1");
    world.core.take_changed();
    world.feed(settled(SILENT, true));
    assert!(world.core.take_changed().calls);
    assert_eq!(world.core.calls_view().incoming[0].mic, Some(false));
}
