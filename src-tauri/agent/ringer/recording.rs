//! A person's own ring tone: a file, decoded once and kept in memory, so that no ring waits for the disk.

use std::io::Cursor;

use rodio::{Decoder, Source};
use thiserror::Error;

/// A sound in mono.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Recording {
    rate: u32,
    /// Half the size that floats would have: it is held as long as the agent runs.
    samples: Vec<i16>,
}

/// Why a file cannot ring.
#[derive(Debug, Error)]
pub(crate) enum Unfit {
    #[error("it is no sound of a kind that can be played")]
    NotASound,
    #[error("it is longer than a call rings")]
    TooLong,
}

impl Recording {
    /// Decodes a file: WAV, FLAC, Ogg Vorbis or MP3.
    pub(crate) fn decode(file: Vec<u8>) -> Result<Self, Unfit> {
        if file.len() > LARGEST {
            return Err(Unfit::TooLong);
        }
        let decoder = Decoder::new(Cursor::new(file)).map_err(|_| Unfit::NotASound)?;
        let (channels, rate) = (usize::from(decoder.channels().get()), decoder.sample_rate().get());
        let longest = usize::try_from(u64::from(LONGEST_S) * u64::from(rate)).unwrap_or(usize::MAX);
        // One more than there may be, so that what is longer is noticed and no more of it is decoded.
        let all: Vec<f32> = decoder.take((longest + 1).saturating_mul(channels)).collect();
        let samples: Vec<i16> = all.chunks_exact(channels).map(mono).collect();
        match samples.len() {
            length if length > longest => Err(Unfit::TooLong),
            _ if samples.iter().all(|sample| sample.unsigned_abs() < AUDIBLE) => Err(Unfit::NotASound),
            _ => Ok(Self { rate, samples }),
        }
    }

    #[cfg(test)]
    pub(crate) fn of(rate: u32, samples: Vec<i16>) -> Self {
        Self { rate, samples }
    }

    pub(crate) fn length_ms(&self) -> u32 {
        let ms = self.samples.len() as u64 * 1_000 / u64::from(self.rate.max(1));
        u32::try_from(ms).unwrap_or(u32::MAX)
    }

    /// Its samples at another rate, on straight lines between them.
    pub(crate) fn at(&self, rate: u32) -> Vec<f32> {
        let length = self.samples.len() as u64 * u64::from(rate) / u64::from(self.rate);
        let step = f64::from(self.rate) / f64::from(rate);
        let sample = |index: usize| f32::from(self.samples[index.min(self.samples.len() - 1)]) / f32::from(i16::MAX);
        let between = |frame: u64| {
            let place = frame as f64 * step;
            let (index, share) = (place as usize, place.fract() as f32);
            sample(index) * (1.0 - share) + sample(index + 1) * share
        };
        (0..length).map(between).collect()
    }
}

fn mono(frame: &[f32]) -> i16 {
    let mean = frame.iter().sum::<f32>() / frame.len() as f32;
    (mean.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16
}

/// As long as a call rings.
pub(crate) const LONGEST_S: u32 = 30;
/// In Base64 it still fits into one line of the local socket.
pub(crate) const LARGEST_MB: u32 = 5;
const LARGEST: usize = (LARGEST_MB as usize) << 20;
/// A file that never gets this loud would be missed.
const AUDIBLE: u16 = 64;

/// A WAV file with two channels: one sounds, one does not.
#[cfg(test)]
pub(crate) fn wav(rate: u32, seconds: u32) -> Vec<u8> {
    let frames = (0..rate * seconds).flat_map(|n| [((n % 50) * 400) as i16, 0]);
    let data: Vec<u8> = frames.flat_map(i16::to_le_bytes).collect();
    let mut file = Vec::new();
    let length = u32::try_from(data.len()).expect("a test is short");
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    file.extend([1, 0, 2, 0]);
    file.extend(rate.to_le_bytes());
    file.extend((rate * 4).to_le_bytes());
    file.extend([4, 0, 16, 0]);
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(data);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_heard_in_its_own_time_at_the_rate_of_any_device() {
        let recording = Recording::decode(wav(8_000, 2)).unwrap();
        assert_eq!(recording.length_ms(), 2_000);
        for rate in [8_000, 44_100, 48_000] {
            let samples = recording.at(rate);
            assert_eq!(samples.len(), 2 * rate as usize);
            // Its wave has 160 turns a second: so many times it falls back to where it began.
            let falls = samples.windows(2).filter(|pair| pair[0] > 0.1 && pair[1] <= 0.1).count();
            assert!((319..=320).contains(&falls), "{falls} at {rate}");
        }
    }

    #[test]
    fn what_is_no_sound_or_makes_none_is_refused() {
        let cut = wav(8_000, 2)[..40].to_vec();
        let silent = wav(8_000, 2).into_iter().enumerate().map(|(at, byte)| if at < 44 { byte } else { 0 }).collect();
        for file in [Vec::new(), b"<html>".to_vec(), vec![255; 4_000], cut, silent] {
            assert!(matches!(Recording::decode(file), Err(Unfit::NotASound)));
        }
    }

    #[test]
    fn what_lasts_longer_than_a_ring_is_refused() {
        assert!(Recording::decode(wav(8_000, 30)).is_ok());
        assert!(matches!(Recording::decode(wav(8_000, 31)), Err(Unfit::TooLong)));
        assert!(matches!(Recording::decode(vec![0; LARGEST + 1]), Err(Unfit::TooLong)));
    }
}
