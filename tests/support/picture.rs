//! Pictures of a screen.

use std::{fs::File, io::BufWriter, path::Path};

/// Pixels in rows from the top, three bytes each.
#[derive(Clone, Eq, PartialEq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// From the four bytes a pixel that an X server hands out.
    pub fn from_bgrx(width: u32, height: u32, data: &[u8]) -> Self {
        let rgb = data.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        Self { width, height, rgb }
    }

    /// From a PNG, as browsers hand them out.
    pub fn from_png(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::STRIP_16 | png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a browser hands out PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a screen fits into memory")];
        let info = reader.next_frame(&mut pixels).expect("the picture is whole");
        let samples = info.color_type.samples();
        let rgb = pixels[..info.buffer_size()].chunks_exact(samples).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        Self { width: info.width, height: info.height, rgb: rgb.collect() }
    }

    /// Writes it as PNG.
    pub fn save(&self, path: &Path) {
        let folder = path.parent().expect("a picture lies in a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        let file = BufWriter::new(File::create(path).expect("the file can be made"));
        let mut encoder = png::Encoder::new(file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().expect("the file can be written");
        writer.write_image_data(&self.rgb).expect("the file can be written");
    }

    /// How many different colours it has: an empty page has one or two.
    pub fn colours(&self) -> usize {
        let pixels = self.rgb.chunks_exact(3);
        pixels.collect::<std::collections::HashSet<_>>().len()
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.width, self.height)
    }
}
