//! Who is there, what they are called, what they look like and what they may do.

use super::*;
use crate::update::Presence;

fn bo(status: &str) -> Value {
    json!({ "users": [{ "_id": BO, "username": "bo", "name": "Bo", "status": status, "statusText": status }] })
}

impl World {
    fn sees_bo(&self) -> (Presence, Option<String>) {
        let person = self.core.people.person(&BO.into());
        (person.presence, person.status_text)
    }

    /// Loses the line, and finds it again.
    fn comes_back(&mut self) {
        self.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
        self.feed(Input::Connected);
    }
}

#[test]
fn nobody_is_asked_about_before_the_stream_tells_who_comes_and_goes() {
    let mut world = World::new();
    world.comes_back();
    assert_eq!(world.asked("users.presence"), None, "whoever came now would never be seen");
    world.is_watching();
    let (_, request) = world.asked("users.presence").unwrap();
    assert_eq!(request, rest::Request::Presence { users: vec![BO.into()] });
}

#[test]
fn whoever_is_asked_for_and_not_named_has_left_meanwhile() {
    let mut world = World::new();
    assert_eq!(world.sees_bo().0, Presence::Online);
    world.comes_back();
    world.is_watching();
    world.core.take_changed();
    world.answer("users.presence", json!({ "users": [] }));
    assert_eq!(world.sees_bo().0, Presence::Offline);
    assert!(world.core.take_changed().rooms);
}

#[test]
fn whoever_is_offline_is_shown_with_the_picture_there_is_until_it_is_told_which() {
    let mut world = World::new();
    let cem = |world: &World| world.core.people.person(&"Cem".into()).picture;
    let room = json!({ "_id": format!("{ANA}Cem"), "t": "d", "uids": [ANA, "Cem"], "usernames": ["ana", "cem"] });
    world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), json!(["inserted", room]));
    world.core.people.learn(&vconnct_proto::documents::UserRef {
        id: "Cem".into(),
        username: "cem".into(),
        name: None,
    });
    assert_eq!(cem(&world), None);
    world.is_watching();
    world.answer("users.presence", json!({ "users": [] }));
    let path = |etag: &str| Some(format!("{}/user/cem/{etag}", picture_root(ROOT)));
    assert_eq!(cem(&world), path(""));
    for (member, picture) in [(json!({ "avatarETag": "e1" }), path("e1")), (json!({}), None)] {
        world.comes_back();
        world.is_watching();
        let mut entry = json!({ "_id": "Cem", "username": "cem", "status": "online" });
        entry.as_object_mut().unwrap().extend(member.as_object().unwrap().clone());
        world.answer("users.presence", json!({ "users": [entry] }));
        assert_eq!(cem(&world), picture);
    }
}

#[test]
fn a_workspace_that_tells_nobodys_presence_is_not_taken_for_an_empty_one() {
    let mut world = World::new();
    let keeps = |to_itself: bool| json!(["updated", { "_id": "Presence_broadcast_disabled", "value": to_itself }]);
    world.stream("stream-user-presence", ANA, json!([["ana", 3, ""]]));
    world.stream("stream-notify-all", "public-settings-changed", keeps(true));
    assert_eq!(world.sees_bo().0, Presence::Unknown);
    assert_eq!(world.core.people.person(&ANA.into()).presence, Presence::Busy, "one's own is known");
    world.stream("stream-notify-all", "public-settings-changed", keeps(false));
    world.answer("users.presence", json!({ "users": [] }));
    assert_eq!(world.sees_bo().0, Presence::Offline);
}

#[test]
fn an_answer_that_comes_late_undoes_nothing_that_the_stream_has_told() {
    for late in [bo("away"), json!({ "users": [] })] {
        let mut world = World::new();
        world.comes_back();
        world.is_watching();
        world.stream("stream-user-presence", BO, json!([["bo", 3, "In a review"]]));
        world.answer("users.presence", late);
        assert_eq!(world.sees_bo(), (Presence::Busy, Some("In a review".into())));
    }
}

#[test]
fn what_an_earlier_line_has_told_is_not_newer_than_an_answer() {
    let mut world = World::new();
    world.stream("stream-user-presence", BO, json!([["bo", 3, "In a review"]]));
    world.comes_back();
    world.is_watching();
    world.answer("users.presence", bo("away"));
    assert_eq!(world.sees_bo(), (Presence::Away, Some("away".into())));
}

#[test]
fn a_new_name_and_a_new_picture_are_shown_at_once() {
    let mut world = World::new();
    let bo = |world: &World| world.core.people.person(&BO.into());
    let renamed = json!([{ "_id": BO, "username": "bo", "name": "Bo Berg" }]);
    world.stream("stream-notify-logged", "Users:NameChanged", renamed);
    assert_eq!(bo(&world).name, "Bo Berg");
    for (etag, picture) in [(json!("e2"), Some(format!("{}/user/bo/e2", picture_root(ROOT)))), (json!(null), None)] {
        world.core.take_changed();
        world.stream("stream-notify-logged", "updateAvatar", json!([{ "username": "bo", "etag": etag }]));
        assert_eq!(bo(&world).picture, picture);
        assert!(world.core.take_changed().calls, "whoever calls looks so, too");
    }
}

#[test]
fn rights_that_change_count_at_once() {
    let mut world = World::new();
    world.core.purposes.clear(); // what it asked on connecting
    let may = |world: &World| world.core.workplace.call_button(update::RoomKind::Channel, None, None, "ana");
    let changed = |roles: &[&str]| json!(["updated", { "_id": "call-management", "roles": roles }]);
    world.stream("stream-notify-logged", "permissions-changed", changed(&[]));
    let before = may(&world);
    world.stream("stream-notify-logged", "permissions-changed", changed(&["caller"]));
    for (user, asks) in [(BO, false), (ANA, true)] {
        let role = json!([{ "type": "added", "_id": "caller", "u": { "_id": user, "username": "x" } }]);
        world.stream("stream-notify-logged", "roles-change", role);
        let asked = world.asked("api/v1/me").map(|(ticket, _)| ticket);
        assert_eq!(asked.is_some(), asks);
        if let Some(ticket) = asked {
            let me = json!({ "_id": ANA, "username": "ana", "roles": ["caller"] }).to_string().into_bytes();
            world.feed(Input::Answer { ticket, result: Ok(me), date: None });
        }
    }
    assert_ne!(may(&world), before);
}
