//! What a person asked for, turned into inputs of the call machine and requests.

use std::time::Duration;

use vconnct_call::{IncomingPhase, Input as CallInput, OutgoingCall, OutgoingPhase};
use vconnct_proto::{CallId, MessageId, RoomId, rest};

use super::{
    Core, Output, Panel, ReplyTo,
    answers::Purpose,
    group_start::GroupStart,
    journal::How,
    timeline::{Outgoing, Timeline},
};
use crate::{
    action::{Action, ActionError, Answer, Devices, Look},
    client::ViewerId,
    update::{Delivery, RoomKind},
};

impl Core {
    pub(super) fn act(&mut self, action: Action, viewer: Option<ViewerId>, reply: ReplyTo) {
        let result = match action {
            _ if self.is_leaving() => Err(ActionError::NotSignedIn),
            Action::AnswerCall { call_id, answer } => match self.answer_call(&call_id, answer) {
                Ok(Some(words)) => {
                    self.words.insert(words, reply); // told once they are sent, or refused
                    return;
                }
                answered => answered.map(drop),
            },
            Action::CancelCall { call_id } => {
                self.close_group_start(&call_id);
                self.call(CallInput::Cancel { call: call_id });
                Ok(())
            }
            Action::CloseCard { call_id } => {
                if self.group_start.as_ref().is_some_and(GroupStart::is_over) {
                    self.close_group_start(&call_id);
                }
                self.call(CallInput::CloseCard { call: call_id });
                Ok(())
            }
            Action::CopyCallLink { call_id } => {
                return self.request_page(call_id, reply, |call, reply| Purpose::CopyLink { call, reply });
            }
            Action::JoinCall { call_id, devices, .. } => return self.join(call_id, devices, reply),
            Action::LeaveCall { call_id } => {
                self.call(CallInput::Leave { call: call_id.clone() });
                if self.workplace.rings() {
                    // There a call goes on, for all to see, until the last one has said this.
                    self.request(rest::Request::CallLeave { call: call_id.clone() }, Purpose::Leave);
                }
                self.records.want(&call_id, self.clock.now + LEFT_REPORTED);
                Ok(())
            }
            Action::LoadOlder => viewer.map_or(Ok(()), |viewer| self.load_older(viewer)),
            Action::Look { at } => viewer.map_or(Ok(()), |viewer| {
                self.look(viewer, at);
                Ok(())
            }),
            Action::MarkCallsSeen { room } => {
                self.changed.history |= self.journal.mark_seen(room.as_ref().map(|room| &room.room_id));
                Ok(())
            }
            Action::MarkRead { room_id, .. } => {
                self.mark_read(room_id);
                Ok(())
            }
            Action::OpenCallAgain { call_id } => {
                return self.request_page(call_id, reply, |call, reply| Purpose::OpenAgain { call, reply });
            }
            Action::OpenDirect { username, .. } => {
                let request = rest::Request::DirectCreate { username };
                return self.request(request, Purpose::OpenDirect { reply });
            }
            Action::SendMessage { room_id, text, .. } => self.send_message(room_id, text).map(drop),
            Action::SetStatus { status, .. } => return self.choose_status(status, reply),
            Action::SetStatusText { text, .. } => {
                let request = rest::Request::SetStatusText { text };
                return self.request(request, Purpose::StatusChosen { reply });
            }
            Action::SignOut { .. } => return self.sign_out(reply),
            Action::SilenceCall { call_id } => {
                self.call(CallInput::Silence { call: call_id });
                Ok(())
            }
            Action::StartCall { room_id, devices, title, .. } => {
                return self.start_call(room_id, devices, title, reply);
            }
            Action::Typing { room_id, typing, .. } => {
                let name = self.account.username.clone();
                let name = if self.people.real_names { self.account.name.clone().unwrap_or(name) } else { name };
                self.outputs.push_back(Output::Typing { room: room_id, name, typing });
                Ok(())
            }
            // The rest is not one workspace's.
            _ => Ok(()),
        };
        self.reply(reply, result);
    }

    /// Returns the message with the words of a decline, if they are on their way.
    fn answer_call(&mut self, call: &CallId, answer: Answer) -> Result<Option<MessageId>, ActionError> {
        self.pass_calls(); // whoever answers in the moment in which a ring ends is told that it has ended
        let ringing = self.calls.incoming().find(|ringing| ringing.call == *call);
        let Some((room, phase)) = ringing.map(|ringing| (ringing.room.clone(), ringing.phase)) else {
            return Err(ActionError::CallOver);
        };
        match phase {
            IncomingPhase::Accepting => return Ok(None), // the first answer counts (design states 0.3)
            IncomingPhase::Over { .. } => return Err(ActionError::CallOver),
            IncomingPhase::Dismissed | IncomingPhase::Ringing { .. } => {}
        }
        let call = call.clone();
        match answer {
            Answer::Accept { devices } => {
                let devices = self.chosen(devices);
                self.give_up_group_start();
                self.call(CallInput::Accept { call, devices });
            }
            Answer::Decline { words } => {
                self.call(CallInput::Decline { call: call.clone() });
                // The words follow the signal on the wire; they never hold it up.
                if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
                    if self.is_encrypted(&room) {
                        return Err(ActionError::WordsNotSent);
                    }
                    self.note(&call, &room, How::DeclinedByMe, None, Some(words.clone()));
                    self.redraw(&call);
                    return self.send_message(room, words);
                }
            }
            Answer::Dismiss => {
                self.call(CallInput::Dismiss { call: call.clone() });
                // At once, not when it ends: a restart meanwhile must not ring again.
                self.note(&call, &room, How::Dismissed, None, None);
            }
        }
        Ok(None)
    }

    fn start_call(&mut self, room: RoomId, devices: Option<Devices>, title: Option<String>, reply: ReplyTo) {
        if !self.is_reachable() {
            return self.reply(reply, Err(ActionError::Offline));
        }
        match (self.rooms.kind(&room), self.rooms.other(&room).cloned()) {
            (Some(RoomKind::Direct), Some(callee)) => {
                let busy = |phase: &OutgoingPhase| !matches!(phase, OutgoingPhase::Over { .. });
                if self.calls.outgoing().is_some_and(|call| busy(&call.phase)) {
                    return self.reply(reply, Err(ActionError::Busy));
                }
                let devices = self.chosen(devices);
                let attempt = self.fresh_attempt();
                self.give_up_group_start();
                self.replies.entry(attempt.clone()).or_default().push(reply);
                self.call(CallInput::Call { attempt: attempt.clone(), room, callee, devices });
                // They were calling already: the machine has taken their call instead.
                if self.calls.outgoing().is_none_or(|call| call.call != attempt) {
                    self.settle(&attempt, Ok(()));
                }
            }
            (Some(RoomKind::SelfNotes) | None, _) => {
                self.reply(reply, Err(ActionError::Unknown { what: "room".into() }));
            }
            _ => {
                let devices = self.chosen(devices);
                let title = title.map(|title| clean_title(&title)).filter(|title| !title.is_empty());
                let direct = self.rooms.room_type(&room) == Some(rest::RoomType::Direct);
                let title = title.filter(|_| !direct);
                let request = rest::Request::CallStart { room: room.clone(), title, allow_ringing: false };
                self.start_in_room(room, Devices { mic: devices.mic, cam: devices.cam }, request, reply);
            }
        }
    }

    fn start_in_room(&mut self, room: RoomId, devices: Devices, request: rest::Request, reply: ReplyTo) {
        // However often it is pressed, it is one call.
        let under_way = self.group_start.as_ref().filter(|start| start.room == room).and_then(GroupStart::awaited);
        if let Some(awaited) = under_way.cloned() {
            let waits = self.group_start.as_ref().is_some_and(|start| start.shown().is_some());
            return match waits {
                true => self.reply(reply, Ok(())),
                false => self.replies.entry(awaited).or_default().push(reply),
            };
        }
        self.give_up_group_start();
        let attempt = self.fresh_attempt();
        self.replies.entry(attempt.clone()).or_default().push(reply);
        self.group_start = Some(GroupStart::new(self.clock.now, attempt.clone(), room, devices, request.clone()));
        self.request(request, Purpose::StartInRoom { attempt });
    }

    fn close_group_start(&mut self, call: &CallId) {
        if self.group_start.as_ref().is_some_and(|start| start.is(call)) {
            self.give_up_group_start();
        }
    }

    fn join(&mut self, call: CallId, devices: Option<Devices>, reply: ReplyTo) {
        let ringing = self.calls.incoming().find(|ringing| ringing.call == call).map(|ringing| ringing.room.clone());
        let Some(room) = ringing.or_else(|| self.records.record(&call).map(|record| record.rid.clone())) else {
            // A call of a room that began before this connection: a link has led here, say.
            let request = rest::Request::CallInfo { call: call.clone() };
            return self.request(request, Purpose::InfoToJoin { call, devices, reply });
        };
        self.join_in(room, call, devices, reply);
    }

    pub(super) fn join_in(&mut self, room: RoomId, call: CallId, devices: Option<Devices>, reply: ReplyTo) {
        let devices = self.chosen(devices);
        if self.group_start.as_ref().is_some_and(|start| start.joining() != Some(&call)) {
            self.give_up_group_start();
        }
        self.replies.entry(call.clone()).or_default().push(reply);
        self.call(CallInput::JoinGroup { call, room, devices });
    }

    /// Asks for an address of its own for a call that is joined already.
    fn request_page(&mut self, call: CallId, reply: ReplyTo, purpose: fn(CallId, ReplyTo) -> Purpose) {
        let Some(devices) = self.calls.joined().filter(|joined| joined.call == call).map(|joined| joined.devices)
        else {
            return self.reply(reply, Err(ActionError::CallOver));
        };
        let devices = Devices { mic: devices.mic, cam: devices.cam };
        self.request_join(call.clone(), devices, purpose(call, reply));
    }

    /// Members the provider has no switch for are left out (protocol 4.5).
    pub(super) fn request_join(&mut self, call: CallId, devices: Devices, purpose: Purpose) {
        let capabilities = match &self.provider {
            super::Provider::Ready { capabilities, .. } => *capabilities,
            _ => Default::default(),
        };
        let state = rest::JoinState {
            mic: capabilities.mic.then_some(devices.mic),
            cam: capabilities.cam.then_some(devices.cam),
        };
        let state = (state != rest::JoinState::default()).then_some(state);
        self.request(rest::Request::CallJoin { call, state }, purpose);
    }

    pub(super) fn look(&mut self, viewer: ViewerId, at: Option<Look>) {
        let before = match &at {
            Some(look) => self.looks.insert(viewer, look.clone()),
            None => self.looks.remove(&viewer),
        };
        self.changed.looks = true;
        if let Some(look) = at {
            let room = look.room.room_id;
            if before.is_none_or(|before| before.room.room_id != room) {
                self.open(&room);
            }
            if look.panel && !self.panels.contains_key(&room) {
                self.panels.insert(room.clone(), Panel::default());
                self.list_calls(&room);
            }
        }
        let looks = &self.looks;
        self.panels.retain(|room, _| looks.values().any(|look| look.panel && look.room.room_id == *room));
        let now = self.clock.now;
        // A room nobody looks at keeps its newest page only, and whatever is still on its way.
        for (room, timeline) in &mut self.timelines {
            if !looks.values().any(|look| look.room.room_id == *room) {
                timeline.trim(PAGE as usize);
                timeline.first_unread = None;
            } else {
                timeline.looked = now;
            }
        }
        self.forget_timelines();
        self.follow_rooms();
    }

    fn open(&mut self, room: &RoomId) {
        let seen = self.rooms.subscription(room).filter(|s| s.alert || s.unread > 0).and_then(|s| s.ls);
        let timeline = self.timelines.entry(room.clone()).or_default();
        if timeline.loaded {
            timeline.note_unread(seen, &self.account.user);
        }
        self.catch_up(room);
    }

    pub(super) fn load_history(&mut self, room: &RoomId, latest: Option<vconnct_proto::Timestamp>) {
        let Some(kind) = self.rooms.room_type(room) else { return };
        let reachable = self.is_reachable();
        let timeline = self.timelines.entry(room.clone()).or_default();
        if timeline.loading || !reachable {
            return;
        }
        timeline.loading = true;
        let request = rest::Request::History { room: room.clone(), kind, latest, count: PAGE };
        self.request(request, Purpose::History { room: room.clone() });
    }

    pub(super) fn list_calls(&mut self, room: &RoomId) {
        let request = rest::Request::CallList { room: room.clone(), offset: 0, count: PANEL };
        self.request(request, Purpose::Panel { room: room.clone() });
    }

    fn load_older(&mut self, viewer: ViewerId) -> Result<(), ActionError> {
        let Some(room) = self.looks.get(&viewer).map(|look| look.room.room_id.clone()) else { return Ok(()) };
        if let Some(latest) = self.timelines.get(&room).and_then(Timeline::older_than) {
            self.load_history(&room, Some(latest));
        }
        Ok(())
    }

    /// Returns its id if it is on its way; what cannot be sent now is sent later.
    fn send_message(&mut self, room: RoomId, text: String) -> Result<Option<MessageId>, ActionError> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        if self.rooms.subscription(&room).is_none() && self.rooms.room(&room).is_none() {
            return Err(ActionError::Unknown { what: "room".into() });
        }
        if self.is_encrypted(&room) {
            return Err(ActionError::NotAllowed { reason: "encrypted".into() });
        }
        let id = MessageId::from(self.fresh_id());
        let written_at = self.clock.server_now();
        let outgoing = Outgoing { id: id.clone(), text: text.clone(), written_at, delivery: Delivery::Waiting };
        self.timelines.entry(room.clone()).or_default().write(outgoing);
        self.changed.looks = true;
        // Nor before it is known what its room is like (decision 13).
        if !self.is_reachable() || !self.loaded_rooms {
            return Ok(None);
        }
        self.request(
            rest::Request::MessageSend { id: id.clone(), room: room.clone(), text },
            Purpose::Send { room, id: id.clone() },
        );
        Ok(Some(id))
    }

    /// Whether what is written in a room would be read by more people than its members think.
    fn is_encrypted(&self, room: &RoomId) -> bool {
        self.rooms.room(room).is_some_and(|room| self.workplace.is_encrypted(room))
    }

    /// Sends what was written while there was no connection, once it is known what the rooms are like now: what has been
    /// encrypted meanwhile gets no plain words. The ids make a second arrival harmless.
    pub(super) fn resend(&mut self) {
        let waiting = |outgoing: &&Outgoing| outgoing.delivery == Delivery::Waiting;
        let of = |(room, timeline): (&RoomId, &Timeline)| -> Vec<(RoomId, MessageId, String)> {
            let entry = |outgoing: &Outgoing| (room.clone(), outgoing.id.clone(), outgoing.text.clone());
            timeline.outbox().iter().filter(waiting).map(entry).collect()
        };
        let under_way = self.purposes.values().filter_map(|asked| asked.purpose.message().cloned());
        let under_way: Vec<MessageId> = under_way.collect();
        for (room, id, text) in self.timelines.iter().flat_map(of).collect::<Vec<_>>() {
            if under_way.contains(&id) {
                continue;
            }
            if self.is_encrypted(&room) {
                self.not_sent(&room, &id);
                continue;
            }
            self.request(
                rest::Request::MessageSend { id: id.clone(), room: room.clone(), text },
                Purpose::Send { room, id },
            );
        }
    }

    /// Answers those who wait for a start or a join.
    pub(super) fn settle(&mut self, call: &CallId, result: Result<(), ActionError>) {
        for reply in self.replies.remove(call).unwrap_or_default() {
            self.reply(reply, result.clone());
        }
    }

    /// Nobody waits for what is not under way any more.
    pub(super) fn settle_what_is_over(&mut self, outcome: &Result<(), ActionError>) {
        let over = self.replies.keys().filter(|call| !self.is_under_way(call)).cloned();
        over.collect::<Vec<CallId>>().iter().for_each(|call| self.settle(call, outcome.clone()));
    }

    /// A start or a join of which there is still something to come.
    fn is_under_way(&self, call: &CallId) -> bool {
        let starts = |ours: &OutgoingCall| ours.call == *call && matches!(ours.phase, OutgoingPhase::Starting { .. });
        self.calls.is_joining(call)
            || self.calls.outgoing().is_some_and(starts)
            || self.group_start.as_ref().and_then(GroupStart::awaited) == Some(call)
    }

    fn fresh_attempt(&mut self) -> CallId {
        CallId::from(format!("attempt-{}", self.fresh_id()))
    }

    /// 17 letters and digits, none of which looks like another.
    fn fresh_id(&mut self) -> String {
        (0..17).map(|_| self.rng.choice(LETTERS.iter()).map_or('x', |letter| char::from(*letter))).collect()
    }
}

/// A title goes into addresses that providers do not escape (protocol 8.24).
fn clean_title(title: &str) -> String {
    title
        .chars()
        .filter(|letter| !matches!(letter, '#' | '&' | '"') && !letter.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

const LETTERS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
/// Messages in a page of history.
pub(super) const PAGE: u32 = 50;
/// Messages of an open room in memory.
pub(super) const WINDOW: usize = 2_000;
/// Calls in a panel.
const PANEL: u32 = 25;
/// The page reports that its person has left; the record follows.
const LEFT_REPORTED: Duration = Duration::from_secs(2);
