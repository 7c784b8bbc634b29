//! The rooms of one workspace: documents in, sidebar out (protocol 2).

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use vconnct_proto::{
    CallId, RoomId, SubscriptionId, Timestamp, UserId,
    documents::{Message, Room, Subscription, UserRef},
    rest::RoomType,
};

use super::{
    people::People,
    sidebar::{Place, Sidebar},
};
use crate::{
    badge::{mentions, waiting},
    update::{self, RoomKind, WorkspaceId},
};

/// Rooms with this person's view of each.
#[derive(Debug)]
pub(crate) struct Rooms {
    me: UserId,
    rooms: BTreeMap<RoomId, Room>,
    subscriptions: BTreeMap<RoomId, Subscription>,
    /// The two-person room with each person.
    directs: BTreeMap<UserId, RoomId>,
    sidebar: Sidebar,
    /// What waits for this person, of all rooms; kept, as counting ten thousand rooms anew takes a while.
    waiting: u64,
    /// The calls that the rows tell of.
    live: BTreeMap<RoomId, u32>,
    /// Both halves have been loaded once.
    pub loaded: bool,
    /// Newest first instead of by name (`sidebarSortby`).
    by_activity: bool,
}

impl Rooms {
    pub fn new(me: UserId) -> Self {
        Self {
            me,
            rooms: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            directs: BTreeMap::new(),
            sidebar: Sidebar::default(),
            waiting: 0,
            live: BTreeMap::new(),
            loaded: false,
            by_activity: true,
        }
    }

    /// Takes in a room; an older version of a known one, overtaken on its way, is left out.
    pub fn put_room(&mut self, mut room: Room) {
        if self.rooms.get(&room.id).is_some_and(|known| is_older(room.updated_at, known.updated_at)) {
            return;
        }
        // Of ten thousand rooms only what is asked for again is held.
        room.last_message = room.last_message.filter(|message| message.call().is_some());
        if room.uids.is_some() {
            room.usernames = None;
        }
        let id = room.id.clone();
        self.sidebar.changed(&id);
        self.rooms.insert(id.clone(), room);
        if let Some(other) = self.other(&id).cloned() {
            self.directs.insert(other, id);
        }
    }

    /// As [`Self::put_room`].
    pub fn put_subscription(&mut self, subscription: Subscription) {
        let known = self.subscriptions.get(&subscription.rid).and_then(|known| known.updated_at);
        if is_older(subscription.updated_at, known) {
            return;
        }
        self.sidebar.changed(&subscription.rid);
        self.waiting += u64::from(waiting(&subscription));
        let before = self.subscriptions.insert(subscription.rid.clone(), subscription);
        self.forget(before);
    }

    /// What waited in a room as it was before waits no longer.
    fn forget(&mut self, before: Option<Subscription>) {
        self.waiting -= before.as_ref().map_or(0, |before| u64::from(waiting(before)));
    }

    /// How much waits for this person: mentions, and messages of direct rooms.
    pub fn waiting(&self) -> u64 {
        self.waiting
    }

    /// As [`Self::waiting`], of one room.
    pub fn waiting_in(&self, room: &RoomId) -> u32 {
        self.subscriptions.get(room).map_or(0, waiting)
    }

    pub fn remove_room(&mut self, room: &RoomId) {
        self.sidebar.changed(room);
        self.rooms.remove(room);
        self.directs.retain(|_, direct| direct != room);
    }

    /// How the rows are sorted.
    pub fn sort_by_activity(&mut self, by_activity: bool) {
        if self.by_activity != by_activity {
            self.by_activity = by_activity;
            self.sidebar.all_changed();
        }
    }

    /// What is shown of this person has changed.
    pub fn person_changed(&mut self, user: &UserId) {
        if let Some(room) = self.directs.get(user) {
            self.sidebar.changed(room);
        }
    }

    /// What is shown of anybody may have changed.
    pub fn everybody_changed(&mut self) {
        self.sidebar.all_changed();
    }

    /// Drops a subscription; older servers name only its own id.
    pub fn remove_subscription(&mut self, id: &SubscriptionId, room: Option<&RoomId>) {
        let by_id = || self.subscriptions.values().find(|subscription| subscription.id == *id);
        let Some(room) = room.cloned().or_else(|| by_id().map(|subscription| subscription.rid.clone())) else { return };
        self.sidebar.changed(&room);
        let gone = self.subscriptions.remove(&room);
        self.forget(gone);
    }

    /// A message arrived: its room moves up before the workspace says so itself.
    pub fn touch(&mut self, message: &Message) {
        if let Some(room) = self.rooms.get_mut(&message.rid).filter(|room| room.lm.is_none_or(|lm| lm < message.ts)) {
            room.lm = Some(message.ts);
            room.last_message = message.call().is_some().then(|| Box::new(message.clone()));
            self.sidebar.changed(&message.rid);
        }
    }

    /// Shown as read at once; the workspace's own word follows.
    pub fn mark_read(&mut self, room: &RoomId) -> bool {
        let Some(subscription) = self.subscriptions.get_mut(room).filter(|subscription| has_news(subscription)) else {
            return false;
        };
        self.waiting -= u64::from(waiting(subscription));
        (subscription.alert, subscription.unread) = (false, 0);
        (subscription.user_mentions, subscription.group_mentions) = (0, 0);
        subscription.tunread.clear();
        self.sidebar.changed(room);
        true
    }

    /// When this person's view of a room has changed last, as far as the workspace says.
    pub fn changed_at(&self, room: &RoomId) -> Option<Timestamp> {
        self.subscriptions.get(room)?.updated_at
    }

    /// Whether nothing has become of this person's view of a room since it changed `at`.
    pub fn is_as_it_was(&self, room: &RoomId, at: Option<Timestamp>) -> bool {
        let Some(subscription) = self.subscriptions.get(room) else { return false };
        subscription.updated_at.zip(at).map_or(!has_news(subscription), |(now, then)| now <= then)
    }

    /// Whether something of a room is still to be read, shown or not.
    pub fn has_news(&self, room: &RoomId) -> bool {
        self.subscriptions.get(room).is_some_and(has_news)
    }

    pub fn room(&self, id: &RoomId) -> Option<&Room> {
        self.rooms.get(id)
    }

    pub fn subscription(&self, id: &RoomId) -> Option<&Subscription> {
        self.subscriptions.get(id)
    }

    /// What kind of room this is (protocol 2.1); nothing for kinds that are not for this product.
    pub fn kind(&self, id: &RoomId) -> Option<RoomKind> {
        let (room, subscription) = (self.rooms.get(id), self.subscriptions.get(id));
        let t = subscription.map(|s| s.t.as_str()).or(room.map(|r| r.t.as_str()))?;
        let discussion = room.is_some_and(|r| r.prid.is_some()) || subscription.is_some_and(|s| s.prid.is_some());
        let team = room.is_some_and(|r| r.team_main) || subscription.is_some_and(|s| s.team_main);
        Some(match t {
            "d" => match self.members(id) {
                0 | 2 => RoomKind::Direct,
                1 => RoomKind::SelfNotes,
                _ => RoomKind::DirectSeveral,
            },
            "c" | "p" if discussion => RoomKind::Discussion,
            "c" | "p" if team => RoomKind::Team,
            "c" => RoomKind::Channel,
            "p" => RoomKind::Group,
            _ => return None,
        })
    }

    /// How many people a direct room has; older ones lack `uids` (protocol 2.1).
    fn members(&self, id: &RoomId) -> usize {
        let Some(room) = self.rooms.get(id) else { return 0 };
        let uids = room.uids.as_ref().map(Vec::len);
        uids.or(room.usernames.as_ref().map(Vec::len)).unwrap_or(room.users_count as usize)
    }

    /// The endpoint family of a room's history.
    pub fn room_type(&self, id: &RoomId) -> Option<RoomType> {
        let t = self.subscriptions.get(id).map(|s| s.t.as_str()).or(self.rooms.get(id).map(|r| r.t.as_str()))?;
        RoomType::parse(t)
    }

    /// The other member of a two-person room.
    pub fn other(&self, id: &RoomId) -> Option<&UserId> {
        match self.rooms.get(id)?.uids.as_deref()? {
            [one, two] if *one == self.me => Some(two),
            [one, two] if *two == self.me => Some(one),
            _ => None,
        }
    }

    /// Everybody there is a two-person room with.
    pub fn others(&self) -> Vec<UserId> {
        self.directs.keys().cloned().collect()
    }

    /// Those of them with whom something was said last, the latest first.
    pub fn latest_others(&self, most: usize) -> Vec<&UserId> {
        let said = |room: &RoomId| self.rooms.get(room).and_then(|room| room.lm);
        let mut others: Vec<_> = self.directs.iter().map(|(user, room)| (said(room), user)).collect();
        others.sort_by_key(|(said, _)| std::cmp::Reverse(*said));
        others.into_iter().take(most).map(|(_, user)| user).collect()
    }

    /// Whether there is a two-person room with somebody.
    pub fn is_other(&self, user: &UserId) -> bool {
        self.directs.contains_key(user)
    }

    /// The people of two-person rooms by the names their rooms have.
    pub fn others_by_name(&self) -> impl Iterator<Item = UserRef> {
        self.directs.iter().filter_map(|(user, room)| {
            let subscription = self.subscriptions.get(room)?;
            Some(UserRef { id: user.clone(), username: subscription.name.clone(), name: subscription.fname.clone() })
        })
    }

    /// Calls that may have begun while nobody was connected: the newest message of a direct room is a
    /// call's, not older than `since` (protocol 5.9.4).
    pub fn recent_calls(&self, since: Timestamp) -> Vec<(RoomId, CallId)> {
        let call = |room: &Room| Some((room.id.clone(), room.last_message.as_ref()?.call()?.clone()));
        self.active(since).filter_map(call).collect()
    }

    /// Direct rooms in which something was said since `since`, the latest first.
    pub fn active_since(&self, since: Timestamp) -> Vec<RoomId> {
        let mut active: Vec<&Room> = self.active(since).collect();
        active.sort_by_key(|room| std::cmp::Reverse(room.lm));
        active.into_iter().map(|room| room.id.clone()).collect()
    }

    fn active(&self, since: Timestamp) -> impl Iterator<Item = &Room> {
        self.rooms.values().filter(move |room| room.t == "d" && room.lm.is_some_and(|lm| lm >= since))
    }

    /// The name to show (protocol 2.3).
    pub fn name(&self, id: &RoomId, people: &People) -> String {
        let Some(subscription) = self.subscriptions.get(id) else {
            let room = self.rooms.get(id);
            return room.and_then(|room| room.fname.clone().or(room.name.clone())).unwrap_or_default();
        };
        let long = subscription.fname.clone().filter(|name| !name.is_empty());
        if subscription.t == "d" && !people.real_names {
            return subscription.name.clone();
        }
        long.unwrap_or_else(|| subscription.name.clone())
    }

    /// Makes some of the rows anew that have changed. True if that makes a difference.
    pub fn refresh(&mut self, workspace: &WorkspaceId, people: &People, live: BTreeMap<RoomId, u32>) -> bool {
        let differs = |one: &BTreeMap<RoomId, u32>, other: &BTreeMap<RoomId, u32>| -> Vec<RoomId> {
            one.iter().filter(|(room, count)| other.get(*room) != Some(count)).map(|(room, _)| room.clone()).collect()
        };
        let changed = [differs(&self.live, &live), differs(&live, &self.live)].concat();
        changed.iter().for_each(|room| self.sidebar.changed(room));
        self.live = live;
        let stale = self.sidebar.take_stale(self.subscriptions.keys().cloned());
        let mut news = false;
        for room in stale {
            let row = self.placed_row(&room, workspace, people);
            news |= self.sidebar.put(&room, row);
        }
        news
    }

    /// Whether [`Self::rows`] are as they should be.
    pub fn is_fresh(&self) -> bool {
        self.sidebar.is_fresh()
    }

    /// The rows of the sidebar, in the order to show (protocol 2.5).
    pub fn rows(&self) -> impl Iterator<Item = Arc<update::Room>> {
        self.sidebar.rows()
    }

    /// Nobody looks at the rows any more.
    pub fn forget_rows(&mut self) {
        self.sidebar.forget();
    }

    fn placed_row(&self, id: &RoomId, workspace: &WorkspaceId, people: &People) -> Option<(Place, update::Room)> {
        let subscription = self.subscriptions.get(id).filter(|s| s.open != Some(false) && !s.archived)?;
        let row = self.row(id, workspace, people, &self.live)?;
        let room = self.rooms.get(id);
        let place = match self.by_activity {
            true => Place::Newest(Reverse(room.and_then(|room| room.lm.or(room.ts)).or(subscription.ts))),
            false => Place::Name(row.name.to_lowercase()),
        };
        Some((place, row))
    }

    /// One row of the sidebar.
    pub fn row(
        &self,
        id: &RoomId,
        workspace: &WorkspaceId,
        people: &People,
        live: &BTreeMap<RoomId, u32>,
    ) -> Option<update::Room> {
        let subscription = self.subscriptions.get(id)?;
        let etag = self.rooms.get(id).and_then(|room| room.avatar_etag.as_deref());
        let threads = u32::try_from(subscription.tunread.len()).unwrap_or(u32::MAX);
        let mentions = mentions(subscription);
        let badge =
            if subscription.hide_unread_status { mentions } else { subscription.unread.saturating_add(threads) };
        Some(update::Room {
            workspace: workspace.clone(),
            id: id.clone(),
            kind: self.kind(id)?,
            name: self.name(id, people),
            person: self.other(id).map(|other| people.person(other)),
            picture: etag.map(|etag| format!("{}/room/{id}/{etag}", people.picture_root)),
            favourite: subscription.f,
            unread: is_unread(subscription),
            badge,
            mentions,
            muted: subscription.disable_notifications,
            live_call: live.get(id).copied(),
        })
    }
}

fn is_older(new: Option<Timestamp>, known: Option<Timestamp>) -> bool {
    new.zip(known).is_some_and(|(new, known)| new < known)
}

/// Shown bold (protocol 2.5).
fn is_unread(subscription: &Subscription) -> bool {
    !subscription.hide_unread_status && is_new(subscription)
}

fn is_new(subscription: &Subscription) -> bool {
    subscription.alert || subscription.unread > 0 || !subscription.tunread.is_empty()
}

/// There is something to read, whether or not it is shown.
fn has_news(subscription: &Subscription) -> bool {
    is_new(subscription) || subscription.user_mentions > 0 || subscription.group_mentions > 0
}
