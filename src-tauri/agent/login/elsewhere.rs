//! Windows and macOS: by the crate that knows their registries of such entries.

use std::io;

use auto_launch::{AutoLaunch, AutoLaunchBuilder};

use super::{EntryError, program};

/// The entry of one profile.
pub(crate) struct Entry {
    profile: String,
}

impl Entry {
    pub(crate) fn new(profile: &str) -> Self {
        Self { profile: profile.to_owned() }
    }

    /// Whether it is there; nothing where the system does not say.
    pub(crate) fn is_there(&self) -> Option<bool> {
        self.registered().ok()?.is_enabled().ok()
    }

    /// Makes it, or takes it away.
    pub(crate) fn set(&self, on: bool) -> Result<(), EntryError> {
        let entry = self.registered()?;
        let done = if on { entry.enable() } else { entry.disable() };
        Ok(done.map_err(io::Error::other)?)
    }

    fn registered(&self) -> io::Result<AutoLaunch> {
        let program = program()?;
        let name = format!("Vconnct {}", self.profile);
        let arguments = ["--profile", &self.profile, "--background", "--at-login"];
        let mut entry = AutoLaunchBuilder::new();
        entry.set_app_name(&name).set_app_path(&program.to_string_lossy()).set_args(&arguments);
        entry.build().map_err(io::Error::other)
    }
}
