//! What lies behind the icon.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub(super) use self::linux::panel;
#[cfg(windows)]
pub(super) use self::windows::panel;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Panel {
    #[cfg_attr(all(target_os = "macos", not(test)), expect(dead_code, reason = "the system draws its own colours"))]
    Dark,
    #[cfg_attr(all(target_os = "macos", not(test)), expect(dead_code, reason = "the system draws its own colours"))]
    Light,
    /// A shape alone, which the system fills as its menu bar needs.
    #[cfg(any(test, target_os = "macos"))]
    Shape,
}

/// The menu bar changes with what lies behind it.
#[cfg(target_os = "macos")]
pub(super) fn panel() -> Panel {
    Panel::Shape
}
