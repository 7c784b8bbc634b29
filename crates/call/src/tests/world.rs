//! One machine, the time it believes in, and everything it has put out.

use std::time::Duration;

use vconnct_proto::{CallId, Millis, RoomId, Signal, SignalAction, UserId};

use crate::*;

pub const ADA: &str = "Ada2345678abcdefg";
pub const BEN: &str = "Ben2345678abcdefg";
pub const CLEO: &str = "Cleo345678abcdefg";
pub const ROOM: &str = "RoomAdaBen";
pub const FIRST: &str = "68c9a1f0d2b7e4a1c3f50001";
pub const SECOND: &str = "68c9a1f0d2b7e4a1c3f50002";
pub const DEVICES: Devices = Devices { mic: true, cam: false };

/// The device under test.
pub struct World {
    pub calls: Calls,
    pub now: Millis,
    pub put_out: Vec<(Millis, Output)>,
}

impl World {
    /// A device of `me`, connected.
    pub fn of(me: &str) -> Self {
        let mut world = Self { calls: Calls::new(me.into()), now: Millis(1_000_000), put_out: Vec::new() };
        world.feed(Input::Link { up: true });
        world
    }

    /// What comes of one input, at once.
    pub fn feed(&mut self, input: Input) -> Vec<Output> {
        self.calls.handle(self.now, input);
        self.drain()
    }

    /// Jumps from timeout to timeout; panics if they never end.
    pub fn pass(&mut self, ms: u64) -> Vec<Output> {
        let until = Millis(self.now.0 + ms);
        let mut outputs = Vec::new();
        let mut turns = 0;
        while let Some(at) = self.calls.poll_timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            outputs.extend(self.feed(Input::Timeout));
            turns += 1;
            assert!(turns < 1_000, "timeouts without end at {:?}", self.now);
        }
        self.now = until;
        outputs
    }

    fn drain(&mut self) -> Vec<Output> {
        let outputs: Vec<Output> = std::iter::from_fn(|| self.calls.poll_output()).collect();
        self.put_out.extend(outputs.iter().cloned().map(|output| (self.now, output)));
        outputs
    }

    /// The one that is known as a two-person room's other member rings, as on the wire.
    pub fn rung(&mut self, call: &str) -> Vec<Output> {
        self.feed(known(signal(SignalAction::Call, call, ADA)))
    }

    /// A call of Ada's rings here and is confirmed by its record.
    pub fn ringing(me: &str) -> Self {
        let mut world = Self::of(me);
        world.rung(FIRST);
        world.feed(found(record(FIRST, ADA)));
        world
    }

    /// A call of ours to Ben rings there since this moment.
    pub fn calling() -> Self {
        let mut world = Self::of(ADA);
        world.feed(call_ben());
        world.feed(started(FIRST));
        world
    }

    pub fn phase_in(&self) -> Option<IncomingPhase> {
        self.calls.incoming().next().map(|call| call.phase)
    }

    pub fn phase_out(&self) -> Option<OutgoingPhase> {
        self.calls.outgoing().map(|call| call.phase.clone())
    }

    /// How the outgoing call has ended, and what they wrote with it.
    pub fn end_out(&self) -> Option<(EndReason, Option<String>)> {
        match self.phase_out()? {
            OutgoingPhase::Over { reason, words, .. } => Some((reason, words)),
            _ => None,
        }
    }

    /// Every signal that went out, and when, in ms since the first moment.
    pub fn said(&self) -> Vec<(u64, SignalAction)> {
        let said = self.put_out.iter().filter_map(|(at, output)| match output {
            Output::Send { signal, .. } => Some((at.0 - 1_000_000, signal.action)),
            _ => None,
        });
        said.collect()
    }

    pub fn outcomes(&self) -> Vec<&Outcome> {
        let outcomes = self.put_out.iter().filter_map(|(_, output)| match output {
            Output::Outcome(outcome) => Some(outcome),
            _ => None,
        });
        outcomes.collect()
    }

    pub fn endings(&self) -> Vec<(&str, Ending)> {
        self.outcomes().into_iter().map(|outcome| (outcome.call.as_str(), outcome.ending)).collect()
    }
}

pub fn signal(action: SignalAction, call: &str, uid: &str) -> Signal {
    Signal::new(action, call.into(), uid.into(), ROOM.into())
}

/// As it comes from somebody whose two-person room is in memory.
pub fn known(signal: Signal) -> Input {
    Input::Signal { signal, known_caller: true }
}

/// As it comes from somebody nobody here has heard of.
pub fn unknown(signal: Signal) -> Input {
    Input::Signal { signal, known_caller: false }
}

pub fn says(action: SignalAction, call: &str, uid: &str) -> Input {
    known(signal(action, call, uid))
}

/// A fresh record of a call that rings.
pub fn record(call: &str, created_by: &str) -> Record {
    Record {
        call: call.into(),
        room: ROOM.into(),
        direct: true,
        status: Status::Calling,
        created_by: created_by.into(),
        age: Duration::ZERO,
        ended: false,
        users: Vec::new(),
        deserted: false,
        left: None,
        rung: None,
        declined: Vec::new(),
        unrung: false,
    }
}

pub fn aged(secs: u64, record: Record) -> Record {
    Record { age: Duration::from_secs(secs), ..record }
}

pub fn with_status(status: Status, record: Record) -> Record {
    Record { status, ended: status > Status::Started, ..record }
}

pub fn with_users(users: &[&str], record: Record) -> Record {
    Record { users: users.iter().map(|user| UserId::from(*user)).collect(), ..with_status(Status::Started, record) }
}

pub fn found(record: Record) -> Input {
    Input::Record { call: record.call.clone(), result: Ok(record) }
}

pub fn call_ben() -> Input {
    Input::Call { attempt: "attempt".into(), room: ROOM.into(), callee: BEN.into(), devices: DEVICES }
}

pub fn started(call: &str) -> Input {
    Input::Started { attempt: "attempt".into(), result: Ok(Started::Direct { call: call.into(), callee: BEN.into() }) }
}

pub fn accept(call: &str) -> Input {
    Input::Accept { call: call.into(), devices: DEVICES }
}

pub fn decline(call: &str) -> Input {
    Input::Decline { call: call.into() }
}

pub fn dismiss(call: &str) -> Input {
    Input::Dismiss { call: call.into() }
}

pub fn cancel(call: &str) -> Input {
    Input::Cancel { call: call.into() }
}

pub fn joined(call: &str) -> Input {
    Input::Joined { call: call.into(), result: Ok(()) }
}

pub fn not_joined(call: &str, failure: JoinFailure) -> Input {
    Input::Joined { call: call.into(), result: Err(failure) }
}

pub fn message(from: &str, text: &str) -> Input {
    Input::Message { room: ROOM.into(), from: from.into(), text: text.into() }
}

pub fn send(action: SignalAction, call: &str, from: &str, to: &str) -> Output {
    Output::Send { to: to.into(), signal: signal(action, call, from) }
}

pub fn info(call: &str) -> Output {
    Output::Info { call: call.into() }
}

pub fn join(call: &str) -> Output {
    Output::Join { call: call.into(), devices: DEVICES }
}

pub fn cancels(call: &str) -> Output {
    Output::Cancel { call: call.into() }
}

pub fn room() -> RoomId {
    ROOM.into()
}

pub fn id(call: &str) -> CallId {
    call.into()
}

pub const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
