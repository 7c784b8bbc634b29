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
            self.tell_read(room);
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

    fn tell_read(&mut self, room: RoomId) {
        let (threads, purpose) = (self.workplace.reads_threads, Purpose::Read { room: room.clone() });
        if !self.waits_its_turn(&purpose) {
            self.request(rest::Request::SubscriptionRead { room, threads }, purpose);
        }
    }
}
