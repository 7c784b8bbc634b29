//! Chromium windows that a test drives, each with a profile of its own.

use std::{process::Stdio, time::Duration};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::{Mutex, MutexGuard},
    time::{Instant, sleep},
};

/// A running chromedriver; it ends with the test.
pub struct Driver {
    address: String,
    _process: Child,
    /// Several tests' browsers at once would starve each other.
    _turn: MutexGuard<'static, ()>,
}

/// A window with one page.
pub struct Tab {
    client: Client,
    _profile: TempDir,
}

impl Driver {
    pub async fn start() -> Self {
        static TURN: Mutex<()> = Mutex::const_new(());
        let turn = TURN.lock().await;
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is installed (apt-get install chromium-driver)");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next_line().await.unwrap().expect("chromedriver says its port");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { address: format!("http://127.0.0.1:{port}"), _process: process, _turn: turn }
    }

    /// A window with a fake microphone and camera.
    pub async fn opens(&self, url: &str) -> Tab {
        self.open(url, &["--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream"]).await
    }

    /// A window of somebody who lets no page use them.
    pub async fn opens_refusing_devices(&self, url: &str) -> Tab {
        self.open(url, &["--use-fake-device-for-media-stream", "--deny-permission-prompts"]).await
    }

    async fn open(&self, url: &str, devices: &[&str]) -> Tab {
        let profile = tempfile::tempdir().unwrap();
        let folder = format!("--user-data-dir={}", profile.path().display());
        let mut flags = vec![
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--autoplay-policy=no-user-gesture-required",
            "--allow-loopback-in-peer-connection",
            "--window-size=960,640",
            &folder,
        ];
        flags.extend(devices);
        let wanted = json!({ "goog:chromeOptions": { "args": flags }, "pageLoadStrategy": "normal" });
        let Value::Object(wanted) = wanted else { unreachable!("it is an object") };
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wanted)
            .connect(&self.address)
            .await
            .expect("a browser starts");
        client.goto(url).await.unwrap();
        Tab { client, _profile: profile }
    }
}

impl Tab {
    /// Waits until an element is there and says this.
    pub async fn shows(&self, selector: &str, text: &str) {
        let shown = format!(
            "const found = document.querySelector({selector:?}); \
             return found && !found.hidden && found.textContent.trim() === {text:?};"
        );
        self.becomes(&shown, &format!("{selector} says {text:?}")).await;
    }

    /// Waits until such an element is there.
    pub async fn finds(&self, selector: &str) {
        self.becomes(&format!("return !!document.querySelector({selector:?});"), selector).await;
    }

    /// Waits until pictures of so many people arrive, and go on arriving.
    pub async fn decodes(&self, people: usize) {
        self.flows("video", "framesDecoded", people).await;
    }

    /// Waits until sound of so many people arrives that is not silence.
    pub async fn hears(&self, people: usize) {
        self.flows("audio", "totalAudioEnergy", people).await;
    }

    pub async fn text(&self, selector: &str) -> String {
        self.client.find(Locator::Css(selector)).await.unwrap().text().await.unwrap()
    }

    pub async fn press(&self, selector: &str) {
        self.client.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    pub async fn types(&self, selector: &str, text: &str) {
        self.client.find(Locator::Css(selector)).await.unwrap().send_keys(text).await.unwrap();
    }

    /// What an element's attribute says, as it is written.
    pub async fn attribute(&self, selector: &str, name: &str) -> String {
        let found = self.client.find(Locator::Css(selector)).await.unwrap();
        found.attr(name).await.unwrap().expect("the element has it")
    }

    /// Waits until the page's address has a fragment; what it says.
    pub async fn fragment(&self) -> String {
        self.becomes("return location.hash.length > 1;", "a fragment").await;
        let decoded = self.client.execute("return decodeURIComponent(location.hash.slice(1));", vec![]).await;
        decoded.unwrap().as_str().unwrap().to_owned()
    }

    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    pub async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    /// The figure of the receiving end grows for so many people, from now on.
    async fn flows(&self, kind: &str, figure: &str, people: usize) {
        let before = self.figures(kind, figure).await;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.figures(kind, figure).await;
            let growing = now.iter().filter(|(id, value)| {
                let start = before.iter().find(|(known, _)| known == id).map_or(0.0, |(_, value)| *value);
                *value > start
            });
            if growing.count() == people {
                return;
            }
            assert!(Instant::now() < deadline, "{kind} of {people} people: {before:?}, then {now:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn figures(&self, kind: &str, figure: &str) -> Vec<(String, f64)> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             Promise.all([...vconnctCall.peers].map(async ([seat, peer]) => {{
                 const reports = [...(await peer.connection.getStats()).values()];
                 const line = reports.find((r) => r.type === 'inbound-rtp' && r.kind === {kind:?});
                 return [String(seat), line?.{figure} ?? 0];
             }})).then(done, () => done([]));"
        );
        serde_json::from_value(self.client.execute_async(&script, vec![]).await.unwrap()).unwrap()
    }

    async fn becomes(&self, script: &str, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.client.execute(script, vec![]).await.unwrap() != json!(true) {
            if Instant::now() >= deadline {
                let page = self.client.execute("return document.body.innerText;", vec![]).await.unwrap();
                panic!("{what}: the page says {page}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Browsers of a busy machine are slow; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(40);
