//! Messages, as they are told of outside our windows.

use support::{eventually::eventually, workspace::Workspace};
use vconnct_client::action::Action;

use crate::scripted_desk::at_a_scripted_desk;

#[tokio::test]
async fn a_message_is_told_of_once_for_its_room_and_no_longer_when_it_is_read() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    let room = ana.room_with(&bo.account.username).await;
    ana.says(&room, "Are you there?").await;
    let shown = service.shows().await;
    assert!(shown.summary.contains(&ana.name().await), "{shown:?}");
    assert_eq!((shown.body.as_str(), shown.urgency), ("Are you there?", 1));

    ana.says(&room, "It is urgent.").await;
    eventually("the newer one in its place", async || {
        let there: Vec<_> = service.shown().into_iter().filter(|shown| shown.closed.is_none()).collect();
        (there.len() == 1 && there[0].body == "It is urgent.").then_some(())
    })
    .await;

    let workspace = bo.surface().now().session.workspaces[0].id.clone();
    bo.surface().asks(&Action::MarkRead { workspace, room_id: room.as_str().into() }).await.expect("it can be read");
    service.is_clear().await;
}
