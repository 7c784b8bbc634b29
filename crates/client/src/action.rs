//! All that a surface may ask for: windows, notifications, tray and command line alike.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vconnct_proto::{CallId, RoomId};

use crate::{
    shortcuts::{KeyChoice, Place, Shortcut},
    update::{MainPage, WorkspaceId},
};

/// One thing a person wants.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Action {
    /// Answers a ringing call. The first answer wins; later ones do nothing.
    AnswerCall {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
        answer: Answer,
    },
    /// The window with a call's page is on the screen.
    CallPageShown {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// Gives up a sign-in in the browser: whatever comes back of it signs nobody in.
    CancelSignIn,
    /// Gives up a call that rings out, or whose start is under way.
    CancelCall {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// Has a shortcut work by another key.
    ChooseKey { shortcut: Shortcut, place: Place, choice: KeyChoice },
    /// Asks whether a workspace answers at an address, as a person types it. The part `SignIn` says how it introduces
    /// itself.
    CheckWorkspace { url: String },
    /// Takes away the card of a call that is over.
    CloseCard {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// The link that the window was asked to follow has been: followed, or declined.
    CloseLink,
    /// Copies the address of a joined call. The address itself never enters a window.
    CopyCallLink {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// Copies what was found about this person's reachability, without names, for whoever helps.
    CopyReport,
    /// Shows a `vconnct://…` link to the person, who decides: nothing is called and nothing joined by this alone. One that
    /// brings back a sign-in that was begun here goes on with it.
    FollowLink { url: String },
    /// Joins a call that runs, from its message, its room's header or its panel.
    JoinCall {
        workspace: WorkspaceId,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
        devices: Option<Devices>,
    },
    /// Says that the person has left the joined call.
    LeaveCall {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// What this connection looks at: only it gets that room, and its calls while `panel` is open.
    Look { at: Option<Look> },
    /// This connection shows the choice of browsers, or no longer: while one does, they are told.
    LookAtBrowsers { looks: bool },
    /// This connection asks whether calls can reach the person, or no longer: while one does, it is looked into.
    LookAtDiagnosis { looks: bool },
    /// This connection shows the choices of sound, or no longer: while one does, the outputs are told.
    LookAtSound { looks: bool },
    /// Asks for older messages of the room this connection looks at.
    LoadOlder,
    /// The log of calls, or of one room, has been on screen for a moment: its missed calls are known now.
    MarkCallsSeen { room: Option<RoomRef> },
    /// The newest message of a room has been on screen in a focused window.
    MarkRead {
        workspace: WorkspaceId,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        room_id: RoomId,
    },
    /// Opens the page of a joined call once more, with an address of its own; one in a window of ours comes forward.
    OpenCallAgain {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// Opens the two-person room with somebody, and makes it if there is none. It appears among the rooms.
    OpenDirect { workspace: WorkspaceId, username: String },
    /// Has the system open `vconnct://` links here.
    OpenLinksHere,
    /// Opens a link of a message in the browser: http, https and mailto only.
    OpenLink { url: String },
    /// Gives the code that the workspace wants of somebody who has come back from the browser (`InBrowser::Code`).
    GiveCode { code: String },
    /// Has a workspace mail its code once more to somebody who signs in there.
    MailCode { url: String, user: String },
    /// Ends the agent. A call that rings out is cancelled first.
    Quit,
    /// Tries at once to reach the workspaces.
    Reconnect,
    /// Whether the web view that this page is in could hold a call: it has camera, microphone and a way to others.
    ReportWebView { holds_calls: bool },
    /// Has a workspace mail a way to a new password. It says the same whether or not it knows the address.
    ResetPassword { url: String, email: String },
    /// Has a call of nobody come in here, for some seconds: to see and hear whether a real one would.
    RingMe,
    /// Writes a message.
    SendMessage {
        workspace: WorkspaceId,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        room_id: RoomId,
        text: String,
    },
    /// Turns Do not disturb on for this long; off with nothing.
    SetDoNotDisturb { span: Option<QuietSpan> },
    /// Changes settings; all of them at once.
    SetSettings { settings: Box<crate::update::Settings> },
    /// Shows the licences of what is in these programs.
    ShowLicences,
    /// Shows the folder with the agent's log.
    ShowLogs,
    /// Brings the main window forward, on a room if one is named.
    ShowWindow { room: Option<RoomRef> },
    /// What others shall see of this person, in one workspace or in all.
    SetStatus { workspace: Option<WorkspaceId>, status: OwnStatus },
    /// What others shall read beside the name; empty for nothing.
    SetStatusText { workspace: WorkspaceId, text: String },
    /// Shows one of the main window's own pages, in front.
    ShowPage { page: MainPage },
    /// Signs in with a password, and a code when the workspace asked for one.
    SignIn { url: String, user: String, password: String, code: Option<String> },
    /// Signs in through a service of the workspace at the door (`SignIn::workspace`), in the person's own browser.
    SignInInBrowser { service: String },
    /// Signs in with a personal access token, which people make on their workspace's own page (protocol 1.3): the way in
    /// where the company's own sign-in cannot be gone through here.
    SignInWithToken { url: String, user_id: String, token: String },
    /// Signs out of a workspace and forgets its token.
    SignOut { workspace: WorkspaceId },
    /// Silences a ringing call here while its person chooses words to decline with.
    SilenceCall {
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// Silences the ring of whatever rings now, as a phone's volume key does: nobody is told, and every call can be
    /// answered as before. One that comes in later rings.
    SilenceRing,
    /// Has the system start the agent when the person logs in, or no longer.
    StartAtLogin { on: bool },
    /// Calls the other person of a two-person room, or starts a call in any other room.
    StartCall {
        workspace: WorkspaceId,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        room_id: RoomId,
        devices: Option<Devices>,
        title: Option<String>,
    },
    /// Plays one turn of the chosen ring tone where calls ring, or of that of the person in `room`; while it plays,
    /// stops it.
    TestRing { room: Option<RoomRef> },
    /// The person types, or has stopped to.
    Typing {
        workspace: WorkspaceId,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        room_id: RoomId,
        typing: bool,
    },
    /// Takes a file's content (Base64) for the person's own ring tone, keeps it and chooses it.
    UseRingTone { name: String, content: String },
    /// What the window program's windows look like to the person now.
    WindowState { window: WindowLabel, visible: bool, focused: bool },
    /// A window has painted the card of this call. The main window has 250 ms for it, or a notification is shown.
    CardPainted {
        window: WindowLabel,
        #[cfg_attr(feature = "bindings", ts(as = "String"))]
        call_id: CallId,
    },
    /// The person closed a window.
    WindowClosed { window: WindowLabel },
}

/// How a person answers a ringing call.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Answer {
    /// Joins the call. Without `devices` the last choice for its provider counts.
    Accept { devices: Option<Devices> },
    /// Tells the caller, with words in the chat if there are any.
    Decline { words: Option<String> },
    /// Silences it here and tells nobody.
    Dismiss,
}

/// Microphone and camera, as far as the provider has them.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Devices {
    pub mic: bool,
    pub cam: bool,
}

/// What a person may choose to be seen as.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum OwnStatus {
    Away,
    Busy,
    /// Offline, as others see it.
    Invisible,
    Online,
}

/// For how long calls shall not ring.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum QuietSpan {
    HalfHour,
    Hour,
    /// Until half past seven of the next day.
    UntilTomorrow,
    UntilTurnedOff,
}

/// What a window shows.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Look {
    pub room: RoomRef,
    /// The panel with the room's calls is open.
    pub panel: bool,
}

/// A room of one of the profile's workspaces.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RoomRef {
    pub workspace: WorkspaceId,
    #[cfg_attr(feature = "bindings", ts(as = "String"))]
    pub room_id: RoomId,
}

/// The windows of the window program.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum WindowLabel {
    Call,
    /// The page of a call. Closing it leaves the call.
    Conference,
    Main,
}

/// Why an action could not be carried out. Surfaces pick their words by `code`.
#[derive(Clone, Debug, Deserialize, Eq, Error, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum ActionError {
    /// The certificate is not one this system trusts: ask the company for its own.
    #[error("the certificate of {host} is not trusted by this computer")]
    BadCertificate { host: String },
    /// Another call is starting or ringing out.
    #[error("another call is already ringing out")]
    Busy,
    /// The call ended before the answer arrived: take the card away.
    #[error("the call is already over")]
    CallOver,
    /// The workspace wants a code: ask for it and sign in again with it.
    #[error("a code is needed to sign in ({method})")]
    CodeNeeded { method: String },
    /// This key is for something else already: choose another.
    #[error("that key is in use")]
    KeyInUse { shortcut: Shortcut },
    /// Every program uses this key for the same, or a window of ours does: choose another.
    #[error("that key has a meaning of its own")]
    KeyReserved,
    /// A shortcut needs Ctrl, Alt or Super held down with another key.
    #[error("a shortcut is another key with Ctrl, Alt or Super")]
    KeyUnfit,
    /// The person may not do that there.
    #[error("the workspace does not allow that: {reason}")]
    NotAllowed { reason: String },
    /// This file cannot ring: choose another.
    #[error("that file is no sound of a kind that can be played")]
    NotASound,
    /// Nobody here waits for this sign-in: begin it here.
    #[error("nobody here waits for that sign-in")]
    NotAwaited,
    /// Something answers at the address, but no workspace.
    #[error("no workspace answers at {url}")]
    NotAWorkspace { url: String },
    /// No workspace has calls set up (protocol 4.3).
    #[error("calls are not set up in this workspace")]
    NoProvider,
    /// Nobody is signed in there.
    #[error("nobody is signed in to this workspace")]
    NotSignedIn,
    /// Nothing was sent: keep what the person wrote, so that he can try again.
    #[error("the workspace cannot be reached")]
    Offline,
    /// The company lets people sign in to these workspaces only.
    #[error("your company lets you sign in to {} only", allowed.join(", "))]
    OtherWorkspace { allowed: Vec<WorkspaceId> },
    /// The company has fixed it for everybody: nothing was changed.
    #[error("that is set by your company")]
    SetByCompany,
    /// The system has no way to do it (no display, no browser, no clipboard).
    #[error("{what}")]
    SystemLacks { what: String },
    /// This file cannot ring: choose a shorter one.
    #[error("a ring tone may last {seconds} s and have {megabytes} MB")]
    TooLong { seconds: u32, megabytes: u32 },
    /// The office has asked too often; nothing was lost.
    #[error("the workspace asks to wait {seconds} s")]
    Wait { seconds: u32 },
    /// The call is declined, and its words were refused: they stand in the room, unsent.
    #[error("declined; the message was not sent")]
    WordsNotSent,
    /// A wrong name, password or code; or a token that is none of this person's.
    #[error("that password does not match this user")]
    WrongPassword,
    /// There is no such thing (room, call, link) here.
    #[error("there is no such {what}")]
    Unknown { what: String },
    /// The server refused for a reason of its own, which it may keep to itself.
    #[error("the workspace refused{}", reason(message))]
    Refused { message: String },
}

fn reason(message: &str) -> String {
    if message.is_empty() { " without saying why".into() } else { format!(": {message}") }
}
