//! An `accepted` that may have been lost (protocol 5.9.13).

use vconnct_proto::{CallId, Millis, SignalAction};

use super::{Line, Peer};
use crate::timings::REACCEPT;

/// Says `accepted` up to three times. A caller who has acted on one ignores the others.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Accepted {
    caller: Peer,
    due: Millis,
    said: usize,
}

impl Accepted {
    pub fn new(now: Millis, caller: Peer) -> Self {
        Self { caller, due: now, said: 0 }
    }

    pub fn call(&self) -> &CallId {
        &self.caller.call
    }

    /// Says it if it is due; false once it was said often enough. Without a link it waits for one.
    pub fn pass(&mut self, now: Millis, line: &mut Line) -> bool {
        if line.up && self.due <= now && self.said <= REACCEPT.len() {
            line.say(SignalAction::Accepted, &self.caller);
            self.due = now + REACCEPT.get(self.said).copied().unwrap_or_default();
            self.said += 1;
        }
        self.said <= REACCEPT.len()
    }

    pub fn deadline(&self, up: bool) -> Option<Millis> {
        (up && self.said <= REACCEPT.len()).then_some(self.due)
    }
}
