//! The scenarios of protocol 5.7: Ada calls Ben. Each is ours or the vendor's.

use std::{cell::Cell, rc::Rc};

use proptest::prelude::*;
use vconnct_proto::SignalAction;

use super::{office::*, world::*};
use crate::*;

const ADAS: usize = 0;
const BENS: usize = 1;

/// Ours with ours, and each side of ours with the vendor's.
fn pairs() -> [Office; 3] {
    [Office::new().ours(ADA).ours(BEN), Office::new().ours(ADA).stock(BEN), Office::new().stock(ADA).ours(BEN)]
}

fn ours() -> Office {
    Office::new().ours(ADA).ours(BEN)
}

/// Ada presses Call, and a second later it rings at Ben's.
fn ada_calls(office: &mut Office) {
    office.feed(ADAS, call_ben());
    office.run(1_000);
}

fn ben_accepts(office: &mut Office) {
    office.feed(BENS, Input::Accept { call: office.call(), devices: DEVICES });
}

fn ends(office: &Office, device: usize) -> Vec<Ending> {
    office.devices[device].outcomes.iter().map(|outcome| outcome.ending).collect()
}

#[test]
fn an_answered_call_brings_both_into_the_same_page() {
    for mut office in pairs() {
        ada_calls(&mut office);
        office.run(4_000);
        ben_accepts(&mut office);
        office.run(60_000);
        office.assert_talking();
        assert_eq!(office.status(), Status::Started);
        assert_eq!(office.records[&office.call()].users.len(), 2);
    }
}

#[test]
fn between_two_of_ours_an_answer_takes_one_accepted_and_one_confirmed() {
    let mut office = ours();
    ada_calls(&mut office);
    ben_accepts(&mut office);
    office.run(60_000);
    assert_eq!(office.said("accepted").len(), 1);
    assert_eq!(office.said("confirmed").len(), 1);
    assert_eq!(office.said("POST join").len(), 2);
}

#[test]
fn a_declined_call_falls_silent_at_both_ends() {
    for mut office in pairs() {
        ada_calls(&mut office);
        office.feed(BENS, Input::Decline { call: office.call() });
        office.run(100);
        office.assert_silent();
        office.run(60_000);
        assert_eq!(office.status(), Status::Declined);
        assert_eq!(office.said("rejected").len(), 1);
        assert_eq!(office.said("canceled"), []);
        assert_eq!(office.said("POST cancel").len(), 1);
    }
}

#[test]
fn nobody_learns_of_a_dismissal() {
    for mut office in [Office::new().ours(ADA).ours(BEN), Office::new().stock(ADA).ours(BEN)] {
        ada_calls(&mut office);
        office.feed(BENS, Input::Dismiss { call: office.call() });
        office.assert_silent_at(BENS);
        office.run(60_000);
        let bens = office.trace.iter().filter(|(_, who, _)| who == BEN);
        assert_eq!(bens.count(), 0, "{:#?}", office.trace);
        assert_eq!(office.said("call").len(), 10);
        assert_eq!(office.status(), Status::Declined);
    }
}

#[test]
fn a_call_that_is_given_up_falls_silent_at_both_ends() {
    for mut office in pairs() {
        ada_calls(&mut office);
        office.run(7_000);
        office.feed(ADAS, Input::Cancel { call: office.call() });
        office.run(100);
        office.assert_silent();
        assert_eq!(office.status(), Status::Declined);
        assert_eq!(office.said("canceled").len(), 1);
    }
}

#[test]
fn a_call_nobody_answers_rings_ten_times_and_ends_after_thirty_seconds() {
    for mut office in pairs() {
        ada_calls(&mut office);
        office.run(60_000);
        office.assert_silent();
        assert_eq!(office.said("call").len(), 10);
        let canceled = office.said("canceled")[0].0;
        assert!((30_000..30_200).contains(&canceled), "{canceled}");
        assert_eq!(office.status(), Status::Declined);
    }
}

#[test]
fn a_callee_who_is_offline_learns_nothing_and_the_call_ends_all_the_same() {
    let mut office = ours();
    office.set_link(BENS, false);
    ada_calls(&mut office);
    office.run(60_000);
    assert_eq!(ends(&office, ADAS), [Ending::Over(EndReason::Unanswered)]);
    assert_eq!(ends(&office, BENS), []);
}

#[test]
fn a_call_whose_caller_crashed_rings_on_by_its_record_and_not_longer() {
    let mut office = ours();
    ada_calls(&mut office);
    office.run(3_000);
    office.crash(ADAS);
    office.run(25_000);
    assert!(office.calls(BENS).rings(), "29 s: one may still answer");
    office.run(2_000);
    assert!(!office.calls(BENS).rings());
    office.run(20_000);
    assert_eq!(office.status(), Status::Declined);
    assert_eq!(ends(&office, BENS), [Ending::Over(EndReason::Unanswered)]);
}

#[test]
fn a_short_outage_of_the_caller_is_not_heard_at_the_other_end() {
    let mut office = ours();
    ada_calls(&mut office);
    office.set_link(ADAS, false);
    for _ in 0..9 {
        office.run(1_000);
        assert!(office.calls(BENS).rings());
    }
    office.set_link(ADAS, true);
    office.run(1_000);
    ben_accepts(&mut office);
    office.run(60_000);
    office.assert_talking();
}

#[test]
fn an_answer_the_caller_missed_is_found_when_the_link_is_back() {
    let mut office = ours();
    ada_calls(&mut office);
    office.set_link(ADAS, false);
    ben_accepts(&mut office);
    office.run(6_000);
    office.set_link(ADAS, true);
    office.run(200);
    office.assert_talking();
}

#[test]
fn an_accept_during_an_outage_gets_through_when_the_link_is_back() {
    let mut office = ours();
    ada_calls(&mut office);
    office.set_link(BENS, false);
    ben_accepts(&mut office);
    office.run(4_500);
    office.set_link(BENS, true);
    office.run(200);
    office.assert_talking();
}

#[test]
fn joining_from_the_message_is_an_answer() {
    for mut office in [Office::new().ours(ADA).ours(BEN), Office::new().stock(ADA).ours(BEN)] {
        ada_calls(&mut office);
        office.feed(BENS, Input::JoinGroup { call: office.call(), room: room(), devices: DEVICES });
        office.run(60_000);
        office.assert_talking();
    }
}

#[test]
fn a_call_answered_on_one_device_falls_silent_on_the_other() {
    let mut office = ours().ours(BEN);
    ada_calls(&mut office);
    assert!(office.calls(BENS).rings() && office.calls(2).rings());
    ben_accepts(&mut office);
    office.run(200);
    office.assert_talking();
    assert_eq!(ends(&office, 2), [Ending::Over(EndReason::AnsweredElsewhere)]);
}

#[test]
fn a_call_declined_on_one_device_falls_silent_on_the_other() {
    for mut office in [ours().ours(BEN), Office::new().stock(ADA).ours(BEN).ours(BEN)] {
        ada_calls(&mut office);
        office.feed(BENS, Input::Decline { call: office.call() });
        office.run(300);
        office.assert_silent();
    }
}

#[test]
fn a_decline_that_got_lost_ends_the_call_within_a_few_seconds() {
    let mut office = ours().ours(BEN);
    office.loses = Box::new(|signal| signal.action == SignalAction::Rejected);
    ada_calls(&mut office);
    office.feed(BENS, Input::Decline { call: office.call() });
    office.run(3_300);
    office.assert_silent();
    assert_eq!(ends(&office, ADAS), [Ending::Over(EndReason::Declined)]);
}

#[test]
fn the_answer_of_one_device_of_the_caller_does_not_concern_the_other() {
    let mut office = ours().ours(ADA);
    ada_calls(&mut office);
    ben_accepts(&mut office);
    office.run(60_000);
    office.assert_talking();
    assert_eq!(office.devices[2].pages, []);
}

#[test]
fn in_a_glare_of_two_of_ours_both_get_into_the_earlier_call_without_a_click() {
    let mut office = ours();
    office.feed(ADAS, call_ben());
    office.feed(BENS, Input::Call { attempt: "bens".into(), room: room(), callee: ADA.into(), devices: DEVICES });
    office.run(400);
    office.assert_talking();
    let statuses: Vec<Status> = office.records.values().map(|kept| kept.status).collect();
    assert_eq!(statuses, [Status::Started, Status::Declined]);
    office.run(60_000);
    office.assert_talking();
    for device in [ADAS, BENS] {
        let mut ends = ends(&office, device);
        ends.sort_by_key(|ending| *ending == Ending::Merged);
        assert_eq!(ends, [Ending::Joined, Ending::Merged]);
    }
}

#[test]
fn in_a_glare_with_the_vendors_client_ours_gives_in_and_nobody_has_to_click() {
    for (ours_first, mut office) in
        [(true, Office::new().ours(ADA).stock(BEN)), (false, Office::new().stock(ADA).ours(BEN))]
    {
        office.feed(ADAS, call_ben());
        office.feed(BENS, Input::Call { attempt: "bens".into(), room: room(), callee: ADA.into(), devices: DEVICES });
        office.run(if ours_first { 2_500 } else { 400 });
        office.run(60_000);
        office.assert_talking();
        let mut statuses: Vec<Status> = office.records.values().map(|kept| kept.status).collect();
        statuses.sort();
        assert_eq!(statuses, [Status::Started, Status::Declined]);
    }
}

#[test]
fn losing_any_one_kind_of_answer_loses_no_call() {
    use SignalAction::{Accepted, Confirmed, Join};
    for lost in [vec![Accepted], vec![Confirmed], vec![Join], vec![Accepted, Confirmed], vec![Accepted, Join]] {
        let mut office = ours();
        let gone = lost.clone();
        office.loses = Box::new(move |signal| gone.contains(&signal.action));
        ada_calls(&mut office);
        ben_accepts(&mut office);
        office.run(60_000);
        office.assert_talking();
    }
}

#[test]
fn the_vendors_caller_hears_the_second_accepted_if_the_first_is_lost() {
    let mut office = Office::new().stock(ADA).ours(BEN);
    let lost = Rc::new(Cell::new(0));
    let count = Rc::clone(&lost);
    office.loses = Box::new(move |signal| match signal.action {
        SignalAction::Accepted => count.replace(count.get() + 1) == 0,
        SignalAction::Join => true,
        _ => false,
    });
    ada_calls(&mut office);
    ben_accepts(&mut office);
    office.run(2_000);
    office.assert_talking();
    assert!(lost.get() >= 2);
}

proptest! {
    #[test]
    fn whatever_the_network_loses_an_accept_in_time_brings_both_together(
        seed: u64,
        loss in 0..90u64,
        after in 200..20_000u64,
    ) {
        let mut office = ours();
        ada_calls(&mut office);
        let mut random = seed | 1;
        office.loses = Box::new(move |_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random % 100 < loss
        });
        office.run(after);
        ben_accepts(&mut office);
        office.run(60_000);
        office.assert_talking();
    }

    #[test]
    fn whoever_presses_call_first_a_glare_ends_in_one_call(
        delay in 0..1_000u64,
        ben_first: bool,
        others: (bool, bool),
    ) {
        let office = Office::new();
        let office = if others.0 { office.ours(ADA) } else { office.stock(ADA) };
        let mut office = if others.1 || !others.0 { office.ours(BEN) } else { office.stock(BEN) };
        let bens = Input::Call { attempt: "bens".into(), room: room(), callee: ADA.into(), devices: DEVICES };
        let mut presses = vec![(ADAS, call_ben()), (BENS, bens)];
        if ben_first {
            presses.reverse();
        }
        for (device, press) in presses {
            office.feed(device, press);
            office.run(delay);
        }
        office.run(60_000);
        office.assert_talking();
        let started = office.records.values().filter(|kept| kept.status == Status::Started);
        prop_assert_eq!(started.count(), 1);
    }
}
