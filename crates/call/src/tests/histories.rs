//! What holds whatever happens.

use std::{collections::BTreeMap, time::Duration};

use proptest::{prelude::*, sample::select};
use vconnct_proto::{CallId, Millis, SignalAction};

use super::world::*;
use crate::*;

const ME: &str = ADA;
const THIRD: &str = "68c9a1f0d2b7e4a1c3f50003";
const MINE: &str = "68c9a1f0d2b7e4a1c3f50002";
/// Of calls that come in: Ben makes two of them, Cleo one.
const THEIRS: [(&str, &str); 3] = [(FIRST, BEN), ("68c9a1f0d2b7e4a1c3f50004", BEN), (THIRD, CLEO)];

/// A history, and what an observer knows of it.
struct Observed {
    world: World,
    /// When a call became over for all we can know.
    over: BTreeMap<CallId, Millis>,
    /// Until when a ring may be heard by the last sign of life.
    alive: BTreeMap<CallId, Millis>,
    answers: BTreeMap<CallId, (Millis, SignalAction)>,
}

/// Where one ring stands, for whoever keeps outcomes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Standing {
    Open,
    Settled,
}

impl Observed {
    fn new() -> Self {
        let none = BTreeMap::new();
        Self { world: World::of(ME), over: BTreeMap::new(), alive: none, answers: BTreeMap::new() }
    }

    fn pass(&mut self, ms: u64) {
        let until = Millis(self.world.now.0 + ms);
        let mut turns = 0;
        while let Some(at) = self.world.calls.poll_timeout().filter(|at| *at <= until) {
            self.world.now = self.world.now.max(at);
            self.step(Input::Timeout, false);
            turns += 1;
            assert!(turns < 1_000, "timeouts without end at {at:?}");
        }
        self.world.now = until;
    }

    fn feed(&mut self, input: Input) {
        self.pass(0); // so that only this input is to blame
        let contradicts = self.contradicts(&input);
        self.learn(&input);
        self.step(input, contradicts);
    }

    fn step(&mut self, input: Input, contradicts: bool) {
        let before = self.standings();
        let outputs = self.world.feed(input.clone());
        let after = self.standings();
        for output in &outputs {
            self.hear(output);
        }
        for (call, standing) in &before {
            let is_open = *standing == Standing::Open;
            let outcomes = outputs.iter().filter_map(|output| match output {
                Output::Outcome(outcome) if outcome.call == *call => Some(&outcome.ending),
                _ => None,
            });
            // A call that was over may ring once more, and at once be the other half of one that was answered.
            let outcomes = outcomes.filter(|ending| is_open || **ending != Ending::Merged).count();
            let ended = is_open && after.get(call) != Some(&Standing::Open);
            let expected = if ended { 1 } else { 0 };
            assert!(outcomes == expected || contradicts, "{outcomes} outcomes of {call} by {input:?}");
        }
        self.check_ringing(&input);
    }

    /// A record that shows the ring to be a lie: it leaves no trace.
    fn contradicts(&self, input: &Input) -> bool {
        let is_another = |record: &Record| match self.rung_by(&record.call) {
            Some(RungBy::Itself) => !record.unrung,
            Some(_) => !record.direct || record.age > Duration::from_secs(60),
            None => false,
        };
        matches!(input, Input::Record { result: Err(RecordFailure::Unknown), .. })
            || matches!(input, Input::Record { result: Ok(record), .. } if is_another(record))
    }

    fn standings(&self) -> BTreeMap<CallId, Standing> {
        let theirs = self.world.calls.every_incoming().filter(|call| call.is_shown()).map(|call| {
            let is_over = matches!(call.phase, IncomingPhase::Over { .. });
            (call.call.clone(), if is_over { Standing::Settled } else { Standing::Open })
        });
        let mut standings: BTreeMap<_, _> = theirs.collect();
        if let Some(ours) = self.world.calls.outgoing()
            && matches!(ours.phase, OutgoingPhase::Answered { .. } | OutgoingPhase::Ringing { .. })
        {
            standings.entry(ours.call.clone()).or_insert(Standing::Open);
        }
        standings
    }

    fn learn(&mut self, input: &Input) {
        let now = self.world.now;
        match input {
            Input::Decline { call } | Input::Dismiss { call } if self.is_in(call) => self.ends(call),
            Input::Record { call, result: Ok(record) } if record.is_over() && record.age <= Duration::from_secs(60) => {
                self.ends(call);
            }
            Input::Record { call, result: Ok(record) } => {
                if record.is_calling() || record.unrung {
                    self.lives(call, now - record.age + Duration::from_secs(30));
                }
                if let Some(rung) = record.rung {
                    self.rung(call, now - rung);
                }
            }
            Input::Link { .. } => {
                let calls: Vec<CallId> = self.world.calls.every_incoming().map(|call| call.call.clone()).collect();
                for call in calls {
                    self.lives(&call, now + Duration::from_secs(14));
                }
            }
            Input::Signal { signal, .. } => {
                let call = &signal.params.call_id;
                match signal.action {
                    SignalAction::Call => self.lives(call, now + Duration::from_secs(10)),
                    SignalAction::Ring => self.rung(call, now),
                    // Where the workspace rings, `end` may mean an earlier ring.
                    SignalAction::End if self.rung_by(call).is_some_and(|by| by != RungBy::Caller) => {}
                    SignalAction::Canceled | SignalAction::End => self.ends(call),
                    SignalAction::Join if signal.params.uid.as_str() == ME => self.ends(call),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The workspace rings, or rang at `at`: a new ring, if the last decision was about one before.
    fn rung(&mut self, call: &CallId, at: Millis) {
        self.lives(call, at + Duration::from_secs(15));
        let is_new = |over: &Millis| *over + Duration::from_secs(2) < at;
        if self.over.get(call).is_some_and(is_new) {
            self.over.remove(call);
        }
    }

    fn rung_by(&self, call: &CallId) -> Option<RungBy> {
        self.world.calls.every_incoming().find(|known| known.call == *call).map(|known| known.rung_by)
    }

    fn is_in(&self, call: &CallId) -> bool {
        self.world.calls.every_incoming().any(|known| known.call == *call && known.is_ringing())
    }

    /// Only rings: what is being joined is silent anyway.
    fn ends(&mut self, call: &CallId) {
        if self.world.calls.every_incoming().all(|known| known.call != *call || !known.is_accepting()) {
            self.over.insert(call.clone(), self.world.now);
        }
    }

    fn lives(&mut self, call: &CallId, until: Millis) {
        let life = self.alive.entry(call.clone()).or_default();
        *life = until.max(*life);
    }

    /// Never `accepted` and `rejected` about one call, as long as it is remembered.
    fn hear(&mut self, output: &Output) {
        let Output::Send { signal, .. } = output else { return };
        if matches!(signal.action, SignalAction::Accepted | SignalAction::Rejected) {
            let call = signal.params.call_id.clone();
            let now = self.world.now;
            self.answers.retain(|_, (at, _)| now.since(*at) < Duration::from_secs(200));
            let (_, answer) = *self.answers.entry(call).or_insert((now, signal.action));
            assert_eq!(answer, signal.action, "two answers");
        }
    }

    fn check_ringing(&self, input: &Input) {
        let calls = &self.world.calls;
        for call in calls.incoming().filter(|call| call.is_audible()) {
            let over = self.over.get(&call.call).filter(|at| self.world.now.since(**at) < Duration::from_secs(200));
            assert_eq!(over, None, "{} rings though it is over, by {input:?}", call.call);
            let alive = self.alive.get(&call.call).copied().unwrap_or_default();
            assert!(self.world.now <= alive, "{} rings without a sign of life, by {input:?}", call.call);
        }
        assert!(!(calls.rings() && calls.joined().is_some()), "it rings during a call");
        assert!(!(calls.rings() && calls.knocks()));
    }
}

fn any_signal() -> impl Strategy<Value = Input> {
    use SignalAction::*;
    let theirs =
        (select(THEIRS.to_vec()), select(vec![Call, Call, Call, Call, Canceled, Confirmed, End, Ring]), any::<bool>())
            .prop_map(|((call, from), action, known_caller)| Input::Signal {
                signal: signal(action, call, from),
                known_caller,
            });
    let mine = select(vec![Accepted, End, Join, Rejected]).prop_map(|action| says(action, MINE, BEN));
    let own_join = select(THEIRS.to_vec()).prop_map(|(call, _)| says(SignalAction::Join, call, ME));
    prop_oneof![6 => theirs, 2 => mine, 1 => own_join]
}

fn any_record() -> impl Strategy<Value = Input> {
    let calls = [THEIRS.to_vec(), vec![(MINE, ME)]].concat();
    let statuses = vec![Status::Calling, Status::Calling, Status::Started, Status::Declined];
    (select(calls), select(statuses), 0..70u64, any::<bool>()).prop_map(|((call, by), status, age, is_known)| {
        let rung = (age % 5 == 1).then(|| Duration::from_secs(age % 20));
        let declined = if age % 7 == 1 { vec![ME.into()] } else { vec![] };
        let record = Record {
            rung,
            declined,
            direct: age % 6 != 1,
            unrung: age % 6 == 1,
            deserted: age % 11 == 1,
            ..aged(age, with_status(status, record(call, by)))
        };
        let failure = if age % 2 == 0 { RecordFailure::Offline } else { RecordFailure::Unknown };
        Input::Record { call: id(call), result: if is_known || age > 9 { Ok(record) } else { Err(failure) } }
    })
}

fn any_wish() -> impl Strategy<Value = Input> {
    let calls = [THEIRS.map(|(call, _)| call).to_vec(), vec![MINE, "attempt"]].concat();
    (select(calls), 0..9u8).prop_map(|(call, wish)| match wish {
        0 => accept(call),
        1 => decline(call),
        2 => dismiss(call),
        3 => Input::Silence { call: id(call) },
        4 => cancel(call),
        5 => Input::CloseCard { call: id(call) },
        6 => Input::Leave { call: id(call) },
        7 => Input::JoinGroup { call: id(call), room: room(), devices: DEVICES },
        _ => call_ben(),
    })
}

fn any_answer() -> impl Strategy<Value = Input> {
    let calls = [THEIRS.map(|(call, _)| call).to_vec(), vec![MINE]].concat();
    (select(calls), 0..12u8).prop_map(|(call, answer)| match answer {
        0..3 => joined(call),
        3 => not_joined(call, JoinFailure::NoAnswer),
        4 => not_joined(call, JoinFailure::Refused),
        5 => Input::Canceled { call: id(call), result: Err(CancelFailure::Offline) },
        6 => started(MINE),
        7 => Input::Started { attempt: id("attempt"), result: Err(StartFailure::Lost) },
        8 => Input::Found { attempt: id("attempt"), record: Some(record(MINE, ME)) },
        9 => Input::Found { attempt: id("attempt"), record: None },
        10 => {
            let retry_after = Duration::from_secs(30);
            Input::Started { attempt: id("attempt"), result: Err(StartFailure::Limited { retry_after }) }
        }
        _ => Input::Resume {
            call: id(MINE),
            room: room(),
            callee: BEN.into(),
            devices: DEVICES,
            age: Duration::from_secs(9),
        },
    })
}

fn any_input() -> impl Strategy<Value = Input> {
    let other = prop_oneof![
        any::<bool>().prop_map(|up| Input::Link { up }),
        select(vec![ME, BEN]).prop_map(|from| message(from, "Hello")),
        select(THEIRS.to_vec()).prop_map(|(call, _)| Input::RoomEvent { room: room(), call: id(call) }),
        Just(Input::PageOpened { call: id(FIRST), opened: false }),
    ];
    prop_oneof![4 => any_signal(), 2 => any_record(), 3 => any_wish(), 2 => any_answer(), 1 => other]
}

fn any_history() -> impl Strategy<Value = Vec<(u64, Input)>> {
    let pause = prop_oneof![2 => 0..300u64, 3 => 300..4_000u64, 1 => 4_000..40_000u64];
    prop::collection::vec((pause, any_input()), 0..80)
}

proptest! {
    #[test]
    fn whatever_happens_rings_are_alive_answers_are_one_and_outcomes_are_kept_once(history in any_history()) {
        let mut observed = Observed::new();
        for (pause, input) in history {
            observed.pass(pause);
            observed.feed(input);
        }
    }

    #[test]
    fn whatever_happened_after_a_silence_all_is_forgotten(history in any_history(), up: bool) {
        let mut world = World::of(ME);
        for (pause, input) in history {
            world.pass(pause);
            world.feed(input);
        }
        world.feed(Input::Link { up });
        world.pass(300_000);
        prop_assert!(!world.calls.rings() && !world.calls.knocks());
        prop_assert_eq!(world.calls.every_incoming().count(), 0);
        prop_assert_eq!(world.calls.outgoing(), None);
        prop_assert_eq!(world.calls.poll_timeout(), None);
    }
}
