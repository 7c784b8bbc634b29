//! "I'll call you back in 10 minutes": whoever declines with that is reminded, here alone (design states 2c).

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use vconnct_client::{
    action::RoomRef,
    update::{CallRecord, CallState, Calls, History, LocalTime, Person},
};
use vconnct_proto::CallId;

use crate::strings::every_language;

/// What was promised lately, by the call that was declined with it.
#[derive(Debug, Default)]
pub(super) struct Promises {
    made: BTreeMap<CallId, Promise>,
}

#[derive(Debug)]
struct Promise {
    room: RoomRef,
    person: Person,
    /// Nothing once it was kept, or its person has seen to it.
    due: Option<Instant>,
    /// How often it was put off.
    round: u32,
}

/// Somebody to call back now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Due {
    pub(crate) call: CallId,
    pub(crate) round: u32,
    pub(crate) room: RoomRef,
    pub(crate) person: Person,
}

impl Promises {
    /// Takes in what has been declined, and with whom one has talked since. `wall` shows as records do.
    pub(super) fn look(&mut self, now: Instant, wall: LocalTime, history: &History, calls: &Calls) {
        for record in history.calls.iter().filter(|record| is_promise(record, wall)) {
            let person = record.other.clone().unwrap_or_default();
            self.made.entry(record.call_id.clone()).or_insert_with(|| Promise {
                room: record.room.clone(),
                person,
                due: Some(now + IN),
                round: 0,
            });
        }
        let talks = |room: &RoomRef| calls.joined.as_ref().is_some_and(|call| call.room == *room);
        self.made.values_mut().filter(|promise| talks(&promise.room)).for_each(|promise| promise.due = None);
        self.made.retain(|id, promise| {
            promise.due.is_some()
                || history.calls.iter().any(|record| record.call_id == *id && is_promise(record, wall))
        });
    }

    /// Whom to be reminded of now.
    pub(super) fn due(&self, now: Instant) -> impl Iterator<Item = Due> {
        let due = self.made.iter().filter(move |(_, promise)| promise.due.is_some_and(|due| due <= now));
        due.map(|(call, Promise { room, person, round, .. })| Due {
            call: call.clone(),
            round: *round,
            room: room.clone(),
            person: person.clone(),
        })
    }

    /// When the next one is due that is not yet.
    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        self.made.values().filter_map(|promise| promise.due).filter(|due| *due > now).min()
    }

    /// The person has seen to it.
    pub(super) fn seen_to(&mut self, call: &CallId) {
        self.made.get_mut(call).into_iter().for_each(|promise| promise.due = None);
    }

    /// As long once more.
    pub(super) fn put_off(&mut self, now: Instant, call: &CallId) {
        if let Some(promise) = self.made.get_mut(call) {
            (promise.due, promise.round) = (Some(now + IN), promise.round + 1);
        }
    }
}

/// Declined a moment ago with the sentence that promises it, in whichever language.
fn is_promise(record: &CallRecord, wall: LocalTime) -> bool {
    let words = record.words.as_deref().map(str::trim);
    record.state == CallState::DeclinedByMe
        && wall - record.started_at < FRESH_MS
        && words.is_some_and(|words| every_language("re.1").contains(&words))
}

/// As the sentence says.
const IN: Duration = Duration::from_secs(600);
/// A record is there soon after its call was declined; what is older was promised before this start.
const FRESH_MS: LocalTime = 120_000;

#[cfg(test)]
mod tests {
    use vconnct_client::update::{EndReason, OutgoingPhase};

    use super::*;
    use crate::sample;

    struct World {
        promises: Promises,
        now: Instant,
        history: History,
        calls: Calls,
    }

    impl World {
        fn declined_with(words: &str) -> Self {
            let record = CallRecord {
                state: CallState::DeclinedByMe,
                words: Some(words.into()),
                started_at: WALL - 9_000,
                ..sample::record("c1")
            };
            let history = History { calls: vec![record], ..History::default() };
            Self { promises: Promises::default(), now: Instant::now(), history, calls: Calls::default() }
        }

        fn pass(&mut self, secs: u64) -> Vec<(String, u32)> {
            self.promises.look(self.now, WALL, &self.history, &self.calls);
            self.now += Duration::from_secs(secs);
            self.promises.due(self.now).map(|due| (due.person.name, due.round)).collect()
        }
    }

    const WALL: LocalTime = 1_700_000_000_000;
    const IN_TEN: &str = "I'll call you back in 10 minutes.";

    #[test]
    fn whoever_promises_to_call_back_is_reminded_ten_minutes_later() {
        let mut world = World::declined_with(IN_TEN);
        assert_eq!(world.pass(599), []);
        assert_eq!(world.promises.poll_timeout(world.now), Some(world.now + Duration::from_secs(1)));
        assert_eq!(world.pass(1), [("Jonas Weber".to_owned(), 0)]);
        assert_eq!(world.promises.poll_timeout(world.now), None);
        world.promises.put_off(world.now, &"c1".into());
        assert_eq!(world.pass(599), []);
        assert_eq!(world.pass(1), [("Jonas Weber".to_owned(), 1)]);
        world.promises.seen_to(&"c1".into());
        assert_eq!(world.pass(6_000), []);
    }

    #[test]
    fn it_is_understood_in_every_language_and_other_words_promise_nothing() {
        assert_eq!(World::declined_with("Ich rufe in 10 Minuten zurück.").pass(600).len(), 1);
        assert_eq!(World::declined_with("Can't talk right now.").pass(600), []);
    }

    #[test]
    fn whoever_has_talked_meanwhile_is_not_reminded() {
        let mut world = World::declined_with(IN_TEN);
        world.pass(60);
        world.calls.joined = Some(sample::joined("c2"));
        world.pass(60);
        world.calls.joined = None;
        assert_eq!(world.pass(600), []);
    }

    #[test]
    fn a_call_that_nobody_took_keeps_no_promise() {
        let mut world = World::declined_with(IN_TEN);
        let over = OutgoingPhase::Over { at: 0, reason: EndReason::Unanswered, words: None };
        world.calls.outgoing = Some(sample::outgoing("c2", over)); // made before, its card still there
        assert_eq!(world.pass(600).len(), 1);
    }

    #[test]
    fn what_was_declined_before_this_start_reminds_of_nothing() {
        let mut world = World::declined_with(IN_TEN);
        world.history.calls[0].started_at = WALL - 300_000;
        assert_eq!(world.pass(600), []);
    }
}
