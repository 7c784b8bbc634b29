//! Opens an address in the person's browser, or a folder, and says whether it came up.

#[cfg(windows)]
mod shell;

use std::{ffi::OsStr, path::Path, process::Stdio, time::Duration};

use thiserror::Error;
use tokio::{process::Command, task::spawn_blocking, time::timeout};
use vconnct_client::update::Browser;

#[cfg(windows)]
use self::shell::opens;
use crate::{browsers, window::TOKEN};

/// Why nothing came up.
#[derive(Debug, Error)]
pub(crate) enum BrowserError {
    #[error("no program could be opened for it")]
    NotOpened,
    #[error("only web and mail addresses are opened")]
    Scheme,
}

/// Opens `address` in `browser`, or else by each way this system knows until one works. `token` lets it come forward: a
/// Wayland desktop leaves a browser that runs already where it is without one.
pub(crate) async fn open(address: &str, browser: Option<Browser>, token: Option<String>) -> Result<(), BrowserError> {
    if !is_openable(address) {
        return Err(BrowserError::Scheme);
    }
    if let Some(Browser { id, .. }) = browser {
        let (own, chosen) = (address.to_owned(), id.clone());
        let command = spawn_blocking(move || browsers::command(&chosen, &own)).await.ok().flatten();
        let is_installed = command.is_some();
        if let Some(command) = command
            && comes_up(command, token.as_deref()).await
        {
            return Ok(());
        }
        let what = if is_installed { "did not come up" } else { "is not installed" };
        log::warn!("browser: {id} {what}, the system's default stands in");
    }
    hand_over(address, token.as_deref()).await
}

/// Shows a folder of this computer in the person's file manager.
pub(crate) async fn show(folder: &Path) -> Result<(), BrowserError> {
    hand_over(folder, None).await
}

async fn hand_over(what: impl AsRef<OsStr>, token: Option<&str>) -> Result<(), BrowserError> {
    if opens(what.as_ref(), token).await { Ok(()) } else { Err(BrowserError::NotOpened) }
}

#[cfg(not(windows))]
async fn opens(what: &OsStr, token: Option<&str>) -> bool {
    for command in open::commands(what) {
        if comes_up(command, token).await {
            return true;
        }
    }
    false
}

/// Starts a program on its own, and says whether it did what it was started for.
async fn comes_up(command: std::process::Command, token: Option<&str>) -> bool {
    let mut command = Command::from(command);
    // One that we were started with ourselves is used up.
    for variable in TOKEN {
        match token {
            Some(token) => command.env(variable, token),
            None => command.env_remove(variable),
        };
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A group of its own: what ends us must not end the person's browser.
    #[cfg(unix)]
    command.process_group(0);
    let Ok(mut child) = command.spawn() else { return false };
    match timeout(PATIENCE, child.wait()).await {
        Ok(status) => status.is_ok_and(|status| status.success()),
        // Some stay as long as the browser does: still there means that it came up. Tokio waits for it in
        // the background.
        Err(_) => true,
    }
}

fn is_openable(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:"].iter().any(|start| lower.starts_with(start));
    known && !address.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

/// An opener that fails does so at once.
const PATIENCE: Duration = Duration::from_millis(1_500);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_but_web_and_mail_is_opened() {
        for bad in ["file:///etc/passwd", "javascript:alert(1)", "vconnct://call", "https:x", "https://a b", "-x", ""] {
            assert!(matches!(open(bad, None, None).await, Err(BrowserError::Scheme)), "{bad}");
        }
    }
}
