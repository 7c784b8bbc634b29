//! The connection comes and goes: what is asked anew, and what is known of the time in between.

use std::time::Duration;

use vconnct_call::Input as CallInput;

use super::{Core, heard::Heard, reading::Unconfirmed};
use crate::update::{self, Link, Loss, SignedOut};

impl Core {
    pub(super) fn connected(&mut self) {
        self.heard = Heard::from(&self.clock);
        self.set_link(Link::Reachable { since: self.clock.local_now() });
        self.session += 1;
        self.workplace.reads_threads = true;
        self.followed.clear();
        self.busy.under_way = false;
        self.records.connection_lost();
        // What was asked on the old connection may never be answered; reads are asked anew below.
        self.again.clear();
        self.load_workspace();
        let watched = self.people.forget_watched();
        self.watch(watched);
        self.call(CallInput::Link { up: true });
        self.catch_up_timelines();
    }

    pub(super) fn disconnected(&mut self, next_try: Duration, loss: Loss) {
        // A line that is found dead may have been so for a whole night of sleep.
        if self.is_reachable() && !self.is_catching_up() {
            self.heard_until = Some(self.heard.until(&self.clock));
        }
        let since = self.link_since();
        let next_try = self.clock.local_now() + i64::try_from(next_try.as_millis()).unwrap_or(i64::MAX);
        self.set_link(Link::Lost { since, next_try, loss });
        self.typing.clear();
        // Everything is asked anew with the next connection.
        self.again.clear();
        self.call(CallInput::Link { up: false });
    }

    /// What was missed before this connection is not all known yet.
    pub(super) fn is_catching_up(&self) -> bool {
        self.purposes.values().chain(self.again.iter().map(|(_, asked)| asked)).any(|asked| asked.purpose.catches_up())
    }

    pub(super) fn signed_out(&mut self, reason: SignedOut) {
        self.set_link(Link::SignedOut { reason });
        self.group_start = None;
        self.session += 1;
        // Whoever signs in once more begins anew.
        self.unconfirmed = Unconfirmed::default();
        self.typing.clear();
        self.again.clear();
        self.call(CallInput::SessionOver);
    }

    pub(super) fn set_link(&mut self, link: Link) {
        if self.link != link {
            self.link = link;
            (self.changed.session, self.changed.looks) = (true, true);
        }
    }

    /// Since when it has not been reachable; now if it has been until now.
    pub(super) fn link_since(&self) -> update::LocalTime {
        match self.link {
            Link::Connecting { since } | Link::Lost { since, .. } | Link::Subscribing { since } => since,
            Link::Reachable { .. } | Link::SignedOut { .. } => self.clock.local_now(),
        }
    }

    pub(super) fn is_reachable(&self) -> bool {
        matches!(self.link, Link::Reachable { .. })
    }
}
