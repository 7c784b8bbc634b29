//! Worlds that nobody has seen before: the simulation, built to be fast and as watchful as in the tests.

use crate::{
    Outcome,
    cargo::cargo,
    command::run,
    packages::{self, Need},
};

/// Lets fresh worlds live for `seconds`, on all processors.
///
/// # Errors
/// The witness objects: the world's seed is printed.
pub(super) fn simulation(seconds: u64) -> Outcome {
    packages::ensure(Need::Build)?;
    let mut test = cargo();
    test.args(["test", "--quiet", "--profile", "optimised", "--package", "vconnct-simulation"]);
    run(test.env("VCONNCT_SEEDS", "0").env("VCONNCT_FRESH", seconds.to_string()))
}
