//! The log of calls, and what its lines offer.

use support::workspace::Workspace;

use crate::direct_call::Seat;

#[tokio::test]
async fn a_missed_call_is_called_back_from_its_line_and_leads_to_its_room() {
    let house = Workspace::opens().await;
    let (ana, bo) = tokio::join!(Seat::of(&house, 0), Seat::of(&house, 1));
    ana.page.presses(&bo.name).await;
    ana.page.presses(&format!("Call {}", bo.name)).await;
    ana.page.presses_call(&bo.name).await;
    bo.page.says("Incoming call").await;
    ana.page.presses("Cancel call").await;
    bo.page.has_said("hung up").await;

    let line = format!("Missed {}", ana.name);
    bo.page.presses("Calls").await;
    bo.page.presses(&line).await;
    bo.page.presses("Call back").await;
    ana.page.says("Incoming call").await;
    bo.page.presses("Cancel call").await;
    ana.page.has_said("hung up").await;

    bo.page.presses(&line).await;
    bo.page.presses("Write a message").await;
    assert!(bo.page.offers(&format!("Message {}", ana.name)).await, "on a page that says {}", bo.page.words().await);
}
