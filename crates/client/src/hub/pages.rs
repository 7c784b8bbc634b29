//! Where the pages of calls open, and what is done when one does not.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;
use vconnct_proto::CallId;

use super::{Hub, NOBODY, publishing::replace};
use crate::{
    action::{Action, Answer},
    client::{Request, ViewerId},
    conference::{Page, Way, way},
    core::Input,
    seat::{News, SeatId, What},
    update::{Browsers, CallPage, Calls},
};

impl Hub {
    pub(super) fn open_page(&mut self, page: Page) {
        let display = self.quitting.is_none() && self.setup.host.display().is_ok();
        match way(self.setup.settings.calls_open, self.calls_in_window, display) {
            Way::Browser => self.open_in_browser(page),
            Way::Window => {
                self.conference.open(Instant::now(), page);
                self.publish_calls();
            }
        }
    }

    fn open_in_browser(&mut self, Page { seat, call, address }: Page) {
        let now = Instant::now();
        let token = self.activation.take().filter(|(_, until)| now <= *until).map(|(token, _)| token);
        if let Some(seat) = self.seats.iter().find(|one| one.id == seat) {
            seat.open_page(call, address, self.setup.settings.browser.clone(), token);
        }
    }

    /// What was pressed to be in a call lets its page come forward, once the workspace has said where it is.
    pub(super) fn keep_activation(&mut self, action: &Action, token: Option<&str>) {
        let leads_to_a_page = matches!(
            action,
            Action::AnswerCall { answer: Answer::Accept { .. }, .. }
                | Action::JoinCall { .. }
                | Action::OpenCallAgain { .. }
        );
        if leads_to_a_page {
            self.activation = token.map(|token| (token.to_owned(), Instant::now() + ACTIVATION));
        }
    }

    /// A window that does not come up must not keep anybody from a call.
    pub(super) fn open_what_is_late(&mut self, now: Instant) {
        if let Some(page) = self.conference.late(now) {
            log::warn!("call page: its window did not come up, the browser stands in");
            self.publish_calls();
            self.open_in_browser(page);
        }
    }

    /// The window program is gone, and its windows with it.
    pub(super) fn lose_conference(&mut self) {
        let unseen = self.conference.lost();
        self.publish_calls();
        if let Some(page) = unseen {
            log::warn!("call page: its window is lost, the browser stands in");
            self.open_in_browser(page);
        }
    }

    pub(super) fn call_page_shown(&mut self, call: CallId) {
        if let Some(seat) = self.conference.shown(&call) {
            self.take(News { seat, what: What::PageOpened { call, opened: true } });
            self.publish_calls();
        }
    }

    /// The person has closed it, which leaves the call.
    pub(super) fn leave_conference(&mut self) {
        if let Some((seat, call_id)) = self.conference.close()
            && let Some(seat) = self.seats.iter_mut().find(|one| one.id == seat)
        {
            let action = Action::LeaveCall { call_id };
            let (id, errands) = (seat.id, seat.feed(Input::Action { action, viewer: None, reply: NOBODY }));
            self.run_errands(id, errands);
        }
    }

    /// What the calls mean for the window, and the window for the calls.
    pub(super) fn publish_conference(&mut self, calls: &mut Calls) {
        let window = self.conference.call().cloned().and_then(|call| {
            let joined =
                self.seats.iter().find_map(|seat| seat.core.calls_view().joined.filter(|one| one.call_id == call));
            self.conference.follow(joined.as_ref().map(|joined| &joined.call_id));
            self.conference.window(&joined?.name)
        });
        self.senders.windows.send_if_modified(|windows| {
            let news = windows.conference != window;
            if news {
                Arc::make_mut(windows).conference = window;
            }
            news
        });
        if let Some(joined) = calls.joined.as_mut().filter(|joined| self.conference.holds(&joined.call_id)) {
            joined.page = CallPage::InWindow;
        }
    }

    /// Remembered: a call may come in before the next window is looked at.
    pub(super) fn learn_web_view(&mut self, holds_calls: bool) {
        if self.calls_in_window != Some(holds_calls) {
            self.calls_in_window = Some(holds_calls);
            self.tools.cache.keep_web_view(holds_calls);
            self.publish_session();
        }
    }

    /// No page came up. Unless the person looks at the main window, which offers to open it once more, that comes
    /// forward: whoever accepts in a notification would wait for nothing.
    pub(super) fn offer_page(&mut self, seat: SeatId, call: &CallId) {
        let seat = self.seats.iter().find(|one| one.id == seat);
        let joined = seat.and_then(|seat| seat.core.calls_view().joined).filter(|joined| joined.call_id == *call);
        if let Some(joined) = joined
            && !self.is_looked_at()
            && let Err(error) = self.show_window(Some(joined.room), None)
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

/// For the workspace to say where the page is; a desktop lets nothing come forward by a press of long ago.
const ACTIVATION: Duration = Duration::from_secs(30);
