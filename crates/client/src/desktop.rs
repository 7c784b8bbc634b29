//! What the desktop says of its person, and what follows from it for names. Decided without a desktop.

use std::collections::BTreeSet;

use crate::update::Settings;

/// What may be the case on the desktop around us.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Circumstance {
    /// A program fills the screen: a presentation, a film, a game.
    FullScreen,
    /// It shall not disturb its person.
    Inhibited,
    Locked,
}

/// All that is the case, as far as the desktop tells.
pub(crate) type Circumstances = BTreeSet<Circumstance>;

/// Whether others may look on, and nobody shall be named where they see it.
pub(crate) fn is_watched(settings: &Settings, desktop: &Circumstances) -> bool {
    settings.hide_locked && desktop.contains(&Circumstance::Locked)
        || settings.hide_full_screen && desktop.contains(&Circumstance::FullScreen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hidden_on_a_locked_and_on_a_filled_screen_where_that_is_wanted() {
        let watched = |change: fn(&mut Settings), circumstance| {
            let mut settings = Settings::default();
            change(&mut settings);
            is_watched(&settings, &[circumstance].into())
        };
        assert!(watched(|_| {}, Circumstance::Locked));
        assert!(watched(|_| {}, Circumstance::FullScreen));
        assert!(!watched(|_| {}, Circumstance::Inhibited), "only its person is there");
        assert!(!watched(|settings| settings.hide_locked = false, Circumstance::Locked));
        assert!(watched(|settings| settings.hide_locked = false, Circumstance::FullScreen));
        assert!(!watched(|settings| settings.hide_full_screen = false, Circumstance::FullScreen));
        assert!(!is_watched(&Settings::default(), &Circumstances::new()));
    }
}
