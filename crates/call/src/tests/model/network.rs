//! What is on its way, and what can become of it.

use std::time::Duration;

use vconnct_proto::Millis;

use crate::{Input, Output};

/// Everything that will happen without anybody's doing, earliest first.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Network {
    flights: Vec<(Millis, Event)>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Event {
    /// The server carries out a request, and its answer is there.
    Asks {
        device: usize,
        request: Output,
    },
    /// The server looks at the call.
    Guard,
    Hears {
        device: usize,
        input: Input,
    },
    /// The link that was cut is back.
    Returns {
        device: usize,
    },
}

/// What the network makes of an event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// The request was carried out, its answer comes late.
    AnswerLate(Duration),
    /// The request was carried out, its answer never comes.
    AnswerLost,
    /// As it was meant.
    Arrives,
    Late(Duration),
    Lost,
    /// Now, and again later.
    Twice(Duration),
}

/// From one end to the other.
pub const WAY: Duration = Duration::from_millis(20);
/// Late enough to be overtaken; an answer's driver waits that long.
const SHORT: Duration = Duration::from_secs(2);
/// Late enough for the call to be over, or nearly forgotten by the watchdog.
const LONG: Duration = Duration::from_secs(12);

impl Network {
    pub fn put(&mut self, at: Millis, event: Event) {
        let place = self.flights.partition_point(|(when, _)| *when <= at); // of two at once the first stays so
        self.flights.insert(place, (at, event));
    }

    pub fn next(&self) -> Option<&(Millis, Event)> {
        self.flights.first()
    }

    pub fn take(&mut self) -> Event {
        self.flights.remove(0).1
    }

    pub fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }
}

impl Event {
    /// What can become of it, other than what was meant.
    pub fn faults(&self) -> &'static [Fate] {
        match self {
            Event::Asks { request: Output::Info { .. }, .. } => &[Fate::AnswerLate(SHORT), Fate::Lost],
            Event::Asks { .. } => &[Fate::AnswerLate(SHORT), Fate::AnswerLost, Fate::Late(SHORT), Fate::Lost],
            Event::Hears { input: Input::RoomEvent { .. }, .. } => &[Fate::Late(SHORT), Fate::Lost],
            Event::Hears { input: Input::Signal { .. }, .. } => {
                &[Fate::Late(SHORT), Fate::Late(LONG), Fate::Lost, Fate::Twice(SHORT), Fate::Twice(LONG)]
            }
            Event::Guard | Event::Hears { .. } | Event::Returns { .. } => &[],
        }
    }

    /// In a few words, for whoever reads a trace.
    pub fn tell(&self) -> String {
        match self {
            Event::Hears { device, input: Input::Signal { signal, .. } } => {
                format!("device {device} hears {:?} about {}", signal.action, signal.params.uid)
            }
            Event::Hears { device, input: Input::RoomEvent { .. } } => format!("device {device} hears of a change"),
            event => format!("{event:?}"),
        }
    }
}
