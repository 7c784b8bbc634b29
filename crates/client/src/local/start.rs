//! Starting the agent that was not there.

use std::{io, path::Path, process::Stdio, time::Duration};

use tokio::{
    process::Command,
    time::{Instant, sleep},
};

use super::{
    connection::{ConnectError, Connection, connect},
    message::Role,
    profile::Profile,
    succession::succeed,
};

/// Connects to the agent of `profile`, and starts the program `agent` first if none runs, or an older one that no call
/// needs.
///
/// The agent is detached: it outlives whoever started it.
///
/// # Errors
/// When it cannot be started, or has not answered within ten seconds.
pub async fn connect_or_start(profile: &Profile, role: Role, agent: &Path) -> Result<Connection, ConnectError> {
    match connect(profile, role).await {
        Err(ConnectError::NotRunning) => {}
        Err(ConnectError::Refused(_)) => succeed(profile).await?,
        outcome => return outcome,
    }
    start(profile, agent)?;
    let deadline = Instant::now() + START_TIME;
    loop {
        match connect(profile, role).await {
            Err(ConnectError::NotRunning) if Instant::now() < deadline => sleep(PAUSE).await,
            Ok(connection) => return Ok(connection.first()),
            outcome => return outcome,
        }
    }
}

fn start(profile: &Profile, agent: &Path) -> io::Result<()> {
    let mut command = Command::new(agent);
    command.args(["--profile", profile.name(), "--background"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for token in ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"] {
        command.env_remove(token); // for our own window alone, which is told of it
    }
    detach(&mut command);
    // Tokio waits for it in the background, so that it leaves no zombie should it end before us.
    command.spawn().map(drop).map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", agent.display())))
}

#[cfg(unix)]
fn detach(command: &mut Command) {
    // SAFETY: setsid is async-signal-safe, and touches nothing of this process's memory.
    unsafe {
        command.pre_exec(|| {
            // A session of its own: a terminal that closes does not end it. It fails only for the
            // leader of one, and a new process is none.
            libc::setsid();
            Ok(())
        });
    }
}

#[cfg(windows)]
fn detach(command: &mut Command) {
    const DETACHED_PROCESS: u32 = 0x8;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

/// The agent needs a tenth of a second; a machine that has just been switched on, longer.
pub(super) const START_TIME: Duration = Duration::from_secs(10);
pub(super) const PAUSE: Duration = Duration::from_millis(20);
