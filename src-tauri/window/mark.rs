//! The mark on the main window's icon: macOS draws the number itself, Windows what is drawn here. Docks of Linux hear
//! of the number from the agent, with no window at all.

#[cfg(not(target_os = "linux"))]
use tauri::WebviewWindow;

/// Shows how much waits for the person; nothing for 0.
#[cfg(not(target_os = "linux"))]
pub(crate) fn show(window: &WebviewWindow, number: u32) -> tauri::Result<()> {
    #[cfg(windows)]
    return window.set_overlay_icon((number > 0).then(|| tauri::image::Image::new_owned(disc(SIZE), SIZE, SIZE)));
    #[cfg(not(windows))]
    window.set_badge_count((number > 0).then_some(number.into()))
}

/// A disc that fills a square of this size, as red, green, blue and opacity of each point.
#[cfg(any(test, windows))]
fn disc(size: u32) -> Vec<u8> {
    let middle = f64::from(size) / 2.0;
    let opacity = |x: u32, y: u32| {
        let away = (f64::from(x) + 0.5 - middle).hypot(f64::from(y) + 0.5 - middle);
        ((middle - away).clamp(0.0, 1.0) * 255.0) as u8 // its edge is soft
    };
    let points = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    points.flat_map(|(x, y)| [RED[0], RED[1], RED[2], opacity(x, y)]).collect()
}

/// As the number at *Calls* (design 12, stop).
#[cfg(any(test, windows))]
const RED: [u8; 3] = [0xc0, 0x26, 0x2d];
/// What Windows draws it at, and scales from.
#[cfg(windows)]
const SIZE: u32 = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disc_is_full_in_its_middle_and_empty_in_its_corners() {
        let disc = disc(16);
        let opacity = |x: usize, y: usize| disc[(y * 16 + x) * 4 + 3];
        assert_eq!(disc.len(), 16 * 16 * 4);
        assert_eq!([opacity(8, 8), opacity(1, 8)], [255, 255]);
        assert_eq!([(0, 0), (15, 0), (0, 15), (15, 15)].map(|(x, y)| opacity(x, y)), [0; 4]);
    }
}
