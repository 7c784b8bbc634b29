//! What settings may hold, wherever they come from: a window, a file that was edited by hand.

use crate::update::Settings;

impl Settings {
    /// These settings, with everything that is out of bounds brought back into them.
    #[must_use]
    pub(crate) fn within_limits(mut self) -> Self {
        self.ring_volume = self.ring_volume.min(100);
        self.quiet_from = self.quiet_from.min(LAST_MINUTE);
        self.quiet_until = self.quiet_until.min(LAST_MINUTE);
        self.replies =
            self.replies.map(|replies| replies.iter().filter_map(|words| sentence(words)).take(REPLIES).collect());
        self
    }
}

/// One line of at most [`REPLY_LETTERS`]; nothing where there are no words.
fn sentence(words: &str) -> Option<String> {
    let line: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let short: String = line.trim().chars().take(REPLY_LETTERS).collect();
    let sentence = short.trim_end();
    (!sentence.is_empty()).then(|| sentence.to_owned())
}

/// Of a day.
const LAST_MINUTE: u16 = 24 * 60 - 1;
/// More do not fit on a card.
const REPLIES: usize = 10;
const REPLY_LETTERS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

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
        let settings = Settings { ring_volume: 200, quiet_from: 1_440, quiet_until: u16::MAX, ..Settings::default() };
        let settings = settings.within_limits();
        assert_eq!((settings.ring_volume, settings.quiet_from, settings.quiet_until), (100, 1_439, 1_439));
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
}
