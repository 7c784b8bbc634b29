//! One client's socket: frames in, one after the other; frames out, as the hub has them.

use std::{sync::atomic::AtomicUsize, time::Duration};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{
    frames::{ClientFrame, error_frame, nosub_frame, pong_frame, result_frame},
    methods,
    streams::{self, Begun},
};
use crate::{
    hub::{CloseReason, Inbox, Outgoing},
    ids,
    rules::presence::Device,
    workspace::Workspace,
};

/// A client's session as far as its socket knows it.
pub(super) struct Connection {
    pub workspace: Workspace,
    pub device: Device,
}

/// Serves a socket until one side ends it.
pub(super) async fn serve(workspace: Workspace, socket: WebSocket) {
    let (device, inbox) = workspace.hub().connect();
    let (sink, stream) = socket.split();
    let connection = Connection { workspace, device };
    connection.send(json!({ "server_id": "0" }));
    let (ask, asked) = tokio::sync::oneshot::channel();
    let reading = async {
        drop(ask.send(connection.read(stream).await));
        std::future::pending().await // The writer has the last word.
    };
    tokio::select! {
        () = reading => {}
        () = write(sink, inbox, asked) => {}
    }
    if let Some(person) = connection.workspace.hub().disconnect(device) {
        connection.workspace.presence_changed(person).await;
    }
}

impl Connection {
    pub fn send(&self, frame: Value) {
        self.workspace.hub().send(self.device, frame.to_string());
    }

    /// Reads until the client goes, or gives a reason to close.
    async fn read(&self, mut stream: SplitStream<WebSocket>) -> Option<CloseFrame> {
        let mut connected = false;
        let mut probed = false;
        loop {
            let message = match timeout(IDLE, stream.next()).await {
                Ok(message) => message,
                Err(_) if probed => return Some(close(TIMED_OUT, "no answer to a ping")),
                Err(_) => {
                    self.send(json!({ "msg": "ping" }));
                    probed = true;
                    continue;
                }
            };
            probed = false;
            let text = match message? {
                Ok(Message::Text(text)) => text,
                Ok(Message::Binary(_)) => return Some(close(close_code::INVALID, "text frames only")),
                Ok(Message::Close(_)) => return None,
                Err(_) => return Some(close(close_code::PROTOCOL, "a frame is broken or too long")),
                Ok(Message::Ping(_) | Message::Pong(_)) => continue,
            };
            let Ok(frame) = serde_json::from_str::<Value>(&text) else {
                return Some(close(close_code::INVALID, "JSON only"));
            };
            match serde_json::from_value(frame.clone()) {
                Ok(ClientFrame::Connect { version, support }) if !connected => {
                    if !std::iter::once(&version).chain(&support).any(|version| version == "1") {
                        self.send(json!({ "msg": "failed", "version": "1" }));
                        return Some(close(close_code::PROTOCOL, "version 1 only"));
                    }
                    self.send(json!({ "msg": "connected", "session": ids::short() }));
                    connected = true;
                }
                Ok(ClientFrame::Connect { .. }) => self.send(error_frame("Already connected", Some(frame))),
                Ok(ClientFrame::Ping { id }) => self.send(pong_frame(id)),
                Ok(ClientFrame::Pong {}) => {}
                Ok(_) if !connected => self.send(error_frame("Must connect first", Some(frame))),
                Ok(frame) => self.handle(frame).await,
                Err(_) => self.send(error_frame("Bad request", Some(frame))),
            }
        }
    }

    async fn handle(&self, frame: ClientFrame) {
        match frame {
            ClientFrame::Method { id, method, params } => {
                let outcome = methods::call(self, &method, &params).await;
                self.send(result_frame(&id, outcome));
                self.send(json!({ "msg": "updated", "methods": [id] }));
            }
            ClientFrame::Sub { id, name, params } => match streams::subscribe(self, &id, &name, &params).await {
                Ok(Begun::Lasts) => self.send(json!({ "msg": "ready", "subs": [id] })),
                Ok(Begun::Amends) => self.send(nosub_frame(&id, None)),
                Err(error) => self.send(nosub_frame(&id, Some(error))),
            },
            ClientFrame::Unsub { id } => {
                self.workspace.hub().unlisten(self.device, &id);
                self.send(nosub_frame(&id, None));
            }
            ClientFrame::Connect { .. } | ClientFrame::Ping { .. } | ClientFrame::Pong {} => {}
        }
    }
}

/// Writes what the hub has for this socket until it shall be closed, by the hub or by its reader.
async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut inbox: Inbox,
    mut asked: tokio::sync::oneshot::Receiver<Option<CloseFrame>>,
) {
    let waiting = inbox.waiting();
    let frame = loop {
        let outgoing = tokio::select! {
            biased; // What was said before the wish to close goes out before the close.
            outgoing = inbox.next() => outgoing,
            Ok(frame) = &mut asked => break frame,
        };
        match outgoing {
            Some(Outgoing::Frame(text)) => match write_one(&mut sink, text, &mut inbox, &waiting).await {
                Ok(()) => {}
                Err(Some(reason)) => break Some(close_for(reason)),
                Err(None) => return,
            },
            Some(Outgoing::Close(reason)) => break Some(close_for(reason)),
            None => return,
        }
    };
    let _ = timeout(FAREWELL, sink.send(Message::Close(frame))).await;
}

async fn write_one(
    sink: &mut SplitSink<WebSocket, Message>,
    text: Utf8Bytes,
    inbox: &mut Inbox,
    waiting: &AtomicUsize,
) -> Result<(), Option<CloseReason>> {
    let length = text.len();
    let sent = tokio::select! {
        sent = sink.send(Message::Text(text)) => sent.map_err(|_| None),
        reason = inbox.closing() => Err(Some(reason)),
    };
    Inbox::written(waiting, length);
    sent
}

fn close_for(reason: CloseReason) -> CloseFrame {
    match reason {
        CloseReason::GoingAway => close(close_code::AWAY, "the server goes"),
        CloseReason::SignedOut => close(close_code::NORMAL, "signed out"),
        CloseReason::TooSlow => close(close_code::AGAIN, "slow consumer"),
    }
}

fn close(code: u16, reason: &'static str) -> CloseFrame {
    CloseFrame { code, reason: reason.into() }
}

/// Silence after which the server pings, and as long again after which it closes.
const IDLE: Duration = Duration::from_secs(30);
/// The code for a ping without an answer.
const TIMED_OUT: u16 = 4000;
/// How long a close frame may take.
const FAREWELL: Duration = Duration::from_secs(1);
