//! The examples, and thousands of mutations of each kind.

use serde_json::json;

use super::{
    mutations::{any, bent, examples, garbled, with_seeds},
    *,
};

/// Of each kind and seed; `fuzz/` tries as many in a second.
const MUTATIONS: usize = 2_000;

/// Feeds the examples and their mutations.
fn feed(kinds: &[&str], property: fn(&[u8])) {
    let examples = examples(kinds);
    examples.iter().for_each(|example| property(example.as_bytes()));
    let documents: Vec<Value> = examples.iter().filter_map(|example| serde_json::from_str(example).ok()).collect();
    with_seeds(|rng| {
        for _ in 0..MUTATIONS {
            let (text, other) = (any(rng, &examples), any(rng, &examples));
            property(&garbled(rng, &text, &other));
            let (document, other) = (any(rng, &documents), any(rng, &documents));
            property(bent(rng, &document, &other).to_string().as_bytes());
        }
    });
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
    with_seeds(|rng| {
        for _ in 0..MUTATIONS {
            let (form, other) = (any(rng, &forms), any(rng, &forms));
            time(&garbled(rng, form, other));
        }
    });
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
    with_seeds(|rng| {
        for _ in 0..MUTATIONS {
            let lines: Vec<String> = (0..rng.usize(..12))
                .map(|step| {
                    let next = &way_in[step % way_in.len()];
                    let other = any(rng, &examples);
                    match rng.u8(..8) {
                        0 => String::new(),
                        1 => other.to_string(),
                        2 => bent(rng, next, &other).to_string(),
                        3..5 => any(rng, &way_in).to_string(),
                        _ => next.to_string(),
                    }
                })
                .collect();
            session(lines.join("\n").as_bytes());
        }
    });
}
