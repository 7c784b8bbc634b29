//! The machine of calls at work: what it is fed, and what becomes of what it puts out.

use std::time::Duration;

use vconnct_call::{Input as CallInput, OutgoingPhase, Output as CallOutput};
use vconnct_proto::{CallId, RoomId, rest};

use super::{
    Core, Output,
    answers::Purpose,
    events::COALESCE,
    journal::{How, RingingOut},
};
use crate::action::Devices;

impl Core {
    /// Feeds the machine of calls and carries on what it puts out.
    pub(super) fn call(&mut self, input: CallInput) {
        let urgent = self.is_ringing();
        self.calls.handle(self.clock.now, input);
        self.changed.calls = true;
        while let Some(output) = self.calls.poll_output() {
            self.carry_out(output);
        }
        if self.is_ringing() != urgent {
            self.outputs.push_back(Output::Urgent(!urgent));
        }
        self.follow_rooms();
    }

    pub(super) fn carry_out(&mut self, output: CallOutput) {
        match output {
            CallOutput::Cancel { call } => {
                self.request(rest::Request::CallCancel { call: call.clone() }, Purpose::Cancel { call });
            }
            CallOutput::Decline { call } if self.workplace.knows_decline => {
                self.request(rest::Request::CallDecline { call }, Purpose::Decline);
            }
            CallOutput::Decline { .. } => {}
            CallOutput::FindMine { attempt, room } => {
                let request = rest::Request::CallList { room: room.clone(), offset: 0, count: 1 };
                self.request(request, Purpose::FindMine { attempt });
            }
            CallOutput::Info { call } => {
                self.records.asked_by_machine(&call, self.clock.now + COALESCE);
                self.request(rest::Request::CallInfo { call: call.clone() }, Purpose::Info { call });
            }
            CallOutput::Join { call, devices } => {
                let devices = Devices { mic: devices.mic, cam: devices.cam };
                self.request_join(call.clone(), devices, Purpose::Join { call });
            }
            CallOutput::Outcome(outcome) => self.note_outcome(outcome),
            CallOutput::Send { to, signal } => self.outputs.push_back(Output::Signal { to, signal }),
            CallOutput::Start { attempt, room } => {
                let request = rest::Request::CallStart { room, title: None, allow_ringing: true };
                self.request(request, Purpose::Start { attempt });
            }
            CallOutput::Words { call, words } => {
                if let Some(room) = self.journal.entry(&call).map(|entry| entry.room.clone()) {
                    self.note(&call, &room, How::DeclinedByThem, None, Some(words));
                    self.redraw(&call);
                }
            }
        }
    }

    pub(super) fn note_outcome(&mut self, outcome: vconnct_call::Outcome) {
        let rang = i64::try_from(outcome.rang.as_millis()).ok();
        self.note(&outcome.call, &outcome.room, How::of(&outcome), rang, outcome.words);
        if let Some(quiet) = self.hearing.never_rang(&outcome.call) {
            self.journal.note_not_rung(&outcome.call, &outcome.room, quiet);
        }
        // The record says the rest, and the message in the room follows it.
        self.records.want(&outcome.call, self.clock.now + SETTLE);
        self.redraw(&outcome.call);
    }

    pub(super) fn note(&mut self, call: &CallId, room: &RoomId, how: How, rang_ms: Option<i64>, words: Option<String>) {
        self.journal.note(self.clock.local_now(), call, room, how, rang_ms, words);
    }

    /// Writes down that a call rings out, so that a restart can ring on (protocol 8.1).
    pub(super) fn keep_ringing_out(&mut self) {
        let ringing = self.calls.outgoing();
        let Some(call) = ringing.filter(|call| matches!(call.phase, OutgoingPhase::Ringing { .. })) else {
            return;
        };
        let devices = Devices { mic: call.devices.mic, cam: call.devices.cam };
        let ringing = RingingOut { callee: call.callee.clone(), devices };
        self.journal.note_ringing_out(self.clock.local(call.since), &call.call, &call.room, ringing);
    }

    /// Draws a call anew after its record or our memory of it has changed.
    pub(super) fn redraw(&mut self, call: &CallId) {
        let view = self.records.record(call).map(|record| self.viewpoint(&record.rid, call).view(record));
        if let Some(view) = view {
            self.journal.draw(&view);
        }
        self.changed.history = true;
        self.changed.looks = true;
        self.changed.rooms = true;
        self.changed.calls = true;
    }
}

/// From the end of a ring to asking for its record: the caller's cancel has to arrive first.
const SETTLE: Duration = Duration::from_millis(300);
