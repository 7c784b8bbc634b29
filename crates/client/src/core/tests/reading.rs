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

impl World {
    fn loses_its_line(&mut self) {
        self.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    }

    /// Connected anew, and told what has become of this person's rooms since.
    fn is_connected_anew(&mut self, rooms: Value) {
        self.feed(Input::Connected);
        assert_eq!(self.tells_read(), None, "what came meanwhile is not known yet");
        self.answer("subscriptions.get", json!({ "update": rooms, "remove": [] }));
    }

    fn row(&mut self, room: &str) -> Arc<update::Room> {
        self.rows().into_iter().find(|row| row.id == room.into()).unwrap()
    }
}

/// The channel as the workspace has it, changed `at`.
fn own(at: i64, unread: u32) -> Value {
    json!({ "_id": "s2", "rid": CHANNEL, "t": "c", "name": "general", "open": true, "alert": unread > 0,
        "unread": unread, "_updatedAt": { "$date": at } })
}

/// The channel was read without a line, and what was sent of it has failed.
fn read_without_a_line() -> World {
    let mut world = World::new();
    world.has_news(CHANNEL, own(START, 1));
    world.loses_its_line();
    world.marks_read(CHANNEL);
    world.refuse("subscriptions.read", offline());
    world.pass(Duration::from_secs(60));
    assert_eq!(world.tells_read(), None, "nobody would hear it");
    world
}

#[test]
fn a_room_that_is_read_without_a_line_is_told_once_there_is_one_until_that_is_confirmed() {
    // A document of just before the line was lost comes once more.
    for again in [json!([]), json!([own(START, 1)])] {
        let mut world = read_without_a_line();
        world.is_connected_anew(again);
        assert!(!world.row(CHANNEL).unread);
        world.refuse("subscriptions.read", offline());
        world.loses_its_line();
        world.is_connected_anew(json!([]));
        world.answer("subscriptions.read", json!({ "success": true }));
        world.loses_its_line();
        world.is_connected_anew(json!([]));
        assert_eq!(world.tells_read(), None);
    }
}

#[test]
fn a_mark_that_waits_for_the_limit_outlives_the_line() {
    let mut world = World::new();
    world.has_news(CHANNEL, own(START, 1));
    world.marks_read(CHANNEL);
    world.refuse("subscriptions.read", too_many(20));
    world.loses_its_line();
    world.is_connected_anew(json!([]));
    assert_eq!((world.tells_read(), world.tells_read()), (Some(true), None));
}

#[test]
fn a_room_that_is_read_twice_is_told_until_the_later_mark_is_confirmed() {
    let mut world = World::new();
    for at in [START, START + 1] {
        world.has_news(CHANNEL, own(at, 1));
        world.marks_read(CHANNEL);
    }
    world.answer("subscriptions.read", json!({ "success": true }));
    world.loses_its_line();
    world.refuse("subscriptions.read", offline());
    world.is_connected_anew(json!([]));
    assert_eq!(world.tells_read(), Some(true));
}

#[test]
fn what_came_or_was_read_elsewhere_since_a_room_was_read_without_a_line_is_left_as_it_is() {
    for unread in [0, 2] {
        let mut world = read_without_a_line();
        world.is_connected_anew(json!([own(START + 1, unread)]));
        assert_eq!(world.tells_read(), None);
        assert_eq!(world.row(CHANNEL).badge, unread);
    }
}

#[test]
fn a_mark_that_the_workspace_refuses_is_not_made_again() {
    let mut world = World::new();
    world.has_news(CHANNEL, own(START, 1));
    world.marks_read(CHANNEL);
    let no = br#"{"success":false,"errorType":"error-invalid-subscription","error":"Invalid subscription"}"#;
    world.refuse("subscriptions.read", rest::refusal(400, no, None));
    world.loses_its_line();
    world.is_connected_anew(json!([]));
    assert_eq!(world.tells_read(), None);
}

#[test]
fn of_very_many_rooms_that_are_read_without_a_line_the_latest_are_told() {
    let mut world = World::new();
    world.loses_its_line();
    for n in 0..200 {
        let room = format!("room{n:03}");
        world.has_news(&room, json!({ "_id": format!("s{n:03}"), "unread": 1 }));
        world.marks_read(&room);
        world.refuse("subscriptions.read", offline());
    }
    world.is_connected_anew(json!([]));
    let mut told = Vec::new();
    while let Some((_, request)) = world.asked("subscriptions.read") {
        told.push(request);
    }
    let last = rest::Request::SubscriptionRead { room: "room199".into(), threads: true };
    assert_eq!((told.len(), told.last()), (50, Some(&last)));
}

#[test]
fn a_mention_in_a_room_whose_news_are_hidden_is_read_like_any_other() {
    for mention in ["userMentions", "groupMentions"] {
        let mut world = World::new();
        world.has_news(CHANNEL, json!({ "hideUnreadStatus": true, "unread": 1, mention: 1 }));
        let row = world.row(CHANNEL);
        assert_eq!((row.unread, row.badge, row.mentions, world.core.waiting()), (false, 1, 1, 1), "{mention}");
        world.marks_read(CHANNEL);
        assert_eq!(world.tells_read(), Some(true), "{mention}");
        let row = world.row(CHANNEL);
        assert_eq!((row.badge, row.mentions, world.core.waiting()), (0, 0, 0));
        world.marks_read(CHANNEL);
        assert_eq!(world.tells_read(), None, "there is nothing more to read");
    }
}
