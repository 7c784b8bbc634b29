//! A call that was declined here, until it has ended everywhere (protocol 5.9.9).

use vconnct_proto::{CallId, Millis, SignalAction};

use super::{Line, Peer};
use crate::{
    Output, Record,
    timings::{ANSWER, RING, SETTLING},
};

/// Says `rejected` once. If the caller does not end the call, this side does, so that the person's
/// other devices fall silent too.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Declined {
    caller: Peer,
    stage: Stage,
    until: Millis,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Stage {
    /// `rejected` has to be said, while the caller may still be ringing.
    Untold,
    /// The caller has been told and has some time to end the call.
    Told,
    /// The record was asked whether they did.
    Asked,
}

impl Declined {
    pub fn new(now: Millis, caller: Peer) -> Self {
        Self { caller, stage: Stage::Untold, until: now + RING }
    }

    pub fn call(&self) -> &CallId {
        &self.caller.call
    }

    /// Goes on if it is time to; false once there is nothing left to do.
    pub fn pass(&mut self, now: Millis, line: &mut Line) -> bool {
        match self.stage {
            Stage::Untold if line.up => {
                line.say(SignalAction::Rejected, &self.caller);
                line.put(Output::Decline { call: self.caller.call.clone() });
                (self.stage, self.until) = (Stage::Told, now + SETTLING);
            }
            Stage::Told if self.until <= now => {
                line.info(&self.caller.call);
                (self.stage, self.until) = (Stage::Asked, now + ANSWER);
            }
            _ => {}
        }
        now < self.until
    }

    /// False once the record has settled it.
    pub fn record(&mut self, record: &Record, line: &mut Line) -> bool {
        if !record.is_calling() {
            return false;
        }
        if self.stage == Stage::Asked {
            line.put(Output::Cancel { call: self.caller.call.clone() });
        }
        self.stage != Stage::Asked
    }

    pub fn deadline(&self) -> Millis {
        self.until
    }
}
