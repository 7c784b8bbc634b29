//! What X and the desktops call the keys of a chord.

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

/// The chord as the shortcuts specification of the desktops writes it: `CTRL+ALT+a`.
pub(super) fn trigger(chord: &Chord) -> Option<String> {
    let held = [(chord.ctrl, "CTRL+"), (chord.alt, "ALT+"), (chord.shift, "SHIFT+"), (chord.logo, "LOGO+")];
    let held: String = held.into_iter().filter(|(held, _)| *held).map(|(_, name)| name).collect();
    Some(held + &name(&chord.key)?)
}

/// A small letter and a digit are their own symbols, and so is what stands on most other keys.
fn symbol(key: &str) -> Option<u32> {
    if let Some((_, symbol, _)) = NAMED.iter().find(|(named, ..)| *named == key) {
        return Some(*symbol);
    }
    match function_key(key) {
        Some(number) => Some(F1 + number - 1),
        None => one(key).map(u32::from),
    }
}

fn name(key: &str) -> Option<String> {
    if let Some((.., name)) = NAMED.iter().find(|(named, ..)| *named == key) {
        return Some((*name).to_owned());
    }
    function_key(key).map(|_| key.to_owned()).or_else(|| one(key).map(String::from))
}

fn one(key: &str) -> Option<char> {
    let mut letters = key.chars();
    letters.next().filter(|_| letters.next().is_none()).map(|letter| letter.to_ascii_lowercase())
}

fn function_key(key: &str) -> Option<u32> {
    key.strip_prefix('F').and_then(|number| number.parse().ok()).filter(|number| (1..=12).contains(number))
}

const F1: u32 = 0xffbe;
/// As we call them, their symbol, and its name.
const NAMED: [(&str, u32, &str); 22] = [
    ("ArrowDown", 0xff54, "Down"),
    ("ArrowLeft", 0xff51, "Left"),
    ("ArrowRight", 0xff53, "Right"),
    ("ArrowUp", 0xff52, "Up"),
    ("Backquote", 0x60, "grave"),
    ("Backslash", 0x5c, "backslash"),
    ("BracketLeft", 0x5b, "bracketleft"),
    ("BracketRight", 0x5d, "bracketright"),
    ("Comma", 0x2c, "comma"),
    ("End", 0xff57, "End"),
    ("Enter", 0xff0d, "Return"),
    ("Equal", 0x3d, "equal"),
    ("Home", 0xff50, "Home"),
    ("Insert", 0xff63, "Insert"),
    ("Minus", 0x2d, "minus"),
    ("PageDown", 0xff56, "Next"),
    ("PageUp", 0xff55, "Prior"),
    ("Period", 0x2e, "period"),
    ("Quote", 0x27, "apostrophe"),
    ("Semicolon", 0x3b, "semicolon"),
    ("Slash", 0x2f, "slash"),
    ("Space", 0x20, "space"),
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
    fn a_desktop_is_told_a_chord_in_its_own_words() {
        assert_eq!(trigger(&chord("Ctrl+Alt+A")).as_deref(), Some("CTRL+ALT+a"));
        assert_eq!(trigger(&chord("Shift+Super+PageDown")).as_deref(), Some("SHIFT+LOGO+Next"));
        assert_eq!(trigger(&chord("Ctrl+F5")).as_deref(), Some("CTRL+F5"));
    }

    #[test]
    fn every_key_that_has_a_name_is_a_chord() {
        for (key, ..) in NAMED {
            assert!(format!("Ctrl+{key}").parse::<Chord>().is_ok(), "{key}");
        }
    }
}
