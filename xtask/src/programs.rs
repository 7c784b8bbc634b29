//! Our three programs: built, and where they are.

use std::path::PathBuf;

use crate::{
    place::{cargo, root, target},
    shell::{Trouble, program, run, say},
};

/// Builds the agent, the window program and the server for development.
///
/// The whole workspace is named, so that every later command builds with the same features and finds
/// everything done.
pub fn build() -> Result<(), Trouble> {
    say("building the programs");
    run(&mut program(&cargo(), root(), &["build", "--workspace", "--bins"]))
}

/// Where [`build`] leaves them.
pub fn folder() -> PathBuf {
    target().join("debug")
}

/// One of them.
pub fn path(name: &str) -> PathBuf {
    folder().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
