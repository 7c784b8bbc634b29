use super::*;

fn event(name: &str, audience: Audience) -> Event {
    Event { stream: Stream::NotifyRoom, name: name.into(), args: vec![json!("c1")], audience }
}

async fn next_frame(inbox: &mut Inbox) -> String {
    match inbox.next().await {
        Some(Outgoing::Frame(frame)) => frame.to_string(),
        other => panic!("no frame but {other:?}"),
    }
}

#[tokio::test]
async fn an_event_reaches_each_listening_socket_once_and_not_its_writer() {
    let hub = Hub::default();
    let (writer, mut own) = hub.connect();
    let (other, mut theirs) = hub.connect();
    hub.listen(writer, "1", Stream::NotifyRoom, "r/videoconf");
    hub.listen(other, "1", Stream::NotifyRoom, "r/videoconf");
    hub.listen(other, "2", Stream::NotifyRoom, "r/videoconf");
    hub.publish([event("r/videoconf", Audience::AllBut(writer))]);
    hub.send(writer, "end".into());
    hub.send(other, "end".into());
    assert_eq!(next_frame(&mut own).await, "end");
    assert!(next_frame(&mut theirs).await.contains(r#""eventName":"r/videoconf""#));
    assert_eq!(next_frame(&mut theirs).await, "end");
}

#[tokio::test]
async fn a_topic_stays_listened_to_while_one_of_its_subscriptions_lives() {
    let hub = Hub::default();
    let (device, mut inbox) = hub.connect();
    hub.listen(device, "1", Stream::NotifyRoom, "r/videoconf");
    hub.listen(device, "2", Stream::NotifyRoom, "r/videoconf");
    hub.unlisten(device, "1");
    hub.publish([event("r/videoconf", Audience::Everybody)]);
    assert!(next_frame(&mut inbox).await.contains("videoconf"));
    hub.unlisten(device, "2");
    hub.publish([event("r/videoconf", Audience::Everybody)]);
    hub.send(device, "end".into());
    assert_eq!(next_frame(&mut inbox).await, "end");
}

#[tokio::test]
async fn a_socket_that_reads_nothing_is_closed_and_holds_nobody_back() {
    let hub = Hub::default();
    let (slow, mut inbox) = hub.connect();
    for _ in 0..5 {
        hub.send(slow, "x".repeat(1 << 20));
    }
    assert!(matches!(inbox.next().await, Some(Outgoing::Close(CloseReason::TooSlow))));
}

#[tokio::test]
async fn a_session_that_ends_closes_its_own_sockets_only() {
    let hub = Hub::default();
    let (first, mut closed) = hub.connect();
    let (second, mut open) = hub.connect();
    hub.sign_in(first, &"mara".into(), "token-1".into(), Status::Online);
    hub.sign_in(second, &"mara".into(), "token-2".into(), Status::Online);
    hub.end_session("token-1");
    hub.send(second, "still there".into());
    assert!(matches!(closed.next().await, Some(Outgoing::Close(CloseReason::SignedOut))));
    assert_eq!(next_frame(&mut open).await, "still there");
}
