//! Sound devices: found, opened for a ring, and let go of after it.

use std::num::NonZero;

use cpal::{
    BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use rodio::{
    Source,
    mixer::{Mixer, MixerSource, mixer},
};
use thiserror::Error;

use super::{
    place::Place,
    voice::{Format, Voice},
};

/// A connection to the sound server, worth keeping: it costs nothing while nothing plays, and a
/// stream is made over it within a millisecond.
pub(super) struct Host(cpal::Host);

/// A device that can play.
pub(super) struct Output {
    device: cpal::Device,
    /// What the system calls it, the same after a restart.
    pub(super) id: String,
}

/// A device with what it is to play mixed together.
pub(super) struct Line {
    device: cpal::Device,
    samples: SampleFormat,
    config: StreamConfig,
    mixer: Mixer,
    mixed: MixerSource,
}

/// A line that plays. Dropping it silences it at once.
pub(super) struct Stream {
    format: Format,
    mixer: Mixer,
    _stream: cpal::Stream,
}

/// Why nothing can be heard.
#[derive(Debug, Error)]
pub(super) enum NoSound {
    #[error("there is no sound output")]
    Device,
    #[error("the sound output cannot be used: {0}")]
    Output(#[from] cpal::Error),
    #[error("the sound output wants {0} samples")]
    Samples(SampleFormat),
}

impl Host {
    /// Connects to the sound server.
    pub(super) fn connect() -> Result<Self, NoSound> {
        Ok(Self(connect()?))
    }

    /// Whether a sound server is at the other end. One that has no output may get one; a system without a server may get
    /// a server, which only a new host finds.
    pub(super) fn is_connection(&self) -> bool {
        is_server(self.0.id())
    }

    /// Every output that is there now.
    pub(super) fn outputs(&self) -> Result<Vec<Output>, NoSound> {
        Ok(self.0.output_devices()?.filter_map(Output::of).collect())
    }

    /// The output of this id.
    pub(super) fn output(&self, id: &str) -> Result<Output, NoSound> {
        self.outputs()?.into_iter().find(|output| output.id == id).ok_or(NoSound::Device)
    }

    /// The outputs to play on at this place now; at least one. [`NoSound::Device`] if the server says that there is none.
    pub(super) fn find(&self, place: &Place) -> Result<Vec<Output>, NoSound> {
        let default = self.0.default_output_device().and_then(Output::of);
        // The default alone is asked for alone: a ring waits for it.
        let there = if place.is_default() && default.is_some() { Vec::new() } else { self.outputs()? };
        let found = place.find(default, there, |output| &output.id);
        if found.is_empty() { Err(NoSound::Device) } else { Ok(found) }
    }
}

impl Output {
    fn of(device: cpal::Device) -> Option<Self> {
        let id = device.id().ok()?.to_string();
        (id != NOWHERE).then_some(Self { device, id })
    }

    /// As people know it.
    pub(super) fn name(&self) -> String {
        self.device.description().map_or_else(|_| self.id.clone(), |description| description.name().to_owned())
    }

    /// The device, silent until it is opened.
    pub(super) fn line(&self) -> Result<Line, NoSound> {
        let device = self.device.clone();
        let default = device.default_output_config()?;
        let rate = NonZero::new(default.sample_rate()).ok_or(NoSound::Device)?;
        let channels = NonZero::new(default.channels()).ok_or(NoSound::Device)?;
        let (mixer, mixed) = mixer(channels, rate);
        let config = StreamConfig { buffer_size: BufferSize::Fixed(BUFFER_FRAMES), ..default.config() };
        Ok(Line { device, samples: default.sample_format(), config, mixer, mixed })
    }
}

impl Line {
    pub(super) fn format(&self) -> Format {
        Format { rate: self.mixed.sample_rate(), channels: self.mixed.channels() }
    }

    /// Opens the device with `first` in its very first buffer; what is mixed in later comes behind
    /// two buffers of silence. `on_break` is called when the device can no longer play.
    pub(super) fn open(self, first: Voice, on_break: impl Fn() + Send + 'static) -> Result<Stream, NoSound> {
        let (format, mixer) = (self.format(), self.mixer.clone());
        mixer.add(first);
        let stream = match self.samples {
            SampleFormat::F32 => self.build::<f32>(on_break),
            SampleFormat::I16 => self.build::<i16>(on_break),
            SampleFormat::I24 => self.build::<cpal::I24>(on_break),
            SampleFormat::I32 => self.build::<i32>(on_break),
            SampleFormat::U8 => self.build::<u8>(on_break),
            other => return Err(NoSound::Samples(other)),
        }?;
        stream.play()?;
        Ok(Stream { format, mixer, _stream: stream })
    }

    fn build<S: SizedSample + FromSample<f32>>(
        self,
        on_break: impl Fn() + Send + 'static,
    ) -> Result<cpal::Stream, cpal::Error> {
        let mut mixed = self.mixed;
        let fill = move |buffer: &mut [S], _: &cpal::OutputCallbackInfo| {
            buffer.iter_mut().for_each(|slot| *slot = mixed.next().map_or(S::EQUILIBRIUM, S::from_sample));
        };
        let on_error = move |error: cpal::Error| {
            if is_fatal(error.kind()) {
                log::warn!("the sound output broke: {error}");
                on_break();
            }
        };
        self.device.build_output_stream(self.config, fill, on_error, None)
    }
}

impl Stream {
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// Mixes a voice in.
    pub(super) fn play(&self, voice: Voice) {
        self.mixer.add(voice);
    }
}

/// Late buffers and refused priorities are heard as little worse, never as an end.
fn is_fatal(kind: ErrorKind) -> bool {
    !matches!(kind, ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied | ErrorKind::Xrun)
}

/// PulseAudio's protocol (PipeWire speaks it too) names devices well and recovers; ALSA itself
/// only where a sound card is there and no sound server, as it takes odd plug-ins for devices.
#[cfg(target_os = "linux")]
fn connect() -> Result<cpal::Host, cpal::Error> {
    if has_sound_server()
        && let Err(error) = super::cookie::ensure()
    {
        log::warn!("no key for the sound server: {error}");
    }
    cpal::host_from_id(cpal::HostId::PulseAudio).or_else(|error| {
        if has_sound_card() && !has_sound_server() { cpal::host_from_id(cpal::HostId::Alsa) } else { Err(error) }
    })
}

#[cfg(target_os = "linux")]
fn is_server(host: cpal::HostId) -> bool {
    host == cpal::HostId::PulseAudio
}

#[cfg(target_os = "linux")]
fn has_sound_server() -> bool {
    std::env::var_os("PULSE_SERVER").is_some()
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|folder| std::path::Path::new(&folder).join("pulse/native").exists())
}

#[cfg(target_os = "linux")]
fn has_sound_card() -> bool {
    let playback = |name: &str| name.starts_with("pcm") && name.ends_with('p');
    std::fs::read_dir("/dev/snd")
        .is_ok_and(|nodes| nodes.flatten().any(|node| node.file_name().to_str().is_some_and(playback)))
}

#[cfg(not(target_os = "linux"))]
fn is_server(_host: cpal::HostId) -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
fn connect() -> Result<cpal::Host, cpal::Error> {
    Ok(cpal::default_host())
}

/// 1 024 would miss both the 40 ms to the first sound and the 30 ms to silence; with 256 the tone has gaps on a busy
/// computer, with 512 none were found.
const BUFFER_FRAMES: u32 = 512;
/// What sound servers keep in the place of an output while there is none: whatever plays there, nobody hears.
const NOWHERE: &str = "pulseaudio:auto_null";
