//! The number on the app's icon, as a dock is told of it.

use support::{
    dock::{Dock, Icon},
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{CallState, Settings},
};

use crate::scripted_desk::at_a_scripted_desk;

#[tokio::test]
async fn the_icon_counts_what_waits_asks_for_a_look_while_it_rings_and_is_empty_for_whoever_wants_no_number() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, _service) = at_a_scripted_desk(&house).await;
    let dock = Dock::start(bo.desk.bus()).await;
    let before = i64::from(bo.surface().now().session.badge);
    let room = ana.room_with(&bo.account.username).await;
    ana.says(&room, "Are you there?").await;
    let icon = dock.shows("a message", |icon| icon.number == Some(before + 1)).await;
    assert_eq!((icon.app.as_str(), icon.urgent), ("application://Vconnct.desktop", false));

    let call = ana.calls(&bo.account.username).await;
    dock.shows("a ring", |icon| icon.urgent).await;
    ana.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    let as_told = |icon: &Icon| !icon.urgent && icon.number == Some(bo.surface().now().session.badge.into());
    dock.shows("a missed call, once", |icon| as_told(icon) && icon.number == Some(before + 2)).await;

    // A dock that comes later is told as well.
    dock.goes().await;
    let dock = Dock::start(bo.desk.bus()).await;
    dock.shows("the same", as_told).await;

    let workspace = bo.surface().now().session.workspaces[0].id.clone();
    bo.surface().asks(&Action::MarkRead { workspace, room_id: room.as_str().into() }).await.expect("it can be read");
    bo.surface().asks(&Action::MarkCallsSeen { room: None }).await.expect("they can be seen");
    dock.shows("what waited before", |icon| icon.number.unwrap_or(0) == before).await;
    ana.says(&room, "Are you still there?").await;
    dock.shows("a message", |icon| icon.number == Some(before + 1)).await;
    let settings = Box::new(Settings { number_on_icon: false, ..bo.surface().now().settings });
    bo.surface().asks(&Action::SetSettings { settings }).await.expect("settings are kept");
    dock.shows("nothing", |icon| icon.number.is_none()).await;
}
