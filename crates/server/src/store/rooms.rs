//! Rooms, and their members' views of them.

use rusqlite::params;
use vconnct_proto::{RoomId, Timestamp, UserId};

use super::{Tx, text};
use crate::{
    documents::{Room, RoomType, Subscription},
    refusal::Refusal,
    rules::access,
};

impl Tx<'_> {
    pub fn room(&self, id: &RoomId) -> Result<Option<Room>, Refusal> {
        self.document("SELECT document FROM rooms WHERE id = ?", [id.as_str()])
    }

    pub fn room_by_name(&self, name: &str) -> Result<Option<Room>, Refusal> {
        self.document("SELECT document FROM rooms WHERE name = ?", [name])
    }

    /// The direct room of exactly these people.
    pub fn direct_room(&self, members: &[UserId]) -> Result<Option<Room>, Refusal> {
        self.document("SELECT document FROM rooms WHERE members = ?", [access::direct_key(members)])
    }

    /// Public channels whose name holds `part`.
    pub fn channels_like(&self, part: &str) -> Result<Vec<Room>, Refusal> {
        self.documents(
            "SELECT document FROM rooms WHERE document ->> 't' = 'c' AND document ->> 'prid' IS NULL
             AND (instr(lower(name), ?1) OR instr(lower(coalesce(document ->> 'fname', '')), ?1))
             ORDER BY name LIMIT 10",
            [part.to_lowercase()],
        )
    }

    /// The rooms somebody is in that changed since.
    pub fn rooms_of(&self, uid: &UserId, since: Option<Timestamp>) -> Result<Vec<Room>, Refusal> {
        self.documents(
            "SELECT rooms.document FROM rooms JOIN subscriptions ON subscriptions.rid = rooms.id
             WHERE subscriptions.uid = ? AND rooms.updated > ?",
            params![uid.as_str(), since.map_or(i64::MIN, |since| since.0)],
        )
    }

    /// Adds a room or replaces it.
    pub fn put_room(&self, room: &Room) -> Result<(), Refusal> {
        let members = match (&room.t, &room.uids) {
            (RoomType::Direct, Some(uids)) => Some(access::direct_key(uids)),
            _ => None,
        };
        self.execute(
            "INSERT INTO rooms (id, name, members, updated, document) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET name = ?2, updated = ?4, document = ?5",
            params![room.id.as_str(), room.name, members, room.updated_at.0, text(room)?],
        )?;
        Ok(())
    }

    pub fn subscription(&self, rid: &RoomId, uid: &UserId) -> Result<Option<Subscription>, Refusal> {
        self.document(
            "SELECT document FROM subscriptions WHERE rid = ? AND uid = ?",
            params![rid.as_str(), uid.as_str()],
        )
    }

    /// All views of one room, in the order of joining.
    pub fn subscriptions_in(&self, rid: &RoomId) -> Result<Vec<Subscription>, Refusal> {
        self.documents("SELECT document FROM subscriptions WHERE rid = ? ORDER BY rowid", [rid.as_str()])
    }

    /// One person's views that changed since.
    pub fn subscriptions_of(&self, uid: &UserId, since: Option<Timestamp>) -> Result<Vec<Subscription>, Refusal> {
        self.documents(
            "SELECT document FROM subscriptions WHERE uid = ? AND updated > ? ORDER BY rowid",
            params![uid.as_str(), since.map_or(i64::MIN, |since| since.0)],
        )
    }

    pub fn members(&self, rid: &RoomId) -> Result<Vec<UserId>, Refusal> {
        let ids: Vec<String> =
            self.values("SELECT uid FROM subscriptions WHERE rid = ? ORDER BY rowid", [rid.as_str()])?;
        Ok(ids.into_iter().map(UserId::from).collect())
    }

    pub fn put_subscription(&self, subscription: &Subscription) -> Result<(), Refusal> {
        self.execute(
            "INSERT INTO subscriptions (id, rid, uid, updated, document) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET updated = ?4, document = ?5",
            params![
                subscription.id.as_str(),
                subscription.rid.as_str(),
                subscription.u.id.as_str(),
                subscription.updated_at.0,
                text(subscription)?
            ],
        )?;
        Ok(())
    }
}
