//! A screen of our own, where there is none.

use std::{fs, path::PathBuf, process::Stdio};

use super::{child::Guarded, home::Home, picture};
use crate::{Outcome, command::command};

/// An X server without a screen, a window manager, and a bus that nobody else is on.
pub(super) struct Stage {
    /// What programs need to know to play here.
    pub environment: Vec<(&'static str, String)>,
    frame: PathBuf,
    _window_manager: Guarded,
    _server: Guarded,
    _bus: Guarded,
}

/// Whether somebody can look at what we show.
pub(super) fn has_display() -> bool {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("WAYLAND_DISPLAY") || named("DISPLAY")
}

impl Stage {
    pub fn set(home: &Home) -> Outcome<Self> {
        let frames = home.folder("screen")?;
        let mut server = command("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset", "-fbdir"]);
        let (server, number) = Guarded::start_and_read_line(server.arg(&frames).stderr(Stdio::null()))?;
        let (bus, address) = Guarded::start_and_read_line(&mut bus(home)?)?;
        let display = format!(":{number}");
        let mut window_manager = command("openbox");
        window_manager.env("DISPLAY", &display).stdout(Stdio::null()).stderr(Stdio::null());
        let environment = vec![
            ("DBUS_SESSION_BUS_ADDRESS", address),
            ("DISPLAY", display),
            ("GDK_BACKEND", "x11".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
        ];
        let window_manager = Guarded::start(&mut window_manager)?;
        let frame = frames.join("Xvfb_screen0");
        Ok(Self { environment, frame, _window_manager: window_manager, _server: server, _bus: bus })
    }

    /// What is on the screen now.
    pub fn frame(&self) -> Outcome<Vec<u8>> {
        fs::read(&self.frame).map_err(|e| format!("the screen cannot be read: {e}").into())
    }

    /// Leaves a picture of the screen in a file.
    pub fn photograph(&self, file: &PathBuf) -> Outcome {
        let png = picture::png(&self.frame()?).ok_or("the screen is not what it should be")?;
        fs::write(file, png).map_err(|e| format!("{} cannot be written: {e}", file.display()).into())
    }
}

/// A bus without service files: only what is started here can answer on it.
fn bus(home: &Home) -> Outcome<std::process::Command> {
    let file = home.path().join("bus.conf");
    let folder = home.folder("bus")?;
    let configuration = format!(
        "<busconfig><type>session</type><listen>unix:dir={}</listen><policy context=\"default\">\
         <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
         </policy></busconfig>",
        folder.display()
    );
    fs::write(&file, configuration).map_err(|e| format!("{} cannot be written: {e}", file.display()))?;
    let mut bus = command("dbus-daemon");
    bus.arg(format!("--config-file={}", file.display())).args(["--nofork", "--print-address=1"]);
    bus.stderr(Stdio::null());
    Ok(bus)
}

const SCREEN: &str = "1600x900x24";
