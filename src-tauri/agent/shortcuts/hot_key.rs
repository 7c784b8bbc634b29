//! What `global-hotkey` calls a chord.

use global_hotkey::hotkey::HotKey;
use vconnct_client::shortcuts::Chord;

/// The chord as Windows and macOS are asked for it; nothing if they have no such key. What is Super to us is the
/// Windows key there, or Command.
pub(super) fn hot_key(chord: &Chord) -> Option<HotKey> {
    chord.to_string().parse().ok() // it writes them as we do
}

#[cfg(test)]
mod tests {
    use global_hotkey::hotkey::{Code, Modifiers};
    use vconnct_client::update::Settings;

    use super::*;

    fn of(text: &str) -> Option<HotKey> {
        hot_key(&text.parse().unwrap())
    }

    #[test]
    fn a_chord_is_the_same_keys_to_the_system() {
        let accept = HotKey::new(Some(Modifiers::CONTROL | Modifiers::ALT), Code::KeyA);
        assert_eq!(of("Ctrl+Alt+A"), Some(accept));
        let next = HotKey::new(Some(Modifiers::SHIFT | Modifiers::META), Code::PageDown);
        assert_eq!(of("Shift+Super+PageDown"), Some(next));
        assert_eq!(of("Ctrl+7"), Some(HotKey::new(Some(Modifiers::CONTROL), Code::Digit7)));
        assert_eq!(of("Alt+F12"), Some(HotKey::new(Some(Modifiers::ALT), Code::F12)));
    }

    #[test]
    fn the_system_knows_every_key_that_can_be_chosen() {
        let letters = ('A'..='Z').chain('0'..='9').map(String::from);
        let functions = (1..=12).map(|number| format!("F{number}"));
        let named = vconnct_client::shortcuts::NAMED.map(String::from);
        for key in letters.chain(functions).chain(named) {
            assert!(of(&format!("Ctrl+{key}")).is_some(), "{key}");
        }
        for (shortcut, chord) in Settings::default().keys_everywhere() {
            assert!(hot_key(&chord).is_some(), "{shortcut:?}");
        }
    }
}
