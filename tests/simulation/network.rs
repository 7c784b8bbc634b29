//! The devices' connections, kept as `vconnct_client::link` keeps them, and the network under them: what passes,
//! what waits and what vanishes.

use std::{sync::Arc, time::Duration};

use vconnct_client::{simulation::Happening, update::Loss};
use vconnct_proto::{Millis, Session, Signal, UserId, ddp, ddp::ServerFrame, stream::StreamEvent};

use crate::{
    device::{Client, Line, Net, Ours},
    world::{Event, World},
};

/// Which way an event goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Down,
    Inside,
    Up,
}

impl World {
    /// Lets an event get where it goes, or wait for better times, or vanish.
    pub fn pass_network(&mut self, event: Event) -> Option<Event> {
        let Some((device, way)) = way(&event) else { return Some(event) };
        let it = &mut self.devices[device];
        let waits = match way {
            Way::Down => it.is_cut_off(),
            Way::Inside => it.asleep,
            Way::Up => it.net == Net::Stalled,
        };
        if waits {
            it.held.push(event);
            return None;
        }
        (way == Way::Inside || it.net != Net::Gone).then_some(event)
    }

    /// What has waited at a device gets on, in its order.
    pub fn release(&mut self, device: usize) {
        for event in std::mem::take(&mut self.devices[device].held) {
            self.later(Duration::ZERO, event);
        }
    }

    /// How long a packet takes.
    pub fn transit(&mut self, device: usize) -> Duration {
        let slow = match self.devices[device].net {
            Net::Slow(ms) => ms,
            _ => 0,
        };
        self.some_ms(4..=60) + Duration::from_millis(slow)
    }

    // ------------------------------------------------------------------------- our client --

    /// Begins to connect.
    pub fn connect(&mut self, device: usize) {
        let now = self.now;
        let it = &mut self.devices[device];
        it.line += 1;
        let line = it.line;
        let Some(ours) = it.ours() else { return };
        (ours.line, ours.began) = (Line::Opening, now);
        let patience = if ours.urgent { URGENT_OPENING } else { OPENING };
        match self.devices[device].net {
            Net::Gone => {
                self.later(Duration::from_millis(3), Event::OpenFails { device, line, loss: Loss::NoNetwork });
            }
            Net::Stalled => self.later(patience, Event::OpenFails { device, line, loss: Loss::NoAnswer }),
            _ if !self.server_up => {
                let wait = self.transit(device) * 2;
                self.later(wait, Event::OpenFails { device, line, loss: Loss::NoAnswer });
            }
            _ => {
                let wait = self.transit(device) * 4;
                self.later(wait, Event::Opened { device, line });
                self.later(patience, Event::OpenFails { device, line, loss: Loss::NoAnswer });
            }
        }
        self.feed(device, Happening::Connecting);
    }

    /// The connection stands.
    pub fn opened(&mut self, device: usize, line: u32) {
        let now = self.now;
        if self.devices[device].line != line {
            return;
        }
        if matches!(self.devices[device].client, Some(Client::Stock(_))) {
            return self.stock_opened(device, line);
        }
        if !self.server_up {
            return self.open_failed(device, line, Loss::NoAnswer);
        }
        let it = &mut self.devices[device];
        let me = it.user.clone();
        let Some(ours) = it.ours().filter(|ours| matches!(ours.line, Line::Opening)) else { return };
        let mut session = Session::new(now, me, "token");
        session.set_urgent(ours.urgent);
        ours.line = Line::Open(session);
        self.accept_socket(device, line);
        self.flush(device);
        self.set_due(device);
    }

    /// The connection does not come about.
    pub fn open_failed(&mut self, device: usize, line: u32, loss: Loss) {
        let it = &mut self.devices[device];
        if it.line == line && it.ours().is_some_and(|ours| matches!(ours.line, Line::Opening)) {
            self.broken(device, line, loss);
        }
    }

    /// The connection is broken, and the device knows.
    pub fn broken(&mut self, device: usize, line: u32, loss: Loss) {
        let now = self.now;
        let it = &mut self.devices[device];
        if it.line != line {
            return;
        }
        it.line += 1;
        it.settled = false;
        let line = it.line;
        self.close_socket(device);
        match &mut self.devices[device].client {
            Some(Client::Ours(ours)) => {
                if now.since(ours.began) >= GOOD_SERVICE {
                    ours.backoff.reset();
                }
                let next_try = ours.backoff.next(ours.urgent, loss == Loss::NoNetwork);
                ours.line = Line::Pausing(now + next_try);
                self.feed(device, Happening::Lost { next_try, loss });
            }
            Some(Client::Stock(_)) => {
                let wait = self.some_ms(1_000..=4_000);
                self.later(wait, Event::Opened { device, line });
            }
            None => {}
        }
    }

    /// Something says that the network has changed.
    pub fn look_at_line(&mut self, device: usize) {
        let now = self.now;
        let Some(ours) = self.devices[device].ours() else { return };
        match &mut ours.line {
            Line::Open(session) => {
                session.doubt(now);
                self.flush(device);
                self.set_due(device);
            }
            Line::Opening | Line::Pausing(_) => {
                ours.backoff.reset();
                self.connect(device);
            }
        }
    }

    pub fn time_out_line(&mut self, device: usize) {
        let now = self.now;
        let line = self.devices[device].line;
        let Some(ours) = self.devices[device].ours() else { return };
        match &mut ours.line {
            Line::Open(session) if session.poll_timeout() <= now => match session.handle_timeout(now) {
                Ok(()) => self.flush(device),
                Err(_) => self.broken(device, line, Loss::NoAnswer),
            },
            Line::Pausing(until) if *until <= now => self.connect(device),
            _ => {}
        }
    }

    /// Does something with the session of our client, if there is one.
    pub fn with_session(&mut self, device: usize, act: impl FnOnce(&mut Session)) {
        if let Some(session) = self.session(device) {
            act(session);
        }
    }

    /// Carries frames and events between a session and its surroundings.
    pub fn flush(&mut self, device: usize) {
        while let Some(event) = self.session(device).and_then(Session::poll_event) {
            match event {
                // Nobody times anything here, or looks who is there.
                vconnct_proto::Event::Answered { .. } | vconnct_proto::Event::Watched { .. } => {}
                vconnct_proto::Event::Ready => self.feed(device, Happening::Connected),
                vconnct_proto::Event::SignedIn => self.feed(device, Happening::SignedIn),
                vconnct_proto::Event::Stream(event) => {
                    if let StreamEvent::Signal(signal) = &event {
                        self.hears(device, signal);
                    }
                    self.feed(device, Happening::Event(event));
                }
                vconnct_proto::Event::Unreadable(what) => self.witness.object(format!("unreadable: {what}")),
            }
        }
        while let Some(frame) = self.session(device).and_then(Session::poll_frame) {
            self.send_up(device, frame);
        }
    }

    /// A frame has reached its device.
    pub fn frame(&mut self, device: usize, line: u32, frame: &str) {
        let now = self.now;
        let it = &mut self.devices[device];
        if it.line != line {
            return;
        }
        it.heard = now;
        match &mut it.client {
            Some(Client::Ours(Ours { line: Line::Open(session), .. })) => match session.handle_frame(now, frame) {
                Ok(()) => {
                    self.flush(device);
                    self.set_due(device);
                }
                Err(error) => self.witness.object(format!("a session ends: {error}")),
            },
            Some(Client::Stock(_)) => self.stock_frame(device, frame),
            _ => {}
        }
    }

    /// Frames come and go no longer as a matter of course: the last one came some time ago.
    pub fn disturb(&mut self, device: usize) {
        self.witness.together.disturbed(self.now, device);
        let idle = if self.devices[device].ours().is_some_and(|ours| ours.urgent) { 1_000 } else { 15_000 };
        let ago = self.some_ms(0..=idle);
        let it = &mut self.devices[device];
        if std::mem::take(&mut it.settled) {
            let heard = it.heard.max(self.now - ago);
            self.with_session(device, |session| drop(session.handle_frame(heard, r#"{"msg":"updated"}"#)));
        }
    }

    fn session(&mut self, device: usize) -> Option<&mut Session> {
        match self.devices[device].ours() {
            Some(Ours { line: Line::Open(session), .. }) => Some(session),
            _ => None,
        }
    }

    fn hears(&mut self, device: usize, signal: &Signal) {
        let call = crate::world::short(&signal.params.call_id).to_owned();
        self.note(device, || format!("hears {:?} {call} of {}", signal.action, signal.params.uid));
        let me = self.devices[device].user.clone();
        self.witness.heard(self.now, device, &me, signal);
    }

    // -------------------------------------------------------------------- the vendor's client --

    pub fn connect_stock(&mut self, device: usize) {
        self.devices[device].line += 1;
        let line = self.devices[device].line;
        let wait = self.some_ms(200..=900);
        self.later(wait, Event::Opened { device, line });
    }

    fn stock_opened(&mut self, device: usize, line: u32) {
        let it = &self.devices[device];
        if self.server_up && !it.is_cut_off() && it.net != Net::Gone {
            self.accept_socket(device, line);
            self.devices[device].socket.iter_mut().for_each(|socket| socket.subscribed = true);
        } else {
            self.later(Duration::from_secs(3), Event::Opened { device, line });
        }
    }

    fn stock_frame(&mut self, device: usize, frame: &str) {
        let now = self.now;
        if let Ok(ServerFrame::Changed { collection, fields }) = ServerFrame::parse(frame)
            && let Ok(Some(StreamEvent::Signal(signal))) = StreamEvent::parse(&collection, fields)
        {
            self.devices[device].stock().into_iter().for_each(|stock| stock.signal(now, signal.clone()));
            self.drain_stock(device);
        }
    }

    pub fn send_stock(&mut self, device: usize, to: &UserId, signal: &Signal) {
        let params = serde_json::json!([format!("{to}/video-conference"), signal]);
        self.send_up(device, ddp::method("1", "stream-notify-user", &params));
    }

    // ------------------------------------------------------------------------------ frames --

    fn send_up(&mut self, device: usize, frame: String) {
        let wait = self.transit(device);
        let it = &mut self.devices[device];
        it.last_up = it.last_up.max(self.now + wait);
        let (at, line) = (it.last_up, it.line);
        self.at(at, Event::Up { device, line, frame });
    }

    pub fn send_down(&mut self, device: usize, line: u32, frame: Arc<str>) {
        let wait = self.transit(device);
        let it = &mut self.devices[device];
        if it.socket.as_ref().is_some_and(|socket| socket.line == line) {
            it.last_down = it.last_down.max(self.now + wait);
            let at: Millis = it.last_down;
            self.at(at, Event::Down { device, line, frame });
        }
    }
}

fn way(event: &Event) -> Option<(usize, Way)> {
    Some(match event {
        Event::Answer { device, .. } | Event::Down { device, .. } => (*device, Way::Down),
        Event::Ask { device, .. } | Event::Up { device, .. } => (*device, Way::Up),
        Event::Broken { device, .. }
        | Event::KernelLooks { device, .. }
        | Event::NetworkChanged { device, .. }
        | Event::Opened { device, .. }
        | Event::OpenFails { device, .. }
        | Event::PageOpened { device, .. }
        | Event::TimedOut { device, .. }
        | Event::Told { device, .. }
        | Event::Written { device, .. } => (*device, Way::Inside),
        Event::Act(_) | Event::Fault(_) | Event::Late { .. } | Event::Start { .. } => return None,
    })
}

/// As `vconnct_client::link` has them.
const OPENING: Duration = Duration::from_secs(6);
const URGENT_OPENING: Duration = Duration::from_secs(3);
const GOOD_SERVICE: Duration = Duration::from_secs(60);
