//! Starts the window program when a window shall exist and none does.

use std::{path::PathBuf, process::Stdio};

use tokio::{process::Command, select};
use vconnct_client::{Client, local::Profile, update::Windows};

/// Follows the state: the window program makes the windows, this only sees to it that it runs.
pub(crate) async fn follow(client: Client, profile: Profile) {
    let mut windows = client.parts().windows;
    let mut wanted = false;
    loop {
        let now = wants_any(&windows.borrow_and_update());
        if now && !wanted {
            tokio::spawn(run(client.clone(), profile.clone()));
        }
        wanted = now;
        if windows.changed().await.is_err() {
            return;
        }
    }
}

/// Runs the window program once. If it cannot start, no window exists: the state says so.
async fn run(client: Client, profile: Profile) {
    let (only_call, token) = {
        let windows = client.parts().windows;
        let windows = windows.borrow();
        let only_call = windows.call && !windows.main && windows.conference.is_none();
        (only_call, windows.token.clone().filter(|_| windows.main))
    };
    let program = program();
    let mut command = Command::new(&program);
    command.args(["--profile", profile.name(), "--from-agent"]).stdin(Stdio::null()).stdout(Stdio::null());
    if only_call {
        command.arg("--call-only");
    }
    for variable in TOKEN {
        // None that we were started with ourselves: that one is used up.
        match &token {
            Some(token) => command.env(variable, token),
            None => command.env_remove(variable),
        };
    }
    match command.spawn() {
        Ok(mut child) => {
            let mut windows = client.parts().windows;
            let unwanted = async { windows.wait_for(|windows| !wants_any(windows)).await.is_ok() };
            select! {
                // It ended while windows are wanted, and no connection of it has told so: it never came up.
                status = child.wait() => match status {
                    Ok(status) if status.success() => {}
                    status => {
                        log::error!("window: {} ended: {status:?}", program.display());
                        client.windows_gone();
                    }
                },
                _ = unwanted => drop(child.wait().await),
            }
        }
        Err(error) => {
            log::error!("window: {} cannot be started: {error}", program.display());
            client.windows_gone();
        }
    }
}

/// Windows lets a program take the focus that was started by a click, and passes that on if it says so.
#[cfg(windows)]
pub(crate) fn let_come_forward() {
    use windows::Win32::UI::WindowsAndMessaging::{ASFW_ANY, AllowSetForegroundWindow};

    // SAFETY: it takes no pointer.
    let _ = unsafe { AllowSetForegroundWindow(ASFW_ANY) }; // fails for who may not take it, as from a script
}

/// Nobody reads what a command says that was started by a click: the window program is refused as it was, and
/// tells the person.
pub(crate) fn tell_why_not(profile: &Profile) {
    let mut command = std::process::Command::new(program());
    command.args(["--profile", profile.name()]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        eprintln!("vconnct: the window cannot be started: {error}");
    }
}

fn wants_any(windows: &Windows) -> bool {
    windows.main || windows.call || windows.conference.is_some()
}

/// Where a program finds what lets its first window come forward: on Wayland, and on X.
pub(crate) const TOKEN: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// The program beside our own; tests name another.
fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("VCONNCT_WINDOW") {
        return program.into();
    }
    let name = format!("vconnct-window{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join(&name))).unwrap_or_else(|| name.into())
}
