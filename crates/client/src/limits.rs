//! What settings may hold, wherever they come from: a window, a file that was edited by hand.

use crate::{shortcuts, update::Settings};

impl Settings {
    /// These settings, with everything that is out of bounds brought back into them.
    #[must_use]
    pub(crate) fn within_limits(mut self) -> Self {
        self.language = self.language.filter(|language| LANGUAGES.contains(&language.as_str()));
        self.text_size = self.text_size.clamp(80, 200);
        self.ring_volume = self.ring_volume.min(100);
        self.quiet_from = self.quiet_from.min(LAST_MINUTE);
        self.quiet_until = self.quiet_until.min(LAST_MINUTE);
        self.keys = shortcuts::within_limits(&self.keys);
        self.replies =
            self.replies.map(|replies| replies.iter().filter_map(|words| sentence(words)).take(REPLIES).collect());
        let mut left = PERSON_TONES;
        for tones in self.person_tones.values_mut() {
            tones.retain(|_, person| {
                person.name = line(&person.name, NAME_LETTERS);
                let fits = left > 0;
                left = left.saturating_sub(1);
                fits
            });
        }
        self.person_tones.retain(|_, tones| !tones.is_empty());
        self
    }
}

/// One line of at most [`REPLY_LETTERS`]; nothing where there are no words.
fn sentence(words: &str) -> Option<String> {
    let sentence = line(words, REPLY_LETTERS);
    (!sentence.is_empty()).then_some(sentence)
}

fn line(words: &str, letters: usize) -> String {
    let line: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let short: String = line.trim().chars().take(letters).collect();
    short.trim_end().to_owned()
}

const LANGUAGES: [&str; 3] = ["de", "en", "fr"];
/// Of a day.
const LAST_MINUTE: u16 = 24 * 60 - 1;
/// More do not fit on a card.
const REPLIES: usize = 10;
const REPLY_LETTERS: usize = 200;
/// Whoever tells more people apart by ear does not need to.
const PERSON_TONES: usize = 100;
const NAME_LETTERS: usize = 100;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use vconnct_proto::RoomId;

    use super::*;
    use crate::update::PersonTone;

    fn replies(words: &[&str]) -> Vec<String> {
        let replies = Some(words.iter().map(|&words| words.to_owned()).collect());
        Settings { replies, ..Settings::default() }.within_limits().replies.unwrap()
    }

    #[test]
    fn the_first_settings_are_within_the_limits() {
        assert_eq!(Settings::default().within_limits(), Settings::default());
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let settings = Settings {
            text_size: 20,
            ring_volume: 200,
            quiet_from: 1_440,
            quiet_until: u16::MAX,
            ..Settings::default()
        };
        let settings = settings.within_limits();
        assert_eq!((settings.text_size, settings.ring_volume), (80, 100));
        assert_eq!((settings.quiet_from, settings.quiet_until), (1_439, 1_439));
    }

    #[test]
    fn a_language_we_do_not_speak_is_the_systems() {
        let speaks = |language: &str| {
            let language = Some(language.to_owned());
            Settings { language, ..Settings::default() }.within_limits().language
        };
        assert_eq!((speaks("fr").as_deref(), speaks("xx")), (Some("fr"), None));
    }

    #[test]
    fn a_sentence_is_one_line_with_words_in_it() {
        assert_eq!(replies(&["  On my way. ", "", "\u{a0} \n", "In a\nmeeting"]), ["On my way.", "In a meeting"]);
    }

    #[test]
    fn a_sentence_of_200_letters_is_kept_and_a_longer_one_cut() {
        let (longest, longer) = ("é".repeat(200), "é".repeat(201));
        assert_eq!(replies(&[&longest, &longer]), [longest.clone(), longest]);
    }

    #[test]
    fn ten_sentences_are_kept_in_their_order() {
        let many: Vec<_> = (0..12).map(|number| number.to_string()).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(replies(&many), many[..10]);
    }

    #[test]
    fn whoever_removed_all_sentences_has_none() {
        assert_eq!(replies(&[]), [""; 0]);
    }

    #[test]
    fn a_hundred_people_have_tones_of_their_own_and_names_of_one_line() {
        let many = |workspace: &str, people: usize| {
            let person = PersonTone { name: format!("  Ana\n{}", "a".repeat(200)), tone: None };
            let tones = (0..people).map(|number| (RoomId::from(format!("r{number:03}")), person.clone()));
            (workspace.to_owned(), tones.collect::<BTreeMap<_, _>>())
        };
        let person_tones = [many("https://a", 60), many("https://b", 60), many("https://c", 1), many("https://d", 0)];
        let kept = Settings { person_tones: person_tones.into(), ..Settings::default() }.within_limits().person_tones;
        let counts: Vec<_> = kept.iter().map(|(workspace, tones)| (workspace.as_str(), tones.len())).collect();
        assert_eq!(counts, [("https://a", 60), ("https://b", 40)]);
        let name = &kept["https://a"][&RoomId::from("r000")].name;
        assert_eq!((name.chars().count(), name.starts_with("Ana aaa")), (100, true));
    }
}
