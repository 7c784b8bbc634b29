//! Whether the desktop itself shall not disturb its person, where the notification service says so.
//!
//! KDE's and its relatives', dunst and Xfce's do. GNOME keeps it in settings that only its own libraries read; there our
//! notification is urgent, and what is heard is for our own Do not disturb to say. Windows is asked with its screen
//! (`screen/notification_state.rs`).

#[cfg(target_os = "linux")]
mod services;

use vconnct_client::Client;

/// Follows the desktop until the agent ends.
pub(crate) fn follow(client: Client) {
    #[cfg(target_os = "linux")]
    tokio::spawn(async move {
        if let Err(error) = services::follow(&client).await {
            log::info!("quiet: the desktop does not tell: {error}");
        }
    });
    #[cfg(not(target_os = "linux"))]
    drop(client);
}
