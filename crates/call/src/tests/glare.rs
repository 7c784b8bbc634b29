//! Both called each other at the same time (protocol 5.9.8). Ada calls Ben with one call, he her with the other.

use vconnct_proto::SignalAction::{Accepted, Call, Canceled};

use super::world::*;
use crate::*;

/// Ben's call comes while Ada's `ours` rings, and is what it says.
fn glare(ours: &str, theirs: &str) -> World {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(started(ours));
    world.feed(says(Call, theirs, BEN));
    world.feed(found(record(theirs, BEN)));
    world
}

#[test]
fn nothing_rings_or_is_shown_twice_in_a_glare() {
    for (ours, theirs) in [(FIRST, SECOND), (SECOND, FIRST)] {
        let mut world = glare(ours, theirs);
        for _ in 0..5 {
            assert!(!world.calls.rings() && !world.calls.knocks());
            assert_eq!(world.calls.incoming().count(), 0);
            world.pass(200);
        }
    }
}

#[test]
fn the_later_call_is_given_up_and_the_earlier_accepted() {
    let world = glare(SECOND, FIRST);
    let said = [(0, Call), (0, Canceled), (0, Accepted)];
    assert_eq!(world.said(), said);
    let put_out: Vec<&Output> = world.put_out.iter().map(|(_, output)| output).collect();
    assert!(put_out.contains(&&cancels(SECOND)) && put_out.contains(&&join(FIRST)));
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Answered { glare: true }));
}

#[test]
fn the_call_that_was_yielded_to_becomes_the_joined_one() {
    let mut world = glare(SECOND, FIRST);
    world.feed(joined(FIRST));
    assert_eq!(world.calls.joined().unwrap().call, id(FIRST));
    assert_eq!(world.calls.outgoing(), None);
    assert_eq!(world.endings(), [(SECOND, Ending::Merged), (FIRST, Ending::Joined)]);
}

#[test]
fn the_call_that_was_yielded_to_can_be_given_up_by_either_id() {
    for by in [FIRST, SECOND] {
        let mut world = glare(SECOND, FIRST);
        assert!(world.feed(cancel(by)).contains(&cancels(FIRST)));
        assert_eq!(world.calls.outgoing(), None);
        assert_eq!(world.calls.incoming().count(), 0);
        world.feed(joined(FIRST));
        assert_eq!(world.calls.joined(), None);
    }
}

#[test]
fn who_else_calls_meanwhile_is_shown() {
    let mut world = glare(SECOND, FIRST);
    world.feed(says(Call, "68c9a1f0d2b7e4a1c3f50003", CLEO));
    assert!(world.calls.knocks());
    assert_eq!(world.calls.incoming().count(), 1);
}

#[test]
fn the_failure_of_the_call_that_was_yielded_to_is_told() {
    let mut world = glare(SECOND, FIRST);
    world.feed(not_joined(FIRST, JoinFailure::Refused));
    assert_eq!(world.calls.outgoing(), None);
    assert!(matches!(world.phase_in(), Some(IncomingPhase::Over { reason: EndReason::Failed, .. })));
}

#[test]
fn the_earlier_call_rings_on_and_is_answered() {
    let mut world = glare(FIRST, SECOND);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: false }));
    world.pass(400);
    world.feed(says(Canceled, SECOND, BEN));
    world.feed(says(Accepted, FIRST, BEN));
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Answered { glare: true }));
    world.feed(joined(FIRST));
    assert_eq!(world.calls.joined().unwrap().call, id(FIRST));
    assert_eq!(world.endings(), [(SECOND, Ending::Merged), (FIRST, Ending::Joined)], "nothing was missed");
}

#[test]
fn an_answer_well_after_they_gave_theirs_up_is_one_like_any_other() {
    let mut world = glare(FIRST, SECOND);
    world.feed(says(Canceled, SECOND, BEN));
    world.pass(2_001);
    world.feed(says(Accepted, FIRST, BEN));
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Answered { glare: false }));
}

#[test]
fn an_answer_during_the_glare_says_so_and_merges_their_call() {
    let mut world = glare(FIRST, SECOND);
    world.feed(says(Accepted, FIRST, BEN));
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Answered { glare: true }));
    assert_eq!(world.endings(), [(SECOND, Ending::Merged)]);
    world.feed(joined(FIRST));
    world.feed(says(Call, SECOND, BEN));
    assert_eq!(world.calls.incoming().count(), 0);
}

#[test]
fn a_peer_that_does_not_give_in_within_two_seconds_is_given_in_to() {
    let mut world = glare(FIRST, SECOND);
    assert_eq!(world.pass(1_999), []);
    assert_eq!(world.pass(1), [info(FIRST)]);
    world.feed(found(record(FIRST, ADA)));
    assert_eq!(world.said(), [(0, Call), (2_000, Canceled), (2_000, Accepted)]);
}

#[test]
fn a_record_of_before_the_two_seconds_does_not_make_us_give_in() {
    let mut world = glare(FIRST, SECOND);
    world.pass(1_000);
    world.feed(found(record(FIRST, ADA)));
    world.pass(500);
    assert_eq!(world.said(), [(0, Call)]);
}

#[test]
fn nobody_gives_in_while_the_record_says_that_ours_was_answered() {
    let mut world = glare(FIRST, SECOND);
    world.pass(2_000);
    assert_eq!(world.feed(found(with_users(&[BEN], record(FIRST, ADA))))[0], join(FIRST));
}

#[test]
fn nobody_gives_in_while_the_record_says_that_ours_calls_nobody_any_more() {
    let mut world = glare(FIRST, SECOND);
    world.pass(2_000);
    world.feed(found(with_users(&[ADA], record(FIRST, ADA))));
    assert_eq!(world.said(), [(0, Call)]);
}

#[test]
fn a_glare_with_a_call_nobody_has_confirmed_waits() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(started(SECOND));
    world.feed(unknown(signal(Call, FIRST, BEN)));
    world.pass(1_000);
    assert_eq!(world.said(), [(0, Call)]);
    world.feed(found(record(FIRST, BEN)));
    assert_eq!(world.said()[1..], [(1_000, Canceled), (1_000, Accepted)]);
}

#[test]
fn the_other_member_of_the_room_is_believed_without_a_record_after_a_while() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(started(SECOND));
    world.feed(says(Call, FIRST, BEN));
    world.pass(1_499);
    assert_eq!(world.said(), [(0, Call)]);
    world.pass(1);
    assert_eq!(world.said()[1..], [(1_500, Canceled), (1_500, Accepted)]);
}

#[test]
fn nobody_gives_in_without_a_link_to_say_so() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(started(SECOND));
    world.feed(says(Call, FIRST, BEN));
    world.feed(Input::Link { up: false });
    world.feed(found(record(FIRST, BEN)));
    world.pass(2_000);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: true }));
    world.feed(Input::Link { up: true });
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Answered { glare: true }));
}

#[test]
fn a_line_that_is_lost_for_too_long_merges_nothing_and_theirs_rings_when_it_is_back() {
    // By its own way a record may come even then.
    for record in [None, Some(found(record(SECOND, BEN)))] {
        let mut world = glare(FIRST, SECOND);
        world.pass(100);
        world.feed(Input::Link { up: false });
        record.into_iter().for_each(|record| drop(world.feed(record)));
        world.pass(10_000);
        let interrupted = Ending::Over(EndReason::Interrupted);
        assert_eq!(world.endings(), [(FIRST, interrupted), (SECOND, interrupted)]);
        world.feed(Input::Link { up: true });
        world.feed(says(Call, SECOND, BEN));
        assert!(world.calls.rings());
    }
}

#[test]
fn a_call_that_comes_before_ours_is_named_is_settled_when_it_is() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(says(Call, FIRST, BEN));
    world.feed(found(record(FIRST, BEN)));
    assert_eq!(world.calls.incoming().count(), 0);
    world.feed(started(SECOND));
    assert!(world.said().contains(&(0, Accepted)));
}

#[test]
fn a_start_that_fails_lets_their_call_ring() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(says(Call, FIRST, BEN));
    world.feed(Input::Started { attempt: "attempt".into(), result: Err(StartFailure::Refused) });
    assert!(world.calls.rings());
}

#[test]
fn hanging_up_during_the_glare_lets_their_call_ring() {
    let mut world = glare(FIRST, SECOND);
    world.feed(cancel(FIRST));
    assert!(world.calls.rings());
    assert_eq!(world.calls.incoming().next().unwrap().call, id(SECOND));
}
