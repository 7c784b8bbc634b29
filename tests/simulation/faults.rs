//! What goes wrong: with lines, machines, programs, clocks and the server.

use std::time::Duration;

use fastrand::Rng;
use vconnct_client::update::Loss;

use crate::{
    device::Net,
    world::{Event, World},
};

/// How badly the server treats what is only a hint, while calls happen; out of a hundred.
#[derive(Debug, Default)]
pub struct Chaos {
    lost: u8,
    doubled: u8,
    late: u8,
    answers_lost: u8,
}

/// One thing that goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The wall clock is set, by so many ms.
    Clock {
        device: usize,
        by: i64,
    },
    /// The program is gone; it is started again after so long.
    Crash {
        device: usize,
        back: Duration,
    },
    /// The connection is reset.
    Cut {
        device: usize,
    },
    /// The server's end goes without a word, and something in between keeps the line alive.
    HalfOpen {
        device: usize,
    },
    /// The network of the machine is as good again as ever.
    Mend {
        device: usize,
    },
    Net {
        device: usize,
        net: Net,
        mended: Duration,
    },
    ServerDown {
        back: Duration,
        forgets: bool,
    },
    ServerUp,
    Sleep {
        device: usize,
        wake: Duration,
    },
    Wake {
        device: usize,
    },
}

impl Chaos {
    fn some(rng: &mut Rng) -> Self {
        let mut some = |most: u8| if rng.u8(..3) == 0 { rng.u8(..=most) } else { 0 };
        Self { lost: some(40), doubled: some(30), late: some(30), answers_lost: some(10) }
    }

    /// How often something arrives that was sent once.
    pub fn copies(&self, rng: &mut Rng) -> u32 {
        match rng.u8(..100) {
            lot if lot < self.lost => 0,
            lot if lot < self.lost.saturating_add(self.doubled) => 2,
            _ => 1,
        }
    }

    pub fn lateness(&self, rng: &mut Rng) -> Option<Duration> {
        (rng.u8(..100) < self.late).then(|| Duration::from_millis(rng.u64(1..5_000)))
    }

    pub fn loses_answer(&self, rng: &mut Rng) -> bool {
        rng.u8(..100) < self.answers_lost
    }
}

impl World {
    /// What will go wrong while the next calls happen; now and then nothing does.
    pub fn plan_faults(&mut self) {
        self.chaos = if self.rng.bool() { Chaos::some(&mut self.rng) } else { Chaos::default() };
        for _ in 0..[0, 0, 1, 1, 2, 3, 5][self.rng.usize(..7)] {
            let wait = self.some_ms(0..=45_000);
            let fault = self.some_fault();
            self.later(wait, Event::Fault(fault));
        }
    }

    fn some_fault(&mut self) -> Fault {
        let device = self.rng.usize(..self.devices.len());
        let brief = self.some_ms(200..=9_000);
        let long = self.some_ms(500..=60_000);
        match self.rng.u8(..20) {
            0..3 => Fault::Crash { device, back: brief },
            3 => Fault::Crash { device, back: long },
            4..7 => Fault::Cut { device },
            7..9 => Fault::HalfOpen { device },
            9..11 => Fault::Net { device, net: Net::Gone, mended: brief },
            11 => Fault::Net { device, net: Net::Gone, mended: long },
            12..14 => Fault::Net { device, net: Net::Stalled, mended: brief },
            14 => Fault::Net { device, net: Net::Slow(self.rng.u64(200..2_500)), mended: long },
            15 => Fault::Sleep { device, wake: brief },
            16 => Fault::Sleep { device, wake: long },
            17 => Fault::Clock { device, by: self.rng.i64(-150_000..150_000) },
            _ => Fault::ServerDown { back: brief, forgets: self.rng.bool() },
        }
    }

    /// Something goes wrong, or well again.
    pub fn fault(&mut self, fault: Fault) {
        self.trace.note(self.now, "fault", || format!("{fault:?}"));
        match fault {
            Fault::Clock { device, by } => self.devices[device].ahead += by,
            Fault::Crash { device, back } => self.stop(device, back),
            Fault::Cut { device } => {
                self.disturb(device);
                self.close_socket(device);
                let line = self.devices[device].line;
                self.later(Duration::from_millis(20), Event::Broken { device, line });
            }
            Fault::HalfOpen { device } => {
                self.disturb(device);
                self.close_socket(device);
                self.devices[device].hung = true;
            }
            Fault::Mend { device } => self.mend(device),
            Fault::Net { device, net, mended } => {
                self.harm(device, net);
                self.later(mended, Event::Fault(Fault::Mend { device }));
            }
            Fault::ServerDown { back, forgets } => {
                self.server_down(forgets);
                self.later(back, Event::Fault(Fault::ServerUp));
            }
            Fault::ServerUp => self.server_up = true,
            Fault::Sleep { device, wake } => {
                self.sleep(device, wake);
                self.later(wake, Event::Fault(Fault::Wake { device }));
            }
            Fault::Wake { device } => self.wake(device),
        }
        (0..self.devices.len()).for_each(|device| self.set_due(device));
    }

    /// Everything is well again.
    pub fn heal(&mut self) {
        self.trace.note(self.now, "fault", || "all is well again".into());
        self.chaos = Chaos::default();
        self.server_up = true;
        for device in 0..self.devices.len() {
            self.wake(device);
            self.mend(device);
            self.start(device);
            self.find_out(device);
            self.set_due(device);
        }
    }

    /// The vendor's client finds sooner or later that its line is dead; ours has to by itself.
    fn find_out(&mut self, device: usize) {
        let it = &mut self.devices[device];
        let line = it.line;
        if it.socket.is_none() && it.stock().is_some() {
            self.later(Duration::from_secs(2), Event::Broken { device, line });
        }
    }

    fn stop(&mut self, device: usize, back: Duration) {
        if self.devices[device].client.is_some() && !self.devices[device].asleep {
            self.crash(device);
            let start = self.devices[device].start;
            self.later(back, Event::Start { device, start });
        }
    }

    fn harm(&mut self, device: usize, net: Net) {
        self.disturb(device);
        self.devices[device].net = net;
        if let Net::Slow(_) = net {
            return;
        }
        let (start, line) = (self.devices[device].start, self.devices[device].line);
        if net == Net::Gone {
            self.close_socket(device);
            let told = self.some_ms(20..=600);
            self.later(told, Event::NetworkChanged { device, start });
        }
        // The kernel gives up what it cannot get rid of (`tcp_user_timeout`, keep-alive).
        self.later(KERNEL, Event::KernelLooks { device, line });
    }

    /// The kernel has waited long enough for a sign of the other side.
    pub fn kernel_looks(&mut self, device: usize, line: u32) {
        let (net, start) = (self.devices[device].net, self.devices[device].start);
        if !matches!(net, Net::Gone | Net::Stalled) {
            return;
        }
        self.devices[device].held.clear();
        for ticket in self.devices[device].asked.keys().copied().collect::<Vec<_>>() {
            self.later(Duration::ZERO, Event::TimedOut { device, start, ticket });
        }
        self.broken(device, line, Loss::NoAnswer);
    }

    fn mend(&mut self, device: usize) {
        if self.devices[device].net == Net::Good {
            return;
        }
        let was = std::mem::replace(&mut self.devices[device].net, Net::Good);
        let start = self.devices[device].start;
        if !self.devices[device].asleep {
            self.release(device);
        }
        if was == Net::Gone {
            let told = self.some_ms(20..=600);
            self.later(told, Event::NetworkChanged { device, start });
        }
    }

    fn server_down(&mut self, forgets: bool) {
        self.server_up = false;
        self.workspace.restart(forgets);
        for device in 0..self.devices.len() {
            self.disturb(device);
            if self.devices[device].socket.is_some() {
                let (line, wait) = (self.devices[device].line, self.transit(device));
                self.later(wait, Event::Broken { device, line });
            }
            self.close_socket(device);
        }
    }

    fn sleep(&mut self, device: usize, wake: Duration) {
        if self.devices[device].asleep {
            return;
        }
        self.disturb(device);
        self.devices[device].asleep = true;
        if wake > PATIENCE {
            self.close_socket(device); // the server has given it up by then
            self.devices[device].hung = true;
        }
    }

    fn wake(&mut self, device: usize) {
        if !self.devices[device].asleep {
            return;
        }
        self.disturb(device);
        let it = &mut self.devices[device];
        (it.asleep, it.woke) = (false, self.now);
        let start = it.start;
        self.release(device);
        let told = self.some_ms(5..=500);
        self.later(told, Event::NetworkChanged { device, start });
        self.find_out(device);
    }
}

/// How long the kernel waits for a sign of the other side, and a bit.
const KERNEL: Duration = Duration::from_millis(4_400);
/// How long a server waits for somebody who sleeps.
const PATIENCE: Duration = Duration::from_secs(10);
