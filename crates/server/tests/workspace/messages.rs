//! Messages (protocol 3).

use serde_json::json;

use crate::client::Office;

#[tokio::test]
async fn a_message_is_live_for_both_sides_and_in_the_history() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let (mut mine, mut theirs) = (ada.socket().await, ben.socket().await);
    mine.sub("stream-room-messages", "__my_messages__").await;
    theirs.sub("stream-room-messages", &rid).await;
    let sent = ada.says(&rid, "Shall we talk at *ten*?").await;
    let echo = mine.event("__my_messages__").await;
    assert_eq!(echo[0]["_id"], sent["_id"]);
    assert_eq!(echo[1], json!({ "roomParticipant": true, "roomType": "d" }));
    let heard = theirs.event(&rid).await;
    assert_eq!(heard[0]["md"][0]["value"][1]["type"], "BOLD");
    assert!(heard[0]["ts"]["$date"].is_i64());
    let history = ben.gets(&format!("im.history?roomId={rid}&count=50")).await;
    assert_eq!(history["messages"], json!([sent]));
}

#[tokio::test]
async fn strangers_hear_nothing_of_a_private_room() {
    let office = Office::open().await;
    let (ada, _, rid) = office.two().await;
    let cem = office.signs_in("cem").await;
    let mut socket = cem.socket().await;
    socket.sub("stream-room-messages", "__my_messages__").await;
    ada.says(&rid, "Between us").await;
    socket.hears_nothing("__my_messages__").await;
    let refused = cem.post("chat.sendMessage", json!({ "message": { "rid": rid, "msg": "Hi" } })).await;
    assert_eq!((refused.status, &refused.body["error"]), (400, &json!("error-not-allowed")));
}

#[tokio::test]
async fn a_message_sent_twice_is_stored_once_and_makes_no_noise() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let message = json!({ "message": { "_id": "msg2345678abcdefg", "rid": rid, "msg": "Once" } });
    let first = ada.posts("chat.sendMessage", message.clone()).await;
    let mut socket = ben.socket().await;
    socket.sub("stream-room-messages", &rid).await;
    let again = ada.posts("chat.sendMessage", message).await;
    assert_eq!(again["message"], first["message"]);
    socket.hears_nothing(&rid).await;
    assert_eq!(ben.subscription(&rid).await["unread"], 1);
    let stolen = json!({ "message": { "_id": "msg2345678abcdefg", "rid": rid, "msg": "Mine" } });
    assert_eq!(ben.post("chat.sendMessage", stolen).await.status, 400);
}

#[tokio::test]
async fn history_is_read_page_by_page_from_the_newest() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    for number in 0..5 {
        office.passes(1);
        ada.says(&rid, &format!("{number}")).await;
    }
    let texts = |page: &serde_json::Value| -> Vec<String> {
        page["messages"].as_array().unwrap().iter().map(|m| m["msg"].as_str().unwrap().to_owned()).collect()
    };
    let newest = ben.gets(&format!("im.history?roomId={rid}&count=2")).await;
    assert_eq!(texts(&newest), ["4", "3"]);
    let oldest = newest["messages"][1]["ts"].as_str().unwrap();
    let page = ben.gets(&format!("im.history?roomId={rid}&count=2&latest={oldest}&inclusive=false")).await;
    assert_eq!(texts(&page), ["2", "1"]);
    let same = ben.gets(&format!("im.history?roomId={rid}&count=1&latest={oldest}&inclusive=true")).await;
    assert_eq!(texts(&same), ["3"]);
    let unread = ben.gets(&format!("im.history?roomId={rid}&count=2&unreads=true")).await;
    assert_eq!((&unread["firstUnread"]["msg"], &unread["unreadNotLoaded"]), (&json!("0"), &json!(3)));
    let wrong_kind = ben.get(&format!("channels.history?roomId={rid}")).await;
    assert_eq!(wrong_kind.body["errorType"], "error-room-not-found");
}

#[tokio::test]
async fn edits_and_deletions_reach_everybody_and_are_the_authors() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut socket = ben.socket().await;
    socket.sub("stream-room-messages", &rid).await;
    socket.sub("stream-notify-room", &format!("{rid}/deleteMessage")).await;
    let sent = ada.says(&rid, "Ten").await;
    socket.event(&rid).await;
    let id = sent["_id"].as_str().unwrap();
    let edit = json!({ "roomId": rid, "msgId": id, "text": "Ten thirty" });
    let refused = ben.post("chat.update", edit.clone()).await;
    assert_eq!((refused.status, &refused.body["errorType"]), (400, &json!("error-action-not-allowed")));
    ada.posts("chat.update", edit).await;
    let edited = socket.event(&rid).await;
    assert_eq!((&edited[0]["msg"], &edited[0]["editedBy"]["username"]), (&json!("Ten thirty"), &json!("ada")));
    let refused = ben.post("chat.delete", json!({ "roomId": rid, "msgId": id })).await;
    assert_eq!(refused.body["errorType"], "error-action-not-allowed");
    ada.posts("chat.delete", json!({ "roomId": rid, "msgId": id })).await;
    assert_eq!(socket.event(&format!("{rid}/deleteMessage")).await, json!([{ "_id": id }]));
    let gone = ben.get(&format!("chat.getMessage?msgId={id}")).await;
    assert_eq!((gone.status, gone.body), (400, json!({ "success": false })));
    let late = json!({ "message": { "_id": id, "rid": rid, "msg": "Ten" } });
    assert_eq!(ada.post("chat.sendMessage", late).await.status, 400, "a late repeat does not bring it back");
}

#[tokio::test]
async fn who_was_away_catches_up_on_changes_and_deletions() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let old = ada.says(&rid, "Old").await;
    let doomed = ada.says(&rid, "Doomed").await;
    let since = "2026-09-14T09:00:00.000Z";
    office.passes(10);
    ada.posts("chat.update", json!({ "roomId": rid, "msgId": old["_id"], "text": "Newer" })).await;
    ada.posts("chat.delete", json!({ "roomId": rid, "msgId": doomed["_id"] })).await;
    office.passes(10);
    let fresh = ada.says(&rid, "Fresh").await;
    let all = ben.gets(&format!("chat.syncMessages?roomId={rid}&lastUpdate={since}")).await["result"].clone();
    let ids: Vec<_> = all["updated"].as_array().unwrap().iter().map(|message| message["_id"].clone()).collect();
    assert_eq!(ids, [old["_id"].clone(), fresh["_id"].clone()]);
    assert_eq!(all["deleted"][0]["_id"], doomed["_id"]);
    let page = format!("chat.syncMessages?roomId={rid}&type=UPDATED&next=1789376400000&count=1");
    let first = ben.gets(&page).await["result"].clone();
    assert_eq!(first["updated"][0]["_id"], old["_id"]);
    let next = first["cursor"]["next"].as_str().unwrap();
    let second = ben.gets(&page.replace("1789376400000", next)).await["result"].clone();
    assert_eq!(second["updated"][0]["_id"], fresh["_id"]);
    let next = second["cursor"]["next"].as_str().unwrap();
    let end = ben.gets(&page.replace("1789376400000", next)).await["result"].clone();
    assert_eq!((&end["updated"], &end["cursor"]["next"]), (&json!([]), &json!(null)));
    let deleted = ben.gets(&page.replace("UPDATED", "DELETED")).await["result"].clone();
    assert_eq!(deleted["deleted"][0]["_id"], doomed["_id"]);
    let wrong = ben.get(&format!("chat.syncMessages?roomId={rid}&lastUpdate=never")).await;
    assert_eq!(wrong.body["errorType"], "error-lastUpdate-param-invalid");
}

#[tokio::test]
async fn mentions_count_and_plain_channel_talk_does_not() {
    let office = Office::open().await;
    let (ada, ben) = (office.signs_in("ada").await, office.signs_in("ben").await);
    let made = ada.posts("channels.create", json!({ "name": "general", "members": ["ben"] })).await;
    let rid = made["channel"]["_id"].as_str().unwrap();
    ada.says(rid, "Good morning").await;
    let seen = ben.subscription(rid).await;
    assert_eq!((&seen["unread"], &seen["alert"]), (&json!(0), &json!(true)));
    let sent = ada.says(rid, "@ben see #general").await;
    assert_eq!(sent["mentions"][0]["username"], "ben");
    assert_eq!(sent["channels"][0]["name"], "general");
    ada.says(rid, "@all lunch").await;
    let seen = ben.subscription(rid).await;
    assert_eq!((&seen["unread"], &seen["userMentions"], &seen["groupMentions"]), (&json!(2), &json!(1), &json!(1)));
}

#[tokio::test]
async fn notifications_come_unless_one_is_busy() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut socket = ben.socket().await;
    let event = format!("{}/notification", ben.id);
    socket.sub("stream-notify-user", &event).await;
    ada.says(&rid, "See you at ten").await;
    let notice = socket.event(&event).await[0].clone();
    assert_eq!((&notice["title"], &notice["text"]), (&json!("Ada Byron"), &json!("See you at ten")));
    assert_eq!((&notice["payload"]["type"], &notice["payload"]["name"]), (&json!("d"), &json!("ada")));
    ben.posts("users.setStatus", json!({ "status": "busy" })).await;
    ada.says(&rid, "Still there?").await;
    socket.hears_nothing(&event).await;
}

#[tokio::test]
async fn threads_and_reactions_change_the_first_message() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let first = ada.says(&rid, "Thread start").await;
    let tmid = &first["_id"];
    ben.posts("chat.sendMessage", json!({ "message": { "rid": rid, "msg": "A reply", "tmid": tmid } })).await;
    ben.posts("chat.react", json!({ "messageId": tmid, "emoji": "thumbsup" })).await;
    let path = format!("chat.getMessage?msgId={}", tmid.as_str().unwrap());
    let changed = ada.gets(&path).await["message"].clone();
    assert_eq!((&changed["tcount"], &changed["replies"]), (&json!(1), &json!([ada.id, ben.id])));
    assert_eq!(changed["reactions"][":thumbsup:"], json!({ "usernames": ["ben"], "names": ["Ben Ito"] }));
    let thread = ada.gets(&format!("chat.getThreadMessages?tmid={}", tmid.as_str().unwrap())).await;
    assert_eq!((&thread["messages"][0]["msg"], &thread["total"]), (&json!("A reply"), &json!(1)));
    let without = ada.gets(&format!("im.history?roomId={rid}&showThreadMessages=false")).await;
    assert_eq!(without["messages"].as_array().unwrap().len(), 1);
    assert_eq!(ada.subscription(&rid).await["tunread"], json!([tmid]));
    ada.posts("subscriptions.read", json!({ "rid": rid })).await;
    assert_eq!(ada.subscription(&rid).await["alert"], true, "the reply is still to be read");
    ada.posts("subscriptions.read", json!({ "rid": rid, "readThreads": true })).await;
    let read = ada.subscription(&rid).await;
    assert_eq!((read.get("tunread"), &read["alert"]), (None, &json!(false)));
    ben.posts("chat.react", json!({ "messageId": tmid, "emoji": ":thumbsup:", "shouldReact": false })).await;
    assert!(ada.gets(&path).await["message"].get("reactions").is_none());
    let orphan = json!({ "message": { "rid": rid, "msg": "x", "tshow": true } });
    assert_eq!(ben.post("chat.sendMessage", orphan).await.body["errorType"], "invalid-params");
}

#[tokio::test]
async fn typing_is_seen_by_the_others_under_ones_own_name_only() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let (mut mine, mut theirs) = (ada.socket().await, ben.socket().await);
    let event = format!("{rid}/user-activity");
    mine.sub("stream-notify-room", &event).await;
    theirs.sub("stream-notify-room", &event).await;
    mine.method("stream-notify-room", json!([event, "Ada Byron", ["user-typing"], {}])).await;
    assert_eq!(theirs.event(&event).await, json!(["Ada Byron", ["user-typing"], {}]));
    mine.hears_nothing(&event).await;
    let feigned = mine.method("stream-notify-room", json!([event, "Ben Ito", ["user-typing"], {}])).await;
    assert_eq!(feigned["error"]["error"], "not-allowed");
    let other = mine.method("stream-notify-room", json!([format!("{rid}/deleteMessage"), {}])).await;
    assert_eq!(other["error"]["error"], "not-allowed");
    let cem = office.signs_in("cem").await;
    let outside = cem.socket().await.method("stream-notify-room", json!([event, "cem", ["user-typing"], {}])).await;
    assert_eq!(outside["error"]["error"], "not-allowed");
}

#[tokio::test]
async fn a_message_may_be_long_but_not_too_long() {
    let office = Office::open().await;
    let (ada, _, rid) = office.two().await;
    ada.says(&rid, &"é".repeat(5000)).await;
    let long = json!({ "message": { "rid": rid, "msg": "x".repeat(5001) } });
    let refused = ada.post("chat.sendMessage", long).await;
    assert_eq!((refused.status, &refused.body["errorType"]), (400, &json!("error-message-size-exceeded")));
    let dated = json!({ "message": { "rid": rid, "msg": "x", "ts": "2020-01-01T00:00:00.000Z" } });
    assert_eq!(ada.post("chat.sendMessage", dated).await.body["errorType"], "error-message-ts-out-of-sync");
}
