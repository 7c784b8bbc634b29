//! Calls that show up without ringing: what is told of them, and what is not told to their callers.

use std::time::Duration;

use jiff::Timestamp;
use support::{desk::Fittings, person::Person, surface::Seen, workspace::Workspace};
use vconnct_client::{
    action::{Action, QuietSpan},
    update::{CallState, DoNotDisturb, Quiet, Settings},
};

#[tokio::test]
async fn a_quiet_call_is_told_with_its_reason_and_its_caller_notices_nothing() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    do_not_disturb(&bo, Some(QuietSpan::Hour)).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call, "its card is there");
    let status = bo.status().await;
    assert_eq!((&status["quiet"], &status["calls"][0]["notRung"]), (&"doNotDisturb".into(), &"doNotDisturb".into()));
    let words = bo.types(&["status"]).await.worked();
    assert!(words.contains("calls do not ring: Do not disturb is on") && words.contains("not rung: "), "{words}");
    ana.rings(&call).await;
    assert_eq!(ana.signals_of(&call), [], "nothing came back to the caller");
    assert_eq!(ana.record(&call).await["status"], 0, "it rings on for everybody else");

    ana.hangs_up(&call).await;
    let missed = bo.records(&call, |record| record.state == CallState::Missed).await;
    assert_eq!(missed.not_rung, Some(Quiet::DoNotDisturb));
    assert_eq!(bo.history().await[0]["notRung"], "doNotDisturb");
    assert_eq!(bo.rings().await[0]["notRung"], "doNotDisturb");
    let rings = bo.types(&["rings"]).await.worked();
    assert!(rings.contains("not rung: Do not disturb is on"), "{rings}");
}

#[tokio::test]
async fn a_quiet_call_can_be_answered_as_any_other() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    do_not_disturb(&bo, Some(QuietSpan::UntilTurnedOff)).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.accepts().await;
    ana.hears("accepted", &call).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
}

#[tokio::test]
async fn do_not_disturb_lasts_over_a_restart_until_it_is_turned_off() {
    let house = Workspace::opens().await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    do_not_disturb(&bo, Some(QuietSpan::UntilTomorrow)).await;
    let set = |seen: &Seen| Some(seen.settings.do_not_disturb).filter(|now| *now != DoNotDisturb::Off);
    let chosen = bo.sees("until when", set).await;
    bo.dies().await;
    bo.starts().await;
    bo.sees("quiet", |seen| (seen.session.quiet == Some(Quiet::DoNotDisturb)).then_some(())).await;
    assert_eq!(bo.sees("until when", set).await, chosen);
    do_not_disturb(&bo, None).await;
    bo.sees("no quiet", |seen| seen.session.quiet.is_none().then_some(())).await;
}

#[tokio::test]
async fn do_not_disturb_ends_by_itself_while_a_call_rings() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    let time = (Timestamp::now() + Duration::from_secs(2)).as_millisecond();
    let settings = Settings { do_not_disturb: DoNotDisturb::Until { time }, ..bo.surface().now().settings };
    bo.surface().asks(&Action::SetSettings { settings: settings.into() }).await.expect("settings are kept");
    let quiet = |wanted: Option<Quiet>| {
        let call = call.id.clone();
        move |seen: &Seen| {
            let known = seen.calls.incoming.iter().find(|known| known.call_id.to_string() == call)?;
            (known.quiet == wanted).then_some(())
        }
    };
    bo.sees("a quiet call", quiet(Some(Quiet::DoNotDisturb))).await;
    bo.sees("a call that rings again", quiet(None)).await;
    assert!(Timestamp::now().as_millisecond() >= time, "it ended before its time");
    bo.sees("it off", |seen| (seen.settings.do_not_disturb == DoNotDisturb::Off).then_some(())).await;
}

async fn do_not_disturb(person: &Person, span: Option<QuietSpan>) {
    person.surface().asks(&Action::SetDoNotDisturb { span }).await.expect("settings are kept");
}
