//! Rooms: making them, joining people to them, and each member's own marks.

use vconnct_proto::{MessageId, RoomId, Timestamp, UserId};

use crate::{
    documents::{Person, Room, RoomType, Subscription},
    ids,
    refusal::Refusal,
    rules::{access, unread},
    store::Tx,
};

/// A channel, group, team or discussion to be made.
pub(crate) struct NewRoom<'a> {
    pub t: RoomType,
    pub name: &'a str,
    /// The name to show, where that differs.
    pub fname: Option<&'a str>,
    pub topic: Option<&'a str>,
    pub team: bool,
    pub parent: Option<RoomId>,
}

impl Tx<'_> {
    /// The room, if somebody may read it.
    pub fn readable(&self, rid: &RoomId, who: &UserId) -> Result<Option<Room>, Refusal> {
        let Some(room) = self.room(rid)? else { return Ok(None) };
        let member = self.subscription(rid, who)?.is_some();
        Ok(access::can_read(&room, member).then_some(room))
    }

    pub fn create_room(&mut self, by: &Person, new: NewRoom<'_>, members: &[Person]) -> Result<Room, Refusal> {
        if new.parent.is_none() {
            self.check_name(new.name)?;
        }
        let room = Room {
            id: ids::short().into(),
            t: new.t,
            name: Some(new.name.into()),
            fname: Some(new.fname.unwrap_or(new.name).into()),
            u: by.author(),
            uids: None,
            usernames: None,
            users_count: 0,
            msgs: 0,
            ts: self.now,
            lm: None,
            last_message: None,
            topic: new.topic.map(str::to_owned),
            description: None,
            ro: false,
            default: false,
            sys_mes: true,
            muted: Vec::new(),
            archived: false,
            team_id: new.team.then(|| ids::hex(self.now)),
            team_main: new.team,
            prid: new.parent,
            avatar_etag: None,
            updated_at: self.now,
        };
        self.put_room(&room)?;
        self.add_members(room, by, members)
    }

    /// A discussion: a room of its own, announced by a message in its parent.
    pub fn create_discussion(
        &mut self,
        by: &Person,
        parent: &RoomId,
        title: &str,
        members: &[Person],
    ) -> Result<Room, Refusal> {
        let parent = self.postable(parent, by)?;
        let t = if parent.t == RoomType::Channel { RoomType::Channel } else { RoomType::Private };
        let (name, prid) = (ids::short(), Some(parent.id.clone()));
        let new = NewRoom { t, name: &name, fname: Some(title), topic: None, team: false, parent: prid };
        let room = self.create_room(by, new, members)?;
        self.announce_discussion(parent, by, &room)?;
        Ok(room)
    }

    /// A room of its people's own: two, several, or oneself.
    pub fn open_direct(&mut self, by: &Person, others: &[Person]) -> Result<Room, Refusal> {
        let mut people = vec![by.clone()];
        people.extend(others.iter().filter(|other| other.id != by.id).cloned());
        people.dedup_by(|a, b| a.id == b.id);
        let most = self.setting("DirectMesssage_maxUsers")?.and_then(|most| most.as_u64()).unwrap_or(8);
        if people.len() as u64 > most {
            let text = format!("You cannot add more than {most} users");
            return Err(Refusal::coded(&text, "error-direct-message-max-user-exceeded"));
        }
        let ids: Vec<UserId> = people.iter().map(|person| person.id.clone()).collect();
        if let Some(room) = self.direct_room(&ids)? {
            self.set_open(&room.id, &by.id, true)?;
            return Ok(room);
        }
        self.create_direct(by, &people, ids)
    }

    /// Shows or hides a room in somebody's list.
    pub fn set_open(&mut self, rid: &RoomId, who: &UserId, open: bool) -> Result<(), Refusal> {
        self.amend(rid, who, |subscription| subscription.open = open)
    }

    pub fn set_favourite(&mut self, rid: &RoomId, who: &UserId, favourite: bool) -> Result<(), Refusal> {
        self.amend(rid, who, |subscription| subscription.f = favourite)
    }

    pub fn mark_read(&mut self, rid: &RoomId, who: &UserId, threads: bool) -> Result<(), Refusal> {
        let now = self.now;
        self.amend(rid, who, |subscription| unread::read(subscription, threads, now))
    }

    /// Everything from the newest message of others on is unread again, or from a given message on.
    pub fn mark_unread(&mut self, rid: &RoomId, who: &UserId, from: Option<MessageId>) -> Result<(), Refusal> {
        let no_message = || Refusal::coded("There are no messages to mark unread", "error-no-message-for-unread");
        let message = match from {
            Some(id) => self.message(&id)?.filter(|message| message.rid == *rid),
            None => self.newest_message(rid)?,
        };
        let seen = Timestamp(message.ok_or_else(no_message)?.ts.0 - 1);
        self.amend(rid, who, |subscription| (subscription.ls, subscription.alert) = (Some(seen), true))
    }

    /// Changes somebody's view of a room and tells his devices.
    pub fn amend(&mut self, rid: &RoomId, who: &UserId, change: impl FnOnce(&mut Subscription)) -> Result<(), Refusal> {
        let Some(mut subscription) = self.subscription(rid, who)? else {
            return Err(Refusal::coded("Invalid subscription", "error-invalid-subscription"));
        };
        change(&mut subscription);
        subscription.updated_at = self.now;
        self.put_subscription(&subscription)?;
        self.subscription_news("updated", &subscription)
    }

    /// Makes people members; the first of all is its owner.
    pub fn add_members(&mut self, mut room: Room, owner: &Person, people: &[Person]) -> Result<Room, Refusal> {
        let mut added = Vec::new();
        for person in std::iter::once(owner).chain(people) {
            if self.subscription(&room.id, &person.id)?.is_none() {
                let roles = if person.id == owner.id { vec!["owner".into()] } else { Vec::new() };
                added.push(self.subscribe(&room, person, shown_names(&room), true, roles)?);
            }
        }
        room.users_count += added.len();
        room.updated_at = self.now;
        self.put_room(&room)?;
        let newcomers: Vec<UserId> = added.iter().map(|subscription| subscription.u.id.clone()).collect();
        for subscription in &added {
            self.subscription_news("inserted", subscription)?;
        }
        self.room_news("inserted", &room, &newcomers)?;
        Ok(room)
    }

    pub(super) fn subscribe(
        &mut self,
        room: &Room,
        person: &Person,
        (name, fname): (String, String),
        open: bool,
        roles: Vec<String>,
    ) -> Result<Subscription, Refusal> {
        let subscription = Subscription {
            id: ids::short().into(),
            rid: room.id.clone(),
            t: room.t,
            name,
            fname,
            u: person.author(),
            open,
            alert: false,
            unread: 0,
            user_mentions: 0,
            group_mentions: 0,
            ts: self.now,
            ls: Some(self.now),
            lr: None,
            f: false,
            roles,
            prid: room.prid.clone(),
            team_id: room.team_id.clone(),
            team_main: room.team_main,
            tunread: Vec::new(),
            blocked: false,
            blocker: false,
            updated_at: self.now,
        };
        self.put_subscription(&subscription)?;
        Ok(subscription)
    }

    fn check_name(&self, name: &str) -> Result<(), Refusal> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || !name.chars().all(allowed) {
            let text = format!("{name} is not a valid room name.");
            return Err(Refusal::coded(&text, "error-invalid-room-name"));
        }
        if self.room_by_name(name)?.is_some() {
            let text = format!("A channel with name '{name}' exists");
            return Err(Refusal::coded(&text, "error-duplicate-channel-name"));
        }
        Ok(())
    }
}

fn shown_names(room: &Room) -> (String, String) {
    let name = room.name.clone().unwrap_or_default();
    let fname = room.fname.clone().unwrap_or_else(|| name.clone());
    (name, fname)
}
