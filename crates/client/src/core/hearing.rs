//! Which of the calls that ring may be heard, which were silenced, and which never were heard.

use std::{collections::BTreeMap, time::Duration};

use vconnct_proto::{CallId, Millis, UserId};

use crate::{
    quiet::{Caller, Surroundings, may_ring},
    update::Quiet,
};

/// What was decided for each call, as long as it is shown.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    around: Surroundings,
    rings: BTreeMap<CallId, Ring>,
    /// The last ring of each person, and when it was last heard of; those of the last minutes.
    last: BTreeMap<UserId, (CallId, Millis)>,
}

#[derive(Debug)]
struct Ring {
    /// The same person had called a moment before.
    again: bool,
    quiet: Option<Quiet>,
    /// It was heard, if only for a moment.
    rang: bool,
    /// Its person silenced it.
    hushed: bool,
}

impl Hearing {
    /// What lies around has changed; every call is to be judged anew.
    pub fn surround(&mut self, around: Surroundings) {
        self.around = around;
    }

    /// Judges a call that rings at `now`; whether it is a second one is known here. True if that makes a difference.
    pub fn judge(&mut self, now: Millis, call: &CallId, user: &UserId, caller: Caller) -> bool {
        if !self.rings.contains_key(call) {
            let again = self.called_before(now, call, user);
            self.rings.insert(call.clone(), Ring { again, quiet: None, rang: false, hushed: false });
        }
        self.remember(now, call, user);
        let Some(ring) = self.rings.get_mut(call) else { return false };
        let quiet = may_ring(Caller { again: ring.again, ..caller }, self.around).err();
        let news = ring.quiet != quiet;
        ring.quiet = quiet;
        ring.rang |= quiet.is_none();
        news
    }

    /// The person has heard enough of the calls that ring now. True if that makes a difference.
    pub fn hush(&mut self) -> bool {
        let mut news = false;
        for ring in self.rings.values_mut() {
            news |= !ring.hushed;
            ring.hushed = true;
        }
        news
    }

    /// Whether the person has silenced a call.
    pub fn is_hushed(&self, call: &CallId) -> bool {
        self.rings.get(call).is_some_and(|ring| ring.hushed)
    }

    /// Forgets all other calls.
    pub fn keep(&mut self, shown: impl Fn(&CallId) -> bool) {
        self.rings.retain(|call, _| shown(call));
    }

    /// Whether something that does not ring may be told of outside our windows. Nobody's favour lets it through.
    pub fn tells(&self, caller: Caller) -> bool {
        may_ring(Caller { favourite: false, ..caller }, self.around).is_ok()
    }

    /// Why a call is not heard.
    pub fn quiet(&self, call: &CallId) -> Option<Quiet> {
        self.rings.get(call).and_then(|ring| ring.quiet)
    }

    /// Why a call was not heard for as long as it was there.
    pub fn never_rang(&self, call: &CallId) -> Option<Quiet> {
        self.rings.get(call).filter(|ring| !ring.rang).and_then(|ring| ring.quiet)
    }

    fn called_before(&self, now: Millis, call: &CallId, user: &UserId) -> bool {
        let last = self.last.get(user).filter(|(last, _)| last != call);
        last.is_some_and(|(_, when)| now.since(*when) <= AGAIN)
    }

    fn remember(&mut self, now: Millis, call: &CallId, user: &UserId) {
        match self.last.get_mut(user) {
            Some((last, when)) if last == call => *when = now,
            _ => {
                self.last.retain(|_, (_, when)| now.since(*when) <= AGAIN);
                self.last.insert(user.clone(), (call.clone(), now));
            }
        }
    }
}

/// Within which a second call of the same person is urgent (design 09a).
const AGAIN: Duration = Duration::from_secs(3 * 60);
