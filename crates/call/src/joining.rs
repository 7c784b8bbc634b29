//! The way from a decision to an address.

use std::time::Duration;

use vconnct_proto::{CallId, Millis};

use crate::{
    Devices, EndReason, JoinFailure, Output,
    line::Line,
    timings::{ANSWER, ENTERING, PATIENCE, REJOIN},
};

/// One join, with its second tries (protocol 5.9.1).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Joining {
    call: CallId,
    devices: Devices,
    /// How long an address may take.
    answer: Duration,
    next: Next,
    retries: usize,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Next {
    /// An answer is waited for until then.
    Answer(Millis),
    /// It is tried once more then.
    Retry(Millis),
}

impl Joining {
    /// Somebody waits at the other end, and is told soon if nothing comes of it.
    pub fn start(now: Millis, call: CallId, devices: Devices, line: &mut Line) -> Self {
        Self::with_patience(ANSWER, now, call, devices, line)
    }

    /// Nobody waits there: a provider may take its time.
    pub fn enter(now: Millis, call: CallId, devices: Devices, line: &mut Line) -> Self {
        Self::with_patience(ENTERING, now, call, devices, line)
    }

    fn with_patience(answer: Duration, now: Millis, call: CallId, devices: Devices, line: &mut Line) -> Self {
        let mut joining = Self { call, devices, answer, next: Next::Retry(now), retries: 0 };
        joining.join(now, line);
        joining
    }

    pub fn call(&self) -> &CallId {
        &self.call
    }

    pub fn devices(&self) -> Devices {
        self.devices
    }

    /// Takes a failure; says why the call ended if that was the last word.
    pub fn failed(&mut self, now: Millis, failure: JoinFailure, line: &mut Line) -> Option<EndReason> {
        let wait = match failure {
            JoinFailure::Limited { retry_after } => retry_after,
            JoinFailure::NoAnswer => Default::default(),
            JoinFailure::Refused => return Some(EndReason::Failed),
        };
        let Some(pause) = REJOIN.get(self.retries).filter(|_| wait <= PATIENCE) else {
            return Some(EndReason::Failed);
        };
        self.retries += 1;
        self.next = Next::Retry(now + wait.max(*pause));
        line.info(&self.call); // there is nothing to retry once the call is over
        None
    }

    /// The link is back: nobody waits for the end of a pause.
    pub fn link_up(&mut self, now: Millis, line: &mut Line) {
        if matches!(self.next, Next::Retry(_)) {
            self.join(now, line);
        }
    }

    /// Tries once more if it is time to; says why the call ended if no answer came.
    pub fn pass(&mut self, now: Millis, line: &mut Line) -> Option<EndReason> {
        match self.next {
            Next::Answer(until) if until <= now => Some(EndReason::Failed),
            Next::Retry(at) if at <= now => {
                self.join(now, line);
                None
            }
            _ => None,
        }
    }

    pub fn deadline(&self) -> Millis {
        match self.next {
            Next::Answer(at) | Next::Retry(at) => at,
        }
    }

    fn join(&mut self, now: Millis, line: &mut Line) {
        self.next = Next::Answer(now + self.answer);
        line.put(Output::Join { call: self.call.clone(), devices: self.devices });
    }
}
