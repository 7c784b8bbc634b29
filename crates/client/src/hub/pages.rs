//! Where the pages of calls open, and what is done when one does not.

use vconnct_proto::CallId;

use super::Hub;
use crate::seat::SeatId;

impl Hub {
    pub(super) fn open_page(&self, seat: SeatId, call: CallId, address: String) {
        if let Some(seat) = self.seats.iter().find(|one| one.id == seat) {
            seat.open_page(call, address);
        }
    }

    /// No page came up. Unless the person looks at the main window, which offers to open it once more, that comes
    /// forward: whoever accepts in a notification would wait for nothing.
    pub(super) fn offer_page(&mut self, seat: SeatId, call: &CallId) {
        let seat = self.seats.iter().find(|one| one.id == seat);
        let joined = seat.and_then(|seat| seat.core.calls_view().joined).filter(|joined| joined.call_id == *call);
        if let Some(joined) = joined
            && !self.is_looked_at()
            && let Err(error) = self.show_window(Some(joined.room))
        {
            log::warn!("call page: {error}");
        }
    }

    fn is_looked_at(&self) -> bool {
        let attention = self.senders.attention.borrow();
        attention.visible && attention.focused
    }
}
