//! The words of notifications and tray: the same file that the windows use.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{Timestamp, tz::TimeZone};
use vconnct_client::update::{Clock, LocalTime, Quiet};

static STRINGS: LazyLock<BTreeMap<&str, [&str; 3]>> =
    LazyLock::new(|| serde_json::from_str(FILE).expect("the strings are part of the program, and a test reads them"));

/// The words of one language, and how it writes times of day here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Words {
    column: usize,
    clock: Clock,
}

/// The text of `key` in each language.
pub(crate) fn every_language(key: &str) -> [&'static str; LANGUAGES.len()] {
    STRINGS.get(key).copied().unwrap_or([""; LANGUAGES.len()])
}

impl Words {
    /// The words of `language` (`en`, `de`, `fr`); English for any other.
    pub(crate) fn of(language: &str) -> Self {
        let column = LANGUAGES.iter().position(|known| *known == language).unwrap_or(0);
        Self { column, clock: Clock::default() }
    }

    /// The same words, with times of day written like this.
    pub(crate) fn by(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// A time of day, as this computer's clocks show it.
    pub(crate) fn time_of_day(self, time: LocalTime) -> String {
        let time = Timestamp::from_millisecond(time).unwrap_or_default().to_zoned(TimeZone::system());
        let (hour, minute) = (time.hour(), time.minute());
        match self.clock {
            Clock::TwentyFourHours => format!("{hour:02}:{minute:02}"),
            Clock::TwelveHours => {
                let half = HALVES[self.column][usize::from(hour >= 12)];
                format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
            }
        }
    }

    /// The text of `key`; the key itself if there is none, so that nothing ever stays empty.
    pub(crate) fn text(self, key: &'static str) -> &'static str {
        STRINGS.get(key).map_or(key, |row| row[self.column])
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

const FILE: &str = include_str!("../../ui/src/strings/strings.json");
const LANGUAGES: [&str; 3] = ["en", "de", "fr"];
/// Of a day, as the windows write them.
const HALVES: [[&str; 2]; 3] = [["am", "pm"], ["AM", "PM"], ["AM", "PM"]];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_come_in_the_language_asked_for_and_else_in_english() {
        assert_eq!(Words::of("de").text("call.accept"), "Annehmen");
        assert_eq!(Words::of("pt").text("call.accept"), "Accept");
    }

    #[test]
    fn times_of_day_are_written_as_chosen() {
        let at = |hour: i8| {
            let time = jiff::civil::date(2026, 11, 26).at(hour, 5, 0, 0).to_zoned(TimeZone::system()).unwrap();
            time.timestamp().as_millisecond()
        };
        assert_eq!(Words::of("en").time_of_day(at(9)), "09:05");
        let twelve = Words::of("en").by(Clock::TwelveHours);
        assert_eq!(
            [0, 9, 12, 16].map(|hour| twelve.time_of_day(at(hour))),
            ["12:05 am", "9:05 am", "12:05 pm", "4:05 pm"]
        );
        assert_eq!(Words::of("de").by(Clock::TwelveHours).time_of_day(at(16)), "4:05 PM");
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
