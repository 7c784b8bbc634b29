//! The tray of Windows and macOS: an icon that belongs to the main thread, and follows the state from here.

use std::{cell::RefCell, time::Duration};

use tokio::{select, sync::mpsc, task::JoinHandle, time::sleep};
use tray_icon::{
    MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent,
    menu::{Menu, MenuEvent},
};
use vconnct_client::{action::Action, update::Trouble};

use super::{
    face::Entry,
    label::hint,
    menu::{self, menu},
    panel::{Panel, panel},
    pictures::pictures,
    sight::{Sight, View},
};
use crate::{main_thread::MainThread, owner::Owner};

/// A tray icon that follows the state until this is dropped.
pub(crate) struct Icon {
    main: MainThread,
    task: JoinHandle<()>,
}

impl Drop for Icon {
    fn drop(&mut self) {
        self.task.abort();
        self.main.run(|| drop(SHOWN.take()));
    }
}

/// Shows the state in the taskbar or menu bar, and carries out what is clicked.
pub(crate) fn follow(owner: impl Owner, main: &MainThread) -> Icon {
    Icon { main: main.clone(), task: tokio::spawn(run(owner, main.clone())) }
}

async fn run(owner: impl Owner, main: MainThread) {
    let mut sight = Sight::of(owner.parts());
    let (wish, mut wishes) = mpsc::unbounded_channel();
    let (tell, mut told) = mpsc::unbounded_channel();
    listen(wish);
    let mut missing = false;
    loop {
        if let Some(view) = sight.news() {
            let tell = tell.clone();
            main.run(move || tell.send(show(view)).unwrap_or_default()); // fails only while the agent ends
        }
        let alive = select! {
            alive = sight.changes() => alive,
            Some(action) = wishes.recv() => {
                super::carry_out(&owner, action, None);
                true
            }
            Some(there) = told.recv() => {
                owner.report(Trouble::NoTray, !there);
                missing = !there;
                true
            }
            () = sleep(RETRY), if missing => {
                sight.forget();
                true
            }
        };
        if !alive {
            return; // the agent ends
        }
    }
}

/// The crate tells clicks to one listener for the whole process.
fn listen(wish: mpsc::UnboundedSender<Action>) {
    let chosen = wish.clone();
    MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
        if let Some(action) = menu::action(event.id().as_ref()) {
            let _ = chosen.send(action); // fails only while the agent ends
        }
    }));
    TrayIconEvent::set_event_handler(Some(move |event: TrayIconEvent| {
        if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event
            && !MENU_ON_CLICK
        {
            let _ = wish.send(Action::ShowWindow { room: None }); // as above
        }
    }));
}

thread_local! {
    /// Of the main thread.
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// The icon, and what it was told last.
struct Shown {
    icon: TrayIcon,
    view: View,
    panel: Panel,
    menu: Menu,
    /// Somebody may have it open; it stays whole until the next but one.
    earlier: Option<Menu>,
}

/// Shows this from now on: on the main thread. Whether there is a panel that shows it.
fn show(view: View) -> bool {
    let shown = SHOWN.take();
    match shown.map_or_else(|| Shown::new(&view), |shown| shown.update(&view)) {
        Ok(shown) => SHOWN.set(Some(shown)),
        Err(error) => {
            log::warn!("tray: {error}");
            return false;
        }
    }
    has_panel()
}

impl Shown {
    fn new(view: &View) -> tray_icon::Result<Self> {
        let panel = panel();
        let menu = lines(&view.face.menu)?;
        let icon = TrayIconBuilder::new()
            .with_menu(Box::new(menu.clone()))
            .with_menu_on_left_click(MENU_ON_CLICK)
            .with_tooltip(hint(&view.face.says));
        let icon = match drawing(view, panel) {
            Some(drawing) => icon.with_icon(drawing).with_icon_as_template(IS_SHAPE),
            None => icon,
        };
        Ok(Self { icon: icon.build()?, view: view.clone(), panel, menu, earlier: None })
    }

    fn update(self, view: &View) -> tray_icon::Result<Self> {
        let Self { icon, view: before, panel: panel_before, menu: mut shown, mut earlier } = self;
        let panel = panel();
        if (view.face.mark, view.second, panel) != (before.face.mark, before.second, panel_before) {
            draw(&icon, drawing(view, panel))?;
        }
        if view.face.says != before.face.says {
            icon.set_tooltip(Some(hint(&view.face.says)))?;
        }
        if view.face.menu != before.face.menu {
            let next = lines(&view.face.menu)?;
            icon.set_menu(Some(Box::new(next.clone())));
            earlier = Some(std::mem::replace(&mut shown, next));
        }
        Ok(Self { icon, view: view.clone(), panel, menu: shown, earlier })
    }
}

fn lines(entries: &[Entry]) -> tray_icon::Result<Menu> {
    menu(entries).map_err(|error| tray_icon::Error::OsError(std::io::Error::other(error)))
}

/// Of the size that this system makes smaller, not larger.
fn drawing(view: &View, panel: Panel) -> Option<tray_icon::Icon> {
    let fits = |height: u32| height >= HEIGHT;
    let picture = pictures(view.face.mark, view.second, panel).into_iter().find(|picture| fits(picture.height))?;
    tray_icon::Icon::from_rgba(picture.dots, picture.width, picture.height).ok()
}

/// Of the two ways each system has one that does nothing, or blinks.
fn draw(icon: &TrayIcon, drawing: Option<tray_icon::Icon>) -> tray_icon::Result<()> {
    if IS_SHAPE { icon.set_icon_with_as_template(drawing, true) } else { icon.set_icon(drawing) }
}

/// Whether there is a taskbar: the icon waits for one without saying so.
#[cfg(windows)]
fn has_panel() -> bool {
    use windows::{
        Win32::UI::WindowsAndMessaging::FindWindowW,
        core::{PCWSTR, w},
    };
    // SAFETY: the name of a kind of window, which ends where it should, and no title.
    unsafe { FindWindowW(w!("Shell_TrayWnd"), PCWSTR::null()) }.is_ok()
}

/// There is always a menu bar.
#[cfg(target_os = "macos")]
fn has_panel() -> bool {
    true
}

/// A click opens the app on Windows, and the menu on macOS, as people are used to there.
const MENU_ON_CLICK: bool = cfg!(target_os = "macos");
const IS_SHAPE: bool = cfg!(target_os = "macos");
/// In dots: of a taskbar's small icons on a fine screen, or twice the 18 points of a menu bar.
const HEIGHT: u32 = if cfg!(target_os = "macos") { 36 } else { 32 };
/// Without a taskbar, at the beginning of a session say.
const RETRY: Duration = Duration::from_secs(10);
