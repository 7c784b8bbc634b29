//! The server's end: sockets and requests in front of the shipped rules.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use vconnct_client::simulation::Happening;
use vconnct_proto::{
    CallId, RoomId, Signal, Timestamp, UserId,
    rest::{self, Request, RestError, StartAnswer},
};
use vconnct_server::simulation::{Audience, News};

use crate::{
    device::{Client, Net, Socket},
    witness::Fact,
    world::{Answer, Event, World, other_in, short},
};

impl World {
    // ----------------------------------------------------------------------------- sockets --

    pub fn accept_socket(&mut self, device: usize, line: u32) {
        let it = &mut self.devices[device];
        (it.socket, it.hung) = (Some(Socket::new(line)), false);
    }

    pub fn close_socket(&mut self, device: usize) {
        self.devices[device].socket = None;
    }

    /// A frame has reached the server.
    pub fn frame_at_server(&mut self, device: usize, line: u32, frame: &str) {
        let it = &self.devices[device];
        if it.hung || !self.server_up {
            return;
        }
        if it.socket.as_ref().is_none_or(|socket| socket.line != line) {
            let wait = self.transit(device);
            return self.later(wait, Event::Broken { device, line }); // nobody listens there any more
        }
        let frame: Value = serde_json::from_str(frame).unwrap_or_default();
        let id = frame["id"].as_str().unwrap_or_default().to_owned();
        match frame["msg"].as_str().unwrap_or_default() {
            "connect" => self.say(device, line, &json!({ "msg": "connected", "session": "s" })),
            "method" if frame["method"] == "login" => {
                let user = self.devices[device].user.clone();
                self.say(device, line, &json!({ "msg": "result", "id": id, "result": { "id": user } }));
            }
            "method" => {
                self.method(device, &frame["params"]);
                self.say(device, line, &json!({ "msg": "result", "id": id }));
            }
            "ping" => self.say(device, line, &json!({ "msg": "pong", "id": id })),
            "sub" => {
                self.subscribe(device, &id, frame["params"][0].as_str().unwrap_or_default());
                self.say(device, line, &json!({ "msg": "ready", "subs": [id] }));
            }
            "unsub" => self.devices[device].socket.iter_mut().for_each(|socket| drop(socket.follows.remove(&id))),
            _ => {}
        }
    }

    fn say(&mut self, device: usize, line: u32, frame: &Value) {
        self.send_down(device, line, serde_json::to_string(frame).unwrap_or_default().into());
    }

    fn subscribe(&mut self, device: usize, id: &str, event: &str) {
        let Some(socket) = &mut self.devices[device].socket else { return };
        match event.split_once('/') {
            Some((_, "video-conference")) => socket.subscribed = true,
            Some((room, "videoconf")) => drop(socket.follows.insert(id.to_owned(), room.into())),
            _ => {}
        }
    }

    /// One of the two methods that reach others; typing is nobody's call.
    fn method(&mut self, device: usize, params: &Value) {
        let Some((to, "video-conference")) = params[0].as_str().and_then(|event| event.split_once('/')) else { return };
        let Ok(signal) = serde_json::from_value::<Signal>(params[1].clone()) else { return };
        let (sender, to) = (self.devices[device].user.clone(), to.into());
        for _ in 0..self.chaos.copies(&mut self.rng) {
            self.workspace.relay(&sender, &to, &signal);
        }
        self.publish();
    }

    /// Tells everybody what the workspace has to tell.
    pub fn publish(&mut self) {
        while let Some(News { audience, frame }) = self.workspace.poll_news() {
            for device in 0..self.devices.len() {
                let it = &self.devices[device];
                let Some(socket) = it.socket.as_ref().filter(|socket| socket.subscribed && !it.hung) else { continue };
                let is_meant = match &audience {
                    Audience::People(people) => people.contains(&it.user),
                    Audience::Room(room) => socket.rooms().contains(room),
                };
                let line = socket.line;
                if is_meant {
                    self.deliver(device, line, &frame);
                }
            }
        }
    }

    /// What is only a hint may get lost, doubled or late within the server; what is stored does not.
    fn deliver(&mut self, device: usize, line: u32, frame: &Arc<str>) {
        let is_hint = frame.contains("/video-conference\"") || frame.contains("/videoconf\"");
        let copies = if is_hint { self.chaos.copies(&mut self.rng) } else { 1 };
        for _ in 0..copies {
            let late = self.chaos.lateness(&mut self.rng).filter(|_| is_hint).unwrap_or_default();
            self.later(late, Event::Late { device, line, frame: frame.clone() });
        }
    }

    // ---------------------------------------------------------------------------- requests --

    /// Sends a request.
    pub fn request(&mut self, device: usize, ticket: u64, request: Request) {
        let it = &mut self.devices[device];
        let (start, gone) = (it.start, it.net == Net::Gone);
        it.asked.insert(ticket, request);
        let wait = if gone { Duration::from_millis(5) } else { REQUEST };
        self.later(wait, Event::TimedOut { device, start, ticket });
        let wait = self.transit(device);
        self.later(wait, Event::Ask { device, start, ticket, tries: 0 });
    }

    /// A request has reached the server.
    pub fn asked(&mut self, device: usize, start: u32, ticket: u64, tries: u32) {
        let it = &self.devices[device];
        let Some(request) = it.asked.get(&ticket).filter(|_| it.start == start).cloned() else { return };
        let user = it.user.clone();
        let (now, wait) = (self.server_time(), self.transit(device));
        if !self.server_up {
            return self.later(wait, Event::TimedOut { device, start, ticket });
        }
        let result = self.workspace.answer(now, &user, &request);
        self.publish();
        if let Err(RestError::TooMany { wait }) = &result {
            self.witness.together.disturbed(self.now, device);
            // As `vconnct_client::rest`: reads are asked again by themselves.
            if request.body().is_none() && tries < LIMITED_TRIES {
                let wait = *wait + self.some_ms(0..=1_000);
                return self.later(wait, Event::Ask { device, start, ticket, tries: tries + 1 });
            }
        }
        self.take_note(device, &request, &result);
        if self.chaos.loses_answer(&mut self.rng) {
            self.witness.together.disturbed(self.now, device);
            return self.later(wait, Event::TimedOut { device, start, ticket });
        }
        let facts = match &request {
            Request::CallInfo { call } => self.fact(device, call).into_iter().collect(),
            Request::CallList { room, .. } => self.facts(device, room),
            _ => Vec::new(),
        };
        let date = Some(Timestamp(now.0 / 1_000 * 1_000)); // the header knows no smaller parts
        self.later(wait, Event::Answer { device, start, ticket, answer: Answer { result, date, facts } });
    }

    fn take_note(&mut self, device: usize, request: &Request, result: &Result<Vec<u8>, RestError>) {
        let outcome = if let Err(refusal) = result { format!("refused: {refusal}") } else { "granted".into() };
        match request {
            Request::CallCancel { call } => {
                self.note(device, || format!("cancels {}, {outcome}", short(call)));
                self.witness.together.contest(call);
            }
            Request::CallJoin { call, .. } => self.note(device, || format!("joins {}, {outcome}", short(call))),
            Request::CallStart { .. } => {
                let call = result.as_ref().ok().and_then(|body| rest::answer::<StartAnswer>(body).ok());
                let Some(call) = call.map(|answer| answer.data.call_id) else { return };
                self.note(device, || format!("starts {}", short(&call)));
                self.calls += 1;
                let user = self.devices[device].user.clone();
                let Some(standing) = self.workspace.standing(&call) else { return };
                let Some(callee) = other_in(&standing.room, &user) else { return };
                self.placed.push(call.clone());
                if standing.direct {
                    self.witness.together.started(call, device, user, callee);
                }
            }
            _ => {}
        }
    }

    fn facts(&self, device: usize, room: &RoomId) -> Vec<Fact> {
        let is_here = |call: &&CallId| self.workspace.standing(call).is_some_and(|standing| standing.room == *room);
        self.placed.iter().filter(is_here).filter_map(|call| self.fact(device, call)).collect()
    }

    /// What the record says to this device's person.
    fn fact(&self, device: usize, call: &CallId) -> Option<Fact> {
        let standing = self.workspace.standing(call)?;
        let me = &self.devices[device].user;
        let mine = |(user, _): &&(UserId, Timestamp)| user == me;
        let moment = |at: Timestamp| self.now - at.age(self.server_time());
        // Without a licence nobody rings, and ours does so by itself (protocol 8.12).
        let is_rung = standing.direct || (!self.terms.licensed && other_in(&standing.room, me).is_some());
        let rings = is_rung && !standing.over && standing.joined.is_empty();
        let rung = standing.rung.iter().find(mine).filter(|_| !standing.over);
        Some(Fact {
            call: call.clone(),
            over: standing.over,
            mine: standing.joined.iter().any(|joined| mine(&joined)),
            made: rings.then(|| moment(standing.created_at)),
            rung: rung.map(|(_, at)| moment(*at)),
        })
    }

    /// An answer has reached its device, or nobody waits for it any longer.
    pub fn answered(&mut self, device: usize, start: u32, ticket: u64, answer: Answer) {
        let now = self.now;
        let it = &mut self.devices[device];
        if it.start != start {
            return; // who asked is gone; another asks by the same numbers
        }
        let Some(request) = it.asked.remove(&ticket) else { return };
        let Answer { result, date, facts } = answer;
        match &mut it.client {
            Some(Client::Ours(_)) => {
                facts.into_iter().for_each(|fact| self.witness.learned(now, device, fact));
                self.feed(device, Happening::Answer { ticket, result, date });
            }
            Some(Client::Stock(stock)) => {
                match (&request, result) {
                    (Request::CallStart { room, .. }, Ok(body)) => {
                        if let Ok(StartAnswer { data, .. }) = rest::answer::<StartAnswer>(&body) {
                            stock.started(now, data.call_id, room.clone(), data.callee_id);
                        }
                    }
                    (Request::CallJoin { call, .. }, Ok(_)) => stock.joined = Some(call.clone()),
                    _ => {}
                }
                self.drain_stock(device);
            }
            None => {}
        }
    }
}

/// As `vconnct_client` has them.
const REQUEST: Duration = Duration::from_secs(15);
const LIMITED_TRIES: u32 = 3;
