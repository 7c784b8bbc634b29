//! The TypeScript of the boundary, written by the types themselves.

use std::{fs, path::PathBuf};

use crate::{
    Outcome,
    cargo::cargo,
    command::{announce, printed, root},
};

/// Writes `ui/src/ipc/bindings.ts`.
///
/// # Errors
/// The types do not build.
pub(crate) fn write() -> Outcome {
    let file = file();
    fs::write(&file, generated()?).map_err(|e| format!("{} cannot be written: {e}", file.display()).into())
}

/// Whether the file is what the types say today.
///
/// # Errors
/// It is not, or the types do not build.
pub(crate) fn check() -> Outcome {
    let kept = fs::read_to_string(file()).unwrap_or_default();
    if kept == generated()? {
        return Ok(());
    }
    Err("ui/src/ipc/bindings.ts is stale: run `cargo xtask bindings` and commit it".into())
}

fn generated() -> Outcome<String> {
    let mut generate = cargo();
    generate.args(["run", "--quiet", "--package", "vconnct-client", "--features", "bindings", "--example", "bindings"]);
    announce(&generate);
    printed(&mut generate)
}

fn file() -> PathBuf {
    root().join("ui/src/ipc/bindings.ts")
}
