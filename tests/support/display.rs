//! An X display of one desk: what is on it, and a hand that clicks.

use std::time::Duration;

use tokio::time::sleep;
use x11rb::{
    connection::Connection as _,
    protocol::{
        xproto::{
            AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, GrabMode, ImageFormat,
            InputFocus, MapState, ModMask, Window as WindowId, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

use crate::{
    eventually::eventually,
    home::Home,
    picture::Picture,
    process::{Program, packaged},
};

/// Keys that are pressed together.
#[derive(Clone, Copy, Debug)]
pub struct Chord {
    held: &'static [(u32, ModMask)],
    symbol: u32,
}

impl Chord {
    /// Ctrl Alt and a small letter of the Latin alphabet.
    pub const fn control_alt(letter: char) -> Self {
        Self { held: CONTROL_ALT, symbol: letter as u32 } // such a letter is its own symbol
    }

    /// A key alone, by its symbol.
    pub const fn alone(symbol: u32) -> Self {
        Self { held: &[], symbol }
    }

    fn modifiers(self) -> ModMask {
        self.held.iter().fold(ModMask::default(), |all, (_, one)| all | *one)
    }
}

/// Xvfb with a window manager.
pub struct Display {
    connection: RustConnection,
    root: WindowId,
    _server: Program,
    _window_manager: Program,
}

/// From the corner of a window to the middle of that button above it.
const TITLE_BUTTON: i16 = 11;
/// A window that can be seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Window {
    id: WindowId,
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl Window {
    /// The part of it that is this far from its left edge at most.
    pub fn left(self, width: u16) -> Self {
        Self { width: self.width.min(width), ..self }
    }
}

impl Display {
    /// Starts both, and puts the display into the environment of `home`.
    pub async fn start(home: &mut Home) -> Self {
        let mut command = home.furnish(packaged("Xvfb", "xvfb"));
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]);
        let (server, number) = Program::start_and_read_line(command, home.log("Xvfb")).await;
        let name = format!(":{number}");
        home.set("DISPLAY", name.clone());
        let window_manager = Program::start(home.furnish(packaged("openbox", "openbox")), home.log("openbox"));
        let (connection, screen) = x11rb::connect(Some(&name)).expect("Xvfb listens once it has a number");
        let root = connection.setup().roots[screen].root;
        let display = Self { connection, root, _server: server, _window_manager: window_manager };
        eventually("the window manager", async || display.is_managed().then_some(())).await;
        display
    }

    /// A small window of some other program comes up in the corner and takes the focus.
    pub async fn other_work(&self) -> Window {
        let id = self.connection.generate_id().expect("ids are plenty");
        let look = CreateWindowAux::new().background_pixel(0x00dd_dddd);
        let class = WindowClass::INPUT_OUTPUT;
        let made = self.connection.create_window(0, id, self.root, 0, 700, 90, 60, 0, class, 0, &look);
        made.expect("Xvfb listens").check().expect("a window can be made");
        self.connection.map_window(id).expect("Xvfb listens").check().expect("it can be shown");
        eventually("the other window to have the focus", async || {
            let asked = self.connection.set_input_focus(InputFocus::PARENT, id, x11rb::CURRENT_TIME).ok()?;
            // Refused until it is on the screen.
            asked.check().ok()?;
            let focus = self.connection.get_input_focus().ok()?.reply().ok()?;
            (focus.focus == id).then_some(())
        })
        .await;
        self.geometry(id).expect("it is on the screen")
    }

    /// A window fills the whole screen from now on, or no longer.
    pub fn fills_the_screen(&self, window: Window, fills: bool) {
        let (state, full) = (self.atom("_NET_WM_STATE"), self.atom("_NET_WM_STATE_FULLSCREEN"));
        let ask = ClientMessageEvent::new(32, window.id, state, [u32::from(fills), full, 0, 1, 0]);
        let mask = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
        let asked = self.connection.send_event(false, self.root, mask, ask);
        asked.expect("Xvfb listens").check().expect("the window manager is there");
    }

    /// Whether keys go to this window.
    pub fn has_focus(&self, window: Window) -> bool {
        let focus = self.connection.get_input_focus().ok().and_then(|asked| asked.reply().ok());
        focus.is_some_and(|focus| focus.focus == window.id)
    }

    /// What is on the screen now.
    pub fn picture(&self) -> Picture {
        let screen = self.geometry(self.root).expect("the root is always there");
        self.picture_of(screen)
    }

    /// What the screen shows where `window` is.
    pub fn picture_of(&self, window: Window) -> Picture {
        self.whole_picture_of(window).expect("the window is on the screen")
    }

    /// Nothing if a part of the window lies beyond the screen: some are still on their way to their place.
    pub fn whole_picture_of(&self, window: Window) -> Option<Picture> {
        let Window { x, y, width, height, .. } = window;
        let format = ImageFormat::Z_PIXMAP;
        let image = self.connection.get_image(format, self.root, x, y, width, height, u32::MAX);
        let image = image.expect("Xvfb listens").reply().ok()?;
        Some(Picture::from_bgrx(width.into(), height.into(), &image.data))
    }

    /// The visible window with this title, if there is one.
    pub fn window(&self, title: &str) -> Option<Window> {
        self.visible().into_iter().find(|window| self.title(window.id) == title)
    }

    /// The main window, whatever it counts or shows in its title.
    pub fn main_window(&self) -> Option<Window> {
        self.visible().into_iter().find(|window| self.title(window.id).contains("Vconnct"))
    }

    /// The largest of the windows that have a title.
    pub fn largest_window(&self) -> Option<Window> {
        let titled = self.visible().into_iter().filter(|window| !self.title(window.id).is_empty());
        titled.max_by_key(|window| u32::from(window.width) * u32::from(window.height))
    }

    /// Whether this window can be seen, wherever it is by now.
    pub fn shows(&self, window: Window) -> bool {
        self.visible().iter().any(|visible| visible.id == window.id)
    }

    /// With which token a window came forward last (startup notification protocol 0.1).
    pub fn token_of(&self, window: Window) -> String {
        self.property(window.id, self.atom("_NET_STARTUP_ID"), self.atom("UTF8_STRING")).1
    }

    /// The titles of all visible windows that have one.
    pub fn titles(&self) -> Vec<String> {
        let titles = self.visible().into_iter().map(|window| self.title(window.id));
        titles.filter(|title| !title.is_empty()).collect()
    }

    /// The notifications that can be seen, as the notification service drew them.
    pub fn popups(&self) -> Vec<Window> {
        let kind = self.atom("_NET_WM_WINDOW_TYPE");
        let notification = self.atom("_NET_WM_WINDOW_TYPE_NOTIFICATION");
        let is_notification =
            |window: &Window| self.property(window.id, kind, AtomEnum::ATOM.into()).0.contains(&notification);
        let large = |window: &Window| window.width > 100 && window.height > 30;
        self.visible().into_iter().filter(large).filter(is_notification).collect()
    }

    /// Waits until `window` has not changed for a while: drawn, faded in, in its place.
    pub async fn settles(&self, window: Window) -> Window {
        self.still("a window", || self.geometry(window.id)).await
    }

    /// Waits until the first notification has not changed for a while, be it another one than at first.
    pub async fn popup(&self) -> Window {
        self.still("a notification", || self.popups().first().copied()).await
    }

    async fn still(&self, what: &str, find: impl Fn() -> Option<Window>) -> Window {
        let mut before = None;
        eventually(format_args!("{what} to keep still"), async || {
            let now = find()?;
            let now = (now, self.whole_picture_of(now)?);
            if before.as_ref() == Some(&now) {
                return Some(now.0);
            }
            before = Some(now);
            sleep(STILL).await;
            None
        })
        .await
    }

    /// Presses the last button of a window's title, as a person does who closes it.
    pub async fn closes(&self, window: Window) {
        let right = window.x + i16::try_from(window.width).expect("a window fits the screen");
        self.click(right - TITLE_BUTTON, window.y - TITLE_BUTTON).await;
    }

    /// Has the window manager put a window away, as a person does who minimises it.
    pub fn minimises(&self, window: Window) {
        let request = ClientMessageEvent::new(32, window.id, self.atom("WM_CHANGE_STATE"), [ICONIC, 0, 0, 0, 0]);
        let to = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        let sent = self.connection.send_event(false, self.root, to, request);
        sent.expect("Xvfb listens").check().expect("anybody may ask the window manager");
    }

    /// Moves the pointer and presses its first button.
    pub async fn click(&self, x: i16, y: i16) {
        self.fake(MOTION, 0, x, y);
        // A toolkit looks at where the pointer is before it takes a press.
        sleep(REACTION).await;
        self.fake(PRESS, 1, x, y);
        self.fake(RELEASE, 1, x, y);
    }

    /// Presses these keys together, and lets go of them.
    pub async fn press(&self, chord: Chord) {
        let symbols = chord.held.iter().map(|(symbol, _)| *symbol).chain([chord.symbol]);
        let keys: Vec<_> = symbols.map(|symbol| self.key_code(symbol)).collect();
        keys.iter().for_each(|key| self.fake(KEY_PRESS, *key, 0, 0));
        sleep(REACTION).await;
        keys.iter().rev().for_each(|key| self.fake(KEY_RELEASE, *key, 0, 0));
    }

    /// Another program takes these keys for itself; false if some program has them already.
    pub fn other_takes(&self, chord: Chord) -> bool {
        let (modifiers, key, mode) = (chord.modifiers(), self.key_code(chord.symbol), GrabMode::ASYNC);
        let asked = self.connection.grab_key(false, self.root, modifiers, key, mode, mode);
        asked.expect("Xvfb listens").check().is_ok()
    }

    /// It gives them back.
    pub fn other_gives_back(&self, chord: Chord) {
        let (modifiers, key) = (chord.modifiers(), self.key_code(chord.symbol));
        let given = self.connection.ungrab_key(key, self.root, modifiers);
        given.expect("Xvfb listens").check().expect("a key can be given back");
    }

    fn key_code(&self, symbol: u32) -> u8 {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = self.connection.get_keyboard_mapping(first, last - first + 1).expect("Xvfb listens");
        let mapping = mapping.reply().expect("Xvfb has a keyboard");
        let mut keys = (first..=last).zip(mapping.keysyms.chunks(mapping.keysyms_per_keycode.into()));
        keys.find(|(_, symbols)| symbols.contains(&symbol)).expect("the keyboard has this key").0
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) {
        let sent = self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0);
        sent.expect("Xvfb listens").check().expect("Xvfb has XTEST");
    }

    fn visible(&self) -> Vec<Window> {
        let mut found = Vec::new();
        self.collect(self.root, &mut found);
        found
    }

    /// Windows come and go while we look: what is gone is left out.
    fn collect(&self, parent: WindowId, found: &mut Vec<Window>) {
        let Some(tree) = self.connection.query_tree(parent).ok().and_then(|cookie| cookie.reply().ok()) else { return };
        for child in tree.children {
            let attributes = self.connection.get_window_attributes(child).ok().and_then(|cookie| cookie.reply().ok());
            if attributes.is_some_and(|attributes| attributes.map_state == MapState::VIEWABLE) {
                found.extend(self.geometry(child));
                self.collect(child, found);
            }
        }
    }

    fn geometry(&self, id: WindowId) -> Option<Window> {
        let size = self.connection.get_geometry(id).ok()?.reply().ok()?;
        let place = self.connection.translate_coordinates(id, self.root, 0, 0).ok()?.reply().ok()?;
        Some(Window { id, x: place.dst_x, y: place.dst_y, width: size.width, height: size.height })
    }

    fn title(&self, id: WindowId) -> String {
        let (_, title) = self.property(id, self.atom("_NET_WM_NAME"), self.atom("UTF8_STRING"));
        title
    }

    fn is_managed(&self) -> bool {
        let check = self.atom("_NET_SUPPORTING_WM_CHECK");
        !self.property(self.root, check, AtomEnum::WINDOW.into()).0.is_empty()
    }

    /// A property as numbers and as text: whoever asks knows which it is.
    fn property(&self, id: WindowId, name: u32, kind: u32) -> (Vec<u32>, String) {
        let reply = self.connection.get_property(false, id, name, kind, 0, 1024);
        let Some(reply) = reply.ok().and_then(|cookie| cookie.reply().ok()) else { return Default::default() };
        let numbers = reply.value32().map(Iterator::collect).unwrap_or_default();
        (numbers, String::from_utf8_lossy(&reply.value).into_owned())
    }

    fn atom(&self, name: &str) -> u32 {
        let cookie = self.connection.intern_atom(false, name.as_bytes()).expect("Xvfb listens");
        cookie.reply().expect("atoms can be made").atom
    }
}

impl std::fmt::Debug for Display {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Display").finish_non_exhaustive()
    }
}

const CONTROL_ALT: &[(u32, ModMask)] = &[(0xffe3, ModMask::CONTROL), (0xffe9, ModMask::M1)];
/// A window's state by the conventions of X (ICCCM 4.1.4).
const ICONIC: u32 = 3;
const KEY_PRESS: u8 = 2;
const KEY_RELEASE: u8 = 3;
const MOTION: u8 = 6;
const PRESS: u8 = 4;
const REACTION: Duration = Duration::from_millis(60);
const RELEASE: u8 = 5;
const SCREEN: &str = "1280x800x24";
const STILL: Duration = Duration::from_millis(120);
