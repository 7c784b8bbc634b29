//! The server's rules for the one call there is (protocol 5.1, 5.2, 5.10).

use std::time::Duration;

use vconnct_proto::{CallId, Millis, Signal, SignalAction, UserId};

use crate::{
    tests::world::{ADA, BEN, FIRST, id, record, room, with_status},
    *,
};

/// What the server keeps.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Server {
    kept: Option<Kept>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Kept {
    made: Millis,
    status: Status,
    users: Vec<UserId>,
}

/// What the server says to whoever listens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Word {
    /// The record has changed: both people hear of it.
    Changed,
    Signal {
        to: UserId,
        signal: Signal,
    },
}

/// When the guard of a call looks at it, from its start.
pub const GUARD: Duration = Duration::from_secs(40);

impl Server {
    /// Passes a signal on, or does not: nobody is told which.
    pub fn relay(&self, from: &UserId, to: &UserId, signal: &Signal) -> Option<Word> {
        let kept = self.kept.as_ref()?;
        if kept.status <= Status::Started || signal.action == SignalAction::End {
            return Some(Word::Signal { to: to.clone(), signal: signal.clone() });
        }
        (signal.action == SignalAction::Call && from.as_str() == ADA).then(|| says(SignalAction::End, ADA, ADA))
    }

    /// Carries out a request; what it says by itself comes before the answer.
    pub fn answer(&mut self, now: Millis, user: &UserId, request: &Output) -> (Input, Vec<Word>) {
        match request {
            Output::Cancel { call } => {
                let (result, words) = self.cancel();
                (Input::Canceled { call: call.clone(), result }, words)
            }
            Output::FindMine { attempt, .. } => {
                (Input::Found { attempt: attempt.clone(), record: self.record(now) }, vec![])
            }
            Output::Info { call } => {
                let result = self.record(now).ok_or(RecordFailure::Unknown);
                (Input::Record { call: call.clone(), result }, vec![])
            }
            Output::Join { call, .. } => {
                let (result, words) = self.join(user);
                (Input::Joined { call: call.clone(), result }, words)
            }
            Output::Start { attempt, .. } => {
                self.kept = Some(Kept { made: now, status: Status::Calling, users: Vec::new() });
                let started = Started::Direct { call: id(FIRST), callee: BEN.into() };
                (Input::Started { attempt: attempt.clone(), result: Ok(started) }, vec![Word::Changed])
            }
            Output::Decline { .. } | Output::Outcome(_) | Output::Send { .. } | Output::Words { .. } => {
                unreachable!("{request:?} has no answer")
            }
        }
    }

    /// Says `end` to the caller and to whoever has not joined, and ends what nobody has.
    pub fn guard(&mut self) -> Vec<Word> {
        let Some(kept) = &mut self.kept else { return vec![] };
        let mut words = vec![says(SignalAction::End, ADA, ADA)];
        if !kept.users.contains(&BEN.into()) {
            words.push(says(SignalAction::End, BEN, ADA));
        }
        if kept.status == Status::Calling {
            kept.status = Status::Declined;
            words.push(Word::Changed);
        }
        words
    }

    pub fn call(&self) -> Option<CallId> {
        self.kept.as_ref().map(|_| id(FIRST))
    }

    fn cancel(&mut self) -> (Result<(), CancelFailure>, Vec<Word>) {
        match &mut self.kept {
            Some(kept) if kept.status == Status::Calling => {
                kept.status = Status::Declined;
                (Ok(()), vec![Word::Changed])
            }
            Some(_) => (Err(CancelFailure::InvalidStatus), vec![]),
            None => (Err(CancelFailure::Refused), vec![]),
        }
    }

    fn join(&mut self, user: &UserId) -> (Result<(), JoinFailure>, Vec<Word>) {
        let Some(kept) = &mut self.kept else { return (Err(JoinFailure::Refused), vec![]) };
        if kept.status > Status::Started {
            return (Err(JoinFailure::NoAnswer), vec![]);
        }
        if kept.users.contains(user) {
            return (Ok(()), vec![]);
        }
        kept.users.push(user.clone());
        kept.status = Status::Started;
        let mut words = vec![says(SignalAction::Join, ADA, user.as_str())];
        if user.as_str() != ADA {
            words.push(says(SignalAction::Join, user.as_str(), user.as_str()));
        }
        words.push(Word::Changed);
        (Ok(()), words)
    }

    fn record(&self, now: Millis) -> Option<Record> {
        let kept = self.kept.as_ref()?;
        let age = now.since(kept.made);
        Some(Record { users: kept.users.clone(), age, ..with_status(kept.status, record(FIRST, ADA)) })
    }
}

fn says(action: SignalAction, to: &str, about: &str) -> Word {
    Word::Signal { to: to.into(), signal: Signal::new(action, id(FIRST), about.into(), room()) }
}
