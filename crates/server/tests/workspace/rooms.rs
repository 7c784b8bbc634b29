//! Rooms and subscriptions (protocol 2).

use serde_json::json;

use crate::client::Office;

#[tokio::test]
async fn a_direct_room_is_made_once_and_shows_at_the_other_side_with_the_first_message() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    assert_eq!(ada.direct_room("ben").await, rid);
    assert_eq!(ben.direct_room("ada").await, rid);
    let cem = office.signs_in("cem").await;
    let with_cem = ada.direct_room("cem").await;
    assert_eq!(cem.subscription(&with_cem).await["open"], false);
    ada.says(&with_cem, "Hello").await;
    let seen = cem.subscription(&with_cem).await;
    assert_eq!((&seen["open"], &seen["unread"], &seen["alert"]), (&json!(true), &json!(1), &json!(true)));
    assert_eq!((&seen["name"], &seen["fname"]), (&json!("ada"), &json!("Ada Byron")));
}

#[tokio::test]
async fn rooms_of_several_are_named_after_the_others_and_one_may_write_to_oneself() {
    let office = Office::open().await;
    let (ada, ben) = (office.signs_in("ada").await, office.signs_in("ben").await);
    let made = ada.posts("im.create", json!({ "usernames": "cem,ben" })).await;
    let rid = made["room"]["_id"].as_str().unwrap();
    let seen = ben.subscription(rid).await;
    assert_eq!((&seen["fname"], &seen["open"]), (&json!("Ada Byron, Cem Kaya"), &json!(true)));
    let own = ada.direct_room("ada").await;
    assert_eq!(ada.subscription(&own).await["fname"], "Ada Byron");
    assert_eq!(ada.gets(&format!("rooms.info?roomId={own}")).await["room"]["uids"], json!([ada.id]));
    let unknown = ada.post("im.create", json!({ "username": "nobody" })).await;
    assert_eq!((unknown.status, &unknown.body["errorType"]), (400, &json!("error-invalid-user")));
}

#[tokio::test]
async fn only_what_changed_since_is_answered() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let since = "2026-09-14T09:00:00.000Z";
    assert_eq!(ada.gets(&format!("subscriptions.get?updatedSince={since}")).await["update"], json!([]));
    office.passes(5);
    ben.says(&rid, "Morning").await;
    let changed = ada.gets(&format!("subscriptions.get?updatedSince={since}")).await;
    assert_eq!(changed["update"][0]["rid"], json!(rid));
    assert_eq!(changed["remove"], json!([]));
    let rooms = ada.gets(&format!("rooms.get?updatedSince={since}")).await;
    assert_eq!(rooms["update"][0]["lastMessage"]["msg"], "Morning");
    for path in ["subscriptions.get", "rooms.get", "permissions.listAll"] {
        let wrong = ada.get(&format!("{path}?updatedSince=yesterday")).await;
        assert_eq!((wrong.status, &wrong.body["errorType"]), (400, &json!("error-updatedSince-param-invalid")));
    }
}

#[tokio::test]
async fn reading_a_room_is_seen_by_ones_other_devices() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut device = ada.socket().await;
    device.sub("stream-notify-user", &format!("{}/subscriptions-changed", ada.id)).await;
    device.sub("stream-notify-user", &format!("{}/rooms-changed", ada.id)).await;
    ben.says(&rid, "Morning").await;
    let event = format!("{}/subscriptions-changed", ada.id);
    let changed = device.event(&event).await;
    assert_eq!((&changed[0], &changed[1]["unread"]), (&json!("updated"), &json!(1)));
    let room = device.event(&format!("{}/rooms-changed", ada.id)).await;
    assert_eq!(room[1]["lastMessage"]["msg"], "Morning");
    assert!(room[1]["lm"]["$date"].is_i64(), "times are dates on the socket");
    ada.posts("subscriptions.read", json!({ "rid": rid })).await;
    let changed = device.event(&event).await;
    assert_eq!((&changed[1]["unread"], &changed[1]["alert"]), (&json!(0), &json!(false)));
    let nowhere = ada.post("subscriptions.read", json!({ "rid": "nowhere" })).await;
    assert_eq!(nowhere.body["errorType"], "error-invalid-subscription");
    ada.posts("subscriptions.unread", json!({ "roomId": rid })).await;
    assert_eq!(ada.subscription(&rid).await["alert"], true);
}

#[tokio::test]
async fn channels_are_open_to_everybody_and_groups_to_members_only() {
    let office = Office::open().await;
    let (ada, ben) = (office.signs_in("ada").await, office.signs_in("ben").await);
    let channel = ada.posts("channels.create", json!({ "name": "release-week", "members": ["cem"] })).await;
    let group = ada.posts("groups.create", json!({ "name": "quiet-corner", "members": ["cem"] })).await;
    let (channel, group) = (channel["channel"]["_id"].as_str().unwrap(), group["group"]["_id"].as_str().unwrap());
    ben.gets(&format!("channels.history?roomId={channel}")).await;
    let hidden = ben.get(&format!("groups.history?roomId={group}")).await;
    assert_eq!((hidden.status, &hidden.body["error"]), (403, &json!("unauthorized")));
    let members = ada.gets(&format!("groups.members?roomId={group}&count=1")).await;
    assert_eq!((&members["count"], &members["total"]), (&json!(1), &json!(2)));
    let twice = ada.post("channels.create", json!({ "name": "release-week" })).await;
    assert_eq!(twice.body["errorType"], "error-duplicate-channel-name");
    let odd = ada.post("channels.create", json!({ "name": "no spaces" })).await;
    assert_eq!(odd.body["errorType"], "error-invalid-room-name");
    let found = ben.gets("spotlight?query=rel").await;
    assert_eq!(found["rooms"][0]["_id"], json!(channel));
    let found = ben.gets("spotlight?query=Kay").await;
    assert_eq!(found["users"][0]["username"], "cem");
}

#[tokio::test]
async fn everybody_keeps_his_own_list() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    ada.posts("rooms.favorite", json!({ "roomId": rid, "favorite": true })).await;
    ada.posts("rooms.hide", json!({ "roomId": rid })).await;
    let own = ada.subscription(&rid).await;
    assert_eq!((&own["f"], &own["open"]), (&json!(true), &json!(false)));
    assert!(ben.subscription(&rid).await.get("f").is_none());
    ada.posts("rooms.open", json!({ "roomId": rid })).await;
    assert_eq!(ada.subscription(&rid).await["open"], true);
    assert_eq!(ada.gets("subscriptions.getOne?roomId=nowhere").await["subscription"], json!(null));
    let unknown = ada.get("rooms.info?roomId=nowhere").await;
    assert_eq!((unknown.status, &unknown.body["errorType"]), (400, &json!("error-room-not-found")));
}

#[tokio::test]
async fn faces_are_pictures_or_initials() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    let drawn = ada.get("/avatar/ben").await;
    assert_eq!(drawn.headers["content-type"], "image/svg+xml");
    assert!(drawn.body.as_str().unwrap().contains(">BI<"));
    assert_eq!(ada.get("/avatar/ben?format=png").await.status, 404);
    assert_eq!(ada.get("/avatar/nobody").await.status, 404);
    assert_eq!(ada.get(&format!("/avatar/uid/{}", ada.id)).await.status, 200);
}

#[tokio::test]
async fn preferences_reach_ones_other_devices() {
    let office = Office::open().await;
    let ada = office.signs_in("ada").await;
    let mut device = ada.socket().await;
    device.sub("stream-notify-user", &format!("{}/userData", ada.id)).await;
    ada.posts("users.setPreferences", json!({ "data": { "sidebarSortby": "alphabetical" } })).await;
    let change = device.event(&format!("{}/userData", ada.id)).await;
    assert_eq!(change[0]["diff"]["settings.preferences.sidebarSortby"], "alphabetical");
    let preferences = ada.gets("me").await["settings"]["preferences"].clone();
    assert_eq!((&preferences["sidebarSortby"], &preferences["idleTimeLimit"]), (&json!("alphabetical"), &json!(300)));
}
