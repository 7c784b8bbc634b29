//! The commands a page has: two for every window of ours, two more for the small one, one for the main one.

use std::{io, sync::Arc};

use tauri::{AppHandle, LogicalSize, Manager, State, WebviewWindow, async_runtime::spawn_blocking, ipc::Channel};
use vconnct_client::{
    action::{Action, ActionError},
    update::Update,
};

use crate::{downloads, link::Link, windows::Windows};

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

/// Puts a file where downloads go; its name there.
#[tauri::command]
pub(crate) async fn save(app: AppHandle, name: String, text: String) -> Result<String, ActionError> {
    // A desktop that names no such folder gets the one that all others have.
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir().map(|home| home.join("Downloads")));
    let kept = match folder {
        Ok(folder) => spawn_blocking(move || downloads::keep(&folder, &name, &text)).await.map_err(io::Error::other),
        Err(error) => Err(io::Error::other(error)),
    };
    kept.flatten().map_err(|error| ActionError::SystemLacks { what: error.to_string() })
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
