//! Whether the screen is locked, and whether a program fills it, for those who look on. Where nothing tells, neither.

#[cfg(target_os = "macos")]
mod announced;
#[cfg(target_os = "linux")]
mod full_screen;
#[cfg(target_os = "linux")]
mod lock;
#[cfg(any(test, windows))]
mod notification_state;

use vconnct_client::Client;

/// Follows the screen until the agent ends.
pub(crate) fn follow(client: Client) {
    #[cfg(target_os = "linux")]
    {
        tokio::spawn(lock::follow(client.clone()));
        full_screen::follow(client);
    }
    #[cfg(windows)]
    tokio::spawn(notification_state::follow(client));
    #[cfg(target_os = "macos")]
    announced::follow(&client);
}
