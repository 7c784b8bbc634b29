//! Where the pages of calls open, and what is done when one does not.

use vconnct_proto::CallId;

use super::{Hub, publishing::replace};
use crate::{
    client::{Request, ViewerId},
    seat::SeatId,
    update::Browsers,
};

impl Hub {
    pub(super) fn open_page(&self, seat: SeatId, call: CallId, address: String) {
        if let Some(seat) = self.seats.iter().find(|one| one.id == seat) {
            seat.open_page(call, address, self.setup.settings.browser.clone());
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

    /// Whoever looks anew is told anew: one may have been installed meanwhile.
    pub(super) fn look_at_browsers(&mut self, viewer: ViewerId, looks: bool) {
        if looks {
            self.browser_viewers.insert(viewer);
            let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
            let language = self.session().language;
            tokio::spawn(async move {
                let browsers = host.browsers(language).await;
                if let Some(requests) = requests.upgrade() {
                    let _ = requests.send(Request::Browsers(browsers)); // fails only while the agent ends
                }
            });
        } else if self.browser_viewers.remove(&viewer) {
            self.forget_browsers();
        }
    }

    pub(super) fn show_browsers(&self, browsers: Browsers) {
        if !self.browser_viewers.is_empty() {
            replace(&self.senders.browsers, browsers);
        }
    }

    pub(super) fn forget_browsers(&self) {
        if self.browser_viewers.is_empty() {
            replace(&self.senders.browsers, Browsers::default());
        }
    }

    fn is_looked_at(&self) -> bool {
        let attention = self.senders.attention.borrow();
        attention.visible && attention.focused
    }
}
