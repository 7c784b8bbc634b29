//! The callee's rules, one test for each.

use std::time::Duration;

use vconnct_proto::{
    Signal,
    SignalAction::{Accepted, Call, Canceled, Confirmed, End, Join, Rejected, Started},
};

use super::world::*;
use crate::*;

// ------------------------------------------------------------------------------- when it rings --

#[test]
fn a_known_callers_ring_sounds_at_once_while_the_record_is_asked() {
    let mut world = World::of(BEN);
    assert_eq!(world.rung(FIRST), [info(FIRST)]);
    assert!(world.calls.rings());
    assert_eq!(world.phase_in(), Some(RINGING));
}

#[test]
fn an_unknown_callers_ring_waits_for_its_record() {
    let mut world = World::of(BEN);
    world.feed(unknown(signal(Call, FIRST, ADA)));
    world.pass(300);
    assert!(!world.calls.rings());
    assert_eq!(world.calls.incoming().count(), 0);
    world.feed(found(record(FIRST, ADA)));
    assert!(world.calls.rings());
}

#[test]
fn an_unknown_callers_ring_waits_no_longer_than_700_ms() {
    let mut world = World::of(BEN);
    world.feed(unknown(signal(Call, FIRST, ADA)));
    world.pass(699);
    assert!(!world.calls.rings());
    world.pass(1);
    assert!(world.calls.rings());
}

#[test]
fn a_record_that_contradicts_the_ring_takes_it_away_without_a_trace() {
    let lies = [
        Record { direct: false, ..record(FIRST, ADA) },
        Record { room: "elsewhere".into(), ..record(FIRST, ADA) },
        record(FIRST, CLEO),
        aged(61, record(FIRST, ADA)),
    ];
    for lie in lies {
        let mut world = World::of(BEN);
        world.rung(FIRST);
        world.pass(400);
        assert_eq!(world.feed(found(lie.clone())), [], "{lie:?}");
        assert_eq!(world.calls.incoming().count(), 0, "{lie:?}");
        assert_eq!(world.rung(FIRST), [], "it does not come back with the next frame");
        assert!(!world.calls.rings());
    }
}

#[test]
fn a_call_the_server_does_not_know_does_not_ring() {
    let mut world = World::of(BEN);
    world.rung(FIRST);
    world.feed(Input::Record { call: id(FIRST), result: Err(RecordFailure::Unknown) });
    assert!(!world.calls.rings());
    assert_eq!(world.outcomes(), [] as [&Outcome; 0]);
}

#[test]
fn a_record_that_cannot_be_had_does_not_silence_a_ring() {
    let mut world = World::of(BEN);
    world.rung(FIRST);
    world.feed(Input::Record { call: id(FIRST), result: Err(RecordFailure::Offline) });
    assert!(world.calls.rings());
}

#[test]
fn a_record_of_no_more_than_a_minute_does_not_contradict_a_ring() {
    let mut world = World::of(BEN);
    world.rung(FIRST);
    world.feed(found(aged(60, record(FIRST, ADA))));
    assert!(world.calls.rings());
}

#[test]
fn a_caller_who_has_joined_early_still_rings() {
    let mut world = World::of(BEN);
    world.rung(FIRST);
    world.feed(found(with_users(&[ADA], record(FIRST, ADA))));
    assert!(world.calls.rings());
}

#[test]
fn the_drawn_ring_counts_from_the_first_frame() {
    let mut world = World::of(BEN);
    let began = world.now;
    world.rung(FIRST);
    world.pass(200);
    world.feed(found(aged(1, record(FIRST, ADA))));
    let call = world.calls.incoming().next().unwrap();
    assert_eq!((call.since, call.drawn_until), (began, began + Duration::from_secs(30)));
}

#[test]
fn the_drawn_ring_of_a_late_call_counts_from_its_start() {
    let mut world = World::of(BEN);
    let began = world.now - Duration::from_secs(12);
    world.rung(FIRST);
    world.feed(found(aged(12, record(FIRST, ADA))));
    let call = world.calls.incoming().next().unwrap();
    assert_eq!((call.since, call.drawn_until), (began, began + Duration::from_secs(30)));
}

#[test]
fn the_drawn_ring_of_a_call_found_under_way_counts_from_its_start() {
    let mut world = World::of(BEN);
    let began = world.now - Duration::from_secs(12);
    world.feed(found(aged(12, record(FIRST, ADA))));
    let call = world.calls.incoming().next().unwrap();
    assert_eq!((call.since, call.drawn_until), (began, began + Duration::from_secs(30)));
}

#[test]
fn a_young_call_found_after_a_reconnect_rings_until_it_is_thirty_seconds_old() {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(found(aged(12, record(FIRST, ADA)))), []);
    assert!(world.calls.rings());
    world.pass(17_999);
    assert!(world.calls.rings());
    world.pass(1);
    assert!(!world.calls.rings());
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Unanswered))]);
}

#[test]
fn a_ring_of_its_caller_does_not_shorten_what_the_record_has_promised() {
    let mut world = World::of(BEN);
    world.feed(found(aged(2, record(FIRST, ADA))));
    world.rung(FIRST);
    world.pass(27_000);
    assert!(world.calls.rings());
}

#[test]
fn a_found_call_that_is_old_or_mine_or_no_direct_one_does_not_ring() {
    let quiet = [
        aged(30, record(FIRST, ADA)),
        record(FIRST, BEN),
        Record { direct: false, ..record(FIRST, ADA) },
        with_users(&[ADA], record(FIRST, ADA)),
        with_status(Status::Declined, record(FIRST, ADA)),
    ];
    for record in quiet {
        let mut world = World::of(BEN);
        world.feed(found(record.clone()));
        assert_eq!(world.calls.incoming().count(), 0, "{record:?}");
    }
}

#[test]
fn a_found_call_that_is_not_settled_rings_as_soon_as_its_caller_says_so() {
    let mut world = World::of(BEN);
    world.feed(found(with_users(&[ADA], record(FIRST, ADA))));
    assert!(!world.calls.rings());
    world.rung(FIRST);
    assert!(world.calls.rings());
}

#[test]
fn my_own_signal_does_not_ring_at_me() {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(says(Call, FIRST, BEN)), []);
    assert!(!world.calls.rings());
}

#[test]
fn a_call_that_has_started_elsewhere_does_not_ring() {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(says(Started, FIRST, ADA)), []);
    assert_eq!(world.calls.incoming().count(), 0);
}

// ------------------------------------------------------------------------------ how long it rings --

#[test]
fn a_ring_lasts_as_long_as_its_caller_is_heard() {
    let mut world = World::ringing(BEN);
    for _ in 0..9 {
        assert_eq!(world.pass(3_000), []);
        assert_eq!(world.rung(FIRST), []);
        assert!(world.calls.rings());
    }
}

#[test]
fn a_silent_caller_is_given_ten_seconds() {
    let mut world = World::ringing(BEN);
    assert_eq!(world.pass(9_999), [info(FIRST)]);
    assert!(world.calls.rings());
    world.pass(1);
    assert!(!world.calls.rings());
    let rang = Duration::from_secs(10);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Over { reason: EndReason::Unanswered, rang }));
}

#[test]
fn before_a_ring_falls_silent_its_record_may_carry_it_on() {
    let mut world = World::ringing(BEN);
    assert_eq!(world.pass(8_500), [info(FIRST)]);
    world.feed(found(aged(9, record(FIRST, ADA))));
    assert_eq!(world.pass(20_999), [], "it is asked only once");
    assert!(world.calls.rings());
    world.pass(1_000);
    assert!(!world.calls.rings());
}

#[test]
fn a_record_asked_at_the_beginning_carries_nothing() {
    let mut world = World::ringing(BEN);
    world.feed(found(aged(0, record(FIRST, ADA))));
    world.pass(10_000);
    assert!(!world.calls.rings());
}

#[test]
fn a_record_that_calls_nobody_any_more_carries_nothing() {
    let mut world = World::ringing(BEN);
    world.pass(8_500);
    world.feed(found(with_users(&[ADA], aged(9, record(FIRST, ADA)))));
    world.pass(1_500);
    assert!(!world.calls.rings());
}

#[test]
fn a_record_that_comes_too_late_to_carry_a_ring_brings_it_back() {
    let mut world = World::ringing(BEN);
    world.pass(10_500);
    assert!(!world.calls.rings());
    world.feed(found(aged(10, record(FIRST, ADA))));
    assert!(world.calls.rings());
    assert_eq!(world.calls.incoming().count(), 1);
}

#[test]
fn a_caller_who_comes_back_after_a_silence_rings_again() {
    let mut world = World::ringing(BEN);
    world.pass(11_000);
    assert!(!world.calls.rings());
    world.rung(FIRST);
    assert!(world.calls.rings());
    world.feed(says(Canceled, FIRST, ADA));
    let endings = [EndReason::Unanswered, EndReason::Canceled].map(|reason| (FIRST, Ending::Over(reason)));
    assert_eq!(world.endings(), endings);
}

#[test]
fn a_call_that_slept_through_its_life_is_missed_without_a_sound() {
    let mut world = World::ringing(BEN);
    world.now = world.now + Duration::from_secs(3_600);
    world.feed(Input::Timeout);
    assert!(!world.calls.rings());
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Unanswered))]);
}

// ---------------------------------------------------------------------------------- how it ends --

#[test]
fn a_canceled_call_falls_silent_and_tells_so_for_four_seconds() {
    let mut world = World::ringing(BEN);
    world.pass(3_000);
    assert!(matches!(world.feed(says(Canceled, FIRST, ADA))[..], [Output::Outcome(_)]));
    let rang = Duration::from_secs(3);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Over { reason: EndReason::Canceled, rang }));
    world.pass(3_999);
    assert_eq!(world.calls.incoming().count(), 1);
    world.pass(1);
    assert_eq!(world.calls.incoming().count(), 0);
}

#[test]
fn a_cancel_counts_even_if_it_names_me_as_its_sender() {
    let mut world = World::ringing(BEN);
    world.feed(says(Canceled, FIRST, BEN));
    assert!(!world.calls.rings());
}

#[test]
fn nobody_but_the_caller_cancels_a_call() {
    let mut world = World::ringing(BEN);
    world.feed(says(Canceled, FIRST, CLEO));
    assert!(world.calls.rings());
}

#[test]
fn a_frame_that_was_under_way_does_not_ring_after_the_cancel() {
    for action in [Canceled, End] {
        let mut world = World::ringing(BEN);
        world.feed(says(action, FIRST, ADA));
        world.pass(500);
        assert_eq!(world.rung(FIRST), []);
        assert!(!world.calls.rings());
    }
}

#[test]
fn a_cancel_that_overtakes_the_ring_is_remembered() {
    let mut world = World::of(BEN);
    world.feed(says(Canceled, FIRST, ADA));
    assert_eq!(world.rung(FIRST), []);
    assert!(!world.calls.rings());
}

#[test]
fn end_silences_a_ring_and_asks_what_became_of_it() {
    let mut world = World::ringing(BEN);
    let outputs = world.feed(says(End, FIRST, ADA));
    assert!(outputs.contains(&info(FIRST)));
    assert!(!world.calls.rings());
}

#[test]
fn a_record_that_is_over_ends_the_ring() {
    for status in [Status::Expired, Status::Ended, Status::Declined] {
        let mut world = World::ringing(BEN);
        world.feed(found(with_status(status, record(FIRST, ADA))));
        assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
    }
}

#[test]
fn a_record_is_over_by_its_end_or_by_its_status_alone() {
    let ended = Record { ended: true, ..record(FIRST, ADA) };
    let by_status = Record { ended: false, ..with_status(Status::Ended, record(FIRST, ADA)) };
    for over in [ended, by_status] {
        let mut world = World::ringing(BEN);
        world.feed(found(over.clone()));
        assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))], "{over:?}");
    }
}

#[test]
fn a_change_in_the_room_has_the_record_asked_while_it_rings() {
    let mut world = World::ringing(BEN);
    let event = Input::RoomEvent { room: room(), call: id(FIRST) };
    assert_eq!(world.feed(event.clone()), [info(FIRST)]);
    world.feed(says(Canceled, FIRST, ADA));
    assert_eq!(world.feed(event), []);
}

#[test]
fn however_many_ask_for_a_record_it_is_fetched_once() {
    let mut world = World::ringing(BEN);
    for _ in 0..3 {
        world.calls.handle(world.now, Input::RoomEvent { room: room(), call: id(FIRST) });
    }
    assert_eq!(world.feed(Input::Timeout), [info(FIRST)]);
}

#[test]
fn the_card_can_be_closed_before_its_time() {
    let mut world = World::ringing(BEN);
    let close = Input::CloseCard { call: id(FIRST) };
    world.feed(close.clone());
    assert!(world.calls.rings(), "a ringing call is no card to close");
    world.feed(says(Canceled, FIRST, ADA));
    world.feed(close);
    assert_eq!(world.calls.incoming().count(), 0);
}

// ----------------------------------------------------------------------------------- accepting --

#[test]
fn accepting_says_accepted_and_joins_at_once() {
    let mut world = World::ringing(BEN);
    assert_eq!(world.feed(accept(FIRST)), [send(Accepted, FIRST, BEN, ADA), join(FIRST)]);
    assert!(!world.calls.rings());
    assert_eq!(world.phase_in(), Some(IncomingPhase::Accepting));
    assert!(world.calls.is_joining(&id(FIRST)));
}

#[test]
fn the_address_makes_it_the_joined_call_without_waiting_for_confirmed() {
    let mut world = World::ringing(BEN);
    world.pass(2_000);
    world.feed(accept(FIRST));
    world.pass(200);
    world.feed(joined(FIRST));
    let call = world.calls.joined().unwrap();
    assert_eq!((call.call.as_str(), call.page, call.devices), (FIRST, Page::Opening, DEVICES));
    assert_eq!(world.calls.incoming().count(), 0);
    assert_eq!(world.endings(), [(FIRST, Ending::Joined)]);
    assert_eq!(world.outcomes()[0].rang, Duration::from_secs(2));
}

#[test]
fn accepted_is_repeated_after_one_and_a_half_and_three_and_a_half_seconds() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    world.pass(60_000);
    assert_eq!(world.said(), [(0, Accepted), (1_500, Accepted), (3_500, Accepted)]);
}

#[test]
fn accepted_is_repeated_no_more_once_it_has_arrived() {
    for proof in [says(Confirmed, FIRST, ADA), says(Join, FIRST, BEN)] {
        let mut world = World::ringing(BEN);
        world.feed(accept(FIRST));
        world.pass(1_600);
        world.feed(proof);
        world.pass(60_000);
        assert_eq!(world.said(), [(0, Accepted), (1_500, Accepted)]);
    }
}

#[test]
fn a_second_press_does_nothing() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    for press in [accept(FIRST), decline(FIRST), dismiss(FIRST)] {
        assert_eq!(world.feed(press), []);
        assert_eq!(world.phase_in(), Some(IncomingPhase::Accepting));
    }
}

#[test]
fn a_dismissed_call_can_still_be_accepted() {
    let mut world = World::ringing(BEN);
    world.feed(dismiss(FIRST));
    assert_eq!(world.feed(accept(FIRST)), [send(Accepted, FIRST, BEN, ADA), join(FIRST)]);
    world.feed(joined(FIRST));
    assert!(world.outcomes()[0].dismissed);
}

#[test]
fn five_seconds_without_an_address_are_a_failure() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.pass(4_999);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Accepting));
    world.pass(1);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Over { reason: EndReason::Failed, rang: Duration::ZERO }));
    assert_eq!(world.rung(FIRST), [], "it was answered: it does not ring again");
}

#[test]
fn a_join_that_got_lost_is_tried_again_after_one_two_and_four_seconds() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(says(Confirmed, FIRST, ADA));
    for pause in [1_000, 2_000, 4_000] {
        assert_eq!(world.feed(not_joined(FIRST, JoinFailure::NoAnswer)), [info(FIRST)]);
        world.feed(found(with_users(&[ADA], record(FIRST, ADA))));
        assert_eq!(world.pass(pause - 1), []);
        assert_eq!(world.pass(1), [join(FIRST)]);
    }
    world.feed(not_joined(FIRST, JoinFailure::NoAnswer));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Failed))]);
}

#[test]
fn a_join_refused_for_the_limit_waits_for_the_limit() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(says(Confirmed, FIRST, ADA));
    let limited = JoinFailure::Limited { retry_after: Duration::from_millis(4_500) };
    world.feed(not_joined(FIRST, limited));
    assert_eq!(world.pass(4_499), []);
    assert_eq!(world.pass(1), [join(FIRST)]);
}

#[test]
fn a_call_that_is_over_is_joined_no_more() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(not_joined(FIRST, JoinFailure::NoAnswer));
    world.feed(found(with_status(Status::Declined, record(FIRST, ADA))));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
    assert!(!world.pass(60_000).contains(&join(FIRST)));
}

#[test]
fn a_refused_join_is_a_failure() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(not_joined(FIRST, JoinFailure::Refused));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Failed))]);
}

#[test]
fn a_caller_who_hangs_up_while_we_connect_ends_it() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(says(Canceled, FIRST, ADA));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
    world.feed(joined(FIRST));
    assert_eq!(world.calls.joined(), None, "a late address is not opened");
    world.pass(60_000);
    assert_eq!(world.said(), [(0, Accepted)]);
}

#[test]
fn end_while_we_connect_only_has_the_record_asked() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    assert_eq!(world.feed(says(End, FIRST, ADA)), [info(FIRST)]);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Accepting));
}

#[test]
fn giving_up_while_we_connect_ends_the_call_if_it_still_rings() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    let outputs = world.feed(cancel(FIRST));
    assert_eq!(outputs[0], cancels(FIRST));
    assert_eq!(world.calls.incoming().count(), 0);
    world.pass(60_000);
    assert_eq!(world.said(), [(0, Accepted)]);
}

// ------------------------------------------------------------------------ declining, dismissing --

#[test]
fn declining_says_rejected_once_and_takes_the_card_away() {
    let mut world = World::ringing(BEN);
    world.pass(2_000);
    assert_eq!(world.feed(decline(FIRST))[0], send(Rejected, FIRST, BEN, ADA));
    assert_eq!(world.calls.incoming().count(), 0);
    for press in [decline(FIRST), accept(FIRST)] {
        assert_eq!(world.feed(press), []);
    }
    world.pass(300_000);
    assert_eq!(world.said(), [(2_000, Rejected)]);
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Declined))]);
    assert_eq!(world.outcomes()[0].rang, Duration::from_secs(2));
}

#[test]
fn a_declined_call_is_remembered_for_two_hundred_seconds() {
    let mut world = World::ringing(BEN);
    world.feed(decline(FIRST));
    world.pass(199_999);
    world.rung(FIRST);
    assert!(!world.calls.rings());
    world.pass(1);
    world.rung(FIRST);
    assert!(world.calls.rings());
}

#[test]
fn a_caller_who_does_not_listen_to_a_decline_is_canceled_for() {
    let mut world = World::ringing(BEN);
    world.feed(decline(FIRST));
    assert_eq!(world.pass(2_999), []);
    assert_eq!(world.pass(1), [info(FIRST)]);
    assert_eq!(world.feed(found(aged(5, record(FIRST, ADA)))), [cancels(FIRST)]);
    assert_eq!(world.feed(found(aged(5, record(FIRST, ADA)))), [], "once");
}

#[test]
fn a_caller_who_listens_to_a_decline_is_left_alone() {
    let mut world = World::ringing(BEN);
    world.feed(decline(FIRST));
    assert_eq!(world.feed(Input::RoomEvent { room: room(), call: id(FIRST) }), [info(FIRST)]);
    world.feed(found(with_status(Status::Declined, record(FIRST, ADA))));
    assert_eq!(world.pass(100_000), []);
}

#[test]
fn a_record_that_was_asked_before_the_decline_does_not_cancel_the_call() {
    let mut world = World::ringing(BEN);
    world.feed(decline(FIRST));
    assert_eq!(world.feed(found(record(FIRST, ADA))), []);
}

#[test]
fn a_dismissed_call_stays_quiet_while_its_caller_rings_on_and_nobody_is_told() {
    let mut world = World::ringing(BEN);
    world.feed(dismiss(FIRST));
    for _ in 0..9 {
        world.pass(3_000);
        assert_eq!(world.rung(FIRST), []);
        assert!(!world.calls.rings());
        assert_eq!(world.phase_in(), Some(IncomingPhase::Dismissed));
    }
    world.feed(says(Canceled, FIRST, ADA));
    assert_eq!(world.calls.incoming().count(), 0, "the person knows about it");
    assert!(world.outcomes()[0].dismissed);
    assert_eq!(world.said(), []);
}

#[test]
fn a_dismissed_call_that_fell_silent_does_not_ring_again() {
    let mut world = World::ringing(BEN);
    world.feed(dismiss(FIRST));
    world.pass(12_000);
    assert_eq!(world.rung(FIRST), []);
    assert!(!world.calls.rings());
}

#[test]
fn choosing_words_silences_a_call_for_good() {
    let mut world = World::ringing(BEN);
    world.feed(Input::Silence { call: id(FIRST) });
    assert!(!world.calls.rings());
    world.pass(3_000);
    world.rung(FIRST);
    assert_eq!(world.phase_in(), Some(IncomingPhase::Ringing { silenced: true, reconnecting: false }));
    assert!(!world.calls.rings());
}

#[test]
fn what_was_decided_before_a_restart_is_decided() {
    let mut world = World::of(BEN);
    world.calls.remember(world.now, id(FIRST));
    world.rung(FIRST);
    assert!(!world.calls.rings());
}

// --------------------------------------------------------------------------------- own devices --

#[test]
fn a_call_joined_on_another_device_falls_silent_here() {
    let mut world = World::ringing(BEN);
    world.feed(says(Join, FIRST, BEN));
    assert!(!world.calls.rings());
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::AnsweredElsewhere))]);
    world.pass(2_499);
    assert_eq!(world.calls.incoming().count(), 1);
    world.pass(1);
    assert_eq!(world.calls.incoming().count(), 0);
    assert_eq!(world.rung(FIRST), []);
}

#[test]
fn the_record_too_tells_that_another_device_has_answered() {
    let mut world = World::ringing(BEN);
    world.feed(found(with_users(&[ADA, BEN], record(FIRST, ADA))));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::AnsweredElsewhere))]);
}

#[test]
fn somebody_elses_join_does_not_silence_a_ring() {
    let mut world = World::ringing(BEN);
    world.feed(says(Join, FIRST, ADA));
    assert!(world.calls.rings());
}

#[test]
fn answers_to_a_call_of_another_device_do_nothing() {
    for action in [Accepted, Rejected, Join, Confirmed] {
        let mut world = World::of(ADA);
        assert_eq!(world.feed(says(action, FIRST, BEN)), []);
        assert_eq!(world.calls.outgoing(), None);
        assert_eq!(world.calls.joined(), None);
    }
}

#[test]
fn a_call_answered_in_words_on_another_device_was_declined_not_missed() {
    let mut world = World::ringing(BEN);
    world.feed(message(BEN, "In a meeting"));
    world.pass(4_000);
    world.feed(found(with_status(Status::Declined, record(FIRST, ADA))));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Declined))]);
    assert_eq!(world.calls.incoming().count(), 0);
}

#[test]
fn a_call_answered_in_words_on_another_device_that_fell_silent_here_was_declined_and_rings_no_more() {
    let mut world = World::ringing(BEN);
    world.pass(8_000);
    world.feed(message(BEN, "In ten minutes"));
    world.pass(2_000);
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Declined))]);
    world.feed(found(aged(12, record(FIRST, ADA))));
    world.rung(FIRST);
    assert!(!world.calls.rings());
    world.pass(60_000);
    assert_eq!(world.outcomes().len(), 1);
}

#[test]
fn words_of_long_ago_decline_nothing() {
    let mut world = World::ringing(BEN);
    world.feed(message(BEN, "Hello"));
    world.pass(5_001);
    world.feed(says(Canceled, FIRST, ADA));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
}

// ------------------------------------------------------------------------------- several calls --

#[test]
fn a_newer_call_of_the_same_caller_takes_the_place_of_the_older() {
    let mut world = World::ringing(BEN);
    world.pass(4_000);
    world.rung(SECOND);
    let shown: Vec<&str> = world.calls.incoming().map(|call| call.call.as_str()).collect();
    assert_eq!(shown, [SECOND]);
    assert!(world.calls.rings());
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
    assert_eq!(world.said(), [], "its caller knows");
    world.rung(FIRST);
    assert_eq!(world.calls.incoming().count(), 1);
}

#[test]
fn a_newer_call_that_is_not_believed_yet_takes_no_place() {
    let mut world = World::ringing(BEN);
    world.feed(unknown(signal(Call, SECOND, ADA)));
    assert_eq!(world.calls.incoming().next().unwrap().call, id(FIRST));
    world.feed(found(record(SECOND, ADA)));
    assert_eq!(world.calls.incoming().next().unwrap().call, id(SECOND));
}

#[test]
fn a_newer_call_takes_the_place_of_the_older_however_it_came_to_be_believed() {
    for later in [unknown(signal(Call, SECOND, ADA)), found(record(SECOND, ADA))] {
        let mut world = World::ringing(BEN);
        world.pass(4_000);
        world.feed(later);
        world.pass(700);
        let shown: Vec<&str> = world.calls.incoming().map(|call| call.call.as_str()).collect();
        assert_eq!(shown, [SECOND]);
    }
}

#[test]
fn an_older_call_of_somebody_else_found_late_rings_beside_the_newer() {
    let mut world = World::ringing(BEN);
    world.feed(found(aged(12, record(SECOND, CLEO))));
    let shown: Vec<&str> = world.calls.incoming().map(|call| call.call.as_str()).collect();
    assert_eq!(shown, [SECOND, FIRST]);
}

#[test]
fn an_older_call_found_late_does_not_take_the_place_of_the_newer() {
    let mut world = World::of(BEN);
    world.rung(SECOND);
    world.feed(found(aged(20, record(FIRST, ADA))));
    let shown: Vec<&str> = world.calls.incoming().map(|call| call.call.as_str()).collect();
    assert_eq!(shown, [SECOND]);
    assert_eq!(world.outcomes(), [] as [&Outcome; 0], "it never rang here");
}

#[test]
fn calls_of_two_people_ring_side_by_side_the_longest_first() {
    let mut world = World::ringing(BEN);
    world.pass(1_000);
    let cleo = Signal::new(Call, id(SECOND), CLEO.into(), "RoomBenCleo".into());
    world.feed(known(cleo));
    let shown: Vec<&str> = world.calls.incoming().map(|call| call.call.as_str()).collect();
    assert_eq!(shown, [FIRST, SECOND]);
    world.feed(decline(FIRST));
    assert!(world.calls.rings());
}

#[test]
fn whichever_of_two_calls_is_declined_the_other_rings_on() {
    for (declined, other) in [(FIRST, SECOND), (SECOND, FIRST)] {
        let mut world = World::ringing(BEN);
        world.feed(known(Signal::new(Call, id(SECOND), CLEO.into(), "RoomBenCleo".into())));
        world.feed(decline(declined));
        assert_eq!(world.endings(), [(declined, Ending::Over(EndReason::Declined))]);
        assert_eq!(world.calls.incoming().map(|call| call.call.as_str()).collect::<Vec<_>>(), [other]);
        assert!(world.calls.rings());
    }
}

#[test]
fn who_is_in_a_call_hears_a_knock_at_most() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    world.feed(known(Signal::new(Call, id(SECOND), CLEO.into(), "RoomBenCleo".into())));
    assert!(!world.calls.rings());
    assert!(world.calls.knocks());
    world.feed(Input::Leave { call: id(FIRST) });
    assert!(world.calls.rings());
    assert!(!world.calls.knocks());
}

#[test]
fn accepting_one_call_gives_up_another_that_was_on_its_way() {
    let mut world = World::ringing(BEN);
    world.feed(known(Signal::new(Call, id(SECOND), CLEO.into(), "RoomBenCleo".into())));
    world.feed(accept(FIRST));
    world.feed(accept(SECOND));
    world.feed(joined(FIRST));
    assert_eq!(world.calls.joined(), None);
    world.feed(joined(SECOND));
    assert_eq!(world.calls.joined().unwrap().call, id(SECOND));
}

#[test]
fn whoever_makes_up_calls_does_not_fill_our_memory() {
    let mut world = World::of(BEN);
    for n in 0..10_000 {
        let call = format!("{n:024x}");
        world.feed(known(Signal::new(Call, id(&call), format!("user{n}").into(), "room".into())));
        world.feed(says(Canceled, &format!("{n:023x}f"), ADA));
    }
    assert_eq!(world.calls.incoming().count(), 32);
}

// ---------------------------------------------------------------------------- the joined call --

#[test]
fn the_page_tells_whether_it_came_up() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    for (opened, page) in [(false, Page::NotOpened), (true, Page::Opened)] {
        world.feed(Input::PageOpened { call: id(FIRST), opened });
        assert_eq!(world.calls.joined().unwrap().page, page);
    }
    world.feed(Input::PageOpened { call: id(SECOND), opened: false });
    assert_eq!(world.calls.joined().unwrap().page, Page::Opened);
}

#[test]
fn end_does_not_end_the_joined_call_but_its_record_does() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    assert_eq!(world.feed(says(End, FIRST, ADA)), [info(FIRST)]);
    world.feed(says(Canceled, FIRST, ADA));
    world.feed(found(with_users(&[ADA, BEN], record(FIRST, ADA))));
    assert!(world.calls.joined().is_some());
    world.feed(found(with_status(Status::Ended, record(FIRST, ADA))));
    assert_eq!(world.calls.joined(), None);
}

#[test]
fn whoever_has_left_the_joined_call_is_free_though_others_are_still_in_it() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    world.pass(60_000);
    let left =
        |secs| found(Record { left: Some(Duration::from_secs(secs)), ..with_users(&[ADA, BEN], record(FIRST, ADA)) });
    world.feed(left(70));
    assert!(world.calls.joined().is_some(), "that was before");
    world.feed(left(58));
    assert!(world.calls.joined().is_some(), "nor do two clocks agree to the second");
    world.feed(left(12));
    assert_eq!(world.calls.joined(), None);
    world.rung(SECOND);
    assert!(world.calls.rings());
}

#[test]
fn a_joined_call_that_everybody_has_left_ends_with_its_record() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    world.pass(60_000);
    let deserted = |left, status| {
        let both = with_status(status, with_users(&[ADA, BEN], record(FIRST, ADA)));
        found(Record { left: Some(Duration::from_secs(left)), deserted: true, ..both })
    };
    world.feed(deserted(12, Status::Started));
    assert!(world.calls.joined().is_some(), "its end is about to be told");
    world.feed(deserted(13, Status::Ended));
    assert_eq!(world.calls.joined(), None);
}

#[test]
fn a_workspace_that_never_ends_a_deserted_call_holds_nobody_in_it() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    world.pass(60_000);
    let left = Some(Duration::from_secs(30));
    world.feed(found(Record { left, deserted: true, ..with_users(&[ADA, BEN], record(FIRST, ADA)) }));
    assert_eq!(world.calls.joined(), None);
}

#[test]
fn a_change_in_the_room_has_the_record_of_the_joined_call_asked() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    assert_eq!(world.feed(Input::RoomEvent { room: room(), call: id(FIRST) }), [info(FIRST)]);
    assert_eq!(world.feed(Input::RoomEvent { room: room(), call: id(SECOND) }), []);
}

#[test]
fn joining_a_group_call_asks_for_an_address_and_replaces_the_joined_call() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    let group = Input::JoinGroup { call: id("group"), room: "general".into(), devices: DEVICES };
    assert_eq!(world.feed(group), [join("group")]);
    assert_eq!(world.calls.joined().unwrap().call, id(FIRST));
    assert!(world.calls.is_joining(&id("group")));
    world.feed(joined("group"));
    let call = world.calls.joined().unwrap();
    assert_eq!((call.room.clone(), call.devices), ("general".into(), DEVICES));
    assert_eq!(world.endings(), [(FIRST, Ending::Joined)], "a group call rings nobody");
}

#[test]
fn opening_the_joined_call_again_keeps_its_beginning() {
    let mut world = World::ringing(BEN);
    world.feed(accept(FIRST));
    world.feed(joined(FIRST));
    let since = world.now;
    world.feed(Input::PageOpened { call: id(FIRST), opened: true });
    world.pass(60_000);
    let again = Input::JoinGroup { call: id(FIRST), room: room(), devices: DEVICES };
    assert_eq!(world.feed(again), [join(FIRST)]);
    world.feed(joined(FIRST));
    let call = world.calls.joined().unwrap();
    assert_eq!((call.since, call.page), (since, Page::Opening));
}

#[test]
fn joining_a_call_that_rings_here_answers_it() {
    let mut world = World::ringing(BEN);
    let join_it = Input::JoinGroup { call: id(FIRST), room: room(), devices: DEVICES };
    assert_eq!(world.feed(join_it), [send(Accepted, FIRST, BEN, ADA), join(FIRST)]);
}

#[test]
fn a_call_that_is_being_joined_does_not_ring() {
    let mut world = World::of(BEN);
    world.feed(Input::JoinGroup { call: id(FIRST), room: room(), devices: DEVICES });
    assert_eq!(world.rung(FIRST), []);
    world.feed(found(record(FIRST, ADA)));
    assert_eq!(world.calls.incoming().count(), 0);
}

#[test]
fn a_group_call_that_is_being_joined_is_not_joined_once_more() {
    let mut world = World::of(BEN);
    let group = Input::JoinGroup { call: id("group"), room: "general".into(), devices: DEVICES };
    assert_eq!(world.feed(group.clone()), [join("group")]);
    assert_eq!(world.feed(group), []);
}

#[test]
fn a_group_call_whose_join_got_lost_is_tried_again_whatever_becomes_of_others() {
    let mut world = World::of(BEN);
    world.feed(Input::JoinGroup { call: id("group"), room: "general".into(), devices: DEVICES });
    world.feed(not_joined("group", JoinFailure::NoAnswer));
    world.feed(found(with_users(&[ADA], Record { direct: false, ..record("group", ADA) })));
    world.feed(found(with_status(Status::Ended, record(SECOND, ADA))));
    world.feed(not_joined(SECOND, JoinFailure::Refused));
    assert_eq!(world.pass(1_000), [join("group")]);
}

#[test]
fn a_group_call_that_is_over_is_let_go() {
    let mut world = World::of(BEN);
    let group = Record { direct: false, ..record(FIRST, ADA) };
    world.feed(Input::JoinGroup { call: id(FIRST), room: room(), devices: DEVICES });
    world.feed(not_joined(FIRST, JoinFailure::NoAnswer));
    world.feed(found(with_status(Status::Ended, group)));
    assert!(!world.pass(60_000).contains(&join(FIRST)));
}

#[test]
fn a_group_call_that_cannot_be_joined_is_let_go() {
    let mut world = World::of(BEN);
    world.feed(Input::JoinGroup { call: id("group"), room: "general".into(), devices: DEVICES });
    world.feed(not_joined("group", JoinFailure::Refused));
    assert!(!world.calls.is_joining(&id("group")));
    assert!(!world.pass(60_000).contains(&join("group")));
}

#[test]
fn a_group_call_on_its_way_to_being_joined_is_given_up_by_itself_alone() {
    let mut world = World::of(BEN);
    world.feed(Input::JoinGroup { call: id("group"), room: "general".into(), devices: DEVICES });
    world.feed(cancel(FIRST));
    assert!(world.calls.is_joining(&id("group")));
    world.feed(cancel("group"));
    assert!(!world.calls.is_joining(&id("group")));
}

#[test]
fn a_call_that_the_record_says_was_answered_elsewhere_does_not_ring_afterwards() {
    let mut world = World::of(BEN);
    world.feed(found(aged(5, with_users(&[ADA, BEN], record(FIRST, ADA)))));
    assert_eq!(world.rung(FIRST), []);
    assert!(!world.calls.rings());
}
