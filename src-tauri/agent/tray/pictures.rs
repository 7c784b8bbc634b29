//! The drawings of the tray's icon, as the panels want them.

use std::io::Cursor;

use super::{face::Mark, panel::Panel};

/// A drawing, dot by dot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Red, green, blue and how opaque.
    pub(super) dots: Vec<u8>,
}

/// The drawing of `mark` in all sizes; `second` is the other of the two that alternate while it rings.
pub(super) fn pictures(mark: Mark, second: bool, panel: Panel) -> Vec<Picture> {
    files(mark, second, panel).iter().filter_map(|png| decoded(png)).collect()
}

fn decoded(png: &[u8]) -> Option<Picture> {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().ok()?;
    let mut dots = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut dots).ok()?;
    if (frame.color_type, frame.bit_depth) != (png::ColorType::Rgba, png::BitDepth::Eight) {
        return None;
    }
    dots.truncate(frame.buffer_size());
    Some(Picture { width: frame.width, height: frame.height, dots })
}

macro_rules! drawing {
    ($name:literal, $panel:ident) => {
        match $panel {
            Panel::Dark => drawing!(@sizes $name, "dark"),
            Panel::Light => drawing!(@sizes $name, "light"),
            #[cfg(any(test, target_os = "macos"))]
            Panel::Shape => drawing!(@sizes $name, "template"),
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
        (Mark::Normal, _) => drawing!("normal", panel),
        (Mark::Offline, _) => drawing!("offline", panel),
        (Mark::Quiet, _) => drawing!("dnd", panel),
        (Mark::Ringing, false) => drawing!("ringing", panel),
        (Mark::Ringing, true) => drawing!("ringing2", panel),
        (Mark::Waiting, _) => drawing!("unread", panel),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: [Mark; 6] = [Mark::InCall, Mark::Normal, Mark::Offline, Mark::Quiet, Mark::Ringing, Mark::Waiting];

    fn opaque(picture: &Picture) -> impl Iterator<Item = &[u8]> {
        picture.dots.chunks(4).filter(|dot| dot[3] == 255)
    }

    #[test]
    fn every_drawing_comes_in_three_sizes_and_is_not_empty() {
        for mark in MARKS {
            for panel in [Panel::Dark, Panel::Light, Panel::Shape] {
                let pictures = pictures(mark, false, panel);
                let sizes: Vec<_> = pictures.iter().map(|picture| (picture.width, picture.height)).collect();
                assert_eq!(sizes, [(22, 22), (32, 32), (44, 44)]);
                assert!(pictures.iter().all(|it| it.dots.len() == (it.width * it.height * 4) as usize));
                assert!(pictures.iter().all(|picture| opaque(picture).next().is_some()), "{mark:?} {panel:?}");
            }
        }
    }

    #[test]
    fn the_mark_is_bright_on_a_dark_panel_and_dark_on_a_light_one() {
        let brightest = |panel| opaque(&pictures(Mark::Normal, false, panel)[0]).map(|dot| dot[0]).max().unwrap();
        assert!(brightest(Panel::Dark) > 200 && brightest(Panel::Light) < 60);
    }

    #[test]
    fn a_shape_tells_every_mark_without_a_colour() {
        let shape = |mark| pictures(mark, false, Panel::Shape).remove(2);
        for mark in MARKS {
            assert!(shape(mark).dots.chunks(4).all(|dot| dot[3] == 0 || dot[..3] == [0, 0, 0]), "{mark:?}");
            assert_eq!(MARKS.iter().filter(|other| shape(**other) == shape(mark)).count(), 1, "{mark:?}");
        }
    }

    #[test]
    fn two_drawings_alternate_while_it_rings() {
        for panel in [Panel::Dark, Panel::Light, Panel::Shape] {
            let drawing = |second| pictures(Mark::Ringing, second, panel).remove(0);
            assert_ne!(drawing(false), drawing(true), "{panel:?}");
        }
    }
}
