//! Which signals between clients pass the workspace (protocol 5.1).

use vconnct_proto::{SignalAction, UserId};

use crate::documents::Call;

/// What happens to a signal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Passage {
    Deliver,
    /// Dropped; nobody is told.
    Drop,
    /// Dropped, and its sender learns that his call is over.
    TellEnd,
}

/// Decides on a signal by `sender`.
///
/// `may_read` says whether the sender, and whoever the signal says it is from, can see its room.
/// Whether the call is of that room, or the people part of it, is not looked at: stock servers do not.
pub(crate) fn passage(action: SignalAction, sender: &UserId, may_read: bool, call: Option<&Call>) -> Passage {
    let Some(call) = call.filter(|_| may_read) else { return Passage::Drop };
    if action == SignalAction::End || !call.is_over() {
        return Passage::Deliver;
    }
    if action == SignalAction::Call && call.created_by.id == *sender { Passage::TellEnd } else { Passage::Drop }
}
