//! A surface of our own at an agent's local socket: sees all parts of the state, asks for anything.

use std::path::Path;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::UnixStream,
    sync::{mpsc, watch},
    time::timeout,
};
use vconnct_client::{
    action::Action,
    diagnosis::Diagnosis,
    local::VERSION,
    update::{
        Browsers, Calls, History, IncomingCall, IncomingPhase, Managed, OpenRoom, RoomCalls, Rooms, Session, Settings,
        SignIn, Sound, Update, Windows,
    },
};

use crate::eventually::LIMIT;

/// A connection that keeps the newest value of each part.
#[derive(Debug)]
pub struct Surface {
    lines: mpsc::UnboundedSender<Value>,
    seen: watch::Receiver<Seen>,
}

/// All that an agent shows.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub browsers: Browsers,
    pub calls: Calls,
    pub diagnosis: Diagnosis,
    pub history: History,
    pub managed: Managed,
    pub room: Option<OpenRoom>,
    pub room_calls: Option<RoomCalls>,
    pub rooms: Rooms,
    pub session: Session,
    pub settings: Settings,
    pub sign_in: SignIn,
    pub sound: Sound,
    pub windows: Windows,
    /// Answers to what was asked, in order of arrival.
    answers: Vec<Value>,
    ended: bool,
}

impl Surface {
    /// Connects to the agent that listens at `socket`, if one does.
    pub async fn connect(socket: &Path) -> Option<Self> {
        let stream = UnixStream::connect(socket).await.ok()?;
        let (reader, mut writer) = stream.into_split();
        let (lines, mut waiting) = mpsc::unbounded_channel::<Value>();
        let (told, seen) = watch::channel(Seen::default());
        tokio::spawn(async move {
            while let Some(line) = waiting.recv().await {
                if writer.write_all(format!("{line}\n").as_bytes()).await.is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                told.send_modify(|seen| seen.take(&line));
            }
            told.send_modify(|seen| seen.ended = true);
        });
        let surface = Self { lines, seen };
        surface.send(json!({ "hello": { "version": VERSION, "role": "cli" } }));
        Some(surface)
    }

    /// Whether the agent still speaks to us.
    pub fn is_open(&self) -> bool {
        !self.seen.borrow().ended
    }

    /// What it shows now.
    pub fn now(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Waits until it shows what `wanted` finds.
    pub async fn sees<T>(&self, what: &str, wanted: impl Fn(&Seen) -> Option<T>) -> T {
        let mut seen = self.seen.clone();
        let found = timeout(LIMIT, seen.wait_for(|seen| wanted(seen).is_some() || seen.ended)).await;
        let found = found.ok().and_then(Result::ok).and_then(|seen| wanted(&seen));
        found.unwrap_or_else(|| panic!("waited in vain for {what}; last seen: {:#?}", self.now()))
    }

    /// Carries out an action; the error is the one a surface would be told.
    ///
    /// # Errors
    /// As the agent says.
    pub async fn asks(&self, action: &Action) -> Result<(), Value> {
        let id = fresh_id();
        self.send(json!({ "id": id, "action": action }));
        let answer =
            self.sees("an answer", |seen| seen.answers.iter().find(|answer| answer["id"] == id).cloned()).await;
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    fn send(&self, line: Value) {
        // Fails only when the agent is gone; then what is waited for does not come.
        let _ = self.lines.send(line);
    }
}

impl Seen {
    /// The ids of all calls that ring here, silenced or not.
    pub fn ringing(&self) -> Vec<String> {
        let rings = |call: &&IncomingCall| matches!(call.phase, IncomingPhase::Ringing { .. });
        self.calls.incoming.iter().filter(rings).map(|call| call.call_id.to_string()).collect()
    }

    fn take(&mut self, line: &str) {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in a line: {line}"));
        let Some(update) = line.get("update") else { return self.answers.push(line) };
        match serde_json::from_value(update.clone()).unwrap_or_else(|error| panic!("{error} in {update}")) {
            Update::Browsers(browsers) => self.browsers = browsers,
            Update::Calls(calls) => self.calls = calls,
            Update::Diagnosis(diagnosis) => self.diagnosis = diagnosis,
            Update::History(history) => self.history = history,
            Update::Managed(managed) => self.managed = managed,
            Update::Room(room) => self.room = room,
            Update::RoomCalls(calls) => self.room_calls = calls,
            Update::Rooms(rooms) => self.rooms = rooms,
            Update::Session(session) => self.session = session,
            Update::Settings(settings) => self.settings = settings,
            Update::SignIn(sign_in) => self.sign_in = sign_in,
            Update::Sound(sound) => self.sound = sound,
            Update::Windows(windows) => self.windows = windows,
        }
    }
}

fn fresh_id() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(1);
    LAST.fetch_add(1, Ordering::Relaxed)
}
