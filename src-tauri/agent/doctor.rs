//! Whether calls can reach the person, in English as all of the command line: a line for each check, and the
//! report that goes to whoever helps.

use std::fmt::Write;

use serde_json::json;
use vconnct_client::{
    diagnosis::{Check, Diagnosis, Finding, Loudness, Verdict, WindowPlace},
    rings::RingTimes,
    update::{Link, Loss, Provider, Quiet, SignedOut, Trouble},
};

use crate::{
    status::{ms, step},
    strings::Words,
};

/// Whether names of workspaces and devices may be told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Names {
    Hidden,
    Told,
}

/// A line for each check: how good it is, what it is about, what was found, and how to mend it.
pub(crate) fn lines(diagnosis: &Diagnosis, names: Names) -> String {
    let mut text = String::new();
    for check in &diagnosis.checks {
        let mark = match check.verdict {
            Verdict::Broken => "FAILS",
            Verdict::Good => "ok",
            Verdict::Note => "note",
            Verdict::Warning => "warn",
        };
        let (about, found) = words(check, names);
        let _ = writeln!(text, "{mark:>5}  {about:<24}  {found}"); // a string takes everything
    }
    text
}

/// For programs: the checks as they are, and whether calls reach the person.
pub(crate) fn json(diagnosis: &Diagnosis) -> String {
    let reached = diagnosis.checks.iter().all(|check| check.verdict < Verdict::Broken);
    json!({ "reached": reached, "checks": diagnosis.checks }).to_string()
}

/// For whoever helps: versions, capabilities and times. No names, messages, addresses or secrets.
pub(crate) fn report(diagnosis: &Diagnosis, rings: &[RingTimes]) -> String {
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let mut text = format!("Vconnct {} on {system}\n\n{}", env!("CARGO_PKG_VERSION"), lines(diagnosis, Names::Hidden));
    if !rings.is_empty() {
        text.push_str("\nThe last rings, in ms from the first signal:\n");
    }
    for ring in rings {
        let steps = ring.steps.iter().map(|taken| format!("{} {:.1}", step(taken.step), ms(taken.us)));
        let quiet = ring.quiet.map(|quiet| format!(" (not rung: {})", Words::of("en").why(quiet))).unwrap_or_default();
        let _ = writeln!(text, "{}{quiet}", steps.collect::<Vec<_>>().join(", "));
    }
    text
}

fn words(check: &Check, names: Names) -> (String, String) {
    match &check.finding {
        Finding::CallWindow { place } => (
            "Call window".into(),
            match place {
                WindowPlace::Anywhere => "cannot place itself in a corner here (Wayland without X)".into(),
                WindowPlace::Corner => "in a corner of the screen, above other windows".into(),
                WindowPlace::Nowhere => "there is no display for windows".into(),
            },
        ),
        Finding::Connection { workspace, link, answer_ms } => {
            let about = if names == Names::Told { format!("Connection to {workspace}") } else { "Connection".into() };
            (about, connection(link, *answer_ms))
        }
        Finding::KeyStore { trouble } => (
            "Key store".into(),
            match trouble {
                Some(Trouble::KeyStoreLocked) => "locked: unlock it to stay signed in".into(),
                Some(_) => {
                    "none: you have to sign in again after a restart. Install a key store, such as GNOME Keyring".into()
                }
                None => "keeps your session".into(),
            },
        ),
        Finding::LastRing { shown_ms, sounding_ms, silent, quiet, trial, loudness, .. } => {
            let about = if *trial { "Trial call" } else { "Last call" };
            (about.into(), last_ring(*shown_ms, *sounding_ms, *silent, *quiet) + &heard(*loudness))
        }
        Finding::Login { on } => (
            "Start with the computer".into(),
            match on {
                Some(true) => "yes".into(),
                Some(false) => {
                    "no: until you start Vconnct, calls do not reach you. Settings, Startup and window".into()
                }
                None => "this system offers no way".into(),
            },
        ),
        Finding::NobodySignedIn => {
            ("Workspaces".into(), "nobody is signed in, so nobody can be called: see vconnct login --help".into())
        }
        Finding::Notifications { service, missing } => (
            "Notifications".into(),
            match service {
                _ if *missing => "no notification service answers: calls show in a small window instead".into(),
                Some(service) if service.buttons => format!("{} {} with buttons", service.name, service.version),
                Some(service) => {
                    format!("{} {} has no buttons: calls show in a small window instead", service.name, service.version)
                }
                None => "one is started with the first call".into(),
            },
        ),
        Finding::Policy { locked, faults } => ("Company policy".into(), policy(*locked, faults, names)),
        Finding::Provider { workspace, provider } => {
            let about = if names == Names::Told { format!("Calls at {workspace}") } else { "Calls".into() };
            (
                about,
                match provider {
                    Provider::Ready { name, .. } => format!("switched on, with {name}"),
                    Provider::NotSetUp => {
                        "not set up: an administrator of the workspace has to choose a provider".into()
                    }
                    Provider::Unknown => "the workspace has not said yet".into(),
                },
            )
        }
        Finding::Quiet { quiet } => {
            ("Quiet".into(), format!("calls are shown and do not ring: {}", Words::of("en").why(*quiet)))
        }
        Finding::RingTone { plays_on, volume, trouble } => {
            ("Ring tone".into(), ring_tone(plays_on, *volume, *trouble, names))
        }
        Finding::Shortcuts { missing, taken } => ("Keys from anywhere".into(), shortcuts(*missing, taken)),
        Finding::Tray { there } => {
            ("Tray".into(), if *there { "there" } else { "none on this desktop: calls reach you all the same" }.into())
        }
    }
}

fn policy(locked: u32, faults: &[String], names: Names) -> String {
    let fixed = format!("settings fixed: {locked}");
    match names {
        _ if faults.is_empty() => fixed,
        // A fault has what somebody wrote.
        Names::Hidden => format!("{fixed}, not understood: {}", faults.len()),
        Names::Told => format!("{fixed}, not understood: {}", faults.join("; ")),
    }
}

fn connection(link: &Link, answer_ms: Option<u32>) -> String {
    match link {
        Link::Connecting { .. } | Link::Subscribing { .. } => "connecting".into(),
        Link::Lost { loss, .. } => match loss {
            Loss::BadCertificate => "lost: somebody between here and there shows a certificate nobody vouches for",
            Loss::NoAnswer => "lost: the workspace does not answer",
            Loss::NoNetwork => "lost: this computer has no network",
            Loss::NoProxy => "lost: the proxy set up on this computer does not answer",
            Loss::NotAWorkspace => "lost: something else answers in its place, maybe a network that wants a sign-in",
        }
        .into(),
        Link::Reachable { .. } => match answer_ms {
            Some(0) => "calls arrive, answers within 1 ms".into(),
            Some(ms) => format!("calls arrive, answers in {ms} ms"),
            None => "calls arrive".into(),
        },
        Link::SignedOut { reason } => match reason {
            SignedOut::Expired => "signed out: the session is over, sign in again",
            SignedOut::KeyStoreLocked => "signed out: the key store is locked",
            SignedOut::NoKeyStore => "signed out: the key store that has your session is not there",
            SignedOut::NoStoredSession => "signed out: no session is kept, sign in again",
        }
        .into(),
    }
}

fn ring_tone(plays_on: &[String], volume: u8, trouble: Option<Trouble>, names: Names) -> String {
    match trouble {
        Some(Trouble::NoSound) => return "no sound output: calls cannot be heard".into(),
        Some(Trouble::Muted) => return "the output is muted: calls ring, but cannot be heard".into(),
        Some(_) => return "your own ring tone cannot be played, Brook rings in its place".into(),
        None if volume == 0 => return "its volume is 0".into(),
        None => {}
    }
    match names {
        Names::Told if !plays_on.is_empty() => format!("plays on {}, volume {volume} %", plays_on.join(" and ")),
        _ => format!("outputs: {}, volume {volume} %", plays_on.len()),
    }
}

fn shortcuts(missing: bool, taken: &[String]) -> String {
    match taken {
        _ if missing => "this desktop gives programs no such keys".into(),
        [] => "switched on".into(),
        taken => {
            taken.iter().map(|key| format!("{} is not free", key.replace('+', " "))).collect::<Vec<_>>().join(", ")
        }
    }
}

fn last_ring(shown_ms: Option<u32>, sounding_ms: Option<u32>, silent: bool, quiet: Option<Quiet>) -> String {
    if let (None, Some(quiet)) = (sounding_ms, quiet) {
        return format!("not rung: {}", Words::of("en").why(quiet));
    }
    let after = |ms: Option<u32>, yes: &str, no: &str| ms.map_or(no.to_owned(), |ms| format!("{yes} after {ms} ms"));
    let unheard = if silent { "silent, as you have chosen" } else { "not heard" };
    format!("{}, {}", after(shown_ms, "shown", "not shown"), after(sounding_ms, "ringing", unheard))
}

fn heard(loudness: Option<Loudness>) -> String {
    match loudness {
        Some(Loudness::Heard { db: 0 }) => ", heard at 0 dB".into(),
        Some(Loudness::Heard { db }) => format!(", heard at −{} dB", db.unsigned_abs()),
        Some(Loudness::Nothing) => ", nothing was heard: the output is muted or its volume is zero".into(),
        Some(Loudness::Unknown) => ", how loud could not be measured here".into(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use vconnct_client::{
        diagnosis::NotificationService,
        rings::{Step, StepTime},
    };

    use super::*;

    fn found() -> Diagnosis {
        let check = |verdict, finding| Check { verdict, finding };
        let service = NotificationService { name: "dunst".into(), version: "1.9".into(), buttons: true };
        let checks = vec![
            check(
                Verdict::Good,
                Finding::Connection {
                    workspace: "Secret HQ".into(),
                    link: Link::Reachable { since: 0 },
                    answer_ms: Some(34),
                },
            ),
            check(
                Verdict::Warning,
                Finding::RingTone { plays_on: vec!["Ana's buds".into()], volume: 0, trouble: None },
            ),
            check(Verdict::Good, Finding::Notifications { service: Some(service), missing: false }),
        ];
        Diagnosis { checks, trial: false }
    }

    #[test]
    fn the_person_is_told_names_and_how_good_each_part_is() {
        assert_eq!(
            lines(&found(), Names::Told).lines().collect::<Vec<_>>(),
            [
                "   ok  Connection to Secret HQ   calls arrive, answers in 34 ms",
                " warn  Ring tone                 its volume is 0",
                "   ok  Notifications             dunst 1.9 with buttons",
            ]
        );
    }

    #[test]
    fn the_report_has_versions_and_times_and_no_names() {
        let mut found = found();
        found.checks.push(Check {
            verdict: Verdict::Good,
            finding: Finding::RingTone { plays_on: vec!["Ana's buds".into()], volume: 80, trouble: None },
        });
        let steps = vec![StepTime { step: Step::Heard, us: 0 }, StepTime { step: Step::Sounding, us: 18_340 }];
        let ring = RingTimes { call_id: "the-call".into(), began_us: 0, steps, quiet: None };
        let report = report(&found, &[ring]);
        for there in [env!("CARGO_PKG_VERSION"), "dunst 1.9", "34 ms", "outputs: 1", "the loudspeaker plays 18.3"] {
            assert!(report.contains(there), "{there} in {report}");
        }
        for secret in ["Secret", "buds", "the-call"] {
            assert!(!report.contains(secret), "{secret} in {report}");
        }
    }

    #[test]
    fn a_trial_says_how_loud_it_was_where_that_can_be_measured() {
        let told = |loudness| {
            let (shown_ms, sounding_ms) = (Some(61), Some(88));
            let finding =
                Finding::LastRing { at: 0, shown_ms, sounding_ms, silent: false, quiet: None, trial: true, loudness };
            words(&Check { verdict: Verdict::Good, finding }, Names::Hidden).1
        };
        assert_eq!(told(None), "shown after 61 ms, ringing after 88 ms");
        assert!(told(Some(Loudness::Heard { db: -18 })).ends_with(", ringing after 88 ms, heard at −18 dB"));
        assert!(told(Some(Loudness::Heard { db: 0 })).ends_with(", heard at 0 dB"));
        assert!(told(Some(Loudness::Nothing)).contains("nothing was heard"));
        assert!(told(Some(Loudness::Unknown)).contains("could not be measured"));
    }

    #[test]
    fn what_is_wrong_with_a_policy_is_told_to_the_person_and_counted_in_the_report() {
        let faults = vec!["/etc/vconnct/policy.json: ringVolume: out of bounds".to_owned()];
        assert_eq!(policy(2, &[], Names::Told), "settings fixed: 2");
        assert_eq!(
            policy(2, &faults, Names::Told),
            "settings fixed: 2, not understood: /etc/vconnct/policy.json: ringVolume: out of bounds"
        );
        assert_eq!(policy(2, &faults, Names::Hidden), "settings fixed: 2, not understood: 1");
    }

    #[test]
    fn a_program_is_told_whether_calls_arrive() {
        let mut found = found();
        assert!(json(&found).contains(r#""reached":true"#));
        found.checks[0].verdict = Verdict::Broken;
        assert!(json(&found).contains(r#""reached":false"#));
    }
}
