//! The menu of the icon. It belongs to the main thread, as the icon does.

use tray_icon::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Result, Submenu};
use vconnct_client::action::Action;

use super::{face::Entry, label::label};

/// These entries as a menu.
pub(super) fn menu(entries: &[Entry]) -> Result<Menu> {
    let menu = Menu::new();
    for entry in entries {
        menu.append(line(entry)?.as_ref())?;
    }
    Ok(menu)
}

/// What an entry of this name asks for.
pub(super) fn action(name: &str) -> Option<Action> {
    serde_json::from_str(name).ok()
}

/// An entry is named by what it asks for: one that was open while the next menu was made still does what it says.
fn name(action: &Action) -> String {
    serde_json::to_string(action).unwrap_or_default()
}

fn line(entry: &Entry) -> Result<Box<dyn IsMenuItem>> {
    Ok(match entry {
        Entry::Chosen(words, checked, action) => {
            Box::new(CheckMenuItem::with_id(name(action), label(words), true, *checked, None))
        }
        Entry::Does(words, action) => Box::new(MenuItem::with_id(name(action), label(words), true, None)),
        Entry::Menu(words, entries) => {
            let submenu = Submenu::new(label(words), true);
            for entry in entries {
                submenu.append(line(entry)?.as_ref())?;
            }
            Box::new(submenu)
        }
        Entry::Separator => Box::new(PredefinedMenuItem::separator()),
        Entry::Tells(words) => Box::new(MenuItem::new(label(words), false, None)),
    })
}

#[cfg(test)]
mod tests {
    use vconnct_client::action::Answer;

    use super::*;

    #[test]
    fn an_entry_comes_back_as_what_it_asks_for() {
        let decline = Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words: None } };
        for wanted in [Action::Quit, Action::ShowWindow { room: None }, decline] {
            assert_eq!(action(&name(&wanted)), Some(wanted));
        }
        assert_eq!(action("1001"), None);
    }
}
