//! The desk itself, before any program of ours sits down at it.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use support::{
    desk::{Desk, Fittings},
    eventually::{LIMIT, eventually},
    home::Home,
    key_store::Keys,
    notifications::{Button, Service},
    page::Page,
    process::{Program, packaged, run},
    proxy::{Proxy, Weather},
    tone::Tone,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use zbus::{MessageStream, zvariant::Value};

#[tokio::test]
async fn a_button_of_xfce_is_pressed() {
    every_button_is_pressed(Service::Xfce).await;
}

#[tokio::test]
async fn a_button_of_mate_is_pressed() {
    every_button_is_pressed(Service::Mate).await;
}

#[tokio::test]
async fn a_line_of_the_menu_of_dunst_is_chosen() {
    every_button_is_pressed(Service::Dunst).await;
}

#[tokio::test]
async fn the_ear_tells_the_tones_apart_and_hears_silence() {
    let desk = Desk::with(Fittings { sound: true, ..Fittings::BARE }).await;
    assert!(desk.sound().heard().is_empty());
    for (pitch, tone) in [(425.0, Tone::RingBack), (659.25, Tone::Ring)] {
        let since = Instant::now();
        let mut player = play(&desk, pitch);
        let heard = desk.sound().heard_since(since).await;
        assert!(heard.time.start >= since);
        desk.sound().plays(tone).await;
        player.kill().await;
        desk.sound().falls_silent().await;
    }
}

#[tokio::test]
async fn an_unlocked_key_store_keeps_a_secret_and_a_locked_one_keeps_it_to_itself() {
    let desk = Desk::with(Fittings::WITH_KEYS).await;
    let secret_tool = |verb: &[&str]| {
        let mut command = desk.home().furnish(packaged("secret-tool", "libsecret-tools"));
        command.args(verb);
        command
    };
    run(secret_tool(&["store", "--label=x", "name", "x"]), "hush").await;
    let lookup = ["lookup", "name", "x"];
    assert_eq!(run(secret_tool(&lookup), "").await.stdout, b"hush");
    desk.lock_keys().await;
    assert_eq!(run(secret_tool(&lookup), "").await.stdout, b"");
}

#[tokio::test]
async fn a_desk_without_fittings_has_no_session() {
    let desk = Desk::with(Fittings { bus: true, keys: Keys::Absent, ..Fittings::BARE }).await;
    desk.bus().free("org.freedesktop.secrets").await;
    desk.bus().free("org.freedesktop.Notifications").await;
    let open = desk.home().furnish(tokio::process::Command::new("sh"));
    let mut open = open;
    open.args(["-c", "xdg-open 'http://127.0.0.1/a b?c=\"d\"'"]);
    run(open, "").await;
    assert_eq!(desk.home().opened(), [r#"http://127.0.0.1/a b?c="d""#]);
}

#[tokio::test]
async fn a_page_is_used_by_what_stands_on_it() {
    let home = Home::new();
    let page = Page::in_chromium(&home, PAGE).await;
    page.writes("Your name", "Jonas").await;
    page.presses("Greet").await;
    page.says("Good day, Jonas").await;
    assert!(!page.offers("Hidden").await);
    assert_eq!((page.picture().await.width, page.picture().await.height), (1280, 800));
    page.closes().await;
}

#[tokio::test]
async fn a_line_can_be_cut_stalled_and_mended() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let root = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = socket.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    let proxy = Proxy::to(&root).await;
    let address = proxy.url().replace("http://", "");
    let mut line = TcpStream::connect(&address).await.expect("the proxy listens");
    assert_eq!(echo(&mut line).await, Some(7));
    proxy.turns(Weather::Stalled);
    assert!(timeout(Duration::from_millis(200), echo(&mut line)).await.is_err(), "something passed");
    proxy.turns(Weather::Fine);
    assert_eq!(line.read_u8().await.ok(), Some(7));
    proxy.turns(Weather::Cut);
    assert_eq!(echo(&mut line).await, None);
    proxy.turns(Weather::Fine);
    let mut line = TcpStream::connect(&address).await.expect("the proxy listens");
    assert_eq!(echo(&mut line).await, Some(7));
}

async fn echo(line: &mut TcpStream) -> Option<u8> {
    line.write_u8(7).await.ok()?;
    line.read_u8().await.ok()
}

async fn every_button_is_pressed(service: Service) {
    let fittings = Fittings { bus: true, display: true, notifications: Some(service), ..Fittings::BARE };
    let desk = Desk::with(fittings).await;
    for (button, action) in [(Button::Accept, "accept"), (Button::Decline, "decline"), (Button::Dismiss, "dismiss")] {
        let mut signals = MessageStream::for_match_rule(SIGNALS, desk.bus().connection(), None).await.expect("the bus");
        let id = notify(&desk).await;
        desk.press(button).await;
        let pressed = timeout(LIMIT, invoked(&mut signals)).await.expect("a button is pressed");
        assert_eq!(pressed, (id, action.to_owned()));
        let close = (id,);
        let _ = call(&desk, "CloseNotification", &close).await;
        eventually("the screen to be clear", async || desk.display().popups().is_empty().then_some(())).await;
    }
}

async fn invoked(signals: &mut MessageStream) -> (u32, String) {
    loop {
        let message = signals.next().await.expect("the bus lives").expect("the bus speaks");
        if message.header().member().is_some_and(|member| member == "ActionInvoked") {
            return message.body().deserialize().expect("the signal's signature");
        }
    }
}

async fn notify(desk: &Desk) -> u32 {
    let hints = HashMap::from([("urgency", Value::U8(2)), ("suppress-sound", Value::Bool(true))]);
    let actions = ["accept", "Accept", "decline", "Decline", "dismiss", "Dismiss", "default", ""];
    let body = "Incoming call · Vconnct HQ";
    let arguments = ("Vconnct", 0_u32, "", "Jonas Weber is calling", body, &actions[..], hints, 0_i32);
    call(desk, "Notify", &arguments).await.expect("it is shown").body().deserialize().expect("an id")
}

async fn call<T>(desk: &Desk, method: &str, arguments: &T) -> zbus::Result<zbus::Message>
where
    T: serde::Serialize + zbus::zvariant::DynamicType,
{
    let (name, path) = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications");
    desk.bus().connection().call_method(Some(name), path, Some(name), method, arguments).await
}

/// Plays a sine wave for long enough.
fn play(desk: &Desk, pitch: f64) -> Program {
    let angle = |n: i32| std::f64::consts::TAU * pitch * f64::from(n) / 48_000.0;
    let samples = (0..480_000).flat_map(|n| ((angle(n).sin() * 2_000.0) as i16).to_le_bytes());
    let file = desk.home().path("tone.raw");
    std::fs::write(&file, samples.collect::<Vec<_>>()).expect("the folder is ours");
    let mut command = desk.home().furnish(packaged("pacat", "pulseaudio-utils"));
    command.args(["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20"]).arg(file);
    Program::start(command, desk.home().log("player"))
}

const PAGE: &str = "data:text/html,<label>Your name <input id=name></label><button aria-label=Greet \
    onclick=\"said.textContent='Good day, '%2Bdocument.getElementById('name').value\">!</button><p id=said></p>\
    <button hidden>Hidden</button>";
const SIGNALS: &str = "type='signal',interface='org.freedesktop.Notifications'";
