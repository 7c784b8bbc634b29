//! The keys of music and of loudness silence what rings, and nothing else.

use std::time::{Duration, Instant};

use support::{
    desk::Fittings,
    display::Chord,
    eventually::eventually,
    peer::{Call, Peer},
    person::Person,
    surface::Seen,
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::update::{CallState, IncomingCall, IncomingPhase};

use crate::scripted_desk::at_a_scripted_desk;

#[tokio::test]
async fn a_pause_of_the_desktop_silences_the_ring_and_the_call_can_be_accepted_all_the_same() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    assert_eq!(players(&bo).await, [""; 0], "a player without anything to play");
    let call = rung(&ana, &bo).await;
    let shown = service.shows().await;
    let player = eventually("a player", async || players(&bo).await.pop()).await;
    assert_eq!(property(&bo, &player, "PlaybackStatus").await, "Playing");

    let pressed = Instant::now();
    order(&bo, &player, "Pause").await;
    let silent = bo.desk.sound().falls_silent().await.expect("it rang");
    let late = silent.saturating_duration_since(pressed);
    println!("silent {} ms after the key", late.as_millis());
    assert!(late < Duration::from_secs(1), "it rang on for {late:?}");
    bo.sees("the silenced call", |seen| hushed(seen).map(drop)).await;
    assert!(service.shown().iter().any(|one| one.id == shown.id && one.closed.is_none()), "its notification is gone");
    eventually("the player to be gone", async || players(&bo).await.is_empty().then_some(())).await;
    assert_eq!(ana.signals_of(&call), [], "somebody was told");

    service.press(bo.desk.bus(), shown.id, "accept").await;
    ana.hears("accepted", &call).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
}

#[tokio::test]
async fn the_next_call_rings_and_a_silenced_one_that_nobody_answered_was_missed() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, _service) = at_a_scripted_desk(&house).await;
    let call = rung(&ana, &bo).await;
    bo.types(&["silence"]).await.worked();
    bo.desk.sound().falls_silent().await;
    bo.types(&["silence"]).await.refused();
    ana.hangs_up(&call).await;
    bo.records(&call, |record| record.state == CallState::Missed && record.not_rung.is_none()).await;
    let since = Instant::now();
    ana.calls(&bo.account.username).await;
    bo.desk.sound().heard_since(since).await;
    bo.desk.sound().plays(Tone::Ring).await;
}

#[tokio::test]
async fn on_a_bare_display_the_mute_key_silences_and_is_other_programs_again() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::COMPLETE).await;
    assert!(is_free(&bo), "a key was taken with nothing to silence");
    let call = rung(&ana, &bo).await;
    eventually("the key to be taken", async || (!is_free(&bo)).then_some(())).await;
    bo.desk.display().press(MUTE).await;
    bo.sees("the silenced call", |seen| hushed(seen).map(drop)).await;
    bo.desk.sound().falls_silent().await;
    eventually("the key to be free", async || is_free(&bo).then_some(())).await;
    bo.accepts().await;
    ana.hears("accepted", &call).await;
}

/// The call that rings on in silence.
fn hushed(seen: &Seen) -> Option<&IncomingCall> {
    let rings = |call: &&IncomingCall| matches!(call.phase, IncomingPhase::Ringing { silenced: false, .. });
    seen.calls.incoming.iter().find(|call| rings(call) && call.hushed)
}

async fn rung(ana: &Peer, bo: &Person) -> Call {
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.desk.sound().plays(Tone::Ring).await;
    call
}

async fn players(person: &Person) -> Vec<String> {
    person.desk.bus().names("org.mpris.MediaPlayer2.").await
}

/// As a desktop does when somebody presses a key.
async fn order(person: &Person, player: &str, method: &str) {
    let bus = person.desk.bus().connection();
    bus.call_method(Some(player), PATH, Some(PLAYER), method, &()).await.expect("a player obeys");
}

async fn property(person: &Person, player: &str, name: &str) -> String {
    let bus = person.desk.bus().connection();
    let properties = Some("org.freedesktop.DBus.Properties");
    let reply = bus.call_method(Some(player), PATH, properties, "Get", &(PLAYER, name)).await.expect("it tells");
    let value: zbus::zvariant::OwnedValue = reply.body().deserialize().expect("a value");
    value.try_into().expect("a text")
}

/// Whether another program could have the key.
fn is_free(person: &Person) -> bool {
    let free = person.desk.display().other_takes(MUTE);
    if free {
        person.desk.display().other_gives_back(MUTE);
    }
    free
}

/// `XF86AudioMute`
const MUTE: Chord = Chord::alone(0x1008_ff12);
const PATH: &str = "/org/mpris/MediaPlayer2";
const PLAYER: &str = "org.mpris.MediaPlayer2.Player";
