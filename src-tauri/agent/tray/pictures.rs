//! The drawings of the tray's icon, as the panels want them.

use std::io::Cursor;

use super::face::Mark;

/// What lies behind the icon.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Panel {
    Dark,
    Light,
}

/// The drawing of `mark` in all sizes; `second` is the other of the two that alternate while it rings.
pub(super) fn pictures(mark: Mark, second: bool, panel: Panel) -> Vec<ksni::Icon> {
    files(mark, second, panel).iter().filter_map(|png| decoded(png)).collect()
}

fn decoded(png: &[u8]) -> Option<ksni::Icon> {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().ok()?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut data).ok()?;
    if (frame.color_type, frame.bit_depth) != (png::ColorType::Rgba, png::BitDepth::Eight) {
        return None;
    }
    data.truncate(frame.buffer_size());
    data.chunks_exact_mut(4).for_each(|pixel| pixel.rotate_right(1)); // from RGBA to ARGB
    Some(ksni::Icon { width: frame.width.try_into().ok()?, height: frame.height.try_into().ok()?, data })
}

macro_rules! drawing {
    ($name:literal, $panel:ident) => {
        match $panel {
            Panel::Dark => drawing!(@sizes $name, "dark"),
            Panel::Light => drawing!(@sizes $name, "light"),
        }
    };
    (@sizes $name:literal, $panel:literal) => {
        [
            include_bytes!(concat!("../../../icons/tray/", $name, "-", $panel, "-22.png")).as_slice(),
            include_bytes!(concat!("../../../icons/tray/", $name, "-", $panel, "-32.png")).as_slice(),
            include_bytes!(concat!("../../../icons/tray/", $name, "-", $panel, "-44.png")).as_slice(),
        ]
    };
}

fn files(mark: Mark, second: bool, panel: Panel) -> [&'static [u8]; 3] {
    match (mark, second) {
        (Mark::InCall, _) => drawing!("incall", panel),
        (Mark::Missed, _) => drawing!("unread", panel),
        (Mark::Normal, _) => drawing!("normal", panel),
        (Mark::Offline, _) => drawing!("offline", panel),
        (Mark::Quiet, _) => drawing!("dnd", panel),
        (Mark::Ringing, false) => drawing!("ringing", panel),
        (Mark::Ringing, true) => drawing!("ringing2", panel),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_comes_in_three_sizes_and_is_not_empty() {
        for mark in [Mark::InCall, Mark::Missed, Mark::Normal, Mark::Offline, Mark::Quiet, Mark::Ringing] {
            for panel in [Panel::Dark, Panel::Light] {
                let icons = pictures(mark, false, panel);
                assert_eq!(
                    icons.iter().map(|icon| (icon.width, icon.height)).collect::<Vec<_>>(),
                    [(22, 22), (32, 32), (44, 44)]
                );
                assert!(icons.iter().all(|icon| icon.data.len() == (icon.width * icon.height * 4) as usize));
                assert!(icons.iter().all(|icon| icon.data.chunks(4).any(|pixel| pixel[0] == 255)), "{mark:?}");
            }
        }
    }

    #[test]
    fn the_mark_is_bright_on_a_dark_panel_and_dark_on_a_light_one() {
        let brightest = |panel| {
            let icon = pictures(Mark::Normal, false, panel).remove(0);
            icon.data.chunks(4).filter(|pixel| pixel[0] == 255).map(|pixel| pixel[1]).max().unwrap()
        };
        assert!(brightest(Panel::Dark) > 200 && brightest(Panel::Light) < 60);
    }

    #[test]
    fn two_drawings_alternate_while_it_rings() {
        let data = |second| pictures(Mark::Ringing, second, Panel::Dark).remove(0).data;
        assert_ne!(data(false), data(true));
    }
}
