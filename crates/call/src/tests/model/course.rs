//! One course of events, up to a moment.

use std::time::Duration;

use vconnct_proto::{Millis, UserId};

use super::{
    network::{Event, Fate, Network, WAY},
    server::{GUARD, Server, Word},
    watch::{Watch, is_open},
};
use crate::{
    tests::world::{ADA, BEN, FIRST, accept, call_ben, cancel, decline, dismiss, id, room},
    *,
};

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Course {
    pub now: Millis,
    pub devices: [Device; 3],
    pub network: Network,
    pub server: Server,
    /// How many faults and deeds may still come.
    surprises: u8,
    /// Somebody took the call while it could be taken.
    pub answered_in_time: bool,
    /// Somebody else, or the same person elsewhere, wanted it otherwise; or a link was cut.
    pub contested: bool,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Device {
    pub calls: Calls,
    pub watch: Watch,
    up: bool,
    /// It knows Ada's room with Ben, so that a ring sounds before it is verified.
    knows: bool,
}

/// What happens next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// A link goes, and is back so much later.
    Cut {
        device: usize,
        pause: Duration,
    },
    /// Whatever is next in time.
    Goes(Fate),
    Person {
        device: usize,
        deed: Deed,
    },
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deed {
    Accept,
    Cancel,
    Decline,
    Dismiss,
}

/// A link that is back before a ring is given up, and one that is not.
const PAUSES: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(12)];
/// An answer in the last moment may cross the caller's giving up; one fault may cost this much.
const IN_TIME: Duration = Duration::from_secs(4);

const CALLER: usize = 0;

impl Course {
    /// Ada calls.
    pub fn begin(surprises: u8) -> Self {
        let device =
            |user: &str, knows| Device { calls: Calls::new(user.into()), watch: Watch::default(), up: true, knows };
        let mut course = Self {
            now: Millis(0),
            devices: [device(ADA, true), device(BEN, true), device(BEN, false)],
            network: Network::default(),
            server: Server::default(),
            surprises,
            answered_in_time: false,
            contested: false,
        };
        for device in 0..course.devices.len() {
            course.feed(device, Input::Link { up: true });
        }
        course.feed(CALLER, call_ben());
        course
    }

    /// Nothing happens any more.
    pub fn is_quiet(&self) -> bool {
        self.network.is_empty() && self.timer().is_none()
    }

    pub fn steps(&self) -> Vec<Step> {
        if self.is_quiet() {
            return vec![];
        }
        let mut steps = vec![Step::Goes(Fate::Arrives)];
        if self.surprises > 0 {
            steps.extend(self.event().into_iter().flat_map(Event::faults).copied().map(Step::Goes));
            let cut = (0..self.devices.len()).filter(|device| self.devices[*device].up && self.matters(*device));
            steps.extend(cut.flat_map(|device| PAUSES.map(|pause| Step::Cut { device, pause })));
            // A click in the very moment a timer is due comes after it.
            let is_due = self.timer().is_some_and(|(due, _)| due <= self.now);
            for device in (0..self.devices.len()).filter(|_| !is_due) {
                steps.extend(self.deeds(device).iter().map(|deed| Step::Person { device, deed: *deed }));
            }
        }
        steps
    }

    pub fn take(&mut self, step: &Step) {
        self.surprises -= u8::from(*step != Step::Goes(Fate::Arrives));
        match *step {
            Step::Cut { device, pause } => {
                self.contested = true;
                self.devices[device].up = false;
                self.network.put(self.now + pause, Event::Returns { device });
                self.feed(device, Input::Link { up: false });
            }
            Step::Goes(fate) => self.go(fate),
            Step::Person { device, deed } => self.act(device, deed),
        }
    }

    /// What the network will bring next, unless a timer is due by then: the machine looks at its
    /// timers first anyway, and so only one thing is to blame for what comes of a step.
    pub fn event(&self) -> Option<&Event> {
        let (at, event) = self.network.next()?;
        self.timer().is_none_or(|(due, _)| *at < due).then_some(event)
    }

    /// The moment and the step that follows it, for whoever reads a trace.
    pub fn tell(&self, step: Option<&Step>) -> String {
        let what = match (step, self.event(), self.timer()) {
            (None, ..) => "there".to_owned(),
            (Some(Step::Goes(fate)), Some(event), _) => format!("{fate:?}: {}", event.tell()),
            (Some(Step::Goes(_)), None, Some((at, device))) => format!("timer of device {device} at {}", at.0),
            (Some(step), ..) => format!("{step:?}"),
        };
        format!("{:>7} ms  {what}", self.now.0)
    }

    fn timer(&self) -> Option<(Millis, usize)> {
        let timers = self.devices.iter().enumerate();
        timers.filter_map(|(device, it)| Some((it.calls.poll_timeout()?.max(self.now), device))).min()
    }

    /// There is something its link could matter to.
    fn matters(&self, device: usize) -> bool {
        let calls = &self.devices[device].calls;
        is_open(calls)
            || calls.outgoing().is_some_and(|ours| !ours.is_over())
            || (device != CALLER && self.is_calling())
    }

    fn is_calling(&self) -> bool {
        self.devices[CALLER].calls.outgoing().is_some_and(OutgoingCall::is_ringing)
    }

    // ------------------------------------------------------------------------------- the people --

    /// What somebody could want there; a second click may come while the first is being carried out.
    fn deeds(&self, device: usize) -> &'static [Deed] {
        let calls = &self.devices[device].calls;
        let is_calling = calls.outgoing().is_some_and(|ours| !ours.is_over());
        let asks = calls.incoming().find(|known| known.is_ringing() || known.is_accepting());
        match asks.map(|known| known.phase) {
            Some(IncomingPhase::Dismissed) => &[Deed::Accept, Deed::Decline],
            Some(_) => &[Deed::Accept, Deed::Decline, Deed::Dismiss],
            None if is_calling => &[Deed::Cancel],
            None => &[],
        }
    }

    fn act(&mut self, device: usize, deed: Deed) {
        match deed {
            Deed::Accept => {
                let caller = self.devices[CALLER].calls.outgoing();
                self.answered_in_time |=
                    caller.is_some_and(|ours| ours.is_ringing() && self.now + IN_TIME < ours.until);
                self.feed(device, accept(FIRST));
            }
            Deed::Cancel => {
                self.contested = true;
                let call = self.devices[device].calls.outgoing().map(|ours| ours.call.clone());
                self.feed(device, cancel(call.as_ref().map_or(FIRST, |call| call.as_str())));
            }
            Deed::Decline => {
                let calls = &self.devices[device].calls;
                self.contested |= calls.incoming().any(IncomingCall::is_ringing); // else it comes too late
                self.feed(device, decline(FIRST));
            }
            Deed::Dismiss => self.feed(device, dismiss(FIRST)),
        }
    }

    // ------------------------------------------------------------------------------ the network --

    fn go(&mut self, fate: Fate) {
        if self.event().is_none() {
            let Some((at, device)) = self.timer() else { return };
            self.now = at;
            self.feed(device, Input::Timeout);
            let it = &mut self.devices[device];
            it.watch.spins |= it.calls.poll_timeout().is_some_and(|due| due <= self.now);
            return;
        }
        self.now = self.network.next().map_or(self.now, |(at, _)| self.now.max(*at));
        let event = self.network.take();
        match (fate, event) {
            (Fate::Late(late), event) => self.network.put(self.now + late, event),
            (Fate::Twice(late), event) => {
                self.network.put(self.now + late, event.clone());
                self.happen(event);
            }
            (Fate::AnswerLate(late), Event::Asks { device, request }) if self.devices[device].up => {
                let input = self.carry_out(device, &request);
                self.network.put(self.now + late, Event::Hears { device, input });
            }
            (Fate::AnswerLost, Event::Asks { device, request }) if self.devices[device].up => {
                self.carry_out(device, &request);
                self.feed(device, unanswered(&request));
            }
            (Fate::Lost | Fate::AnswerLost | Fate::AnswerLate(_), Event::Asks { device, request }) => {
                self.feed(device, unanswered(&request));
            }
            (Fate::Lost, _) => {}
            (Fate::Arrives | Fate::AnswerLate(_) | Fate::AnswerLost, event) => self.happen(event),
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Asks { device, request } => {
                let is_up = self.devices[device].up;
                let input = if is_up { self.carry_out(device, &request) } else { unanswered(&request) };
                self.feed(device, input);
            }
            Event::Guard => {
                let words = self.server.guard();
                self.spread(words);
            }
            Event::Hears { device, input } => {
                let needs_link = matches!(input, Input::RoomEvent { .. } | Input::Signal { .. });
                if self.devices[device].up || !needs_link {
                    self.feed(device, input);
                }
            }
            Event::Returns { device } => {
                self.devices[device].up = true;
                self.feed(device, Input::Link { up: true });
                if let Some(call) = self.server.call() {
                    self.ask(device, Output::Info { call }); // what every driver does (protocol 5.9.4)
                }
            }
        }
    }

    fn carry_out(&mut self, device: usize, request: &Output) -> Input {
        if matches!(request, Output::Start { .. }) {
            self.network.put(self.now + GUARD, Event::Guard);
        }
        let (input, words) = self.server.answer(self.now, &user(device), request);
        self.spread(words);
        input
    }

    fn spread(&mut self, words: Vec<Word>) {
        for word in words {
            for device in 0..self.devices.len() {
                let input = match &word {
                    Word::Changed => Input::RoomEvent { room: room(), call: id(FIRST) },
                    Word::Signal { to, .. } if *to != user(device) => continue,
                    Word::Signal { signal, .. } => {
                        Input::Signal { signal: signal.clone(), known_caller: self.devices[device].knows }
                    }
                };
                self.network.put(self.now + WAY, Event::Hears { device, input });
            }
        }
    }

    fn ask(&mut self, device: usize, request: Output) {
        self.network.put(self.now + WAY, Event::Asks { device, request });
    }

    // ------------------------------------------------------------------------------ the machine --

    fn feed(&mut self, device: usize, input: Input) {
        let it = &mut self.devices[device];
        let was_open = is_open(&it.calls);
        it.watch.learn(self.now, &input);
        it.calls.handle(self.now, input);
        let outputs: Vec<Output> = std::iter::from_fn(|| it.calls.poll_output()).collect();
        it.watch.hear(was_open, is_open(&it.calls), &outputs);
        for output in outputs {
            match output {
                Output::Decline { .. } => {} // as unknown to workspaces before 8.9
                Output::Outcome(_) | Output::Words { .. } => {}
                Output::Send { to, signal } if self.devices[device].up => {
                    let word = self.server.relay(&user(device), &to, &signal);
                    self.spread(word.into_iter().collect());
                }
                Output::Send { .. } => {}
                request => self.ask(device, request),
            }
        }
    }
}

fn user(device: usize) -> UserId {
    if device == CALLER { ADA.into() } else { BEN.into() }
}

/// What a driver says when no answer comes.
fn unanswered(request: &Output) -> Input {
    match request.clone() {
        Output::Cancel { call } => Input::Canceled { call, result: Err(CancelFailure::Offline) },
        Output::FindMine { attempt, .. } => Input::Found { attempt, record: None },
        Output::Info { call } => Input::Record { call, result: Err(RecordFailure::Offline) },
        Output::Join { call, .. } => Input::Joined { call, result: Err(JoinFailure::NoAnswer) },
        Output::Start { attempt, .. } => Input::Started { attempt, result: Err(StartFailure::Lost) },
        Output::Decline { .. } | Output::Outcome(_) | Output::Send { .. } | Output::Words { .. } => {
            unreachable!("{request:?} has no answer")
        }
    }
}
