//! Whether this system starts the agent when the person logs in. The system keeps that, not our
//! settings: it is asked each time, as people also change it elsewhere.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod restart;

use std::{io, path::PathBuf};

use thiserror::Error;

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::Entry;
#[cfg(target_os = "linux")]
pub(crate) use linux::{Entry, quoted};

/// Why the entry could not be made or taken away.
#[derive(Debug, Error)]
#[error("starting with the computer cannot be changed: {0}")]
pub(crate) struct EntryError(#[from] io::Error);

/// Our own program, as the system shall start it.
pub(crate) fn program() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    // So it is called once a newer version has been installed in its place.
    let replaced = program.to_str().and_then(|path| path.strip_suffix(" (deleted)")).map(PathBuf::from);
    Ok(replaced.unwrap_or(program))
}
