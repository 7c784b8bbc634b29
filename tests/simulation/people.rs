//! What people do: call, answer, change their minds, press twice, hang up.

use std::time::Duration;

use vconnct_client::{
    action::{Action, Answer},
    simulation::{Happening, Person},
    update::CallState,
};
use vconnct_proto::{CallId, RoomId, Timestamp, UserId};

use crate::{
    device::Client,
    stock::Press,
    world::{CHANNEL, Event, PEOPLE, World, others, room_of, short},
};

/// One thing a person does at one device. `start`: the start of the program it is meant for.
#[derive(Clone, Debug)]
pub enum Act {
    Call { device: usize, room: RoomId },
    GiveUp { device: usize, start: u32, call: CallId },
    Leave { device: usize, start: u32, call: CallId },
    Press { device: usize, start: u32, call: CallId, press: Press },
}

impl World {
    /// Who calls whom in the next minute; now and then each other.
    pub fn plan_calls(&mut self) {
        self.minds.clear();
        self.placed.clear();
        for _ in 0..self.rng.u8(1..=3) {
            let device = self.rng.usize(..self.devices.len());
            let me = self.devices[device].user.clone();
            let them: Vec<&str> = others(&me).collect();
            let them = them[self.rng.usize(..them.len())];
            let room = if self.rng.u8(..10) == 0 { CHANNEL.into() } else { room_of(me.as_str(), them) };
            let wait = self.some_ms(0..=25_000);
            self.later(wait, Event::Act(Act::Call { device, room: room.clone() }));
            if self.rng.u8(..8) == 0 {
                let wait = wait + self.some_ms(0..=2_500);
                let device = self.device_of(them);
                self.later(wait, Event::Act(Act::Call { device, room }));
            }
        }
    }

    /// Somebody does something, if the device still is what they meant.
    pub fn act(&mut self, act: Act) {
        match act {
            Act::Call { device, room } => {
                if self.is_used(device) {
                    self.call(device, room);
                }
            }
            Act::GiveUp { device, start, call } => {
                if self.is_used(device) && self.devices[device].start == start {
                    self.give_up(device, call);
                }
            }
            Act::Leave { device, start, call } => {
                if self.is_used(device) && self.devices[device].start == start {
                    self.leave(device, &call);
                }
            }
            Act::Press { device, start, call, press } => {
                if self.is_used(device) && self.devices[device].start == start {
                    self.press(device, call, press);
                }
            }
        }
    }

    /// Looks at what our client shows, and thinks about it.
    pub fn look(&mut self, device: usize) {
        let Some(calls) = self.devices[device].person().map(|person| person.calls()) else { return };
        let shown = self.witness.saw(self.now, device, &calls);
        for line in shown.changes {
            self.note(device, || line);
        }
        shown.rings.into_iter().for_each(|call| self.consider(device, call));
        if let Some(call) = shown.calls {
            self.consider_giving_up(device, call);
        }
        if let Some(call) = shown.joined {
            self.consider_leaving(device, call);
        }
    }

    /// The same at a device with the vendor's client.
    pub fn look_at_stock(&mut self, device: usize) {
        let Some(stock) = self.devices[device].stock() else { return };
        let rings: Vec<CallId> = stock.ringing().cloned().collect();
        let (calls, joined) = (stock.rings_out().cloned(), stock.joined.clone());
        let shown = &mut self.devices[device].shown;
        let mut news = |call: &CallId| shown.insert(call.clone());
        let rings: Vec<CallId> = rings.into_iter().filter(&mut news).collect();
        let calls = calls.filter(&mut news);
        let joined = joined.filter(|call| news(&CallId::from(format!("joined {call}"))));
        for call in rings {
            self.note(device, || format!("rings: {}", short(&call)));
            self.consider(device, call);
        }
        calls.into_iter().for_each(|call| self.consider_giving_up(device, call));
        joined.into_iter().for_each(|call| self.consider_leaving(device, call));
    }

    /// Everybody leaves whatever they are in.
    pub fn tidy_up(&mut self) {
        for device in 0..self.devices.len() {
            let joined = match &self.devices[device].client {
                Some(Client::Ours(ours)) => ours.person.calls().joined.map(|joined| joined.call_id),
                Some(Client::Stock(stock)) => stock.joined.clone(),
                None => None,
            };
            joined.into_iter().for_each(|call| self.leave(device, &call));
            if self.devices[device].ours {
                self.do_it(device, Action::MarkCallsSeen { room: None });
                let log = self.devices[device].person().map(Person::log).unwrap_or_default();
                let missed = log.into_iter().filter(|record| record.state == CallState::Missed);
                self.devices[device].missed = missed.map(|record| record.call_id).collect();
            }
        }
        self.pass(Duration::from_secs(20));
        self.workspace.forget(Timestamp(self.server_time().0 - KEPT));
    }

    fn is_used(&self, device: usize) -> bool {
        self.devices[device].client.is_some() && !self.devices[device].asleep
    }

    fn device_of(&mut self, user: &str) -> usize {
        let first = PEOPLE.iter().position(|person| *person == user).unwrap_or_default() * 2;
        first + usize::from(self.rng.bool())
    }

    // ----------------------------------------------------------------------------- minds --

    /// It rings. Mostly one of a person's devices is near, and one answer is given.
    fn consider(&mut self, device: usize, call: CallId) {
        let start = self.devices[device].start;
        let mind = (self.devices[device].user.clone(), call.clone());
        if !self.minds.insert(mind) && self.rng.u8(..10) > 0 {
            return;
        }
        let press = match self.rng.u8(..20) {
            0..9 => Press::Accept,
            9..12 => Press::Decline,
            12..14 => Press::DeclineInWords,
            14..16 => Press::Dismiss,
            _ => return,
        };
        let most = if self.rng.bool() { 6_000 } else { 33_000 };
        let wait = self.some_ms(100..=most);
        self.later(wait, Event::Act(Act::Press { device, start, call: call.clone(), press }));
        if self.rng.u8(..10) == 0 {
            let second = [Press::Accept, Press::Decline, Press::Dismiss][self.rng.usize(..3)];
            let wait = wait + self.some_ms(0..=800);
            self.later(wait, Event::Act(Act::Press { device, start, call, press: second }));
        }
    }

    fn consider_giving_up(&mut self, device: usize, call: CallId) {
        if self.rng.u8(..4) == 0 {
            let start = self.devices[device].start;
            let wait = self.some_ms(300..=30_000);
            self.later(wait, Event::Act(Act::GiveUp { device, start, call }));
        }
    }

    fn consider_leaving(&mut self, device: usize, call: CallId) {
        let start = self.devices[device].start;
        let wait = self.some_ms(16_000..=60_000);
        self.later(wait, Event::Act(Act::Leave { device, start, call }));
    }

    // ----------------------------------------------------------------------------- hands --

    fn call(&mut self, device: usize, room: RoomId) {
        self.note(device, || format!("calls in {room}"));
        match &mut self.devices[device].client {
            Some(Client::Stock(stock)) => {
                stock.start(room);
                self.drain_stock(device);
            }
            _ => {
                let workspace = String::from("https://simulated.example");
                self.do_it(device, Action::StartCall { workspace, room_id: room, devices: None, title: None });
            }
        }
    }

    fn give_up(&mut self, device: usize, call: CallId) {
        self.note(device, || format!("gives up {}", short(&call)));
        self.witness.together.contest(&call);
        match &mut self.devices[device].client {
            Some(Client::Stock(stock)) => {
                stock.give_up();
                self.drain_stock(device);
            }
            _ => self.do_it(device, Action::CancelCall { call_id: call }),
        }
    }

    fn leave(&mut self, device: usize, call: &CallId) {
        self.note(device, || format!("leaves {}", short(call)));
        let user: UserId = self.devices[device].user.clone();
        match &mut self.devices[device].client {
            Some(Client::Stock(stock)) => stock.joined = stock.joined.take().filter(|joined| joined != call),
            _ => self.do_it(device, Action::LeaveCall { call_id: call.clone() }),
        }
        if self.server_up {
            self.workspace.left(self.server_time(), &user, call);
            self.publish();
        }
    }

    fn press(&mut self, device: usize, call: CallId, press: Press) {
        let now = self.now;
        self.note(device, || format!("presses {press:?} for {}", short(&call)));
        if let Some(stock) = self.devices[device].stock() {
            stock.press(now, &call, press);
            self.witness.together.pressed(now, &call, press, None);
            return self.drain_stock(device);
        }
        let answer = match press {
            Press::Accept => Answer::Accept { devices: None },
            Press::Decline => Answer::Decline { words: None },
            Press::DeclineInWords => Answer::Decline { words: Some("Not now.".into()) },
            Press::Dismiss => Answer::Dismiss,
        };
        let reply = self.devices[device].next_reply + 1;
        self.witness.pressed(now, device, reply, &call, press);
        self.do_it(device, Action::AnswerCall { call_id: call, answer });
    }

    /// Hands an action to our client.
    fn do_it(&mut self, device: usize, action: Action) {
        let it = &mut self.devices[device];
        it.next_reply += 1;
        let reply = it.next_reply;
        self.feed(device, Happening::Act { action, reply });
    }
}

/// Calls are kept by the server for so many ms: longer than anybody asks for them.
const KEPT: i64 = 3 * 24 * 3_600_000;
