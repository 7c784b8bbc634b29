//! What this person has read: shown at once, and told to the workspace.

use vconnct_proto::{
    RoomId,
    rest::{self, RestError},
};

use super::{Asked, Core, answers::Purpose};

impl Core {
    pub(super) fn mark_read(&mut self, room: RoomId) {
        self.changed.messages |= self.notices.remove(&room);
        if self.rooms.mark_read(&room) {
            self.changed.rooms = true;
            if !self.tells_later(&room) {
                self.tell_read(room);
            }
        }
    }

    /// Replies in threads are read with their room, which shows no thread by itself. A schema that does not know of
    /// them refuses all: then the room alone is read.
    pub(super) fn told_read(&mut self, room: RoomId, asked: &Asked, result: Result<Vec<u8>, RestError>) {
        let with_threads = matches!(asked.request, rest::Request::SubscriptionRead { threads: true, .. });
        if with_threads && result.is_err_and(|error| error.code() == "invalid-params") {
            self.workplace.reads_threads = false;
            self.tell_read(room);
        }
    }

    /// Whether it waits its turn to be told that a room was read: a whole office may say so ten times a minute.
    pub(super) fn tells_later(&self, room: &RoomId) -> bool {
        self.again.iter().any(|(_, asked)| matches!(&asked.purpose, Purpose::Read { room: read } if read == room))
    }

    fn tell_read(&mut self, room: RoomId) {
        let threads = self.workplace.reads_threads;
        self.request(rest::Request::SubscriptionRead { room: room.clone(), threads }, Purpose::Read { room });
    }
}
