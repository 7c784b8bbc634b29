//! The rooms of one workspace: documents in, sidebar out (protocol 2).

use std::collections::BTreeMap;

use vconnct_proto::{
    CallId, RoomId, SubscriptionId, Timestamp, UserId,
    documents::{Message, Room, Subscription},
    rest::RoomType,
};

use super::people::People;
use crate::update::{self, RoomKind, WorkspaceId};

/// Rooms with this person's view of each.
#[derive(Debug)]
pub(crate) struct Rooms {
    me: UserId,
    rooms: BTreeMap<RoomId, Room>,
    subscriptions: BTreeMap<RoomId, Subscription>,
    /// Both halves have been loaded once.
    pub loaded: bool,
    /// Newest first instead of by name (`sidebarSortby`).
    pub by_activity: bool,
}

impl Rooms {
    pub fn new(me: UserId) -> Self {
        Self { me, rooms: BTreeMap::new(), subscriptions: BTreeMap::new(), loaded: false, by_activity: true }
    }

    pub fn put_room(&mut self, room: Room) {
        self.rooms.insert(room.id.clone(), room);
    }

    pub fn put_subscription(&mut self, subscription: Subscription) {
        self.subscriptions.insert(subscription.rid.clone(), subscription);
    }

    pub fn remove_room(&mut self, room: &RoomId) {
        self.rooms.remove(room);
    }

    /// Drops a subscription; older servers name only its own id.
    pub fn remove_subscription(&mut self, id: &SubscriptionId, room: Option<&RoomId>) {
        match room {
            Some(room) => drop(self.subscriptions.remove(room)),
            None => self.subscriptions.retain(|_, subscription| &subscription.id != id),
        }
    }

    /// A message arrived: its room moves up before the workspace says so itself.
    pub fn touch(&mut self, message: &Message) {
        if let Some(room) = self.rooms.get_mut(&message.rid).filter(|room| room.lm.is_none_or(|lm| lm < message.ts)) {
            room.lm = Some(message.ts);
            room.last_message = Some(Box::new(message.clone()));
        }
    }

    /// Shown as read at once; the workspace's own word follows.
    pub fn mark_read(&mut self, room: &RoomId) -> bool {
        let Some(subscription) = self.subscriptions.get_mut(room).filter(|subscription| is_unread(subscription)) else {
            return false;
        };
        (subscription.alert, subscription.unread) = (false, 0);
        (subscription.user_mentions, subscription.group_mentions) = (0, 0);
        subscription.tunread.clear();
        true
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
        self.rooms.keys().filter_map(|id| self.other(id).cloned()).collect()
    }

    /// Calls that may have begun while nobody was connected: the newest message of a direct room is a
    /// call's, not older than `since` (protocol 5.9.4).
    pub fn recent_calls(&self, since: Timestamp) -> Vec<(RoomId, CallId)> {
        let recent = self.rooms.values().filter(|room| room.t == "d" && room.lm.is_some_and(|lm| lm >= since));
        let call = |room: &Room| Some((room.id.clone(), room.last_message.as_ref()?.call()?.clone()));
        recent.filter_map(call).collect()
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

    /// The rows of the sidebar, in the order to show (protocol 2.5).
    pub fn list(&self, workspace: &WorkspaceId, people: &People, live: &BTreeMap<RoomId, u32>) -> Vec<update::Room> {
        let open = self.subscriptions.values().filter(|s| s.open != Some(false) && !s.archived);
        let mut rows: Vec<_> = open.filter_map(|s| self.row(&s.rid, workspace, people, live)).collect();
        let newest = |row: &update::Room| {
            let room = self.rooms.get(&row.id);
            room.and_then(|room| room.lm.or(room.ts)).or(self.subscriptions.get(&row.id).and_then(|s| s.ts))
        };
        match self.by_activity {
            true => rows.sort_by_key(|row| std::cmp::Reverse(newest(row))),
            false => rows.sort_by_cached_key(|row| row.name.to_lowercase()),
        }
        rows
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
        let badge = if subscription.hide_unread_status { subscription.user_mentions } else { subscription.unread };
        Some(update::Room {
            workspace: workspace.clone(),
            id: id.clone(),
            kind: self.kind(id)?,
            name: self.name(id, people),
            person: self.other(id).map(|other| people.person(other)),
            picture: etag.map(|etag| format!("{}/room/{id}/{etag}", people.picture_root)),
            favourite: subscription.f,
            unread: is_unread(subscription),
            badge: badge.saturating_add(if subscription.hide_unread_status { 0 } else { threads }),
            mentions: subscription.user_mentions.saturating_add(subscription.group_mentions),
            muted: subscription.disable_notifications,
            live_call: live.get(id).copied(),
        })
    }
}

fn is_unread(subscription: &Subscription) -> bool {
    !subscription.hide_unread_status
        && (subscription.alert || subscription.unread > 0 || !subscription.tunread.is_empty())
}
