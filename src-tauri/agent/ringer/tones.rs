//! The tones, synthesised at the rate of the device that plays them (design 9).

use std::f64::consts::TAU;

/// What can be heard.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tone {
    /// They answered, or the call that was accepted is there.
    Answered,
    /// Somebody calls while this person is in a call.
    Beep,
    /// Somebody calls: Brook.
    Ring,
    /// Somebody is being called.
    RingBack,
}

/// One turn of a tone in mono: what sounds, and then silence up to `turn` frames.
#[derive(Debug, PartialEq)]
pub(crate) struct Phrase {
    /// Begins and ends in silence.
    pub(crate) samples: Vec<f32>,
    /// Frames from the beginning of one turn to the next; nothing for a tone that sounds once.
    pub(crate) turn: Option<usize>,
    /// The first turn begins 12 dB quieter and rises.
    pub(crate) rises: bool,
}

impl Tone {
    /// This tone at `rate` frames a second, at full loudness.
    pub(crate) fn phrase(self, rate: u32) -> Phrase {
        match self {
            Tone::Answered => Phrase { samples: written(&ANSWERED, -22.0, rate), turn: None, rises: false },
            Tone::Beep => {
                Phrase { samples: written(&BEEP, -20.0, rate), turn: Some(frames(6_000, rate)), rises: false }
            }
            Tone::Ring => {
                Phrase { samples: written(&BROOK, -12.0, rate), turn: Some(frames(3_000, rate)), rises: true }
            }
            Tone::RingBack => {
                Phrase { samples: written(&RING_BACK, -26.0, rate), turn: Some(frames(3_000, rate)), rises: false }
            }
        }
    }
}

/// How many frames `ms` milliseconds are.
pub(crate) fn frames(ms: u32, rate: u32) -> usize {
    usize::try_from(u64::from(ms) * u64::from(rate) / 1_000).expect("a tone lasts seconds, not days")
}

/// The factor of a gain in decibels.
pub(crate) fn decibels(db: f32) -> f32 {
    10f32.powf(db / 20.0)
}

/// A note: when it begins, how long it lasts, how high it is, how it sounds.
struct Note {
    at_ms: u32,
    ms: u32,
    hertz: f32,
    timbre: Timbre,
}

#[derive(Clone, Copy)]
struct Timbre {
    /// How loud its second partial is beside the first.
    overtone: f64,
    /// How far it falls over its length.
    fall_db: f64,
}

fn written(notes: &[Note], peak_db: f32, rate: u32) -> Vec<f32> {
    let end = notes.iter().map(|note| note.at_ms + note.ms).max().unwrap_or_default();
    let mut samples = vec![0.0; frames(end, rate)];
    for note in notes {
        play(note, &mut samples[frames(note.at_ms, rate)..], rate);
    }
    scale_to(decibels(peak_db), &mut samples);
    samples
}

/// A ring waits for this: no sine and no power is computed more than once for a note.
fn play(note: &Note, samples: &mut [f32], rate: u32) {
    let length = frames(note.ms, rate).min(samples.len());
    let (attack, release) = (frames(ATTACK_MS, rate), frames(RELEASE_MS, rate));
    let Timbre { overtone, fall_db } = note.timbre;
    let fall = 10f64.powf(fall_db / 20.0 / length as f64);
    let (step_sine, step_cosine) = (f64::from(note.hertz) * TAU / f64::from(rate)).sin_cos();
    let (mut level, mut sine, mut cosine) = (1.0, 0.0, 1.0);
    for (frame, sample) in samples[..length].iter_mut().enumerate() {
        let wave = level * (sine + overtone * 2.0 * sine * cosine); // the sine of twice the angle
        *sample += wave as f32 * rounded(frame, attack) * rounded(length - 1 - frame, release);
        level *= fall;
        (sine, cosine) = (sine * step_cosine + cosine * step_sine, cosine * step_cosine - sine * step_sine);
    }
}

/// 0 at the edge, 1 from `over` frames on, without a corner between.
fn rounded(from_edge: usize, over: usize) -> f32 {
    if from_edge >= over { 1.0 } else { 0.5 - 0.5 * (std::f32::consts::PI * from_edge as f32 / over as f32).cos() }
}

fn scale_to(peak: f32, samples: &mut [f32]) {
    let loudest = samples.iter().fold(0f32, |loudest, sample| loudest.max(sample.abs()));
    if loudest > 0.0 {
        samples.iter_mut().for_each(|sample| *sample *= peak / loudest);
    }
}

const ATTACK_MS: u32 = 8;
const RELEASE_MS: u32 = 8;

const B4: f32 = 493.883;
const E5: f32 = 659.255;
const G5: f32 = 783.991;
const G_SHARP_5: f32 = 830.609;
const B5: f32 = 987.767;
const E6: f32 = 1_318.51;

const BROOK: [Note; 6] =
    [struck(0, E5), struck(150, G_SHARP_5), struck(300, B5), struck(480, E6), struck(900, B5), struck(1_060, E6)];
const ANSWERED: [Note; 2] = [plain(0, 70, B4), plain(70, 70, E5)];
const BEEP: [Note; 1] = [plain(0, 110, G5)];
const RING_BACK: [Note; 1] = [plain(0, 1_000, 425.0)];

const PLAIN: Timbre = Timbre { overtone: 0.0, fall_db: 0.0 };
/// 14 dB between the partials.
const STRUCK: Timbre = Timbre { overtone: 0.2, fall_db: -40.0 };

const fn struck(at_ms: u32, hertz: f32) -> Note {
    Note { at_ms, ms: 420, hertz, timbre: STRUCK }
}

const fn plain(at_ms: u32, ms: u32, hertz: f32) -> Note {
    Note { at_ms, ms, hertz, timbre: PLAIN }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: [u32; 4] = [8_000, 44_100, 48_000, 192_000];
    const TONES: [Tone; 4] = [Tone::Answered, Tone::Beep, Tone::Ring, Tone::RingBack];

    #[test]
    fn a_tone_repeats_in_step_with_the_caller_at_every_rate() {
        for rate in RATES {
            assert_eq!(Tone::Ring.phrase(rate).turn, Some(3 * rate as usize));
            assert_eq!(Tone::RingBack.phrase(rate).turn, Some(3 * rate as usize));
            assert_eq!(Tone::Beep.phrase(rate).turn, Some(6 * rate as usize));
            assert_eq!(Tone::Answered.phrase(rate).turn, None);
        }
    }

    #[test]
    fn every_tone_lasts_as_long_as_it_is_written() {
        let ms = |tone: Tone| tone.phrase(48_000).samples.len() / 48;
        assert_eq!(TONES.map(ms), [140, 110, 1_480, 1_000]);
    }

    #[test]
    fn every_tone_is_as_loud_as_it_is_written() {
        for rate in RATES {
            let peaks = TONES.map(|tone| {
                let peak = tone.phrase(rate).samples.iter().fold(0f32, |loudest, sample| loudest.max(sample.abs()));
                (20.0 * peak.log10()).round() as i32
            });
            assert_eq!(peaks, [-22, -20, -12, -26]);
        }
    }

    #[test]
    fn every_turn_begins_and_ends_in_silence() {
        for (tone, rate) in TONES.into_iter().flat_map(|tone| RATES.map(|rate| (tone, rate))) {
            let Phrase { samples, turn, .. } = tone.phrase(rate);
            let edge = decibels(-70.0);
            assert!(samples[0].abs() < edge, "{tone:?} at {rate} clicks when it begins");
            assert!(samples[samples.len() - 1].abs() < edge, "{tone:?} at {rate} clicks when it ends");
            assert!(turn.is_none_or(|turn| turn > samples.len()), "{tone:?} at {rate} runs into its next turn");
        }
    }

    #[test]
    fn every_note_swells_in_instead_of_clicking() {
        for tone in TONES {
            let Phrase { samples, .. } = tone.phrase(48_000);
            let peak = |samples: &[f32]| samples.iter().fold(0f32, |loudest, sample| loudest.max(sample.abs()));
            let (first_ms, later) = (peak(&samples[..48]), peak(&samples[..960]));
            assert!(first_ms < later * 0.1, "{tone:?} begins at {first_ms} of {later}");
        }
    }

    #[test]
    fn no_two_samples_jump_further_than_the_notes_do() {
        let Phrase { samples, .. } = Tone::Ring.phrase(48_000);
        // The steepest a sum of these notes can be: its peak times the slope of E6 and its partial.
        let steepest = decibels(-12.0) * 2.0 * std::f32::consts::TAU * 2.0 * E6 / 48_000.0;
        assert!(samples.windows(2).all(|pair| (pair[1] - pair[0]).abs() < steepest));
    }
}
