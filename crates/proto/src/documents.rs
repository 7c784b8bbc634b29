//! The workspace's documents, as far as this project reads or writes them.
//!
//! Only what a document is useless without is required; unknown members are ignored
//! (protocol README, rules 3 and 4).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{CallId, MessageId, RoomId, SubscriptionId, Timestamp, UserId, lenient};

/// A person as other documents name them.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct UserRef {
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub username: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What the workspace would have a person notified of, by their own preferences (protocol 2.4).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Notification {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub title: String,
    /// Empty for calls on classic servers.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub text: String,
    pub payload: NotificationPayload,
}

/// The message that a notification is about.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct NotificationPayload {
    #[serde(rename = "_id")]
    pub id: MessageId,
    pub rid: RoomId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub sender: Option<UserRef>,
    /// The kind of room, as in its document.
    #[serde(rename = "type", default, deserialize_with = "lenient::or_default")]
    pub room_type: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub message: NotifiedMessage,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct NotifiedMessage {
    /// The kind of a system message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t: Option<String>,
}

impl Notification {
    /// Whether it is about the message of a call: that is told of by its ring and its record.
    #[must_use]
    pub fn is_of_call(&self) -> bool {
        self.payload.message.t.as_deref() == Some("videoconf")
    }
}

/// A signed-in person's own document (protocol 1.3, `me`).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub username: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub status_text: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub roles: Vec<String>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default, rename = "avatarETag")]
    pub avatar_etag: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub settings: Option<UserSettings>,
}

/// What a person has chosen in the workspace, for all clients.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct UserSettings {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub preferences: Preferences,
}

/// The preferences this client honours.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// `activity` or `alphabetical`.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub sidebar_sortby: Option<String>,
}

/// A room, shared by its members (protocol 2.2).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Room {
    #[serde(rename = "_id")]
    pub id: RoomId,
    /// `d`, `c`, `p`, `l` or `v`.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub t: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub fname: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub uids: Option<Vec<UserId>>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub usernames: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub users_count: u32,
    #[serde(default)]
    pub topic: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub ts: Option<Timestamp>,
    /// When the last message came.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub lm: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<Message>>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub ro: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub archived: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub federated: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub encrypted: bool,
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<String>,
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub unmuted: Vec<String>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub sys_mes: Option<HiddenKinds>,
    #[serde(default)]
    pub team_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub team_main: bool,
    /// The parent room of a discussion.
    #[serde(default)]
    pub prid: Option<RoomId>,
    #[serde(default, rename = "avatarETag")]
    pub avatar_etag: Option<String>,
    #[serde(default, rename = "_updatedAt", deserialize_with = "lenient::maybe")]
    pub updated_at: Option<Timestamp>,
}

/// The kinds of system messages that a room does not show.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum HiddenKinds {
    /// All, or none.
    All(bool),
    These(Vec<String>),
}

impl HiddenKinds {
    /// Whether a kind is among them. Who is muted and who no longer is have a name in common (protocol 3.1).
    #[must_use]
    pub fn has(&self, kind: &str) -> bool {
        match self {
            Self::All(all) => *all,
            Self::These(kinds) => kinds.iter().any(|hidden| match hidden.as_str() {
                "mute_unmute" => matches!(kind, "user-muted" | "user-unmuted"),
                hidden => hidden == kind,
            }),
        }
    }
}

/// One member's view of a room (protocol 2.2).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    #[serde(rename = "_id")]
    pub id: SubscriptionId,
    pub rid: RoomId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub t: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    #[serde(default)]
    pub fname: Option<String>,
    /// Missing counts as open (protocol 2.5).
    #[serde(default)]
    pub open: Option<bool>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub alert: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub unread: u32,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub user_mentions: u32,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub group_mentions: u32,
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub ts: Option<Timestamp>,
    /// When the member last saw the room.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub ls: Option<Timestamp>,
    /// A favourite.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub f: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub roles: Vec<String>,
    #[serde(default)]
    pub prid: Option<RoomId>,
    #[serde(default)]
    pub team_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub team_main: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub archived: bool,
    /// Threads with news.
    #[serde(default, deserialize_with = "lenient::list")]
    pub tunread: Vec<MessageId>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub hide_unread_status: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub hide_mention_status: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub disable_notifications: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub blocked: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub blocker: bool,
    #[serde(default, rename = "_updatedAt", deserialize_with = "lenient::maybe")]
    pub updated_at: Option<Timestamp>,
}

/// A message (protocol 3.1).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    #[serde(rename = "_id")]
    pub id: MessageId,
    pub rid: RoomId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub msg: String,
    pub ts: Timestamp,
    pub u: UserRef,
    /// Its kind; missing for an ordinary message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub mentions: Vec<Mention>,
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// By emoji: `:+1:` and who reacted with it.
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub reactions: Option<std::collections::BTreeMap<String, Reactors>>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// The thread it replies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tmid: Option<MessageId>,
    /// A reply in a thread that the room shows too.
    #[serde(default, deserialize_with = "lenient::or_default", skip_serializing_if = "std::ops::Not::not")]
    pub tshow: bool,
    /// A name shown instead of the author's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    #[serde(default, rename = "_updatedAt", deserialize_with = "lenient::maybe")]
    pub updated_at: Option<Timestamp>,
}

impl Message {
    /// The call this message stands for: told by its block, never by its words (protocol 3.1).
    pub fn call(&self) -> Option<&CallId> {
        self.blocks.iter().find(|block| block.kind == "video_conf").and_then(|block| block.call_id.as_ref())
    }
}

/// Somebody named in a message. `all` and `here` are written as ids too.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Mention {
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// A file, picture or quotation below a message.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Attachment {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_link: Option<String>,
}

/// A part of a message that is more than text. Only `video_conf` is known here.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
}

/// Who reacted with one emoji.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Reactors {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub usernames: Vec<String>,
}

/// The record of a call: the truth about it (protocol 4.7).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    #[serde(rename = "_id")]
    pub id: CallId,
    #[serde(rename = "type")]
    pub kind: String,
    pub rid: RoomId,
    pub status: CallStatus,
    pub created_by: UserRef,
    pub created_at: Timestamp,
    #[serde(default, deserialize_with = "lenient::list")]
    pub users: Vec<CallUser>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub provider_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ringing: Option<bool>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<UserRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub anonymous_users: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discussion_rid: Option<RoomId>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
}

impl CallRecord {
    /// Rings one person, by signals; any other call is a room's.
    pub fn is_direct(&self) -> bool {
        self.kind == "direct"
    }

    /// Over, whatever the status says (protocol 4.7).
    pub fn is_over(&self) -> bool {
        self.ended_at.is_some() || !matches!(self.status, CallStatus::Calling | CallStatus::Started)
    }

    /// Those who ever were in the call: entries that only stand for a ring are left out (protocol 4.7, 8.9).
    pub fn attendees(&self) -> impl Iterator<Item = &CallUser> {
        self.users.iter().filter(|user| user.has_joined())
    }
}

/// Where a call stands on the server. 4 covers declined, cancelled and unanswered alike.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(from = "u8", into = "u8")]
pub enum CallStatus {
    Calling,
    Started,
    Expired,
    Ended,
    Declined,
    /// Of a server newer than this client: over.
    Unknown(u8),
}

impl From<u8> for CallStatus {
    fn from(status: u8) -> Self {
        match status {
            0 => Self::Calling,
            1 => Self::Started,
            2 => Self::Expired,
            3 => Self::Ended,
            4 => Self::Declined,
            other => Self::Unknown(other),
        }
    }
}

impl From<CallStatus> for u8 {
    fn from(status: CallStatus) -> Self {
        match status {
            CallStatus::Calling => 0,
            CallStatus::Started => 1,
            CallStatus::Expired => 2,
            CallStatus::Ended => 3,
            CallStatus::Declined => 4,
            CallStatus::Unknown(other) => other,
        }
    }
}

/// Somebody in a call's record.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallUser {
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub username: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default, rename = "avatarETag")]
    pub avatar_etag: Option<String>,
    /// When first joined.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub ts: Option<Timestamp>,
    /// 8.9: false for somebody only rung; missing means joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<bool>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub declined_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
    /// When the workspace last rang this person.
    #[serde(default, deserialize_with = "lenient::maybe", skip_serializing_if = "Option::is_none")]
    pub ringing_at: Option<Timestamp>,
}

impl CallUser {
    /// Was in the call, at some time.
    pub fn has_joined(&self) -> bool {
        self.joined != Some(false)
    }

    /// Does not want to come, as said after the last ring.
    pub fn has_declined(&self) -> bool {
        self.declined == Some(true) && self.ringing_at.is_none_or(|rung| self.declined_at.is_none_or(|at| rung <= at))
    }
}

/// What a conference provider lets one choose before a call; missing means no (protocol 4.3).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Capabilities {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub mic: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub cam: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub title: bool,
    /// Its calls take place on the workspace's own page (8.9): a join may give no address.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub embedded: bool,
}

/// A public setting of the workspace (protocol 1.7).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PublicSetting {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(default)]
    pub value: Value,
}

/// Which roles hold a permission.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Permission {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub roles: Vec<String>,
}

/// Somebody's presence, as REST tells it (protocol 2.7).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceEntry {
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub username: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub status_text: Option<String>,
    #[serde(default, rename = "avatarETag")]
    pub avatar_etag: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hidden_are_all_kinds_or_none_or_these_of_which_one_name_means_two() {
        let hidden = |value: Value| serde_json::from_value::<HiddenKinds>(value).expect("a list or a switch");
        assert!(hidden(json!(true)).has("uj"));
        assert!(!hidden(json!(false)).has("uj"));
        let these = hidden(json!(["uj", "mute_unmute"]));
        for (kind, is_hidden) in [("uj", true), ("ul", false), ("user-muted", true), ("user-unmuted", true)] {
            assert_eq!(these.has(kind), is_hidden, "{kind}");
        }
    }

    #[test]
    fn a_decline_counts_until_its_person_is_rung_again() {
        let has_declined = |said: Value| {
            let mut user = json!({ "_id": "BoId", "username": "bo" });
            user.as_object_mut().zip(said.as_object()).into_iter().for_each(|(user, said)| user.extend(said.clone()));
            serde_json::from_value::<CallUser>(user).expect("somebody in a call").has_declined()
        };
        let at = |second: i64| json!({ "$date": second * 1_000 });
        assert!(!has_declined(json!({})));
        assert!(!has_declined(json!({ "declined": false })));
        assert!(has_declined(json!({ "declined": true })));
        for (rung, counts) in [(1, true), (2, true), (3, false)] {
            let said = json!({ "declined": true, "declinedAt": at(2), "ringingAt": at(rung) });
            assert_eq!(has_declined(said), counts, "rung at {rung} s, declined at 2 s");
        }
    }
}
