//! What waits for this very person, for the number on the icon.

use super::*;

impl World {
    fn member(&mut self, room: &str, kind: &str, unread: u32, mentions: u32) {
        let view = json!({
            "_id": format!("s-{room}"), "rid": room, "t": kind, "name": room, "open": true, "alert": unread > 0,
            "unread": unread, "userMentions": mentions,
        });
        self.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", view]));
    }
}

#[test]
fn it_is_counted_as_rooms_come_change_are_read_and_go() {
    let mut world = World::new();
    assert_eq!(world.core.waiting(), 0);
    world.member(DIRECT, "d", 2, 0);
    world.member("general", "c", 9, 1);
    assert_eq!(world.core.waiting(), 3);
    world.member(DIRECT, "d", 3, 0);
    assert_eq!(world.core.waiting(), 4);
    assert!(world.core.take_changed().rooms, "whoever shows the number is told");
    world.act(Action::MarkRead { workspace: ROOT.into(), room_id: DIRECT.into() });
    assert_eq!(world.core.waiting(), 1);
    world.member(DIRECT, "d", 0, 0);
    assert_eq!(world.core.waiting(), 1);
    let gone = json!(["removed", { "_id": "s-general", "rid": "general" }]);
    world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), gone);
    assert_eq!(world.core.waiting(), 0);
}

#[test]
fn a_missed_call_counts_once_whether_or_not_the_workspace_counts_its_message() {
    let mut world = World::new();
    world.missed("c1");
    assert_eq!(world.core.waiting(), 1);
    world.member(DIRECT, "d", 1, 0);
    assert_eq!(world.core.waiting(), 1);
    world.member(DIRECT, "d", 2, 0);
    assert_eq!(world.core.waiting(), 2);
    world.member("elsewhere", "d", 1, 0);
    assert_eq!(world.core.waiting(), 3);
    world.act(Action::MarkCallsSeen { room: None });
    assert_eq!(world.core.waiting(), 3, "what is written still waits");
}

#[test]
fn mentions_that_their_person_has_hidden_are_in_no_number() {
    for (hidden, badge) in [
        (json!({ "hideUnreadStatus": true }), 0),
        // The messages that mention somebody are messages all the same.
        (json!({}), 3),
    ] {
        let mut world = World::new();
        let mut view = json!({ "_id": "s2", "rid": CHANNEL, "t": "c", "name": "general", "open": true, "alert": true,
            "unread": 3, "userMentions": 1, "groupMentions": 2, "hideMentionStatus": true });
        view.as_object_mut().unwrap().extend(hidden.as_object().unwrap().clone());
        world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", view]));
        let row = world.rows().into_iter().find(|row| row.id == CHANNEL.into()).unwrap();
        assert_eq!((row.badge, row.mentions, world.core.waiting()), (badge, 0, 0), "{hidden}");
    }
}
