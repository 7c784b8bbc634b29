//! A call of ours that was given up, until the server knows (protocol 5.9.6).

use std::time::Duration;

use vconnct_proto::{CallId, Millis, SignalAction};

use super::{Line, Peer};
use crate::{
    CancelFailure, Output,
    timings::{ANSWER, GUARD},
};

/// Says `canceled` once and cancels by REST until that has got through. Without a link both wait;
/// when the server would have ended the call by itself there is nothing left to say.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct HangUp {
    call: CallId,
    /// Who is still to be told.
    untold: Option<Peer>,
    /// When to cancel; nothing while an answer is waited for.
    cancel: Option<Millis>,
    tries: u32,
    until: Millis,
}

impl HangUp {
    pub fn new(now: Millis, since: Millis, call: CallId, untold: Option<Peer>) -> Self {
        Self { call, untold, cancel: Some(now), tries: 0, until: (since + GUARD).max(now + ANSWER) }
    }

    pub fn call(&self) -> &CallId {
        &self.call
    }

    /// Says what is due; false once it is too late for anything.
    pub fn pass(&mut self, now: Millis, line: &mut Line) -> bool {
        if now >= self.until {
            return false;
        }
        if line.up {
            if let Some(peer) = self.untold.take() {
                line.say(SignalAction::Canceled, &peer);
            }
            if self.cancel.take_if(|due| *due <= now).is_some() {
                line.put(Output::Cancel { call: self.call.clone() });
            }
        }
        true
    }

    /// Takes the server's answer; false if the matter is closed.
    pub fn answered(&mut self, now: Millis, result: Result<(), CancelFailure>) -> bool {
        let wait = match result {
            // Started or over meanwhile: we wanted to be out of it, and we are (protocol 4.6).
            Ok(()) | Err(CancelFailure::AlreadyOver | CancelFailure::InvalidStatus | CancelFailure::Refused) => {
                return false;
            }
            Err(CancelFailure::Limited { retry_after }) => retry_after.max(FIRST_PAUSE),
            Err(CancelFailure::Offline) => FIRST_PAUSE * 2u32.pow(self.tries.min(4)),
        };
        self.tries += 1;
        self.cancel = Some(now + wait);
        true
    }

    pub fn deadline(&self, up: bool) -> Millis {
        self.cancel.filter(|_| up).map_or(self.until, |due| due.min(self.until))
    }
}

const FIRST_PAUSE: Duration = Duration::from_secs(1);
