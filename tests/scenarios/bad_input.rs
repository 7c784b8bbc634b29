//! What should not come from a workspace, and what a machine may lack.

use serde_json::json;
use support::{
    desk::{Desk, Fittings},
    impostor::Impostor,
    peer::Peer,
    person::Person,
    workspace::Workspace,
};
use vconnct_client::update::Trouble;

#[tokio::test]
async fn broken_frames_are_skipped_and_calls_still_arrive() {
    let (_house, impostor, ana, mut bo) = lied_to().await;
    let me = bo.sees("my id", |seen| Some(seen.session.workspaces.first()?.me.id.clone())).await;
    for frame in BROKEN_FRAMES {
        impostor.says(frame.replace("ME", &me));
    }
    answers_a_call(&ana, &mut bo).await;
}

#[tokio::test]
async fn a_frame_without_end_costs_its_connection_and_nothing_else() {
    let (_house, impostor, ana, mut bo) = lied_to().await;
    impostor.says(format!("{{\"msg\":\"changed\",\"fields\":\"{}\"}}", "x".repeat(80 << 20)));
    answers_a_call(&ana, &mut bo).await;
    let peak = peak_memory(&mut bo);
    assert!(peak < 300 << 20, "one frame took {} MiB of memory", peak >> 20);
}

#[tokio::test]
async fn deep_nesting_is_no_way_to_end_the_agent() {
    let (_house, impostor, ana, mut bo) = lied_to().await;
    impostor.says(format!("{{\"msg\":\"changed\",\"fields\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000)));
    answers_a_call(&ana, &mut bo).await;
}

#[tokio::test]
async fn an_address_that_is_no_web_page_is_never_opened() {
    for address in ["javascript:alert(1)", "file:///etc/passwd", "ssh://example.org", "--version", ""] {
        let (_house, impostor, ana, bo) = lied_to().await;
        let answer = json!({ "url": address, "providerName": "bad", "success": true });
        impostor.answers("video-conference.join", 200, &answer);
        ana.calls(&bo.account.username).await;
        bo.is_rung().await;
        // The command may be told of the failure, or only the card is.
        bo.types(&["answer"]).await;
        bo.sees("a call that failed", |seen| {
            let failed = seen.calls.incoming.iter().any(|call| format!("{:?}", call.phase).contains("Failed"));
            failed.then_some(())
        })
        .await;
        assert_eq!(bo.desk.home().opened(), [""; 0], "{address} was opened");
    }
}

#[tokio::test]
async fn a_ring_that_the_workspace_does_not_know_is_withdrawn() {
    let (_house, impostor, ana, bo) = lied_to().await;
    let me = bo.sees("my id", |seen| Some(seen.session.workspaces.first()?.me.id.clone())).await;
    let room = ana.room_with(&bo.account.username).await;
    let params = json!({ "callId": "0123456789abcdef01234567", "uid": ana.id, "rid": room });
    let event =
        json!({ "eventName": format!("{me}/video-conference"), "args": [{ "action": "call", "params": params }] });
    impostor
        .says(json!({ "msg": "changed", "collection": "stream-notify-user", "id": "id", "fields": event }).to_string());
    // A true call afterwards: by then the false one has been seen and judged.
    let call = ana.calls(&bo.account.username).await;
    bo.sees("the true call alone", |seen| {
        let [ringing] = &seen.calls.incoming[..] else { return None };
        (ringing.call_id.to_string() == call.id).then_some(())
    })
    .await;
}

#[tokio::test]
async fn without_sound_and_notifications_one_is_told_and_calls_still_arrive() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings { bus: true, ..Fittings::BARE }).await;
    answers_a_call(&ana, &mut bo).await;
    bo.is_told(Trouble::NoSound).await;
    bo.is_told(Trouble::NoNotifications).await;
}

/// Somebody whose workspace is told what to say.
async fn lied_to() -> (Workspace, Impostor, Peer, Person) {
    let house = Workspace::opens().await;
    let impostor = Impostor::of(&house.url).await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::at(Desk::with(Fittings::BARE).await, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&impostor.url()).await;
    bo.is_reachable().await;
    (house, impostor, ana, bo)
}

async fn answers_a_call(ana: &Peer, bo: &mut Person) {
    bo.is_reachable().await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
    assert!(bo.agent().runs());
}

/// The most memory the agent ever had, in bytes.
fn peak_memory(person: &mut Person) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", person.agent().id())).expect("the agent runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("the kernel counts");
    let kibibytes: usize = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kibibytes << 10
}

/// `ME` is the id of whoever reads them.
const BROKEN_FRAMES: [&str; 18] = [
    "",
    "no JSON",
    "null",
    "[]",
    "{",
    "{\"msg\":7}",
    "{\"msg\":\"changed\"}",
    "{\"msg\":\"changed\",\"collection\":\"stream-notify-user\",\"fields\":{}}",
    "{\"msg\":\"changed\",\"collection\":\"stream-notify-user\",\"fields\":{\"eventName\":\"ME/video-conference\",\"args\":[]}}",
    "{\"msg\":\"changed\",\"collection\":\"stream-notify-user\",\"fields\":{\"eventName\":\"ME/video-conference\",\"args\":[{\"action\":\"call\"}]}}",
    "{\"msg\":\"changed\",\"collection\":\"stream-notify-user\",\"fields\":{\"eventName\":\"ME/video-conference\",\"args\":[{\"action\":\"call\",\"params\":{\"callId\":1,\"uid\":{},\"rid\":null}}]}}",
    "{\"msg\":\"changed\",\"collection\":\"stream-notify-user\",\"fields\":{\"eventName\":\"ME/video-conference\",\"args\":[{\"action\":\"unheard of\",\"params\":{\"callId\":\"a\",\"uid\":\"b\",\"rid\":\"c\"}}]}}",
    "{\"msg\":\"changed\",\"collection\":\"stream-notify-user\",\"fields\":{\"eventName\":\"ME/rooms-changed\",\"args\":[\"updated\",7]}}",
    "{\"msg\":\"changed\",\"collection\":\"stream-room-messages\",\"fields\":{\"eventName\":\"__my_messages__\",\"args\":[{\"_id\":null}]}}",
    "{\"msg\":\"nosub\",\"id\":\"nobody\"}",
    "{\"msg\":\"result\",\"id\":\"nobody\",\"error\":{}}",
    "{\"msg\":\"error\",\"reason\":\"Malformed\"}",
    "{\"msg\":\"from the future\",\"x\":[1,2,3]}",
];
