//! The people, their devices, the server, and the time that passes for all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use fastrand::Rng;
use vconnct_client::{
    simulation::{Happening, Kept},
    update::Loss,
};
use vconnct_proto::{CallId, Millis, RoomId, Timestamp, UserId, rest};
use vconnct_server::simulation::{Terms, Workspace};

use crate::{
    device::Device,
    faults::{Chaos, Fault},
    people::Act,
    trace::Trace,
    witness::{Fact, Witness},
};

/// A world made from a seed.
pub struct World {
    pub now: Millis,
    pub rng: Rng,
    pub workspace: Workspace,
    pub terms: Terms,
    pub server_up: bool,
    pub chaos: Chaos,
    pub devices: Vec<Device>,
    pub witness: Witness,
    pub trace: Trace,
    /// Who has thought about which call.
    pub minds: BTreeSet<(UserId, CallId)>,
    /// The calls of two of this cluster.
    pub placed: Vec<CallId>,
    /// How many calls were made so far.
    pub calls: u64,
    pub queue: BTreeMap<(Millis, u64), Event>,
    sequence: u64,
    /// How many things have happened at this very moment.
    rush: u32,
}

/// One thing on its way.
#[derive(Debug)]
pub enum Event {
    Act(Act),
    /// An answer that reaches its device.
    Answer {
        device: usize,
        start: u32,
        ticket: u64,
        answer: Answer,
    },
    /// A request that reaches the server.
    Ask {
        device: usize,
        start: u32,
        ticket: u64,
        tries: u32,
    },
    /// A connection is found to be broken at its device.
    Broken {
        device: usize,
        line: u32,
    },
    /// A frame that reaches its device.
    Down {
        device: usize,
        line: u32,
        frame: Arc<str>,
    },
    Fault(Fault),
    /// The kernel has waited for a sign of the other side.
    KernelLooks {
        device: usize,
        line: u32,
    },
    /// An event that was kept back within the server.
    Late {
        device: usize,
        line: u32,
        frame: Arc<str>,
    },
    /// The system tells that the network has changed.
    NetworkChanged {
        device: usize,
        start: u32,
    },
    OpenFails {
        device: usize,
        line: u32,
        loss: Loss,
    },
    Opened {
        device: usize,
        line: u32,
    },
    PageOpened {
        device: usize,
        start: u32,
        call: CallId,
    },
    Start {
        device: usize,
        start: u32,
    },
    /// Nobody waits for this answer any longer.
    TimedOut {
        device: usize,
        start: u32,
        ticket: u64,
    },
    /// A person is told what came of what they did: what was to be kept of it has been.
    Told {
        device: usize,
        start: u32,
        reply: u64,
        done: bool,
    },
    /// A frame that reaches the server.
    Up {
        device: usize,
        line: u32,
        frame: String,
    },
    Written {
        device: usize,
        start: u32,
        kept: Box<Kept>,
    },
}

/// What a device gets for a request.
#[derive(Debug)]
pub struct Answer {
    pub result: Result<Vec<u8>, rest::RestError>,
    pub date: Option<Timestamp>,
    pub facts: Vec<Fact>,
}

impl World {
    pub fn new(seed: u64, traced: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let mut workspace = Workspace::new(EPOCH, rng.u64(..));
        PEOPLE.iter().for_each(|person| workspace.add_person(person));
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            workspace.add_room(&format!("{}{}", PEOPLE[one], PEOPLE[other]), &[PEOPLE[one], PEOPLE[other]]);
        }
        workspace.add_room(CHANNEL, &PEOPLE);
        workspace.set_limits(rng.bool());
        let terms = some_terms(&mut rng);
        workspace.set_terms(terms);
        // Each has one device with ours; the other is ours or the vendor's.
        let second = |rng: &mut Rng| rng.u8(..10) < 6;
        let devices = PEOPLE.iter().flat_map(|person| {
            [true, second(&mut rng)].into_iter().enumerate().map(move |(number, ours)| {
                let kind = if ours { "ours" } else { "stock" };
                Device::new(format!("{person}{number}-{kind}"), person, ours)
            })
        });
        let devices: Vec<Device> = devices.collect();
        let mut world = Self {
            now: Millis(1_000),
            workspace,
            terms,
            server_up: true,
            chaos: Chaos::default(),
            witness: Witness::new(devices.len(), terms),
            devices,
            trace: Trace::new(traced),
            minds: BTreeSet::new(),
            placed: Vec::new(),
            calls: 0,
            queue: BTreeMap::new(),
            sequence: 0,
            rush: 0,
            rng,
        };
        for device in 0..world.devices.len() {
            world.devices[device].ahead = world.rng.i64(-400..400);
            world.start(device);
        }
        world
    }

    /// Lets one cluster of calls after the other happen. Tells what the witness objects to, if anything.
    pub fn live(&mut self) -> Option<String> {
        self.pass(Duration::from_secs(20));
        for _ in 0..CLUSTERS {
            self.live_through_calls();
            if let Some(objection) = self.witness.objection.take() {
                return Some(format!("{objection} (at {:.3} s)", self.now.0 as f64 / 1_000.0));
            }
        }
        None
    }

    fn live_through_calls(&mut self) {
        self.trace.begin();
        self.witness.begin();
        self.plan_calls();
        self.plan_faults();
        self.pass(CLUSTER);
        self.heal();
        self.pass(SETTLED);
        if self.witness.objection.is_none() {
            self.look_around();
            self.tidy_up();
            let pause = self.some_pause();
            self.pass(pause);
        }
    }

    /// From ten seconds to a month, short ones as likely as long ones.
    fn some_pause(&mut self) -> Duration {
        Duration::from_secs_f64(10.0 * (30.0 * 24.0 * 360.0_f64).powf(self.rng.f64()))
    }

    /// How long this world has lived.
    pub fn lived(&self) -> Duration {
        self.now.since(Millis(0))
    }

    pub fn server_time(&self) -> Timestamp {
        Self::server_time_at(self.now)
    }

    pub fn server_time_at(moment: Millis) -> Timestamp {
        EPOCH + moment.since(Millis(0))
    }

    pub fn wall(&self, device: usize) -> Timestamp {
        Timestamp(self.server_time().0 + self.devices[device].ahead)
    }

    pub fn later(&mut self, wait: Duration, event: Event) {
        self.at(self.now + wait, event);
    }

    pub fn at(&mut self, moment: Millis, event: Event) {
        self.sequence += 1;
        self.queue.insert((moment, self.sequence), event);
    }

    pub fn note(&mut self, device: usize, what: impl FnOnce() -> String) {
        self.trace.note(self.now, &self.devices[device].name, what);
    }

    /// A number of ms, both ends included.
    pub fn some_ms(&mut self, range: std::ops::RangeInclusive<u64>) -> Duration {
        Duration::from_millis(self.rng.u64(range))
    }

    /// Lets time pass from one thing that happens to the next, until somebody objects.
    pub fn pass(&mut self, span: Duration) {
        let until = self.now + span;
        while self.witness.objection.is_none() {
            let event = self.queue.keys().next().map(|(at, _)| *at);
            let deadline = self.workspace.poll_deadline().filter(|_| self.server_up);
            let deadline = deadline.map(|at| Millis(u64::try_from(at.0 - EPOCH.0).unwrap_or_default()));
            let timer = (0..self.devices.len()).filter_map(|device| Some((self.devices[device].due?, device))).min();
            let next = [event, deadline, timer.map(|(at, _)| at)].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= until) else { break };
            self.rush = if next > self.now { 0 } else { self.rush + 1 };
            if self.rush > RUSH {
                self.witness.object("timers and events never come to rest".into());
                break;
            }
            self.now = next.max(self.now);
            if event == Some(next) {
                if let Some((_, event)) = self.queue.pop_first() {
                    self.happen(event);
                }
            } else if deadline == Some(next) {
                self.workspace.keep_deadlines(self.server_time());
                self.publish();
            } else if let Some((_, device)) = timer {
                self.time_out(device);
            }
            self.witness.watch(self.now, &self.devices);
        }
        if self.witness.objection.is_none() {
            self.now = until;
        }
    }

    fn happen(&mut self, event: Event) {
        let Some(event) = self.pass_network(event) else { return };
        match event {
            Event::Act(act) => self.act(act),
            Event::Answer { device, start, ticket, answer } => self.answered(device, start, ticket, answer),
            Event::Ask { device, start, ticket, tries } => self.asked(device, start, ticket, tries),
            Event::Broken { device, line } => self.broken(device, line, Loss::NoAnswer),
            Event::Down { device, line, frame } => self.frame(device, line, &frame),
            Event::Fault(fault) => self.fault(fault),
            Event::KernelLooks { device, line } => self.kernel_looks(device, line),
            Event::Late { device, line, frame } => self.send_down(device, line, frame),
            Event::NetworkChanged { device, start } if self.devices[device].start == start => self.look_at_line(device),
            Event::NetworkChanged { .. } => {}
            Event::OpenFails { device, line, loss } => self.open_failed(device, line, loss),
            Event::Opened { device, line } => self.opened(device, line),
            Event::PageOpened { device, start, call } if self.devices[device].start == start => {
                self.feed(device, Happening::PageOpened(call));
            }
            Event::PageOpened { .. } => {}
            Event::Start { device, start } if self.devices[device].start == start => self.start(device),
            Event::Start { .. } => {}
            Event::TimedOut { device, start, ticket } => {
                let result = Err(rest::RestError::Offline("nobody answers".into()));
                self.answered(device, start, ticket, Answer { result, date: None, facts: Vec::new() });
            }
            Event::Told { device, start, reply, done } if self.devices[device].start == start => {
                self.witness.told(device, reply, done);
            }
            Event::Told { .. } => {}
            Event::Up { device, line, frame } => self.frame_at_server(device, line, &frame),
            Event::Written { device, start, kept } if self.devices[device].start == start => {
                self.witness.wrote(device, &kept);
                self.devices[device].disk.insert(kept.call().clone(), *kept);
            }
            Event::Written { .. } => {}
        }
    }
}

/// Mostly its caller rings; now and then the workspace does, or nobody.
fn some_terms(rng: &mut Rng) -> Terms {
    match rng.u8(..6) {
        0 => Terms { licensed: false, call_window: false },
        1 => Terms { licensed: true, call_window: true },
        _ => Terms { licensed: true, call_window: false },
    }
}

pub fn short(call: &CallId) -> &str {
    let call = call.as_str();
    &call[call.len().saturating_sub(6)..]
}

/// The other one of a two-person room.
pub fn other_in(room: &RoomId, me: &UserId) -> Option<UserId> {
    let other = room.as_str().replacen(me.as_str(), "", 1);
    PEOPLE.contains(&other.as_str()).then(|| other.as_str().into())
}

/// The room of two people.
pub fn room_of(one: &str, other: &str) -> RoomId {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    format!("{first}{second}").into()
}

pub fn others(me: &UserId) -> impl Iterator<Item = &'static str> {
    PEOPLE.into_iter().filter(move |person| *person != me.as_str())
}

pub const PEOPLE: [&str; 3] = ["ada", "ben", "cyd"];
pub const CHANNEL: &str = "channel";
/// When every world begins.
const EPOCH: Timestamp = Timestamp(1_789_376_400_000);
/// Clusters of calls in one world.
const CLUSTERS: usize = 20;
/// How long calls and faults of one cluster happen …
const CLUSTER: Duration = Duration::from_secs(75);
/// … and how long nothing happens then, before everything has to be right.
const SETTLED: Duration = Duration::from_secs(75);
const RUSH: u32 = 3_000;
