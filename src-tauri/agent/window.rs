//! Starts the window program when a window shall exist and none does.

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{process::Command, select, time::timeout};
use vconnct_client::{
    Attention, Client, Parts,
    local::{ANOTHER_RUNS, Profile},
    update::Windows,
};

/// Follows the state: the window program makes the windows, this only sees to it that it runs.
pub(crate) async fn follow(client: Client, profile: Profile) {
    let Parts { mut attention, mut windows, .. } = client.parts();
    let mut lacking = false;
    loop {
        let now = lacks(&windows.borrow_and_update(), &attention.borrow_and_update());
        if now && !lacking {
            tokio::spawn(run(client.clone(), profile.clone()));
        }
        lacking = now;
        let alive = select! {
            changed = attention.changed() => changed.is_ok(),
            changed = windows.changed() => changed.is_ok(),
        };
        if !alive {
            return;
        }
    }
}

/// Runs the window program; again if it finds another one that takes its time to end.
async fn run(client: Client, profile: Profile) {
    let Parts { attention, mut windows, .. } = client.parts();
    while run_once(&client, &profile).await == Ended::AnotherRuns {
        let unwanted = windows.wait_for(|windows| !wants_any(windows));
        if timeout(PAUSE, unwanted).await.is_ok() || attention.borrow().connected {
            return; // If that one goes after all, or windows are wanted anew, `follow` knows.
        }
    }
}

/// How the window program ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ended {
    /// Another one of this profile was in its way.
    AnotherRuns,
    /// It has made windows, or cannot.
    Done,
}

/// Runs the window program once. If it cannot start, no window exists: the state says so.
async fn run_once(client: &Client, profile: &Profile) -> Ended {
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
                    Ok(status) if status.code() == Some(ANOTHER_RUNS.into()) => return Ended::AnotherRuns,
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
    Ended::Done
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

/// Whether windows shall exist, and nobody is there to make them.
fn lacks(windows: &Windows, attention: &Attention) -> bool {
    wants_any(windows) && !attention.connected
}

fn wants_any(windows: &Windows) -> bool {
    windows.main || windows.call || windows.conference.is_some()
}

/// Where a program finds what lets its first window come forward: on Wayland, and on X.
pub(crate) const TOKEN: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// So that one that ends slowly is not asked for its place all the time.
const PAUSE: Duration = Duration::from_secs(1);

/// The program beside our own; tests name another.
fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("VCONNCT_WINDOW") {
        return program.into();
    }
    let name = format!("vconnct-window{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join(&name))).unwrap_or_else(|| name.into())
}
