//! What this computer itself saw of calls: the server's record cannot tell declined from missed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vconnct_call::{Direction, EndReason, Ending, Outcome};
use vconnct_proto::{CallId, RoomId, UserId};

use crate::{
    action::Devices,
    update::{CallRecord, CallState, LocalTime, Quiet},
};

/// How a call went, as seen here.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum How {
    AnsweredElsewhere,
    /// It rings out from here, as far as is written down.
    Calling,
    /// The caller of an incoming call gave up.
    CanceledByCaller,
    CanceledByMe,
    DeclinedByMe,
    DeclinedByThem,
    /// It ended while silenced by its person, who knows of it.
    Dismissed,
    Failed,
    Interrupted,
    Joined,
    /// Both called each other, and the other call of the two was taken.
    Merged,
    /// Only the server's record is known.
    #[default]
    Seen,
    Unanswered,
}

impl How {
    /// How a ring ended, from this person's side.
    pub fn of(outcome: &Outcome) -> Self {
        let mine = outcome.direction == Direction::Out;
        match outcome.ending {
            Ending::Joined => Self::Joined,
            Ending::Merged => Self::Merged,
            Ending::Over(EndReason::AnsweredElsewhere) => Self::AnsweredElsewhere,
            Ending::Over(EndReason::Declined) if mine => Self::DeclinedByThem,
            Ending::Over(EndReason::Declined) => Self::DeclinedByMe,
            // Whoever silenced a call knows of it: it is no missed call.
            Ending::Over(_) if outcome.dismissed => Self::Dismissed,
            Ending::Over(EndReason::Canceled) if mine => Self::CanceledByMe,
            Ending::Over(EndReason::Canceled) => Self::CanceledByCaller,
            Ending::Over(EndReason::Failed) => Self::Failed,
            Ending::Over(EndReason::Interrupted) => Self::Interrupted,
            Ending::Over(EndReason::Unanswered) => Self::Unanswered,
        }
    }
}

impl How {
    /// No call came of it, and it rings no more. One that was dismissed still does.
    pub fn ends_the_ring(self) -> bool {
        match self {
            Self::AnsweredElsewhere | Self::Calling | Self::Dismissed | Self::Failed | Self::Joined | Self::Seen => {
                false
            }
            Self::CanceledByCaller
            | Self::CanceledByMe
            | Self::DeclinedByMe
            | Self::DeclinedByThem
            | Self::Interrupted
            | Self::Merged
            | Self::Unanswered => true,
        }
    }

    /// Somebody decided it. A ring that was only given up can come back.
    fn is_final(self) -> bool {
        match self {
            Self::Calling | Self::Failed | Self::Interrupted | Self::Seen | Self::Unanswered => false,
            Self::AnsweredElsewhere
            | Self::CanceledByCaller
            | Self::CanceledByMe
            | Self::DeclinedByMe
            | Self::DeclinedByThem
            | Self::Dismissed
            | Self::Joined
            | Self::Merged => true,
        }
    }
}

/// One call in the local record.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub call: CallId,
    pub room: RoomId,
    pub how: How,
    pub rang_ms: Option<i64>,
    /// Why it was shown without being heard.
    #[serde(default)]
    pub not_rung: Option<Quiet>,
    /// What was written with a decline, by either side.
    pub words: Option<String>,
    /// The call as it was last drawn, for the log while its record is not loaded.
    pub view: Option<CallRecord>,
    /// A missed call its person has seen.
    pub seen: bool,
    /// When `how` was noted, by this machine's clock: a call that was decided a moment ago must not ring again
    /// after a restart (protocol 8.4).
    #[serde(default)]
    pub noted_at: LocalTime,
    /// Whom it rings, while it rings out from here: what a restart needs to ring on (protocol 8.1).
    #[serde(default)]
    pub ringing: Option<RingingOut>,
}

/// A call that rings out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RingingOut {
    pub callee: UserId,
    pub devices: Devices,
}

/// The local record of one workspace, in memory; its keeper writes what [`Journal::changed`] names.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: BTreeMap<CallId, Entry>,
    changed: Vec<CallId>,
}

impl Journal {
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries: entries.into_iter().map(|entry| (entry.call.clone(), entry)).collect(), changed: Vec::new() }
    }

    pub fn entry(&self, call: &CallId) -> Option<&Entry> {
        self.entries.get(call)
    }

    /// Notes at `now` how a call went.
    pub fn note(
        &mut self,
        now: LocalTime,
        call: &CallId,
        room: &RoomId,
        how: How,
        rang_ms: Option<i64>,
        words: Option<String>,
    ) {
        let entry = self.at(call, room);
        (entry.how, entry.noted_at, entry.ringing) = (how, now, None);
        entry.rang_ms = rang_ms.or(entry.rang_ms);
        entry.words = words.or(entry.words.take());
        self.changed.push(call.clone());
    }

    /// Notes why a call was shown without being heard.
    pub fn note_not_rung(&mut self, call: &CallId, room: &RoomId, quiet: Quiet) {
        self.at(call, room).not_rung = Some(quiet);
        self.changed.push(call.clone());
    }

    /// Notes how a call is drawn. Only what concerns this person is kept: direct calls, and those joined.
    pub fn draw(&mut self, view: &CallRecord) {
        if !view.direct && !view.i_joined || view.state == CallState::Ringing {
            return;
        }
        let entry = self.at(&view.call_id, &view.room.room_id);
        if entry.view.as_ref() != Some(view) {
            entry.view = Some(view.clone());
            self.changed.push(view.call_id.clone());
        }
    }

    /// Missed calls of `room`, or of all rooms, have been seen. True if there were any.
    pub fn mark_seen(&mut self, room: Option<&RoomId>) -> bool {
        let before = self.changed.len();
        for entry in self.entries.values_mut().filter(|entry| room.is_none_or(|room| entry.room == *room)) {
            if entry.is_missed() {
                entry.seen = true;
                self.changed.push(entry.call.clone());
            }
        }
        self.changed.len() > before
    }

    /// Notes that a call rings out from here since `now`.
    pub fn note_ringing_out(&mut self, now: LocalTime, call: &CallId, room: &RoomId, ringing: RingingOut) {
        self.note(now, call, room, How::Calling, None, None);
        self.at(call, room).ringing = Some(ringing);
    }

    /// The call that rang out when this was last written down, if it was after `since`.
    pub fn rang_out_since(&self, since: LocalTime) -> Option<(&Entry, &RingingOut)> {
        let ringing = self.entries.values().filter(|entry| entry.noted_at >= since);
        let ringing = ringing.filter_map(|entry| Some((entry, entry.ringing.as_ref()?)));
        ringing.max_by_key(|(entry, _)| entry.noted_at)
    }

    /// The calls decided since `since`: whatever their callers still send, they do not ring again.
    pub fn decided_since(&self, since: LocalTime) -> impl Iterator<Item = &Entry> {
        let decided = move |entry: &&Entry| entry.noted_at >= since && entry.how.is_final();
        self.entries.values().filter(decided)
    }

    pub fn missed(&self) -> u32 {
        u32::try_from(self.entries.values().filter(|entry| entry.is_missed()).count()).unwrap_or(u32::MAX)
    }

    /// The missed calls nobody has seen, by room.
    pub fn missed_by_room(&self) -> BTreeMap<&RoomId, u32> {
        let mut rooms = BTreeMap::new();
        for entry in self.entries.values().filter(|entry| entry.is_missed()) {
            *rooms.entry(&entry.room).or_default() += 1;
        }
        rooms
    }

    /// What is drawn of each call.
    pub fn views(&self) -> impl Iterator<Item = &CallRecord> {
        self.entries.values().filter_map(|entry| entry.view.as_ref())
    }

    /// Entries to write down, each once.
    pub fn changed(&mut self) -> Vec<Entry> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort();
        changed.dedup();
        changed.iter().filter_map(|call| self.entries.get(call).cloned()).collect()
    }

    /// Keeps the newest in memory, and before them those that were missed and are not known of; what was written down
    /// stays there.
    fn forget_the_oldest(&mut self) {
        let started = |entry: &Entry| entry.view.as_ref().map_or(i64::MAX, |view| view.started_at);
        let wanted = |entry: &Entry| (entry.is_missed(), started(entry), entry.call.clone());
        let mut all: Vec<(bool, i64, CallId)> = self.entries.values().map(wanted).collect();
        all.sort();
        for (_, _, call) in
            all.drain(..all.len().saturating_sub(KEPT)).filter(|(_, _, call)| !self.changed.contains(call))
        {
            self.entries.remove(&call);
        }
    }

    fn at(&mut self, call: &CallId, room: &RoomId) -> &mut Entry {
        if self.entries.len() >= 2 * KEPT && !self.entries.contains_key(call) {
            self.forget_the_oldest();
        }
        self.entries.entry(call.clone()).or_insert_with(|| Entry {
            call: call.clone(),
            room: room.clone(),
            how: How::Seen,
            rang_ms: None,
            not_rung: None,
            words: None,
            view: None,
            seen: false,
            noted_at: 0,
            ringing: None,
        })
    }
}

/// Calls to keep in memory, as many as are loaded at the start.
const KEPT: usize = 500;

impl Entry {
    /// A missed call its person does not know of: never one that was answered, declined or dismissed.
    fn is_missed(&self) -> bool {
        let drawn_missed = self.view.as_ref().is_some_and(|view| view.state == CallState::Missed);
        drawn_missed && self.how != How::Dismissed && !self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: usize) -> Entry {
        let view = serde_json::json!({
            "callId": format!("c{n}"), "room": { "workspace": "w", "roomId": "r" }, "direct": true, "state": "missed",
            "other": null, "startedBy": { "id": "u", "username": "u", "name": "U", "picture": null,
            "presence": "unknown", "statusText": null }, "mine": false, "startedAt": n, "endedAt": null,
            "lengthMs": null, "rangMs": null, "title": "", "attendees": [], "attendeesKnown": true, "iJoined": false,
            "words": null, "provider": "",
        });
        let view = Some(serde_json::from_value(view).unwrap());
        let call = CallId::from(format!("c{n}"));
        Entry {
            call,
            room: "r".into(),
            how: How::Seen,
            rang_ms: None,
            not_rung: None,
            words: None,
            view,
            seen: true,
            noted_at: 0,
            ringing: None,
        }
    }

    #[test]
    fn a_missed_call_that_is_not_known_of_outlives_newer_ones() {
        let old = Entry { seen: false, ..entry(0) };
        let mut journal = Journal::new((1..2 * KEPT).map(entry).chain([old]).collect());
        journal.note(0, &"new".into(), &"r".into(), How::Joined, None, None);
        assert_eq!((journal.missed(), journal.entry(&"c1".into()).is_some()), (1, false));
    }

    #[test]
    fn years_of_calls_leave_the_newest_in_memory() {
        let mut journal = Journal::new((0..2 * KEPT).map(entry).collect());
        journal.note(0, &"new".into(), &"r".into(), How::Joined, None, None);
        assert_eq!(journal.entries.len(), KEPT + 1);
        assert!(journal.entry(&"c0".into()).is_none());
        assert!(journal.entry(&CallId::from(format!("c{}", 2 * KEPT - 1))).is_some());
        assert!(journal.changed().iter().any(|entry| entry.call == "new".into()), "and the new one is written down");
    }
}
