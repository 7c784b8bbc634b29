//! `screenshot DISPLAY FILE`: what an X display shows, as PNG; for `cargo xtask run` without a display.

use std::{error::Error, path::Path, process::ExitCode};

use support::picture::Picture;
use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt, ImageFormat},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [display, file] = arguments.as_slice() else {
        eprintln!("usage: screenshot DISPLAY FILE");
        return ExitCode::from(2);
    };
    match take(display, Path::new(file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("screenshot: {error}");
            ExitCode::FAILURE
        }
    }
}

fn take(display: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let (connection, screen) = x11rb::connect(Some(display))?;
    let screen = &connection.setup().roots[screen];
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    let image = connection.get_image(ImageFormat::Z_PIXMAP, screen.root, 0, 0, width, height, u32::MAX)?.reply()?;
    Picture::from_bgrx(width.into(), height.into(), &image.data).save(file);
    Ok(())
}
