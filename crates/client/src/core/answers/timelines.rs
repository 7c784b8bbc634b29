//! The messages of a room: its pages, what was missed of it, and what came of writing into it.

use std::{collections::BTreeSet, time::Duration};

use vconnct_proto::{
    CallId, MessageId, RoomId, Timestamp,
    rest::{self, RestError},
};

use super::{Answered, OVERLAP, Purpose};
use crate::{
    action::ActionError,
    core::{Asked, Core},
    update::Delivery,
};

impl Core {
    /// Brings the rooms somebody looks at up to date.
    pub(in crate::core) fn catch_up_timelines(&mut self) {
        let looked: BTreeSet<RoomId> = self.looks.values().map(|look| look.room.room_id.clone()).collect();
        for (room, timeline) in &mut self.timelines {
            timeline.loading = false;
            if !looked.contains(room) {
                timeline.forget(); // it is loaded anew when somebody looks at it
            } else if timeline.loaded {
                timeline.missed(self.heard_until.or(timeline.newest()).unwrap_or(Timestamp(0)));
            }
        }
        looked.iter().for_each(|room| self.catch_up(room));
    }

    /// Has a room that is looked at as it is now. After a long time it is loaded anew.
    pub(in crate::core) fn catch_up(&mut self, room: &RoomId) {
        let reachable = self.is_reachable(); // else the next connection catches up
        let Some(timeline) = self.timelines.get_mut(room).filter(|timeline| timeline.loaded) else {
            return self.load_history(room, None);
        };
        timeline.calls().for_each(|call| self.records.want_if_open(call, self.clock.now));
        match timeline.missed_since().filter(|_| reachable) {
            Some(since) if self.clock.age(since) > SYNC_AT_MOST => {
                timeline.forget();
                self.load_history(room, None);
            }
            Some(Timestamp(since)) => {
                let (purpose, since) = (Purpose::Sync { room: room.clone() }, Timestamp(since - OVERLAP));
                if !self.waits_its_turn(&purpose) {
                    self.request(rest::Request::Sync { room: room.clone(), since }, purpose);
                }
            }
            None => {}
        }
    }

    pub(super) fn history(&mut self, room: &RoomId, asked: &Asked, result: Answered) {
        let answer = result.and_then(|body| rest::answer::<rest::HistoryAnswer>(&body));
        let Some(timeline) = self.timelines.get_mut(room) else { return };
        timeline.loading = false;
        let Ok(answer) = answer else { return };
        let rest::Request::History { latest, .. } = asked.request else { return };
        let (first, held) = (!timeline.loaded, timeline.messages().count());
        let calls: Vec<CallId> = answer.messages.iter().filter_map(|message| message.call().cloned()).collect();
        answer.messages.iter().for_each(|message| self.people.learn(&message.u));
        let authors: Vec<_> = answer.messages.iter().map(|message| message.u.id.clone()).collect();
        let full = self.workplace.learn_page(answer.count);
        timeline.put_page(answer, latest, full);
        if first {
            let seen = self.rooms.subscription(room).filter(|s| s.alert || s.unread > 0).and_then(|s| s.ls);
            timeline.note_unread(seen, &self.account.user);
        }
        // A page of nothing but replies in threads shows nothing, and whoever looks waits for more.
        let shows_nothing = timeline.messages().count() <= held;
        let before = timeline.older_than().filter(|_| shows_nothing);
        if before.is_some() && self.is_looked_at(room) {
            self.load_history(room, before);
        }
        calls.iter().for_each(|call| self.records.want_if_open(call, self.clock.now));
        self.watch(authors);
        self.changed.looks = true;
    }

    pub(super) fn synced(&mut self, room: &RoomId, is_old: bool, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::SyncAnswer>(&body)) else { return };
        for message in answer.result.updated {
            if !self.workplace.hides(self.rooms.room(room), &message) {
                self.put_message(message);
            }
        }
        if let Some(timeline) = self.timelines.get_mut(room) {
            answer.result.deleted.iter().for_each(|gone| timeline.remove(&gone.id.as_str().into()));
            if !is_old && self.followed.contains(room) {
                timeline.caught_up();
            }
        }
        self.changed.looks = true;
    }

    pub(super) fn sent(&mut self, room: &RoomId, id: &MessageId, result: Answered) {
        match result.map(|body| rest::answer::<rest::MessageAnswer>(&body)) {
            Ok(Ok(answer)) => self.put_message(answer.message),
            // Without a usable message the server has had it before: its stream brings it.
            Ok(Err(_)) => self.mark(room, id, Delivery::Delivered),
            // It stays in the outbox, and goes out again in a moment or with the next connection.
            Err(error) if error.is_passing() || error == RestError::NotSignedIn => {}
            Err(_) => return self.not_sent(room, id),
        }
        self.words_went(id, Ok(()));
    }

    /// Nobody will read it; it stays there for whoever wrote it.
    pub(in crate::core) fn not_sent(&mut self, room: &RoomId, id: &MessageId) {
        self.mark(room, id, Delivery::Failed);
        self.words_went(id, Err(ActionError::WordsNotSent));
    }

    fn mark(&mut self, room: &RoomId, id: &MessageId, delivery: Delivery) {
        let outgoing = self.timelines.get_mut(room).and_then(|timeline| timeline.outgoing(id));
        outgoing.into_iter().for_each(|outgoing| outgoing.delivery = delivery);
        self.changed.looks = true;
    }

    /// Whoever has declined in words waits for theirs.
    fn words_went(&mut self, id: &MessageId, result: Result<(), ActionError>) {
        if let Some(waits) = self.words.remove(id) {
            self.reply(waits, result);
        }
    }
}

/// After a longer absence the newest page is loaded anew.
const SYNC_AT_MOST: Duration = Duration::from_secs(60 * 60);
