//! The call this person is in.

use vconnct_proto::{CallId, Millis, RoomId};

use crate::Devices;

/// The call this person is in. It lasts until they leave, join another, or the record says that they have
/// left or that it is over.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct JoinedCall {
    pub call: CallId,
    pub room: RoomId,
    pub since: Millis,
    pub page: Page,
    pub devices: Devices,
}

/// Whether the call's page came up.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Page {
    NotOpened,
    Opened,
    Opening,
}
