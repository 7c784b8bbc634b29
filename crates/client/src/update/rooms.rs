//! Rooms and what is written in them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vconnct_proto::{MessageId, RoomId};

use super::{CallRecord, LocalTime, Person, WorkspaceId};

/// The sidebar of all workspaces, each workspace's rooms in the order to show.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Rooms {
    /// False until the rooms have been loaded or read from the cache.
    pub loaded: bool,
    pub rooms: Vec<Arc<Room>>,
}

/// A row of the sidebar.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Room {
    pub workspace: WorkspaceId,
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub id: RoomId,
    pub kind: RoomKind,
    pub name: String,
    /// The other person of a two-person room.
    pub person: Option<Person>,
    /// A path under `picture:` of a room that has a picture.
    pub picture: Option<String>,
    pub favourite: bool,
    /// Something is new: shown bold.
    pub unread: bool,
    /// The badge's number, threads included; 0 for none.
    pub badge: u32,
    pub mentions: u32,
    pub muted: bool,
    /// People in a call that runs in this room; nothing when none does.
    pub live_call: Option<u32>,
}

/// What a room is (protocol 2.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RoomKind {
    /// A public channel.
    Channel,
    /// Two people: the only kind that rings.
    Direct,
    Discussion,
    /// A direct room of several people.
    DirectSeveral,
    /// A private group.
    Group,
    /// With oneself: no calls.
    SelfNotes,
    Team,
}

/// The room a connection looks at.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenRoom {
    pub room: Room,
    pub topic: Option<String>,
    /// 0 when unknown.
    pub members: u32,
    /// Oldest first: a window of the newest, grown by `Action::LoadOlder`.
    pub timeline: Vec<TimelineItem>,
    pub has_older: bool,
    /// False while the first page is on its way and nothing is cached.
    pub loaded: bool,
    /// The first unread message when the room was opened: the "N new" line stands above it.
    #[cfg_attr(feature = "bindings", ts(as = "Option<String>"))]
    pub first_unread: Option<MessageId>,
    /// Names of the people who type now.
    pub typing: Vec<String>,
    /// Why nothing can be written here; nothing when one may.
    pub read_only: Option<ReadOnly>,
    pub call_button: CallButton,
    /// A call that runs here (for the header's "Join · N").
    pub running: Option<CallRecord>,
}

/// Why a person may not write in a room.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ReadOnly {
    Archived,
    Blocked,
    /// Between its members: what is written here would go out for all to read.
    Encrypted,
    Muted,
    ReadOnly,
}

/// The phone icon of a room's header (protocol 4.2).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CallButton {
    /// Not drawn: the kind is switched off, or the room is with oneself.
    Hidden,
    /// Drawn; pre-flight says that this person may not.
    NoRight,
    Shown,
}

/// One entry of a room's timeline.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TimelineItem {
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub id: MessageId,
    pub author: Person,
    pub mine: bool,
    pub time: LocalTime,
    pub content: Content,
}

/// What a timeline entry holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Content {
    /// A call's message.
    Call { record: Box<CallRecord> },
    /// One grey line; `kind` as protocol 3.1, `text` its value (a name, a topic).
    System { kind: String, text: String },
    /// Written by somebody, in the workspace's own markup (protocol 3.1). Never HTML.
    Text {
        text: String,
        edited: bool,
        /// Usernames mentioned; `me` is told apart by the page.
        mentions: Vec<String>,
        reactions: Vec<Reaction>,
        attachments: Vec<Attachment>,
        delivery: Delivery,
    },
}

/// How far a message of ours has come.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Delivery {
    /// The server has it (or it is somebody else's).
    Delivered,
    /// The server refused it: its text can be taken up again.
    Failed,
    /// On its way, or waiting for the connection.
    Waiting,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// `:+1:`
    pub emoji: String,
    pub count: u32,
    pub mine: bool,
}

/// A file, picture or quotation, by its name only in this version.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    pub title: String,
    pub text: Option<String>,
}
