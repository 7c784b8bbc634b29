//! A whole client without its sockets, told by bytes: a session, the state of a person, and everything a
//! server, other people and the person may do to them.

use std::{collections::BTreeMap, str, time::Duration};

use serde_json::{Value, json};
use vconnct_proto::{
    CallId, Event, Millis, Session, SignalAction, Timestamp,
    rest::{self, RestError},
};

use crate::{
    action::{Action, Answer, Devices, Look, RoomRef},
    client::ViewerId,
    core::{Account, Clock, Core, Input, Output, ReplyTo, Ticket},
    update::{Loss, SignedOut},
};

/// Tells a story and watches: whatever happens
/// - no call is both accepted and rejected,
/// - no timeout stays due for ever,
/// - whoever makes up calls fills neither the screen nor the memory,
/// - after five silent minutes nothing rings.
///
/// One byte says what happens, those after it the particulars; a text ends with its line.
pub fn story(bytes: &[u8]) {
    let mut desk = Desk::new();
    let mut script = Script(bytes);
    for _ in 0..STEPS {
        let Some(step) = script.byte() else { break };
        desk.step(step, &mut script);
        desk.check();
    }
    desk.fall_silent();
}

/// The bytes still to come; past their end all is zero.
struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[usize::from(self.byte().unwrap_or_default()) % among.len()]
    }

    fn line(&mut self) -> &'a str {
        let end = self.0.iter().position(|byte| *byte == b'\n').unwrap_or(self.0.len());
        let line = &self.0[..end];
        self.0 = &self.0[(end + 1).min(self.0.len())..];
        str::from_utf8(line).unwrap_or_default()
    }
}

/// Ana's device: what the agent has of it, and what an observer knows.
struct Desk {
    core: Core,
    /// Nothing while there is no socket.
    session: Option<Session>,
    now: Millis,
    asked: Vec<(Ticket, rest::Request)>,
    replies: u64,
    answers: BTreeMap<CallId, (Millis, SignalAction)>,
}

impl Desk {
    fn new() -> Self {
        let account = Account {
            workspace: ROOT.into(),
            user: ANA.into(),
            username: "ana".into(),
            name: None,
            site_name: None,
            devices: Devices { mic: true, cam: false },
            shown_busy: false,
        };
        let now = Millis(1_000);
        let core = Core::new(clock(now), account, Vec::new(), 7);
        let mut desk = Self { core, session: None, now, asked: Vec::new(), replies: 0, answers: BTreeMap::new() };
        desk.connect();
        for path in ["rooms.get", "subscriptions.get"] {
            let at = desk.asked.iter().position(|(_, request)| request.path().ends_with(path));
            let (ticket, request) = desk.asked.remove(at.expect("a new connection asks for rooms"));
            desk.answer(ticket, Ok(desk.good_answer(&request, 0)));
        }
        desk
    }

    fn step(&mut self, step: u8, script: &mut Script<'_>) {
        match step % 16 {
            0..3 => {
                let (action, from, room) = (script.pick(&ACTIONS), script.pick(&PEOPLE), script.pick(&ROOMS));
                let signal =
                    json!({ "action": action, "params": { "callId": script.pick(&CALLS), "uid": from, "rid": room } });
                self.event("stream-notify-user", &format!("{ANA}/video-conference"), &json!([signal]));
            }
            3..5 => self.pass(Duration::from_millis(u64::from(script.byte().unwrap_or_default()).pow(2))),
            5 | 6 => {
                let action = Self::wish(script);
                self.replies += 1;
                let reply = ReplyTo(self.replies);
                self.feed(Input::Action { action, viewer: Some(ViewerId(1)), reply });
            }
            AN_ANSWER..10 => self.answer_one(script),
            10 => {
                let message = json!({
                    "_id": script.pick(&["m1", "m2"]), "rid": script.pick(&ROOMS), "msg": "words", "ts": { "$date": self.server_ms() },
                    "u": { "_id": script.pick(&PEOPLE), "username": "x" },
                    "blocks": [{ "type": "video_conf", "callId": script.pick(&CALLS) }],
                });
                self.event("stream-room-messages", "__my_messages__", &json!([message]));
            }
            11 => {
                let room = script.pick(&ROOMS);
                self.event("stream-notify-room", &format!("{room}/videoconf"), &json!([script.pick(&CALLS)]));
            }
            A_FRAME => self.frame(script.line()),
            13 if self.session.is_some() => self.lose(),
            13 => self.connect(),
            14 => {
                // A call nobody has heard of, from somebody nobody knows.
                let made_up = format!("made-up-{}", script.byte().unwrap_or_default());
                let params = json!({ "callId": made_up, "uid": made_up, "rid": made_up });
                let signal = json!({ "action": script.pick(&ACTIONS), "params": params });
                self.event("stream-notify-user", &format!("{ANA}/video-conference"), &json!([signal]));
            }
            _ => self.feed(Input::PageOpened { call: script.pick(&CALLS).into(), opened: false }),
        }
    }

    fn wish(script: &mut Script<'_>) -> Action {
        let call_id: CallId = script.pick(&CALLS).into();
        let room_id = script.pick(&ROOMS);
        let workspace = ROOT.to_owned();
        match script.byte().unwrap_or_default() % 13 {
            0 | 1 => Action::AnswerCall { call_id, answer: Answer::Accept { devices: None } },
            2 => Action::AnswerCall { call_id, answer: Answer::Decline { words: None } },
            3 => Action::AnswerCall { call_id, answer: Answer::Decline { words: Some("Later".into()) } },
            4 => Action::AnswerCall { call_id, answer: Answer::Dismiss },
            5 => Action::SilenceCall { call_id },
            6 => Action::CancelCall { call_id },
            7 => Action::JoinCall { workspace, call_id, devices: None },
            8 => Action::LeaveCall { call_id },
            9 => Action::CloseCard { call_id },
            10 => Action::Look { at: Some(Look { room: RoomRef { workspace, room_id: room_id.into() }, panel: true }) },
            11 => Action::SendMessage { workspace, room_id: room_id.into(), text: "words".into() },
            _ => Action::StartCall { workspace, room_id: room_id.into(), devices: None, title: None },
        }
    }

    /// The workspace answers one of the requests under way: well, badly, or with anything at all.
    fn answer_one(&mut self, script: &mut Script<'_>) {
        let which = usize::from(script.byte().unwrap_or_default());
        if self.asked.is_empty() {
            return;
        }
        let (ticket, request) = self.asked.remove(which % self.asked.len());
        let refused = |status: u16, body: &str| Err(rest::refusal(status, body.as_bytes(), None));
        let result = match script.byte().unwrap_or_default() {
            how @ 0..128 => Ok(self.good_answer(&request, how)),
            128..160 => Err(RestError::Offline("gone".into())),
            160..176 => refused(400, r#"{"success":false,"error":"invalid-call-status"}"#),
            176..192 => refused(400, r#"{"success":false}"#),
            192..208 => refused(429, ""),
            208..OF_ANYTHING => Err(RestError::NotSignedIn),
            OF_ANYTHING.. => Ok(script.line().into()),
        };
        self.answer(ticket, result);
    }

    /// A good answer; `how` says where the call stands, how old it is and who is in it.
    fn good_answer(&self, request: &rest::Request, how: u8) -> Vec<u8> {
        let age = i64::from(how / 8) * 5_000;
        let by = if how & 4 == 0 { BO } else { ANA };
        let record = |call: &CallId| {
            json!({
                "_id": call, "type": "direct", "rid": DIRECT, "status": how % 4, "users": [],
                "createdBy": { "_id": by, "username": "x" }, "createdAt": { "$date": self.server_ms() - age },
            })
        };
        let answer = match request {
            rest::Request::CallInfo { call } => record(call),
            rest::Request::CallJoin { .. } => json!({ "url": "https://meet.example/a" }),
            rest::Request::CallList { .. } => json!({ "data": CALLS.map(|call| record(&call.into())) }),
            rest::Request::CallStart { .. } if how & 1 == 0 => {
                json!({ "data": { "type": "direct", "callId": CALLS[usize::from(how) % CALLS.len()], "calleeId": BO } })
            }
            rest::Request::CallStart { .. } => json!({ "data": { "type": "videoconference", "callId": CALLS[0] } }),
            rest::Request::RoomsGet { .. } => json!({ "update": [
                { "_id": DIRECT, "t": "d", "uids": [ANA, BO], "usernames": ["ana", "bo"], "usersCount": 2 },
                { "_id": CHANNEL, "t": "c", "name": "general", "usersCount": 3 },
            ] }),
            rest::Request::SubscriptionsGet { .. } => json!({ "update": [
                { "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "open": true },
                { "_id": "s2", "rid": CHANNEL, "t": "c", "name": "general", "open": true },
            ] }),
            _ => json!({ "success": true }),
        };
        answer.to_string().into_bytes()
    }

    // -------------------------------------------------------------- what the agent's edge does --

    fn feed(&mut self, input: Input) {
        self.core.handle(clock(self.now), input);
        while let Some(output) = self.core.poll_output() {
            self.carry_out(output);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match (output, &mut self.session) {
            (Output::Request { ticket, request }, _) => self.asked.push((ticket, request)),
            (Output::Follow(room), Some(session)) => session.follow(&room),
            (Output::Unfollow(room), Some(session)) => session.unfollow(&room),
            (Output::Urgent(urgent), Some(session)) => session.set_urgent(urgent),
            (Output::Typing { room, name, typing }, Some(session)) => session.typing(&room, &name, typing),
            (Output::WatchPresence { added }, Some(session)) => session.watch_presence(&added, &[]),
            (Output::Signal { to, signal }, Some(session)) => {
                session.signal(&to, &signal);
                self.hear(&signal.params.call_id, signal.action);
            }
            (Output::Signal { .. }, None) => panic!("a signal without a line"),
            _ => {}
        }
    }

    fn answer(&mut self, ticket: Ticket, result: Result<Vec<u8>, RestError>) {
        self.feed(Input::Answer { ticket, result, date: None });
    }

    fn connect(&mut self) {
        self.feed(Input::Connecting);
        self.session = Some(Session::new(self.now, ANA.into(), "token"));
        self.frame(&json!({ "msg": "connected", "session": "s" }).to_string());
        self.frame(&json!({ "msg": "result", "id": "method-1", "result": { "id": ANA } }).to_string());
        self.frame(&json!({ "msg": "ready", "subs": ["sub-2"] }).to_string());
        assert!(self.session.as_ref().is_some_and(Session::is_ready));
    }

    fn lose(&mut self) {
        self.session = None;
        self.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    }

    fn event(&mut self, collection: &str, event: &str, args: &Value) {
        let fields = json!({ "eventName": event, "args": args });
        self.frame(&json!({ "msg": "changed", "collection": collection, "id": "id", "fields": fields }).to_string());
    }

    fn frame(&mut self, text: &str) {
        let Some(session) = &mut self.session else { return };
        if session.handle_frame(self.now, text).is_err() {
            return self.lose();
        }
        self.hand_over();
    }

    /// What the session has to say goes to the state, and what it has to send to nobody.
    fn hand_over(&mut self) {
        while let Some(event) = self.session.as_mut().and_then(Session::poll_event) {
            match event {
                Event::Ready => self.feed(Input::Connected),
                Event::SignedIn => self.feed(Input::SignedIn),
                Event::Stream(event) => self.feed(Input::Stream(event)),
                Event::Watched { users } => self.feed(Input::Watched { users }),
                Event::Answered { .. } | Event::Unreadable(_) => {}
            }
        }
        while self.session.as_mut().and_then(Session::poll_frame).is_some() {}
    }

    /// Lets time pass from one due moment to the next.
    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        let mut turns = 0;
        while let Some(due) = self.core.poll_timeout().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.feed(Input::Timeout);
            turns += 1;
            assert!(turns < 2_000, "something stays due for ever");
        }
        self.now = end;
        let Some(session) = &mut self.session else { return };
        let idle = session.poll_timeout() <= self.now && session.handle_timeout(self.now).is_err();
        if idle { self.lose() } else { self.hand_over() }
    }

    fn server_ms(&self) -> i64 {
        clock(self.now).server_now().0
    }

    // ------------------------------------------------------------------------- what must hold --

    fn hear(&mut self, call: &CallId, action: SignalAction) {
        if matches!(action, SignalAction::Accepted | SignalAction::Rejected) {
            let now = self.now;
            self.answers.retain(|_, (at, _)| now.since(*at) < Duration::from_secs(200));
            let (_, before) = *self.answers.entry(call.clone()).or_insert((now, action));
            assert_eq!(before, action, "two answers to {call}");
        }
    }

    fn check(&mut self) {
        let calls = self.core.calls_view();
        assert!(calls.incoming.len() <= 64, "{} calls on the screen", calls.incoming.len());
        assert!(self.asked.len() < 40 * STEPS, "{} requests under way", self.asked.len());
        let _ = (self.core.open_room(ViewerId(1)), self.core.room_calls(ViewerId(1)), self.core.history_view());
        while self.core.refresh_rows() || !self.core.has_fresh_rows() {}
    }

    fn fall_silent(&mut self) {
        if self.session.is_none() {
            self.connect();
        }
        self.asked.clear();
        self.pass(Duration::from_secs(300));
        let calls = self.core.calls_view();
        assert!(!self.core.is_ringing(), "it rings: {calls:?}");
        assert!(calls.incoming.is_empty() && calls.outgoing.is_none(), "{calls:?}");
        self.feed(Input::SignedOut(SignedOut::Expired));
        assert!(!self.core.is_ringing());
    }
}

fn clock(now: Millis) -> Clock {
    Clock::new(now, Timestamp(1_789_376_400_000 + i64::try_from(now.0).unwrap_or(i64::MAX)))
}

/// The step that hands over a frame, its text in the rest of the line.
pub(super) const A_FRAME: u8 = 12;
/// The step that answers a request: which, how, and if it is [`OF_ANYTHING`] the rest of the line.
pub(super) const AN_ANSWER: u8 = 7;
pub(super) const OF_ANYTHING: u8 = 212;
/// As long as any story gets.
const STEPS: usize = 250;
const ROOT: &str = "https://a.example";
const ANA: &str = "AnaId";
const BO: &str = "BoId";
const DIRECT: &str = "AnaIdBoId";
const CHANNEL: &str = "General";
const PEOPLE: [&str; 3] = [BO, ANA, "StrangerId"];
const ROOMS: [&str; 3] = [DIRECT, CHANNEL, "Elsewhere"];
const CALLS: [&str; 4] = ["c1", "c2", "c3", "c4"];
const ACTIONS: [&str; 11] =
    ["call", "call", "call", "accepted", "canceled", "confirmed", "end", "join", "rejected", "ring", "started"];
