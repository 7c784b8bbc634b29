//! The pages: their packages, and what is built of them.

use std::{fs, path::Path, process::Command, time::SystemTime};

use crate::{
    Outcome,
    command::{root, run},
    node::npm,
};

/// Builds the pages that the window program embeds.
///
/// # Errors
/// Node is missing, or the pages do not build.
pub(crate) fn build() -> Outcome {
    build_into("ui/dist", "build")
}

/// Builds the pages for a browser in tests, with a wire of their own.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_for_a_browser() -> Outcome {
    build_into("ui/dist-bridge", "build:bridge")
}

/// Runs a script that builds into this folder, if what it builds of has changed since: the window program would have to
/// be built anew for pages that are the same.
fn build_into(folder: &str, name: &str) -> Outcome {
    install("ui")?;
    let built = changed(&root().join(folder).join("index.html"));
    if built.is_some() && SOURCES.iter().all(|source| changed(&root().join(source)) < built) {
        return Ok(());
    }
    run(script(name)?.args(["--", "--logLevel", "warn"]))
}

/// What the pages are built of.
const SOURCES: [&str; 7] = [
    "Cargo.toml",
    "ui/index.html",
    "ui/node_modules/.package-lock.json",
    "ui/package.json",
    "ui/popup.html",
    "ui/src",
    "ui/vite.config.ts",
];

/// Installs the packages of a folder, if its lock file has changed since.
///
/// # Errors
/// Node is missing, or the packages cannot be had.
pub(crate) fn install(folder: &str) -> Outcome {
    let lock = root().join(folder).join("package-lock.json");
    let installed = root().join(folder).join("node_modules/.package-lock.json");
    if changed(&installed).is_some_and(|installed| Some(installed) >= changed(&lock)) {
        return Ok(());
    }
    run(npm(folder)?.args(["ci", "--no-audit", "--no-fund"]))
}

/// One of the scripts of `ui/package.json`.
///
/// # Errors
/// Node is missing.
pub(crate) fn script(name: &str) -> Outcome<Command> {
    let mut npm = npm("ui")?;
    npm.args(["run", "--silent", name]);
    Ok(npm)
}

/// When a file, or anything in a folder, changed last.
pub(crate) fn changed(path: &Path) -> Option<SystemTime> {
    let metadata = fs::metadata(path).ok()?;
    let inside = fs::read_dir(path).into_iter().flatten().flatten();
    inside.filter_map(|entry| changed(&entry.path())).chain(metadata.modified()).max()
}
