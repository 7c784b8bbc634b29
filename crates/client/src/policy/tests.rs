use serde_json::json;

use super::*;
use crate::update::{RingTone, Theme};

fn source(name: &str, members: Value) -> Source {
    let Value::Object(members) = members else { panic!("{members} has no members") };
    Source { name: name.into(), members: Ok(members) }
}

fn policy(members: Value) -> Policy {
    Policy::of([source("here", members)])
}

#[test]
fn it_is_decided_of_every_setting_whether_a_policy_may_fix_it() {
    let decided: Vec<_> = MAY_SET.iter().chain(&PERSONAL).map(|key| (*key).to_owned()).collect();
    let known: BTreeSet<_> = members(&Settings::default()).keys().cloned().collect();
    assert_eq!(BTreeSet::from_iter(decided.clone()), known);
    assert_eq!(decided.len(), known.len(), "once each");
}

#[test]
fn whatever_may_be_fixed_can_be() {
    let first = members(&Settings::default());
    for key in MAY_SET {
        let policy = policy(json!({ key: first[key] }));
        assert_eq!((policy.faults(), policy.managed().locked), (&[][..], vec![key.to_owned()]));
    }
}

#[test]
fn what_is_fixed_counts_and_the_rest_is_the_persons_choice() {
    let policy = policy(json!({ "ringVolume": 90, "theme": "dark" }));
    let chosen = Settings { ring_volume: 20, call_at_once: true, ..Settings::default() };
    let counts = policy.apply(&chosen);
    assert_eq!(counts, Settings { ring_volume: 90, theme: Theme::Dark, ..chosen });
}

#[test]
fn without_a_policy_what_was_chosen_counts() {
    let chosen = Settings { ring_volume: 20, ..Settings::default() };
    assert_eq!(Policy::default().apply(&chosen), chosen);
}

#[test]
fn a_choice_leaves_what_was_chosen_before_under_what_is_fixed() {
    let policy = policy(json!({ "ringVolume": 90 }));
    let before = Settings { ring_volume: 20, ..Settings::default() };
    let wished = Settings { theme: Theme::Light, ..policy.apply(&before) };
    assert_eq!(policy.choice(&wished, &before), Settings { theme: Theme::Light, ..before });
}

#[test]
fn what_cannot_be_understood_fixes_nothing_and_is_told_with_its_place() {
    for (bad, why) in [
        (json!({ "ringVolume": "loud" }), "here: ringVolume: invalid type"),
        (json!({ "ringVolume": 101 }), "here: ringVolume: out of bounds"),
        (json!({ "replies": ["  Later "] }), "here: replies: out of bounds"),
        (json!({ "ringTone": "own" }), "here: ringTone: a policy brings no file"),
        (json!({ "doNotDisturb": { "state": "on" } }), "here: doNotDisturb: this is the person's own"),
        (json!({ "colour": "red" }), "here: colour: there is no such setting"),
        (json!({ "workspaces": "chat.example.com" }), "here: workspaces: invalid type"),
        (json!({ "workspaces": [] }), "here: workspaces: no address is named"),
        (json!({ "workspaces": ["a b"] }), "here: workspaces: \"a b\" is no address"),
    ] {
        let mut said = bad.clone();
        said["theme"] = "dark".into();
        let policy = policy(said);
        assert_eq!(policy.managed(), Managed { locked: vec!["theme".into()], workspaces: vec![] }, "{bad}");
        assert!(policy.faults().len() == 1 && policy.faults()[0].starts_with(why), "{:?}", policy.faults());
    }
}

#[test]
fn a_place_that_cannot_be_read_is_told_and_the_others_count() {
    let broken = Source { name: "there".into(), members: Err("not JSON".into()) };
    let policy = Policy::of([broken, source("here", json!({ "ringTone": "bell" }))]);
    assert_eq!(policy.faults(), ["there: not JSON"]);
    assert_eq!(policy.apply(&Settings::default()).ring_tone, RingTone::Bell);
}

#[test]
fn the_first_place_counts_unless_it_cannot_be_understood() {
    let machine = source("machine", json!({ "theme": "dark", "ringVolume": "loud" }));
    let person = source("person", json!({ "theme": "light", "ringVolume": 30 }));
    let counts = Policy::of([machine, person]).apply(&Settings::default());
    assert_eq!((counts.theme, counts.ring_volume), (Theme::Dark, 30));
}

#[test]
fn workspaces_are_named_by_their_roots() {
    let policy = policy(json!({ "workspaces": ["chat.example.com", "http://localhost:3000/home"] }));
    assert_eq!(policy.managed().workspaces, ["https://chat.example.com", "http://localhost:3000"]);
}

#[test]
fn the_registry_says_the_same_in_its_own_kinds() {
    use RegistryValue::{Number, Text, Texts};
    let held = [
        ("keepRunning", Number(1)),
        ("ringVolume", Number(90)),
        ("quietFrom", Text("1200".into())),
        ("theme", Text("dark".into())),
        ("language", Text("null".into())),
        ("devices", Text(r#"{"mic":true,"cam":false}"#.into())),
        ("workspaces", Texts(vec!["https://chat.example.com".into(), String::new()])),
    ];
    let members = of_registry(held.map(|(key, value)| (key.to_owned(), value)));
    let meant = json!({
        "keepRunning": true,
        "ringVolume": 90,
        "quietFrom": 1200,
        "theme": "dark",
        "language": null, // no language is called that
        "devices": { "mic": true, "cam": false },
        "workspaces": ["https://chat.example.com"],
    });
    assert_eq!(Value::Object(members), meant);
}
