//! Others see that this person is in a call: busy meanwhile, and afterwards as before.

use vconnct_proto::rest::{self, Status};

use super::{Core, Output, ReplyTo, answers::Purpose};
use crate::{
    action::OwnStatus,
    update::{Link, Presence},
};

/// What others are shown of this person's calls.
#[derive(Debug)]
pub(super) struct Busy {
    /// The person wants it shown.
    pub wanted: bool,
    /// A change of the status is under way.
    pub under_way: bool,
    /// The person has chosen a status while in this call: that one holds.
    pub overruled: bool,
}

impl Core {
    /// Sets the status that follows from being in a call or not. Only who was online is made busy, and who
    /// has meanwhile gone away by themselves is left there.
    pub(super) fn show_busy(&mut self) {
        if self.busy.under_way || !matches!(self.link, Link::Reachable { .. }) {
            return;
        }
        self.busy.overruled &= self.calls.joined().is_some();
        let in_call = self.busy.wanted && !self.busy.overruled && self.is_in_call();
        if in_call == self.account.shown_busy {
            return;
        }
        match (in_call, self.people.presence(&self.account.user)) {
            (true, Presence::Online) => self.set_status(Status::Busy),
            (false, Presence::Busy | Presence::Online) => self.set_status(Status::Online),
            (false, Presence::Away) => self.keep_shown_busy(false),
            // Offline, as seen from a connection of ours: the workspace has not noticed it yet.
            (true, _) | (false, Presence::Offline | Presence::Unknown) => {}
        }
    }

    /// The person's own choice: nothing that follows from a call undoes it.
    pub(super) fn choose_status(&mut self, status: OwnStatus, reply: ReplyTo) {
        self.busy.overruled = true;
        if self.account.shown_busy {
            self.keep_shown_busy(false);
        }
        let status = match status {
            OwnStatus::Away => Status::Away,
            OwnStatus::Busy => Status::Busy,
            OwnStatus::Invisible => Status::Offline,
            OwnStatus::Online => Status::Online,
        };
        self.request(rest::Request::SetStatus { status }, Purpose::StatusChosen { reply });
    }

    fn set_status(&mut self, status: Status) {
        self.busy.under_way = true;
        // Written down first: after a crash in a call somebody has to undo it.
        if status == Status::Busy {
            self.keep_shown_busy(true);
        }
        self.request(rest::Request::SetStatus { status }, Purpose::SetStatus { status });
    }

    /// The workspace has answered, or will not any more: what is under way then asks again by itself.
    pub(super) fn status_set(&mut self, status: Status, error: Option<&rest::RestError>) {
        if error.is_some_and(rest::RestError::is_passing) {
            return; // it is sent again
        }
        self.busy.under_way = false;
        if status == Status::Online {
            self.keep_shown_busy(false);
        }
    }

    fn keep_shown_busy(&mut self, shown: bool) {
        self.account.shown_busy = shown;
        self.outputs.push_back(Output::KeepAccount(self.account.clone()));
    }
}

impl Default for Busy {
    fn default() -> Self {
        Self { wanted: true, under_way: false, overruled: false }
    }
}
