//! What the tray shows and offers, decided from the state alone.

use vconnct_client::{
    action::{Action, Answer},
    update::{
        CallPage, Calls, History, IncomingCall, IncomingPhase, JoinedCall, Link, MainPage, OutgoingCall, OutgoingPhase,
        Session, Settings,
    },
};
use vconnct_proto::CallId;

use super::{quiet::do_not_disturb, status::status};
use crate::strings::Words;

/// The tray at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    pub(super) mark: Mark,
    /// What it says when pointed at.
    pub(super) says: String,
    pub(super) menu: Vec<Entry>,
}

/// The drawing (design 10).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mark {
    InCall,
    Normal,
    Offline,
    /// Calls do not ring.
    Quiet,
    Ringing,
    /// Something missed or unread.
    Waiting,
}

/// A line of the menu.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// Something that is on or off; pressing it makes it the other.
    Chosen(String, bool, Action),
    Does(String, Action),
    Menu(String, Vec<Entry>),
    Separator,
    Tells(String),
}

impl Face {
    /// What is most urgent gives the mark; what concerns a call comes first in the menu.
    pub(super) fn of(calls: &Calls, session: &Session, history: &History, settings: &Settings) -> Self {
        let words = Words::of(&session.language);
        let named = !session.watched;
        let ringing: Vec<&IncomingCall> = calls.incoming.iter().filter(|call| is_open(call)).collect();
        let mark = mark(calls, session, history);
        let sections = ringing
            .into_iter()
            .map(|call| incoming(call, named, words))
            .chain(calls.outgoing.iter().filter(|call| rings_out(call)).map(|call| outgoing(call, named, words)))
            .chain(calls.joined.iter().map(|call| joined(call, named, words)))
            .chain(is_lost(session).then(|| lost(words)))
            .chain([
                vec![Entry::Does(words.text("tray.open").into(), Action::ShowWindow { room: None })],
                general(session, settings, words),
                calls_and_settings(history, words),
                vec![Entry::Does(words.text("tray.quit").into(), Action::Quit)],
            ]);
        let menu: Vec<Vec<Entry>> = sections.collect();
        Self { mark, says: says(mark, calls, session, history, words), menu: menu.join(&Entry::Separator) }
    }
}

fn mark(calls: &Calls, session: &Session, history: &History) -> Mark {
    if calls.incoming.iter().any(rings) {
        Mark::Ringing
    } else if calls.joined.is_some() {
        Mark::InCall
    } else if session.workspaces.is_empty() || is_lost(session) {
        Mark::Offline
    } else if session.quiet.is_some() {
        // Before missed calls, which the menu counts: whoever forgets that it is on misses more of them.
        Mark::Quiet
    } else if history.missed > 0 || session.badge > 0 {
        Mark::Waiting
    } else {
        Mark::Normal
    }
}

fn says(mark: Mark, calls: &Calls, session: &Session, history: &History, words: Words) -> String {
    match mark {
        Mark::InCall if session.watched => String::new(),
        Mark::InCall => calls.joined.as_ref().map(|call| call.name.clone()).unwrap_or_default(),
        Mark::Waiting if history.missed == 0 => String::new(),
        Mark::Waiting => words.fill("tray.missed", &[("n", &history.missed.to_string())]),
        Mark::Normal => String::new(),
        Mark::Offline => words.text("net.lost").into(),
        Mark::Quiet => {
            session.quiet.map(|why| words.fill("quiet.callsSilentWhy", &[("why", words.why(why))])).unwrap_or_default()
        }
        Mark::Ringing => calls
            .incoming
            .iter()
            .find(|call| rings(call))
            .map(|call| who_calls(call, !session.watched, words))
            .unwrap_or_default(),
    }
}

/// One that was dismissed rings no more, but can still be answered.
fn incoming(call: &IncomingCall, named: bool, words: Words) -> Vec<Entry> {
    let answer = |key, answer| {
        let action = Action::AnswerCall { call_id: call.call_id.clone(), answer };
        Entry::Does(words.text(key).into(), action)
    };
    let who = who_calls(call, named, words);
    let mut entries = vec![
        Entry::Tells(if call.hushed { format!("{who} · {}", words.text("in.hushed")) } else { who }),
        answer("call.accept", Answer::Accept { devices: None }),
        answer("call.decline", Answer::Decline { words: None }),
    ];
    if rings(call) {
        entries.push(answer("call.dismiss", Answer::Dismiss));
    }
    entries
}

fn outgoing(call: &OutgoingCall, named: bool, words: Words) -> Vec<Entry> {
    let calling = if named {
        words.fill("out.calling", &[("name", &call.callee.name)])
    } else {
        words.text("out.ringing").into()
    };
    vec![
        Entry::Tells(calling),
        Entry::Does(words.text("call.cancel").into(), Action::CancelCall { call_id: call.call_id.clone() }),
    ]
}

/// We can neither find nor close a browser's page, and do not say that we can.
fn joined(call: &JoinedCall, named: bool, words: Words) -> Vec<Entry> {
    let entry = |key, action: fn(CallId) -> Action| Entry::Does(words.text(key).into(), action(call.call_id.clone()));
    let name = if named { call.name.clone() } else { words.text("strip.inACall").into() };
    let mut entries = vec![Entry::Tells(name)];
    let mut leave = "strip.left";
    match call.page {
        CallPage::InWindow => {
            entries.push(entry("call.return", |call_id| Action::OpenCallAgain { call_id }));
            leave = "call.leave";
        }
        CallPage::NotOpened => entries.extend([
            entry("call.open", |call_id| Action::OpenCallAgain { call_id }),
            entry("call.copyLink", |call_id| Action::CopyCallLink { call_id }),
        ]),
        CallPage::Opened | CallPage::Opening => {
            entries.push(entry("strip.again", |call_id| Action::OpenCallAgain { call_id }));
        }
    }
    entries.push(entry(leave, |call_id| Action::LeaveCall { call_id }));
    entries
}

fn lost(words: Words) -> Vec<Entry> {
    vec![Entry::Tells(words.text("net.lost").into()), Entry::Does(words.text("net.now").into(), Action::Reconnect)]
}

fn general(session: &Session, settings: &Settings, words: Words) -> Vec<Entry> {
    status(session, words).into_iter().chain([do_not_disturb(settings, words)]).collect()
}

fn calls_and_settings(history: &History, words: Words) -> Vec<Entry> {
    let calls = match history.missed {
        0 => words.text("nav.calls").into(),
        missed => words.fill("tray.missed", &[("n", &missed.to_string())]),
    };
    vec![
        Entry::Does(calls, Action::ShowPage { page: MainPage::Calls }),
        Entry::Does(words.text("tray.settings").into(), Action::ShowPage { page: MainPage::Settings }),
    ]
}

/// Nobody is named where others may look on.
fn who_calls(call: &IncomingCall, named: bool, words: Words) -> String {
    match call.caller.name.trim() {
        name if name.is_empty() || !named => words.text("in.title").into(),
        name => words.fill("nt.inTitle", &[("name", name)]),
    }
}

fn rings(call: &IncomingCall) -> bool {
    matches!(call.phase, IncomingPhase::Ringing { .. })
}

fn is_open(call: &IncomingCall) -> bool {
    rings(call) || call.phase == IncomingPhase::Dismissed
}

fn rings_out(call: &OutgoingCall) -> bool {
    matches!(call.phase, OutgoingPhase::Ringing { .. } | OutgoingPhase::Starting { .. })
}

/// Calls of at least one workspace cannot reach this person.
fn is_lost(session: &Session) -> bool {
    session.workspaces.iter().any(|workspace| !matches!(workspace.link, Link::Reachable { .. }))
}

#[cfg(test)]
mod tests {
    use vconnct_client::update::{EndReason, Loss, Quiet};

    use super::*;
    use crate::sample;

    const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
    const REACHABLE: Link = Link::Reachable { since: 0 };
    const LOST: Link = Link::Lost { since: 0, next_try: 0, loss: Loss::NoAnswer };

    fn session(links: &[Link]) -> Session {
        let workspaces = links.iter().cloned().map(sample::workspace).collect();
        Session { workspaces, language: "en".into(), ..Session::default() }
    }

    fn calls(phase: IncomingPhase) -> Calls {
        Calls { incoming: vec![sample::incoming("c1", phase)], ..Calls::default() }
    }

    fn missed(missed: u32) -> History {
        History { missed, ..History::default() }
    }

    /// The menu as one reads it.
    fn lines(face: &Face) -> Vec<&str> {
        let line = |entry| match entry {
            &Entry::Separator => "-",
            Entry::Chosen(label, ..) | Entry::Does(label, _) | Entry::Menu(label, _) | Entry::Tells(label) => label,
        };
        face.menu.iter().map(line).collect()
    }

    fn face(calls: &Calls, session: &Session, history: &History) -> Face {
        Face::of(calls, session, history, &Settings::default())
    }

    #[test]
    fn with_nothing_going_on_it_opens_is_quietened_and_quits() {
        let face = face(&Calls::default(), &session(&[REACHABLE]), &missed(0));
        assert_eq!(
            (face.mark, lines(&face)),
            (
                Mark::Normal,
                vec!["Open Vconnct", "-", "Status", "Do not disturb", "-", "Calls", "Settings…", "-", "Quit Vconnct"]
            )
        );
        let unread = Session { badge: 2, ..session(&[REACHABLE]) };
        assert_eq!(super::Face::of(&Calls::default(), &unread, &missed(0), &Settings::default()).mark, Mark::Waiting);
    }

    #[test]
    fn a_ringing_call_comes_first_with_its_three_answers() {
        let face = face(&calls(RINGING), &session(&[LOST]), &missed(2));
        assert_eq!(face.mark, Mark::Ringing);
        assert_eq!(lines(&face)[..5], ["Jonas Weber is calling", "Accept", "Decline", "Dismiss", "-"]);
        let Entry::Does(_, Action::AnswerCall { answer, .. }) = &face.menu[2] else { panic!("it answers") };
        assert_eq!(*answer, Answer::Decline { words: None });
    }

    #[test]
    fn nobody_is_named_where_others_may_look_on() {
        let watched = Session { watched: true, ..session(&[REACHABLE]) };
        let ringing = face(&calls(RINGING), &watched, &missed(0));
        assert_eq!((ringing.says.as_str(), lines(&ringing)[0]), ("Incoming call", "Incoming call"));
        let joined = Calls { joined: Some(sample::joined("j1")), ..Calls::default() };
        let in_call = face(&joined, &watched, &missed(0));
        assert_eq!((in_call.says.as_str(), lines(&in_call)[0]), ("", "In a call"));
        let outgoing = sample::outgoing("o1", OutgoingPhase::Ringing { reconnecting: false });
        let calling = Calls { outgoing: Some(outgoing), ..Calls::default() };
        assert_eq!(lines(&face(&calling, &watched, &missed(0)))[0], "Ringing");
    }

    #[test]
    fn a_silenced_call_says_so_and_can_be_answered_as_before() {
        let mut calls = calls(RINGING);
        calls.incoming[0].hushed = true;
        let face = face(&calls, &session(&[REACHABLE]), &missed(0));
        assert_eq!(face.mark, Mark::Ringing);
        assert_eq!(lines(&face)[..4], ["Jonas Weber is calling · silenced", "Accept", "Decline", "Dismiss"]);
    }

    #[test]
    fn a_dismissed_call_is_silent_but_can_still_be_answered() {
        let face = face(&calls(IncomingPhase::Dismissed), &session(&[REACHABLE]), &missed(0));
        assert_eq!(face.mark, Mark::Normal);
        assert_eq!(lines(&face)[..4], ["Jonas Weber is calling", "Accept", "Decline", "-"]);
    }

    #[test]
    fn a_call_that_is_over_leaves_the_tray() {
        let over = IncomingPhase::Over { reason: EndReason::Canceled, rang_ms: 4_000 };
        let face = face(&calls(over), &session(&[REACHABLE]), &missed(1));
        assert_eq!((face.mark, lines(&face)[5]), (Mark::Waiting, "Missed calls (1)"));
        let calls = Action::ShowPage { page: MainPage::Calls };
        assert!(matches!(&face.menu[5], Entry::Does(_, action) if *action == calls), "it leads there");
    }

    #[test]
    fn quiet_is_shown_and_why_and_a_call_that_comes_in_is_shown_as_always() {
        let quiet = Session { quiet: Some(Quiet::QuietHours), ..session(&[REACHABLE]) };
        let still = face(&Calls::default(), &quiet, &missed(1));
        assert_eq!((still.mark, still.says.as_str()), (Mark::Quiet, "Calls don't ring: quiet hours."));
        let mut ringing = calls(RINGING);
        ringing.incoming[0].quiet = quiet.quiet;
        let face = face(&ringing, &quiet, &missed(1));
        assert_eq!((face.mark, lines(&face)[1]), (Mark::Ringing, "Accept"));
    }

    #[test]
    fn one_workspace_out_of_reach_is_told_and_can_be_tried() {
        let face = face(&Calls::default(), &session(&[REACHABLE, LOST]), &missed(1));
        assert_eq!(face.mark, Mark::Offline);
        assert_eq!(lines(&face)[..3], ["No connection", "Try now", "-"]);
    }

    #[test]
    fn with_nobody_signed_in_nothing_is_lost_but_calls_do_not_come() {
        let face = face(&Calls::default(), &session(&[]), &missed(0));
        assert_eq!((face.mark, lines(&face)[0]), (Mark::Offline, "Open Vconnct"));
    }

    #[test]
    fn in_a_call_it_offers_the_page_again_and_to_say_that_one_has_left() {
        let joined = Calls { joined: Some(sample::joined("j1")), ..Calls::default() };
        let face = face(&joined, &session(&[REACHABLE]), &missed(3));
        assert_eq!(face.mark, Mark::InCall);
        assert_eq!(lines(&face)[..3], ["Release review", "Open again", "I've left"]);
    }

    #[test]
    fn where_its_page_did_not_come_up_it_offers_to_open_it_and_to_copy_its_link() {
        let joined = JoinedCall { page: CallPage::NotOpened, ..sample::joined("j1") };
        let face = face(&Calls { joined: Some(joined), ..Calls::default() }, &session(&[REACHABLE]), &missed(0));
        assert_eq!(lines(&face)[..4], ["Release review", "Open call", "Copy link", "I've left"]);
    }

    #[test]
    fn where_its_page_is_in_a_window_of_ours_it_leads_back_there_and_leaves_it() {
        let joined = JoinedCall { page: CallPage::InWindow, ..sample::joined("j1") };
        let face = face(&Calls { joined: Some(joined), ..Calls::default() }, &session(&[REACHABLE]), &missed(0));
        assert_eq!(lines(&face)[..3], ["Release review", "Return to call", "Leave"]);
    }

    #[test]
    fn a_call_that_rings_out_can_be_given_up() {
        let out = OutgoingPhase::Ringing { reconnecting: false };
        let calls = Calls { outgoing: Some(sample::outgoing("o1", out)), ..Calls::default() };
        let face = face(&calls, &session(&[REACHABLE]), &missed(0));
        assert_eq!(lines(&face)[..2], ["Calling Jonas Weber", "Cancel"]);
    }
}
