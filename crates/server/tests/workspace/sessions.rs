//! Finding the workspace, signing in and out, sockets (protocol 1).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_tungstenite::tungstenite::Message;
use vconnct_server::{Config, Server};

use crate::client::{Office, Person, Socket, anonymous};

#[tokio::test]
async fn a_stranger_learns_that_this_is_a_workspace_and_no_more() {
    let office = Office::open().await;
    let info = anonymous(office.server.url(), "GET", "/api/info", None).await;
    assert_eq!((info.status, &info.body["version"], &info.body["success"]), (200, &json!("8.8"), &json!(true)));
    assert!(info.body.get("info").is_none());
    let me = anonymous(office.server.url(), "GET", "/api/v1/me", None).await;
    assert_eq!(me.status, 401);
    assert_eq!(me.body["error"], "You must be logged in to do this.");
    let settings = anonymous(office.server.url(), "GET", "/api/v1/settings.public?_id=Site_Name", None).await;
    assert_eq!(settings.body["settings"], json!([{ "_id": "Site_Name", "value": "Vconnct" }]));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_the_same() {
    let office = Office::open().await;
    for body in [
        json!({ "username": "ada", "password": "wrong" }),
        json!({ "username": "nobody", "password": "ada secret" }),
        json!({ "what": "is this" }),
    ] {
        let answer = anonymous(office.server.url(), "POST", "/api/v1/login", Some(body)).await;
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.body,
            json!({ "success": false, "status": "error", "error": "Unauthorized", "message": "Unauthorized" })
        );
    }
}

#[tokio::test]
async fn a_token_serves_rest_and_socket_until_it_is_signed_out() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    assert_eq!(ada.gets("me").await["name"], "Ada Byron");
    let mut socket = ada.socket().await;
    let other = office.signs_in("ada").await;
    ada.posts("logout", json!({})).await;
    assert_eq!(socket.close_code().await, 1000);
    assert_eq!(ada.get("me").await.status, 401);
    assert_eq!(other.gets("me").await["username"], "ada");
    let mut late = Socket::open(&ada.root).await;
    let refused = late.method("login", json!([{ "resume": ada.token }])).await;
    assert_eq!(refused["error"]["error"], 403);
}

#[tokio::test]
async fn whoever_signs_out_elsewhere_ends_all_their_sessions_but_this_one_and_nobody_elses() {
    let office = Office::open().await;
    let (ada, other, ben) = (office.signs_in("ada").await, office.signs_in("ada").await, office.signs_in("ben").await);
    let (mut kept, mut ended) = (ada.socket().await, other.socket().await);
    ada.posts("users.removeOtherTokens", json!({})).await;
    assert_eq!(ended.close_code().await, 1000);
    assert_eq!(other.get("me").await.status, 401);
    assert_eq!(ada.gets("me").await["username"], "ada");
    assert_eq!(ben.gets("me").await["username"], "ben");
    let again = kept.method("login", json!([{ "resume": ada.token }])).await;
    assert_eq!(again["result"]["id"], ada.id);
}

#[tokio::test]
async fn a_hashed_password_opens_a_session_on_the_socket() {
    let office = Office::open().await;
    let mut socket = Socket::open(office.server.url()).await;
    let login = |password: &str| {
        let digest: String = Sha256::digest(password).iter().map(|byte| format!("{byte:02x}")).collect();
        json!([{ "user": { "username": "ada" }, "password": { "digest": digest, "algorithm": "sha-256" } }])
    };
    assert_eq!(socket.method("login", login("wrong")).await["error"]["error"], 403);
    let result = socket.method("login", login("ada secret")).await["result"].clone();
    assert_eq!(result["type"], "resume");
    assert!(result["tokenExpires"]["$date"].is_i64());
    let resumed = Person { token: result["token"].as_str().unwrap().into(), ..office.signs_in("ada").await };
    assert_eq!(resumed.gets("me").await["username"], "ada");
}

#[tokio::test]
async fn somebody_with_a_second_factor_is_asked_for_a_code() {
    let office = Office::open().await;
    let secret = b"12345678901234567890";
    office.server.add_person_with_code("dee", "Dee Okoro", "dee secret", secret).await.unwrap();
    let login = async |body: Value| anonymous(office.server.url(), "POST", "/api/v1/login", Some(body)).await;
    let asked = login(json!({ "username": "dee", "password": "dee secret" })).await;
    assert_eq!((asked.status, &asked.body["error"]), (401, &json!("totp-required")));
    assert_eq!(asked.body["details"]["method"], "totp");
    let wrong = login(json!({ "username": "dee", "password": "dee secret", "code": "000000" })).await;
    assert_eq!(wrong.body["error"], "totp-invalid");
    let masked = login(json!({ "username": "dee", "password": "wrong", "code": "000000" })).await;
    assert_eq!(masked.body["error"], "Unauthorized");
    let mut socket = Socket::open(office.server.url()).await;
    let asked = socket.method("login", json!([{ "user": { "username": "dee" }, "password": "dee secret" }])).await;
    assert_eq!(asked["error"]["error"], "totp-required");
    assert_eq!(asked["error"]["details"]["method"], "totp");
}

#[tokio::test]
async fn a_session_ends_after_ninety_days() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    office.passes(90 * 24 * 3600 - 1);
    assert_eq!(ada.get("me").await.status, 200);
    office.passes(1);
    assert_eq!(ada.get("me").await.status, 401);
}

#[tokio::test]
async fn nothing_is_heard_before_the_login() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    let mut socket = Socket::open(&ada.root).await;
    for (stream, event) in [
        ("stream-notify-user", format!("{}/video-conference", ada.id)),
        ("stream-room-messages", "__my_messages__".to_owned()),
        ("stream-notify-logged", "user-status".to_owned()),
        ("stream-user-presence", String::new()),
    ] {
        let refused = socket.try_sub(stream, &event).await;
        assert_eq!((&refused["msg"], &refused["error"]["error"]), (&json!("nosub"), &json!("not-allowed")));
    }
    socket.sub("stream-notify-all", "public-settings-changed").await;
    let refused = socket.method("stream-notify-user", json!([format!("{}/video-conference", ada.id), {}])).await;
    assert_eq!(refused["error"]["error"], "not-allowed");
}

#[tokio::test]
async fn nobody_hears_what_is_another_ones() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let cem = office.signs_in("cem").await;
    let mut socket = cem.socket().await;
    for (stream, event) in [
        ("stream-notify-user", format!("{}/video-conference", ada.id)),
        ("stream-notify-room", format!("{rid}/videoconf")),
        ("stream-room-messages", rid.clone()),
    ] {
        let refused = socket.try_sub(stream, &event).await;
        assert_eq!(refused["error"]["error"], "not-allowed", "{stream} {event}");
    }
    ben.socket().await.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    assert_eq!(socket.try_sub("stream-nonsense", "x").await["error"]["error"], 404);
}

#[tokio::test]
async fn vendor_and_older_clients_subscribe_in_their_own_ways() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    let mut socket = ada.socket().await;
    let event = format!("{}/notification", ada.id);
    for (id, second) in [("rc-ddp-client-2", json!({ "useCollection": false, "args": [null] })), ("s", json!(false))] {
        socket.send(json!({ "msg": "sub", "id": id, "name": "stream-notify-user", "params": [event, second] })).await;
        socket.frame_where(|frame| frame["subs"] == json!([id])).await;
    }
}

#[tokio::test]
async fn pings_are_answered_with_their_id_and_unknown_methods_with_404() {
    let office = Office::open().await;
    let mut socket = Socket::open(office.server.url()).await;
    socket.send(json!({ "msg": "ping" })).await;
    assert_eq!(socket.frame_where(|frame| frame["msg"] == "pong").await, json!({ "msg": "pong" }));
    socket.send(json!({ "msg": "ping", "id": "p-17" })).await;
    assert_eq!(socket.frame_where(|frame| frame["msg"] == "pong").await, json!({ "msg": "pong", "id": "p-17" }));
    let ada = office.signs_in("ada").await;
    let unknown = ada.socket().await.method("nope", json!([])).await;
    assert_eq!((&unknown["error"]["error"], &unknown["error"]["errorType"]), (&json!(404), &json!("Meteor.Error")));
    let endpoint = ada.get("nope").await;
    assert_eq!((endpoint.status, endpoint.body), (404, json!({ "success": false, "error": "Resource not found" })));
}

#[tokio::test]
async fn frames_that_are_no_json_end_the_socket_and_odd_ones_do_not() {
    let office = Office::open().await;
    let root = office.server.url();
    let mut odd = Socket::open(root).await;
    odd.send(json!({ "msg": "nonsense" })).await;
    let error = odd.frame_where(|frame| frame["msg"] == "error").await;
    assert_eq!(error["offendingMessage"], json!({ "msg": "nonsense" }));
    odd.send(json!({ "msg": "ping" })).await;
    odd.frame_where(|frame| frame["msg"] == "pong").await;
    let mut broken = Socket::open(root).await;
    broken.send_text("{").await;
    assert_eq!(broken.close_code().await, 1007);
    let mut binary = Socket::open(root).await;
    binary.send_message(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(binary.close_code().await, 1007);
    let mut huge = Socket::open(root).await;
    huge.send_text(&format!("\"{}\"", "x".repeat(2 << 20))).await;
    assert!([1002, 1006].contains(&huge.close_code().await));
    let mut old = Socket::raw(root).await;
    old.send(json!({ "msg": "connect", "version": "pre1", "support": ["pre1"] })).await;
    old.frame_where(|frame| frame["msg"] == "failed").await;
}

#[tokio::test]
async fn somebody_is_seen_while_one_of_his_sockets_is_signed_in() {
    let office = Office::open().await;
    let (ada, ben, _) = office.two().await;
    let mut watching = ada.socket().await;
    let watch = json!(["", { "added": [ben.id] }]);
    watching.send(json!({ "msg": "sub", "id": "w", "name": "stream-user-presence", "params": watch })).await;
    watching.frame_where(|frame| frame["subs"] == json!(["w"])).await;
    watching.send(json!({ "msg": "sub", "id": "x", "name": "stream-user-presence", "params": watch })).await;
    let amended = watching.frame_where(|frame| frame["id"] == "x").await;
    assert_eq!(amended, json!({ "msg": "nosub", "id": "x" }), "one subscription lasts, the others amend it");
    let absent = ada.gets(&format!("users.presence?ids={}", ben.id)).await;
    assert_eq!((&absent["users"], &absent["full"]), (&json!([]), &json!(false)));
    let mut socket = ben.socket().await;
    assert_eq!(watching.event(&ben.id).await, json!([["ben", 1, ""]]));
    socket.method("UserPresence:away", json!([])).await;
    assert_eq!(watching.event(&ben.id).await, json!([["ben", 2, ""]]));
    ben.posts("users.setStatus", json!({ "status": "busy", "message": "On a call" })).await;
    assert_eq!(watching.event(&ben.id).await, json!([["ben", 3, "On a call"]]));
    let seen = ada.gets(&format!("users.presence?ids={}", ben.id)).await;
    assert_eq!((&seen["users"][0]["status"], &seen["full"]), (&json!("busy"), &json!(false)));
    drop(socket);
    assert_eq!(watching.event(&ben.id).await, json!([["ben", 0, "On a call"]]));
    let wrong = ben.post("users.setStatus", json!({ "status": "asleep" })).await;
    assert_eq!((wrong.status, &wrong.body["errorType"]), (400, &json!("error-invalid-status")));
}

#[tokio::test]
async fn a_workspace_that_is_kept_knows_its_people_and_their_sessions_again() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: Some(folder.path().to_owned()), ..Config::default() };
    let server = Server::start(config.clone()).await.unwrap();
    server.add_person("ada", "Ada Byron", "ada secret").await.unwrap();
    let ada = Person::sign_in(server.url(), "ada", "ada secret").await;
    let mut socket = ada.socket().await;
    server.stop().await;
    assert_eq!(socket.close_code().await, 1001);
    let server = Server::start(config).await.unwrap();
    let ada = Person { root: server.url().to_owned(), ..ada };
    assert_eq!(ada.gets("me").await["name"], "Ada Byron");
    server.stop().await;
}

#[tokio::test]
async fn the_demo_is_a_lived_in_workspace() {
    let server = Server::start(Config { demo: true, ..Config::default() }).await.unwrap();
    let mara = &server.people()[0];
    let mara = Person::sign_in(server.url(), &mara.username, &mara.password).await;
    let subscriptions = mara.gets("subscriptions.get").await["update"].clone();
    let kinds = |test: &dyn Fn(&Value) -> bool| subscriptions.as_array().unwrap().iter().filter(|s| test(s)).count();
    assert!(kinds(&|s| s["t"] == "d" && !s["name"].as_str().unwrap().contains(',')) >= 3, "two-person rooms");
    assert!(kinds(&|s| s["t"] == "d" && s["name"].as_str().unwrap().contains(',')) >= 1, "rooms of several");
    assert!(kinds(&|s| s["t"] == "c" && s.get("teamMain").is_none()) >= 2, "channels");
    assert!(kinds(&|s| s["t"] == "p") >= 1, "private rooms");
    assert!(kinds(&|s| s["teamMain"] == json!(true)) >= 1, "teams");
    assert!(kinds(&|s| s["prid"].is_string()) >= 1, "discussions");
    assert!(kinds(&|s| s["unread"].as_u64() > Some(0)) >= 1, "something unread");
    let jonas = subscriptions.as_array().unwrap().iter().find(|s| s["name"] == "jonas").unwrap().clone();
    let calls = mara.gets(&format!("video-conference.list?roomId={}", jonas["rid"].as_str().unwrap())).await;
    let statuses: Vec<_> = calls["data"].as_array().unwrap().iter().map(|call| call["status"].clone()).collect();
    assert_eq!(statuses, [json!(4), json!(3)], "one missed, one that lasted");
    let face = mara.get("/avatar/mara?format=png").await;
    assert_eq!(face.headers["content-type"], "image/png");
    server.stop().await;
}
