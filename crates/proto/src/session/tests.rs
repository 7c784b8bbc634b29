use super::*;

const ME: &str = "Ada2345678abcdefg";
const START: Millis = Millis(1_000_000);

fn session() -> Session {
    Session::new(START, ME.into(), "secret")
}

fn sent(session: &mut Session) -> Vec<Value> {
    std::iter::from_fn(|| session.poll_frame()).map(|frame| serde_json::from_str(&frame).unwrap()).collect()
}

fn feed(session: &mut Session, frame: Value) -> Result<(), SessionError> {
    session.handle_frame(START, &frame.to_string())
}

/// Goes all the way to being reachable, and drops what was sent for it.
fn ready() -> Session {
    let mut session = session();
    feed(&mut session, json!({ "msg": "connected", "session": "s" })).unwrap();
    feed(&mut session, json!({ "msg": "result", "id": LOGIN_ID, "result": { "id": ME, "token": "t" } })).unwrap();
    let subs: Vec<Value> = sent(&mut session).into_iter().filter(|f| f["msg"] == "sub").collect();
    feed(&mut session, json!({ "msg": "ready", "subs": [subs[0]["id"]] })).unwrap();
    assert_eq!(session.poll_event(), Some(Event::SignedIn));
    assert_eq!(session.poll_event(), Some(Event::Ready));
    session
}

#[test]
fn nothing_is_subscribed_before_the_login_is_done() {
    let mut session = session();
    let frames = sent(&mut session);
    assert_eq!(frames[0]["msg"], "connect");
    assert_eq!(frames[1]["params"], json!([{ "resume": "secret" }]));
    assert_eq!(frames.len(), 2);
    feed(&mut session, json!({ "msg": "connected", "session": "s" })).unwrap();
    assert!(sent(&mut session).is_empty());
    feed(&mut session, json!({ "msg": "result", "id": "method-1", "result": { "id": ME } })).unwrap();
    let subs = sent(&mut session);
    assert_eq!(subs[0]["params"][0], format!("{ME}/video-conference"), "calls come first");
    assert_eq!(session.poll_event(), Some(Event::SignedIn));
    assert!(!session.is_ready(), "signed in is not yet reachable");
}

#[test]
fn reachable_means_subscribed_to_calls() {
    assert!(ready().is_ready());
}

#[test]
fn no_other_subscription_makes_it_reachable_and_it_is_told_once() {
    let mut session = session();
    feed(&mut session, json!({ "msg": "result", "id": LOGIN_ID, "result": { "id": ME } })).unwrap();
    let subs: Vec<Value> = sent(&mut session).into_iter().filter(|f| f["msg"] == "sub").collect();
    feed(&mut session, json!({ "msg": "ready", "subs": [subs[1]["id"]] })).unwrap();
    assert!(!session.is_ready());
    for _ in 0..2 {
        feed(&mut session, json!({ "msg": "ready", "subs": [subs[0]["id"]] })).unwrap();
    }
    let told: Vec<Event> = std::iter::from_fn(|| session.poll_event()).collect();
    assert_eq!(told, [Event::SignedIn, Event::Ready]);
}

#[test]
fn an_expired_token_is_told_apart_from_a_refusal_that_passes() {
    let refuse = |code: Value| {
        let mut session = session();
        feed(&mut session, json!({ "msg": "result", "id": "method-1", "error": { "error": code } }))
    };
    assert_eq!(refuse(json!(403)), Err(SessionError::Expired));
    assert_eq!(refuse(json!("too-many-requests")), Err(SessionError::Refused("too-many-requests".into())));
}

#[test]
fn a_token_that_signs_somebody_else_in_is_good_for_nothing() {
    let mut session = session();
    let login = json!({ "msg": "result", "id": LOGIN_ID, "result": { "id": "Ben2345678abcdefg" } });
    assert!(matches!(feed(&mut session, login), Err(SessionError::Refused(_))));
    assert_eq!(session.poll_event(), None);
}

#[test]
fn a_refused_subscription_to_calls_ends_the_session_so_that_it_is_tried_again() {
    let mut session = session();
    feed(&mut session, json!({ "msg": "result", "id": "method-1", "result": { "id": ME } })).unwrap();
    let sub = sent(&mut session).into_iter().find(|f| f["msg"] == "sub").unwrap();
    let nosub = json!({ "msg": "nosub", "id": sub["id"], "error": { "error": "not-allowed" } });
    assert_eq!(feed(&mut session, nosub), Err(SessionError::Refused("not-allowed".into())));
}

#[test]
fn a_subscription_to_calls_that_ends_later_ends_the_session_and_any_other_does_not() {
    let mut session = ready();
    let calls = json!("sub-2");
    feed(&mut session, json!({ "msg": "nosub", "id": "sub-3" })).unwrap();
    assert!(session.is_ready());
    assert!(feed(&mut session, json!({ "msg": "nosub", "id": calls })).is_err());
}

#[test]
fn a_subscription_that_was_refused_for_the_limit_is_asked_for_again_unless_its_room_was_left() {
    let refused = |id: &Value, details: Value| {
        let error = json!({ "error": "too-many-requests", "details": details });
        json!({ "msg": "nosub", "id": id, "error": error })
    };
    let mut session = ready();
    sent(&mut session);
    for room in ["r1", "r2", "r3"] {
        session.follow(&room.into());
    }
    let subs = sent(&mut session);
    let of = |room: &str| subs.iter().find(|sub| sub["params"][0] == format!("{room}/videoconf")).unwrap();
    feed(&mut session, refused(&of("r1")["id"], json!({ "timeToReset": 3_000 }))).unwrap();
    feed(&mut session, refused(&of("r2")["id"], json!({ "timeToReset": 3_000 }))).unwrap();
    feed(&mut session, refused(&of("r3")["id"], json!(null))).unwrap();
    session.unfollow(&"r2".into());
    sent(&mut session);
    assert_eq!(session.poll_timeout(), START + Duration::from_secs(3));
    session.handle_timeout(START + Duration::from_millis(2_999)).unwrap();
    assert!(sent(&mut session).is_empty());
    session.handle_timeout(START + Duration::from_secs(3)).unwrap();
    assert_eq!(sent(&mut session), [of("r1").clone()]);
    session.handle_timeout(session.poll_timeout()).unwrap();
    assert_eq!(sent(&mut session), [of("r3").clone()]);
    assert_eq!(session.poll_timeout(), START + IDLE, "once each");
}

#[test]
fn whose_presence_is_watched_is_told_when_that_stands_and_asked_for_again_after_the_limit() {
    let mut session = ready();
    sent(&mut session);
    let people: [UserId; 3] = ["Ben".into(), "Cem".into(), "Dee".into()];
    people.iter().for_each(|user| session.watch_presence(std::slice::from_ref(user), &[]));
    let subs = sent(&mut session);
    let watched = |index: usize| Some(Event::Watched { users: vec![people[index].clone()] });

    feed(&mut session, json!({ "msg": "ready", "subs": [subs[0]["id"]] })).unwrap();
    assert_eq!(session.poll_event(), watched(0));
    feed(&mut session, json!({ "msg": "nosub", "id": subs[1]["id"] })).unwrap();
    assert_eq!(session.poll_event(), watched(1), "it has amended the first, and ends");
    let error = json!({ "error": "too-many-requests", "details": { "timeToReset": 3_000 } });
    feed(&mut session, json!({ "msg": "nosub", "id": subs[2]["id"], "error": error })).unwrap();
    assert_eq!(session.poll_event(), None);
    session.handle_timeout(START + Duration::from_secs(3)).unwrap();
    let again = sent(&mut session);
    assert_eq!(again[0]["params"], subs[2]["params"]);
    feed(&mut session, json!({ "msg": "nosub", "id": again[0]["id"] })).unwrap();
    assert_eq!(session.poll_event(), watched(2));
    feed(&mut session, json!({ "msg": "nosub", "id": subs[0]["id"] })).unwrap();
    assert_eq!(session.poll_event(), None, "once each");
}

#[test]
fn a_repeated_answer_to_the_login_does_nothing() {
    let mut session = ready();
    sent(&mut session);
    for answer in [json!({ "result": { "id": ME } }), json!({ "error": { "error": 403 } })] {
        let mut frame = json!({ "msg": "result", "id": LOGIN_ID });
        frame.as_object_mut().unwrap().extend(answer.as_object().unwrap().clone());
        feed(&mut session, frame).unwrap();
        assert!(session.is_ready());
        assert!(sent(&mut session).is_empty());
        assert_eq!(session.poll_event(), None);
    }
}

#[test]
fn a_session_that_never_becomes_reachable_gives_up() {
    let mut session = session();
    assert_eq!(session.poll_timeout(), START + SETUP);
    assert_eq!(session.handle_timeout(START + SETUP), Err(SessionError::Silent));
}

#[test]
fn while_something_rings_a_session_that_never_becomes_reachable_gives_up_sooner() {
    let mut session = session();
    session.set_urgent(true);
    session.handle_timeout(START + URGENT_SETUP - Duration::from_millis(1)).unwrap();
    assert_eq!(session.poll_timeout(), START + URGENT_SETUP);
    assert_eq!(session.handle_timeout(START + URGENT_SETUP), Err(SessionError::Silent));
}

#[test]
fn a_line_that_is_not_up_yet_is_asked_nothing_and_has_less_time_once_it_is_in_doubt() {
    let mut session = session();
    sent(&mut session);
    assert_eq!(session.poll_timeout(), START + SETUP);
    let doubted = START + Duration::from_secs(1);
    session.doubt(doubted);
    session.doubt(doubted + Duration::from_secs(1));
    assert!(sent(&mut session).is_empty());
    assert_eq!(session.poll_timeout(), doubted + URGENT_SETUP, "more doubt gives no more time");
    assert_eq!(session.handle_timeout(doubted + URGENT_SETUP - Duration::from_millis(1)), Ok(()));
    assert_eq!(session.handle_timeout(doubted + URGENT_SETUP), Err(SessionError::Silent));
}

#[test]
fn doubt_gives_no_more_time_than_there_was_and_a_session_that_stands_forgets_it() {
    let mut late = session();
    late.doubt(START + SETUP - Duration::from_secs(1));
    assert_eq!(late.poll_timeout(), START + SETUP);
    let mut stands = session();
    stands.doubt(START);
    feed(&mut stands, json!({ "msg": "result", "id": LOGIN_ID, "result": { "id": ME } })).unwrap();
    let subs: Vec<Value> = sent(&mut stands).into_iter().filter(|f| f["msg"] == "sub").collect();
    feed(&mut stands, json!({ "msg": "ready", "subs": [subs[0]["id"]] })).unwrap();
    assert_eq!(stands.poll_timeout(), START + IDLE);
}

#[test]
fn a_timeout_that_comes_early_does_nothing() {
    let mut session = ready();
    sent(&mut session);
    let early = |due: Millis| due - Duration::from_millis(1);
    session.handle_timeout(early(START + IDLE)).unwrap();
    assert!(sent(&mut session).is_empty());
    session.handle_timeout(START + IDLE).unwrap();
    session.handle_timeout(early(START + IDLE + PATIENCE)).unwrap();
    assert_eq!(sent(&mut session).len(), 1, "asked once");
}

#[test]
fn a_silent_line_is_asked_and_given_five_seconds() {
    let mut session = ready();
    sent(&mut session);
    let asked = session.poll_timeout();
    assert_eq!(asked, START + IDLE);
    session.handle_timeout(asked).unwrap();
    assert_eq!(sent(&mut session)[0]["msg"], "ping");
    assert_eq!(session.poll_timeout(), asked + PATIENCE);
    assert_eq!(session.handle_timeout(asked + PATIENCE), Err(SessionError::Silent));
}

#[test]
fn only_the_pong_with_our_own_id_proves_the_line() {
    let mut session = ready();
    sent(&mut session);
    let asked = session.poll_timeout();
    session.handle_timeout(asked).unwrap();
    let id = sent(&mut session)[0]["id"].clone();
    let traffic = json!({ "msg": "changed", "collection": "users", "id": "x", "fields": {} });
    session.handle_frame(asked, &traffic.to_string()).unwrap();
    session.handle_frame(asked, r#"{"msg":"pong"}"#).unwrap();
    assert_eq!(session.poll_timeout(), asked + PATIENCE, "neither traffic nor another pong counts");
    session.handle_frame(asked, &json!({ "msg": "pong", "id": id }).to_string()).unwrap();
    assert_eq!(session.poll_timeout(), asked + IDLE);
}

#[test]
fn while_something_rings_a_dead_line_is_found_within_two_seconds() {
    let mut session = ready();
    session.set_urgent(true);
    let asked = session.poll_timeout();
    session.handle_timeout(asked).unwrap();
    assert!(session.poll_timeout() <= START + Duration::from_secs(2));
}

#[test]
fn a_line_in_doubt_is_given_up_within_two_seconds_whatever_was_asked_before() {
    for asked_before in [false, true] {
        let mut session = ready();
        if asked_before {
            session.handle_timeout(START + IDLE).unwrap();
        }
        let now = START + IDLE;
        session.doubt(now);
        assert_eq!(session.handle_timeout(now + Duration::from_secs(1)), Ok(()), "it has a moment to answer");
        assert!(session.poll_timeout() < now + Duration::from_secs(2));
        assert_eq!(session.handle_timeout(session.poll_timeout()), Err(SessionError::Silent));
    }
}

#[test]
fn an_answer_is_timed_once_and_only_on_demand() {
    let mut session = ready();
    let answer = |session: &mut Session, ms: u64| {
        let id = sent(session).first().map(|ping| ping["id"].clone());
        let pong = json!({ "msg": "pong", "id": id }).to_string();
        session.handle_frame(START + Duration::from_millis(ms), &pong).unwrap();
    };
    session.time_answer(START);
    session.time_answer(START);
    answer(&mut session, 34);
    assert_eq!(session.poll_event(), Some(Event::Answered { after: Duration::from_millis(34) }));
    session.doubt(START);
    session.time_answer(START);
    answer(&mut session, 40);
    assert_eq!(session.poll_event(), None, "a line in doubt is asked once, and nobody waits for that answer");
}

#[test]
fn a_ping_of_the_server_is_answered_with_its_id() {
    let mut session = ready();
    sent(&mut session);
    feed(&mut session, json!({ "msg": "ping", "id": "p1" })).unwrap();
    feed(&mut session, json!({ "msg": "ping" })).unwrap();
    assert_eq!(sent(&mut session), [json!({ "msg": "pong", "id": "p1" }), json!({ "msg": "pong" })]);
}

#[test]
fn an_event_that_cannot_be_read_is_reported_and_the_session_goes_on() {
    let mut session = ready();
    let broken = json!({ "msg": "changed", "collection": "stream-notify-user", "id": "id",
        "fields": { "eventName": format!("{ME}/video-conference"), "args": [{ "action": "call" }] } });
    feed(&mut session, broken).unwrap();
    assert!(matches!(session.poll_event(), Some(Event::Unreadable(_))));
    assert!(session.is_ready());
}

#[test]
fn a_room_is_followed_once_and_left_again() {
    let mut session = ready();
    sent(&mut session);
    session.follow(&"r1".into());
    session.follow(&"r1".into());
    assert_eq!(sent(&mut session).len(), ROOM_EVENTS.len());
    session.unfollow(&"r1".into());
    assert_eq!(sent(&mut session).iter().filter(|f| f["msg"] == "unsub").count(), ROOM_EVENTS.len());
}
