//! `cargo xtask test`: sets up, runs the levels, and says how it went.

use crate::{
    level::{LEVELS, Level},
    packages::{self, Purpose},
    programs,
    shell::Trouble,
    tally::Tally,
    ui,
};

/// Runs every level.
pub fn all() -> Result<(), Trouble> {
    run(&LEVELS.iter().collect::<Vec<_>>())
}

/// Runs one level.
pub fn one(name: &str) -> Result<(), Trouble> {
    match LEVELS.iter().find(|level| level.name == name) {
        Some(level) => run(&[level]),
        None => Err(Trouble::Usage),
    }
}

fn run(levels: &[&Level]) -> Result<(), Trouble> {
    packages::ensure(Purpose::Test)?;
    // The window program embeds them, and even a check of it looks for them.
    ui::build()?;
    let mut total = Tally::default();
    let mut broken: Vec<&str> = Vec::new();
    let mut built = false;
    for level in levels {
        if level.programs && !built {
            programs::build()?;
            built = true;
        }
        let (mut tally, result) = level.run();
        if let Err(trouble) = result {
            if let Trouble::Sentence(sentence) = trouble {
                eprintln!("xtask: {sentence}");
            }
            // A level that broke without a failed test counts as one.
            tally.failed = tally.failed.max(1);
            broken.push(level.name);
        }
        total.add(tally);
    }
    println!();
    if !broken.is_empty() {
        println!("not as they should be: {}", broken.join(", "));
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { Err(Trouble::Said) }
}
