//! Quiet on a real desktop: nothing on the bus and nothing to hear, until it is over.

use support::{
    desk::Fittings,
    notifications::Service,
    person::Person,
    process::{Program, packaged},
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::{
    action::{Action, QuietSpan},
    update::{CallState, Quiet},
};

use zbus::zvariant::Value;

use crate::{scripted_desk::at_a_scripted_desk, waiting::a_moment};

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

#[tokio::test]
async fn dunst_that_is_paused_is_believed() {
    let house = Workspace::opens().await;
    let fittings = Fittings { bus: true, display: true, notifications: Some(Service::Dunst), ..Fittings::BARE };
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    for paused in [true, false] {
        let set = ("org.dunstproject.cmd0", "paused", Value::from(paused));
        let (name, path) = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications");
        let properties = Some("org.freedesktop.DBus.Properties");
        bo.desk
            .bus()
            .connection()
            .call_method(Some(name), path, properties, "Set", &set)
            .await
            .expect("it can be paused");
        bo.sees("what dunst does", |seen| (seen.session.quiet.is_some() == paused).then_some(())).await;
    }
}

#[tokio::test]
async fn xfce_that_shall_not_disturb_is_believed_where_it_shows_the_notifications() {
    let house = Workspace::opens().await;
    let fittings = Fittings { bus: true, display: true, ..Fittings::BARE };
    let mut bo = Person::signed_in(&house, &house.people[1], fittings).await;
    let _settings = xfce_settings(&bo).await;
    xfce_disturbs(&bo, false).await;
    bo.desk.start_notifications(Service::Dunst).await;
    a_moment().await;
    assert_eq!(bo.surface().now().session.quiet, None, "said by a service that is not there");
    bo.desk.lose_notifications().await;
    bo.desk.start_notifications(Service::Xfce).await;
    bo.sees("what Xfce wants", |seen| (seen.session.quiet == Some(Quiet::System)).then_some(())).await;
    for disturbs in [true, false] {
        xfce_disturbs(&bo, disturbs).await;
        bo.sees("what Xfce wants", |seen| (seen.session.quiet.is_none() == disturbs).then_some(())).await;
    }
}

/// What keeps Xfce's settings.
async fn xfce_settings(person: &Person) -> Program {
    let daemon = packaged("/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd", "xfconf");
    let daemon = Program::start(person.desk.home().furnish(daemon), person.desk.home().log("xfconfd"));
    person.desk.bus().owned("org.xfce.Xfconf").await;
    daemon
}

async fn xfce_disturbs(person: &Person, disturbs: bool) {
    let set = ("xfce4-notifyd", "/do-not-disturb", Value::from(!disturbs));
    let (name, path) = ("org.xfce.Xfconf", "/org/xfce/Xfconf");
    let bus = person.desk.bus().connection();
    bus.call_method(Some(name), path, Some(name), "SetProperty", &set).await.expect("settings are kept");
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
