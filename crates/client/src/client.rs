//! The handle that every surface holds: it dispatches actions and follows the parts of the state.

use std::{
    collections::BTreeSet,
    future::Future,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot, watch};
use vconnct_proto::{CallId, MessageId};

use crate::{
    action::{Action, ActionError, RoomRef},
    credentials::{CredentialsError, Token},
    desktop::Circumstance,
    diagnosis::{Diagnosis, Loudness, NotificationService},
    pictures::Pictures,
    policy::Policy,
    reception::Reception,
    rings::{RingTimes, Rings, Step},
    update::{
        Browsers, Calls, History, KeysFound, Managed, OpenRoom, RoomCalls, Rooms, Session, Settings, SignIn, Sound,
        SoundOutput, Trouble, Windows, WorkspaceId,
    },
};

/// Dispatches actions to the one owner of the state, and follows what it publishes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) requests: mpsc::UnboundedSender<Request>,
    pub(crate) parts: Parts,
    next_viewer: Arc<AtomicU64>,
    rings: Arc<Rings>,
    pictures: Pictures,
}

/// The parts everybody may follow. The last value wins; a slow reader skips.
#[derive(Clone, Debug)]
pub struct Parts {
    pub attention: watch::Receiver<Arc<Attention>>,
    pub browsers: watch::Receiver<Arc<Browsers>>,
    pub calls: watch::Receiver<Arc<Calls>>,
    pub diagnosis: watch::Receiver<Arc<Diagnosis>>,
    pub history: watch::Receiver<Arc<History>>,
    pub managed: watch::Receiver<Arc<Managed>>,
    pub messages: watch::Receiver<Arc<Vec<NewMessage>>>,
    pub rooms: watch::Receiver<Arc<Rooms>>,
    pub session: watch::Receiver<Arc<Session>>,
    pub settings: watch::Receiver<Arc<Settings>>,
    pub sign_in: watch::Receiver<Arc<SignIn>>,
    pub sound: watch::Receiver<Arc<Sound>>,
    pub windows: watch::Receiver<Arc<Windows>>,
}

/// What the person sees of our windows; for the agent's own followers, never sent to a window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attention {
    pub visible: bool,
    pub focused: bool,
    /// Calls whose card a visible window has painted.
    pub painted: BTreeSet<CallId>,
    /// The call window has painted a card since it was last asked for.
    pub call_window: bool,
    /// The call whose card the person closed last, in any window.
    pub closed: Option<CallId>,
    /// A window program is connected.
    pub connected: bool,
    /// Somebody looks at the outputs: the choices of sound, or a diagnosis.
    pub sound: bool,
}

/// A message to tell of outside our windows: the newest of its room, until that is read. For the agent's
/// own followers, never sent to a window.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMessage {
    pub room: RoomRef,
    pub message: MessageId,
    /// Who wrote it, or where, as the workspace says it.
    pub title: String,
    pub text: String,
    /// A window has its room open.
    pub open: bool,
}

/// A picture as the agent keeps it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Picture {
    pub path: PathBuf,
    /// `image/png` and the like.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// A connection that looks at a room of its own. What it looked at goes with it.
#[derive(Debug)]
pub struct Viewer {
    client: Client,
    id: ViewerId,
    pub room: watch::Receiver<Option<Arc<OpenRoom>>>,
    pub room_calls: watch::Receiver<Option<Arc<RoomCalls>>>,
}

/// Tells the connections apart.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct ViewerId(pub u64);

/// What reaches the owner of the state.
#[derive(Debug)]
pub(crate) enum Request {
    /// These are the browsers that are installed.
    Browsers(Browsers),
    /// The small call window shall be there, or no longer.
    CallWindow {
        shown: bool,
        reply: oneshot::Sender<Result<(), ActionError>>,
    },
    /// A workspace was looked for.
    Reception {
        number: u64,
        found: Result<Reception, ActionError>,
        /// Nothing for what it has said later.
        reply: Option<oneshot::Sender<Result<(), ActionError>>>,
    },
    /// The address of the page that the window of a call is to show.
    CallPage {
        call: CallId,
        reply: oneshot::Sender<Result<String, ActionError>>,
    },
    /// This is the case on the desktop around us, or no longer.
    Desktop {
        circumstance: Circumstance,
        holds: bool,
    },
    Dispatch {
        viewer: Option<ViewerId>,
        action: Action,
        /// Lets a window come forward that this action shows.
        token: Option<String>,
        reply: oneshot::Sender<Result<(), ActionError>>,
    },
    /// The system's key store is there now.
    KeyStoreCame,
    /// So loud was a trial call.
    Loudness {
        call: CallId,
        loudness: Loudness,
    },
    Picture {
        path: String,
        reply: oneshot::Sender<Result<Picture, ActionError>>,
    },
    /// What became of the keys that work from anywhere.
    KeysFound(KeysFound),
    /// The network may be another one.
    NetworkChanged,
    /// This is who shows notifications now.
    NotificationService(Option<NotificationService>),
    /// These are the sound outputs now.
    Outputs {
        outputs: Vec<SoundOutput>,
        plays_on: Vec<String>,
    },
    /// What the company has fixed, as the system says it.
    Policy(Policy),
    /// A file of this name is the person's own ring tone now.
    RingToneKept {
        name: String,
        reply: oneshot::Sender<Result<(), ActionError>>,
    },
    /// Whether a key store keeps this token now.
    TokenStored {
        workspace: WorkspaceId,
        token: Token,
        stored: Result<(), CredentialsError>,
    },
    /// The ring tone has been heard.
    Tested,
    /// Whether the system starts the agent at login, and opens links with it, as it says.
    Registered {
        starts_at_login: Option<bool>,
        opens_links: Option<bool>,
    },
    /// Something of the system came or went.
    Trouble {
        trouble: Trouble,
        present: bool,
    },
    ViewerCame {
        viewer: ViewerId,
        room: watch::Sender<Option<Arc<OpenRoom>>>,
        room_calls: watch::Sender<Option<Arc<RoomCalls>>>,
    },
    ViewerWent {
        viewer: ViewerId,
    },
    /// A window program is connected, or none is any more, by itself or by force.
    WindowProgram {
        connected: bool,
    },
    /// The window program did not come up.
    WindowsGone,
}

impl Client {
    pub(crate) fn new(
        requests: mpsc::UnboundedSender<Request>,
        parts: Parts,
        rings: Arc<Rings>,
        pictures: Pictures,
    ) -> Self {
        Self { requests, parts, next_viewer: Arc::default(), rings, pictures }
    }

    /// Carries out what a person asked for.
    ///
    /// # Errors
    /// Says what the person can do about it; nothing is lost by asking again.
    pub async fn dispatch(&self, action: Action) -> Result<(), ActionError> {
        self.request(None, action, None).await
    }

    /// The same for what was pressed outside our windows. The desktop may have given a token with it, which lets a
    /// window come forward.
    ///
    /// # Errors
    /// As [`Self::dispatch`].
    pub async fn dispatch_pressed(&self, action: Action, token: Option<String>) -> Result<(), ActionError> {
        self.request(None, action, token).await
    }

    /// The parts of the state that everybody may follow.
    pub fn parts(&self) -> Parts {
        self.parts.clone()
    }

    /// A picture named by a `picture` member of an update.
    ///
    /// # Errors
    /// When there is no such picture, or it cannot be fetched now.
    pub async fn picture(&self, path: String) -> Result<Picture, ActionError> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Picture { path, reply });
        answer.await.unwrap_or(Err(ActionError::Offline))
    }

    /// The same, if it is on this computer: nobody waits.
    pub fn picture_at_hand(&self, path: &str) -> Option<Picture> {
        self.pictures.at_hand(path)
    }

    /// The address of the page that the window of this call is to show. Whoever has it is in the call.
    ///
    /// # Errors
    /// When no window shall show it.
    pub async fn call_page(&self, call: CallId) -> Result<String, ActionError> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::CallPage { call, reply });
        answer.await.unwrap_or(Err(ActionError::Offline))
    }

    /// Says that something of the system is missing, or there again.
    pub fn report(&self, trouble: Trouble, present: bool) {
        self.send(Request::Trouble { trouble, present });
    }

    /// Says what became of the keys that work from anywhere.
    pub fn keys_found(&self, found: KeysFound) {
        self.send(Request::KeysFound(found));
    }

    /// Has the small call window shown, or taken away. Asked at once, whether or not the answer is awaited.
    ///
    /// # Errors
    /// When there is no display to show it on.
    pub fn call_window(&self, shown: bool) -> impl Future<Output = Result<(), ActionError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::CallWindow { shown, reply });
        async { answer.await.unwrap_or(Err(ActionError::Offline)) }
    }

    /// Tells who shows notifications; nothing while nobody does.
    pub fn notification_service(&self, service: Option<NotificationService>) {
        self.send(Request::NotificationService(service));
    }

    /// Tells which sound outputs are there, and the names of those that ring, while somebody looks.
    pub fn outputs(&self, outputs: Vec<SoundOutput>, plays_on: Vec<String>) {
        self.send(Request::Outputs { outputs, plays_on });
    }

    /// A key store has come up: it is asked for what an absent one could not give or keep.
    pub fn key_store_came(&self) {
        self.send(Request::KeyStoreCame);
    }

    /// Tells how loud a trial call was at the output.
    pub fn loudness(&self, call: CallId, loudness: Loudness) {
        self.send(Request::Loudness { call, loudness });
    }

    /// Says that the ring tone has been tried out.
    pub fn tested(&self) {
        self.send(Request::Tested);
    }

    /// The network may be another one than before: new addresses, names or proxies, or the machine has slept.
    /// At once, every line is looked at or tried, no connection of before is used for anything new, and timers
    /// that came due meanwhile are looked at. Costs one frame; call it when in doubt.
    pub fn network_changed(&self) {
        self.send(Request::NetworkChanged);
    }

    /// Tells what is the case on the desktop around us, or no longer. As long as nothing is told, it is not.
    pub fn desktop(&self, circumstance: Circumstance, holds: bool) {
        self.send(Request::Desktop { circumstance, holds });
    }

    /// Notes when a step of a ring was taken, for whoever asks why one came late.
    pub fn note(&self, call: &CallId, step: Step) {
        self.rings.note(call, step);
    }

    /// What happened to the last rings, and when; oldest first.
    pub fn rings(&self) -> Vec<RingTimes> {
        self.rings.times()
    }

    /// Says that a window program is connected, or that no window exists any more.
    pub(crate) fn window_program(&self, connected: bool) {
        self.send(Request::WindowProgram { connected });
    }

    /// The window program did not come up: no window exists.
    pub fn windows_gone(&self) {
        self.send(Request::WindowsGone);
    }

    /// A view of its own on one room, for a connection.
    pub fn viewer(&self) -> Viewer {
        let id = ViewerId(self.next_viewer.fetch_add(1, Ordering::Relaxed));
        let (room, room_seen) = watch::channel(None);
        let (room_calls, room_calls_seen) = watch::channel(None);
        self.send(Request::ViewerCame { viewer: id, room, room_calls });
        Viewer { client: self.clone(), id, room: room_seen, room_calls: room_calls_seen }
    }

    async fn request(
        &self,
        viewer: Option<ViewerId>,
        action: Action,
        token: Option<String>,
    ) -> Result<(), ActionError> {
        let (reply, answer) = oneshot::channel();
        self.send(Request::Dispatch { viewer, action, token, reply });
        answer.await.unwrap_or(Err(ActionError::Offline))
    }

    fn send(&self, request: Request) {
        // Fails only while the agent ends; then nobody is left to tell.
        let _ = self.requests.send(request);
    }
}

impl Viewer {
    /// Carries out what the person at this connection asked for.
    ///
    /// # Errors
    /// As [`Client::dispatch`].
    pub async fn dispatch(&self, action: Action) -> Result<(), ActionError> {
        self.dispatch_pressed(action, None).await
    }

    /// The same with what lets a window come forward.
    ///
    /// # Errors
    /// As [`Client::dispatch`].
    pub async fn dispatch_pressed(&self, action: Action, token: Option<String>) -> Result<(), ActionError> {
        self.client.request(Some(self.id), action, token).await
    }

    /// The handle behind this view.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.client.send(Request::ViewerWent { viewer: self.id });
    }
}
