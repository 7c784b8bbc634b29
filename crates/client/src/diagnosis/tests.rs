//! What each finding means for calls.

use std::sync::LazyLock;

use serde_json::json;

use super::*;
use crate::{
    policy::Source,
    rings::StepTime,
    update::{Loss, Workspace},
};

static NO_POLICY: LazyLock<Policy> = LazyLock::new(Policy::default);
const REACHABLE: Link = Link::Reachable { since: 0 };

fn session(link: Link, provider: Provider, troubles: &[Trouble]) -> Session {
    let workspace = Workspace {
        id: "https://chat".into(),
        name: "HQ".into(),
        me: Default::default(),
        link,
        provider,
        own_status: crate::update::OwnStatusChoices { invisible: true, text: true },
        administered: false,
    };
    Session { workspaces: vec![workspace], troubles: troubles.to_vec(), ..Session::default() }
}

fn ready() -> Provider {
    let devices = crate::action::Devices { mic: true, cam: false };
    Provider::Ready { name: "Jitsi".into(), mic: true, cam: true, title: true, devices }
}

fn service(buttons: bool) -> NotificationService {
    NotificationService { name: "xfce4-notifyd".into(), version: "0.7".into(), buttons }
}

fn look<'a>(session: &'a Session, settings: &'a Settings) -> Evidence<'a> {
    Evidence {
        policy: &NO_POLICY,
        session,
        settings,
        answers_ms: &[],
        plays_on: &[],
        notifications: None,
        window: WindowPlace::Corner,
        last_ring: None,
        trial: false,
        loudness: None,
    }
}

fn verdict(checks: &[Check], about: impl Fn(&Finding) -> bool) -> Verdict {
    checks.iter().find(|check| about(&check.finding)).expect("it is looked at").verdict
}

fn ring(steps: &[(Step, u64)], quiet: Option<Quiet>) -> RingTimes {
    let steps = steps.iter().map(|(step, us)| StepTime { step: *step, us: *us }).collect();
    RingTimes { call_id: "c1".into(), began_us: 7_000, steps, quiet }
}

#[test]
fn a_line_that_holds_and_a_provider_are_good_and_without_either_no_call_arrives() {
    let settings = Settings::default();
    let connection = |finding: &Finding| matches!(finding, Finding::Connection { .. });
    let provider = |finding: &Finding| matches!(finding, Finding::Provider { .. });
    let good = session(REACHABLE, ready(), &[]);
    let checks = examine(&Evidence { answers_ms: &[Some(34)], ..look(&good, &settings) });
    assert_eq!((verdict(&checks, connection), verdict(&checks, provider)), (Verdict::Good, Verdict::Good));
    assert!(matches!(checks[0].finding, Finding::Connection { answer_ms: Some(34), .. }));

    let lost = Link::Lost { since: 0, next_try: 0, loss: Loss::NoAnswer };
    let bad = session(lost, Provider::NotSetUp, &[]);
    let checks = examine(&look(&bad, &settings));
    assert_eq!((verdict(&checks, connection), verdict(&checks, provider)), (Verdict::Broken, Verdict::Broken));
}

#[test]
fn who_is_signed_in_nowhere_cannot_be_reached() {
    let (session, settings) = (Session::default(), Settings::default());
    let checks = examine(&look(&session, &settings));
    assert_eq!(verdict(&checks, |finding| matches!(finding, Finding::NobodySignedIn)), Verdict::Broken);
}

#[test]
fn what_cannot_be_heard_is_told_apart_by_how_bad_it_is() {
    let tone = |finding: &Finding| matches!(finding, Finding::RingTone { .. });
    for (troubles, volume, expected) in [
        (&[][..], 80, Verdict::Good),
        (&[], 0, Verdict::Warning),
        (&[Trouble::Muted], 80, Verdict::Warning),
        (&[Trouble::NoRingTone], 80, Verdict::Warning),
        (&[Trouble::NoSound, Trouble::Muted], 80, Verdict::Broken),
    ] {
        let (session, settings) =
            (session(REACHABLE, ready(), troubles), Settings { ring_volume: volume, ..Settings::default() });
        assert_eq!(verdict(&examine(&look(&session, &settings)), tone), expected, "{troubles:?} at {volume}");
    }
}

#[test]
fn a_service_without_buttons_or_none_leaves_the_call_window() {
    let settings = Settings::default();
    let about = |finding: &Finding| matches!(finding, Finding::Notifications { .. });
    let there = session(REACHABLE, ready(), &[]);
    for (service, expected) in
        [(Some(service(true)), Verdict::Good), (Some(service(false)), Verdict::Warning), (None, Verdict::Note)]
    {
        let checks = examine(&Evidence { notifications: service.as_ref(), ..look(&there, &settings) });
        assert_eq!(verdict(&checks, about), expected, "{service:?}");
    }
    let none = session(REACHABLE, ready(), &[Trouble::NoNotifications]);
    let (service, settings) = (service(true), Settings::default());
    let checks = examine(&Evidence { notifications: Some(&service), ..look(&none, &settings) });
    assert_eq!(verdict(&checks, about), Verdict::Warning, "it hangs");
}

#[test]
fn the_last_ring_was_seen_and_heard_or_says_what_was_not() {
    let seen = (Step::NotificationShown, 61_000);
    let heard = (Step::Sounding, 88_900);
    for (steps, quiet, expected) in [
        (vec![(Step::Heard, 0), seen, heard], None, Verdict::Good),
        (vec![(Step::Heard, 0), (Step::CardPainted, 40_000), heard], None, Verdict::Good),
        (vec![(Step::Heard, 0), seen], None, Verdict::Warning),
        (vec![(Step::Heard, 0), heard], None, Verdict::Warning),
        (vec![(Step::Heard, 0)], None, Verdict::Broken),
        (vec![(Step::Heard, 0)], Some(Quiet::DoNotDisturb), Verdict::Note),
        (vec![(Step::Heard, 0), (Step::Over, 300_000)], None, Verdict::Note),
        (vec![(Step::Heard, 0), (Step::Over, 3_000_000)], None, Verdict::Broken),
        (vec![(Step::Heard, 0), seen, (Step::Silent, 200)], None, Verdict::Note),
        (vec![(Step::Heard, 0), (Step::Silent, 200)], None, Verdict::Broken),
        (vec![(Step::Heard, 0), seen, (Step::Silent, 200), heard], None, Verdict::Good),
    ] {
        assert_eq!(last_ring(&ring(&steps, quiet), false, None).0, expected, "{steps:?} {quiet:?}");
    }
    for (loudness, expected) in [
        (Some(Loudness::Heard { db: -18 }), Verdict::Good),
        (Some(Loudness::Unknown), Verdict::Good),
        (Some(Loudness::Nothing), Verdict::Warning),
    ] {
        let (verdict, finding) = last_ring(&ring(&[(Step::Heard, 0), seen, heard], None), true, loudness);
        let (shown_ms, sounding_ms) = (Some(61), Some(88));
        let told =
            Finding::LastRing { at: 7, shown_ms, sounding_ms, silent: false, quiet: None, trial: true, loudness };
        assert_eq!((verdict, finding), (expected, told));
    }
}

#[test]
fn quiet_times_and_switched_on_keys_are_told_only_then() {
    let about = |checks: &[Check]| {
        let quiet = checks.iter().any(|check| matches!(check.finding, Finding::Quiet { .. }));
        (quiet, checks.iter().any(|check| matches!(check.finding, Finding::Shortcuts { .. })))
    };
    let mut session = session(REACHABLE, ready(), &[]);
    session.keys.taken = vec![Shortcut::Accept];
    let mut settings = Settings::default();
    assert_eq!(about(&examine(&look(&session, &settings))), (false, false));
    (session.quiet, settings.shortcuts_everywhere) = (Some(Quiet::QuietHours), true);
    let checks = examine(&look(&session, &settings));
    assert_eq!(about(&checks), (true, true));
    let keys = |missing| Finding::Shortcuts { missing, taken: vec!["Ctrl+Alt+A".into()] };
    assert_eq!(verdict(&checks, |finding| *finding == keys(false)), Verdict::Warning);
}

#[test]
fn a_policy_is_told_of_and_is_no_good_while_something_of_it_cannot_be_understood() {
    let (good, settings) = (session(REACHABLE, ready(), &[]), Settings::default());
    let about = |check: &Check| matches!(check.finding, Finding::Policy { .. });
    assert!(!examine(&look(&good, &settings)).iter().any(about), "there is none");
    for (said, expected) in [
        (json!({ "theme": "dark" }), Verdict::Good),
        (json!({ "theme": "dark", "ringVolume": "loud" }), Verdict::Warning),
    ] {
        let members = serde_json::from_value(said).map_err(|_| unreachable!());
        let policy = Policy::of([Source { name: "here".into(), members }]);
        let checks = examine(&Evidence { policy: &policy, ..look(&good, &settings) });
        assert_eq!(verdict(&checks, |finding| matches!(finding, Finding::Policy { locked: 1, .. })), expected);
    }
}
