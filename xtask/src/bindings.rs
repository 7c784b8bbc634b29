//! What is generated from the types of the boundary: its TypeScript, and the settings for people and programs.

use std::{fs, path::PathBuf};

use crate::{
    Outcome,
    cargo::cargo,
    command::{announce, printed, root},
};

/// A file that an example of `vconnct-client` prints.
struct Generated {
    file: &'static str,
    example: &'static str,
    words: &'static [&'static str],
}

const ALL: [Generated; 3] = [
    Generated { file: "ui/src/ipc/bindings.ts", example: "bindings", words: &[] },
    Generated { file: "docs/settings.schema.json", example: "settings", words: &["schema"] },
    Generated { file: "docs/settings.md", example: "settings", words: &["table"] },
];

/// Writes them all.
///
/// # Errors
/// The types do not build.
pub(crate) fn write() -> Outcome {
    for generated in ALL {
        let path = generated.path();
        fs::write(&path, generated.text()?).map_err(|e| format!("{} cannot be written: {e}", path.display()))?;
    }
    Ok(())
}

/// Whether the files are what the types say today.
///
/// # Errors
/// One is not, or the types do not build.
pub(crate) fn check() -> Outcome {
    for generated in ALL {
        if fs::read_to_string(generated.path()).unwrap_or_default() != generated.text()? {
            return Err(format!("{} is stale: run `cargo xtask bindings` and commit it", generated.file).into());
        }
    }
    Ok(())
}

impl Generated {
    fn text(&self) -> Outcome<String> {
        let mut generate = cargo();
        generate.args(["run", "--quiet", "--package", "vconnct-client", "--features", "bindings", "--example"]);
        generate.args([self.example, "--"]).args(self.words);
        announce(&generate);
        printed(&mut generate)
    }

    fn path(&self) -> PathBuf {
        root().join(self.file)
    }
}
