//! Keys that an X display gives to one program alone, for as long as it wants them. A Wayland desktop has none
//! to give that way: X programs hear keys there only in their own windows.
//!
//! Each grab has a thread and a connection of its own; the thread sleeps until a key is pressed.

use std::{
    io,
    net::Shutdown,
    os::{fd::AsFd, unix::net::UnixStream},
    thread,
    time::Duration,
};

use thiserror::Error;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use x11rb::{
    connection::Connection,
    errors::{ConnectError, ConnectionError, ReplyError},
    protocol::{
        ErrorKind, Event,
        xproto::{ConnectionExt, GrabMode, KeyButMask, KeyPressEvent, Mapping, ModMask},
    },
    rust_connection::RustConnection,
};

/// A key of the keyboard, and those that are held down with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Press {
    pub(crate) modifiers: ModMask,
    /// As X calls what stands on the key.
    pub(crate) symbol: u32,
}

/// Keys that are ours as long as this lives.
#[derive(Debug)]
pub(crate) struct Grab<K> {
    line: UnixStream,
    /// Those that cannot be had: another program has them, or the keyboard does not.
    pub(crate) taken: Vec<K>,
}

impl<K> Drop for Grab<K> {
    fn drop(&mut self) {
        // Its thread finds the line dead and ends; the display gives the keys back.
        let _ = self.line.shutdown(Shutdown::Both);
    }
}

/// Why a display gives no keys at all.
#[derive(Debug, Error)]
enum NoKeys {
    #[error("the display cannot be reached: {0}")]
    Connect(#[from] ConnectError),
    #[error("the display does not answer: {0}")]
    Connection(#[from] ConnectionError),
    #[error("the display refuses: {0}")]
    Reply(#[from] ReplyError),
    #[error(transparent)]
    Line(#[from] io::Error),
}

/// Whether there is a display that gives keys to programs.
pub(crate) fn are_offered() -> bool {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    named("DISPLAY") && !named("WAYLAND_DISPLAY")
}

/// Asks the display for `keys`; what is pressed from then on goes to `pressed`.
pub(crate) async fn grab<K: Copy + Send + 'static>(
    keys: Vec<(K, Press)>,
    pressed: mpsc::UnboundedSender<K>,
) -> Option<Grab<K>> {
    let (reply, grabbed) = oneshot::channel();
    // On a thread that nobody waits for: a display that hangs does not answer.
    let asked = thread::Builder::new().name("keys".into()).spawn(move || {
        if let Err(error) = serve(&keys, &pressed, reply) {
            log::warn!("keys: {error}");
        }
    });
    if let Err(error) = asked {
        log::warn!("keys: {error}");
        return None;
    }
    timeout(PATIENCE, grabbed).await.ok()?.ok()
}

/// Ends with the grab, or with the display.
fn serve<K: Copy>(
    keys: &[(K, Press)],
    pressed: &mpsc::UnboundedSender<K>,
    reply: oneshot::Sender<Grab<K>>,
) -> Result<(), NoKeys> {
    let (display, screen) = RustConnection::connect(None)?;
    let root = display.setup().roots[screen].root;
    let keyboard = Keyboard { display: &display, root };
    let mut codes = keyboard.codes(keys)?;
    let (mut held, taken) = keyboard.take(keys)?;
    let line = display.stream().as_fd().try_clone_to_owned()?.into();
    if reply.send(Grab { line, taken }).is_err() {
        return Ok(()); // it came too late
    }
    let mut released = None;
    // Fails once the line was shut down.
    while let Ok(event) = display.wait_for_event() {
        match event {
            // A key that is held down comes up and goes down again in the same moment.
            Event::KeyPress(press) if released == Some((press.detail, press.time)) => {}
            Event::KeyPress(press) => {
                let key = held.iter().find(|held| held.is_of(&press)).map(|held| held.key);
                if key.is_some_and(|key| pressed.send(key).is_err()) {
                    return Ok(());
                }
            }
            Event::KeyRelease(release) => released = Some((release.detail, release.time)),
            // Said, too, when another keyboard is used than before: only where what stands on our keys stands elsewhere
            // now are they given back, as the press that is under way would be lost.
            Event::MappingNotify(news) if news.request == Mapping::KEYBOARD => {
                let now = keyboard.codes(keys)?;
                if now != codes {
                    codes = now;
                    display.ungrab_key(ANY, root, ModMask::ANY)?;
                    (held, _) = keyboard.take(keys)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

struct Keyboard<'a> {
    display: &'a RustConnection,
    root: u32,
}

/// A key that is ours.
struct Held<K> {
    key: K,
    code: u8,
    modifiers: ModMask,
}

impl<K> Held<K> {
    fn is_of(&self, press: &KeyPressEvent) -> bool {
        let told = KeyButMask::CONTROL | KeyButMask::SHIFT | KeyButMask::MOD1 | KeyButMask::MOD4;
        press.detail == self.code && (press.state & told).bits() == self.modifiers.bits()
    }
}

impl Keyboard<'_> {
    /// Takes those of `keys` that can be had; the others come second.
    ///
    /// Tries for a while: keys that we have just given back are free once the display has heard of it.
    fn take<K: Copy>(&self, keys: &[(K, Press)]) -> Result<(Vec<Held<K>>, Vec<K>), NoKeys> {
        let mut held = Vec::new();
        let mut open = keys.to_vec();
        for attempt in 0..TRIES {
            if attempt > 0 {
                thread::sleep(PAUSE);
            }
            let mut refused = Vec::new();
            for (key, press) in open {
                match self.code(press.symbol)? {
                    Some(code) if self.take_one(code, press.modifiers)? => {
                        held.push(Held { key, code, modifiers: press.modifiers });
                    }
                    _ => refused.push((key, press)),
                }
            }
            open = refused;
            if open.is_empty() {
                break;
            }
        }
        Ok((held, open.into_iter().map(|(key, _)| key).collect()))
    }

    /// With caps lock and num lock on and off: to the display these are other keys.
    fn take_one(&self, code: u8, modifiers: ModMask) -> Result<bool, NoKeys> {
        for lock in locks() {
            let mode = GrabMode::ASYNC;
            match self.display.grab_key(false, self.root, modifiers | lock, code, mode, mode)?.check() {
                Ok(()) => {}
                Err(ReplyError::X11Error(error)) if error.error_kind == ErrorKind::Access => {
                    for lock in locks() {
                        self.display.ungrab_key(code, self.root, modifiers | lock)?;
                    }
                    return Ok(false);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// On which keys they stand.
    fn codes<K>(&self, keys: &[(K, Press)]) -> Result<Vec<Option<u8>>, NoKeys> {
        keys.iter().map(|(_, press)| self.code(press.symbol)).collect()
    }

    /// The key on which this symbol stands.
    fn code(&self, symbol: u32) -> Result<Option<u8>, NoKeys> {
        let (first, last) = (self.display.setup().min_keycode, self.display.setup().max_keycode);
        let layout = self.display.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        let rows = layout.keysyms.chunks(layout.keysyms_per_keycode.max(1).into());
        let mut on = (first..=last).zip(rows).filter(|(_, symbols)| symbols.contains(&symbol));
        Ok(on.next().map(|(code, _)| code))
    }
}

/// Caps lock, num lock, both, and neither.
fn locks() -> [ModMask; 4] {
    [ModMask::default(), ModMask::M2, ModMask::LOCK, ModMask::M2 | ModMask::LOCK]
}

/// Every key, to the display.
const ANY: u8 = 0;
/// A display hears within milliseconds that a line is dead.
const PAUSE: Duration = Duration::from_millis(50);
const TRIES: u32 = 4;
/// For a display that answers within milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);
