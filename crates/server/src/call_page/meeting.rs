//! Who is connected to which call's page, and messages between their browsers.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc;
use vconnct_proto::{CallId, UserId};

/// One open page.
pub(super) type Seat = u64;

/// All calls that have pages open. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Meetings(Arc<Mutex<Rooms>>);

#[derive(Default)]
struct Rooms {
    calls: BTreeMap<CallId, BTreeMap<Seat, Guest>>,
    last: Seat,
}

struct Guest {
    card: Card,
    outbox: mpsc::Sender<Notice>,
}

/// How a page's owner appears to the others.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card {
    pub seat: Seat,
    pub id: UserId,
    pub name: String,
    pub mic: bool,
    pub cam: bool,
}

/// What the server tells a page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Notice {
    /// Somebody switched a device.
    Devices { seat: Seat, mic: bool, cam: bool },
    /// Somebody left, or his page went.
    Left { seat: Seat },
    /// This person left by another way: close down.
    Dismissed,
    /// Somebody came. He calls; whoever was there before answers.
    Joined { guest: Card },
    /// Something for the peer connection with `seat`.
    Signal { seat: Seat, content: Value },
    /// This page is in; these were there before.
    Welcome {
        seat: Seat,
        id: UserId,
        name: String,
        /// Empty for a call of two: the page names it after who is there.
        title: String,
        /// Milliseconds since the call began.
        elapsed: u64,
        /// Who is to come, where that is one person.
        expected: Vec<String>,
        guests: Vec<Card>,
    },
}

/// What a page tells the server.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Wish {
    Devices {
        mic: bool,
        cam: bool,
    },
    /// First of all: who this is, and how he comes.
    Hello {
        token: String,
        mic: bool,
        cam: bool,
    },
    /// The person pressed Leave.
    Leave,
    Signal {
        seat: Seat,
        content: Value,
    },
}

impl Meetings {
    /// Gives a page a seat. Says who was there before.
    pub(super) fn join(
        &self,
        call: &CallId,
        id: UserId,
        name: String,
        (mic, cam): (bool, bool),
        outbox: mpsc::Sender<Notice>,
    ) -> (Seat, Vec<Card>) {
        let mut rooms = self.rooms();
        rooms.last += 1;
        let seat = rooms.last;
        let card = Card { seat, id, name, mic, cam };
        let guests = rooms.calls.entry(call.clone()).or_default();
        let before = guests.values().map(|guest| guest.card.clone()).collect();
        tell(guests, &Notice::Joined { guest: card.clone() });
        guests.insert(seat, Guest { card, outbox });
        (seat, before)
    }

    /// Takes a page's seat away. True if its person has no other page in this call.
    pub(super) fn leave(&self, call: &CallId, seat: Seat) -> bool {
        let mut rooms = self.rooms();
        let Some(guests) = rooms.calls.get_mut(call) else { return false };
        let Some(guest) = guests.remove(&seat) else { return false };
        tell(guests, &Notice::Left { seat });
        let gone = guests.values().all(|other| other.card.id != guest.card.id);
        if guests.is_empty() {
            rooms.calls.remove(call);
        }
        gone
    }

    pub(super) fn switch(&self, call: &CallId, seat: Seat, mic: bool, cam: bool) {
        let mut rooms = self.rooms();
        let Some(guests) = rooms.calls.get_mut(call) else { return };
        if let Some(guest) = guests.get_mut(&seat) {
            (guest.card.mic, guest.card.cam) = (mic, cam);
        }
        let others = guests.iter().filter(|(other, _)| **other != seat);
        for (_, guest) in others {
            guest.tell(Notice::Devices { seat, mic, cam });
        }
    }

    /// Passes something on from one page to another of the same call.
    pub(super) fn signal(&self, call: &CallId, from: Seat, to: Seat, content: Value) {
        let rooms = self.rooms();
        if let Some(guest) = rooms.calls.get(call).and_then(|guests| guests.get(&to)) {
            guest.tell(Notice::Signal { seat: from, content });
        }
    }

    /// Has all pages of a person who left by another way close down.
    pub(crate) fn dismiss(&self, call: &CallId, person: &UserId) {
        let rooms = self.rooms();
        let guests = rooms.calls.get(call).into_iter().flat_map(BTreeMap::values);
        for guest in guests.filter(|guest| guest.card.id == *person) {
            guest.tell(Notice::Dismissed);
        }
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guest {
    /// A page that reads nothing any more is dropped by its own socket; nobody waits for it.
    fn tell(&self, notice: Notice) {
        let _ = self.outbox.try_send(notice);
    }
}

fn tell(guests: &BTreeMap<Seat, Guest>, notice: &Notice) {
    for guest in guests.values() {
        guest.tell(notice.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> (mpsc::Sender<Notice>, mpsc::Receiver<Notice>) {
        mpsc::channel(8)
    }

    #[test]
    fn those_who_were_there_hear_of_the_newcomer_and_he_of_them() {
        let (meetings, call) = (Meetings::default(), CallId::from("c1"));
        let ((mara, mut hears), (jonas, _keep)) = (page(), page());
        let (first, before) = meetings.join(&call, "mara".into(), "Mara".into(), (true, false), mara);
        assert!(before.is_empty());
        let (second, before) = meetings.join(&call, "jonas".into(), "Jonas".into(), (true, true), jonas);
        assert_eq!(before.iter().map(|card| card.seat).collect::<Vec<_>>(), [first]);
        assert!(matches!(hears.try_recv(), Ok(Notice::Joined { guest }) if guest.seat == second && guest.cam));
    }

    #[test]
    fn somebody_with_two_pages_has_left_when_both_are_gone() {
        let (meetings, call) = (Meetings::default(), CallId::from("c1"));
        let ((one, _a), (two, _b)) = (page(), page());
        let (first, _) = meetings.join(&call, "mara".into(), "Mara".into(), (true, true), one);
        let (second, _) = meetings.join(&call, "mara".into(), "Mara".into(), (true, true), two);
        assert!(!meetings.leave(&call, first));
        assert!(meetings.leave(&call, second));
        assert!(!meetings.leave(&call, second));
    }

    #[test]
    fn nothing_passes_from_one_call_to_another() {
        let meetings = Meetings::default();
        let ((one, _a), (two, mut hears)) = (page(), page());
        let (from, _) = meetings.join(&"c1".into(), "mara".into(), "Mara".into(), (true, true), one);
        let (to, _) = meetings.join(&"c2".into(), "jonas".into(), "Jonas".into(), (true, true), two);
        meetings.signal(&"c1".into(), from, to, Value::Null);
        assert!(hears.try_recv().is_err());
    }
}
