//! A plain client for tests: it knows nothing but the wire.

use std::{collections::VecDeque, sync::Once, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};
use vconnct_proto::Timestamp;
use vconnct_server::{Clock, Config, Server, Switches};

/// A running workspace with Ada, Ben and Cem.
pub struct Office {
    pub server: Server,
    pub clock: Clock,
}

impl Office {
    /// With a clock that stands still, and nobody limited.
    pub async fn open() -> Self {
        Self::open_with(&["limits=off"]).await
    }

    pub async fn open_with(switches: &[&str]) -> Self {
        let mut config = Config { switches: Switches::default(), ..Config::default() };
        for switch in switches {
            config.switches.set(switch).unwrap();
        }
        let clock = Clock::manual(Timestamp(1_789_376_400_000));
        config.clock = Some(clock.clone());
        let server = Server::start(config).await.unwrap();
        for (username, name) in [("ada", "Ada Byron"), ("ben", "Ben Ito"), ("cem", "Cem Kaya")] {
            server.add_person(username, name, &format!("{username} secret")).await.unwrap();
        }
        Self { server, clock }
    }

    pub async fn signs_in(&self, username: &str) -> Person {
        Person::sign_in(self.server.url(), username, &format!("{username} secret")).await
    }

    /// Ada and Ben, and the room they share.
    pub async fn two(&self) -> (Person, Person, String) {
        let (ada, ben) = (self.signs_in("ada").await, self.signs_in("ben").await);
        let rid = ada.direct_room("ben").await;
        (ada, ben, rid)
    }

    pub fn passes(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// Somebody signed in over REST.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub token: String,
    pub root: String,
    pub http: reqwest::Client,
}

/// An answer of the REST API.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Person {
    pub async fn sign_in(root: &str, username: &str, password: &str) -> Self {
        let body = json!({ "username": username, "password": password });
        let answer = anonymous(root, "POST", "/api/v1/login", Some(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let data = &answer.body["data"];
        let text = |member: &str| data[member].as_str().unwrap().to_owned();
        Self { id: text("userId"), token: text("authToken"), root: root.to_owned(), http: http() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, Some(body)).await
    }

    /// The body of an answer that must be a success.
    pub async fn gets(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!((answer.status, &answer.body["success"]), (200, &json!(true)), "{path}: {}", answer.body);
        answer.body
    }

    pub async fn posts(&self, path: &str, body: Value) -> Value {
        let answer = self.post(path, body).await;
        assert_eq!((answer.status, &answer.body["success"]), (200, &json!(true)), "{path}: {}", answer.body);
        answer.body
    }

    pub async fn direct_room(&self, other: &str) -> String {
        let created = self.posts("im.create", json!({ "username": other })).await;
        created["room"]["_id"].as_str().unwrap().to_owned()
    }

    /// Starts a call; its id.
    pub async fn calls(&self, rid: &str) -> String {
        let started = self.posts("video-conference.start", json!({ "roomId": rid, "allowRinging": true })).await;
        started["data"]["callId"].as_str().unwrap().to_owned()
    }

    pub async fn joins(&self, call: &str) -> Value {
        self.posts("video-conference.join", json!({ "callId": call })).await
    }

    pub async fn record(&self, call: &str) -> Value {
        self.gets(&format!("video-conference.info?callId={call}")).await
    }

    pub async fn says(&self, rid: &str, text: &str) -> Value {
        let sent = self.posts("chat.sendMessage", json!({ "message": { "rid": rid, "msg": text } })).await;
        sent["message"].clone()
    }

    pub async fn subscription(&self, rid: &str) -> Value {
        self.gets(&format!("subscriptions.getOne?roomId={rid}")).await["subscription"].clone()
    }

    /// A socket that is signed in.
    pub async fn socket(&self) -> Socket {
        let mut socket = Socket::open(&self.root).await;
        let result = socket.method("login", json!([{ "resume": self.token }])).await;
        assert_eq!(result["result"]["id"], json!(self.id), "{result}");
        socket
    }

    /// A socket that hears of calls.
    pub async fn phone(&self) -> Socket {
        let mut socket = self.socket().await;
        socket.sub("stream-notify-user", &format!("{}/video-conference", self.id)).await;
        socket
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let address = match path.strip_prefix('/') {
            Some(_) => format!("{}{path}", self.root),
            None => format!("{}/api/v1/{path}", self.root),
        };
        let request = self.http.request(method.parse().unwrap(), address);
        let request = request.header("x-auth-token", &self.token).header("x-user-id", &self.id);
        finish(request, body).await
    }
}

/// A request of nobody's.
pub async fn anonymous(root: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
    finish(http().request(method.parse().unwrap(), format!("{root}{path}")), body).await
}

/// A form, as a browser sends it; `headers` are what it says about the page that the form is on.
pub async fn submits(address: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
    let encoded = reqwest::Url::parse_with_params("http://form", fields).unwrap();
    let mut request = http().post(address).header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    finish(request.body(encoded.query().unwrap().to_owned()), None).await
}

async fn finish(mut request: reqwest::RequestBuilder, body: Option<Value>) -> Answer {
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes)));
    Answer { status, body, headers }
}

pub fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A client's side of the realtime API.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// Events that came while something else was awaited.
    early: VecDeque<Value>,
    last: u32,
}

impl Socket {
    /// Connected, not signed in.
    pub async fn open(root: &str) -> Self {
        let mut socket = Self::raw(root).await;
        socket.send(json!({ "msg": "connect", "version": "1", "support": ["1", "pre2", "pre1"] })).await;
        let connected = socket.frame_where(|frame| frame["msg"] == "connected").await;
        assert!(connected["session"].is_string());
        socket
    }

    /// Not even connected.
    pub async fn raw(root: &str) -> Self {
        let host = root.strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(host).await.unwrap();
        let (stream, _) = client_async(format!("ws://{host}/websocket"), stream).await.unwrap();
        Self { stream, early: VecDeque::new(), last: 0 }
    }

    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    pub async fn send_message(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// The result frame of a method.
    pub async fn method(&mut self, method: &str, params: Value) -> Value {
        let id = self.id();
        self.send(json!({ "msg": "method", "id": id, "method": method, "params": params })).await;
        self.frame_where(|frame| frame["msg"] == "result" && frame["id"] == json!(id)).await
    }

    /// Subscribes; the `ready` or `nosub` frame.
    pub async fn try_sub(&mut self, stream: &str, event: &str) -> Value {
        let id = self.id();
        let params = json!([event, { "useCollection": false, "args": [] }]);
        self.send(json!({ "msg": "sub", "id": id, "name": stream, "params": params })).await;
        self.frame_where(|frame| frame["subs"] == json!([id]) || (frame["msg"] == "nosub" && frame["id"] == json!(id)))
            .await
    }

    pub async fn sub(&mut self, stream: &str, event: &str) {
        let answer = self.try_sub(stream, event).await;
        assert_eq!(answer["msg"], "ready", "{answer}");
    }

    /// The arguments of the next event of this name.
    pub async fn event(&mut self, name: &str) -> Value {
        let named = |frame: &Value| frame["msg"] == "changed" && frame["fields"]["eventName"] == json!(name);
        if let Some(at) = self.early.iter().position(named) {
            return self.early.remove(at).unwrap()["fields"]["args"].clone();
        }
        self.frame_where(named).await["fields"]["args"].clone()
    }

    /// The next signal about a call: its action and whom it is about.
    pub async fn signal(&mut self, me: &Person) -> (String, String) {
        let args = self.event(&format!("{}/video-conference", me.id)).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&args[0]["action"]), text(&args[0]["params"]["uid"]))
    }

    /// Sends a signal as any client does; what comes back is always the same.
    pub async fn signals(&mut self, to: &str, action: &str, call: &str, uid: &str, rid: &str) {
        let signal = json!({ "action": action, "params": { "callId": call, "uid": uid, "rid": rid } });
        let result = self.method("stream-notify-user", json!([format!("{to}/video-conference"), signal])).await;
        assert!(result.get("result").is_none() && result.get("error").is_none(), "{result}");
    }

    /// Nothing of this name has come, and all that was sent before has: a ping went all the way.
    pub async fn hears_nothing(&mut self, name: &str) {
        let id = self.id();
        self.send(json!({ "msg": "ping", "id": id })).await;
        self.frame_where(|frame| frame["msg"] == "pong" && frame["id"] == json!(id)).await;
        let heard = self.early.iter().find(|frame| frame["fields"]["eventName"] == json!(name));
        assert_eq!(heard, None);
    }

    /// The code with which the server closes this socket.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("the server closes in time");
            match message {
                Some(Ok(Message::Close(frame))) => return frame.map_or(1005, |frame| frame.code.into()),
                Some(Ok(_)) => {}
                _ => return 1006,
            }
        }
    }

    /// The next frame that fits; events that come before are kept.
    pub async fn frame_where(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a frame comes in time");
            let Message::Text(text) = message.expect("the socket is open").unwrap() else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            if fits(&frame) {
                return frame;
            }
            if frame["msg"] == "changed" {
                self.early.push_back(frame);
            }
        }
    }

    fn id(&mut self) -> String {
        self.last += 1;
        format!("t-{}", self.last)
    }
}

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(10);
