//! `vconnct`: the agent that is always there, and the command line that talks to it.

// On Windows no console window comes up with the session.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod agent;
#[cfg(target_os = "linux")]
mod applications;
mod awake;
mod browser;
mod browsers;
#[cfg(target_os = "linux")]
mod bus;
mod cli;
mod clipboard;
#[cfg(any(test, windows))]
mod command_line;
#[cfg(windows)]
mod console;
mod doctor;
#[cfg(target_os = "linux")]
mod grabs;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod heap;
mod host;
mod icon;
mod inhibited;
mod keychain;
mod launcher;
mod licences;
mod links;
mod logging;
mod login;
mod main_thread;
#[cfg(target_os = "linux")]
mod markup;
#[cfg(target_os = "macos")]
mod nap;
mod network;
mod owner;
mod policy;
mod popups;
mod private_file;
mod ringer;
#[cfg(test)]
mod sample;
mod screen;
mod settings;
mod shortcuts;
mod silencing;
mod status;
mod strings;
mod tray;
mod verbs;
mod window;

use std::process::ExitCode;

use clap::Parser;
#[cfg(target_os = "macos")]
use vconnct_client::local::{ConnectError, Role, connect, succeed};
use vconnct_client::{action::Action, local::Profile};

use crate::{agent::Start, cli::Cli, verbs::VerbError};

fn main() -> ExitCode {
    // Not as the agent: it would end with the terminal that it was started from.
    #[cfg(windows)]
    if !std::env::args_os().any(|argument| argument == "--background") {
        console::join();
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    heap::share_arenas();
    let cli = Cli::parse(); // wrong usage ends here, with 2
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vconnct: {error}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    let profile = Profile::named(cli.profile.as_deref())?;
    if cli.background {
        let start = if cli.at_login { Start::AtLogin } else { Start::InTheBackground };
        return Ok(agent::run(profile, start)?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // What is opened there is told to the program that was started for it, and to no child of that.
    #[cfg(target_os = "macos")]
    if cli.verb.is_none()
        && cli.link.is_none()
        && main_thread::is_the_desktops()
        && runtime.block_on(has_none(&profile))
    {
        drop(runtime);
        return Ok(agent::run(profile, Start::Opened)?);
    }
    let done: Result<(), VerbError> = runtime.block_on(async {
        match (cli.verb, cli.link) {
            (Some(verb), _) => verbs::carry_out(&profile, verb).await,
            (None, Some(url)) => verbs::ask(&profile, Action::FollowLink { url }).await,
            (None, None) => verbs::ask(&profile, Action::ShowWindow { room: None }).await,
        }
    });
    Ok(done?)
}

/// Whether no agent runs, or none any more: an older one makes room.
#[cfg(target_os = "macos")]
async fn has_none(profile: &Profile) -> bool {
    match connect(profile, Role::Cli).await {
        Ok(_) => false,
        Err(ConnectError::Refused(_)) => succeed(profile).await.is_ok(),
        Err(_) => true,
    }
}
