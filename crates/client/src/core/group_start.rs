//! The start of a call in a room of several, until this person is in it.
//!
//! A workspace that was asked too often says when it may be asked again (protocol 1.6). Until then the person sees
//! for how long, and can give it up, as with a direct start. Whoever waits for the outcome is told at once that it
//! waits, so what becomes of it then is told by its card.

use std::time::Duration;

use vconnct_call::START_PATIENCE;
use vconnct_proto::{CallId, Millis, RoomId, rest};

use crate::action::{ActionError, Devices};

/// One start: a later one takes its place.
#[derive(Debug)]
pub(crate) struct GroupStart {
    /// Means this start in actions.
    pub attempt: CallId,
    pub room: RoomId,
    pub devices: Devices,
    request: rest::Request,
    since: Millis,
    has_waited: bool,
    stage: Stage,
    /// Why it came to nothing, where the workspace has said so.
    pub refusal: Option<ActionError>,
}

#[derive(Debug)]
enum Stage {
    Asked,
    /// Told until then.
    Failed {
        gone: Millis,
    },
    /// The call has a name, and its address is on its way.
    Joining(CallId),
    Waits {
        until: Millis,
    },
}

/// What a person is shown of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shown {
    Failed,
    Starting { waits_until: Option<Millis> },
}

impl GroupStart {
    /// `request` was just sent.
    pub fn new(now: Millis, attempt: CallId, room: RoomId, devices: Devices, request: rest::Request) -> Self {
        Self { attempt, room, devices, request, since: now, has_waited: false, stage: Stage::Asked, refusal: None }
    }

    /// Under which id others wait for the outcome; nothing if it is over.
    pub fn awaited(&self) -> Option<&CallId> {
        match &self.stage {
            Stage::Asked | Stage::Waits { .. } => Some(&self.attempt),
            Stage::Failed { .. } => None,
            Stage::Joining(call) => Some(call),
        }
    }

    /// The call that is being joined.
    pub fn joining(&self) -> Option<&CallId> {
        match &self.stage {
            Stage::Joining(call) => Some(call),
            _ => None,
        }
    }

    /// `id` means this start, or its call.
    pub fn is(&self, id: &CallId) -> bool {
        self.attempt == *id || self.joining() == Some(id)
    }

    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Failed { .. })
    }

    pub fn named(&mut self, call: CallId) {
        self.stage = Stage::Joining(call);
    }

    /// The workspace may be asked again after `wait`. False if that is too long to wait for.
    pub fn limited(&mut self, now: Millis, wait: Duration) -> bool {
        let waits = now + wait <= self.since + START_PATIENCE;
        if waits {
            (self.stage, self.has_waited) = (Stage::Waits { until: now + wait }, true);
        }
        waits
    }

    /// Whether a call of this person that began so long ago can be the one that was asked for.
    pub fn may_have_begun(&self, age: Duration, now: Millis) -> bool {
        age <= now.since(self.since) + CLOCKS
    }

    /// It came to nothing. False if there is no card to tell it: whoever waits for the outcome is told.
    pub fn failed(&mut self, now: Millis, refusal: Option<ActionError>) -> bool {
        self.refusal = refusal;
        self.stage = Stage::Failed { gone: now + CARD };
        self.has_waited
    }

    /// What to ask now, if it is time to.
    pub fn pass(&mut self, now: Millis) -> Option<rest::Request> {
        let is_due = matches!(self.stage, Stage::Waits { until } if until <= now);
        is_due.then(|| {
            self.stage = Stage::Asked;
            self.request.clone()
        })
    }

    /// It has been told for long enough that it came to nothing.
    pub fn is_gone(&self, now: Millis) -> bool {
        matches!(self.stage, Stage::Failed { gone } if gone <= now)
    }

    pub fn poll_timeout(&self) -> Option<Millis> {
        match self.stage {
            Stage::Asked | Stage::Joining(_) => None,
            Stage::Failed { gone: at } | Stage::Waits { until: at } => Some(at),
        }
    }

    /// Nothing until it has to wait: until then whoever asked for it is told by the outcome.
    pub fn shown(&self) -> Option<Shown> {
        let shown = match self.stage {
            Stage::Asked | Stage::Joining(_) => Shown::Starting { waits_until: None },
            Stage::Failed { .. } => Shown::Failed,
            Stage::Waits { until } => Shown::Starting { waits_until: Some(until) },
        };
        Some(shown).filter(|_| self.has_waited)
    }
}

/// Between what the server's clock tells and our own.
const CLOCKS: Duration = Duration::from_secs(2);
/// How long it is told that a start came to nothing, as of a direct one.
const CARD: Duration = Duration::from_secs(60);
