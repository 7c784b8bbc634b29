//! What is known of other people: names, pictures, presence.

use std::collections::{BTreeMap, BTreeSet};

use vconnct_proto::{
    UserId,
    documents::{CallUser, PresenceEntry, UserRef},
};

use crate::update::{Person, Presence};

/// The people of one workspace, as far as anything has named them.
#[derive(Debug)]
pub(crate) struct People {
    known: BTreeMap<UserId, Known>,
    /// Whose presence the workspace tells us of.
    watched: BTreeSet<UserId>,
    /// Of whom it has told since then: that is newer than any answer.
    told: BTreeSet<UserId>,
    /// Shows real names instead of usernames (`UI_Use_Real_Name`).
    pub real_names: bool,
    /// Whether the workspace tells of anybody's presence but one's own (`Presence_broadcast_disabled`).
    pub presence_is_told: bool,
    me: UserId,
    /// Begins the path of every picture of this workspace.
    pub picture_root: String,
}

#[derive(Clone, Debug, Default)]
struct Known {
    username: String,
    name: Option<String>,
    portrait: Portrait,
    presence: Presence,
    status_text: Option<String>,
}

/// What is known of somebody's picture.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
enum Portrait {
    /// There is none.
    Absent,
    /// The one of this etag, which another picture would change.
    Named(String),
    #[default]
    Unknown,
    /// There may be one: nobody has said which, as nobody does of people who are offline.
    Unnamed,
}

impl People {
    /// Nobody yet. Names are real ones, and presence is told, until the workspace says otherwise.
    pub fn new(me: UserId, picture_root: String) -> Self {
        Self {
            known: BTreeMap::new(),
            watched: BTreeSet::new(),
            told: BTreeSet::new(),
            real_names: true,
            presence_is_told: true,
            me,
            picture_root,
        }
    }

    /// Learns a name from a document that mentions somebody.
    pub fn learn(&mut self, user: &UserRef) {
        let known = self.known.entry(user.id.clone()).or_default();
        if !user.username.is_empty() {
            known.username.clone_from(&user.username);
        }
        if user.name.as_ref().is_some_and(|name| !name.is_empty()) {
            known.name.clone_from(&user.name);
        }
    }

    /// Learns from a call's record, which also knows pictures.
    pub fn learn_call_user(&mut self, user: &CallUser) {
        self.learn(&UserRef { id: user.id.clone(), username: user.username.clone(), name: user.name.clone() });
        if let (Some(known), Some(etag)) = (self.known.get_mut(&user.id), &user.avatar_etag) {
            known.portrait = Portrait::Named(etag.clone());
        }
    }

    /// Learns from an answer about presence. True if anything shown has changed.
    pub fn learn_presence(&mut self, entry: &PresenceEntry) -> bool {
        let user = UserRef { id: entry.id.clone(), username: entry.username.clone(), name: entry.name.clone() };
        let before = self.person(&user.id);
        self.learn(&user);
        if let Some(known) = self.known.get_mut(&user.id) {
            known.portrait = entry.avatar_etag.clone().map_or(Portrait::Absent, Portrait::Named);
            if !self.told.contains(&user.id) {
                known.presence = presence(entry.status.as_deref());
                known.status_text = entry.status_text.clone().filter(|text| !text.is_empty());
            }
        }
        before != self.person(&user.id)
    }

    /// Learns that an answer about presence does not name somebody. True if anything shown has changed.
    pub fn learn_absence(&mut self, user: &UserId) -> bool {
        let Some(known) = self.known.get_mut(user) else { return false };
        let mut news = known.portrait == Portrait::Unknown;
        if news {
            known.portrait = Portrait::Unnamed;
        }
        if !self.told.contains(user) {
            news |= known.presence != Presence::Offline;
            known.presence = Presence::Offline;
        }
        news
    }

    /// Somebody has another picture now, or none. Names them if they are known.
    pub fn set_picture(&mut self, username: &str, etag: Option<String>) -> Option<UserId> {
        let (user, known) = self.known.iter_mut().find(|(_, known)| known.username == username)?;
        known.portrait = etag.map_or(Portrait::Absent, Portrait::Named);
        Some(user.clone())
    }

    /// Somebody came, went or is busy now (protocol 2.7). True if that is news.
    pub fn set_presence(&mut self, user: &UserId, status: u8, text: Option<String>) -> bool {
        // Whoever was forgotten is told of until the next connection.
        let Some(known) = self.known.get_mut(user) else { return false };
        let presence = match status {
            0 => Presence::Offline,
            1 => Presence::Online,
            2 => Presence::Away,
            3 => Presence::Busy,
            _ => Presence::Unknown,
        };
        self.told.insert(user.clone());
        let news = known.presence != presence || known.status_text != text;
        (known.presence, known.status_text) = (presence, text);
        news
    }

    /// How many people are known.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whose presence the workspace was asked to tell.
    pub fn watched(&self) -> impl Iterator<Item = &UserId> {
        self.watched.iter()
    }

    /// Forgets everybody else.
    pub fn keep(&mut self, wanted: impl Fn(&UserId) -> bool) {
        self.known.retain(|user, _| wanted(user));
        self.watched.retain(|user| wanted(user));
        self.told.retain(|user| wanted(user));
    }

    /// Those of `users` nobody asked about yet; from now on they count as asked.
    pub fn watch(&mut self, users: impl IntoIterator<Item = UserId>) -> Vec<UserId> {
        users.into_iter().filter(|user| self.watched.insert(user.clone())).collect()
    }

    /// A new connection watches nobody.
    pub fn forget_watched(&mut self) -> Vec<UserId> {
        self.told.clear();
        std::mem::take(&mut self.watched).into_iter().collect()
    }

    /// The presence of somebody, as far as the workspace tells it.
    pub fn presence(&self, id: &UserId) -> Presence {
        let is_told = self.presence_is_told || *id == self.me;
        self.known.get(id).filter(|_| is_told).map_or(Presence::Unknown, |known| known.presence)
    }

    /// A person to show; an unknown one has an empty name.
    pub fn person(&self, id: &UserId) -> Person {
        let known = self.known.get(id).cloned().unwrap_or_default();
        let name = if self.real_names { known.name } else { None };
        let picture = |etag: &str| format!("{}/user/{}/{etag}", self.picture_root, known.username);
        Person {
            id: id.to_string(),
            name: name.unwrap_or_else(|| known.username.clone()),
            picture: match known.portrait {
                Portrait::Named(etag) => Some(picture(&etag)),
                Portrait::Unnamed => Some(picture("")),
                Portrait::Absent | Portrait::Unknown => None,
            },
            username: known.username,
            presence: self.presence(id),
            status_text: known.status_text,
        }
    }
}

/// The REST word for a presence.
fn presence(status: Option<&str>) -> Presence {
    match status {
        Some("online") => Presence::Online,
        Some("away") => Presence::Away,
        Some("busy") => Presence::Busy,
        Some("disabled") => Presence::Unknown,
        _ => Presence::Offline,
    }
}
