//! A socket in a folder of the user's own.

use std::{
    fs::{self, File, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
};

use tokio::net::{UnixListener, UnixStream};

use super::lock;
use crate::local::profile::{Profile, private_folder};

pub(in crate::local) type Accepted = UnixStream;

/// A bound socket; its file goes with it.
#[derive(Debug)]
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
    _lock: File,
}

impl Socket {
    /// Binds the profile's socket, in place of one that a killed agent left behind.
    ///
    /// Nothing if an agent with another data folder has this one: two of one name share the place of
    /// their sockets.
    pub fn bind(profile: &Profile) -> io::Result<Option<Self>> {
        private_folder(profile.run_folder())?;
        let path = profile.socket();
        let Some(lock) = lock(&path.with_extension("lock"))? else { return Ok(None) };
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        // Until here the folder alone kept others out.
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(Some(Self { listener, path, _lock: lock }))
    }

    pub async fn accept(&mut self) -> io::Result<Accepted> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            match stream.peer_cred() {
                Ok(peer) if admits(peer.uid()) => return Ok(stream),
                Ok(peer) => log::warn!("turned away a connection of user {}", peer.uid()),
                Err(e) => log::warn!("turned away a connection of nobody known: {e}"),
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Fails only if somebody has tidied up before us.
        let _ = fs::remove_file(&self.path);
    }
}

/// Connects to the profile's agent.
pub(in crate::local) async fn open(profile: &Profile) -> io::Result<UnixStream> {
    UnixStream::connect(profile.socket()).await
}

/// The user this process acts for.
pub(in crate::local) fn own_uid() -> u32 {
    // SAFETY: geteuid has no preconditions and cannot fail.
    unsafe { libc::geteuid() }
}

/// Root could open anything anyway, but has no business here.
fn admits(uid: u32) -> bool {
    uid == own_uid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_user_is_admitted() {
        assert!(admits(own_uid()));
        assert!(!admits(own_uid() + 1));
    }
}
