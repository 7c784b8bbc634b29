//! Nobody is named where others may look on: on a locked screen, and beside what fills it.

use support::{
    desk::Fittings,
    eventually::eventually,
    person::Person,
    screen_saver::ScreenSaver,
    scripted::{Scripted, Shown},
    tone::Tone,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{Quiet, Settings},
};

use crate::scripted_desk::{at, at_a_scripted_desk, scripted_desk, scripted_desk_with};

#[tokio::test]
async fn a_screen_that_is_locked_while_it_rings_hides_the_caller_until_it_is_unlocked() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service) = at_a_scripted_desk(&house).await;
    let saver = ScreenSaver::start(bo.desk.bus(), false).await;
    let (call, name) = (ana.calls(&bo.account.username).await, ana.name().await);
    shows_alone(&service, &format!("{name} is calling")).await;
    saver.locks(true).await;
    let shown = shows_alone(&service, "Incoming call").await;
    assert!(!format!("{shown:?}").contains(&name), "{shown:?}");
    saver.locks(false).await;
    let shown = shows_alone(&service, &format!("{name} is calling")).await;
    service.press(bo.desk.bus(), shown.id, "accept").await;
    ana.hears("accepted", &call).await;
    service.is_clear().await;
}

#[tokio::test]
async fn a_screen_that_was_locked_before_is_known_and_a_screen_saver_that_dies_locks_nothing() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (desk, service) = scripted_desk().await;
    let saver = ScreenSaver::start(desk.bus(), true).await;
    let bo = at(desk, &house).await;
    ana.calls(&bo.account.username).await;
    let shown = shows_alone(&service, "Incoming call").await;
    assert_eq!(shown.urgency, 2);
    drop(saver);
    shows_alone(&service, &format!("{} is calling", ana.name().await)).await;
}

#[tokio::test]
async fn logind_is_believed_about_the_lock_too_and_whoever_wants_names_there_has_them() {
    let house = Workspace::opens().await;
    let (mut desk, _service) = scripted_desk().await;
    let system = desk.start_system().await;
    let bo = at(desk, &house).await;
    for locked in [true, false, true] {
        system.locks(locked).await;
        watched(&bo, locked).await;
    }
    chooses(&bo, |settings| settings.hide_locked = false).await;
    watched(&bo, false).await;
}

#[tokio::test]
async fn what_fills_the_screen_hides_the_caller_and_is_quiet_for_whoever_wants_that() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (desk, service) = scripted_desk_with(Fittings { display: true, ..Fittings::BARE }).await;
    let bo = at(desk, &house).await;
    let film = bo.desk.display().other_work().await;
    bo.desk.display().fills_the_screen(film, true);
    watched(&bo, true).await;
    ana.calls(&bo.account.username).await;
    shows_alone(&service, "Incoming call").await;
    bo.desk.sound().plays(Tone::Ring).await;
    chooses(&bo, |settings| settings.quiet_full_screen = true).await;
    bo.desk.sound().falls_silent().await;
    service.is_clear().await;
    assert_eq!(bo.surface().now().session.quiet, Some(Quiet::FullScreen));
    bo.desk.display().fills_the_screen(film, false);
    watched(&bo, false).await;
    shows_alone(&service, &format!("{} is calling", ana.name().await)).await;
    bo.desk.sound().plays(Tone::Ring).await;
}

/// Waits until this is all that is shown.
async fn shows_alone(service: &Scripted, summary: &str) -> Shown {
    eventually(format_args!("{summary:?} alone"), async || {
        let there: Vec<_> = service.shown().into_iter().filter(|shown| shown.closed.is_none()).collect();
        let [shown] = &there[..] else { return None };
        (shown.summary == summary).then(|| shown.clone())
    })
    .await
}

async fn watched(person: &Person, watched: bool) {
    person.sees("who looks on", |seen| (seen.session.watched == watched).then_some(())).await;
}

async fn chooses(person: &Person, change: impl FnOnce(&mut Settings)) {
    let mut settings = Box::new(person.surface().now().settings);
    change(&mut settings);
    person.surface().asks(&Action::SetSettings { settings }).await.expect("settings are kept");
}
