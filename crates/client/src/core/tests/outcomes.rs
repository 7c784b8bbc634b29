//! Whoever asks for a call is told what came of it, whatever comes in between.

use super::*;

/// Asks to be let into a call that runs in the channel.
fn joins(world: &mut World) -> ReplyTo {
    let record = world.record("c8", json!({ "type": "videoconference", "rid": CHANNEL, "status": 1 }));
    world.core.put_record(serde_json::from_value(record).unwrap());
    join(world, "c8")
}

fn join(world: &mut World, call: &str) -> ReplyTo {
    world.act(Action::JoinCall { workspace: ROOT.into(), call_id: call.into(), devices: None })
}

/// Somebody else calls, and is answered.
fn accepts(world: &mut World) {
    let call = json!([{ "action": "call", "params": { "callId": "c9", "uid": "CyId", "rid": "AnaIdCyId" } }]);
    world.stream("stream-notify-user", &format!("{ANA}/video-conference"), call);
    world.pass(Duration::from_secs(1));
    world.act(Action::AnswerCall { call_id: "c9".into(), answer: Answer::Accept { devices: None } });
}

fn cancels(world: &mut World, call: &str) {
    world.act(Action::CancelCall { call_id: call.into() });
}

#[test]
fn a_provider_that_takes_its_time_keeps_nobody_out_of_a_call_of_a_room() {
    let mut world = World::new();
    let reply = joins(&mut world);
    world.pass(Duration::from_secs(14));
    assert_eq!(world.reply(reply), None);
    world.answer("join", json!({ "url": "https://meet.example/c8" }));
    assert_eq!(world.opened(), ["https://meet.example/c8"]);
    assert_eq!(world.reply(reply), Some(Ok(())));
}

#[test]
fn an_address_that_came_too_late_is_not_called_a_success() {
    let rings_here = |world: &mut World| {
        world.signal("call", "c8");
        join(world, "c8")
    };
    for (asks, patience) in [(&joins as &dyn Fn(&mut World) -> ReplyTo, 16), (&rings_here, 5)] {
        let mut world = World::new();
        let reply = asks(&mut world);
        world.pass(Duration::from_secs(patience));
        assert_eq!(world.reply(reply), Some(Err(ActionError::Offline)), "{patience}");
        world.answer("join", json!({ "url": "https://meet.example/c8" }));
        assert!(world.opened().is_empty());
    }
}

#[test]
fn whoever_gives_a_start_up_waits_for_nothing_though_its_answer_is_lost() {
    let gives_up = |world: &mut World| {
        let attempt = world.core.calls_view().outgoing.unwrap().call_id;
        cancels(world, attempt.as_str());
    };
    for does in [&gives_up as &dyn Fn(&mut World), &accepts] {
        let mut world = World::new();
        let reply = world.act(start(DIRECT));
        let (ticket, _) = world.asked("start").unwrap();
        does(&mut world);
        world.feed(Input::Answer { ticket, result: Err(offline()), date: None });
        assert_eq!(world.reply(reply), Some(Ok(())));
    }
}

#[test]
fn whoever_asks_for_a_call_is_told_when_it_is_over_given_up_or_cut_off_before_the_next_try() {
    let is_over = |world: &mut World| {
        let over = json!({ "rid": CHANNEL, "status": 3, "endedAt": { "$date": START } });
        let over = world.record("c8", over);
        world.core.put_record(serde_json::from_value(over.clone()).unwrap());
        world.answer("info", over);
    };
    let signed_out = |world: &mut World| world.feed(Input::SignedOut(SignedOut::Expired));
    let gives_up = |world: &mut World| cancels(world, "c8");
    for (happens, outcome) in [
        (&is_over as &dyn Fn(&mut World), Err(ActionError::CallOver)),
        (&signed_out, Err(ActionError::NotSignedIn)),
        (&gives_up, Ok(())),
        (&accepts, Ok(())),
    ] {
        let mut world = World::new();
        let reply = joins(&mut world);
        world.refuse("join", rest::RestError::TooMany { wait: Duration::from_secs(3) });
        assert_eq!(world.reply(reply), None, "it is tried again");
        happens(&mut world);
        assert_eq!(world.reply(reply), Some(outcome));
    }
}

#[test]
fn whoever_asks_for_their_own_call_while_it_rings_out_is_told_by_its_card() {
    let mut world = World::new();
    world.act(start(DIRECT));
    let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
    world.answer("start", answer);
    let record = world.record("c1", json!({ "createdBy": { "_id": ANA, "username": "ana" } }));
    world.core.put_record(serde_json::from_value(record).unwrap());
    let reply = join(&mut world, "c1");
    assert_eq!(world.reply(reply), Some(Ok(())));
}

#[test]
fn a_dismissed_call_that_its_server_forgets_to_end_is_in_the_log_a_minute_after_it_began() {
    let mut world = World::new();
    world.signal("call", "c1");
    let record = world.record("c1", json!({}));
    world.answer("video-conference.info", record.clone());
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Dismiss });
    for _ in 0..70 {
        world.pass(Duration::from_secs(1));
        if let Some((ticket, _)) = world.asked("video-conference.info") {
            world.feed(Input::Answer { ticket, result: Ok(record.to_string().into_bytes()), date: None });
        }
    }
    let log = world.core.history_view();
    assert_eq!(log.iter().map(|call| call.state).collect::<Vec<_>>(), [CallState::Missed]);
    assert_eq!(log[0].provider, "Jitsi", "as people name it");
}

#[test]
fn a_call_that_is_found_in_place_of_a_lost_start_tells_who_is_in_it() {
    let mut world = World::new();
    world.act(start(DIRECT));
    world.signal("call", "c1");
    world.refuse("video-conference.start", offline());
    world.answer("video-conference.info", world.record("c1", json!({})));
    assert!(world.core.calls_view().incoming.is_empty(), "it waits behind ours");
    let taken = world.record("c1", json!({ "status": 1, "users": [{ "_id": ANA, "username": "ana" }] }));
    world.answer("video-conference.list", json!({ "data": [taken], "count": 1, "offset": 0, "total": 1 }));
    assert!(world.core.calls_view().incoming.is_empty(), "it was answered on another device");
}

#[test]
fn a_call_that_began_before_anybody_listened_is_asked_for_and_joined() {
    let mut world = World::new();
    let reply = join(&mut world, "c8");
    assert_eq!(world.reply(reply), None);
    let record = world.record("c8", json!({ "type": "videoconference", "rid": CHANNEL, "status": 1 }));
    world.answer("video-conference.info", record);
    world.answer("join", json!({ "url": "https://meet.example/c8" }));
    assert_eq!(world.opened(), ["https://meet.example/c8"]);
    assert_eq!(world.reply(reply), Some(Ok(())));
}

#[test]
fn a_call_that_nobody_has_told_of_is_unknown_only_if_the_workspace_says_so() {
    let no = br#"{"success":false,"error":"invalid-params"}"#;
    let over = json!({ "type": "videoconference", "rid": CHANNEL, "status": 3, "endedAt": { "$date": START } });
    let over = World::new().record("c8", over).to_string().into_bytes();
    for (answer, outcome) in [
        (Err(rest::refusal(400, no, None)), ActionError::Unknown { what: "call".into() }),
        (Err(offline()), ActionError::Offline),
        (Err(rest::refusal(502, b"", None)), ActionError::Offline),
        (Err(rest::RestError::TooMany { wait: Duration::from_secs(20) }), ActionError::Wait { seconds: 21 }),
        (Err(rest::RestError::NotSignedIn), ActionError::NotSignedIn),
        (Ok(over), ActionError::CallOver),
    ] {
        let mut world = World::new();
        let reply = join(&mut world, "c8");
        let (ticket, _) = world.asked("video-conference.info").unwrap();
        world.feed(Input::Answer { ticket, result: answer, date: None });
        assert_eq!(world.reply(reply), Some(Err(outcome)));
        assert!(world.asked("join").is_none());
    }
}

#[test]
fn whoever_signs_out_before_it_is_known_where_a_call_is_joins_nothing() {
    let signs_out = |world: &mut World| {
        world.act(Action::SignOut { workspace: ROOT.into() });
    };
    let signed_out = |world: &mut World| world.feed(Input::SignedOut(SignedOut::Expired));
    for happens in [&signs_out as &dyn Fn(&mut World), &signed_out] {
        let mut world = World::new();
        world.act(start(DIRECT)); // so that it takes a moment to be gone
        let reply = join(&mut world, "c8");
        happens(&mut world);
        let record = world.record("c8", json!({ "type": "videoconference", "rid": CHANNEL, "status": 1 }));
        world.answer("video-conference.info", record);
        assert_eq!(world.reply(reply), Some(Err(ActionError::NotSignedIn)));
        assert!(world.asked("join").is_none());
    }
}
