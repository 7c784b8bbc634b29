//! Signing out: what others and the workspace have still to hear of this person goes first.
//!
//! Requests are on their way side by side, and the end of the session makes those void that it overtakes. So it waits
//! for their answers, though not for long: whoever signs out is gone at once.

use std::time::Duration;

use vconnct_call::Input as CallInput;
use vconnct_proto::{CallId, Millis, rest};

use super::{Core, Output, ReplyTo, answers::Purpose};

/// Somebody is on their way out.
#[derive(Debug)]
pub(super) struct Leaving {
    /// Nothing is waited for any longer.
    pub until: Millis,
    reply: ReplyTo,
}

impl Core {
    /// Whether this person has signed out, and is not gone yet.
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_some()
    }

    /// Gives up every call: nobody shall ring for somebody who is gone, or be shown busy for ever.
    pub(super) fn sign_out(&mut self, reply: ReplyTo) {
        self.leaving = Some(Leaving { until: self.clock.now + GOODBYE, reply });
        self.give_up_group_start();
        let (out, joined) = (self.calls.outgoing().map(|call| &call.call), self.calls.joined().map(|call| &call.call));
        let calls = self.calls.incoming().map(|call| &call.call).chain(out).chain(joined).cloned();
        calls.collect::<Vec<CallId>>().into_iter().for_each(|call| self.call(CallInput::Leave { call }));
    }

    /// Ends the session once everything is said.
    pub(super) fn pass_leaving(&mut self) {
        let now = self.clock.now;
        let is_said = !self.purposes.values().any(|asked| asked.purpose.is_last_word());
        let Some(leaving) = self.leaving.take_if(|leaving| is_said || leaving.until <= now) else { return };
        self.request(rest::Request::Logout, Purpose::Logout);
        self.outputs.push_back(Output::SignOut);
        self.reply(leaving.reply, Ok(()));
    }
}

/// As much time as a workspace that answers needs.
const GOODBYE: Duration = Duration::from_secs(1);
