//! Our own three programs.

use std::path::{Path, PathBuf};

use crate::{Outcome, cargo::build};

/// Where they lie, side by side.
pub(crate) struct Programs {
    pub agent: PathBuf,
    pub server: PathBuf,
}

const WHAT: [&str; 5] = ["--package", "vconnct-desktop", "--package", "vconnct-server", "--bins"];

impl Programs {
    /// Builds them as developers do, or as people get them.
    ///
    /// # Errors
    /// They do not build.
    pub fn build(release: bool) -> Outcome<Self> {
        let mut arguments = WHAT.to_vec();
        if release {
            arguments.push("--release");
        }
        let built = build(&arguments)?;
        let path = |name: &str| {
            let program = built.iter().find(|program| program.name == name && !program.is_test);
            program.map(|program| program.path.clone()).ok_or_else(|| format!("cargo built no {name}"))
        };
        path("vconnct-window")?; // The agent finds it beside itself.
        Ok(Self { agent: path("vconnct")?, server: path("vconnct-server")? })
    }

    /// The folder tests find them in.
    pub fn folder(&self) -> &Path {
        self.agent.parent().unwrap_or(Path::new("."))
    }
}
