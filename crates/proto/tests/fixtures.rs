//! The wire, checked against examples that the vendor's own validators have accepted: the client and our
//! server share this crate, so that only these tell whether it speaks the workspace's protocol.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use vconnct_proto::{
    Event, Millis, Session, SessionError, Signal, SignalAction, Timestamp,
    ddp::{self, ServerFrame},
    documents::{CallRecord, Message, Room, Subscription, User},
    rest::{self, JoinState, LoginKey, Request, RestError, RoomType, Status},
    stream::StreamEvent,
};

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    file: String,
    kind: String,
    method: Option<String>,
    path: Option<String>,
    status: Option<u16>,
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))
}

fn text(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn value(file: &str) -> Value {
    serde_json::from_str(&text(file)).unwrap()
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    serde_json::from_str(&text(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn of_kind(kind: &str) -> Vec<Fixture> {
    let manifest: Manifest = read("manifest.json");
    let found: Vec<_> = manifest.files.into_iter().filter(|fixture| fixture.kind == kind).collect();
    assert!(!found.is_empty(), "no fixture of kind {kind}");
    found
}

fn event(file: &str) -> StreamEvent {
    let text = text(file);
    match ServerFrame::parse(&text).unwrap() {
        ServerFrame::Changed { collection, fields } => StreamEvent::parse(&collection, fields).unwrap().unwrap(),
        frame => panic!("{file}: {frame:?}"),
    }
}

/// Members that were read come back as they were; others may be left out.
fn survives<T: DeserializeOwned + Serialize>(file: &str, members: &[&str]) {
    let before = value(file);
    let after = serde_json::to_value(read::<T>(file)).unwrap();
    for member in members {
        if let Some(written) = before.get(member) {
            assert_eq!(Some(written), after.get(member), "{file}: {member}");
        }
    }
}

#[test]
fn every_frame_of_the_server_can_be_read() {
    let mut known = 0;
    for fixture in of_kind("ddp-server-frame") {
        let text = text(&fixture.file);
        let frame = ServerFrame::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", fixture.file));
        if let ServerFrame::Changed { collection, fields } = frame {
            // One example lacks what a signal needs, to be left out with a word.
            let expected = !fixture.file.contains("invalid.");
            assert_eq!(StreamEvent::parse(&collection, fields).is_ok(), expected, "{}", fixture.file);
            known += 1;
        }
    }
    assert!(known > 20);
}

#[test]
fn every_signal_is_read_as_it_was_written() {
    for (name, action) in [
        ("accepted", SignalAction::Accepted),
        ("call", SignalAction::Call),
        ("canceled", SignalAction::Canceled),
        ("confirmed", SignalAction::Confirmed),
        ("end", SignalAction::End),
        ("rejected", SignalAction::Rejected),
        ("ring", SignalAction::Ring),
        ("started", SignalAction::Started),
    ] {
        let file = format!("signalling/{name}.event.json");
        let StreamEvent::Signal(signal) = event(&file) else { panic!("{file}") };
        assert_eq!(signal.action, action);
        assert_eq!(serde_json::to_value(&signal).unwrap(), value(&file)["fields"]["args"][0]);
    }
}

#[test]
fn signals_are_sent_as_the_vendor_sends_them() {
    for (name, action) in [
        ("accepted", SignalAction::Accepted),
        ("call", SignalAction::Call),
        ("canceled", SignalAction::Canceled),
        ("confirmed", SignalAction::Confirmed),
        ("rejected", SignalAction::Rejected),
    ] {
        let expected = value(&format!("signalling/{name}.method.json"));
        let params = &expected["params"][1]["params"];
        let id = |member: &str| params[member].as_str().unwrap().to_owned();
        let to = expected["params"][0].as_str().unwrap().split('/').next().unwrap();
        let mut session = Session::new(Millis(0), id("uid").as_str().into(), "t");
        while session.poll_frame().is_some() {}
        let signal = Signal::new(action, id("callId").into(), id("uid").into(), id("rid").into());
        session.signal(&to.into(), &signal);
        let mut sent: Value = serde_json::from_str(&session.poll_frame().unwrap()).unwrap();
        sent["id"] = expected["id"].clone();
        assert_eq!(sent, expected);
    }
}

#[test]
fn a_session_signs_in_with_the_frames_of_the_vendor() {
    let connect: Value = serde_json::from_str(&ddp::connect()).unwrap();
    assert_eq!(connect, value("ddp/connect.json"));
    let mut session =
        Session::new(Millis(0), "Ada2345678abcdefg".into(), "tok_4qXrYb2mWz7PpNf3sHdKc9vTg5jLa8eR6uZ1oQ2i");
    session.poll_frame();
    let mut login: Value = serde_json::from_str(&session.poll_frame().unwrap()).unwrap();
    login["id"] = json!("1");
    assert_eq!(login, value("ddp/login.resume.method.json"));
    session.handle_frame(Millis(1), &text("ddp/server-id.json")).unwrap();
    session.handle_frame(Millis(1), &text("ddp/connected.json")).unwrap();
    let mut result = value("ddp/login.result.json");
    result["id"] = json!("method-1");
    session.handle_frame(Millis(2), &result.to_string()).unwrap();
    let mut sub: Value = serde_json::from_str(&session.poll_frame().unwrap()).unwrap();
    let id = sub["id"].clone();
    sub["id"] = json!("sub-1");
    assert_eq!(sub, value("ddp/sub.notify-user.json"));
    session.handle_frame(Millis(3), &json!({ "msg": "ready", "subs": [id] }).to_string()).unwrap();
    assert_eq!(session.poll_event(), Some(Event::SignedIn));
    assert_eq!(session.poll_event(), Some(Event::Ready));
}

#[test]
fn typing_and_presence_are_told_and_asked_as_the_vendor_does() {
    let mut session = Session::new(Millis(0), "Ada2345678abcdefg".into(), "t");
    while session.poll_frame().is_some() {}
    let room = "Ada2345678abcdefgBen2345678abcdefg".into();
    session.typing(&room, "ada", true);
    session.typing(&room, "ada", false);
    session.watch_presence(&["Dee2345678abcdefg".into()], &["Cem2345678abcdefg".into()]);
    for file in ["rooms/typing.method.json", "rooms/typing.method.stop.json", "rooms/presence.sub.change.json"] {
        let mut sent: Value = serde_json::from_str(&session.poll_frame().unwrap()).unwrap();
        let expected = value(file);
        sent["id"] = expected["id"].clone();
        assert_eq!(sent, expected, "{file}");
    }
}

#[test]
fn a_workspace_of_another_version_of_the_protocol_is_told_apart() {
    let mut session = Session::new(Millis(0), "Ada2345678abcdefg".into(), "t");
    let refused = session.handle_frame(Millis(1), &text("ddp/failed.json"));
    assert_eq!(refused, Err(SessionError::Version("1".into())));
}

#[test]
fn pings_and_pongs_are_those_of_the_vendor() {
    let parse = |frame: String| serde_json::from_str::<Value>(&frame).unwrap();
    let ping = value("ddp/ping-with-id.json");
    assert_eq!(parse(ddp::ping(ping["id"].as_str().unwrap())), ping);
    let pong = value("ddp/pong-with-id.json");
    assert_eq!(parse(ddp::pong(pong["id"].as_str())), pong);
    assert_eq!(parse(ddp::pong(None)), value("ddp/pong.json"));
}

#[test]
fn records_of_calls_survive_being_read_in_every_state() {
    let records: Vec<_> = of_kind("document").into_iter().filter(|f| f.file.starts_with("calls/record.")).collect();
    assert!(records.len() >= 14);
    for fixture in records {
        survives::<CallRecord>(
            &fixture.file,
            &["_id", "type", "rid", "status", "createdBy", "createdAt", "providerName", "endedAt", "endedBy", "title"],
        );
        let record: CallRecord = read(&fixture.file);
        let over = ["canceled", "declined", "ended", "expired"].iter().any(|word| fixture.file.contains(word));
        assert_eq!(record.is_over(), over, "{}", fixture.file);
        assert_eq!(record.is_direct(), fixture.file.contains("direct"), "{}", fixture.file);
        assert_eq!(Some(record.users.len()), value(&fixture.file)["users"].as_array().map(Vec::len));
    }
}

#[test]
fn a_call_that_says_when_it_ended_is_over_whatever_its_status() {
    let mut record: CallRecord = read("calls/record.direct.started.json");
    record.ended_at = Some(record.created_at);
    assert!(record.is_over());
}

#[test]
fn whoever_was_only_rung_has_not_attended() {
    let calls: rest::CallsAnswer = read("calls/list.response.v89.json");
    let listed = value("calls/list.response.v89.json");
    let users = listed["data"][0]["users"].as_array().unwrap();
    let joined: Vec<_> = users.iter().filter(|user| user["joined"] == true).map(|user| user["_id"].clone()).collect();
    assert!(!joined.is_empty() && joined.len() < users.len());
    assert_eq!(calls.data[0].attendees().map(|user| json!(user.id)).collect::<Vec<_>>(), joined);
}

#[test]
fn rooms_subscriptions_and_messages_survive_being_read() {
    for fixture in of_kind("document") {
        let file = &fixture.file;
        if file.starts_with("rooms/room.") {
            survives::<Room>(file, &["_id", "t", "uids", "usernames", "usersCount", "lm", "_updatedAt"]);
        } else if file.starts_with("rooms/subscription.") {
            survives::<Subscription>(
                file,
                &["_id", "rid", "t", "name", "open", "unread", "userMentions", "groupMentions", "ts", "_updatedAt"],
            );
        } else if file.starts_with("messages/message.") {
            survives::<Message>(file, &["_id", "rid", "msg", "ts", "u", "t", "blocks", "tmid"]);
        }
    }
}

#[test]
fn the_message_of_a_call_is_known_by_its_block() {
    for file in ["messages/message.videoconf.json", "messages/message.videoconf.v89.json"] {
        let call = read::<Message>(file).call().cloned().unwrap();
        assert_eq!(Some(call.as_str()), value(file)["blocks"][0]["callId"].as_str());
    }
    assert_eq!(read::<Message>("messages/message.text.json").call(), None);
}

#[test]
fn events_mean_what_the_workspace_meant() {
    let StreamEvent::Message(message) = event("messages/event.my-messages.json") else { panic!() };
    assert_eq!(message.ts, Timestamp(1_789_376_400_000));
    let call = "68c9a1f0d2b7e4a1c3f50001";
    let changed = event("calls/event.room-videoconf.json");
    assert!(
        matches!(&changed, StreamEvent::CallChanged { call: changed, .. } if changed.as_str() == call),
        "{changed:?}"
    );
    assert!(matches!(event("rooms/event.typing.json"), StreamEvent::Activity { typing: true, .. }));
    assert!(matches!(event("rooms/event.typing.stop.json"), StreamEvent::Activity { typing: false, .. }));
    let StreamEvent::Presence { status, text, .. } = event("rooms/event.presence.json") else { panic!() };
    assert_eq!((status, text.as_deref()), (3, Some("On a call")));
    assert!(matches!(event("rooms/event.delete-message.json"), StreamEvent::MessageDeleted { .. }));
    let bulk = event("rooms/event.delete-message-bulk.json");
    assert_eq!(bulk, StreamEvent::MessagesDeleted { room: "GENERAL".into(), which: None });
    assert!(matches!(event("rooms/event.subscriptions-changed.removed.json"), StreamEvent::SubscriptionRemoved { .. }));
    assert!(matches!(event("rooms/event.subscriptions-changed.updated.json"), StreamEvent::SubscriptionChanged(_)));
    assert!(matches!(event("rooms/event.rooms-changed.updated.json"), StreamEvent::RoomChanged(_)));
    assert!(matches!(event("rooms/event.rooms-changed.removed.json"), StreamEvent::RoomRemoved(_)));
    assert!(matches!(event("rooms/event.ephemeral-message.json"), StreamEvent::Ephemeral(_)));
    for (file, text, of_call) in [
        ("rooms/event.notification.json", "See you at ten", false),
        ("rooms/event.notification.call-classic.json", "", true),
        ("rooms/event.notification.conference.json", "Incoming call", true),
    ] {
        let StreamEvent::Notification(told) = event(file) else { panic!("{file}") };
        assert_eq!((told.title.as_str(), told.text.as_str(), told.is_of_call()), ("Ben Ito", text, of_call), "{file}");
        assert_eq!(
            (told.payload.rid.as_str(), told.payload.room_type.as_str()),
            ("Ada2345678abcdefgBen2345678abcdefg", "d")
        );
        assert_eq!(told.payload.sender.map(|sender| sender.username).as_deref(), Some("ben"));
    }
    assert!(matches!(event("ddp/force-logout.json"), StreamEvent::ForceLogout));
    assert!(matches!(event("ddp/settings.changed.json"), StreamEvent::SettingChanged(_)));
    let StreamEvent::PermissionChanged(permission) = event("ddp/permissions.changed.json") else { panic!() };
    assert_eq!((permission.id.as_str(), permission.roles.len()), ("videoconf-ring-users", 2));
    let role = r#"{ "eventName": "roles-change", "args": [{ "type": "added", "_id": "leader", "u": { "_id": "a" }, "scope": "r" }] }"#;
    let told = StreamEvent::parse("stream-notify-logged", role).unwrap();
    assert_eq!(told, None, "one within a room comes with its subscription");
    let StreamEvent::PictureChanged { username, etag } = event("rooms/event.avatar.json") else { panic!() };
    assert_eq!((username.as_str(), etag.as_deref()), ("ben", Some("benTag2")));
    let StreamEvent::NameChanged(user) = event("rooms/event.name-changed.json") else { panic!() };
    assert_eq!(user.name.as_deref(), Some("Ben Ito-Lee"));
}

#[test]
fn answers_are_read_as_the_server_gives_them() {
    fn answer<T: DeserializeOwned>(file: &str) -> T {
        rest::answer(text(file).as_bytes()).unwrap_or_else(|error| panic!("{file}: {error}"))
    }
    assert!(answer::<rest::InfoAnswer>("session/info.response.anonymous.json").success);
    assert_eq!(answer::<rest::LoginAnswer>("session/login.response.json").data.me.username, "ada");
    let offered = answer::<rest::LoginServicesAnswer>("session/settings-oauth.response.json").services;
    assert_eq!(offered.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["github", "keycloak", "saml"]);
    let authorize = offered[1].authorize.as_ref().unwrap();
    assert_eq!((authorize.server.as_str(), authorize.path.as_str()), ("https://id.vconnct.example", "/auth"));
    assert_eq!((authorize.client_id.as_str(), authorize.scope.as_str()), ("vconnct", "openid"));
    assert_eq!((offered[1].label.as_str(), offered[1].shown), ("Company login", true));
    assert_eq!((&offered[0].authorize, &offered[2].authorize), (&None, &None));
    assert_eq!(answer::<User>("session/me.response.json").roles, ["user"]);
    let updated = |file| value(file)["update"].as_array().map(Vec::len);
    let rooms: rest::RoomsAnswer = answer("rooms/rooms-get.response.json");
    assert_eq!(Some(rooms.update.len()), updated("rooms/rooms-get.response.json"));
    let subscriptions: rest::SubscriptionsAnswer = answer("rooms/subscriptions-get.response.json");
    assert_eq!(Some(subscriptions.update.len()), updated("rooms/subscriptions-get.response.json"));
    assert!(!answer::<rest::PermissionsAnswer>("session/permissions.response.json").update.is_empty());
    assert!(!answer::<rest::SettingsAnswer>("session/settings-public.response.json").settings.is_empty());
    assert!(!answer::<rest::PresenceAnswer>("rooms/presence.response.json").users.is_empty());
    assert!(!answer::<rest::HistoryAnswer>("messages/history.response.json").messages.is_empty());
    assert!(!answer::<rest::SyncAnswer>("messages/sync.response.json").result.updated.is_empty());
    assert!(!answer::<rest::MessageAnswer>("messages/send.response.json").message.id.as_str().is_empty());
    let capabilities = answer::<rest::CapabilitiesAnswer>("calls/capabilities.response.jitsi.json");
    assert!(capabilities.capabilities.mic && capabilities.capabilities.cam && capabilities.capabilities.title);
    assert!(!answer::<rest::CapabilitiesAnswer>("calls/capabilities.response.none.json").capabilities.mic);
    assert_eq!(answer::<rest::StartAnswer>("calls/start.response.direct.json").data.kind, "direct");
    assert!(answer::<rest::StartAnswer>("calls/start.response.dm-not-ringing.json").data.callee_id.is_none());
    assert!(answer::<rest::JoinAnswer>("calls/join.response.json").url.is_some());
    assert!(!answer::<rest::CallsAnswer>("calls/list.response.json").data.is_empty());
    assert_eq!(answer::<CallRecord>("calls/info.response.group.json").users.len(), 5);
}

#[test]
fn every_refusal_can_be_told_apart() {
    // With other statuses the status itself says enough.
    for fixture in of_kind("rest-response").into_iter().filter(|fixture| fixture.status == Some(400)) {
        let error = rest::refusal(400, text(&fixture.file).as_bytes(), None);
        let silent = ["start.error.unknown", "join.error.ended", "get.error"];
        if !silent.iter().any(|file| fixture.file.contains(file)) {
            assert_ne!(error.code(), "", "{}: {error:?}", fixture.file);
        }
    }
    let too_many = rest::refusal(429, text("errors/too-many-requests.json").as_bytes(), None);
    assert!(matches!(too_many, RestError::TooMany { .. }));
    let code = |file: &str| rest::refusal(400, text(file).as_bytes(), None).code().to_owned();
    assert_eq!(code("calls/cancel.error.invalid-call-status.json"), "invalid-call-status");
    assert_eq!(code("calls/capabilities.error.no-videoconf-provider-app.json"), "no-videoconf-provider-app");
    assert_eq!(code("messages/send.error.muted.json"), "You_have_been_muted");
}

#[test]
fn every_request_is_exactly_what_its_endpoint_takes() {
    let call = || "68c9a1f0d2b7e4a1c3f50001".into();
    let direct = || "Ada2345678abcdefgBen2345678abcdefg".into();
    let group = || "Grp2345678abcdefg".into();
    let login = |user: &str, code: Option<&str>| Request::Login {
        user: user.to_owned(),
        password: "correct horse".to_owned(),
        code: code.map(str::to_owned),
    };
    let token = |file: &str, member: &str| value(file)[member].as_str().unwrap().to_owned();
    let closing = "session/oauth.result-fragment.document.json";
    let oauth = LoginKey::OAuth {
        credential_token: token(closing, "credentialToken"),
        credential_secret: token(closing, "credentialSecret"),
    };
    let saml = LoginKey::Saml { credential_token: "Kd8sJ2nPq4rT6vX9z".into() };
    let with = Some(JoinState { mic: Some(true), cam: Some(false) });
    let since = Timestamp(1_789_376_400_000 - 3_600_000);
    for (file, request) in [
        ("calls/cancel.request", Request::CallCancel { call: call() }),
        ("calls/decline.request", Request::CallDecline { call: call() }),
        ("calls/info.request", Request::CallInfo { call: call() }),
        ("calls/join.request", Request::CallJoin { call: call(), state: with }),
        ("calls/join.request.bare", Request::CallJoin { call: call(), state: None }),
        ("calls/leave.request", Request::CallLeave { call: "68c9a1f0d2b7e4a1c3f50003".into() }),
        ("calls/list.request", Request::CallList { room: group(), offset: 0, count: 25 }),
        ("calls/start.request.direct", Request::CallStart { room: direct(), title: None, allow_ringing: true }),
        (
            "calls/start.request.group",
            Request::CallStart { room: group(), title: Some("Weekly sync".into()), allow_ringing: true },
        ),
        ("messages/get.request", Request::Message { id: "msg2345678abcdefg".into() }),
        (
            "messages/send.request",
            Request::MessageSend {
                id: "msg2345678abcdefg".into(),
                room: direct(),
                text: "Shall we talk at *ten*?".into(),
            },
        ),
        ("messages/sync.request", Request::Sync { room: direct(), since: Timestamp(1_789_376_400_000 - 300_000) }),
        ("rooms/im-create.request", Request::DirectCreate { username: "ben".into() }),
        (
            "rooms/presence.request",
            Request::Presence { users: vec!["Ben2345678abcdefg".into(), "Cem2345678abcdefg".into()] },
        ),
        ("rooms/rooms-get.request", Request::RoomsGet { updated_since: Some(since) }),
        ("rooms/subscriptions-get.request", Request::SubscriptionsGet { updated_since: Some(since) }),
        ("rooms/subscriptions-read.request", Request::SubscriptionRead { room: direct(), threads: true }),
        ("session/login.request.code-in-body", login("ada", Some("123456"))),
        ("session/login.request.email", login("ada@vconnct.example", None)),
        ("session/login.request.oauth", Request::LoginWith { key: oauth, code: None }),
        ("session/login.request.password", login("ada", None)),
        ("session/login.request.saml", Request::LoginWith { key: saml, code: None }),
        ("session/two-factor.email-code.request", Request::SendEmailCode { user: "ada".into() }),
    ] {
        is_as_recorded(file, &request);
    }
}

/// That the request goes where the example of this name goes, and says no more or less.
fn is_as_recorded(file: &str, request: &Request) {
    let file = format!("{file}.json");
    let recorded = of_kind("rest-request").into_iter().find(|fixture| fixture.file == file).unwrap();
    assert_eq!(Some(request.path()), recorded.path.as_deref(), "{file}");
    let mut said = request.body().unwrap_or_else(|| {
        let query: BTreeMap<_, _> = request.query().into_iter().collect();
        json!(query)
    });
    let method = if request.body().is_some() { "POST" } else { "GET" };
    assert_eq!(Some(method), recorded.method.as_deref(), "{file}");
    let expected = value(&file);
    // In an address everything is text.
    for (name, text) in said.as_object_mut().unwrap() {
        if expected[name.as_str()].is_number() {
            *text = json!(text.as_str().unwrap().parse::<u32>().unwrap());
        }
    }
    assert_eq!(said, expected, "{file}");
}

#[test]
fn ones_status_is_set_by_its_name() {
    let status = Request::SetStatus { status: Status::Busy };
    assert_eq!(status.body().unwrap()["status"], value("rooms/set-status.request.json")["status"]);
}

#[test]
fn the_history_of_a_room_is_asked_for_where_rooms_of_its_kind_have_theirs() {
    for (room, path) in [
        ("rooms/room.channel.json", "/api/v1/channels.history"),
        ("rooms/room.dm.json", "/api/v1/im.history"),
        ("rooms/room.group.json", "/api/v1/groups.history"),
    ] {
        let room: Room = read(room);
        let kind = RoomType::parse(&room.t).unwrap();
        assert_eq!(Request::History { room: room.id, kind, latest: None, count: 50 }.path(), path);
    }
    assert_eq!(RoomType::parse("l"), None, "an omnichannel room");
}

#[test]
fn a_page_of_history_is_asked_for_before_the_oldest_message_held() {
    let latest = Some(Timestamp(1_789_376_400_000));
    let request = Request::History { room: "r".into(), kind: RoomType::Group, latest, count: 50 };
    assert_eq!(request.path(), "/api/v1/groups.history");
    let query: BTreeMap<_, _> = request.query().into_iter().collect();
    // Booleans are strings here (protocol 3.2).
    let expected = json!({ "roomId": "r", "count": "50", "latest": "2026-09-14T09:00:00.000Z", "inclusive": "false" });
    assert_eq!(json!(query), expected);
}
