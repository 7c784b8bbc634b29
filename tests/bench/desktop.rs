//! The agent: its memory, its start, and its way from a frame to the ear and the eye.

use std::{
    fs,
    time::{Duration, Instant},
};

use support::{
    desk::{Desk, Fittings},
    eventually::eventually,
    peer::Peer,
    person::Person,
    scripted::{Scripted, Shown},
    workspace::Workspace,
};
use tokio::time::sleep;

use crate::figures::{Figures, load, print_size};

/// Measures all of it, and prints it.
pub async fn run() {
    println!("load before: {}", load());
    let house = Workspace::opens_with(&["limits=off"]).await;
    let ana = house.peer(&house.people[0]).await;
    let desk = Desk::with(Fittings { sound: true, ..Fittings::WITH_KEYS }).await;
    let service = Scripted::start(desk.bus()).await;
    let mut bo = Person::at(desk, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&house.url).await;
    bo.is_reachable().await;

    starts(&mut bo).await.print("start to reachable (session in the key store)", 120);
    print_size("agent signed in, no window (PSS)", settled_memory(&mut bo).await, 12);
    let rings = rings(&ana, &bo, &service).await;
    rings.to_notification.print("frame to notification", 5);
    rings.to_sound.print("frame to first audible sample", 40);
    rings.to_silence.print("caller's hang-up to silence", 30);
    print_size("agent after all these rings (PSS)", settled_memory(&mut bo).await, 12);
    println!("load after: {}", load());
}

/// Starts the agent anew, again and again, with the session it has kept.
async fn starts(person: &mut Person) -> Figures {
    let mut figures = Figures::default();
    for _ in 0..STARTS {
        person.agent().terminate().await;
        let start = Instant::now();
        person.starts_at_once().await;
        person.is_reachable().await;
        figures.add(start.elapsed());
    }
    figures
}

#[derive(Debug, Default)]
struct Rings {
    to_notification: Figures,
    to_sound: Figures,
    to_silence: Figures,
}

async fn rings(ana: &Peer, bo: &Person, service: &Scripted) -> Rings {
    let room = ana.room_with(&bo.account.username).await;
    let callee = ana.other_in_room(&room).await;
    let mut rings = Rings::default();
    for _ in 0..RINGS {
        let call = ana.starts(&room).await;
        let sent = ana.signals(&callee, "call", &call);
        let sound = bo.desk.sound().heard_since(sent).await;
        rings.to_sound.add(sound.time.start - sent);
        rings.to_notification.add(rung_since(service, sent).await.at - sent);

        // Within the melody, so that there is a sound to end.
        let hung_up = ana.signals(&callee, "canceled", &call);
        ana.asks("video-conference.cancel", serde_json::json!({ "callId": call.id })).await;
        bo.is_quiet().await;
        let last = eventually("silence", async || {
            let last = bo.desk.sound().heard().last()?.time.end;
            (last.elapsed() > PAUSE).then_some(last)
        })
        .await;
        rings.to_silence.add(last.saturating_duration_since(hung_up));
    }
    rings
}

async fn rung_since(service: &Scripted, since: Instant) -> Shown {
    eventually("the notification of a call", async || {
        let shown = service.shown().into_iter();
        shown.filter(|shown| shown.at >= since).find(|shown| shown.actions.iter().any(|action| action == "accept"))
    })
    .await
}

/// The memory that is the agent's own share, once it no longer falls.
async fn settled_memory(person: &mut Person) -> u64 {
    let id = person.agent().id();
    let mut least = u64::MAX;
    let mut since = Instant::now();
    while since.elapsed() < SETTLED {
        let now = memory(id);
        if now < least {
            (least, since) = (now, Instant::now());
        }
        sleep(Duration::from_millis(200)).await;
    }
    memory(id)
}

fn memory(id: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).expect("the agent runs");
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).expect("the kernel counts it");
    let kibibytes: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kibibytes * 1_024
}

/// Longer than the pauses within the melody: then it has ended.
const PAUSE: Duration = Duration::from_millis(3_300);
const RINGS: usize = 50;
const SETTLED: Duration = Duration::from_secs(3);
const STARTS: usize = 20;
