//! What is on the screen and what shall be, brought together without a bus.
//!
//! A notification is asked for with a ticket; the service answers with an id of its own, sometimes
//! after the signal of a very quick click on it. The board keeps both in order: it never shows one
//! twice, forgets an id before its notification is closed, and closes what came too late.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use crate::popups::{
    Event, Notices,
    notice::{Button, Key, Notice},
};

/// Tells the requests to show something apart.
pub(super) type Ticket = u64;

/// What is to be done at the bus.
#[derive(Debug, PartialEq)]
pub(super) enum Order {
    Close(u32),
    Show(Ticket, Arc<Notice>),
}

/// What the notification service said of the notification with this id.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Signal {
    Closed {
        id: u32,
        reason: u32,
    },
    Pressed {
        id: u32,
        button: String,
        /// Lets a window come forward, where it comes with the press itself.
        token: Option<String>,
    },
    /// What is pressed next in it may bring a window forward with this.
    Token {
        id: u32,
        token: String,
    },
    /// Words were written into its field, which only a call that rings has.
    Replied {
        id: u32,
        words: String,
    },
}

#[derive(Debug, Default)]
pub(super) struct Board {
    slots: BTreeMap<Key, Posted>,
    /// Pressed or closed by the person, and still wanted for a moment.
    done: BTreeSet<Key>,
    tickets: Ticket,
    /// Signals for ids that are not ours, or not yet.
    strangers: VecDeque<Signal>,
}

/// What was handed over to the service.
#[derive(Debug)]
struct Posted {
    notice: Arc<Notice>,
    slot: Slot,
    token: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Slot {
    Asked(Ticket),
    /// The service refused it; tried again when [`Board::try_again`] says so.
    Refused,
    Shown(u32),
}

impl Board {
    /// What has to be done so that exactly these are shown. One that says something else than before is shown anew:
    /// replaced in its place, some services would draw it without its buttons.
    pub(super) fn reconcile(&mut self, wanted: &Notices) -> Vec<Order> {
        self.done.retain(|key| wanted.contains_key(key));
        let mut orders = Vec::new();
        self.slots.retain(|key, posted| {
            let keep = wanted.get(key) == Some(&posted.notice);
            if let (false, Slot::Shown(id)) = (keep, posted.slot) {
                orders.push(Order::Close(id));
            }
            keep
        });
        for (key, notice) in wanted {
            if !self.slots.contains_key(key) && !self.done.contains(key) {
                self.tickets += 1;
                self.slots.insert(key.clone(), Posted::new(notice.clone(), self.tickets));
                orders.push(Order::Show(self.tickets, notice.clone()));
            }
        }
        orders
    }

    /// The service has shown what was asked for with this ticket.
    pub(super) fn shown(&mut self, ticket: Ticket, id: u32) -> (Vec<Order>, Vec<Event>) {
        let Some(slot) = self.asked(ticket) else { return (vec![Order::Close(id)], Vec::new()) };
        *slot = Slot::Shown(id);
        let (early, strangers): (VecDeque<_>, VecDeque<_>) =
            self.strangers.drain(..).partition(|signal| signal.id() == id);
        self.strangers = strangers;
        let told: Vec<_> = early.into_iter().map(|signal| self.heard(signal)).collect();
        let (orders, events): (Vec<_>, Vec<_>) = told.into_iter().unzip();
        (orders.into_iter().flatten().collect(), events.into_iter().flatten().collect())
    }

    /// The service refused what was asked for with this ticket.
    pub(super) fn refused(&mut self, ticket: Ticket) {
        if let Some(slot) = self.asked(ticket) {
            *slot = Slot::Refused;
        }
    }

    /// Whatever was refused may be asked for again.
    pub(super) fn try_again(&mut self) {
        self.slots.retain(|_, posted| posted.slot != Slot::Refused);
    }

    /// Takes in what the service said.
    pub(super) fn heard(&mut self, signal: Signal) -> (Vec<Order>, Vec<Event>) {
        let shown = |posted: &Posted| posted.slot == Slot::Shown(signal.id());
        let Some(key) = self.slots.iter().find(|(_, posted)| shown(posted)).map(|(key, _)| key.clone()) else {
            self.remember(signal);
            return Default::default();
        };
        let mut pressed = |id, button, words, token: Option<String>| {
            let token = token.or_else(|| self.slots.get_mut(&key).and_then(|posted| posted.token.take()));
            (vec![Order::Close(id)], Event::Pressed { key: key.clone(), button, words, token })
        };
        let (orders, event) = match signal {
            // Services differ in what they do to a notification after a press; we close it.
            Signal::Pressed { id, button, token } => match Button::of(&button) {
                Some(button) => pressed(id, button, None, token),
                None => return Default::default(),
            },
            Signal::Replied { id, words } => pressed(id, Button::Decline, Some(words), None),
            Signal::Token { token, .. } => {
                if let Some(posted) = self.slots.get_mut(&key) {
                    posted.token = Some(token);
                }
                return Default::default();
            }
            Signal::Closed { reason: BY_THE_PERSON, .. } => (Vec::new(), Event::Closed { key: key.clone() }),
            Signal::Closed { .. } => (Vec::new(), Event::Expired { key: key.clone() }),
        };
        self.slots.remove(&key);
        self.done.insert(key);
        (orders, vec![event])
    }

    /// The service is gone, and with it all that it showed; the ids of those.
    pub(super) fn gone(&mut self) -> BTreeSet<u32> {
        let ids = self.ids();
        self.slots.clear();
        self.strangers.clear();
        ids
    }

    /// The ids on the screen.
    pub(super) fn ids(&self) -> BTreeSet<u32> {
        let id = |posted: &Posted| if let Slot::Shown(id) = posted.slot { Some(id) } else { None };
        self.slots.values().filter_map(id).collect()
    }

    /// What was asked for with this ticket, while it is wanted.
    pub(super) fn key(&self, ticket: Ticket) -> Option<Key> {
        self.slots.iter().find(|(_, posted)| posted.slot == Slot::Asked(ticket)).map(|(key, _)| key.clone())
    }

    fn asked(&mut self, ticket: Ticket) -> Option<&mut Slot> {
        self.slots.values_mut().map(|posted| &mut posted.slot).find(|slot| **slot == Slot::Asked(ticket))
    }

    /// Only while an answer is due can a stranger turn out to be ours.
    fn remember(&mut self, signal: Signal) {
        if self.slots.values().any(|posted| matches!(posted.slot, Slot::Asked(_))) {
            if self.strangers.len() == STRANGERS {
                self.strangers.pop_front();
            }
            self.strangers.push_back(signal);
        } else {
            self.strangers.clear();
        }
    }
}

impl Posted {
    fn new(notice: Arc<Notice>, ticket: Ticket) -> Self {
        Self { notice, slot: Slot::Asked(ticket), token: None }
    }
}

impl Signal {
    fn id(&self) -> u32 {
        match self {
            Self::Closed { id, .. } | Self::Pressed { id, .. } | Self::Replied { id, .. } | Self::Token { id, .. } => {
                *id
            }
        }
    }
}

/// `NotificationClosed` with this reason: the person closed it.
const BY_THE_PERSON: u32 = 2;
/// Other programs' notifications come and go as well; more than this within one answer is noise.
const STRANGERS: usize = 256;

#[cfg(test)]
mod tests {
    use vconnct_client::update::IncomingPhase;

    use super::*;
    use crate::{
        popups::notice::{Meanwhile, Subject},
        sample,
        strings::Words,
    };

    fn key(id: &str) -> Key {
        Key::Call { call_id: id.into(), round: 0 }
    }

    fn notices(ids: &[&str]) -> Notices {
        let notice = |id: &str| {
            let phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
            let call = Box::new(sample::incoming(id, phase));
            Arc::new(Subject::Ringing { call, meanwhile: Meanwhile::Nothing }.notice(Words::of("en"), None))
        };
        ids.iter().map(|id| (key(id), notice(id))).collect()
    }

    fn pressed(id: u32, button: &str) -> Signal {
        Signal::Pressed { id, button: button.into(), token: None }
    }

    /// The tickets of what is to be shown.
    fn shows(orders: &[Order]) -> Vec<Ticket> {
        orders
            .iter()
            .filter_map(|order| if let Order::Show(ticket, _) = order { Some(*ticket) } else { None })
            .collect()
    }

    fn with_one_shown(id: u32) -> Board {
        let mut board = Board::default();
        let [ticket] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("one is shown") };
        assert_eq!(board.shown(ticket, id), Default::default());
        board
    }

    #[test]
    fn what_is_wanted_is_asked_for_once() {
        let mut board = Board::default();
        assert_eq!(shows(&board.reconcile(&notices(&["c1"]))).len(), 1);
        assert_eq!(board.reconcile(&notices(&["c1"])), []);
        assert_eq!(shows(&board.reconcile(&notices(&["c1", "c2"]))).len(), 1);
    }

    #[test]
    fn what_is_wanted_no_longer_is_closed() {
        let mut board = with_one_shown(7);
        assert_eq!(board.reconcile(&notices(&[])), [Order::Close(7)]);
        assert_eq!(board.ids(), BTreeSet::new());
    }

    #[test]
    fn what_says_something_else_now_is_closed_and_shown_anew() {
        let mut board = with_one_shown(7);
        let mut wanted = notices(&["c1"]);
        for notice in wanted.values_mut() {
            Arc::make_mut(notice).summary = "Incoming call".into();
        }
        let [Order::Close(7), Order::Show(ticket, notice)] = &board.reconcile(&wanted)[..] else { panic!("both") };
        assert_eq!(notice.summary, "Incoming call");
        assert_eq!(board.shown(*ticket, 8), Default::default());
        assert_eq!(board.reconcile(&wanted), []);
        let event = Event::Pressed { key: key("c1"), button: Button::Accept, words: None, token: None };
        assert_eq!(board.heard(pressed(8, "accept")).1, [event]);
    }

    #[test]
    fn what_was_shown_too_late_is_closed_at_once() {
        let mut board = Board::default();
        let [ticket] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("one is shown") };
        assert_eq!(board.reconcile(&notices(&[])), []);
        assert_eq!(board.shown(ticket, 9), (vec![Order::Close(9)], vec![]));
    }

    #[test]
    fn a_press_counts_once_and_its_notification_is_closed_by_us() {
        let mut board = with_one_shown(7);
        let event = Event::Pressed { key: key("c1"), button: Button::Accept, words: None, token: None };
        assert_eq!(board.heard(pressed(7, "accept")), (vec![Order::Close(7)], vec![event]));
        assert_eq!(board.heard(pressed(7, "decline")), Default::default());
        assert_eq!(
            board.heard(Signal::Closed { id: 7, reason: 2 }),
            Default::default(),
            "its late echo is no dismissal"
        );
        assert_eq!(board.reconcile(&notices(&["c1"])), [], "the state has not followed yet");
    }

    #[test]
    fn words_written_into_its_field_are_a_decline_that_says_them() {
        let mut board = with_one_shown(7);
        let words = || "On my way.".to_owned();
        let event = Event::Pressed { key: key("c1"), button: Button::Decline, words: Some(words()), token: None };
        let replied = Signal::Replied { id: 7, words: words() };
        assert_eq!(board.heard(replied), (vec![Order::Close(7)], vec![event]));
    }

    #[test]
    fn a_click_that_overtakes_the_answer_is_not_lost() {
        let mut board = Board::default();
        let [ticket] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("one is shown") };
        assert_eq!(board.heard(pressed(8, "accept")), Default::default(), "somebody else's");
        assert_eq!(board.heard(pressed(7, "accept")), Default::default());
        let event = Event::Pressed { key: key("c1"), button: Button::Accept, words: None, token: None };
        assert_eq!(board.shown(ticket, 7), (vec![Order::Close(7)], vec![event]));
    }

    #[test]
    fn what_lets_a_window_come_forward_goes_with_the_press_it_was_given_for() {
        let token = |id, token: &str| Signal::Token { id, token: token.into() };
        let pressed_with = |token: Option<&str>| {
            let (key, token) = (key("c1"), token.map(str::to_owned));
            vec![Event::Pressed { key, button: Button::Open, words: None, token }]
        };
        let mut board = with_one_shown(7);
        assert_eq!(board.heard(token(8, "somebody else's")), Default::default());
        assert_eq!(board.heard(token(7, "old")), Default::default());
        assert_eq!(board.heard(token(7, "new")), Default::default());
        assert_eq!(board.heard(pressed(7, "default")).1, pressed_with(Some("new")));
        // Both before the service has said what it calls it.
        let mut board = Board::default();
        let [ticket] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("one is shown") };
        board.heard(token(7, "early"));
        board.heard(token(9, "somebody else's"));
        board.heard(pressed(7, "default"));
        assert_eq!(board.shown(ticket, 7).1, pressed_with(Some("early")));
        assert_eq!(with_one_shown(7).heard(pressed(7, "default")).1, pressed_with(None));
    }

    #[test]
    fn other_programs_clicks_and_unknown_buttons_do_nothing() {
        let mut board = with_one_shown(7);
        assert_eq!(board.heard(pressed(8, "accept")), Default::default());
        assert_eq!(board.heard(pressed(7, "inline-reply")), Default::default());
        assert_eq!(board.ids(), [7].into());
    }

    #[test]
    fn only_the_person_closing_it_is_an_answer() {
        let closed = |reason| with_one_shown(7).heard(Signal::Closed { id: 7, reason }).1;
        assert_eq!(closed(2), [Event::Closed { key: key("c1") }]);
        for reason in [1, 3, 4] {
            assert_eq!(closed(reason), [Event::Expired { key: key("c1") }]);
        }
    }

    #[test]
    fn what_expired_is_not_shown_again() {
        let mut board = with_one_shown(7);
        board.heard(Signal::Closed { id: 7, reason: 1 });
        assert_eq!(board.reconcile(&notices(&["c1"])), []);
    }

    #[test]
    fn a_service_that_starts_anew_shows_again_what_still_rings() {
        let mut board = with_one_shown(7);
        board.gone();
        assert_eq!(shows(&board.reconcile(&notices(&["c1"]))).len(), 1);
        assert_eq!(board.heard(pressed(7, "accept")).1, [], "the old id is void");
    }

    #[test]
    fn an_answer_of_the_service_before_does_not_count_for_the_new_one() {
        let mut board = Board::default();
        let [old] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("one is shown") };
        board.gone();
        let [new] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("it is shown again") };
        assert_eq!(board.shown(old, 3).0, [Order::Close(3)]);
        assert_eq!(board.shown(new, 1), Default::default());
        assert_eq!(board.ids(), [1].into());
    }

    #[test]
    fn what_was_refused_is_asked_for_again_only_when_that_is_said() {
        let mut board = Board::default();
        let [ticket] = shows(&board.reconcile(&notices(&["c1"])))[..] else { panic!("one is shown") };
        board.refused(ticket);
        assert_eq!(board.reconcile(&notices(&["c1"])), []);
        board.try_again();
        assert_eq!(shows(&board.reconcile(&notices(&["c1"]))).len(), 1);
    }

    #[test]
    fn a_flood_of_strangers_is_forgotten() {
        let mut board = Board::default();
        board.reconcile(&notices(&["c1"]));
        for id in 0..10_000 {
            board.heard(pressed(id, "accept"));
        }
        assert!(board.strangers.len() <= STRANGERS);
    }
}
