//! Signals between clients, and the workspace's own (protocol 5).

use serde_json::json;

use crate::client::Office;

#[tokio::test]
async fn a_signal_reaches_all_devices_of_its_receiver_and_not_its_writer() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let (mut caller, mut other) = (ada.phone().await, ada.phone().await);
    let (mut desk, mut laptop) = (ben.phone().await, ben.phone().await);
    let call = ada.calls(&rid).await;
    caller.signals(&ben.id, "call", &call, &ada.id, &rid).await;
    assert_eq!(desk.signal(&ben).await, ("call".into(), ada.id.clone()));
    assert_eq!(laptop.signal(&ben).await, ("call".into(), ada.id.clone()));
    desk.signals(&ada.id, "accepted", &call, &ben.id, &rid).await;
    assert_eq!(caller.signal(&ada).await, ("accepted".into(), ben.id.clone()));
    assert_eq!(other.signal(&ada).await, ("accepted".into(), ben.id.clone()));
    caller.signals(&ben.id, "confirmed", &call, &ada.id, &rid).await;
    assert_eq!(desk.signal(&ben).await.0, "confirmed");
    let mine = format!("{}/video-conference", ada.id);
    caller.signals(&ada.id, "canceled", &call, &ada.id, &rid).await;
    assert_eq!(other.signal(&ada).await.0, "canceled", "a write to oneself reaches the other devices");
    caller.hears_nothing(&mine).await;
}

#[tokio::test]
async fn joining_tells_the_creator_and_the_joiners_own_devices() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let (mut caller, mut phone) = (ada.phone().await, ben.phone().await);
    let mut room = ben.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    let call = ada.calls(&rid).await;
    room.sub("stream-notify-room", &format!("{rid}/{call}")).await;
    room.sub("stream-video-conference", &format!("{call}/updated")).await;
    ben.joins(&call).await;
    assert_eq!(caller.signal(&ada).await, ("join".into(), ben.id.clone()));
    assert_eq!(phone.signal(&ben).await, ("join".into(), ben.id.clone()));
    room.event(&format!("{rid}/videoconf")).await;
    assert_eq!(room.event(&format!("{rid}/{call}")).await, json!([]));
    assert_eq!(room.event(&format!("{call}/updated")).await, json!([]));
    ada.joins(&call).await;
    room.event(&format!("{rid}/videoconf")).await;
    assert_eq!(room.event(&format!("{rid}/videoconf")).await, json!([call]), "the second arrival is told too");
    caller.hears_nothing(&format!("{}/video-conference", ada.id)).await;
}

#[tokio::test]
async fn a_change_is_readable_when_its_event_comes() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut room = ben.socket().await;
    room.sub("stream-notify-room", &format!("{rid}/videoconf")).await;
    for _ in 0..20 {
        let call = ada.calls(&rid).await;
        room.event(&format!("{rid}/videoconf")).await;
        let cancelled = ada.clone();
        let id = call.clone();
        let cancel =
            tokio::spawn(async move { cancelled.posts("video-conference.cancel", json!({ "callId": id })).await });
        room.event(&format!("{rid}/videoconf")).await;
        assert_eq!(ben.record(&call).await["status"], 4);
        cancel.await.unwrap();
    }
}

#[tokio::test]
async fn what_may_not_pass_is_dropped_without_a_word() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let cem = office.signs_in("cem").await;
    let mut phone = ben.phone().await;
    let event = format!("{}/video-conference", ben.id);
    let call = ada.calls(&rid).await;
    let mut stranger = cem.socket().await;
    stranger.signals(&ben.id, "call", &call, &cem.id, &rid).await;
    stranger.signals(&ben.id, "canceled", &call, &ada.id, &rid).await;
    let mut caller = ada.phone().await;
    caller.signals(&ben.id, "call", "no-such-call", &ada.id, &rid).await;
    caller.signals(&ben.id, "call", &call, &ada.id, "no-such-room").await;
    caller.signals(&ben.id, "call", &call, &cem.id, &rid).await;
    caller.signals(&ben.id, "nonsense", &call, &ada.id, &rid).await;
    let incomplete = json!({ "action": "call", "params": { "callId": call, "uid": ada.id } });
    let result = caller.method("stream-notify-user", json!([event, incomplete])).await;
    assert!(result.get("error").is_none());
    phone.hears_nothing(&event).await;
}

#[tokio::test]
async fn a_caller_who_rings_on_after_the_end_is_told_so() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let (mut caller, mut phone) = (ada.phone().await, ben.phone().await);
    let call = ada.calls(&rid).await;
    ben.posts("video-conference.cancel", json!({ "callId": call })).await;
    caller.signals(&ben.id, "call", &call, &ada.id, &rid).await;
    assert_eq!(caller.signal(&ada).await, ("end".into(), ada.id.clone()));
    phone.hears_nothing(&format!("{}/video-conference", ben.id)).await;
}

#[tokio::test]
async fn clients_write_signals_and_nothing_else_to_each_other() {
    let office = Office::open().await;
    let (ada, ben, _) = office.two().await;
    let mut socket = ada.socket().await;
    for event in ["notification", "force_logout", "message"] {
        let refused = socket.method("stream-notify-user", json!([format!("{}/{event}", ben.id), {}])).await;
        assert_eq!(refused["error"]["error"], "not-allowed");
    }
}

#[tokio::test]
async fn a_signal_may_be_sent_without_a_socket() {
    let office = Office::open().await;
    let (ada, ben, rid) = office.two().await;
    let mut caller = ada.phone().await;
    let call = ada.calls(&rid).await;
    let signal = json!({ "action": "rejected", "params": { "callId": call, "uid": ben.id, "rid": rid } });
    let frame = json!({
        "msg": "method", "id": "7", "method": "stream-notify-user",
        "params": [format!("{}/video-conference", ada.id), signal],
    });
    let answer = ben.posts("method.call/stream-notify-user", json!({ "message": frame.to_string() })).await;
    assert_eq!(answer["message"], r#"{"id":"7","msg":"result"}"#);
    assert_eq!(caller.signal(&ada).await, ("rejected".into(), ben.id.clone()));
}

#[tokio::test]
async fn a_small_group_is_rung_once_when_its_starter_asks_for_it() {
    let office = Office::open().await;
    let (ada, ben) = (office.signs_in("ada").await, office.signs_in("ben").await);
    let made = ada.posts("im.create", json!({ "usernames": "ben,cem" })).await;
    let rid = made["room"]["_id"].as_str().unwrap();
    let (mut caller, mut phone) = (ada.phone().await, ben.phone().await);
    let call = ada.calls(rid).await;
    assert_eq!(phone.signal(&ben).await, ("ring".into(), ada.id.clone()));
    caller.hears_nothing(&format!("{}/video-conference", ada.id)).await;
    assert_eq!(ada.record(&call).await["ringing"], true);
}

#[tokio::test]
async fn chosen_signals_can_be_lost_on_the_way() {
    let office = Office::open_with(&["limits=off", "drop=accepted"]).await;
    let (ada, ben, rid) = office.two().await;
    let (mut caller, mut phone) = (ada.phone().await, ben.phone().await);
    let call = ada.calls(&rid).await;
    phone.signals(&ada.id, "accepted", &call, &ben.id, &rid).await;
    phone.signals(&ada.id, "rejected", &call, &ben.id, &rid).await;
    assert_eq!(caller.signal(&ada).await.0, "rejected");
}
