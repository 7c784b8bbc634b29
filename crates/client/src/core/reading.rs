//! What this person has read: shown at once, and told to the workspace until it has confirmed it.

use std::collections::VecDeque;

use vconnct_proto::{
    RoomId, Timestamp,
    rest::{self, RestError},
};

use super::{
    Asked, Core,
    answers::{Purpose, says_no},
};

/// Rooms that were read here, while nobody has confirmed that they are: the latest last, each with when this person's
/// view of it had changed then.
#[derive(Debug, Default)]
pub(super) struct Unconfirmed(VecDeque<(RoomId, Option<Timestamp>)>);

impl Unconfirmed {
    fn put(&mut self, room: RoomId, changed: Option<Timestamp>) {
        self.remove(&room);
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back((room, changed));
    }

    fn remove(&mut self, room: &RoomId) {
        self.0.retain(|(known, _)| known != room);
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl Core {
    pub(super) fn mark_read(&mut self, room: RoomId) {
        self.changed.messages |= self.notices.remove(&room);
        if self.rooms.mark_read(&room) {
            self.changed.rooms = true;
            self.unconfirmed.put(room.clone(), self.rooms.changed_at(&room));
            self.tell_read(room);
        }
    }

    /// Says on a new connection what the one before has not confirmed, now that it is known what came meanwhile. Whatever
    /// has changed since is left as it is: somebody has read it elsewhere, or nobody has seen it.
    pub(super) fn tell_again_what_was_read(&mut self) {
        for (room, changed) in std::mem::take(&mut self.unconfirmed.0) {
            if !self.rooms.is_as_it_was(&room, changed) {
                continue;
            }
            self.rooms.mark_read(&room); // the workspace may have told once more of what was there before
            self.unconfirmed.put(room.clone(), changed);
            if !self.is_being_told(&room) {
                self.tell_read(room);
            }
        }
    }

    /// Replies in threads are read with their room, which shows no thread by itself. A schema that does not know of
    /// them refuses all: then the room alone is read.
    pub(super) fn told_read(&mut self, room: &RoomId, asked: &Asked, result: Result<Vec<u8>, RestError>) {
        let with_threads = matches!(asked.request, rest::Request::SubscriptionRead { threads: true, .. });
        match result {
            Err(error) if with_threads && error.code() == "invalid-params" => {
                self.workplace.reads_threads = false;
                self.tell_read(room.clone());
            }
            // It waits its turn, or for the next connection.
            Err(error) if !says_no(&error) => {}
            _ if self.is_being_told(room) => {} // it was read once more meanwhile
            _ => self.unconfirmed.remove(room),
        }
    }

    fn is_being_told(&self, room: &RoomId) -> bool {
        let tells = |asked: &Asked| matches!(&asked.purpose, Purpose::Read { room: told } if told == room);
        self.purposes.values().any(|asked| asked.session == self.session && tells(asked))
    }

    fn tell_read(&mut self, room: RoomId) {
        let (threads, purpose) = (self.workplace.reads_threads, Purpose::Read { room: room.clone() });
        if !self.waits_its_turn(&purpose) {
            self.request(rest::Request::SubscriptionRead { room, threads }, purpose);
        }
    }
}

/// More rooms than anybody reads without a line.
const MOST: usize = 50;
