//! Stories at the socket, told with an owner of the state who says what the test wants.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{path::PathBuf, sync::Arc};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::UnixStream,
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::*;
use crate::{
    action::{Action, ActionError, Look, RoomRef},
    client::{Attention, Client, Parts, Picture, Request},
    diagnosis::Diagnosis,
    pictures::Pictures,
    update::{
        Browsers, Calls, History, Managed, Person, RoomCalls, Rooms, Session, Settings, SignIn, Sound, Update, Windows,
    },
};

/// The publishing side of all parts.
struct Published {
    _attention: watch::Sender<Arc<Attention>>,
    _browsers: watch::Sender<Arc<Browsers>>,
    calls: watch::Sender<Arc<Calls>>,
    _diagnosis: watch::Sender<Arc<Diagnosis>>,
    _history: watch::Sender<Arc<History>>,
    _managed: watch::Sender<Arc<Managed>>,
    _rooms: watch::Sender<Arc<Rooms>>,
    session: watch::Sender<Arc<Session>>,
    _settings: watch::Sender<Arc<Settings>>,
    _sign_in: watch::Sender<Arc<SignIn>>,
    _sound: watch::Sender<Arc<Sound>>,
    windows: watch::Sender<Arc<Windows>>,
}

/// An agent whose state the test owns.
struct World {
    profile: Profile,
    published: Published,
    requests: mpsc::UnboundedReceiver<Request>,
    /// Who has come, with what the owner publishes to them alone.
    viewers: Vec<Request>,
    serving: JoinHandle<()>,
    root: TempDir,
}

impl World {
    fn new() -> Self {
        Self::at(tempfile::tempdir().unwrap())
    }

    fn at(root: TempDir) -> Self {
        Self::of_version(VERSION, root)
    }

    fn of_version(version: &'static str, root: TempDir) -> Self {
        let profile = Profile::under(root.path(), "mara").unwrap();
        let (published, parts) = parts();
        let (sender, requests) = mpsc::unbounded_channel();
        let listener = claim(&profile).unwrap();
        let client = Client::new(sender, parts, Arc::default(), Pictures::at(PathBuf::new()));
        let serving = tokio::spawn(async move { match server::serve_as(version, listener, client).await {} });
        Self { profile, published, requests, viewers: Vec::new(), serving, root }
    }

    async fn connect(&self) -> Connection {
        connect(&self.profile, Role::Cli).await.unwrap()
    }

    /// Somebody who writes what he wants.
    async fn stranger(&self) -> BufReader<UnixStream> {
        BufReader::new(UnixStream::connect(self.profile.socket()).await.unwrap())
    }

    /// A stranger who has said hello, and was answered.
    async fn welcomed(&self) -> BufReader<UnixStream> {
        let mut stream = self.stranger().await;
        say(&mut stream, &json!({ "hello": { "version": VERSION, "role": "bridge" } }).to_string()).await;
        assert_eq!(heard(&mut stream).await, Some(json!({ "hello": { "version": VERSION, "role": "agent" } })));
        stream
    }

    /// The next request, other than a viewer who comes.
    async fn request(&mut self) -> Request {
        loop {
            match self.requests.recv().await.unwrap() {
                came @ Request::ViewerCame { .. } => self.viewers.push(came),
                request => return request,
            }
        }
    }

    /// The agent is killed.
    async fn end(self) -> TempDir {
        self.serving.abort();
        let _ = self.serving.await;
        self.root
    }
}

fn parts() -> (Published, Parts) {
    let (_attention, attention) = watch::channel(Arc::default());
    let (_browsers, browsers) = watch::channel(Arc::default());
    let (calls, calls_seen) = watch::channel(Arc::default());
    let (_diagnosis, diagnosis) = watch::channel(Arc::default());
    let (_history, history) = watch::channel(Arc::default());
    let (_managed, managed) = watch::channel(Arc::default());
    let (_rooms, rooms) = watch::channel(Arc::default());
    let (session, session_seen) = watch::channel(Arc::default());
    let (_settings, settings) = watch::channel(Arc::default());
    let (_sign_in, sign_in) = watch::channel(Arc::default());
    let (_sound, sound) = watch::channel(Arc::default());
    let (windows, windows_seen) = watch::channel(Arc::default());
    let published = Published {
        _attention,
        _browsers,
        calls,
        _diagnosis,
        _history,
        _managed,
        _rooms,
        session,
        _settings,
        _sign_in,
        _sound,
        windows,
    };
    let parts = Parts {
        attention,
        browsers,
        calls: calls_seen,
        diagnosis,
        history,
        managed,
        messages: watch::channel(Arc::default()).1, // no window hears of them
        rooms,
        session: session_seen,
        settings,
        sign_in,
        sound,
        windows: windows_seen,
    };
    (published, parts)
}

async fn say(stream: &mut BufReader<UnixStream>, line: &str) {
    stream.write_all(format!("{line}\n").as_bytes()).await.unwrap();
}

/// The next line, or nothing at the end.
async fn heard(stream: &mut BufReader<UnixStream>) -> Option<Value> {
    let mut line = String::new();
    // A door that is shut on unread lines looks like a reset.
    let length = stream.read_line(&mut line).await.unwrap_or(0);
    (length > 0).then(|| serde_json::from_str(&line).unwrap())
}

/// Reads past the updates of the beginning until the connection ends.
async fn ended(stream: &mut BufReader<UnixStream>) {
    while heard(stream).await.is_some() {}
}

/// Takes the parts every connection begins with.
async fn beginning(connection: &mut Connection) -> Vec<Update> {
    let mut parts = Vec::new();
    for _ in 0..PARTS {
        parts.push(connection.next_update().await.unwrap());
    }
    parts
}

fn windows(forward: u32) -> Windows {
    Windows { forward, ..Windows::default() }
}

fn room_calls() -> RoomCalls {
    let room = RoomRef { workspace: "https://chat.example.com".to_owned(), room_id: "r1".into() };
    RoomCalls { room, loaded: true, calls: Vec::new() }
}

#[tokio::test]
async fn each_part_comes_once_and_from_then_on_what_changes() {
    let world = World::new();
    let mut window = world.connect().await;
    let mut kinds: Vec<_> = beginning(&mut window).await.iter().map(std::mem::discriminant).collect();
    kinds.dedup();
    assert_eq!(kinds.len(), PARTS);
    world.published.windows.send_replace(Arc::new(windows(1)));
    assert_eq!(window.next_update().await, Some(Update::Windows(windows(1))));
}

#[tokio::test]
async fn requests_reach_the_agent_in_order_and_each_gets_its_own_answer() {
    let mut world = World::new();
    let agent = world.connect().await.agent();
    let first = tokio::spawn({
        let agent = agent.clone();
        async move { agent.dispatch(Action::Reconnect).await }
    });
    let Request::Dispatch { action: Action::Reconnect, reply: to_first, .. } = world.request().await else { panic!() };
    let second = tokio::spawn(async move { agent.dispatch(Action::LoadOlder).await });
    let Request::Dispatch { action: Action::LoadOlder, reply: to_second, .. } = world.request().await else { panic!() };
    to_second.send(Err(ActionError::Wait { seconds: 4 })).unwrap();
    assert_eq!(second.await.unwrap(), Err(ActionError::Wait { seconds: 4 }));
    to_first.send(Ok(())).unwrap();
    assert_eq!(first.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn many_requests_written_at_once_keep_their_order() {
    let mut world = World::new();
    let (reader, mut writer) = world.welcomed().await.into_inner().into_split();
    let reading = tokio::spawn(async move { BufReader::new(reader).read_to_end(&mut Vec::new()).await });
    let request = |id: u32| json!({ "id": id, "action": { "type": "openLink", "url": id.to_string() } });
    let lines: String = (0..500).map(|id| format!("{}\n", request(id))).collect();
    writer.write_all(lines.as_bytes()).await.unwrap();
    for id in 0..500 {
        let Request::Dispatch { action: Action::OpenLink { url }, reply, .. } = world.request().await else { panic!() };
        assert_eq!(url, id.to_string());
        reply.send(Ok(())).unwrap();
    }
    drop(writer);
    reading.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_picture_is_named_by_the_agent() {
    let mut world = World::new();
    let agent = world.connect().await.agent();
    let asking = tokio::spawn(async move { agent.picture("person/mara?etag=1".to_owned()).await });
    let Request::Picture { path, reply } = world.request().await else { panic!() };
    assert_eq!(path, "person/mara?etag=1");
    let picture = Picture { path: PathBuf::from("/cache/mara.png"), media_type: "image/png".to_owned() };
    reply.send(Ok(picture.clone())).unwrap();
    assert_eq!(asking.await.unwrap(), Ok(picture));
}

#[tokio::test]
async fn another_version_gets_a_sentence_and_the_door() {
    let mut world = World::new();
    let mut stream = world.stranger().await;
    say(&mut stream, r#"{"hello":{"version":"0.0.1","role":"window"}}"#).await;
    let refusal = heard(&mut stream).await.unwrap();
    assert_eq!(refusal["error"]["code"], "version");
    assert!(refusal["error"]["message"].as_str().unwrap().contains("0.0.1"), "{refusal}");
    assert_eq!(heard(&mut stream).await, None);
    assert!(world.requests.try_recv().is_err(), "nobody came in");
}

#[tokio::test]
async fn who_does_not_say_hello_first_is_shown_the_door() {
    let mut world = World::new();
    let mut stream = world.stranger().await;
    say(&mut stream, r#"{"id":1,"action":{"type":"quit"}}"#).await;
    assert_eq!(heard(&mut stream).await, None);
    assert!(world.requests.try_recv().is_err(), "nothing was carried out");
}

#[tokio::test]
async fn a_broken_line_ends_its_own_connection_only() {
    let world = World::new();
    let mut healthy = world.connect().await;
    beginning(&mut healthy).await;
    for broken in ["no JSON", r#"{"id":1}"#, r#"{"id":1,"action":{"type":"explode"}}"#, "\u{fffd}", ""] {
        let mut stream = world.welcomed().await;
        say(&mut stream, broken).await;
        ended(&mut stream).await;
    }
    world.published.windows.send_replace(Arc::new(windows(1)));
    assert_eq!(healthy.next_update().await, Some(Update::Windows(windows(1))));
}

#[tokio::test]
async fn an_endless_line_ends_its_own_connection_only() {
    let world = World::new();
    let mut healthy = world.connect().await;
    beginning(&mut healthy).await;
    let (mut reader, mut writer) = world.welcomed().await.into_inner().into_split();
    let writing = tokio::spawn(async move { while writer.write_all(&[b'x'; 65_536]).await.is_ok() {} });
    let mut rest = Vec::new();
    let _ = reader.read_to_end(&mut rest).await; // ends, with or without a reset
    writing.await.unwrap();
    world.published.windows.send_replace(Arc::new(windows(1)));
    assert_eq!(healthy.next_update().await, Some(Update::Windows(windows(1))));
}

#[tokio::test]
async fn a_slow_reader_skips_values_and_holds_nobody_back() {
    let world = World::new();
    let mut slow = world.welcomed().await;
    let mut quick = world.connect().await;
    beginning(&mut quick).await;
    let session = |n: u32| Session { profile: format!("{n}{}", "x".repeat(100_000)), ..Session::default() };
    for n in 1..=200 {
        world.published.session.send_replace(Arc::new(session(n)));
        assert_eq!(quick.next_update().await, Some(Update::Session(session(n))));
    }
    let mut told = 0;
    loop {
        let line = heard(&mut slow).await.unwrap();
        if line["update"]["part"] == "session" {
            told += 1;
            if line["update"]["value"]["profile"] == session(200).profile.as_str() {
                break;
            }
        }
    }
    assert!(told < 100, "{told} of 200 values were kept for it");
}

#[tokio::test]
async fn who_asks_seldom_gets_the_newest_value_only() {
    let world = World::new();
    let mut window = world.connect().await;
    beginning(&mut window).await;
    let mut witness = world.connect().await;
    beginning(&mut witness).await;
    for n in 1..=50 {
        world.published.windows.send_replace(Arc::new(windows(n)));
        assert_eq!(witness.next_update().await, Some(Update::Windows(windows(n))));
    }
    let mut told = 1;
    while window.next_update().await != Some(Update::Windows(windows(50))) {
        told += 1;
    }
    assert!(told < 10, "{told} of 50 values were kept for it");
}

#[tokio::test]
async fn a_room_that_is_looked_at_belongs_to_its_connection() {
    let mut world = World::new();
    let mut looking = world.connect().await;
    let Request::ViewerCame { viewer, room: _room, room_calls: shown } = world.requests.recv().await.unwrap() else {
        panic!()
    };
    let mut other = world.connect().await;
    beginning(&mut looking).await;
    beginning(&mut other).await;
    let agent = looking.agent();
    let look = Action::Look { at: Some(Look { room: room_calls().room, panel: true }) };
    let asking = tokio::spawn({
        let look = look.clone();
        async move { agent.dispatch(look).await }
    });
    let Request::Dispatch { viewer: by, action, reply, .. } = world.request().await else { panic!() };
    assert_eq!((by, action), (Some(viewer), look));
    reply.send(Ok(())).unwrap();
    asking.await.unwrap().unwrap();
    shown.send_replace(Some(Arc::new(room_calls())));
    assert_eq!(looking.next_update().await, Some(Update::RoomCalls(Some(room_calls()))));
    world.published.windows.send_replace(Arc::new(windows(1)));
    assert_eq!(other.next_update().await, Some(Update::Windows(windows(1))), "and nothing of that room before");
    drop(looking);
    let Request::ViewerWent { viewer: gone } = world.request().await else { panic!() };
    assert_eq!(gone, viewer);
}

#[tokio::test]
async fn no_window_exists_once_the_last_connection_of_the_window_program_ended() {
    let mut world = World::new();
    let first = connect(&world.profile, Role::Window).await.unwrap();
    assert!(matches!(world.request().await, Request::WindowProgram { connected: true }));
    let second = connect(&world.profile, Role::Window).await.unwrap();
    let command_line = world.connect().await;
    drop(first);
    assert!(matches!(world.request().await, Request::ViewerWent { .. }));
    drop(command_line);
    assert!(matches!(world.request().await, Request::ViewerWent { .. }));
    drop(second);
    assert!(matches!(world.request().await, Request::ViewerWent { .. }));
    assert!(matches!(world.request().await, Request::WindowProgram { connected: false }));
}

#[tokio::test]
async fn a_profile_has_one_agent_at_a_time() {
    let world = World::new();
    assert!(matches!(claim(&world.profile), Err(ClaimError::Running)));
    let other = Profile::under(world.root.path(), "jonas").unwrap();
    assert!(claim(&other).is_ok(), "another profile has an agent of its own");
    assert!(connect(&world.profile, Role::Cli).await.is_ok(), "the first one is still reached");
    let profile = world.profile.clone();
    let _root = world.end().await;
    assert!(claim(&profile).is_ok());
}

#[tokio::test]
async fn an_agent_with_other_folders_does_not_take_the_socket_of_one_that_runs() {
    let world = World::new();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(world.profile.run_folder(), elsewhere.path().join("run")).unwrap();
    let namesake = Profile::under(elsewhere.path(), "mara").unwrap();
    assert!(matches!(claim(&namesake), Err(ClaimError::Running)));
    world.connect().await;
}

#[tokio::test]
async fn the_socket_of_a_killed_agent_is_no_obstacle() {
    let root = tempfile::tempdir().unwrap();
    let profile = Profile::under(root.path(), "mara").unwrap();
    std::fs::create_dir_all(profile.run_folder()).unwrap();
    drop(std::os::unix::net::UnixListener::bind(profile.socket()).unwrap());
    assert!(profile.socket().exists(), "as a kill leaves it");
    assert!(matches!(connect(&profile, Role::Cli).await, Err(ConnectError::NotRunning)));
    let world = World::at(root);
    world.connect().await;
}

#[tokio::test]
async fn an_agent_that_ends_takes_its_socket_along() {
    let world = World::new();
    let (profile, _root) = (world.profile.clone(), world.end().await);
    assert!(!profile.socket().exists());
    assert!(matches!(connect(&profile, Role::Cli).await, Err(ConnectError::NotRunning)));
}

#[tokio::test]
async fn socket_and_folders_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.profile.socket()), 0o600);
    assert_eq!(mode(world.profile.run_folder()), 0o700);
    assert_eq!(mode(world.profile.data_folder()), 0o700);
}

/// Needs root, which alone can act as somebody else; elsewhere only the rule itself is tested.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn another_user_is_turned_away_even_if_the_folder_were_open() {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};
    if endpoint::own_uid() != 0 {
        return;
    }
    let world = World::new();
    for path in [world.root.path(), world.profile.run_folder()] {
        std::fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    }
    std::fs::set_permissions(world.profile.socket(), Permissions::from_mode(0o666)).unwrap();
    let socket = world.profile.socket();
    let stream = std::thread::spawn(move || {
        // SAFETY: the raw call changes this thread only, which ends right after.
        assert_eq!(unsafe { libc::syscall(libc::SYS_setresuid, -1, 65_534, -1) }, 0);
        std::os::unix::net::UnixStream::connect(socket).unwrap()
    });
    let stream = stream.join().unwrap();
    stream.set_nonblocking(true).unwrap();
    let mut stream = BufReader::new(UnixStream::from_std(stream).unwrap());
    let hello = json!({ "hello": { "version": VERSION, "role": "cli" } });
    let _ = stream.write_all(format!("{hello}\n").as_bytes()).await; // may be shut already
    assert_eq!(heard(&mut stream).await, None);
    world.connect().await;
}

#[tokio::test]
async fn who_outlives_the_agent_is_told_and_starts_anew_with_the_next() {
    let world = World::new();
    let profile = world.profile.clone();
    let mut window = world.connect().await;
    beginning(&mut window).await;
    let asking = tokio::spawn({
        let agent = window.agent();
        async move { agent.dispatch(Action::Reconnect).await }
    });
    let mut world = world;
    let unanswered = world.request().await;
    let root = world.end().await;
    assert_eq!(asking.await.unwrap(), Err(ActionError::Offline));
    assert_eq!(window.next_update().await, None);
    assert_eq!(window.dispatch(Action::Reconnect).await, Err(ActionError::Offline));
    drop(unanswered);
    let next = World::at(root);
    next.published.windows.send_replace(Arc::new(windows(7)));
    let mut window = connect(&profile, Role::Window).await.unwrap();
    assert!(beginning(&mut window).await.contains(&Update::Windows(windows(7))));
}

#[tokio::test]
async fn a_program_that_cannot_be_started_is_named() {
    let root = tempfile::tempdir().unwrap();
    let profile = Profile::under(root.path(), "mara").unwrap();
    let missing = root.path().join("vconnct");
    let Err(ConnectError::Io(e)) = connect_or_start(&profile, Role::Cli, &missing).await else { panic!() };
    assert!(e.to_string().contains(missing.to_str().unwrap()), "{e}");
}

#[tokio::test]
async fn an_older_agent_that_no_call_needs_makes_room_and_the_newer_one_is_started() {
    let mut old = World::of_version("0.0.1", tempfile::tempdir().unwrap());
    let (profile, agent) = (old.profile.clone(), agent_that_is_told(&old.root));
    let told = old.root.path().join("told");
    let newcomer = tokio::spawn(async move { connect_or_start(&profile, Role::Cli, &agent).await });
    let Request::Dispatch { action: Action::Quit, reply, .. } = old.request().await else { panic!() };
    reply.send(Ok(())).unwrap();
    assert!(!told.exists(), "the new agent was started before the old one was gone");
    let root = old.end().await;
    while !told.exists() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let _new = World::at(root);
    assert!(newcomer.await.unwrap().unwrap().is_first);
}

#[tokio::test]
async fn an_older_agent_with_a_call_goes_on_and_says_what_to_do() {
    for calls in live_calls() {
        let mut old = World::of_version("0.0.1", tempfile::tempdir().unwrap());
        old.published.calls.send_replace(Arc::new(calls));
        let refused = connect_or_start(&old.profile, Role::Window, &agent_that_is_told(&old.root)).await;
        let Err(ConnectError::Refused(sentence)) = refused else { panic!("{refused:?}") };
        assert!(sentence.contains("when your call is over"), "{sentence}");
        assert!(old.requests.try_recv().is_err(), "it was asked for something");
    }
}

#[tokio::test]
async fn who_starts_no_agent_ends_none_and_an_older_program_ends_no_newer_one() {
    let mut old = World::of_version("0.0.1", tempfile::tempdir().unwrap());
    let refused = connect(&old.profile, Role::Cli).await;
    assert!(matches!(&refused, Err(ConnectError::Refused(sentence)) if sentence.contains("0.0.1")), "{refused:?}");
    assert!(old.requests.try_recv().is_err());

    let mut new = World::of_version("999.0.0", tempfile::tempdir().unwrap());
    let agent = agent_that_is_told(&new.root);
    let refused = connect_or_start(&new.profile, Role::Window, &agent).await;
    assert!(matches!(&refused, Err(ConnectError::Refused(sentence)) if sentence.contains("999.0.0")), "{refused:?}");
    assert!(new.requests.try_recv().is_err());
    assert!(!new.root.path().join("told").exists(), "an agent was started beside it");
}

/// A program in the agent's place, which only leaves a sign that it was started.
fn agent_that_is_told(root: &TempDir) -> PathBuf {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};
    let (program, told) = (root.path().join("agent"), root.path().join("told"));
    std::fs::write(&program, format!("#!/bin/sh\ntouch '{}'\n", told.display())).unwrap();
    std::fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    program
}

/// Each kind of call that ends with its agent, alone.
fn live_calls() -> [Calls; 4] {
    let part = |name: &str, call: Value| {
        let mut calls = serde_json::to_value(Calls::default()).unwrap();
        calls[name] = call;
        serde_json::from_value(calls).unwrap()
    };
    let room = json!({ "workspace": "https://chat.example.com", "roomId": "r1" });
    let person = json!(Person::default());
    let incoming = json!([{ "callId": "c1", "room": room, "workspaceName": "HQ", "caller": person, "since": 0,
        "until": 30_000, "phase": { "state": "dismissed" }, "hushed": false, "trial": false }]);
    let outgoing = json!({ "callId": "c1", "room": room, "callee": person, "since": 0, "until": 30_000,
        "phase": { "state": "ringing", "reconnecting": false }, "devices": { "mic": true, "cam": false } });
    let joined = json!({ "callId": "c1", "room": room, "name": "Ana", "since": 0, "page": "opened", "people": [],
        "othersLeft": false, "probablyOver": false });
    let starting = json!({ "callId": "c1", "room": room, "roomName": "#general",
        "phase": { "state": "starting", "waitsUntil": null } });
    [part("incoming", incoming), part("outgoing", outgoing), part("joined", joined), part("starting", starting)]
}

/// All but those of what a connection looks at.
const PARTS: usize = 13;
