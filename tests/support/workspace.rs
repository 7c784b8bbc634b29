//! The embedded workspace, as a process of its own.

use serde::Deserialize;
use tokio::process::Command;

use crate::{
    home::Home,
    peer::{Account, Peer},
    process::{Program, ours},
};

/// A workspace with demo people.
#[derive(Debug)]
pub struct Workspace {
    home: Home,
    server: Program,
    settings: Vec<String>,
    pub url: String,
    pub people: Vec<Account>,
}

/// What the server says once it is ready.
#[derive(Debug, Deserialize)]
struct Ready {
    url: String,
    #[serde(default)]
    people: Vec<Account>,
}

impl Workspace {
    /// Starts one with demo people on a free port.
    pub async fn opens() -> Self {
        Self::opens_with(&[]).await
    }

    /// As [`Self::opens`], with the server's test switches (`key=value`).
    pub async fn opens_with(switches: &[&str]) -> Self {
        Self::opens_at(Home::new(), switches.iter().flat_map(|switch| ["--test", switch]).map(str::to_owned)).await
    }

    /// As [`Self::opens`], with all it knows in files, so that it can come back.
    pub async fn opens_to_stay() -> Self {
        let home = Home::new();
        let files = home.path("data").display().to_string();
        Self::opens_at(home, ["--data".to_owned(), files]).await
    }

    async fn opens_at(home: Home, settings: impl IntoIterator<Item = String>) -> Self {
        let settings: Vec<_> = settings.into_iter().collect();
        let (server, ready) = start(&home, "127.0.0.1:0", &settings).await;
        assert!(ready.people.len() > 2, "the demo has too few people for a story: {:?}", ready.people);
        Self { home, server, settings, url: ready.url, people: ready.people }
    }

    /// Signs one of its people in with another client than ours.
    pub async fn peer(&self, account: &Account) -> Peer {
        Peer::signs_in(&self.url, account).await
    }

    /// Its power fails.
    pub async fn dies(&mut self) {
        self.server.kill().await;
    }

    /// It is there again at the same address, and knows what it knew if it opened to stay.
    pub async fn comes_back(&mut self) {
        let listen = self.url.strip_prefix("http://").expect("it speaks plain HTTP on loopback").to_owned();
        let (server, ready) = start(&self.home, &listen, &self.settings).await;
        assert_eq!(ready.url, self.url);
        self.server = server;
    }

    /// Its process, for measurements.
    pub fn server(&self) -> &Program {
        &self.server
    }
}

async fn start(home: &Home, listen: &str, settings: &[String]) -> (Program, Ready) {
    let mut command: Command = home.furnish(Command::new(ours("vconnct-server")));
    command.args(["--demo", "--listen", listen]).args(settings);
    let (server, line) = Program::start_and_read_line(command, home.log("server")).await;
    let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in the server's line: {line}"));
    (server, ready)
}
