//! The thread that owns rodio and cpal. It is told what shall sound and makes it so; nobody waits for it.
//!
//! A sound server that hangs blocks whoever talks to it for many seconds. That is this thread, and
//! this thread only: orders go through a channel, and what it says of itself goes through another.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{
    device::{Host, NoSound, Stream},
    tones::Tone,
    voice::{Control, Voice},
    what_sounds::Sound,
};

/// The far end of the thread. Dropping it ends the thread.
pub(super) struct Speaker {
    orders: Sender<Order>,
}

/// How the thread fares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Output {
    /// Nothing can be heard here at the moment.
    Missing,
    /// Nothing sounds, and nothing shall.
    Quiet,
    Sounding,
}

enum Order {
    /// The stream with this number can no longer play.
    Broke(u64),
    /// Once, besides whatever else sounds.
    Chime,
    Leave,
    /// From now on.
    Sound(Option<Sound>),
}

impl Speaker {
    /// Starts the thread, which connects to the sound server at once.
    pub(super) fn start() -> (Self, watch::Receiver<Output>) {
        let (orders, received) = mpsc::channel();
        let (output, seen) = watch::channel(Output::Quiet);
        let own = orders.clone();
        let spawned = thread::Builder::new().name("ringer".into()).spawn(move || run(&received, &own, &output));
        if let Err(error) = spawned {
            log::error!("no thread for the ring tone: {error}");
        }
        (Self { orders }, seen)
    }

    /// From now on this sounds.
    pub(super) fn sound(&self, sound: Option<Sound>) {
        let _ = self.orders.send(Order::Sound(sound)); // without a thread there is no sound; that was said
    }

    /// The chime of an answered call.
    pub(super) fn chime(&self) {
        let _ = self.orders.send(Order::Chime);
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Leave);
    }
}

/// Serves orders; a panic in a driver's code costs the tone half a second, not the agent its voice.
fn run(orders: &Receiver<Order>, own: &Sender<Order>, output: &watch::Sender<Output>) {
    let mut wanted = None;
    loop {
        let mut stage = Stage::new(wanted, own.clone(), output.clone());
        match panic::catch_unwind(AssertUnwindSafe(|| serve(orders, &mut stage))) {
            Ok(()) => return,
            Err(_) => wanted = stage.wanted,
        }
        stage.say(Output::Missing);
        thread::sleep(RETRY);
    }
}

fn serve(orders: &Receiver<Order>, stage: &mut Stage) {
    stage.look_for_output(Instant::now());
    loop {
        stage.make_so(Instant::now());
        let order = match stage.due() {
            None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => orders.recv_timeout(at.saturating_duration_since(Instant::now())),
        };
        // After a server that hung, only the last of the orders matters.
        let leaves = match order {
            Ok(order) => stage.take(order) | orders.try_iter().any(|order| stage.take(order)),
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        };
        if leaves {
            return;
        }
    }
}

/// What shall sound, and what does.
struct Stage {
    wanted: Option<Sound>,
    chime: bool,
    host: Option<Host>,
    playing: Option<Playing>,
    /// When to try again after a failure.
    retry: Option<Instant>,
    streams: u64,
    own: Sender<Order>,
    output: watch::Sender<Output>,
}

/// An open stream.
struct Playing {
    number: u64,
    stream: Stream,
    voice: Option<(Tone, Arc<Control>)>,
    /// Once nothing is wanted: when all that was written has been heard.
    close: Option<Instant>,
}

impl Stage {
    fn new(wanted: Option<Sound>, own: Sender<Order>, output: watch::Sender<Output>) -> Self {
        Self { wanted, chime: false, host: None, playing: None, retry: None, streams: 0, own, output }
    }

    /// Takes an order in; true if it was the last one.
    fn take(&mut self, order: Order) -> bool {
        match order {
            Order::Broke(number) => {
                if self.playing.as_ref().is_some_and(|playing| playing.number == number) {
                    (self.playing, self.host) = (None, None);
                    self.retry = Some(Instant::now() + RETRY);
                    self.say(Output::Missing);
                }
            }
            Order::Chime => self.chime = true,
            Order::Leave => return true,
            Order::Sound(sound) => self.wanted = sound,
        }
        false
    }

    /// When something is to be done without an order.
    fn due(&self) -> Option<Instant> {
        let close = self.playing.as_ref().and_then(|playing| playing.close);
        [close, self.retry].into_iter().flatten().min()
    }

    fn make_so(&mut self, now: Instant) {
        let chime = std::mem::take(&mut self.chime).then_some(CHIME);
        let Some(first) = self.wanted.or(chime) else { return self.be_quiet(now) };
        if let Some(playing) = &mut self.playing {
            playing.set(self.wanted);
            if chime.is_some() {
                playing.chime(now);
            }
        } else if self.retry.is_none_or(|at| at <= now) {
            match self.open(first) {
                Ok(playing) => (self.playing, self.retry) = (Some(playing), None),
                Err(error) => return self.fail(&error),
            }
        } else {
            return;
        }
        self.say(Output::Sounding);
    }

    /// Opens the device and plays `first`. A connection that was kept may have died with its
    /// server: then a new one is tried at once.
    fn open(&mut self, first: Sound) -> Result<Playing, NoSound> {
        if let Some(host) = self.host.take()
            && let Ok(stream) = self.open_on(host, first)
        {
            return Ok(stream);
        }
        self.open_on(Host::connect()?, first)
    }

    fn open_on(&mut self, host: Host, first: Sound) -> Result<Playing, NoSound> {
        self.streams += 1;
        let (own, number) = (self.own.clone(), self.streams);
        let line = host.line()?;
        let (voice, control) = Voice::new(first, line.format());
        let stream = line.open(voice, move || drop(own.send(Order::Broke(number))))?;
        self.host = Some(host);
        let voice = self.wanted.map(|_| (first.tone, control));
        let close = voice.is_none().then(|| Instant::now() + CHIME_LENGTH + DRAIN);
        Ok(Playing { number, stream, voice, close })
    }

    fn fail(&mut self, error: &NoSound) {
        self.complain(error);
        self.retry = Some(Instant::now() + RETRY);
        self.say(Output::Missing);
    }

    /// Once, not at each try.
    fn complain(&self, error: &NoSound) {
        if *self.output.borrow() != Output::Missing {
            log::warn!("{error}");
        }
    }

    fn be_quiet(&mut self, now: Instant) {
        if let Some(playing) = &mut self.playing {
            playing.set(None);
            match playing.close {
                None => playing.close = Some(now + DRAIN),
                Some(at) if at <= now => self.playing = None,
                Some(_) => return,
            }
            return self.say(Output::Quiet);
        }
        if self.retry.is_some_and(|at| at <= now) {
            self.look_for_output(now);
        }
    }

    /// Whether the next ring would be heard, so that it can be said before somebody misses it.
    fn look_for_output(&mut self, now: Instant) {
        if self.host.is_none() {
            self.host = Host::connect().inspect_err(|error| self.complain(error)).ok();
        }
        let found = self.host.as_ref().is_some_and(Host::has_output);
        if !found {
            self.host = None;
        }
        self.retry = (!found).then(|| now + LOOK_AGAIN);
        self.say(if found { Output::Quiet } else { Output::Missing });
    }

    fn say(&self, output: Output) {
        self.output.send_if_modified(|said| std::mem::replace(said, output) != output);
    }
}

impl Playing {
    fn set(&mut self, wanted: Option<Sound>) {
        match (&self.voice, wanted) {
            (Some((tone, control)), Some(sound)) if *tone == sound.tone => control.set_gain(sound.gain),
            (voice, wanted) => {
                if let Some((_, control)) = voice {
                    control.end();
                }
                self.voice = wanted.map(|sound| (sound.tone, self.begin(sound)));
            }
        }
        if wanted.is_some() {
            self.close = None;
        }
    }

    fn begin(&self, sound: Sound) -> Arc<Control> {
        let (voice, control) = Voice::new(sound, self.stream.format());
        self.stream.play(voice);
        control
    }

    fn chime(&mut self, now: Instant) {
        self.begin(CHIME);
        if self.voice.is_none() {
            self.close = Some(now + CHIME_LENGTH + DRAIN);
        }
    }
}

/// While something rings.
const RETRY: Duration = Duration::from_millis(500);
/// While nothing does.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// What is written but not yet heard, and the fade behind it.
const DRAIN: Duration = Duration::from_millis(100);
const CHIME: Sound = Sound { tone: Tone::Answered, gain: 1.0 };
const CHIME_LENGTH: Duration = Duration::from_millis(140);
