//! Windows and macOS: by the crate that knows their registries of such entries.

use std::{io, path::Path};

use auto_launch::{AutoLaunch, AutoLaunchBuilder, MacOSLaunchMode, WindowsEnableMode};

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
        let program = as_the_system_reads_it(&program()?);
        let name = format!("{NAME}{}", self.profile);
        let arguments = ["--profile", &self.profile, "--background", "--at-login"];
        let mut entry = AutoLaunchBuilder::new();
        entry.set_app_name(&name).set_app_path(&program).set_args(&arguments);
        entry.set_windows_enable_mode(WindowsEnableMode::CurrentUser); // not for everybody, even if we might
        entry.set_macos_launch_mode(MacOSLaunchMode::LaunchAgent);
        entry.set_bundle_identifiers(&["com.vconnct.desktop"]).set_agent_extra_config(RESTART);
        entry.build().map_err(io::Error::other)
    }
}

/// Windows reads a command line, in which a space would end the path; launchd takes each part as it is.
fn as_the_system_reads_it(program: &Path) -> String {
    if cfg!(windows) { format!("\"{}\"", program.display()) } else { program.display().to_string() }
}

/// launchd wants a name as it is written backwards; Windows shows it to the person.
const NAME: &str = if cfg!(target_os = "macos") { "com.vconnct.desktop." } else { "Vconnct " };
/// launchd starts one again that has come to grief, and lets it ring while the machine has other things to do.
const RESTART: &str = "<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ProcessType</key><string>Interactive</string>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_space_stays_one() {
        let path = Path::new("/Mara Kühn/vconnct");
        let expected = if cfg!(windows) { "\"/Mara Kühn/vconnct\"" } else { "/Mara Kühn/vconnct" };
        assert_eq!(as_the_system_reads_it(path), expected);
    }
}
