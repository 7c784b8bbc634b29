//! A folder for everything that is thrown away at the end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::Outcome;

/// The folder; gone when dropped.
pub(super) struct Home(PathBuf);

impl Home {
    pub fn new() -> Outcome<Self> {
        // Short: the way to a socket may have 100 letters.
        let path = std::env::temp_dir().join(format!("vconnct-run-{}", std::process::id()));
        let home = Self(path);
        home.folder("")?;
        Ok(home)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A folder in it, made for its owner alone.
    pub fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let path = self.0.join(name);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&path).map_err(|e| format!("{} cannot be made: {e}", path.display()))?;
        Ok(path)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0); // What is in use still goes with the machine's next start.
    }
}
