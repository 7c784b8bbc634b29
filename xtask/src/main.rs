//! `cargo xtask`: sets up, runs, tests and measures the project.
//!
//! Each verb is a file of its own. A failure is one sentence on standard error and exit code 1.

mod bench;
mod bindings;
mod bundle;
mod cargo;
mod ci;
mod command;
mod cross;
mod icons;
mod licences;
mod nightly;
mod node;
mod packages;
mod pictures;
mod programs;
#[cfg(test)]
mod reliability;
mod run;
mod test;
mod tools;
mod ui;

use std::{fmt, process::ExitCode};

/// Why a verb stopped: a sentence that says what somebody can do about it.
struct Failure(String);

type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: Into<String>> From<T> for Failure {
    fn from(sentence: T) -> Self {
        Self(sentence.into())
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["bench", ref names @ ..] => bench::bench(names),
        ["bindings"] => bindings::write(),
        ["bundle"] => bundle::bundle(),
        ["ci"] => ci::ci(),
        ["icons"] => icons::write(),
        ["nightly", ref words @ ..] if let Some(wanted) = nightly::Wanted::understood(words) => {
            nightly::nightly(wanted)
        }
        ["pictures"] => pictures::take(),
        ["run"] => run::run(false),
        ["run", "--watch"] => run::run(true),
        ["test"] => test::all(),
        ["test", level] if test::Level::named(level).is_some() => test::one(level),
        ["-h" | "--help" | "help"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

const HELP: &str = "\
Usage: cargo xtask VERB

  run [--watch]   Build everything, and show the main job: a workspace with demo people, and two of them
                  side by side. Ctrl C ends it all. Without a display it plays one call by itself and
                  leaves pictures in target/run/. --watch rebuilds the pages when they change.
  test [LEVEL]    Run all tests, or one level of them. Ends with \"N passed, N failed\". Levels:
                  format component lint machine simulation wire agent server vendor scenario browser
                  desktop; and, only when named, macos: our programs checked for macOS; windows: our
                  programs built for Windows, the agent under Wine
  ci              What the project's own CI does: the tests, in a fresh clone of what is committed.
  nightly [fuzz|histories|mutants|simulation] [--seconds N]
                  Look for faults where tests may not: fuzz what others send, some minutes or N seconds in
                  all; feed the call machine random histories, as long; let years of calls happen in fresh
                  worlds, as long; break the code in small ways and see whether a test notices. After
                  mutants come arguments of cargo mutants, such as --shard 0/8. Without any of these
                  words: the levels macos and windows of the tests, and all four.
  bindings        Write ui/src/ipc/bindings.ts and docs/settings.* from the Rust types.
  bench [NAME]    Measure the release build: all figures, or those of NAME.
  pictures        Take the pictures of the README and the guide.
  icons           Write the icons of all systems from icons/app/.
  bundle          Make the packages of this system.

run and test install what they need when they may (as root, or with sudo), and name it otherwise.";
