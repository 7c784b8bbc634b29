//! What happens often, and what must happen at once, costs the same in a workspace of any size.

use super::*;
use crate::allocations::counted;

/// A workspace of so many rooms more, all of them on the screen.
fn world_of(rooms: usize) -> World {
    let mut world = World::new();
    for n in 0..rooms {
        // Names of one length: only their number differs.
        let id = format!("room{n:05}");
        let room = json!(["inserted", { "_id": id, "t": "c", "name": id, "usersCount": 9, "lm": { "$date": START } }]);
        world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), room);
        let own = json!(["inserted", { "_id": format!("own-{id}"), "rid": id, "t": "c", "name": id, "open": true }]);
        world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), own);
    }
    world.rows();
    world.outputs = Vec::with_capacity(64);
    world
}

#[test]
fn a_ring_takes_the_same_memory_in_a_workspace_of_any_size() {
    let ring = |rooms| {
        let mut world = world_of(rooms);
        counted(|| {
            world.signal("call", "c1");
            assert_eq!(world.core.calls_view().incoming.len(), 1);
        })
    };
    assert_eq!(ring(10), ring(3_000));
}

#[test]
fn a_message_makes_one_row_anew_in_a_workspace_of_any_size() {
    let message = |rooms| {
        let mut world = world_of(rooms);
        let message = json!([{
            "_id": "m1", "rid": "room00005", "msg": "news", "ts": { "$date": START + 5 },
            "u": { "_id": BO, "username": "bo" },
        }]);
        // A node of a tree more or less is not the number of rooms.
        counted(|| {
            world.stream("stream-room-messages", "__my_messages__", message);
            assert!(world.core.refresh_rows());
            assert!(world.core.has_fresh_rows());
        })
    };
    assert!(message(3_000) < message(10) + 10_000, "{} and {}", message(10), message(3_000));
}
