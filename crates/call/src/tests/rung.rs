//! Calls that others than their caller have this device ring for: the workspace (protocol 5.8), or
//! nobody but itself (8.12).

use std::time::Duration;

use vconnct_proto::{SignalAction::*, UserId};

use super::world::*;
use crate::*;

/// Ada is in the call, and the workspace rang Ben so many seconds ago.
fn rung(secs: u64) -> Record {
    Record { rung: Some(Duration::from_secs(secs)), ..with_users(&[ADA], record(FIRST, ADA)) }
}

/// A call of a workspace that neither rings nor notes who joins.
fn unrung(age: u64) -> Record {
    Record { direct: false, unrung: true, ..aged(age, with_status(Status::Started, record(FIRST, ADA))) }
}

/// Ben, rung by the workspace for Ada's call.
fn ringing() -> World {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(says(Ring, FIRST, ADA)), [info(FIRST)]);
    world.feed(found(rung(0)));
    world
}

fn declines(call: &str) -> Output {
    Output::Decline { call: id(call) }
}

#[test]
fn a_ring_of_the_workspace_sounds_at_once_and_for_fifteen_seconds() {
    let mut world = ringing();
    assert!(world.calls.rings());
    world.pass(14_999);
    assert!(world.calls.rings());
    world.pass(1);
    assert!(!world.calls.rings());
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Unanswered))]);
}

#[test]
fn its_record_tells_before_the_end_whether_the_workspace_rang_again() {
    let mut world = ringing();
    assert_eq!(world.pass(13_500), [info(FIRST)]);
    world.feed(found(rung(3)));
    world.pass(11_999);
    assert!(world.calls.rings());
    world.pass(1);
    assert!(!world.calls.rings());
}

#[test]
fn it_is_answered_by_joining_alone() {
    let mut world = ringing();
    assert_eq!(world.feed(accept(FIRST)), [join(FIRST)]);
    world.feed(joined(FIRST));
    world.pass(60_000);
    assert_eq!(world.said(), []);
    assert_eq!(world.endings(), [(FIRST, Ending::Joined)]);
}

#[test]
fn an_answer_that_is_given_up_cancels_nothing_as_its_caller_is_in_the_call() {
    let mut world = ringing();
    world.feed(accept(FIRST));
    world.feed(cancel(FIRST));
    assert!(!world.put_out.iter().any(|(_, output)| *output == cancels(FIRST)));
}

#[test]
fn it_is_declined_at_the_workspace() {
    let mut world = ringing();
    let outputs = world.feed(decline(FIRST));
    assert_eq!(outputs.first(), Some(&declines(FIRST)));
    world.pass(60_000);
    assert_eq!(world.said(), []);
}

#[test]
fn the_servers_end_silences_only_if_the_record_says_so_too() {
    let mut world = ringing();
    world.pass(1_000);
    assert_eq!(world.feed(says(End, FIRST, ADA)), [info(FIRST)], "forty seconds after the start, not after the ring");
    world.feed(found(aged(41, rung(1))));
    assert!(world.calls.rings());
    world.feed(says(End, FIRST, ADA));
    world.feed(found(with_status(Status::Ended, rung(2))));
    assert!(!world.calls.rings());
}

#[test]
fn it_falls_silent_when_its_caller_has_left_the_call() {
    let mut world = ringing();
    world.feed(found(Record { deserted: true, ..rung(4) }));
    assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Canceled))]);
}

#[test]
fn a_ring_repeated_on_its_way_does_not_bring_a_dismissed_call_back_and_a_new_one_does() {
    let mut world = ringing();
    world.feed(dismiss(FIRST));
    world.feed(says(Ring, FIRST, ADA));
    assert!(!world.calls.rings());
    world.pass(13_600);
    world.feed(found(rung(0))); // it was rung again, and the signal is still on its way
    world.pass(1_500);
    world.feed(says(Ring, FIRST, ADA));
    assert!(world.calls.rings());
    let call = world.calls.incoming().next().unwrap();
    assert_eq!((call.since, call.drawn_until), (world.now, world.now + Duration::from_secs(15)));
}

#[test]
fn a_link_that_is_lost_meanwhile_prolongs_no_ring_beyond_its_own_end() {
    let by_itself: fn(u64) -> Record = unrung;
    for (record, length, back) in [(by_itself, 30, true), (rung, 15, true), (by_itself, 30, false), (rung, 15, false)] {
        let mut world = World::of(BEN);
        world.feed(found(record(0)));
        world.pass(length * 1_000 - 4_000);
        world.feed(Input::Link { up: false });
        world.pass(1_000);
        if back {
            world.feed(Input::Link { up: true });
            world.feed(found(record(length - 3)));
        }
        world.pass(2_999);
        assert!(world.calls.rings());
        world.pass(1);
        assert!(!world.calls.rings(), "{length} s, back: {back}");
    }
}

#[test]
fn a_ring_that_crosses_its_dismissal_does_not_undo_it() {
    for (before, rings) in [(2_000, false), (2_001, true)] {
        let mut world = ringing();
        world.pass(14_000);
        world.feed(found(rung(0))); // it was rung again, and the signal is still on its way
        world.pass(3_000 - before);
        world.feed(dismiss(FIRST));
        world.pass(before);
        world.feed(says(Ring, FIRST, ADA));
        assert_eq!(world.calls.rings(), rings, "dismissed {before} ms before");
    }
}

#[test]
fn a_declined_call_rings_again_only_if_the_workspace_rang_after_the_decline() {
    let mut world = ringing();
    world.feed(decline(FIRST));
    world.pass(5_000);
    world.feed(says(Ring, FIRST, ADA));
    world.feed(found(rung(5)));
    assert!(!world.calls.rings(), "the same ring");
    world.pass(12_000);
    assert_eq!(world.feed(says(Ring, FIRST, ADA)), [info(FIRST)]);
    world.feed(found(rung(0)));
    assert!(world.calls.rings());
}

#[test]
fn a_declined_call_that_rings_again_is_no_missed_one_however_that_ends() {
    let ends: [fn(&mut World); 3] = [
        |world| drop(world.pass(15_000)),
        |world| drop(world.feed(says(Canceled, FIRST, ADA))),
        |world| {
            world.feed(Input::Link { up: false });
            world.pass(15_000);
        },
    ];
    for (restarted, end) in [false, true].into_iter().flat_map(|restarted| ends.map(|end| (restarted, end))) {
        let mut world = ringing();
        if restarted {
            world = World::of(BEN);
            world.calls.remember_declined(world.now, id(FIRST));
        } else {
            world.feed(decline(FIRST));
        }
        world.pass(20_000);
        world.feed(found(rung(0)));
        assert!(world.calls.rings());
        world.put_out.clear();
        end(&mut world);
        assert!(!world.calls.rings());
        assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Declined))]);
        assert_eq!(world.calls.incoming().count(), 0, "no card says that it was missed");
    }
}

#[test]
fn a_ring_of_a_room_nobody_here_knows_waits_for_its_record() {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(unknown(signal(Ring, FIRST, ADA))), [info(FIRST)]);
    world.pass(5_000);
    assert_eq!(world.calls.incoming().count(), 0, "it may be a group's");
    world.feed(found(rung(5)));
    assert!(world.calls.rings());
}

#[test]
fn a_ring_for_my_own_call_is_not_for_me() {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(says(Ring, FIRST, BEN)), []);
    assert!(!world.calls.rings());
}

#[test]
fn a_ring_for_a_call_the_server_does_not_know_goes_without_a_trace() {
    let mut world = World::of(BEN);
    world.feed(says(Ring, FIRST, ADA));
    assert!(world.calls.rings());
    assert_eq!(world.feed(Input::Record { call: id(FIRST), result: Err(RecordFailure::Unknown) }), []);
    assert_eq!(world.calls.incoming().count(), 0);
}

#[test]
fn a_ring_of_a_call_of_many_makes_no_sound() {
    let mut world = World::of(BEN);
    world.feed(unknown(signal(Ring, FIRST, ADA)));
    world.feed(found(Record { direct: false, ..rung(0) }));
    assert_eq!(world.calls.incoming().count(), 0);
}

#[test]
fn a_ring_that_began_while_nobody_listened_rings_for_the_rest() {
    let mut world = World::of(BEN);
    world.feed(found(aged(50, rung(6))));
    assert!(world.calls.rings());
    let (began, call) = (world.now - Duration::from_secs(6), world.calls.incoming().next().unwrap());
    assert_eq!((call.since, call.drawn_until), (began, began + Duration::from_secs(15)));
    world.pass(8_999);
    assert!(world.calls.rings());
    world.pass(1);
    assert!(!world.calls.rings());
}

#[test]
fn a_ring_that_another_device_has_answered_or_declined_is_not_heard_later() {
    let answered = Record { users: vec![ADA.into(), BEN.into()], ..rung(3) };
    let declined = Record { declined: vec![BEN.into()], ..rung(3) };
    for settled in [answered, declined] {
        let mut world = World::of(BEN);
        world.feed(found(settled.clone()));
        assert_eq!(world.calls.incoming().count(), 0, "{settled:?}");
    }
}

#[test]
fn a_decline_on_another_device_silences_this_one_and_is_told_as_a_decline() {
    for mut world in [ringing(), World::ringing(BEN)] {
        world.feed(found(Record { declined: vec![BEN.into()], ..record(FIRST, ADA) }));
        assert!(!world.calls.rings());
        assert_eq!(world.endings(), [(FIRST, Ending::Over(EndReason::Declined))]);
    }
}

#[test]
fn a_caller_whose_rejected_was_lost_learns_of_it_by_the_record() {
    let mut world = World::calling();
    let declined: Vec<UserId> = vec![BEN.into()];
    assert_eq!(world.feed(found(Record { declined, ..record(FIRST, ADA) }))[0], cancels(FIRST));
    assert_eq!(world.end_out(), Some((EndReason::Declined, None)));
}

#[test]
fn a_call_that_nobody_has_rung_rings_by_itself_for_thirty_seconds() {
    let mut world = World::of(BEN);
    assert_eq!(world.feed(found(unrung(1))), []);
    assert!(world.calls.rings());
    world.pass(28_999);
    assert!(world.calls.rings());
    world.pass(1);
    assert_eq!(world.calls.incoming().count(), 0, "no card calls it missed: it may have been answered elsewhere");
    assert_eq!(world.said(), []);
}

#[test]
fn a_call_that_nobody_has_rung_is_answered_by_joining_and_declined_without_a_word() {
    let mut world = World::of(BEN);
    world.feed(found(unrung(0)));
    assert_eq!(world.feed(accept(FIRST)), [join(FIRST)]);
    let mut world = World::of(BEN);
    world.feed(found(unrung(0)));
    assert!(matches!(&world.feed(decline(FIRST))[..], [Output::Outcome(_)]));
    world.feed(found(unrung(3)));
    assert!(!world.calls.rings(), "it was decided on");
}

#[test]
fn a_call_that_nobody_has_rung_falls_silent_with_its_end() {
    let mut world = World::of(BEN);
    world.feed(found(unrung(0)));
    world.feed(found(with_status(Status::Ended, unrung(3))));
    assert!(!world.calls.rings());
}
