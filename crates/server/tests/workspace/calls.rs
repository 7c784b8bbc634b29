//! Calls over REST (protocol 4), their ends and their limits.

use serde_json::{Value, json};
use vconnct_server::{Clock, Config, Server};

use crate::client::{Office, Person};

#[tokio::test]
async fn a_call_in_a_two_person_room_is_direct_and_names_its_callee() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut socket = ben.socket().await;
    socket.sub("stream-room-messages", "__my_messages__").await;
    let started = ada.posts("video-conference.start", json!({ "roomId": rid, "allowRinging": true })).await;
    let data = &started["data"];
    assert_eq!(
        (&data["type"], &data["calleeId"], &data["providerName"]),
        (&json!("direct"), &json!(ben.id), &json!("vconnct"))
    );
    let message = socket.event("__my_messages__").await[0].clone();
    assert_eq!(
        (&message["t"], &message["msg"], &message["groupable"]),
        (&json!("videoconf"), &json!(""), &json!(false))
    );
    assert_eq!(
        message["blocks"],
        json!([{ "type": "video_conf", "blockId": data["callId"], "callId": data["callId"], "appId": "videoconf-core" }])
    );
    let record = ben.record(data["callId"].as_str().unwrap()).await;
    assert_eq!((&record["status"], &record["ringing"], &record["users"]), (&json!(0), &json!(true), &json!([])));
    assert_eq!(record["messages"]["started"], message["_id"]);
    assert_eq!(record["capabilities"], json!({ "mic": true, "cam": true, "title": true }));
}

#[tokio::test]
async fn every_other_room_starts_at_once_and_nothing_rings() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    let made = ada.posts("im.create", json!({ "usernames": "ben,cem" })).await;
    let rid = made["room"]["_id"].as_str().unwrap();
    let started = ada.posts("video-conference.start", json!({ "roomId": rid, "title": "Weekly sync" })).await;
    assert_eq!((&started["data"]["type"], &started["data"]["rid"]), (&json!("videoconference"), &json!(rid)));
    let call = started["data"]["callId"].as_str().unwrap();
    let record = ada.record(call).await;
    assert_eq!(
        (&record["status"], &record["title"], &record["anonymousUsers"]),
        (&json!(1), &json!("Weekly sync"), &json!(0))
    );
    assert!(record.get("ringing").is_none());
    let refused = ada.post("video-conference.cancel", json!({ "callId": call })).await;
    assert_eq!((refused.status, &refused.body["error"]), (400, &json!("invalid-call")));
}

#[tokio::test]
async fn a_join_is_recorded_before_it_is_answered_and_its_address_is_personal() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    let state = json!({ "callId": call, "state": { "mic": true, "cam": false } });
    let joined = ben.posts("video-conference.join", state).await;
    let record = ben.record(&call).await;
    assert_eq!((&record["status"], &record["ringing"]), (&json!(1), &json!(false)));
    assert_eq!(record["users"][0]["_id"], json!(ben.id));
    assert_eq!(record["users"][0]["avatarETag"], json!(null));
    let url = joined["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/call/{call}?token=", ada.root)) && url.ends_with("&mic=1&cam=0"), "{url}");
    let other = ada.joins(&call).await;
    assert_ne!(other["url"], joined["url"]);
    assert!(!other["url"].as_str().unwrap().contains("mic="), "what was not chosen is left to the page");
    let names: Vec<_> =
        ada.record(&call).await["users"].as_array().unwrap().iter().map(|u| u["username"].clone()).collect();
    assert_eq!(names, ["ben", "ada"], "in the order of joining");
}

#[tokio::test]
async fn a_call_is_cancelled_while_it_rings_by_either_side_and_not_after() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    office.passes(4);
    ben.posts("video-conference.cancel", json!({ "callId": call })).await;
    let record = ada.record(&call).await;
    assert_eq!((&record["status"], &record["ringing"]), (&json!(4), &json!(false)));
    assert_eq!(
        (&record["endedAt"], &record["endedBy"]["username"]),
        (&json!("2026-09-14T09:00:04.000Z"), &json!("ben"))
    );
    let again = ada.post("video-conference.cancel", json!({ "callId": call })).await;
    assert_eq!((again.status, &again.body["error"]), (400, &json!("invalid-call-status")));
    let late = ben.post("video-conference.join", json!({ "callId": call })).await;
    assert_eq!((late.status, late.body), (400, json!({ "success": false })));
}

#[tokio::test]
async fn whoever_cannot_see_the_room_learns_nothing_of_its_calls() {
    let office = Office::open().await;
    let (ada, _, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    let cem = office.signs_in("cem").await;
    for answer in [
        cem.get(&format!("video-conference.info?callId={call}")).await,
        cem.get(&format!("video-conference.list?roomId={rid}")).await,
        cem.post("video-conference.join", json!({ "callId": call })).await,
        cem.post("video-conference.cancel", json!({ "callId": call })).await,
        cem.post("video-conference.start", json!({ "roomId": rid })).await,
        ada.get("video-conference.info?callId=nothing").await,
    ] {
        assert_eq!((answer.status, answer.body), (400, json!({ "success": false, "error": "invalid-params" })));
    }
    let hidden = cem.post("video-conference.decline", json!({ "callId": call })).await;
    assert_eq!((hidden.status, hidden.body), (404, json!({ "success": false, "error": "Resource not found" })));
}

#[tokio::test]
async fn bodies_with_unknown_members_are_refused() {
    let office = Office::open().await;
    let (ada, _, rid) = office.two().await;
    let call = ada.calls(&rid).await;
    for (path, body) in [
        ("video-conference.start", json!({ "roomId": rid, "ring": true })),
        ("video-conference.start", json!({ "title": "no room" })),
        ("video-conference.join", json!({ "callId": call, "state": { "mic": true, "screen": true } })),
        ("video-conference.join", json!({ "callId": call, "mic": true })),
        ("video-conference.cancel", json!({ "callId": call, "why": "bored" })),
        ("video-conference.leave", json!({})),
    ] {
        let answer = ada.post(path, body).await;
        assert_eq!((answer.status, &answer.body["errorType"]), (400, &json!("invalid-params")), "{path}");
    }
    let query = ada.get(&format!("video-conference.info?callId={call}&more=1")).await;
    assert_eq!((query.status, &query.body["errorType"]), (400, &json!("invalid-params")));
}

#[tokio::test]
async fn an_unanswered_call_is_over_after_forty_seconds() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let (mut caller, mut callee) = (ada.phone().await, ben.phone().await);
    let mut room = ben.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    let call = ada.calls(&rid).await;
    room.event(&format!("{rid}/videoconf")).await;
    office.passes(39);
    callee.hears_nothing(&format!("{}/video-conference", ben.id)).await;
    office.passes(1);
    assert_eq!(callee.signal(&ben).await, ("end".into(), ada.id.clone()));
    assert_eq!(caller.signal(&ada).await.0, "end");
    assert_eq!(room.event(&format!("{rid}/videoconf")).await, json!([call]));
    let record = ben.record(&call).await;
    assert_eq!((&record["status"], &record["endedBy"]["username"]), (&json!(4), &json!("ada")));
}

#[tokio::test]
async fn after_forty_seconds_a_running_call_goes_on_whatever_end_says() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut caller = ada.phone().await;
    let call = ada.calls(&rid).await;
    ben.joins(&call).await;
    ada.joins(&call).await;
    assert_eq!(caller.signal(&ada).await, ("join".into(), ben.id.clone()));
    office.passes(40);
    assert_eq!(caller.signal(&ada).await.0, "end");
    assert_eq!(ada.record(&call).await["status"], 1);
    let spared = Office::open_with(&["limits=off", "end40=off"]).await;
    let (ada, ben, rid) = spared.two().await;
    let mut caller = ada.phone().await;
    let call = ada.calls(&rid).await;
    ben.joins(&call).await;
    ada.joins(&call).await;
    caller.signal(&ada).await;
    spared.passes(40);
    assert_eq!(ada.record(&call).await["status"], 1);
    caller.hears_nothing(&format!("{}/video-conference", ada.id)).await;
}

#[tokio::test]
async fn a_restart_forgets_no_guard() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-09-14T09:00:00.000Z".parse().unwrap());
    let data = Some(folder.path().to_owned());
    let config = Config { data, clock: Some(clock.clone()), ..Config::default() };
    let server = Server::start(config.clone()).await.unwrap();
    for (username, name) in [("ada", "Ada Byron"), ("ben", "Ben Ito")] {
        server.add_person(username, name, "secret").await.unwrap();
    }
    let ada = Person::sign_in(server.url(), "ada", "secret").await;
    let rid = ada.direct_room("ben").await;
    let call = ada.calls(&rid).await;
    server.stop().await;
    clock.advance(std::time::Duration::from_secs(60));
    let server = Server::start(config).await.unwrap();
    let ada = Person { root: server.url().to_owned(), ..ada };
    let mut socket = ada.socket().await;
    socket.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    let mut record = ada.record(&call).await;
    if record["status"] == 0 {
        socket.event(&format!("{rid}/videoconf")).await;
        record = ada.record(&call).await;
    }
    assert_eq!(record["status"], 4);
    server.stop().await;
}

#[tokio::test]
async fn a_call_everybody_left_ends_ten_seconds_later_and_lasts_until_they_left() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut room = ada.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    let changed = format!("{rid}/videoconf");
    let call = ada.calls(&rid).await;
    room.event(&changed).await;
    ben.joins(&call).await;
    room.event(&changed).await;
    ada.joins(&call).await;
    room.event(&changed).await;
    office.passes(100);
    for person in [&ben, &ada] {
        person.posts("video-conference.heartbeat", json!({ "callId": call })).await;
        person.posts("video-conference.leave", json!({ "callId": call })).await;
        room.event(&changed).await;
    }
    office.passes(9);
    assert_eq!(ada.record(&call).await["status"], 1);
    office.passes(1);
    room.event(&changed).await;
    let record = ada.record(&call).await;
    assert_eq!((&record["status"], &record["endedAt"]), (&json!(3), &json!("2026-09-14T09:01:40.000Z")));
    assert_eq!(record["users"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn whoever_is_not_heard_of_has_left_after_three_minutes() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut room = ada.socket().await;
    let changed = format!("{rid}/videoconf");
    let call = ada.calls(&rid).await;
    ben.joins(&call).await;
    room.sub("stream-notify-room", &changed).await;
    office.passes(179);
    ben.posts("video-conference.heartbeat", json!({ "callId": call })).await;
    office.passes(179);
    assert!(ben.record(&call).await["users"][0].get("leftAt").is_none());
    office.passes(1);
    room.event(&changed).await;
    assert_eq!(ben.record(&call).await["users"][0]["leftReason"], "timeout");
}

#[tokio::test]
async fn no_call_lives_longer_than_a_day() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    // Nobody asked it to ring, so nobody's silence ends it.
    let started = ada.posts("video-conference.start", json!({ "roomId": rid })).await;
    let call = started["data"]["callId"].as_str().unwrap();
    let mut room = ben.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    office.passes(24 * 3600 - 1);
    room.hears_nothing(&format!("{rid}/videoconf")).await;
    office.passes(1);
    room.event(&format!("{rid}/videoconf")).await;
    let record = ada.record(call).await;
    assert_eq!((&record["status"], &record["endedAt"]), (&json!(2), &json!("2026-09-15T09:00:00.000Z")));
}

#[tokio::test]
async fn the_list_has_the_newest_first_and_pages() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut calls = Vec::new();
    for _ in 0..3 {
        calls.push(ada.calls(&rid).await);
        office.passes(1);
        ada.posts("video-conference.cancel", json!({ "callId": calls.last() })).await;
    }
    let page = ben.gets(&format!("video-conference.list?roomId={rid}&count=2")).await;
    let ids: Vec<_> = page["data"].as_array().unwrap().iter().map(|call| call["_id"].clone()).collect();
    assert_eq!(ids, [json!(calls[2]), json!(calls[1])]);
    assert_eq!((&page["count"], &page["offset"], &page["total"]), (&json!(2), &json!(0), &json!(3)));
    assert!(page["data"][0].get("capabilities").is_none());
    let rest = ben.gets(&format!("video-conference.list?roomId={rid}&count=2&offset=2")).await;
    assert_eq!(rest["data"][0]["_id"], json!(calls[0]));
}

#[tokio::test]
async fn an_unlicensed_workspace_rings_nobody_and_records_no_joins() {
    let office = Office::open_with(&["limits=off", "licensed=off"]).await;
    let (ada, ben, rid) = office.two().await;
    let started = ada.posts("video-conference.start", json!({ "roomId": rid, "allowRinging": true })).await;
    assert_eq!(started["data"]["type"], "videoconference");
    let call = started["data"]["callId"].as_str().unwrap();
    ben.joins(call).await;
    let record = ada.record(call).await;
    assert_eq!((&record["status"], &record["users"], &record["title"]), (&json!(1), &json!([]), &json!("")));
    let settings = ada.gets("settings.public").await;
    let names: Vec<_> = settings["settings"].as_array().unwrap().iter().map(|s| s["_id"].as_str().unwrap()).collect();
    assert!(!names.iter().any(|name| name.starts_with("VideoConf_Enable_D")), "{names:?}");
}

#[tokio::test]
async fn where_calls_have_a_window_the_workspace_rings_once_the_caller_is_in_the_call() {
    let office = Office::open_with(&["limits=off", "window=on"]).await;
    let (ada, ben, rid) = office.two().await;
    let mut socket = ben.socket().await;
    let event = format!("{}/video-conference", ben.id);
    socket.sub("stream-notify-user", &event).await;
    let started = ada.posts("video-conference.start", json!({ "roomId": rid, "allowRinging": true })).await;
    assert_eq!(started["data"]["type"], "direct");
    let call = started["data"]["callId"].as_str().unwrap();
    office.passes(20);
    ada.joins(call).await;
    let ring = socket.event(&event).await[0].clone();
    assert_eq!(ring, json!({ "action": "ring", "params": { "callId": call, "uid": ada.id, "rid": rid } }));
    let record = ben.record(call).await;
    assert_eq!((&record["users"][1]["_id"], &record["users"][1]["joined"]), (&json!(ben.id), &json!(false)));
    assert!(record["users"][1]["ringingAt"].is_string(), "{record}");
}

#[tokio::test]
async fn without_a_provider_no_call_starts_and_the_starter_is_told() {
    let office = Office::open_with(&["limits=off", "provider="]).await;
    let (ada, _, rid) = office.two().await;
    let mut socket = ada.socket().await;
    socket.sub("stream-notify-user", &format!("{}/message", ada.id)).await;
    let none = json!({ "success": false, "error": "no-active-video-conf-provider" });
    let asked = ada.get("video-conference.capabilities").await;
    assert_eq!((asked.status, &asked.body), (400, &none));
    let refused = ada.post("video-conference.start", json!({ "roomId": rid })).await;
    assert_eq!((refused.status, refused.body), (400, none));
    let note = socket.event(&format!("{}/message", ada.id)).await[0].clone();
    assert_eq!((&note["private"], &note["rid"]), (&json!(true), &json!(rid)));
    assert_eq!(ada.gets(&format!("im.history?roomId={rid}")).await["messages"], json!([]));
}

#[tokio::test]
async fn limits_count_per_person_and_say_when_to_come_again() {
    let office = Office::open_with(&[]).await;
    let (ada, ben, rid) = office.two().await;
    let start = async |who: &Person| who.post("video-conference.start", json!({ "roomId": rid })).await;
    for remaining in ["2", "1", "0"] {
        let answer = start(&ada).await;
        assert_eq!((answer.status, &answer.headers["x-ratelimit-remaining"]), (200, &remaining.parse().unwrap()));
    }
    office.passes(18);
    let refused = start(&ada).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["x-ratelimit-reset"], "1789376460000");
    let text = refused.body["error"].as_str().unwrap();
    assert!(text.contains("wait 42 seconds") && text.ends_with("[error-too-many-requests]"), "{text}");
    assert_eq!(start(&ben).await.status, 200);
    office.passes(42);
    assert_eq!(start(&ada).await.status, 200);
}

#[tokio::test]
async fn running_calls_can_be_found_declined_named_and_rung() {
    let office = Office::open().await;
    let (ada, ben) = (office.signs_in("ada").await, office.signs_in("ben").await);
    let made = ada.posts("groups.create", json!({ "name": "crew", "members": ["ben", "cem"] })).await;
    let rid = made["group"]["_id"].as_str().unwrap();
    let started = ada.posts("video-conference.start", json!({ "roomId": rid })).await;
    let call = started["data"]["callId"].as_str().unwrap();
    assert_eq!(ben.gets("video-conference.joinable").await["calls"], json!([]), "nobody is in it");
    ada.joins(call).await;
    let found = ben.gets("video-conference.joinable").await["calls"].clone();
    assert_eq!(
        (&found[0]["callId"], &found[0]["name"], &found[0]["usersCount"]),
        (&json!(call), &json!("crew"), &json!(1))
    );
    let mut phone = ben.phone().await;
    let ring = json!({ "callId": call, "userId": ben.id });
    assert_eq!(ada.posts("video-conference.ring", ring.clone()).await["rang"], true);
    assert_eq!(phone.signal(&ben).await, ("ring".into(), ada.id.clone()));
    assert_eq!(ada.posts("video-conference.ring", ring).await["rang"], false);
    ben.posts("video-conference.decline", json!({ "callId": call })).await;
    let entry = ada.record(call).await["users"][1].clone();
    assert_eq!((&entry["declined"], &entry["joined"]), (&json!(true), &json!(false)));
    let refused = ben.post("video-conference.rename", json!({ "callId": call, "title": "Mine" })).await;
    assert_eq!((refused.status, &refused.body["error"]), (400, &json!("error-not-allowed")));
    ada.posts("video-conference.rename", json!({ "callId": call, "title": "Part two" })).await;
    assert_eq!(ben.record(call).await["title"], "Part two");
    let empty: Value = ada.post("video-conference.rename", json!({ "callId": call, "title": " " })).await.body;
    assert_eq!(empty["error"], "error-invalid-name");
}
