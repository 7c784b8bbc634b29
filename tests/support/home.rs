//! The throw-away folders of one desk, and the environment that points every program there.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use tokio::process::Command;

use crate::process::{SYSTEM_PATH, kill_all_of};

/// Folders that nobody used before, gone at the end with all that was started in them.
///
/// Programs find their places by `HOME` alone, as on most machines, and see nothing of the machine's
/// own session: no bus, no display, no sound, no proxy.
#[derive(Debug)]
pub struct Home {
    root: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl Home {
    /// Makes the folders, and the `xdg-open` that writes down what it was asked to open.
    pub fn new() -> Self {
        let root = tempfile::Builder::new().prefix("vconnct-").tempdir().expect("a temporary folder can be made");
        let home = Self { environment: environment(root.path()), root };
        for folder in ["bin", "home", "logs", "run"] {
            let path = home.path(folder);
            fs::create_dir(&path).expect("the root is new");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("the folder is ours");
        }
        let opened = home.path("opened");
        home.write_script("xdg-open", &format!("printf '%s\\n' \"$1\" >>'{}'", opened.display()));
        home
    }

    /// A file or folder in here.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The root of it all, part of the environment of everything that runs here.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where the program `name` logs to.
    pub fn log(&self, name: &str) -> PathBuf {
        self.path("logs").join(format!("{name}.log"))
    }

    /// Adds to the environment of all programs started from now on.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.environment.push((name, value.into()));
    }

    /// Takes a variable out of the environment of all programs started from now on.
    pub fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| *known != name);
    }

    /// The environment of programs at this desk.
    pub fn environment(&self) -> &[(&'static str, String)] {
        &self.environment
    }

    /// `command` as it runs at this desk.
    pub fn furnish(&self, mut command: Command) -> Command {
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.path("home"));
        command
    }

    /// Puts a shell script first in the path of all programs.
    pub fn write_script(&self, name: &str, body: &str) {
        let (path, fresh) = (self.path("bin").join(name), self.path("bin").join(format!("{name}.new")));
        fs::write(&fresh, format!("#!/bin/sh\n{body}\n")).expect("the folder is ours");
        fs::set_permissions(&fresh, fs::Permissions::from_mode(0o755)).expect("the file is ours");
        // In the place of one that may run just now, and so cannot be written to.
        fs::rename(&fresh, &path).expect("the folder is ours");
    }

    /// The addresses that were opened in the browser, in order.
    pub fn opened(&self) -> Vec<String> {
        fs::read_to_string(self.path("opened")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// The end of each log, for whoever has to find out why a story failed.
    pub fn logs(&self) -> String {
        let mut text = String::new();
        for folder in [self.path("logs"), self.path("home/.local/share")] {
            append_logs(&folder, &mut text);
        }
        text
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.logs());
        }
        kill_all_of(self.root());
    }
}

fn environment(root: &Path) -> Vec<(&'static str, String)> {
    let within = |name: &str| root.join(name).display().to_string();
    vec![
        ("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", within("run/no-system-bus"))),
        ("GDK_BACKEND", "x11".to_owned()),
        ("GSETTINGS_BACKEND", "memory".to_owned()),
        ("HOME", within("home")),
        ("LANG", "C.UTF-8".to_owned()),
        ("NO_AT_BRIDGE", "1".to_owned()),
        ("PATH", format!("{}:{SYSTEM_PATH}", within("bin"))),
        ("PULSE_SERVER", format!("unix:{}", within("run/pulse/native"))),
        ("RUST_BACKTRACE", "1".to_owned()),
        ("TZ", "UTC".to_owned()),
        ("XDG_RUNTIME_DIR", within("run")),
    ]
}

fn append_logs(folder: &Path, text: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            append_logs(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "log") {
            let log = fs::read_to_string(&path).unwrap_or_default();
            let end: Vec<_> = log.lines().rev().take(LOG_LINES).collect();
            let end: Vec<_> = end.into_iter().rev().collect();
            text.push_str(&format!("--- {}\n{}\n", path.display(), end.join("\n")));
        }
    }
}

const LOG_LINES: usize = 60;
