//! The recorded scenarios of the protocol, played to one of our devices: whoever is not ours does
//! what the record says, and ours has to say what a client in its place said.

use std::{fs, path::Path};

use serde::Deserialize;
use vconnct_proto::{Millis, SignalAction};

use super::world::*;
use crate::*;

#[derive(Deserialize)]
struct Scenario {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    t: f64,
    from: String,
    to: String,
    what: String,
    #[serde(default)]
    detail: Detail,
}

#[derive(Default, Deserialize)]
struct Detail {
    #[serde(default)]
    lost: bool,
    #[serde(rename = "callId")]
    call: Option<String>,
    uid: Option<String>,
}

impl Step {
    fn call(&self) -> &str {
        self.detail.call.as_deref().unwrap_or(FIRST)
    }

    fn signal(&self) -> Option<SignalAction> {
        serde_json::from_value(self.what.clone().into()).ok()
    }
}

/// What came of a scenario for one of the two.
struct Played {
    world: World,
    /// What a client in this place said.
    expected: Vec<(u64, SignalAction)>,
}

fn play(name: &str, role: &str) -> Played {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format!("scenario.{name}.json"));
    let scenario: Scenario = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut world = World::of(if role == "ada" { ADA } else { BEN });
    let mut expected = Vec::new();
    for step in &scenario.steps {
        let at = (step.t * 1_000.0).round() as u64;
        world.until(at);
        if step.from == role {
            world.act(role, step);
            expected.extend(step.signal().map(|action| (at, action)));
        } else if step.to == role
            && !step.detail.lost
            && let Some(action) = step.signal()
        {
            let sender = if step.from == "ada" { ADA } else { BEN };
            let uid = step.detail.uid.as_deref().unwrap_or(sender);
            world.feed(says(action, step.call(), uid));
        }
    }
    world.until(60_000);
    Played { world, expected }
}

impl World {
    /// Lets time pass until a moment of the scenario; whoever asks for an address gets one.
    fn until(&mut self, ms: u64) {
        let end = Millis(1_000_000 + ms);
        for _ in 0..1_000 {
            let next = self.calls.poll_timeout().map_or(end, |at| at.min(end).max(self.now));
            self.now = next;
            let outputs = self.feed(Input::Timeout);
            self.answer_joins();
            self.answer_info(&outputs);
            if next == end {
                return;
            }
        }
        panic!("timeouts without end at {:?}", self.now);
    }

    fn answer_joins(&mut self) {
        for call in [FIRST, SECOND] {
            if self.calls.is_joining(&id(call)) {
                self.feed(joined(call));
            }
        }
    }

    /// The server knows nothing but that it rings: what else there is to know comes as signals.
    fn answer_info(&mut self, outputs: &[Output]) {
        let age = self.now.since(Millis(1_000_000));
        for (call, by) in [(FIRST, ADA), (SECOND, BEN)].into_iter().filter(|(call, _)| outputs.contains(&info(call))) {
            self.feed(found(Record { age, ..record(call, by) }));
        }
    }

    /// The person does what the recorded client's person must have done.
    fn act(&mut self, role: &str, step: &Step) {
        let call = id(step.call());
        let input = match step.what.as_str() {
            "accepted" => Input::Accept { call, devices: DEVICES },
            "rejected" => Input::Decline { call },
            "dismiss" => Input::Dismiss { call },
            "canceled" if step.t < 30.0 => Input::Cancel { call },
            "POST start" => call_from(role),
            "call" => {
                self.feed(call_from(role)); // does nothing if it is under way
                let callee = if role == "ada" { BEN } else { ADA };
                let result = Ok(Started::Direct { call, callee: callee.into() });
                Input::Started { attempt: id("attempt"), result }
            }
            _ => return,
        };
        self.feed(input);
        self.answer_joins();
    }
}

fn call_from(role: &str) -> Input {
    let callee = if role == "ada" { BEN } else { ADA };
    Input::Call { attempt: id("attempt"), room: room(), callee: callee.into(), devices: DEVICES }
}

impl Played {
    fn assert_said_as_recorded(&self, context: &str) {
        let said = self.world.said();
        let is_same = |((at, action), (when, expected)): (&(u64, _), &(u64, _))| {
            action == expected && at.abs_diff(*when) <= 100 // the recorded network took its time
        };
        // Not every ring is written down there, and every one that is counts.
        let is_written =
            |heard: &&(u64, _)| heard.1 != SignalAction::Call || self.expected.iter().any(|e| is_same((heard, e)));
        let said: Vec<_> = said.iter().filter(is_written).copied().collect();
        let same = said.len() == self.expected.len() && said.iter().zip(&self.expected).all(is_same);
        assert!(same, "{context}: {said:?} instead of {:?}", self.expected);
    }

    fn ending(&self) -> Ending {
        let outcomes = self.world.outcomes();
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        outcomes[0].ending
    }
}

#[test]
fn ours_says_what_the_recorded_client_said_and_ends_as_it_did() {
    use EndReason::{AnsweredElsewhere, Canceled, Declined, Unanswered};
    let stories = [
        ("answered", "ada", Ending::Joined),
        ("answered", "ben", Ending::Joined),
        ("canceled", "ada", Ending::Over(Canceled)),
        ("canceled", "ben", Ending::Over(Canceled)),
        ("caller-crashed", "ben", Ending::Over(Unanswered)),
        ("declined", "ada", Ending::Over(Declined)),
        ("declined", "ben", Ending::Over(Declined)),
        ("dismissed", "ben", Ending::Over(Unanswered)), // of its rings only the first is written down
        ("join-as-answer", "ada", Ending::Joined),
        ("other-device", "ben", Ending::Over(AnsweredElsewhere)),
        ("unanswered", "ada", Ending::Over(Unanswered)),
        ("unanswered", "ben", Ending::Over(Canceled)),
    ];
    for (name, role, ending) in stories {
        let played = play(name, role);
        played.assert_said_as_recorded(&format!("{name} as {role}"));
        assert_eq!(played.ending(), ending, "{name} as {role}");
        assert!(!played.world.calls.rings(), "{name} as {role}");
    }
}

#[test]
fn where_the_recorded_client_fails_because_accepted_was_lost_ours_is_in_the_call() {
    let played = play("accept-lost", "ben");
    assert_eq!(played.world.said(), [5_000, 6_500, 8_500].map(|at| (at, SignalAction::Accepted)));
    assert_eq!(played.ending(), Ending::Joined);
}

#[test]
fn where_the_recorded_glare_stays_open_ours_settles_it() {
    let ben = play("glare", "ben").world; // his call is the later one
    assert!(ben.calls.joined().is_some_and(|call| call.call == id(FIRST)), "{:?}", ben.put_out);
    assert_eq!(ben.endings(), [(SECOND, Ending::Merged), (FIRST, Ending::Joined)]);
    let ada = play("glare", "ada").world;
    assert_eq!(ada.said()[0], (100, SignalAction::Call));
    assert!(!ada.said().iter().any(|(at, action)| *at < 2_100 && *action == SignalAction::Canceled));
}
