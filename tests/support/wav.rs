//! Sound files to bring along.

use base64::{Engine, prelude::BASE64_STANDARD};

/// A WAV file that hums at `pitch`, in Base64.
pub fn hum(pitch: f64, seconds: u32) -> String {
    let wave = |n: u32| (f64::from(n) / f64::from(RATE) * pitch * std::f64::consts::TAU).sin();
    let samples: Vec<u8> = (0..RATE * seconds).flat_map(|n| ((wave(n) * 20_000.0) as i16).to_le_bytes()).collect();
    let length = u32::try_from(samples.len()).expect("a hum lasts seconds");
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]); // PCM, one channel
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    file.extend([2, 0, 16, 0]); // two bytes a frame, sixteen bits a sample
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(samples);
    BASE64_STANDARD.encode(file)
}

const RATE: u32 = 16_000;
