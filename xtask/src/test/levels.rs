//! The levels: what each runs, out of one build.

use std::path::{Path, PathBuf};

use super::counts::Counts;
use crate::{
    Outcome, bindings,
    cargo::{Built, build, cargo},
    command::{command, run, watched},
    cross::{build_for_windows, check_for_macos},
    node::npm,
    packages::Need,
    ui,
};

/// One level of tests, in the order they run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Level {
    Format,
    Component,
    Lint,
    Machine,
    Simulation,
    Wire,
    Agent,
    Server,
    Vendor,
    Scenario,
    Browser,
    Desktop,
    Macos,
    Windows,
}

impl Level {
    pub const ALL: [Self; 14] = [
        Self::Format,
        Self::Component,
        Self::Lint,
        Self::Machine,
        Self::Simulation,
        Self::Wire,
        Self::Agent,
        Self::Server,
        Self::Vendor,
        Self::Scenario,
        Self::Browser,
        Self::Desktop,
        Self::Macos,
        Self::Windows,
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Component => "component",
            Self::Lint => "lint",
            Self::Machine => "machine",
            Self::Simulation => "simulation",
            Self::Wire => "wire",
            Self::Agent => "agent",
            Self::Server => "server",
            Self::Vendor => "vendor",
            Self::Scenario => "scenario",
            Self::Browser => "browser",
            Self::Desktop => "desktop",
            Self::Macos => "macos",
            Self::Windows => "windows",
        }
    }

    pub fn purpose(self) -> &'static str {
        match self {
            Self::Format => "the code is laid out as agreed",
            Self::Component => "what a person sees in the pages and may press",
            Self::Lint => "nothing to object to, and no generated file is stale",
            Self::Machine => "what is decided, without a clock, a socket or a disk",
            Self::Simulation => "whole clients and the workspace's rules, years of calls and faults in virtual time",
            Self::Wire => "that we speak the workspace's protocol",
            Self::Agent => "the programs of the desktop, each edge alone",
            Self::Server => "the small workspace",
            Self::Vendor => "the vendor's own clients and validators",
            Self::Scenario => "real processes over real sockets",
            Self::Browser => "the pages in a browser, click by click",
            Self::Desktop => "the real programs on a real desktop",
            Self::Macos => "the programs and their tests have the types that macOS wants; nothing is linked or run",
            Self::Windows => "the programs build for Windows, and the agent works under Wine",
        }
    }

    /// Whether it runs unless another is asked for. Building everything for one more system takes longer than
    /// all other tests together.
    pub fn is_usual(self) -> bool {
        !matches!(self, Self::Macos | Self::Windows)
    }

    /// What this machine must have.
    pub fn need(self) -> Need {
        match self {
            Self::Macos => Need::Macos,
            Self::Windows => Need::Windows,
            _ if self.needs_a_desk() => Need::Test,
            _ => Need::Build,
        }
    }

    /// Whether our programs run in it.
    fn needs_a_desk(self) -> bool {
        matches!(self, Self::Scenario | Self::Browser | Self::Desktop | Self::Vendor | Self::Windows)
    }

    /// Whether the pages have to be there, which the window program embeds.
    fn needs_pages(self) -> bool {
        matches!(self, Self::Agent | Self::Lint | Self::Macos) || self.needs_a_desk()
    }

    /// The packages whose own tests are this level.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Machine => &["vconnct-call", "vconnct-client", "xtask"],
            Self::Simulation => &["vconnct-simulation"],
            Self::Wire => &["vconnct-proto"],
            Self::Agent => &["vconnct-desktop"],
            Self::Server => &["vconnct-server"],
            _ => &[],
        }
    }

    /// The files of tests of the package `vconnct-tests` that are this level.
    fn stories(self) -> &'static [&'static str] {
        match self {
            Self::Scenario => &["scenarios"],
            Self::Browser => &["browser"],
            Self::Desktop => &["harness", "desktop"],
            Self::Windows => &["windows"],
            _ => &[],
        }
    }
}

/// The tests, built at most once.
pub(crate) struct Tests {
    /// What to tell cargo to build.
    scope: Vec<&'static str>,
    built: Option<Vec<Built>>,
    pages: bool,
}

impl Tests {
    /// Everything, in one build.
    pub fn of_everything() -> Self {
        Self { scope: vec!["--workspace"], built: None, pages: false }
    }

    /// What one level needs.
    pub fn of(level: Level) -> Self {
        let programs: &[&str] = match level {
            Level::Windows => &["vconnct-server", "vconnct-tests"],
            _ if !level.needs_a_desk() => &[],
            _ => &["vconnct-desktop", "vconnct-server", "vconnct-tests"],
        };
        let scope = level.packages().iter().chain(programs).flat_map(|package| ["--package", package]);
        Self { scope: scope.collect(), built: None, pages: false }
    }

    /// Runs one level and counts.
    pub fn run(&mut self, level: Level) -> Outcome<Counts> {
        if level.needs_pages() {
            self.build_pages()?;
        }
        match level {
            Level::Format => checked(&mut [
                cargo().args(["fmt", "--all", "--check"]),
                cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]),
            ]),
            Level::Component => self.component(),
            Level::Lint => {
                let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
                let mut counts = checked(&mut [cargo().args(clippy)])?;
                bindings::check()?;
                counts += Counts::PASSED;
                Ok(counts)
            }
            Level::Macos => {
                check_for_macos()?;
                Ok(Counts::PASSED)
            }
            Level::Vendor => self.vendor(),
            Level::Windows => {
                build_for_windows()?;
                let mut counts = self.rust(level)?;
                counts += Counts::PASSED;
                Ok(counts)
            }
            _ => self.rust(level),
        }
    }

    fn build_pages(&mut self) -> Outcome {
        if !self.pages {
            ui::build()?;
            ui::build_for_a_browser()?;
            self.pages = true;
        }
        Ok(())
    }

    /// Types, components, and that the pages build.
    fn component(&mut self) -> Outcome<Counts> {
        ui::install("ui")?;
        let mut counts = checked(&mut [&mut ui::script("check")?])?;
        let (output, succeeded) = watched(&mut ui::script("test")?)?;
        counts += Counts::of_vitest(&output, succeeded);
        if counts.failed == 0 {
            self.build_pages()?;
            counts += Counts::PASSED;
        }
        Ok(counts)
    }

    fn vendor(&mut self) -> Outcome<Counts> {
        ui::install("tests/vendor")?;
        let programs = self.programs()?;
        let (output, succeeded) =
            watched(npm("tests/vendor")?.args(["run", "--silent", "test"]).env("VCONNCT_BIN_DIR", programs))?;
        Ok(Counts::of_node(&output, succeeded))
    }

    /// Runs the programs of tests of this level, and the examples in documentation.
    fn rust(&mut self, level: Level) -> Outcome<Counts> {
        let is_ours = |built: &&Built| {
            let story = built.package == "vconnct-tests" && level.stories().contains(&built.name.as_str());
            built.is_test && (story || level.packages().contains(&built.package.as_str()))
        };
        let programs = if level.needs_a_desk() { Some(self.programs()?) } else { None };
        let tests: Vec<Built> = self.built()?.iter().filter(is_ours).cloned().collect();
        let mut sum = Counts::default();
        for test in tests {
            sum += run_tests(&test, programs.as_deref())?;
        }
        if let Some(packages) = documented(level) {
            sum += self.examples_in_documentation(&packages)?;
        }
        Ok(if sum == Counts::default() { Counts::FAILED } else { sum })
    }

    fn examples_in_documentation(&self, packages: &[&'static str]) -> Outcome<Counts> {
        let mut doc = cargo();
        doc.args(["test", "--quiet", "--doc"]).args(packages.iter().flat_map(|package| ["--package", package]));
        let (output, succeeded) = watched(&mut doc)?;
        // A crate may have none; that is no failure here.
        let counts = Counts::of_rust(&output, succeeded);
        Ok(if succeeded && counts == Counts::FAILED { Counts::default() } else { counts })
    }

    /// The folder of our own programs, built.
    fn programs(&mut self) -> Outcome<PathBuf> {
        let server = self.built()?.iter().find(|built| built.name == "vconnct-server" && !built.is_test);
        let server = server.ok_or("cargo built no vconnct-server")?;
        Ok(server.path.with_file_name(""))
    }

    fn built(&mut self) -> Outcome<&[Built]> {
        let built = match self.built.take() {
            Some(built) => built,
            None => build(&[&self.scope[..], &["--bins", "--tests"]].concat())?,
        };
        Ok(self.built.insert(built))
    }
}

/// Which packages have examples in their documentation.
fn documented(level: Level) -> Option<Vec<&'static str>> {
    match level {
        Level::Machine => Some(vec!["vconnct-call", "vconnct-client"]),
        Level::Wire => Some(vec!["vconnct-proto"]),
        _ => None,
    }
}

fn run_tests(test: &Built, programs: Option<&Path>) -> Outcome<Counts> {
    let mut tests = command(&test.path.to_string_lossy());
    tests.current_dir(&test.folder).env("CARGO_MANIFEST_DIR", &test.folder);
    if let Some(programs) = programs {
        tests.env("VCONNCT_BIN_DIR", programs);
    }
    let (output, succeeded) = watched(&mut tests)?;
    let counts = Counts::of_rust(&output, succeeded);
    // A program without tests of its own is none the worse for it.
    let none = succeeded && output.contains("test result: ok. 0 passed");
    Ok(if none { Counts::default() } else { counts })
}

/// Commands that each either work or do not.
fn checked(commands: &mut [&mut std::process::Command]) -> Outcome<Counts> {
    let mut counts = Counts::default();
    for command in commands {
        run(command)?;
        counts += Counts::PASSED;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_is_found_by_its_name_and_runs_something() {
        for level in Level::ALL {
            assert_eq!(Level::named(level.name()), Some(level));
            let special =
                matches!(level, Level::Format | Level::Component | Level::Lint | Level::Macos | Level::Vendor);
            assert!(special || !level.packages().is_empty() || !level.stories().is_empty(), "{level:?}");
        }
        assert_eq!(Level::named("everything"), None);
    }
}
