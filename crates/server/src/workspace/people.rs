//! People as others, and they themselves, see them.

use serde_json::{Map, Value, json};
use vconnct_proto::UserId;

use super::news::user_event;
use crate::{
    documents::{Person, Room, Status, Subscription},
    ids,
    refusal::Refusal,
    rules::access,
    store::Tx,
};

/// Somebody who is to be known here. The password comes hashed.
pub(crate) struct NewPerson {
    pub username: String,
    pub name: String,
    pub password: String,
    pub totp: Option<Vec<u8>>,
    pub roles: Vec<String>,
    pub utc_offset: f64,
    pub picture: Option<&'static [u8]>,
}

impl Tx<'_> {
    pub fn invite(&mut self, new: NewPerson) -> Result<Person, Refusal> {
        let avatar_etag = new.picture.map(|_| ids::short());
        let person = Person {
            id: ids::short().into(),
            email: format!("{}@vconnct.example", new.username),
            username: new.username,
            name: new.name,
            roles: new.roles,
            status_default: Status::Online,
            status_text: String::new(),
            utc_offset: new.utc_offset,
            language: "en".into(),
            avatar_etag,
            preferences: Map::new(),
            created_at: self.now,
        };
        self.add_person(&person, &new.password, new.totp.as_deref())?;
        if let Some(picture) = new.picture {
            self.put_picture(&person.username, "image/png", picture)?;
        }
        Ok(person)
    }

    /// Somebody who has a session, so he must be known.
    pub fn me(&self, id: &UserId) -> Result<Person, Refusal> {
        self.person(id)?.ok_or_else(Refusal::logged_out)
    }

    /// What a person sees of himself (`me`).
    pub fn own_document(&self, person: &Person) -> Value {
        let shown = self.hub.presence(|presence| presence.of(&person.id));
        let connection = self.hub.presence(|presence| presence.connection_of(&person.id));
        let mut preferences = default_preferences();
        preferences.extend(person.preferences.clone());
        let mut document = json!({
            "_id": person.id, "username": person.username, "name": person.name,
            "emails": [{ "address": person.email, "verified": true }],
            "status": shown, "statusConnection": connection, "statusDefault": person.status_default,
            "statusText": person.status_text, "utcOffset": person.utc_offset, "active": true,
            "roles": person.roles, "language": person.language, "email": person.email,
            "avatarUrl": avatar_path(person), "isOAuthUser": false,
            "settings": { "profile": {}, "calendar": {}, "preferences": preferences },
        });
        add_etag(&mut document, person);
        document
    }

    /// What others see, in full (`users.info`).
    pub fn public_document(&self, person: &Person) -> Value {
        let mut document = json!({
            "_id": person.id, "username": person.username, "name": person.name, "status": self.status(person),
            "statusText": person.status_text, "active": true, "type": "user", "utcOffset": person.utc_offset,
            "roles": person.roles, "nickname": "", "bio": "",
        });
        add_etag(&mut document, person);
        document
    }

    /// What lists of people say.
    pub fn listed(&self, person: &Person) -> Value {
        let mut document = json!({
            "_id": person.id, "username": person.username, "name": person.name, "status": self.status(person),
            "utcOffset": person.utc_offset, "statusText": person.status_text,
        });
        add_etag(&mut document, person);
        document
    }

    pub fn status(&self, person: &Person) -> Status {
        self.hub.presence(|presence| presence.of(&person.id))
    }

    /// What somebody wants others to see. True if they see a change.
    pub fn set_status(
        &mut self,
        me: &UserId,
        status: Option<Status>,
        text: Option<String>,
    ) -> Result<(Person, bool), Refusal> {
        let mut person = self.me(me)?;
        let before = person.status_text.clone();
        person.status_default = status.unwrap_or(person.status_default);
        person.status_text = text.unwrap_or(person.status_text);
        self.put_person(&person)?;
        let changed = status.is_some_and(|status| self.hub.presence(|presence| presence.choose(me, status)));
        self.tell_own_devices(me, json!({ "statusDefault": person.status_default, "statusText": person.status_text }));
        let seen = changed || before != person.status_text;
        Ok((person, seen))
    }

    pub fn set_preferences(&mut self, me: &UserId, changes: Map<String, Value>) -> Result<Person, Refusal> {
        let mut person = self.me(me)?;
        person.preferences.extend(changes.clone());
        self.put_person(&person)?;
        let named = changes.into_iter().map(|(name, value)| (format!("settings.preferences.{name}"), value));
        self.tell_own_devices(me, Value::Object(named.collect()));
        Ok(person)
    }

    /// Whether somebody has a right, here or everywhere.
    pub fn may(&self, permission: &str, who: &Person, here: Option<&Subscription>) -> Result<bool, Refusal> {
        Ok(access::has(permission, who, here, &self.granted(permission)?))
    }

    /// The members of a room, in the order of their names.
    pub fn member_people(&self, room: &Room) -> Result<Vec<Person>, Refusal> {
        let mut people = Vec::new();
        for id in self.members(&room.id)? {
            people.extend(self.person(&id)?);
        }
        people.sort_by_key(|person| person.name.to_lowercase());
        Ok(people)
    }

    fn tell_own_devices(&mut self, me: &UserId, diff: Value) {
        let change = json!({ "type": "updated", "id": me, "diff": diff, "unset": {} });
        self.publish(user_event(me, "userData", vec![change]));
    }
}

/// Where somebody's picture is, or one made of his initials.
pub(crate) fn avatar_path(person: &Person) -> String {
    match &person.avatar_etag {
        Some(etag) => format!("/avatar/{}?etag={etag}", person.username),
        None => format!("/avatar/{}", person.username),
    }
}

fn add_etag(document: &mut Value, person: &Person) {
    if let Some(etag) = &person.avatar_etag {
        document["avatarETag"] = json!(etag);
    }
}

fn default_preferences() -> Map<String, Value> {
    let defaults = json!({
        "enableAutoAway": true, "idleTimeLimit": 300, "desktopNotifications": "all", "pushNotifications": "all",
        "unreadAlert": true, "notificationsSoundVolume": 100, "voipRingerVolume": 100, "masterVolume": 100,
        "sidebarSortby": "activity", "sidebarShowUnread": false, "sidebarShowFavorites": true,
        "sidebarGroupByType": true, "sidebarViewMode": "medium", "sidebarDisplayAvatar": true,
        "displayAvatars": true, "enableMobileRinging": true,
    });
    match defaults {
        Value::Object(defaults) => defaults,
        _ => Map::new(),
    }
}
