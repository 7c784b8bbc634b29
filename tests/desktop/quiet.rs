//! Quiet on a real desktop: nothing on the bus and nothing to hear, until it is over.

use support::{person::Person, tone::Tone, workspace::Workspace};
use vconnct_client::{
    action::{Action, QuietSpan},
    update::{CallState, Quiet},
};

use crate::scripted_desk::at_a_scripted_desk;

#[tokio::test]
async fn do_not_disturb_lets_nothing_be_heard_or_shown_and_tells_of_the_missed_call_afterwards() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    disturb(&bo, Some(QuietSpan::Hour)).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    ana.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
    assert_eq!(service.shown().len(), 0, "{:?}", service.shown());
    assert_eq!(bo.desk.sound().heard().len(), 0);
    let steps = steps_of_the_last_ring(&bo).await;
    assert!(!steps.iter().any(|step| step == "sounding" || step == "notificationSent"), "{steps:?}");

    // The same desk hears and shows once it may.
    disturb(&bo, None).await;
    let missed = service.shows().await;
    assert!(missed.summary.contains("Missed call"), "{missed:?}");
    ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    assert!(steps_of_the_last_ring(&bo).await.iter().any(|step| step == "sounding"));
}

#[tokio::test]
async fn what_rings_falls_silent_when_it_is_turned_on() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    service.shows().await;
    disturb(&bo, Some(QuietSpan::HalfHour)).await;
    bo.desk.sound().falls_silent().await;
    service.is_clear().await;
    bo.is_rung().await;
}

#[tokio::test]
async fn a_desktop_that_shall_not_disturb_is_believed() {
    let house = Workspace::opens().await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    for (inhibited, quiet) in [(true, Some(Quiet::System)), (false, None)] {
        service.inhibit(bo.desk.bus(), inhibited).await;
        bo.sees("what the desktop wants", |seen| (seen.session.quiet == quiet).then_some(())).await;
    }
}

async fn disturb(person: &Person, span: Option<QuietSpan>) {
    person.surface().asks(&Action::SetDoNotDisturb { span }).await.expect("settings are kept");
}

async fn steps_of_the_last_ring(person: &Person) -> Vec<String> {
    let rings = person.rings().await;
    let last = rings.as_array().and_then(|rings| rings.last()).expect("it rang").clone();
    let steps = last["steps"].as_array().expect("a list").iter();
    steps.filter_map(|step| step["step"].as_str().map(str::to_owned)).collect::<Vec<_>>()
}
