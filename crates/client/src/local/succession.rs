//! Programs are replaced while the agent runs. The newer ones have an older agent end, once no call needs it.

use tokio::time::{Instant, sleep};

use super::{
    connection::{ConnectError, connect},
    message::{Code, Hello, Refusal, Role},
    profile::Profile,
    start::{PAUSE, START_TIME},
};
use crate::update::{Calls, IncomingPhase, OutgoingPhase, StartingPhase};

/// Has the agent of `profile`, which is of another version, make room for one of ours. Fine once none runs.
///
/// # Errors
/// [`ConnectError::Refused`] when it is the newer one, or a call needs it; [`ConnectError::Silent`] when it has not
/// ended within ten seconds.
pub async fn succeed(profile: &Profile) -> Result<(), ConnectError> {
    match connect(profile, Role::Successor).await {
        Err(ConnectError::Retires) => {}
        Ok(_) | Err(ConnectError::NotRunning) => return Ok(()), // somebody else was quicker
        Err(error) => return Err(error),
    }
    let deadline = Instant::now() + START_TIME;
    while Instant::now() < deadline {
        match connect(profile, Role::Cli).await {
            Ok(_) | Err(ConnectError::NotRunning) => return Ok(()),
            Err(_) => sleep(PAUSE).await, // it takes its windows away first
        }
    }
    Err(ConnectError::Silent)
}

/// What an agent of version `own` tells somebody of another; nothing to somebody of its own.
pub(super) fn refusal(own: &str, Hello { version, role }: &Hello, calls: &Calls) -> Option<Refusal> {
    if version == own {
        return None;
    }
    let (code, what_to_do) = match (*role == Role::Successor && is_newer(version, own), needs_agent(calls)) {
        (true, false) => (Code::Retires, "Vconnct starts again"),
        (true, true) => (Code::Version, "open Vconnct again when your call is over"),
        (false, _) => (Code::Version, "quit Vconnct and start it again"),
    };
    Some(Refusal { code, message: format!("Vconnct {own} is running, and this is {version}: {what_to_do}") })
}

/// Whether a call rings or is joined, which would end with the agent, or ring anew with the next.
fn needs_agent(calls: &Calls) -> bool {
    calls.joined.iter().any(|call| !call.probably_over)
        || calls.incoming.iter().any(|call| !matches!(call.phase, IncomingPhase::Over { .. }))
        || calls.outgoing.iter().any(|call| !matches!(call.phase, OutgoingPhase::Over { .. }))
        || calls.starting.iter().any(|call| call.phase != StartingPhase::Failed)
}

/// One that cannot be read is not.
fn is_newer(version: &str, own: &str) -> bool {
    matches!((numbers(version), numbers(own)), (Some(version), Some(own)) if version > own)
}

/// Those of `1.2.3`, whatever follows them.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release.split('.').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        action::RoomRef,
        update::{CallPage, JoinedCall, LocalTime},
    };

    fn told(own: &str, theirs: &str, role: Role, calls: &Calls) -> Option<Code> {
        refusal(own, &Hello { version: theirs.to_owned(), role }, calls).map(|refusal| refusal.code)
    }

    #[test]
    fn only_a_newer_successor_has_an_agent_retire() {
        let calm = Calls::default();
        for (own, theirs) in [("0.1.0", "0.1.1"), ("0.9.0", "0.10.0"), ("1.2.3", "2.0.0-rc.1")] {
            assert_eq!(told(own, theirs, Role::Successor, &calm), Some(Code::Retires), "{own}, {theirs}");
            assert_eq!(told(theirs, own, Role::Successor, &calm), Some(Code::Version), "{theirs}, {own}");
            assert_eq!(told(own, theirs, Role::Window, &calm), Some(Code::Version), "it did not ask");
        }
        assert_eq!(told("0.1.0", "0.1.0", Role::Successor, &calm), None);
        let stale = JoinedCall {
            call_id: "c1".into(),
            room: RoomRef { workspace: "w".to_owned(), room_id: "r".into() },
            name: String::new(),
            since: LocalTime::default(),
            page: CallPage::Opened,
            people: Vec::new(),
            others_left: false,
            probably_over: true,
        };
        let left_open = Calls { joined: Some(stale), ..Calls::default() };
        assert_eq!(told("0.1.0", "0.1.1", Role::Successor, &left_open), Some(Code::Retires));
        for unreadable in ["", "next", "1.x"] {
            assert_eq!(told("0.1.0", unreadable, Role::Successor, &calm), Some(Code::Version), "{unreadable:?}");
        }
    }
}
