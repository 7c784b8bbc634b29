//! What the workspace keeps, in the shape in which it goes over the wire (protocol 2.2, 3.1, 4.7).
//!
//! Stricter than what a client must be ready to read: all that a released server always sends is a
//! plain member here, so that it cannot be forgotten.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vconnct_proto::{CallId, MessageId, RoomId, SubscriptionId, Timestamp, UserId};

/// Somebody, as other documents name him.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Author {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A person of the workspace, without secrets.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    pub name: String,
    pub email: String,
    pub roles: Vec<String>,
    pub status_default: Status,
    pub status_text: String,
    pub utc_offset: f64,
    pub language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_etag: Option<String>,
    /// What this person changed from the defaults.
    pub preferences: Map<String, Value>,
    pub created_at: Timestamp,
}

impl Person {
    pub fn author(&self) -> Author {
        Author { id: self.id.clone(), username: self.username.clone(), name: Some(self.name.clone()) }
    }
}

/// Presence, as REST spells it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Away,
    Busy,
    Offline,
    #[default]
    Online,
}

impl Status {
    /// As the presence stream spells it (protocol 2.7).
    pub fn code(self) -> u8 {
        match self {
            Self::Offline => 0,
            Self::Online => 1,
            Self::Away => 2,
            Self::Busy => 3,
        }
    }
}

/// The letter of a room's kind; the rest of the kind is in the room's members (protocol 2.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum RoomType {
    #[serde(rename = "c")]
    Channel,
    #[serde(rename = "d")]
    Direct,
    #[serde(rename = "p")]
    Private,
}

impl RoomType {
    pub fn letter(self) -> &'static str {
        match self {
            Self::Channel => "c",
            Self::Direct => "d",
            Self::Private => "p",
        }
    }
}

/// A room, shared by its members.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Room {
    #[serde(rename = "_id")]
    pub id: RoomId,
    pub t: RoomType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fname: Option<String>,
    pub u: Author,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uids: Option<Vec<UserId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usernames: Option<Vec<String>>,
    pub users_count: usize,
    pub msgs: u64,
    pub ts: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lm: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<Message>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub ro: bool,
    #[serde(default)]
    pub default: bool,
    pub sys_mes: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub team_main: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prid: Option<RoomId>,
    #[serde(default, rename = "avatarETag", skip_serializing_if = "Option::is_none")]
    pub avatar_etag: Option<String>,
    #[serde(rename = "_updatedAt")]
    pub updated_at: Timestamp,
}

impl Room {
    /// Exactly two people: the only rooms in which a call rings.
    pub fn is_two_person(&self) -> bool {
        self.t == RoomType::Direct && self.uids.as_ref().is_some_and(|uids| uids.len() == 2)
    }
}

/// One member's view of a room.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscription {
    #[serde(rename = "_id")]
    pub id: SubscriptionId,
    pub rid: RoomId,
    pub t: RoomType,
    pub name: String,
    pub fname: String,
    pub u: Author,
    pub open: bool,
    pub alert: bool,
    pub unread: u32,
    pub user_mentions: u32,
    pub group_mentions: u32,
    pub ts: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ls: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lr: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub f: bool,
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prid: Option<RoomId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub team_main: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tunread: Vec<MessageId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocker: bool,
    #[serde(rename = "_updatedAt")]
    pub updated_at: Timestamp,
}

/// A message.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    #[serde(rename = "_id")]
    pub id: MessageId,
    pub rid: RoomId,
    pub msg: String,
    pub ts: Timestamp,
    pub u: Author,
    #[serde(rename = "_updatedAt")]
    pub updated_at: Timestamp,
    pub urls: Vec<Value>,
    pub mentions: Vec<Mention>,
    pub channels: Vec<ChannelMention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groupable: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Value>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub reactions: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<Author>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tmid: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tshow: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tcount: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlm: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies: Option<Vec<UserId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drid: Option<RoomId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dcount: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dlm: Option<Timestamp>,
}

/// A person or a group of people named in a message.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Mention {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: MentionKind,
}

/// Whether a mention names one person.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MentionKind {
    User,
    /// `all` and `here`.
    Team,
}

/// A channel named in a message.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct ChannelMention {
    #[serde(rename = "_id")]
    pub id: RoomId,
    pub name: String,
}

/// A call's record: everything that is known of it, for ever.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    #[serde(rename = "_id")]
    pub id: CallId,
    #[serde(rename = "type")]
    pub kind: CallKind,
    pub rid: RoomId,
    /// Who joined, in that order; nobody is ever removed.
    pub users: Vec<Participant>,
    pub messages: CallMessages,
    pub status: CallStatus,
    pub created_by: Author,
    pub created_at: Timestamp,
    pub provider_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ringing: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Author>,
    /// Group calls only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Group calls only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous_users: Option<u32>,
    #[serde(rename = "_updatedAt")]
    pub updated_at: Timestamp,
}

/// What a call is: only direct ones ring.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CallKind {
    Direct,
    Videoconference,
}

/// Where a call is in its life; numbers on the wire.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub(crate) enum CallStatus {
    Calling = 0,
    Started = 1,
    /// Swept away a day after its start.
    Expired = 2,
    Ended = 3,
    /// Declined, cancelled and unanswered alike.
    Declined = 4,
}

impl From<CallStatus> for u8 {
    fn from(status: CallStatus) -> u8 {
        status as u8
    }
}

impl TryFrom<u8> for CallStatus {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        [Self::Calling, Self::Started, Self::Expired, Self::Ended, Self::Declined]
            .into_iter()
            .find(|status| *status as u8 == number)
            .ok_or_else(|| format!("{number} is no status of a call"))
    }
}

/// The messages that stand for a call.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallMessages {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<MessageId>,
}

/// One person's part in a call. All but the first five members are additions of 8.9.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Participant {
    #[serde(rename = "_id")]
    pub id: UserId,
    pub username: String,
    pub name: String,
    #[serde(rename = "avatarETag")]
    pub avatar_etag: Option<String>,
    /// First joined, or first rung.
    pub ts: Timestamp,
    /// False for somebody who was only rung, or who declined; missing for everybody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_reason: Option<LeftReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ringing_at: Option<Timestamp>,
}

impl Participant {
    /// Has joined at least once.
    pub fn joined(&self) -> bool {
        self.joined != Some(false)
    }

    /// Has joined and not left.
    pub fn is_in(&self) -> bool {
        self.joined() && self.left_at.is_none()
    }
}

/// How the workspace knows that somebody left.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LeftReason {
    Reported,
    Timeout,
}
