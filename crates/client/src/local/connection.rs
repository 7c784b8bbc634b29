//! The other side: windows, the command line and tests, each connected to the agent.

use std::{
    collections::HashMap,
    io, mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    sync::{Notify, mpsc, oneshot},
    time::timeout,
};
use vconnct_proto::CallId;

use super::{
    endpoint::open,
    lines::{LineError, Lines, encode},
    message::{Ask, Code, Down, Hello, Opening, Refusal, Request, Role, VERSION, understood},
    profile::Profile,
};
use crate::{
    action::{Action, ActionError},
    client::Picture,
    rings::RingTimes,
    update::Update,
};

/// Why nobody can be talked to.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Start it, or say so.
    #[error("Vconnct is not running")]
    NotRunning,
    #[error("Vconnct runs, but does not answer")]
    Silent,
    /// The agent's own sentence: it is of another version.
    #[error("{0}")]
    Refused(String),
    /// Wait: none runs in a moment.
    #[error("an older Vconnct is about to end")]
    Retires,
    #[error("Vconnct cannot be reached: {0}")]
    Io(#[from] io::Error),
}

/// A connection to the agent of a profile. It ends when this and all its [`Agent`]s are dropped.
#[derive(Debug)]
pub struct Connection {
    agent: Agent,
    news: Arc<News>,
    /// Its agent was started for it: nobody has asked that for anything yet.
    pub is_first: bool,
}

/// The agent, as another process sees it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Agent {
    requests: mpsc::Sender<Vec<u8>>,
    waiting: Arc<Waiting>,
}

/// Connects to the agent of `profile`.
///
/// # Errors
/// [`ConnectError::NotRunning`] when there is none.
pub async fn connect(profile: &Profile, role: Role) -> Result<Connection, ConnectError> {
    let stream = open(profile).await.map_err(|e| match e.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => ConnectError::NotRunning,
        _ => ConnectError::Io(e),
    })?;
    Connection::introduce(stream, role).await
}

impl Connection {
    async fn introduce<S>(stream: S, role: Role) -> Result<Self, ConnectError>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (reader, mut writer) = tokio::io::split(stream);
        let mut lines = Lines::new(reader);
        let hello = Opening::Hello(Hello { version: VERSION.to_owned(), role });
        writer.write_all(&encode(&hello).map_err(io::Error::other)?).await?;
        match timeout(HELLO_TIME, lines.next()).await.map_err(|_| ConnectError::Silent)? {
            Ok(Some(Opening::Hello(hello))) if hello.version == VERSION => Ok(Self::start(lines, writer)),
            Ok(Some(Opening::Hello(hello))) => {
                Err(ConnectError::Refused(format!("Vconnct {} is running", hello.version)))
            }
            Ok(Some(Opening::Error(Refusal { code: Code::Retires, .. }))) => Err(ConnectError::Retires),
            Ok(Some(Opening::Error(refusal))) => Err(ConnectError::Refused(refusal.message)),
            Ok(None) => Err(ConnectError::NotRunning), // It was about to end.
            Err(LineError::Io(e)) => Err(ConnectError::Io(e)),
            Err(e) => Err(ConnectError::Io(io::Error::other(e))),
        }
    }

    fn start<R, W>(lines: Lines<R>, writer: W) -> Self
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let (requests, lines_up) = mpsc::channel(WAITING_LINES);
        let (news, waiting) = (Arc::<News>::default(), Arc::<Waiting>::default());
        let agent = Agent { requests, waiting: waiting.clone() };
        let connection = Self { agent, news: news.clone(), is_first: false };
        tokio::spawn(async move {
            // Side by side: two that only write would wait for each other for ever.
            let end = tokio::select! {
                end = read(lines, &news, &waiting) => end,
                end = write(writer, lines_up) => end,
            };
            if let Err(e) = end {
                log::warn!("the connection to the agent ended: {e}");
            }
            news.end();
            waiting.end();
        });
        connection
    }

    pub(super) fn first(self) -> Self {
        Self { is_first: true, ..self }
    }

    /// A handle for those who only ask.
    pub fn agent(&self) -> Agent {
        self.agent.clone()
    }

    /// Carries out what a person asked for.
    ///
    /// # Errors
    /// As [`Agent::dispatch`].
    pub async fn dispatch(&self, action: Action) -> Result<(), ActionError> {
        self.agent.dispatch(action).await
    }

    /// A picture named by an update.
    ///
    /// # Errors
    /// As [`Agent::picture`].
    pub async fn picture(&self, path: String) -> Result<Picture, ActionError> {
        self.agent.picture(path).await
    }

    /// What happened to the last rings, and when; oldest first.
    ///
    /// # Errors
    /// [`ActionError::Offline`] when the agent is gone.
    pub async fn rings(&self) -> Result<Vec<RingTimes>, ActionError> {
        let answer = self.agent.ask(Ask::Rings {}).await?;
        serde_json::from_value(answer).map_err(|e| ActionError::Refused { message: e.to_string() })
    }

    /// The next part that differs; nothing once the agent is gone. Who asks seldom gets the newest only.
    ///
    /// May be dropped and called again.
    pub async fn next_update(&mut self) -> Option<Update> {
        self.news.next().await
    }
}

impl Agent {
    /// Carries out what a person asked for.
    ///
    /// # Errors
    /// Says what the person can do about it; [`ActionError::Offline`] too when the agent is gone.
    pub async fn dispatch(&self, action: Action) -> Result<(), ActionError> {
        self.dispatch_pressed(action, None).await
    }

    /// The same for what was pressed outside our windows. The desktop may have given a token with it, which lets a
    /// window come forward.
    ///
    /// # Errors
    /// As [`Self::dispatch`].
    pub async fn dispatch_pressed(&self, action: Action, token: Option<String>) -> Result<(), ActionError> {
        self.ask_with(Ask::Action(action), token).await.map(drop)
    }

    /// A picture named by an update.
    ///
    /// # Errors
    /// When there is no such picture, or it cannot be fetched now.
    pub async fn picture(&self, path: String) -> Result<Picture, ActionError> {
        let answer = self.ask(Ask::Picture { path }).await?;
        serde_json::from_value(answer).map_err(|_| ActionError::Unknown { what: "picture".to_owned() })
    }

    /// The address of the page that the window of this call is to show ([`ConferenceWindow`](crate::update)).
    ///
    /// # Errors
    /// When no window shall show it any more.
    pub async fn call_page(&self, call_id: CallId) -> Result<String, ActionError> {
        let answer = self.ask(Ask::CallPage { call_id }).await?;
        answer.as_str().map(str::to_owned).ok_or(ActionError::CallOver)
    }

    async fn ask(&self, ask: Ask) -> Result<Value, ActionError> {
        self.ask_with(ask, None).await
    }

    async fn ask_with(&self, ask: Ask, token: Option<String>) -> Result<Value, ActionError> {
        let (id, answer) = self.waiting.expect();
        let line = encode(&Request { id, ask, token }).map_err(|e| ActionError::Refused { message: e.to_string() });
        let sent = match line {
            Ok(line) => self.requests.send(line).await.map_err(|_| ActionError::Offline),
            Err(e) => Err(e),
        };
        if let Err(e) = sent {
            self.waiting.take(id);
            return Err(e);
        }
        answer.await.unwrap_or(Err(ActionError::Offline))
    }
}

async fn read<R: AsyncRead + Unpin>(mut lines: Lines<R>, news: &News, waiting: &Waiting) -> Result<(), LineError> {
    while let Some(Down { id, ok, error, update }) = lines.next().await? {
        if let Some(update) = update {
            news.put(update);
        }
        if let Some(reply) = id.and_then(|id| waiting.take(id)) {
            let answer = error.map_or_else(|| Ok(ok.unwrap_or_default()), |told| Err(understood(told)));
            let _ = reply.send(answer); // Nobody may wait for it any more.
        }
    }
    Ok(())
}

async fn write<W: AsyncWrite + Unpin>(mut writer: W, mut lines: mpsc::Receiver<Vec<u8>>) -> Result<(), LineError> {
    while let Some(line) = lines.recv().await {
        writer.write_all(&line).await?;
    }
    Ok(())
}

/// The newest value of each part that nobody has taken yet, oldest change first.
#[derive(Debug, Default)]
struct News {
    parts: Mutex<Parts>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Parts {
    fresh: Vec<Update>,
    ended: bool,
}

impl News {
    fn put(&self, update: Update) {
        let mut parts = lock(&self.parts);
        let kind = mem::discriminant(&update);
        match parts.fresh.iter_mut().find(|older| mem::discriminant(*older) == kind) {
            Some(older) => *older = update,
            None => parts.fresh.push(update),
        }
        self.arrived.notify_one();
    }

    fn end(&self) {
        lock(&self.parts).ended = true;
        self.arrived.notify_one();
    }

    async fn next(&self) -> Option<Update> {
        loop {
            {
                let mut parts = lock(&self.parts);
                if !parts.fresh.is_empty() {
                    return Some(parts.fresh.remove(0));
                }
                if parts.ended {
                    return None;
                }
            }
            self.arrived.notified().await;
        }
    }
}

/// Who waits for which reply.
#[derive(Debug, Default)]
struct Waiting {
    next_id: AtomicU64,
    /// Nothing once the connection has ended.
    replies: Mutex<Replies>,
}

#[derive(Debug, Default)]
struct Replies {
    open: HashMap<u64, oneshot::Sender<Result<Value, ActionError>>>,
    ended: bool,
}

impl Waiting {
    /// A new id, and where its answer will come; at once nothing when the connection has ended.
    fn expect(&self) -> (u64, oneshot::Receiver<Result<Value, ActionError>>) {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = oneshot::channel();
        let mut replies = lock(&self.replies);
        if !replies.ended {
            replies.open.insert(id, reply);
        }
        (id, answer)
    }

    fn take(&self, id: u64) -> Option<oneshot::Sender<Result<Value, ActionError>>> {
        lock(&self.replies).open.remove(&id)
    }

    fn end(&self) {
        let mut replies = lock(&self.replies);
        replies.ended = true;
        replies.open.clear();
    }
}

/// What is kept here is whole after every line of code, so a panic elsewhere spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a running agent may take to answer the hello.
const HELLO_TIME: Duration = Duration::from_secs(5);
/// Lines upwards that may wait to be written.
const WAITING_LINES: usize = 64;
