mod badge;
mod busy;
mod day;
mod devices;
mod hearing;
mod history;
mod leaving;
mod notices;
mod outcomes;
mod portraits;
mod presence;
mod reading;
mod size;
mod weaknesses;

use std::sync::Arc;

use serde_json::{Value, json};
use vconnct_proto::{SignalAction, Timestamp, stream::StreamEvent};

use super::*;
use crate::{
    action::{Action, Answer, RoomRef},
    update::{CallState, Content, Delivery, IncomingPhase, Loss, OutgoingPhase, SignedOut, StartingPhase},
};

const ANA: &str = "AnaId";
const BO: &str = "BoId";
const DIRECT: &str = "AnaIdBoId";
const CHANNEL: &str = "General";
const ROOT: &str = "https://a.example";
const START: i64 = 1_789_376_400_000;

fn ana() -> Account {
    Account {
        workspace: ROOT.into(),
        user: ANA.into(),
        username: "ana".into(),
        name: Some("Ana".into()),
        site_name: None,
        devices: Devices { mic: true, cam: false },
        shown_busy: false,
    }
}

/// Ana's state, the time she believes in, and what her state has put out.
struct World {
    core: Core,
    now: Millis,
    outputs: Vec<Output>,
    replies: u64,
}

impl World {
    /// Signed in and connected, with a two-person room and a channel.
    fn new() -> Self {
        Self::after(Vec::new())
    }

    /// As [`Self::new`], on a computer that has written this down before.
    fn after(journal: Vec<JournalEntry>) -> Self {
        Self::of(ana(), journal)
    }

    fn of(account: Account, journal: Vec<JournalEntry>) -> Self {
        let mut world = Self::before_any_answer(account, journal);
        world.answer(
            "rooms.get",
            json!({ "update": [
            { "_id": DIRECT, "t": "d", "uids": [ANA, BO], "usernames": ["ana", "bo"], "usersCount": 2 },
            { "_id": CHANNEL, "t": "c", "name": "general", "usersCount": 3 },
        ], "remove": [] }),
        );
        world.answer(
            "subscriptions.get",
            json!({ "update": [
            { "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "fname": "Bo", "open": true },
            { "_id": "s2", "rid": CHANNEL, "t": "c", "name": "general", "open": true },
        ], "remove": [] }),
        );
        world.answer(
            "settings.public",
            json!({ "settings": [
            { "_id": "Site_Name", "value": "HQ" }, { "_id": "UI_Use_Real_Name", "value": true },
            { "_id": "VideoConf_Enable_DMs", "value": true },
        ] }),
        );
        world
            .answer("capabilities", json!({ "providerName": "jitsi", "capabilities": { "mic": true, "title": true } }));
        world.is_watching();
        world.answer(
            "users.presence",
            json!({ "users": [
            { "_id": BO, "username": "bo", "name": "Bo", "status": "online" },
        ] }),
        );
        world.outputs.clear();
        world
    }

    /// Connected, and nothing that was asked for is answered yet.
    fn before_any_answer(account: Account, journal: Vec<JournalEntry>) -> Self {
        let core = Core::new(clock(Millis(1_000)), account, journal, 7);
        let mut world = Self { core, now: Millis(1_000), outputs: Vec::new(), replies: 0 };
        world.feed(Input::Connected);
        world
    }

    fn feed(&mut self, input: Input) {
        self.core.handle(clock(self.now), input);
        while let Some(output) = self.core.poll_output() {
            self.outputs.push(output);
        }
    }

    fn act(&mut self, action: Action) -> ReplyTo {
        self.replies += 1;
        let reply = ReplyTo(self.replies);
        self.feed(Input::Action { action, viewer: Some(ViewerId(1)), reply });
        reply
    }

    fn stream(&mut self, collection: &str, event: &str, args: Value) {
        let fields = json!({ "eventName": event, "args": args }).to_string();
        let event = StreamEvent::parse(collection, &fields).unwrap().unwrap();
        self.feed(Input::Stream(event));
    }

    fn signal(&mut self, action: &str, call: &str) {
        let signal = json!([{ "action": action, "params": { "callId": call, "uid": BO, "rid": DIRECT } }]);
        self.stream("stream-notify-user", &format!("{ANA}/video-conference"), signal);
    }

    /// The sidebar, once every row is made.
    fn rows(&mut self) -> Vec<std::sync::Arc<update::Room>> {
        while self.core.refresh_rows() || !self.core.has_fresh_rows() {}
        self.core.rows().collect()
    }

    /// Lets time pass, from one due moment to the next.
    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.core.poll_timeout().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.feed(Input::Timeout);
        }
        self.now = end;
    }

    /// The stream tells of everybody it was asked to from now on.
    fn is_watching(&mut self) {
        let watched = |output: &mut Output| matches!(output, Output::WatchPresence { .. });
        for output in self.outputs.extract_if(.., watched).collect::<Vec<_>>() {
            let Output::WatchPresence { added } = output else { continue };
            self.feed(Input::Watched { users: added });
        }
    }

    /// The oldest request under way whose path ends so.
    fn asked(&mut self, path: &str) -> Option<(Ticket, rest::Request)> {
        let wanted =
            |output: &Output| matches!(output, Output::Request { request, .. } if request.path().ends_with(path));
        let index = self.outputs.iter().position(wanted)?;
        match self.outputs.remove(index) {
            Output::Request { ticket, request } => Some((ticket, request)),
            _ => None,
        }
    }

    fn answer(&mut self, path: &str, body: Value) {
        let (ticket, _) = self.asked(path).unwrap_or_else(|| panic!("nobody asked for {path}"));
        let result = Ok(body.to_string().into_bytes());
        self.feed(Input::Answer { ticket, result, date: None });
    }

    fn refuse(&mut self, path: &str, error: rest::RestError) {
        let (ticket, _) = self.asked(path).unwrap_or_else(|| panic!("nobody asked for {path}"));
        self.feed(Input::Answer { ticket, result: Err(error), date: None });
    }

    fn signals(&self) -> Vec<SignalAction> {
        let action = |output: &Output| match output {
            Output::Signal { signal, .. } => Some(signal.action),
            _ => None,
        };
        self.outputs.iter().filter_map(action).collect()
    }

    /// What was written down, as a restart would find it.
    fn kept(&self) -> Vec<JournalEntry> {
        let mut kept = BTreeMap::new();
        for output in &self.outputs {
            if let Output::Keep(entry) = output {
                kept.insert(entry.call.clone(), JournalEntry::clone(entry));
            }
        }
        kept.into_values().collect()
    }

    fn opened(&self) -> Vec<&str> {
        self.outputs.iter().filter_map(opened_address).collect()
    }

    fn reply(&self, to: ReplyTo) -> Option<Result<(), ActionError>> {
        self.outputs.iter().find_map(|output| match output {
            Output::Reply { to: told, result } if *told == to => Some(result.clone()),
            _ => None,
        })
    }

    fn record(&self, call: &str, changes: Value) -> Value {
        let mut record = json!({
            "_id": call, "type": "direct", "rid": DIRECT, "status": 0, "users": [], "providerName": "jitsi",
            "createdBy": { "_id": BO, "username": "bo", "name": "Bo" },
            "createdAt": { "$date": self.core.clock.server_now().0 - 1_000 }, "success": true,
        });
        for (member, value) in changes.as_object().unwrap() {
            record[member] = value.clone();
        }
        record
    }

    fn look(&mut self, room: &str) {
        let at = Some(Look { room: room_ref(room), panel: false });
        self.act(Action::Look { at });
    }

    fn timeline(&self) -> Vec<Content> {
        let room = self.core.open_room(ViewerId(1)).unwrap();
        room.timeline.into_iter().map(|item| item.content).collect()
    }
}

fn opened_address(output: &Output) -> Option<&str> {
    match output {
        Output::Open { address, .. } => Some(address),
        _ => None,
    }
}

fn clock(now: Millis) -> Clock {
    Clock::new(now, Timestamp(START + i64::try_from(now.0).unwrap()))
}

fn room_ref(room: &str) -> RoomRef {
    RoomRef { workspace: ROOT.into(), room_id: room.into() }
}

fn start(room: &str) -> Action {
    Action::StartCall { workspace: ROOT.into(), room_id: room.into(), devices: None, title: None }
}

/// The two-person room after something was said in it.
fn active_room(at: i64) -> Value {
    let message = json!({
        "_id": "m9", "rid": DIRECT, "msg": "There?", "ts": { "$date": at },
        "u": { "_id": BO, "username": "bo", "name": "Bo" },
    });
    json!({ "_id": DIRECT, "t": "d", "uids": [ANA, BO], "lm": { "$date": at }, "lastMessage": message })
}

fn offline() -> rest::RestError {
    rest::RestError::Offline("gone".into())
}

#[test]
fn a_colleague_rings_before_any_request_is_answered() {
    let mut world = World::new();
    world.signal("call", "c1");
    let calls = world.core.calls_view();
    assert_eq!(calls.incoming.len(), 1);
    assert_eq!(calls.incoming[0].caller.name, "Bo");
    assert_eq!(calls.incoming[0].workspace_name, "HQ");
    assert!(matches!(calls.incoming[0].phase, IncomingPhase::Ringing { silenced: false, .. }));
    assert_eq!((calls.incoming[0].mic, calls.incoming[0].cam), (Some(true), None), "only what the provider has");
    assert!(world.core.take_changed().calls);
}

#[test]
fn accepting_answers_joins_and_opens_the_page() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    assert_eq!(world.signals(), [SignalAction::Accepted]);
    let join = world.outputs.iter().find_map(|output| match output {
        Output::Request { request: rest::Request::CallJoin { state, .. }, .. } => Some(*state),
        _ => None,
    });
    assert_eq!(join, Some(Some(rest::JoinState { mic: Some(true), cam: None })));
    world.answer("join", json!({ "url": "https://meet.example/c1", "success": true }));
    assert_eq!(world.opened(), ["https://meet.example/c1"]);
    assert!(world.core.calls_view().joined.is_some());
}

#[test]
fn a_second_press_on_accept_does_nothing() {
    let mut world = World::new();
    world.signal("call", "c1");
    for _ in 0..3 {
        world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
    }
    assert_eq!(world.signals(), [SignalAction::Accepted]);
    assert!(world.asked("join").is_some() && world.asked("join").is_none());
}

#[test]
fn words_follow_the_decline_they_belong_to() {
    let mut world = World::new();
    world.signal("call", "c1");
    let words = Some("In a meeting".to_owned());
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words } });
    let signal = world.outputs.iter().position(|output| matches!(output, Output::Signal { .. })).unwrap();
    let sent = |output: &Output| matches!(output, Output::Request { request: rest::Request::MessageSend { text, .. }, .. } if text == "In a meeting");
    let message = world.outputs.iter().position(sent).unwrap();
    assert!(signal < message);
    assert_eq!(world.signals(), [SignalAction::Rejected]);
    assert!(!world.core.is_ringing());
}

#[test]
fn whoever_declines_with_words_hears_whether_they_were_sent() {
    let refused = || rest::refusal(400, br#"{"success":false,"error":"error-not-allowed"}"#, None);
    let sent = || Ok(json!({ "success": true }).to_string().into_bytes());
    for (answer, told) in [(Err(refused()), Err(ActionError::WordsNotSent)), (Err(offline()), Ok(())), (sent(), Ok(()))]
    {
        let mut world = World::new();
        world.signal("call", "c1");
        let words = Some("In a meeting".to_owned());
        let decline = Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words } };
        let reply = world.act(decline);
        assert_eq!(world.reply(reply), None, "they are on their way");
        let (ticket, _) = world.asked("chat.sendMessage").expect("they are sent");
        world.feed(Input::Answer { ticket, result: answer, date: None });
        assert_eq!(world.reply(reply), Some(told));
    }
}

#[test]
fn nothing_is_written_into_an_encrypted_room_and_a_decline_goes_without_its_words() {
    let mut world = World::new();
    let setting = json!(["changed", { "_id": "E2E_Enable", "value": true }]);
    world.stream("stream-notify-all", "public-settings-changed", setting);
    let room = json!(["updated", { "_id": DIRECT, "t": "d", "uids": [ANA, BO], "encrypted": true }]);
    world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), room);
    world.look(DIRECT);
    assert_eq!(world.core.open_room(ViewerId(1)).unwrap().read_only, Some(update::ReadOnly::Encrypted));
    world.signal("call", "c1");
    let words = Some("In a meeting".to_owned());
    let decline = Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words } };
    let reply = world.act(decline);
    assert_eq!(world.signals(), [SignalAction::Rejected]);
    assert_eq!(world.reply(reply), Some(Err(ActionError::WordsNotSent)));
    assert!(world.kept().iter().all(|entry| entry.words.is_none()), "nor are they noted as said");
    let write = Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() };
    let reply = world.act(write);
    assert_eq!(world.reply(reply), Some(Err(ActionError::NotAllowed { reason: "encrypted".into() })));
    assert!(world.asked("chat.sendMessage").is_none());
}

#[test]
fn a_room_that_says_it_is_encrypted_is_until_the_workspace_says_that_it_encrypts_nothing() {
    let mut world = World::new();
    world.core.workplace = workplace::Workplace::default(); // its settings have not been told
    let room = json!(["updated", { "_id": DIRECT, "t": "d", "uids": [ANA, BO], "encrypted": true }]);
    world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), room);
    world.look(DIRECT);
    let read_only = |world: &World| world.core.open_room(ViewerId(1)).unwrap().read_only;
    assert_eq!(read_only(&world), Some(update::ReadOnly::Encrypted));
    world.signal("call", "c1");
    let words = Some("In a meeting".to_owned());
    let reply = world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words } });
    assert_eq!(world.reply(reply), Some(Err(ActionError::WordsNotSent)));
    assert!(world.asked("chat.sendMessage").is_none());
    let setting = json!(["changed", { "_id": "E2E_Enable", "value": false }]);
    world.stream("stream-notify-all", "public-settings-changed", setting);
    assert_eq!(read_only(&world), None);
}

#[test]
fn what_is_written_before_it_is_known_what_its_room_is_like_waits() {
    for encrypted in [false, true] {
        let mut world = World::before_any_answer(ana(), Vec::new());
        let own = json!({ "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "open": true });
        world.answer("subscriptions.get", json!({ "update": [own], "remove": [] }));
        world.act(Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() });
        assert!(world.asked("chat.sendMessage").is_none());
        let room = json!({ "_id": DIRECT, "t": "d", "uids": [ANA, BO], "encrypted": encrypted });
        world.answer("rooms.get", json!({ "update": [room], "remove": [] }));
        assert_eq!(world.asked("chat.sendMessage").is_none(), encrypted);
    }
}

#[test]
fn a_dismissed_call_is_silent_here_and_on_the_wire() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Dismiss });
    world.signal("call", "c1");
    assert!(!world.core.is_ringing());
    assert_eq!(world.signals(), []);
}

#[test]
fn a_call_that_was_decided_does_not_ring_again_after_a_restart() {
    for answer in [
        Answer::Accept { devices: None },
        Answer::Decline { words: None },
        Answer::Decline { words: Some("No".into()) },
        Answer::Dismiss,
    ] {
        let mut world = World::new();
        world.signal("call", "c1");
        world.act(Action::AnswerCall { call_id: "c1".into(), answer: answer.clone() });
        if let Answer::Accept { .. } = answer {
            world.answer("video-conference.join", json!({ "url": "https://meet.example/c1", "success": true }));
        }
        let mut restarted = World::after(world.kept());
        restarted.signal("call", "c1");
        assert!(restarted.core.calls_view().incoming.is_empty(), "{answer:?}");
        restarted.signal("call", "c2");
        assert_eq!(restarted.core.calls_view().incoming.len(), 1, "after {answer:?}");
    }
}

#[test]
fn a_call_that_rang_out_rings_on_after_a_restart_unless_it_was_given_up() {
    let calling = || {
        let mut world = World::new();
        world.act(start(DIRECT));
        let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
        world.answer("video-conference.start", answer);
        world
    };
    let restarted = World::after(calling().kept());
    let outgoing = restarted.core.calls_view().outgoing.expect("it rings on");
    assert_eq!((outgoing.call_id.as_str(), outgoing.callee.name.as_str()), ("c1", "Bo"));
    assert!(matches!(outgoing.phase, OutgoingPhase::Ringing { reconnecting: false }));

    let mut given_up = calling();
    given_up.act(Action::CancelCall { call_id: "c1".into() });
    assert_eq!(World::after(given_up.kept()).core.calls_view().outgoing, None);
}

#[test]
fn a_ring_that_only_fell_silent_may_come_back_after_a_restart() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.pass(Duration::from_secs(12));
    let mut restarted = World::after(world.kept());
    restarted.signal("call", "c1");
    assert_eq!(restarted.core.calls_view().incoming.len(), 1);
}

#[test]
fn every_step_to_being_reachable_is_shown_with_when_it_was_lost() {
    let mut world = World::new();
    let link = |world: &World| world.core.workspace().link;
    assert!(matches!(link(&world), Link::Reachable { .. }));
    world.pass(Duration::from_secs(5));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NotAWorkspace });
    let gone = world.core.clock.local_now();
    assert_eq!(link(&world), Link::Lost { since: gone, next_try: gone + 1_000, loss: Loss::NotAWorkspace });
    world.pass(Duration::from_secs(1));
    world.feed(Input::Connecting);
    assert_eq!(link(&world), Link::Connecting { since: gone });
    world.feed(Input::SignedIn);
    assert_eq!(link(&world), Link::Subscribing { since: gone });
    world.feed(Input::Connected);
    assert_eq!(link(&world), Link::Reachable { since: gone + 1_000 });
}

#[test]
fn a_record_that_is_wanted_while_the_line_is_down_waits_for_it_and_wakes_nobody() {
    let mut world = World::new();
    world.stream("stream-notify-room", &format!("{CHANNEL}/videoconf"), json!(["c1"]));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.now = world.now + Duration::from_secs(60);
    world.feed(Input::Timeout);
    assert!(world.core.poll_timeout().is_none_or(|due| due > world.now), "it would be looked at without end");
    assert!(world.asked("info").is_none());
    world.feed(Input::Connected);
    assert!(world.asked("info").is_some());
}

#[test]
fn a_conversation_is_opened_with_somebody_new_and_nobody_is_told_as_such() {
    let mut world = World::new();
    let open = |username: &str| Action::OpenDirect { workspace: ROOT.into(), username: username.into() };
    let reply = world.act(open("cleo"));
    world.answer("im.create", json!({ "room": { "_id": "AnaIdCleoId", "t": "d" }, "success": true }));
    assert_eq!(world.reply(reply), Some(Ok(())));
    let reply = world.act(open("nobody"));
    let (status, message, details) = (400, "Invalid user".into(), None);
    world.refuse("im.create", rest::RestError::Refused { status, code: "error-invalid-user".into(), message, details });
    assert_eq!(world.reply(reply), Some(Err(ActionError::Unknown { what: "person".into() })));
}

#[test]
fn a_call_in_a_channel_rings_nobody_and_opens_at_once() {
    let mut world = World::new();
    let reply = world.act(Action::StartCall {
        workspace: ROOT.into(),
        room_id: CHANNEL.into(),
        devices: None,
        title: Some("Stand-up & \"more\" #1".into()),
    });
    let (ticket, request) = world.asked("start").unwrap();
    let expected = json!({ "roomId": CHANNEL, "title": "Stand-up  more 1" });
    assert_eq!(request.body(), Some(expected), "no ringing, and a title that no address trips over");
    let body = json!({ "data": { "type": "videoconference", "callId": "c1", "rid": CHANNEL }, "success": true });
    world.feed(Input::Answer { ticket, result: Ok(body.to_string().into_bytes()), date: None });
    world.answer("join", json!({ "url": "https://meet.example/c1" }));
    assert_eq!(world.opened(), ["https://meet.example/c1"]);
    assert_eq!(world.signals(), []);
    assert_eq!(world.reply(reply), Some(Ok(())));
}

#[test]
fn an_address_that_is_no_web_page_is_refused_in_words() {
    let mut world = World::new();
    let reply = world.act(start(CHANNEL));
    world.answer("start", json!({ "data": { "type": "videoconference", "callId": "c1", "rid": CHANNEL } }));
    world.answer("join", json!({ "url": "file:///etc/passwd" }));
    assert!(world.opened().is_empty());
    assert!(matches!(world.reply(reply), Some(Err(ActionError::Refused { .. }))));
    assert!(world.core.calls_view().joined.is_none());
}

#[test]
fn a_second_call_out_is_busy_and_a_refused_one_says_why() {
    let mut world = World::new();
    let first = world.act(start(DIRECT));
    let second = world.act(start(DIRECT));
    assert_eq!(world.reply(second), Some(Err(ActionError::Busy)));
    world.refuse("start", rest::refusal(400, br#"{"error":"no-active-video-conf-provider"}"#, None));
    assert_eq!(world.reply(first), Some(Err(ActionError::NoProvider)));
}

#[test]
fn what_is_written_without_a_connection_goes_out_once_when_there_is_one() {
    let mut world = World::new();
    world.look(DIRECT);
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.act(Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() });
    let rooms = || json!({ "update": [], "remove": [], "success": true });
    world.feed(Input::Connected);
    assert!(world.asked("chat.sendMessage").is_none(), "its room may have been encrypted");
    world.answer("rooms.get", rooms());
    let (ticket, request) = world.asked("chat.sendMessage").unwrap();
    // The answer is lost: the same id goes out again, which the workspace takes once.
    world.feed(Input::Answer { ticket, result: Err(offline()), date: None });
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    world.answer("rooms.get", rooms());
    let (_, again) = world.asked("chat.sendMessage").unwrap();
    assert_eq!(request, again);
    assert!(world.asked("chat.sendMessage").is_none());
}

#[test]
fn what_was_written_for_a_room_that_is_encrypted_by_now_does_not_go_out() {
    let mut world = World::new();
    let setting = json!(["changed", { "_id": "E2E_Enable", "value": true }]);
    world.stream("stream-notify-all", "public-settings-changed", setting);
    world.look(DIRECT);
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.act(Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() });
    world.feed(Input::Connected);
    let room = json!({ "_id": DIRECT, "t": "d", "uids": [ANA, BO], "encrypted": true });
    world.answer("rooms.get", json!({ "update": [room], "remove": [], "success": true }));
    assert!(world.asked("chat.sendMessage").is_none());
    assert_eq!(world.core.timelines[DIRECT].outbox()[0].delivery, Delivery::Failed);
}

#[test]
fn a_refused_message_stays_to_be_taken_up_again() {
    let mut world = World::new();
    world.look(DIRECT);
    world.act(Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() });
    world.refuse("chat.sendMessage", rest::refusal(400, br#"{"error":"room_is_blocked"}"#, None));
    let failed = |content: &Content| matches!(content, Content::Text { text, delivery: Delivery::Failed, .. } if text == "hello");
    assert!(world.timeline().iter().any(failed));
}

#[test]
fn a_message_that_arrived_at_once_and_is_refused_when_it_goes_out_again_is_delivered() {
    let stumbles = br#"{"success":false,"error":"Cannot read properties of undefined (reading '_id')"}"#;
    let nothing = br#"{"success":false}"#;
    for (is_there, delivery) in [(true, None), (false, Some(Delivery::Failed))] {
        let mut world = World::new();
        world.look(DIRECT);
        world.act(Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() });
        world.refuse("chat.sendMessage", offline());
        world.pass(Duration::from_secs(6));
        world.refuse("chat.sendMessage", rest::refusal(400, stumbles, None));
        world.feed(Input::Connected);
        assert!(world.asked("chat.sendMessage").is_none(), "it is being looked for");
        match is_there {
            true => {
                let message = json!({ "_id": world.core.timelines[DIRECT].outbox()[0].id, "rid": DIRECT,
                    "msg": "hello", "ts": { "$date": START }, "u": { "_id": ANA, "username": "ana" } });
                world.answer("chat.getMessage", json!({ "message": message, "success": true }));
            }
            false => world.refuse("chat.getMessage", rest::refusal(400, nothing, None)),
        }
        let outbox = world.core.timelines[DIRECT].outbox();
        assert_eq!(outbox.first().map(|outgoing| outgoing.delivery), delivery);
        assert_eq!(world.timeline().len(), 1);
    }
}

#[test]
fn a_call_that_came_while_nobody_listened_is_missed_until_its_room_is_seen() {
    let mut world = World::new();
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.pass(Duration::from_secs(60));
    world.feed(Input::Connected);
    let message = json!({
        "_id": "m1", "rid": DIRECT, "msg": "", "ts": { "$date": START + 20_000 }, "t": "videoconf",
        "u": { "_id": BO, "username": "bo", "name": "Bo" },
        "blocks": [{ "type": "video_conf", "callId": "c1", "blockId": "c1", "appId": "videoconf-core" }],
    });
    world.answer(
        "rooms.get",
        json!({ "update": [{
        "_id": DIRECT, "t": "d", "uids": [ANA, BO], "lm": { "$date": START + 20_000 }, "lastMessage": message,
    }] }),
    );
    world.answer("subscriptions.get", json!({ "update": [] }));
    world.pass(Duration::from_secs(1));
    let ended =
        json!({ "status": 4, "createdAt": { "$date": START + 20_000 }, "endedAt": { "$date": START + 50_000 } });
    world.answer("video-conference.info", world.record("c1", ended));
    assert_eq!(world.core.missed(), 1);
    assert_eq!(world.core.history_view()[0].state, CallState::Missed);
    world.look(DIRECT);
    let seen_in = |room: &str| Action::MarkCallsSeen { room: Some(room_ref(room)) };
    world.act(seen_in(CHANNEL));
    assert_eq!(world.core.missed(), 1, "opened is not seen yet");
    world.act(seen_in(DIRECT));
    assert_eq!(world.core.missed(), 0);
}

#[test]
fn calls_of_an_absence_are_missed_calls_though_other_messages_came_after_them() {
    let mut world = World::new();
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.pass(Duration::from_secs(60));
    world.feed(Input::Connected);
    world.answer("rooms.get", json!({ "update": [active_room(START + 50_000)] }));
    world.answer("subscriptions.get", json!({ "update": [] }));
    world.pass(Duration::from_secs(2));
    let call = |id: &str, at: i64| {
        let (from, to) = (json!({ "$date": START + at }), json!({ "$date": START + at + 9_000 }));
        world.record(id, json!({ "status": 4, "createdAt": from, "endedAt": to }))
    };
    let calls = [call("c2", 30_000), call("c1", 10_000), call("before", -90_000)];
    world.answer("video-conference.list", json!({ "data": calls }));
    assert_eq!(world.core.missed(), 2);
}

#[test]
fn a_line_that_breaks_before_all_was_caught_up_leaves_nothing_out() {
    let mut world = World::new();
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.pass(Duration::from_secs(3_600));
    world.feed(Input::Connected);
    world.outputs.clear(); // nothing is answered on this line
    world.pass(Duration::from_secs(3));
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    let (_, rooms) = world.asked("rooms.get").unwrap();
    let rest::Request::RoomsGet { updated_since: Some(since) } = rooms else { panic!("{rooms:?}") };
    assert!(since.0 <= START + 1_000, "the hour before is asked for too: {since}");
}

#[test]
fn rooms_that_could_not_be_read_are_asked_for_until_they_are_and_the_absence_is_not_over_before() {
    let refused: [Result<Vec<u8>, rest::RestError>; 3] =
        [Err(rest::RestError::NotSignedIn), Ok(b"<html>".to_vec()), Err(rest::refusal(403, b"<html>", None))];
    for result in refused {
        let mut world = World::new();
        world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
        world.pass(Duration::from_secs(3_600));
        world.feed(Input::Connected);
        let (ticket, first) = world.asked("rooms.get").unwrap();
        world.feed(Input::Answer { ticket, result, date: None });
        assert!(world.asked("rooms.get").is_none(), "not at once: it may be refused for ever");
        world.answer("api/v1/me", json!({ "_id": ANA, "username": "ana" }));
        world.pass(Duration::from_millis(1));
        let (ticket, again) = world.asked("rooms.get").expect("the session holds");
        assert_eq!(first, again);
        world.feed(Input::Answer { ticket, result: Err(rest::RestError::NotSignedIn), date: None });
        world.pass(Duration::from_secs(59));
        assert!(world.asked("rooms.get").is_none());
        world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
        world.feed(Input::Connected);
        let (_, rooms) = world.asked("rooms.get").unwrap();
        let rest::Request::RoomsGet { updated_since: Some(since) } = rooms else { panic!("{rooms:?}") };
        assert!(since.0 <= START + 1_000, "the hour before is asked for too: {since}");
    }
}

#[test]
fn a_line_that_died_in_the_computers_sleep_is_caught_up_from_before_the_sleep() {
    let mut world = World::new();
    world.now = world.now + Duration::from_secs(8 * 3_600);
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    let (_, rooms) = world.asked("rooms.get").unwrap();
    let rest::Request::RoomsGet { updated_since: Some(since) } = rooms else { panic!("{rooms:?}") };
    assert!(since.0 <= START + 1_000, "nothing was heard since the evening: {since}");
}

#[test]
fn a_line_that_died_while_the_machine_was_halted_from_outside_is_caught_up_from_before_that() {
    let mut world = World::new();
    // Only the wall clock tells of the three hours: the host has set it.
    let (now, wall) = (Millis(21_000), Timestamp(START + 21_000 + 3 * 3_600_000));
    world
        .core
        .handle(Clock::new(now, wall), Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    let (_, rooms) = world.asked("rooms.get").unwrap();
    let rest::Request::RoomsGet { updated_since: Some(since) } = rooms else { panic!("{rooms:?}") };
    assert!(since.0 <= START + 1_000, "nothing was heard for three hours: {since}");
}

#[test]
fn frames_that_were_slept_through_do_not_hide_the_calls_of_that_sleep() {
    let mut world = World::new();
    world.now = world.now + Duration::from_secs(8 * 3_600);
    // They lay in the socket, and are read on waking.
    for call in ["c1", "c2"] {
        world.stream("stream-notify-room", &format!("{DIRECT}/videoconf"), json!([call]));
    }
    world.now = world.now + Duration::from_secs(2);
    world.feed(Input::Disconnected { next_try: Duration::from_secs(1), loss: Loss::NoAnswer });
    world.feed(Input::Connected);
    let (_, rooms) = world.asked("rooms.get").unwrap();
    let rest::Request::RoomsGet { updated_since: Some(since) } = rooms else { panic!("{rooms:?}") };
    assert!(since.0 <= START + 1_000, "nothing else was heard since the evening: {since}");
}

#[test]
fn an_answer_that_was_slept_through_neither_sets_the_clock_nor_rings() {
    let mut world = World::new();
    world.stream("stream-notify-room", &format!("{DIRECT}/videoconf"), json!(["c1"]));
    world.pass(Duration::from_secs(1));
    let (ticket, _) = world.asked("video-conference.info").unwrap();
    let (then, record) = (world.core.clock.server_now(), world.record("c1", json!({})));
    world.now = world.now + Duration::from_secs(60);
    let result = Ok(record.to_string().into_bytes());
    world.feed(Input::Answer { ticket, result, date: Some(then) });
    assert_eq!(world.core.clock.offset, 0);
    assert!(!world.core.is_ringing());
}

#[test]
fn a_caller_who_vanishes_leaves_a_missed_call() {
    let mut world = World::new();
    world.signal("call", "c1");
    let calling = world.record("c1", json!({}));
    world.answer("video-conference.info", calling.clone());
    world.pass(Duration::from_secs(10));
    world.answer("video-conference.info", calling.clone());
    world.pass(Duration::from_secs(22));
    world.answer("video-conference.info", calling.clone());
    assert_eq!(world.core.missed(), 1, "the record still says that it rings");
    world.pass(Duration::from_secs(12));
    let mut ended = calling;
    (ended["status"], ended["endedAt"]) = (json!(4), json!({ "$date": START + 40_000 }));
    world.answer("video-conference.info", ended);
    assert_eq!(world.core.missed(), 1);
    assert_eq!(world.core.history_view()[0].state, CallState::Missed);
    world.pass(Duration::from_secs(600));
    assert!(world.asked("video-conference.info").is_none(), "what is over is asked for no more");
}

#[test]
fn a_call_that_was_declined_or_dismissed_is_never_called_missed_to_its_person() {
    for answer in [Answer::Decline { words: None }, Answer::Dismiss] {
        let mut world = World::new();
        world.signal("call", "c1");
        world.act(Action::AnswerCall { call_id: "c1".into(), answer });
        world.signal("canceled", "c1");
        world.pass(Duration::from_secs(1));
        let ended = json!({ "status": 4, "endedAt": { "$date": START + 9_000 } });
        world.answer("video-conference.info", world.record("c1", ended));
        assert_eq!(world.core.missed(), 0);
    }
}

#[test]
fn a_call_that_was_given_up_is_in_the_log_though_its_room_says_nothing_of_it() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Dismiss });
    world.pass(Duration::from_secs(1));
    world.answer("video-conference.info", world.record("c1", json!({})));
    world.pass(Duration::from_secs(15)); // its caller has fallen silent
    while let Some((ticket, _)) = world.asked("video-conference.info") {
        let rings = world.record("c1", json!({ "createdAt": { "$date": START } })).to_string();
        world.feed(Input::Answer { ticket, result: Ok(rings.into_bytes()), date: None });
    }
    world.signal("canceled", "c1");
    world.pass(Duration::from_secs(2));
    let ended = json!({ "status": 4, "endedAt": { "$date": START + 18_000 } });
    world.answer("video-conference.info", world.record("c1", ended));
    assert_eq!(world.core.history_view()[0].state, CallState::Missed);
    assert_eq!(world.core.missed(), 0, "it was dismissed");
}

#[test]
fn an_answer_in_the_moment_in_which_a_ring_ends_is_told_that_it_has_ended() {
    for answer in [Answer::Accept { devices: None }, Answer::Decline { words: None }, Answer::Dismiss] {
        let mut world = World::new();
        world.signal("call", "c1");
        world.now = world.now + Duration::from_secs(31); // its timer is about to go off
        let reply = world.act(Action::AnswerCall { call_id: "c1".into(), answer });
        assert_eq!(world.reply(reply), Some(Err(ActionError::CallOver)));
        assert_eq!(world.signals(), []);
    }
}

#[test]
fn a_second_answer_to_an_accepted_call_neither_says_nor_notes_anything() {
    for second in [Answer::Decline { words: Some("Not now".into()) }, Answer::Dismiss] {
        let mut world = World::new();
        world.signal("call", "c1");
        for answer in [Answer::Accept { devices: None }, second] {
            world.act(Action::AnswerCall { call_id: "c1".into(), answer });
        }
        assert_eq!(world.signals(), [SignalAction::Accepted]);
        assert!(world.asked("chat.sendMessage").is_none());
        assert_eq!(world.kept(), []);
    }
}

#[test]
fn a_declined_call_is_not_missed_though_its_caller_went_in_and_waited_alone() {
    let mut world = World::new();
    world.signal("call", "c1");
    world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Decline { words: None } });
    let alone = json!([{ "_id": BO, "username": "bo", "ts": { "$date": START + 5_000 } }]);
    let ended = json!({ "status": 3, "users": alone, "endedAt": { "$date": START + 60_000 } });
    world.answer("video-conference.info", world.record("c1", ended));
    assert_eq!(world.core.history_view()[0].state, CallState::DeclinedByMe);
    assert_eq!(world.core.missed(), 0);
}

#[test]
fn the_message_of_a_call_shows_what_its_record_says() {
    let mut world = World::new();
    world.look(CHANNEL);
    let message = json!({
        "_id": "m1", "rid": CHANNEL, "msg": "", "ts": { "$date": START }, "t": "videoconf",
        "u": { "_id": BO, "username": "bo", "name": "Bo" },
        "blocks": [{ "type": "video_conf", "callId": "c1" }],
    });
    world.answer("channels.history", json!({ "messages": [message] }));
    let state = |world: &World| match &world.timeline()[0] {
        Content::Call { record } => (record.state, record.attendees.len()),
        content => panic!("{content:?}"),
    };
    assert_eq!(state(&world), (CallState::Loading, 0));
    let user =
        |id: &str| json!({ "_id": id, "username": id, "name": id, "avatarETag": null, "ts": { "$date": START } });
    let running =
        json!({ "type": "videoconference", "rid": CHANNEL, "status": 1, "users": [user(BO), user("c"), user("d")] });
    world.answer("video-conference.info", world.record("c1", running));
    assert_eq!(state(&world), (CallState::Ongoing, 3));
    assert_eq!(world.rows().iter().find_map(|room| room.live_call), Some(3));
    world.stream("stream-notify-room", &format!("{CHANNEL}/videoconf"), json!(["c1"]));
    world.pass(Duration::from_secs(1));
    let over = json!({ "type": "videoconference", "rid": CHANNEL, "status": 3, "users": [user(BO), user("c")],
        "endedAt": { "$date": START + 60_000 }, "createdAt": { "$date": START } });
    world.answer("video-conference.info", world.record("c1", over));
    let Content::Call { record } = world.timeline().remove(0) else { panic!() };
    assert_eq!((record.state, record.length_ms), (CallState::Ended, Some(60_000)));
    assert_eq!(world.rows().iter().find_map(|room| room.live_call), None);
}

#[test]
fn whoever_types_is_named_until_they_write_or_stop() {
    let mut world = World::new();
    world.look(DIRECT);
    let typing = |world: &World| world.core.open_room(ViewerId(1)).unwrap().typing;
    let event = format!("{DIRECT}/user-activity");
    world.stream("stream-notify-room", &event, json!(["Bo", ["user-typing"], {}]));
    assert_eq!(typing(&world), ["Bo"]);
    world.stream("stream-notify-room", &event, json!(["Ana", ["user-typing"], {}]));
    assert_eq!(typing(&world), ["Bo"], "not oneself");
    world.pass(Duration::from_secs(20));
    assert!(typing(&world).is_empty());
}

#[test]
fn an_expired_session_is_said_and_nothing_rings_on() {
    for rings in [
        |world: &mut World| world.signal("call", "c1"),
        |world: &mut World| {
            world.act(start(DIRECT));
            let answer = json!({ "data": { "type": "direct", "callId": "c1", "calleeId": BO }, "success": true });
            world.answer("video-conference.start", answer);
        },
    ] {
        let mut world = World::new();
        rings(&mut world);
        assert!(world.core.is_ringing());
        world.outputs.clear();
        world.feed(Input::SignedOut(SignedOut::Expired));
        assert_eq!(world.core.workspace().link, Link::SignedOut { reason: SignedOut::Expired });
        assert!(!world.core.is_ringing());
        world.pass(Duration::from_secs(300));
        let asked = |output: &Output| matches!(output, Output::Request { .. } | Output::Signal { .. });
        assert!(!world.outputs.iter().any(asked), "{:?}", world.outputs);
    }
}

#[test]
fn whatever_is_refused_for_want_of_a_session_has_it_looked_at_once_and_not_again_and_again() {
    let ended = |world: &World| world.outputs.iter().any(|output| matches!(output, Output::SessionEnded));
    let mut world = World::new();
    world.core.purposes.clear(); // what it asked on connecting
    for round in 0..5 {
        world.act(start(CHANNEL));
        world.refuse("start", rest::RestError::NotSignedIn);
        let asked = world.asked("api/v1/me");
        assert_eq!(asked.is_some(), round == 0);
        if let Some((ticket, _)) = asked {
            let me = json!({ "_id": ANA, "username": "ana" }).to_string().into_bytes();
            world.feed(Input::Answer { ticket, result: Ok(me), date: None });
        }
    }
    assert!(!ended(&world), "the workspace itself knows us");
    world.pass(Duration::from_secs(60));
    world.act(start(CHANNEL));
    world.refuse("start", rest::RestError::NotSignedIn);
    world.refuse("api/v1/me", rest::RestError::NotSignedIn);
    assert!(ended(&world));
}

#[test]
fn a_late_answer_to_the_session_before_does_not_end_the_new_one() {
    let mut world = World::new();
    world.feed(Input::Connected);
    let (me, _) = world.asked("api/v1/me").unwrap();
    world.feed(Input::SignedOut(SignedOut::Expired));
    world.feed(Input::Connected);
    world.feed(Input::Answer { ticket: me, result: Err(rest::RestError::NotSignedIn), date: None });
    assert!(!world.outputs.iter().any(|output| matches!(output, Output::SessionEnded)));
    world.refuse("api/v1/me", rest::RestError::NotSignedIn);
    assert!(world.outputs.iter().any(|output| matches!(output, Output::SessionEnded)));
}

#[test]
fn a_viewer_that_goes_takes_its_room_along() {
    let mut world = World::new();
    world.look(CHANNEL);
    assert!(world.outputs.iter().any(|output| matches!(output, Output::Follow(room) if room.as_str() == CHANNEL)));
    world.feed(Input::ViewerWent(ViewerId(1)));
    assert!(world.outputs.iter().any(|output| matches!(output, Output::Unfollow(room) if room.as_str() == CHANNEL)));
    assert!(world.core.open_room(ViewerId(1)).is_none());
}

#[test]
fn a_question_that_found_no_answer_is_asked_again() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.refuse("channels.history", rest::refusal(503, b"", None));
    assert!(world.asked("channels.history").is_none());
    world.pass(Duration::from_secs(6));
    world.answer("channels.history", json!({ "messages": [] }));
    assert!(world.core.open_room(ViewerId(1)).unwrap().loaded);
}

#[test]
fn a_message_that_found_no_answer_goes_out_again_by_itself() {
    let mut world = World::new();
    world.look(DIRECT);
    world.act(Action::SendMessage { workspace: ROOT.into(), room_id: DIRECT.into(), text: "hello".into() });
    let (_, first) = world
        .asked("chat.sendMessage")
        .map(|(ticket, request)| {
            world.feed(Input::Answer { ticket, result: Err(offline()), date: None });
            (ticket, request)
        })
        .unwrap();
    world.pass(Duration::from_secs(6));
    assert_eq!(world.asked("chat.sendMessage").map(|(_, again)| again), Some(first));
}

#[test]
fn only_the_workspaces_own_word_ends_a_session() {
    let ended = |world: &World| world.outputs.iter().any(|output| matches!(output, Output::SessionEnded));
    let mut world = World::new();
    world.core.purposes.clear(); // what it asked on connecting
    world.look(CHANNEL);
    world.refuse("channels.history", rest::RestError::NotSignedIn);
    assert!(!ended(&world), "a page between us and the workspace may say that too");
    world.refuse("api/v1/me", rest::RestError::NotSignedIn);
    assert!(ended(&world));
}

#[test]
fn a_session_that_the_workspace_ends_may_be_another_one_of_the_same_person() {
    let ended = |world: &World| world.outputs.iter().any(|output| matches!(output, Output::SessionEnded));
    let mut world = World::new();
    world.core.purposes.clear(); // what it asked on connecting
    for (answer, ends) in
        [(Ok(json!({ "_id": ANA, "username": "ana" })), false), (Err(rest::RestError::NotSignedIn), true)]
    {
        world.stream("stream-notify-user", &format!("{ANA}/force_logout"), json!([]));
        world.pass(Duration::from_millis(1_999));
        assert_eq!(world.asked("api/v1/me"), None, "its token may still be good");
        world.pass(Duration::from_millis(1));
        let (ticket, _) = world.asked("api/v1/me").unwrap();
        world.feed(Input::Answer { ticket, result: answer.map(|me| me.to_string().into_bytes()), date: None });
        assert_eq!(ended(&world), ends);
    }
}

#[test]
fn a_workspace_that_fails_inside_is_asked_again_and_a_call_is_not_taken_for_unknown() {
    let fault = || rest::refusal(400, br#"{"success":false,"error":"topology was destroyed by the driver"}"#, None);
    let mut world = World::new();
    world.feed(Input::Connected);
    world.refuse("rooms.get", fault());
    world.pass(Duration::from_secs(5));
    assert!(world.asked("rooms.get").is_some());
    world.signal("call", "c1");
    world.refuse("video-conference.info", fault());
    world.signal("call", "c1");
    assert_eq!(world.core.calls_view().incoming.len(), 1, "it is no lie for that");
    world.pass(Duration::from_secs(5));
    assert!(world.asked("video-conference.info").is_some());
}

#[test]
fn a_call_that_takes_place_on_the_workspaces_own_page_is_joined_there() {
    for (embedded, page) in [(true, Some("https://a.example/direct/AnaIdBoId")), (false, None)] {
        let mut world = World::new();
        world.core.request(rest::Request::CallCapabilities, answers::Purpose::Capabilities);
        world.feed(Input::Timeout);
        world.answer("capabilities", json!({ "providerName": "livekit", "capabilities": { "embedded": embedded } }));
        world.signal("call", "c1");
        let record = world.record("c1", json!({}));
        world.answer("video-conference.info", record);
        world.act(Action::AnswerCall { call_id: "c1".into(), answer: Answer::Accept { devices: None } });
        world.answer("join", json!({ "url": "" }));
        assert_eq!(world.opened(), page.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_busy_day_does_not_fill_the_memory() {
    let mut world = World::new();
    world.look(CHANNEL);
    world.answer("channels.history", json!({ "messages": [] }));
    for number in 0..3_000 {
        let message = json!([{ "_id": format!("m{number}"), "rid": CHANNEL, "msg": "news", "ts": { "$date": START + number },
            "u": { "_id": BO, "username": "bo" } }]);
        world.stream("stream-room-messages", "__my_messages__", message);
    }
    assert_eq!(world.timeline().len(), actions::WINDOW);
    world.feed(Input::ViewerWent(ViewerId(1)));
    world.look(CHANNEL);
    assert_eq!(world.timeline().len(), actions::PAGE as usize);
}

#[test]
fn a_long_answer_is_taken_in_piece_by_piece_and_counts_at_its_end() {
    let mut world = World::new();
    world.feed(Input::Connected);
    let (ticket, _) = world.asked("subscriptions.get").unwrap();
    let own =
        |n: usize| json!({ "_id": format!("own{n}"), "rid": format!("r{n}"), "t": "c", "name": format!("room {n}") });
    let body = json!({ "update": (0..3).map(own).collect::<Vec<_>>(), "remove": [{ "_id": "s2" }] });
    let mut list = rest::LongList::of(body.to_string().into_bytes()).unwrap();
    let end = std::mem::take(&mut list.rest);
    let list = Arc::new(list);
    for which in [0..2, 2..3] {
        world.feed(Input::Documents { ticket, list: list.clone(), which });
    }
    world.core.take_changed();
    world.feed(Input::Answer { ticket, result: Ok(end), date: None });
    assert!(world.core.take_changed().rooms, "at the end it is told");
    let names: Vec<String> = world.rows().iter().map(|row| row.name.clone()).collect();
    assert_eq!(names, ["Bo", "room 0", "room 1", "room 2"], "and whoever went is gone");
}

#[test]
fn what_an_event_has_told_is_not_undone_by_an_older_answer() {
    let mut world = World::new();
    let document = |unread: u32, at: i64| json!({ "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "fname": "Bo", "unread": unread, "_updatedAt": { "$date": at } });
    world.feed(Input::Connected);
    world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", document(5, 2)]));
    world.answer("subscriptions.get", json!({ "update": [document(1, 1)], "remove": [] }));
    assert_eq!(world.rows().iter().find(|row| row.id.as_str() == DIRECT).map(|row| row.badge), Some(5));
}

#[test]
fn a_caller_has_a_name_before_anybody_was_asked_for_it() {
    let mut world = World::new();
    let room = json!(["inserted", { "_id": "AnaIdCyId", "t": "d", "uids": [ANA, "CyId"], "usersCount": 2 }]);
    world.stream("stream-notify-user", &format!("{ANA}/rooms-changed"), room);
    world.feed(Input::Connected);
    let own = json!({ "_id": "s3", "rid": "AnaIdCyId", "t": "d", "name": "cy", "fname": "Cy Young", "open": true });
    world.answer("subscriptions.get", json!({ "update": [own], "remove": [] }));
    world.stream(
        "stream-notify-user",
        &format!("{ANA}/video-conference"),
        json!([{ "action": "call", "params": { "callId": "c1", "uid": "CyId", "rid": "AnaIdCyId" } }]),
    );
    assert_eq!(world.core.calls_view().incoming[0].caller.name, "Cy Young");
}

#[test]
fn a_room_is_gone_once_the_workspace_says_so_and_not_while_it_is_hidden_or_unknown() {
    let mut world = World::new();
    let hidden = json!({ "_id": "s1", "rid": DIRECT, "t": "d", "name": "bo", "open": false });
    world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["updated", hidden]));
    assert!(!world.core.lacks_room(&DIRECT.into()));
    let gone = json!({ "_id": "s1", "rid": DIRECT });
    world.core.take_changed();
    world.stream("stream-notify-user", &format!("{ANA}/subscriptions-changed"), json!(["removed", gone]));
    assert!(world.core.lacks_room(&DIRECT.into()));
    assert!(world.core.take_changed().rooms, "whoever keeps something of it is told");

    let not_loaded = Core::new(clock(Millis(1_000)), ana(), Vec::new(), 7);
    assert!(!not_loaded.lacks_room(&DIRECT.into()));
}
