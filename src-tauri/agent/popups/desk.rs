//! Which notifications shall exist, decided without a clock, a bus or a screen.
//!
//! The rule (design states 0.2): a call is told of outside our windows unless one of them is
//! visible, has the focus and has painted the card. A window that says so is believed; one that is
//! silent for [`CARD_PAINTED`] hangs, and then the notification is there for it. When the focus
//! comes or goes while it rings, the notification goes or comes [`FOCUS_SETTLED`] later.
//!
//! Outside means a notification or the small call window, whichever the person has chosen; the window too
//! where notifications cannot take an answer, and a notification where the window does not come up: it is believed
//! as the main one is, and has [`CALL_WINDOW_PAINTED`] to say that it shows a card.
//!
//! What is quiet (design states 0.7) is not told, and what was missed of it is told once the quiet is over.
//! What the call window itself calls missed is told by a notification only once the window no longer does,
//! and not to somebody who closed its card there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use vconnct_client::{
    Attention, NewMessage,
    action::RoomRef,
    update::{
        Calls, EndReason, History, IncomingCall, IncomingPhase, LocalTime, Quiet, Settings, ShowCalls, StartedCall,
    },
};
use vconnct_proto::CallId;

use super::{
    notice::{Key, Meanwhile, Missed, Subject},
    promises::Promises,
};

/// What there is to tell outside our windows.
#[derive(Debug, Default)]
pub(super) struct Desk {
    rings: BTreeMap<CallId, Ring>,
    missed: BTreeMap<(String, String), Untold>,
    /// Calls of rooms that have just begun; nothing for those the person has seen to, or could see in our window.
    started: BTreeMap<CallId, Option<StartedCall>>,
    /// The newest message of each room; nothing for those the person has seen to, or could see in our window.
    messages: BTreeMap<Key, Option<NewMessage>>,
    promises: Promises,
    settings: Arc<Settings>,
    /// Others may look on.
    watched: bool,
    /// The system's notifications have no buttons, hang, or are not there.
    unanswerable: bool,
    /// The call window was wanted, and is not there: not tried again for the calls of this moment.
    window_lost: bool,
    /// The call window has until then to show a card; nothing while none is wanted there, or one is shown.
    window_due: Option<Instant>,
    /// That moment has passed. It stays wanted: one that shows a card after all takes the notification away again.
    window_late: bool,
}

/// What shall be told, and how.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Telling {
    pub(super) subject: Subject,
    /// Whoever it is about is not named.
    pub(super) unnamed: bool,
}

/// Where calls show outside our main window.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Surface {
    Notification,
    Nowhere,
    Window,
}

/// What was missed of one person.
#[derive(Debug)]
struct Untold {
    missed: Missed,
    /// Why it is not told yet.
    quiet: Option<Quiet>,
}

#[derive(Debug)]
struct Ring {
    call: IncomingCall,
    meanwhile: Meanwhile,
    state: State,
    told: Told,
    round: u32,
    /// The person has pressed something here; the state will follow.
    handled: bool,
    /// It rang in the call window, which then tells how it went on too.
    in_window: bool,
    /// It was missed, and nothing but the call window has told so.
    unread: bool,
    /// It was missed in the call window, which offers to call back until then, though its card is gone elsewhere.
    lingers: Option<Instant>,
}

/// What became of it, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Answered,
    Over,
    /// Dismissed or declined: the person wants to see no more of it.
    PutAway,
    Ringing,
}

/// Whether it is told outside.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Told {
    /// So far; from then on the opposite, unless that changes again.
    Changing {
        told: bool,
        at: Instant,
    },
    /// A focused window has until then to paint the card.
    Undecided {
        until: Instant,
    },
    Settled(bool),
}

impl Desk {
    /// Takes in what the person has chosen.
    pub(super) fn choose(&mut self, settings: Arc<Settings>) {
        self.settings = settings;
        if !self.settings.notify_missed {
            self.missed.clear(); // nor later, should they be wanted again
        }
        if !self.settings.notify_started {
            self.started.values_mut().for_each(|call| *call = None);
        }
        if !self.settings.notify_messages {
            self.messages.values_mut().for_each(|message| *message = None);
        }
    }

    /// Whether others may look on now.
    pub(super) fn be_watched(&mut self, watched: bool) {
        self.watched = watched;
    }

    /// Whether an answer can be given in the system's notifications.
    pub(super) fn find_notifications(&mut self, answerable: bool) {
        self.unanswerable = !answerable;
    }

    /// The call window is wanted and not there: it was closed, or cannot be shown.
    pub(super) fn lose_window(&mut self) {
        self.window_lost = true;
    }

    /// Takes in the state as it is at `now`.
    pub(super) fn handle(&mut self, now: Instant, calls: &Calls, attention: &Attention) {
        self.window_lost &= !calls.incoming.is_empty();
        let surface = self.surface();
        for call in &calls.incoming {
            let ring = self.rings.entry(call.call_id.clone()).or_insert_with(|| Ring::new(now, call, calls));
            let covered = is_covered(&call.call_id, attention);
            ring.call.clone_from(call);
            ring.told = ring.told.next(now, covered, attention.visible && attention.focused);
            let missed = ring.is_missed_by(&call.phase);
            ring.unread = (ring.unread || missed) && !covered;
            ring.lingers = ring.lingers.or((missed && ring.in_window).then(|| now + MISSED_IN_WINDOW));
            ring.state = State::of(&call.phase);
            ring.in_window |= surface == Surface::Window && ring.is_told();
        }
        let closed = attention.closed.as_ref();
        for (id, ring) in &mut self.rings {
            ring.lingers.take_if(|until| *until <= now || closed == Some(id));
        }
        self.tell_missed(surface == Surface::Window && !self.window_late, calls, closed);
        self.rings.retain(|id, ring| ring.lingers.is_some() || is_among(&calls.incoming, id));
        self.started.retain(|id, _| calls.started.iter().any(|call| call.call_id == *id));
        for call in &calls.started {
            let in_sight = attention.visible && attention.focused;
            let told = !in_sight && self.settings.notify_started;
            self.started.entry(call.call_id.clone()).or_insert_with(|| told.then(|| call.clone()));
        }
        let awaited = self.wants_window() && !attention.call_window;
        self.window_due = awaited.then(|| self.window_due.unwrap_or(now + CALL_WINDOW_PAINTED));
        self.window_late = self.window_due.is_some_and(|due| due <= now);
    }

    /// What was missed is told by notifications from now on, unless the call window still tells so, or the person
    /// has `closed` its card.
    fn tell_missed(&mut self, in_window: bool, calls: &Calls, closed: Option<&CallId>) {
        for (id, ring) in self.rings.iter_mut().filter(|(_, ring)| ring.unread) {
            if in_window && ring.is_in_window() && (ring.lingers.is_some() || is_among(&calls.incoming, id)) {
                continue;
            }
            ring.unread = false;
            if closed == Some(id) || !self.settings.notify_missed {
                continue;
            }
            let (who, call) = ((ring.call.room.workspace.clone(), person_key(&ring.call)), &ring.call);
            let untold = self.missed.entry(who).or_insert_with(|| Untold { missed: missed(call), quiet: None });
            untold.missed.add(call.since);
            untold.quiet = call.quiet;
        }
    }

    /// Takes in the messages there are to tell of.
    pub(super) fn read(&mut self, messages: &[NewMessage], attention: &Attention) {
        self.messages.retain(|key, _| messages.iter().any(|message| message_key(message) == *key));
        for message in messages {
            let in_sight = message.open && attention.visible && attention.focused;
            let told = !in_sight && self.settings.notify_messages;
            self.messages.entry(message_key(message)).or_insert_with(|| told.then(|| message.clone()));
        }
    }

    /// Takes in what was promised, and kept.
    pub(super) fn remember(&mut self, now: Instant, wall: LocalTime, history: &History, calls: &Calls) {
        self.promises.look(now, wall, history, calls);
    }

    /// When [`Self::handle`] is due even if nothing changes.
    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let due = |ring: &Ring| if ring.state == State::Ringing { ring.told.due() } else { ring.lingers };
        let window = self.window_due.filter(|_| !self.window_late);
        self.rings.values().filter_map(due).chain(window).chain(self.promises.poll_timeout(now)).min()
    }

    /// The notifications that shall exist now.
    pub(super) fn wanted(&self, now: Instant) -> BTreeMap<Key, Telling> {
        let on_notifications = self.surface() == Surface::Notification || self.window_late;
        let rings = self.rings.values().filter(|ring| on_notifications && ring.is_told()).map(Ring::subject);
        let missed = self.missed.iter().filter(|(_, untold)| untold.quiet.is_none());
        let missed = missed.map(|((workspace, person), Untold { missed, .. })| {
            let (workspace, person) = (workspace.clone(), person.clone());
            (Key::Missed { workspace, person, count: missed.count() }, Subject::Missed(missed.clone()))
        });
        let started = self.started.iter().filter_map(|(call_id, call)| {
            Some((Key::Started { call_id: call_id.clone() }, Subject::Started(call.clone()?)))
        });
        let messages = self.messages.iter().filter_map(|(key, message)| {
            let message = message.clone()?;
            Some((key.clone(), Subject::Message(message)))
        });
        let promises = self
            .promises
            .due(now)
            .map(|due| (Key::Promise { call_id: due.call.clone(), round: due.round }, Subject::Promise(due)));
        let all = rings.chain(missed).chain(started).chain(messages).chain(promises);
        all.map(|(key, subject)| (key, self.telling(subject))).collect()
    }

    /// Whether the call window shall exist now.
    pub(super) fn wants_window(&self) -> bool {
        self.surface() == Surface::Window && self.rings.values().any(Ring::is_in_window)
    }

    fn surface(&self) -> Surface {
        match self.settings.show_calls {
            ShowCalls::OnlyHere => Surface::Nowhere,
            ShowCalls::CallWindow if !self.window_lost => Surface::Window,
            ShowCalls::Notification if self.unanswerable && !self.window_lost => Surface::Window,
            ShowCalls::CallWindow | ShowCalls::Notification => Surface::Notification,
        }
    }

    /// Who calls is named where the person wants that; nobody is, and nothing quoted, where others may look on.
    fn telling(&self, subject: Subject) -> Telling {
        let unnamed = match &subject {
            Subject::Missed(_) | Subject::Promise(_) | Subject::Ringing { .. } => {
                self.watched || !self.settings.show_caller
            }
            Subject::Message(_) | Subject::Started(_) => self.watched,
        };
        Telling { subject: if unnamed { subject.unnamed() } else { subject }, unnamed }
    }

    /// What was missed for a reason that no longer `lasts` in its workspace is told from now on.
    pub(super) fn end_quiet(&mut self, lasts: impl Fn(&str, Quiet) -> bool) {
        for ((workspace, _), untold) in &mut self.missed {
            untold.quiet = untold.quiet.filter(|quiet| lasts(workspace, *quiet));
        }
    }

    /// The person has seen to this one.
    pub(super) fn seen_to(&mut self, key: &Key) {
        match key {
            Key::Call { call_id, round } => {
                if let Some(ring) = self.rings.get_mut(call_id).filter(|ring| ring.round == *round) {
                    ring.handled = true;
                }
            }
            Key::Message { .. } => {
                if let Some(message) = self.messages.get_mut(key) {
                    *message = None;
                }
            }
            Key::Missed { workspace, person, .. } => drop(self.missed.remove(&(workspace.clone(), person.clone()))),
            Key::Promise { call_id, .. } => self.promises.seen_to(call_id),
            Key::Started { call_id } => {
                if let Some(call) = self.started.get_mut(call_id) {
                    *call = None;
                }
            }
        }
    }

    /// The person wants to be told once more, later.
    pub(super) fn put_off(&mut self, now: Instant, key: &Key) {
        if let Key::Promise { call_id, .. } = key {
            self.promises.put_off(now, call_id);
        }
    }

    /// What was pressed here was refused: while it rings, the person must be able to press again.
    pub(super) fn refused(&mut self, key: &Key) {
        if let Key::Call { call_id, round } = key
            && let Some(ring) = self.rings.get_mut(call_id).filter(|ring| ring.round == *round)
        {
            (ring.handled, ring.round) = (false, round + 1);
        }
    }

    /// The person has looked at the missed calls of these rooms, or called back there.
    pub(super) fn missed_seen(&mut self, rooms: &BTreeSet<RoomRef>) {
        self.missed.retain(|_, untold| !rooms.contains(&untold.missed.room));
        let seen = self.rings.values_mut().filter(|ring| rooms.contains(&ring.call.room));
        seen.for_each(|ring| (ring.unread, ring.lingers) = (false, None));
    }
}

impl Ring {
    fn new(now: Instant, call: &IncomingCall, calls: &Calls) -> Self {
        Self {
            call: call.clone(),
            meanwhile: Meanwhile::of(calls),
            state: State::Ringing,
            told: Told::Undecided { until: now + CARD_PAINTED },
            round: 0,
            handled: false,
            in_window: false,
            unread: false,
            lingers: None,
        }
    }

    fn is_told(&self) -> bool {
        let told = matches!(self.told, Told::Settled(true) | Told::Changing { told: true, .. });
        told && self.state == State::Ringing && self.call.quiet.is_none() && !self.handled
    }

    /// As long as it rings, and then for as long as its card tells what became of it.
    fn is_in_window(&self) -> bool {
        self.in_window
            && match self.state {
                State::Answered | State::Over => true,
                State::PutAway => false,
                State::Ringing => self.is_told(),
            }
    }

    /// A call that was dismissed is known to the person; only one that still rang can be missed.
    fn is_missed_by(&self, phase: &IncomingPhase) -> bool {
        let IncomingPhase::Over { reason, .. } = phase else { return false };
        self.state == State::Ringing
            && matches!(reason, EndReason::Canceled | EndReason::Interrupted | EndReason::Unanswered)
    }

    fn subject(&self) -> (Key, Subject) {
        let key = Key::Call { call_id: self.call.call_id.clone(), round: self.round };
        (key, Subject::Ringing { call: Box::new(self.call.clone()), meanwhile: self.meanwhile.clone() })
    }
}

impl State {
    fn of(phase: &IncomingPhase) -> Self {
        match phase {
            IncomingPhase::Accepting => Self::Answered,
            IncomingPhase::Dismissed | IncomingPhase::Over { reason: EndReason::Declined, .. } => Self::PutAway,
            IncomingPhase::Over { .. } => Self::Over,
            IncomingPhase::Ringing { .. } => Self::Ringing,
        }
    }
}

impl Told {
    fn next(self, now: Instant, covered: bool, focused: bool) -> Self {
        match self {
            Self::Undecided { .. } if covered => Self::Settled(false),
            Self::Undecided { until } if !focused || until <= now => Self::Settled(true),
            Self::Changing { told, .. } if told != covered => Self::Settled(told),
            Self::Changing { told, at } if at <= now => Self::Settled(!told),
            Self::Settled(told) if told == covered => Self::Changing { told, at: now + FOCUS_SETTLED },
            unchanged => unchanged,
        }
    }

    fn due(self) -> Option<Instant> {
        match self {
            Self::Changing { at, .. } | Self::Undecided { until: at } => Some(at),
            Self::Settled(_) => None,
        }
    }
}

fn is_among(calls: &[IncomingCall], id: &CallId) -> bool {
    calls.iter().any(|call| call.call_id == *id)
}

fn is_covered(call: &CallId, attention: &Attention) -> bool {
    attention.visible && attention.focused && attention.painted.contains(call)
}

fn missed(call: &IncomingCall) -> Missed {
    Missed {
        room: call.room.clone(),
        workspace_name: call.workspace_name.clone(),
        caller: call.caller.clone(),
        times: Vec::new(),
        earlier: 0,
    }
}

fn message_key(message: &NewMessage) -> Key {
    let (room, message) = (&message.room, message.message.clone());
    Key::Message { workspace: room.workspace.clone(), room: room.room_id.clone(), message }
}

/// An unknown caller is told apart by the room he called in.
fn person_key(call: &IncomingCall) -> String {
    if call.caller.id.is_empty() { call.room.room_id.to_string() } else { call.caller.id.clone() }
}

/// A page that shows the card says so by then.
const CARD_PAINTED: Duration = Duration::from_millis(250);
/// A call window that comes up shows its card by then, and so does one whose program has to be started.
const CALL_WINDOW_PAINTED: Duration = Duration::from_secs(2);
/// How long the call window tells of a missed call (design states 2d).
const MISSED_IN_WINDOW: Duration = Duration::from_secs(8);
/// So that a glance at another window does not make a notification blink.
const FOCUS_SETTLED: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests;
