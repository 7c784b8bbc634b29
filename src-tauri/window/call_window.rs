//! The small window of a ringing call: borderless, above others, in the corner, never taking the focus.

use tauri::{
    AppHandle, LogicalPosition, LogicalSize, Manager, Monitor, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};
use vconnct_client::{
    local::Profile,
    update::{Calls, EndReason, IncomingCall, IncomingPhase},
};

#[cfg(target_os = "linux")]
use crate::main_window;
use crate::{page, report, windows::Windows};

pub(crate) const LABEL: &str = "call";

const WIDTH: f64 = 380.0;
/// From the edges of the work area.
const MARGIN: f64 = 16.0;
/// Calls below the first one, and the height of each.
const MOST_OTHERS: usize = 2;
const OTHER: f64 = 64.0;

/// How high the window is for what it shows.
pub(crate) fn height(calls: &Calls) -> f64 {
    let mut shown = calls.incoming.iter().filter(|call| call.phase != IncomingPhase::Dismissed);
    let first = shown.next().map_or(Shape::Buttons, shape);
    let others = shown.take(MOST_OTHERS).map(|_| OTHER).sum::<f64>();
    others
        + match first {
            Shape::Buttons => 168.0,
            Shape::Plain => 116.0,
            Shape::Replies => 390.0,
        }
}

#[derive(Clone, Copy)]
enum Shape {
    Buttons,
    Plain,
    Replies,
}

fn shape(call: &IncomingCall) -> Shape {
    match call.phase {
        IncomingPhase::Ringing { silenced: true, .. } => Shape::Replies,
        IncomingPhase::Accepting
        | IncomingPhase::Over { reason: EndReason::AnsweredElsewhere | EndReason::Declined, .. } => Shape::Plain,
        IncomingPhase::Ringing { .. } | IncomingPhase::Over { .. } | IncomingPhase::Dismissed => Shape::Buttons,
    }
}

/// Makes the window. It is on screen the sooner if it can share the main window's web process.
pub(crate) fn open(app: &AppHandle, profile: Profile, height: f64) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(main) = app.get_webview_window(main_window::LABEL) {
        use gtk::glib::{SendWeakRef, clone::Downgrade};
        let app = app.clone();
        return main.with_webview(move |view| {
            let view = SendWeakRef::from(view.inner().downgrade());
            // Not at once: no window can be made while another is being looked into.
            let build = move |app: &AppHandle| {
                let builder = builder(app, &profile, height);
                match view.upgrade() {
                    Some(view) => show(builder.with_related_view(view)),
                    None => show(builder),
                }
            };
            told(on_main_thread(&app, build));
        });
    }
    on_main_thread(app, move |app| show(builder(app, &profile, height)))
}

fn on_main_thread(
    app: &AppHandle,
    work: impl FnOnce(&AppHandle) -> tauri::Result<()> + Send + 'static,
) -> tauri::Result<()> {
    let own = app.clone();
    app.run_on_main_thread(move || told(work(&own)))
}

fn builder<'a>(app: &'a AppHandle, profile: &Profile, height: f64) -> WebviewWindowBuilder<'a, tauri::Wry, AppHandle> {
    let place = place(app, height);
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("popup.html".into()))
        .title("Vconnct")
        .inner_size(WIDTH, height)
        // Not `resizable(false)`: GTK would make it 200 high at least.
        .min_inner_size(WIDTH, height)
        .max_inner_size(WIDTH, height)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible_on_all_workspaces(true)
        .focused(false)
        .visible(false);
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
    }
    window.show()?;
    report::watch(&window)?;
    window.state::<Windows>().made_call_window(&window)
}

fn told(outcome: tauri::Result<()>) {
    if let Err(e) = outcome {
        eprintln!("vconnct-window: the call window cannot be shown: {e}");
    }
}

/// Grows or shrinks the window away from its corner.
pub(crate) fn fit(window: &WebviewWindow, height: f64) -> tauri::Result<()> {
    let size = LogicalSize::new(WIDTH, height);
    window.set_min_size(Some(size))?;
    window.set_max_size(Some(size))?;
    window.set_size(size)?;
    match place(window.app_handle(), height) {
        Some(place) => window.set_position(place),
        None => Ok(()),
    }
}

/// Where it belongs: on the screen with the pointer.
fn place<R: Runtime>(app: &AppHandle<R>, height: f64) -> Option<LogicalPosition<f64>> {
    let pointed_at = app.cursor_position().ok().and_then(|at| app.monitor_from_point(at.x, at.y).ok().flatten());
    let monitor = pointed_at.or_else(|| app.primary_monitor().ok().flatten())?;
    Some(corner(work_area(&monitor), height, at_bottom()))
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

fn corner(area: Area, height: f64, at_bottom: bool) -> LogicalPosition<f64> {
    let top = if at_bottom { area.height - height - MARGIN } else { MARGIN };
    LogicalPosition::new(area.x + area.width - WIDTH - MARGIN, area.y + top)
}

/// Where this system shows its notifications.
fn at_bottom() -> bool {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    cfg!(windows) || desktop.split(':').any(|name| name.eq_ignore_ascii_case("kde"))
}

#[cfg(test)]
mod tests {
    use vconnct_client::{
        action::RoomRef,
        update::{LocalTime, Person},
    };

    use super::*;

    fn calls(phases: impl IntoIterator<Item = IncomingPhase>) -> Calls {
        let room = RoomRef { workspace: "w".to_owned(), room_id: "r".into() };
        let incoming = phases.into_iter().enumerate().map(|(number, phase)| IncomingCall {
            call_id: number.to_string().into(),
            room: room.clone(),
            workspace_name: String::new(),
            caller: Person::default(),
            since: LocalTime::default(),
            until: LocalTime::default(),
            phase,
            quiet: None,
            hushed: false,
            mic: None,
            cam: None,
            trial: false,
        });
        Calls { incoming: incoming.collect(), ..Calls::default() }
    }

    const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };

    #[test]
    fn it_is_as_high_as_what_it_shows() {
        assert_eq!(height(&calls([RINGING])), 168.0);
        assert_eq!(height(&calls([IncomingPhase::Ringing { silenced: true, reconnecting: false }])), 390.0);
        assert_eq!(height(&calls([IncomingPhase::Accepting])), 116.0);
        assert_eq!(height(&calls([IncomingPhase::Over { reason: EndReason::AnsweredElsewhere, rang_ms: 1 }])), 116.0);
        assert_eq!(height(&calls([IncomingPhase::Over { reason: EndReason::Canceled, rang_ms: 1 }])), 168.0);
    }

    #[test]
    fn each_further_call_adds_a_row_up_to_three_calls() {
        assert_eq!(height(&calls([RINGING, RINGING])), 232.0);
        assert_eq!(height(&calls([RINGING, RINGING, RINGING])), 296.0);
        assert_eq!(height(&calls([RINGING, RINGING, RINGING, RINGING])), 296.0);
        assert_eq!(height(&calls([IncomingPhase::Dismissed, RINGING])), 168.0);
    }

    #[test]
    fn it_stands_in_its_corner_of_the_work_area_and_grows_away_from_it() {
        let area = Area { x: 1920.0, y: 32.0, width: 1280.0, height: 960.0 };
        assert_eq!(corner(area, 168.0, false), LogicalPosition::new(2804.0, 48.0));
        assert_eq!(corner(area, 168.0, true), LogicalPosition::new(2804.0, 808.0));
        assert_eq!(corner(area, 390.0, true), LogicalPosition::new(2804.0, 586.0));
    }
}
