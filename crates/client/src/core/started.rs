//! Calls of rooms that have begun a moment ago without this person: told once, quietly (design states 4).

use std::{collections::BTreeMap, time::Duration};

use vconnct_proto::{CallId, Millis};

/// The calls to tell of, each for a minute from its start or from its last ring.
#[derive(Debug, Default)]
pub(crate) struct StartedCalls {
    until: BTreeMap<CallId, Millis>,
}

impl StartedCalls {
    /// A call is `age` old, by its start or its last ring. True if that is news.
    pub fn put(&mut self, now: Millis, call: &CallId, age: Duration) -> bool {
        let rest = FRESH.checked_sub(age).filter(|rest| !rest.is_zero() && self.until.len() < MOST);
        rest.is_some_and(|rest| self.until.insert(call.clone(), now + rest).is_none())
    }

    /// This person is in it, or nobody can be any more. True if it was told of.
    pub fn remove(&mut self, call: &CallId) -> bool {
        self.until.remove(call).is_some()
    }

    /// Forgets what is old; true if there was any.
    pub fn pass(&mut self, now: Millis) -> bool {
        let before = self.until.len();
        self.until.retain(|_, until| now < *until);
        before != self.until.len()
    }

    pub fn poll_timeout(&self) -> Option<Millis> {
        self.until.values().min().copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = &CallId> {
        self.until.keys()
    }
}

/// How long it is told of.
const FRESH: Duration = Duration::from_secs(60);
/// More calls than rooms of one person begin in a minute.
const MOST: usize = 32;
