//! What clients tell each other about a direct call (protocol 5.1 and 5.2).

use serde::{Deserialize, Serialize};

use crate::{CallId, RoomId, UserId};

/// One signal. It is a hint: nothing acknowledges it, nothing keeps it (protocol 5.1).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Signal {
    pub action: SignalAction,
    pub params: SignalParams,
}

/// What a signal is about. All three are required (protocol 5.1).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct SignalParams {
    #[serde(rename = "callId")]
    pub call_id: CallId,
    /// Who sent it. The vendor's mobile app puts the receiver here in `canceled` and `rejected`.
    pub uid: UserId,
    pub rid: RoomId,
}

/// The actions of protocol 5.2.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SignalAction {
    Accepted,
    Call,
    Canceled,
    Confirmed,
    /// Stop ringing. Never: the call is over.
    End,
    Join,
    Rejected,
    Ring,
    Started,
}

impl Signal {
    /// A signal from `uid` about `call_id` in `rid`.
    pub fn new(action: SignalAction, call_id: CallId, uid: UserId, rid: RoomId) -> Self {
        Self { action, params: SignalParams { call_id, uid, rid } }
    }
}
