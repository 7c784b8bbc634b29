//! Whether the taskbar is dark, as the person has chosen it.

use windows_registry::CURRENT_USER;

use super::Panel;

/// Dark unless chosen otherwise, as it is where nobody has chosen.
pub(in crate::tray) fn panel() -> Panel {
    let chosen = CURRENT_USER.open(KEY).and_then(|key| key.get_u32("SystemUsesLightTheme"));
    if chosen.is_ok_and(|light| light != 0) { Panel::Light } else { Panel::Dark }
}

const KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";
