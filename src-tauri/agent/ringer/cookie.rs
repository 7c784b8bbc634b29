//! The key file that sound servers of the PulseAudio kind ask their clients for.
//!
//! Every program that uses their own library makes it when it is missing. Ours does not use that
//! library, and without the file a server hangs up: a fresh account would ring in silence.

use std::{
    env, fs,
    fs::OpenOptions,
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Makes the key where it is looked for, unless there is one.
pub(super) fn ensure() -> io::Result<()> {
    let Some(home) = env::home_dir() else { return Ok(()) };
    let named = env::var_os("PULSE_COOKIE").map(PathBuf::from);
    if named.is_some_and(|path| path.exists()) {
        return Ok(());
    }
    let configured = env::var_os("XDG_CONFIG_HOME").map(|folder| Path::new(&folder).join("pulse/cookie"));
    ensure_in(&home, configured.as_deref())
}

/// The library keeps it in the configured folder; we look below `home` only.
fn ensure_in(home: &Path, configured: Option<&Path>) -> io::Result<()> {
    let path = home.join(".config/pulse/cookie");
    if path.exists() || home.join(".pulse-cookie").exists() {
        return Ok(());
    }
    let key = match configured.and_then(|path| fs::read(path).ok()) {
        Some(key) => key,
        None => random()?,
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(home.join(".config/pulse"))?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => file.write_all(&key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()), // somebody was quicker
        Err(error) => Err(error),
    }
}

fn random() -> io::Result<Vec<u8>> {
    let mut key = vec![0; KEY_LENGTH];
    fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    Ok(key)
}

/// A key of another length is refused.
const KEY_LENGTH: usize = 256;

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn read(home: &Path) -> Vec<u8> {
        fs::read(home.join(".config/pulse/cookie")).unwrap()
    }

    #[test]
    fn a_fresh_account_gets_a_key_that_nobody_else_reads_and_keeps_it() {
        let home = tempfile::tempdir().unwrap();
        ensure_in(home.path(), None).unwrap();
        let key = read(home.path());
        assert!(key.len() == KEY_LENGTH && key.iter().any(|byte| *byte != key[0]));
        let mode = fs::metadata(home.path().join(".config/pulse/cookie")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        ensure_in(home.path(), None).unwrap();
        assert_eq!(read(home.path()), key);
    }

    #[test]
    fn a_key_kept_elsewhere_is_used() {
        let home = tempfile::tempdir().unwrap();
        let elsewhere = home.path().join("elsewhere");
        fs::write(&elsewhere, [7; KEY_LENGTH]).unwrap();
        ensure_in(home.path(), Some(&elsewhere)).unwrap();
        assert_eq!(read(home.path()), [7; KEY_LENGTH]);
    }

    #[test]
    fn an_old_key_in_its_old_place_is_enough() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(".pulse-cookie"), "old").unwrap();
        ensure_in(home.path(), None).unwrap();
        assert!(!home.path().join(".config").exists());
    }
}
