//! Somebody who rings again and again.

use std::time::Instant;

use serde_json::json;
use support::{
    peer::{Call, Peer},
    person::Person,
};

/// Calls one person only.
pub struct Caller {
    peer: Peer,
    room: String,
    callee: String,
}

impl Caller {
    /// `peer` is about to call `person`.
    pub async fn of(peer: &Peer, person: &Person) -> Self {
        Self::to(peer, &person.account.username).await
    }

    /// The same by the name of their account.
    pub async fn to(peer: &Peer, username: &str) -> Self {
        let room = peer.room_with(username).await;
        let callee = peer.other_in_room(&room).await;
        Self { peer: peer.clone(), room, callee }
    }

    /// Rings once; returns when the frame was handed to the socket.
    pub async fn rings(&self) -> (Call, Instant) {
        let call = self.peer.starts(&self.room).await;
        let sent = self.peer.signals(&self.callee, "call", &call);
        (call, sent)
    }

    /// Gives up; returns when the frame was handed to the socket.
    pub async fn hangs_up(&self, call: &Call) -> Instant {
        let sent = self.peer.signals(&self.callee, "canceled", call);
        self.peer.asks("video-conference.cancel", json!({ "callId": call.id })).await;
        sent
    }
}
