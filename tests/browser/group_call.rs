//! A call in a room: a message with faces instead of a ring.

use support::{call_page::CallPage, workspace::Workspace};
use vconnct_client::update::RoomKind;

use crate::direct_call::Seat;

#[tokio::test]
async fn three_meet_in_a_channel_and_the_message_and_the_panel_say_who_was_there() {
    let house = Workspace::opens().await;
    let (ana, bo, cleo) = tokio::join!(Seat::of(&house, 0), Seat::of(&house, 1), Seat::of(&house, 2));
    let room = ana.person.room(RoomKind::Channel).await;
    for seat in [&ana, &bo, &cleo] {
        seat.page.presses(&room.name).await;
    }
    ana.page.presses("Start a call in").await;
    ana.page.writes("Name of the call", "Release review").await;
    ana.page.presses("Start call").await;
    let first = ana.person.is_in_a_call().await;
    bo.page.says("Release review").await;
    assert!(!bo.page.words().await.contains("Incoming call"), "it rang");

    bo.page.presses("Join").await;
    cleo.page.presses("Join").await;
    let (second, third) = tokio::join!(bo.person.is_in_a_call(), cleo.person.is_in_a_call());
    let (a, b, c) = tokio::join!(
        CallPage::opens(ana.person.desk.home(), &first),
        CallPage::opens(bo.person.desk.home(), &second),
        CallPage::opens(cleo.person.desk.home(), &third)
    );
    tokio::join!(a.hears(2), b.hears(2), c.hears(2));
    let [second, third] = [&bo.name, &cleo.name].map(|name| name.split(' ').next().unwrap_or(name));
    let everybody = format!("You, {second} and {third}");
    ana.page.says(&everybody).await;

    tokio::join!(a.closes(), b.closes(), c.closes());
    ana.page.has_said("“Release review” ended after").await;
    ana.page.says(&everybody).await;
    bo.page.presses("Calls in this room").await;
    bo.page.presses("Group Release review").await;
    for fact in ["Call details", &ana.name, &bo.name, &cleo.name] {
        bo.page.says(fact).await;
    }
}
