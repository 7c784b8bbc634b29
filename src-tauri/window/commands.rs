//! The commands a page has: two for every window of ours, two more for the small one.

use std::sync::Arc;

use tauri::{LogicalSize, Manager, State, WebviewWindow, ipc::Channel};
use vconnct_client::{
    action::{Action, ActionError},
    update::Update,
};

use crate::{link::Link, windows::Windows};

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

/// Gives this window the size its page wants, in logical pixels.
#[tauri::command]
pub(crate) fn fit(window: WebviewWindow, windows: State<'_, Windows>, width: f64, height: f64) {
    windows.fit_call_window(&window, LogicalSize::new(width, height));
}

/// Keeps this window though its call is over, or no longer.
#[tauri::command]
pub(crate) fn hold(window: WebviewWindow, windows: State<'_, Windows>, held: bool) {
    windows.hold_call_window(window.app_handle(), held);
}
