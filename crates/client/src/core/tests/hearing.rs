//! Which calls of a workspace are heard: what its documents and the surroundings say of each.

use super::*;
use crate::update::Quiet;

const QUIET: Surroundings =
    Surroundings { quiet: Some(Quiet::DoNotDisturb), favourites_through: true, second_call_through: true };

impl World {
    fn surround(&mut self, around: Surroundings) {
        self.core.surround(around);
    }

    /// Why the only call that comes in is not heard.
    fn quiet(&self) -> Option<Quiet> {
        let calls = self.core.calls_view().incoming;
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert!(matches!(calls[0].phase, IncomingPhase::Ringing { .. }), "its card is there");
        calls[0].quiet
    }

    fn room_is(&mut self, member: &str) {
        let mut room = json!({ "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "open": true });
        room[member] = true.into();
        self.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", room]));
    }

    fn status_is(&mut self, code: u8) {
        self.stream("stream-user-presence", ANA, json!([["ana", code, ""]]));
    }

    /// Bo rings until he gives up, and the record says what the workspace knows of it.
    pub(super) fn missed(&mut self, call: &str) -> update::CallRecord {
        self.signal("call", call);
        self.signal("canceled", call);
        self.pass(Duration::from_secs(1));
        let ended = json!({ "status": 4, "endedAt": { "$date": START + 9_000 } });
        self.answer("video-conference.info", self.record(call, ended));
        self.core.history_view().into_iter().find(|record| record.call_id == call.into()).unwrap()
    }
}

#[test]
fn a_call_while_nothing_is_quiet_is_heard() {
    let mut world = World::new();
    world.signal("call", "c1");
    assert_eq!(world.quiet(), None);
}

#[test]
fn a_quiet_call_has_its_card_and_sends_nothing_more_than_any_other() {
    let mut loud = World::new();
    let mut quiet = World::new();
    quiet.surround(QUIET);
    for world in [&mut loud, &mut quiet] {
        world.signal("call", "c1");
    }
    assert_eq!(quiet.quiet(), Some(Quiet::DoNotDisturb));
    assert_eq!(format!("{:?}", quiet.outputs), format!("{:?}", loud.outputs));
}

#[test]
fn a_call_falls_silent_and_is_heard_again_as_the_surroundings_change() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.core.take_changed();
    world.surround(QUIET);
    assert!(world.core.take_changed().calls);
    assert_eq!(world.quiet(), Some(Quiet::DoNotDisturb));
    world.surround(Surroundings::default());
    assert!(world.core.take_changed().calls);
    assert_eq!(world.quiet(), None);
    world.surround(Surroundings::default());
    assert!(!world.core.take_changed().calls, "nobody is woken for nothing");
}

#[test]
fn whom_one_has_muted_is_not_heard() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.room_is("disableNotifications");
    assert_eq!(world.quiet(), Some(Quiet::Muted));
}

#[test]
fn a_favourite_breaks_through() {
    let mut world = World::new();
    world.room_is("f");
    world.surround(QUIET);
    world.signal("call", "c1");
    assert_eq!(world.quiet(), None);
}

#[test]
fn who_is_busy_is_not_rung() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.status_is(3);
    assert_eq!(world.quiet(), Some(Quiet::Busy));
    world.status_is(1);
    assert_eq!(world.quiet(), None);
}

#[test]
fn a_second_call_within_three_minutes_breaks_through_and_a_later_one_does_not() {
    for (pause, quiet) in [(170, None), (190, Some(Quiet::DoNotDisturb))] {
        let mut world = World::new();
        world.surround(QUIET);
        world.signal("call", "c1");
        assert_eq!(world.quiet(), Some(Quiet::DoNotDisturb));
        world.signal("call", "c1");
        assert_eq!(world.quiet(), Some(Quiet::DoNotDisturb), "a repeat is the same call");
        world.signal("canceled", "c1");
        world.pass(Duration::from_secs(pause));
        world.signal("call", "c2");
        assert_eq!(world.quiet(), quiet, "after {pause} s");
    }
}

#[test]
fn the_log_says_why_a_missed_call_was_not_heard() {
    let mut world = World::new();
    world.surround(QUIET);
    let record = world.missed("c1");
    assert_eq!((record.state, record.not_rung), (CallState::Missed, Some(Quiet::DoNotDisturb)));
}

#[test]
fn a_call_that_was_heard_for_a_moment_was_heard() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.surround(QUIET);
    let record = world.missed("c1");
    assert_eq!((record.state, record.not_rung), (CallState::Missed, None));
}

#[test]
fn a_silenced_call_rings_on_unheard_and_the_next_one_is_heard() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.core.take_changed();
    world.core.silence_ring();
    assert!(world.core.take_changed().calls);
    let sent = format!("{:?}", world.outputs);
    world.signal("call", "c1");
    let calls = world.core.calls_view().incoming;
    assert!(matches!(calls[0].phase, IncomingPhase::Ringing { silenced: false, .. }), "it can be answered as before");
    assert!(calls[0].asks() && !calls[0].is_heard(), "{calls:?}");
    assert_eq!(format!("{:?}", world.outputs), sent, "its caller is told nothing");
    world.core.take_changed();
    world.core.silence_ring();
    assert!(!world.core.take_changed().calls, "nobody is woken for nothing");
    world.signal("canceled", "c1");
    world.signal("call", "c2");
    let calls = world.core.calls_view().incoming;
    assert!(calls.iter().any(|call| call.call_id == "c2".into() && call.is_heard()), "{calls:?}");
}

#[test]
fn a_silenced_call_that_nobody_answers_was_missed() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.core.silence_ring();
    let record = world.missed("c1");
    assert_eq!((record.state, record.not_rung), (CallState::Missed, None));
}
