//! Words as the menus and hints of Windows and macOS take them. Names in them come from other people.

/// A line of a menu. There `&` stands before the letter that chooses a line, and a tab before what stands at its end.
pub(super) fn label(words: &str) -> String {
    shortened(words, LONGEST_LINE).replace('&', "&&")
}

/// What the icon says when pointed at.
pub(super) fn hint(says: &str) -> String {
    match shortened(says, LONGEST_HINT) {
        says if says.is_empty() => NAME.into(),
        says => format!("{NAME}: {says}"),
    }
}

/// One line of so many units, as Windows counts them, at most.
fn shortened(words: &str, longest: usize) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= longest
    };
    let line = words.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    line.take_while(fits).collect()
}

const NAME: &str = "Vconnct";
const LONGEST_LINE: usize = 80;
/// Windows takes 127 in all, and without an end where there are more.
const LONGEST_HINT: usize = 110;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_a_menu_as_it_is_and_can_be_no_command() {
        assert_eq!(label("Zoë & Jonas\tQuit"), "Zoë && Jonas Quit");
        assert_eq!(label(&"&".repeat(5_000)), "&".repeat(2 * LONGEST_LINE));
    }

    #[test]
    fn a_hint_names_the_app_and_what_there_is_to_say_in_one_line() {
        assert_eq!(hint(""), "Vconnct");
        assert_eq!(hint("Jonas Weber\nis calling"), "Vconnct: Jonas Weber is calling");
    }

    #[test]
    fn a_hint_has_room_for_its_end_whatever_letters_it_is_made_of() {
        for letter in ["a", "é", "\u{1f600}"] {
            let units = hint(&letter.repeat(5_000)).encode_utf16().count();
            assert!((100..=127).contains(&units), "{units} of {letter}");
        }
    }
}
