//! All tests, cheapest first, so that what is wrong is known soon; or one level of them.

mod counts;
mod levels;

use std::time::Instant;

use crate::{
    Outcome,
    packages::{self, Need},
};
use counts::Counts;
pub(crate) use levels::Level;
use levels::Tests;

/// Runs every usual level until one fails.
///
/// # Errors
/// A test has failed.
pub(crate) fn all() -> Outcome {
    packages::ensure(Need::Test)?;
    let usual: Vec<_> = Level::ALL.into_iter().filter(|level| level.is_usual()).collect();
    tell(&usual, &mut Tests::of_everything())
}

/// Runs one level.
///
/// # Errors
/// There is no such level, or a test of it has failed.
pub(crate) fn one(level: &str) -> Outcome {
    let level = Level::named(level).ok_or("there is no such level")?;
    packages::ensure(level.need())?;
    tell(&[level], &mut Tests::of(level))
}

/// Runs these levels and says how each went; the last line stands alone.
fn tell(levels: &[Level], tests: &mut Tests) -> Outcome {
    let (mut sum, mut lines) = (Counts::default(), Vec::new());
    for &level in levels {
        let start = Instant::now();
        eprintln!("\n\x1b[1m{}\x1b[0m: {}", level.name(), level.purpose());
        let counts = tests.run(level).unwrap_or_else(|failure| {
            eprintln!("xtask: {failure}");
            Counts::FAILED
        });
        let seconds = start.elapsed().as_secs();
        lines.push(format!("  {:<10} {counts}  ({} min {:02} s)", level.name(), seconds / 60, seconds % 60));
        sum += counts;
        if counts.failed > 0 {
            break;
        }
    }
    let left_out = levels.len() - lines.len();
    println!("\n{}", lines.join("\n"));
    if left_out > 0 {
        println!("  {left_out} more not run");
    }
    // Said before the sum, which is the last line whatever happened.
    eprintln!("{}", if sum.failed == 0 { "\nAll is well." } else { "\nNot all is well: see above." });
    println!("{sum}");
    if sum.failed == 0 { Ok(()) } else { std::process::exit(1) }
}
