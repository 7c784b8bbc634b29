//! Requests and their answers: why each was sent, and what its answer means.

use std::{collections::BTreeSet, ops::Range, time::Duration};

use serde::de::DeserializeOwned;
use vconnct_call::{
    CancelFailure, Input as CallInput, JoinFailure, OutgoingCall, Record, RecordFailure, StartFailure, Started, Status,
};
use vconnct_proto::{
    CallId, MessageId, Millis, RoomId, Timestamp, UserId,
    documents::{CallRecord, CallStatus},
    rest::{self, LongList, RestError},
};

use super::{
    Asked, Core, Output, Provider, ReplyTo, Ticket,
    group_start::GroupStart,
    records::{RINGS_AT_MOST, last_arrival},
    workplace::Workplace,
};
use crate::{action::ActionError, update::Delivery};

/// Why a request was sent.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Cancel { call: CallId },
    Capabilities,
    CopyLink { call: CallId, reply: ReplyTo },
    Decline,
    FindMine { attempt: CallId },
    FindSent { room: RoomId, id: MessageId },
    History { room: RoomId },
    Info { call: CallId },
    Join { call: CallId },
    Leave,
    Logout,
    Me,
    OpenAgain { call: CallId, reply: ReplyTo },
    OpenDirect { reply: ReplyTo },
    Panel { room: RoomId },
    Permissions,
    Presence,
    Read { room: RoomId },
    Rooms,
    Send { room: RoomId, id: MessageId },
    SetStatus { status: rest::Status },
    Settings,
    StatusChosen { reply: ReplyTo },
    Start { attempt: CallId },
    StartInRoom { attempt: CallId },
    Subscriptions,
    Sync { room: RoomId },
    Unheard { since: Timestamp },
}

impl Purpose {
    /// Whether the same question may simply be asked again.
    fn is_read(&self) -> bool {
        match self {
            Self::Capabilities
            | Self::FindSent { .. }
            | Self::History { .. }
            | Self::Me
            | Self::Panel { .. }
            | Self::Permissions
            | Self::Presence
            | Self::Read { .. }
            | Self::Rooms
            | Self::Settings
            | Self::Subscriptions
            | Self::Sync { .. }
            | Self::Unheard { .. } => true,
            // Its message has an id of its own: the workspace takes it once.
            Self::Send { .. } => true,
            // The same status twice is the same status.
            Self::SetStatus { .. } => true,
            _ => false,
        }
    }

    /// Whether what was missed while nobody listened may still be in its answer.
    pub fn catches_up(&self) -> bool {
        matches!(self, Self::Rooms | Self::Subscriptions | Self::Unheard { .. })
    }

    /// Whether somebody else has to hear it, even of a person who is about to be gone.
    pub fn is_last_word(&self) -> bool {
        matches!(
            self,
            // The call of a start that is given up is withdrawn once its answer has named it.
            Self::Cancel { .. }
                | Self::Decline
                | Self::FindSent { .. }
                | Self::Leave
                | Self::Send { .. }
                | Self::SetStatus { .. }
                | Self::Start { .. }
                | Self::StatusChosen { .. }
        )
    }

    /// The message a request sends, or looks for.
    pub fn message(&self) -> Option<&MessageId> {
        match self {
            Self::FindSent { id, .. } | Self::Send { id, .. } => Some(id),
            _ => None,
        }
    }
}

type Answered = Result<Vec<u8>, RestError>;

impl Core {
    pub(super) fn answer(&mut self, ticket: Ticket, result: Answered, date: Option<Timestamp>) {
        let Some(asked) = self.purposes.remove(&ticket) else { return };
        if let Some(date) = date {
            self.clock.learn(date, self.clock.now.since(asked.at));
        }
        if let Err(error) = &result
            && !asked.purpose.catches_up()
        {
            self.ask_again(&asked, error);
        }
        let is_old = asked.session != self.session;
        if matches!(result, Err(RestError::NotSignedIn)) && !is_old && !matches!(asked.purpose, Purpose::Me) {
            self.ask_for_session();
        }
        match asked.purpose.clone() {
            Purpose::Cancel { call } => self.canceled(call, result),
            Purpose::Capabilities => self.capabilities(result),
            Purpose::CopyLink { call, reply } => match self.address(&call, result) {
                Ok(address) => self.outputs.push_back(Output::Copy { address, reply }),
                Err(error) => self.reply(reply, Err(error)),
            },
            // Its answer says nothing; workspaces before 8.9 have no such endpoint.
            Purpose::Decline => {
                self.workplace.knows_decline &= !matches!(result, Err(RestError::Refused { status: 404 | 405, .. }));
            }
            Purpose::FindMine { attempt } => self.found(attempt, result),
            Purpose::FindSent { room, id } => self.sent(&room, &id, result),
            Purpose::History { room } => self.history(&room, &asked, result),
            Purpose::Info { call } => self.info(call, result),
            Purpose::Join { call } => self.joined(call, result),
            Purpose::Leave | Purpose::Logout => {}
            Purpose::Me if is_old => {}
            Purpose::Me => self.me(result),
            Purpose::OpenAgain { call, reply } => match self.address(&call, result) {
                Ok(address) => {
                    self.outputs.push_back(Output::Open { call, address });
                    self.reply(reply, Ok(()));
                }
                Err(error) => self.reply(reply, Err(error)),
            },
            // The room itself comes by the workspace's own word.
            Purpose::OpenDirect { reply } => self.reply(reply, result.map(drop).map_err(no_person)),
            Purpose::Panel { room } => self.panel(&room, result),
            Purpose::Permissions => {
                if let Ok(answer) = result.and_then(|body| rest::answer::<rest::PermissionsAnswer>(&body)) {
                    self.workplace.put_permissions(answer.update);
                    self.changed.looks = true;
                }
            }
            Purpose::Presence => self.presence(&asked, result),
            Purpose::Read { room } => self.told_read(room, &asked, result),
            Purpose::Rooms => self.rooms_loaded(&asked, result),
            // A workspace that has had it before may stumble over it, and says nothing of why (decision 13).
            Purpose::Send { room, id } if result.as_ref().is_err_and(is_vague) => {
                self.request(rest::Request::Message { id: id.clone() }, Purpose::FindSent { room, id });
            }
            Purpose::Send { room, id } => self.sent(&room, &id, result),
            Purpose::SetStatus { status } => self.status_set(status, result.as_ref().err()),
            Purpose::Settings => self.settings(&asked, result),
            Purpose::StatusChosen { reply } => self.reply(reply, result.map(drop).map_err(refused)),
            Purpose::Start { attempt } => self.started(attempt, result),
            Purpose::StartInRoom { attempt } => self.started_in_room(&attempt, result),
            Purpose::Subscriptions => self.subscriptions_loaded(&asked, result),
            Purpose::Sync { room } => self.synced(&room, is_old, result),
            Purpose::Unheard { since } => self.unheard(since, &asked, result),
        }
    }

    /// What came back to a question that must not stay open: it is asked again as long as there is no answer to it.
    fn read<T: DeserializeOwned>(&mut self, asked: &Asked, result: Answered) -> Option<T> {
        let answer = result.and_then(|body| rest::answer(&body));
        answer.inspect_err(|error| self.ask_again(asked, error)).ok()
    }

    fn ask_again(&mut self, asked: &Asked, error: &RestError) {
        let wait = match error {
            RestError::TooMany { wait } => *wait,
            _ if error.is_passing() => ASK_AGAIN,
            // What was missed is known only by its answer; and if the session is over, nothing is asked.
            _ if asked.purpose.catches_up() && is_vague(error) => ASK_AGAIN,
            _ if asked.purpose.catches_up() && !says_no(error) => ASK_LATER,
            _ if is_vague(error) && !asked.purpose.is_last_word() => ASK_LATER,
            _ => return,
        };
        if asked.purpose.is_read() && self.is_reachable() && !self.waits_its_turn(&asked.purpose) {
            self.again.push((self.clock.now + wait, asked.clone()));
        }
    }

    /// Whether the same of a room is to be asked anyway: a whole office may do so ten times a minute.
    pub(super) fn waits_its_turn(&self, purpose: &Purpose) -> bool {
        self.again.iter().any(|(_, asked)| match (&asked.purpose, purpose) {
            (Purpose::Read { room }, Purpose::Read { room: other })
            | (Purpose::Sync { room }, Purpose::Sync { room: other }) => room == other,
            _ => false,
        })
    }

    /// Whether what waited its turn has lost its point meanwhile.
    pub(super) fn is_pointless(&self, purpose: &Purpose) -> bool {
        match purpose {
            // What came since the room was read has not been seen.
            Purpose::Read { room } => self.rooms.has_news(room),
            Purpose::Sync { room } => !self.followed.contains(room),
            _ => false,
        }
    }

    /// Takes in some documents of an answer whose end is still to come.
    pub(super) fn documents(&mut self, ticket: Ticket, list: &LongList, which: Range<usize>) {
        match self.purposes.get(&ticket).map(|asked| &asked.purpose) {
            Some(Purpose::Rooms) => list.read(which).for_each(|room| self.rooms.put_room(room)),
            Some(Purpose::Subscriptions) => list.read(which).for_each(|own| self.rooms.put_subscription(own)),
            _ => {}
        }
    }

    /// Asks for everything that a new connection may have missed.
    pub(super) fn load_workspace(&mut self) {
        let since = self.heard_until.map(|heard| Timestamp(heard.0 - OVERLAP));
        let complete = self.loaded_rooms && self.loaded_subscriptions;
        let updated_since = since.filter(|_| complete);
        self.request(rest::Request::SubscriptionsGet { updated_since }, Purpose::Subscriptions);
        self.request(rest::Request::RoomsGet { updated_since }, Purpose::Rooms);
        let ids = Workplace::SETTINGS.to_vec();
        self.request(rest::Request::PublicSettings { ids, offset: 0 }, Purpose::Settings);
        self.request(rest::Request::CallCapabilities, Purpose::Capabilities);
        self.request(rest::Request::Me, Purpose::Me);
        self.request(rest::Request::Permissions, Purpose::Permissions);
    }

    /// Brings the rooms somebody looks at up to date.
    pub(super) fn catch_up_timelines(&mut self) {
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
    pub(super) fn catch_up(&mut self, room: &RoomId) {
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

    fn canceled(&mut self, call: CallId, result: Answered) {
        let result = result.map(drop).map_err(|error| match &error {
            RestError::TooMany { wait } => CancelFailure::Limited { retry_after: *wait },
            _ if error.is_passing() => CancelFailure::Offline,
            _ if error.code() == "invalid-call-status" => CancelFailure::InvalidStatus,
            _ => CancelFailure::Refused,
        });
        self.records.want(&call, self.clock.now);
        self.call(CallInput::Canceled { call, result });
    }

    fn capabilities(&mut self, result: Answered) {
        let provider = match result.and_then(|body| rest::answer::<rest::CapabilitiesAnswer>(&body)) {
            Ok(answer) => {
                Provider::Ready { name: provider_name(&answer.provider_name), capabilities: answer.capabilities }
            }
            Err(error) if is_no_provider(error.code()) => Provider::NotSetUp,
            Err(_) => return,
        };
        self.changed.session |= self.provider != provider;
        self.changed.calls |= self.provider != provider;
        self.provider = provider;
    }

    fn started(&mut self, attempt: CallId, result: Answered) {
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

    fn found(&mut self, attempt: CallId, result: Answered) {
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

    fn started_in_room(&mut self, attempt: &CallId, result: Answered) {
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
    pub(super) fn pass_group_start(&mut self) {
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
    pub(super) fn settle_group_start(&mut self) {
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
    pub(super) fn give_up_group_start(&mut self) {
        let Some(start) = self.group_start.take() else { return };
        if let Some(awaited) = start.awaited().cloned() {
            self.settle(&awaited, Ok(()));
        }
        if let Some(call) = start.joining().cloned() {
            self.call(CallInput::Cancel { call });
        }
        self.changed.calls = true;
    }

    fn joined(&mut self, call: CallId, result: Answered) {
        let failure = result.as_ref().err().map_or(JoinFailure::Refused, join_failure);
        match self.address(&call, result) {
            Ok(address) => {
                self.call(CallInput::Joined { call: call.clone(), result: Ok(()) });
                // Unless the person has changed their mind meanwhile.
                if self.calls.joined().is_some_and(|joined| joined.call == call) {
                    self.outputs.push_back(Output::Open { call: call.clone(), address });
                    self.settle(&call, Ok(()));
                }
                self.records.want(&call, self.clock.now);
            }
            Err(error) => self.join_failed(&call, failure, error),
        }
    }

    /// Where a join leads: to the provider's page, or to the workspace's own.
    fn address(&self, call: &CallId, result: Answered) -> Result<String, ActionError> {
        let answer = result.and_then(|body| rest::answer::<rest::JoinAnswer>(&body)).map_err(refused)?;
        match answer.url.filter(|url| !url.is_empty()) {
            Some(url) => checked_address(&url),
            None => self.page_of_its_room(call).ok_or_else(no_address).and_then(|page| checked_address(&page)),
        }
    }

    /// The workspace's own page of a call's room, if calls take place there (decision 14).
    fn page_of_its_room(&self, call: &CallId) -> Option<String> {
        let Provider::Ready { capabilities, .. } = &self.provider else { return None };
        let room = self.rooms.room(&self.records.record(call)?.rid).filter(|_| capabilities.embedded)?;
        let name = room.name.as_deref().unwrap_or(room.id.as_str());
        let (kind, name) = match room.t.as_str() {
            "c" => ("channel", name),
            "p" => ("group", name),
            _ => ("direct", room.id.as_str()),
        };
        let mut page = url::Url::parse(&self.account.workspace).ok()?;
        page.path_segments_mut().ok()?.pop_if_empty().extend([kind, name]);
        Some(page.into())
    }

    fn join_failed(&mut self, call: &CallId, failure: JoinFailure, error: ActionError) {
        self.call(CallInput::Joined { call: call.clone(), result: Err(failure) });
        self.records.want(call, self.clock.now);
        if !self.calls.is_joining(call) {
            self.settle(call, Err(error));
        }
    }

    fn info(&mut self, call: CallId, result: Answered) {
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

    pub(super) fn put_record(&mut self, record: CallRecord) {
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

    fn machine_record(&self, record: &CallRecord) -> Record {
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

    fn panel(&mut self, room: &RoomId, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::CallsAnswer>(&body)) else { return };
        let calls: Vec<CallId> = answer.data.iter().map(|record| record.id.clone()).collect();
        answer.data.into_iter().for_each(|record| self.put_record(record));
        if let Some(panel) = self.panels.get_mut(room) {
            (panel.calls, panel.loaded) = (calls, true);
        }
        self.changed.looks = true;
    }

    fn me(&mut self, result: Answered) {
        // The one answer that tells it for certain (protocol 1.3).
        if matches!(result, Err(RestError::NotSignedIn)) {
            self.outputs.push_back(Output::SessionEnded);
        }
        let Ok(me) = result.and_then(|body| rest::answer::<vconnct_proto::documents::User>(&body)) else { return };
        // The session holds: what was refused for want of one waits no longer.
        let now = self.clock.now;
        let refused =
            |(_, asked): &&mut (Millis, Asked)| matches!(asked.purpose, Purpose::Rooms | Purpose::Subscriptions);
        self.again.iter_mut().filter(refused).for_each(|(due, _)| *due = now);
        self.workplace.my_roles.clone_from(&me.roles);
        let preferences = me.settings.unwrap_or_default().preferences;
        self.rooms.sort_by_activity(preferences.sidebar_sortby.as_deref() != Some("alphabetical"));
        let account = super::Account { username: me.username.clone(), name: me.name.clone(), ..self.account.clone() };
        if account != self.account {
            self.account = account;
            self.outputs.push_back(Output::KeepAccount(self.account.clone()));
        }
        self.people.learn_presence(&vconnct_proto::documents::PresenceEntry {
            id: me.id.clone(),
            username: me.username,
            name: me.name,
            status: me.status,
            status_text: me.status_text,
            avatar_etag: me.avatar_etag,
        });
        self.rooms.person_changed(&me.id);
        self.watch([me.id]);
        (self.changed.session, self.changed.rooms, self.changed.looks) = (true, true, true);
    }

    /// Something was refused for want of a session: the one answer that tells it for certain is asked for, now and then.
    fn ask_for_session(&mut self) {
        let now = self.clock.now;
        let is_asked = self.asked_for_session.is_some_and(|asked| now.since(asked) < SESSION_ASKED)
            || self.purposes.values().any(|asked| matches!(asked.purpose, Purpose::Me));
        if self.is_reachable() && !is_asked {
            self.asked_for_session = Some(now);
            self.request(rest::Request::Me, Purpose::Me);
        }
    }

    /// A session of this person ends, and the workspace tells all of theirs so, a moment before that one's token is
    /// void. Whether it is this one is known by asking then.
    pub(super) fn doubt_the_session(&mut self) {
        let asked =
            Asked { request: rest::Request::Me, purpose: Purpose::Me, at: self.clock.now, session: self.session };
        self.again.push((self.clock.now + TOKEN_VOID, asked));
    }

    fn presence(&mut self, asked: &Asked, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::PresenceAnswer>(&body)) else { return };
        let rest::Request::Presence { users } = &asked.request else { return };
        let told: BTreeSet<&UserId> = answer.users.iter().map(|entry| &entry.id).collect();
        let mut news = Vec::new();
        news.extend(answer.users.iter().filter(|entry| self.people.learn_presence(entry)).map(|entry| &entry.id));
        // A workspace names nobody who is offline, asked for by name or not (protocol 2.7, decision 12).
        news.extend(users.iter().filter(|user| !told.contains(user) && self.people.learn_absence(user)));
        news.iter().for_each(|user| self.rooms.person_changed(user));
        if !news.is_empty() {
            (self.changed.rooms, self.changed.looks, self.changed.calls) = (true, true, true);
        }
        // Whoever calls is shown with their picture the first time, too: nothing is fetched while it rings.
        let likely = self.rooms.latest_others(LIKELY_CALLERS);
        let pictures: Vec<String> = likely.into_iter().filter_map(|user| self.people.person(user).picture).collect();
        if !pictures.is_empty() {
            self.outputs.push_back(Output::FetchPictures(pictures));
        }
    }

    fn settings(&mut self, asked: &Asked, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::SettingsAnswer>(&body)) else { return };
        // An older workspace tells of all settings instead of these, a page at a time.
        if let rest::Request::PublicSettings { ids, offset } = &asked.request
            && let Ok(page) = u32::try_from(answer.settings.len())
            && page > 0
            && offset + page < answer.total
        {
            let request = rest::Request::PublicSettings { ids: ids.clone(), offset: offset + page };
            self.request(request, Purpose::Settings);
        }
        answer.settings.into_iter().for_each(|setting| self.workplace.set(setting));
        self.apply_settings();
    }

    pub(super) fn apply_settings(&mut self) {
        if self.people.real_names != self.workplace.real_names() {
            self.people.real_names = self.workplace.real_names();
            self.rooms.everybody_changed();
        }
        if self.people.presence_is_told != self.workplace.tells_presence() {
            self.people.presence_is_told = self.workplace.tells_presence();
            self.rooms.everybody_changed();
            if self.people.presence_is_told {
                let users = self.people.watched().cloned().collect();
                self.request(rest::Request::Presence { users }, Purpose::Presence);
            }
        }
        let name = self.workplace.name().map(str::to_owned);
        if name.is_some() && self.account.site_name != name {
            self.account.site_name = name;
            self.outputs.push_back(Output::KeepAccount(self.account.clone()));
        }
        (self.changed.session, self.changed.rooms, self.changed.looks, self.changed.calls) = (true, true, true, true);
    }

    fn rooms_loaded(&mut self, asked: &Asked, result: Answered) {
        let Some(answer) = self.read::<rest::RoomsAnswer>(asked, result) else { return };
        answer.update.into_iter().for_each(|room| self.rooms.put_room(room));
        answer.remove.iter().for_each(|removed| self.rooms.remove_room(&removed.id.as_str().into()));
        self.loaded_rooms = true;
        self.half_loaded();
    }

    fn subscriptions_loaded(&mut self, asked: &Asked, result: Answered) {
        let Some(answer) = self.read::<rest::SubscriptionsAnswer>(asked, result) else { return };
        answer.update.into_iter().for_each(|subscription| self.rooms.put_subscription(subscription));
        answer.remove.iter().for_each(|gone| self.rooms.remove_subscription(&gone.id.as_str().into(), None));
        self.changed.messages |= self.notices.keep(|room| self.rooms.has_news(room));
        self.loaded_subscriptions = true;
        self.half_loaded();
    }

    /// With both halves there, looks for calls that began while nobody listened (protocol 5.9.4, 6.4).
    fn half_loaded(&mut self) {
        self.changed.rooms = true;
        if !(self.loaded_rooms && self.loaded_subscriptions) {
            return;
        }
        self.rooms.loaded = true;
        (self.changed.looks, self.changed.calls) = (true, true);
        // The rooms' names serve until their people's presence tells more; and whoever calls has one at once.
        for person in self.rooms.others_by_name() {
            self.people.learn(&person);
        }
        self.rooms.everybody_changed();
        self.watch(self.rooms.others());
        let heard = self.heard_until.unwrap_or(Timestamp(0));
        let since = Timestamp(heard.0.max(self.clock.server_now().0 - LOOK_BACK) - OVERLAP);
        for (_, call) in self.rooms.recent_calls(since) {
            self.records.want_if_open(&call, self.clock.now);
        }
        self.look_through_rooms(since);
        // A room that was looked at before its kind was known.
        for room in self.looks.values().map(|look| look.room.room_id.clone()).collect::<Vec<_>>() {
            if self.timelines.get(&room).is_none_or(|timeline| !timeline.loaded) {
                self.load_history(&room, None);
            }
        }
    }

    /// A room's last message may hide calls before it: they are looked up behind everything else, so as not to
    /// use up what may be asked in a second.
    fn look_through_rooms(&mut self, since: Timestamp) {
        self.again.retain(|(_, asked)| !matches!(asked.purpose, Purpose::Unheard { .. }));
        let mut due = self.clock.now + LOOK_THROUGH;
        for room in self.rooms.active_since(since).into_iter().take(ROOMS_OF_AN_ABSENCE) {
            let request = rest::Request::CallList { room, offset: 0, count: CALLS_OF_AN_ABSENCE };
            let (purpose, at) = (Purpose::Unheard { since }, self.clock.now);
            self.again.push((due, Asked { request, purpose, at, session: self.session }));
            due = due + LOOK_THROUGH;
        }
    }

    fn unheard(&mut self, since: Timestamp, asked: &Asked, result: Answered) {
        let Some(answer) = self.read::<rest::CallsAnswer>(asked, result) else { return };
        answer.data.into_iter().filter(|record| record.created_at >= since).for_each(|record| self.put_record(record));
    }

    fn history(&mut self, room: &RoomId, asked: &Asked, result: Answered) {
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

    fn synced(&mut self, room: &RoomId, is_old: bool, result: Answered) {
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

    fn sent(&mut self, room: &RoomId, id: &MessageId, result: Answered) {
        let refused = result.as_ref().is_err_and(|error| !error.is_passing() && *error != RestError::NotSignedIn);
        if let Some(waits) = self.words.remove(id) {
            self.reply(waits, if refused { Err(ActionError::WordsNotSent) } else { Ok(()) });
        }
        let timeline = self.timelines.entry(room.clone()).or_default();
        match result {
            // Without a usable message the server has had it before: its stream brings it.
            Ok(body) => match rest::answer::<rest::MessageAnswer>(&body) {
                Ok(answer) => self.put_message(answer.message),
                Err(_) => {
                    if let Some(outgoing) = timeline.outgoing(id) {
                        outgoing.delivery = Delivery::Delivered;
                    }
                }
            },
            // It stays in the outbox, and goes out again in a moment or with the next connection.
            Err(error) if error.is_passing() || error == RestError::NotSignedIn => {}
            Err(_) => {
                if let Some(outgoing) = timeline.outgoing(id) {
                    outgoing.delivery = Delivery::Failed;
                }
            }
        }
        self.changed.looks = true;
    }
}

/// What a person is told of a refusal.
pub(crate) fn refused(error: RestError) -> ActionError {
    match error {
        RestError::BadCertificate => ActionError::BadCertificate { host: String::new() },
        RestError::NotSignedIn => ActionError::NotSignedIn,
        RestError::Offline(_) => ActionError::Offline,
        RestError::TooMany { wait } => {
            ActionError::Wait { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
        }
        RestError::Nonsense(message) => ActionError::Refused { message },
        RestError::Refused { code, .. } if is_no_provider(&code) => ActionError::NoProvider,
        RestError::Refused { status: 403, code, .. } => ActionError::NotAllowed { reason: code },
        RestError::Refused { status, .. } if status >= 500 => ActionError::Offline,
        RestError::Refused { code, message, .. } => {
            ActionError::Refused { message: if code.is_empty() { message } else { code } }
        }
    }
}

/// Why there is no room with somebody.
fn no_person(error: RestError) -> ActionError {
    match error.code() {
        "error-invalid-user" => ActionError::Unknown { what: "person".into() },
        _ => refused(error),
    }
}

/// What was asked for may have been done: the workspace fell silent, or somebody between us answers in its place.
fn is_lost(error: &RestError) -> bool {
    matches!(error, RestError::Nonsense(_) | RestError::Offline(_) | RestError::Refused { status: 502 | 504, .. })
}

fn join_failure(error: &RestError) -> JoinFailure {
    match error {
        RestError::TooMany { wait } => JoinFailure::Limited { retry_after: *wait },
        _ if error.is_passing() => JoinFailure::NoAnswer,
        // The call is over (protocol 4.5), or its provider has failed: its record tells which.
        _ if is_vague(error) => JoinFailure::NoAnswer,
        _ => JoinFailure::Refused,
    }
}

/// The workspace itself says so, by a code or in words; a page of somebody between us and it does not.
fn says_no(error: &RestError) -> bool {
    let says = |code: &str, message: &str| !(code.is_empty() && message.is_empty());
    matches!(error, RestError::Refused { status: 400 | 403 | 404, code, message, .. } if says(code, message))
        && !is_vague(error)
}

/// A refusal without a code: what fails inside a workspace, a database that is just away, comes as one, too.
fn is_vague(error: &RestError) -> bool {
    matches!(error, RestError::Refused { status: 400, code, .. } if code.is_empty())
}

fn no_address() -> ActionError {
    ActionError::Refused { message: "the conference provider gave no address".into() }
}

/// An address to open: https, or http on this machine. Providers do not escape what they put in
/// (protocol 8.24), so it is read leniently and written properly.
pub(crate) fn checked_address(url: &str) -> Result<String, ActionError> {
    let refuse = || ActionError::Refused { message: "the conference provider's address is not a web address".into() };
    let url = url::Url::parse(url).map_err(|_| refuse())?;
    let loopback = match url.host() {
        Some(url::Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url.into()),
        "http" if loopback => Ok(url.into()),
        _ => Err(refuse()),
    }
}

/// Whoever has been in the call has left it.
fn is_deserted(record: &CallRecord) -> bool {
    record.attendees().next().is_some() && record.attendees().all(|user| user.left_at.is_some())
}

/// The three ways in which calls are not set up (protocol 4.3).
fn is_no_provider(code: &str) -> bool {
    matches!(code, "no-videoconf-provider-app" | "no-active-video-conf-provider" | "video-conf-provider-not-configured")
}

/// A provider's name as people write it.
pub(super) fn provider_name(name: &str) -> String {
    match name {
        "bbb" => "BigBlueButton".into(),
        "googlemeet" => "Google Meet".into(),
        _ => {
            let mut letters = name.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// Milliseconds that two spans of listening overlap.
const OVERLAP: i64 = 30_000;
/// Calls further back than this in ms are found in their rooms, not at connecting.
const LOOK_BACK: i64 = 12 * 60 * 60 * 1_000;
/// Between two questions for the calls of a room: a third of what a whole office may ask (protocol 1.6).
const LOOK_THROUGH: Duration = Duration::from_secs(1);
/// Rooms that are looked through after an absence, the latest first.
const ROOMS_OF_AN_ABSENCE: usize = 30;
/// More calls of one person than these are not told of one by one.
const CALLS_OF_AN_ABSENCE: u32 = 10;
/// People whose pictures are fetched before they call.
const LIKELY_CALLERS: usize = 50;
/// After a longer absence the newest page is loaded anew.
const SYNC_AT_MOST: Duration = Duration::from_secs(60 * 60);
/// For a question that found no answer.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// A call that nobody answered is over by then: the server's guard, and a bit for the way (protocol 5.10).
const GUARD: Duration = Duration::from_secs(42);
/// A page between us and the workspace that says so of everything shall not make us ask all the time.
const SESSION_ASKED: Duration = Duration::from_secs(60);
/// Whoever has left, by a page that was loaded anew or a line that broke, may be back within this.
const BACK_AGAIN: Duration = Duration::from_secs(10);
/// For one that was answered with something else.
/// Between the word that a session ends and the end of its token.
const TOKEN_VOID: Duration = Duration::from_secs(2);
const ASK_LATER: Duration = Duration::from_secs(60);
const RECORD_AGAIN: Duration = Duration::from_secs(5);
const RECORD_ANEW: Duration = Duration::from_secs(60);
/// After the first person's arrival.
const SECOND_ARRIVAL: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(10)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        assert!(checked_address("https://meet.example/a?b=\"c d\"").is_ok_and(|url| url.contains("%22c%20d%22")));
        assert!(checked_address("http://127.0.0.1:3000/call/x").is_ok());
        assert!(checked_address("http://localhost:3000/call/x").is_ok());
        for bad in ["http://meet.example/a", "file:///etc/passwd", "javascript:alert(1)", "vconnct://x", "", "nonsense"]
        {
            assert!(checked_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_join_refused_without_a_code_may_succeed_later() {
        let refuse = |code: &str| join_failure(&rest::refusal(400, code.as_bytes(), None));
        assert_eq!(refuse(r#"{"success":false}"#), JoinFailure::NoAnswer);
        assert_eq!(refuse(r#"{"success":false,"error":"failed-to-get-url"}"#), JoinFailure::Refused);
    }

    #[test]
    fn providers_are_named_as_people_name_them() {
        assert_eq!(provider_name("jitsi"), "Jitsi");
        assert_eq!(provider_name("bbb"), "BigBlueButton");
    }
}
