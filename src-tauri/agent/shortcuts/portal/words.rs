//! What the desktop is told of each key.

use vconnct_client::{
    shortcuts::{Place, Shortcut},
    update::Settings,
};

use crate::{shortcuts::symbols, strings::Words};

/// A key as it is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Wanted {
    pub(super) id: &'static str,
    /// In the words of its person.
    pub(super) description: &'static str,
    /// The key that we would give it.
    pub(super) trigger: Option<String>,
}

/// All that can work everywhere: the desktop may have a key for each.
pub(super) fn wanted(settings: &Settings, words: Words) -> Vec<Wanted> {
    let wanted = |&(shortcut, id, key): &(Shortcut, &'static str, &'static str)| Wanted {
        id,
        description: words.text(key),
        trigger: settings.key(shortcut, Place::Everywhere).as_ref().and_then(symbols::trigger),
    };
    KEYS.iter().map(wanted).collect()
}

/// What the desktop means by `id`.
pub(super) fn shortcut(id: &str) -> Option<Shortcut> {
    KEYS.iter().find(|(_, known, _)| *known == id).map(|(shortcut, ..)| *shortcut)
}

/// What desktops remember them by: these names stay.
const KEYS: [(Shortcut, &str, &str); 7] = [
    (Shortcut::Accept, "accept", "keys.accept"),
    (Shortcut::Decline, "decline", "keys.decline"),
    (Shortcut::Dismiss, "dismiss", "call.dismiss"),
    (Shortcut::Return, "return", "keys.return"),
    (Shortcut::Leave, "leave", "keys.leave"),
    (Shortcut::Show, "show", "keys.show"),
    (Shortcut::DoNotDisturb, "do-not-disturb", "tray.dnd"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_that_can_work_everywhere_is_asked_for() {
        let possible = Shortcut::ALL.into_iter().filter(|shortcut| shortcut.usual(Place::Everywhere).is_some());
        assert_eq!(possible.collect::<Vec<_>>(), KEYS.map(|(shortcut, ..)| shortcut));
    }

    #[test]
    fn a_desktop_is_told_what_each_key_does_and_which_we_would_take() {
        let wanted = wanted(&Settings::default(), Words::of("de"));
        let accept = Wanted { id: "accept", description: "Anruf annehmen", trigger: Some("CTRL+ALT+a".into()) };
        assert_eq!(wanted[0], accept);
        assert_eq!(wanted[2].trigger, None);
    }
}
