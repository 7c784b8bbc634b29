//! The packages people install.

use crate::{
    Outcome,
    command::{command, find, run},
    node, packages, ui,
};

/// Makes the packages of this system from the release build, in `target/release/bundle/`.
///
/// # Errors
/// Something lacks or does not build.
pub(crate) fn bundle() -> Outcome {
    packages::ensure_for_bundle()?;
    ui::build()?;
    node::npm("ui")?; // Says so if Node is too old.
    let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
    if find(npx).is_none() {
        return Err("npx is missing: it comes with npm".into());
    }
    run(command(npx).args(["--yes", "@tauri-apps/cli@2", "build"]))
}
