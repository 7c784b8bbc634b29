//! The examples, and thousands of mutations of each kind, the same in every run.

use std::{fs, path::Path};

use fastrand::Rng;
use serde_json::{Value, json};

use super::*;

/// Of each kind; `tests/fuzz` tries as many in a second.
const MUTATIONS: usize = 4_000;

/// Examples of the kinds that a workspace sends.
fn examples(kinds: &[&str]) -> Vec<String> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let wanted = |file: &&Value| kinds.iter().any(|kind| file["kind"] == *kind);
    let files = manifest["files"].as_array().unwrap().iter().filter(wanted);
    let found: Vec<String> = files.map(|file| read(file["file"].as_str().unwrap())).collect();
    assert!(found.len() > 50, "{} examples", found.len());
    found
}

fn any<T: Clone>(rng: &mut Rng, among: &[T]) -> T {
    among[rng.usize(..among.len())].clone()
}

/// The text with a few bytes changed, doubled, lost, or taken from elsewhere.
fn garbled(rng: &mut Rng, text: &str, other: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..rng.usize(1..6) {
        let at = rng.usize(..=bytes.len());
        let until = (at + rng.usize(..12)).min(bytes.len());
        match rng.u8(..5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..until)),
            2 => bytes.insert(at, any(rng, b"\"\\{}[],:0-9enul\0\x7f\xff\n ")),
            3 => drop(bytes.splice(at..at, bytes[at..until].to_vec())),
            _ => {
                let from = rng.usize(..=other.len());
                let to = (from + rng.usize(..40)).min(other.len());
                bytes.splice(at..until, other.as_bytes()[from..to].to_vec());
            }
        }
    }
    bytes
}

/// Makes one value somewhere in the document another, missing, or far out.
fn bend(rng: &mut Rng, place: &mut Value, other: &Value) {
    let ends_here = rng.u8(..4) == 0;
    match place {
        Value::Array(entries) if !entries.is_empty() && !ends_here => {
            let at = rng.usize(..entries.len());
            bend(rng, &mut entries[at], other);
        }
        Value::Object(members) if !members.is_empty() && !ends_here => {
            let name = any(rng, &members.keys().cloned().collect::<Vec<_>>());
            if rng.u8(..8) == 0 {
                members.remove(&name);
            } else {
                bend(rng, &mut members[&name], other);
            }
        }
        place => {
            let far_out = [
                json!(null),
                json!(true),
                json!(-1),
                json!(i64::MIN),
                json!(u64::MAX),
                json!(1e300),
                json!(""),
                json!("\u{0}\u{202e}é😀"),
                json!("+275760-09-13T00:00:00.000Z"),
                json!([]),
                json!({}),
                json!({ "$date": i64::MAX }),
                json!({ "$date": -1 }),
                other.clone(),
            ];
            *place = any(rng, &far_out);
        }
    }
}

fn bent(rng: &mut Rng, document: &Value, other: &Value) -> Value {
    let mut bent = document.clone();
    bend(rng, &mut bent, other);
    bent
}

/// Feeds the examples and their mutations.
fn feed(kinds: &[&str], property: fn(&[u8])) {
    let examples = examples(kinds);
    examples.iter().for_each(|example| property(example.as_bytes()));
    let documents: Vec<Value> = examples.iter().filter_map(|example| serde_json::from_str(example).ok()).collect();
    let mut rng = Rng::with_seed(5);
    for _ in 0..MUTATIONS {
        let (text, other) = (any(&mut rng, &examples), any(&mut rng, &examples));
        property(&garbled(&mut rng, &text, &other));
        let (document, other) = (any(&mut rng, &documents), any(&mut rng, &documents));
        property(bent(&mut rng, &document, &other).to_string().as_bytes());
    }
}

#[test]
fn no_frame_does_harm_and_what_is_read_of_it_can_be_written() {
    feed(&["ddp-server-frame"], frame);
}

#[test]
fn no_body_does_harm_and_what_is_read_of_it_can_be_written() {
    feed(&["rest-response", "document"], body);
}

#[test]
fn a_time_means_the_same_moment_in_all_its_forms() {
    let forms =
        ["2026-09-14T09:00:00.000Z", "\"2026-09-14T09:00:00.000Z\"", r#"{"$date":1789376400000}"#, "-62135596800000"];
    let mut rng = Rng::with_seed(5);
    for _ in 0..MUTATIONS {
        let (form, other) = (any(&mut rng, &forms), any(&mut rng, &forms));
        time(&garbled(&mut rng, form, other));
    }
    for far in [i64::MIN, -377_705_116_800_000, 253_402_300_799_999, i64::MAX] {
        time(far.to_string().as_bytes());
    }
}

#[test]
fn a_session_is_ready_by_login_and_subscription_alone_and_nothing_makes_it_chatter() {
    let examples: Vec<Value> =
        examples(&["ddp-server-frame"]).iter().filter_map(|example| serde_json::from_str(example).ok()).collect();
    let way_in = [
        json!({ "msg": "connected", "session": "s" }),
        json!({ "msg": "result", "id": "method-1", "result": { "id": ME, "token": "t" } }),
        json!({ "msg": "ready", "subs": ["sub-2"] }),
        json!({ "msg": "nosub", "id": "sub-2" }),
        json!({ "msg": "pong", "id": "ping-9" }),
    ];
    let mut rng = Rng::with_seed(5);
    for _ in 0..MUTATIONS {
        let mut lines = Vec::new();
        for step in 0..rng.usize(..12) {
            let other = any(&mut rng, &examples);
            lines.push(match rng.u8(..8) {
                0 => String::new(),
                1 => other.to_string(),
                2 => bent(&mut rng, &any(&mut Rng::with_seed(step as u64), &way_in), &other).to_string(),
                3..5 => any(&mut rng, &way_in).to_string(),
                _ => way_in[step % way_in.len()].to_string(),
            });
        }
        session(lines.join("\n").as_bytes());
    }
}
