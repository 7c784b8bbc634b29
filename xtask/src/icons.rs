//! The program's icons, in the form each system wants, from pictures of each size in `icons/app/`.
//!
//! Windows and macOS keep several sizes in one file, each of them a PNG as it is.

use std::{fs, path::PathBuf};

use crate::{Outcome, command::root};

/// Writes `icons/*.png`, `icons/icon.ico` and `icons/icon.icns`.
///
/// # Errors
/// A picture is missing, or a file cannot be written.
pub(crate) fn write() -> Outcome {
    for (name, size) in [("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)] {
        store(name, &picture(size)?)?;
    }
    store("icon.ico", &ico(&pictures(&[16, 24, 32, 64, 256])?))?;
    store("icon.icns", &icns(&pictures(&[32, 64, 128, 256, 512, 1024])?))
}

type Sized = (u32, Vec<u8>);

fn pictures(sizes: &[u32]) -> Outcome<Vec<Sized>> {
    sizes.iter().map(|&size| Ok((size, picture(size)?))).collect()
}

fn picture(size: u32) -> Outcome<Vec<u8>> {
    let path = folder().join(format!("app/app-icon-{size}.png"));
    fs::read(&path).map_err(|e| format!("{} cannot be read: {e}", path.display()).into())
}

fn store(name: &str, bytes: &[u8]) -> Outcome {
    let path = folder().join(name);
    fs::write(&path, bytes).map_err(|e| format!("{} cannot be written: {e}", path.display()).into())
}

fn folder() -> PathBuf {
    root().join("icons")
}

/// Windows: a directory, then the pictures. A size of 256 is written as 0.
fn ico(pictures: &[Sized]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend([0, 0, 1, 0]);
    file.extend(u16_of(pictures.len()).to_le_bytes());
    let mut offset = 6 + 16 * u32_of(pictures.len());
    for (size, png) in pictures {
        let size = u8::try_from(*size).unwrap_or(0);
        file.extend([size, size, 0, 0, 1, 0, 32, 0]);
        file.extend(u32_of(png.len()).to_le_bytes());
        file.extend(offset.to_le_bytes());
        offset += u32_of(png.len());
    }
    pictures.iter().for_each(|(_, png)| file.extend(png));
    file
}

/// macOS: a length, then the pictures, each with its kind and length.
fn icns(pictures: &[Sized]) -> Vec<u8> {
    let mut entries = Vec::new();
    for (size, png) in pictures {
        let kinds: &[&[u8; 4]] = match size {
            32 => &[b"ic11"],
            64 => &[b"ic12"],
            128 => &[b"ic07"],
            256 => &[b"ic08", b"ic13"],
            512 => &[b"ic09", b"ic14"],
            1024 => &[b"ic10"],
            _ => &[],
        };
        for kind in kinds {
            entries.extend(*kind);
            entries.extend((u32_of(png.len()) + 8).to_be_bytes());
            entries.extend(png);
        }
    }
    let mut file = b"icns".to_vec();
    file.extend((u32_of(entries.len()) + 8).to_be_bytes());
    file.extend(entries);
    file
}

fn u16_of(length: usize) -> u16 {
    u16::try_from(length).expect("there are a handful of sizes")
}

fn u32_of(length: usize) -> u32 {
    u32::try_from(length).expect("icons are small")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_lies_where_the_directory_of_an_ico_says() {
        let file = ico(&[(16, vec![1; 10]), (256, vec![2; 20])]);
        assert_eq!(file[..6], [0, 0, 1, 0, 2, 0]);
        let entry = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!((file[6], file[22]), (16, 0));
        assert_eq!((entry(14), entry(18)), (10, 38));
        assert_eq!((entry(30), entry(34)), (20, 48));
        assert_eq!(file[38], 1);
        assert_eq!(file[48..], [2; 20]);
    }

    #[test]
    fn an_icns_says_how_long_it_is() {
        let file = icns(&[(128, vec![7; 5])]);
        assert_eq!(file[..4], *b"icns");
        assert_eq!(u32::from_be_bytes(file[4..8].try_into().unwrap()) as usize, file.len());
        assert_eq!(file[8..12], *b"ic07");
        assert_eq!(file[12..16], 13_u32.to_be_bytes());
    }
}
