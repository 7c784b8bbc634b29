//! What the state looks like in the tray, one change after the other.

use std::time::Duration;

use tokio::{
    select,
    time::{Instant, sleep_until},
};
use vconnct_client::{Parts, update::Motion};

use super::face::{Face, Mark};

/// The face now, and which of its two drawings.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct View {
    pub(super) face: Face,
    pub(super) second: bool,
}

/// The state as the tray sees it.
pub(super) struct Sight {
    parts: Parts,
    taken: Option<View>,
    second: bool,
    turn: Instant,
}

impl Sight {
    pub(super) fn of(parts: Parts) -> Self {
        Self { parts, taken: None, second: false, turn: Instant::now() }
    }

    /// The face as it is.
    pub(super) fn face(&mut self) -> Face {
        let parts = &mut self.parts;
        let (calls, session) = (parts.calls.borrow_and_update(), parts.session.borrow_and_update());
        Face::of(&calls, &session, &parts.history.borrow_and_update(), &parts.settings.borrow_and_update())
    }

    /// What is to be shown, if it is not what was taken last.
    pub(super) fn news(&mut self) -> Option<View> {
        let face = self.face();
        self.second &= face.mark == Mark::Ringing;
        let view = View { face, second: self.second };
        if self.taken.as_ref() == Some(&view) {
            return None;
        }
        self.turn = Instant::now() + HALF_TURN;
        self.taken = Some(view.clone());
        Some(view)
    }

    /// Whoever showed it is gone: all is news to the next.
    pub(super) fn forget(&mut self) {
        self.taken = None;
    }

    /// Waits until there may be news; false once the agent ends.
    pub(super) async fn changes(&mut self) -> bool {
        let moves = self.parts.settings.borrow().motion == Motion::System;
        let rings = moves && self.taken.as_ref().is_some_and(|view| view.face.mark == Mark::Ringing);
        let parts = &mut self.parts;
        select! {
            changed = parts.calls.changed() => changed.is_ok(),
            changed = parts.history.changed() => changed.is_ok(),
            changed = parts.session.changed() => changed.is_ok(),
            changed = parts.settings.changed() => changed.is_ok(),
            () = sleep_until(self.turn), if rings => {
                self.second = !self.second;
                true
            }
        }
    }
}

/// The two drawings of a ring make 0.6 turns a second.
const HALF_TURN: Duration = Duration::from_millis(800);
