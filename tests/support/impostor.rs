//! A workspace that says what it should not: the real one, with words put into its mouth.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRequestParts, Request, State, WebSocketUpgrade, ws},
    http::StatusCode,
    response::{IntoResponse, Response},
    serve::ListenerExt,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::broadcast,
};
use tokio_tungstenite::tungstenite::Message;

use crate::web;

/// Passes everything on, but for what the story changes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Impostor {
    address: SocketAddr,
    mouth: Arc<Mouth>,
}

#[derive(Debug)]
struct Mouth {
    root: String,
    http: reqwest::Client,
    /// Answers of its own, by path.
    answers: Mutex<HashMap<String, (u16, String)>>,
    frames: broadcast::Sender<String>,
}

impl Impostor {
    /// Stands in front of the workspace at `root`.
    pub async fn of(root: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let (frames, _) = broadcast::channel(4_096);
        let mouth = Mouth { root: root.to_owned(), http: web::client(), answers: Mutex::default(), frames };
        let mouth = Arc::new(mouth);
        let router = Router::new().fallback(pass).with_state(Arc::clone(&mouth));
        // At once, as servers do: a frame held back for others would be measured as the client's delay.
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, mouth }
    }

    /// The address that clients use.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a text frame to everybody who is connected.
    pub fn says(&self, frame: impl Into<String>) {
        assert!(self.mouth.frames.send(frame.into()).is_ok(), "nobody is connected");
    }

    /// From now on answers this endpoint itself.
    pub fn answers(&self, endpoint: &str, status: u16, body: &Value) {
        let path = format!("/api/v1/{endpoint}");
        self.mouth.answers().insert(path, (status, body.to_string()));
    }
}

impl Mouth {
    fn answers(&self) -> MutexGuard<'_, HashMap<String, (u16, String)>> {
        self.answers.lock().expect("nobody panics while holding this")
    }
}

async fn pass(State(mouth): State<Arc<Mouth>>, request: Request) -> Response {
    if request.uri().path() == "/websocket" {
        return pass_socket(mouth, request).await;
    }
    let own = mouth.answers().get(request.uri().path()).cloned();
    match own {
        Some((status, body)) => {
            let status = StatusCode::from_u16(status).expect("stories know their status codes");
            (status, [("content-type", "application/json")], body).into_response()
        }
        None => pass_request(&mouth, request).await.unwrap_or(StatusCode::BAD_GATEWAY.into_response()),
    }
}

async fn pass_request(mouth: &Mouth, request: Request) -> Option<Response> {
    let (parts, body) = request.into_parts();
    let address = format!("{}{}", mouth.root, parts.uri);
    let body = to_bytes(body, usize::MAX).await.ok()?;
    let mut headers = parts.headers;
    headers.remove("host");
    let answer = mouth.http.request(parts.method, address).headers(headers).body(body).send().await.ok()?;
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove("transfer-encoding");
    let mut response = Response::new(Body::from(answer.bytes().await.ok()?));
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    Some(response)
}

async fn pass_socket(mouth: Arc<Mouth>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let host = mouth.root.trim_start_matches("http://");
    let Ok(stream) = TcpStream::connect(host).await else { return StatusCode::BAD_GATEWAY.into_response() };
    let far = tokio_tungstenite::client_async(format!("ws://{host}/websocket"), stream).await;
    let Ok((mut far, _)) = far else { return StatusCode::BAD_GATEWAY.into_response() };
    let mut own = mouth.frames.subscribe();
    upgrade.on_upgrade(async move |mut near| {
        loop {
            let passed = tokio::select! {
                frame = own.recv() => {
                    let Ok(frame) = frame else { return };
                    near.send(ws::Message::text(frame)).await.is_ok()
                }
                frame = near.recv() => match frame {
                    Some(Ok(ws::Message::Text(text))) => far.send(Message::text(text.as_str())).await.is_ok(),
                    Some(Ok(ws::Message::Close(_)) | Err(_)) | None => false,
                    Some(Ok(_)) => true,
                },
                frame = far.next() => match frame {
                    Some(Ok(Message::Text(text))) => near.send(ws::Message::text(text.as_str())).await.is_ok(),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => false,
                    Some(Ok(_)) => true,
                },
            };
            if !passed {
                return;
            }
        }
    })
}
