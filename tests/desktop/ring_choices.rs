//! What rings, and where: the choices of the settings on a real sound server.

use std::time::{Duration, Instant};

use support::{desk::Fittings, peer::Peer, person::Person, sound::Plug, tone::Tone, wav::hum, workspace::Workspace};
use vconnct_client::{
    action::Action,
    update::{PersonTone, RingTone, Settings, SoundOutput, Trouble},
};

#[tokio::test]
async fn it_rings_on_the_chosen_output_and_on_the_second_one_too() {
    let (_house, ana, bo) = two().await;
    let (headset, dock) = (plug_in(&bo, "headset").await, plug_in(&bo, "dock").await);
    choose(&bo, |settings| Settings { ring_on: output("headset"), ring_also_on: output("dock"), ..settings }).await;
    ana.calls(&bo.account.username).await;
    headset.ear.hears(Tone::Ring).await;
    dock.ear.hears(Tone::Ring).await;
    assert!(bo.desk.sound().heard().is_empty(), "it rings on the loudspeaker, which nobody chose");
    bo.dismisses().await;
    bo.desk.sound().falls_silent().await;
}

#[tokio::test]
async fn an_output_that_is_pulled_out_is_stood_in_for_until_it_is_back() {
    let (_house, ana, bo) = two().await;
    let headset = plug_in(&bo, "headset").await;
    choose(&bo, |settings| Settings { ring_on: output("headset"), ..settings }).await;
    ana.calls(&bo.account.username).await;
    headset.ear.hears(Tone::Ring).await;
    let pulled = Instant::now();
    headset.pull(bo.desk.home()).await;
    bo.desk.sound().heard_since(pulled).await;
    // Nobody puts it back within a turn of the tone.
    bo.desk.sound().heard_since(pulled + Duration::from_secs(3)).await;
    bo.desk.sound().plays(Tone::Ring).await;
    let headset = plug_in(&bo, "headset").await;
    headset.ear.hears(Tone::Ring).await;
    bo.desk.sound().falls_silent().await;
    headset.ear.hears(Tone::Ring).await;
}

#[tokio::test]
async fn who_looks_is_told_what_there_is_and_hears_a_test_there() {
    let (_house, _ana, bo) = two().await;
    let headset = plug_in(&bo, "headset").await;
    asks(&bo, Action::LookAtSound { looks: true }).await;
    bo.sees("two outputs", |seen| (seen.sound.outputs.len() == 2).then_some(())).await;
    let dock = plug_in(&bo, "dock").await;
    let there = bo.sees("the third output", |seen| seen.sound.outputs.iter().find(|one| one.name == "dock").cloned());
    assert_eq!(Some(there.await), output("dock"));
    dock.pull(bo.desk.home()).await;
    bo.sees("two outputs", |seen| (seen.sound.outputs.len() == 2).then_some(())).await;

    choose(&bo, |settings| Settings { ring_on: output("headset"), ..settings }).await;
    asks(&bo, Action::TestRing { room: None }).await;
    headset.ear.hears(Tone::Ring).await;
    bo.sees("the end of the test", |seen| (!seen.sound.testing).then_some(())).await;
    assert!(bo.desk.sound().heard().is_empty(), "the test is heard elsewhere too");

    asks(&bo, Action::LookAtSound { looks: false }).await;
    bo.sees("no outputs", |seen| seen.sound.outputs.is_empty().then_some(())).await;
}

#[tokio::test]
async fn a_person_rings_with_a_tone_of_their_own_which_can_be_tested_and_goes_with_the_workspace() {
    let (_house, ana, bo) = two().await;
    let own = Action::UseRingTone { name: "hum.wav".into(), content: hum(425.0, 2) };
    asks(&bo, own).await;
    ana.calls(&bo.account.username).await; // which makes the room of the two
    bo.is_rung().await;
    bo.desk.sound().plays(Tone::RingBack).await; // the file has its pitch
    let room = bo.surface().now().calls.incoming[0].room.clone();
    bo.dismisses().await;
    bo.desk.sound().falls_silent().await;

    let tones = |tone| {
        let person = PersonTone { name: "Ana".into(), tone };
        [(room.workspace.clone(), [(room.room_id.clone(), person)].into())].into()
    };
    choose(&bo, |settings| Settings { person_tones: tones(Some(RingTone::Lamp)), ..settings }).await;
    let before = Instant::now();
    asks(&bo, Action::TestRing { room: Some(room.clone()) }).await;
    bo.desk.sound().heard_since(before).await;
    bo.desk.sound().plays(Tone::Ring).await;
    bo.sees("the end of the test", |seen| (!seen.sound.testing).then_some(())).await;
    bo.desk.sound().falls_silent().await;

    choose(&bo, |settings| Settings { person_tones: tones(None), ..settings }).await;
    let before = Instant::now();
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(bo.desk.sound().heard().iter().all(|heard| heard.time.end < before), "she is to be silent");
    choose(&bo, |settings| Settings { person_tones: tones(Some(RingTone::Lamp)), ..settings }).await;
    bo.desk.sound().heard_since(before).await;

    asks(&bo, Action::SignOut { workspace: room.workspace.clone() }).await;
    bo.sees("no tone of anybody", |seen| seen.settings.person_tones.is_empty().then_some(())).await;
}

#[tokio::test]
async fn an_own_file_rings_also_after_a_restart_and_brook_when_it_is_gone() {
    let (_house, ana, mut bo) = two().await;
    let own = Action::UseRingTone { name: "hum.wav".into(), content: hum(425.0, 2) };
    asks(&bo, own).await;
    let settings = bo.surface().now().settings;
    assert_eq!((settings.ring_tone, settings.ring_file.as_deref()), (RingTone::Own, Some("hum.wav")));
    let no_sound = Action::UseRingTone { name: "page.html".into(), content: "PGh0bWw+".into() };
    let refused = bo.surface().asks(&no_sound).await.expect_err("a page is no sound");
    assert_eq!(refused["code"], "notASound");

    bo.agent().terminate().await;
    bo.starts().await;
    bo.is_reachable().await;
    ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.desk.sound().plays(Tone::RingBack).await; // the same pitch
    bo.dismisses().await;

    bo.agent().terminate().await;
    let kept = format!("home/.local/share/vconnct/{}/ring-tone", bo.account.username);
    std::fs::write(bo.desk.home().path(&kept), "broken").expect("it was kept there");
    bo.starts().await;
    bo.is_told(Trouble::NoRingTone).await;
    bo.is_reachable().await;
    ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
}

#[tokio::test]
async fn a_muted_output_is_told_of_while_it_rings() {
    let (_house, ana, bo) = two().await;
    bo.desk.sound().mute(bo.desk.home(), true).await;
    ana.calls(&bo.account.username).await;
    bo.is_told(Trouble::Muted).await;
    bo.desk.sound().mute(bo.desk.home(), false).await;
    bo.sees("no word of it any more", |seen| (!seen.session.troubles.contains(&Trouble::Muted)).then_some(())).await;
}

/// Somebody who calls, and somebody who is called, at a desk with sound.
async fn two() -> (Workspace, Peer, Person) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let fittings = Fittings { sound: true, ..Fittings::WITH_KEYS };
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    (house, ana, bo)
}

async fn plug_in(person: &Person, name: &str) -> Plug {
    person.desk.sound().plug_in(person.desk.home(), name).await
}

async fn choose(person: &Person, choice: impl Fn(Settings) -> Settings) {
    let settings = choice(person.surface().now().settings);
    asks(person, Action::SetSettings { settings: settings.into() }).await;
}

async fn asks(person: &Person, action: Action) {
    person.surface().asks(&action).await.expect("the agent does it");
}

fn output(name: &str) -> Option<SoundOutput> {
    Some(SoundOutput { id: format!("pulseaudio:{name}"), name: name.into() })
}
