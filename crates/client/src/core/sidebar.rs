//! The rows of the sidebar: each is made anew when something of it has changed, and no other.
//!
//! Nothing is held until somebody looks, and what is new is worked off in slices: ten thousand rooms
//! hold up nobody.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use vconnct_proto::{RoomId, Timestamp};

use crate::update;

/// Rows in the order to show.
#[derive(Debug, Default)]
pub(crate) struct Sidebar {
    rows: BTreeMap<(Place, RoomId), Arc<update::Room>>,
    places: BTreeMap<RoomId, Place>,
    stale: Stale,
}

/// Where a row stands: newest first, or by name.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Place {
    Newest(Reverse<Option<Timestamp>>),
    Name(String),
}

#[derive(Debug, Default)]
enum Stale {
    /// Nobody has looked since everything changed, or ever.
    #[default]
    All,
    Rooms(BTreeSet<RoomId>),
}

impl Sidebar {
    /// Something of this room's row has changed.
    pub fn changed(&mut self, room: &RoomId) {
        if let Stale::Rooms(rooms) = &mut self.stale
            && !rooms.contains(room)
        {
            rooms.insert(room.clone());
        }
    }

    /// Anything may have changed, their order included.
    pub fn all_changed(&mut self) {
        self.stale = Stale::All;
    }

    /// Nobody looks any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The rooms whose rows are to be made now, a slice of those that changed; `all` names every room.
    pub fn take_stale(&mut self, all: impl Iterator<Item = RoomId>) -> Vec<RoomId> {
        if let Stale::All = self.stale {
            // Rows of rooms that are gone are looked at too, and go.
            self.stale = Stale::Rooms(all.chain(self.places.keys().cloned()).collect());
        }
        let Stale::Rooms(rooms) = &mut self.stale else { return Vec::new() };
        let slice = rooms.len().min(SLICE);
        (0..slice).map_while(|_| rooms.pop_first()).collect()
    }

    /// Whether every row is as it should be.
    pub fn is_fresh(&self) -> bool {
        matches!(&self.stale, Stale::Rooms(rooms) if rooms.is_empty())
    }

    /// Puts a row in its place, or takes it away. True if that makes a difference.
    pub fn put(&mut self, room: &RoomId, row: Option<(Place, update::Room)>) -> bool {
        let before = self.places.get(room).cloned().and_then(|place| self.rows.get_key_value(&(place, room.clone())));
        match (before, row) {
            (None, None) => false,
            (Some(((held, _), known)), Some((place, row))) if *held == place && **known == row => false,
            (_, row) => {
                if let Some(place) = self.places.remove(room) {
                    self.rows.remove(&(place, room.clone()));
                }
                if let Some((place, row)) = row {
                    self.places.insert(room.clone(), place.clone());
                    self.rows.insert((place, room.clone()), Arc::new(row));
                }
                true
            }
        }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Arc<update::Room>> {
        self.rows.values().cloned()
    }
}

/// Rows that take well under a millisecond together.
const SLICE: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn room(id: &str, name: &str) -> update::Room {
        serde_json::from_value(serde_json::json!({
            "workspace": "w", "id": id, "kind": "channel", "name": name, "person": null, "picture": null,
            "favourite": false, "unread": false, "badge": 0, "mentions": 0, "muted": false, "liveCall": null,
        }))
        .unwrap()
    }

    fn newest(time: i64) -> Place {
        Place::Newest(Reverse(Some(Timestamp(time))))
    }

    fn names(sidebar: &Sidebar) -> Vec<String> {
        sidebar.rows().map(|row| row.name.clone()).collect()
    }

    fn ids(count: usize) -> impl Iterator<Item = RoomId> {
        (0..count).map(|n| RoomId::from(format!("r{n:05}")))
    }

    #[test]
    fn a_row_stands_where_its_newest_message_puts_it() {
        let mut sidebar = Sidebar::default();
        sidebar.put(&"a".into(), Some((newest(1), room("a", "A"))));
        sidebar.put(&"b".into(), Some((newest(2), room("b", "B"))));
        assert_eq!(names(&sidebar), ["B", "A"]);
        assert!(sidebar.put(&"a".into(), Some((newest(3), room("a", "A")))));
        assert_eq!(names(&sidebar), ["A", "B"]);
        assert!(!sidebar.put(&"a".into(), Some((newest(3), room("a", "A")))), "nothing is new");
        assert!(sidebar.put(&"a".into(), None));
        assert_eq!(names(&sidebar), ["B"]);
    }

    #[test]
    fn only_rows_of_what_changed_are_made_anew() {
        let mut sidebar = Sidebar::default();
        while !sidebar.is_fresh() {
            sidebar.take_stale(ids(3));
        }
        sidebar.changed(&"r00001".into());
        assert_eq!(sidebar.take_stale(ids(3)), [RoomId::from("r00001")]);
        assert!(sidebar.is_fresh());
    }

    #[test]
    fn ten_thousand_rooms_come_in_slices() {
        let mut sidebar = Sidebar::default();
        let (mut made, mut longest) = (0, 0);
        while !sidebar.is_fresh() {
            let slice = sidebar.take_stale(ids(10_000)).len();
            (made, longest) = (made + slice, longest.max(slice));
        }
        assert_eq!((made, longest), (10_000, SLICE));
    }

    #[test]
    fn while_nobody_looks_nothing_piles_up() {
        let mut sidebar = Sidebar::default();
        ids(1_000).for_each(|room| sidebar.changed(&room));
        assert!(matches!(sidebar.stale, Stale::All));
    }
}
