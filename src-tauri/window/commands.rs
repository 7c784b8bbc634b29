//! The two commands a page has.

use std::sync::Arc;

use tauri::{State, WebviewWindow, ipc::Channel};
use vconnct_client::{
    action::{Action, ActionError},
    update::Update,
};

use crate::link::Link;

/// Carries out what the person asked for.
#[tauri::command]
pub(crate) async fn dispatch(link: State<'_, Arc<Link>>, action: Action) -> Result<(), ActionError> {
    link.dispatch(action).await
}

/// Sends this window the whole state, and from then on each part that changes.
#[tauri::command]
pub(crate) fn subscribe(window: WebviewWindow, link: State<'_, Arc<Link>>, channel: Channel<Update>) {
    link.subscribe(window.label(), channel);
}
