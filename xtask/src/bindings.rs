//! The TypeScript of the boundary, generated from Rust.

use std::{fs, process::Stdio};

use crate::{
    place::{cargo, root},
    shell::{Trouble, program, say},
};

/// Writes the bindings.
pub fn write() -> Result<(), Trouble> {
    let text = generate()?;
    fs::write(root().join(FILE), text).map_err(|error| format!("{FILE} cannot be written: {error}").into())
}

/// Whether the bindings in the project are those of the code.
pub fn check() -> Result<(), Trouble> {
    say("are the bindings those of the code?");
    let kept = fs::read_to_string(root().join(FILE)).map_err(|error| format!("{FILE}: {error}"))?;
    if kept == generate()? {
        return Ok(());
    }
    Err(format!("{FILE} is stale: run `cargo xtask bindings` and commit it").into())
}

fn generate() -> Result<String, Trouble> {
    let arguments = ["run", "--quiet", "-p", "vconnct-client", "--features", "bindings", "--example", "bindings"];
    let output = program(&cargo(), root(), &arguments).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(Trouble::Said);
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string().into())
}

const FILE: &str = "ui/src/ipc/bindings.ts";
