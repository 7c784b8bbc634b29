//! Files that nobody else may read, written whole or not at all.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Puts a file with these bytes in the place of the one that may be there.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut half = file.as_os_str().to_owned();
    half.push(".new");
    let half = PathBuf::from(half);
    write(&half, bytes)?;
    std::fs::rename(half, file)
}

#[cfg(unix)]
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    open.write_all(bytes)?;
    open.sync_all()
}

#[cfg(not(unix))]
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(file, bytes) // a person's own folders admit nobody else there
}
