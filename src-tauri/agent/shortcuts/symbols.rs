//! What X calls the keys of a chord.

use vconnct_client::shortcuts::Chord;
use x11rb::protocol::xproto::ModMask;

use crate::grabs::Press;

/// The chord as an X display knows it; nothing if it has no such key.
pub(super) fn press(chord: &Chord) -> Option<Press> {
    let mut modifiers = ModMask::default();
    for (held, modifier) in [
        (chord.ctrl, ModMask::CONTROL),
        (chord.alt, ModMask::M1),
        (chord.shift, ModMask::SHIFT),
        (chord.logo, ModMask::M4),
    ] {
        if held {
            modifiers |= modifier;
        }
    }
    Some(Press { modifiers, symbol: symbol(&chord.key)? })
}

/// A small letter and a digit are their own symbols, and so is what stands on most other keys.
fn symbol(key: &str) -> Option<u32> {
    if let Some((_, symbol)) = NAMED.iter().find(|(named, _)| *named == key) {
        return Some(*symbol);
    }
    match function_key(key) {
        Some(number) => Some(F1 + number - 1),
        None => one(key).map(u32::from),
    }
}

fn one(key: &str) -> Option<char> {
    let mut letters = key.chars();
    letters.next().filter(|_| letters.next().is_none()).map(|letter| letter.to_ascii_lowercase())
}

fn function_key(key: &str) -> Option<u32> {
    key.strip_prefix('F').and_then(|number| number.parse().ok()).filter(|number| (1..=12).contains(number))
}

const F1: u32 = 0xffbe;
/// As we call them, and their symbol.
const NAMED: [(&str, u32); 22] = [
    ("ArrowDown", 0xff54),
    ("ArrowLeft", 0xff51),
    ("ArrowRight", 0xff53),
    ("ArrowUp", 0xff52),
    ("Backquote", 0x60),
    ("Backslash", 0x5c),
    ("BracketLeft", 0x5b),
    ("BracketRight", 0x5d),
    ("Comma", 0x2c),
    ("End", 0xff57),
    ("Enter", 0xff0d),
    ("Equal", 0x3d),
    ("Home", 0xff50),
    ("Insert", 0xff63),
    ("Minus", 0x2d),
    ("PageDown", 0xff56),
    ("PageUp", 0xff55),
    ("Period", 0x2e),
    ("Quote", 0x27),
    ("Semicolon", 0x3b),
    ("Slash", 0x2f),
    ("Space", 0x20),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        text.parse().unwrap()
    }

    #[test]
    fn a_chord_is_found_on_the_keyboard_by_what_stands_on_its_keys() {
        let accept = Press { modifiers: ModMask::CONTROL | ModMask::M1, symbol: 'a'.into() };
        assert_eq!(press(&chord("Ctrl+Alt+A")), Some(accept));
        let next = Press { modifiers: ModMask::SHIFT | ModMask::M4, symbol: 0xffc9 };
        assert_eq!(press(&chord("Shift+Super+F12")), Some(next));
        assert_eq!(press(&chord("Ctrl+7")).map(|press| press.symbol), Some('7'.into()));
    }

    #[test]
    fn every_key_that_has_a_name_is_a_chord() {
        for (key, _) in NAMED {
            assert!(format!("Ctrl+{key}").parse::<Chord>().is_ok(), "{key}");
        }
    }
}
