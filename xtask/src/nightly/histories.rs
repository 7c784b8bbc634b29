//! Histories of the call machine that nobody has thought of: the random ones of its tests, by the hundred thousand.

use std::time::{Duration, Instant};

use crate::{
    Outcome,
    cargo::cargo,
    command::run,
    packages::{self, Need},
};

/// Tries fresh histories for `seconds`, a batch at a time.
///
/// # Errors
/// A property does not hold: the shortest such history is printed, and kept among the tests' regressions.
pub(super) fn histories(seconds: u64) -> Outcome {
    packages::ensure(Need::Build)?;
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) {
        let mut test = cargo();
        test.args(["test", "--quiet", "--profile", "optimised", "--package", "vconnct-call", "--lib", "histories"]);
        run(test.env("PROPTEST_CASES", BATCH))?;
    }
    Ok(())
}

/// Some ten seconds of them.
const BATCH: &str = "100000";
