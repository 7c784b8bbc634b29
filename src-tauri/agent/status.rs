//! The status and the log as the command line prints them: JSON for programs, lines for people.

use serde_json::{Value, json};
use vconnct_client::{
    action::RoomRef,
    rings::{RingTimes, Step},
    update::{
        CallRecord, Calls, History, IncomingPhase, Link, LocalTime, Loss, OutgoingPhase, Person, Quiet, Session,
        StartingPhase,
    },
};

use crate::strings::Words;

/// `status --json`, on one line.
pub(crate) fn json(session: &Session, calls: &Calls, history: &History) -> String {
    let workspaces: Vec<Value> = session
        .workspaces
        .iter()
        .map(|workspace| {
            let (state, since, loss) = match &workspace.link {
                Link::Connecting { since } => ("connecting", Some(*since), None),
                Link::Lost { since, loss, .. } => ("lost", Some(*since), Some(*loss)),
                Link::Reachable { since } => ("reachable", Some(*since), None),
                Link::SignedOut { .. } => ("signedOut", None, None),
                Link::Subscribing { since } => ("subscribing", Some(*since), None),
            };
            json!({
                "url": workspace.id, "user": workspace.me.username, "reachable": state == "reachable",
                "state": state, "since": since.map(iso), "loss": loss,
            })
        })
        .collect();
    let calls = all_calls(calls, history);
    json!({
        "profile": session.profile, "workspaces": workspaces, "quiet": session.quiet, "troubles": session.troubles,
        "keysTaken": session.keys.taken,
        "calls": calls,
    })
    .to_string()
}

fn all_calls(calls: &Calls, history: &History) -> Vec<Value> {
    let incoming = calls.incoming.iter().map(|call| {
        let phase = match call.phase {
            IncomingPhase::Accepting => "accepting",
            IncomingPhase::Dismissed => "dismissed",
            IncomingPhase::Over { .. } => "over",
            IncomingPhase::Ringing { .. } => "ringing",
        };
        let mut entry = entry(call.call_id.as_str(), &call.room, "in", phase, std::slice::from_ref(&call.caller));
        entry["notRung"] = json!(call.quiet);
        entry["silenced"] = json!(call.hushed);
        entry
    });
    let outgoing = calls.outgoing.iter().map(|call| {
        let phase = match call.phase {
            OutgoingPhase::Answered { .. } => "answered",
            OutgoingPhase::Over { .. } => "over",
            OutgoingPhase::Ringing { .. } => "ringing",
            OutgoingPhase::Starting { .. } => "starting",
        };
        entry(call.call_id.as_str(), &call.room, "out", phase, std::slice::from_ref(&call.callee))
    });
    let joined = calls.joined.iter().map(|call| {
        let mine = history.calls.iter().any(|record| record.call_id == call.call_id && record.mine);
        entry(call.call_id.as_str(), &call.room, if mine { "out" } else { "in" }, "joined", &call.people)
    });
    let starting = calls.starting.iter().map(|call| {
        let phase = if call.phase == StartingPhase::Failed { "over" } else { "starting" };
        entry(call.call_id.as_str(), &call.room, "out", phase, &[])
    });
    incoming.chain(outgoing).chain(starting).chain(joined).collect()
}

fn entry(id: &str, room: &RoomRef, direction: &str, phase: &str, people: &[Person]) -> Value {
    let people: Vec<&str> = people.iter().map(|person| person.username.as_str()).collect();
    json!({
        "id": id, "workspace": room.workspace, "room": room.room_id, "direction": direction, "phase": phase,
        "people": people,
    })
}

/// `status`, a line for each workspace and each call.
pub(crate) fn text(session: &Session, calls: &Calls) -> String {
    if session.workspaces.is_empty() {
        return "Nobody is signed in.".to_owned();
    }
    let workspaces = session.workspaces.iter().map(|workspace| {
        let (name, user) = (&workspace.name, &workspace.me.username);
        let link = match &workspace.link {
            Link::Reachable { .. } => "calls reach you".to_owned(),
            Link::Connecting { .. } => "connecting".to_owned(),
            Link::Lost { since, loss, .. } => {
                format!("calls cannot reach you since {}: {}", iso(*since), reason(*loss))
            }
            Link::SignedOut { .. } => "signed out".to_owned(),
            Link::Subscribing { .. } => "signed in, calls do not reach you yet".to_owned(),
        };
        format!("{name} ({user}): {link}")
    });
    let incoming = calls.incoming.iter().filter(|call| !matches!(call.phase, IncomingPhase::Over { .. }));
    let incoming = incoming.map(|call| {
        let hushed = call.hushed.then(|| ", silenced".to_owned());
        let why = call.quiet.map(|quiet| format!(", not rung: {}", why(quiet))).or(hushed).unwrap_or_default();
        format!("{} is calling ({}){why}", call.caller.name, call.call_id)
    });
    let quiet = session.quiet.map(|quiet| format!("calls do not ring: {}", why(quiet)));
    let outgoing = calls.outgoing.iter().filter(|call| !matches!(call.phase, OutgoingPhase::Over { .. }));
    let outgoing = outgoing.map(|call| format!("calling {} ({})", call.callee.name, call.call_id));
    let starting = calls.starting.iter().filter(|call| call.phase != StartingPhase::Failed);
    let starting = starting.map(|call| format!("starting a call in {} ({})", call.room_name, call.call_id));
    let joined = calls.joined.iter().map(|call| format!("in the call {} ({})", call.name, call.call_id));
    workspaces.chain(quiet).chain(incoming).chain(outgoing).chain(starting).chain(joined).collect::<Vec<_>>().join("\n")
}

/// The command line is English.
fn why(quiet: Quiet) -> &'static str {
    Words::of("en").why(quiet)
}

fn reason(loss: Loss) -> &'static str {
    match loss {
        Loss::BadCertificate => "nobody vouches for the certificate shown",
        Loss::NoAnswer => "the workspace does not answer",
        Loss::NoNetwork => "this machine has no network",
        Loss::NoProxy => "the proxy set up on this machine does not answer",
        Loss::NotAWorkspace => "something else answers, perhaps this network wants you to sign in first",
    }
}

/// `history --json`: an array, newest first.
pub(crate) fn history_json(history: &History) -> String {
    let calls = history.calls.iter().map(|call| {
        let people = call.attendees.iter().map(|attendee| attendee.person.username.as_str());
        json!({
            "id": call.call_id, "workspace": call.room.workspace, "room": call.room.room_id,
            "direction": if call.mine { "out" } else { "in" }, "direct": call.direct, "state": call.state,
            "startedBy": call.started_by.username, "startedAt": iso(call.started_at),
            "endedAt": call.ended_at.map(iso), "lengthMs": call.length_ms, "rangMs": call.rang_ms,
            "notRung": call.not_rung, "title": call.title, "people": people.collect::<Vec<_>>(), "words": call.words,
        })
    });
    Value::Array(calls.collect()).to_string()
}

/// `history`, a line for each call.
pub(crate) fn history_text(history: &History) -> String {
    let state = |call: &CallRecord| match serde_json::to_value(call.state) {
        Ok(Value::String(state)) => state,
        _ => String::new(),
    };
    let line = |call: &CallRecord| {
        let with = call.other.as_ref().unwrap_or(&call.started_by);
        let name = if call.title.is_empty() { &with.name } else { &call.title };
        format!("{}  {}  {} {name}", iso(call.started_at), state(call), if call.mine { "to" } else { "from" })
    };
    match history.calls.is_empty() {
        true => "No calls yet.".to_owned(),
        false => history.calls.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// `rings --json`: an array, oldest first; each step in milliseconds since the ring's first one.
pub(crate) fn rings_json(rings: &[RingTimes]) -> String {
    let rings = rings.iter().map(|ring| {
        let steps = ring.steps.iter().map(|taken| json!({ "step": taken.step, "ms": ms(taken.us) }));
        let steps: Vec<_> = steps.collect();
        json!({ "id": ring.call_id, "began": iso_us(ring.began_us), "notRung": ring.quiet, "steps": steps })
    });
    Value::Array(rings.collect()).to_string()
}

/// `rings`, a paragraph for each ring.
pub(crate) fn rings_text(rings: &[RingTimes]) -> String {
    let paragraph = |ring: &RingTimes| {
        let steps = ring.steps.iter().map(|taken| format!("{:>12.1} ms  {}\n", ms(taken.us), step(taken.step)));
        let quiet = ring.quiet.map(|quiet| format!("  not rung: {}", why(quiet))).unwrap_or_default();
        format!("{}  {}{quiet}\n{}", iso_us(ring.began_us), ring.call_id, steps.collect::<String>())
    };
    match rings.is_empty() {
        true => "Nothing has rung since the agent started.".to_owned(),
        false => rings.iter().map(paragraph).collect(),
    }
}

pub(crate) fn step(step: Step) -> &'static str {
    match step {
        Step::Answered => "answered here",
        Step::CardPainted => "on the screen of a window",
        Step::Decided => "it rings",
        Step::Heard => "its first signal arrived",
        Step::NotificationSent => "notification handed over",
        Step::NotificationShown => "notification taken by the system",
        Step::Over => "no longer rings",
        Step::Silent => "silent, as chosen",
        Step::Sounding => "the loudspeaker plays",
    }
}

pub(crate) fn ms(us: u64) -> f64 {
    us as f64 / 1_000.0
}

fn iso_us(time: i64) -> String {
    jiff::Timestamp::from_microsecond(time).map(|time| format!("{time:.6}")).unwrap_or_default()
}

/// ISO 8601 in UTC.
fn iso(time: LocalTime) -> String {
    jiff::Timestamp::from_millisecond(time).map(|time| format!("{time:.3}")).unwrap_or_default()
}
