//! What CI does: the tests, in a fresh clone of what is committed.

use std::fs;

use crate::{
    Outcome,
    command::{command, root, run},
};

/// Clones the repository into `target/ci` and runs the tests there.
///
/// # Errors
/// The clone cannot be made, or a test fails.
pub(crate) fn ci() -> Outcome {
    let clone = root().join("target/ci");
    if clone.exists() {
        fs::remove_dir_all(&clone).map_err(|e| format!("{} cannot be removed: {e}", clone.display()))?;
    }
    run(command("git").args(["clone", "--quiet", "."]).arg(&clone))?;
    run(command(".ci/run").current_dir(&clone).env_remove("CARGO_TARGET_DIR"))
}
