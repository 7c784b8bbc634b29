//! "Do not disturb" in the tray's menu (design 10).

use vconnct_client::{
    action::{Action, QuietSpan},
    update::{DoNotDisturb, Settings},
};

use super::face::Entry;
use crate::strings::Words;

/// The entry with its menu: for how long, off again, and who is let through.
pub(super) fn do_not_disturb(settings: &Settings, words: Words) -> Entry {
    let set = |key, span| Entry::Does(words.text(key).into(), Action::SetDoNotDisturb { span });
    let is_on = settings.do_not_disturb != DoNotDisturb::Off;
    let favourites = settings.favourites_through;
    let other = Settings { favourites_through: !favourites, ..settings.clone() };
    let through = Entry::Chosen(
        words.text("set.favouritesThrough").into(),
        favourites,
        Action::SetSettings { settings: Box::new(other) },
    );
    let spans = SPANS.iter().map(|(key, span)| set(key, Some(*span)));
    let menu = is_on
        .then(|| set("quiet.turnOff", None))
        .into_iter()
        .chain([Entry::Tells(words.text("quiet.callsSilent").into())])
        .chain(spans)
        .chain([Entry::Separator, through]);
    Entry::Menu(words.text("tray.dnd").into(), menu.collect())
}

const SPANS: [(&str, QuietSpan); 4] = [
    ("quiet.forHalfHour", QuietSpan::HalfHour),
    ("quiet.forHour", QuietSpan::Hour),
    ("quiet.untilTomorrow", QuietSpan::UntilTomorrow),
    ("quiet.untilTurnedOff", QuietSpan::UntilTurnedOff),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn menu(settings: &Settings) -> Vec<Entry> {
        match do_not_disturb(settings, Words::of("en")) {
            Entry::Menu(label, menu) if label == "Do not disturb" => menu,
            other => panic!("{other:?}"),
        }
    }

    fn pressed(menu: &[Entry], wanted: &str) -> Action {
        let found = menu.iter().find_map(|entry| match entry {
            Entry::Chosen(label, _, action) | Entry::Does(label, action) if label == wanted => Some(action.clone()),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("{wanted} is missing in {menu:?}"))
    }

    #[test]
    fn it_is_turned_on_for_as_long_as_one_says() {
        let menu = menu(&Settings::default());
        for (words, span) in [
            ("for 30 minutes", QuietSpan::HalfHour),
            ("for 1 hour", QuietSpan::Hour),
            ("until tomorrow morning", QuietSpan::UntilTomorrow),
            ("until I turn it off", QuietSpan::UntilTurnedOff),
        ] {
            assert_eq!(pressed(&menu, words), Action::SetDoNotDisturb { span: Some(span) });
        }
        assert!(!menu.iter().any(|entry| matches!(entry, Entry::Does(label, _) if label == "Turn off")));
    }

    #[test]
    fn it_can_be_turned_off_while_it_is_on() {
        let menu = menu(&Settings { do_not_disturb: DoNotDisturb::Until { time: 0 }, ..Settings::default() });
        assert_eq!(pressed(&menu, "Turn off"), Action::SetDoNotDisturb { span: None });
    }

    #[test]
    fn favourites_are_let_through_or_not_and_nothing_else_changes() {
        let settings = Settings { ring_volume: 35, ..Settings::default() };
        let other = Settings { favourites_through: false, ..settings.clone() };
        assert_eq!(
            pressed(&menu(&settings), "Let favourites through"),
            Action::SetSettings { settings: Box::new(other) }
        );
    }
}
