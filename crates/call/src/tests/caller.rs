//! The caller's rules, one test for each.

use std::time::Duration;

use vconnct_proto::SignalAction::{Accepted, Call, Canceled, Confirmed, End, Join, Rejected};

use super::world::*;
use crate::*;

const ATTEMPT: &str = "attempt";

fn not_started(failure: StartFailure) -> Input {
    Input::Started { attempt: ATTEMPT.into(), result: Err(failure) }
}

fn found_mine(record: Option<Record>) -> Input {
    Input::Found { attempt: ATTEMPT.into(), record }
}

fn find_mine() -> Output {
    Output::FindMine { attempt: ATTEMPT.into(), room: room() }
}

// ------------------------------------------------------------------------------------ the start --

#[test]
fn calling_asks_the_server_for_a_call() {
    let mut world = World::of(ADA);
    assert_eq!(world.feed(call_ben()), [Output::Start { attempt: ATTEMPT.into(), room: room() }]);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Starting { waits_until: None }));
    let call = world.calls.outgoing().unwrap();
    assert_eq!((call.call.as_str(), call.since), (ATTEMPT, world.now));
    assert_eq!(call.until, world.now + Duration::from_secs(30), "the whole ring is still to come");
}

#[test]
fn a_named_call_rings_from_that_moment() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(150);
    assert_eq!(world.feed(started(FIRST)), [send(Call, FIRST, ADA, BEN)]);
    let call = world.calls.outgoing().unwrap();
    assert_eq!((call.call.as_str(), call.since), (FIRST, world.now));
    assert_eq!(call.until, world.now + Duration::from_secs(30));
}

#[test]
fn a_second_start_does_nothing_while_one_is_under_way() {
    let mut world = World::calling();
    let again = Input::Call { attempt: "again".into(), room: room(), callee: CLEO.into(), devices: DEVICES };
    assert_eq!(world.feed(again), []);
    assert_eq!(world.calls.outgoing().unwrap().call, id(FIRST));
}

#[test]
fn a_start_without_an_answer_is_searched_for_after_five_seconds() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    assert_eq!(world.pass(4_999), []);
    assert_eq!(world.pass(1), [find_mine()]);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Starting { waits_until: None }));
}

#[test]
fn a_lost_start_is_searched_for_at_once_but_not_twice() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    assert_eq!(world.feed(not_started(StartFailure::Lost)), [find_mine()]);
    world.feed(not_started(StartFailure::Lost));
    assert_eq!(world.end_out(), Some((EndReason::Failed, None)));
}

#[test]
fn a_call_found_after_a_lost_start_goes_on_as_if_answered() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(5_000);
    assert_eq!(world.feed(found_mine(Some(aged(4, record(FIRST, ADA))))), [send(Call, FIRST, ADA, BEN)]);
    world.pass(60_000);
    // Made one second after it was asked for: the schedule is that of its record.
    let calls: Vec<u64> = (0..9).map(|n| if n == 0 { 5_000 } else { 4_000 + 3_000 * n }).collect();
    let expected: Vec<_> = calls.into_iter().map(|at| (at, Call)).chain([(31_000, Canceled)]).collect();
    assert_eq!(world.said(), expected);
}

#[test]
fn a_call_of_somebody_else_or_an_old_one_is_not_the_one_that_was_lost() {
    let others = [
        None,
        Some(aged(15, record(FIRST, ADA))),
        Some(record(FIRST, BEN)),
        Some(with_status(Status::Declined, record(FIRST, ADA))),
    ];
    for other in others {
        let mut world = World::of(ADA);
        world.feed(call_ben());
        world.pass(5_000);
        world.feed(found_mine(other.clone()));
        assert_eq!(world.end_out(), Some((EndReason::Failed, None)), "{other:?}");
    }
}

#[test]
fn a_call_found_answered_is_joined() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(5_000);
    let outputs = world.feed(found_mine(Some(aged(4, with_users(&[BEN], record(FIRST, ADA))))));
    assert!(outputs.contains(&join(FIRST)));
}

#[test]
fn a_call_found_that_rings_nobody_is_joined_at_once() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(5_000);
    let conference = Record { direct: false, ..with_status(Status::Started, record(FIRST, ADA)) };
    assert_eq!(world.feed(found_mine(Some(conference))), [join(FIRST)]);
    assert_eq!(world.calls.outgoing(), None);
}

#[test]
fn a_search_without_an_answer_is_a_failure() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(10_000);
    assert_eq!(world.end_out(), Some((EndReason::Failed, None)));
    assert_eq!(world.outcomes(), [] as [&Outcome; 0], "nothing ever rang");
}

#[test]
fn a_refused_start_is_a_failure_at_once() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    assert_eq!(world.feed(not_started(StartFailure::Refused)), []);
    assert_eq!(world.end_out(), Some((EndReason::Failed, None)));
}

#[test]
fn a_start_answered_after_it_was_given_up_is_withdrawn() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    assert_eq!(world.feed(cancel(ATTEMPT)), []);
    assert_eq!(world.calls.outgoing(), None);
    assert_eq!(world.feed(started(FIRST)), [cancels(FIRST)]);
    assert_eq!(world.said(), []);
}

#[test]
fn a_late_answer_to_a_start_that_was_found_does_nothing() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(5_000);
    world.feed(found_mine(Some(aged(4, record(FIRST, ADA)))));
    assert_eq!(world.feed(started(FIRST)), []);
    assert_eq!(world.feed(started(SECOND)), [cancels(SECOND)], "another one is nobody's");
}

#[test]
fn a_late_answer_to_a_start_does_nothing_to_the_call_that_was_joined_meanwhile() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.pass(5_000);
    world.feed(found_mine(Some(aged(4, with_users(&[BEN], record(FIRST, ADA))))));
    world.feed(joined(FIRST));
    assert_eq!(world.feed(started(FIRST)), []);
    assert_eq!(world.feed(started(SECOND)), [cancels(SECOND)], "another one is nobody's");
}

#[test]
fn a_workspace_that_does_not_ring_has_the_call_joined_at_once() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    let conference = crate::Started::Conference { call: id(FIRST) };
    assert_eq!(world.feed(Input::Started { attempt: ATTEMPT.into(), result: Ok(conference) }), [join(FIRST)]);
    assert_eq!(world.calls.outgoing(), None);
    world.feed(joined(FIRST));
    assert_eq!(world.calls.joined().unwrap().room, room());
}

#[test]
fn calling_somebody_who_is_ringing_here_answers_them() {
    let mut world = World::ringing(BEN);
    let call_ada = Input::Call { attempt: ATTEMPT.into(), room: room(), callee: ADA.into(), devices: DEVICES };
    assert_eq!(world.feed(call_ada), [send(Accepted, FIRST, BEN, ADA), join(FIRST)]);
    assert_eq!(world.calls.outgoing(), None);
}

#[test]
fn calling_somebody_else_does_not_answer_whoever_rings_here() {
    let mut world = World::ringing(BEN);
    let call_cleo = Input::Call { attempt: ATTEMPT.into(), room: room(), callee: CLEO.into(), devices: DEVICES };
    assert_eq!(world.feed(call_cleo), [Output::Start { attempt: ATTEMPT.into(), room: room() }]);
    assert!(world.calls.knocks());
}

// ---------------------------------------------------------------------------------- the ringing --

#[test]
fn ten_rings_go_out_three_seconds_apart_and_after_thirty_it_is_given_up() {
    let mut world = World::calling();
    world.pass(29_999);
    let mut expected: Vec<_> = (0..10).map(|n| (3_000 * n, Call)).collect();
    assert_eq!(world.said(), expected);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: false }));
    let outputs = world.pass(1);
    assert!(outputs.contains(&cancels(FIRST)));
    expected.push((30_000, Canceled));
    assert_eq!(world.said(), expected);
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Unanswered))]);
    assert_eq!(world.outcomes()[0].rang, Duration::from_secs(30));
}

#[test]
fn the_card_of_a_call_nobody_answered_stays_a_minute() {
    let mut world = World::calling();
    world.pass(30_000);
    world.feed(Input::Canceled { call: id(FIRST), result: Ok(()) });
    world.pass(59_999);
    assert_eq!(world.end_out(), Some((EndReason::Unanswered, None)));
    world.pass(1);
    assert_eq!(world.phase_out(), None);
    assert_eq!(world.calls.poll_timeout(), None);
}

#[test]
fn the_record_is_asked_with_every_third_ring() {
    let mut world = World::calling();
    world.pass(29_000);
    let asked: Vec<u64> =
        world.put_out.iter().filter(|(_, output)| *output == info(FIRST)).map(|(at, _)| at.0 - 1_000_000).collect();
    assert_eq!(asked, [6_000, 15_000, 24_000]);
}

#[test]
fn rings_that_were_slept_through_are_not_made_up_for() {
    let mut world = World::calling();
    world.now = world.now + Duration::from_millis(10_000);
    world.feed(Input::Timeout);
    world.pass(2_000);
    assert_eq!(world.said(), [(0, Call), (10_000, Call), (12_000, Call)]);
}

#[test]
fn a_change_in_the_room_has_the_record_asked() {
    let mut world = World::calling();
    assert_eq!(world.feed(Input::RoomEvent { room: room(), call: id(FIRST) }), [info(FIRST)]);
    assert_eq!(world.feed(Input::RoomEvent { room: room(), call: id(SECOND) }), []);
}

// ----------------------------------------------------------------------------------- the answer --

#[test]
fn accepted_is_confirmed_and_joined_together() {
    let mut world = World::calling();
    world.pass(5_000);
    assert_eq!(world.feed(says(Accepted, FIRST, BEN)), [send(Confirmed, FIRST, ADA, BEN), join(FIRST)]);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Answered { glare: false }));
    world.pass(1_000);
    world.feed(joined(FIRST));
    assert_eq!(world.calls.outgoing(), None);
    assert_eq!(world.calls.joined().unwrap().call, id(FIRST));
    assert_eq!(world.endings(), [(FIRST, Ending::Joined)]);
    assert_eq!(world.outcomes()[0].rang, Duration::from_secs(5), "until the answer");
    assert_eq!(world.pass(60_000), [], "it rings no more");
}

#[test]
fn the_callees_join_is_an_answer_without_a_handshake() {
    let mut world = World::calling();
    assert_eq!(world.feed(says(Join, FIRST, BEN)), [join(FIRST)]);
}

#[test]
fn whatever_answer_comes_second_opens_no_second_page() {
    let mut world = World::calling();
    world.feed(says(Accepted, FIRST, BEN));
    assert_eq!(world.feed(says(Join, FIRST, BEN)), []);
    assert_eq!(world.feed(says(Rejected, FIRST, BEN)), []);
    world.feed(joined(FIRST));
    assert_eq!(world.feed(says(Accepted, FIRST, BEN)), []);
}

#[test]
fn a_repeated_accepted_is_confirmed_again() {
    let mut world = World::calling();
    world.feed(says(Accepted, FIRST, BEN));
    assert_eq!(world.feed(says(Accepted, FIRST, BEN)), [send(Confirmed, FIRST, ADA, BEN)]);
}

#[test]
fn my_own_join_answers_nothing() {
    let mut world = World::calling();
    assert_eq!(world.feed(says(Join, FIRST, ADA)), []);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: false }));
}

#[test]
fn an_answer_seen_only_in_the_record_counts() {
    let mut world = World::calling();
    assert_eq!(world.feed(found(with_users(&[BEN], record(FIRST, ADA)))), [join(FIRST)]);
}

#[test]
fn a_join_that_came_before_the_name_counts() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    world.feed(says(Join, FIRST, BEN));
    assert_eq!(world.feed(started(FIRST)), [join(FIRST)]);
}

#[test]
fn a_joined_call_the_caller_cannot_enter_is_a_failure() {
    let mut world = World::calling();
    world.feed(says(Accepted, FIRST, BEN));
    world.feed(not_joined(FIRST, JoinFailure::Refused));
    assert_eq!(world.end_out(), Some((EndReason::Failed, None)));
}

#[test]
fn a_rejected_call_is_canceled_by_rest_and_nothing_goes_back() {
    let mut world = World::calling();
    world.pass(4_000);
    let outputs = world.feed(says(Rejected, FIRST, BEN));
    assert!(outputs.contains(&cancels(FIRST)));
    assert_eq!(world.end_out(), Some((EndReason::Declined, None)));
    world.feed(Input::Canceled { call: id(FIRST), result: Ok(()) });
    world.pass(29_999);
    assert!(world.calls.outgoing().is_some());
    world.pass(1);
    assert_eq!(world.calls.outgoing(), None);
    assert_eq!(world.said(), [(0, Call), (3_000, Call)]);
}

#[test]
fn a_rejection_counts_even_if_it_names_me_as_its_sender() {
    let mut world = World::calling();
    world.feed(says(Rejected, FIRST, ADA));
    assert_eq!(world.end_out(), Some((EndReason::Declined, None)));
}

#[test]
fn nobody_but_the_callee_answers() {
    for action in [Accepted, Join, Rejected] {
        let mut world = World::calling();
        assert_eq!(world.feed(says(action, FIRST, CLEO)), []);
        assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: false }));
    }
}

#[test]
fn what_is_said_of_another_call_changes_nothing() {
    for action in [Accepted, End, Join, Rejected] {
        let mut world = World::calling();
        assert_eq!(world.feed(says(action, SECOND, BEN)), [], "{action:?}");
        assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: false }));
    }
}

#[test]
fn end_silences_the_ringing_without_a_word() {
    let mut world = World::calling();
    let outputs = world.feed(says(End, FIRST, ADA));
    assert!(outputs.contains(&info(FIRST)) && !outputs.contains(&cancels(FIRST)));
    assert_eq!(world.end_out(), Some((EndReason::Unanswered, None)));
    world.pass(60_000);
    assert_eq!(world.said(), [(0, Call)]);
}

#[test]
fn a_call_ended_by_the_callees_side_was_declined() {
    let mut world = World::calling();
    world.feed(found(with_status(Status::Declined, record(FIRST, ADA))));
    assert_eq!(world.end_out(), Some((EndReason::Declined, None)));
}

// ---------------------------------------------------------------------------- words with a decline --

#[test]
fn words_up_to_five_seconds_after_a_decline_belong_to_it() {
    let mut world = World::calling();
    world.feed(says(Rejected, FIRST, BEN));
    let at = world.now;
    world.pass(4_900);
    let words = Output::Words { call: id(FIRST), words: "In ten minutes".into() };
    assert_eq!(world.feed(message(BEN, "In ten minutes")), [words]);
    let words = Some("In ten minutes".into());
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Over { at, reason: EndReason::Declined, words }), "its own time");
    assert_eq!(world.feed(message(BEN, "Really")), [], "the first words are the reason");
}

#[test]
fn words_up_to_two_seconds_before_a_decline_belong_to_it() {
    for (pause, words) in [(2_000, Some("Busy".to_owned())), (2_001, None)] {
        let mut world = World::calling();
        world.feed(message(BEN, "Busy"));
        world.pass(pause);
        world.feed(says(Rejected, FIRST, BEN));
        assert_eq!(world.outcomes()[0].words, words);
    }
}

#[test]
fn words_that_come_later_or_from_others_or_elsewhere_are_none() {
    let mut world = World::calling();
    world.feed(says(Rejected, FIRST, BEN));
    assert_eq!(world.feed(message(CLEO, "Hi")), []);
    let elsewhere = Input::Message { room: "general".into(), from: BEN.into(), text: "Hi".into() };
    assert_eq!(world.feed(elsewhere), []);
    world.pass(5_001);
    assert_eq!(world.feed(message(BEN, "Hi")), []);
    assert_eq!(world.end_out(), Some((EndReason::Declined, None)));
}

// --------------------------------------------------------------------------------- hanging up --

#[test]
fn hanging_up_tells_the_callee_and_the_server_and_takes_the_card_away() {
    for by in [FIRST, ATTEMPT] {
        let mut world = World::calling();
        world.pass(1_000);
        let outputs = world.feed(cancel(by));
        assert!(outputs.contains(&send(Canceled, FIRST, ADA, BEN)) && outputs.contains(&cancels(FIRST)));
        assert_eq!(world.calls.outgoing(), None);
        assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
    }
}

#[test]
fn an_answer_that_crosses_the_hang_up_opens_nothing() {
    let mut world = World::calling();
    world.feed(cancel(FIRST));
    assert_eq!(world.feed(says(Accepted, FIRST, BEN)), []);
    assert_eq!(world.feed(Input::Canceled { call: id(FIRST), result: Err(CancelFailure::InvalidStatus) }), []);
    assert_eq!(world.pass(100_000), []);
}

#[test]
fn hanging_up_after_the_answer_leaves_nothing_open() {
    let mut world = World::calling();
    world.feed(says(Accepted, FIRST, BEN));
    let outputs = world.feed(cancel(FIRST));
    assert!(outputs.contains(&send(Canceled, FIRST, ADA, BEN)) && outputs.contains(&cancels(FIRST)));
    world.feed(joined(FIRST));
    assert_eq!(world.calls.joined(), None);
}

#[test]
fn a_cancel_that_got_lost_is_tried_again_until_the_server_ends_the_call_itself() {
    let mut world = World::calling();
    world.feed(cancel(FIRST));
    let offline = Input::Canceled { call: id(FIRST), result: Err(CancelFailure::Offline) };
    for pause in [1_000, 2_000, 4_000, 8_000] {
        assert_eq!(world.feed(offline.clone()), []);
        assert_eq!(world.pass(pause - 1), []);
        assert_eq!(world.pass(1), [cancels(FIRST)]);
    }
    world.feed(offline);
    world.pass(60_000);
    assert_eq!(world.calls.poll_timeout(), None);
    assert_eq!(world.said().iter().filter(|(_, action)| *action == Canceled).count(), 1);
}

#[test]
fn a_start_refused_for_the_limit_waits_for_the_limit() {
    let mut world = World::of(ADA);
    world.feed(call_ben());
    let limited = || not_started(StartFailure::Limited { retry_after: Duration::from_secs(40) });
    assert_eq!(world.feed(limited()), []);
    let waits_until = Some(world.now + Duration::from_secs(40));
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Starting { waits_until }));
    assert_eq!(world.pass(39_999), []);
    assert_eq!(world.pass(1), [Output::Start { attempt: ATTEMPT.into(), room: room() }]);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Starting { waits_until: None }));
    world.feed(limited());
    assert_eq!(world.end_out(), Some((EndReason::Failed, None)), "a minute has to be enough");
}

#[test]
fn a_start_that_waits_can_be_canceled_and_gives_way_to_the_same_persons_call() {
    let waiting = || {
        let mut world = World::of(ADA);
        world.feed(call_ben());
        world.feed(not_started(StartFailure::Limited { retry_after: Duration::from_secs(40) }));
        world
    };
    let mut world = waiting();
    world.feed(cancel(ATTEMPT));
    assert_eq!(world.pass(100_000), []);
    let mut world = waiting();
    world.feed(says(Call, FIRST, BEN));
    world.feed(found(record(FIRST, BEN)));
    assert!(world.put_out.iter().any(|(_, output)| *output == join(FIRST)));
    assert_eq!(world.calls.outgoing(), None);
}

#[test]
fn a_refusal_that_overtakes_the_search_for_a_lost_start_waits_all_the_same() {
    let waiting = || {
        let mut world = World::of(ADA);
        world.feed(call_ben());
        world.feed(not_started(StartFailure::Lost));
        world.feed(not_started(StartFailure::Limited { retry_after: Duration::from_secs(30) }));
        world
    };
    let mut world = waiting();
    assert_eq!(world.feed(Input::Found { attempt: ATTEMPT.into(), record: None }), []);
    assert_eq!(world.pass(30_000), [Output::Start { attempt: ATTEMPT.into(), room: room() }]);
    let mut world = waiting();
    world.feed(Input::Found { attempt: ATTEMPT.into(), record: Some(record(SECOND, ADA)) });
    world.feed(found(record(FIRST, BEN)));
    assert_eq!(world.endings(), [(SECOND, Ending::Merged)], "it rings, so it is given up like any other");
    assert!(world.said().iter().any(|(_, action)| *action == Canceled));
}

#[test]
fn a_cancel_refused_for_the_limit_waits_for_the_limit() {
    let mut world = World::calling();
    world.feed(cancel(FIRST));
    let retry_after = Duration::from_secs(20);
    world.feed(Input::Canceled { call: id(FIRST), result: Err(CancelFailure::Limited { retry_after }) });
    assert_eq!(world.pass(19_999), []);
    assert_eq!(world.pass(1), [cancels(FIRST)]);
}

#[test]
fn a_cancel_that_is_settled_is_not_tried_again() {
    for result in [Ok(()), Err(CancelFailure::AlreadyOver), Err(CancelFailure::InvalidStatus)] {
        let mut world = World::calling();
        world.feed(cancel(FIRST));
        world.feed(Input::Canceled { call: id(FIRST), result });
        assert_eq!(world.pass(100_000), []);
    }
}

#[test]
fn accepting_somebody_elses_call_hangs_up_ours_first() {
    let mut world = World::calling();
    world.feed(says(Call, SECOND, CLEO));
    assert!(world.calls.knocks());
    let outputs = world.feed(accept(SECOND));
    let at = |wanted: &Output| outputs.iter().position(|output| output == wanted).unwrap();
    assert!(at(&send(Canceled, FIRST, ADA, BEN)) < at(&send(Accepted, SECOND, ADA, CLEO)));
}

#[test]
fn a_call_that_rings_out_is_not_joined_before_it_is_answered() {
    let join_it = || Input::JoinGroup { call: id(FIRST), room: room(), devices: DEVICES };
    let mut world = World::calling();
    assert_eq!(world.feed(join_it()), []);
    assert!(!world.calls.is_joining(&id(FIRST)));
    world.feed(says(Accepted, FIRST, BEN));
    assert!(world.calls.is_joining(&id(FIRST)) && !world.calls.is_joining(&id(SECOND)));
    let mut world = World::calling();
    world.feed(says(End, FIRST, ADA));
    assert_eq!(world.feed(join_it()), [join(FIRST)], "somebody else may have gone there meanwhile");
}

#[test]
fn joining_another_call_hangs_up_the_one_that_rings_out() {
    let mut world = World::calling();
    let outputs = world.feed(Input::JoinGroup { call: id("group"), room: "general".into(), devices: DEVICES });
    assert!(outputs.contains(&send(Canceled, FIRST, ADA, BEN)) && outputs.contains(&join("group")), "{outputs:?}");
    assert_eq!(world.calls.outgoing(), None);
}

// ---------------------------------------------------------------------------------- the restart --

fn resume(secs: u64) -> Input {
    let age = Duration::from_secs(secs);
    Input::Resume { call: id(FIRST), room: room(), callee: BEN.into(), devices: DEVICES, age }
}

/// Ada's device, started again `secs` after it began to ring, without a link yet.
fn restarted(secs: u64) -> World {
    let mut world = World::of(ADA);
    world.feed(Input::Link { up: false });
    world.pass(60_000);
    world.feed(resume(secs));
    world
}

#[test]
fn a_call_that_rang_out_before_a_restart_rings_on_for_the_seconds_that_remain() {
    let mut world = restarted(8);
    assert_eq!(world.phase_out(), Some(OutgoingPhase::Ringing { reconnecting: true }));
    world.pass(500);
    assert_eq!(world.feed(Input::Link { up: true }), [send(Call, FIRST, ADA, BEN), info(FIRST)]);
    world.pass(21_499);
    assert!(world.calls.outgoing().is_some_and(|call| matches!(call.phase, OutgoingPhase::Ringing { .. })));
    assert_eq!(world.said().iter().filter(|(_, action)| *action == Call).count(), 8, "at once, and at 9, 12 … 27 s");
    world.pass(1);
    assert_eq!(world.end_out(), Some((EndReason::Unanswered, None)));
    assert!(world.said().iter().any(|(_, action)| *action == Canceled));
}

#[test]
fn an_answer_that_came_during_the_restart_is_found_in_the_record() {
    let mut world = restarted(8);
    world.feed(Input::Link { up: true });
    let outputs = world.feed(found(with_users(&[BEN], with_status(Status::Started, record(FIRST, ADA)))));
    assert!(outputs.contains(&join(FIRST)), "{outputs:?}");
}

#[test]
fn a_restart_that_took_too_long_gives_the_call_up() {
    let mut world = restarted(31);
    world.pass(0);
    assert_eq!(world.end_out(), Some((EndReason::Unanswered, None)));
    let outputs = world.feed(Input::Link { up: true });
    assert!(outputs.contains(&cancels(FIRST)) || outputs.contains(&send(Canceled, FIRST, ADA, BEN)), "{outputs:?}");
}

#[test]
fn what_was_begun_since_the_restart_is_not_given_up_for_what_was_before() {
    let mut world = World::calling();
    assert_eq!(
        world.feed(Input::Resume {
            call: "old".into(),
            room: room(),
            callee: CLEO.into(),
            devices: DEVICES,
            age: Duration::from_secs(5)
        }),
        []
    );
    assert_eq!(world.calls.outgoing().unwrap().call, id(FIRST));
}
