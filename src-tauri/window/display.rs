//! Whether there is a display, and which of the windows this process may show on it.

use vconnct_client::action::WindowLabel;

/// The windows one process makes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Share {
    /// All of them: the rule.
    All,
    /// Under Wayland a window can neither place itself nor stay on top. Where XWayland is there, the
    /// call window runs there, in a process of its own, and the others stay native.
    Call,
    Main,
}

impl Share {
    pub fn includes(self, window: WindowLabel) -> bool {
        match self {
            Self::All => true,
            Self::Call => window == WindowLabel::Call,
            Self::Main => window != WindowLabel::Call,
        }
    }
}

/// What this process shows, on this display.
pub(crate) fn share(call_only: bool) -> Share {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    let both = cfg!(target_os = "linux") && named("WAYLAND_DISPLAY") && named("DISPLAY");
    match (both && !named("GDK_BACKEND"), call_only) {
        (true, true) => Share::Call,
        (true, false) => Share::Main,
        (false, _) => Share::All,
    }
}

/// Chooses the display. Call it before anything else, while there is but one thread.
#[cfg(target_os = "linux")]
pub(crate) fn check(share: Share) -> Result<(), String> {
    // SAFETY: no other thread runs yet that could read the environment.
    unsafe {
        if share == Share::Call {
            std::env::set_var("GDK_BACKEND", "x11");
        }
        if !has_graphics_card() {
            // Drawing in memory at once is five times less work than asking a card that is not there.
            // Not by WebKit's settings: changed once the page is under way, they end its process.
            std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
    }
    // Windows are matched to their launcher by this name; it is not the program's.
    gtk::glib::set_prgname(Some("com.vconnct.desktop"));
    gtk::init().map_err(|_| {
        let there = ["WAYLAND_DISPLAY", "DISPLAY"].map(|name| std::env::var(name).unwrap_or_default());
        match there.iter().find(|name| !name.is_empty()) {
            Some(name) => format!("the display {name} cannot be opened, so no window can be shown"),
            None => "there is no display, so no window can be shown; calls still ring".to_owned(),
        }
    })
}

#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes.into_iter().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn check(_: Share) -> Result<(), String> {
    Ok(())
}
