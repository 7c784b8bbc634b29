//! `vconnct-window`: the windows of one profile, and nothing else.
//!
//! What exists, rings and is written lives in the agent. This program makes the windows the agent's
//! state asks for, shows it to their pages, and ends with the last of them.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod alone;
mod args;
mod call_window;
mod commands;
mod conference_window;
mod display;
mod downloads;
mod link;
mod main_window;
#[cfg(any(test, not(target_os = "linux")))]
mod mark;
mod page;
mod pictures;
mod report;
mod sentence;
mod windows;

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use tauri::RunEvent;
#[cfg(target_os = "macos")]
use vconnct_client::action::Action;
use vconnct_client::local::{ANOTHER_RUNS, Profile};

use crate::{
    alone::Alone,
    args::Args,
    link::{Link, Origin},
    windows::Windows,
};

fn main() -> ExitCode {
    #[cfg(windows)]
    be_one_with_the_launcher();
    let args = Args::parse();
    match run(&args) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("vconnct-window: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Windows puts windows to the entry in the start menu, and to what is pinned to the taskbar, by this name.
#[cfg(windows)]
fn be_one_with_the_launcher() {
    use ::windows::{Win32::UI::Shell::SetCurrentProcessExplicitAppUserModelID, core::w};

    // SAFETY: the text is there for as long as the program.
    let named = unsafe { SetCurrentProcessExplicitAppUserModelID(w!("com.vconnct.desktop")) };
    if let Err(error) = named {
        eprintln!("vconnct-window: the taskbar does not know it: {error}");
    }
}

fn run(args: &Args) -> Result<ExitCode, String> {
    let share = display::share(args.call_only);
    display::check(share)?;
    let profile = Profile::named(args.profile.as_deref()).map_err(|e| e.to_string())?;
    profile.create_folders().map_err(|e| format!("the folders of this profile cannot be used: {e}"))?;
    // The agent starts one when none is wanted any more and then one is: the last may be on its way out yet.
    let patience = if args.from_agent { LEAVING } else { Duration::ZERO };
    let Some(alone) =
        Alone::with(&profile, share, patience).map_err(|e| format!("this profile cannot be used: {e}"))?
    else {
        return if args.from_agent { Ok(ANOTHER_RUNS.into()) } else { alone::ask_the_first(&profile) };
    };
    let origin = match (args.call_only, args.from_agent) {
        (true, _) => Origin::AgentForCall,
        (false, true) => Origin::Agent,
        (false, false) => Origin::Person,
    };
    show(profile, share, origin, alone)
}

/// Runs the windows until the last is closed.
fn show(profile: Profile, share: display::Share, origin: Origin, _alone: Alone) -> Result<ExitCode, String> {
    let link = Arc::new(Link::default());
    let builder = tauri::Builder::default();
    // It shall not come to the front for the call window, which whoever types goes on typing beside.
    #[cfg(target_os = "macos")]
    let builder = builder.activate_ignoring_other_apps(origin != Origin::AgentForCall);
    let app = builder
        .plugin(main_window::memory(&profile))
        .manage(link.clone())
        .manage(Windows::new(profile.clone(), share))
        .register_asynchronous_uri_scheme_protocol("picture", pictures::serve)
        .invoke_handler(tauri::generate_handler![
            commands::dispatch,
            commands::fit,
            commands::hold,
            commands::save,
            commands::subscribe
        ])
        .setup(move |app| {
            #[cfg(target_os = "macos")]
            if origin == Origin::AgentForCall {
                app.set_activation_policy(tauri::ActivationPolicy::Accessory);
            }
            tauri::async_runtime::spawn(link::follow(app.handle().clone(), profile, origin));
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|e| format!("the windows cannot be shown: {e}"))?;
    let code = app.run_return(|app, event| match event {
        // Between two windows there may be none; who knows whether another is wanted decides.
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            urls.into_iter().for_each(|url| link::ask(app, Action::FollowLink { url: url.into() }));
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => link::ask(app, Action::ShowWindow { room: None }),
        RunEvent::WindowEvent { label, event, .. } => report::happened(app, &label, &event),
        _ => {}
    });
    link.end();
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// How long a program may take to end its web views.
const LEAVING: Duration = Duration::from_secs(3);
