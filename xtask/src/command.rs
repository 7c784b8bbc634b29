//! Running other programs, with words for what can go wrong.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use crate::{Failure, Outcome};

/// A program to run at the root of the repository, as if by hand. What cargo says to us of our own package would have
/// build scripts of others run again, and half of all be built anew, whenever somebody has called cargo in between.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| OWN_PACKAGE.iter().any(|begins| name.starts_with(begins))) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end, its output on our terminal. Says what it does first.
///
/// # Errors
/// It is missing, or does not succeed.
pub(crate) fn run(command: &mut Command) -> Outcome {
    announce(command);
    let status = command.status().map_err(|e| missing(command, &e))?;
    succeeded(command, status)
}

/// Runs a command and returns what it printed.
///
/// # Errors
/// It is missing, or does not succeed: then its own words come along.
pub(crate) fn printed(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| missing(command, &e))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} did not work: {}", line(command), words.trim()).into())
}

/// Runs a command to its end, its output on our terminal and in our hands: what it printed, and whether
/// it succeeded. Says what it does first.
///
/// # Errors
/// It is missing.
pub(crate) fn watched(command: &mut Command) -> Outcome<(String, bool)> {
    announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| missing(command, &e))?;
    let output = child.stdout.take().expect("it was asked for");
    let mut text = String::new();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.map_err(|e| format!("{} cannot be read: {e}", name(command)))?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        text.push_str(&line);
        text.push('\n');
    }
    let status = child.wait().map_err(|e| missing(command, &e))?;
    Ok((text, status.success()))
}

/// Whether a command runs and succeeds, in silence.
pub(crate) fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Says what is about to run.
pub(crate) fn announce(command: &Command) {
    eprintln!("\x1b[2m→ {}\x1b[0m", line(command));
}

/// A sentence for a program that cannot be started.
pub(crate) fn missing(command: &Command, error: &std::io::Error) -> Failure {
    format!("{} cannot be started: {error}", name(command)).into()
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    [name(command)].into_iter().chain(arguments).collect::<Vec<_>>().join(" ")
}

/// The program of this name, where `PATH` finds it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.or_else(|| Some(Path::new("/usr/sbin").join(program)).filter(|file| file.is_file()))
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn succeeded(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() { Ok(()) } else { Err(format!("{} did not work ({status})", line(command)).into()) }
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What the variables begin with that tell a program of its package.
const OWN_PACKAGE: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];
