//! One person is in one call at a time, in whichever workspace: each call machine sees to its own alone.

use vconnct_proto::CallId;

use super::{Hub, NOBODY};
use crate::{action::Action, core::Input, seat::SeatId};

impl Hub {
    /// Somebody is being called from another workspace than `workspace`.
    pub(super) fn calls_elsewhere(&self, workspace: &str) -> bool {
        self.seats.iter().any(|seat| seat.core.account().workspace != workspace && seat.core.rings_out().is_some())
    }

    /// Leaves the older of two calls that the person is in, and gives up a call that rings out in one workspace once
    /// another one is being entered elsewhere (design states 2a, 2g).
    pub(super) fn keep_one_call(&mut self) {
        if self.seats.len() < 2 {
            return;
        }
        let newest = self.seats.iter().filter_map(|seat| seat.core.is_in()).map(|(_, since)| since).max();
        let enters =
            |index: usize| self.seats.iter().enumerate().any(|(at, seat)| at != index && seat.core.is_accepting());
        let given_up: Vec<(SeatId, Action)> = self
            .seats
            .iter()
            .enumerate()
            .flat_map(|(index, seat)| {
                let left = seat.core.is_in().filter(|(_, since)| Some(*since) < newest);
                let canceled = seat.core.rings_out().filter(|_| enters(index));
                let leave = left.map(|(call_id, _)| Action::LeaveCall { call_id });
                let cancel = canceled.map(|call_id: CallId| Action::CancelCall { call_id });
                [leave, cancel].into_iter().flatten().map(move |action| (seat.id, action))
            })
            .collect();
        for (id, action) in given_up {
            if let Some(seat) = self.seats.iter_mut().find(|seat| seat.id == id) {
                let errands = seat.feed(Input::Action { action, viewer: None, reply: NOBODY });
                self.run_errands(id, errands);
            }
        }
    }
}
