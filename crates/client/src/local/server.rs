//! The agent's side: everybody at the socket is served by a task of their own.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    changes::Changes,
    endpoint::Listener,
    lines::{LineError, Lines, encode},
    message::{Ask, Code, Hello, Opening, Reply, Request, Role, VERSION},
    succession,
};
use crate::{
    action::{Action, ActionError},
    client::{Client, Viewer},
};

/// Serves whoever connects, for as long as it is polled; dropping it ends all connections.
pub async fn serve(listener: Listener, client: Client) -> Infallible {
    serve_as(VERSION, listener, client).await
}

/// The same, as an agent of this version.
pub(super) async fn serve_as(version: &'static str, mut listener: Listener, client: Client) -> Infallible {
    let windows = Arc::<Mutex<usize>>::default();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(stream) => {
                    let connection = connection(stream, version, client.clone(), windows.clone());
                    connections.spawn(async move {
                        if let Err(e) = connection.await {
                            log::debug!("a local connection ended: {e}");
                        }
                    });
                }
                Err(e) => {
                    // Too many open files, most likely: others may close theirs.
                    log::warn!("no local connection can be accepted: {e}");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves one connection from its hello to its end.
async fn connection<S>(stream: S, version: &str, client: Client, windows: Arc<Mutex<usize>>) -> Result<(), LineError>
where
    S: AsyncRead + AsyncWrite + Send,
{
    let (reader, mut writer) = tokio::io::split(stream);
    let mut lines = Lines::new(reader);
    let Some(role) = welcome(&mut lines, &mut writer, version, &client).await? else { return Ok(()) };
    let _window = (role == Role::Window).then(|| OpenWindow::count(client.clone(), windows));
    Conversation::new(&client.viewer()).run(lines, writer).await
}

/// Exchanges hellos. Nothing comes back for somebody of another version, who was told so.
async fn welcome<R, W>(
    lines: &mut Lines<R>,
    writer: &mut W,
    version: &str,
    client: &Client,
) -> Result<Option<Role>, LineError>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let opening = timeout(HELLO_TIME, lines.next()).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
    let Some(Opening::Hello(hello)) = opening? else { return Ok(None) };
    let refusal = succession::refusal(version, &hello, &client.parts().calls.borrow());
    let Some(refusal) = refusal else {
        let own = Opening::Hello(Hello { version: version.to_owned(), role: Role::Agent });
        writer.write_all(&encode(&own)?).await?;
        return Ok(Some(hello.role));
    };
    let retires = refusal.code == Code::Retires;
    writer.write_all(&encode(&Opening::Error(refusal))?).await?;
    if retires {
        log::info!("a newer Vconnct takes over");
        let _ = client.dispatch(Action::Quit).await; // fails only while the agent ends already
    }
    Ok(None)
}

/// A request that waits for its answer.
type Asked<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// What one connection has asked, and has still to be told.
struct Conversation<'a> {
    viewer: &'a Viewer,
    asked: FuturesUnordered<Asked<'a>>,
    changes: Changes,
}

impl<'a> Conversation<'a> {
    fn new(viewer: &'a Viewer) -> Self {
        Self { viewer, asked: FuturesUnordered::new(), changes: Changes::of(viewer) }
    }

    /// Runs until either side ends. While a slow reader takes a line, nothing more is read from it or
    /// kept for it.
    async fn run<R, W>(mut self, mut lines: Lines<R>, mut writer: W) -> Result<(), LineError>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        loop {
            let line = tokio::select! {
                Some(reply) = self.asked.next() => encode(&reply)?,
                request = lines.next(), if self.asked.len() < MOST_ASKED => match request? {
                    Some(request) => match self.ask(request).await {
                        Some(reply) => encode(&reply)?,
                        None => continue,
                    },
                    None => return Ok(()),
                },
                change = self.changes.next() => match change {
                    Ok(Ok(line)) => line,
                    Ok(Err(e)) => {
                        log::warn!("a part cannot be told: {e}");
                        continue;
                    }
                    Err(_) => return Ok(()), // The agent ends.
                },
            };
            writer.write_all(&line).await?;
        }
    }

    /// Hands a request on before the next is read, so that requests arrive in the order they were made.
    /// Its reply, if that is there at once.
    async fn ask(&mut self, request: Request) -> Option<Reply> {
        let mut answer: Asked<'a> = Box::pin(answer(self.viewer, request));
        match poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await {
            Poll::Ready(reply) => Some(reply),
            Poll::Pending => {
                self.asked.push(answer);
                None
            }
        }
    }
}

async fn answer(viewer: &Viewer, Request { id, ask, token }: Request) -> Reply {
    let answer = match ask {
        Ask::Action(action) => viewer.dispatch_pressed(action, token).await.map(|()| Value::Bool(true)),
        Ask::CallPage { call_id } => viewer.client().call_page(call_id).await.map(Value::String),
        Ask::Picture { path } => viewer.client().picture(path).await.and_then(|picture| {
            // Only a path that is no text cannot be told; ours are.
            serde_json::to_value(picture).map_err(|_| ActionError::Unknown { what: "picture".to_owned() })
        }),
        Ask::Rings {} => Ok(json!(viewer.client().rings())),
    };
    Reply::new(id, answer)
}

/// Counts the connections of window programs; the first to come and the last to go say so.
struct OpenWindow {
    client: Client,
    windows: Arc<Mutex<usize>>,
}

impl OpenWindow {
    fn count(client: Client, windows: Arc<Mutex<usize>>) -> Self {
        let open = Self { client, windows };
        open.change(|count| count + 1);
        open
    }

    /// Told while it is counted, so that what was told last is true.
    fn change(&self, change: impl FnOnce(usize) -> usize) {
        let mut count = self.windows.lock().unwrap_or_else(PoisonError::into_inner); // whole after every line
        let before = *count;
        *count = change(before);
        if (before == 0) != (*count == 0) {
            self.client.window_program(*count > 0);
        }
    }
}

impl Drop for OpenWindow {
    fn drop(&mut self) {
        self.change(|count| count - 1);
    }
}

/// How long somebody who connected may take to say who they are.
const HELLO_TIME: Duration = Duration::from_secs(5);
/// Requests one connection may have open; the next is read when one was answered.
const MOST_ASKED: usize = 64;
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
