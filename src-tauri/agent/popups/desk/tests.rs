use vconnct_client::action::RoomRef;

use super::*;
use crate::sample;

const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };

/// The desk, and the state and time it believes in.
struct World {
    desk: Desk,
    now: Instant,
    calls: Calls,
    messages: Vec<NewMessage>,
    attention: Attention,
    /// Why the calls that come in are not heard.
    quiet: Option<Quiet>,
}

impl World {
    fn new() -> Self {
        Self {
            desk: Desk::default(),
            now: Instant::now(),
            calls: Calls::default(),
            messages: Vec::new(),
            attention: Attention::default(),
            quiet: None,
        }
    }

    fn focused() -> Self {
        let attention = Attention { visible: true, focused: true, ..Attention::default() };
        Self { attention, ..Self::new() }
    }

    fn call(&mut self, id: &str, phase: IncomingPhase) -> Vec<String> {
        self.calls.incoming.retain(|call| call.call_id.as_str() != id);
        self.calls.incoming.push(IncomingCall { quiet: self.quiet, ..sample::incoming(id, phase) });
        self.look()
    }

    fn ends(&mut self, id: &str, reason: EndReason) -> Vec<String> {
        self.call(id, IncomingPhase::Over { reason, rang_ms: 4_000 })
    }

    fn paints(&mut self, id: &str) -> Vec<String> {
        self.attention.painted.insert(id.into());
        self.look()
    }

    fn focus(&mut self, focused: bool) -> Vec<String> {
        self.attention.focused = focused;
        self.look()
    }

    /// Passes time, from one timeout to the next.
    fn pass(&mut self, ms: u64) -> Vec<String> {
        let until = self.now + Duration::from_millis(ms);
        while let Some(at) = self.desk.poll_timeout(self.now).filter(|at| *at <= until) {
            self.now = at;
            self.look();
            assert_ne!(self.desk.poll_timeout(self.now), Some(at), "the same timeout again and again");
        }
        self.now = until;
        self.look()
    }

    fn choose(&mut self, change: impl FnOnce(&mut Settings)) -> Vec<String> {
        let mut settings = Settings::clone(&self.desk.settings);
        change(&mut settings);
        self.desk.choose(Arc::new(settings));
        self.look()
    }

    /// What is told: call ids, and "missed N".
    fn look(&mut self) -> Vec<String> {
        self.desk.handle(self.now, &self.calls, &self.attention);
        self.desk.read(&self.messages, &self.attention);
        self.told()
    }

    fn told(&self) -> Vec<String> {
        let name = |key: Key| match key {
            Key::Call { call_id, round: 0 } => call_id.to_string(),
            Key::Call { call_id, round } => format!("{call_id} again {round}"),
            Key::Message { message, .. } => message.to_string(),
            Key::Missed { count, .. } => format!("missed {count}"),
            Key::Promise { call_id, round } => format!("{call_id} promised {round}"),
            Key::Started { call_id } => format!("{call_id} started"),
        };
        self.desk.wanted(self.now).into_keys().map(name).collect()
    }

    fn press(&mut self) -> Key {
        let key = self.desk.wanted(self.now).into_keys().next().expect("something is told");
        self.desk.seen_to(&key);
        key
    }
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_call_is_told_at_once_when_nobody_looks() {
    assert_eq!(World::new().call("c1", RINGING), ["c1"]);
}

#[test]
fn a_visible_window_without_the_focus_is_not_enough() {
    let mut world = World::new();
    world.attention =
        Attention { visible: true, focused: false, painted: ["c1".into()].into(), ..Attention::default() };
    assert_eq!(world.call("c1", RINGING), ["c1"]);
}

#[test]
fn a_card_painted_in_the_focused_window_is_told_nowhere_else() {
    let mut world = World::focused();
    assert_eq!(world.call("c1", RINGING), NOTHING);
    assert_eq!(world.paints("c1"), NOTHING);
    assert_eq!(world.pass(30_000), NOTHING);
}

#[test]
fn a_focused_window_that_hangs_silences_nothing() {
    let mut world = World::focused();
    world.call("c1", RINGING);
    assert_eq!(world.pass(249), NOTHING);
    assert_eq!(world.pass(1), ["c1"]);
}

#[test]
fn a_window_that_paints_late_takes_the_notification_away_again() {
    let mut world = World::focused();
    world.call("c1", RINGING);
    assert_eq!(world.pass(300), ["c1"]);
    assert_eq!(world.paints("c1"), ["c1"]);
    assert_eq!(world.pass(200), NOTHING);
}

#[test]
fn a_window_that_loses_the_focus_before_it_painted_is_not_waited_for() {
    let mut world = World::focused();
    world.call("c1", RINGING);
    assert_eq!(world.focus(false), ["c1"]);
}

#[test]
fn the_notification_comes_and_goes_with_the_focus_but_does_not_blink() {
    let mut world = World::focused();
    world.call("c1", RINGING);
    world.paints("c1");
    assert_eq!(world.focus(false), NOTHING);
    assert_eq!(world.pass(100), NOTHING);
    world.focus(true);
    assert_eq!(world.pass(500), NOTHING, "back within the 200 ms");
    world.focus(false);
    assert_eq!(world.pass(200), ["c1"]);
    world.focus(true);
    assert_eq!(world.pass(199), ["c1"]);
    assert_eq!(world.pass(1), NOTHING);
}

#[test]
fn whatever_ends_the_ring_ends_the_notification() {
    for phase in [IncomingPhase::Accepting, IncomingPhase::Dismissed] {
        let mut world = World::new();
        world.call("c1", RINGING);
        assert_eq!(world.call("c1", phase), NOTHING);
    }
    let mut world = World::new();
    world.call("c1", RINGING);
    assert_eq!(world.ends("c1", EndReason::AnsweredElsewhere), NOTHING);
    world.calls.incoming.clear();
    assert_eq!(world.look(), NOTHING);
}

#[test]
fn choosing_words_to_decline_with_keeps_the_notification() {
    let mut world = World::new();
    world.call("c1", RINGING);
    assert_eq!(world.call("c1", IncomingPhase::Ringing { silenced: true, reconnecting: false }), ["c1"]);
}

#[test]
fn each_of_several_calls_is_told() {
    let mut world = World::new();
    world.call("c1", RINGING);
    assert_eq!(world.call("c2", RINGING), ["c1", "c2"]);
}

#[test]
fn a_call_that_nobody_answered_is_told_as_missed_even_after_its_card_is_gone() {
    for reason in [EndReason::Canceled, EndReason::Interrupted, EndReason::Unanswered] {
        let mut world = World::new();
        world.call("c1", RINGING);
        assert_eq!(world.ends("c1", reason), ["missed 1"]);
        world.calls.incoming.clear();
        assert_eq!(world.pass(60_000), ["missed 1"]);
    }
}

#[test]
fn a_call_missed_within_one_look_is_told_too() {
    assert_eq!(World::new().ends("c1", EndReason::Canceled), ["missed 1"]);
}

#[test]
fn who_dismissed_declined_or_accepted_has_missed_nothing() {
    let mut world = World::new();
    world.call("c1", RINGING);
    world.call("c1", IncomingPhase::Dismissed);
    assert_eq!(world.ends("c1", EndReason::Canceled), NOTHING);
    for reason in [EndReason::AnsweredElsewhere, EndReason::Declined, EndReason::Failed] {
        let mut world = World::new();
        world.call("c1", RINGING);
        assert_eq!(world.ends("c1", reason), NOTHING, "{reason:?}");
    }
}

#[test]
fn who_sees_the_card_end_is_not_told_again() {
    let mut world = World::focused();
    world.call("c1", RINGING);
    world.paints("c1");
    assert_eq!(world.ends("c1", EndReason::Unanswered), NOTHING);
}

#[test]
fn missed_calls_of_one_person_are_one_notification_until_they_are_seen() {
    let mut world = World::new();
    for (id, told) in [("c1", "missed 1"), ("c2", "missed 2")] {
        world.call(id, RINGING);
        assert_eq!(world.ends(id, EndReason::Unanswered), [told]);
    }
    let other = RoomRef { room_id: "another".into(), ..sample::room() };
    world.desk.missed_seen(&[other].into());
    assert_eq!(world.look(), ["missed 2"], "somebody else's");
    world.desk.missed_seen(&[sample::room()].into());
    assert_eq!(world.look(), NOTHING);
}

#[test]
fn what_was_pressed_is_gone_before_the_state_follows_and_comes_back_when_refused() {
    let mut world = World::new();
    world.call("c1", RINGING);
    let key = world.press();
    assert_eq!(world.look(), NOTHING);
    world.desk.refused(&key);
    assert_eq!(world.look(), ["c1 again 1"]);
    world.desk.refused(&key);
    assert_eq!(world.look(), ["c1 again 1"], "an old refusal changes nothing");
}

#[test]
fn a_missed_call_that_was_seen_to_does_not_come_back() {
    let mut world = World::new();
    world.ends("c1", EndReason::Unanswered);
    world.press();
    assert_eq!(world.look(), NOTHING);
}

#[test]
fn a_call_of_a_room_is_told_of_once_and_goes_with_its_minute() {
    let mut world = World::new();
    world.calls.started.push(sample::started("g1"));
    assert_eq!(world.look(), ["g1 started"]);
    world.desk.seen_to(&Key::Started { call_id: "g1".into() });
    assert_eq!(world.look(), NOTHING);
    world.calls.started.push(sample::started("g2"));
    assert_eq!(world.look(), ["g2 started"]);
    world.calls.started.clear();
    assert_eq!(world.look(), NOTHING);
}

#[test]
fn a_call_of_a_room_is_not_told_of_to_somebody_who_looks_at_our_window() {
    let mut world = World::focused();
    world.calls.started.push(sample::started("g1"));
    assert_eq!(world.look(), NOTHING);
    assert_eq!(world.focus(false), NOTHING, "nor later: they have seen it");
}

#[test]
fn a_quiet_call_is_told_nowhere_until_the_quiet_ends_while_it_rings() {
    let mut world = World::new();
    world.quiet = Some(Quiet::QuietHours);
    assert_eq!(world.call("c1", RINGING), NOTHING);
    assert_eq!(world.pass(5_000), NOTHING);
    world.quiet = None;
    assert_eq!(world.call("c1", RINGING), ["c1"]);
    world.quiet = Some(Quiet::DoNotDisturb);
    assert_eq!(world.call("c1", RINGING), NOTHING, "turned on because it rang");
}

#[test]
fn what_was_missed_in_quiet_is_told_when_the_quiet_is_over() {
    let mut world = World::new();
    world.quiet = Some(Quiet::DoNotDisturb);
    world.call("c1", RINGING);
    assert_eq!(world.ends("c1", EndReason::Canceled), NOTHING);
    world.desk.end_quiet(|_, quiet| quiet == Quiet::DoNotDisturb);
    assert_eq!(world.told(), NOTHING, "it lasts");
    world.desk.end_quiet(|_, _| false);
    assert_eq!(world.told(), ["missed 1"]);
}

#[test]
fn a_call_that_was_let_through_is_told_when_missed_and_takes_the_quiet_ones_along() {
    let mut world = World::new();
    world.quiet = Some(Quiet::DoNotDisturb);
    world.call("c1", RINGING);
    world.ends("c1", EndReason::Unanswered);
    world.quiet = None;
    world.call("c2", RINGING);
    assert_eq!(world.ends("c2", EndReason::Unanswered), ["missed 2"]);
}

fn with(show_calls: ShowCalls) -> World {
    let mut world = World::new();
    world.choose(|settings| settings.show_calls = show_calls);
    world
}

#[test]
fn whoever_wants_the_call_window_has_it_instead_of_the_notification() {
    let mut world = with(ShowCalls::CallWindow);
    assert!(!world.desk.wants_window(), "nobody calls");
    assert_eq!(world.call("c1", RINGING), NOTHING);
    assert!(world.desk.wants_window());
    world.choose(|settings| settings.show_calls = ShowCalls::Notification);
    assert_eq!((world.told(), world.desk.wants_window()), (vec!["c1".to_owned()], false));
}

#[test]
fn whoever_wants_calls_only_here_is_told_nowhere_else_but_of_what_was_missed() {
    let mut world = with(ShowCalls::OnlyHere);
    world.desk.find_notifications(false);
    assert_eq!(world.call("c1", RINGING), NOTHING);
    assert!(!world.desk.wants_window());
    assert_eq!(world.ends("c1", EndReason::Canceled), ["missed 1"]);
    assert!(!world.desk.wants_window());
}

#[test]
fn notifications_that_take_no_answer_leave_a_call_to_the_window() {
    let mut world = World::new();
    world.desk.find_notifications(false);
    assert_eq!(world.call("c1", RINGING), NOTHING);
    assert!(world.desk.wants_window());
    world.desk.find_notifications(true);
    assert_eq!((world.look(), world.desk.wants_window()), (vec!["c1".to_owned()], false));
}

#[test]
fn a_call_window_that_is_not_there_leaves_its_calls_to_notifications_but_not_those_of_later() {
    let mut world = with(ShowCalls::CallWindow);
    world.call("c1", RINGING);
    world.desk.lose_window();
    assert_eq!((world.look(), world.desk.wants_window()), (vec!["c1".to_owned()], false));
    assert_eq!(world.call("c2", RINGING), ["c1", "c2"]);
    world.calls.incoming.clear();
    assert_eq!(world.look(), NOTHING);
    assert_eq!(world.call("c3", RINGING), NOTHING);
    assert!(world.desk.wants_window());
}

#[test]
fn a_call_window_that_shows_no_card_leaves_its_calls_to_notifications_until_it_does() {
    let mut world = with(ShowCalls::CallWindow);
    world.call("c1", RINGING);
    assert_eq!(world.pass(1_999), NOTHING);
    assert_eq!(world.pass(1), ["c1"]);
    assert!(world.desk.wants_window(), "it may be on its way");
    assert_eq!(world.call("c2", RINGING), ["c1", "c2"], "no card of it either");
    world.attention.call_window = true;
    assert_eq!(world.look(), NOTHING);
    assert_eq!(world.pass(30_000), NOTHING);
    world.attention.call_window = false; // its program has ended
    assert_eq!(world.look(), NOTHING);
    assert_eq!(world.pass(2_000), ["c1", "c2"]);
}

#[test]
fn what_was_missed_in_a_call_window_that_showed_no_card_is_told_at_once() {
    let mut world = with(ShowCalls::CallWindow);
    world.call("c1", RINGING);
    world.pass(2_000);
    assert_eq!(world.ends("c1", EndReason::Unanswered), ["missed 1"]);
}

#[test]
fn the_call_window_has_its_time_anew_whenever_it_is_wanted() {
    let mut world = with(ShowCalls::CallWindow);
    world.call("c1", RINGING);
    world.pass(2_000);
    world.call("c1", IncomingPhase::Dismissed);
    assert_eq!(world.call("c2", RINGING), NOTHING);
    assert_eq!(world.pass(1_999), NOTHING);
    assert_eq!(world.pass(1), ["c2"]);
}

#[test]
fn the_call_window_follows_the_focus_and_the_quiet_as_a_notification_does() {
    let mut world = with(ShowCalls::CallWindow);
    world.attention = Attention { visible: true, focused: true, ..Attention::default() };
    world.call("c1", RINGING);
    world.paints("c1");
    assert!(!world.desk.wants_window());
    world.focus(false);
    world.pass(200);
    assert!(world.desk.wants_window());
    world.quiet = Some(Quiet::DoNotDisturb);
    world.call("c1", RINGING);
    assert!(!world.desk.wants_window());
}

#[test]
fn the_call_window_tells_how_its_call_went_on_unless_it_was_put_away() {
    let ends = |reason| IncomingPhase::Over { reason, rang_ms: 4_000 };
    for (phase, stays) in [
        (IncomingPhase::Accepting, true),
        (IncomingPhase::Dismissed, false),
        (ends(EndReason::AnsweredElsewhere), true),
        (ends(EndReason::Canceled), true),
        (ends(EndReason::Declined), false),
    ] {
        let mut world = with(ShowCalls::CallWindow);
        world.call("c1", RINGING);
        world.call("c1", phase.clone());
        assert_eq!(world.desk.wants_window(), stays, "{phase:?}");
        world.calls.incoming.clear();
        world.pass(8_000);
        assert!(!world.desk.wants_window());
    }
}

/// A call that rang in the call window, where its card now says that it was missed.
fn missed_in_the_window() -> World {
    let mut world = with(ShowCalls::CallWindow);
    world.call("c1", RINGING);
    world.attention.call_window = true;
    assert_eq!(world.ends("c1", EndReason::Unanswered), NOTHING, "the window tells");
    assert!(world.desk.wants_window());
    world
}

#[test]
fn what_the_call_window_calls_missed_is_told_by_a_notification_only_when_its_card_has_gone() {
    let mut world = missed_in_the_window();
    world.pass(4_000);
    world.calls.incoming.clear(); // its card has gone elsewhere
    assert_eq!(world.pass(3_999), NOTHING);
    assert!(world.desk.wants_window(), "one can call back there");
    assert_eq!(world.pass(1), ["missed 1"]);
    assert!(!world.desk.wants_window());
}

#[test]
fn who_closes_the_card_of_a_missed_call_in_the_call_window_is_not_told_again() {
    let mut world = missed_in_the_window();
    world.attention.closed = Some("c1".into());
    world.calls.incoming.clear();
    assert_eq!(world.look(), NOTHING);
    world.call("c2", RINGING);
    world.ends("c2", EndReason::Canceled);
    world.calls.incoming.clear();
    assert_eq!(world.pass(8_000), ["missed 1"], "that was another one");
}

#[test]
fn a_missed_call_is_told_at_once_when_the_call_window_no_longer_can() {
    let mut world = missed_in_the_window();
    world.desk.lose_window();
    assert_eq!(world.look(), ["missed 1"]);
}

#[test]
fn who_sees_elsewhere_what_the_call_window_calls_missed_is_not_told_again() {
    let mut world = missed_in_the_window();
    world.desk.missed_seen(&[sample::room()].into());
    world.calls.incoming.clear();
    assert_eq!(world.look(), NOTHING, "in the log");
    let mut world = missed_in_the_window();
    world.attention.visible = true;
    world.focus(true);
    world.paints("c1");
    world.focus(false);
    world.calls.incoming.clear();
    assert_eq!(world.look(), NOTHING, "on the card of the main window");
}

#[test]
fn a_missed_call_that_is_told_already_stays_while_the_call_window_tells_of_the_next() {
    let mut world = missed_in_the_window();
    world.calls.incoming.clear();
    world.pass(8_000);
    assert_eq!(world.call("c2", RINGING), ["missed 1"]);
    assert_eq!(world.ends("c2", EndReason::Unanswered), ["missed 1"]);
    world.calls.incoming.clear();
    assert_eq!(world.pass(8_000), ["missed 2"]);
}

#[test]
fn a_call_that_never_rang_in_the_call_window_does_not_end_there() {
    let mut world = with(ShowCalls::CallWindow);
    assert_eq!(world.ends("c1", EndReason::Canceled), ["missed 1"]);
    assert!(!world.desk.wants_window());
}

#[test]
fn whoever_calls_is_not_named_where_names_are_not_wanted() {
    let mut world = World::new();
    let caller = |world: &World| {
        let subject = world.desk.wanted(world.now).into_values().next().expect("something is told").subject;
        (subject.person().expect("somebody calls").clone(), subject)
    };
    world.choose(|settings| settings.show_caller = false);
    for phase in [RINGING, IncomingPhase::Over { reason: EndReason::Canceled, rang_ms: 4_000 }] {
        world.call("c1", phase);
        let (person, subject) = caller(&world);
        assert_eq!(person, vconnct_client::update::Person::default());
        let notice = subject.notice(crate::strings::Words::of("en"), None);
        assert!(!format!("{notice:?}").contains("Jonas"), "{notice:?}");
    }
    world.choose(|settings| settings.show_caller = true);
    assert_eq!(caller(&world).0.name, "Jonas Weber");
}

#[test]
fn nobody_is_named_and_nothing_quoted_while_others_may_look_on() {
    let mut world = World::new();
    world.calls.joined = Some(sample::joined("c0"));
    world.calls.started.push(sample::started("g1"));
    world.messages = vec![sample::message("m1")];
    world.call("c1", RINGING);
    world.call("c2", RINGING);
    world.ends("c2", EndReason::Canceled);
    let words = |world: &World| -> Vec<String> {
        let wanted = world.desk.wanted(world.now).into_values();
        let notice = |subject: Subject| subject.notice(crate::strings::Words::of("en"), None);
        wanted.map(|telling| format!("{:?}", notice(telling.subject))).collect()
    };
    let secret =
        |text: &String| ["Jonas", "Priya", "Ben", "ten", "release", "Release"].iter().any(|word| text.contains(word));
    assert!(words(&world).iter().all(secret), "{:#?}", words(&world));
    world.desk.be_watched(true);
    let told = words(&world);
    assert_eq!(told.len(), 4);
    assert!(!told.iter().any(secret), "{told:#?}");
    assert!(world.desk.wanted(world.now).values().all(|telling| telling.unnamed));
    world.desk.be_watched(false);
    assert!(words(&world).iter().all(secret));
}

#[test]
fn missed_calls_are_told_only_if_that_is_wanted_and_old_ones_not_afterwards() {
    let mut world = World::new();
    world.ends("c1", EndReason::Canceled);
    assert_eq!(world.choose(|settings| settings.notify_missed = false), NOTHING);
    world.call("c2", RINGING);
    assert_eq!(world.ends("c2", EndReason::Canceled), NOTHING);
    assert_eq!(world.choose(|settings| settings.notify_missed = true), NOTHING);
    world.call("c3", RINGING);
    assert_eq!(world.ends("c3", EndReason::Canceled), ["missed 1"]);
}

#[test]
fn calls_of_rooms_are_told_of_only_if_that_is_wanted_and_old_ones_not_afterwards() {
    let mut world = World::new();
    world.calls.started.push(sample::started("g1"));
    assert_eq!(world.look(), ["g1 started"]);
    assert_eq!(world.choose(|settings| settings.notify_started = false), NOTHING);
    world.calls.started.push(sample::started("g2"));
    assert_eq!(world.look(), NOTHING);
    assert_eq!(world.choose(|settings| settings.notify_started = true), NOTHING);
    world.calls.started.push(sample::started("g3"));
    assert_eq!(world.look(), ["g3 started"]);
}

#[test]
fn the_newest_message_of_a_room_is_told_of_until_it_is_read() {
    let mut world = World::new();
    world.messages = vec![sample::message("m1")];
    assert_eq!(world.look(), ["m1"]);
    world.messages = vec![sample::message("m2")];
    assert_eq!(world.look(), ["m2"]);
    world.messages.clear();
    assert_eq!(world.look(), NOTHING);
}

#[test]
fn a_message_that_was_seen_to_or_went_by_itself_does_not_come_back() {
    let mut world = World::new();
    world.messages = vec![sample::message("m1")];
    world.look();
    world.press();
    assert_eq!(world.look(), NOTHING);
}

#[test]
fn a_message_is_told_of_unless_its_room_is_looked_at_in_a_window_with_the_focus() {
    for (open, focused, told) in [(true, true, false), (false, true, true), (true, false, true)] {
        let mut world = World::focused();
        world.attention.focused = focused;
        world.messages = vec![NewMessage { open, ..sample::message("m1") }];
        assert_eq!(!world.look().is_empty(), told, "open: {open}, focused: {focused}");
        world.focus(false);
        assert_eq!(!world.look().is_empty(), told, "nor later, or for longer");
    }
}

#[test]
fn messages_are_told_of_only_if_that_is_wanted_and_old_ones_not_afterwards() {
    let mut world = World::new();
    world.messages = vec![sample::message("m1")];
    assert_eq!(world.look(), ["m1"]);
    assert_eq!(world.choose(|settings| settings.notify_messages = false), NOTHING);
    world.messages = vec![sample::message("m2")];
    assert_eq!(world.look(), NOTHING);
    assert_eq!(world.choose(|settings| settings.notify_messages = true), NOTHING);
    world.messages = vec![sample::message("m3")];
    assert_eq!(world.look(), ["m3"]);
}
