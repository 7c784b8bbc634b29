//! Can calls reach this person? What stands on a ring's way, part by part, and how good it is (design 09h).

use serde::{Deserialize, Serialize};

use crate::{
    policy::Policy,
    rings::{RingTimes, Step},
    shortcuts::{Place, Shortcut},
    update::{Link, LocalTime, Provider, Quiet, Session, Settings, Trouble},
};

/// What was found, in the order of a ring's way; nothing while nobody looks.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    pub checks: Vec<Check>,
    /// A trial call rings now.
    pub trial: bool,
}

/// One part of the way.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    pub verdict: Verdict,
    pub finding: Finding,
}

/// What a finding means for calls, from good to bad.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    Good,
    /// Not there, and nothing depends on it.
    Note,
    /// Calls arrive, but may be overlooked.
    Warning,
    /// Calls do not arrive, or arrive unheard.
    Broken,
}

/// What was looked at, and what was seen.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "about", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Finding {
    /// The small window for calls.
    CallWindow {
        place: WindowPlace,
    },
    /// `answer_ms`: how long the workspace took to answer just now; nothing until it has.
    Connection {
        workspace: String,
        link: Link,
        answer_ms: Option<u32>,
    },
    KeyStore {
        trouble: Option<Trouble>,
    },
    /// Nobody is signed in anywhere: nobody can be called.
    NobodySignedIn,
    /// The last ring or trial, by the wall clock and in ms after its first frame. `silent`: as chosen. `loudness`: of a
    /// trial, once it has been measured.
    LastRing {
        at: LocalTime,
        shown_ms: Option<u32>,
        sounding_ms: Option<u32>,
        silent: bool,
        quiet: Option<Quiet>,
        trial: bool,
        loudness: Option<Loudness>,
    },
    /// Whether the agent starts with the computer; nothing where the system offers no way.
    Login {
        on: Option<bool>,
    },
    /// `service`: nothing while none has answered.
    Notifications {
        service: Option<NotificationService>,
        missing: bool,
    },
    /// What the company has fixed: how many settings, and what of it cannot be understood.
    Policy {
        locked: u32,
        faults: Vec<String>,
    },
    /// What the workspace calls with.
    Provider {
        workspace: String,
        provider: Provider,
    },
    /// Calls are shown but do not ring now.
    Quiet {
        quiet: Quiet,
    },
    /// `plays_on`: the outputs that ring, by their names.
    RingTone {
        plays_on: Vec<String>,
        volume: u8,
        trouble: Option<Trouble>,
    },
    /// The keys that answer from anywhere, if they are switched on.
    /// `missing`: the desktop gives none. `taken`: those that are not to be had.
    Shortcuts {
        missing: bool,
        taken: Vec<String>,
    },
    Tray {
        there: bool,
    },
}

/// How loud a trial call was at the output that it rang on, or at the loudest one.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Loudness {
    /// The loudest sample that the sound server played there meanwhile, in dB below full scale (dBFS: 0 is as loud as
    /// it gets). Volume that the hardware itself applies is behind that.
    Heard { db: i16 },
    /// The output is muted, its volume is zero, or only silence came to it.
    Nothing,
    /// There is no sound server that says so.
    Unknown,
}

/// A notification service, as it introduces itself.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NotificationService {
    pub name: String,
    pub version: String,
    /// It draws Accept and Decline.
    pub buttons: bool,
}

/// Where the small call window can be.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum WindowPlace {
    /// Wherever the desktop puts it: a Wayland without X lets no window place itself or stay on top.
    Anywhere,
    Corner,
    /// There is no display.
    #[default]
    Nowhere,
}

/// All that is looked at.
pub(crate) struct Evidence<'a> {
    pub policy: &'a Policy,
    pub session: &'a Session,
    pub settings: &'a Settings,
    /// For each workspace in the session's order, in ms.
    pub answers_ms: &'a [Option<u32>],
    pub plays_on: &'a [String],
    pub notifications: Option<&'a NotificationService>,
    pub window: WindowPlace,
    pub last_ring: Option<&'a RingTimes>,
    /// It was a trial,
    pub trial: bool,
    /// and so loud.
    pub loudness: Option<Loudness>,
}

/// Judges every part.
pub(crate) fn examine(seen: &Evidence<'_>) -> Vec<Check> {
    let has = |trouble: Trouble| seen.session.troubles.contains(&trouble);
    let first = |of: &[Trouble]| of.iter().copied().find(|trouble| has(*trouble));
    let mut checks = Vec::new();
    let mut put = |verdict, finding| checks.push(Check { verdict, finding });
    if seen.session.workspaces.is_empty() {
        put(Verdict::Broken, Finding::NobodySignedIn);
    }
    for (index, workspace) in seen.session.workspaces.iter().enumerate() {
        let answer_ms = seen.answers_ms.get(index).copied().flatten();
        let reachable = matches!(workspace.link, Link::Reachable { .. });
        let name = workspace.name.clone();
        put(
            if reachable { Verdict::Good } else { Verdict::Broken },
            Finding::Connection { workspace: name.clone(), link: workspace.link.clone(), answer_ms },
        );
        let verdict = match workspace.provider {
            Provider::Ready { .. } => Verdict::Good,
            Provider::NotSetUp => Verdict::Broken,
            Provider::Unknown => Verdict::Note,
        };
        put(verdict, Finding::Provider { workspace: name, provider: workspace.provider.clone() });
    }
    if let Some(quiet) = seen.session.quiet {
        put(Verdict::Warning, Finding::Quiet { quiet });
    }
    let volume = seen.settings.ring_volume;
    let trouble = first(&[Trouble::NoSound, Trouble::Muted, Trouble::NoRingTone]);
    let verdict = match trouble {
        Some(Trouble::NoSound) => Verdict::Broken,
        Some(_) => Verdict::Warning,
        None if volume == 0 => Verdict::Warning,
        None => Verdict::Good,
    };
    put(verdict, Finding::RingTone { plays_on: seen.plays_on.to_vec(), volume, trouble });
    let missing = has(Trouble::NoNotifications);
    let verdict = match seen.notifications {
        _ if missing => Verdict::Warning,
        Some(service) if !service.buttons => Verdict::Warning,
        Some(_) => Verdict::Good,
        None => Verdict::Note,
    };
    put(verdict, Finding::Notifications { service: seen.notifications.cloned(), missing });
    let verdict = match seen.window {
        WindowPlace::Corner => Verdict::Good,
        WindowPlace::Anywhere => Verdict::Warning,
        WindowPlace::Nowhere => Verdict::Note,
    };
    put(verdict, Finding::CallWindow { place: seen.window });
    let there = !has(Trouble::NoTray);
    put(if there { Verdict::Good } else { Verdict::Note }, Finding::Tray { there });
    if seen.settings.shortcuts_everywhere {
        let missing = has(Trouble::NoShortcuts);
        let key = |shortcut: &Shortcut| seen.settings.key(*shortcut, Place::Everywhere);
        let taken: Vec<_> = seen.session.keys.taken.iter().filter_map(key).map(|chord| chord.to_string()).collect();
        let good = !missing && taken.is_empty();
        put(if good { Verdict::Good } else { Verdict::Warning }, Finding::Shortcuts { missing, taken });
    }
    let on = seen.session.starts_at_login;
    put(if on == Some(true) { Verdict::Good } else { Verdict::Note }, Finding::Login { on });
    let trouble = first(&[Trouble::KeyStoreLocked, Trouble::NoKeyStore]);
    put(if trouble.is_some() { Verdict::Warning } else { Verdict::Good }, Finding::KeyStore { trouble });
    if *seen.policy != Policy::default() {
        let faults = seen.policy.faults().to_vec();
        let locked = u32::try_from(seen.policy.managed().locked.len()).unwrap_or(u32::MAX);
        put(if faults.is_empty() { Verdict::Good } else { Verdict::Warning }, Finding::Policy { locked, faults });
    }
    if let Some(ring) = seen.last_ring {
        let (verdict, finding) = last_ring(ring, seen.trial, seen.loudness);
        put(verdict, finding);
    }
    checks
}

/// A ring that was neither quiet nor over in a moment has to be seen and heard.
fn last_ring(ring: &RingTimes, trial: bool, loudness: Option<Loudness>) -> (Verdict, Finding) {
    let after = |wanted: Step| ring.steps.iter().find(|taken| taken.step == wanted).map(|taken| ms(taken.us));
    let shown_ms = [Step::NotificationShown, Step::CardPainted].into_iter().filter_map(after).min();
    let sounding_ms = after(Step::Sounding);
    let silent = sounding_ms.is_none() && after(Step::Silent).is_some();
    let verdict = match (shown_ms, sounding_ms, ring.quiet) {
        (Some(_), Some(_), _) if loudness == Some(Loudness::Nothing) => Verdict::Warning,
        (Some(_), Some(_), _) => Verdict::Good,
        (Some(_), None, None) if silent => Verdict::Note,
        (_, _, Some(_)) => Verdict::Note,
        _ if after(Step::Over).is_some_and(|over| over < MOMENT_MS) => Verdict::Note,
        (None, None, None) => Verdict::Broken,
        _ => Verdict::Warning,
    };
    let at = ring.began_us / 1_000;
    (verdict, Finding::LastRing { at, shown_ms, sounding_ms, silent, quiet: ring.quiet, trial, loudness })
}

fn ms(us: u64) -> u32 {
    u32::try_from(us / 1_000).unwrap_or(u32::MAX)
}

/// Within which a call may be over before anything had to come of it.
const MOMENT_MS: u32 = 1_000;

#[cfg(test)]
mod tests;
