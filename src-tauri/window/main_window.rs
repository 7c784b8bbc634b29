//! The main window, where people read, write and answer.

use std::fmt::Display;

use tauri::{
    AppHandle, PhysicalPosition, PhysicalRect, PhysicalSize, Runtime, Theme as SystemTheme, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, plugin::TauriPlugin, window::Color,
};
use tauri_plugin_window_state::{AppHandleExt, StateFlags, WindowExt};
use vconnct_client::local::Profile;

use crate::page;

pub(crate) const LABEL: &str = "main";

/// What is remembered from one window to the next.
const REMEMBERED: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);
/// Where a test or a demonstration wants the window: `left` or `right`, or `x,y,width,height` in pixels.
/// Not remembered.
const PLACE: &str = "VCONNCT_WINDOW_PLACE";

/// Remembers size, place and screen, for this profile alone.
pub(crate) fn memory<R: Runtime>(profile: &Profile) -> TauriPlugin<R> {
    let file = profile.settings_file().with_file_name("window.json");
    tauri_plugin_window_state::Builder::new()
        .with_filename(file.to_string_lossy()) // An absolute name stays where it is.
        .with_state_flags(REMEMBERED)
        .with_filter(|label| label == LABEL && std::env::var_os(PLACE).is_none())
        .skip_initial_state(LABEL)
        .build()
}

/// Keeps what is to be remembered while the window can still be asked.
pub(crate) fn remember(app: &AppHandle) {
    if std::env::var_os(PLACE).is_none() {
        report(app.save_window_state(REMEMBERED));
    }
}

/// Makes the window, in front, where it was last.
pub(crate) fn open(app: &AppHandle, profile: &Profile) -> tauri::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Vconnct")
        .inner_size(1120.0, 720.0)
        .min_inner_size(380.0, 520.0)
        .visible(false);
    let window = page::confined(builder, profile).build()?;
    page::revive(&window)?;
    // The colour of the page to come: no flash before its first paint.
    let dark = window.theme().is_ok_and(|theme| theme == SystemTheme::Dark);
    window.set_background_color(Some(if dark { DARK } else { LIGHT }))?;
    match std::env::var(PLACE) {
        Ok(wanted) => {
            let screen = app.primary_monitor()?.map(|monitor| *monitor.work_area());
            if let Some(PhysicalRect { position, size }) = place(&wanted, screen) {
                window.set_position(position)?;
                window.set_size(size)?;
            }
        }
        Err(_) => report(window.restore_state(REMEMBERED)),
    }
    window.show()?;
    window.set_focus()?;
    Ok(window)
}

/// A forgotten place is no reason to show no window.
fn report<E: Display>(outcome: Result<(), E>) {
    if let Err(e) = outcome {
        eprintln!("vconnct-window: the window's place is not remembered: {e}");
    }
}

type Rect = PhysicalRect<i32, u32>;

fn place(wanted: &str, screen: Option<Rect>) -> Option<Rect> {
    let half = |screen: Rect| PhysicalSize::new(screen.size.width / 2, screen.size.height);
    match (wanted, screen) {
        ("left", Some(screen)) => Some(Rect { position: screen.position, size: half(screen) }),
        ("right", Some(screen)) => {
            let size = half(screen);
            let x = screen.position.x.checked_add_unsigned(size.width)?;
            Some(Rect { position: PhysicalPosition::new(x, screen.position.y), size })
        }
        _ => {
            let numbers: Vec<i32> =
                wanted.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
            let [x, y, width, height] = numbers[..] else { return None };
            let size = PhysicalSize::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?);
            Some(Rect { position: PhysicalPosition::new(x, y), size })
        }
    }
}

const LIGHT: Color = Color(0xff, 0xff, 0xff, 0xff);
const DARK: Color = Color(0x1b, 0x21, 0x1f, 0xff);

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: i32, y: i32, width: u32, height: u32) -> Option<Rect> {
        Some(Rect { position: PhysicalPosition::new(x, y), size: PhysicalSize::new(width, height) })
    }

    /// Rectangles cannot be compared; their numbers can.
    fn placed(wanted: &str, screen: Option<Rect>) -> Option<(i32, i32, u32, u32)> {
        let Rect { position, size } = place(wanted, screen)?;
        Some((position.x, position.y, size.width, size.height))
    }

    #[test]
    fn a_place_is_half_a_screen_or_four_numbers() {
        let screen = rect(1920, 30, 1600, 870);
        assert_eq!(placed("left", screen), Some((1920, 30, 800, 870)));
        assert_eq!(placed("right", screen), Some((2720, 30, 800, 870)));
        assert_eq!(placed("-10, 20,800,600", screen), Some((-10, 20, 800, 600)));
        for nonsense in ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,0,-1,5", "above"] {
            assert_eq!(placed(nonsense, screen), None, "{nonsense}");
        }
        assert_eq!(placed("left", None), None);
    }
}
