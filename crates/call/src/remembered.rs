//! The calls that must not ring again.

use std::collections::{BTreeMap, BTreeSet};

use vconnct_proto::{CallId, Millis};

use crate::timings::MEMORY;

/// Call ids that were decided on, or that are known to be over: a late `call` of theirs means nothing
/// (protocol 5.3).
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Remembered {
    until: BTreeMap<CallId, Millis>,
    declined: BTreeSet<CallId>,
}

impl Remembered {
    pub fn insert(&mut self, now: Millis, call: CallId) {
        self.until.insert(call, now + MEMORY);
        if self.until.len() > MOST
            && let Some(oldest) = self.until.iter().min_by_key(|(_, until)| **until).map(|(call, _)| call.clone())
        {
            self.until.remove(&oldest);
            self.declined.remove(&oldest);
        }
    }

    /// Remembers it as one that this person has declined, too: then it is no missed one, however often it rings.
    pub fn insert_declined(&mut self, now: Millis, call: CallId) {
        self.declined.insert(call.clone());
        self.insert(now, call);
    }

    pub fn is_declined(&self, call: &CallId) -> bool {
        self.declined.contains(call)
    }

    pub fn contains(&self, call: &CallId) -> bool {
        self.until.contains_key(call)
    }

    /// When it was decided on.
    pub fn since(&self, call: &CallId) -> Option<Millis> {
        self.until.get(call).map(|until| *until - MEMORY)
    }

    pub fn pass(&mut self, now: Millis) {
        self.until.retain(|_, until| now < *until);
        self.declined.retain(|call| self.until.contains_key(call));
    }
}

/// More than a person decides on in 200 s; whoever makes up calls must not fill our memory.
const MOST: usize = 256;
