//! The words of notifications and tray: the same file that the windows use.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::Value;
use vconnct_client::update::Quiet;

static STRINGS: LazyLock<BTreeMap<String, [String; 3]>> = LazyLock::new(parse);

/// The words of one language.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Words {
    column: usize,
}

impl Words {
    /// The words of `language` (`en`, `de`, `fr`); English for any other.
    pub(crate) fn of(language: &str) -> Self {
        Self { column: LANGUAGES.iter().position(|known| *known == language).unwrap_or(0) }
    }

    /// The text of `key`; the key itself if there is none, so that nothing ever stays empty.
    pub(crate) fn text(self, key: &'static str) -> &'static str {
        STRINGS.get(key).map_or(key, |row| row[self.column].as_str())
    }

    /// Why a call is not rung for, within a sentence.
    pub(crate) fn why(self, quiet: Quiet) -> &'static str {
        self.text(match quiet {
            Quiet::Busy => "quiet.busy",
            Quiet::DoNotDisturb => "quiet.doNotDisturb",
            Quiet::FullScreen => "quiet.fullScreen",
            Quiet::Muted => "quiet.muted",
            Quiet::QuietHours => "quiet.quietHours",
            Quiet::System => "quiet.system",
        })
    }

    /// The text of `key` with its `{placeholders}` filled in. What is filled in is not looked at
    /// again, so a person called `{ws}` stays one.
    pub(crate) fn fill(self, key: &'static str, values: &[(&str, &str)]) -> String {
        let mut rest = self.text(key);
        let mut filled = String::with_capacity(rest.len() + 32);
        while let Some((before, name, after)) = split_placeholder(rest) {
            filled.push_str(before);
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            }
            rest = after;
        }
        filled + rest
    }
}

fn split_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once('{')?;
    let (name, after) = opened.split_once('}')?;
    Some((before, name, after))
}

fn parse() -> BTreeMap<String, [String; 3]> {
    let file: BTreeMap<String, Value> =
        serde_json::from_str(FILE).expect("the strings are part of the program, and a test reads them");
    file.into_iter().filter_map(|(key, row)| Some((key, serde_json::from_value(row).ok()?))).collect()
}

const FILE: &str = include_str!("../../ui/src/strings/strings.json");
const LANGUAGES: [&str; 3] = ["en", "de", "fr"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_come_in_the_language_asked_for_and_else_in_english() {
        assert_eq!(Words::of("de").text("call.accept"), "Annehmen");
        assert_eq!(Words::of("pt").text("call.accept"), "Accept");
    }

    #[test]
    fn a_name_that_looks_like_a_placeholder_is_left_alone() {
        let body = Words::of("en").fill("nt.missBody", &[("time", "{ws}"), ("ws", "HQ")]);
        assert_eq!(body, "{ws} · HQ");
    }

    #[test]
    fn an_unknown_placeholder_stays_readable() {
        assert_eq!(Words::of("en").fill("nt.inTitle", &[]), "{name} is calling");
    }

    #[test]
    fn every_word_the_agent_says_is_in_the_file() {
        for key in KEYS {
            assert!(STRINGS.contains_key(*key), "{key} is missing");
        }
    }

    const KEYS: &[&str] = &[
        "call.accept",
        "call.back",
        "call.decline",
        "call.dismiss",
        "call.leave",
        "call.return",
        "dg.trialS",
        "in.hushed",
        "in.title",
        "keys.accept",
        "keys.decline",
        "keys.leave",
        "keys.return",
        "keys.show",
        "net.lost",
        "net.now",
        "nt.inBody",
        "nt.inTitle",
        "nt.message",
        "nt.missBody",
        "nt.missEarlier",
        "nt.missTitle",
        "quiet.busy",
        "quiet.callsSilent",
        "quiet.callsSilentWhy",
        "quiet.doNotDisturb",
        "quiet.forHalfHour",
        "quiet.forHour",
        "quiet.muted",
        "quiet.quietHours",
        "quiet.system",
        "quiet.turnOff",
        "quiet.untilTomorrow",
        "quiet.untilTurnedOff",
        "set.favouritesThrough",
        "tray.dnd",
        "tray.missed",
        "tray.open",
        "tray.quit",
    ];
}
