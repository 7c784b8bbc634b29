//! Our programs for Windows, built here: Debian has a compiler, the sources of its library and a linker for it.
//!
//! Debian's own compiler, whatever else is installed: its sources fit it, so the standard library, which
//! comes for no other system than this one, is built with the rest.

use std::path::Path;

use crate::{
    Outcome,
    command::{command, run},
};

/// Builds the programs of the desktop package for Windows, where the tests look for them.
///
/// # Errors
/// They do not build: the compiler has said why on our terminal. Or this is no Debian, and has no such compiler.
pub(crate) fn build_for_windows() -> Outcome {
    if !Path::new(SOURCES).exists() {
        return Err("programs for Windows are built with Debian's packages rustc-web, cargo-web, rust-web-src and \
            gcc-mingw-w64-x86-64, which this machine has not got"
            .into());
    }
    let mut cargo = command("/usr/bin/cargo");
    cargo.args(["build", "-Zbuild-std=std,panic_abort", "--target", TARGET, "--target-dir", FOLDER]);
    cargo.args(["--package", "vconnct-desktop", "--bins"]);
    // The switch above is for the curious elsewhere; Debian's compiler is a stable one.
    cargo.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    // Whoever runs us may have told its own compiler where its libraries are.
    cargo.env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN");
    run(&mut cargo)
}

const FOLDER: &str = "target/windows";
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library";
const TARGET: &str = "x86_64-pc-windows-gnu";
