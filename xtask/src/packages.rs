//! What this machine must have, and getting it where we may.

use std::{io::IsTerminal, process::Command};

use crate::{
    Outcome,
    command::{command, find, printed, run, works},
};

/// What something is needed for; each includes the ones before, but for what only one wants.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Need {
    /// To compile the programs.
    Build,
    /// To check them for another system that cannot be had here.
    Macos,
    /// To see them at work: a browser.
    Run,
    /// To see them at work without a screen.
    Stage,
    /// For every usual test.
    Test,
    /// For those that want another system.
    Windows,
}

const BUILD: [&str; 5] = ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libasound2-dev", "libdbus-1-dev"];
const STAGE: [&str; 6] = ["chromium", "dbus-daemon", "fonts-dejavu-core", "fonts-noto-color-emoji", "openbox", "xvfb"];
const TEST: [&str; 14] = [
    "adwaita-icon-theme",
    "chromium-driver",
    "dunst",
    "fonts-noto-core",
    "git",
    "gnome-keyring",
    "libsecret-tools",
    "mate-notification-daemon",
    "pulseaudio",
    "pulseaudio-utils",
    "webkit2gtk-driver",
    "xdg-utils",
    "xfce4-notifyd",
    "xfconf",
];
/// A compiler with the sources of its library, one that objects, and the way to a C compiler.
const MACOS: [&str; 5] = ["cargo-web", "python3-pip", "rust-web-clippy", "rust-web-src", "rustc-web"];
/// A compiler with the sources of its library, a linker, and a system to run on.
const WINDOWS: [&str; 6] = ["cargo-web", "gcc-mingw-w64-x86-64", "rust-web-src", "rustc-web", "wine", "wine64"];
/// What the packages of this system are made with, besides what builds.
const BUNDLE: [&str; 1] = ["libayatana-appindicator3-dev"];
const BROWSERS: [&str; 8] = [
    "brave-browser",
    "chromium",
    "chromium-browser",
    "firefox",
    "firefox-esr",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
];

/// Makes sure that this machine has what is needed.
///
/// # Errors
/// Something lacks and may not be installed: one line names it.
pub(crate) fn ensure(need: Need) -> Outcome {
    ensure_these(&wanted(need))
}

/// As [`ensure`], for making packages.
///
/// # Errors
/// As [`ensure`].
pub(crate) fn ensure_for_bundle() -> Outcome {
    ensure_these(&[&BUILD[..], &BUNDLE].concat())
}

/// The browser that opens calls, if this machine has one.
pub(crate) fn browser() -> Option<&'static str> {
    BROWSERS.into_iter().find(|browser| find(browser).is_some())
}

fn ensure_these(wanted: &[&'static str]) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(()); // Other systems bring their web view and sound along.
    }
    if find("dpkg-query").is_none() {
        return ensure_by_library();
    }
    let lacking = lacking(wanted)?;
    if lacking.is_empty() { Ok(()) } else { install(&lacking) }
}

fn wanted(need: Need) -> Vec<&'static str> {
    let mut wanted = BUILD.to_vec();
    if need == Need::Macos {
        wanted.extend(MACOS);
    }
    if need == Need::Run && browser().is_none() {
        wanted.push("chromium");
    }
    if need >= Need::Stage {
        wanted.extend(STAGE);
    }
    if need >= Need::Test {
        wanted.extend(TEST);
    }
    if need >= Need::Windows {
        wanted.extend(WINDOWS);
    }
    wanted
}

fn lacking(wanted: &[&'static str]) -> Outcome<Vec<&'static str>> {
    let format = "-f=${Package} ${db:Status-Status}\n";
    // It does not succeed when it has never heard of one of them; what it prints counts.
    let output = command("dpkg-query").arg("-W").arg(format).args(wanted).output();
    let output = output.map_err(|e| format!("dpkg-query cannot be started: {e}"))?;
    let known = String::from_utf8_lossy(&output.stdout).into_owned();
    let there = |package: &str| known.lines().any(|line| line == format!("{package} installed"));
    Ok(wanted.iter().copied().filter(|package| !there(package)).collect())
}

fn install(packages: &[&str]) -> Outcome {
    let list = packages.join(" ");
    let is_root = is_root();
    if !is_root && !may_sudo() {
        let line = format!("apt-get install --no-install-recommends {list}");
        return Err(format!("this machine lacks some packages; please have them installed: {line}").into());
    }
    eprintln!("xtask: installing what this machine lacks: {list}");
    let apt = || {
        let mut apt = command(if is_root { "env" } else { "sudo" });
        apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        apt
    };
    // The lists of packages may be old, or not there at all.
    run(apt().arg("update"))?;
    run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// Whether this is root, who may install and whom browsers refuse.
pub(crate) fn is_root() -> bool {
    printed(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Whether sudo could work: it may ask on a terminal, or need not ask.
fn may_sudo() -> bool {
    find("sudo").is_some() && (std::io::stdin().is_terminal() || works(command("sudo").args(["-n", "true"])))
}

/// On distributions without dpkg: what the build needs is found by its libraries.
fn ensure_by_library() -> Outcome {
    let mut lacking: Vec<&str> = ["cc", "pkg-config"].into_iter().filter(|tool| find(tool).is_none()).collect();
    let libraries = ["webkit2gtk-4.1 >= 2.40", "alsa", "dbus-1"];
    lacking.extend(libraries.into_iter().filter(|library| !works(command("pkg-config").args(["--exists", library]))));
    if lacking.is_empty() {
        return Ok(());
    }
    Err(format!("this machine lacks {}; please install them with their headers", lacking.join(", ")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_need_includes_what_building_needs() {
        for need in [Need::Build, Need::Macos, Need::Run, Need::Stage, Need::Test, Need::Windows] {
            assert!(BUILD.iter().all(|package| wanted(need).contains(package)), "{need:?}");
        }
        assert!(STAGE.iter().all(|package| wanted(Need::Test).contains(package)));
        assert!(!wanted(Need::Stage).contains(&"dunst"));
        assert!(!wanted(Need::Test).contains(&"wine"));
    }
}
