//! A workspace that runs: its listener, its tasks, its end.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use axum::Router;
use serde::Serialize;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};

use crate::{
    Clock, OpenError, Switches, call_page, ddp, demo, rest,
    session::protect,
    sign_in_page,
    workspace::{NewPerson, Terms, Workspace},
};

/// How to run a workspace.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where to keep it; without a folder it lives in memory, and leaves nothing behind however it ends.
    pub data: Option<PathBuf>,
    /// Fill a new workspace with demo people, rooms and calls.
    pub demo: bool,
    pub switches: Switches,
    /// A clock of the caller's; else the one that `switches` ask for.
    pub clock: Option<Clock>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: None,
            demo: false,
            switches: Switches::default(),
            clock: None,
        }
    }
}

/// Somebody of the demo, with the password to sign in.
#[derive(Clone, Debug, Serialize)]
pub struct DemoPerson {
    pub username: String,
    pub password: String,
}

/// Why a workspace cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0} cannot be listened on: {1}")]
    Listen(SocketAddr, std::io::Error),
    #[error("the folder {0} cannot be used: {1}")]
    Folder(PathBuf, std::io::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the demo could not be written")]
    Demo,
}

/// Why somebody is not known after all.
#[derive(Debug, thiserror::Error)]
#[error("{0} could not be added: the name is taken, or the database cannot be written")]
pub struct NotAdded(String);

/// A running workspace. Dropping it ends it roughly; [`Server::stop`] says goodbye to its clients.
pub struct Server {
    url: String,
    people: Vec<DemoPerson>,
    workspace: Workspace,
    stop: watch::Sender<bool>,
    keeping: JoinHandle<()>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Opens the workspace and answers requests as soon as this returns.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        if let Some(folder) = &config.data {
            std::fs::create_dir_all(folder).map_err(|error| StartError::Folder(folder.clone(), error))?;
        }
        let clock = config.clock.clone().unwrap_or_else(|| clock(&config.switches));
        let workspace = Workspace::open(config.data.as_deref(), clock, terms(&config)).await?;
        let people =
            if config.demo { demo::write(&workspace).await.map_err(|_| StartError::Demo)? } else { Vec::new() };
        let listener = TcpListener::bind(config.listen).await;
        let listener = listener.map_err(|error| StartError::Listen(config.listen, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Listen(config.listen, error))?;
        let (stop, stopped) = watch::channel(false);
        let keeping = tokio::spawn(workspace.clone().keep_deadlines());
        let serving = tokio::spawn(serve(listener, router(&workspace), stopped));
        Ok(Self { url: url(address), people, workspace, stop, keeping, serving })
    }

    /// The root address, as people type it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The demo's people; nobody without a demo.
    pub fn people(&self) -> &[DemoPerson] {
        &self.people
    }

    /// Makes somebody known; answers his id.
    pub async fn add_person(&self, username: &str, name: &str, password: &str) -> Result<String, NotAdded> {
        self.add(username, name, password, None).await
    }

    /// The same for somebody who signs in with an authenticator app that holds `secret`.
    pub async fn add_person_with_code(
        &self,
        username: &str,
        name: &str,
        password: &str,
        secret: &[u8],
    ) -> Result<String, NotAdded> {
        self.add(username, name, password, Some(secret.to_vec())).await
    }

    /// Closes all sockets with a reason, then the rest.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        self.workspace.hub().close_all();
        let _ = timeout(FAREWELL, &mut self.serving).await; // Whoever stays longer is cut off.
    }

    async fn add(&self, username: &str, name: &str, password: &str, totp: Option<Vec<u8>>) -> Result<String, NotAdded> {
        let not_added = |_| NotAdded(username.to_owned());
        let password = protect(password, self.workspace.terms().cost).await.map_err(not_added)?;
        let new = NewPerson {
            username: username.into(),
            name: name.into(),
            password,
            totp,
            roles: vec!["user".into()],
            utc_offset: 0.0,
            picture: None,
        };
        let person = self.workspace.run(move |tx| tx.invite(new)).await.map_err(not_added)?;
        Ok(person.id.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.keeping.abort();
        self.serving.abort();
    }
}

fn router(workspace: &Workspace) -> Router {
    let pages = call_page::router().merge(sign_in_page::router(workspace.terms().company));
    rest::router(workspace).merge(ddp::router()).merge(pages).with_state(workspace.clone())
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // Signals are small, and late ones are worthless.
        let _ = stream.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    });
    if let Err(error) = server.await {
        log::error!("the listener ended: {error}");
    }
}

fn clock(switches: &Switches) -> Clock {
    if switches.speed == 1.0 && switches.ahead_ms == 0 {
        return Clock::wall();
    }
    Clock::running(switches.ahead_ms, switches.speed)
}

fn terms(config: &Config) -> Terms {
    let switches = config.switches.clone();
    // What lives for an afternoon needs no slow hash; what is kept does.
    let cost = if config.data.is_none() { 4 } else { 10 };
    Terms {
        licensed: switches.licensed,
        call_window: switches.call_window,
        end_always: switches.end40,
        dropped: switches.dropped,
        limited: switches.limits,
        provider: switches.provider,
        company: switches.company.unwrap_or(config.demo),
        cost,
    }
}

fn url(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() => format!("http://localhost:{}", address.port()),
        _ => format!("http://{address}"),
    }
}

/// How long clients may take to go.
const FAREWELL: Duration = Duration::from_secs(2);
