//! The agent: its memory, its start, its rest, and its way from a frame to the ear and the eye.

use std::time::{Duration, Instant};

use crate::{
    caller::Caller,
    figures::{Figures, load, print_size},
    idle,
    memory::settled,
    peers, window,
};
use support::{
    desk::{Desk, Fittings},
    eventually::eventually,
    impostor::Impostor,
    many_rooms,
    person::Person,
    scripted::{Scripted, Shown},
    workspace::Workspace,
};

/// Measures all of it, and prints it.
pub async fn run() {
    println!("load before: {}", load());
    let house = Workspace::opens_with(&["limits=off"]).await;
    let ana = house.peer(&house.people[0]).await;
    let mut desk = Desk::with(Fittings { sound: true, ..Fittings::WITH_KEYS }).await;
    // As on any desktop something tells of sleep; without it the agent glances at the clock.
    let _system = desk.start_system().await;
    let service = Scripted::start(desk.bus()).await;
    let mut bo = Person::at(desk, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&house.url).await;
    bo.is_reachable().await;
    bo.desk.keeps_a_token().await;

    starts(&mut bo).await.print("start to reachable (session in the key store)", 120);
    print_size("agent signed in, no window (PSS)", settled(bo.agent().id()).await, 12);
    idle::print("agent idle", bo.agent().id()).await;
    let rings = rings(&Caller::of(&ana, &bo).await, &bo, &service).await;
    rings.to_notification.print("frame to notification on the bus", 6);
    rings.to_sound.print("frame to first audible sample", 40);
    rings.to_silence.print("caller's hang-up to silence", 30);
    rings.to_withdrawal.print("caller's hang-up to notification withdrawn", 10);
    print_size("agent after all these rings (PSS)", settled(bo.agent().id()).await, 12);
    print_size("agent of 10 000 rooms, no window (PSS)", with_many_rooms(&house).await, 30);
    window::run().await;
    peers::run().await;
    println!("load after: {}", load());
}

/// The memory of an agent that knows ten thousand rooms, and shows none of them.
async fn with_many_rooms(house: &Workspace) -> u64 {
    let account = &house.people[2];
    let workspace = Impostor::of(&house.url).await;
    many_rooms::open(&workspace, &house.peer(account).await, MANY).await;
    let mut person = Person::at(Desk::with(Fittings::WITH_KEYS).await, account);
    person.starts().await;
    person.signs_in(&workspace.url()).await;
    person.sees("all rooms", |seen| (seen.rooms.rooms.len() > MANY).then_some(())).await;
    person.looks_away();
    settled(person.agent().id()).await
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
    to_withdrawal: Figures,
}

async fn rings(caller: &Caller, bo: &Person, service: &Scripted) -> Rings {
    let mut rings = Rings::default();
    for _ in 0..RINGS {
        let (call, sent) = caller.rings().await;
        let sound = bo.desk.sound().heard_since(sent).await;
        rings.to_sound.add(sound.time.start - sent);
        let shown = rung_since(service, sent).await;
        rings.to_notification.add(shown.at - sent);

        // Within the melody, so that there is a sound to end.
        let hung_up = caller.hangs_up(&call).await;
        bo.is_quiet().await;
        let withdrawn = eventually("the notification to go", async || {
            service.shown().into_iter().find(|gone| gone.id == shown.id)?.closed
        })
        .await;
        rings.to_withdrawal.add(withdrawn.saturating_duration_since(hung_up));
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

/// Longer than the pauses within the melody: then it has ended.
const PAUSE: Duration = Duration::from_millis(3_300);
const MANY: usize = 10_000;
const RINGS: usize = 50;
const STARTS: usize = 20;
