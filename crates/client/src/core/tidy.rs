//! What is forgotten, so that a long day takes no more memory than a short one.
//!
//! Whatever is forgotten here the workspace tells again when it is asked. Sweeping takes time with what
//! is held, so it is done when that has doubled: for each thing learned it costs next to nothing.

use std::collections::BTreeSet;

use vconnct_proto::{CallId, RoomId, UserId};

use super::Core;

/// How much is held before the next sweep.
#[derive(Debug)]
pub(super) struct Limits {
    people: usize,
    records: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { people: PEOPLE, records: RECORDS }
    }
}

impl Core {
    /// Forgets what nobody will miss, if there has come to be much of it.
    pub(super) fn tidy(&mut self) {
        if self.records.len() > self.limits.records {
            self.forget_records();
            self.limits.records = RECORDS.max(2 * self.records.len());
        }
        if self.people.len() > self.limits.people {
            self.forget_people();
            self.limits.people = PEOPLE.max(2 * self.people.len());
        }
    }

    /// Forgets the messages of rooms that nobody has looked at for the longest time.
    pub(super) fn forget_timelines(&mut self) {
        let looks = &self.looks;
        let looked = |room: &RoomId| looks.values().any(|look| look.room.room_id == *room);
        let idle = self.timelines.iter().filter(|(room, timeline)| timeline.is_expendable() && !looked(room));
        let mut idle: Vec<_> = idle.map(|(room, timeline)| (timeline.looked, room.clone())).collect();
        idle.sort();
        for (_, room) in idle.iter().take(self.timelines.len().saturating_sub(TIMELINES)) {
            self.timelines.remove(room);
        }
    }

    fn forget_records(&mut self) {
        let shown = self.timelines.values().flat_map(|timeline| timeline.calls());
        let listed = self.panels.values().flat_map(|panel| &panel.calls);
        let incoming = self.calls.incoming().map(|call| &call.call);
        let own = self.calls.outgoing().map(|call| &call.call);
        let joined = self.calls.joined().map(|call| &call.call);
        let wanted = shown.chain(listed).chain(incoming).chain(own).chain(joined);
        let wanted: BTreeSet<CallId> = wanted.cloned().collect();
        self.records.keep(|call| wanted.contains(call), self.clock.server_now());
    }

    fn forget_people(&mut self) {
        let authors = self.timelines.values().flat_map(|timeline| timeline.messages()).map(|message| &message.u.id);
        let incoming = self.calls.incoming().map(|call| &call.caller);
        let own = self.calls.outgoing().map(|call| &call.callee);
        let wanted = authors.chain(self.records.people()).chain(incoming).chain(own).chain([&self.account.user]);
        let wanted: BTreeSet<UserId> = wanted.cloned().collect();
        let rooms = &self.rooms;
        self.people.keep(|user| wanted.contains(user) || rooms.is_other(user));
    }
}

/// Rooms whose newest page is held though nobody looks at them.
const TIMELINES: usize = 20;
const PEOPLE: usize = 500;
const RECORDS: usize = 200;

/// How much is held of everything that could grow.
#[cfg(test)]
#[derive(Clone, Debug, Default)]
pub(super) struct Census(std::collections::BTreeMap<&'static str, usize>);

#[cfg(test)]
impl Census {
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.0.iter().map(|(what, count)| (*what, *count))
    }

    /// The larger count of each.
    pub fn max(mut self, other: &Self) -> Self {
        for (what, count) in other.counts() {
            let most = self.0.entry(what).or_default();
            *most = count.max(*most);
        }
        self
    }

    /// What there is clearly more of than there was.
    pub fn grown_since(&self, before: &Self) -> Vec<(&'static str, usize)> {
        let before = |what: &'static str| before.0.get(what).copied().unwrap_or_default();
        self.counts().filter(|(what, count)| *count > before(what) * 5 / 4 + 10).collect()
    }
}

#[cfg(test)]
impl Core {
    pub(super) fn census(&self) -> Census {
        let messages = self.timelines.values().map(|timeline| timeline.messages().count()).sum();
        Census(std::collections::BTreeMap::from([
            ("calls known", self.records.len()),
            ("messages", messages),
            ("messages to tell of", self.notices.iter().count()),
            ("outputs", self.outputs.len()),
            ("panels", self.panels.len()),
            ("people", self.people.len()),
            ("people watched", self.people.watched().count()),
            ("questions to ask again", self.again.len()),
            ("questions under way", self.purposes.len()),
            ("records wanted", self.records.wanted()),
            ("rooms followed", self.followed.len()),
            ("rooms read and not confirmed", self.unconfirmed.len()),
            ("rooms where somebody types", self.typing.len()),
            ("timelines", self.timelines.len()),
            ("waiting for an outcome", self.replies.len()),
        ]))
    }
}
