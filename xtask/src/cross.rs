//! Our programs for other systems, from here: Debian has a compiler, and the sources of its library.
//!
//! Debian's own compiler, whatever else is installed: its sources fit it, so the standard library, which
//! comes for no other system than this one, is built with the rest. For Windows there is a linker too. For macOS
//! there is none without Apple's own files: there the programs are checked, and neither linked nor run.

mod zig;

use std::{path::Path, process::Command};

use crate::{
    Outcome,
    command::{command, run},
};

/// Builds the programs of the desktop package for Windows, where the tests look for them.
///
/// # Errors
/// They do not build: the compiler has said why on our terminal. Or this is no Debian, and has no such compiler.
pub(crate) fn build_for_windows() -> Outcome {
    let mut cargo = cargo(&["build"], "x86_64-pc-windows-gnu", "target/windows")?;
    run(cargo.arg("--bins"))
}

/// Checks the types of the programs of the desktop package, and of their tests, for macOS, and objects to what
/// clippy objects to.
///
/// # Errors
/// As [`build_for_windows`]; or the C compiler is missing, and cannot be installed.
pub(crate) fn check_for_macos() -> Outcome {
    let compiler = zig::for_macos()?;
    let mut cargo = cargo(&["clippy", "--quiet"], "aarch64-apple-darwin", "target/macos")?;
    cargo.args(["--all-targets", "--", "--deny", "warnings"]);
    // Some crates look for Apple's files before they compile anything, and need none to be checked.
    cargo.env("CC_aarch64_apple_darwin", compiler).env("AR_aarch64_apple_darwin", "ar").env("SDKROOT", "/");
    run(&mut cargo)
}

fn cargo(verb: &[&str], target: &str, folder: &str) -> Outcome<Command> {
    if !Path::new(SOURCES).exists() {
        return Err("programs for other systems are built with Debian's packages rustc-web, cargo-web and \
            rust-web-src, which this machine has not got"
            .into());
    }
    let mut cargo = command("/usr/bin/cargo");
    cargo.args(verb).args(["-Zbuild-std=std,panic_abort", "--target", target, "--target-dir", folder]);
    cargo.args(["--package", "vconnct-desktop"]);
    // The switch above is for the curious elsewhere; Debian's compiler is a stable one.
    cargo.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    // Whoever runs us may have told its own compiler where its libraries are, and put its clippy first.
    cargo.env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN").env("PATH", debians_first());
    Ok(cargo)
}

fn debians_first() -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [Path::new("/usr/bin").to_owned()].into_iter().chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

const SOURCES: &str = "/usr/lib/rustlib/src/rust/library";
