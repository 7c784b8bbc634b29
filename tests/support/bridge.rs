//! Lets Chromium reach an agent: the page, its pictures, and the local socket's lines.
//!
//! The page is the one that ships, but for the file that speaks to the agent. Whoever does not know
//! the token in the page's address does not reach the agent.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    extract::{Request, State, WebSocketUpgrade, ws},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, UnixStream},
};
use vconnct_client::local::VERSION;

use crate::{desk::ROOT, person::Person};

/// A page for one agent, at an address that only its story knows.
#[derive(Debug)]
pub struct Bridge {
    address: SocketAddr,
    token: String,
}

#[derive(Debug)]
struct Ends {
    pages: PathBuf,
    socket: PathBuf,
    token: String,
}

impl Bridge {
    /// Opens one to the agent of `person`.
    pub async fn to(person: &Person) -> Self {
        let pages = Path::new(ROOT).join("ui/dist-bridge");
        let built = pages.join("index.html").exists();
        assert!(built, "{} is missing: run `npm run build:bridge` in ui/, or `cargo xtask test`", pages.display());
        let token = random_token();
        let ends = Arc::new(Ends { pages, socket: person.socket(), token: token.clone() });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let pages = Router::new()
            .route("/socket", get(socket))
            .route("/picture/{*path}", get(picture))
            .fallback(get(file))
            .with_state(ends);
        tokio::spawn(async move { axum::serve(listener, pages).await });
        Self { address, token }
    }

    /// The address of the main window's page.
    pub fn url(&self) -> String {
        format!("http://{}/?{}", self.address, self.token)
    }
}

/// Passes lines between the page and the agent until one of them ends.
async fn socket(State(ends): State<Arc<Ends>>, uri: Uri, upgrade: WebSocketUpgrade) -> Response {
    if !ends.admits(&uri) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(agent) = UnixStream::connect(&ends.socket).await else { return StatusCode::BAD_GATEWAY.into_response() };
    upgrade.on_upgrade(async move |page| {
        let (reader, mut agent_out) = agent.into_split();
        let mut from_agent = BufReader::new(reader).lines();
        let (mut page_out, mut from_page) = page.split();
        loop {
            tokio::select! {
                line = from_agent.next_line() => {
                    let Ok(Some(line)) = line else { break };
                    if page_out.send(ws::Message::text(line)).await.is_err() {
                        break;
                    }
                }
                message = from_page.next() => {
                    let Some(Ok(ws::Message::Text(line))) = message else { break };
                    if agent_out.write_all(format!("{}\n", line.as_str()).as_bytes()).await.is_err() {
                        break;
                    }
                }
            }
        }
        // A page whose agent has gone must hear of it.
        let _ = page_out.close().await;
    })
}

/// A picture, by the path an update names.
async fn picture(State(ends): State<Arc<Ends>>, uri: Uri) -> Response {
    if !ends.admits(&uri) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let path = uri.path().trim_start_matches("/picture/");
    let Some(found) = ask_for_picture(&ends.socket, path).await else { return StatusCode::NOT_FOUND.into_response() };
    let (Some(file), Some(kind)) = (found["path"].as_str(), found["type"].as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    answer_with(Path::new(file), kind)
}

async fn ask_for_picture(socket: &Path, path: &str) -> Option<Value> {
    let agent = UnixStream::connect(socket).await.ok()?;
    let (reader, mut writer) = agent.into_split();
    let hello = json!({ "hello": { "version": VERSION, "role": "bridge" } });
    let request = json!({ "id": 1, "picture": { "path": path } });
    writer.write_all(format!("{hello}\n{request}\n").as_bytes()).await.ok()?;
    let mut lines = BufReader::new(reader).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let line: Value = serde_json::from_str(&line).ok()?;
        if line["id"] == 1 {
            return Some(line["ok"].clone());
        }
    }
    None
}

/// A file of the page.
async fn file(State(ends): State<Arc<Ends>>, request: Request) -> Response {
    let name = match request.uri().path().trim_start_matches('/') {
        "" if !ends.admits(request.uri()) => return StatusCode::FORBIDDEN.into_response(),
        "" => "index.html",
        name if name.split('/').any(|part| part == "..") => return StatusCode::NOT_FOUND.into_response(),
        name => name,
    };
    answer_with(&ends.pages.join(name), kind_of(name))
}

impl Ends {
    fn admits(&self, uri: &Uri) -> bool {
        uri.query() == Some(&self.token)
    }
}

fn answer_with(file: &Path, kind: &str) -> Response {
    match std::fs::read(file) {
        Ok(content) => ([(header::CONTENT_TYPE, kind.to_owned())], content).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn random_token() -> String {
    use std::hash::{BuildHasher, RandomState};
    // Each state is seeded by the system's own random source.
    format!("{:016x}{:016x}", RandomState::new().hash_one(0), RandomState::new().hash_one(1))
}
