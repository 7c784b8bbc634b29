//! Which windows shall exist, what they show, and the way out.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{Hub, NOBODY, Reply};
use crate::{
    action::{Action, ActionError, RoomRef, WindowLabel},
    client::Attention,
    core::Input,
    deep_link::DeepLink,
    single_sign_on::Returned,
    update::{MainPage, OutgoingPhase},
};

impl Hub {
    /// `token` lets the window come forward, where the desktop gave one.
    pub(super) fn show_window(&mut self, room: Option<RoomRef>, token: Option<String>) -> Result<(), ActionError> {
        self.ask_key_store();
        self.setup.host.display()?;
        self.look_at_system();
        self.senders.windows.send_modify(|windows| {
            let windows = Arc::make_mut(windows);
            (windows.main, windows.room, windows.page, windows.token) = (true, room, None, token);
            windows.forward = windows.forward.wrapping_add(1);
        });
        Ok(())
    }

    pub(super) fn show_page(&mut self, page: MainPage, token: Option<String>) -> Result<(), ActionError> {
        self.show_window(None, token)?;
        self.senders.windows.send_modify(|windows| Arc::make_mut(windows).page = Some(page));
        Ok(())
    }

    /// An agent that is about to end opens nothing any more.
    pub(super) fn show_call_window(&mut self, shown: bool) -> Result<(), ActionError> {
        let shown = shown && self.quitting.is_none();
        if shown {
            self.setup.host.display()?;
        }
        if self.senders.windows.borrow().call != shown {
            self.attend(|attention| attention.call_window = false);
            self.senders.windows.send_modify(|windows| Arc::make_mut(windows).call = shown);
        }
        self.note_leaving();
        Ok(())
    }

    /// A window in use tells that its program is not on its way out.
    pub(super) fn note_life(&mut self, action: &Action) {
        let lives = match action {
            Action::CallPageShown { .. } | Action::CardPainted { .. } => true,
            Action::WindowState { visible, focused, .. } => *visible && *focused,
            _ => false,
        };
        self.leaving &= !lives;
    }

    fn note_leaving(&mut self) {
        let windows = self.senders.windows.borrow();
        self.leaving |= !(windows.main || windows.call || windows.conference.is_some());
    }

    /// What it asks for is for the window to say, and for the person to answer there.
    pub(super) fn follow_link(&mut self, url: &str, token: Option<String>, reply: Reply) {
        let shown = self.show_window(None, token);
        if let Some(returned) = Returned::read(url) {
            return self.come_back(returned, reply);
        }
        let result = shown.and_then(|()| {
            let link = DeepLink::read(url);
            let readable = link != DeepLink::Unreadable;
            self.senders.windows.send_modify(|windows| Arc::make_mut(windows).link = Some(link));
            if readable { Ok(()) } else { Err(ActionError::Unknown { what: "link".into() }) }
        });
        let _ = reply.send(result); // whoever asked may be gone
    }

    pub(super) fn close_windows(&self) {
        self.senders.windows.send_modify(|windows| {
            let windows = Arc::make_mut(windows);
            (windows.main, windows.call, windows.conference) = (false, false, None);
            (windows.link, windows.token) = (None, None);
        });
    }

    pub(super) fn window_closed(&mut self, window: WindowLabel) {
        self.senders.windows.send_modify(|windows| {
            let windows = Arc::make_mut(windows);
            match window {
                WindowLabel::Call => windows.call = false,
                WindowLabel::Conference => windows.conference = None,
                WindowLabel::Main => (windows.main, windows.link) = (false, None),
            }
        });
        self.note_leaving();
        match window {
            WindowLabel::Call => return self.attend(|attention| attention.call_window = false),
            WindowLabel::Conference => self.leave_conference(),
            WindowLabel::Main => self.look_away(),
        }
        // A call goes on in its own window.
        let windows = self.senders.windows.borrow().clone();
        if !self.setup.settings.keep_running && !windows.main && windows.conference.is_none() {
            self.quit();
        }
    }

    /// The main window shows nothing any more.
    fn look_away(&mut self) {
        self.browser_viewers.clear();
        self.forget_browsers();
        self.sound_viewers.clear();
        self.stop_examining();
        self.attend(|attention| {
            let Attention { call_window, connected, .. } = *attention;
            *attention = Attention { call_window, connected, ..Attention::default() };
        });
    }

    /// No window shows anything any more.
    pub(super) fn lose_windows(&mut self) {
        self.has_windows = false;
        self.look_away();
        self.attend(|attention| attention.call_window = false);
        if !std::mem::take(&mut self.leaving) {
            self.lose_conference();
            self.close_windows();
        }
    }

    pub(super) fn attend(&self, change: impl FnOnce(&mut Attention)) {
        self.senders.attention.send_if_modified(|attention| {
            let mut changed = Attention::clone(attention);
            change(&mut changed);
            let news = **attention != changed;
            *attention = Arc::new(changed);
            news
        });
    }

    /// Ends the agent. A call that rings out is given up first, so that nobody rings for nobody, and
    /// windows are closed: they would take an agent that just goes for one that came to grief.
    pub(super) fn quit(&mut self) {
        let windows = self.senders.windows.borrow().clone();
        self.has_windows = windows.main || windows.call || windows.conference.is_some();
        self.conference.close();
        self.close_windows();
        self.quitting = Some(Instant::now() + GOODBYE);
        self.each_seat(|seat| {
            let ringing = seat.core.calls_view().outgoing.filter(|call| rings_out(&call.phase));
            let cancel = |call_id| Action::CancelCall { call_id };
            let action = ringing.map(|call| cancel(call.call_id));
            action.map_or_else(Vec::new, |action| seat.feed(Input::Action { action, viewer: None, reply: NOBODY }))
        });
    }

    /// The workspace has not been told yet that nobody calls any more, or windows are still there.
    pub(super) fn has_loose_ends(&self) -> bool {
        self.has_windows || self.seats.iter().any(|seat| seat.core.is_giving_up())
    }
}

fn rings_out(phase: &OutgoingPhase) -> bool {
    matches!(phase, OutgoingPhase::Ringing { .. } | OutgoingPhase::Starting { .. })
}

/// From quitting to the end, for a call that rings out.
const GOODBYE: Duration = Duration::from_millis(500);
