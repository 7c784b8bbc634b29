//! Opens an address in the person's browser, or a folder, and says whether it came up.

use std::{ffi::OsStr, path::Path, process::Stdio, time::Duration};

use thiserror::Error;
use tokio::{process::Command, time::timeout};

/// Why nothing came up.
#[derive(Debug, Error)]
pub(crate) enum BrowserError {
    #[error("no program could be opened for it")]
    NotOpened,
    #[error("only web and mail addresses are opened")]
    Scheme,
}

/// Opens `address`, trying each way this system knows until one works.
pub(crate) async fn open(address: &str) -> Result<(), BrowserError> {
    if !is_openable(address) {
        return Err(BrowserError::Scheme);
    }
    hand_over(address).await
}

/// Shows a folder of this computer in the person's file manager.
pub(crate) async fn show(folder: &Path) -> Result<(), BrowserError> {
    hand_over(folder).await
}

async fn hand_over(what: impl AsRef<OsStr>) -> Result<(), BrowserError> {
    for command in open::commands(what) {
        let mut command = Command::from(command);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: what ends us must not end the person's browser.
        #[cfg(unix)]
        command.process_group(0);
        let Ok(mut child) = command.spawn() else { continue };
        match timeout(PATIENCE, child.wait()).await {
            Ok(Ok(status)) if status.success() => return Ok(()),
            // Some openers stay as long as the browser does: still there means that it came up. Tokio
            // waits for it in the background.
            Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
    Err(BrowserError::NotOpened)
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
            assert!(matches!(open(bad).await, Err(BrowserError::Scheme)), "{bad}");
        }
    }
}
