//! Other people's clients: a plain one that keeps to the protocol as the vendor's own clients do.
//!
//! It shares no code with ours, so that the two cannot be wrong together.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::{
    eventually::{LIMIT, eventually},
    web,
};

/// How somebody signs in.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Account {
    pub username: String,
    pub password: String,
}

/// Somebody with another client.
#[derive(Clone, Debug)]
pub struct Peer {
    pub id: String,
    pub username: String,
    rest: Rest,
    frames: mpsc::UnboundedSender<String>,
    heard: watch::Receiver<Vec<Heard>>,
}

/// A direct call, as both sides know it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    pub id: String,
    pub room: String,
}

/// Something a stream told.
#[derive(Clone, Debug)]
pub struct Heard {
    pub at: Instant,
    pub stream: String,
    pub what: Value,
}

/// The person's session over HTTP.
#[derive(Clone, Debug)]
struct Rest {
    root: String,
    http: reqwest::Client,
    user: String,
    token: String,
}

impl Account {
    /// Of nobody whom any workspace knows.
    pub fn nobody() -> Self {
        Self { username: "nobody".to_owned(), password: String::new() }
    }
}

impl Peer {
    /// What this person's requests are good for: a personal access token is used in the same way (protocol 1.3).
    pub fn token(&self) -> &str {
        &self.rest.token
    }

    /// Signs in, and listens for calls and messages.
    pub async fn signs_in(root: &str, account: &Account) -> Self {
        let http = web::client();
        let body = json!({ "username": account.username, "password": account.password });
        let answer = http.post(format!("{root}/api/v1/login")).json(&body).send().await.expect("the workspace listens");
        let answer: Value = answer.json().await.expect("an answer in JSON");
        let told = |member: &str| answer["data"][member].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        let rest = Rest { root: root.to_owned(), http, user: told("userId"), token: told("authToken") };
        let (frames, heard) = listen(&rest).await;
        Self { id: rest.user.clone(), username: account.username.clone(), rest, frames, heard }
    }

    /// The name that others see.
    pub async fn name(&self) -> String {
        self.reads("me", &[]).await["name"].as_str().expect("everybody has a name").to_owned()
    }

    /// Reads from the workspace.
    pub async fn reads(&self, endpoint: &str, query: &[(&str, &str)]) -> Value {
        self.rest.get(endpoint, query).await
    }

    /// Changes something in the workspace; its answer, whatever it is.
    pub async fn asks(&self, endpoint: &str, body: Value) -> Value {
        self.rest.post(endpoint, body).await
    }

    /// The room with one other person.
    pub async fn room_with(&self, username: &str) -> String {
        let answer = self.asks("im.create", json!({ "username": username })).await;
        answer["room"]["_id"]
            .as_str()
            .or(answer["room"]["rid"].as_str())
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// Starts a call and rings as stock clients do: every three seconds, ten times, until it is
    /// answered or given up. Joins when it is answered, cancels when it is declined.
    pub async fn calls(&self, username: &str) -> Call {
        let call = self.starts(&self.room_with(username).await).await;
        let peer = self.clone();
        let ringing = call.clone();
        tokio::spawn(async move { peer.rings_until_answered(ringing).await });
        call
    }

    /// Starts a call in a room, without ringing for it.
    pub async fn starts(&self, room: &str) -> Call {
        let answer = self.asks("video-conference.start", json!({ "roomId": room, "allowRinging": true })).await;
        let id = answer["data"]["callId"].as_str().unwrap_or_else(|| panic!("{answer}"));
        Call { id: id.to_owned(), room: room.to_owned() }
    }

    /// Sends one ring; returns when it was handed to the socket.
    pub async fn rings(&self, call: &Call) -> Instant {
        let receiver = self.other_in(call).await;
        self.signals(&receiver, "call", call)
    }

    /// Sends a signal to a user, and says when.
    pub fn signals(&self, receiver: &str, action: &str, call: &Call) -> Instant {
        let params = json!({ "callId": call.id, "uid": self.id, "rid": call.room });
        let event = format!("{receiver}/video-conference");
        self.method("stream-notify-user", json!([event, { "action": action, "params": params }]));
        Instant::now()
    }

    /// Gives the call up, as stock clients do.
    pub async fn hangs_up(&self, call: &Call) {
        self.signals(&self.other_in(call).await, "canceled", call);
        self.asks("video-conference.cancel", json!({ "callId": call.id })).await;
    }

    /// Accepts a ringing call as stock clients do: says so, and joins once the caller has confirmed.
    pub async fn accepts(&self, call: &Call) {
        self.signals(&self.other_in(call).await, "accepted", call);
        self.hears("confirmed", call).await;
        self.joins(call).await;
    }

    /// Declines a ringing call.
    pub async fn declines(&self, call: &Call) {
        self.signals(&self.other_in(call).await, "rejected", call);
    }

    /// Joins, and returns the address of the call's page.
    pub async fn joins(&self, call: &Call) -> String {
        let body = json!({ "callId": call.id, "state": { "mic": true, "cam": true } });
        let answer = self.asks("video-conference.join", body).await;
        answer["url"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// The record of a call.
    pub async fn record(&self, call: &Call) -> Value {
        self.reads("video-conference.info", &[("callId", &call.id)]).await
    }

    /// Waits until the record of a call has this status (protocol 4.7).
    pub async fn sees_status(&self, call: &Call, status: u64) -> Value {
        eventually(format_args!("the call's status to be {status}"), async || {
            Some(self.record(call).await).filter(|record| record["status"] == status)
        })
        .await
    }

    /// Waits until a call no longer rings, by its record.
    pub async fn sees_answer(&self, call: &Call) -> Value {
        eventually("an answer in the record", async || {
            Some(self.record(call).await).filter(|record| record["status"] != 0)
        })
        .await
    }

    /// Writes a message.
    pub async fn says(&self, room: &str, text: &str) {
        let answer = self.asks("chat.sendMessage", json!({ "message": { "rid": room, "msg": text } })).await;
        assert_eq!(answer["success"], true, "{answer}");
    }

    /// Waits for a call that rings here.
    pub async fn is_rung(&self) -> Call {
        let ring = self.hears_that(|heard| action_of(heard) == Some("call")).await;
        call_of(&ring.what)
    }

    /// Waits for a signal of a call.
    pub async fn hears(&self, action: &str, call: &Call) -> Heard {
        self.hears_that(|heard| action_of(heard) == Some(action) && call_of(&heard.what) == *call).await
    }

    /// Waits for a message with this text, and returns who wrote it.
    pub async fn receives(&self, text: &str) -> String {
        let heard = self.hears_that(|heard| heard.stream == MESSAGES && heard.what["msg"] == text).await;
        heard.what["u"]["username"].as_str().expect("messages have an author").to_owned()
    }

    /// All signals of a call so far, in order.
    pub fn signals_of(&self, call: &Call) -> Vec<(Instant, String)> {
        let heard = self.heard.borrow();
        let of_call = heard.iter().filter(|heard| heard.stream == NOTIFY && call_of(&heard.what) == *call);
        of_call.filter_map(|heard| Some((heard.at, action_of(heard)?.to_owned()))).collect()
    }

    async fn rings_until_answered(self, call: Call) {
        let receiver = self.other_in(&call).await;
        for _ in 0..RINGS {
            self.signals(&receiver, "call", &call);
            let outcome = timeout(RING_PAUSE, self.hears_that(|heard| ends_ringing(heard, &call, &self.id))).await;
            match outcome.ok().as_ref().and_then(action_of) {
                Some("accepted") => {
                    self.signals(&receiver, "confirmed", &call);
                    self.joins(&call).await;
                    return;
                }
                Some("join") => {
                    self.joins(&call).await;
                    return;
                }
                Some("rejected") => {
                    self.asks("video-conference.cancel", json!({ "callId": call.id })).await;
                    return;
                }
                Some(_) => return,
                None if self.is_over(&call).await => return,
                None => {}
            }
        }
        self.hangs_up(&call).await;
    }

    async fn is_over(&self, call: &Call) -> bool {
        !self.record(call).await["endedAt"].is_null()
    }

    async fn other_in(&self, call: &Call) -> String {
        self.other_in_room(&call.room).await
    }

    /// The other member of a direct room, by id.
    pub async fn other_in_room(&self, room: &str) -> String {
        let answer = self.reads("rooms.info", &[("roomId", room)]).await;
        let people = answer["room"]["uids"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let other = people.iter().filter_map(Value::as_str).find(|id| *id != self.id);
        other.expect("a direct room has two people").to_owned()
    }

    async fn hears_that(&self, wanted: impl Fn(&Heard) -> bool) -> Heard {
        let mut heard = self.heard.clone();
        let found = timeout(LIMIT, heard.wait_for(|all| all.iter().any(&wanted))).await;
        let Ok(Ok(all)) = found else {
            panic!("{} heard something else: {:#?}", self.username, *self.heard.borrow());
        };
        all.iter().find(|heard| wanted(heard)).cloned().expect("it was waited for")
    }

    fn method(&self, method: &str, params: Value) {
        send(&self.frames, json!({ "msg": "method", "id": next_id(), "method": method, "params": params }));
    }
}

impl Rest {
    async fn get(&self, endpoint: &str, query: &[(&str, &str)]) -> Value {
        let address = reqwest::Url::parse_with_params(&self.address(endpoint), query).expect("a valid address");
        self.answer(self.http.get(address)).await
    }

    async fn post(&self, endpoint: &str, body: Value) -> Value {
        self.answer(self.http.post(self.address(endpoint)).json(&body)).await
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Value {
        let request = request.header("X-User-Id", &self.user).header("X-Auth-Token", &self.token);
        // Stories ask faster than people: whoever is told to wait, waits.
        loop {
            let answer = request.try_clone().expect("no stream").send().await.expect("the workspace listens");
            let must_wait = answer.status() == 429;
            let answer = answer.json().await.unwrap_or_default();
            if !must_wait {
                return answer;
            }
            sleep(Duration::from_millis(500)).await;
        }
    }

    fn address(&self, endpoint: &str) -> String {
        format!("{}/api/v1/{endpoint}", self.root)
    }
}

type Line = (mpsc::UnboundedSender<String>, watch::Receiver<Vec<Heard>>);

/// Opens the realtime session, and returns once calls and messages are subscribed to.
async fn listen(rest: &Rest) -> Line {
    let host = rest.root.strip_prefix("http://").expect("stories need no TLS");
    let stream = TcpStream::connect(host).await.expect("the workspace listens");
    let address = format!("ws://{host}/websocket");
    let (socket, _) = tokio_tungstenite::client_async(address, stream).await.expect("the workspace speaks WebSocket");
    let (sender, frames) = mpsc::unbounded_channel();
    let (told, heard) = watch::channel(Vec::new());
    let (ready, is_ready) = watch::channel(0);
    tokio::spawn(drive(socket, frames, sender.clone(), told, ready));
    send(&sender, json!({ "msg": "connect", "version": "1", "support": ["1", "pre2", "pre1"] }));
    reaches(&is_ready, CONNECTED).await;
    send(&sender, json!({ "msg": "method", "id": "login", "method": "login", "params": [{ "resume": rest.token }] }));
    reaches(&is_ready, SIGNED_IN).await;
    let flags = json!({ "useCollection": false, "args": [] });
    for (id, stream, event) in [
        ("calls", NOTIFY, format!("{}/video-conference", rest.user)),
        ("messages", MESSAGES, "__my_messages__".to_owned()),
    ] {
        send(&sender, json!({ "msg": "sub", "id": id, "name": stream, "params": [event, flags] }));
    }
    reaches(&is_ready, SUBSCRIBED).await;
    (sender, heard)
}

async fn reaches(state: &watch::Receiver<u8>, wanted: u8) {
    let reached = timeout(LIMIT, state.clone().wait_for(|state| *state >= wanted)).await.map(|state| state.is_ok());
    assert_eq!(reached, Ok(true), "the realtime session got no further than step {}", *state.borrow());
}

async fn drive(
    mut socket: WebSocketStream<TcpStream>,
    mut frames: mpsc::UnboundedReceiver<String>,
    sender: mpsc::UnboundedSender<String>,
    told: watch::Sender<Vec<Heard>>,
    ready: watch::Sender<u8>,
) {
    loop {
        let frame = tokio::select! {
            frame = frames.recv() => {
                let Some(frame) = frame else { return };
                if socket.send(Message::text(frame)).await.is_err() {
                    return;
                }
                continue;
            }
            frame = socket.next() => frame,
        };
        let Some(Ok(frame)) = frame else { return };
        let frame: Value = serde_json::from_str(frame.to_text().unwrap_or_default()).unwrap_or_default();
        match frame["msg"].as_str() {
            Some("connected") => drop(ready.send_replace(CONNECTED)),
            Some("ready") => ready.send_modify(|step| *step += 1),
            Some("result") if frame["id"] == "login" && frame["error"].is_null() => {
                ready.send_replace(SIGNED_IN);
            }
            Some("ping") => send(&sender, json!({ "msg": "pong", "id": frame["id"] })),
            Some("changed") => told.send_modify(|heard| heard.extend(heard_in(&frame))),
            _ => {}
        }
    }
}

fn heard_in(frame: &Value) -> Option<Heard> {
    let stream = frame["collection"].as_str()?.to_owned();
    Some(Heard { at: Instant::now(), stream, what: frame["fields"]["args"][0].clone() })
}

fn send(frames: &mpsc::UnboundedSender<String>, frame: Value) {
    // Fails only when the session is over; then the story fails where it waits for an answer.
    let _ = frames.send(frame.to_string());
}

fn action_of(heard: &Heard) -> Option<&str> {
    heard.what["action"].as_str()
}

fn call_of(signal: &Value) -> Call {
    let param = |name: &str| signal["params"][name].as_str().unwrap_or_default().to_owned();
    Call { id: param("callId"), room: param("rid") }
}

/// Whether a stock caller stops ringing at this.
fn ends_ringing(heard: &Heard, call: &Call, me: &str) -> bool {
    let ours = heard.stream == NOTIFY && call_of(&heard.what).id == call.id;
    ours && match action_of(heard) {
        Some("join") => heard.what["params"]["uid"] != me,
        Some("accepted" | "end" | "rejected") => true,
        _ => false,
    }
}

fn next_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("peer-{}", LAST.fetch_add(1, Ordering::Relaxed))
}

const CONNECTED: u8 = 1;
const MESSAGES: &str = "stream-room-messages";
const NOTIFY: &str = "stream-notify-user";
const RINGS: usize = 10;
const RING_PAUSE: Duration = Duration::from_secs(3);
const SIGNED_IN: u8 = 2;
const SUBSCRIBED: u8 = 4;
