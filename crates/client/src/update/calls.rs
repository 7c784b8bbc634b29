//! Calls: those under way, and those that were.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vconnct_proto::CallId;

use super::{LocalTime, Person};
use crate::action::{ActionError, Devices, RoomRef};

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
    /// Who is in it, in order of joining; oneself among them.
    pub people: Vec<Person>,
    /// Others have been in it, and left.
    pub others_left: bool,
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
    /// The rooms they are in.
    pub missed_in: BTreeSet<RoomRef>,
}
