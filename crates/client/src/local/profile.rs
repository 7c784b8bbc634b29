//! A profile: one agent with its own socket, settings, cache and keys.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// The profile of somebody who names none.
const DEFAULT: &str = "default";
const FOLDER: &str = "vconnct";
const LONGEST_NAME: usize = 32;

/// The name of a profile, and where its files are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Profile {
    name: String,
    config: PathBuf,
    data: PathBuf,
    cache: PathBuf,
    /// Where the socket lies.
    #[cfg(unix)]
    run: PathBuf,
}

/// Why there is no such profile.
#[derive(Debug, Error, Eq, PartialEq)]
pub enum ProfileError {
    #[error("\"{0}\" cannot be a profile's name: up to 32 of a-z, 0-9, - and _, and a letter or digit first")]
    Name(String),
    #[error("this system names no folder for a person's own files: is HOME set?")]
    NoHome,
}

impl Profile {
    /// The profile called `name`, or the default one, in the system's own folders.
    ///
    /// # Errors
    /// When no profile can be called that, or the person has no home.
    pub fn named(name: Option<&str>) -> Result<Self, ProfileError> {
        let name = checked(name.unwrap_or(DEFAULT))?;
        let own = |base: Option<PathBuf>| Some(base?.join(FOLDER).join(&name));
        let data = own(dirs::data_local_dir()).ok_or(ProfileError::NoHome)?;
        Ok(Self {
            config: own(dirs::config_dir()).ok_or(ProfileError::NoHome)?,
            cache: own(dirs::cache_dir()).ok_or(ProfileError::NoHome)?,
            #[cfg(unix)]
            run: system_run_folder().map_or_else(|| data.join("run"), |base| base.join(FOLDER)),
            data,
            name,
        })
    }

    /// A profile with all its files below `root`, for tests and measurements.
    ///
    /// # Errors
    /// When no profile can be called `name`.
    pub fn under(root: &Path, name: &str) -> Result<Self, ProfileError> {
        let name = checked(name)?;
        Ok(Self {
            config: root.join("config").join(&name),
            data: root.join("data").join(&name),
            cache: root.join("cache").join(&name),
            #[cfg(unix)]
            run: root.join("run"),
            name,
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Makes the profile's folders, for their owner alone.
    ///
    /// # Errors
    /// When one cannot be made, or belongs to somebody else.
    pub fn create_folders(&self) -> io::Result<()> {
        [&self.config, &self.data, &self.cache].into_iter().try_for_each(|folder| private_folder(folder))
    }

    /// Where the cache's database, the lock and the log are.
    pub fn data_folder(&self) -> &Path {
        &self.data
    }

    /// What may be thrown away: pictures, the web view's files.
    pub fn cache_folder(&self) -> &Path {
        &self.cache
    }

    /// What the person has chosen.
    pub fn settings_file(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// The lock that makes its holder the profile's only agent.
    pub(super) fn lock_file(&self) -> PathBuf {
        self.data.join("agent.lock")
    }

    /// The folder the socket lies in.
    #[cfg(unix)]
    pub(super) fn run_folder(&self) -> &Path {
        &self.run
    }

    /// The socket itself.
    #[cfg(unix)]
    pub(super) fn socket(&self) -> PathBuf {
        self.run.join(format!("{}.sock", self.name))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Makes a folder that only its owner may look into, parents and all.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
        builder.mode(0o700).create(folder)?;
        let found = std::fs::metadata(folder)?;
        if found.uid() != super::endpoint::own_uid() {
            let why = format!("{} belongs to somebody else", folder.display());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        }
        if found.mode() & 0o077 != 0 {
            std::fs::set_permissions(folder, PermissionsExt::from_mode(0o700))?;
        }
        Ok(())
    }
    #[cfg(not(unix))]
    builder.create(folder) // A person's own folders admit nobody else there.
}

/// The folder for sockets, where the system has one; it may be named without being there.
#[cfg(unix)]
fn system_run_folder() -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        // Short enough for a socket's path, unlike the data folder.
        return Some(std::env::temp_dir());
    }
    dirs::runtime_dir().filter(|folder| folder.is_dir())
}

fn checked(name: &str) -> Result<String, ProfileError> {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let first = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.starts_with(first) && name.len() <= LONGEST_NAME && name.chars().all(inside) {
        Ok(name.to_owned())
    } else {
        Err(ProfileError::Name(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_can_be_a_file_everywhere() {
        for name in ["default", "mara", "0", "a_b-c", &"x".repeat(32)] {
            assert!(Profile::under(Path::new("/r"), name).is_ok(), "{name}");
        }
        for name in ["", "Mara", "-a", "_a", "a b", "a/b", "..", "ä", &"x".repeat(33)] {
            assert_eq!(Profile::under(Path::new("/r"), name), Err(ProfileError::Name(name.to_owned())));
        }
    }

    #[test]
    fn two_profiles_share_no_file() {
        let [a, b] = ["a", "b"].map(|name| Profile::under(Path::new("/r"), name).unwrap());
        assert_ne!(a.data_folder(), b.data_folder());
        assert_ne!(a.cache_folder(), b.cache_folder());
        assert_ne!(a.settings_file(), b.settings_file());
        #[cfg(unix)]
        assert_ne!(a.socket(), b.socket());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_was_open_to_others_is_closed() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("run");
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
        private_folder(&folder).unwrap();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
