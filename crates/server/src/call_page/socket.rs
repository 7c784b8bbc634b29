//! A call page's socket: hello with the token, then introductions and signals until it closes.

use std::time::Duration;

use axum::{
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::Response,
};
use serde::Serialize;
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, sleep_until, timeout},
};
use vconnct_proto::{CallId, UserId};

use super::{
    SECRET,
    meeting::{Notice, Seat, Wish},
    token::admitted,
};
use crate::{
    documents::{Call, CallKind, Person},
    refusal::Refusal,
    store::Tx,
    workspace::{HEARTBEAT, Workspace},
};

pub(super) async fn upgrade(
    State(workspace): State<Workspace>,
    Path(call): Path<CallId>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.max_message_size(LONGEST_FRAME).on_upgrade(move |socket| async move {
        let mut socket = socket;
        let reason = match enter(&workspace, &call, &mut socket).await {
            Ok(seated) => seated.stay(&mut socket).await,
            Err(reason) => reason,
        };
        let _ = timeout(Duration::from_secs(1), socket.send(Message::Close(reason.frame()))).await;
    })
}

/// A page that is in.
struct Seated {
    workspace: Workspace,
    call: CallId,
    person: UserId,
    seat: Seat,
    inbox: mpsc::Receiver<Notice>,
}

/// Why a page's socket ends; the code tells the page what to say and whether to come again.
#[derive(Clone, Copy, Debug)]
enum Reason {
    Closed,
    NotAdmitted,
    Over,
}

impl Reason {
    fn frame(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Closed => return None,
            Self::NotAdmitted => (4401, "not admitted"),
            Self::Over => (4410, "the call is over"),
        };
        Some(CloseFrame { code, reason: reason.into() })
    }
}

async fn enter(workspace: &Workspace, call: &CallId, socket: &mut WebSocket) -> Result<Seated, Reason> {
    let hello = timeout(HELLO, socket.recv()).await.ok().flatten().and_then(Result::ok);
    let Some(Ok(Wish::Hello { token, mic, cam })) = hello.as_ref().map(parse) else { return Err(Reason::NotAdmitted) };
    let id = call.clone();
    let entered = workspace.run_call(move |tx| {
        let secret = tx.secret(SECRET)?;
        let person = admitted(&secret, &token, &id, tx.now).ok_or_else(Refusal::logged_out)?;
        let call = tx.enter_meeting(&person, &id)?;
        let expected = expected(tx, &call, &person)?;
        Ok((tx.me(&person)?, call.title.unwrap_or_default(), call.created_at.age(tx.now), expected))
    });
    let (person, title, age, expected): (Person, _, _, _) = entered.await.map_err(|refusal| match refusal.status {
        401 => Reason::NotAdmitted,
        _ => Reason::Over,
    })?;
    let (outbox, inbox) = mpsc::channel(MOST_WAITING);
    let (seat, guests) = workspace.meetings().join(call, person.id.clone(), person.name.clone(), (mic, cam), outbox);
    let elapsed = u64::try_from(age.as_millis()).unwrap_or(0);
    let welcome = Notice::Welcome { seat, id: person.id.clone(), name: person.name, title, elapsed, expected, guests };
    let seated = Seated { workspace: workspace.clone(), call: call.clone(), person: person.id, seat, inbox };
    if send(socket, &welcome).await.is_err() {
        seated.leave().await;
        return Err(Reason::Closed);
    }
    Ok(seated)
}

impl Seated {
    /// Introduces this page to the others until it goes.
    async fn stay(mut self, socket: &mut WebSocket) -> Reason {
        let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        let mut heard = Instant::now();
        let reason = loop {
            tokio::select! {
                notice = self.inbox.recv() => match notice {
                    Some(Notice::Dismissed) => break Reason::Over,
                    Some(notice) => if send(socket, &notice).await.is_err() { break Reason::Closed },
                    None => break Reason::Closed,
                },
                () = sleep_until(heard + SILENCE) => break Reason::Closed,
                message = socket.recv() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break Reason::Closed,
                    Some(Ok(message)) => {
                        heard = Instant::now();
                        match parse(&message) {
                            Ok(Wish::Leave) => break Reason::Over,
                            Ok(wish) => self.handle(wish),
                            Err(_) => {} // A pong, or a page newer than this server.
                        }
                    }
                },
                _ = beat.tick() => {
                    let (person, call) = (self.person.clone(), self.call.clone());
                    let _ = self.workspace.run_call(move |tx| tx.keep_alive(&person, &call)).await;
                    if socket.send(Message::Ping(Vec::new().into())).await.is_err() { break Reason::Closed }
                }
            }
        };
        self.leave().await;
        reason
    }

    fn handle(&self, wish: Wish) {
        let meetings = self.workspace.meetings();
        match wish {
            Wish::Devices { mic, cam } => meetings.switch(&self.call, self.seat, mic, cam),
            Wish::Signal { seat, content } => meetings.signal(&self.call, self.seat, seat, content),
            Wish::Hello { .. } | Wish::Leave => {}
        }
    }

    async fn leave(self) {
        if self.workspace.meetings().leave(&self.call, self.seat) {
            let (person, call) = (self.person, self.call);
            let _ = self.workspace.run_call(move |tx| tx.leave_call(&person, &call)).await;
        }
    }
}

fn parse(message: &Message) -> Result<Wish, serde_json::Error> {
    serde_json::from_str(message.to_text().unwrap_or_default())
}

async fn send(socket: &mut WebSocket, notice: &impl Serialize) -> Result<(), ()> {
    let text = serde_json::to_string(notice).map_err(drop)?;
    timeout(SILENCE, socket.send(Message::Text(text.into()))).await.map_err(drop)?.map_err(drop)
}

/// The other person of a direct call: whom a page waits for.
fn expected(tx: &Tx<'_>, call: &Call, me: &UserId) -> Result<Vec<String>, Refusal> {
    if call.kind != CallKind::Direct {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for id in tx.members(&call.rid)?.iter().filter(|id| *id != me) {
        names.extend(tx.person(id)?.map(|person| person.name));
    }
    Ok(names)
}

const LONGEST_FRAME: usize = 256 << 10;
/// A page that has not said who it is by then is closed.
const HELLO: Duration = Duration::from_secs(10);
/// A page answers pings each half minute.
const SILENCE: Duration = Duration::from_secs(75);
/// Notices a page may leave unread before it misses some.
const MOST_WAITING: usize = 1024;
