use super::*;

fn chord(text: &str) -> KeyChoice {
    KeyChoice::Chord { chord: text.into() }
}

fn choose(settings: Settings, shortcut: Shortcut, place: Place, choice: KeyChoice) -> Settings {
    settings.with_key(shortcut, place, choice).unwrap()
}

fn refused(shortcut: Shortcut, place: Place, choice: KeyChoice) -> Option<Refusal> {
    Settings::default().with_key(shortcut, place, choice).err()
}

fn written(settings: &Settings, shortcut: Shortcut, place: Place) -> String {
    settings.key(shortcut, place).map(|chord| chord.to_string()).unwrap_or_default()
}

fn of(json: &str) -> Chosen {
    let settings: Settings = serde_json::from_str(&format!(r#"{{"keys":{json}}}"#)).unwrap();
    settings.within_limits().keys
}

#[test]
fn each_usual_key_is_written_as_we_write_it_and_may_be_chosen() {
    for shortcut in Shortcut::ALL {
        for place in PLACES {
            if let Some(usual) = shortcut.usual(place).filter(|usual| !usual.is_empty()) {
                assert_eq!(usual.parse::<Chord>().map(|chord| chord.to_string()).as_deref(), Ok(usual));
                assert_eq!(refusal(&Chosen::new(), shortcut, place), None, "{shortcut:?} {place:?}");
            }
        }
    }
}

#[test]
fn every_shortcut_is_listed_once() {
    let listed: std::collections::BTreeSet<_> = Shortcut::ALL.into_iter().collect();
    assert_eq!(listed.len(), Shortcut::ALL.len());
}

#[test]
fn a_chosen_key_counts_in_its_place_and_only_what_differs_is_kept() {
    let settings = choose(Settings::default(), Shortcut::Accept, Place::Here, chord("Shift+Ctrl+J"));
    assert_eq!(written(&settings, Shortcut::Accept, Place::Here), "Ctrl+Shift+J");
    assert_eq!(written(&settings, Shortcut::Accept, Place::Everywhere), "Ctrl+Alt+A");
    assert_eq!(settings.keys.len(), 1);
    let settings = choose(settings, Shortcut::Accept, Place::Here, chord("Ctrl+Shift+A"));
    assert_eq!(settings.within_limits(), Settings::default(), "the usual one is no choice");
}

#[test]
fn a_key_can_be_taken_away_and_be_the_usual_one_again() {
    let none = choose(Settings::default(), Shortcut::Decline, Place::Everywhere, KeyChoice::None);
    assert_eq!(none.key(Shortcut::Decline, Place::Everywhere), None);
    assert!(!none.keys_everywhere().contains_key(&Shortcut::Decline));
    let usual = choose(none, Shortcut::Decline, Place::Everywhere, KeyChoice::Usual);
    assert_eq!(written(&usual, Shortcut::Decline, Place::Everywhere), "Ctrl+Alt+D");
}

#[test]
fn what_another_shortcut_has_is_refused_in_either_place() {
    let taken = Some(Refusal::InUse(Shortcut::Accept));
    assert_eq!(refused(Shortcut::Decline, Place::Here, chord("Ctrl+Shift+A")), taken);
    assert_eq!(refused(Shortcut::Decline, Place::Here, chord("Ctrl+Alt+A")), taken);
    assert_eq!(refused(Shortcut::Accept, Place::Here, chord("Ctrl+Alt+A")), None, "the same one may have it twice");
    let moved = choose(Settings::default(), Shortcut::Accept, Place::Here, chord("Ctrl+J"));
    let freed = choose(moved, Shortcut::Decline, Place::Here, chord("Ctrl+Shift+A"));
    let back = freed.with_key(Shortcut::Accept, Place::Here, KeyChoice::Usual);
    assert_eq!(back.err(), Some(Refusal::InUse(Shortcut::Decline)));
}

#[test]
fn what_is_typing_is_no_shortcut() {
    for typed in ["A", "Shift+A", "Enter", "Shift+F5", "F5"] {
        assert_eq!(refused(Shortcut::Accept, Place::Everywhere, chord(typed)), Some(Refusal::Unfit), "{typed}");
    }
    assert_eq!(refused(Shortcut::Accept, Place::Here, chord("Shift+A")), Some(Refusal::Unfit));
    assert_eq!(refused(Shortcut::Accept, Place::Here, chord("F5")), None);
}

#[test]
fn what_every_program_uses_for_the_same_is_refused() {
    for fixed in FIXED {
        assert_eq!(refused(Shortcut::Accept, Place::Here, chord(fixed)), Some(Refusal::Reserved), "{fixed}");
    }
    assert_eq!(refused(Shortcut::Accept, Place::Everywhere, chord("Ctrl+C")), Some(Refusal::Reserved));
}

#[test]
fn where_a_shortcut_cannot_work_it_has_no_key() {
    assert_eq!(refused(Shortcut::Find, Place::Everywhere, chord("Ctrl+Alt+F")), Some(Refusal::Unfit));
    assert_eq!(refused(Shortcut::Show, Place::Here, chord("Ctrl+Alt+F")), Some(Refusal::Unfit));
}

#[test]
fn what_is_not_keys_is_refused() {
    for text in ["", "+", "Ctrl+", "Ctrl+a", "Ctrl+Ctrl+A", "Hyper+A", "Ctrl+F13", "Ctrl+F01", "Ctrl+Escape", "Ctrl+Ä"]
    {
        assert_eq!(refused(Shortcut::Accept, Place::Here, chord(text)), Some(Refusal::Unfit), "{text:?}");
    }
}

#[test]
fn a_file_that_was_edited_by_hand_counts_as_far_as_it_may() {
    assert_eq!(of(r#"{"accept":{"here":"Shift+Ctrl+J"}}"#)[&Shortcut::Accept].here.as_deref(), Some("Ctrl+Shift+J"));
    for none in [
        r#"{"accept":{"here":"Ctrl+Shift+A"}}"#,
        r#"{"accept":{"here":"nonsense"}}"#,
        r#"{"accept":{"everywhere":"Q"}}"#,
        r#"{"accept":"Ctrl+J"}"#,
        r#"{"find":{"everywhere":"Ctrl+Alt+F"}}"#,
        r#"{"accept":{"here":"Ctrl+Shift+D"}}"#,
        r#"{"ofTheFuture":{"here":"Ctrl+J"}}"#,
    ] {
        assert_eq!(of(none), Chosen::new(), "{none}");
    }
}

#[test]
fn two_that_have_changed_places_keep_them() {
    let swapped = of(r#"{"accept":{"here":"Ctrl+Shift+D"},"decline":{"here":"Ctrl+Shift+A"}}"#);
    assert_eq!(swapped.len(), 2);
}

#[test]
fn of_two_that_want_the_same_key_one_keeps_it() {
    let kept = of(r#"{"accept":{"here":"Ctrl+J"},"decline":{"here":"Ctrl+J"}}"#);
    assert_eq!(kept.len(), 1, "{kept:?}");
}
