//! The way to the agent: kept up for as long as there are windows, whatever becomes of the agent.

use std::{
    collections::HashMap,
    mem,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tauri::{AppHandle, Manager, ipc::Channel};
use tokio::time::sleep;
use vconnct_client::{
    Picture,
    action::{Action, ActionError},
    local::{Agent, ConnectError, Connection, Profile, Role, connect_or_start},
    update::Update,
};
use vconnct_proto::CallId;

use crate::{sentence, windows::Windows};

/// What the pages talk to: the agent, or the state as it was when the agent went.
#[derive(Default)]
pub(crate) struct Link {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    agent: Option<Agent>,
    /// Each part as it was told last.
    parts: Vec<Update>,
    pages: HashMap<String, Channel<Update>>,
    /// What the main window looks at: a new agent has to be told.
    look: Option<Action>,
}

impl Link {
    /// Carries out what the person asked for.
    ///
    /// # Errors
    /// The agent's own, and [`ActionError::Offline`] while there is none.
    pub async fn dispatch(&self, action: Action) -> Result<(), ActionError> {
        let look = matches!(action, Action::Look { .. }).then(|| action.clone());
        let agent = {
            let mut inner = self.held();
            inner.look = look.or(inner.look.take());
            inner.agent.clone()
        };
        agent.ok_or(ActionError::Offline)?.dispatch(action).await
    }

    /// A picture named by an update.
    ///
    /// # Errors
    /// As [`Link::dispatch`].
    pub async fn picture(&self, path: String) -> Result<Picture, ActionError> {
        let agent = self.held().agent.clone();
        agent.ok_or(ActionError::Offline)?.picture(path).await
    }

    /// The address of the page that the window of a call is to show.
    ///
    /// # Errors
    /// As [`Link::dispatch`].
    pub async fn call_page(&self, call_id: CallId) -> Result<String, ActionError> {
        let agent = self.held().agent.clone();
        agent.ok_or(ActionError::Offline)?.call_page(call_id).await
    }

    /// Sends the page of `window` all parts, then those that change. A page that was loaded anew takes
    /// the place of its predecessor.
    pub fn subscribe(&self, window: &str, page: Channel<Update>) {
        let mut inner = self.held();
        if inner.parts.iter().all(|part| page.send(part.clone()).is_ok()) {
            inner.pages.insert(window.to_owned(), page);
        }
    }

    /// Forgets the page of a window that is gone.
    pub fn unsubscribe(&self, window: &str) {
        self.held().pages.remove(window);
    }

    /// Ends the connection, so that the agent knows at once.
    pub fn end(&self) {
        *self.held() = Inner::default();
    }

    fn take_in(&self, update: Update) {
        let mut inner = self.held();
        inner.pages.retain(|_, page| page.send(update.clone()).is_ok());
        let kind = mem::discriminant(&update);
        inner.parts.retain(|part| mem::discriminant(part) != kind);
        inner.parts.push(update);
    }

    fn held(&self) -> MutexGuard<'_, Inner> {
        // Whole after every line, so a panic elsewhere spoils nothing.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who wanted this program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Origin {
    Agent,
    AgentForCall,
    Person,
}

impl Origin {
    /// Whether a main window shall exist that this agent does not know of. Whoever asked an older agent for one
    /// finds it gone.
    fn claims_window(self, connection: &Connection) -> bool {
        match self {
            Self::Agent => connection.is_first,
            Self::AgentForCall => false,
            Self::Person => true,
        }
    }
}

/// Follows the agent of `profile`, starting one where none runs, until this program ends.
pub(crate) async fn follow(app: AppHandle, profile: Profile, origin: Origin) {
    let mut first = true;
    loop {
        match connect_or_start(&profile, Role::Window, &agent_program()).await {
            Ok(connection) => {
                let claims = mem::take(&mut first) && origin.claims_window(&connection);
                stay(&app, connection, claims).await;
            }
            // It is of another version: only a new start of this program helps.
            Err(refused @ ConnectError::Refused(_)) => {
                let told = first && origin != Origin::AgentForCall;
                return if told { tell_and_fail(&app, refused.to_string()) } else { fail(&app, &refused) };
            }
            Err(e) if app.webview_windows().is_empty() => return fail(&app, &e),
            // The windows show what was known last.
            Err(e) => eprintln!("vconnct-window: {e}"),
        }
        sleep(PAUSE).await;
    }
}

/// Shows what the agent tells, and tells it what the person sees, until it is gone.
async fn stay(app: &AppHandle, connection: Connection, claims: bool) {
    let (link, windows) = (app.state::<Arc<Link>>(), app.state::<Windows>());
    let agent = connection.agent();
    let look = {
        let mut inner = link.held();
        inner.agent = Some(agent.clone());
        inner.look.clone()
    };
    if let Some(look) = look {
        let _ = agent.dispatch(look).await; // If the room is gone, the rooms tell the page.
    }
    tokio::select! {
        () = show(app, connection, claims) => {}
        () = windows.seen.tell(&agent) => {}
    }
    link.held().agent = None;
    windows.disconnected(app);
}

async fn show(app: &AppHandle, mut connection: Connection, claims: bool) {
    let (link, windows) = (app.state::<Arc<Link>>(), app.state::<Windows>());
    while let Some(update) = connection.next_update().await {
        match &update {
            Update::Calls(calls) => windows.follow_calls(app, calls),
            #[cfg(not(target_os = "linux"))]
            Update::Session(session) => windows.mark(app, session.badge),
            Update::Windows(wanted) => windows.make_so(app, wanted, claims),
            _ => {}
        }
        link.take_in(update);
    }
}

/// Passes on what macOS tells either of our programs, as both are of one app: a link, or the app opened once more.
#[cfg(target_os = "macos")]
pub(crate) fn ask(app: &AppHandle, action: Action) {
    let link = app.state::<Arc<Link>>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = link.dispatch(action).await {
            eprintln!("vconnct-window: {error}");
        }
    });
}

fn fail(app: &AppHandle, why: &ConnectError) {
    eprintln!("vconnct-window: {why}");
    app.exit(1);
}

/// The same for whoever waits for a window.
fn tell_and_fail(app: &AppHandle, why: String) {
    eprintln!("vconnct-window: {why}");
    let own = app.clone();
    let told = app.run_on_main_thread(move || {
        sentence::tell(&why);
        own.exit(1);
    });
    if told.is_err() {
        app.exit(1);
    }
}

/// The agent is the program beside this one.
pub(crate) fn agent_program() -> PathBuf {
    let name = format!("vconnct{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join(&name))).unwrap_or_else(|| name.into())
}

const PAUSE: Duration = Duration::from_millis(500);
