//! What the sign-in page shows.

use serde::{Deserialize, Serialize};

use super::WorkspaceId;
use crate::action::ActionError;

/// What the sign-in page shows.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The workspace that was looked for last and answered (`Action::CheckWorkspace`).
    pub workspace: Option<WorkspaceAtDoor>,
    pub in_browser: InBrowser,
}

/// A workspace before anybody has signed in, as it introduces itself.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceAtDoor {
    pub id: WorkspaceId,
    /// `Site_Name`, or the host.
    pub name: String,
    /// The ways in besides a password.
    pub services: Vec<Service>,
    /// It takes a password.
    pub password: bool,
    /// It mails a way to a new one.
    pub resets_passwords: bool,
    /// It has a conference provider, as far as it says.
    pub calls: bool,
    /// It has said how people sign in. Until then it is asked again: offices may ask only so often.
    pub complete: bool,
}

/// A way to sign in that is not the workspace's own password (`Action::SignInInBrowser`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Service {
    pub name: String,
    pub label: String,
}

/// How far somebody has come who signs in in the browser.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum InBrowser {
    /// It has come back, and the workspace wants a code besides (`Action::GiveCode`). `wrong`: the last one was.
    Code {
        service: Service,
        method: String,
        wrong: bool,
    },
    /// It came to nothing.
    Failed {
        error: ActionError,
    },
    /// Nobody does.
    #[default]
    No,
    /// It has come back, and the workspace is asked.
    Returned {
        service: Service,
    },
    Waiting {
        service: Service,
    },
}
