//! Drives the programs of the devices: starts and stops them, feeds them, and carries out what they want, as
//! `vconnct_client::seat` does.

use std::time::Duration;

use vconnct_client::simulation::{Happening, Person, Wish};
use vconnct_proto::{Backoff, Millis};

use crate::{
    device::{Client, Line, Net, Ours},
    stock::{self, Stock},
    world::{Event, World, short},
};

impl World {
    /// Starts a device's program with what its disk has kept.
    pub fn start(&mut self, device: usize) {
        if self.devices[device].client.is_some() {
            return;
        }
        self.note(device, || "starts".into());
        let (seed, wall, now) = (self.rng.u64(..), self.wall(device), self.now);
        let it = &mut self.devices[device];
        it.start += 1;
        if !it.ours {
            it.client = Some(Client::Stock(Stock::new(it.user.clone())));
            return self.connect_stock(device);
        }
        let kept = it.disk.values().cloned().collect();
        let person = Person::new(now, wall, it.user.as_str(), it.user.as_str(), kept, seed);
        it.client = Some(Client::Ours(Ours {
            person,
            line: Line::Opening,
            backoff: Backoff::new(seed),
            urgent: false,
            began: now,
        }));
        self.connect(device);
        self.drain(device);
    }

    /// A device's program is gone from one moment to the next, with all that was not on its disk.
    pub fn crash(&mut self, device: usize) {
        self.note(device, || "crashes".into());
        let it = &mut self.devices[device];
        it.client = None;
        it.start += 1;
        it.line += 1;
        it.asked.clear();
        it.held.clear();
        (it.due, it.settled) = (None, false);
        self.close_socket(device);
        self.witness.crashed(device);
        self.witness.together.disturbed(self.now, device);
    }

    /// Feeds our client on a device, and does what it wants.
    pub fn feed(&mut self, device: usize, happening: Happening) {
        let (now, wall) = (self.now, self.wall(device));
        match &happening {
            Happening::Connected => {
                self.witness.found_line(device);
                self.note(device, || "is reachable".into());
            }
            Happening::Lost { .. } => {
                self.witness.lost_line(now, device);
                self.note(device, || "has lost its line".into());
            }
            _ => {}
        }
        let Some(ours) = self.devices[device].ours() else { return };
        ours.person.handle(now, wall, happening);
        self.drain(device);
    }

    /// Does what our client on a device wants, and looks at what it shows.
    fn drain(&mut self, device: usize) {
        while let Some(wish) = self.devices[device].ours().and_then(|ours| ours.person.poll_wish()) {
            self.carry_out(device, wish);
        }
        self.flush(device);
        if self.devices[device].ours().is_some_and(|ours| ours.person.calls_changed()) {
            self.look(device);
        }
        self.set_due(device);
    }

    fn carry_out(&mut self, device: usize, wish: Wish) {
        let start = self.devices[device].start;
        match wish {
            Wish::Keep(kept) => {
                if let Some(outcome) = kept.outcome() {
                    self.note(device, || format!("keeps: {} {outcome}", short(kept.call())));
                }
                let wait = self.some_ms(1..=15);
                let at = self.in_order_on_disk(device, wait);
                self.at(at, Event::Written { device, start, kept: Box::new(kept) });
            }
            Wish::Open(call) => {
                self.note(device, || format!("opens the page of {}", short(&call)));
                let wait = self.some_ms(50..=900);
                self.later(wait, Event::PageOpened { device, start, call });
            }
            Wish::Reply { to, result } => {
                let at = self.in_order_on_disk(device, Duration::ZERO);
                self.at(at, Event::Told { device, start, reply: to, done: result.is_ok() });
            }
            Wish::Request { ticket, request } => self.request(device, ticket, request),
            Wish::Signal { to, signal } => {
                self.note(device, || format!("says {:?} {} to {to}", signal.action, short(&signal.params.call_id)));
                self.witness.said(device, &signal);
                self.with_session(device, |session| session.signal(&to, &signal));
            }
            Wish::Follow(room) => self.with_session(device, |session| session.follow(&room)),
            Wish::Unfollow(room) => self.with_session(device, |session| session.unfollow(&room)),
            Wish::Urgent(urgent) => {
                if let Some(ours) = self.devices[device].ours() {
                    ours.urgent = urgent;
                }
                self.with_session(device, |session| session.set_urgent(urgent));
            }
        }
    }

    /// One thing is written after the other, and nobody is told before.
    fn in_order_on_disk(&mut self, device: usize, wait: Duration) -> Millis {
        let writing = self
            .queue
            .iter()
            .rev()
            .find(|(_, event)| matches!(event, Event::Written { device: other, .. } if *other == device));
        writing.map_or(self.now, |((at, _), _)| *at) + wait
    }

    pub fn time_out(&mut self, device: usize) {
        let now = self.now;
        match &mut self.devices[device].client {
            Some(Client::Stock(stock)) => {
                stock.timeout(now);
                self.drain_stock(device);
            }
            Some(Client::Ours(ours)) => {
                if ours.person.poll_timeout().is_some_and(|due| due <= now) {
                    self.feed(device, Happening::Timeout);
                }
                self.time_out_line(device);
                self.set_due(device);
            }
            None => self.devices[device].due = None,
        }
    }

    pub fn drain_stock(&mut self, device: usize) {
        while let Some(output) = self.devices[device].stock().and_then(Stock::poll_output) {
            match output {
                stock::Output::Ask(request) => {
                    self.devices[device].next_ticket += 1;
                    let ticket = self.devices[device].next_ticket;
                    self.request(device, ticket, request);
                }
                stock::Output::Send { to, signal } => {
                    self.note(device, || format!("says {:?} {} to {to}", signal.action, short(&signal.params.call_id)));
                    self.send_stock(device, &to, &signal);
                }
            }
        }
        self.look_at_stock(device);
        self.set_due(device);
    }

    /// When a device has something to do by itself.
    pub fn set_due(&mut self, device: usize) {
        let now = self.now;
        let healthy = self.server_up && self.devices[device].net == Net::Good;
        let it = &mut self.devices[device];
        let (asleep, number) = (it.asleep, it.line);
        let connected = it.socket.as_ref().is_some_and(|socket| socket.line == number && socket.subscribed);
        let ours = match &it.client {
            Some(Client::Ours(ours)) => ours,
            Some(Client::Stock(stock)) => {
                it.due = stock.poll_timeout().filter(|_| !asleep);
                return;
            }
            None => return,
        };
        let line = match &ours.line {
            Line::Opening => None,
            // On a line that holds, pings come and go and change nothing.
            Line::Open(session) if healthy && connected && !asleep && session.is_ready() => {
                it.settled = true;
                None
            }
            Line::Open(session) => Some(session.poll_timeout()),
            Line::Pausing(until) => Some(*until),
        };
        it.due =
            [ours.person.poll_timeout(), line].into_iter().flatten().min().filter(|_| !asleep).map(|due| due.max(now));
    }
}
