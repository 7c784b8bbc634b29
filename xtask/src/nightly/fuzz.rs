//! Coverage-guided fuzzing: what the tests try at random, tried with whatever leads to new paths.

use std::{fs, path::Path};

use super::together;
use crate::{
    Outcome,
    command::{command, printed, root, run},
    packages::{self, Need},
    tools,
};

/// Runs every target of `fuzz/`, for `seconds` all together. Each goes on from what earlier runs on this
/// machine came across, and from the recorded examples.
///
/// # Errors
/// Something did not hold: the input is kept in `fuzz/artifacts/`.
pub(super) fn fuzz(seconds: u64) -> Outcome {
    packages::ensure(Need::Build)?;
    let tool = tools::ensure("cargo-fuzz", &[])?;
    let targets = printed(command(&tool.to_string_lossy()).args(["fuzz", "list"]))?;
    // Nought would be for ever.
    let each = (seconds / targets.lines().count().max(1) as u64).max(1);
    together(targets.lines().map(|target| search(&tool, target, each)))
}

/// Runs one target, for so many seconds.
fn search(tool: &Path, target: &str, seconds: u64) -> Outcome {
    let known = format!("fuzz/corpus/{target}");
    fs::create_dir_all(root().join(&known)).map_err(|e| format!("{known} cannot be made: {e}"))?;
    let mut fuzz = command(&tool.to_string_lossy());
    // Safe code needs no sanitizer, and without one no nightly compiler.
    fuzz.args(["fuzz", "run", "--sanitizer", "none", "--target-dir", "target/fuzz", target, &known]);
    fuzz.args([EXAMPLES, "--", "-dict=fuzz/words.dict", "-timeout=10", &format!("-max_total_time={seconds}")]);
    run(&mut fuzz)
}

const EXAMPLES: &str = "crates/proto/fixtures";
