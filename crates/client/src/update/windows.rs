//! Which windows there shall be, and what they show.

use serde::{Deserialize, Serialize};
use vconnct_proto::CallId;

use crate::{action::RoomRef, deep_link::DeepLink};

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
