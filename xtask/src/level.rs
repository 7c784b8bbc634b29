//! The levels of tests, cheapest first.

use crate::{
    bindings,
    place::{cargo, root},
    programs,
    shell::{Trouble, program, run, run_reading, say},
    tally::Tally,
    ui::{self, NPM},
};

/// One level of tests.
pub struct Level {
    pub name: &'static str,
    /// What it alone can tell.
    pub tells: &'static str,
    /// Needs our programs built.
    pub programs: bool,
    run: fn(&mut Tally) -> Result<(), Trouble>,
}

impl Level {
    /// Runs it, and counts.
    pub fn run(&self) -> (Tally, Result<(), Trouble>) {
        say(&format!("{}: {}", self.name, self.tells));
        let mut tally = Tally::default();
        let result = (self.run)(&mut tally);
        (tally, result)
    }
}

/// All of them, in the order of a full run.
pub const LEVELS: [Level; 9] = [
    Level { name: "format", tells: "the code looks as it should", programs: false, run: format },
    Level { name: "component", tells: "what a person sees and may press", programs: false, run: component },
    Level { name: "lint", tells: "nothing is suspicious, and the bindings are fresh", programs: false, run: lint },
    Level { name: "machine", tells: "the decisions, and the wire", programs: false, run: machine },
    Level { name: "server", tells: "the embedded workspace and its call page", programs: false, run: server },
    Level { name: "vendor", tells: "other people's clients and validators agree", programs: true, run: vendor },
    Level { name: "scenario", tells: "real programs, by the command line", programs: true, run: scenario },
    Level { name: "browser", tells: "the guide, click by click", programs: true, run: browser },
    Level { name: "desktop", tells: "notification, sound and key store for real", programs: true, run: desktop },
];

fn format(_: &mut Tally) -> Result<(), Trouble> {
    run(&mut program(&cargo(), root(), &["fmt", "--all", "--check"]))
}

fn lint(_: &mut Tally) -> Result<(), Trouble> {
    run(&mut program(&cargo(), root(), &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    bindings::check()
}

fn component(tally: &mut Tally) -> Result<(), Trouble> {
    let folder = root().join("ui");
    ui::npm_install(&folder)?;
    ui::npm(&folder, &["run", "--silent", "check"])?;
    run_reading(&mut program(NPM, &folder, &["run", "--silent", "test"]), |line| tally.read(line))
}

fn machine(tally: &mut Tally) -> Result<(), Trouble> {
    cargo_test(tally, &["--lib", "--bins", "--test", "fixtures"])?;
    cargo_test(tally, &["--doc"])
}

fn server(tally: &mut Tally) -> Result<(), Trouble> {
    cargo_test(tally, &["--test", "workspace", "--test", "call_page"])
}

fn vendor(tally: &mut Tally) -> Result<(), Trouble> {
    let folder = root().join("tests/vendor");
    ui::npm_install(&folder)?;
    let mut command = program(NPM, &folder, &["run", "--silent", "test"]);
    run_reading(command.env("VCONNCT_BIN_DIR", programs::folder()), |line| tally.read(line))
}

fn scenario(tally: &mut Tally) -> Result<(), Trouble> {
    cargo_test(tally, &["--test", "harness", "--test", "scenarios"])
}

fn browser(tally: &mut Tally) -> Result<(), Trouble> {
    ui::build_bridge()?;
    cargo_test(tally, &["--test", "browser"])
}

fn desktop(tally: &mut Tally) -> Result<(), Trouble> {
    cargo_test(tally, &["--test", "desktop"])
}

/// Always of the whole workspace: other selections would build dependencies once more.
fn cargo_test(tally: &mut Tally, selection: &[&str]) -> Result<(), Trouble> {
    let arguments = [&["test", "--workspace", "--no-fail-fast"], selection].concat();
    let mut command = program(&cargo(), root(), &arguments);
    run_reading(command.env("VCONNCT_BIN_DIR", programs::folder()), |line| tally.read(line))
}
