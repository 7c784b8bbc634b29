//! Where the page of a call opens, and the one window of ours that may hold it: decided without a clock or a window.
//!
//! [`way`] says which it is. A window that is asked for has until [`Conference::poll_timeout`] to come up; if it does
//! not, its address goes to the browser: whoever accepts a call shall be in it.

use std::{fmt, time::Duration};

use tokio::time::Instant;
use vconnct_proto::CallId;

use crate::{
    seat::SeatId,
    update::{CallsOpen, ConferenceWindow},
};

/// What a call's page opens in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    Browser,
    Window,
}

/// Where pages open for somebody who has chosen `wanted`. `possible`: this system's web view can hold a call, as far
/// as is known; `display`: there is one.
pub(crate) fn way(wanted: CallsOpen, possible: Option<bool>, display: bool) -> Way {
    match wanted {
        CallsOpen::Window if possible == Some(true) && display => Way::Window,
        CallsOpen::Browser | CallsOpen::Window => Way::Browser,
    }
}

/// The window that holds the page of a call: never two.
#[derive(Debug, Default)]
pub(crate) struct Conference {
    held: Option<Held>,
    pages: u32,
    forward: u32,
}

#[derive(Debug)]
struct Held {
    page: Page,
    /// Until when it has to come up; nothing once it did.
    until: Option<Instant>,
}

/// The page of a call.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Page {
    pub seat: SeatId,
    pub call: CallId,
    /// Whoever has it is in the call: it goes to the window program alone.
    pub address: String,
}

impl Conference {
    /// Asks for the window, in the place of whatever it holds.
    pub fn open(&mut self, now: Instant, page: Page) {
        self.pages = self.pages.wrapping_add(1);
        self.held = Some(Held { page, until: Some(now + PATIENCE) });
    }

    /// The window shows the page of `call`. Whose that is, the first time.
    pub fn shown(&mut self, call: &CallId) -> Option<SeatId> {
        let held = self.held.as_mut().filter(|held| held.page.call == *call)?;
        held.until.take().map(|_| held.page.seat)
    }

    /// Has the window come forward.
    pub fn come_forward(&mut self) {
        self.forward = self.forward.wrapping_add(1);
    }

    /// Whether the page of `call` is on the screen in it.
    pub fn holds(&self, call: &CallId) -> bool {
        self.held.as_ref().is_some_and(|held| held.page.call == *call && held.until.is_none())
    }

    /// The call it is for, on the screen or not yet.
    pub fn call(&self) -> Option<&CallId> {
        self.held.as_ref().map(|held| &held.page.call)
    }

    /// The address of the page it is to show.
    pub fn address(&self, call: &CallId) -> Option<&str> {
        self.held.as_ref().filter(|held| held.page.call == *call).map(|held| held.page.address.as_str())
    }

    /// When [`Self::late`] has something to say, if ever.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.held.as_ref()?.until
    }

    /// The page of a window that has not come up in time: it is no longer asked for.
    pub fn late(&mut self, now: Instant) -> Option<Page> {
        let is_late = self.poll_timeout().is_some_and(|until| until <= now);
        is_late.then(|| self.held.take()).flatten().map(|held| held.page)
    }

    /// The window is gone, or its program never came up. The page it did not come to show.
    pub fn lost(&mut self) -> Option<Page> {
        self.held.take().filter(|held| held.until.is_some()).map(|held| held.page)
    }

    /// The person has closed it. Whose call that leaves, and which.
    pub fn close(&mut self) -> Option<(SeatId, CallId)> {
        self.held.take().map(|held| (held.page.seat, held.page.call))
    }

    /// It goes with its call, and with those who are no longer in it.
    pub fn follow(&mut self, joined: Option<&CallId>) {
        self.held.take_if(|held| joined != Some(&held.page.call));
    }

    /// The window that shall exist, by the name of its call.
    pub fn window(&self, name: &str) -> Option<ConferenceWindow> {
        let held = self.held.as_ref()?;
        let (call_id, name) = (held.page.call.clone(), name.to_owned());
        Some(ConferenceWindow { call_id, name, page: self.pages, forward: self.forward })
    }
}

impl fmt::Debug for Page {
    /// Never with its address, wherever it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("seat", &self.seat).field("call", &self.call).finish_non_exhaustive()
    }
}

/// For a window to come up, its program first if need be, on a computer that is busy: two pages of one call are
/// worse than a late one. A program that ends is known of at once.
const PATIENCE: Duration = Duration::from_secs(8);

#[cfg(test)]
mod tests {
    use super::*;

    const SEAT: SeatId = SeatId(7);

    fn page(call: &str) -> Page {
        Page { seat: SEAT, call: call.into(), address: format!("https://meet.example/{call}") }
    }

    fn opened(call: &str) -> (Conference, Instant) {
        let (mut conference, now) = (Conference::default(), Instant::now());
        conference.open(now, page(call));
        (conference, now)
    }

    #[test]
    fn a_call_opens_in_the_window_only_where_that_is_wanted_and_works() {
        assert_eq!(way(CallsOpen::Window, Some(true), true), Way::Window);
        for (wanted, possible, display) in [
            (CallsOpen::Browser, Some(true), true),
            (CallsOpen::Window, Some(false), true),
            (CallsOpen::Window, None, true),
            (CallsOpen::Window, Some(true), false),
        ] {
            assert_eq!(way(wanted, possible, display), Way::Browser, "{wanted:?} {possible:?} {display}");
        }
    }

    #[test]
    fn the_window_is_asked_for_and_says_once_that_it_is_there() {
        let (mut conference, now) = opened("c1");
        assert_eq!(conference.window("Review").unwrap().call_id, "c1".into());
        assert!(!conference.holds(&"c1".into()));
        assert_eq!(conference.address(&"c1".into()), Some("https://meet.example/c1"));
        assert_eq!((conference.shown(&"other".into()), conference.shown(&"c1".into())), (None, Some(SEAT)));
        assert_eq!(conference.shown(&"c1".into()), None);
        assert!(conference.holds(&"c1".into()));
        assert_eq!((conference.poll_timeout(), conference.late(now + PATIENCE)), (None, None));
    }

    #[test]
    fn one_that_does_not_come_up_leaves_its_page_to_the_browser() {
        let (mut conference, now) = opened("c1");
        assert_eq!(conference.late(now + PATIENCE - Duration::from_millis(1)), None);
        assert_eq!(conference.late(now + PATIENCE), Some(page("c1")));
        assert_eq!((conference.window(""), conference.late(now + PATIENCE)), (None, None));

        let (mut conference, _) = opened("c2");
        assert_eq!(conference.lost(), Some(page("c2")));
        assert_eq!(conference.window(""), None);
    }

    #[test]
    fn one_that_is_lost_once_it_was_there_opens_nothing_by_itself() {
        let (mut conference, _) = opened("c1");
        conference.shown(&"c1".into());
        assert_eq!(conference.lost(), None);
        assert_eq!(conference.window(""), None);
    }

    #[test]
    fn its_program_can_tell_a_wish_to_come_forward_from_another_page() {
        let (mut conference, now) = opened("c1");
        let first = conference.window("").unwrap();
        conference.come_forward();
        let forward = conference.window("").unwrap();
        assert_eq!((forward.page, forward.forward), (first.page, first.forward + 1));
        conference.open(now, page("c1"));
        assert_ne!(conference.window("").unwrap().page, first.page);
    }

    #[test]
    fn there_are_never_two_and_the_next_call_has_its_own_time() {
        let (mut conference, now) = opened("c1");
        conference.shown(&"c1".into());
        conference.open(now + PATIENCE, page("c2"));
        assert_eq!((conference.call(), conference.address(&"c1".into())), (Some(&"c2".into()), None));
        assert_eq!(conference.poll_timeout(), Some(now + PATIENCE + PATIENCE));
    }

    #[test]
    fn it_goes_with_its_call_and_closing_it_says_whose_call_is_left() {
        let (mut conference, _) = opened("c1");
        conference.follow(Some(&"c1".into()));
        assert_eq!(conference.call(), Some(&"c1".into()));
        conference.follow(Some(&"c2".into()));
        assert_eq!(conference.call(), None);
        assert_eq!(conference.close(), None);
        let (mut conference, _) = opened("c3");
        assert_eq!(conference.close(), Some((SEAT, "c3".into())));
        assert_eq!(conference.window(""), None);
        let (mut conference, _) = opened("c4");
        conference.follow(None);
        assert_eq!(conference.call(), None);
    }
}
