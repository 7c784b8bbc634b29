use serde_json::{Map, json};

use super::*;
use crate::documents::Status;

const START: Timestamp = Timestamp(1_789_376_400_000);

fn person(name: &str) -> Person {
    Person {
        id: name.into(),
        username: name.into(),
        name: name.to_uppercase(),
        email: String::new(),
        roles: vec!["user".into()],
        status_default: Status::Online,
        status_text: String::new(),
        utc_offset: 0.0,
        language: "en".into(),
        avatar_etag: None,
        preferences: Map::new(),
        created_at: START,
    }
}

fn room(members: &[&str]) -> Room {
    let direct = members.len() < 4;
    serde_json::from_value(json!({
        "_id": "r1", "t": if direct { "d" } else { "p" }, "u": person("ada").author(), "usersCount": members.len(),
        "fname": "Desktop crew", "uids": direct.then_some(members), "msgs": 0, "ts": START, "ro": false,
        "sysMes": true, "_updatedAt": START,
    }))
    .unwrap()
}

fn members(names: &[&str]) -> Vec<UserId> {
    names.iter().map(|name| UserId::from(*name)).collect()
}

fn start_in(room: &Room, ringing: bool, licensed: bool) -> Call {
    let start = Start {
        id: "c1".into(),
        room,
        by: &person("ada"),
        title: None,
        ringing,
        licensed,
        provider: "vconnct".into(),
        url: "/call/c1".into(),
        members: room.users_count,
    };
    super::start(START, start)
}

fn direct() -> Call {
    start_in(&room(&["ada", "ben"]), true, true)
}

fn after(seconds: u64) -> Timestamp {
    START + Duration::from_secs(seconds)
}

fn told(rings: &[Ring]) -> Vec<(&str, SignalAction, &str)> {
    rings.iter().map(|ring| (ring.to.as_str(), ring.action, ring.about.as_str())).collect()
}

#[test]
fn only_a_two_person_room_of_a_licensed_workspace_rings() {
    let two = room(&["ada", "ben"]);
    assert_eq!(start_in(&two, true, true).kind, CallKind::Direct);
    assert_eq!(start_in(&two, true, true).status, CallStatus::Calling);
    for (room, ringing, licensed) in
        [(&two, false, true), (&two, true, false), (&room(&["ada", "ben", "cem"]), true, true)]
    {
        let call = start_in(room, ringing, licensed);
        assert_eq!((call.kind, call.status), (CallKind::Videoconference, CallStatus::Started));
        assert_eq!(call.anonymous_users, Some(0));
    }
}

#[test]
fn a_group_call_is_called_after_its_room_unless_it_has_a_name() {
    assert_eq!(start_in(&room(&["a", "b", "c", "d"]), false, true).title.as_deref(), Some("Desktop crew"));
    assert_eq!(direct().title, None);
}

#[test]
fn a_small_group_is_rung_once_and_a_big_one_never() {
    let call = start_in(&room(&["ada", "ben", "cem"]), true, true);
    let rings = call.started(&members(&["ada", "ben", "cem"]));
    assert_eq!(told(&rings), [("ben", SignalAction::Ring, "ada"), ("cem", SignalAction::Ring, "ada")]);
    let mut big = room(&["a", "b", "c", "d"]);
    big.users_count = 11;
    assert_eq!(start_in(&big, true, true).ringing, None);
    assert_eq!(direct().started(&members(&["ada", "ben"])), []);
}

#[test]
fn the_callee_joins_first_and_both_sides_are_told_once() {
    let mut call = direct();
    let joined = call.join(after(5), &person("ben"));
    assert_eq!(told(&joined.signals), [("ada", SignalAction::Join, "ben"), ("ben", SignalAction::Join, "ben")]);
    assert_eq!((call.status, call.ringing), (CallStatus::Started, Some(false)));
    assert_eq!(call.join(after(6), &person("ben")), Joined::default());
    let caller = call.join(after(7), &person("ada"));
    assert!(caller.changed);
    assert_eq!(caller.signals, []);
}

#[test]
fn a_caller_who_joins_early_starts_the_call_and_goes_on_ringing() {
    let mut call = direct();
    let joined = call.join(after(1), &person("ada"));
    assert_eq!(told(&joined.signals), [("ada", SignalAction::Join, "ada")]);
    assert_eq!((call.status, call.ringing), (CallStatus::Started, Some(true)));
    assert_eq!(call.cancel(after(2), &person("ada")), Err(NotCancelled::TooLate));
    let joined = call.join(after(3), &person("ben"));
    assert_eq!(told(&joined.signals), [("ada", SignalAction::Join, "ben"), ("ben", SignalAction::Join, "ben")]);
}

#[test]
fn either_side_may_cancel_while_it_rings_and_nobody_after() {
    let mut call = direct();
    assert_eq!(call.cancel(after(4), &person("ben")), Ok(()));
    assert_eq!((call.status, call.ringing, call.ended_at), (CallStatus::Declined, Some(false), Some(after(4))));
    assert_eq!(call.ended_by, Some(person("ben").author()));
    assert_eq!(call.cancel(after(5), &person("ada")), Err(NotCancelled::TooLate));
    let mut group = start_in(&room(&["ada", "ben", "cem"]), false, true);
    assert_eq!(group.cancel(after(4), &person("ada")), Err(NotCancelled::NotDirect));
}

#[test]
fn a_call_that_is_over_cannot_be_joined() {
    let mut call = direct();
    call.cancel(after(4), &person("ada")).unwrap();
    let before = call.clone();
    assert_eq!(call.join(after(5), &person("ben")), Joined::default());
    assert_eq!(call, before);
}

#[test]
fn after_forty_seconds_an_unanswered_call_is_over_and_everybody_stops_ringing() {
    let mut call = direct();
    let (unanswered, signals) = call.guard(after(40), &members(&["ada", "ben"]), true);
    assert!(unanswered);
    assert_eq!(told(&signals), [("ada", SignalAction::End, "ada"), ("ben", SignalAction::End, "ada")]);
    assert_eq!((call.status, call.ended_by.as_ref()), (CallStatus::Declined, Some(&person("ada").author())));
}

#[test]
fn the_guard_of_a_running_call_tells_its_creator_all_the_same_unless_it_is_switched_off() {
    let mut call = direct();
    call.join(after(5), &person("ben"));
    call.join(after(6), &person("ada"));
    let (unanswered, signals) = call.clone().guard(after(40), &members(&["ada", "ben"]), true);
    assert!(!unanswered);
    assert_eq!(told(&signals), [("ada", SignalAction::End, "ada")]);
    assert_eq!(call.guard(after(40), &members(&["ada", "ben"]), false), (false, vec![]));
    assert_eq!(call.status, CallStatus::Started);
}

#[test]
fn a_call_ends_with_the_moment_the_last_one_left() {
    let mut call = direct();
    call.join(after(5), &person("ben"));
    call.join(after(6), &person("ada"));
    assert!(call.leave(after(60), &"ben".into(), LeftReason::Reported));
    assert!(!call.leave(after(61), &"ben".into(), LeftReason::Reported));
    assert_eq!(call.deserted_since(), None);
    call.leave(after(90), &"ada".into(), LeftReason::Reported);
    assert_eq!(call.deserted_since(), Some(after(90)));
    call.end(after(100), after(90), &members(&["ada", "ben"]));
    assert_eq!((call.status, call.ended_at), (CallStatus::Ended, Some(after(90))));
    assert_eq!(call.users.len(), 2, "attendees stay in the record");
}

#[test]
fn whoever_comes_back_keeps_the_call_alive_and_his_place_in_it() {
    let mut call = direct();
    call.join(after(5), &person("ben"));
    call.leave(after(20), &"ben".into(), LeftReason::Reported);
    let back = call.join(after(25), &person("ben"));
    assert!(back.changed);
    assert_eq!(back.signals, [], "only a first join is signalled");
    assert_eq!(call.deserted_since(), None);
    assert_eq!(call.users[0].ts, after(5));
}

#[test]
fn a_late_heartbeat_revives_only_who_was_thought_to_be_gone() {
    let mut call = direct();
    call.join(after(5), &person("ben"));
    call.leave(after(200), &"ben".into(), LeftReason::Timeout);
    assert!(call.heartbeat(after(201), &"ben".into()));
    assert!(call.users[0].is_in());
    call.leave(after(300), &"ben".into(), LeftReason::Reported);
    assert!(!call.heartbeat(after(301), &"ben".into()));
    assert!(!call.users[0].is_in());
}

#[test]
fn a_call_that_nobody_joined_is_not_deserted() {
    let mut call = start_in(&room(&["ada", "ben", "cem"]), false, true);
    call.decline(after(1), &person("ben"));
    assert_eq!(call.deserted_since(), None);
}

#[test]
fn somebody_is_rung_while_he_is_not_there_and_not_twice_at_once() {
    let mut call = start_in(&room(&["ada", "ben", "cem"]), false, true);
    call.join(after(1), &person("ada"));
    assert!(!call.ring(after(2), &person("ada")));
    assert!(call.ring(after(2), &person("ben")));
    assert!(!call.ring(after(10), &person("ben")));
    assert!(call.ring(after(17), &person("ben")));
    assert!(!call.users[1].joined());
}

#[test]
fn who_declined_may_still_join() {
    let mut call = direct();
    call.decline(after(3), &person("ben"));
    assert_eq!(call.status, CallStatus::Calling);
    assert!(call.join(after(4), &person("ben")).changed);
    assert!(call.users[0].joined());
    assert_eq!(call.users.len(), 1);
}

mod signals {
    use crate::rules::signal::{Passage, passage};

    use super::*;

    #[test]
    fn signals_pass_while_the_call_lives() {
        let call = direct();
        for action in [SignalAction::Call, SignalAction::Accepted, SignalAction::Rejected, SignalAction::Canceled] {
            assert_eq!(passage(action, &"ben".into(), true, Some(&call)), Passage::Deliver);
        }
    }

    #[test]
    fn a_caller_who_rings_on_after_the_end_is_told_and_everything_else_is_dropped() {
        let mut call = direct();
        call.cancel(after(3), &person("ada")).unwrap();
        assert_eq!(passage(SignalAction::Call, &"ada".into(), true, Some(&call)), Passage::TellEnd);
        assert_eq!(passage(SignalAction::Call, &"ben".into(), true, Some(&call)), Passage::Drop);
        assert_eq!(passage(SignalAction::Canceled, &"ada".into(), true, Some(&call)), Passage::Drop);
        assert_eq!(passage(SignalAction::End, &"ada".into(), true, Some(&call)), Passage::Deliver);
    }

    #[test]
    fn strangers_and_unknown_calls_are_dropped() {
        assert_eq!(passage(SignalAction::Call, &"ada".into(), false, Some(&direct())), Passage::Drop);
        assert_eq!(passage(SignalAction::Call, &"ada".into(), true, None), Passage::Drop);
        assert_eq!(passage(SignalAction::End, &"ada".into(), true, None), Passage::Drop);
    }
}
