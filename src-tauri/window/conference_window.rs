//! The window with the page of a call: somebody else's page, so nothing of ours is in its reach.
//!
//! It has no capability, so none of our commands answers it (`src-tauri/capabilities`), no pictures (`pictures.rs`),
//! and storage of its own. Microphone and camera are for the site of the call alone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::{NewWindowResponse, PageLoadEvent, PermissionKind, PermissionResponse},
};
use vconnct_client::{action::Action, local::Profile, update::ConferenceWindow};

use crate::{link::Link, page, windows::Windows};

pub(crate) const LABEL: &str = "conference";

/// Whose page is in the window, and whose belongs there. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sites(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    home: Option<Url>,
    now: Option<Url>,
}

/// Makes the window, or has the one that is there go to another page. Call it on the main thread.
pub(crate) fn show(app: &AppHandle, profile: &Profile, wanted: &ConferenceWindow, address: Url) -> tauri::Result<()> {
    let sites = app.state::<Windows>().sites.clone();
    sites.held().home = Some(address.clone());
    let window = match app.get_webview_window(LABEL) {
        Some(window) => {
            window.navigate(address)?;
            window
        }
        None => open(app, profile, sites, address)?,
    };
    name(&window, wanted)?;
    come_forward(&window)
}

/// Gives the window the name of its call.
pub(crate) fn name(window: &WebviewWindow, wanted: &ConferenceWindow) -> tauri::Result<()> {
    window.set_title(&format!("{} – Vconnct", wanted.name))
}

pub(crate) fn come_forward(window: &WebviewWindow) -> tauri::Result<()> {
    window.show()?;
    window.unminimize()?;
    window.set_focus()
}

fn open(app: &AppHandle, profile: &Profile, sites: Sites, address: Url) -> tauri::Result<WebviewWindow> {
    let (loads, asks, opener) = (sites.clone(), sites, app.clone());
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::External(address))
        .title("Vconnct")
        .inner_size(1024.0, 680.0)
        .min_inner_size(380.0, 320.0)
        .visible(false)
        .data_directory(profile.cache_folder().join("calls"))
        .on_download(|_, _| false)
        .on_navigation(may_go_to)
        .on_new_window(move |url, _| {
            open_in_browser(&opener, url);
            NewWindowResponse::Deny
        })
        .on_page_load(move |_, load| {
            if load.event() == PageLoadEvent::Started {
                loads.held().now = Some(load.url().clone());
            }
        })
        .on_permission_request(move |_, kind| asks.held().answer(&kind))
        .build()?;
    page::revive(&window)?;
    #[cfg(target_os = "linux")]
    allow_media(&window)?;
    Ok(window)
}

/// WebKitGTK has media switched off; elsewhere they are on.
#[cfg(target_os = "linux")]
fn allow_media(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{SettingsExt, WebViewExt};
    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_enable_media_stream(true);
        }
    })
}

/// What a page of a call opens besides itself is for the browser.
fn open_in_browser(app: &AppHandle, url: Url) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let opened = app.state::<Arc<Link>>().dispatch(Action::OpenLink { url: url.into() }).await;
        if let Err(e) = opened {
            eprintln!("vconnct-window: a link of the call's page: {e}");
        }
    });
}

/// Web pages with a secure address, or of this machine, and what such pages make themselves.
fn may_go_to(url: &Url) -> bool {
    match url.scheme() {
        "https" => !is_ours(url),
        "http" => is_this_machine(url) && !is_ours(url),
        "about" => matches!(url.path(), "blank" | "srcdoc"),
        "blob" => url.path().parse().is_ok_and(|maker: Url| maker.scheme() != "blob" && may_go_to(&maker)),
        _ => false,
    }
}

fn is_this_machine(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// On some systems what is inside our own program has an address like any other.
fn is_ours(url: &Url) -> bool {
    url.host_str().is_some_and(|host| OURS.contains(&host))
}

impl Sites {
    fn held(&self) -> MutexGuard<'_, Inner> {
        // Whole after every line, so a panic elsewhere spoils nothing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Whether a page gets what it asks for.
    fn answer(&self, kind: &PermissionKind) -> PermissionResponse {
        match kind {
            PermissionKind::Camera | PermissionKind::DisplayCapture | PermissionKind::Microphone
                if self.is_at_home() =>
            {
                ALLOWED
            }
            // Harmless, and left to the system.
            PermissionKind::Autoplay | PermissionKind::PointerLock => PermissionResponse::Default,
            _ => PermissionResponse::Deny,
        }
    }

    fn is_at_home(&self) -> bool {
        matches!((&self.home, &self.now), (Some(home), Some(now)) if home.origin() == now.origin())
    }
}

/// WebKitGTK asks nobody: it is allowed or it is not. Elsewhere the system asks its person.
const ALLOWED: PermissionResponse =
    if cfg!(target_os = "linux") { PermissionResponse::Allow } else { PermissionResponse::Default };
const OURS: [&str; 3] = ["ipc.localhost", "picture.localhost", "tauri.localhost"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_call_goes_to_secure_addresses_and_to_this_machine_and_never_into_our_program() {
        let goes = |address: &str| may_go_to(&address.parse().unwrap());
        for good in [
            "https://meet.example/a#b",
            "http://127.0.0.1:3000/call/x",
            "http://[::1]:3000/call/x",
            "http://localhost:3000/",
            "about:blank",
            "about:srcdoc",
            "blob:https://meet.example/1",
        ] {
            assert!(goes(good), "{good}");
        }
        for bad in [
            "http://meet.example/a",
            "http://127.0.0.1.example/",
            "tauri://localhost/",
            "http://tauri.localhost/",
            "https://tauri.localhost/",
            "http://ipc.localhost/",
            "http://picture.localhost/a",
            "picture://localhost/a",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "blob:null/1",
            "blob:http://meet.example/1",
            "vconnct://call",
            "about:config",
        ] {
            assert!(!goes(bad), "{bad}");
        }
    }

    #[test]
    fn camera_and_microphone_are_for_the_site_of_the_call_alone() {
        let at = |now: Option<&str>| Inner {
            home: Some("https://meet.example/a?token=1".parse().unwrap()),
            now: now.map(|now| now.parse().unwrap()),
        };
        for kind in [PermissionKind::Camera, PermissionKind::DisplayCapture, PermissionKind::Microphone] {
            assert_eq!(at(Some("https://meet.example/b")).answer(&kind), ALLOWED);
            for elsewhere in [None, Some("https://other.example/"), Some("https://meet.example:8443/")] {
                assert_eq!(at(elsewhere).answer(&kind), PermissionResponse::Deny, "{elsewhere:?}");
            }
        }
    }

    #[test]
    fn nothing_else_is_granted() {
        let at_home =
            Inner { home: Some("https://a.example".parse().unwrap()), now: Some("https://a.example".parse().unwrap()) };
        for kind in [
            PermissionKind::ClipboardRead,
            PermissionKind::Geolocation,
            PermissionKind::Notifications,
            PermissionKind::Other,
        ] {
            assert_eq!(at_home.answer(&kind), PermissionResponse::Deny, "{kind:?}");
        }
    }

    /// Tauri answers a window's page only where a capability names it.
    #[test]
    fn no_capability_names_it_nor_any_page_that_is_not_ours() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let json = |path: &std::path::Path| -> serde_json::Value {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let mut ids = Vec::new();
        for file in std::fs::read_dir(root.join("src-tauri/capabilities")).unwrap() {
            let capability = json(&file.unwrap().path());
            let members: Vec<_> = capability.as_object().unwrap().keys().map(String::as_str).collect();
            assert!(!members.contains(&"remote") && !members.contains(&"webviews"), "{capability}");
            let windows = capability["windows"].as_array().unwrap();
            assert!(windows.iter().all(|window| window == "main" || window == "call"), "{capability}");
            ids.push(capability["identifier"].clone());
        }
        // None but these: one could also stand in the configuration itself.
        let conf = json(&root.join("tauri.conf.json"));
        let listed = conf["app"]["security"]["capabilities"].as_array().unwrap();
        assert!(listed.len() == ids.len() && listed.iter().all(|one| ids.contains(one)), "{listed:?}");
        assert_ne!(conf["app"]["withGlobalTauri"], true);
        // It would break pages that are not ours; ours do it themselves.
        assert_ne!(conf["app"]["security"]["freezePrototype"], true);
    }
}
