//! What the system has to bring: checked, and installed where that is possible without asking.

use std::{io::IsTerminal, process::Command};

use crate::{
    place::root,
    shell::{Trouble, output, run, say},
};

/// What the packages are for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    Bundle,
    Run,
    Test,
}

/// Sees to it that everything for `purpose` is there.
pub fn ensure(purpose: Purpose) -> Result<(), Trouble> {
    if output(Command::new("dpkg-query").arg("--version")).is_none() {
        // Another system: the build says what it lacks, under names of its own.
        if cfg!(target_os = "linux")
            && output(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"])).is_none()
        {
            let names = wanted(purpose).join(" ");
            return Err(format!("WebKitGTK 4.1 is missing; on Debian the packages needed are: {names}").into());
        }
        return node();
    }
    let missing: Vec<&str> = wanted(purpose).into_iter().filter(|package| !is_installed(package)).collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    node()
}

fn wanted(purpose: Purpose) -> Vec<&'static str> {
    let mut wanted = BUILD.to_vec();
    match purpose {
        Purpose::Bundle => wanted.push("libayatana-appindicator3-dev"),
        Purpose::Run => {
            let headless = !crate::headless::has_display();
            wanted.extend(headless.then_some(HEADLESS).into_iter().flatten());
            if output(Command::new("xdg-mime").args(["query", "default", "x-scheme-handler/https"]))
                .is_none_or(|browser| browser.trim().is_empty())
            {
                wanted.extend(["chromium", "xdg-utils"]);
            }
        }
        Purpose::Test => wanted.extend(TEST),
    }
    wanted
}

fn is_installed(package: &str) -> bool {
    let state = output(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]));
    state.is_some_and(|state| state == "installed")
}

/// Installs as root, or by a sudo that will not hang; else names what is missing.
fn install(missing: &[&str]) -> Result<(), Trouble> {
    let names = missing.join(" ");
    let root_user = output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let sudo = || {
        let terminal = std::io::stdin().is_terminal();
        terminal && output(Command::new("sudo").arg("--version")).is_some()
            || output(Command::new("sudo").args(["-n", "true"])).is_some()
    };
    if !root_user && !sudo() {
        return Err(format!("these packages are missing; please install them: {names}").into());
    }
    say(&format!("installing packages of the system: {names}"));
    let apt = |arguments: &[&str]| {
        let mut command = if root_user { Command::new("env") } else { Command::new("sudo") };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]).args(arguments).current_dir(root());
        run(&mut command)
    };
    // An old list names packages that are gone: renew it, and go on with what there is if that fails.
    let _ = apt(&["update"]);
    apt(&[&["install", "--no-install-recommends"], missing].concat())
        .map_err(|_| format!("these packages could not be installed: {names}").into())
}

/// Node 20.19, or 22.12 and newer: older ones cannot build the pages.
fn node() -> Result<(), Trouble> {
    let Some(version) = output(Command::new("node").arg("--version")) else {
        return Err("Node is missing: install version 20.19 or newer from your distribution or nodejs.org".into());
    };
    let mut parts = version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let enough = matches!((major, minor), (20, 19..) | (22, 12..) | (23.., _));
    if enough {
        return Ok(());
    }
    Err(format!("Node {} is too old: version 20.19, or 22.12 and newer, builds the pages", version.trim()).into())
}

const BUILD: [&str; 5] = ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libasound2-dev", "libdbus-1-dev"];
const HEADLESS: [&str; 4] = ["xvfb", "openbox", "dbus-daemon", "fonts-dejavu-core"];
const TEST: [&str; 17] = [
    "adwaita-icon-theme",
    "chromium",
    "chromium-driver",
    "dbus-daemon",
    "dunst",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
    "fonts-noto-core",
    "gnome-keyring",
    "libsecret-tools",
    "mate-notification-daemon",
    "openbox",
    "pulseaudio",
    "pulseaudio-utils",
    "webkit2gtk-driver",
    "xfce4-notifyd",
    "xvfb",
];
