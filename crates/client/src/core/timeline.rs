//! The messages of one room: a window of the newest, grown backwards on request (protocol 3).

use std::collections::BTreeMap;

use vconnct_proto::{
    CallId, MessageId, Millis, Timestamp,
    documents::{Attachment as WireAttachment, Message},
    rest::HistoryAnswer,
};

use super::people::People;
use crate::update::{Attachment, Content, Delivery, Reaction};

/// What is held of a room's messages.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    messages: BTreeMap<(Timestamp, MessageId), Message>,
    times: BTreeMap<MessageId, Timestamp>,
    /// Written here and not yet confirmed, oldest first.
    outbox: Vec<Outgoing>,
    pub loaded: bool,
    pub loading: bool,
    pub has_older: bool,
    /// From when on all is held: what history has brought, down to its oldest entry.
    reached: Option<Timestamp>,
    /// Since when something may have happened to it that nobody told of.
    missed_since: Option<Timestamp>,
    /// Where reading had stopped when the room was opened.
    pub first_unread: Option<MessageId>,
    /// When somebody began to look at it, or looked away.
    pub looked: Millis,
}

/// A message of ours on its way.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub id: MessageId,
    pub text: String,
    pub written_at: Timestamp,
    pub delivery: Delivery,
}

impl Timeline {
    /// Takes in a message that was told of, whatever its age: a reaction makes the workspace tell of an old one again.
    /// One from before all that is held would hide what lies between; history brings it in its turn.
    pub fn tell(&mut self, message: Message) {
        let lies_before = self.has_older && self.reached.is_some_and(|reached| message.ts < reached);
        if lies_before {
            self.confirm(&message.id);
        } else {
            self.put(message);
        }
    }

    /// Takes in a message, new or changed; an older version of a known one is left out.
    pub fn put(&mut self, message: Message) {
        self.confirm(&message.id);
        if message.tmid.is_some() && !message.tshow {
            return; // a reply that only its thread shows
        }
        if let Some(time) = self.times.get(&message.id) {
            let key = (*time, message.id.clone());
            let known = self.messages.get(&key).and_then(|known| known.updated_at);
            if known.zip(message.updated_at).is_some_and(|(known, new)| new < known) {
                return;
            }
            self.messages.remove(&key);
        }
        self.times.insert(message.id.clone(), message.ts);
        self.messages.insert((message.ts, message.id.clone()), message);
    }

    pub fn remove(&mut self, id: &MessageId) {
        if let Some(time) = self.times.remove(id) {
            self.messages.remove(&(time, id.clone()));
        }
    }

    /// Takes in a page of history: the newest, or what was before `latest`. It is the end if it leads no further, or is
    /// not `full`.
    pub fn put_page(&mut self, page: HistoryAnswer, latest: Option<Timestamp>, full: bool) {
        self.loading = false;
        if latest.is_some() && latest != self.reached {
            return; // what it follows was let go meanwhile
        }
        self.loaded = true;
        self.has_older = full && page.oldest.is_some_and(|oldest| latest.is_none_or(|latest| oldest < latest));
        self.reached = [self.reached, page.oldest].into_iter().flatten().min();
        page.messages.into_iter().for_each(|message| self.put(message));
        if self.has_older {
            self.leave_out_what_lies_before();
        }
    }

    /// As [`Self::tell`] does, for what was told of before anybody knew how far the first page goes.
    fn leave_out_what_lies_before(&mut self) {
        let Some(reached) = self.reached else { return };
        self.messages.retain(|(time, _), _| *time >= reached);
        self.times.retain(|_, time| *time >= reached);
    }

    /// Starts anew after a long absence; what is on its way stays.
    pub fn forget(&mut self) {
        self.messages.clear();
        self.times.clear();
        (self.reached, self.missed_since) = (None, None);
        (self.loaded, self.loading, self.has_older) = (false, false, false);
    }

    /// From then on something may have been missed, if it was not even before.
    pub fn missed(&mut self, since: Timestamp) {
        self.missed_since = Some(self.missed_since.map_or(since, |known| known.min(since)));
    }

    pub fn missed_since(&self) -> Option<Timestamp> {
        self.missed_since
    }

    /// All that was missed is known.
    pub fn caught_up(&mut self) {
        self.missed_since = None;
    }

    /// Keeps the newest `count` messages.
    pub fn trim(&mut self, count: usize) {
        while self.messages.len() > count {
            if let Some(((_, id), _)) = self.messages.pop_first() {
                self.times.remove(&id);
                self.has_older = true;
                if self.loaded {
                    self.reached = self.messages.keys().next().map(|(time, _)| *time);
                }
            }
        }
    }

    /// Notes where reading had stopped: the first message of others after `seen`.
    pub fn note_unread(&mut self, seen: Option<Timestamp>, me: &vconnct_proto::UserId) {
        let Some(seen) = seen else { return };
        let unread = self.messages.values().find(|message| message.ts > seen && message.u.id != *me);
        self.first_unread = unread.map(|message| message.id.clone());
    }

    /// The workspace has a message of ours: it is on its way no longer.
    fn confirm(&mut self, id: &MessageId) {
        self.outbox.retain(|outgoing| outgoing.id != *id);
    }

    /// A message of ours goes out.
    pub fn write(&mut self, outgoing: Outgoing) {
        self.outbox.push(outgoing);
    }

    pub fn outgoing(&mut self, id: &MessageId) -> Option<&mut Outgoing> {
        self.outbox.iter_mut().find(|outgoing| outgoing.id == *id)
    }

    pub fn outbox(&self) -> &[Outgoing] {
        &self.outbox
    }

    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values()
    }

    /// Where older messages are to be asked for, if there are any.
    pub fn older_than(&self) -> Option<Timestamp> {
        self.reached.filter(|_| self.has_older)
    }

    pub fn newest(&self) -> Option<Timestamp> {
        self.messages.keys().next_back().map(|(time, _)| *time)
    }

    /// Nothing is lost with it that the workspace could not tell again.
    pub fn is_expendable(&self) -> bool {
        self.outbox.is_empty() && !self.loading
    }

    /// The calls whose messages are held.
    pub fn calls(&self) -> impl Iterator<Item = &CallId> {
        self.messages.values().filter_map(Message::call)
    }
}

/// What a message that is no call's shows.
pub(crate) fn content(message: &Message, my_username: &str) -> Content {
    match message.t.as_deref() {
        None => Content::Text {
            text: message.msg.clone(),
            edited: message.edited_at.is_some(),
            mentions: message.mentions.iter().filter_map(|mention| mention.username.clone()).collect(),
            reactions: reactions(message, my_username),
            attachments: message.attachments.iter().map(attachment).collect(),
            delivery: Delivery::Delivered,
        },
        Some(kind) => Content::System { kind: kind.to_owned(), text: message.msg.clone() },
    }
}

/// What a message on its way shows.
pub(crate) fn outgoing_content(outgoing: &Outgoing) -> Content {
    Content::Text {
        text: outgoing.text.clone(),
        edited: false,
        mentions: Vec::new(),
        reactions: Vec::new(),
        attachments: Vec::new(),
        delivery: outgoing.delivery,
    }
}

fn reactions(message: &Message, me: &str) -> Vec<Reaction> {
    let by_emoji = message.reactions.iter().flatten();
    let reaction = |(emoji, who): (&String, &vconnct_proto::documents::Reactors)| Reaction {
        emoji: emoji.clone(),
        count: u32::try_from(who.usernames.len()).unwrap_or(u32::MAX),
        mine: who.usernames.iter().any(|username| username == me),
    };
    by_emoji.map(reaction).collect()
}

fn attachment(attachment: &WireAttachment) -> Attachment {
    let quote = attachment.message_link.as_ref().and(attachment.author_name.clone());
    Attachment { title: quote.or(attachment.title.clone()).unwrap_or_default(), text: attachment.text.clone() }
}

/// The author as a message names him, for people nobody knows otherwise.
pub(crate) fn author(message: &Message, people: &People) -> crate::update::Person {
    let mut person = people.person(&message.u.id);
    if let Some(alias) = &message.alias {
        person.name.clone_from(alias);
    }
    person
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, ts: i64) -> Message {
        serde_json::from_value(serde_json::json!({
            "_id": id, "rid": "r", "msg": id, "ts": {"$date": ts}, "u": {"_id": "u", "username": "u"},
            "_updatedAt": {"$date": ts},
        }))
        .unwrap()
    }

    fn ids(timeline: &Timeline) -> Vec<&str> {
        timeline.messages().map(|message| message.id.as_str()).collect()
    }

    #[test]
    fn messages_stand_in_the_order_of_their_times_however_they_arrive() {
        let mut timeline = Timeline::default();
        timeline.put(message("b", 2));
        timeline.put(message("a", 1));
        timeline.put(message("b", 2));
        assert_eq!(ids(&timeline), ["a", "b"]);
    }

    #[test]
    fn a_late_older_version_changes_nothing() {
        let mut timeline = Timeline::default();
        let mut edited = message("a", 1);
        (edited.msg, edited.updated_at) = ("edited".into(), Some(Timestamp(9)));
        timeline.put(edited);
        timeline.put(message("a", 1));
        assert_eq!(timeline.messages().next().map(|message| message.msg.as_str()), Some("edited"));
    }

    #[test]
    fn what_the_server_confirms_leaves_the_outbox() {
        let mut timeline = Timeline::default();
        let delivery = Delivery::Waiting;
        timeline.write(Outgoing { id: "m".into(), text: "hi".into(), written_at: Timestamp(1), delivery });
        timeline.put(message("m", 2));
        assert!(timeline.outbox().is_empty());
        assert_eq!(ids(&timeline), ["m"]);
    }

    #[test]
    fn what_turns_out_to_have_arrived_long_ago_leaves_the_outbox_and_no_gap() {
        let mut timeline = Timeline::default();
        let page = HistoryAnswer { messages: vec![message("b", 2)], count: 1, oldest: Some(Timestamp(2)) };
        timeline.put_page(page, None, true);
        let delivery = Delivery::Waiting;
        timeline.write(Outgoing { id: "a".into(), text: "hi".into(), written_at: Timestamp(1), delivery });
        timeline.tell(message("a", 1));
        assert!(timeline.outbox().is_empty());
        assert_eq!(ids(&timeline), ["b"]);
    }

    #[test]
    fn unread_begins_with_the_first_message_of_somebody_else() {
        let mut timeline = Timeline::default();
        [("a", 1), ("b", 2), ("c", 3)].into_iter().for_each(|(id, ts)| timeline.put(message(id, ts)));
        timeline.note_unread(Some(Timestamp(1)), &"me".into());
        assert_eq!(timeline.first_unread, Some("b".into()));
        timeline.note_unread(Some(Timestamp(1)), &"u".into());
        assert_eq!(timeline.first_unread, None);
    }

    #[test]
    fn a_reply_in_a_thread_stays_out_of_the_room() {
        let mut timeline = Timeline::default();
        let mut reply = message("a", 1);
        reply.tmid = Some("parent".into());
        timeline.put(reply);
        assert!(ids(&timeline).is_empty());
    }
}
