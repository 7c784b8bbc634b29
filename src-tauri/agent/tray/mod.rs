//! The icon in the panel: how reachable one is, and the answers to a call, one click away.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
mod face;
#[cfg(target_os = "linux")]
mod item;
#[cfg(any(test, not(target_os = "linux")))]
mod label;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod menu;
mod panel;
mod pictures;
mod quiet;
mod sight;
mod status;

use vconnct_client::action::Action;

#[cfg(not(target_os = "linux"))]
pub(crate) use self::elsewhere::follow;
#[cfg(target_os = "linux")]
pub(crate) use self::linux::follow;
use crate::owner::Owner;

/// Has the agent do what was clicked, with what lets a window come forward.
fn carry_out(owner: &impl Owner, action: Action, token: Option<String>) {
    let owner = owner.clone();
    tokio::spawn(async move {
        if let Err(error) = owner.dispatch_pressed(action, token).await {
            log::warn!("tray: {error}");
        }
    });
}
