//! macOS: the bundle's Info.plist names the schemes, and the system decides by itself.

use std::io;

pub(super) fn opens_here() -> Option<bool> {
    None
}

pub(super) fn open_here() -> io::Result<()> {
    Err(io::Error::other("this system decides that by itself"))
}

pub(super) fn take_returns(_profile: &str) -> io::Result<()> {
    Ok(())
}
