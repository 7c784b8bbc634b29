//! The records of calls: when to ask for them, and how each state is drawn (protocol 4.8, 6.3).

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use vconnct_proto::{
    CallId, Millis, RoomId, Timestamp, UserId,
    documents::{CallRecord, CallStatus},
};

use super::{
    answers::provider_name,
    journal::{Entry, How},
    people::People,
};
use crate::{
    action::RoomRef,
    update::{self, Attendee, CallState},
};

/// What is known of calls, and what shall be asked.
#[derive(Debug, Default)]
pub(crate) struct Records {
    known: BTreeMap<CallId, Known>,
    wanted: BTreeMap<CallId, Millis>,
    asked: BTreeSet<CallId>,
}

#[derive(Debug)]
enum Known {
    Gone,
    Record(Box<CallRecord>),
}

impl Records {
    /// Asks for a call's record soon; events that come together are answered by one request.
    pub fn want(&mut self, call: &CallId, due: Millis) {
        let when = self.wanted.entry(call.clone()).or_insert(due);
        *when = due.min(*when);
    }

    /// Asks for a record unless it is known to be over for good.
    pub fn want_if_open(&mut self, call: &CallId, due: Millis) {
        match self.known.get(call) {
            Some(Known::Gone) => {}
            Some(Known::Record(record)) if record.is_over() => {}
            _ => self.want(call, due),
        }
    }

    /// The machine of calls asks for a record now: whoever wanted it by `due` is answered too.
    pub fn asked_by_machine(&mut self, call: &CallId, due: Millis) {
        if self.wanted.get(call).is_some_and(|when| *when <= due) {
            self.wanted.remove(call);
        }
    }

    /// The calls whose turn it is, a few at a time: the limit is counted per company address.
    pub fn due(&mut self, now: Millis) -> Vec<CallId> {
        let free = AT_ONCE.saturating_sub(self.asked.len());
        let due = self.wanted.iter().filter(|(call, when)| **when <= now && !self.asked.contains(*call));
        let due: Vec<CallId> = due.map(|(call, _)| call.clone()).take(free).collect();
        for call in &due {
            self.wanted.remove(call);
            self.asked.insert(call.clone());
        }
        due
    }

    /// When [`Records::due`] has something.
    pub fn poll_timeout(&self) -> Option<Millis> {
        if self.asked.len() >= AT_ONCE {
            return None;
        }
        self.wanted.iter().filter(|(call, _)| !self.asked.contains(*call)).map(|(_, when)| *when).min()
    }

    /// A request came back without a record; `gone`: it never will have one.
    pub fn failed(&mut self, call: &CallId, gone: bool) {
        self.asked.remove(call);
        if gone {
            self.known.insert(call.clone(), Known::Gone);
        }
    }

    /// The connection is new: answers of the old one may have been lost.
    pub fn connection_lost(&mut self) {
        self.asked.clear();
    }

    /// Takes in a record. True if it differs from what was known.
    pub fn put(&mut self, record: CallRecord) -> bool {
        self.asked.remove(&record.id);
        let news = !matches!(self.known.get(&record.id), Some(Known::Record(known)) if **known == record);
        self.known.insert(record.id.clone(), Known::Record(Box::new(record)));
        news
    }

    /// How many calls are known.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    #[cfg(test)]
    pub fn wanted(&self) -> usize {
        self.wanted.len() + self.asked.len()
    }

    /// Forgets all other calls; those that run are kept in any case.
    pub fn keep(&mut self, wanted: impl Fn(&CallId) -> bool, now: Timestamp) {
        let runs =
            |known: &Known| matches!(known, Known::Record(record) if !record.is_over() && !probably_over(record, now));
        self.known.retain(|call, known| runs(known) || wanted(call));
    }

    /// Everybody named in a record that is known.
    pub fn people(&self) -> impl Iterator<Item = &UserId> {
        let records = self.known.values().filter_map(|known| match known {
            Known::Record(record) => Some(record),
            Known::Gone => None,
        });
        records.flat_map(|record| record.users.iter().map(|user| &user.id).chain([&record.created_by.id]))
    }

    /// What is known of a call.
    pub fn record(&self, call: &CallId) -> Option<&CallRecord> {
        match self.known.get(call)? {
            Known::Gone => None,
            Known::Record(record) => Some(record),
        }
    }

    /// Nobody will tell of its end, if it is not over (decision 2).
    pub fn is_probably_over(&self, call: &CallId, now: Timestamp) -> bool {
        self.record(call).is_some_and(|record| probably_over(record, now))
    }

    pub fn is_gone(&self, call: &CallId) -> bool {
        matches!(self.known.get(call), Some(Known::Gone))
    }

    /// The calls of a room that run, newest first.
    pub fn running(&self, room: &RoomId, now: Timestamp) -> Option<&CallRecord> {
        let records = self.known.values().filter_map(|known| match known {
            Known::Record(record) => Some(record.as_ref()),
            Known::Gone => None,
        });
        let running = records.filter(|record| record.rid == *room && runs(record, now));
        running.max_by_key(|record| record.created_at)
    }

    /// How many people are in the call that runs in each room.
    pub fn live(&self, now: Timestamp) -> BTreeMap<RoomId, u32> {
        let mut live = BTreeMap::new();
        for known in self.known.values() {
            if let Known::Record(record) = known
                && runs(record, now)
            {
                let people = record.attendees().filter(|user| user.left_at.is_none());
                live.insert(record.rid.clone(), u32::try_from(people.count()).unwrap_or(u32::MAX));
            }
        }
        live
    }
}

/// A call one could be in now (protocol 4.9); a direct one that still rings is not yet.
fn runs(record: &CallRecord, now: Timestamp) -> bool {
    record.status == CallStatus::Started && !record.is_over() && !probably_over(record, now)
}

/// Nobody reported an end, and nobody came for four hours. Where leaving is reported the end is too.
fn probably_over(record: &CallRecord, now: Timestamp) -> bool {
    if record.users.iter().any(|user| user.left_at.is_some()) {
        return false;
    }
    last_arrival(record).age(now) >= PROBABLY_OVER
}

/// When somebody last came; else the start.
pub(crate) fn last_arrival(record: &CallRecord) -> Timestamp {
    record.attendees().filter_map(|user| user.ts).fold(record.created_at, Timestamp::max)
}

/// How a record looks to one person.
pub(crate) struct Viewpoint<'a> {
    pub me: &'a UserId,
    pub people: &'a People,
    pub workspace: &'a str,
    /// Server time minus this machine's, in ms.
    pub offset: i64,
    /// Server time.
    pub now: Timestamp,
    /// The other one of a two-person room.
    pub other: Option<&'a UserId>,
    /// What this computer itself saw of the call.
    pub own: Option<&'a Entry>,
    /// Joins are recorded by this workspace (protocol 4.1).
    pub joins_recorded: bool,
}

impl Viewpoint<'_> {
    /// What the call's message, panel entry and log line draw.
    pub fn view(&self, record: &CallRecord) -> update::CallRecord {
        let local = |time: Timestamp| time.0 - self.offset;
        let mine = record.created_by.id == *self.me;
        let attendees: Vec<Attendee> = record.attendees().map(|user| self.attendee(user, local)).collect();
        let true_end = record.status == CallStatus::Ended && attendees.len() >= 2;
        let length = |end: Timestamp| end.0 - record.created_at.0;
        let other = self.other.or((!mine && record.is_direct()).then_some(&record.created_by.id));
        update::CallRecord {
            call_id: record.id.clone(),
            room: RoomRef { workspace: self.workspace.to_owned(), room_id: record.rid.clone() },
            direct: record.is_direct(),
            state: self.state(record),
            other: other.map(|other| self.people.person(other)),
            started_by: self.people.person(&record.created_by.id),
            mine,
            started_at: local(record.created_at),
            ended_at: record.ended_at.map(local),
            length_ms: record.ended_at.filter(|_| true_end).map(length),
            rang_ms: self.own.and_then(|own| own.rang_ms),
            not_rung: self.own.and_then(|own| own.not_rung),
            title: record.title.clone().unwrap_or_default(),
            // Where both called each other, this person's call was the answer: none was given elsewhere.
            i_joined: attendees.iter().any(|attendee| attendee.me) || self.became_one(),
            attendees,
            attendees_known: self.joins_recorded,
            words: self.own.and_then(|own| own.words.clone()),
            provider: provider_name(&record.provider_name),
        }
    }

    fn attendee(&self, user: &vconnct_proto::documents::CallUser, local: impl Fn(Timestamp) -> i64) -> Attendee {
        Attendee {
            person: self.people.person(&user.id),
            joined_at: user.ts.map(&local),
            left_at: user.left_at.map(&local),
            me: user.id == *self.me,
        }
    }

    /// The first that fits wins.
    fn state(&self, record: &CallRecord) -> CallState {
        if !record.is_direct() {
            return match record.is_over() {
                true => CallState::Ended,
                false if probably_over(record, self.now) => CallState::ProbablyOver,
                false => CallState::Ongoing,
            };
        }
        let over = record.is_over();
        match record.status {
            // The server lost its guard: a call cannot ring for a minute (protocol 8.28).
            CallStatus::Calling if !over && record.created_at.age(self.now) < RINGS_AT_MOST && !self.rang() => {
                CallState::Ringing
            }
            CallStatus::Started if !over && probably_over(record, self.now) => CallState::ProbablyOver,
            CallStatus::Started if !over => CallState::Ongoing,
            CallStatus::Ended | CallStatus::Expired => self.ended(record),
            _ => self.unanswered(record),
        }
    }

    /// Its ring has ended, whatever the record still says: a caller who came to grief cancels nothing.
    fn rang(&self) -> bool {
        self.own.is_some_and(|own| own.how.ends_the_ring())
    }

    /// Both called each other, and the other call of the two was taken.
    fn became_one(&self) -> bool {
        self.own.is_some_and(|own| own.how == How::Merged)
    }

    fn ended(&self, record: &CallRecord) -> CallState {
        let alone = record.attendees().all(|user| user.id == record.created_by.id);
        match (self.joins_recorded && alone, record.created_by.id == *self.me) {
            (true, true) => CallState::NobodyJoined,
            // The caller waited there alone: for this person it is as if they had never gone in.
            (true, false) => self.unanswered(record),
            (false, _) => CallState::Ended,
        }
    }

    /// The record cannot tell declined from cancelled from missed: our own memory may (protocol 6.3).
    fn unanswered(&self, record: &CallRecord) -> CallState {
        let mine = record.created_by.id == *self.me;
        match self.own.map(|own| own.how) {
            Some(How::DeclinedByMe) => return CallState::DeclinedByMe,
            Some(How::DeclinedByThem) => return CallState::DeclinedByThem,
            Some(How::CanceledByMe) => return CallState::CanceledByMe,
            Some(How::Merged) if mine => return CallState::CanceledByMe,
            Some(How::Joined | How::AnsweredElsewhere | How::Merged) => return CallState::Ended,
            Some(How::Unanswered) if mine => return CallState::NoAnswer,
            _ => {}
        }
        // 8.9 keeps who said no, on whichever device.
        let declined = |who: &UserId| record.users.iter().any(|user| user.id == *who && user.has_declined());
        if !mine && declined(self.me) {
            return CallState::DeclinedByMe;
        }
        if mine && self.other.is_some_and(declined) {
            return CallState::DeclinedByThem;
        }
        let rang_out = record.ended_at.is_none_or(|end| end.0 - record.created_at.0 >= RANG_OUT);
        match (mine, record.attendees().any(|user| user.id == *self.me)) {
            (true, _) if rang_out => CallState::NoAnswer,
            (true, _) => CallState::NotAnswered,
            (false, true) => CallState::Ended,
            (false, false) => CallState::Missed,
        }
    }
}

/// Requests for records under way at once.
const AT_ONCE: usize = 4;
const PROBABLY_OVER: Duration = Duration::from_secs(4 * 60 * 60);
/// A record that still calls after this says nothing any more.
pub(crate) const RINGS_AT_MOST: Duration = Duration::from_secs(60);
/// Milliseconds from start to end of a call that nobody picked up (design states 6).
const RANG_OUT: i64 = 29_000;
