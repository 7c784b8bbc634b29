//! The keys of an X display.

use tokio::sync::mpsc;
use x11rb::protocol::xproto::ModMask;

use super::Key;
use crate::grabs::{self, Grab, Press};

pub(super) use crate::grabs::are_offered;

/// Asks the display for the keys; what is pressed from then on goes to `pressed`.
pub(super) async fn hold(pressed: mpsc::UnboundedSender<Key>) -> Option<Grab<Key>> {
    grabs::grab(vec![(Key::Accept, press('a')), (Key::Decline, press('d'))], pressed).await
}

/// A small letter is its own symbol.
fn press(letter: char) -> Press {
    Press { modifiers: ModMask::CONTROL | ModMask::M1, symbol: letter.into() }
}
