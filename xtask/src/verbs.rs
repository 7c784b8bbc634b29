//! The smaller verbs.

use std::{fs, process::Command};

use crate::{
    packages::{self, Purpose},
    place::{cargo, root, target},
    programs,
    shell::{Trouble, program, run, say},
    ui,
};

/// Prints figures of the release programs.
pub fn bench(names: &[&str]) -> Result<(), Trouble> {
    packages::ensure(Purpose::Test)?;
    ui::build()?;
    say("building for release");
    run(&mut program(&cargo(), root(), &["build", "--release", "--workspace", "--bins"]))?;
    let release = target().join("release");
    run(Command::new(release.join("bench")).args(names).current_dir(root()).env("VCONNCT_BIN_DIR", &release))
}

/// Takes the pictures of README and guide from the running program.
pub fn pictures() -> Result<(), Trouble> {
    packages::ensure(Purpose::Test)?;
    ui::build()?;
    ui::build_bridge()?;
    programs::build()?;
    let pictures = programs::path("pictures");
    run(Command::new(pictures).current_dir(root()).env("VCONNCT_BIN_DIR", programs::folder()))
}

/// Runs the tests in a fresh clone, as CI does.
pub fn ci() -> Result<(), Trouble> {
    let clone = target().join("ci");
    if clone.exists() {
        fs::remove_dir_all(&clone).map_err(|error| format!("{}: {error}", clone.display()))?;
    }
    let (from, to) = (root().to_string_lossy(), clone.to_string_lossy());
    run(&mut program("git", root(), &["clone", "--quiet", &from, &to]))?;
    run(Command::new("bash").arg(".ci/run").current_dir(&clone).env("CI", "true").env_remove("CARGO_TARGET_DIR"))
}

/// Makes the icons that bundles need from the drawn one.
pub fn icons() -> Result<(), Trouble> {
    ui::npm_install(&root().join("ui"))?;
    tauri(&["icon", "icons/icon.png", "--output", "icons"])
}

/// Makes the installable packages of this system.
pub fn bundle() -> Result<(), Trouble> {
    packages::ensure(Purpose::Bundle)?;
    ui::build()?;
    tauri(&["build"])
}

/// Tauri's own tool, of the major version that the window program is built with.
fn tauri(arguments: &[&str]) -> Result<(), Trouble> {
    let arguments = [&["--yes", "@tauri-apps/cli@2"], arguments].concat();
    run(&mut program(if cfg!(windows) { "npx.cmd" } else { "npx" }, root(), &arguments))
}
