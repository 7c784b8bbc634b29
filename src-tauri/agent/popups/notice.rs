//! What a notification says, and what its buttons mean.

use std::path::PathBuf;

use vconnct_client::{
    NewMessage,
    action::{Action, Answer, RoomRef},
    deep_link::DeepLink,
    update::{Calls, IncomingCall, LocalTime, OutgoingCall, OutgoingPhase, Person, StartedCall},
};
use vconnct_proto::{CallId, MessageId, RoomId};

use super::promises::Due;
use crate::strings::Words;

/// Tells notifications apart. A notification never changes: whatever is new gets a key of its own.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Key {
    /// The `round` counts how often it had to come back because an answer was refused.
    Call { call_id: CallId, round: u32 },
    /// The newest message of a room.
    Message { workspace: String, room: RoomId, message: MessageId },
    /// All missed calls of one person, however many.
    Missed { workspace: String, person: String, count: usize },
    /// Somebody was promised a call. The `round` counts how often it was put off.
    Promise { call_id: CallId, round: u32 },
    /// A call of a room has begun.
    Started { call_id: CallId },
}

/// What there is to tell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Subject {
    Message(NewMessage),
    Missed(Missed),
    Promise(Due),
    Ringing { call: Box<IncomingCall>, meanwhile: Meanwhile },
    Started(StartedCall),
}

/// Calls of one person that were not answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Missed {
    pub(crate) room: RoomRef,
    pub(crate) workspace_name: String,
    pub(crate) caller: Person,
    /// Of the last few, the newest last.
    pub(crate) times: Vec<LocalTime>,
    /// How many more there were before them.
    pub(crate) earlier: usize,
}

/// What this person does while somebody calls.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meanwhile {
    Calls,
    IsIn(String),
    Nothing,
}

/// A notification as it is handed to the system.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    /// Plain text, as the body.
    pub(crate) summary: String,
    pub(crate) body: String,
    /// In the order to draw them; three at most.
    pub(crate) buttons: Vec<(Button, &'static str)>,
    pub(crate) kind: Kind,
    /// It was told before, by another set of names: it takes that one's place without a banner of its own.
    pub(crate) again: bool,
    /// What stands in an empty field for words with a decline, where the system has such fields.
    pub(crate) reply: Option<&'static str>,
    pub(crate) image: Option<PathBuf>,
    /// Where a press leads by itself, for a system that keeps a notification longer than us. No call is answered so, and
    /// nothing put off.
    pub(crate) links: Vec<(Button, String)>,
}

/// How much a notification may interrupt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Message,
    Missed,
    Promise,
    Ringing,
    Started,
}

/// What a person may press; `Open` is the notification itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Button {
    Accept,
    CallBack,
    Decline,
    Dismiss,
    Join,
    /// Of a promise: to be reminded once more.
    Later,
    Message,
    Open,
}

impl Meanwhile {
    pub(crate) fn of(calls: &Calls) -> Self {
        // The card of one that is over stays for a while.
        let calls_somebody = |call: &&OutgoingCall| !matches!(call.phase, OutgoingPhase::Over { .. });
        match (&calls.joined, calls.outgoing.as_ref().filter(calls_somebody)) {
            (Some(joined), _) => Self::IsIn(joined.name.clone()),
            (None, Some(_)) => Self::Calls,
            (None, None) => Self::Nothing,
        }
    }
}

impl Subject {
    /// Whose picture belongs to it.
    pub(crate) fn person(&self) -> Option<&Person> {
        match self {
            Self::Message(_) => None, // the workspace names its sender only in words
            Self::Missed(missed) => Some(&missed.caller),
            Self::Promise(due) => Some(&due.person),
            Self::Ringing { call, .. } => Some(&call.caller),
            Self::Started(call) => Some(&call.started_by),
        }
    }

    /// The same of somebody not yet known, and without what they wrote.
    pub(crate) fn unnamed(self) -> Self {
        match self {
            Self::Message(new) => Self::Message(NewMessage { title: String::new(), text: String::new(), ..new }),
            Self::Missed(missed) => Self::Missed(Missed { caller: Person::default(), ..missed }),
            Self::Promise(due) => Self::Promise(Due { person: Person::default(), ..due }),
            Self::Ringing { mut call, meanwhile } => {
                call.caller = Person::default();
                let meanwhile = match meanwhile {
                    Meanwhile::IsIn(_) => Meanwhile::IsIn(String::new()),
                    other => other,
                };
                Self::Ringing { call, meanwhile }
            }
            Self::Started(call) => Self::Started(StartedCall {
                started_by: Person::default(),
                room_name: String::new(),
                title: String::new(),
                ..call
            }),
        }
    }

    /// The words of this subject.
    pub(crate) fn notice(&self, words: Words, image: Option<PathBuf>) -> Notice {
        let notice = match self {
            Self::Message(new) => message(new, words),
            Self::Missed(missed) => missed.notice(words, image),
            Self::Promise(due) => promise(due, words, image),
            Self::Ringing { call, meanwhile } => ringing(call, meanwhile, words, image),
            Self::Started(call) => started(call, words, image),
        };
        Notice { links: self.links(), ..notice }
    }

    fn links(&self) -> Vec<(Button, String)> {
        let room =
            |room: &RoomRef| DeepLink::Room { workspace: Some(room.workspace.clone()), room: room.room_id.to_string() };
        let call = |at: &RoomRef, person: &Person| DeepLink::Call {
            workspace: Some(at.workspace.clone()),
            username: person.username.clone(),
        };
        let leads = match self {
            Self::Message(new) => vec![(Button::Open, room(&new.room))],
            Self::Missed(Missed { room: at, caller, .. }) => {
                vec![(Button::Open, room(at)), (Button::CallBack, call(at, caller)), (Button::Message, room(at))]
            }
            Self::Promise(Due { room: at, person, .. }) => {
                vec![(Button::Open, room(at)), (Button::CallBack, call(at, person))]
            }
            Self::Ringing { .. } => Vec::new(),
            Self::Started(StartedCall { room: at, call_id, .. }) => {
                let join = DeepLink::Join { workspace: Some(at.workspace.clone()), call_id: call_id.clone() };
                vec![(Button::Open, room(at)), (Button::Join, join)]
            }
        };
        leads.into_iter().filter_map(|(button, link)| Some((button, link.written()?))).collect()
    }

    /// What a button of this notification asks for, with what was written beside it.
    pub(crate) fn action(&self, button: Button, words: Option<String>) -> Action {
        match self {
            Self::Message(message) => Action::ShowWindow { room: Some(message.room.clone()) },
            Self::Missed(Missed { room, .. }) | Self::Promise(Due { room, .. }) if button == Button::CallBack => {
                let (workspace, room_id) = (room.workspace.clone(), room.room_id.clone());
                Action::StartCall { workspace, room_id, devices: None, title: None }
            }
            Self::Promise(due) => Action::ShowWindow { room: Some(due.room.clone()) },
            Self::Missed(missed) => Action::ShowWindow { room: Some(missed.room.clone()) },
            Self::Ringing { call, .. } => match button.answer(words) {
                Some(answer) => Action::AnswerCall { call_id: call.call_id.clone(), answer },
                None => Action::ShowWindow { room: (!call.trial).then(|| call.room.clone()) },
            },
            Self::Started(call) if button == Button::Join => Action::JoinCall {
                workspace: call.room.workspace.clone(),
                call_id: call.call_id.clone(),
                devices: None,
            },
            Self::Started(call) => Action::ShowWindow { room: Some(call.room.clone()) },
        }
    }
}

impl Missed {
    /// One more was missed.
    pub(crate) fn add(&mut self, time: LocalTime) {
        if self.times.len() == LAST_FEW {
            self.times.remove(0);
            self.earlier += 1;
        }
        self.times.push(time);
    }

    pub(crate) fn count(&self) -> usize {
        self.earlier + self.times.len()
    }

    fn notice(&self, words: Words, image: Option<PathBuf>) -> Notice {
        let times = self.times.iter().map(|time| words.time_of_day(*time)).collect::<Vec<_>>().join(", ");
        let time = match self.earlier {
            0 => times,
            n => words.fill("nt.missEarlier", &[("times", &times), ("n", &n.to_string())]),
        };
        let name = plain(&self.caller.name);
        Notice {
            summary: if name.is_empty() {
                words.text("msg.missed").into()
            } else {
                words.fill("nt.missTitle", &[("name", &name)])
            },
            body: words.fill("nt.missBody", &[("time", &time), ("ws", &plain(&self.workspace_name))]),
            buttons: vec![(Button::CallBack, words.text("call.back")), (Button::Message, words.text("nt.message"))],
            kind: Kind::Missed,
            again: false,
            reply: None,
            image,
            links: Vec::new(),
        }
    }
}

impl Button {
    /// Its name on the way to the system and back.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::CallBack => "call-back",
            Self::Decline => "decline",
            Self::Dismiss => "dismiss",
            Self::Join => "join",
            Self::Later => "later",
            Self::Message => "message",
            Self::Open => "default",
        }
    }

    /// The button of a name, if it is one of ours.
    pub(crate) fn of(id: &str) -> Option<Self> {
        let all = [
            Self::Accept,
            Self::CallBack,
            Self::Decline,
            Self::Dismiss,
            Self::Join,
            Self::Later,
            Self::Message,
            Self::Open,
        ];
        all.into_iter().find(|button| button.id() == id)
    }

    fn answer(self, words: Option<String>) -> Option<Answer> {
        match self {
            Self::Accept => Some(Answer::Accept { devices: None }),
            Self::Decline => Some(Answer::Decline { words: words.and_then(said) }),
            Self::Dismiss => Some(Answer::Dismiss),
            Self::CallBack | Self::Join | Self::Later | Self::Message | Self::Open => None,
        }
    }
}

fn ringing(call: &IncomingCall, meanwhile: &Meanwhile, words: Words, image: Option<PathBuf>) -> Notice {
    let name = plain(&call.caller.name);
    let (body, accept) = match meanwhile {
        Meanwhile::Calls => (None, "call.cancelAccept"),
        // Its name may be another person's.
        Meanwhile::IsIn(joined) if joined.is_empty() => (None, "call.leaveAccept"),
        Meanwhile::IsIn(joined) => (Some(words.fill("in.youAreIn", &[("call", &plain(joined))])), "call.leaveAccept"),
        Meanwhile::Nothing => (None, "call.accept"),
    };
    let body = if call.trial { Some(words.text("dg.trialS").to_owned()) } else { body };
    Notice {
        // Somebody not yet known by name still calls.
        summary: if name.is_empty() {
            words.text("in.title").into()
        } else {
            words.fill("nt.inTitle", &[("name", &name)])
        },
        body: body.unwrap_or_else(|| words.fill("nt.inBody", &[("ws", &plain(&call.workspace_name))])),
        buttons: vec![
            (Button::Accept, words.text(accept)),
            (Button::Decline, words.text("call.decline")),
            (Button::Dismiss, words.text("call.dismiss")),
        ],
        kind: Kind::Ringing,
        again: false,
        reply: Some(words.text("call.declineMenu")),
        image,
        links: Vec::new(),
    }
}

fn message(new: &NewMessage, words: Words) -> Notice {
    let title = plain(&new.title);
    Notice {
        summary: if title.is_empty() { words.text("nt.message").into() } else { title },
        body: one_line(&new.text, LONGEST_TEXT),
        buttons: Vec::new(),
        kind: Kind::Message,
        again: false,
        reply: None,
        image: None,
        links: Vec::new(),
    }
}

fn promise(due: &Due, words: Words, image: Option<PathBuf>) -> Notice {
    let name = plain(&due.person.name);
    Notice {
        summary: match name.as_str() {
            "" => words.text("nt.promiseUnnamed").into(),
            name => words.fill("nt.promiseTitle", &[("name", name)]),
        },
        body: words.text("nt.promiseBody").into(),
        buttons: vec![(Button::CallBack, words.text("call.back")), (Button::Later, words.text("nt.later"))],
        kind: Kind::Promise,
        again: false,
        reply: None,
        image,
        links: Vec::new(),
    }
}

fn started(call: &StartedCall, words: Words, image: Option<PathBuf>) -> Notice {
    let (name, room) = (plain(&call.started_by.name), plain(&call.room_name));
    Notice {
        summary: match (name.is_empty(), room.is_empty()) {
            (true, true) => words.text("nt.groupUnnamed").into(),
            // Not a room of theirs: they were added to the call.
            (false, true) => words.fill("nt.groupAdded", &[("name", &name)]),
            _ => words.fill("nt.groupTitle", &[("name", &name), ("room", &room)]),
        },
        body: match plain(&call.title).as_str() {
            "" => plain(&call.workspace_name),
            title => format!("{title} · {}", plain(&call.workspace_name)),
        },
        buttons: vec![(Button::Join, words.text("call.join"))],
        kind: Kind::Started,
        again: false,
        reply: None,
        image,
        links: Vec::new(),
    }
}

/// Names come from other people: no line breaks or controls, and no more than a line holds.
fn plain(text: &str) -> String {
    one_line(text, LONGEST)
}

fn one_line(text: &str, longest: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(longest).collect();
    text.trim().to_owned()
}

/// What somebody wrote, if it says anything.
fn said(words: String) -> Option<String> {
    let words = words.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

const LONGEST: usize = 100;
const LONGEST_TEXT: usize = 200;

/// Missed calls whose times are told; the others are counted.
const LAST_FEW: usize = 3;

#[cfg(test)]
mod tests {
    use vconnct_client::update::{EndReason, IncomingPhase};

    use super::*;
    use crate::sample;

    fn ringing_subject(name: &str, meanwhile: Meanwhile) -> Subject {
        let phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let mut call = sample::incoming("c1", phase);
        call.caller.name = name.into();
        Subject::Ringing { call: Box::new(call), meanwhile }
    }

    fn missed(times: Vec<LocalTime>) -> Subject {
        let caller = sample::person("Jonas Weber");
        let (room, workspace_name) = (sample::room(), "Vconnct HQ".into());
        Subject::Missed(Missed { room, workspace_name, caller, times, earlier: 0 })
    }

    #[test]
    fn a_call_that_rings_out_no_longer_is_given_up_by_nobody_who_accepts() {
        let calling = |phase| Calls { outgoing: Some(sample::outgoing("o1", phase)), ..Calls::default() };
        let over = OutgoingPhase::Over { at: 0, reason: EndReason::Unanswered, words: None };
        assert_eq!(Meanwhile::of(&calling(over)), Meanwhile::Nothing);
        assert_eq!(Meanwhile::of(&calling(OutgoingPhase::Ringing { reconnecting: false })), Meanwhile::Calls);
    }

    #[test]
    fn a_trial_says_that_nobody_calls_and_leads_to_no_room() {
        let Subject::Ringing { mut call, meanwhile } = ringing_subject("Vconnct", Meanwhile::Nothing) else { panic!() };
        call.trial = true;
        let subject = Subject::Ringing { call, meanwhile };
        assert_eq!(subject.notice(Words::of("en"), None).body, "A trial: nobody calls");
        assert_eq!(subject.action(Button::Open, None), Action::ShowWindow { room: None });
    }

    #[test]
    fn a_ringing_call_names_who_calls_from_where_and_offers_three_answers() {
        let notice = ringing_subject("Jonas Weber", Meanwhile::Nothing).notice(Words::of("en"), None);
        assert_eq!(
            (notice.summary.as_str(), notice.body.as_str()),
            ("Jonas Weber is calling", "Incoming call · Vconnct HQ")
        );
        let labels: Vec<&str> = notice.buttons.iter().map(|(_, label)| *label).collect();
        assert_eq!(labels, ["Accept", "Decline", "Dismiss"]);
    }

    #[test]
    fn who_is_in_a_call_reads_what_accepting_would_end() {
        let notice = ringing_subject("Jo", Meanwhile::IsIn("Release review".into())).notice(Words::of("de"), None);
        assert_eq!((notice.body.as_str(), notice.buttons[0].1), ("Sie sind in „Release review“", "Beenden & annehmen"));
    }

    #[test]
    fn somebody_without_a_known_name_still_calls() {
        assert_eq!(ringing_subject(" \n", Meanwhile::Nothing).notice(Words::of("en"), None).summary, "Incoming call");
    }

    #[test]
    fn a_name_can_neither_break_the_line_nor_fill_the_screen() {
        let summary = ringing_subject(&format!("A\0B\n{}", "x".repeat(5_000)), Meanwhile::Nothing)
            .notice(Words::of("en"), None)
            .summary;
        assert!(summary.starts_with("A B x") && summary.chars().count() < 120, "{summary}");
    }

    #[test]
    fn every_button_comes_back_from_the_system_as_itself() {
        for subject in
            [ringing_subject("Jo", Meanwhile::Nothing), missed(vec![0]), Subject::Started(sample::started("g1"))]
        {
            for (button, _) in subject.notice(Words::of("en"), None).buttons {
                assert_eq!(Button::of(button.id()), Some(button));
            }
        }
        assert_eq!(Button::of("inline-reply"), None);
    }

    #[test]
    fn buttons_ask_for_what_they_say() {
        let call_id = CallId::from("c1");
        let answer = |button| match ringing_subject("Jo", Meanwhile::Nothing).action(button, None) {
            Action::AnswerCall { call_id: of, answer } if of == call_id => Some(answer),
            _ => None,
        };
        assert_eq!(answer(Button::Accept), Some(Answer::Accept { devices: None }));
        assert_eq!(answer(Button::Decline), Some(Answer::Decline { words: None }));
        assert_eq!(answer(Button::Dismiss), Some(Answer::Dismiss));
        let window = Action::ShowWindow { room: Some(sample::room()) };
        assert_eq!(ringing_subject("Jo", Meanwhile::Nothing).action(Button::Open, None), window);
        assert_eq!(missed(vec![0]).action(Button::Message, None), window);
        assert!(matches!(missed(vec![0]).action(Button::CallBack, None), Action::StartCall { .. }));
    }

    #[test]
    fn words_go_with_a_decline_and_with_nothing_else() {
        let answer =
            |button, words: &str| match ringing_subject("Jo", Meanwhile::Nothing).action(button, Some(words.into())) {
                Action::AnswerCall { answer, .. } => answer,
                other => panic!("{other:?}"),
            };
        assert_eq!(answer(Button::Decline, " Later! "), Answer::Decline { words: Some("Later!".into()) });
        assert_eq!(answer(Button::Decline, " \n"), Answer::Decline { words: None });
        assert_eq!(answer(Button::Accept, "Later!"), Answer::Accept { devices: None });
    }

    #[test]
    fn a_call_of_a_room_says_who_started_it_where_and_offers_to_join() {
        let subject = Subject::Started(sample::started("g1"));
        let notice = subject.notice(Words::of("en"), None);
        assert_eq!(notice.summary, "Priya Nair started a call in release-train");
        assert_eq!(notice.buttons, [(Button::Join, "Join")]);
        assert!(
            matches!(subject.action(Button::Join, None), Action::JoinCall { call_id, .. } if call_id.as_str() == "g1")
        );
        assert_eq!(subject.action(Button::Open, None), Action::ShowWindow { room: Some(sample::room()) });
        let elsewhere = StartedCall { room_name: String::new(), ..sample::started("g1") };
        let summary = Subject::Started(elsewhere).notice(Words::of("en"), None).summary;
        assert_eq!(summary, "Priya Nair added you to a call");
        let named = StartedCall { title: "Release review".into(), ..sample::started("g1") };
        let body = |call| Subject::Started(call).notice(Words::of("en"), None).body;
        assert_eq!([body(sample::started("g1")), body(named)], ["Vconnct HQ", "Release review · Vconnct HQ"]);
    }

    #[test]
    fn a_promise_asks_to_be_kept_and_can_be_put_off() {
        let due = Due { call: "c1".into(), round: 0, room: sample::room(), person: sample::person("Jonas Weber") };
        let subject = Subject::Promise(due);
        let notice = subject.notice(Words::of("en"), None);
        assert_eq!(notice.summary, "Call Jonas Weber back?");
        assert_eq!(notice.buttons, [(Button::CallBack, "Call back"), (Button::Later, "Later")]);
        assert!(matches!(subject.action(Button::CallBack, None), Action::StartCall { .. }));
        assert_eq!(subject.unnamed().notice(Words::of("en"), None).summary, "Call back?");
    }

    #[test]
    fn a_message_says_what_the_workspace_says_of_it_on_one_short_line_and_leads_to_its_room() {
        let text = format!("<b>See</b>\nyou {}", "x".repeat(5_000));
        let subject = Subject::Message(NewMessage { text, ..sample::message("m1") });
        let notice = subject.notice(Words::of("en"), None);
        assert_eq!((notice.summary.as_str(), notice.kind), ("Ben Ito", Kind::Message));
        assert!(notice.body.starts_with("<b>See</b> you x") && notice.body.chars().count() == 200, "{}", notice.body);
        assert!(notice.buttons.is_empty());
        assert_eq!(subject.action(Button::Open, None), Action::ShowWindow { room: Some(sample::room()) });
        let nameless = Subject::Message(NewMessage { title: "\n".into(), ..sample::message("m1") });
        assert_eq!(nameless.notice(Words::of("en"), None).summary, "Message");
    }

    #[test]
    fn a_press_leads_by_itself_to_a_room_or_a_question_but_answers_no_call() {
        let links = |subject: Subject| subject.notice(Words::of("en"), None).links;
        let (room, workspace) = (sample::room(), "workspace=https%3A%2F%2Fchat.example.com");
        let to_room = format!("vconnct://room/{}?{workspace}", room.room_id);
        assert_eq!(links(Subject::Message(sample::message("m1"))), [(Button::Open, to_room.clone())]);
        let Subject::Missed(mut of_jonas) = missed(vec![0]) else { panic!() };
        of_jonas.caller.username = "jonas".into();
        let call = (Button::CallBack, format!("vconnct://call/jonas?{workspace}"));
        let expected = [(Button::Open, to_room.clone()), call, (Button::Message, to_room.clone())];
        assert_eq!(links(Subject::Missed(of_jonas)), expected);
        let join = (Button::Join, format!("vconnct://join/g1?{workspace}"));
        assert_eq!(links(Subject::Started(sample::started("g1"))), [(Button::Open, to_room), join]);
        assert_eq!(links(ringing_subject("Jo", Meanwhile::Nothing)), []);
    }

    #[test]
    fn missed_calls_of_one_person_add_up() {
        let body = missed(vec![0, 60_000]).notice(Words::of("en"), None).body;
        assert!(body.ends_with(":01 · Vconnct HQ") && body.contains(":00, "), "{body}");
    }

    #[test]
    fn of_many_missed_calls_the_last_few_are_named_and_the_others_counted() {
        let Subject::Missed(mut many) = missed(Vec::new()) else { panic!() };
        (0..10).for_each(|minute| many.add(minute * 60_000));
        assert_eq!((many.times.as_slice(), many.count()), (&[420_000, 480_000, 540_000][..], 10));
        let body = |language| many.notice(Words::of(language), None).body;
        assert!(body("en").ends_with(":09 and 7 earlier · Vconnct HQ"), "{}", body("en"));
        assert!(body("de").ends_with(":09 und 7 davor · Vconnct HQ"), "{}", body("de"));
        assert!(body("fr").ends_with(":09 et 7 avant · Vconnct HQ"), "{}", body("fr"));
        assert_eq!(body("en").matches(':').count(), 3);
    }
}
