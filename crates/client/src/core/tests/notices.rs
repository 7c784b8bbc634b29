//! Messages that are told of outside our windows.

use super::*;
use crate::{client::NewMessage, update::Quiet};

fn told(room: &str, message: &str, text: &str) -> Value {
    json!([{ "title": "Bo", "text": text, "payload": {
        "_id": message, "rid": room, "sender": { "_id": BO, "username": "bo", "name": "Bo" },
        "type": "d", "name": "bo", "message": { "msg": text }, "audioNotificationValue": "default",
    } }])
}

impl World {
    fn notified(&mut self, notification: Value) {
        self.stream("stream-notify-user", &format!("{ANA}/notification"), notification);
    }

    fn own_view(&mut self, member: &str, value: Value) {
        let mut room = json!({ "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "open": true });
        room[member] = value;
        self.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", room]));
    }

    fn tells(&self) -> Vec<String> {
        self.core.messages_view().map(|NewMessage { message, .. }| message.to_string()).collect()
    }
}

const NOTHING: [&str; 0] = [];

#[test]
fn the_newest_message_of_a_room_is_told_until_the_room_is_read() {
    let mut world = World::new();
    world.notified(told(DIRECT, "m1", "Hello"));
    world.own_view("unread", json!(1));
    world.notified(told(DIRECT, "m2", "Are you there?"));
    world.own_view("unread", json!(2));
    let [message]: [NewMessage; 1] = world.core.messages_view().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!((message.title.as_str(), message.text.as_str(), message.open), ("Bo", "Are you there?", false));
    assert_eq!((message.room.room_id.as_str(), message.room.workspace.as_str()), (DIRECT, ROOT));
    assert!(world.core.take_changed().messages);
    world.own_view("unread", json!(0));
    assert_eq!(world.tells(), NOTHING);
    assert!(world.core.take_changed().messages);
}

#[test]
fn whoever_reads_it_here_is_told_no_more_before_the_workspace_says_so() {
    let mut world = World::new();
    world.notified(told(DIRECT, "m1", "Hello"));
    world.act(Action::MarkRead { workspace: ROOT.into(), room_id: DIRECT.into() });
    assert_eq!(world.tells(), NOTHING);
}

#[test]
fn what_was_read_while_nobody_was_connected_is_told_no_more() {
    let mut world = World::new();
    world.notified(told(DIRECT, "m1", "Hello"));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    assert_eq!(world.tells(), ["m1"]);
    world.feed(Input::Connected);
    let read = json!({ "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "open": true, "unread": 0 });
    world.answer("subscriptions.get", json!({ "update": [read], "remove": [] }));
    assert_eq!(world.tells(), NOTHING);
}

#[test]
fn a_call_is_not_told_twice() {
    let mut world = World::new();
    for text in ["", "Incoming call"] {
        let mut notification = told(DIRECT, "m1", text);
        notification[0]["payload"]["message"]["t"] = "videoconf".into();
        world.notified(notification);
        assert_eq!(world.tells(), NOTHING);
    }
}

#[test]
fn what_comes_while_it_is_quiet_is_told_neither_then_nor_later() {
    let mut world = World::new();
    world.core.surround(Surroundings { quiet: Some(Quiet::DoNotDisturb), ..Surroundings::default() });
    world.notified(told(DIRECT, "m1", "Hello"));
    world.core.surround(Surroundings::default());
    assert_eq!(world.tells(), NOTHING);
    world.own_view("disableNotifications", json!(true));
    world.notified(told(DIRECT, "m2", "Hello"));
    assert_eq!(world.tells(), NOTHING, "the room is muted");
}

#[test]
fn ones_own_words_and_rooms_of_other_products_are_not_told() {
    let mut world = World::new();
    let mut own = told(DIRECT, "m1", "Hello");
    own[0]["payload"]["sender"]["_id"] = ANA.into();
    let mut foreign = told("visitor", "m2", "Hello");
    foreign[0]["payload"]["type"] = "l".into();
    world.notified(own);
    world.notified(foreign);
    assert_eq!(world.tells(), NOTHING);
}

#[test]
fn what_is_told_is_short_few_and_not_for_ever() {
    let mut world = World::new();
    for n in 0..40 {
        world.pass(Duration::from_secs(1));
        world.notified(told(&format!("room{n:02}"), &format!("m{n:02}"), &"x".repeat(5_000)));
    }
    let told = world.tells();
    assert_eq!((told.len(), told[0].as_str(), told[31].as_str()), (32, "m08", "m39"));
    assert!(world.core.messages_view().all(|message| message.text.len() == 200));
    world.pass(Duration::from_secs(9 * 60 * 60));
    assert_eq!(world.tells(), NOTHING);
}

#[test]
fn it_is_said_that_a_window_has_the_room_open() {
    let mut world = World::new();
    let room = RoomRef { workspace: ROOT.into(), room_id: DIRECT.into() };
    world.act(Action::Look { at: Some(Look { room, panel: false }) });
    world.notified(told(DIRECT, "m1", "Hello"));
    assert!(world.core.messages_view().all(|message| message.open));
    assert_eq!(world.tells(), ["m1"]);
}
