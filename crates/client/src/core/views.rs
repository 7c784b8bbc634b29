//! What is true, as surfaces see it: whole parts, made from the state when asked.

use std::{collections::BTreeMap, sync::Arc};

use vconnct_call as call;
use vconnct_proto::{
    CallId, RoomId, Timestamp,
    documents::{CallUser, Message},
};

use super::{
    Core, Provider,
    group_start::{GroupStart, Shown},
    records::Viewpoint,
    timeline::{self, Timeline},
};
use crate::{
    action::{Devices, Look, RoomRef},
    client::{NewMessage, ViewerId},
    update::{
        self, CallPage, CallRecord, CallState, Calls, Content, EndReason, IncomingCall, IncomingPhase, JoinedCall,
        Link, OpenRoom, OutgoingCall, OutgoingPhase, RoomCalls, SignedOut, StartedCall, StartingCall, StartingPhase,
        TimelineItem, Workspace,
    },
};

impl Core {
    /// This workspace's entry in the session part.
    pub fn workspace(&self) -> Workspace {
        Workspace {
            id: self.account.workspace.clone(),
            name: self.workspace_name(),
            me: self.people.person(&self.account.user),
            link: self.link.clone(),
            provider: match &self.provider {
                Provider::NotSetUp => update::Provider::NotSetUp,
                Provider::Ready { name, capabilities } => update::Provider::Ready {
                    name: name.clone(),
                    mic: capabilities.mic,
                    cam: capabilities.cam,
                    title: capabilities.title,
                    devices: self.account.devices,
                },
                Provider::Unknown => update::Provider::Unknown,
            },
            own_status: self.workplace.own_status(),
            administered: self.workplace.is_administered(),
        }
    }

    /// Whether signing in anew is the only way on.
    pub fn is_signed_out(&self) -> Option<SignedOut> {
        match self.link {
            Link::SignedOut { reason } => Some(reason),
            _ => None,
        }
    }

    pub fn rooms_loaded_once(&self) -> bool {
        self.rooms.loaded
    }

    /// Whether this person is known to have no such room any more. One that is hidden they still have.
    pub fn lacks_room(&self, room: &RoomId) -> bool {
        self.rooms.loaded && self.rooms.subscription(room).is_none()
    }

    /// Makes some of the sidebar's rows anew that have changed. True if that makes a difference.
    pub fn refresh_rows(&mut self) -> bool {
        let live = self.live();
        self.rooms.refresh(&self.account.workspace, &self.people, live)
    }

    /// Whether [`Self::rows`] are as they should be; else [`Self::refresh_rows`] has more to do.
    pub fn has_fresh_rows(&self) -> bool {
        self.rooms.is_fresh()
    }

    /// The rows of the sidebar.
    pub fn rows(&self) -> impl Iterator<Item = Arc<update::Room>> {
        self.rooms.rows()
    }

    /// Nobody looks at the rows any more: they need not be held.
    pub fn forget_rows(&mut self) {
        self.rooms.forget_rows();
    }

    /// The calls that concern this person now.
    pub fn calls_view(&self) -> Calls {
        Calls {
            incoming: self.calls.incoming().map(|call| self.incoming(call)).collect(),
            outgoing: self.calls.outgoing().map(|call| self.outgoing(call)),
            joined: self.calls.joined().map(|call| self.joined_call(call)),
            starting: self.group_start.as_ref().and_then(|start| self.starting_call(start)),
            started: self.started.iter().filter_map(|call| self.started_call(call)).collect(),
        }
    }

    /// The messages to tell of outside our windows.
    pub fn messages_view(&self) -> impl Iterator<Item = NewMessage> {
        self.notices.iter().map(|(room, notice)| NewMessage {
            room: self.room_ref(room),
            message: notice.message.clone(),
            title: notice.title.clone(),
            text: notice.text.clone(),
            open: self.is_looked_at(room),
        })
    }

    fn started_call(&self, call: &CallId) -> Option<StartedCall> {
        let record = self.records.record(call)?;
        if !self.hearing.tells(self.caller(&record.rid)) {
            return None;
        }
        Some(StartedCall {
            call_id: call.clone(),
            room: self.room_ref(&record.rid),
            room_name: self.spoken_name(&record.rid),
            title: record.title.clone().unwrap_or_default(),
            workspace_name: self.workspace_name(),
            started_by: self.people.person(&record.created_by.id),
        })
    }

    fn starting_call(&self, start: &GroupStart) -> Option<StartingCall> {
        Some(StartingCall {
            call_id: start.attempt.clone(),
            room: self.room_ref(&start.room),
            room_name: self.spoken_name(&start.room),
            refusal: start.refusal.clone(),
            phase: match start.shown()? {
                Shown::Failed => StartingPhase::Failed,
                Shown::Starting { waits_until } => {
                    StartingPhase::Starting { waits_until: waits_until.map(|at| self.clock.local(at)) }
                }
            },
        })
    }

    /// A room's name in a sentence.
    fn spoken_name(&self, room: &RoomId) -> String {
        let name = self.rooms.name(room, &self.people);
        let is_channel = self.rooms.kind(room) == Some(update::RoomKind::Channel);
        if is_channel { format!("#{name}") } else { name }
    }

    /// What a connection looks at.
    pub fn open_room(&self, viewer: ViewerId) -> Option<OpenRoom> {
        let room = &self.looks.get(&viewer)?.room.room_id;
        let row = self.rooms.row(room, &self.account.workspace, &self.people, &self.live())?;
        let (document, subscription) = (self.rooms.room(room), self.rooms.subscription(room));
        let username = self.account.username.as_str();
        let timeline = self.timelines.get(room);
        let typing = self.typing.get(room).map(|names| names.keys().cloned().collect()).unwrap_or_default();
        Some(OpenRoom {
            topic: document.and_then(|room| room.topic.clone()).filter(|topic| !topic.is_empty()),
            members: document.map_or(0, |room| room.users_count),
            timeline: timeline.map(|timeline| self.items(room, timeline)).unwrap_or_default(),
            has_older: timeline.is_some_and(|timeline| timeline.has_older),
            loaded: timeline.is_some_and(|timeline| timeline.loaded),
            first_unread: timeline.and_then(|timeline| timeline.first_unread.clone()),
            typing,
            read_only: self.workplace.read_only(document, subscription, username),
            call_button: self.workplace.call_button(row.kind, document, subscription, username),
            running: self.records.running(room, self.clock.server_now()).map(|record| self.view_of(record)),
            room: row,
        })
    }

    /// The calls of the room a connection looks at, if its panel is open.
    pub fn room_calls(&self, viewer: ViewerId) -> Option<RoomCalls> {
        let Look { room, .. } = self.looks.get(&viewer).filter(|look| look.panel)?;
        let panel = self.panels.get(&room.room_id)?;
        // A call that has just begun is not in the page yet; its message has named it.
        let mut calls: Vec<CallRecord> = panel.calls.iter().filter_map(|call| self.known_view(call)).collect();
        let told = self.timelines.get(&room.room_id).into_iter().flat_map(Timeline::calls);
        let told: Vec<&CallId> = told.filter(|call| !panel.calls.contains(call)).collect();
        calls.extend(told.into_iter().filter_map(|call| self.known_view(call)));
        calls.sort_by_key(|record| std::cmp::Reverse(record.started_at));
        Some(RoomCalls { room: room.clone(), loaded: panel.loaded, calls })
    }

    /// The log of this computer: calls that concern this person.
    pub fn history_view(&self) -> Vec<CallRecord> {
        self.journal.views().cloned().collect()
    }

    /// How much waits for this person: what is written, and missed calls. The workspace may count the message of
    /// a call, too, so that of each room the larger number counts and no call is two.
    pub fn waiting(&self) -> u64 {
        let missed = self.journal.missed_by_room().into_iter();
        let unwritten = missed.map(|(room, missed)| missed.saturating_sub(self.rooms.waiting_in(room)));
        unwritten.fold(self.rooms.waiting(), |sum, calls| sum + u64::from(calls))
    }

    pub fn missed(&self) -> u32 {
        self.journal.missed()
    }

    /// The rooms of the missed calls that nobody has seen.
    pub fn missed_in(&self) -> Vec<RoomRef> {
        let rooms = self.journal.missed_by_room().into_keys();
        rooms.map(|room| RoomRef { workspace: self.account.workspace.clone(), room_id: room.clone() }).collect()
    }

    pub fn looks_at(&self, viewer: ViewerId) -> bool {
        self.looks.contains_key(&viewer)
    }

    /// Whether this workspace knows the call, by any name a surface may use for it.
    pub fn knows_call(&self, call: &CallId) -> bool {
        self.calls.incoming().any(|incoming| incoming.call == *call)
            || self.calls.outgoing().is_some_and(|outgoing| outgoing.call == *call)
            || self.calls.joined().is_some_and(|joined| joined.call == *call)
            || self.group_start.as_ref().is_some_and(|start| start.is(call))
            || self.records.record(call).is_some()
    }

    pub(super) fn viewpoint<'a>(&'a self, room: &'a RoomId, call: &CallId) -> Viewpoint<'a> {
        Viewpoint {
            me: &self.account.user,
            people: &self.people,
            workspace: &self.account.workspace,
            offset: self.clock.offset,
            now: self.clock.server_now(),
            other: self.rooms.other(room),
            own: self.journal.entry(call),
            joins_recorded: self.workplace.is_licensed(),
        }
    }

    fn view_of(&self, record: &vconnct_proto::documents::CallRecord) -> CallRecord {
        self.viewpoint(&record.rid, &record.id).view(record)
    }

    fn known_view(&self, call: &CallId) -> Option<CallRecord> {
        self.records.record(call).map(|record| self.view_of(record))
    }

    fn live(&self) -> BTreeMap<RoomId, u32> {
        self.records.live(self.clock.server_now())
    }

    fn workspace_name(&self) -> String {
        let host = || {
            let root = &self.account.workspace;
            root.split_once("://").map_or(root.as_str(), |(_, host)| host).to_owned()
        };
        self.workplace.name().map(str::to_owned).or_else(|| self.account.site_name.clone()).unwrap_or_else(host)
    }

    fn room_ref(&self, room: &RoomId) -> RoomRef {
        RoomRef { workspace: self.account.workspace.clone(), room_id: room.clone() }
    }

    /// The switches to draw: nothing where the provider has none.
    fn switches(&self, chosen: Option<call::Devices>) -> (Option<bool>, Option<bool>) {
        let Provider::Ready { capabilities, .. } = &self.provider else { return (None, None) };
        let last = self.account.devices;
        let devices = chosen.map_or(last, |devices| Devices { mic: devices.mic, cam: devices.cam });
        (capabilities.mic.then_some(devices.mic), capabilities.cam.then_some(devices.cam))
    }

    fn incoming(&self, call: &call::IncomingCall) -> IncomingCall {
        let (mic, cam) = self.switches(call.devices);
        IncomingCall {
            call_id: call.call.clone(),
            room: self.room_ref(&call.room),
            workspace_name: self.workspace_name(),
            caller: self.people.person(&call.caller),
            since: self.clock.local(call.since),
            until: self.clock.local(call.drawn_until),
            phase: match call.phase {
                call::IncomingPhase::Accepting => IncomingPhase::Accepting,
                call::IncomingPhase::Dismissed => IncomingPhase::Dismissed,
                call::IncomingPhase::Over { reason, rang } => IncomingPhase::Over {
                    reason: end_reason(reason),
                    rang_ms: u32::try_from(rang.as_millis()).unwrap_or(u32::MAX),
                },
                call::IncomingPhase::Ringing { silenced, reconnecting } => {
                    IncomingPhase::Ringing { silenced, reconnecting }
                }
            },
            quiet: self.hearing.quiet(&call.call),
            hushed: self.hearing.is_hushed(&call.call),
            trial: false,
            mic,
            cam,
        }
    }

    fn outgoing(&self, call: &call::OutgoingCall) -> OutgoingCall {
        let refusal = self.refusal.as_ref().filter(|(attempt, _)| *attempt == call.call && call.is_over());
        OutgoingCall {
            refusal: refusal.map(|(_, error)| error.clone()),
            call_id: call.call.clone(),
            room: self.room_ref(&call.room),
            callee: self.people.person(&call.callee),
            since: self.clock.local(call.since),
            until: self.clock.local(call.until),
            phase: match &call.phase {
                call::OutgoingPhase::Answered { glare } => OutgoingPhase::Answered { glare: *glare },
                call::OutgoingPhase::Over { at, reason, words } => {
                    OutgoingPhase::Over { at: self.clock.local(*at), reason: end_reason(*reason), words: words.clone() }
                }
                call::OutgoingPhase::Ringing { reconnecting } => OutgoingPhase::Ringing { reconnecting: *reconnecting },
                call::OutgoingPhase::Starting { waits_until } => {
                    OutgoingPhase::Starting { waits_until: waits_until.map(|at| self.clock.local(at)) }
                }
            },
            devices: Devices { mic: call.devices.mic, cam: call.devices.cam },
        }
    }

    fn joined_call(&self, call: &call::JoinedCall) -> JoinedCall {
        let record = self.records.record(&call.call);
        let title = record.and_then(|record| record.title.clone()).filter(|title| !title.is_empty());
        let attendees = || record.into_iter().flat_map(|record| record.attendees());
        let has_left = |user: &&CallUser| user.left_at.is_some();
        let mut people: Vec<_> =
            attendees().filter(|user| !has_left(user)).map(|user| self.people.person(&user.id)).collect();
        // The record may lag behind the join (protocol 8.29).
        if !people.iter().any(|person| person.id == self.account.user.as_str()) {
            people.push(self.people.person(&self.account.user));
        }
        JoinedCall {
            call_id: call.call.clone(),
            room: self.room_ref(&call.room),
            name: title.unwrap_or_else(|| self.rooms.name(&call.room, &self.people)),
            since: self.clock.local(call.since),
            page: match call.page {
                call::Page::NotOpened => CallPage::NotOpened,
                call::Page::Opened => CallPage::Opened,
                call::Page::Opening => CallPage::Opening,
            },
            people,
            others_left: attendees().filter(has_left).any(|user| user.id != self.account.user),
            probably_over: !self.is_in_call(),
        }
    }

    fn items(&self, room: &RoomId, timeline: &Timeline) -> Vec<TimelineItem> {
        let mine = |author: &str| author == self.account.user.as_str();
        let messages = timeline.messages().map(|message| TimelineItem {
            id: message.id.clone(),
            author: timeline::author(message, &self.people),
            mine: mine(message.u.id.as_str()),
            time: self.clock.local_from_server(message.ts),
            content: match message.call() {
                Some(call) => Content::Call { record: Box::new(self.call_of(room, message, call)) },
                None => timeline::content(message, &self.account.username),
            },
        });
        let outgoing = timeline.outbox().iter().map(|outgoing| TimelineItem {
            id: outgoing.id.clone(),
            author: self.people.person(&self.account.user),
            mine: true,
            time: self.clock.local_from_server(outgoing.written_at),
            content: timeline::outgoing_content(outgoing),
        });
        messages.chain(outgoing).collect()
    }

    /// The record behind a call's message, or what its message alone can tell.
    fn call_of(&self, room: &RoomId, message: &Message, call: &CallId) -> CallRecord {
        self.known_view(call).unwrap_or_else(|| CallRecord {
            call_id: call.clone(),
            room: self.room_ref(room),
            direct: self.rooms.other(room).is_some(),
            state: if self.records.is_gone(call) { CallState::Gone } else { CallState::Loading },
            other: self.rooms.other(room).map(|other| self.people.person(other)),
            started_by: self.people.person(&message.u.id),
            mine: message.u.id == self.account.user,
            started_at: self.clock.local_from_server(Timestamp(message.ts.0)),
            ended_at: None,
            length_ms: None,
            rang_ms: None,
            not_rung: None,
            title: String::new(),
            attendees: Vec::new(),
            attendees_known: self.workplace.is_licensed(),
            i_joined: false,
            words: None,
            provider: String::new(),
        })
    }
}

fn end_reason(reason: call::EndReason) -> EndReason {
    match reason {
        call::EndReason::AnsweredElsewhere => EndReason::AnsweredElsewhere,
        call::EndReason::Canceled => EndReason::Canceled,
        call::EndReason::Declined => EndReason::Declined,
        call::EndReason::Failed => EndReason::Failed,
        call::EndReason::Interrupted => EndReason::Interrupted,
        call::EndReason::Unanswered => EndReason::Unanswered,
    }
}
