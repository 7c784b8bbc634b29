//! The pictures of people who may call.

use super::*;

#[test]
fn whoever_was_written_with_last_is_shown_with_their_picture_when_they_first_call() {
    let mut world = World::new();
    for (user, said) in [("Old", START), ("New", START + 1)] {
        let room = json!({ "_id": format!("{ANA}{user}"), "t": "d", "uids": [ANA, user], "lm": { "$date": said } });
        world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), json!(["inserted", room]));
    }
    world.is_watching();
    let entry = |user: &str| json!({ "_id": user, "username": user, "status": "online", "avatarETag": "e1" });
    world.answer("users.presence", json!({ "users": [entry("Old"), entry("Somebody")] }));
    world.answer("users.presence", json!({ "users": [entry("New")] }));
    let fetched: Vec<_> = world
        .outputs
        .iter()
        .filter_map(|output| if let Output::FetchPictures(pictures) = output { Some(pictures.clone()) } else { None })
        .collect();
    let path = |user: &str| format!("{}/user/{user}/e1", picture_root(ROOT));
    assert_eq!(fetched, [vec![path("Old")], vec![path("New"), path("Old")]]);
}
