//! Who is signed in where, and whether calls can reach them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{LocalTime, Quiet, WorkspaceId};
use crate::{action::Devices, shortcuts::Shortcut};

/// Who is signed in where, and whether calls can reach them.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub profile: String,
    /// False until the agent has looked for stored sessions: no sign-in page before that.
    pub ready: bool,
    /// The language of every surface: `en`, `de` or `fr`.
    pub language: String,
    /// In the order of signing in.
    pub workspaces: Vec<Workspace>,
    /// What the system lacks, said once (no key store, no sound, no notifications).
    pub troubles: Vec<Trouble>,
    /// What of the keys that work from anywhere is not to be had, and what the desktop has made of them.
    pub keys: KeysFound,
    /// Whether the system starts the agent when the person logs in, as it said when a window last came
    /// forward; nothing before that, and where it offers no way.
    pub starts_at_login: Option<bool>,
    /// Whether this system's web view can hold a call (`Action::ReportWebView`); nothing until one has been looked at.
    pub calls_in_window: Option<bool>,
    /// Whether the system opens `vconnct://` links here, as it said then; nothing where it lets no program choose.
    pub opens_links: Option<bool>,
    /// Why no call rings now, whoever calls; single calls may be let through (`IncomingCall::quiet`).
    pub quiet: Option<Quiet>,
    /// Others may look on, so whatever shows outside the main window does not say who calls or writes: the screen is
    /// locked, or something fills it.
    pub watched: bool,
    /// The number on the app's icon: unread mentions and direct messages, and missed calls; 0 for none.
    pub badge: u32,
}

/// The keys that work from anywhere, as the desktop gives them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeysFound {
    /// Those whose key another program has, or no key of the keyboard is.
    pub taken: Vec<Shortcut>,
    /// Where the desktop itself decides which keys they are: how it calls each, as far as it has one.
    pub triggers: Option<BTreeMap<Shortcut, String>>,
}

/// A workspace somebody of this profile is signed in to, or was until its session ended.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    pub id: WorkspaceId,
    /// `Site_Name`, or the host until it is known.
    pub name: String,
    pub me: Person,
    pub link: Link,
    /// What the conference provider offers, once asked.
    pub provider: Provider,
    /// What this person may choose as their own status.
    pub own_status: OwnStatusChoices,
    /// This person may change its settings.
    pub administered: bool,
}

/// What a workspace lets people choose of how others see them: a company may switch either off.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OwnStatusChoices {
    /// To look offline (`Accounts_AllowInvisibleStatusOption`).
    pub invisible: bool,
    /// To write what they are doing (`Accounts_AllowUserStatusMessageChange`).
    pub text: bool,
}

/// Whether calls reach this person.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Link {
    /// On the way to the workspace.
    Connecting { since: LocalTime },
    /// Not reachable; the next try is known.
    Lost { since: LocalTime, next_try: LocalTime, loss: Loss },
    /// Signed in and subscribed: calls arrive.
    Reachable { since: LocalTime },
    /// The session is over (expired, revoked, locked key store): sign in again.
    SignedOut { reason: SignedOut },
    /// Signed in, but not yet subscribed: calls do not arrive. `since` is when they last could, as in the others.
    Subscribing { since: LocalTime },
}

/// Why a workspace cannot be reached.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Loss {
    /// Somebody between here and there shows a certificate nobody vouches for.
    BadCertificate,
    /// The line broke, or the workspace does not answer.
    NoAnswer,
    /// This machine has no way out.
    NoNetwork,
    /// The proxy that this machine is to go through cannot be reached.
    NoProxy,
    /// Something else answers at its address: most likely a network that wants a sign-in of its own.
    NotAWorkspace,
}

/// Why nobody is signed in any more.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignedOut {
    Expired,
    KeyStoreLocked,
    /// What would have the session is not there, and may come yet.
    NoKeyStore,
    NoStoredSession,
}

/// What the workspace's conference provider offers.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Provider {
    /// `name` as people know it, "Jitsi". `devices` is the last choice of this person.
    Ready { name: String, mic: bool, cam: bool, title: bool, devices: Devices },
    /// No provider app, none chosen, or not configured (protocol 4.3).
    NotSetUp,
    #[default]
    Unknown,
}

/// Something of this system that is missing or broken.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Trouble {
    KeyStoreLocked,
    /// Whatever rings plays on a muted output.
    Muted,
    NoKeyStore,
    NoNotifications,
    /// The person's own ring tone is gone or broken: Brook rings in its place.
    NoRingTone,
    /// This desktop gives programs no keys that work from anywhere.
    NoShortcuts,
    NoSound,
    NoTray,
}

/// A person as shown everywhere.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Empty when the server did not say.
    pub id: String,
    pub username: String,
    /// The name to show: real name or username, as the workspace wants it.
    pub name: String,
    /// A path under `picture:` when there is a picture, or may be one; else the page draws initials.
    pub picture: Option<String>,
    pub presence: Presence,
    pub status_text: Option<String>,
}

/// Presence as the workspace tells it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    Away,
    Busy,
    Offline,
    Online,
    /// Not told yet, or never: a workspace may keep everybody's presence to itself.
    #[default]
    Unknown,
}
