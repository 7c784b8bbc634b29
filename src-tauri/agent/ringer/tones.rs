//! The tones, synthesised at the rate of the device that plays them (design 9).

use std::{f64::consts::TAU, sync::Arc};

use super::recording::Recording;

/// What can be heard.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tone {
    /// They answered, or the call that was accepted is there.
    Answered,
    /// Somebody calls while this person is in a call.
    Beep,
    /// Somebody calls.
    Ring(Melody),
    /// Somebody is being called.
    RingBack,
}

/// What a call rings with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Melody {
    Bell,
    Brook,
    Classic,
    Lamp,
    /// The person's own.
    Own(Arc<Recording>),
    Wood,
}

/// One turn of a tone in mono: what sounds, and then silence up to `turn` frames.
#[derive(Debug, PartialEq)]
pub(crate) struct Phrase {
    /// Begins and ends in silence.
    pub(crate) samples: Vec<f32>,
    /// Frames from the beginning of one turn to the next; nothing for a tone that sounds once.
    pub(crate) turn: Option<usize>,
    /// It begins 12 dB quieter and rises, the first time.
    pub(crate) rises: bool,
}

impl Tone {
    /// This tone at `rate` frames a second, at full loudness.
    pub(crate) fn phrase(&self, rate: u32) -> Phrase {
        let once = |notes, peak_db| Phrase { samples: written(notes, peak_db, rate), turn: None, rises: false };
        let again = |notes, peak_db, every_ms| Phrase { turn: Some(frames(every_ms, rate)), ..once(notes, peak_db) };
        match self {
            Tone::Answered => once(&ANSWERED, -22.0),
            Tone::Beep => again(&BEEP, -20.0, 2 * CYCLE_MS),
            Tone::Ring(melody) => Phrase { rises: true, ..melody.phrase(rate) },
            Tone::RingBack => again(&RING_BACK, -26.0, CYCLE_MS),
        }
    }
}

impl Melody {
    /// How long one turn of it lasts: a whole number of the caller's signals.
    pub(crate) fn turn_ms(&self) -> u32 {
        match self {
            Melody::Own(recording) => recording.length_ms().div_ceil(CYCLE_MS).max(1) * CYCLE_MS,
            _ => CYCLE_MS,
        }
    }

    fn phrase(&self, rate: u32) -> Phrase {
        let samples = match self {
            Melody::Bell => written(&BELL, RING_PEAK_DB, rate),
            Melody::Brook => written(&BROOK, RING_PEAK_DB, rate),
            Melody::Classic => written(&CLASSIC, RING_PEAK_DB, rate),
            Melody::Lamp => written(&LAMP, RING_PEAK_DB, rate),
            Melody::Own(recording) => recorded(recording, rate),
            Melody::Wood => written(&WOOD, RING_PEAK_DB, rate),
        };
        Phrase { samples, turn: Some(frames(self.turn_ms(), rate)), rises: false }
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
#[derive(Clone, Copy)]
struct Note {
    at_ms: u32,
    ms: u32,
    hertz: f32,
    timbre: Timbre,
}

#[derive(Clone, Copy)]
struct Timbre {
    /// Beside the other notes of its tone.
    level: f64,
    /// How many octaves its second partial is above the first, and how loud beside it.
    overtone: (u32, f64),
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

/// A recording as a ring: as loud as the written ones, and without a click at its ends.
fn recorded(recording: &Recording, rate: u32) -> Vec<f32> {
    let mut samples = recording.at(rate);
    let (length, edge) = (samples.len(), frames(ATTACK_MS, rate));
    for (frame, sample) in samples.iter_mut().enumerate() {
        *sample *= rounded(frame, edge) * rounded(length - 1 - frame, edge);
    }
    scale_to(decibels(RING_PEAK_DB), &mut samples);
    samples
}

/// A ring waits for this: no sine and no power is computed more than once for a note.
fn play(note: &Note, samples: &mut [f32], rate: u32) {
    let length = frames(note.ms, rate).min(samples.len());
    let (attack, release) = (frames(ATTACK_MS, rate), frames(RELEASE_MS, rate));
    let Timbre { level, overtone: (octaves, overtone), fall_db } = note.timbre;
    let fall = 10f64.powf(fall_db / 20.0 / length as f64);
    let (step_sine, step_cosine) = (f64::from(note.hertz) * TAU / f64::from(rate)).sin_cos();
    let (mut level, mut sine, mut cosine) = (level, 0.0, 1.0);
    for (frame, sample) in samples[..length].iter_mut().enumerate() {
        let wave = level * (sine + overtone * octaves_up(sine, cosine, octaves));
        *sample += wave as f32 * rounded(frame, attack) * rounded(length - 1 - frame, release);
        level *= fall;
        (sine, cosine) = (sine * step_cosine + cosine * step_sine, cosine * step_cosine - sine * step_sine);
    }
}

/// The sine of an angle doubled so often.
fn octaves_up(sine: f64, cosine: f64, octaves: u32) -> f64 {
    let double = |(sine, cosine): (f64, f64), _| (2.0 * sine * cosine, 1.0 - 2.0 * sine * sine);
    (0..octaves).fold((sine, cosine), double).0
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

/// From one signal of the caller to the next: what rings keeps in step.
const CYCLE_MS: u32 = 3_000;
const RING_PEAK_DB: f32 = -12.0;
const ATTACK_MS: u32 = 8;
const RELEASE_MS: u32 = 8;

const A4: f32 = 440.0;
const B4: f32 = 493.883;
const C5: f32 = 523.251;
const E5: f32 = 659.255;
const G5: f32 = 783.991;
const G_SHARP_5: f32 = 830.609;
const A5: f32 = 880.0;
const B5: f32 = 987.767;
const E6: f32 = 1_318.51;

const BROOK: [Note; 6] =
    [struck(0, E5), struck(150, G_SHARP_5), struck(300, B5), struck(480, E6), struck(900, B5), struck(1_060, E6)];
const WOOD: [Note; 6] = [wood(0, A4), wood(130, E5), wood(600, A4), wood(730, E5), wood(1_200, E5), wood(1_330, A5)];
const LAMP: [Note; 6] = [glow(0, C5), glow(0, E5), glow(0, G5), glow(1_300, A4), glow(1_300, C5), glow(1_300, E5)];
/// A bell's minor third and its octave of the octave fade with the stroke.
const BELL: [Note; 3] = [
    Note { at_ms: 0, ms: 2_400, hertz: E5, timbre: Timbre { level: 1.0, overtone: (1, 0.5), fall_db: -46.0 } },
    Note { at_ms: 0, ms: 1_600, hertz: G5, timbre: Timbre { level: 0.5, overtone: (2, 0.2), fall_db: -46.0 } },
    Note { at_ms: 0, ms: 700, hertz: B5, timbre: Timbre { level: 0.4, overtone: (2, 0.3), fall_db: -46.0 } },
];
const CLASSIC: [Note; 2] = [plain(0, 1_000, 440.0), plain(0, 1_000, 480.0)];
const ANSWERED: [Note; 2] = [plain(0, 70, B4), plain(70, 70, E5)];
const BEEP: [Note; 1] = [plain(0, 110, G5)];
const RING_BACK: [Note; 1] = [plain(0, 1_000, 425.0)];

const fn plain(at_ms: u32, ms: u32, hertz: f32) -> Note {
    Note { at_ms, ms, hertz, timbre: Timbre { level: 1.0, overtone: (0, 0.0), fall_db: 0.0 } }
}

/// 14 dB between the partials.
const fn struck(at_ms: u32, hertz: f32) -> Note {
    Note { at_ms, ms: 420, hertz, timbre: Timbre { level: 1.0, overtone: (1, 0.2), fall_db: -40.0 } }
}

/// A marimba's bar is tuned two octaves apart, and is short.
const fn wood(at_ms: u32, hertz: f32) -> Note {
    Note { at_ms, ms: 240, hertz, timbre: Timbre { level: 1.0, overtone: (2, 0.25), fall_db: -44.0 } }
}

const fn glow(at_ms: u32, hertz: f32) -> Note {
    Note { at_ms, ms: 1_200, hertz, timbre: Timbre { level: 1.0, overtone: (1, 0.1), fall_db: -24.0 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: [u32; 4] = [8_000, 44_100, 48_000, 192_000];

    /// Every tone, how loud its peak is, and how long it sounds.
    fn tones() -> [(Tone, i32, usize); 9] {
        let own = Melody::Own(Arc::new(Recording::of(44_100, (0..176_400).map(|n| (n % 100 * 90) as i16).collect())));
        [
            (Tone::Answered, -22, 140),
            (Tone::Beep, -20, 110),
            (Tone::Ring(Melody::Bell), -12, 2_400),
            (Tone::Ring(Melody::Brook), -12, 1_480),
            (Tone::Ring(Melody::Classic), -12, 1_000),
            (Tone::Ring(Melody::Lamp), -12, 2_500),
            (Tone::Ring(own), -12, 4_000),
            (Tone::Ring(Melody::Wood), -12, 1_570),
            (Tone::RingBack, -26, 1_000),
        ]
    }

    #[test]
    fn a_tone_repeats_in_step_with_the_caller_at_every_rate() {
        for (rate, (tone, ..)) in RATES.into_iter().flat_map(|rate| tones().map(|tone| (rate, tone))) {
            let cycles = match &tone {
                Tone::Answered => None,
                Tone::Beep | Tone::Ring(Melody::Own(_)) => Some(2), // that recording lasts four seconds
                _ => Some(1),
            };
            assert_eq!(tone.phrase(rate).turn, cycles.map(|cycles| cycles * 3 * rate as usize), "{tone:?} at {rate}");
        }
    }

    #[test]
    fn every_tone_lasts_as_long_as_it_is_written() {
        for (tone, _, ms) in tones() {
            assert_eq!(tone.phrase(48_000).samples.len() / 48, ms, "{tone:?}");
        }
    }

    #[test]
    fn every_tone_is_as_loud_as_it_is_written() {
        for (rate, (tone, db, _)) in RATES.into_iter().flat_map(|rate| tones().map(|tone| (rate, tone))) {
            let peak = tone.phrase(rate).samples.iter().fold(0f32, |loudest, sample| loudest.max(sample.abs()));
            assert_eq!((20.0 * peak.log10()).round() as i32, db, "{tone:?} at {rate}");
        }
    }

    #[test]
    fn no_two_melodies_are_alike() {
        let rings = tones().into_iter().filter(|(tone, ..)| matches!(tone, Tone::Ring(_)));
        let phrases: Vec<_> = rings.map(|(tone, ..)| tone.phrase(8_000).samples).collect();
        for (index, phrase) in phrases.iter().enumerate() {
            assert!(phrases[..index].iter().all(|other| other[..6_000] != phrase[..6_000]));
        }
    }

    #[test]
    fn every_turn_begins_and_ends_in_silence() {
        for (rate, (tone, ..)) in RATES.into_iter().flat_map(|rate| tones().map(|tone| (rate, tone))) {
            let Phrase { samples, turn, .. } = tone.phrase(rate);
            let edge = decibels(-70.0);
            assert!(samples[0].abs() < edge, "{tone:?} at {rate} clicks when it begins");
            assert!(samples[samples.len() - 1].abs() < edge, "{tone:?} at {rate} clicks when it ends");
            assert!(turn.is_none_or(|turn| turn > samples.len()), "{tone:?} at {rate} runs into its next turn");
        }
    }

    #[test]
    fn every_note_swells_in_instead_of_clicking() {
        for (tone, ..) in tones() {
            let Phrase { samples, .. } = tone.phrase(48_000);
            let peak = |samples: &[f32]| samples.iter().fold(0f32, |loudest, sample| loudest.max(sample.abs()));
            let (first_ms, later) = (peak(&samples[..48]), peak(&samples[..960]));
            assert!(first_ms < later * 0.1, "{tone:?} begins at {first_ms} of {later}");
        }
    }

    #[test]
    fn no_two_samples_jump_further_than_the_notes_do() {
        let Phrase { samples, .. } = Tone::Ring(Melody::Brook).phrase(48_000);
        // The steepest a sum of these notes can be: its peak times the slope of E6 and its partial.
        let steepest = decibels(-12.0) * 2.0 * std::f32::consts::TAU * 2.0 * E6 / 48_000.0;
        assert!(samples.windows(2).all(|pair| (pair[1] - pair[0]).abs() < steepest));
    }
}
