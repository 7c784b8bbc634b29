//! One tone on its way to the loudspeaker: repeats, rises, changes its loudness and ends without a click.

use std::{
    f32::consts::PI,
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use rodio::Source;

use super::{
    tones::{Phrase, decibels, frames},
    what_sounds::Sound,
};

/// What a device wants to be fed with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    pub(super) rate: NonZero<u32>,
    pub(super) channels: NonZero<u16>,
}

/// The hand on a [`Voice`] that plays on another thread.
#[derive(Debug)]
pub(super) struct Control {
    gain: AtomicU32,
    ending: AtomicBool,
}

impl Control {
    /// Goes to this loudness, within some 20 ms.
    pub(super) fn set_gain(&self, gain: f32) {
        self.gain.store(gain.to_bits(), Ordering::Relaxed);
    }

    /// Fades out, and then is silent for good.
    pub(super) fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }
}

/// A phrase being played.
pub(super) struct Voice {
    phrase: Phrase,
    control: Arc<Control>,
    format: Format,
    /// The next frame of the phrase.
    frame: usize,
    /// The first turn is still being played.
    first: bool,
    gain: f32,
    /// Frames of the fade that are left, once it has begun.
    fade: Option<usize>,
    /// The channel whose sample is due, and the frame all channels of it share.
    channel: u16,
    level: f32,
}

impl Voice {
    /// A voice for a device, and the hand on it.
    pub(super) fn new(sound: &Sound, format: Format) -> (Self, Arc<Control>) {
        let Sound { tone, gain } = sound;
        let phrase = tone.phrase(format.rate.get());
        let control = Arc::new(Control { gain: AtomicU32::new(gain.to_bits()), ending: AtomicBool::new(false) });
        let voice = Self {
            first: phrase.rises,
            phrase,
            control: control.clone(),
            format,
            frame: 0,
            gain: *gain,
            fade: None,
            channel: 0,
            level: 0.0,
        };
        (voice, control)
    }

    /// The next frame, or nothing once the tone is over.
    fn next_frame(&mut self) -> Option<f32> {
        if self.frame >= self.phrase.turn.unwrap_or(self.phrase.samples.len()) {
            self.phrase.turn?;
            (self.frame, self.first) = (0, false);
        }
        let sample = self.phrase.samples.get(self.frame).copied().unwrap_or_default();
        let level = sample * self.next_gain() * self.rise() * self.next_fade()?;
        self.frame += 1;
        Some(level)
    }

    fn next_gain(&mut self) -> f32 {
        let wanted = f32::from_bits(self.control.gain.load(Ordering::Relaxed));
        let step = 1.0 / frames(GAIN_MS, self.format.rate.get()) as f32;
        self.gain += (wanted - self.gain).clamp(-step, step);
        self.gain
    }

    /// From −12 dB to full loudness over the first cycle.
    fn rise(&self) -> f32 {
        let over = frames(RISE_MS, self.format.rate.get());
        match self.first && self.frame < over {
            true => decibels(-12.0 * (1.0 - self.frame as f32 / over as f32)),
            false => 1.0,
        }
    }

    fn next_fade(&mut self) -> Option<f32> {
        let length = frames(FADE_MS, self.format.rate.get());
        if self.fade.is_none() && self.control.ending.load(Ordering::Relaxed) {
            self.fade = Some(length);
        }
        match &mut self.fade {
            None => Some(1.0),
            Some(0) => None,
            Some(left) => {
                *left -= 1;
                Some(0.5 - 0.5 * (PI * *left as f32 / length as f32).cos())
            }
        }
    }
}

impl Iterator for Voice {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.channel == 0 {
            self.level = self.next_frame()?;
        }
        // Front left and right; a tone does not belong into the surround or the bass.
        let level = if self.channel < 2 { self.level } else { 0.0 };
        self.channel = (self.channel + 1) % self.format.channels;
        Some(level)
    }
}

impl Source for Voice {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> NonZero<u16> {
        self.format.channels
    }

    fn sample_rate(&self) -> NonZero<u32> {
        self.format.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

/// Half a cosine this long ends a tone without a click; what is buffered before it already takes
/// up to 22 of the 30 ms in which a ring must be silent.
const FADE_MS: u32 = 5;
/// One signal of the caller.
const RISE_MS: u32 = 3_000;
/// From silence to full loudness when the slider is moved.
const GAIN_MS: u32 = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ringer::tones::{Melody, Tone};

    fn voice(tone: Tone, gain: f32) -> (Voice, Arc<Control>) {
        Voice::new(&Sound { tone, gain }, format(1))
    }

    fn format(channels: u16) -> Format {
        Format { rate: NonZero::new(48_000).unwrap(), channels: NonZero::new(channels).unwrap() }
    }

    fn peak(samples: impl IntoIterator<Item = f32>) -> f32 {
        samples.into_iter().fold(0f32, |loudest, sample| loudest.max(sample.abs()))
    }

    #[test]
    fn a_ring_begins_quietly_and_is_at_full_loudness_from_its_second_turn_on() {
        let (mut voice, _control) = voice(Tone::Ring(Melody::Brook), 1.0);
        let first = peak(voice.by_ref().take(4_800));
        voice.by_ref().take(144_000 - 4_800).for_each(drop);
        let second = peak(voice.by_ref().take(144_000));
        assert!(first < decibels(-22.0), "the first note is at {first}");
        assert!((second - decibels(-12.0)).abs() < 0.001, "the second turn is at {second}");
    }

    #[test]
    fn turns_follow_each_other_without_end() {
        let (voice, _control) = voice(Tone::RingBack, 1.0);
        let turns: Vec<f32> = voice.take(3 * 144_000).collect();
        assert_eq!(turns[..144_000], turns[144_000..288_000]);
        assert_eq!(turns[..144_000], turns[288_000..]);
    }

    #[test]
    fn a_chime_ends_by_itself_and_stays_ended() {
        let (mut voice, _control) = voice(Tone::Answered, 1.0);
        assert_eq!(voice.by_ref().count(), 140 * 48);
        assert_eq!(voice.next(), None);
    }

    #[test]
    fn a_voice_that_ends_is_silent_within_five_milliseconds_and_never_jumps() {
        let (mut voice, control) = voice(Tone::RingBack, 1.0);
        let before = voice.by_ref().take(10_000).last().unwrap();
        control.end();
        let rest: Vec<f32> = voice.collect();
        assert_eq!(rest.len(), 5 * 48);
        let steepest = decibels(-26.0) * std::f32::consts::TAU * 425.0 / 48_000.0 * 1.5;
        let whole: Vec<f32> = [before].into_iter().chain(rest).chain([0.0]).collect();
        assert!(whole.windows(2).all(|pair| (pair[1] - pair[0]).abs() < steepest));
    }

    #[test]
    fn another_loudness_is_reached_without_a_jump() {
        let (mut voice, control) = voice(Tone::RingBack, 1.0);
        let loud = peak(voice.by_ref().take(4_800));
        let crest = voice.by_ref().take(28).last().unwrap(); // a quarter of a wave on
        control.set_gain(0.25);
        let step: Vec<f32> = [crest].into_iter().chain(voice.by_ref().take(960)).collect();
        let quiet = peak(voice.by_ref().take(4_800));
        assert!((quiet / loud - 0.25).abs() < 0.01);
        assert!(step.windows(2).all(|pair| (pair[1] - pair[0]).abs() < loud * 0.06));
    }

    #[test]
    fn every_front_channel_plays_the_same_and_no_other_plays() {
        let (voice, _control) = Voice::new(&Sound { tone: Tone::RingBack, gain: 1.0 }, format(6));
        let samples: Vec<f32> = voice.take(6 * 1_000).collect();
        assert!(samples.chunks(6).all(|frame| frame[0] == frame[1] && frame[2..] == [0.0; 4]));
        assert!(samples.chunks(6).any(|frame| frame[0] != 0.0));
    }
}
