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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pitch_is_told_from_a_note_beside_it() {
        let ear = Goertzel::new(425.0, 48_000.0);
        let (energy, found) = ear.measure(&sine(425.0));
        assert!(found > 0.9 * energy);
        let (energy, found) = ear.measure(&sine(659.25));
        assert!(found < 0.1 * energy);
    }

    fn sine(pitch: f64) -> Vec<i16> {
        let angle = |n: i32| std::f64::consts::TAU * pitch * f64::from(n) / 48_000.0;
        (0..4_800).map(|n| (angle(n).sin() * 5_000.0) as i16).collect()
    }
}
