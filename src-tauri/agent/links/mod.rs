//! Whether this system opens `vconnct://` links with us. It keeps that, not our settings: it is asked each time.
//!
//! A sign-in in the browser ends in a link of the vendor's scheme, `rocketchat://` (decision 15): those come here, too,
//! where no other program is there for them.

#[cfg(not(any(target_os = "linux", windows)))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

#[cfg(not(any(target_os = "linux", windows)))]
use elsewhere as system;
#[cfg(target_os = "linux")]
use linux as system;
#[cfg(windows)]
use windows as system;

use std::io;

use thiserror::Error;

/// Why the links still open elsewhere.
#[derive(Debug, Error)]
#[error("opening links cannot be changed: {0}")]
pub(crate) struct LinksError(#[from] io::Error);

/// Whether they open here; nothing where the system lets no program choose.
pub(crate) fn opens_here() -> Option<bool> {
    system::opens_here()
}

/// Has the system open them here.
pub(crate) fn open_here() -> Result<(), LinksError> {
    Ok(system::open_here()?)
}

/// Has the links that end a sign-in in the browser come to this profile, unless another program that is there
/// opens them.
pub(crate) fn take_returns(profile: &str) -> Result<(), LinksError> {
    Ok(system::take_returns(profile)?)
}
