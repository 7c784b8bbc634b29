//! What is known to go wrong with calls (protocol 8), as far as the state of a signed-in person decides it.

use super::*;

const FOUR_HOURS: i64 = 4 * 60 * 60 * 1_000;

/// Ana's workspace without the licence: nobody is rung, and nobody's joining is noted.
fn unlicensed() -> World {
    let mut world = World::new();
    world.core.workplace = workplace::Workplace::default();
    world.core.workplace.set(vconnct_proto::documents::PublicSetting { id: "Site_Name".into(), value: json!("HQ") });
    world
}

/// Where the workspace itself rings, once the caller is in the call.
fn with_call_window() -> World {
    let mut world = World::new();
    let setting = json!(["changed", { "_id": "VideoConf_Conference_Window_Enabled", "value": true }]);
    world.stream("stream-notify-all", "public-settings-changed", setting);
    world
}

fn seconds_ago(world: &World, seconds: i64) -> Value {
    json!({ "$date": world.core.clock.server_now().0 - seconds * 1_000 })
}

/// A message of a call of Bo's, and the record that is asked for because of it.
fn told_of(world: &mut World, room: &str, changes: Value) {
    let message = json!([{ "_id": "m1", "rid": room, "t": "videoconf", "msg": "", "ts": seconds_ago(world, 1),
        "u": { "_id": BO, "username": "bo" }, "blocks": [{ "type": "video_conf", "callId": "c1" }] }]);
    world.stream("stream-room-messages", "__my_messages__", message);
    world.pass(Duration::from_millis(200));
    let mut record = world.record("c1", changes);
    record["rid"] = json!(room);
    world.answer("video-conference.info", record);
}

/// The room of two is told that its call has changed, and the record says how.
fn told_to_have_changed(world: &mut World, changes: Value) {
    world.stream("stream-notify-room", &format!("{DIRECT}/videoconf"), json!(["c1"]));
    let record = world.record("c1", changes);
    world.answer("video-conference.info", record);
}

fn shown(world: &World, call: &str) -> update::CallRecord {
    let record = world.core.records.record(&call.into()).unwrap();
    world.core.viewpoint(&record.rid, &record.id).view(record)
}

fn state_of(world: &World, call: &str) -> CallState {
    shown(world, call).state
}

fn person(id: &str, more: Value) -> Value {
    let mut person = json!({ "_id": id, "username": id });
    person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    person
}

#[test]
fn a_cancel_that_is_refused_because_somebody_came_early_is_done_and_leaves_the_call_as_it_is() {
    let mut world = World::new();
    world.act(start(DIRECT));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("video-conference.start", answer);
    world.act(Action::CancelCall { call_id: "c1".into() });
    let body = br#"{"success":false,"error":"invalid-call-status"}"#;
    world.refuse("video-conference.cancel", rest::refusal(400, body, None));
    let joined = [person(ANA, json!({ "ts": seconds_ago(&world, 1) }))];
    let record =
        world.record("c1", json!({ "status": 1, "users": joined, "createdBy": { "_id": ANA, "username": "ana" } }));
    world.answer("video-conference.info", record);
    world.pass(Duration::from_secs(100));
    assert!(world.asked("video-conference.cancel").is_none(), "it is not asked for again and again");
    assert_eq!(world.core.calls_view(), update::Calls::default());
    assert_eq!(state_of(&world, "c1"), CallState::Ongoing, "as the workspace says, and others see it");
}

#[test]
fn a_ring_is_withdrawn_by_the_workspaces_word_and_not_by_a_page_in_its_place() {
    let answers: [(u16, &[u8], bool); 5] = [
        (400, br#"{"success":false,"error":"invalid-params"}"#, false),
        (404, br#"{"success":false,"error":"Resource not found"}"#, false),
        (403, b"<html>Blocked</html>", true),
        (407, br#"{"error":"proxy"}"#, true),
        (502, b"", true),
    ];
    for (status, body, rings) in answers {
        let mut world = World::new();
        world.signal("call", "c1");
        world.refuse("video-conference.info", rest::refusal(status, body, None));
        assert_eq!(world.core.is_ringing(), rings, "{status}");
    }
}

#[test]
fn a_call_that_rings_and_changes_is_looked_up_once_for_all_who_want_to_know() {
    let mut world = World::new();
    world.signal("call", "c1");
    let record = world.record("c1", json!({}));
    world.answer("video-conference.info", record);
    let lookups = |world: &World| {
        let is_lookup =
            |output: &&Output| matches!(output, Output::Request { request: rest::Request::CallInfo { .. }, .. });
        world.outputs.iter().filter(is_lookup).count()
    };
    let before = lookups(&world);
    world.stream("stream-notify-room", &format!("{DIRECT}/videoconf"), json!(["c1"]));
    world.pass(Duration::from_secs(1));
    assert_eq!(lookups(&world), before + 1);
}

#[test]
fn a_call_of_two_that_was_answered_is_never_called_not_answered() {
    for status in [1, 3, 2] {
        let mut world = World::new();
        let users: Vec<Value> =
            [ANA, BO].iter().map(|id| person(id, json!({ "ts": seconds_ago(&world, 20) }))).collect();
        let ended = if status == 1 { Value::Null } else { seconds_ago(&world, 1) };
        told_of(&mut world, DIRECT, json!({ "status": status, "users": users, "endedAt": ended }));
        let state = state_of(&world, "c1");
        assert!(matches!(state, CallState::Ongoing | CallState::Ended), "{status}: {state:?}");
    }
}

#[test]
fn the_second_arrival_in_a_call_of_two_is_looked_for_as_nobody_tells_of_it() {
    let mut world = World::new();
    world.look(DIRECT);
    let first = json!({ "$date": world.core.clock.server_now().0 });
    let alone = json!({ "status": 1, "users": [person(BO, json!({ "ts": first }))], "createdAt": first });
    told_of(&mut world, DIRECT, alone.clone());
    let asked_again = |world: &mut World, span| {
        world.pass(Duration::from_secs(span));
        let asked = world.asked("video-conference.info");
        if let Some((ticket, _)) = &asked {
            let record = world.record("c1", alone.clone()).to_string();
            world.feed(Input::Answer { ticket: *ticket, result: Ok(record.into_bytes()), date: None });
        }
        asked.is_some()
    };
    assert!(asked_again(&mut world, 3));
    assert!(!asked_again(&mut world, 6));
    assert!(asked_again(&mut world, 3));
    assert!(!asked_again(&mut world, 50));
    assert!(asked_again(&mut world, 15), "and each minute while it is looked at");
}

#[test]
fn whoever_has_joined_is_among_the_people_though_the_record_lags_behind() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    world.answer("video-conference.join", json!({ "url": "https://meet.example/c1", "success": true }));
    let users = [person(BO, json!({ "ts": seconds_ago(&world, 2) }))];
    let lagging = world.record("c1", json!({ "status": 1, "users": users }));
    world.answer("video-conference.info", lagging.clone());
    let joined = world.core.calls_view().joined.expect("a record that lags does not end it");
    let names: Vec<&str> = joined.people.iter().map(|person| person.id.as_str()).collect();
    assert_eq!(names, [BO, ANA]);
    world.signal("call", "c1");
    assert!(world.core.calls_view().incoming.is_empty(), "nor does it ring again");
}

#[test]
fn a_call_nobody_has_reported_over_is_probably_over_after_four_hours() {
    let at = |ms_ago: i64| {
        let mut world = World::new();
        let when = json!({ "$date": world.core.clock.server_now().0 - ms_ago });
        let users = [person(BO, json!({ "ts": when.clone() }))];
        let changes = json!({ "type": "videoconference", "status": 1, "users": users, "createdAt": when });
        told_of(&mut world, CHANNEL, changes);
        state_of(&world, "c1")
    };
    assert_eq!(at(FOUR_HOURS - 60_000), CallState::Ongoing);
    assert_eq!(at(FOUR_HOURS), CallState::ProbablyOver);
}

/// Ana has answered Bo's call, and is in it.
fn in_a_call() -> World {
    let mut world = World::new();
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    world.answer("video-conference.join", json!({ "url": "https://meet.example/c1", "success": true }));
    world.outputs.clear();
    world
}

#[test]
fn a_call_one_is_in_and_nobody_has_reported_over_is_in_nobodys_way_after_four_hours() {
    let mut world = in_a_call();
    let came = json!({ "$date": world.core.clock.server_now().0 });
    let users = [person(ANA, json!({ "ts": came })), person(BO, json!({ "ts": came }))];
    let record = world.record("c1", json!({ "status": 1, "users": users, "createdAt": came }));
    world.core.put_record(serde_json::from_value(record).unwrap());
    world.pass(Duration::from_secs(4 * 60 * 60 - 1));
    let probably_over = |world: &World| world.core.calls_view().joined.map(|joined| joined.probably_over);
    assert_eq!(probably_over(&world), Some(false));
    world.pass(Duration::from_secs(1));
    world.feed(Input::Timeout);
    assert_eq!(probably_over(&world), Some(true));
}

#[test]
fn whoever_has_closed_the_page_of_a_call_is_free_a_moment_later_unless_they_come_back() {
    for comes_back in [false, true] {
        let mut world = in_a_call();
        world.pass(Duration::from_secs(60));
        world.feed(Input::Timeout);
        let mine = |left: Value| [person(BO, json!({})), person(ANA, json!({ "leftAt": left }))];
        let told = |world: &mut World, left: Value| {
            let record = world.record("c1", json!({ "status": 1, "users": mine(left) })).to_string();
            let (ticket, _) = world.asked("video-conference.info").expect("the record is asked for");
            world.outputs.clear();
            world.feed(Input::Answer { ticket, result: Ok(record.into_bytes()), date: None });
        };
        let left = seconds_ago(&world, 1);
        world.outputs.clear();
        world.stream("stream-notify-room", &format!("{DIRECT}/videoconf"), json!(["c1"]));
        told(&mut world, left.clone());
        assert!(world.core.calls_view().joined.is_some(), "its page may only be loaded anew");
        world.pass(Duration::from_secs(9));
        told(&mut world, if comes_back { Value::Null } else { left });
        assert_eq!(world.core.calls_view().joined.is_some(), comes_back);
    }
}

#[test]
fn a_call_that_both_have_left_is_joined_until_its_end_is_told_and_names_nobody_as_present() {
    let mut world = in_a_call();
    world.pass(Duration::from_secs(60));
    world.feed(Input::Timeout);
    let left = seconds_ago(&world, 0);
    world.pass(Duration::from_secs(10));
    let users = [BO, ANA].map(|who| person(who, json!({ "leftAt": left })));
    told_to_have_changed(&mut world, json!({ "status": 1, "users": users }));
    assert!(
        world.core.calls_view().joined.is_some_and(|joined| joined.others_left),
        "the workspace is about to end it"
    );
    let everybody = shown(&world, "c1").attendees;
    assert!(everybody.len() == 2 && everybody.iter().all(|one| one.left_at.is_some()), "{everybody:?}");
    told_to_have_changed(&mut world, json!({ "status": 3, "endedAt": left, "users": users }));
    assert_eq!(world.core.calls_view().joined, None);
}

#[test]
fn where_leaving_is_reported_a_call_is_never_probably_over() {
    let mut world = World::new();
    let long_ago = json!({ "$date": world.core.clock.server_now().0 - 2 * FOUR_HOURS });
    let users = [
        person(BO, json!({ "ts": long_ago, "leftAt": seconds_ago(&world, 60) })),
        person("CyId", json!({ "ts": long_ago })),
    ];
    let changes = json!({ "type": "videoconference", "status": 1, "users": users, "createdAt": long_ago });
    told_of(&mut world, CHANNEL, changes);
    assert_eq!(state_of(&world, "c1"), CallState::Ongoing);
}

#[test]
fn a_message_of_a_call_of_two_rings_where_the_workspace_rings_nobody() {
    let mut world = unlicensed();
    told_of(&mut world, DIRECT, json!({ "type": "videoconference", "status": 1 }));
    assert_eq!(world.core.calls_view().incoming.len(), 1);
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    world.answer("video-conference.join", json!({ "url": "https://meet.example/c1", "success": true }));
    assert_eq!(world.opened(), ["https://meet.example/c1"]);
    assert_eq!(world.signals(), [], "nobody waits for a word");
}

#[test]
fn that_ring_can_be_switched_off_and_then_the_call_is_told_of_quietly() {
    let mut world = unlicensed();
    world.core.ring_for_messages(false);
    told_of(&mut world, DIRECT, json!({ "type": "videoconference", "status": 1 }));
    let calls = world.core.calls_view();
    assert!(calls.incoming.is_empty());
    assert_eq!(calls.started.len(), 1);
}

#[test]
fn an_old_message_of_a_call_rings_no_more_where_the_workspace_rings_nobody() {
    let mut world = unlicensed();
    let made = seconds_ago(&world, 40);
    told_of(&mut world, DIRECT, json!({ "type": "videoconference", "status": 1, "createdAt": made }));
    assert!(world.core.calls_view().incoming.is_empty());
}

#[test]
fn a_call_of_a_room_is_told_of_quietly_for_a_minute() {
    let mut world = World::new();
    told_of(&mut world, CHANNEL, json!({ "type": "videoconference", "status": 1 }));
    let calls = world.core.calls_view();
    assert!(calls.incoming.is_empty() && !world.core.is_ringing());
    let told = &calls.started[0];
    assert_eq!((told.room_name.as_str(), told.started_by.name.as_str()), ("#general", "Bo"));
    world.pass(Duration::from_secs(61));
    assert!(world.core.calls_view().started.is_empty());
}

#[test]
fn a_call_of_a_room_is_not_told_of_while_it_is_quiet() {
    let mut world = World::new();
    told_of(&mut world, CHANNEL, json!({ "type": "videoconference", "status": 1 }));
    world.core.take_changed();
    world.core.surround(Surroundings { quiet: Some(update::Quiet::QuietHours), ..Surroundings::default() });
    assert!(world.core.take_changed().calls);
    assert!(world.core.calls_view().started.is_empty());
    world.core.surround(Surroundings::default());
    assert_eq!(world.core.calls_view().started.len(), 1, "its minute is not over");
}

#[test]
fn a_call_of_a_room_is_told_of_no_more_once_one_is_in_it_or_it_is_over() {
    for changes in [
        json!({ "type": "videoconference", "status": 1, "users": [{ "_id": ANA, "username": "ana" }] }),
        json!({ "type": "videoconference", "status": 3, "endedAt": { "$date": START } }),
    ] {
        let mut world = World::new();
        told_of(&mut world, CHANNEL, json!({ "type": "videoconference", "status": 1 }));
        let mut record = world.record("c1", changes);
        record["rid"] = json!(CHANNEL);
        world.stream("stream-notify-room", &format!("{CHANNEL}/videoconf"), json!(["c1"]));
        world.pass(Duration::from_millis(200));
        world.answer("video-conference.info", record);
        assert!(world.core.calls_view().started.is_empty());
    }
}

#[test]
fn a_muted_room_tells_of_no_call() {
    let mut world = World::new();
    let muted = json!({ "_id": "s2", "rid": CHANNEL, "t": "c", "name": "general", "disableNotifications": true });
    world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", muted]));
    told_of(&mut world, CHANNEL, json!({ "type": "videoconference", "status": 1 }));
    assert!(world.core.calls_view().started.is_empty());
}

#[test]
fn where_calls_have_a_window_a_started_call_is_joined_at_once_as_the_workspace_rings_then() {
    let mut world = with_call_window();
    world.act(start(DIRECT));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("video-conference.start", answer);
    assert!(world.asked("video-conference.join").is_some());
    assert_eq!(world.signals(), []);
}

#[test]
fn a_ring_of_the_workspace_is_answered_by_joining_and_declined_by_a_request() {
    let mut world = with_call_window();
    world.signal("ring", "c1");
    assert!(world.core.is_ringing());
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words: None } });
    assert!(world.asked("video-conference.decline").is_some());
    world.signal("ring", "c2");
    world.act(Action::AnswerCall { call_id: "c2".into(), answer: Answer::Accept { devices: None } });
    assert!(world.asked("video-conference.join").is_some());
    assert_eq!(world.signals(), []);
}

#[test]
fn where_calls_have_a_window_whoever_leaves_says_so() {
    for (mut world, says) in [(with_call_window(), true), (World::new(), false)] {
        told_of(&mut world, CHANNEL, json!({ "type": "videoconference", "status": 1 }));
        world.act(Action::JoinCall { workspace: ROOT.into(), call_id: "c1".into(), devices: None });
        world.answer("video-conference.join", json!({ "url": "https://meet.example/c1" }));
        world.act(Action::LeaveCall { call_id: "c1".into() });
        let left = rest::Request::CallLeave { call: "c1".into() };
        assert_eq!(world.asked("video-conference.leave").map(|(_, request)| request), says.then_some(left));
    }
}

#[test]
fn whoever_is_added_to_a_call_of_a_room_they_are_not_in_is_told() {
    for (rung, told) in [
        (json!({ "_id": ANA, "username": "ana", "joined": false, "ringingAt": { "$date": START } }), 1),
        (json!({}), 0),
    ] {
        let mut world = with_call_window();
        world.signal("ring", "c1");
        let users: Vec<Value> = Some(rung).filter(|rung| rung["_id"] == ANA).into_iter().collect();
        let changes = json!({ "type": "videoconference", "status": 1, "rid": "Elsewhere", "users": users });
        let record = world.record("c1", changes);
        world.answer("video-conference.info", record);
        assert_eq!(world.core.calls_view().started.len(), told);
    }
}

#[test]
fn a_workspace_that_does_not_know_decline_is_asked_once() {
    let mut world = World::new();
    for call in ["c1", "c2"] {
        world.signal("call", call);
        world.act(Action::AnswerCall { call_id: call.into(), answer: Answer::Decline { words: None } });
        if call == "c1" {
            world.refuse("video-conference.decline", rest::refusal(404, b"", None));
        }
    }
    assert_eq!(world.signals(), [SignalAction::Rejected; 2]);
    assert!(world.asked("video-conference.decline").is_none());
}

#[test]
fn a_call_declined_on_another_device_is_not_missed() {
    let mut world = World::new();
    world.signal("call", "c1");
    let declined = [person(ANA, json!({ "joined": false, "declined": true, "declinedAt": seconds_ago(&world, 0) }))];
    let record = world.record("c1", json!({ "users": declined }));
    world.answer("video-conference.info", record);
    assert!(!world.core.is_ringing());
    world.pass(Duration::from_secs(1));
    let over = world.record("c1", json!({ "status": 4, "users": declined, "endedAt": seconds_ago(&world, 0) }));
    world.answer("video-conference.info", over);
    assert_eq!(state_of(&world, "c1"), CallState::DeclinedByMe);
    assert_eq!(world.core.missed(), 0);
}

#[test]
fn a_call_declined_while_no_program_ran_here_is_not_missed() {
    let mut world = World::new();
    let declined = [person(ANA, json!({ "joined": false, "declined": true }))];
    let ended = seconds_ago(&world, 1);
    told_of(&mut world, DIRECT, json!({ "status": 4, "users": declined, "endedAt": ended }));
    assert_eq!(state_of(&world, "c1"), CallState::DeclinedByMe);
    assert_eq!(world.core.missed(), 0);
}

#[test]
fn a_start_refused_for_the_limit_is_begun_again_by_itself_and_says_so() {
    let mut world = World::new();
    let reply = world.act(start(DIRECT));
    world.refuse("video-conference.start", rest::RestError::TooMany { wait: Duration::from_secs(30) });
    assert_eq!(world.reply(reply), Some(Ok(())));
    let phase = world.core.calls_view().outgoing.unwrap().phase;
    assert_eq!(phase, OutgoingPhase::Starting { waits_until: Some(world.core.clock.local_now() + 30_000) });
    world.pass(Duration::from_secs(30));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("video-conference.start", answer);
    assert_eq!(world.signals(), [SignalAction::Call]);
}

#[test]
fn a_start_in_a_room_of_several_that_is_refused_for_the_limit_is_begun_again_by_itself_and_says_so() {
    let mut world = World::new();
    let reply = world.act(start(CHANNEL));
    assert_eq!(world.core.calls_view().starting, None, "until it has to wait its outcome tells enough");
    limited(&mut world, 30);
    assert_eq!(world.reply(reply), Some(Ok(())));
    let waits_until = Some(world.core.clock.local_now() + 30_000);
    let shown = world.core.calls_view().starting.unwrap();
    assert!(world.core.knows_call(&shown.call_id), "what is done about it finds its way here");
    assert_eq!((shown.room_name.as_str(), shown.phase), ("#general", StartingPhase::Starting { waits_until }));
    world.pass(Duration::from_millis(29_999));
    assert_eq!(world.asked("start"), None);
    world.core.take_changed();
    world.pass(Duration::from_millis(1));
    assert!(world.core.take_changed().calls);
    assert_eq!(starting(&world), Some(StartingPhase::Starting { waits_until: None }));
    let body = json!({ "data": { "type": "videoconference", "callId": "c1", "rid": CHANNEL }, "success": true });
    world.answer("start", body);
    assert!(starting(&world).is_some(), "its address is still on its way");
    world.answer("join", json!({ "url": "https://meet.example/c1" }));
    assert_eq!(world.opened(), ["https://meet.example/c1"]);
    assert_eq!(starting(&world), None);
}

#[test]
fn a_start_that_waits_can_be_given_up_and_nobody_asks_for_it_again() {
    let mut world = World::new();
    world.act(start(CHANNEL));
    limited(&mut world, 30);
    let call_id = world.core.calls_view().starting.unwrap().call_id;
    world.act(Action::CancelCall { call_id });
    assert_eq!(starting(&world), None);
    world.pass(Duration::from_secs(90));
    assert_eq!(world.asked("start"), None);
}

#[test]
fn a_start_that_was_given_up_while_the_workspace_was_asked_again_joins_nothing() {
    let mut world = World::new();
    world.act(start(CHANNEL));
    limited(&mut world, 30);
    world.pass(Duration::from_secs(30));
    let call_id = world.core.calls_view().starting.unwrap().call_id;
    world.act(Action::CancelCall { call_id });
    world.answer("start", json!({ "data": { "type": "videoconference", "callId": "c1", "rid": CHANNEL } }));
    assert_eq!(world.asked("join"), None);
    assert_eq!(starting(&world), None);
}

#[test]
fn a_start_that_waits_gives_way_to_whatever_else_its_person_does() {
    let accept = |world: &mut World| {
        world.signal("call", "c9");
        let answer = Answer::Accept { devices: None };
        world.act(Action::AnswerCall { call_id: "c9".into(), answer });
    };
    let call = |world: &mut World| {
        world.act(start(DIRECT));
    };
    let join = |world: &mut World| {
        let record = world.record("c8", json!({ "type": "videoconference", "rid": CHANNEL, "status": 1 }));
        world.core.put_record(serde_json::from_value(record).unwrap());
        world.act(Action::JoinCall { workspace: ROOT.into(), call_id: "c8".into(), devices: None });
    };
    for something_else in [&accept as &dyn Fn(&mut World), &call, &join] {
        let mut world = World::new();
        world.act(start(CHANNEL));
        limited(&mut world, 30);
        something_else(&mut world);
        assert_eq!(starting(&world), None);
        while world.asked("start").is_some() {}
        world.pass(Duration::from_secs(31));
        let again = world.asked("start").map(|(_, request)| request.body());
        assert!(again.is_none_or(|body| body.unwrap()["roomId"] == DIRECT), "the channel's call is not started too");
    }
}

#[test]
fn a_start_that_was_limited_for_too_long_says_how_long_and_one_that_fails_after_its_wait_says_why() {
    let mut world = World::new();
    let reply = world.act(start(CHANNEL));
    limited(&mut world, 70);
    assert_eq!(world.reply(reply), Some(Err(ActionError::Wait { seconds: 71 })));
    assert_eq!(starting(&world), None, "whoever pressed was told");

    world.act(start(CHANNEL));
    limited(&mut world, 30);
    world.pass(Duration::from_secs(30));
    world.refuse("start", rest::refusal(403, br#"{"error":"Not allowed"}"#, None));
    let shown = world.core.calls_view().starting.unwrap();
    assert_eq!(shown.phase, StartingPhase::Failed);
    assert!(matches!(shown.refusal, Some(ActionError::NotAllowed { .. })));
    world.pass(Duration::from_secs(60));
    assert_eq!(starting(&world), None);
}

#[test]
fn a_call_that_cannot_be_joined_after_its_start_has_waited_says_so_until_its_card_is_closed() {
    let mut world = World::new();
    world.act(start(CHANNEL));
    limited(&mut world, 5);
    world.pass(Duration::from_secs(5));
    world.answer("start", json!({ "data": { "type": "videoconference", "callId": "c1", "rid": CHANNEL } }));
    world.refuse("join", rest::refusal(400, br#"{"error":"failed-to-get-url"}"#, None));
    assert_eq!(starting(&world), Some(StartingPhase::Failed));
    let call_id = world.core.calls_view().starting.unwrap().call_id;
    world.act(Action::CloseCard { call_id });
    assert_eq!(starting(&world), None);
}

#[test]
fn however_often_a_call_of_a_room_is_started_it_is_one_call_and_all_hear_of_it() {
    let mut world = World::new();
    let presses = [world.act(start(CHANNEL)), world.act(start(CHANNEL))];
    let (ticket, _) = world.asked("start").unwrap();
    assert_eq!(world.asked("start"), None);
    let body = json!({ "data": { "type": "videoconference", "callId": "c1", "rid": CHANNEL } }).to_string();
    world.feed(Input::Answer { ticket, result: Ok(body.into_bytes()), date: None });
    let third = world.act(start(CHANNEL));
    world.answer("join", json!({ "url": "https://meet.example/c1" }));
    assert_eq!(presses.map(|press| world.reply(press)), [Some(Ok(())), Some(Ok(()))]);
    assert_eq!(world.reply(third), Some(Ok(())));
    assert_eq!(world.opened(), ["https://meet.example/c1"]);
}

#[test]
fn a_workspace_that_refuses_a_start_is_quoted_and_one_that_says_nothing_is_not() {
    let refused = |message: &str| ActionError::Refused { message: message.into() };
    let not_allowed = |reason: &str| ActionError::NotAllowed { reason: reason.into() };
    let cases: [(u16, &[u8], ActionError); 6] = [
        (400, br#"{"success":false}"#, refused("")),
        (400, b"", refused("")),
        (400, br#"{"error":"room_is_blocked"}"#, refused("room_is_blocked")),
        (400, br#"{"error":"video-conf-provider-not-configured"}"#, ActionError::NoProvider),
        (403, br#"{"error":"unauthorized"}"#, not_allowed("unauthorized")),
        (500, b"<h1>Oops</h1>", ActionError::Offline),
    ];
    for (status, body, expected) in cases {
        for room in [CHANNEL, DIRECT] {
            let mut world = World::new();
            let reply = world.act(start(room));
            world.refuse("start", rest::refusal(status, body, None));
            assert_eq!(world.reply(reply), Some(Err(expected.clone())), "{status} in {room}");
            // The card of a direct call stays for a while, and says the same.
            let card = world.core.calls_view().outgoing;
            assert_eq!(card.map(|card| card.refusal), (room == DIRECT).then(|| Some(expected.clone())));
        }
    }
    assert_eq!(refused("").to_string(), "the workspace refused without saying why");
    assert_eq!(refused("no room").to_string(), "the workspace refused: no room");
}

#[test]
fn a_start_whose_answer_was_lost_goes_on_with_the_call_it_has_made() {
    let lost = [offline(), rest::refusal(502, b"", None), rest::refusal(504, b"<html>", None)];
    for error in lost.into_iter().map(Err).chain([Ok(b"<html>".to_vec())]) {
        for (room, kind, status) in [(CHANNEL, "videoconference", 1), (DIRECT, "direct", 0)] {
            let mut world = World::new();
            let reply = world.act(start(room));
            world.pass(Duration::from_secs(4));
            let (ticket, _) = world.asked("start").unwrap();
            world.feed(Input::Answer { ticket, result: error.clone(), date: None });
            assert_eq!(world.reply(reply), None, "it is looked for first");
            let mine = json!({ "type": kind, "rid": room, "status": status, "createdAt": seconds_ago(&world, 3),
                "createdBy": { "_id": ANA, "username": "ana" } });
            let mine = world.record("c1", mine);
            world.answer("video-conference.list", json!({ "data": [mine] }));
            if room == CHANNEL {
                world.answer("join", json!({ "url": "https://meet.example/c1" }));
                assert_eq!(world.opened(), ["https://meet.example/c1"]);
            } else {
                assert_eq!(world.signals(), [SignalAction::Call]);
            }
            assert_eq!(world.reply(reply), Some(Ok(())));
            assert!(world.asked("start").is_none(), "and no second one is made");
        }
    }
}

#[test]
fn a_start_in_a_room_of_several_that_has_made_no_call_says_so_once_it_was_looked_for() {
    for before in [None, Some(60)] {
        let mut world = World::new();
        let reply = world.act(start(CHANNEL));
        world.refuse("start", offline());
        let older = before.map(|ago| {
            let mine = json!({ "type": "videoconference", "rid": CHANNEL, "status": 1,
                "createdAt": seconds_ago(&world, ago), "createdBy": { "_id": ANA, "username": "ana" } });
            world.record("c0", mine)
        });
        world.answer("video-conference.list", json!({ "data": older.into_iter().collect::<Vec<_>>() }));
        assert_eq!(world.reply(reply), Some(Err(ActionError::Offline)));
        assert!(world.asked("join").is_none());
    }
}

#[test]
fn a_start_that_found_no_answer_is_no_refusal_and_the_next_call_knows_of_none() {
    let mut world = World::new();
    world.act(start(DIRECT));
    world.refuse("start", rest::RestError::Offline("gone".into()));
    world.answer("video-conference.list", json!({ "data": [] }));
    assert_eq!(world.core.calls_view().outgoing.unwrap().refusal, None);
    world.act(start(DIRECT));
    world.refuse("start", rest::refusal(400, b"{}", None));
    assert!(world.core.calls_view().outgoing.unwrap().refusal.is_some());
    world.act(start(DIRECT));
    assert_eq!(world.core.calls_view().outgoing.unwrap().refusal, None);
}

fn limited(world: &mut World, seconds: u64) {
    world.refuse("start", rest::RestError::TooMany { wait: Duration::from_secs(seconds) });
}

fn starting(world: &World) -> Option<StartingPhase> {
    world.core.calls_view().starting.map(|call| call.phase)
}

#[test]
fn settings_that_come_a_page_at_a_time_are_asked_for_to_their_end() {
    let mut world = World::new();
    world.feed(Input::Connected);
    let page = |ids: [&str; 2]| json!({ "settings": ids.map(|id| json!({ "_id": id, "value": id })), "total": 3 });
    world.answer("settings.public", page(["Accounts_A", "Layout_B"]));
    let (ticket, request) = world.asked("settings.public").unwrap();
    assert!(matches!(request, rest::Request::PublicSettings { offset: 2, .. }), "{request:?}");
    let last = json!({ "settings": [{ "_id": "Site_Name", "value": "The house" }], "total": 3 }).to_string();
    world.feed(Input::Answer { ticket, result: Ok(last.into_bytes()), date: None });
    assert_eq!(world.core.workplace.name(), Some("The house"));
    assert_eq!(world.asked("settings.public"), None);
}

#[test]
fn a_call_that_gave_way_to_ours_was_not_answered_elsewhere() {
    let mut world = World::new();
    world.act(start(DIRECT));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("video-conference.start", answer);
    world.signal("call", "c2");
    let theirs = world.record("c2", json!({}));
    world.answer("video-conference.info", theirs);
    world.signal("accepted", "c1");
    world.answer("video-conference.join", json!({ "url": "https://meet.example/c1" }));
    let over = world.record("c2", json!({ "status": 4, "endedAt": seconds_ago(&world, 0) }));
    world.core.put_record(serde_json::from_value(over).unwrap());
    let log = world.core.history_view();
    let call = log.iter().find(|call| call.call_id == "c2".into()).unwrap();
    assert_eq!((call.state, call.mine, call.i_joined), (CallState::Ended, false, true));
}
