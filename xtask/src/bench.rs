//! Figures of the release build.

use crate::{
    Outcome,
    cargo::{build, cargo},
    command::run,
    packages::{self, Need},
    programs::Programs,
    ui,
};

/// Measures what `name` names, or everything.
///
/// # Errors
/// Something does not build, or cannot be measured here.
pub(crate) fn bench(name: Option<&str>) -> Outcome {
    packages::ensure(Need::Test)?;
    ui::build()?;
    let programs = Programs::build(true)?;
    build(&["--release", "--package", "vconnct-tests", "--bin", "bench"])?;
    let mut bench = cargo();
    bench.args(["run", "--quiet", "--release", "--package", "vconnct-tests", "--bin", "bench", "--"]).args(name);
    bench.env("VCONNCT_BIN_DIR", programs.agent.with_file_name(""));
    run(&mut bench)
}
