//! Where the agent of a profile listens, and how there comes to be only one.

#[cfg(unix)]
#[path = "endpoint/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "endpoint/windows.rs"]
mod system;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
};

use thiserror::Error;

use super::profile::Profile;
#[cfg(unix)]
pub(super) use system::own_uid;
pub(super) use system::{Accepted, open};

/// The one place of a profile's agent. Dropping it frees the place.
#[derive(Debug)]
pub struct Listener {
    // Dropped in this order: the socket is gone before another agent may bind its own.
    socket: system::Socket,
    _lock: File,
}

/// Why this process cannot be the profile's agent.
#[derive(Debug, Error)]
pub enum ClaimError {
    /// Talk to it instead.
    #[error("Vconnct already runs for this profile")]
    Running,
    #[error("the folders of this profile cannot be used: {0}")]
    Folders(#[source] io::Error),
    #[error("the local socket cannot be opened: {0}")]
    Socket(#[source] io::Error),
}

/// Makes this process the profile's agent: others can connect from now on, and wait to be served.
///
/// Makes the profile's folders too. Call it within a tokio runtime.
///
/// # Errors
/// [`ClaimError::Running`] when there is such an agent already.
pub fn claim(profile: &Profile) -> Result<Listener, ClaimError> {
    profile.create_folders().map_err(ClaimError::Folders)?;
    let lock = lock(&profile.lock_file()).map_err(ClaimError::Folders)?.ok_or(ClaimError::Running)?;
    let socket = system::Socket::bind(profile).map_err(ClaimError::Socket)?.ok_or(ClaimError::Running)?;
    Ok(Listener { socket, _lock: lock })
}

/// Locks a file for as long as what is returned lives; nothing if somebody else holds it.
fn lock(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

impl Listener {
    /// The next connection of this user; anybody else's is turned away here.
    pub(super) async fn accept(&mut self) -> io::Result<Accepted> {
        self.socket.accept().await
    }
}
