//! What a refusal means.

use vconnct_proto::rest::RestError;

use crate::action::ActionError;

/// What a person is told of a refusal.
pub(crate) fn refused(error: RestError) -> ActionError {
    match error {
        RestError::BadCertificate => ActionError::BadCertificate { host: String::new() },
        RestError::NotSignedIn => ActionError::NotSignedIn,
        RestError::Offline(_) => ActionError::Offline,
        RestError::TooMany { wait } => {
            ActionError::Wait { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
        }
        RestError::Nonsense(message) => ActionError::Refused { message },
        RestError::Refused { code, .. } if is_no_provider(&code) => ActionError::NoProvider,
        RestError::Refused { status: 403, code, .. } => ActionError::NotAllowed { reason: code },
        RestError::Refused { status, .. } if status >= 500 => ActionError::Offline,
        RestError::Refused { code, message, .. } => {
            ActionError::Refused { message: if code.is_empty() { message } else { code } }
        }
    }
}

/// Why there is no room with somebody.
pub(super) fn no_person(error: RestError) -> ActionError {
    match error.code() {
        "error-invalid-user" => ActionError::Unknown { what: "person".into() },
        _ => refused(error),
    }
}

/// What was asked for may have been done: the workspace fell silent, or somebody between us answers in its place.
pub(super) fn is_lost(error: &RestError) -> bool {
    matches!(error, RestError::Nonsense(_) | RestError::Offline(_) | RestError::Refused { status: 502 | 504, .. })
}

/// The workspace itself says so, by a code or in words; a page of somebody between us and it does not.
pub(in crate::core) fn says_no(error: &RestError) -> bool {
    let says = |code: &str, message: &str| !(code.is_empty() && message.is_empty());
    matches!(error, RestError::Refused { status: 400 | 403 | 404, code, message, .. } if says(code, message))
        && !is_vague(error)
}

/// A refusal without a code: what fails inside a workspace, a database that is just away, comes as one, too.
pub(super) fn is_vague(error: &RestError) -> bool {
    matches!(error, RestError::Refused { status: 400, code, .. } if code.is_empty())
}

/// The three ways in which calls are not set up (protocol 4.3).
pub(super) fn is_no_provider(code: &str) -> bool {
    matches!(code, "no-videoconf-provider-app" | "no-active-video-conf-provider" | "video-conf-provider-not-configured")
}
