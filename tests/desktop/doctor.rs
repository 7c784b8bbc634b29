//! Can calls reach you? Asked on a real desktop, with a trial call.

use support::{eventually::eventually, tone::Tone, workspace::Workspace};

use crate::scripted_desk::at_a_scripted_desk;

#[tokio::test]
async fn a_trial_call_is_shown_and_heard_and_the_doctor_says_after_how_long() {
    let house = Workspace::opens().await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    let captured = eventually("the monitor to be read", async || {
        (!bo.desk.sound().captures(bo.desk.home()).await.is_empty()).then_some(())
    });
    let (typed, shown, (), ()) =
        tokio::join!(bo.types(&["doctor"]), service.shows(), bo.desk.sound().plays(Tone::Ring), captured);
    assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Vconnct is calling", "A trial: nobody calls"));
    service.is_clear().await;
    bo.desk.sound().falls_silent().await;

    let told = typed.worked();
    let line = |about: &str| {
        let mut lines = told.lines();
        lines.find(|line| line.contains(about)).unwrap_or_else(|| panic!("nothing of {about}: {told}")).to_owned()
    };
    assert!(line("Connection to").starts_with("   ok") && line("Connection to").contains("answers"), "{told}");
    assert!(line("Ring tone").starts_with("   ok") && line("Ring tone").contains("plays on "), "{told}");
    assert!(line("Notifications").starts_with("   ok") && line("Notifications").contains("with buttons"), "{told}");
    let trial = line("Trial call");
    assert!(trial.starts_with("   ok") && trial.contains("shown after") && trial.contains("ringing after"), "{told}");
    // Brook at full volume peaks at −12 dB; the slider is at 80 %, which is 4 dB less.
    assert!(trial.ends_with("heard at −16 dB"), "{told}");
    assert!(bo.desk.sound().captures(bo.desk.home()).await.is_empty(), "the monitor is still listened to");
    assert!(bo.desk.home().opened().is_empty(), "a page of nobody's call");
}

#[tokio::test]
async fn a_trial_call_on_a_muted_output_or_at_no_volume_was_not_heard() {
    let house = Workspace::opens().await;
    let (bo, _service) = at_a_scripted_desk(&house).await;
    let trial = async || {
        let told = bo.types(&["doctor"]).await.worked();
        told.lines().find(|line| line.contains("Trial call")).unwrap_or_default().to_owned()
    };
    bo.desk.sound().mute(bo.desk.home(), true).await;
    let told = trial().await;
    assert!(told.starts_with(" warn") && told.contains("nothing was heard: the output is muted"), "{told}");
    bo.desk.sound().mute(bo.desk.home(), false).await;
    bo.desk.sound().turn(bo.desk.home(), 0).await;
    let told = trial().await;
    assert!(told.starts_with(" warn") && told.contains("nothing was heard"), "{told}");
}

#[tokio::test]
async fn nothing_is_captured_while_somebody_really_calls() {
    let house = Workspace::opens().await;
    let (ana, (bo, _service)) = (house.peer(&house.people[0]).await, at_a_scripted_desk(&house).await);
    ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    assert!(bo.desk.sound().captures(bo.desk.home()).await.is_empty());
}
