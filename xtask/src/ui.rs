//! The pages: their packages, their build.

use std::{fs, path::Path, time::SystemTime};

use crate::{
    place::root,
    shell::{Trouble, program, run, say},
};

/// Builds the pages that the window program embeds.
pub fn build() -> Result<(), Trouble> {
    npm_install(&root().join("ui"))?;
    say("building the pages");
    npm(&root().join("ui"), &["run", "--silent", "build"])
}

/// Builds the pages that Chromium shows over the bridge, for tests and pictures.
pub fn build_bridge() -> Result<(), Trouble> {
    npm_install(&root().join("ui"))?;
    npm(&root().join("ui"), &["run", "--silent", "build:bridge"])
}

/// Installs what a folder's lock file names, unless that was done since the file changed.
pub fn npm_install(folder: &Path) -> Result<(), Trouble> {
    let changed = |file: &Path| fs::metadata(file).and_then(|found| found.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let installed = folder.join("node_modules/.package-lock.json");
    if installed.exists() && changed(&installed) >= changed(&folder.join("package-lock.json")) {
        return Ok(());
    }
    say(&format!("npm ci in {}", folder.strip_prefix(root()).unwrap_or(folder).display()));
    npm(folder, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])
}

/// Runs npm in a folder.
pub fn npm(folder: &Path, arguments: &[&str]) -> Result<(), Trouble> {
    run(&mut program(NPM, folder, arguments))
}

pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
