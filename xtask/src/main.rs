//! `cargo xtask`: sets the project up, runs it, tests it and measures it.
//!
//! It depends on no crate of ours, so that it can name what is missing before anything heavy is built.

mod bindings;
mod demo;
mod headless;
mod level;
mod packages;
mod place;
mod programs;
mod run;
mod shell;
mod tally;
mod test;
mod ui;
mod verbs;

use std::process::ExitCode;

use shell::Trouble;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match carry_out(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Trouble::Usage) => {
            eprintln!("{HELP}");
            ExitCode::from(2)
        }
        Err(Trouble::Said) => ExitCode::FAILURE,
        Err(Trouble::Sentence(sentence)) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: &[&str]) -> Result<(), Trouble> {
    match arguments {
        ["bench", rest @ ..] => verbs::bench(rest),
        ["bindings"] => bindings::write(),
        ["bundle"] => verbs::bundle(),
        ["ci"] => verbs::ci(),
        ["icons"] => verbs::icons(),
        ["pictures"] => verbs::pictures(),
        ["run"] => run::run(run::Options { watch: false }),
        ["run", "--watch"] => run::run(run::Options { watch: true }),
        ["test"] => test::all(),
        ["test", level] => test::one(level),
        ["-h" | "--help" | "help"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(Trouble::Usage),
    }
}

const HELP: &str = "cargo xtask VERB

  run [--watch]   set up, build, and show two colleagues side by side in a demo workspace;
                  --watch builds the pages anew whenever they change
  test [LEVEL]    set up and run all tests, or those of one level: format, lint, machine, server,
                  component, vendor, scenario, browser, desktop
  ci              what CI does: the tests in a fresh clone
  bindings        write the TypeScript of the boundary to ui/src/ipc/bindings.ts
  bench [NAME]    build for release and print figures
  pictures        take the pictures of README and guide from the running program
  icons           make the window program's icons from the drawn one
  bundle          make the installable packages of this system";
