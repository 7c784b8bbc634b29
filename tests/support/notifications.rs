//! Notification services of one desk, and a hand that presses their buttons.

use std::fs;

use crate::{
    bus::Bus,
    display::{Display, Window},
    home::Home,
    process::{Program, packaged},
};

/// The services that stories are told with: they differ in all that the specification leaves open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Service {
    /// No buttons: a menu program, and no word that a notification is closed after an action.
    Dunst,
    Mate,
    Xfce,
}

/// The buttons of a ringing call's notification.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Button {
    Accept,
    Decline,
    Dismiss,
    /// The only one of a room's call.
    Join,
}

/// A notification service that runs.
#[derive(Debug)]
pub struct Notifications {
    service: Service,
    program: Program,
}

impl Notifications {
    /// Starts `service` and waits until it answers.
    pub async fn start(service: Service, home: &Home, bus: &Bus) -> Self {
        let mut command = home.furnish(match service {
            Service::Dunst => packaged("dunst", "dunst"),
            Service::Mate => packaged(MATE, "mate-notification-daemon"),
            Service::Xfce => packaged(XFCE, "xfce4-notifyd"),
        });
        if service == Service::Dunst {
            command.arg("-config").arg(configure_dunst(home));
        }
        let program = Program::start(command, home.log(&format!("{service:?}").to_lowercase()));
        bus.owned(NAME).await;
        Self { service, program }
    }

    /// Waits for the only notification on the screen and presses one of its buttons with the mouse.
    pub async fn press(&self, button: Button, home: &Home, display: &Display) {
        let popup = display.popup().await;
        let (x, y) = self.place_of(button, popup, home);
        display.click(popup.x + x, popup.y + y).await;
    }

    /// It dies, and with it what it showed. To have notifications again, start another.
    pub async fn breaks(mut self, bus: &Bus) {
        self.program.kill().await;
        bus.free(NAME).await;
    }

    /// It lives and answers nothing.
    pub fn hangs(&self) {
        self.program.freeze();
    }

    fn place_of(&self, button: Button, popup: Window, home: &Home) -> (i16, i16) {
        match (self.service, button) {
            (Service::Dunst, _) => {
                fs::write(home.path("menu-choice"), format!("{button:?}")).expect("the folder is ours");
                (popup.width.cast_signed() / 2, popup.height.cast_signed() / 2)
            }
            (Service::Mate, Button::Accept) => (258, 92),
            (Service::Mate, Button::Decline) => (320, 92),
            (Service::Mate, Button::Dismiss) => (384, 92),
            (Service::Xfce, Button::Accept) => (56, 86),
            (Service::Xfce, Button::Decline) => (148, 86),
            (Service::Xfce, Button::Dismiss) => (240, 86),
            (Service::Xfce, Button::Join) => (291, 86),
            (Service::Mate, Button::Join) => panic!("no story has looked where Mate draws it"),
        }
    }
}

/// A left click opens the menu, and the menu program picks the line of the wanted button.
fn configure_dunst(home: &Home) -> std::path::PathBuf {
    let choice = home.path("menu-choice");
    home.write_script("menu", &format!("grep -F \"#$(cat '{}')\"", choice.display()));
    let path = home.path("dunstrc");
    let menu = home.path("bin/menu");
    let config = format!("[global]\ndmenu = {}\nmouse_left_click = context\n", menu.display());
    fs::write(&path, config).expect("the folder is ours");
    path
}

/// Where Debian's packages put them.
const MATE: &str = "/usr/lib/mate-notification-daemon/mate-notification-daemon";
const NAME: &str = "org.freedesktop.Notifications";
const XFCE: &str = "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd";
