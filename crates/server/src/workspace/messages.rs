//! Writing, changing and removing messages.

use serde_json::{Map, Value, json};
use vconnct_proto::{CallId, MessageId, RoomId, UserId};

use super::news::{room_event, user_event};
use crate::{
    documents::{Author, ChannelMention, Mention, MentionKind, Message, Person, Room, Status, Subscription},
    ids,
    refusal::Refusal,
    rules::{access, markdown, mentions, unread},
    store::Tx,
};

/// A message somebody wants to send.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub id: Option<MessageId>,
    pub text: String,
    pub thread: Option<MessageId>,
    pub also_in_room: bool,
}

impl Tx<'_> {
    /// Sends a message. One that exists already is not stored twice and makes no noise (protocol 7.4.7).
    pub fn send(&mut self, me: &UserId, rid: &RoomId, draft: Draft) -> Result<Message, Refusal> {
        let author = self.me(me)?;
        let room = self.postable(rid, &author)?;
        if let Some(id) = &draft.id {
            if let Some(sent) = self.message(id)? {
                let own = sent.u.id == *me && sent.rid == *rid;
                return own.then_some(sent).ok_or_else(|| Refusal::plain("error-not-allowed"));
            }
            if self.was_deleted(id)? {
                return Err(Refusal::bare());
            }
        }
        if draft.text.chars().count() > self.longest_message()? {
            let refusal = Refusal::coded("Message size exceeds Message_MaxAllowedSize", "error-message-size-exceeded");
            return Err(refusal.details(json!({ "method": "sendMessage" })));
        }
        let mut message = self.compose(&author, &room, &draft.text)?;
        message.id = draft.id.unwrap_or(message.id);
        if let Some(thread) = draft.thread {
            self.reply(&author, &room, &thread)?;
            message.tmid = Some(thread);
            message.tshow = draft.also_in_room.then_some(true);
        }
        self.post(room, message)
    }

    /// The message that stands for a call, for ever unedited (protocol 4.8).
    pub fn announce_call(&mut self, room: Room, by: &Person, call: &CallId) -> Result<Message, Refusal> {
        let block = json!({ "type": "video_conf", "blockId": call, "callId": call, "appId": "videoconf-core" });
        let mut message = self.compose(by, &room, "")?;
        message.id = ids::hex(self.now).into();
        message.md = None;
        message.t = Some("videoconf".into());
        message.groupable = Some(false);
        message.blocks = Some(json!([block]));
        self.post(room, message)
    }

    /// The message that leads to a discussion.
    pub fn announce_discussion(&mut self, parent: Room, by: &Person, discussion: &Room) -> Result<(), Refusal> {
        let title = discussion.fname.clone().unwrap_or_default();
        let mut message = self.compose(by, &parent, &title)?;
        message.md = None;
        message.t = Some("discussion-created".into());
        message.drid = Some(discussion.id.clone());
        (message.dcount, message.dlm) = (Some(0), Some(self.now));
        self.post(parent, message).map(drop)
    }

    pub fn edit(&mut self, me: &UserId, rid: &RoomId, id: &MessageId, text: &str) -> Result<Message, Refusal> {
        let not_allowed = || {
            let refusal = Refusal::coded("Message editing not allowed", "error-action-not-allowed");
            refusal.details(json!({ "method": "updateMessage", "action": "Message_editing" }))
        };
        let (person, room, mut message) = self.own_message(me, rid, id, "edit-message", not_allowed)?;
        if message.t.is_some() {
            return Err(not_allowed());
        }
        let fresh = self.compose(&person, &room, text)?;
        (message.msg, message.md) = (fresh.msg, fresh.md);
        (message.mentions, message.channels) = (fresh.mentions, fresh.channels);
        message.edited_at = Some(self.now);
        message.edited_by = Some(Author { name: None, ..person.author() });
        self.replace(room, message)
    }

    pub fn delete(&mut self, me: &UserId, rid: &RoomId, id: &MessageId) -> Result<Message, Refusal> {
        let not_allowed = || {
            let refusal = Refusal::coded("Not allowed", "error-action-not-allowed");
            refusal.details(json!({ "method": "deleteMessage", "action": "Delete_message" }))
        };
        let (_, mut room, message) = self.own_message(me, rid, id, "delete-message", not_allowed)?;
        self.delete_message(&message)?;
        self.publish(room_event(rid, "deleteMessage", vec![json!({ "_id": id })]));
        room.msgs = room.msgs.saturating_sub(1);
        if room.last_message.as_ref().is_some_and(|last| last.id == *id) {
            room.last_message = self.newest_message(rid)?.map(Box::new);
        }
        room.updated_at = self.now;
        self.put_room(&room)?;
        let members = self.members(rid)?;
        self.room_news("updated", &room, &members)?;
        Ok(message)
    }

    /// Adds or takes away a reaction; without `wanted` it is turned over.
    pub fn react(&mut self, me: &UserId, id: &MessageId, emoji: &str, wanted: Option<bool>) -> Result<(), Refusal> {
        let not_allowed = || Refusal::coded("Not allowed", "error-not-allowed");
        let person = self.me(me)?;
        let mut message = self.message(id)?.ok_or_else(not_allowed)?;
        let room = self.readable(&message.rid, me)?.ok_or_else(not_allowed)?;
        let name = format!(":{}:", emoji.trim_matches(':'));
        turn(&mut message.reactions, &name, &person, wanted);
        self.replace(room, message)?;
        Ok(())
    }

    /// The room, if this person may write there.
    pub fn postable(&self, rid: &RoomId, author: &Person) -> Result<Room, Refusal> {
        let room = self.readable(rid, &author.id)?.ok_or_else(|| Refusal::plain("error-not-allowed"))?;
        let subscription = self.subscription(rid, &author.id)?;
        let readonly = self.may("post-readonly", author, subscription.as_ref())?;
        match access::refuses_post(&room, author, subscription.as_ref(), readonly) {
            Some(code) => Err(Refusal::plain(code)),
            None => Ok(room),
        }
    }

    fn compose(&self, author: &Person, room: &Room, text: &str) -> Result<Message, Refusal> {
        let (mentions, channels) = self.named(text)?;
        Ok(Message {
            id: ids::short().into(),
            rid: room.id.clone(),
            msg: text.to_owned(),
            ts: self.now,
            u: author.author(),
            updated_at: self.now,
            urls: Vec::new(),
            mentions,
            channels,
            md: Some(markdown::parse(text)),
            t: None,
            groupable: None,
            blocks: None,
            reactions: Map::new(),
            edited_at: None,
            edited_by: None,
            tmid: None,
            tshow: None,
            tcount: None,
            tlm: None,
            replies: None,
            drid: None,
            dcount: None,
            dlm: None,
        })
    }

    fn named(&self, text: &str) -> Result<(Vec<Mention>, Vec<ChannelMention>), Refusal> {
        let names = mentions::names(text);
        let (mut people, mut channels) = (Vec::new(), Vec::new());
        for name in names.people {
            if matches!(name, "all" | "here") {
                let kind = MentionKind::Team;
                people.push(Mention { id: name.into(), username: name.into(), name: None, kind });
            } else if let Some(person) = self.person_by_username(name)? {
                let kind = MentionKind::User;
                people.push(Mention { id: person.id, username: person.username, name: Some(person.name), kind });
            }
        }
        for name in names.channels {
            if let Some(room) = self.room_by_name(name)?.filter(|room| access::can_read(room, false)) {
                channels.push(ChannelMention { id: room.id, name: name.into() });
            }
        }
        Ok((people, channels))
    }

    /// Stores a new message, counts it for everybody else, and tells all who are concerned.
    pub(super) fn post(&mut self, mut room: Room, message: Message) -> Result<Message, Refusal> {
        self.put_message(&message)?;
        room.msgs += 1;
        if message.tmid.is_none() || message.tshow == Some(true) {
            (room.lm, room.last_message) = (Some(message.ts), Some(Box::new(message.clone())));
        }
        room.updated_at = self.now;
        self.put_room(&room)?;
        let subscriptions = self.subscriptions_in(&room.id)?;
        let members: Vec<UserId> = subscriptions.iter().map(|subscription| subscription.u.id.clone()).collect();
        self.message_news(&room, &message, members.clone())?;
        for mut subscription in subscriptions {
            if subscription.u.id == message.u.id {
                (subscription.lr, subscription.open) = (Some(self.now), true);
                subscription.updated_at = self.now;
            } else {
                unread::count(&mut subscription, &room, &message, self.now);
                self.notify(&room, &message, &subscription)?;
            }
            self.put_subscription(&subscription)?;
            self.subscription_news("updated", &subscription)?;
        }
        self.room_news("updated", &room, &members)?;
        Ok(message)
    }

    /// The first message of a thread counts its replies.
    fn reply(&mut self, author: &Person, room: &Room, thread: &MessageId) -> Result<(), Refusal> {
        let first = self.message(thread)?.filter(|message| message.rid == room.id && message.tmid.is_none());
        let mut first = first.ok_or_else(|| Refusal::coded("Invalid message", "error-invalid-message"))?;
        first.tcount = Some(first.tcount.unwrap_or(0) + 1);
        first.tlm = Some(self.now);
        let replies = first.replies.get_or_insert_with(|| vec![first.u.id.clone()]);
        if !replies.contains(&author.id) {
            replies.push(author.id.clone());
        }
        first.updated_at = self.now;
        self.put_message(&first)?;
        let members = self.members(&room.id)?;
        self.message_news(room, &first, members)
    }

    /// Stores a changed message and tells its room.
    fn replace(&mut self, mut room: Room, mut message: Message) -> Result<Message, Refusal> {
        message.updated_at = self.now;
        self.put_message(&message)?;
        let members = self.members(&room.id)?;
        self.message_news(&room, &message, members.clone())?;
        if room.last_message.as_ref().is_some_and(|last| last.id == message.id) {
            room.last_message = Some(Box::new(message.clone()));
            room.updated_at = self.now;
            self.put_room(&room)?;
            self.room_news("updated", &room, &members)?;
        }
        Ok(message)
    }

    /// A message that this person may change: his own, or anybody's with that right.
    fn own_message(
        &self,
        me: &UserId,
        rid: &RoomId,
        id: &MessageId,
        right: &str,
        not_allowed: impl Fn() -> Refusal,
    ) -> Result<(Person, Room, Message), Refusal> {
        let person = self.me(me)?;
        let message =
            self.message(id)?.ok_or_else(|| Refusal::plain(&format!("No message found with the id of \"{id}\".")))?;
        if message.rid != *rid {
            return Err(Refusal::plain("The room id provided does not match where the message is from."));
        }
        let room = self.readable(rid, me)?.ok_or_else(&not_allowed)?;
        let own = message.u.id == *me && self.postable(rid, &person).is_ok();
        if !own && !self.may(right, &person, self.subscription(rid, me)?.as_ref())? {
            return Err(not_allowed());
        }
        Ok((person, room, message))
    }

    /// The desktop notification: never for somebody who is busy (protocol 2.4).
    fn notify(&mut self, room: &Room, message: &Message, to: &Subscription) -> Result<(), Refusal> {
        let Some(person) = self.person(&to.u.id)? else { return Ok(()) };
        if self.status(&person) == Status::Busy || !wants_notice(&person, room, to, message) {
            return Ok(());
        }
        let title = match (&message.u.name, room.name.is_some()) {
            (Some(name), false) => name.clone(),
            _ => format!("#{}", to.fname),
        };
        let mut content = json!({ "msg": message.msg });
        if let Some(kind) = &message.t {
            content["t"] = json!(kind);
        }
        let notice = json!({
            "title": title, "text": message.msg,
            "payload": {
                "_id": message.id, "rid": room.id, "sender": message.u, "type": room.t, "name": to.name,
                "message": content, "audioNotificationValue": "default",
            },
        });
        self.publish(user_event(&person.id, "notification", vec![notice]));
        Ok(())
    }
}

fn wants_notice(person: &Person, room: &Room, to: &Subscription, message: &Message) -> bool {
    let mentioned = message.mentions.iter().any(|mention| mention.kind == MentionKind::Team || mention.id == to.u.id);
    match person.preferences.get("desktopNotifications").and_then(Value::as_str) {
        Some("nothing") => false,
        Some("mentions") => mentioned || room.name.is_none(),
        _ => true,
    }
}

fn turn(reactions: &mut Map<String, Value>, name: &str, person: &Person, wanted: Option<bool>) {
    let list = |reaction: Option<&Value>, member: &str| -> Vec<String> {
        let names = reaction.and_then(|reaction| reaction[member].as_array());
        names.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let (mut usernames, mut names) = (list(reactions.get(name), "usernames"), list(reactions.get(name), "names"));
    let present = usernames.iter().position(|username| *username == person.username);
    match (present, wanted.unwrap_or(present.is_none())) {
        (None, true) => {
            usernames.push(person.username.clone());
            names.push(person.name.clone());
        }
        (Some(at), false) => {
            usernames.remove(at);
            names.remove(at);
        }
        _ => {}
    }
    if usernames.is_empty() {
        reactions.remove(name);
    } else {
        reactions.insert(name.to_owned(), json!({ "usernames": usernames, "names": names }));
    }
}
