//! The way of a ring through the agent: from its frame to the decision, the loudspeaker, the notification.
//!
//! The workspace's own frames come in between, as many as asked for. What happened inside is read from
//! the agent's own account of its rings (`vconnct rings`).

use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use support::{
    desk::{Desk, Fittings},
    eventually::eventually,
    impostor::Impostor,
    many_rooms::{self, changed, message, millis, name, room, subscription},
    peer::{Call, Peer},
    person::Person,
    scripted::Scripted,
    workspace::Workspace,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};
use vconnct_client::local::VERSION;

use crate::{
    figures::{Spread, load},
    memory::settled,
};

/// Measures `count` rings in each situation (a fifth of it where a window is open), and prints how long
/// they took.
pub async fn run(count: usize) {
    println!("load before: {}", load());
    let house = Workspace::opens_with(&["limits=off"]).await;
    let ana = house.peer(&house.people[0]).await;
    for situation in SITUATIONS {
        let stage = Stage::set(&house, ana.clone(), &situation).await;
        stage.measure(if situation.window { count.div_ceil(5) } else { count }).await;
    }
    println!("load after: {}", load());
}

/// What else happens while it rings.
struct Situation {
    name: &'static str,
    rooms: usize,
    /// Events in a second, in as many rooms as [`BUSY_ROOMS`] says.
    pace: u64,
    /// A window is open: it is told of all rooms, and reads what it is told.
    window: bool,
}

const SITUATIONS: [Situation; 4] = [
    Situation { name: "idle", rooms: BUSY_ROOMS, pace: 0, window: false },
    Situation { name: "2 000 events/s in 500 rooms", rooms: BUSY_ROOMS, pace: 2_000, window: false },
    Situation { name: "the same, a window open", rooms: BUSY_ROOMS, pace: 2_000, window: true },
    Situation { name: "the same of 10 000 rooms, a window open", rooms: 10_000, pace: 2_000, window: true },
];

/// Bo's agent, at a workspace that says what the situation wants.
struct Stage<'a> {
    situation: &'a Situation,
    ana: Peer,
    bo: Person,
    bo_id: String,
    room: String,
    workspace: Impostor,
    service: Scripted,
    _window: Option<JoinHandle<()>>,
}

impl<'a> Stage<'a> {
    async fn set(house: &Workspace, ana: Peer, situation: &'a Situation) -> Self {
        let account = &house.people[1];
        let bo = house.peer(account).await;
        let workspace = Impostor::of(&house.url).await;
        many_rooms::open(&workspace, &bo, situation.rooms).await;
        let desk = Desk::with(Fittings { sound: true, ..Fittings::WITH_KEYS }).await;
        let service = Scripted::start(desk.bus()).await;
        let mut person = Person::at(desk, account);
        person.starts().await;
        person.signs_in(&workspace.url()).await;
        person.is_reachable().await;
        person.sees("all rooms", |seen| (seen.rooms.rooms.len() > situation.rooms).then_some(())).await;
        person.looks_away();
        let window = match situation.window {
            true => Some(open_window(&person).await),
            false => None,
        };
        let room = ana.room_with(&account.username).await;
        Self { situation, ana, bo_id: bo.id, bo: person, room, workspace, service, _window: window }
    }

    async fn measure(mut self, count: usize) {
        let agent = self.bo.agent().id();
        let (began, cpu_before) = (Instant::now(), cpu(agent));
        let busy = tokio::spawn(busy(self.workspace.clone(), self.situation.pace));
        let rings = self.ring(count).await;
        busy.abort();
        let share = (cpu(agent) - cpu_before).as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
        let memory = settled(agent).await as f64 / 1_000_000.0;
        println!(
            "{}: agent's processor time {share:.1} %, memory (PSS) {memory:.1} MB, load {}",
            self.situation.name,
            load()
        );
        rings.print(count);
    }

    /// Rings again and again; the account of the agent is read before it forgets.
    async fn ring(&self, count: usize) -> Rings {
        let mut rings = Rings::default();
        let mut sent = HashMap::new();
        for number in 1..=count {
            let (call, at) = self.ring_once(&mut rings).await;
            sent.insert(call.id, at);
            if number % REMEMBERED == 0 || number == count {
                rings.take(&sent, &self.bo.rings().await);
                sent.clear();
            }
        }
        rings
    }

    async fn ring_once(&self, rings: &mut Rings) -> (Call, Duration) {
        let call = self.ana.starts(&self.room).await;
        let (at, sent) = (Instant::now(), wall());
        self.workspace.says(self.signal("call", &call));
        let shown = eventually("the notification of a call", async || {
            let mut shown = self.service.shown().into_iter().filter(|shown| shown.at >= at);
            shown.rfind(|shown| shown.actions.iter().any(|action| action == "accept"))
        })
        .await;
        rings.to_notification.add(shown.at - at);
        sleep(LOUD).await;
        self.workspace.says(self.signal("canceled", &call));
        self.ana.asks("video-conference.cancel", json!({ "callId": call.id })).await;
        eventually("the notification to go", async || {
            self.service.shown().iter().any(|gone| gone.id == shown.id && gone.closed.is_some()).then_some(())
        })
        .await;
        // Of the missed call.
        self.service.forget();
        sleep(QUIET).await;
        (call, sent)
    }

    fn signal(&self, action: &str, call: &Call) -> String {
        let params = json!({ "callId": call.id, "uid": self.ana.id, "rid": call.room });
        let event = format!("{}/video-conference", self.bo_id);
        changed("stream-notify-user", &event, &json!([{ "action": action, "params": params }]))
    }
}

/// How long each step took, from the frame's being handed to the socket.
#[derive(Default)]
struct Rings {
    to_decision: Spread,
    within_agent: Spread,
    to_ringer: Spread,
    to_notification: Spread,
    /// Over before the loudspeaker played, [`LOUD`] after its notification.
    unheard: usize,
}

impl Rings {
    /// Takes in what the agent tells of the rings that were sent at these times.
    fn take(&mut self, sent: &HashMap<String, Duration>, told: &Value) {
        let mut known = 0;
        for ring in told.as_array().into_iter().flatten() {
            let Some(sent) = ring["id"].as_str().and_then(|id| sent.get(id)) else { continue };
            known += 1;
            let began = ring["began"].as_str().and_then(micros).expect("a ring began some time");
            let line = began.saturating_sub(*sent);
            let step = |name: &str| {
                let mut steps = ring["steps"].as_array().into_iter().flatten();
                let taken = steps.find(|taken| taken["step"] == name)?["ms"].as_f64()?;
                Some(Duration::from_secs_f64(taken / 1_000.0))
            };
            let decided = step("decided").unwrap_or_else(|| panic!("it never rang: {ring}"));
            self.to_decision.add(line + decided);
            self.within_agent.add(decided);
            match step("sounding") {
                Some(sounding) => self.to_ringer.add(line + sounding),
                None => self.unheard += 1,
            }
        }
        assert_eq!(known, sent.len(), "the agent has forgotten rings: {told}");
    }

    fn print(self, count: usize) {
        assert_eq!(self.to_decision.count(), count);
        self.to_decision.print("  frame to decision");
        self.within_agent.print("  of that, after it was read");
        self.to_ringer.print("  frame to ringer started");
        self.to_notification.print("  frame to notification handed over");
        if self.unheard > 0 {
            println!("  {} were over before the loudspeaker played", self.unheard);
        }
    }
}

/// Sends events at the pace of a situation, for as long as it is polled.
async fn busy(workspace: Impostor, pace: u64) {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let each = pace * u64::try_from(BEAT.as_millis()).unwrap_or(1) / 1_000;
    for number in 0.. {
        beat.tick().await;
        (number * each..(number + 1) * each).for_each(|event_number| workspace.says(event(event_number)));
    }
}

/// A message, then what the workspace tells of its room, then of the person's view of it.
fn event(number: u64) -> String {
    let n = usize::try_from(number / 3).unwrap_or_default() % BUSY_ROOMS;
    match number % 3 {
        0 => {
            let message = message(n, number);
            let about = json!({ "roomParticipant": true, "roomType": "c", "roomName": name(n) });
            changed("stream-room-messages", "__my_messages__", &json!([message, about]))
        }
        1 => changed("stream-notify-user", "x/rooms-changed", &json!(["updated", with_news(room(n), number)])),
        _ => {
            let subscription = with_news(subscription(n), number);
            changed("stream-notify-user", "x/subscriptions-changed", &json!(["updated", subscription]))
        }
    }
}

fn with_news(mut document: Value, number: u64) -> Value {
    document["unread"] = json!(number % 100);
    document["lm"] = json!({ "$date": millis() });
    document
}

/// Somebody who reads all that a window is told, and does nothing with it: that is the window's time.
async fn open_window(person: &Person) -> JoinHandle<()> {
    let mut socket = UnixStream::connect(person.socket()).await.expect("the agent listens");
    let hello = json!({ "hello": { "version": VERSION, "role": "cli" } });
    socket.write_all(format!("{hello}\n").as_bytes()).await.expect("the agent reads");
    tokio::spawn(async move {
        let mut piece = vec![0; 256 * 1_024];
        while socket.read(&mut piece).await.is_ok_and(|length| length > 0) {}
    })
}

/// All the time a process has had of the processors.
fn cpu(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("the agent runs");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or_default();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

fn wall() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// A time in ISO 8601, since 1970.
fn micros(iso: &str) -> Option<Duration> {
    let time: jiff::Timestamp = iso.parse().ok()?;
    u64::try_from(time.as_microsecond()).ok().map(Duration::from_micros)
}

/// Rooms with news in a busy workspace.
const BUSY_ROOMS: usize = 500;
const BEAT: Duration = Duration::from_millis(3);
/// Long enough for a tone to begin.
const LOUD: Duration = Duration::from_millis(100);
/// Long enough for its stream to be closed again.
const QUIET: Duration = Duration::from_millis(130);
/// Fewer rings than an agent remembers.
const REMEMBERED: usize = 40;
