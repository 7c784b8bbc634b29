//! One window program per profile: a second one asks the first to come forward, and leaves.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use vconnct_client::{
    action::Action,
    local::{ConnectError, Profile, Role, connect_or_start},
};

use crate::{display::Share, link::agent_program, sentence};

/// Held by the only window program of a profile, or by the only one of each share.
pub(crate) struct Alone(#[expect(dead_code, reason = "the lock is held, not read")] File);

impl Alone {
    /// Nothing if another one runs, and goes on running for as long as `patience`.
    pub fn with(profile: &Profile, share: Share, patience: Duration) -> io::Result<Option<Self>> {
        let name = match share {
            Share::All | Share::Main => "window.lock",
            Share::Call => "call-window.lock",
        };
        let path = profile.data_folder().join(name);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        let until = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self(file))),
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(e)) => return Err(e),
            }
        }
    }
}

/// Has the first one come forward, by way of the agent.
pub(crate) fn ask_the_first(profile: &Profile) -> Result<ExitCode, String> {
    tauri::async_runtime::block_on(async {
        let connection = connect_or_start(profile, Role::Cli, &agent_program()).await.map_err(refused)?;
        connection.dispatch(Action::ShowWindow { room: None }).await.map_err(|e| e.to_string())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn refused(error: ConnectError) -> String {
    let why = error.to_string();
    if matches!(error, ConnectError::Refused(_)) {
        sentence::tell(&why);
    }
    why
}

const PAUSE: Duration = Duration::from_millis(20);
