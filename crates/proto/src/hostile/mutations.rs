//! What to try properties with: the recorded examples, and as many mutations of them as wanted.

use std::{fs, path::Path};

use fastrand::Rng;
use serde_json::{Value, json};

/// Tries something twice: with a seed that is the same in every run, and with one that no run has had
/// before. Says which, so that a failure can be had again by giving it as `VCONNCT_SEED`.
///
/// # Panics
/// `VCONNCT_SEED` is no number, or what is tried panics.
pub fn with_seeds(attempt: impl Fn(&mut Rng)) {
    let given = std::env::var(SEED).ok();
    let given = given.map(|seed| seed.parse().unwrap_or_else(|_| panic!("{SEED} is {seed:?}, no number")));
    for seed in [1, given.unwrap_or_else(|| fastrand::u64(..))] {
        println!("{SEED}={seed}");
        attempt(&mut Rng::with_seed(seed));
    }
}

/// Examples of these kinds, of which the manifest tells; there are many.
///
/// # Panics
/// The examples cannot be read.
pub fn examples(kinds: &[&str]) -> Vec<String> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let manifest: Value = serde_json::from_str(&read("manifest.json")).expect("the manifest is JSON");
    let wanted = |file: &&Value| kinds.iter().any(|kind| file["kind"] == *kind);
    let files = manifest["files"].as_array().into_iter().flatten().filter(wanted);
    let found: Vec<String> = files.filter_map(|file| file["file"].as_str()).map(read).collect();
    assert!(found.len() > 50, "{} examples", found.len());
    found
}

/// One of them.
pub fn any<T: Clone>(rng: &mut Rng, among: &[T]) -> T {
    among[rng.usize(..among.len())].clone()
}

/// The text with a few bytes changed, doubled, lost, or taken from elsewhere.
pub fn garbled(rng: &mut Rng, text: &str, other: &str) -> Vec<u8> {
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

/// The document with one value somewhere another, missing, or far out.
pub fn bent(rng: &mut Rng, document: &Value, other: &Value) -> Value {
    let mut bent = document.clone();
    bend(rng, &mut bent, other);
    bent
}

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

const SEED: &str = "VCONNCT_SEED";
