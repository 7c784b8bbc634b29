//! The messages of a room as history, the stream and catching up bring them.

use super::*;

/// A message of Bo's in the channel, `second` after the world began.
fn message(id: &str, second: i64) -> Value {
    json!({ "_id": id, "rid": CHANNEL, "msg": id, "ts": { "$date": START + second * 1_000 },
        "u": { "_id": BO, "username": "bo" } })
}

/// As many of them as a page holds, the newest first.
fn page(newest: i64) -> Value {
    let page = (0..i64::from(actions::PAGE)).map(|back| newest - back);
    json!({ "messages": page.map(|second| message(&format!("m{second}"), second)).collect::<Vec<_>>() })
}

impl World {
    fn is_told(&mut self, message: Value) {
        self.stream("stream-room-messages", "__my_messages__", json!([message]));
    }

    fn words(&self) -> Vec<String> {
        let text = |content| if let Content::Text { text, .. } = content { Some(text) } else { None };
        self.timeline().into_iter().filter_map(text).collect()
    }

    /// What a scroll to the upper end asks for.
    fn scrolls_up(&mut self) -> Option<Timestamp> {
        self.act(Action::LoadOlder);
        self.asked("channels.history").and_then(|(_, request)| match request {
            rest::Request::History { latest, .. } => latest,
            other => panic!("{other:?}"),
        })
    }
}

fn at(second: i64) -> Option<Timestamp> {
    Some(Timestamp(START + second * 1_000))
}

#[test]
fn an_old_message_that_changes_leaves_no_gap_in_what_is_loaded() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.is_told(message("ancient-and-early", -90_000));
    world.answer("channels.history", page(0));
    world.is_told(message("ancient", -90_000));
    assert_eq!(world.words().first().map(String::as_str), Some("m-49"));
    assert_eq!(world.scrolls_up(), at(-49), "and what lies between is asked for");
    let mut known = message("m-49", -49);
    known["msg"] = json!("changed");
    world.is_told(known);
    assert_eq!(world.words().first().map(String::as_str), Some("changed"));
}

#[test]
fn an_old_message_that_comes_with_what_was_missed_leaves_no_gap_either() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", page(0));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    let missed = json!({ "updated": [message("ancient", -90_000), message("missed", 1)], "deleted": [] });
    world.answer("chat.syncMessages", json!({ "result": missed }));
    let words = world.words();
    assert_eq!((words[0].as_str(), words[50].as_str()), ("m-49", "missed"));
}

#[test]
fn where_all_is_loaded_nothing_lies_between() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", json!({ "messages": [message("m", 0)] }));
    world.act(Action::LoadOlder);
    world.answer("channels.history", json!({ "messages": [] }));
    assert_eq!(world.scrolls_up(), None);
    world.is_told(message("before", -90_000));
    assert_eq!(world.words(), ["before", "m"]);
}

#[test]
fn a_page_that_comes_after_what_it_follows_was_let_go_leaves_no_gap() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", page(0));
    world.act(Action::LoadOlder);
    (1..=10).for_each(|second| world.is_told(message(&format!("m{second}"), second)));
    world.look(DIRECT);
    world.answer("channels.history", page(-50));
    world.look(CHANNEL);
    assert_eq!(world.words().first().map(String::as_str), Some("m-39"));
    assert_eq!(world.scrolls_up(), at(-39));
}

#[test]
fn only_what_was_just_written_are_the_words_of_a_decline() {
    for (age, words) in [(5, true), (600, false)] {
        let mut world = World::new();
        world.act(start(DIRECT));
        let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
        world.answer("video-conference.start", answer);
        world.signal("rejected", "c1");
        let said = json!([{ "_id": "m1", "rid": DIRECT, "msg": "In a meeting", "u": { "_id": BO, "username": "bo" },
            "ts": { "$date": world.core.clock.server_now().0 - age * 1_000 }, "reactions": { ":x:": { "usernames": [] } } }]);
        world.stream("stream-room-messages", "__my_messages__", said);
        let kept = world.kept();
        let told = kept.iter().any(|entry| entry.words.as_deref() == Some("In a meeting"));
        assert_eq!(told, words, "{age} s ago");
    }
}

#[test]
fn a_workspace_that_gives_less_than_is_asked_for_has_older_ones_all_the_same() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", json!({ "messages": [message("m2", 2), message("m1", 1)] }));
    assert!(world.core.open_room(ViewerId(1)).unwrap().has_older);
    world.act(Action::LoadOlder);
    world.answer("channels.history", json!({ "messages": [message("m0", 0), message("m-1", -1)] }));
    assert_eq!(world.scrolls_up(), at(-1));
}

#[test]
fn a_page_of_nothing_but_replies_in_threads_is_not_the_end() {
    let mut world = World::new();
    world.look(CHANNEL);
    let mut reply = message("reply", 1);
    reply["tmid"] = json!("m0");
    world.answer("channels.history", json!({ "messages": [reply] }));
    world.answer("channels.history", json!({ "messages": [message("m0", 0)] }));
    assert_eq!(world.words(), ["m0"]);
}

#[test]
fn a_page_that_leads_no_further_is_the_end() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", json!({ "messages": [message("m0", 0)] }));
    world.act(Action::LoadOlder);
    world.answer("channels.history", json!({ "messages": [message("m0", 0)] }));
    assert!(!world.core.open_room(ViewerId(1)).unwrap().has_older);
}

fn cleared(more: Value) -> Value {
    let mut cleared = json!({ "rid": CHANNEL, "ts": {}, "users": [], "excludePinned": true, "ignoreDiscussion": true });
    cleared.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!([cleared])
}

#[test]
fn messages_that_are_deleted_by_the_dozen_are_gone() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", json!({ "messages": [message("m3", 3), message("m2", 2), message("m1", 1)] }));
    let event = format!("{CHANNEL}/deleteMessageBulk");
    world.stream("stream-notify-room", &event, cleared(json!({ "ids": ["m1", "m3"] })));
    assert_eq!(world.words(), ["m2"]);
    world.stream("stream-notify-room", &event, cleared(json!({})));
    assert_eq!(world.words(), [""; 0], "nobody says which");
    world.answer("channels.history", json!({ "messages": [message("m0", 0)] }));
    assert_eq!(world.words(), ["m0"]);
}

#[test]
fn what_is_deleted_in_a_room_nobody_looks_at_is_asked_for_when_somebody_does() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", page(0));
    world.look(DIRECT);
    world.stream("stream-notify-room", &format!("{CHANNEL}/deleteMessageBulk"), cleared(json!({})));
    assert!(world.asked("channels.history").is_none());
    world.look(CHANNEL);
    assert!(world.asked("channels.history").is_some());
}

impl World {
    /// Since when it is asked what has happened in the channel.
    fn syncs(&mut self) -> Option<i64> {
        self.asked("chat.syncMessages").map(|(_, request)| match request {
            rest::Request::Sync { since, .. } => self.core.clock.age(since).as_secs().try_into().unwrap(),
            other => panic!("{other:?}"),
        })
    }
}

#[test]
fn what_was_deleted_while_nobody_looked_is_gone_when_somebody_does() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", json!({ "messages": [message("m2", 2), message("m1", 1)] }));
    world.look(DIRECT);
    world.pass(Duration::from_secs(600));
    world.look(CHANNEL);
    assert_eq!(world.words(), ["m1", "m2"], "shown at once");
    world.answer("chat.syncMessages", json!({ "result": { "updated": [], "deleted": [{ "_id": "m1" }] } }));
    assert_eq!(world.words(), ["m2"]);
    world.feed(Input::Action {
        action: Action::Look { at: Some(Look { room: room_ref(CHANNEL), panel: false }) },
        viewer: Some(ViewerId(2)),
        reply: ReplyTo(99),
    });
    assert_eq!(world.syncs(), None, "it was followed since");
}

#[test]
fn what_may_have_been_missed_is_asked_for_until_there_is_an_answer() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", page(0));
    world.look(DIRECT);
    world.pass(Duration::from_secs(600));
    world.look(CHANNEL);
    assert_eq!(world.syncs(), Some(630));
    world.pass(Duration::from_secs(60));
    world.is_told(message("m1", 660)); // so the line is known to have lived until now
    world.pass(Duration::from_secs(40));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    assert_eq!(world.syncs(), Some(730));
}

#[test]
fn a_room_that_was_not_followed_for_long_is_loaded_anew() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", page(0));
    world.look(DIRECT);
    world.pass(Duration::from_secs(2 * 60 * 60));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.look(CHANNEL);
    assert_eq!(world.words().len(), 50, "what there is without a connection");
    world.feed(Input::Connected);
    assert_eq!((world.syncs(), world.words().len()), (None, 0));
    assert!(world.asked("channels.history").is_some());
}

#[test]
fn what_was_missed_in_a_room_is_asked_for_once_in_its_turn_while_somebody_looks() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", page(0));
    let comes_back = |world: &mut World| {
        world.look(DIRECT);
        world.look(CHANNEL);
    };
    comes_back(&mut world);
    world.refuse("chat.syncMessages", rest::RestError::TooMany { wait: Duration::from_secs(20) });
    comes_back(&mut world);
    assert_eq!(world.syncs(), None, "it waits its turn");
    world.pass(Duration::from_secs(21));
    assert_eq!((world.syncs().is_some(), world.syncs()), (true, None));
    comes_back(&mut world);
    world.refuse("chat.syncMessages", rest::RestError::TooMany { wait: Duration::from_secs(20) });
    world.look(DIRECT);
    world.pass(Duration::from_secs(21));
    assert_eq!(world.syncs(), None, "nobody looks");
    world.look(CHANNEL);
    assert!(world.syncs().is_some());
}

#[test]
fn fewer_than_the_workspace_gives_at_once_are_all_there_are() {
    let mut world = World::new();
    let look = |world: &mut World, body: Value| {
        world.look(DIRECT);
        world.answer("im.history", body);
        let has_older = world.core.open_room(ViewerId(1)).unwrap().has_older;
        world.stream("stream-notify-room", &format!("{DIRECT}/deleteMessageBulk"), cleared(json!({})));
        has_older
    };
    let of = |count: usize| json!({ "messages": page(0)["messages"].as_array().unwrap()[..count] });
    assert!(look(&mut world, of(2)), "nobody knows yet how many it gives");
    assert!(look(&mut world, of(20)));
    assert!(!look(&mut world, of(2)));
    assert!(look(&mut world, of(20)));
    assert!(!look(&mut world, json!({ "messages": [] })));
}

#[test]
fn what_was_missed_brings_no_lines_that_the_workspace_or_the_room_hides() {
    let missed = |setting: Value, sys_mes: Value| {
        let mut world = World::new();
        let setting = json!(["changed", { "_id": "Hide_System_Messages", "value": setting }]);
        world.stream("stream-notify-all", "public-settings-changed", setting);
        let room = json!(["updated", { "_id": CHANNEL, "t": "c", "name": "general", "sysMes": sys_mes }]);
        world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), room);
        world.look(CHANNEL);
        world.answer("channels.history", json!({ "messages": [] }));
        world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
        world.feed(Input::Connected);
        let line = |kind: &str, second| {
            let mut line = message(kind, second);
            line["t"] = json!(kind);
            line
        };
        let updated = [line("uj", 1), line("user-muted", 2), line("user-unmuted", 3), message("words", 4)];
        world.answer("chat.syncMessages", json!({ "result": { "updated": updated, "deleted": [] } }));
        let name = |content| match content {
            Content::System { kind, .. } => kind,
            Content::Text { text, .. } => text,
            other => panic!("{other:?}"),
        };
        world.timeline().into_iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(missed(json!([]), json!(null)), ["uj", "user-muted", "user-unmuted", "words"]);
    assert_eq!(missed(json!(["mute_unmute"]), json!(null)), ["uj", "words"]);
    assert_eq!(missed(json!(["uj"]), json!(["user-muted"])), ["user-unmuted", "words"]);
    assert_eq!(missed(json!([]), json!(true)), ["words"]);
    assert_eq!(missed(json!("uj"), json!(false)), ["uj", "user-muted", "user-unmuted", "words"]);
}
