//! Nobody answers: the only story that lasts thirty real seconds.

use std::time::Duration;

use support::{desk::Fittings, eventually::within, person::Person, tone::Tone, workspace::Workspace};
use vconnct_client::update::{CallState, EndReason};

use crate::window::main_window;

#[tokio::test]
async fn after_ten_rings_the_caller_is_offered_to_call_again() {
    let house = Workspace::opens().await;
    let fittings = Fittings { notifications: None, ..Fittings::COMPLETE };
    let ana = Person::signed_in(&house, &house.people[0], fittings).await;
    let bo = house.peer(&house.people[1]).await;
    let window = main_window(&ana).await;
    ana.calls(&bo.username).await;
    let call = bo.is_rung().await;
    ana.desk.sound().plays(Tone::RingBack).await;
    within(RINGING + Duration::from_secs(10), "the caller to give up", async || {
        bo.signals_of(&call).iter().any(|(_, action)| action == "canceled").then_some(())
    })
    .await;
    ana.outgoing_ends(EndReason::Unanswered).await;
    window.says("No answer").await;
    assert!(window.offers("Call again").await, "on a page that says {}", window.words().await);
    ana.desk.sound().falls_silent().await;

    let signals = bo.signals_of(&call);
    let rings: Vec<_> = signals.iter().filter(|(_, action)| action == "call").map(|(at, _)| *at).collect();
    assert_eq!(rings.len(), 10, "{signals:?}");
    let lasted = signals.iter().find(|(_, action)| action == "canceled").expect("it was waited for").0 - rings[0];
    assert!(lasted > RINGING - Duration::from_secs(1), "gave up after {lasted:?}");
    assert_eq!(bo.record(&call).await["status"], 4);
    ana.records(&call, |record| record.state == CallState::NoAnswer).await;

    window.presses("Call again").await;
    let again = ana.rings_out().await;
    assert_ne!(again.id, call.id);
    bo.hears("call", &again).await;
}

const RINGING: Duration = Duration::from_secs(30);
