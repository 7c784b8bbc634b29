//! What else there is, at the same desk and in the same minutes: a page in Chromium with the vendor's client library.
//!
//! It stands in for clients that are made of a browser, and does less than any of them.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use axum::{
    Json, Router,
    http::header::CONTENT_TYPE,
    response::Html,
    routing::{get, post},
};
use serde_json::json;
use support::{
    desk::{Desk, Fittings, ROOT},
    eventually::eventually,
    peer::Account,
    process::{Program, packaged},
    scripted::Scripted,
    workspace::Workspace,
};
use tokio::{
    net::TcpListener,
    sync::Notify,
    time::{sleep, timeout},
};

use crate::{
    caller::Caller,
    figures::{Figures, print_size},
    memory,
};

/// Measures it, or says why not.
pub async fn run() {
    match script() {
        Ok(script) => page_in_chromium(script).await,
        Err(why) => println!("Chromium page: not measured, {why}"),
    }
}

async fn page_in_chromium(script: Vec<u8>) {
    let house = Workspace::opens_with(&["limits=off"]).await;
    let ana = house.peer(&house.people[0]).await;
    let account = &house.people[3];
    let desk = Desk::with(Fittings { sound: true, display: true, ..Fittings::WITH_KEYS }).await;
    let service = Scripted::start(desk.bus()).await;
    let (address, ready) = serve(&house.url, account, script).await;
    let browser = open(&desk, &address);
    timeout(Duration::from_secs(60), ready.notified()).await.expect("the page signs in");

    let callee = Caller::to(&ana, &account.username).await;
    let mut figures = [(); 4].map(|()| Figures::default());
    for _ in 0..RINGS {
        let (call, sent) = callee.rings().await;
        let sound = desk.sound().heard_since(sent).await;
        figures[0].add(sound.time.start - sent);
        let shown = eventually("its notification", async || service.shown().into_iter().find(|shown| shown.at >= sent));
        let shown = shown.await;
        figures[1].add(shown.at - sent);
        // Chromium forgets to take away what it has only just been asked to show.
        sleep(PAUSE).await;
        let hung_up = callee.hangs_up(&call).await;
        let closed = async || service.shown().into_iter().find(|gone| gone.id == shown.id)?.closed;
        figures[2].add(eventually("it to go", closed).await.saturating_duration_since(hung_up));
        let last = eventually("silence", async || {
            let last = desk.sound().heard().last()?.time.end;
            (last.elapsed() > PAUSE).then_some(last)
        });
        figures[3].add(last.await.saturating_duration_since(hung_up));
        sleep(PAUSE).await;
    }
    let [to_sound, to_notification, to_withdrawal, to_silence] = figures;
    to_notification.print("Chromium page: frame to notification", 6);
    to_sound.print("Chromium page: frame to audible sample", 40);
    to_silence.print("Chromium page: hang-up to silence", 30);
    to_withdrawal.print("Chromium page: hang-up to withdrawn", 10);
    print_size("Chromium page, all programs (PSS)", memory::tree(browser.id()).await, 12);
}

/// The page's script as one file, with the vendor's library in it.
fn script() -> Result<Vec<u8>, String> {
    let folder = Path::new(ROOT).join("tests/vendor");
    let bundler = folder.join("node_modules/.bin/esbuild");
    if !bundler.exists() {
        return Err("the vendor's library is not installed: cargo xtask test vendor".to_owned());
    }
    let mut command = Command::new(bundler);
    command.args(["stand-in.mjs", "--bundle", "--format=esm", "--log-level=error"]).current_dir(folder);
    let output = command.output().map_err(|error| error.to_string())?;
    output.status.success().then_some(output.stdout).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Serves the page, for as long as this program runs; the notice comes once it has subscribed to calls.
async fn serve(url: &str, account: &Account, script: Vec<u8>) -> (String, Arc<Notify>) {
    let ready = Arc::new(Notify::new());
    let told = Arc::clone(&ready);
    let who = json!({ "url": url, "username": account.username, "password": account.password });
    let routes = Router::new()
        .route("/", get(async || Html(r#"<title>Stand-in</title><script type="module" src="page.js"></script>"#)))
        .route("/page.js", get(async || ([(CONTENT_TYPE, "text/javascript")], script)))
        .route("/account", get(async || Json(who)))
        .route("/ready", post(async move || told.notify_one()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has free ports");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (address, ready)
}

/// A window of its own, as such clients have, with leave to notify and to sound.
fn open(desk: &Desk, address: &str) -> Program {
    let profile: PathBuf = desk.home().path("chromium");
    let leave = json!({ "setting": 1 });
    let origins = serde_json::Map::from_iter([(format!("{address},*"), leave)]);
    let preferences = json!({ "profile": { "content_settings": { "exceptions": { "notifications": origins } } } });
    std::fs::create_dir_all(profile.join("Default")).expect("the folder is ours");
    std::fs::write(profile.join("Default/Preferences"), preferences.to_string()).expect("the folder is ours");
    let mut command = desk.home().furnish(packaged("chromium", "chromium"));
    command.arg(format!("--app={address}")).arg(format!("--user-data-dir={}", profile.display()));
    command.args(["--no-sandbox", "--no-first-run", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]);
    Program::start(command, desk.home().log("chromium"))
}

/// Longer than any gap in its tone.
const PAUSE: Duration = Duration::from_millis(250);
const RINGS: usize = 50;
