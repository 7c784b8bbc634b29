//! Running other programs, and saying what went wrong.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// Why a verb could not be carried out.
#[derive(Debug)]
pub enum Trouble {
    /// Whoever was run has said it already.
    Said,
    Sentence(String),
    Usage,
}

impl From<String> for Trouble {
    fn from(sentence: String) -> Self {
        Self::Sentence(sentence)
    }
}

impl From<&str> for Trouble {
    fn from(sentence: &str) -> Self {
        Self::Sentence(sentence.to_owned())
    }
}

/// Says what is being done now.
pub fn say(what: &str) {
    eprintln!("\n==> {what}");
}

/// A program in a folder of the project.
pub fn program(name: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder).args(arguments);
    command
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    let status = command.status().map_err(|error| missing(command, &error))?;
    if status.success() { Ok(()) } else { Err(Trouble::Said) }
}

/// Runs a program to its end, shows what it prints, and hands each line on.
pub fn run_reading(command: &mut Command, mut line: impl FnMut(&str)) -> Result<(), Trouble> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| missing(command, &error))?;
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{text}");
            line(&text);
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(Trouble::Said) }
}

/// What a program prints, if it can be run and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Starts a program that stays, with its output to be read.
pub fn start(command: &mut Command) -> Result<Child, Trouble> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|error| missing(command, &error))
}

/// The first line a program prints: the sign that it is ready.
pub fn first_line(child: &mut Child) -> Result<String, Trouble> {
    let output = child.stdout.take().ok_or("its output was read already")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
    if line.is_empty() { Err("it ended before it was ready".into()) } else { Ok(line.trim().to_owned()) }
}

fn missing(command: &Command, error: &std::io::Error) -> Trouble {
    format!("{} cannot be run: {error}", command.get_program().to_string_lossy()).into()
}
