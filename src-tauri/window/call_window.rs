//! The small window of a ringing call: borderless, above others, in the corner, never taking the focus.

use tauri::{
    AppHandle, LogicalPosition, LogicalSize, Manager, Monitor, PhysicalPosition, Runtime, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
};
use vconnct_client::local::Profile;

#[cfg(target_os = "linux")]
use crate::main_window;
use crate::{page, report, windows::Windows};

pub(crate) const LABEL: &str = "call";

/// From the edges of the work area.
const MARGIN: f64 = 16.0;
/// Until its page says how large it wants to be: that of one call at the usual text size.
pub(crate) const USUAL: LogicalSize<f64> = LogicalSize { width: 380.0, height: 168.0 };

/// Makes the window. It is on screen the sooner if it can share the main window's web process.
pub(crate) fn open(app: &AppHandle, profile: Profile) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(main) = app.get_webview_window(main_window::LABEL) {
        use gtk::glib::{SendWeakRef, clone::Downgrade};
        let app = app.clone();
        return main.with_webview(move |view| {
            let view = SendWeakRef::from(view.inner().downgrade());
            // Not at once: no window can be made while another is being looked into.
            let build = move |app: &AppHandle| {
                let builder = builder(app, &profile);
                match view.upgrade() {
                    Some(view) => show(builder.with_related_view(view)),
                    None => show(builder),
                }
            };
            told(on_main_thread(&app, build));
        });
    }
    on_main_thread(app, move |app| show(builder(app, &profile)))
}

fn on_main_thread(
    app: &AppHandle,
    work: impl FnOnce(&AppHandle) -> tauri::Result<()> + Send + 'static,
) -> tauri::Result<()> {
    let own = app.clone();
    app.run_on_main_thread(move || told(work(&own)))
}

fn builder<'a>(app: &'a AppHandle, profile: &Profile) -> WebviewWindowBuilder<'a, tauri::Wry, AppHandle> {
    let place = pointed_at(app).map(|monitor| corner(work_area(&monitor), USUAL, at_bottom()));
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("popup.html".into()))
        .title("Vconnct")
        .inner_size(USUAL.width, USUAL.height)
        // Not `resizable(false)`: GTK would make it 200 high at least.
        .min_inner_size(USUAL.width, USUAL.height)
        .max_inner_size(USUAL.width, USUAL.height)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible_on_all_workspaces(true)
        .focused(false)
        // Elsewhere only a window that begins so comes up without taking the keyboard: `show` gives it that.
        .visible(cfg!(not(target_os = "linux")));
    let builder = match place {
        Some(place) => builder.position(place.x, place.y),
        None => builder,
    };
    page::confined(builder, profile)
}

/// Shows it without taking the focus from whoever types.
fn show(builder: WebviewWindowBuilder<'_, tauri::Wry, AppHandle>) -> tauri::Result<()> {
    let window = builder.build()?;
    page::revive(&window)?;
    #[cfg(target_os = "linux")]
    {
        use gtk::prelude::GtkWindowExt;
        // `focused(false)` alone holds only until the first paint, which may come first.
        window.gtk_window()?.set_focus_on_map(false);
        window.show()?;
    }
    report::watch(&window)?;
    window.state::<Windows>().made_call_window(&window)
}

fn told(outcome: tauri::Result<()>) {
    if let Err(e) = outcome {
        eprintln!("vconnct-window: the call window cannot be shown: {e}");
    }
}

/// Grows or shrinks the window away from its corner, as far as there is room.
pub(crate) fn fit(window: &WebviewWindow, wanted: LogicalSize<f64>) -> tauri::Result<()> {
    let monitor = window.current_monitor().ok().flatten().or_else(|| pointed_at(window.app_handle()));
    let area = monitor.as_ref().map(work_area);
    let size = area.map_or(wanted, |area| within(area, wanted));
    window.set_min_size(Some(size))?;
    window.set_max_size(Some(size))?;
    window.set_size(size)?;
    match area {
        Some(area) => window.set_position(corner(area, size, at_bottom())),
        None => Ok(()),
    }
}

/// The screen with the pointer: the window comes up there.
fn pointed_at<R: Runtime>(app: &AppHandle<R>) -> Option<Monitor> {
    let primary = app.primary_monitor().ok().flatten();
    let monitors = app.available_monitors().unwrap_or_default();
    let scale = primary.as_ref().or(monitors.first()).map_or(1.0, Monitor::scale_factor);
    let at = app.cursor_position().ok().map(|at| as_monitors_count(at, scale, cfg!(windows)));
    at.and_then(|(x, y)| app.monitor_from_point(x, y).ok().flatten()).or(primary)
}

/// A place of the pointer in the pixels by which monitors are found: physical ones on Windows, logical ones elsewhere.
/// There it is told multiplied by the `scale` of the primary monitor, whichever it is on, and monitors of another
/// scale have their own rectangles multiplied by theirs: only in logical pixels do they fit together.
fn as_monitors_count(at: PhysicalPosition<f64>, scale: f64, physical: bool) -> (f64, f64) {
    if physical { at.into() } else { at.to_logical::<f64>(scale).into() }
}

/// A screen without panels and docks, in logical pixels.
#[derive(Clone, Copy)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

fn work_area(monitor: &Monitor) -> Area {
    let area = monitor.work_area();
    let (position, size) =
        (area.position.to_logical::<f64>(monitor.scale_factor()), area.size.to_logical::<f64>(monitor.scale_factor()));
    Area { x: position.x, y: position.y, width: size.width, height: size.height }
}

fn within(area: Area, size: LogicalSize<f64>) -> LogicalSize<f64> {
    let most = |room: f64| (room - 2.0 * MARGIN).max(1.0);
    LogicalSize::new(size.width.min(most(area.width)), size.height.min(most(area.height)))
}

fn corner(area: Area, size: LogicalSize<f64>, at_bottom: bool) -> LogicalPosition<f64> {
    let top = if at_bottom { area.height - size.height - MARGIN } else { MARGIN };
    LogicalPosition::new(area.x + area.width - size.width - MARGIN, area.y + top)
}

/// Where this system shows its notifications.
fn at_bottom() -> bool {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    cfg!(windows) || desktop.split(':').any(|name| name.eq_ignore_ascii_case("kde"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { x: 1920.0, y: 32.0, width: 1280.0, height: 960.0 };

    #[test]
    fn it_stands_in_its_corner_of_the_work_area_and_grows_away_from_it() {
        assert_eq!(corner(AREA, USUAL, false), LogicalPosition::new(2804.0, 48.0));
        assert_eq!(corner(AREA, USUAL, true), LogicalPosition::new(2804.0, 808.0));
        let large = LogicalSize::new(760.0, 400.0);
        assert_eq!(corner(AREA, large, true), LogicalPosition::new(2424.0, 576.0));
    }

    #[test]
    fn the_pointer_is_looked_for_where_it_is_on_screens_of_any_scale() {
        // A primary monitor of 1440 × 900 with a scale of 2, and one with a scale of 1 to its right.
        let there = |x, y| as_monitors_count(PhysicalPosition::new(x, y), 2.0, false);
        assert_eq!(there(2_000.0, 200.0), (1_000.0, 100.0), "not on the second");
        assert_eq!(there(3_000.0, 200.0), (1_500.0, 100.0), "on the second");
        assert_eq!(as_monitors_count(PhysicalPosition::new(2_000.0, 200.0), 2.0, true), (2_000.0, 200.0));
    }

    #[test]
    fn it_is_never_larger_than_the_work_area() {
        assert_eq!(within(AREA, LogicalSize::new(760.0, 2_000.0)), LogicalSize::new(760.0, 928.0));
        assert_eq!(within(AREA, USUAL), USUAL);
    }
}
