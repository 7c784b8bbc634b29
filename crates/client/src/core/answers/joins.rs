//! What came of joining a call: the address of its page, which is opened.

use vconnct_call::{Input as CallInput, JoinFailure};
use vconnct_proto::{
    CallId,
    documents::CallRecord,
    rest::{self, RestError},
};

use super::{
    Answered,
    refusals::{is_vague, refused, says_no},
};
use crate::{
    action::{ActionError, Devices},
    core::{Core, Output, Provider, ReplyTo},
};

impl Core {
    pub(super) fn joined(&mut self, call: CallId, result: Answered) {
        let failure = result.as_ref().err().map_or(JoinFailure::Refused, join_failure);
        match self.address(&call, result) {
            Ok(address) => {
                self.call(CallInput::Joined { call: call.clone(), result: Ok(()) });
                // Unless the person has changed their mind meanwhile.
                if self.calls.joined().is_some_and(|joined| joined.call == call) {
                    self.outputs.push_back(Output::Open { call: call.clone(), address });
                    self.settle(&call, Ok(()));
                }
                self.records.want(&call, self.clock.now);
            }
            Err(error) => self.join_failed(&call, failure, error),
        }
    }

    /// What the workspace says of a call that nobody had told of when somebody asked to join it.
    pub(super) fn found_to_join(&mut self, call: CallId, devices: Option<Devices>, reply: ReplyTo, result: Answered) {
        let outcome = match result.and_then(|body| rest::answer::<CallRecord>(&body)) {
            _ if self.is_leaving() || self.is_signed_out().is_some() => Err(ActionError::NotSignedIn),
            Ok(record) => {
                let (room, is_over) = (record.rid.clone(), record.is_over());
                self.put_record(record);
                if !is_over {
                    return self.join_in(room, call, devices, reply);
                }
                Err(ActionError::CallOver)
            }
            Err(error) if says_no(&error) => Err(ActionError::Unknown { what: "call".into() }),
            Err(error) => Err(refused(error)),
        };
        self.reply(reply, outcome);
    }

    /// Where a join leads: to the provider's page, or to the workspace's own.
    pub(super) fn address(&self, call: &CallId, result: Answered) -> Result<String, ActionError> {
        let answer = result.and_then(|body| rest::answer::<rest::JoinAnswer>(&body)).map_err(refused)?;
        match answer.url.filter(|url| !url.is_empty()) {
            Some(url) => checked_address(&url),
            None => self.page_of_its_room(call).ok_or_else(no_address).and_then(|page| checked_address(&page)),
        }
    }

    /// The workspace's own page of a call's room, if calls take place there (decision 14).
    fn page_of_its_room(&self, call: &CallId) -> Option<String> {
        let Provider::Ready { capabilities, .. } = &self.provider else { return None };
        let room = self.rooms.room(&self.records.record(call)?.rid).filter(|_| capabilities.embedded)?;
        let name = room.name.as_deref().unwrap_or(room.id.as_str());
        let (kind, name) = match room.t.as_str() {
            "c" => ("channel", name),
            "p" => ("group", name),
            _ => ("direct", room.id.as_str()),
        };
        let mut page = url::Url::parse(&self.account.workspace).ok()?;
        page.path_segments_mut().ok()?.pop_if_empty().extend([kind, name]);
        Some(page.into())
    }

    fn join_failed(&mut self, call: &CallId, failure: JoinFailure, error: ActionError) {
        self.call(CallInput::Joined { call: call.clone(), result: Err(failure) });
        self.records.want(call, self.clock.now);
        if !self.calls.is_joining(call) {
            self.settle(call, Err(error));
        }
    }
}

fn join_failure(error: &RestError) -> JoinFailure {
    match error {
        RestError::TooMany { wait } => JoinFailure::Limited { retry_after: *wait },
        _ if error.is_passing() => JoinFailure::NoAnswer,
        // The call is over (protocol 4.5), or its provider has failed: its record tells which.
        _ if is_vague(error) => JoinFailure::NoAnswer,
        _ => JoinFailure::Refused,
    }
}

fn no_address() -> ActionError {
    ActionError::Refused { message: "the conference provider gave no address".into() }
}

/// An address to open: https, or http on this machine. Providers do not escape what they put in
/// (protocol 8.24), so it is read leniently and written properly.
pub(crate) fn checked_address(url: &str) -> Result<String, ActionError> {
    let refuse = || ActionError::Refused { message: "the conference provider's address is not a web address".into() };
    let url = url::Url::parse(url).map_err(|_| refuse())?;
    let loopback = match url.host() {
        Some(url::Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url.into()),
        "http" if loopback => Ok(url.into()),
        _ => Err(refuse()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        assert!(checked_address("https://meet.example/a?b=\"c d\"").is_ok_and(|url| url.contains("%22c%20d%22")));
        assert!(checked_address("http://127.0.0.1:3000/call/x").is_ok());
        assert!(checked_address("http://localhost:3000/call/x").is_ok());
        for bad in ["http://meet.example/a", "file:///etc/passwd", "javascript:alert(1)", "vconnct://x", "", "nonsense"]
        {
            assert!(checked_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_join_refused_without_a_code_may_succeed_later() {
        let refuse = |code: &str| join_failure(&rest::refusal(400, code.as_bytes(), None));
        assert_eq!(refuse(r#"{"success":false}"#), JoinFailure::NoAnswer);
        assert_eq!(refuse(r#"{"success":false,"error":"failed-to-get-url"}"#), JoinFailure::Refused);
    }
}
