//! The pictures of the README and the guide, taken of the running programs.

use crate::{
    Outcome,
    cargo::cargo,
    command::run,
    packages::{self, Need},
    programs::Programs,
    ui,
};

/// Takes them all.
///
/// # Errors
/// Something does not build, or does not show what it should.
pub(crate) fn take() -> Outcome {
    packages::ensure(Need::Test)?;
    ui::build()?;
    ui::build_for_a_browser()?;
    let programs = Programs::build(false)?;
    let mut take = cargo();
    take.args(["run", "--quiet", "--package", "vconnct-tests", "--bin", "pictures"]);
    run(take.env("VCONNCT_BIN_DIR", programs.folder()))
}
