//! A call as the workspace keeps it, for those who look and for the machine that decides.

use std::time::Duration;

use vconnct_call::{Input as CallInput, Record, RecordFailure, Status};
use vconnct_proto::{
    CallId, RoomId,
    documents::{CallRecord, CallStatus},
    rest,
};

use super::{Answered, refusals::says_no};
use crate::core::{
    Core,
    records::{RINGS_AT_MOST, last_arrival},
};

impl Core {
    pub(super) fn info(&mut self, call: CallId, result: Answered) {
        match result.and_then(|body| rest::answer::<CallRecord>(&body)) {
            Ok(record) => self.put_record(record),
            Err(error) => {
                let gone = says_no(&error);
                self.records.failed(&call, gone);
                let failure = if gone { RecordFailure::Unknown } else { RecordFailure::Offline };
                self.call(CallInput::Record { call: call.clone(), result: Err(failure) });
                self.changed.looks = true;
                if !gone {
                    self.records.want(&call, self.clock.now + RECORD_AGAIN);
                }
            }
        }
    }

    pub(in crate::core) fn put_record(&mut self, record: CallRecord) {
        let call = record.id.clone();
        self.people.learn(&record.created_by);
        record.users.iter().for_each(|user| self.people.learn_call_user(user));
        self.watch(record.users.iter().map(|user| user.id.clone()).collect::<Vec<_>>());
        let seen = self.machine_record(&record);
        self.tell_of_start(&record);
        let runs = !record.is_over();
        let anew = self.record_anew(&record);
        let calls_since = (runs && record.status == CallStatus::Calling).then_some(record.created_at);
        // What still rings looks otherwise once it cannot be true any more.
        if self.records.put(record) || calls_since.is_some() {
            self.redraw(&call);
        }
        self.call(CallInput::Record { call: call.clone(), result: Ok(seen) });
        if runs && self.is_shown(&call) {
            // Masks an event of the room that was lost (protocol 4.8).
            self.records.want(&call, self.clock.now + anew);
        } else if let Some(since) = calls_since
            && let Some(left) = [GUARD, RINGS_AT_MOST].iter().find_map(|by| by.checked_sub(self.clock.age(since)))
        {
            // By then the server has ended it, or has lost its guard; and its room is no longer followed.
            self.records.want(&call, self.clock.now + left);
        }
    }

    /// When a record that is looked at is asked for again. Nobody tells of the second arrival in a direct
    /// call (protocol 8.27).
    fn record_anew(&self, record: &CallRecord) -> Duration {
        let may_be_back = self.left(record).and_then(|left| BACK_AGAIN.checked_sub(left));
        if let Some(rest) = may_be_back.filter(|rest| !rest.is_zero()) {
            return rest;
        }
        if !record.is_direct() || record.attendees().count() != 1 {
            return RECORD_ANEW;
        }
        let waited = self.clock.age(last_arrival(record));
        SECOND_ARRIVAL
            .iter()
            .find_map(|at| at.checked_sub(waited).filter(|rest| !rest.is_zero()))
            .unwrap_or(RECORD_ANEW)
    }

    /// Somebody looks at this call, or is in it.
    fn is_shown(&self, call: &CallId) -> bool {
        let looked = |room: &RoomId| self.looks.values().any(|look| look.room.room_id == *room);
        self.calls.joined().is_some_and(|joined| joined.call == *call)
            || self.records.record(call).is_some_and(|record| looked(&record.rid))
    }

    pub(super) fn machine_record(&self, record: &CallRecord) -> Record {
        Record {
            call: record.id.clone(),
            room: record.rid.clone(),
            direct: record.is_direct(),
            status: match record.status {
                CallStatus::Calling => Status::Calling,
                CallStatus::Started => Status::Started,
                CallStatus::Expired => Status::Expired,
                CallStatus::Ended | CallStatus::Unknown(_) => Status::Ended,
                CallStatus::Declined => Status::Declined,
            },
            created_by: record.created_by.id.clone(),
            age: self.clock.age(record.created_at),
            ended: record.ended_at.is_some(),
            users: record.attendees().map(|user| user.id.clone()).collect(),
            deserted: is_deserted(record),
            left: self.left(record).filter(|left| *left >= BACK_AGAIN),
            rung: self.rung(record),
            declined: record.users.iter().filter(|user| user.has_declined()).map(|user| user.id.clone()).collect(),
            unrung: self.rings_for_messages && self.is_unrung(record),
        }
    }

    /// How long ago this person left a call.
    fn left(&self, record: &CallRecord) -> Option<Duration> {
        let own = record.attendees().find(|user| user.id == self.account.user);
        own.and_then(|own| own.left_at).map(|at| self.clock.age(at))
    }

    /// How long ago the workspace rang this person for a call.
    fn rung(&self, record: &CallRecord) -> Option<Duration> {
        let own = record.users.iter().find(|user| user.id == self.account.user);
        own.and_then(|own| own.ringing_at).map(|at| self.clock.age(at))
    }

    /// A call of two that nobody has been rung for: this workspace does not (protocol 4.1).
    fn is_unrung(&self, record: &CallRecord) -> bool {
        record.kind == "videoconference" && !self.workplace.is_licensed() && self.rooms.other(&record.rid).is_some()
    }

    /// Tells of a call of a room that has just begun, unless it rings or the room shall be quiet.
    fn tell_of_start(&mut self, record: &CallRecord) {
        let me = &self.account.user;
        let is_in = record.attendees().any(|user| user.id == *me && user.left_at.is_none());
        // Somebody may be rung for a call of a room they are not in: whoever is in it has added them.
        let own = self.rooms.subscription(&record.rid);
        let quiet = own.map_or_else(|| self.rung(record).is_none(), |own| own.disable_notifications);
        let rings = record.is_direct() || (self.rings_for_messages && self.is_unrung(record));
        let concerns = !rings && !quiet && record.created_by.id != *me && !is_in && !record.is_over();
        self.changed.calls |= if concerns {
            let age = self.clock.age(record.created_at);
            let age = self.rung(record).map_or(age, |rung| rung.min(age));
            self.started.put(self.clock.now, &record.id, age)
        } else {
            self.started.remove(&record.id)
        };
    }

    pub(super) fn panel(&mut self, room: &RoomId, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::CallsAnswer>(&body)) else { return };
        let calls: Vec<CallId> = answer.data.iter().map(|record| record.id.clone()).collect();
        answer.data.into_iter().for_each(|record| self.put_record(record));
        if let Some(panel) = self.panels.get_mut(room) {
            (panel.calls, panel.loaded) = (calls, true);
        }
        self.changed.looks = true;
    }
}

/// Whoever has been in the call has left it.
fn is_deserted(record: &CallRecord) -> bool {
    record.attendees().next().is_some() && record.attendees().all(|user| user.left_at.is_some())
}

/// Whoever has left, by a page that was loaded anew or a line that broke, may be back within this.
const BACK_AGAIN: Duration = Duration::from_secs(10);
/// A call that nobody answered is over by then: the server's guard, and a bit for the way (protocol 5.10).
const GUARD: Duration = Duration::from_secs(42);
const RECORD_AGAIN: Duration = Duration::from_secs(5);
const RECORD_ANEW: Duration = Duration::from_secs(60);
/// After the first person's arrival.
const SECOND_ARRIVAL: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(10)];
