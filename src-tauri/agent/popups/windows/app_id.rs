//! The name by which Windows knows whose a notification is.

use std::path::Path;

use windows_registry::CURRENT_USER;

/// The same as of the entry that an installer makes in the start menu.
pub(super) const APP_ID: &str = "com.vconnct.desktop";

/// Says what the app is called and how it looks. Windows shows nothing of a name that nobody has told it
/// about, and a program that was not installed has no entry that does.
pub(super) fn register(icon: Option<&Path>) -> windows_registry::Result<()> {
    let key = CURRENT_USER.create(format!(r"Software\Classes\AppUserModelId\{APP_ID}"))?;
    key.set_string("DisplayName", "Vconnct")?;
    // Of nobody. Where none is named Windows keeps nothing that has left the screen; none is asked, as what it keeps
    // leads on by links.
    key.set_string("CustomActivator", "{7A9E33F9-B578-4D91-9B9F-A3784250AE90}")?;
    match icon.and_then(Path::to_str) {
        Some(icon) => key.set_string("IconUri", icon),
        None => Ok(()),
    }
}
