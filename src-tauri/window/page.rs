//! What holds for the page of every window: it stays where it is, and comes back when its process dies.

use tauri::{Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse};
use vconnct_client::local::Profile;

/// A page that can neither leave, nor open another, nor save files.
pub(crate) fn confined<'a, R: Runtime, M: Manager<R>>(
    builder: WebviewWindowBuilder<'a, R, M>,
    profile: &Profile,
) -> WebviewWindowBuilder<'a, R, M> {
    builder
        .data_directory(profile.cache_folder().join("web"))
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title); // Fails only for a window that is going.
        })
        .on_download(|_, _| false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
}

/// Our own pages, by the address they have on this system.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Loads the page anew when the process that draws it has died: the window would stay blank. Its state
/// comes from the agent, so nothing is lost but what was being typed.
#[cfg(target_os = "linux")]
pub(crate) fn revive(window: &WebviewWindow) -> tauri::Result<()> {
    use std::cell::Cell;
    use webkit2gtk::WebViewExt;
    window.with_webview(|view| {
        let deaths = Cell::new(0);
        view.inner().connect_web_process_terminated(move |view, reason| {
            eprintln!("vconnct-window: the page's process has ended: {reason:?}");
            deaths.set(deaths.get() + 1);
            // One that dies at birth would do so for ever.
            if deaths.get() <= MOST_DEATHS {
                view.reload();
            }
        });
    })
}

/// Elsewhere the system's web view does this by itself, or says that it must be made anew.
#[cfg(not(target_os = "linux"))]
pub(crate) fn revive(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
const MOST_DEATHS: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_nowhere_but_to_ours() {
        let ours = |address: &str| is_ours(&address.parse().unwrap());
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/popup.html"));
        for other in [
            "https://example.com/",
            "http://localhost/",
            "http://tauri.localhost.example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "picture://localhost/a",
        ] {
            assert!(!ours(other), "{other}");
        }
    }
}
