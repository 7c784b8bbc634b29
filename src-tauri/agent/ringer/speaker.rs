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
use vconnct_client::update::SoundOutput;

#[cfg(target_os = "linux")]
use super::mute::are_muted;
use super::{
    device::{Host, NoSound, Output, Stream},
    place::Place,
    tones::Tone,
    voice::{Control, Voice},
    what_sounds::Sound,
};

/// The far end of the thread. Dropping it ends the thread.
pub(super) struct Speaker {
    orders: Sender<Order>,
}

/// What the thread says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Report {
    pub(super) state: State,
    /// The outputs that something sounds on, by what the system calls them.
    pub(super) sounds_on: Vec<String>,
    /// Every output that calls ring on is muted. Found out when one rings, and while somebody looks.
    pub(super) muted: bool,
    /// What there is to ring on, while somebody looks.
    pub(super) outputs: Vec<SoundOutput>,
    /// The names of those that calls ring on, while somebody looks.
    pub(super) plays_on: Vec<String>,
}

/// How it fares.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum State {
    /// Nothing can be heard here at the moment.
    Missing,
    /// Nothing sounds, and nothing shall.
    #[default]
    Quiet,
    Sounding,
}

enum Order {
    /// The stream with this number can no longer play.
    Broke(u64),
    /// Once, besides whatever else sounds.
    Chime,
    Leave,
    /// Somebody looks at what there is, or no longer.
    Look(bool),
    /// Calls ring here from now on.
    RingOn(Place),
    /// From now on.
    Sound(Option<Sound>),
}

impl Speaker {
    /// Starts the thread, which connects to the sound server at once.
    pub(super) fn start(ring_on: Place) -> (Self, watch::Receiver<Report>) {
        let (orders, received) = mpsc::channel();
        let (report, seen) = watch::channel(Report::default());
        let own = orders.clone();
        let spawned =
            thread::Builder::new().name("ringer".into()).spawn(move || run(&received, &own, &report, ring_on));
        if let Err(error) = spawned {
            log::error!("no thread for the ring tone: {error}");
        }
        (Self { orders }, seen)
    }

    /// From now on this sounds.
    pub(super) fn sound(&self, sound: Option<Sound>) {
        self.order(Order::Sound(sound));
    }

    /// The chime of an answered call.
    pub(super) fn chime(&self) {
        self.order(Order::Chime);
    }

    /// From now on calls ring here.
    pub(super) fn ring_on(&self, place: Place) {
        self.order(Order::RingOn(place));
    }

    /// Says what there is to ring on, as long as somebody `looks`.
    pub(super) fn look(&self, looks: bool) {
        self.order(Order::Look(looks));
    }

    fn order(&self, order: Order) {
        let _ = self.orders.send(order); // without a thread there is no sound; that was said
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.order(Order::Leave);
    }
}

/// Serves orders; a panic in a driver's code costs the tone half a second, not the agent its voice.
fn run(orders: &Receiver<Order>, own: &Sender<Order>, report: &watch::Sender<Report>, ring_on: Place) {
    let mut wishes = Wishes { ring_on, ..Wishes::default() };
    loop {
        let mut stage = Stage::new(wishes, own.clone(), report.clone());
        match panic::catch_unwind(AssertUnwindSafe(|| serve(orders, &mut stage))) {
            Ok(()) => return,
            Err(_) => stage.say(State::Missing),
        }
        wishes = stage.wishes;
        thread::sleep(RETRY);
    }
}

fn serve(orders: &Receiver<Order>, stage: &mut Stage) {
    stage.look_around(Instant::now());
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

/// What was ordered, apart from what sounds once.
#[derive(Default)]
struct Wishes {
    sound: Option<Sound>,
    ring_on: Place,
    looks: bool,
}

/// What shall sound, and what does.
struct Stage {
    wishes: Wishes,
    chime: bool,
    /// One connection to the sound server for each output that has ever played beside others; the first one finds them.
    /// All are kept: the crate's connections outlive whoever drops them.
    hosts: Vec<Host>,
    playing: Vec<Playing>,
    /// Where what shall sound is to be heard, and the outputs that this is now.
    found: Option<(Place, Vec<Output>)>,
    /// When to look again for outputs: they come and go.
    look: Option<Instant>,
    /// Until when no output is tried, after one that failed.
    pause: Option<Instant>,
    streams: u64,
    own: Sender<Order>,
    report: watch::Sender<Report>,
}

/// An open stream.
struct Playing {
    number: u64,
    /// The output it was opened on, and over which of the hosts.
    output: String,
    host: usize,
    since: Instant,
    stream: Stream,
    voice: Option<(Tone, Arc<Control>)>,
    /// Once nothing is wanted: when all that was written has been heard.
    close: Option<Instant>,
}

impl Stage {
    fn new(wishes: Wishes, own: Sender<Order>, report: watch::Sender<Report>) -> Self {
        Self {
            wishes,
            chime: false,
            hosts: Vec::new(),
            playing: Vec::new(),
            found: None,
            look: None,
            pause: None,
            streams: 0,
            own,
            report,
        }
    }

    /// Takes an order in; true if it was the last one.
    fn take(&mut self, order: Order) -> bool {
        match order {
            Order::Broke(number) => {
                if let Some(index) = self.playing.iter().position(|playing| playing.number == number) {
                    let broken = self.playing.swap_remove(index);
                    self.found = None;
                    // At once on what is there now; with patience on what breaks again and again.
                    self.pause = Some(broken.since + RETRY);
                }
            }
            Order::Chime => self.chime = true,
            Order::Leave => return true,
            Order::Look(looks) => (self.wishes.looks, self.look) = (looks, Some(Instant::now())),
            Order::RingOn(place) => (self.wishes.ring_on, self.look) = (place, Some(Instant::now())),
            Order::Sound(sound) => self.wishes.sound = sound,
        }
        false
    }

    /// When something is to be done without an order.
    fn due(&self) -> Option<Instant> {
        let close = self.playing.iter().filter_map(|playing| playing.close).min();
        close.or(self.pause).or(self.look) // nobody looks while something else is waited for
    }

    fn make_so(&mut self, now: Instant) {
        let chime = std::mem::take(&mut self.chime);
        match self.wishes.sound.clone() {
            Some(sound) => self.sound(now, sound, chime),
            None if chime => self.sound(now, CHIME, chime),
            None => self.be_quiet(now),
        }
        self.playing.retain(|playing| playing.close.is_none_or(|at| at > now));
    }

    /// Makes `first` heard where it belongs, with the chime of an answer if one is due.
    fn sound(&mut self, now: Instant, first: Sound, chime: bool) {
        if self.pause.is_some_and(|until| until > now) {
            return;
        }
        self.pause = None;
        let place = self.place_of(&first);
        let looks = self.look.is_none_or(|at| at <= now);
        if self.found.as_ref().is_none_or(|(found, _)| *found != place) || looks {
            match self.find(&place) {
                Ok(outputs) => self.found = Some((place, outputs)),
                Err(error) => return self.fail(now, &error),
            }
            self.look = Some(now + LOOK);
        }
        if let Err(error) = self.play(now, &first, chime) {
            return self.fail(now, &error);
        }
        self.say(State::Sounding);
        if looks && matches!(first.tone, Tone::Ring(_)) {
            self.tell_of_outputs(true);
        }
    }

    /// Opens the outputs that were found and do not play yet, and closes all others. What can play, does;
    /// the last reason why one cannot is returned.
    fn play(&mut self, now: Instant, first: &Sound, chime: bool) -> Result<(), NoSound> {
        let (_, outputs) = self.found.take().unwrap_or_default();
        let mut result = Ok(());
        for output in &outputs {
            match self.playing.iter_mut().find(|playing| playing.output == output.id) {
                Some(playing) => {
                    playing.set(self.wishes.sound.as_ref());
                    if chime {
                        playing.chime(now);
                    }
                }
                None => match self.open(now, output, first) {
                    Ok(playing) => self.playing.push(playing),
                    Err(error) => result = Err(error),
                },
            }
        }
        let elsewhere = |playing: &&mut Playing| outputs.iter().all(|output| output.id != playing.output);
        self.playing.iter_mut().filter(elsewhere).for_each(|playing| playing.leave(now));
        self.found = Some((self.place_of(first), outputs));
        result
    }

    /// Ring-back, beep and chime belong to the call and its headset: only the ringing goes where it was told to.
    fn place_of(&self, sound: &Sound) -> Place {
        match sound.tone {
            Tone::Ring(_) => self.wishes.ring_on.clone(),
            Tone::Answered | Tone::Beep | Tone::RingBack => Place::default(),
        }
    }

    /// A connection that was kept may have died with its server: then a new one is tried at once.
    fn find(&mut self, place: &Place) -> Result<Vec<Output>, NoSound> {
        if let Some(host) = self.hosts.first() {
            match host.find(place) {
                Err(NoSound::Device) if host.is_connection() => return Err(NoSound::Device),
                Ok(outputs) => return Ok(outputs),
                Err(_) => {}
            }
        }
        self.hosts = vec![Host::connect()?];
        self.hosts[0].find(place)
    }

    fn open(&mut self, now: Instant, output: &Output, first: &Sound) -> Result<Playing, NoSound> {
        self.streams += 1;
        let (own, number) = (self.own.clone(), self.streams);
        // PulseAudio keeps all streams of one connection that cpal opens together on one output.
        let is_free = |host: &usize| self.playing.iter().all(|playing| playing.host != *host);
        let host = (0..).find(is_free).unwrap_or_default();
        let line = if host == 0 { output.line()? } else { self.output_over(host, &output.id)?.line()? };
        let (voice, control) = Voice::new(first, line.format());
        let stream = line.open(voice, move || drop(own.send(Order::Broke(number))))?;
        let voice = self.wishes.sound.as_ref().map(|_| (first.tone.clone(), control));
        let close = voice.is_none().then(|| now + CHIME_LENGTH + DRAIN);
        Ok(Playing { number, output: output.id.clone(), host, since: now, stream, voice, close })
    }

    /// An output as another host has it. One whose connection has ended is replaced at the next try.
    fn output_over(&mut self, host: usize, id: &str) -> Result<Output, NoSound> {
        while self.hosts.len() <= host {
            self.hosts.push(Host::connect()?);
        }
        let output = self.hosts[host].output(id);
        if matches!(output, Err(NoSound::Output(_))) {
            self.hosts.truncate(host);
        }
        output
    }

    /// Tries again a little later. Another output may go on playing meanwhile.
    fn fail(&mut self, now: Instant, error: &NoSound) {
        self.complain(error);
        (self.found, self.pause) = (None, Some(now + RETRY));
        self.say(if self.playing.is_empty() { State::Missing } else { State::Sounding });
    }

    /// Once, not at each try.
    fn complain(&self, error: &NoSound) {
        if self.report.borrow().state != State::Missing {
            log::warn!("{error}");
        }
    }

    fn be_quiet(&mut self, now: Instant) {
        (self.found, self.pause) = (None, None);
        self.playing.iter_mut().for_each(|playing| playing.leave(now));
        if self.playing.iter().any(|playing| playing.close.is_none_or(|at| at > now)) {
            return;
        }
        let state = self.report.borrow().state;
        if state == State::Sounding {
            self.say(State::Quiet);
        }
        if self.look.map_or(state == State::Missing, |at| at <= now) {
            self.look_around(now);
        }
    }

    /// Whether the next ring would be heard, so that it can be said before somebody misses it.
    fn look_around(&mut self, now: Instant) {
        let found = self.find(&self.wishes.ring_on.clone()).inspect_err(|error| self.complain(error)).is_ok();
        self.say(if found { State::Quiet } else { State::Missing });
        self.tell_of_outputs(false);
        self.look = match self.wishes.looks {
            true => Some(now + WATCH),
            false => (!found || self.report.borrow().muted).then(|| now + LOOK_AGAIN),
        };
    }

    /// Says what there is, if somebody looks, and whether all that rings is muted: that too is only found
    /// out for somebody who looks or is rung, as many keep their output muted while nothing is to be heard.
    fn tell_of_outputs(&mut self, rings: bool) {
        let looks = self.wishes.looks;
        let asks = looks || rings || self.report.borrow().muted;
        let place = self.wishes.ring_on.clone();
        let ring_on = if asks { self.find(&place).unwrap_or_default() } else { Vec::new() };
        let muted = !ring_on.is_empty() && are_muted(ring_on.iter().map(|one| one.id.as_str()));
        let plays_on: Vec<_> = ring_on.iter().filter(|_| looks).map(Output::name).collect();
        let there = self.hosts.first().filter(|_| looks).and_then(|host| host.outputs().ok()).unwrap_or_default();
        let outputs: Vec<_> = there.iter().map(|one| SoundOutput { id: one.id.clone(), name: one.name() }).collect();
        self.report.send_if_modified(|report| {
            let news = (report.muted, &report.outputs, &report.plays_on) != (muted, &outputs, &plays_on);
            (report.muted, report.outputs, report.plays_on) = (muted, outputs, plays_on);
            news
        });
    }

    fn say(&self, state: State) {
        let sounds_on = match state {
            State::Sounding => self.playing.iter().map(|playing| playing.output.clone()).collect(),
            State::Missing | State::Quiet => Vec::new(),
        };
        self.report.send_if_modified(|report| {
            let news = (report.state, &report.sounds_on) != (state, &sounds_on);
            (report.state, report.sounds_on) = (state, sounds_on);
            news
        });
    }
}

impl Playing {
    fn set(&mut self, wanted: Option<&Sound>) {
        match (&self.voice, wanted) {
            (Some((tone, control)), Some(sound)) if *tone == sound.tone => control.set_gain(sound.gain),
            (voice, wanted) => {
                if let Some((_, control)) = voice {
                    control.end();
                }
                self.voice = wanted.map(|sound| (sound.tone.clone(), self.begin(sound)));
            }
        }
        if wanted.is_some() {
            self.close = None;
        }
    }

    fn begin(&self, sound: &Sound) -> Arc<Control> {
        let (voice, control) = Voice::new(sound, self.stream.format());
        self.stream.play(voice);
        control
    }

    fn chime(&mut self, now: Instant) {
        self.begin(&CHIME);
        if self.voice.is_none() {
            self.close = Some(now + CHIME_LENGTH + DRAIN);
        }
    }

    /// Fades out, and is closed once that was heard.
    fn leave(&mut self, now: Instant) {
        self.set(None);
        self.close.get_or_insert(now + DRAIN);
    }
}

#[cfg(not(target_os = "linux"))]
fn are_muted<'a>(_outputs: impl IntoIterator<Item = &'a str>) -> bool {
    false // those systems show it themselves
}

/// After a failure, while something is to be heard.
const RETRY: Duration = Duration::from_millis(500);
/// While something sounds: an output may come or go. One that does both in between is not missed, and what
/// sounded on it stays where the sound server has moved it.
const LOOK: Duration = Duration::from_secs(1);
/// While somebody looks at the choices.
const WATCH: Duration = Duration::from_secs(2);
/// While nothing does, but something is amiss.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// What is written but not yet heard, and the fade behind it.
const DRAIN: Duration = Duration::from_millis(100);
const CHIME: Sound = Sound { tone: Tone::Answered, gain: 1.0 };
const CHIME_LENGTH: Duration = Duration::from_millis(140);
