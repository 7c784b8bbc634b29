//! The frame buffer of an X server, as a picture.
//!
//! Xvfb keeps its screen in a file (an XWD dump); a PNG without compression is a matter of three chunks.

/// A PNG of an XWD dump with 32 bits for each pixel; nothing if it is something else.
pub(super) fn png(dump: &[u8]) -> Option<Vec<u8>> {
    let word = |index: usize| {
        let bytes = dump.get(index * 4..index * 4 + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let [header, width, height, bits, stride, colours] =
        [word(0)?, word(4)?, word(5)?, word(11)?, word(12)?, word(19)?];
    if bits != 32 {
        return None;
    }
    let start = (header + colours * 12) as usize;
    let mut rows = Vec::new();
    for row in 0..height as usize {
        let from = start + row * stride as usize;
        rows.push(0); // this row is not filtered
        for pixel in dump.get(from..from + width as usize * 4)?.chunks_exact(4) {
            rows.extend([pixel[2], pixel[1], pixel[0]]); // lowest byte first: blue, green, red
        }
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(&mut file, b"IHDR", &[&size[..], &[8, 2, 0, 0, 0]].concat());
    chunk(&mut file, b"IDAT", &stored(&rows));
    chunk(&mut file, b"IEND", &[]);
    Some(file)
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).expect("a screen has less than 4 GB");
    file.extend(length.to_be_bytes());
    let from = file.len();
    file.extend(kind);
    file.extend(content);
    let sum = crc32(&file[from..]);
    file.extend(sum.to_be_bytes());
}

/// A zlib stream that stores what it is given.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("blocks are that small");
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(bytes).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = !0_u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
        }
    }
    !sum
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    (b << 16) | a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_dump_of_two_pixels_is_a_picture_of_two_pixels() {
        let mut dump = vec![0; 100];
        for (index, value) in [(0, 100_u32), (4, 2), (5, 1), (11, 32), (12, 8)] {
            dump[index * 4..index * 4 + 4].copy_from_slice(&value.to_be_bytes());
        }
        dump.extend([1, 2, 3, 0, 4, 5, 6, 0]);
        let png = png(&dump).unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let pixels = [0, 3, 2, 1, 6, 5, 4];
        assert!(png.windows(pixels.len()).any(|window| window == pixels), "{png:?}");
        assert_eq!(super::png(&dump[..100]), None, "half a dump");
    }
}
