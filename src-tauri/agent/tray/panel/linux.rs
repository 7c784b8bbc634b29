//! Whether the panel is dark: no interface tells, so this is what desktops usually do.

use std::time::Duration;

use tokio::time;
use zbus::zvariant::{OwnedValue, Value};

use super::Panel;
use crate::bus;

/// GNOME's and its relatives' panels are dark under every theme; elsewhere they follow the theme.
pub(in crate::tray) async fn panel() -> Panel {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    if desktop.split(':').any(|name| ALWAYS_DARK.contains(&name)) {
        return Panel::Dark;
    }
    match time::timeout(LIMIT, scheme()).await {
        Ok(Ok(PREFERS_LIGHT | NO_PREFERENCE)) => Panel::Light,
        _ => Panel::Dark,
    }
}

async fn scheme() -> zbus::Result<u32> {
    let bus = bus::session().await?;
    let read = async |method| {
        let key = ("org.freedesktop.appearance", "color-scheme");
        bus.call_method(Some(PORTAL), PATH, Some(SETTINGS), method, &key).await?.body().deserialize::<OwnedValue>()
    };
    // Portals before 1.17 (Debian 12, Ubuntu 22.04) have the second alone, which wraps its answer once more.
    let told = match read("ReadOne").await {
        Ok(told) => told,
        Err(_) => read("Read").await?,
    };
    Ok(number(&told)?)
}

fn number(told: &Value<'_>) -> zbus::zvariant::Result<u32> {
    match told {
        Value::Value(inner) => number(inner),
        told => u32::try_from(told),
    }
}

const ALWAYS_DARK: [&str; 4] = ["Budgie", "GNOME", "Pantheon", "Unity"];
const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const NO_PREFERENCE: u32 = 0;
const PREFERS_LIGHT: u32 = 2;
const LIMIT: Duration = Duration::from_secs(1);
