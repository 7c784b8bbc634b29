//! Thousands of cases of each kind.

use fastrand::Rng;
use serde_json::Value;
use vconnct_proto::hostile::mutations::{any, bent, examples, garbled, with_seeds};

use super::*;

/// Of each kind and seed; `fuzz/` tries as many in a moment.
const CASES: usize = 2_000;

/// Some pieces in a row, now and then a byte of anything among them.
fn pieced_together(rng: &mut Rng, pieces: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..rng.usize(1..10) {
        bytes.extend_from_slice(any(rng, pieces).as_bytes());
        if rng.u8(..12) == 0 {
            bytes.push(rng.u8(..));
        }
    }
    bytes
}

#[test]
fn no_address_that_is_typed_or_given_names_anybody_or_leads_elsewhere() {
    let pieces = [
        "https://",
        "http://",
        "ftp://",
        "javascript:",
        "a.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "ana",
        ":",
        "secret",
        "@",
        ":3000",
        ":65536",
        "/",
        "/channel",
        "/chat",
        "/..",
        "//",
        "?a=b",
        "#c",
        "\\",
        " ",
        "%2F",
        "%",
        "ü",
        "\u{202e}",
    ];
    with_seeds(|rng| {
        for _ in 0..CASES {
            let typed = pieced_together(rng, &pieces);
            address(&typed);
            call_address(&typed);
        }
    });
}

#[test]
fn no_line_does_harm_however_it_is_cut_and_what_is_read_of_it_can_be_written() {
    let pieces = [
        "{\"id\":1,\"action\":{\"type\":\"loadOlder\"}}",
        "{\"id\":2,\"picture\":{\"path\":\"person/mara\"}}",
        "{\"id\":3,\"rings\":{}}",
        "{\"hello\":{\"version\":\"0.1.0\",\"role\":\"cli\"}}",
        "{\"id\":4,\"action\":{\"type\":\"answerCall\",\"callId\":\"c\",\"answer\":{\"type\":\"decline\",\"words\":\"x\"}}}",
        "{\"update\":{\"part\":\"room\",\"value\":null}}",
        "{\"id\":5,\"ok\":true}",
        "{",
        "}",
        "\"id\":",
        "-1",
        "1e99",
        ",",
        "null",
        "\n",
        "\n",
        "\n",
        "\n",
        "\r",
        "\0",
        "\"\\ud800\"",
        "é",
    ];
    with_seeds(|rng| {
        for _ in 0..CASES {
            lines(&pieced_together(rng, &pieces));
        }
    });
}

#[test]
fn whatever_happens_to_a_client_it_answers_once_stays_small_and_falls_silent() {
    let frames: Vec<Value> = documents(&["ddp-server-frame"]);
    let bodies: Vec<Value> = documents(&["rest-response"]);
    with_seeds(|rng| {
        for _ in 0..CASES / 10 {
            let mut script = Vec::new();
            for _ in 0..rng.usize(..120) {
                match rng.u8(..6) {
                    0 => {
                        script.push(story::A_FRAME);
                        script.extend(line(rng, &frames));
                    }
                    1 => {
                        script.extend([story::AN_ANSWER, rng.u8(..), story::OF_ANYTHING]);
                        script.extend(line(rng, &bodies));
                    }
                    _ => script.extend(std::iter::repeat_with(|| rng.u8(..)).take(4)),
                }
            }
            story(&script);
        }
    });
}

fn documents(kinds: &[&str]) -> Vec<Value> {
    examples(kinds).iter().filter_map(|example| serde_json::from_str(example).ok()).collect()
}

/// One of the documents in a line, mostly as it is, else bent or garbled.
fn line(rng: &mut Rng, documents: &[Value]) -> Vec<u8> {
    let (document, other) = (any(rng, documents), any(rng, documents));
    let mut line = match rng.u8(..4) {
        0 => bent(rng, &document, &other).to_string().into_bytes(),
        1 => garbled(rng, &document.to_string(), &other.to_string()),
        _ => document.to_string().into_bytes(),
    };
    line.push(b'\n');
    line
}
