//! What came of starting a call, one that rings or one of a room, and of cancelling it.

use vconnct_call::{CancelFailure, Input as CallInput, OutgoingCall, StartFailure, Started};
use vconnct_proto::{
    CallId,
    documents::CallRecord,
    rest::{self, RestError},
};

use super::{
    Answered, Purpose,
    refusals::{is_lost, refused},
};
use crate::{
    action::ActionError,
    core::{Core, group_start::GroupStart},
};

impl Core {
    pub(super) fn started(&mut self, attempt: CallId, result: Answered) {
        let result = result.and_then(|body| rest::answer::<rest::StartAnswer>(&body));
        let settled = result.as_ref().map(drop).map_err(|error| refused(error.clone()));
        let lost = result.as_ref().is_err_and(is_lost);
        let started = match result {
            Ok(answer) => match answer.data.callee_id {
                // Where calls have a window of their own the workspace rings, once its caller is in it (protocol 5.8).
                Some(callee) if answer.data.kind == "direct" && !self.workplace.rings() => {
                    Ok(Started::Direct { call: answer.data.call_id, callee })
                }
                _ => Ok(Started::Conference { call: answer.data.call_id }),
            },
            Err(_) if lost => Err(StartFailure::Lost),
            Err(RestError::TooMany { wait }) => Err(StartFailure::Limited { retry_after: wait }),
            Err(_) => Err(StartFailure::Refused),
        };
        self.refusal = settled.as_ref().err().filter(|_| !lost).map(|error| (attempt.clone(), error.clone()));
        self.call(CallInput::Started { attempt: attempt.clone(), result: started });
        self.keep_ringing_out();
        // A lost answer is looked for first; then those who wait hear of it. That it has to wait is on its card.
        let waits = self.calls.outgoing().is_some_and(OutgoingCall::waits);
        if !lost {
            self.settle(&attempt, if waits { Ok(()) } else { settled });
        }
    }

    pub(super) fn found(&mut self, attempt: CallId, result: Answered) {
        let answer = result.and_then(|body| rest::answer::<rest::CallsAnswer>(&body));
        let newest = answer.ok().and_then(|answer| answer.data.into_iter().next());
        let (mine, theirs) = match newest {
            Some(record) if record.created_by.id == self.account.user => (Some(record), None),
            newest => (None, newest),
        };
        // It may ring here, behind the start that has failed, and be answered elsewhere.
        if let Some(theirs) = theirs {
            self.put_record(theirs);
        }
        if let Some(start) = self.group_start.as_ref().filter(|start| start.attempt == attempt) {
            let asked = |record: &CallRecord| {
                !record.is_over() && start.may_have_begun(self.clock.age(record.created_at), self.clock.now)
            };
            let call = mine.filter(asked).map(|record| record.id);
            return self.go_on_in_room(&attempt, call.ok_or(ActionError::Offline));
        }
        let record = mine.map(|record| self.machine_record(&record));
        let settled = if record.is_some() { Ok(()) } else { Err(ActionError::Offline) };
        self.call(CallInput::Found { attempt: attempt.clone(), record });
        self.keep_ringing_out();
        self.settle(&attempt, settled);
    }

    pub(super) fn started_in_room(&mut self, attempt: &CallId, result: Answered) {
        let now = self.clock.now;
        // Given up meanwhile: nobody is rung by it, and a call of a room cannot be taken back (protocol 4.6).
        let Some(start) = self.group_start.as_mut().filter(|start| start.attempt == *attempt) else { return };
        match result.and_then(|body| rest::answer::<rest::StartAnswer>(&body)) {
            // Its call may be there all the same: whoever tries again shall not make a second one.
            Err(error) if is_lost(&error) => {
                let request = rest::Request::CallList { room: start.room.clone(), offset: 0, count: 1 };
                self.request(request, Purpose::FindMine { attempt: attempt.clone() });
            }
            Err(RestError::TooMany { wait }) if start.limited(now, wait) => self.settle(attempt, Ok(())),
            started => self.go_on_in_room(attempt, started.map(|answer| answer.data.call_id).map_err(refused)),
        }
        self.changed.calls = true;
    }

    /// Joins the call that a start in a room of several has made.
    fn go_on_in_room(&mut self, attempt: &CallId, started: Result<CallId, ActionError>) {
        let now = self.clock.now;
        let Some(start) = &mut self.group_start else { return };
        match started {
            Ok(call) => {
                start.named(call.clone());
                let (room, devices) = (start.room.clone(), start.devices);
                let waiting = self.replies.remove(attempt).unwrap_or_default();
                self.replies.entry(call.clone()).or_default().extend(waiting);
                let devices = vconnct_call::Devices { mic: devices.mic, cam: devices.cam };
                self.call(CallInput::JoinGroup { call, room, devices });
            }
            Err(error) => {
                self.group_start.take_if(|start| !start.failed(now, Some(error.clone())));
                self.settle(attempt, Err(error));
            }
        }
        self.changed.calls = true;
    }

    /// Asks again, if a start has waited its turn.
    pub(in crate::core) fn pass_group_start(&mut self) {
        let now = self.clock.now;
        self.changed.calls |= self.group_start.take_if(|start| start.is_gone(now)).is_some();
        if let Some(start) = &mut self.group_start
            && let Some(request) = start.pass(now)
        {
            let attempt = start.attempt.clone();
            self.changed.calls = true;
            self.request(request, Purpose::StartInRoom { attempt });
        }
    }

    /// A start has done its work once its call is joined; if that came to nothing its card says so.
    pub(in crate::core) fn settle_group_start(&mut self) {
        let (calls, now) = (&self.calls, self.clock.now);
        let is_under_way = |start: &mut GroupStart| start.joining().is_none_or(|call| calls.is_joining(call));
        let Some(mut start) = self.group_start.take_if(|start| !is_under_way(start)) else { return };
        let is_joined = calls.joined().is_some_and(|joined| start.is(&joined.call));
        if !is_joined && start.failed(now, None) {
            self.group_start = Some(start);
        }
        self.changed.calls = true;
    }

    /// The person wants something else now.
    pub(in crate::core) fn give_up_group_start(&mut self) {
        let Some(start) = self.group_start.take() else { return };
        if let Some(awaited) = start.awaited().cloned() {
            self.settle(&awaited, Ok(()));
        }
        if let Some(call) = start.joining().cloned() {
            self.call(CallInput::Cancel { call });
        }
        self.changed.calls = true;
    }

    pub(super) fn canceled(&mut self, call: CallId, result: Answered) {
        let result = result.map(drop).map_err(|error| match &error {
            RestError::TooMany { wait } => CancelFailure::Limited { retry_after: *wait },
            _ if error.is_passing() => CancelFailure::Offline,
            _ if error.code() == "invalid-call-status" => CancelFailure::InvalidStatus,
            _ => CancelFailure::Refused,
        });
        self.records.want(&call, self.clock.now);
        self.call(CallInput::Canceled { call, result });
    }
}
