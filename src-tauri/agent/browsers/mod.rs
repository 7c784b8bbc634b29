//! The browsers of this computer, and how each is told to open an address.

#[cfg(not(any(target_os = "linux", windows)))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

use std::process::Command;

use vconnct_client::update::Browsers;

#[cfg(not(any(target_os = "linux", windows)))]
use self::elsewhere as system;
#[cfg(target_os = "linux")]
use self::linux as system;
#[cfg(windows)]
use self::windows as system;

/// Those that are installed, named in `language` where they have a name in it. Reads files.
pub(crate) fn browsers(language: &str) -> Browsers {
    system::browsers(language)
}

/// What opens `address` in the browser `id`; nothing if that is not installed. Reads files.
pub(crate) fn command(id: &str, address: &str) -> Option<Command> {
    system::command(id, address)
}
