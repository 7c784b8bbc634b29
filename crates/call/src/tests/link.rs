//! The connection is lost while something rings (design states 3).

use std::time::Duration;

use vconnct_proto::SignalAction::{Accepted, Call, Canceled, Rejected};

use super::world::*;
use crate::*;

const DOWN: Input = Input::Link { up: false };
const UP: Input = Input::Link { up: true };

#[test]
fn a_ring_goes_on_while_the_link_is_gone() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Ringing { silenced: false, reconnecting: true }));
    assert_eq!(world.pass(9_999), []);
    assert!(world.calls.rings());
    world.pass(1);
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Interrupted))]);
}

#[test]
fn a_link_that_comes_back_has_the_record_asked_and_the_ring_goes_on() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.pass(9_000);
    assert_eq!(world.feed(UP), [info(FIRST)]);
    assert_eq!(world.phase_in(), Some(RINGING));
    world.feed(found(aged(9, record(FIRST, ADA))));
    world.pass(20_000);
    assert!(world.calls.rings());
    world.pass(1_000);
    assert!(!world.calls.rings());
}

#[test]
fn a_second_outage_counts_from_its_own_beginning() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.pass(3_000);
    world.feed(UP);
    world.feed(found(aged(3, record(FIRST, ADA))));
    world.pass(9_000);
    world.feed(DOWN);
    world.pass(9_999);
    assert!(world.calls.rings());
    world.pass(1);
    assert!(!world.calls.rings());
}

#[test]
fn a_caller_gets_a_moment_to_be_heard_after_the_link_came_back() {
    let mut world = World::ringing(BEN);
    world.pass(2_000);
    world.feed(DOWN);
    world.pass(9_000);
    world.feed(UP);
    world.pass(3_000);
    assert!(world.calls.rings());
    world.rung(FIRST);
    world.pass(9_000);
    assert!(world.calls.rings());
}

#[test]
fn a_caller_who_is_not_heard_again_after_the_link_came_back_went_unanswered() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.pass(3_000);
    world.feed(UP);
    world.pass(15_000);
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Unanswered))]);
}

#[test]
fn a_link_that_comes_and_goes_does_not_prolong_a_ring() {
    let mut world = World::ringing(BEN);
    for _ in 0..4 {
        world.feed(DOWN);
        world.pass(4_000);
        world.feed(UP);
        world.pass(500);
    }
    assert!(!world.calls.rings());
}

#[test]
fn an_interrupted_ring_comes_back_with_its_callers_next_frame() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.pass(11_000);
    world.feed(UP);
    world.rung(FIRST);
    assert!(world.calls.rings());
}

#[test]
fn an_accept_without_a_link_says_accepted_as_soon_as_there_is_one() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    assert_eq!(world.feed(accept(FIRST)), [join(FIRST)]);
    world.feed(not_joined(FIRST, JoinFailure::NoAnswer));
    world.pass(700);
    assert_eq!(world.feed(UP), [join(FIRST), send(Accepted, FIRST, BEN, ADA)]);
    world.feed(joined(FIRST));
    world.pass(60_000);
    assert_eq!(world.said(), [(700, Accepted), (2_200, Accepted), (4_200, Accepted)]);
}

#[test]
fn the_join_of_an_answered_call_that_got_lost_waits_for_the_link_alone() {
    let mut world = World::calling();
    world.feed(says(Accepted, FIRST, BEN));
    world.feed(not_joined(FIRST, JoinFailure::NoAnswer));
    assert_eq!(world.feed(DOWN), []);
    assert_eq!(world.feed(UP), [join(FIRST)]);
}

#[test]
fn an_accept_that_failed_is_not_said_later() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.feed(accept(FIRST));
    world.pass(5_000);
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Failed))]);
    world.feed(UP);
    world.pass(60_000);
    assert_eq!(world.said(), []);
}

#[test]
fn a_decline_without_a_link_is_said_when_there_is_one() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.feed(decline(FIRST));
    assert_eq!(world.calls.incoming().count(), 0);
    world.pass(4_000);
    assert_eq!(world.feed(UP), [send(Rejected, FIRST, BEN, ADA), Output::Decline { call: id(FIRST) }]);
    assert_eq!(world.pass(3_000), [info(FIRST)]);
}

#[test]
fn a_decline_nobody_could_hear_in_time_is_not_said_any_more() {
    let mut world = World::ringing(BEN);
    world.feed(DOWN);
    world.feed(decline(FIRST));
    world.pass(30_000);
    assert_eq!(world.feed(UP), []);
}

#[test]
fn a_caller_without_a_link_says_nothing_and_rings_at_once_when_it_is_back() {
    let mut world = World::calling();
    world.pass(4_000);
    world.feed(DOWN);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: true }));
    world.pass(6_500);
    world.feed(UP);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: false }));
    world.pass(60_000);
    let expected = [0, 3_000, 10_500, 12_000, 15_000, 18_000, 21_000, 24_000, 27_000].map(|at| (at, Call));
    assert_eq!(world.said()[..9], expected);
    assert_eq!(world.said()[9..], [(30_000, Canceled)]);
}

#[test]
fn a_caller_without_a_link_for_ten_seconds_is_interrupted_and_hangs_up_later() {
    let mut world = World::calling();
    world.feed(DOWN);
    world.pass(10_000);
    assert_eq!(world.end_out(), Some((EndReason::Interrupted, None)));
    world.pass(5_000);
    assert_eq!(world.feed(UP), [send(Canceled, FIRST, ADA, BEN), cancels(FIRST)]);
}

#[test]
fn a_cancel_without_a_link_is_said_when_there_is_one() {
    let mut world = World::calling();
    world.feed(DOWN);
    world.feed(cancel(FIRST));
    assert_eq!(world.calls.outgoing(), None);
    world.pass(8_000);
    assert_eq!(world.feed(UP), [send(Canceled, FIRST, ADA, BEN), cancels(FIRST)]);
}

#[test]
fn what_the_server_has_ended_by_itself_is_not_canceled_any_more() {
    let mut world = World::calling();
    world.feed(DOWN);
    world.feed(cancel(FIRST));
    world.pass(40_000);
    assert_eq!(world.feed(UP), []);
    assert_eq!(world.calls.poll_timeout(), None);
}

#[test]
fn a_link_that_was_up_before_changes_nothing() {
    for mut world in [World::calling(), World::ringing(BEN)] {
        assert_eq!(world.feed(UP), []);
        assert_eq!(world.pass(2_999), []);
    }
}

#[test]
fn a_joined_call_does_not_care_about_the_link() {
    let mut world = World::calling();
    world.feed(says(Accepted, FIRST, BEN));
    world.feed(joined(FIRST));
    world.feed(DOWN);
    world.pass(3_600_000);
    assert_eq!(world.calls.joined().unwrap().call, id(FIRST));
    assert_eq!(world.outcomes()[0].rang, Duration::ZERO);
}

#[test]
fn a_ring_ends_with_the_session_and_may_ring_again_in_the_next_one() {
    let mut world = World::ringing(BEN);
    world.feed(Input::SessionOver);
    assert!(!world.calls.rings());
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Interrupted))]);
    world.feed(UP);
    world.rung(FIRST);
    assert!(world.calls.rings());
}

#[test]
fn a_dismissed_call_stays_silent_in_the_next_session() {
    let mut world = World::ringing(BEN);
    world.feed(dismiss(FIRST));
    world.feed(Input::SessionOver);
    world.feed(UP);
    world.rung(FIRST);
    assert!(!world.calls.rings());
}

#[test]
fn a_call_that_rings_out_ends_with_the_session_and_nothing_is_said_or_asked_any_more() {
    let mut world = World::calling();
    let outputs = world.feed(Input::SessionOver);
    assert!(outputs.iter().all(|output| matches!(output, Output::Outcome(_))), "{outputs:?}");
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Interrupted))]);
    let outputs = world.pass(120_000);
    assert!(outputs.is_empty(), "{outputs:?}");
    assert_eq!(world.calls.poll_timeout(), None);
}

#[test]
fn what_was_still_to_be_said_is_forgotten_with_the_session() {
    for unheard in [decline(FIRST), accept(FIRST)] {
        let mut world = World::ringing(BEN);
        world.feed(DOWN);
        world.feed(unheard);
        world.feed(Input::SessionOver);
        assert_eq!(world.feed(UP), [], "somebody is signed in again");
        assert_eq!(world.pass(120_000), []);
    }
    let mut world = World::calling();
    world.feed(DOWN);
    world.feed(Input::Cancel { call: id(FIRST) });
    world.feed(Input::SessionOver);
    assert_eq!(world.feed(UP), []);
    assert_eq!(world.pass(120_000), []);
}

#[test]
fn a_call_that_is_being_joined_is_let_go_with_the_session_and_a_joined_one_stays() {
    let mut world = World::of(BEN);
    world.feed(Input::JoinGroup { call: id(FIRST), room: room(), devices: Devices::default() });
    world.feed(Input::SessionOver);
    assert!(!world.calls.is_joining(&id(FIRST)));
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    world.feed(Input::SessionOver);
    assert!(world.calls.joined().is_some());
}
