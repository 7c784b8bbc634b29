//! The keys that do something: the usual ones, those that the person has chosen instead, and what may be chosen.
//!
//! [`Settings::keys`] holds only what differs from the usual, so that a better usual key reaches everybody who has
//! not chosen otherwise.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::update::Settings;

/// What a key is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Shortcut {
    /// Accepts the call that rings longest.
    Accept,
    /// Calls in the open room.
    CallHere,
    /// Shows the log of calls.
    Calls,
    Decline,
    Dismiss,
    DoNotDisturb,
    /// Goes to the search for a conversation.
    Find,
    Leave,
    NextRoom,
    NextUnread,
    /// Opens the page of the joined call again.
    Return,
    /// Brings the main window forward.
    Show,
}

/// Where a key works.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// In whatever program one is, once it was switched on.
    Everywhere,
    /// In our windows.
    Here,
}

/// The keys that were chosen for one shortcut: nothing where it is the usual one, an empty text where there shall be none.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default, rename_all = "camelCase")]
pub struct ChosenKeys {
    pub everywhere: Option<String>,
    pub here: Option<String>,
}

/// What a key shall be.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeyChoice {
    /// This one, as in "Ctrl+Shift+A".
    Chord {
        chord: String,
    },
    None,
    Usual,
}

/// Keys that are pressed together, written "Ctrl+Alt+Shift+Super+A" as far as they are among them.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Chord {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    /// The key between Ctrl and Alt: Super, Windows.
    pub logo: bool,
    /// What stands on the last key: a capital letter, a digit, `F5`, `ArrowDown`, `Comma`.
    pub key: String,
}

/// Not keys that can be pressed together.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not keys that can be pressed together")]
pub struct Unfit;

/// Why a key cannot be chosen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// It is for this already.
    InUse(Shortcut),
    /// Every program uses it for something, or our windows do.
    Reserved,
    /// Without a key held down with it, it would be typed; or the shortcut cannot work there.
    Unfit,
}

impl Shortcut {
    /// All of them, in the order of need.
    pub const ALL: [Self; 12] = [
        Self::Accept,
        Self::Decline,
        Self::Dismiss,
        Self::CallHere,
        Self::Return,
        Self::Leave,
        Self::Show,
        Self::DoNotDisturb,
        Self::Find,
        Self::NextRoom,
        Self::NextUnread,
        Self::Calls,
    ];

    /// The usual key: empty where there is none, nothing where there can be none.
    #[must_use]
    pub const fn usual(self, place: Place) -> Option<&'static str> {
        let (here, everywhere) = match self {
            Self::Accept => (Some("Ctrl+Shift+A"), Some("Ctrl+Alt+A")),
            Self::CallHere => (Some("Ctrl+Shift+C"), None),
            Self::Calls => (Some("Ctrl+Shift+H"), None),
            Self::Decline => (Some("Ctrl+Shift+D"), Some("Ctrl+Alt+D")),
            Self::Dismiss => (Some("Ctrl+Shift+X"), Some("")),
            Self::DoNotDisturb => (Some("Ctrl+Shift+M"), Some("")),
            Self::Find => (Some("Ctrl+K"), None),
            Self::Leave => (Some("Ctrl+Shift+L"), Some("")),
            Self::NextRoom => (Some("Alt+ArrowDown"), None),
            Self::NextUnread => (Some("Alt+Shift+ArrowDown"), None),
            Self::Return => (Some("Ctrl+Shift+R"), Some("Ctrl+Alt+R")),
            Self::Show => (None, Some("Ctrl+Alt+V")),
        };
        match place {
            Place::Everywhere => everywhere,
            Place::Here => here,
        }
    }
}

impl Settings {
    /// The key that counts: the chosen one, else the usual one.
    #[must_use]
    pub fn key(&self, shortcut: Shortcut, place: Place) -> Option<Chord> {
        key(&self.keys, shortcut, place)
    }

    /// All keys that work everywhere while they are switched on.
    #[must_use]
    pub fn keys_everywhere(&self) -> BTreeMap<Shortcut, Chord> {
        let with_key = |shortcut| Some((shortcut, self.key(shortcut, Place::Everywhere)?));
        Shortcut::ALL.into_iter().filter_map(with_key).collect()
    }

    /// These settings with another key, if it can be had.
    pub(crate) fn with_key(mut self, shortcut: Shortcut, place: Place, choice: KeyChoice) -> Result<Self, Refusal> {
        let usual = shortcut.usual(place).ok_or(Refusal::Unfit)?;
        let text = match choice {
            KeyChoice::Chord { chord } => chord.parse::<Chord>().map_err(|_| Refusal::Unfit)?.to_string(),
            KeyChoice::None => String::new(),
            KeyChoice::Usual => usual.to_owned(),
        };
        *self.keys.entry(shortcut).or_default().at(place) = Some(text).filter(|text| text != usual);
        match refusal(&self.keys, shortcut, place) {
            Some(refusal) => Err(refusal),
            None => Ok(self),
        }
    }
}

impl ChosenKeys {
    fn at(&mut self, place: Place) -> &mut Option<String> {
        match place {
            Place::Everywhere => &mut self.everywhere,
            Place::Here => &mut self.here,
        }
    }

    fn chosen(&self, place: Place) -> Option<&str> {
        match place {
            Place::Everywhere => self.everywhere.as_deref(),
            Place::Here => self.here.as_deref(),
        }
    }
}

type Chosen = BTreeMap<Shortcut, ChosenKeys>;

/// What was chosen as far as it may be, written as we write it. What may not be is the usual again.
pub(crate) fn within_limits(chosen: &Chosen) -> Chosen {
    let mut kept = Chosen::new();
    for (&shortcut, keys) in chosen {
        for place in PLACES {
            let (Some(text), Some(usual)) = (keys.chosen(place), shortcut.usual(place)) else { continue };
            let chord = text.parse::<Chord>().map(|chord| chord.to_string());
            let written = if text.is_empty() { Some(String::new()) } else { chord.ok() };
            if let Some(written) = written.filter(|written| written != usual) {
                *kept.entry(shortcut).or_default().at(place) = Some(written);
            }
        }
    }
    // One that goes can leave its usual key in the way of another.
    while let Some((shortcut, place)) = first_refused(&kept) {
        *kept.entry(shortcut).or_default().at(place) = None;
    }
    kept.retain(|_, keys| *keys != ChosenKeys::default());
    kept
}

fn first_refused(chosen: &Chosen) -> Option<(Shortcut, Place)> {
    let places = |(shortcut, keys): (&Shortcut, &ChosenKeys)| {
        let chosen = PLACES.into_iter().filter(|place| keys.chosen(*place).is_some());
        chosen.map(|place| (*shortcut, place)).collect::<Vec<_>>()
    };
    chosen.iter().flat_map(places).find(|(shortcut, place)| refusal(chosen, *shortcut, *place).is_some())
}

fn key(chosen: &Chosen, shortcut: Shortcut, place: Place) -> Option<Chord> {
    let usual = shortcut.usual(place)?;
    chosen.get(&shortcut).and_then(|keys| keys.chosen(place)).unwrap_or(usual).parse().ok()
}

/// What is to be said against the key that a shortcut has there.
fn refusal(chosen: &Chosen, shortcut: Shortcut, place: Place) -> Option<Refusal> {
    let chord = key(chosen, shortcut, place)?;
    if !chord.suits(place) {
        return Some(Refusal::Unfit);
    }
    if FIXED.contains(&chord.to_string().as_str()) {
        return Some(Refusal::Reserved);
    }
    // Not even in the other place: with our window in front, both would work.
    let in_use = |other: &Shortcut| {
        *other != shortcut && PLACES.into_iter().any(|place| key(chosen, *other, place).as_ref() == Some(&chord))
    };
    Shortcut::ALL.into_iter().find(in_use).map(Refusal::InUse)
}

impl Chord {
    /// Whether it is more than typing.
    fn suits(&self, place: Place) -> bool {
        let held = self.ctrl || self.alt || self.logo;
        held || place == Place::Here && is_function_key(&self.key)
    }
}

impl FromStr for Chord {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        let mut parts = text.split('+').rev();
        let key = parts.next().filter(|key| is_key(key)).ok_or(Unfit)?.to_owned();
        let mut chord = Self { ctrl: false, alt: false, shift: false, logo: false, key };
        for held in parts {
            let flag = match held {
                "Alt" => &mut chord.alt,
                "Ctrl" => &mut chord.ctrl,
                "Shift" => &mut chord.shift,
                "Super" => &mut chord.logo,
                _ => return Err(Unfit),
            };
            if std::mem::replace(flag, true) {
                return Err(Unfit);
            }
        }
        Ok(chord)
    }
}

impl Display for Chord {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl"), (self.alt, "Alt"), (self.shift, "Shift"), (self.logo, "Super")] {
            if held {
                write!(f, "{name}+")?;
            }
        }
        f.write_str(&self.key)
    }
}

fn is_key(key: &str) -> bool {
    let one = |test: fn(&u8) -> bool| key.len() == 1 && key.as_bytes().iter().all(test);
    one(u8::is_ascii_uppercase) || one(u8::is_ascii_digit) || is_function_key(key) || NAMED.contains(&key)
}

fn is_function_key(key: &str) -> bool {
    let number = key.strip_prefix('F').and_then(|number| number.parse::<u8>().ok());
    number.is_some_and(|number| (1..=12).contains(&number) && key == format!("F{number}"))
}

/// Reads what this version knows: a key for something else is another version's.
pub(crate) fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Chosen, D::Error> {
    let found = BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
    let known = found.into_iter().filter_map(|(shortcut, keys)| {
        let shortcut = serde_json::from_value(shortcut.into()).ok()?;
        Some((shortcut, serde_json::from_value(keys).ok()?))
    });
    Ok(known.collect())
}

const PLACES: [Place; 2] = [Place::Here, Place::Everywhere];
/// The keys with a name, as browsers call them.
pub const NAMED: [&str; 22] = [
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "Backquote",
    "Backslash",
    "BracketLeft",
    "BracketRight",
    "Comma",
    "End",
    "Enter",
    "Equal",
    "Home",
    "Insert",
    "Minus",
    "PageDown",
    "PageUp",
    "Period",
    "Quote",
    "Semicolon",
    "Slash",
    "Space",
];
/// What every program uses for the same, and what our windows use for something that cannot be chosen.
const FIXED: [&str; 34] = [
    "Alt+ArrowUp",
    "Alt+F4",
    "Alt+Shift+ArrowUp",
    "Ctrl+0",
    "Ctrl+1",
    "Ctrl+2",
    "Ctrl+3",
    "Ctrl+4",
    "Ctrl+5",
    "Ctrl+6",
    "Ctrl+7",
    "Ctrl+8",
    "Ctrl+9",
    "Ctrl+A",
    "Ctrl+ArrowLeft",
    "Ctrl+ArrowRight",
    "Ctrl+C",
    "Ctrl+Comma",
    "Ctrl+End",
    "Ctrl+Enter",
    "Ctrl+Equal",
    "Ctrl+Home",
    "Ctrl+Minus",
    "Ctrl+Q",
    "Ctrl+Shift+Z",
    "Ctrl+V",
    "Ctrl+W",
    "Ctrl+X",
    "Ctrl+Y",
    "Ctrl+Z",
    "F10",
    "F6",
    "Shift+F10",
    "Shift+F6",
];

#[cfg(test)]
mod tests;
