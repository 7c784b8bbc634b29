//! One's own status in the tray's menu (design 10).

use vconnct_client::{
    action::{Action, OwnStatus},
    update::{Presence, Session},
};

use super::face::Entry;
use crate::strings::Words;

/// The entry with its menu: how others see this person, and what they shall see instead. Nothing while nobody is
/// signed in.
pub(super) fn status(session: &Session, words: Words) -> Option<Entry> {
    let workspace = session.workspaces.first()?;
    let now = workspace.me.presence;
    let offered = CHOICES.iter().filter(|(_, own, _)| *own != OwnStatus::Invisible || workspace.own_status.invisible);
    let choice = |(presence, status, key): &(Presence, OwnStatus, &'static str)| {
        let set = Action::SetStatus { workspace: None, status: *status };
        Entry::Chosen(words.text(key).into(), *presence == now, set)
    };
    let word = match now {
        Presence::Away => Some("st.away"),
        Presence::Busy => Some("st.busy"),
        Presence::Offline => Some("st.offline"), // by choice, or because the workspace has not noticed yet
        Presence::Online => Some("st.online"),
        Presence::Unknown => None,
    };
    let title = words.text("tray.status");
    let title = word.map_or_else(|| title.into(), |word| format!("{title}: {}", words.text(word)));
    Some(Entry::Menu(title, offered.map(choice).collect()))
}

/// Whoever is invisible looks offline.
const CHOICES: [(Presence, OwnStatus, &str); 4] = [
    (Presence::Online, OwnStatus::Online, "st.online"),
    (Presence::Away, OwnStatus::Away, "st.away"),
    (Presence::Busy, OwnStatus::Busy, "st.busy"),
    (Presence::Offline, OwnStatus::Invisible, "st.invisible"),
];

#[cfg(test)]
mod tests {
    use vconnct_client::update::{Link, Person, Workspace};

    use super::*;

    #[test]
    fn it_says_how_one_is_seen_and_offers_the_rest() {
        let me = Person { presence: Presence::Away, ..Person::default() };
        let workspace = Workspace { me, ..crate::sample::workspace(Link::Reachable { since: 0 }) };
        let session = Session { workspaces: vec![workspace], ..Session::default() };
        let Some(Entry::Menu(label, choices)) = status(&session, Words::of("en")) else { panic!("it is there") };
        assert_eq!(label, "Status: Away");
        let chosen = |entry: &&Entry| matches!(entry, Entry::Chosen(_, true, _));
        assert_eq!(choices.iter().filter(chosen).count(), 1);
        let invisible = Action::SetStatus { workspace: None, status: OwnStatus::Invisible };
        assert_eq!(choices[3], Entry::Chosen("Invisible".into(), false, invisible));
        assert_eq!(status(&Session::default(), Words::of("en")), None, "nobody is signed in");
        let mut visible = session.clone();
        visible.workspaces[0].own_status.invisible = false;
        let Some(Entry::Menu(_, choices)) = status(&visible, Words::of("en")) else { panic!("it is there") };
        assert_eq!(choices.len(), 3);
        let mut unknown = session;
        unknown.workspaces[0].me.presence = Presence::Unknown;
        let Some(Entry::Menu(label, choices)) = status(&unknown, Words::of("en")) else { panic!("it is there") };
        assert_eq!((label.as_str(), choices.iter().filter(chosen).count()), ("Status", 0));
    }
}
