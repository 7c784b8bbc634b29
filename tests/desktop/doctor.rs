//! Can calls reach you? Asked on a real desktop, with a trial call.

use support::{tone::Tone, workspace::Workspace};

use crate::scripted_desk::at_a_scripted_desk;

#[tokio::test]
async fn a_trial_call_is_shown_and_heard_and_the_doctor_says_after_how_long() {
    let house = Workspace::opens().await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    let (typed, shown, ()) = tokio::join!(bo.types(&["doctor"]), service.shows(), bo.desk.sound().plays(Tone::Ring));
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
    assert!(bo.desk.home().opened().is_empty(), "a page of nobody's call");
}
