//! Figures of the release build.

use crate::{
    Outcome,
    cargo::cargo,
    command::run,
    packages::{self, Need},
    programs::Programs,
    ui,
};

/// Measures what `names` name, or everything.
///
/// # Errors
/// Something does not build, or cannot be measured here.
pub(crate) fn bench(names: &[&str]) -> Outcome {
    packages::ensure(Need::Test)?;
    ui::build()?;
    let programs = Programs::build(true)?;
    let mut bench = cargo();
    bench
        .args(["run", "--quiet", "--profile", "optimised", "--package", "vconnct-tests", "--bin", "bench", "--"])
        .args(names);
    run(bench.env("VCONNCT_BIN_DIR", programs.folder()))
}
