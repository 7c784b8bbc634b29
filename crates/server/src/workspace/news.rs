//! The events that changes ask for (protocol 7.3).

use serde::Serialize;
use serde_json::{Value, json};
use vconnct_proto::{CallId, RoomId, Signal, SignalAction, UserId};

use crate::{
    documents::{Call, Message, Room, RoomType, Subscription},
    ejson::ejson,
    hub::{Audience, Event, Stream},
    refusal::Refusal,
    rules::call::Ring,
    store::Tx,
};

impl Tx<'_> {
    /// A room changed, or is new (`inserted`), for its members.
    pub fn room_news(&mut self, kind: &str, room: &Room, members: &[UserId]) -> Result<(), Refusal> {
        let document = wire(room)?;
        for member in members {
            self.publish(user_event(member, "rooms-changed", vec![json!(kind), document.clone()]));
        }
        Ok(())
    }

    /// Somebody's view of a room changed, or is new.
    pub fn subscription_news(&mut self, kind: &str, subscription: &Subscription) -> Result<(), Refusal> {
        let document = wire(subscription)?;
        self.publish(user_event(&subscription.u.id, "subscriptions-changed", vec![json!(kind), document]));
        Ok(())
    }

    /// A message is new or changed.
    pub fn message_news(&mut self, room: &Room, message: &Message, members: Vec<UserId>) -> Result<(), Refusal> {
        let document = wire(message)?;
        self.publish(Event {
            stream: Stream::RoomMessages,
            name: room.id.to_string(),
            args: vec![document.clone()],
            audience: Audience::Everybody,
        });
        let mut about = json!({ "roomParticipant": true, "roomType": room.t.letter() });
        if let (Some(name), true) = (&room.name, room.t != RoomType::Direct) {
            about["roomName"] = json!(name);
        }
        self.publish(Event {
            stream: Stream::RoomMessages,
            name: MY_MESSAGES.into(),
            args: vec![document, about],
            audience: Audience::People(members),
        });
        Ok(())
    }

    /// A call's record changed. Comes after the change is stored, as everything here does.
    pub fn call_news(&mut self, call: &Call) {
        self.publish(room_event(&call.rid, "videoconf", vec![json!(call.id)]));
        self.publish(room_event(&call.rid, call.id.as_str(), vec![]));
        self.publish(Event {
            stream: Stream::VideoConference,
            name: format!("{}/updated", call.id),
            args: vec![],
            audience: Audience::Everybody,
        });
    }

    /// Signals by the workspace itself.
    pub fn ring(&mut self, call: &Call, rings: Vec<Ring>) {
        for Ring { to, action, about } in rings {
            self.signal(&to, action, &call.id, &about, &call.rid, Audience::Everybody);
        }
    }

    /// One signal to all of somebody's devices that belong to `audience`.
    pub fn signal(
        &mut self,
        to: &UserId,
        action: SignalAction,
        call: &CallId,
        about: &UserId,
        rid: &RoomId,
        audience: Audience,
    ) {
        if self.terms.dropped.contains(&action) {
            return;
        }
        let signal = Signal::new(action, call.clone(), about.clone(), rid.clone());
        let event = user_event(to, "video-conference", vec![json!(signal)]);
        self.publish(Event { audience, ..event });
    }

    /// A note that only `person` sees, and nobody keeps.
    pub fn whisper(&mut self, person: &UserId, rid: &RoomId, text: &str) {
        let note = json!({
            "_id": crate::ids::short(), "rid": rid, "msg": text, "ts": self.now.to_ejson(), "private": true,
            "groupable": false, "u": { "_id": "rocket.cat", "username": "rocket.cat" },
        });
        self.publish(user_event(person, "message", vec![note]));
    }
}

/// An event of a person's own stream.
pub(crate) fn user_event(person: &UserId, name: &str, args: Vec<Value>) -> Event {
    Event { stream: Stream::NotifyUser, name: format!("{person}/{name}"), args, audience: Audience::Everybody }
}

/// An event of a room's stream.
pub(crate) fn room_event(rid: &RoomId, name: &str, args: Vec<Value>) -> Event {
    Event { stream: Stream::NotifyRoom, name: format!("{rid}/{name}"), args, audience: Audience::Everybody }
}

fn wire(document: &impl Serialize) -> Result<Value, Refusal> {
    Ok(ejson(serde_json::to_value(document)?))
}

pub(crate) const MY_MESSAGES: &str = "__my_messages__";
