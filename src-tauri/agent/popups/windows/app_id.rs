//! The names by which Windows knows whose a notification is.
//!
//! There are two, as one cannot do both (decision 7): with an activator that is nobody's Windows keeps what has left the
//! screen, but follows links alone and takes no words; without any a press comes to whoever shows it, while they run.

use std::path::Path;

use windows_registry::CURRENT_USER;

/// Of notifications that stay, and lead on by links. The same as of the entry that an installer makes in the start
/// menu.
pub(super) const APP_ID: &str = "com.vconnct.desktop";

/// Of those that we answer ourselves: calls before all.
pub(super) const CALLS_APP_ID: &str = "com.vconnct.desktop.calls";

/// Says of both what the app is called and how it looks. Windows shows nothing of a name that nobody has told it
/// about, and a program that was not installed has no entry that does.
pub(super) fn register(icon: Option<&Path>) -> windows_registry::Result<()> {
    name(CALLS_APP_ID, None, icon)?;
    name(APP_ID, Some(NOBODY), icon)
}

fn name(id: &str, activator: Option<&str>, icon: Option<&Path>) -> windows_registry::Result<()> {
    let key = CURRENT_USER.create(format!(r"Software\Classes\AppUserModelId\{id}"))?;
    key.set_string("DisplayName", "Vconnct")?;
    if let Some(activator) = activator {
        key.set_string("CustomActivator", activator)?;
    }
    match icon.and_then(Path::to_str) {
        Some(icon) => key.set_string("IconUri", icon),
        None => Ok(()),
    }
}

/// The class of an activator that nobody has made, and nobody has to: links are followed without it.
const NOBODY: &str = "{7A9E33F9-B578-4D91-9B9F-A3784250AE90}";
