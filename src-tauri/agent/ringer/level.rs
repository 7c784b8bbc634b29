//! How loud a trial call is at the output: measured beside the ring, on the sound server's own word.
//!
//! The monitor of an output carries all that is played there. Reading it is a capture, which a desktop may show like
//! that of a microphone; so it is read while a trial rings, and never for a call.

use std::time::Duration;

use tokio::{sync::oneshot, time::timeout};
use vconnct_client::{diagnosis::Loudness, update::Calls};
use vconnct_proto::CallId;

use crate::owner::Owner;

/// The trial that is measured, or was last. Dropping it ends that.
#[derive(Debug, Default)]
pub(super) struct Measuring {
    of: Option<(CallId, oneshot::Sender<()>)>,
}

impl Measuring {
    /// Measures a trial once it sounds on these outputs, and says what was found when it is over.
    pub(super) fn follow(&mut self, owner: &impl Owner, calls: &Calls, sounds_on: &[String]) {
        let trial = calls.incoming.iter().find(|call| call.trial && call.is_heard());
        let Some(trial) = trial.map(|trial| &trial.call_id) else {
            self.of = None;
            return;
        };
        if sounds_on.is_empty() || self.of.as_ref().is_some_and(|(known, _)| known == trial) {
            return;
        }
        let (over, is_over) = oneshot::channel();
        let (answer, answered) = oneshot::channel();
        let outputs = sounds_on.to_vec();
        let measure = move || {
            let _ = answer.send(server::measure(&outputs, is_over)); // nobody may wait any more
        };
        if let Err(error) = std::thread::Builder::new().name("level".into()).spawn(measure) {
            log::warn!("no thread to measure the ring tone: {error}");
        }
        let (owner, call) = (owner.clone(), trial.clone());
        tokio::spawn(async move {
            // A sound server that hangs holds up that thread alone.
            let loudness = timeout(SPAN + PATIENCE, answered).await;
            owner.loudness(&call, loudness.ok().and_then(Result::ok).unwrap_or(Loudness::Unknown));
        });
        self.of = Some((trial.clone(), over));
    }
}

/// What was found at one output.
#[cfg(any(target_os = "linux", test))]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Found {
    /// The loudest sample, full scale being 1.
    peak: f32,
    /// It is muted, or its volume is zero: whatever its monitor carries, nothing comes out.
    shut: bool,
}

/// Peaks are told in dB below full scale, of the loudest output.
#[cfg(any(target_os = "linux", test))]
fn loudness(found: &[Found]) -> Loudness {
    let loudest = found.iter().filter(|one| !one.shut).map(|one| one.peak).fold(0.0, f32::max);
    match 20.0 * loudest.log10() {
        _ if found.is_empty() => Loudness::Unknown,
        db if db < SILENCE_DB => Loudness::Nothing,
        db => Loudness::Heard { db: db.round().min(0.0) as i16 },
    }
}

#[cfg(target_os = "linux")]
mod server {
    use std::{
        ffi::CString,
        future::Future,
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        },
    };

    use pulseaudio::{
        Client, ClientError, RecordStream,
        protocol::{
            Prop, Props, RecordStreamParams, SampleFormat, SampleSpec, SinkInfo, Volume,
            stream::{BufferAttr, StreamFlags},
        },
    };
    use tokio::{sync::oneshot, time::timeout};
    use vconnct_client::diagnosis::Loudness;

    use super::{Found, SPAN, loudness};
    use crate::ringer::inquiry::Inquiry;

    /// Blocks until it `is_over`, or long enough.
    pub(super) fn measure(outputs: &[String], is_over: oneshot::Receiver<()>) -> Loudness {
        let names: Vec<_> = outputs.iter().filter_map(|id| CString::new(id.strip_prefix(SERVER)?).ok()).collect();
        if names.is_empty() {
            return Loudness::Unknown; // no output of a sound server
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let measured = runtime.map_err(ClientError::Io).and_then(|runtime| {
            let inquiry = Inquiry::begin()?;
            Ok(runtime.block_on(listen(&inquiry.client, &names, async { drop(timeout(SPAN, is_over).await) })))
        });
        measured.unwrap_or_else(|error| {
            log::warn!("the ring tone cannot be measured: {error}");
            Loudness::Unknown
        })
    }

    /// An output that cannot be listened to, or goes meanwhile, leaves the others.
    async fn listen(client: &Client, names: &[CString], until: impl Future<Output = ()>) -> Loudness {
        let tell = |error: ClientError| log::warn!("an output cannot be listened to: {error}");
        let mut ears = Vec::new();
        for name in names {
            ears.extend(Ear::at(client, name).await.map_err(tell));
        }
        until.await;
        let mut found = Vec::new();
        for ear in ears {
            found.extend(ear.leave(client).await.map_err(tell));
        }
        loudness(&found)
    }

    /// A stream from the monitor of one output.
    struct Ear {
        output: CString,
        was_shut: bool,
        peak: Arc<AtomicU32>,
        stream: RecordStream,
    }

    impl Ear {
        async fn at(client: &Client, output: &CString) -> Result<Self, ClientError> {
            let sink = client.sink_info_by_name(output.clone()).await?;
            let (was_shut, peak) = (is_shut(&sink), Arc::<AtomicU32>::default());
            let mut props = Props::new();
            props.set(Prop::MediaName, c"Trial call");
            let frame = u32::from(sink.channel_map.num_channels()) * SAMPLE;
            let params = RecordStreamParams {
                // Not mixed down, which would be quieter: a tone is in two of however many channels.
                sample_spec: SampleSpec {
                    format: SampleFormat::Float32Le,
                    channels: sink.channel_map.num_channels(),
                    sample_rate: PEAKS_PER_SECOND,
                },
                channel_map: sink.channel_map,
                source_index: sink.monitor_source_index,
                buffer_attr: BufferAttr { max_length: u32::MAX, fragment_size: frame, ..BufferAttr::default() },
                // The server sends the peaks alone, as it does for the bars of its volume controls.
                flags: StreamFlags { peak_detect: true, no_move: true, adjust_latency: true, ..StreamFlags::default() },
                props,
                ..RecordStreamParams::default()
            };
            let loudest = peak.clone();
            let hear = move |bytes: &[u8]| {
                let samples = bytes.as_chunks().0.iter().map(|sample| f32::from_le_bytes(*sample).abs());
                // Of two that are not negative the greater one has the greater bits.
                samples.filter(|sample| sample.is_finite()).for_each(|sample| {
                    loudest.fetch_max(sample.to_bits(), Ordering::Relaxed);
                });
            };
            let stream = client.create_record_stream(params, hear).await?;
            Ok(Self { output: output.clone(), was_shut, peak, stream })
        }

        /// One that was shut for a moment only was heard before or after.
        async fn leave(self, client: &Client) -> Result<Found, ClientError> {
            self.stream.delete().await?;
            let shut = self.was_shut && is_shut(&client.sink_info_by_name(self.output).await?);
            Ok(Found { peak: f32::from_bits(self.peak.load(Ordering::Relaxed)), shut })
        }
    }

    fn is_shut(sink: &SinkInfo) -> bool {
        sink.muted || sink.cvolume.channels().iter().all(|volume| *volume == Volume::MUTED)
    }

    /// What the ids of its outputs begin with.
    const SERVER: &str = "pulseaudio:";
    /// Bytes.
    const SAMPLE: u32 = 4;
    const PEAKS_PER_SECOND: u32 = 25;
}

/// Elsewhere what an output plays is told before the system's own volume, muted or not: that says nothing.
#[cfg(not(target_os = "linux"))]
mod server {
    use tokio::sync::oneshot;
    use vconnct_client::diagnosis::Loudness;

    pub(super) fn measure(_outputs: &[String], _is_over: oneshot::Receiver<()>) -> Loudness {
        Loudness::Unknown
    }
}

/// Of a trial: within the nine seconds that it rings, so that what was measured is there when it is over.
const SPAN: Duration = Duration::from_secs(8);
/// For the sound server to answer.
const PATIENCE: Duration = Duration::from_millis(500);
/// Below the smallest step of 16 bits.
#[cfg(any(target_os = "linux", test))]
const SILENCE_DB: f32 = -90.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn found(outputs: &[(f32, bool)]) -> Loudness {
        loudness(&outputs.iter().map(|&(peak, shut)| Found { peak, shut }).collect::<Vec<_>>())
    }

    #[test]
    fn the_loudest_output_counts_in_decibels_below_full_scale() {
        assert_eq!(found(&[(0.25, false)]), Loudness::Heard { db: -12 });
        assert_eq!(found(&[(0.01, false), (0.126, false)]), Loudness::Heard { db: -18 });
        assert_eq!(found(&[(1.2, false)]), Loudness::Heard { db: 0 });
    }

    #[test]
    fn what_comes_to_a_muted_output_is_not_heard_there() {
        assert_eq!(found(&[(0.25, true)]), Loudness::Nothing);
        assert_eq!(found(&[(0.25, true), (0.01, false)]), Loudness::Heard { db: -40 });
        assert_eq!(found(&[(0.0, false)]), Loudness::Nothing);
        assert_eq!(found(&[(0.000_02, false)]), Loudness::Nothing);
    }

    #[test]
    fn without_an_output_that_can_be_listened_to_nothing_is_said() {
        assert_eq!(found(&[]), Loudness::Unknown);
    }
}
