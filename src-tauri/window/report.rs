//! What the windows look like to the person now: told to the agent, which shows no notification for a
//! call that is plainly seen.

use std::collections::HashMap;

use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};
use tokio::sync::watch;
use vconnct_client::{
    action::{Action, WindowLabel},
    local::Agent,
};

use crate::{call_window, conference_window, main_window, windows::Windows};

/// How each window was seen last.
#[derive(Debug, Default)]
pub(crate) struct Seen(watch::Sender<HashMap<WindowLabel, Sight>>);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Sight {
    visible: bool,
    focused: bool,
}

impl Seen {
    /// Tells an agent that is new to us how all windows are, and from then on what changes.
    pub async fn tell(&self, agent: &Agent) {
        let mut seen = self.0.subscribe();
        let mut told = HashMap::new();
        loop {
            let now = seen.borrow_and_update().clone();
            for (&window, &Sight { visible, focused }) in &now {
                if told.get(&window) != now.get(&window) {
                    // If the agent goes, the next one is told.
                    let _ = agent.dispatch(Action::WindowState { window, visible, focused }).await;
                }
            }
            told = now;
            if seen.changed().await.is_err() {
                return;
            }
        }
    }

    pub fn forget(&self, window: WindowLabel) {
        self.0.send_if_modified(|seen| seen.remove(&window).is_some());
    }

    fn note(&self, window: WindowLabel, sight: Sight) {
        self.0.send_if_modified(|seen| seen.insert(window, sight) != Some(sight));
    }
}

/// Takes in what happened to a window.
pub(crate) fn happened(app: &AppHandle, label: &str, event: &WindowEvent) {
    let (Some(window), windows) = (named(label), app.state::<Windows>()) else { return };
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close(); // It goes when the agent knows.
            windows.close(app, window);
        }
        WindowEvent::Destroyed => windows.gone(app, window),
        WindowEvent::Focused(_) | WindowEvent::Resized(_) => look(app, window),
        _ => {}
    }
}

/// Reports a window that is new, and when it is minimised or restored, which is no event elsewhere.
pub(crate) fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    let Some(label) = named(window.label()) else { return Ok(()) };
    #[cfg(target_os = "linux")]
    {
        use gtk::{glib::Propagation, prelude::WidgetExt};
        let watched = window.clone();
        window.run_on_main_thread(move || {
            let Ok(shown) = watched.gtk_window() else { return };
            shown.connect_window_state_event(move |_, _| {
                look(watched.app_handle(), label);
                Propagation::Proceed
            });
        })?;
    }
    look(window.app_handle(), label);
    Ok(())
}

fn look(app: &AppHandle, label: WindowLabel) {
    let Some(window) = app.get_webview_window(name(label)) else { return };
    let visible = window.is_visible().unwrap_or(false) && !window.is_minimized().unwrap_or(false);
    let focused = visible && window.is_focused().unwrap_or(false);
    app.state::<Windows>().seen.note(label, Sight { visible, focused });
}

pub(crate) fn name(label: WindowLabel) -> &'static str {
    match label {
        WindowLabel::Call => call_window::LABEL,
        WindowLabel::Conference => conference_window::LABEL,
        WindowLabel::Main => main_window::LABEL,
    }
}

fn named(name: &str) -> Option<WindowLabel> {
    LABELS.into_iter().find(|&label| self::name(label) == name)
}

/// All windows there may be.
pub(crate) const LABELS: [WindowLabel; 3] = [WindowLabel::Call, WindowLabel::Conference, WindowLabel::Main];
