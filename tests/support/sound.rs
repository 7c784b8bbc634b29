//! The sound server of one desk, and an ear at each of its outputs.

use std::{
    io::Read,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use tokio::{net::UnixStream, process::Command};

use crate::{
    eventually::eventually,
    home::Home,
    process::{Program, packaged, run},
    tone::{Goertzel, Tone},
};

/// PulseAudio with a loudspeaker that nobody hears, but us.
#[derive(Debug)]
pub struct Sound {
    server: Program,
    ear: Ear,
}

/// A further output, which can be pulled out.
#[derive(Debug)]
pub struct Plug {
    /// The server's number for it.
    module: String,
    pub ear: Ear,
}

/// A stretch of sound without a pause worth the name.
#[derive(Clone, Debug)]
pub struct Heard {
    /// When its first and last audible samples left the loudspeaker.
    pub time: Range<Instant>,
    energy: f64,
    ring_back: f64,
}

impl Sound {
    /// Starts the server, and waits until a first sound has come through.
    pub async fn start(home: &Home) -> Self {
        let sound = Self::start_again(home).await;
        // A loudspeaker without listeners sleeps for up to two seconds: wake it before it is measured.
        let mut knock = Program::start(home.furnish(knock(home)), home.log("pacat"));
        eventually("a first sound", async || sound.ear.heard().first().cloned()).await;
        knock.ends().await;
        sound.falls_silent().await;
        sound.ear.forget();
        sound
    }

    /// Starts the server while programs wait for one: what is heard first is theirs.
    pub async fn start_again(home: &Home) -> Self {
        let server = Program::start(server(home), home.log("pulseaudio"));
        let socket = home.path("run/pulse/native");
        eventually("the sound server", async || UnixStream::connect(&socket).await.ok()).await;
        Self { server, ear: Ear::at(home, LOUDSPEAKER) }
    }

    /// Plugs in a further output. What has not chosen one stays on the loudspeaker.
    pub async fn plug_in(&self, home: &Home, name: &str) -> Plug {
        let sink = format!("sink_name={name}");
        let properties = format!("sink_properties=device.description={name}");
        let module = pactl(home, &["load-module", "module-null-sink", &sink, "rate=48000", &properties]).await;
        pactl(home, &["set-default-sink", LOUDSPEAKER]).await;
        Plug { module: module.trim().to_owned(), ear: Ear::at(home, name) }
    }

    /// Mutes the loudspeaker, or lets it be heard again.
    pub async fn mute(&self, home: &Home, muted: bool) {
        pactl(home, &["set-sink-mute", LOUDSPEAKER, if muted { "1" } else { "0" }]).await;
    }

    /// Turns the loudspeaker up or down.
    pub async fn turn(&self, home: &Home, percent: u8) {
        pactl(home, &["set-sink-volume", LOUDSPEAKER, &format!("{percent}%")]).await;
    }

    /// What is listened to by programs of ours, by what they call it.
    pub async fn captures(&self, home: &Home) -> Vec<String> {
        let told = pactl(home, &["list", "source-outputs"]).await;
        let names = told.lines().filter_map(|line| line.trim().strip_prefix("media.name = "));
        names.filter(|name| name.contains("Trial call")).map(ToOwned::to_owned).collect()
    }

    /// Waits for a sound that began after `since`.
    pub async fn heard_since(&self, since: Instant) -> Heard {
        eventually("a sound", async || self.ear.heard().into_iter().find(|heard| heard.time.start >= since)).await
    }

    /// Waits until `tone` can be heard.
    pub async fn plays(&self, tone: Tone) {
        self.ear.hears(tone).await;
    }

    /// Waits until nothing has sounded for longer than the pauses in a tone; returns the last sound's end.
    pub async fn falls_silent(&self) -> Option<Instant> {
        eventually("silence", async || {
            let last = self.ear.heard().last().map(|heard| heard.time.end);
            last.is_none_or(|end| end.elapsed() > CYCLE).then_some(last)
        })
        .await
    }

    /// All sounds so far, in order.
    pub fn heard(&self) -> Vec<Heard> {
        self.ear.heard()
    }

    /// The server dies, with all streams. To have sound again, start another.
    pub async fn breaks(mut self) {
        self.server.kill().await;
    }
}

impl Plug {
    /// Pulls it out.
    pub async fn pull(self, home: &Home) {
        pactl(home, &["unload-module", &self.module]).await;
    }
}

impl Heard {
    /// What it was, once it is long enough to tell.
    pub fn tone(&self) -> Option<Tone> {
        (self.energy > 0.0).then(|| if self.ring_back > self.energy / 2.0 { Tone::RingBack } else { Tone::Ring })
    }
}

/// Hears what leaves an output, on a thread of its own so that its times are true.
#[derive(Debug)]
pub struct Ear {
    recorder: std::process::Child,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Ear {
    fn at(home: &Home, sink: &str) -> Self {
        let mut command = home.furnish(packaged("parec", "pulseaudio-utils")).into_std();
        command.arg("-d").arg(format!("{sink}.monitor")).args([
            "--raw",
            "--format=s16le",
            "--rate=48000",
            "--channels=1",
        ]);
        command.arg("--latency-msec=4").stdout(std::process::Stdio::piped());
        let mut recorder = command.spawn().expect("parec was found");
        let mut samples = recorder.stdout.take().expect("it was asked for");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut chunk = [0; 2 * CHUNK];
            let mut listener = Listener { told: &told, ring_back: Goertzel::new(425.0, RATE), window: Vec::new() };
            // Reads what there is, so that the last sample read is the newest.
            while let Ok(length @ 1..) = samples.read(&mut chunk) {
                listener.hear(Instant::now(), &chunk[..length]);
            }
        });
        Self { recorder, heard }
    }

    /// All sounds so far, in order.
    pub fn heard(&self) -> Vec<Heard> {
        lock(&self.heard).clone()
    }

    /// Waits until `tone` can be heard.
    pub async fn hears(&self, tone: Tone) {
        eventually(format_args!("the {tone:?} tone"), async || {
            let heard = self.heard();
            let last = heard.last().filter(|heard| heard.time.end.elapsed() < CYCLE)?;
            (last.tone()? == tone).then_some(())
        })
        .await;
    }

    fn forget(&self) {
        lock(&self.heard).clear();
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        // Its thread ends with its output.
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
    }
}

/// Turns samples into sounds.
struct Listener<'a> {
    told: &'a Mutex<Vec<Heard>>,
    ring_back: Goertzel,
    /// Samples of the last sound, until they are enough to tell a pitch.
    window: Vec<i16>,
}

impl Listener<'_> {
    fn hear(&mut self, now: Instant, bytes: &[u8]) {
        let samples: Vec<_> = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        let audible = |sample: &i16| sample.unsigned_abs() > AUDIBLE;
        let Some(first) = samples.iter().position(audible) else { return };
        let last = samples.iter().rposition(audible).unwrap_or(first);
        let time_of = |index: usize| now - Duration::from_secs_f64((samples.len() - index) as f64 / RATE);
        let time = time_of(first)..time_of(last);
        let mut told = lock(self.told);
        match told.last_mut().filter(|heard| time.start.saturating_duration_since(heard.time.end) < PAUSE) {
            Some(heard) => heard.time.end = time.end,
            None => {
                self.window.clear();
                told.push(Heard { time, energy: 0.0, ring_back: 0.0 });
            }
        }
        self.window.extend(samples);
        if let Some(heard) = told.last_mut().filter(|_| self.window.len() >= WINDOW) {
            let (energy, ring_back) = self.ring_back.measure(&self.window);
            heard.energy += energy;
            heard.ring_back += ring_back;
            self.window.clear();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no thread panics while it holds this")
}

fn server(home: &Home) -> Command {
    let mut command = home.furnish(packaged("pulseaudio", "pulseaudio"));
    // The address is for clients; a server that sees it thinks it is not needed.
    command.env_remove("PULSE_SERVER");
    let socket = home.path("run/pulse/native");
    command.args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]);
    command.arg("-L").arg(format!("module-native-protocol-unix socket={}", socket.display()));
    command
        .arg("-L")
        .arg("module-null-sink sink_name=loudspeaker rate=48000 sink_properties=device.description=Loudspeaker");
    command
}

/// Orders something of the sound server; returns what it says.
async fn pactl(home: &Home, arguments: &[&str]) -> String {
    let mut command = home.furnish(packaged("pactl", "pulseaudio-utils"));
    command.args(arguments);
    let output = run(command, "").await;
    assert!(output.status.success(), "pactl {arguments:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const LOUDSPEAKER: &str = "loudspeaker";

/// Plays a quarter of a second of noise.
fn knock(home: &Home) -> Command {
    let noise: Vec<_> = (0..12_000_i32).flat_map(|n| ((n % 100 - 50) * 100).to_le_bytes()[..2].to_vec()).collect();
    let file = home.path("knock.raw");
    std::fs::write(&file, noise).expect("the folder is ours");
    let mut command = packaged("pacat", "pulseaudio-utils");
    command.args(["--playback", "--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20"]);
    command.arg(file);
    command
}

/// Far below any tone of ours, far above a silent loudspeaker, which is exactly zero.
const AUDIBLE: u16 = 32;
/// Longer than one cycle of either tone.
const CYCLE: Duration = Duration::from_millis(3_300);
const CHUNK: usize = 4_096;
const PAUSE: Duration = Duration::from_millis(60);
const RATE: f64 = 48_000.0;
/// Fifty milliseconds tell 425 Hz from the notes of a melody.
const WINDOW: usize = 2_400;
