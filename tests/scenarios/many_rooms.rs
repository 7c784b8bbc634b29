//! A workspace far larger than anybody's: it is there, it stays fresh, and it holds up no call.

use serde_json::json;
use support::{
    desk::{Desk, Fittings},
    impostor::Impostor,
    many_rooms::{self, changed, message},
    person::Person,
    workspace::Workspace,
};

#[tokio::test]
async fn ten_thousand_rooms_are_there_and_stay_fresh() {
    let house = Workspace::opens().await;
    let workspace = Impostor::of(&house.url).await;
    let account = &house.people[1];
    many_rooms::open(&workspace, &house.peer(account).await, ROOMS).await;
    let mut bo = Person::at(Desk::with(Fittings::BARE).await, account);
    bo.starts().await;
    bo.signs_in(&workspace.url()).await;
    bo.sees("all rooms", |seen| (seen.rooms.loaded && seen.rooms.rooms.len() > ROOMS).then_some(())).await;

    let about = json!({ "roomParticipant": true, "roomType": "c" });
    let news = json!([message(ROOMS - 1, 1), about]);
    workspace.says(changed("stream-room-messages", "__my_messages__", &news));
    let last = many_rooms::name(ROOMS - 1);
    bo.sees("the room with news on top", |seen| (seen.rooms.rooms.first()?.name == last).then_some(())).await;

    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.declines().await;
}

const ROOMS: usize = 10_000;
