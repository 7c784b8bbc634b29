//! What has been read, and that the workspace hears of it.

use super::*;

impl World {
    /// The workspace tells of something new in a room.
    fn has_news(&mut self, room: &str, more: Value) {
        let mut own = json!({ "_id": "s2", "rid": room, "t": "c", "name": "general", "open": true, "alert": true });
        own.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", own]));
    }

    fn marks_read(&mut self, room: &str) {
        self.act(Action::MarkRead { workspace: ROOT.into(), room_id: room.into() });
    }

    /// Whether the workspace is told that a room was read, and whether its threads are with it.
    fn tells_read(&mut self) -> Option<bool> {
        self.asked("subscriptions.read").map(|(_, request)| match request {
            rest::Request::SubscriptionRead { threads, .. } => threads,
            other => panic!("{other:?}"),
        })
    }
}

#[test]
fn replies_in_threads_are_read_with_their_room_where_the_workspace_knows_how() {
    let mut world = World::new();
    world.has_news(CHANNEL, json!({ "tunread": ["m1"] }));
    world.marks_read(CHANNEL);
    let body = br#"{"success":false,"error":"must NOT have additional properties [invalid-params]","errorType":"invalid-params"}"#;
    let (ticket, request) = world.asked("subscriptions.read").unwrap();
    assert_eq!(request, rest::Request::SubscriptionRead { room: CHANNEL.into(), threads: true });
    world.feed(Input::Answer { ticket, result: Err(rest::refusal(400, body, None)), date: None });
    assert_eq!(world.tells_read(), Some(false), "the room at least");
    world.has_news(CHANNEL, json!({}));
    world.marks_read(CHANNEL);
    assert_eq!(world.tells_read(), Some(false), "it is remembered");
    world.feed(Input::Connected);
    world.has_news(CHANNEL, json!({}));
    world.marks_read(CHANNEL);
    assert_eq!(world.tells_read(), Some(true), "a new session may be one of a newer workspace");
}

fn too_many(seconds: u64) -> rest::RestError {
    rest::RestError::TooMany { wait: Duration::from_secs(seconds) }
}

#[test]
fn a_room_that_is_read_when_too_many_are_is_told_once_in_its_turn() {
    let mut world = World::new();
    world.has_news(CHANNEL, json!({ "unread": 1 }));
    world.marks_read(CHANNEL);
    world.has_news(CHANNEL, json!({ "unread": 2 }));
    world.marks_read(CHANNEL);
    world.refuse("subscriptions.read", too_many(20));
    world.refuse("subscriptions.read", too_many(20));
    world.has_news(CHANNEL, json!({ "unread": 3 }));
    world.marks_read(CHANNEL);
    assert_eq!(world.tells_read(), None, "it waits its turn");
    world.pass(Duration::from_secs(21));
    assert_eq!(world.tells_read(), Some(true));
    assert_eq!(world.tells_read(), None, "of all that was read meanwhile");
}

#[test]
fn what_came_while_a_mark_waited_its_turn_is_not_read_with_it() {
    let mut world = World::new();
    world.has_news(CHANNEL, json!({ "unread": 1 }));
    world.marks_read(CHANNEL);
    world.refuse("subscriptions.read", too_many(20));
    world.has_news(CHANNEL, json!({ "unread": 2 }));
    world.pass(Duration::from_secs(21));
    assert_eq!(world.tells_read(), None);
}
