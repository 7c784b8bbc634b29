//! Whether the window in front fills the screen, as window managers of X tell.
//!
//! Nobody tells that a screen is shared; this is what it mostly looks like. Wayland tells no program of another's
//! windows, and asking its X server would only start one that may not be needed.

use std::{error::Error, thread};

use vconnct_client::{Circumstance, Client};
use x11rb::{
    NONE,
    connection::Connection,
    protocol::{
        Event,
        xproto::{Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt, EventMask, Window},
    },
    rust_connection::{ReplyError, RustConnection},
};

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        _NET_ACTIVE_WINDOW,
        _NET_WM_STATE,
        _NET_WM_STATE_FULLSCREEN,
    }
}

/// Follows it by a thread of its own, which sleeps until a window comes to the front or changes.
pub(super) fn follow(client: Client) {
    if std::env::var_os("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty()) {
        return;
    }
    let watch = move || {
        if let Err(error) = watch(&client) {
            log::info!("full screen: nobody tells: {error}");
        }
        client.desktop(Circumstance::FullScreen, false); // not as far as one can tell any more
    };
    if let Err(error) = thread::Builder::new().name("screen".into()).spawn(watch) {
        log::warn!("full screen: nobody can watch: {error}");
    }
}

/// Ends with the connection to the display.
fn watch(client: &Client) -> Result<(), Box<dyn Error>> {
    let (x, screen) = x11rb::connect(None)?;
    let root = x.setup().roots[screen].root;
    let atoms = Atoms::new(&x)?.reply()?;
    tell_changes(&x, root, EventMask::PROPERTY_CHANGE)?;
    let (mut front, mut told) = (NONE, false);
    loop {
        let now = window_in_front(&x, root, &atoms)?;
        if now != front {
            for (window, mask) in [(front, EventMask::NO_EVENT), (now, EventMask::PROPERTY_CHANGE)] {
                if window != NONE {
                    tell_changes(&x, window, mask)?;
                }
            }
            front = now;
        }
        let fills = front != NONE && fills_the_screen(&x, front, &atoms)?;
        if fills != told {
            client.desktop(Circumstance::FullScreen, fills);
            told = fills;
        }
        loop {
            match x.wait_for_event()? {
                Event::PropertyNotify(event)
                    if [atoms._NET_ACTIVE_WINDOW, atoms._NET_WM_STATE].contains(&event.atom) =>
                {
                    break;
                }
                _ => {} // errors as well: a window may go while we ask about it
            }
        }
    }
}

fn tell_changes(x: &RustConnection, window: Window, mask: EventMask) -> Result<(), Box<dyn Error>> {
    x.change_window_attributes(window, &ChangeWindowAttributesAux::new().event_mask(mask))?;
    Ok(())
}

fn window_in_front(x: &RustConnection, root: Window, atoms: &Atoms) -> Result<Window, Box<dyn Error>> {
    let found = numbers(x, root, atoms._NET_ACTIVE_WINDOW, AtomEnum::WINDOW.into())?;
    Ok(found.first().copied().unwrap_or(NONE))
}

fn fills_the_screen(x: &RustConnection, window: Window, atoms: &Atoms) -> Result<bool, Box<dyn Error>> {
    let states = numbers(x, window, atoms._NET_WM_STATE, AtomEnum::ATOM.into())?;
    Ok(states.contains(&atoms._NET_WM_STATE_FULLSCREEN))
}

/// What a property holds; nothing if there is none, or its window has just gone.
fn numbers(x: &RustConnection, window: Window, property: Atom, kind: Atom) -> Result<Vec<u32>, Box<dyn Error>> {
    match x.get_property(false, window, property, kind, 0, MOST)?.reply() {
        Ok(reply) => Ok(reply.value32().map(Iterator::collect).unwrap_or_default()),
        Err(ReplyError::X11Error(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// More states than a window has.
const MOST: u32 = 64;
