//! All that a surface sees. Whole parts, never differences: the last one wins.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use vconnct_proto::{CallId, MessageId, RoomId};

use crate::{
    action::{ActionError, Devices, RoomRef},
    deep_link::DeepLink,
    diagnosis::Diagnosis,
    shortcuts::{self, ChosenKeys, Shortcut},
};

/// One part of the state, whole.
///
/// Every connection gets each part once after hello and from then on what changes. `Room` and
/// `RoomCalls` go only to the connection that looks there (`Action::Look`).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "part", content = "value", rename_all = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "one is made for each change, and taken apart at once")]
pub enum Update {
    Browsers(Browsers),
    Calls(Calls),
    Diagnosis(Diagnosis),
    History(History),
    Managed(Managed),
    Room(Option<OpenRoom>),
    RoomCalls(Option<RoomCalls>),
    Rooms(Rooms),
    Session(Session),
    Settings(Settings),
    Sound(Sound),
    Windows(Windows),
}

/// A workspace's root address: `https://chat.example.com` or `https://example.com/chat`.
pub type WorkspaceId = String;

/// Milliseconds since 1970 by this machine's clock; the agent has converted the server's times.
pub type LocalTime = i64;

// ------------------------------------------------------------------------------------- session --

/// Who is signed in where, and whether calls can reach them.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub profile: String,
    /// False until the agent has looked for stored sessions: no sign-in page before that.
    pub ready: bool,
    /// The language of every surface: `en`, `de` or `fr`.
    pub language: String,
    /// In the order of signing in.
    pub workspaces: Vec<Workspace>,
    /// What the system lacks, said once (no key store, no sound, no notifications).
    pub troubles: Vec<Trouble>,
    /// What of the keys that work from anywhere is not to be had, and what the desktop has made of them.
    pub keys: KeysFound,
    /// Whether the system starts the agent when the person logs in, as it said when a window last came
    /// forward; nothing before that, and where it offers no way.
    pub starts_at_login: Option<bool>,
    /// Whether this system's web view can hold a call (`Action::ReportWebView`); nothing until one has been looked at.
    pub calls_in_window: Option<bool>,
    /// Whether the system opens `vconnct://` links here, as it said then; nothing where it lets no program choose.
    pub opens_links: Option<bool>,
    /// Why no call rings now, whoever calls; single calls may be let through (`IncomingCall::quiet`).
    pub quiet: Option<Quiet>,
    /// Others may look on, so whatever shows outside the main window does not say who calls or writes: the screen is
    /// locked, or something fills it.
    pub watched: bool,
    /// The number on the app's icon: unread mentions and direct messages, and missed calls; 0 for none.
    pub badge: u32,
}

/// The keys that work from anywhere, as the desktop gives them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeysFound {
    /// Those whose key another program has, or no key of the keyboard is.
    pub taken: Vec<Shortcut>,
    /// Where the desktop itself decides which keys they are: how it calls each, as far as it has one.
    pub triggers: Option<BTreeMap<Shortcut, String>>,
}

/// A workspace somebody of this profile is signed in to, or was until its session ended.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    pub id: WorkspaceId,
    /// `Site_Name`, or the host until it is known.
    pub name: String,
    pub me: Person,
    pub link: Link,
    /// What the conference provider offers, once asked.
    pub provider: Provider,
    /// What this person may choose as their own status.
    pub own_status: OwnStatusChoices,
    /// This person may change its settings.
    pub administered: bool,
}

/// What a workspace lets people choose of how others see them: a company may switch either off.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OwnStatusChoices {
    /// To look offline (`Accounts_AllowInvisibleStatusOption`).
    pub invisible: bool,
    /// To write what they are doing (`Accounts_AllowUserStatusMessageChange`).
    pub text: bool,
}

/// Whether calls reach this person.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Link {
    /// On the way to the workspace.
    Connecting { since: LocalTime },
    /// Not reachable; the next try is known.
    Lost { since: LocalTime, next_try: LocalTime, loss: Loss },
    /// Signed in and subscribed: calls arrive.
    Reachable { since: LocalTime },
    /// The session is over (expired, revoked, locked key store): sign in again.
    SignedOut { reason: SignedOut },
    /// Signed in, but not yet subscribed: calls do not arrive. `since` is when they last could, as in the others.
    Subscribing { since: LocalTime },
}

/// Why a workspace cannot be reached.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Loss {
    /// Somebody between here and there shows a certificate nobody vouches for.
    BadCertificate,
    /// The line broke, or the workspace does not answer.
    NoAnswer,
    /// This machine has no way out.
    NoNetwork,
    /// The proxy that this machine is to go through cannot be reached.
    NoProxy,
    /// Something else answers at its address: most likely a network that wants a sign-in of its own.
    NotAWorkspace,
}

/// Why nobody is signed in any more.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignedOut {
    Expired,
    KeyStoreLocked,
    /// What would have the session is not there, and may come yet.
    NoKeyStore,
    NoStoredSession,
}

/// What the workspace's conference provider offers.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Provider {
    /// `name` as people know it, "Jitsi". `devices` is the last choice of this person.
    Ready { name: String, mic: bool, cam: bool, title: bool, devices: Devices },
    /// No provider app, none chosen, or not configured (protocol 4.3).
    NotSetUp,
    #[default]
    Unknown,
}

/// Something of this system that is missing or broken.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Trouble {
    KeyStoreLocked,
    /// Whatever rings plays on a muted output.
    Muted,
    NoKeyStore,
    NoNotifications,
    /// The person's own ring tone is gone or broken: Brook rings in its place.
    NoRingTone,
    /// This desktop gives programs no keys that work from anywhere.
    NoShortcuts,
    NoSound,
    NoTray,
}

/// A person as shown everywhere.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Empty when the server did not say.
    pub id: String,
    pub username: String,
    /// The name to show: real name or username, as the workspace wants it.
    pub name: String,
    /// A path under `picture:` when there is a picture, or may be one; else the page draws initials.
    pub picture: Option<String>,
    pub presence: Presence,
    pub status_text: Option<String>,
}

/// Presence as the workspace tells it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    Away,
    Busy,
    Offline,
    Online,
    /// Not told yet, or never: a workspace may keep everybody's presence to itself.
    #[default]
    Unknown,
}

// --------------------------------------------------------------------------------------- rooms --

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

// --------------------------------------------------------------------------------------- calls --

/// The calls that concern this person now.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Calls {
    /// Longest ringing first.
    pub incoming: Vec<IncomingCall>,
    pub outgoing: Option<OutgoingCall>,
    pub joined: Option<JoinedCall>,
    pub starting: Option<StartingCall>,
    /// Calls of rooms that have just begun without this person: told quietly.
    pub started: Vec<StartedCall>,
}

/// A call of a room that has just begun; its message and its record tell the rest.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StartedCall {
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    pub room: RoomRef,
    /// As it is written in a sentence: a channel with its `#`.
    pub room_name: String,
    /// Of the call itself; empty for none.
    pub title: String,
    pub workspace_name: String,
    pub started_by: Person,
}

/// A call of a room of several whose start has to wait its turn, until it is joined or has come to nothing.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StartingCall {
    /// Means this start in actions; the call has no name yet.
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    pub room: RoomRef,
    /// As it is written in a sentence: a channel with its `#`.
    pub room_name: String,
    pub phase: StartingPhase,
    /// Why it came to nothing, where the workspace has said so.
    pub refusal: Option<ActionError>,
}

/// Where such a start stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StartingPhase {
    /// Told for a minute.
    Failed,
    /// `waits_until`: the workspace was asked too often, and is asked again then.
    Starting { waits_until: Option<LocalTime> },
}

/// A call that rings here, or whose card tells for a few seconds how it ended.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct IncomingCall {
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    pub room: RoomRef,
    pub workspace_name: String,
    pub caller: Person,
    pub since: LocalTime,
    /// The drawn ring is empty then: 30 s after `since`, 15 s where the workspace rings.
    pub until: LocalTime,
    pub phase: IncomingPhase,
    /// Why it is neither heard nor shown outside our windows and the tray; nothing when it rings.
    pub quiet: Option<Quiet>,
    /// Its person has silenced the ring: it is not heard any more, and shown everywhere as before.
    pub hushed: bool,
    /// The switches to draw: nothing where the provider has none.
    pub mic: Option<bool>,
    pub cam: Option<bool>,
    /// Nobody calls: the person tries out whether they would be rung.
    pub trial: bool,
}

impl IncomingCall {
    /// Whether it asks for an answer outside our windows, heard or not.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.quiet.is_none() && matches!(self.phase, IncomingPhase::Ringing { silenced: false, .. })
    }

    /// Whether it can be heard as well.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.asks() && !self.hushed
    }
}

/// Where an incoming call stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum IncomingPhase {
    /// Accept was pressed; the address is on its way.
    Accepting,
    /// Silent, without a card: the sidebar and the message keep the buttons.
    Dismissed,
    /// Told for a few seconds.
    Over { reason: EndReason, rang_ms: u32 },
    /// `silenced`: the person chooses words to decline with; no sound.
    Ringing { silenced: bool, reconnecting: bool },
}

/// Why a call is not rung for (design states 0.7). Its caller never learns of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Quiet {
    /// The person's own status says busy, and not for a call of ours.
    Busy,
    DoNotDisturb,
    /// A program fills the screen.
    FullScreen,
    /// Notifications of this room are switched off in the workspace.
    Muted,
    QuietHours,
    /// The desktop itself shall not disturb.
    System,
}

/// A call that rings out.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OutgoingCall {
    /// The id of the attempt until the server has named the call; both work in actions.
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    pub room: RoomRef,
    pub callee: Person,
    pub since: LocalTime,
    pub until: LocalTime,
    pub phase: OutgoingPhase,
    /// Why it could not be started, where the workspace has said so.
    pub refusal: Option<ActionError>,
    pub devices: Devices,
}

/// Where an outgoing call stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OutgoingPhase {
    /// They accepted (or both called each other, `glare`); the page is being opened.
    Answered {
        glare: bool,
    },
    /// Told for a while: no answer 60 s, declined 30 s. `at`: when it ended; `words`: what they wrote with it.
    Over {
        at: LocalTime,
        reason: EndReason,
        words: Option<String>,
    },
    Ringing {
        reconnecting: bool,
    },
    /// `waits_until`: the workspace was asked too often, and is asked again then.
    Starting {
        waits_until: Option<LocalTime>,
    },
}

/// Why a direct call ended without having been joined here.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum EndReason {
    AnsweredElsewhere,
    /// The caller gave up.
    Canceled,
    Declined,
    /// It could not be started or joined.
    Failed,
    /// The connection was gone for too long.
    Interrupted,
    Unanswered,
}

/// The call this person is in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JoinedCall {
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    pub room: RoomRef,
    /// The call's name, or the room's.
    pub name: String,
    pub since: LocalTime,
    pub page: CallPage,
    /// In order of joining; oneself among them.
    pub people: Vec<Person>,
    /// Nobody has reported its end, and nobody came for hours: whoever calls now is heard as if there were none.
    pub probably_over: bool,
}

/// Whether the call's page came up.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CallPage {
    /// In a window of ours.
    InWindow,
    /// The browser did not come up: offer "Open call" and "Copy link".
    NotOpened,
    Opened,
    Opening,
}

/// What is known of a call: its message, its panel entry and the log draw this.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    pub room: RoomRef,
    /// Rang one person; else a call in a room.
    pub direct: bool,
    pub state: CallState,
    /// The person called, or who called: the other one of a direct call.
    pub other: Option<Person>,
    pub started_by: Person,
    /// I started it.
    pub mine: bool,
    pub started_at: LocalTime,
    pub ended_at: Option<LocalTime>,
    /// The length in ms, only where the end is a true one (protocol 6.2).
    pub length_ms: Option<i64>,
    /// How long it rang here, from this computer's own record.
    pub rang_ms: Option<i64>,
    /// Why it was shown here without being heard; nothing when it rang, or that is not known.
    pub not_rung: Option<Quiet>,
    /// The name it was given; empty for none.
    pub title: String,
    /// In order of joining.
    pub attendees: Vec<Attendee>,
    /// False on workspaces that do not record who joined (protocol 4.1).
    pub attendees_known: bool,
    /// I am (or was) among them.
    pub i_joined: bool,
    /// What was written with a decline.
    pub words: Option<String>,
    pub provider: String,
}

/// How a call stands, from this person's side (protocol 4.8, 6.3; design 02c).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CallState {
    /// I gave it up before an answer.
    CanceledByMe,
    DeclinedByMe,
    DeclinedByThem,
    Ended,
    /// The server knows it no longer, or not for me.
    Gone,
    Loading,
    Missed,
    NobodyJoined,
    /// Mine, and they did not pick up.
    NoAnswer,
    /// Over without an answer; why is not known.
    NotAnswered,
    Ongoing,
    /// Nobody reported an end, and it is long ago.
    ProbablyOver,
    /// Rings now: out if it is mine, in if not.
    Ringing,
}

/// Somebody who was in a call.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    pub person: Person,
    pub joined_at: Option<LocalTime>,
    /// As far as the workspace is told: a browser that is closed by force tells nobody.
    pub left_at: Option<LocalTime>,
    pub me: bool,
}

/// The panel "Calls in this room", newest first.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RoomCalls {
    pub room: RoomRef,
    pub loaded: bool,
    pub calls: Vec<CallRecord>,
}

/// The log of this computer over all rooms, newest first.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct History {
    pub calls: Vec<CallRecord>,
    /// Missed calls not yet seen: the red number at "Calls".
    pub missed: u32,
}

// ---------------------------------------------------------------------------- settings, windows --

/// What the person has chosen; kept by the agent in one file.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// The language of every surface: `en`, `de` or `fr`; nothing follows the system.
    #[cfg_attr(feature = "bindings", schemars(regex(pattern = "^(de|en|fr)$")))]
    pub language: Option<String>,
    /// Light or dark, or as the system is.
    pub theme: Theme,
    /// How large everything in the windows is, 80 to 200 percent.
    #[cfg_attr(feature = "bindings", schemars(range(min = 80, max = 200)))]
    pub text_size: u8,
    /// How close to each other the rows of lists and the messages are.
    pub rows: Rows,
    /// Whether anything moves.
    pub motion: Motion,
    /// Rooms with something unread have a section of their own, on top of the list.
    pub unread_first: bool,
    /// How times of day are written.
    pub clock: Clock,
    /// The melody of a call that rings here.
    pub ring_tone: RingTone,
    /// The name of the file that the tone `own` was made of; nothing until there was one.
    pub ring_file: Option<String>,
    /// What calls of single people ring with instead: by workspace, and by the room of the two. Not by username: that
    /// may change, a call names its room, and the room goes when its person does, which takes the entry with it.
    #[cfg_attr(
        feature = "bindings",
        schemars(with = "BTreeMap<WorkspaceId, BTreeMap<String, PersonTone>>"),
        ts(as = "BTreeMap<WorkspaceId, BTreeMap<String, PersonTone>>")
    )]
    pub person_tones: BTreeMap<WorkspaceId, BTreeMap<RoomId, PersonTone>>,
    /// Loudness of the ring tone, 0 to 100.
    #[cfg_attr(feature = "bindings", schemars(range(max = 100)))]
    pub ring_volume: u8,
    /// Where it rings; nothing, or while that output is away: the system's default.
    pub ring_on: Option<SoundOutput>,
    /// Where it rings too, while that output is there.
    pub ring_also_on: Option<SoundOutput>,
    /// What a call sounds like to somebody who is in another one.
    pub ring_in_call: RingInCall,
    /// Others see this person as busy while they are in a call.
    pub busy_in_call: bool,
    /// The ring-back tone while calling somebody.
    pub ring_back: bool,
    /// Rings for a call of two that the workspace only writes a message about, as it has nobody rung.
    pub ring_for_messages: bool,
    /// The agent that the system starts when the person logs in opens no window.
    pub start_without_window: bool,
    /// Goes on running (and ringing) when the last window is closed.
    pub keep_running: bool,
    /// The note that offers to start at login has been answered, or the switch was used: once is enough.
    pub login_offered: bool,
    /// Keys work from anywhere.
    pub shortcuts_everywhere: bool,
    /// The keys that differ from the usual ones ([`Shortcut::usual`]), here and everywhere.
    #[serde(deserialize_with = "shortcuts::lenient")]
    pub keys: BTreeMap<Shortcut, ChosenKeys>,
    /// No call rings, and for how long. The agent turns it off when its time is over.
    pub do_not_disturb: DoNotDisturb,
    /// No call rings in the hours of `quietDays`, `quietFrom` and `quietUntil`.
    pub quiet_hours: bool,
    /// On these days quiet hours begin, Monday first.
    pub quiet_days: [bool; 7],
    /// When quiet hours begin, in minutes after midnight.
    #[cfg_attr(feature = "bindings", schemars(range(max = 1439)))]
    pub quiet_from: u16,
    /// When they end, in minutes after midnight: the next morning's, unless that is later on the same day.
    #[cfg_attr(feature = "bindings", schemars(range(max = 1439)))]
    pub quiet_until: u16,
    /// While quiet hours are on, Saturdays and Sundays are quiet all day long.
    pub quiet_weekend: bool,
    /// Calls of favourites ring in spite of quiet hours and Do not disturb.
    pub favourites_through: bool,
    /// Whoever calls again within three minutes is heard in spite of them.
    pub second_call_through: bool,
    /// No call rings while a program fills the screen.
    pub quiet_full_screen: bool,
    /// Microphone and camera of a call for which nobody chooses otherwise.
    pub devices: Devices,
    /// What was chosen last, for a call or in `devices`, counts for the next ones.
    pub remember_devices: bool,
    /// The phone of a room calls at once, without pre-flight.
    pub call_at_once: bool,
    /// What calls open in. Where the web view cannot hold one: in the browser all the same.
    pub calls_open: CallsOpen,
    /// The browser that calls open in; nothing, or while that one is not installed: the system's default.
    pub browser: Option<Browser>,
    /// Sentences to decline with; nothing as long as they are the prepared ones, in the language of the windows.
    #[cfg_attr(feature = "bindings", schemars(length(max = 10)))]
    pub replies: Option<Vec<String>>,
    /// Where a call shows outside the main window.
    pub show_calls: ShowCalls,
    /// Whatever shows outside the main window says who calls.
    pub show_caller: bool,
    /// Nobody is named there while the screen is locked.
    pub hide_locked: bool,
    /// Nor while a program fills it.
    pub hide_full_screen: bool,
    /// Calls that were missed are told of by notifications.
    pub notify_missed: bool,
    /// Calls that begin in rooms of which this person is a member are told of by notifications.
    pub notify_started: bool,
    /// Messages are told of by notifications, as far as the workspace would have this person notified of them.
    pub notify_messages: bool,
    /// The app's icon has a number: unread mentions and direct messages, and missed calls.
    pub number_on_icon: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            text_size: 100,
            rows: Rows::Comfortable,
            motion: Motion::System,
            unread_first: false,
            clock: Clock::TwentyFourHours,
            ring_tone: RingTone::Brook,
            ring_file: None,
            person_tones: BTreeMap::new(),
            ring_volume: 80,
            ring_on: None,
            ring_also_on: None,
            ring_in_call: RingInCall::Beep,
            busy_in_call: true,
            ring_back: true,
            ring_for_messages: true,
            start_without_window: true,
            keep_running: true,
            login_offered: false,
            shortcuts_everywhere: false,
            keys: BTreeMap::new(),
            do_not_disturb: DoNotDisturb::Off,
            quiet_hours: false,
            quiet_days: [true, true, true, true, true, false, false],
            quiet_from: 19 * 60,
            quiet_until: 7 * 60 + 30,
            quiet_weekend: true,
            favourites_through: true,
            second_call_through: false,
            quiet_full_screen: false,
            devices: Devices { mic: true, cam: false },
            remember_devices: true,
            call_at_once: false,
            calls_open: CallsOpen::Browser,
            browser: None,
            replies: None,
            show_calls: ShowCalls::Notification,
            show_caller: true,
            hide_locked: true,
            hide_full_screen: true,
            notify_missed: true,
            notify_started: true,
            notify_messages: true,
            number_on_icon: true,
        }
    }
}

/// What the person's company has fixed, and nobody can change here.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Managed {
    /// Members of [`Settings`].
    #[cfg_attr(feature = "bindings", ts(type = "Array<keyof Settings>"))]
    pub locked: Vec<String>,
    /// Where people may sign in, what is meant first; none where they may anywhere.
    pub workspaces: Vec<WorkspaceId>,
}

/// Where a call shows outside the main window. It rings all the same.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ShowCalls {
    /// In the small call window.
    CallWindow,
    /// In the system's notifications, or in the call window where those cannot take an answer.
    #[default]
    Notification,
    /// Nowhere but in the tray.
    OnlyHere,
}

/// Whether calls shall not ring, and until when.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum DoNotDisturb {
    #[default]
    Off,
    /// Until its person turns it off.
    On,
    Until {
        time: LocalTime,
    },
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    Dark,
    Light,
    #[default]
    System,
}

/// How close to each other the rows of lists and the messages are.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Rows {
    #[default]
    Comfortable,
    Compact,
}

/// Whether anything in the windows moves.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Motion {
    /// Nothing does, whatever the system says.
    Reduced,
    #[default]
    System,
}

/// How times of day are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Clock {
    /// "4:05 pm"
    TwelveHours,
    /// "16:05"
    #[default]
    TwentyFourHours,
}

/// The melody of a call that rings here (design 9).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RingTone {
    Bell,
    #[default]
    Brook,
    Classic,
    Lamp,
    /// A file the person brought.
    Own,
    Wood,
}

/// What calls of one person ring with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonTone {
    /// Their name when it was chosen, for as long as their conversation is hidden.
    pub name: String,
    /// Nothing: their calls are shown as any other, without a sound.
    pub tone: Option<RingTone>,
}

/// What a call sounds like to somebody who is in another one.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RingInCall {
    #[default]
    Beep,
    Ring,
    Silent,
}

/// A sound output of this computer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SoundOutput {
    /// What the system calls it, the same after a restart.
    pub id: String,
    /// As people know it.
    pub name: String,
}

/// What the pages of calls open in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CallsOpen {
    #[default]
    Browser,
    /// A window of ours.
    Window,
}

/// A browser of this computer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Browser {
    /// What the system calls it, the same after an update of it.
    pub id: String,
    /// As people know it.
    pub name: String,
}

/// The browsers that calls can open in, while somebody chooses ([`Action::LookAtBrowsers`](crate::action::Action)).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Browsers {
    /// Nothing until they have been looked for, and while nobody looks.
    pub installed: Option<Vec<Browser>>,
    /// The name of the system's default, where that is known.
    pub default: Option<String>,
}

/// What there is to choose from for the ringing, while somebody does ([`Action::LookAtSound`](crate::action::Action)).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Sound {
    /// The outputs that are there now; none while nobody looks.
    pub outputs: Vec<SoundOutput>,
    /// A ring tone is being tried out.
    pub testing: bool,
    /// It is that of the person in this room; nothing when it is everybody's.
    pub testing_of: Option<RoomRef>,
}

/// Which windows shall exist. The window program makes it so.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Windows {
    pub main: bool,
    /// The small call window.
    pub call: bool,
    /// The window with the page of a call.
    pub conference: Option<ConferenceWindow>,
    /// Counts requests to come forward: a change means raise and focus the main window.
    pub forward: u32,
    /// What the desktop wants to see of a window that comes forward, where what was pressed brought one along.
    pub token: Option<String>,
    /// The room to open when coming forward, or the page.
    pub room: Option<RoomRef>,
    pub page: Option<MainPage>,
    /// A link that was opened, until the person has answered it.
    pub link: Option<DeepLink>,
}

/// A page of the main window that is no room.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MainPage {
    /// The calls of all rooms.
    Calls,
    Settings,
}

/// The window with the page of a call. The window program alone gets the page's address (`Agent::call_page`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ConferenceWindow {
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub call_id: CallId,
    /// The call's name, or the room's.
    pub name: String,
    /// Counts the pages that were to be shown: another number is another page, also of the same call.
    pub page: u32,
    /// Counts requests to come forward, as in [`Windows`].
    pub forward: u32,
}
