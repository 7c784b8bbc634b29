//! Telling tones apart.

/// The tones of our programs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tone {
    /// Somebody calls: a melody.
    Ring,
    /// It rings at the other end: 425 Hz.
    RingBack,
}

/// How much of a sound is at one pitch.
#[derive(Clone, Debug)]
pub struct Goertzel {
    coefficient: f64,
}

impl Goertzel {
    /// Listens for `pitch` in samples taken at `rate`.
    pub fn new(pitch: f64, rate: f64) -> Self {
        Self { coefficient: 2.0 * (std::f64::consts::TAU * pitch / rate).cos() }
    }

    /// The energy of all samples, and the part of it at the pitch.
    pub fn measure(&self, samples: &[i16]) -> (f64, f64) {
        let (mut before, mut last, mut energy) = (0.0, 0.0, 0.0);
        for sample in samples.iter().map(|sample| f64::from(*sample)) {
            (before, last) = (last, sample + self.coefficient * last - before);
            energy += sample * sample;
        }
        let power = before * before + last * last - self.coefficient * before * last;
        (energy, 2.0 * power / samples.len() as f64)
    }
}
