//! A working day in a busy workspace, run in a moment: nothing that is held grows with its length.

use super::*;
use crate::core::tidy::Census;

/// Ana's day: five hundred rooms full of messages and calls, of which she looks at one a minute.
struct Day {
    world: World,
    minute: usize,
}

impl Day {
    fn new() -> Self {
        let mut world = World::new();
        for n in 0..ROOMS {
            let (room, name) = (format!("room{n}"), format!("project-{n}"));
            let document = json!(["inserted", { "_id": room, "t": "c", "name": name, "usersCount": 9 }]);
            world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), document);
            let own =
                json!(["inserted", { "_id": format!("s-{room}"), "rid": room, "t": "c", "name": name, "open": true }]);
            world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), own);
        }
        world.outputs.clear();
        Self { world, minute: 0 }
    }

    /// The most of everything that was held at the end of any minute.
    fn runs(&mut self, minutes: usize) -> Census {
        (0..minutes).fold(Census::default(), |most, _| {
            self.goes_on_for_a_minute();
            most.max(&self.world.core.census())
        })
    }

    fn goes_on_for_a_minute(&mut self) {
        self.minute += 1;
        let minute = self.minute;
        self.looks_at(minute % ROOMS);
        for n in 0..MESSAGES {
            let room = (minute * 7 + n * 31) % ROOMS;
            self.is_told(self.message(&format!("m{minute}-{n}"), room, minute * MESSAGES + n, json!([])));
        }
        let call = json!([{ "type": "video_conf", "callId": format!("call{minute}") }]);
        self.is_told(self.message(&format!("c{minute}"), minute % ROOMS, minute, call));
        if minute.is_multiple_of(5) {
            self.is_called(&format!("ring{minute}"));
        }
        self.world.stream(
            "stream-notify-room",
            &format!("room{}/user-activity", minute % ROOMS),
            json!([format!("typist{minute}"), ["user-typing"], {}]),
        );
        self.world.pass(Duration::from_secs(60));
        self.is_answered();
    }

    fn looks_at(&mut self, n: usize) {
        let room = RoomRef { workspace: ROOT.into(), room_id: format!("room{n}").into() };
        self.world.act(Action::Look { at: Some(Look { room, panel: true }) });
        self.is_answered();
    }

    fn is_told(&mut self, message: Value) {
        self.world.stream("stream-room-messages", "__my_messages__", json!([message]));
    }

    /// Rings, and is given up.
    fn is_called(&mut self, call: &str) {
        self.world.signal("call", call);
        self.world.signal("canceled", call);
    }

    /// Everything that was asked finds an answer.
    fn is_answered(&mut self) {
        self.world.is_watching();
        while let Some((ticket, request)) = self.world.asked("") {
            let body = match request {
                rest::Request::CallInfo { call } => self.record(call.as_str()),
                rest::Request::History { room, .. } => self.page(room.as_str()),
                rest::Request::Presence { users } => json!({
                    "users": users.iter().map(|user| json!({ "_id": user, "username": user })).collect::<Vec<_>>()
                }),
                rest::Request::CallList { .. } => json!({ "data": [], "count": 0, "offset": 0, "total": 0 }),
                _ => json!({}),
            };
            let result = Ok(body.to_string().into_bytes());
            self.world.feed(Input::Answer { ticket, result, date: None });
        }
        self.world.outputs.clear();
    }

    fn record(&self, call: &str) -> Value {
        let direct = call.starts_with("ring");
        json!({
            "_id": call, "type": if direct { "direct" } else { "videoconference" }, "status": if direct { 4 } else { 3 },
            "rid": if direct { DIRECT.to_owned() } else { format!("room{}", self.minute % ROOMS) },
            "users": (0..4).map(|n| self.author(self.minute * 4 + n)).collect::<Vec<_>>(), "providerName": "jitsi",
            "createdBy": { "_id": BO, "username": "bo" }, "createdAt": { "$date": self.now() },
            "endedAt": { "$date": self.now() + 1_000 },
        })
    }

    fn page(&self, room: &str) -> Value {
        let n: usize = room.trim_start_matches("room").parse().unwrap();
        let message = |i: usize| self.message(&format!("h{}-{i}", self.minute), n, self.minute * 50 + i, json!([]));
        json!({ "messages": (0..50).map(message).collect::<Vec<_>>() })
    }

    fn message(&self, id: &str, room: usize, author: usize, blocks: Value) -> Value {
        let now = json!({ "$date": self.now() });
        json!({
            "_id": id, "rid": format!("room{room}"), "msg": "news", "ts": now, "_updatedAt": now,
            "u": self.author(author), "blocks": blocks,
        })
    }

    fn author(&self, n: usize) -> Value {
        json!({ "_id": format!("user{}", n % PEOPLE), "username": format!("user.{}", n % PEOPLE) })
    }

    fn now(&self) -> i64 {
        START + i64::try_from(self.world.now.0).unwrap()
    }
}

#[test]
fn after_a_long_day_no_more_is_held_than_after_a_short_one() {
    let mut day = Day::new();
    let morning = day.runs(HALF_A_DAY);
    let afternoon = day.runs(HALF_A_DAY);
    let grown = afternoon.grown_since(&morning);
    assert!(grown.is_empty(), "held more in the afternoon: {grown:?}");
}

#[test]
fn what_is_held_of_a_day_stays_small() {
    let most = Day::new().runs(HALF_A_DAY);
    for (what, count) in most.counts() {
        assert!(count <= 3_500, "{count} {what}");
    }
}

/// As many minutes of a day with many calls and faces.
const HALF_A_DAY: usize = 4 * 60;
const MESSAGES: usize = 20;
const PEOPLE: usize = 20_000;
const ROOMS: usize = 500;
