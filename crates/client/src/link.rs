//! Keeps one realtime connection: carries frames between a socket and its session, and tries again.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use reqwest::{
    StatusCode, Upgraded,
    header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
};
use thiserror::Error;
use tokio::{
    select,
    sync::mpsc,
    task::{spawn_blocking, yield_now},
    time::sleep,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};
use vconnct_proto::{Backoff, Event, Millis, RoomId, Session, SessionError, Signal, UserId, stream::StreamEvent};

use crate::{
    credentials::Token,
    http::{self, Http},
    steady,
    update::Loss,
};

/// What the owner asks of a link. While there is no connection only `Retry` and `Urgent` mean something.
#[derive(Debug)]
pub(crate) enum Command {
    Follow(RoomId),
    /// Look at once whether the line holds; if there is none, try at once.
    Retry,
    Signal {
        to: UserId,
        signal: Signal,
    },
    /// Tell how long the workspace takes to answer.
    TimeAnswer,
    Typing {
        room: RoomId,
        name: String,
        typing: bool,
    },
    Unfollow(RoomId),
    Urgent(bool),
    WatchPresence {
        added: Vec<UserId>,
    },
}

/// What a link tells its owner.
#[derive(Debug)]
pub(crate) enum Report {
    /// The workspace answered when its answer was timed.
    Answered {
        after: Duration,
    },
    Connecting,
    Lost {
        next_try: Duration,
        loss: Loss,
    },
    /// Signed in and subscribed to calls.
    Ready,
    /// Not subscribed yet.
    SignedIn,
    /// Somebody rings, or speaks of a ring; its frame was read at `heard`.
    Signal {
        signal: Signal,
        heard: Instant,
    },
    SignedOut,
    Stream(StreamEvent),
    /// The presence of these people is told from now on.
    Watched {
        users: Vec<UserId>,
    },
}

impl Report {
    /// Whether calls depend on it: everything else may wait, however much of it there is.
    pub fn is_urgent(&self) -> bool {
        !matches!(self, Self::Answered { .. } | Self::Stream(_) | Self::Watched { .. })
    }
}

/// Who connects, and where.
#[derive(Debug)]
pub(crate) struct Target {
    pub http: Http,
    /// Without a slash at its end.
    pub root: String,
    pub user: UserId,
    pub token: Token,
}

#[derive(Debug, Error)]
pub(crate) enum LinkError {
    #[error(transparent)]
    Connect(#[from] reqwest::Error),
    /// Nothing of a workspace, or the workspace's own house answers in its place (status 500 and above).
    #[error("the address does not speak the realtime protocol: {0}")]
    NoUpgrade(StatusCode),
    /// Nobody listens any more.
    #[error("closed")]
    Over,
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error(transparent)]
    Socket(#[from] tungstenite::Error),
    #[error("the workspace closed the connection")]
    Closed,
}

pub(crate) type Socket = WebSocketStream<Upgraded>;

/// Connects, and connects again, until the session is over or nobody listens any more.
pub(crate) async fn keep(
    target: Target,
    mut commands: mpsc::UnboundedReceiver<Command>,
    report: impl Fn(Report) -> bool,
) {
    let mut backoff = Backoff::new(fastrand::u64(..));
    let mut urgent = false;
    loop {
        if !report(Report::Connecting) {
            return;
        }
        let began = steady::now();
        let error = match open(&target, &mut commands, &mut urgent, &mut backoff).await {
            Ok(socket) => drive(socket, &target, &mut commands, &mut urgent, &report).await,
            Err(error) => error,
        };
        log::info!("link: {error}");
        match &error {
            LinkError::Over => return,
            LinkError::Session(SessionError::Expired) => {
                report(Report::SignedOut);
                return;
            }
            _ => {}
        }
        if steady::now().since(began) >= GOOD_SERVICE {
            backoff.reset();
        }
        let loss = error.loss();
        if loss == Loss::NoProxy {
            // The system's settings may name another one by now.
            let http = target.http.clone();
            spawn_blocking(move || http.renew());
        }
        let next_try = backoff.next(urgent, error.is_unfelt(&target.root));
        if !report(Report::Lost { next_try, loss }) || !pause(next_try, &mut commands, &mut urgent, &mut backoff).await
        {
            return;
        }
    }
}

/// Opens the socket. What may have left the try hanging where nothing answers begins it anew.
async fn open(
    target: &Target,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    urgent: &mut bool,
    backoff: &mut Backoff,
) -> Result<Socket, LinkError> {
    let mut opening = Box::pin(connect(target, *urgent));
    loop {
        select! {
            socket = &mut opening => return socket,
            command = commands.recv() => match command {
                Some(Command::Retry) => {
                    backoff.reset();
                    opening = Box::pin(connect(target, *urgent));
                }
                Some(Command::Urgent(now)) => *urgent = now,
                Some(_) => {}
                None => return Err(LinkError::Over),
            },
        }
    }
}

/// Waits for the next try. False when nobody listens any more.
async fn pause(
    wait: Duration,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    urgent: &mut bool,
    backoff: &mut Backoff,
) -> bool {
    let waited = sleep(wait);
    tokio::pin!(waited);
    loop {
        select! {
            () = &mut waited => return true,
            command = commands.recv() => match command {
                Some(Command::Retry) => {
                    backoff.reset();
                    return true;
                }
                Some(Command::Urgent(now)) => *urgent = now,
                // The owner sends signals only while the link is up; the rest is asked anew by then.
                Some(_) => {}
                None => return false,
            },
        }
    }
}

async fn connect(target: &Target, urgent: bool) -> Result<Socket, LinkError> {
    socket(&target.http, &target.root, if urgent { URGENT_OPENING } else { OPENING }).await
}

/// Opens the socket over the same client as REST: trust store, proxies and options are the same.
///
/// # Errors
/// None stands within `patience`.
pub(crate) async fn socket(http: &Http, root: &str, patience: Duration) -> Result<Socket, LinkError> {
    let key = generate_key();
    let request = http
        .sockets()
        .get(format!("{root}/websocket"))
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key)
        .timeout(patience);
    let response = request.send().await?;
    let accepted =
        response.headers().get(SEC_WEBSOCKET_ACCEPT).is_some_and(|accept| accept == &derive_accept_key(key.as_bytes()));
    if response.status() != StatusCode::SWITCHING_PROTOCOLS || !accepted {
        return Err(LinkError::NoUpgrade(response.status()));
    }
    let config = WebSocketConfig::default()
        .max_message_size(Some(FRAME))
        .max_frame_size(Some(FRAME))
        .read_buffer_size(READ_AT_ONCE);
    Ok(WebSocketStream::from_raw_socket(response.upgrade().await?, Role::Client, Some(config)).await)
}

/// Carries frames between a socket and its session until one of them fails.
async fn drive(
    mut socket: Socket,
    target: &Target,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    urgent: &mut bool,
    report: &impl Fn(Report) -> bool,
) -> LinkError {
    let mut session = Session::new(steady::now(), target.user.clone(), target.token.reveal());
    session.set_urgent(*urgent);
    let mut heard = Instant::now();
    loop {
        match turn(&mut socket, &mut session, commands, urgent, &mut heard, report).await {
            Ok(()) => {}
            Err(error) => return error,
        }
    }
}

async fn turn(
    socket: &mut Socket,
    session: &mut Session,
    commands: &mut mpsc::UnboundedReceiver<Command>,
    urgent: &mut bool,
    heard: &mut Instant,
    report: &impl Fn(Report) -> bool,
) -> Result<(), LinkError> {
    // Events first: what rings waits for no write.
    while let Some(event) = session.poll_event() {
        let told = match event {
            Event::Answered { after } => Report::Answered { after },
            Event::Ready => Report::Ready,
            Event::SignedIn => Report::SignedIn,
            Event::Stream(StreamEvent::Signal(signal)) => Report::Signal { signal, heard: *heard },
            Event::Stream(event) => Report::Stream(event),
            Event::Unreadable(what) => {
                log::warn!("link: skipped an event of {what}");
                continue;
            }
            Event::Watched { users } => Report::Watched { users },
        };
        let urgent = told.is_urgent();
        if !report(told) {
            return Err(LinkError::Over);
        }
        if urgent {
            yield_now().await; // its owner has the next turn, not the frames behind it
        }
    }
    let mut wrote = false;
    while let Some(frame) = session.poll_frame() {
        socket.feed(Message::text(frame)).await?;
        wrote = true;
    }
    if wrote {
        socket.flush().await?;
    }
    select! {
        message = socket.next() => match message {
            Some(Ok(Message::Text(text))) => {
                *heard = Instant::now();
                session.handle_frame(steady::now(), &text)?;
            }
            Some(Ok(Message::Close(_))) | None => return Err(LinkError::Closed),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.into()),
        },
        command = commands.recv() => match command {
            Some(command) => obey(session, command, urgent),
            None => return Err(LinkError::Over),
        },
        () = sleep(until(session.poll_timeout())) => session.handle_timeout(steady::now())?,
    }
    Ok(())
}

fn obey(session: &mut Session, command: Command, urgent: &mut bool) {
    match command {
        Command::Follow(room) => session.follow(&room),
        Command::Retry => session.doubt(steady::now()),
        Command::Signal { to, signal } => session.signal(&to, &signal),
        Command::TimeAnswer => session.time_answer(steady::now()),
        Command::Typing { room, name, typing } => session.typing(&room, &name, typing),
        Command::Unfollow(room) => session.unfollow(&room),
        Command::Urgent(now) => {
            *urgent = now;
            session.set_urgent(now);
        }
        Command::WatchPresence { added } => session.watch_presence(&added, &[]),
    }
}

fn until(moment: Millis) -> Duration {
    moment.since(steady::now())
}

impl LinkError {
    /// Whether a workspace at `root` feels nothing of another try.
    fn is_unfelt(&self, root: &str) -> bool {
        match self.loss() {
            Loss::NoNetwork | Loss::NoProxy => true,
            // Nobody but the workspace's own house can answer over TLS in its name, unless it says so itself.
            Loss::NotAWorkspace => {
                matches!(self, Self::NoUpgrade(StatusCode::NETWORK_AUTHENTICATION_REQUIRED))
                    || root.starts_with("http:")
            }
            Loss::BadCertificate | Loss::NoAnswer => false,
        }
    }

    /// What a person can be told about it.
    fn loss(&self) -> Loss {
        match self {
            Self::Connect(error) if http::is_bad_certificate(error) => Loss::BadCertificate,
            Self::Connect(error) if http::is_own_fault(error) => Loss::NoNetwork,
            Self::Connect(error) if http::is_lost_proxy(error) => Loss::NoProxy,
            // A network that wants a sign-in of its own answers in the workspace's place, mostly with a page.
            Self::NoUpgrade(StatusCode::NETWORK_AUTHENTICATION_REQUIRED) => Loss::NotAWorkspace,
            Self::NoUpgrade(status) if !status.is_server_error() && *status != StatusCode::TOO_MANY_REQUESTS => {
                Loss::NotAWorkspace
            }
            _ => Loss::NoAnswer,
        }
    }
}

/// From the first byte to the upgraded connection.
const OPENING: Duration = Duration::from_secs(6);
const URGENT_OPENING: Duration = Duration::from_secs(3);
const GOOD_SERVICE: Duration = Duration::from_secs(60);
/// Bytes in one frame: what is longer is no frame of the protocol.
const FRAME: usize = 8 << 20;
/// Bytes: several usual frames. So many lie there while nothing comes, too.
const READ_AT_ONCE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_whose_own_house_refuses_is_spared_and_a_network_that_answers_in_its_place_is_not() {
        let refused = |status: u16| LinkError::NoUpgrade(StatusCode::from_u16(status).unwrap());
        let (safe, plain) = ("https://chat.example.com", "http://chat.example.com");
        for status in [200, 302, 400, 403, 404] {
            assert!(!refused(status).is_unfelt(safe), "{status}: its proxy, in front of everybody");
            assert!(refused(status).is_unfelt(plain), "{status}: whoever is on the way");
        }
        assert!(refused(511).is_unfelt(safe));
        assert!(!refused(503).is_unfelt(plain) && !refused(429).is_unfelt(plain));
    }
}
