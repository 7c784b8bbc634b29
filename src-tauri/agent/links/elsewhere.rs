//! macOS: the bundle's Info.plist names the scheme, and the system decides by itself.

use std::io;

pub(super) fn opens_here() -> Option<bool> {
    None
}

pub(super) fn open_here() -> io::Result<()> {
    Err(io::Error::other("this system decides that by itself"))
}
