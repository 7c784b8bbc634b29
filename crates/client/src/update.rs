//! All that a surface sees. Whole parts, never differences: the last one wins.

mod calls;
mod rooms;
mod session;
mod settings;
mod sign_in;
mod windows;

use serde::{Deserialize, Serialize};

pub use self::{calls::*, rooms::*, session::*, settings::*, sign_in::*, windows::*};
use crate::diagnosis::Diagnosis;

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
    SignIn(SignIn),
    Sound(Sound),
    Windows(Windows),
}

/// A workspace's root address: `https://chat.example.com` or `https://example.com/chat`.
pub type WorkspaceId = String;

/// Milliseconds since 1970 by this machine's clock; the agent has converted the server's times.
pub type LocalTime = i64;
