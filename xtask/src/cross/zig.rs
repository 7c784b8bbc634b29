//! A C compiler that knows macOS: Zig's, which comes as a package of Python's and brings Apple's C headers along.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Outcome,
    command::{command, root, run},
};

/// A compiler that takes what the crates' builds say to Apple's. Installed in `target/tools` where it lacks.
///
/// # Errors
/// It cannot be installed, or not be written down.
pub(super) fn for_macos() -> Outcome<PathBuf> {
    let folder = root().join("target/tools");
    let (package, script) = (folder.join("ziglang"), folder.join("cc-for-macos"));
    let compiler = package.join("ziglang/zig");
    if !compiler.is_file() {
        eprintln!("xtask: installing what this machine lacks: ziglang, in target/tools");
        let mut pip = command("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]);
        run(pip.arg("--target").arg(&package).arg(VERSION))?;
    }
    let compiler = fs::canonicalize(&compiler).map_err(|e| format!("{} is not there: {e}", compiler.display()))?;
    let text = SCRIPT.replace("ZIG", &compiler.display().to_string());
    fs::write(&script, text).map_err(|e| format!("{} cannot be written: {e}", script.display()))?;
    make_runnable(&script)?;
    Ok(script)
}

#[cfg(unix)]
fn make_runnable(script: &Path) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let made = fs::set_permissions(script, fs::Permissions::from_mode(0o755));
    made.map_err(|e| format!("{} cannot be made to run: {e}", script.display()).into())
}

#[cfg(not(unix))]
fn make_runnable(_: &Path) -> Outcome {
    Err("programs for macOS are checked on Linux, or built on macOS itself".into())
}

const VERSION: &str = "ziglang==0.17.1";

/// Leaves out how Apple's compiler is told for which machine it compiles, and where its own files are.
const SCRIPT: &str = r#"#!/bin/sh
left=$#
while [ "$left" -gt 0 ]; do
    word=$1
    shift
    left=$((left - 1))
    case $word in
    --target=* | -mmacosx-version-min=* | -mmacos-version-min=*) ;;
    -arch | -target | --target | -isysroot)
        shift
        left=$((left - 1))
        ;;
    *) set -- "$@" "$word" ;;
    esac
done
exec "ZIG" cc -target aarch64-macos "$@"
"#;

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_only_apples_compiler_understands_is_left_out_and_the_rest_kept_in_order() {
        let script = SCRIPT.replace(r#"exec "ZIG""#, r#"printf '%s,'"#);
        let told =
            ["-O2", "-arch", "arm64", "--target=arm64-apple-macosx", "-c", "a file.c", "-mmacosx-version-min=11.0"];
        let output = Command::new("sh").args(["-c", &script, "cc"]).args(told).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "cc,-target,aarch64-macos,-O2,-c,a file.c,");
    }
}
