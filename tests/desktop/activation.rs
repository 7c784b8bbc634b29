//! A window that comes forward because of what was pressed, on desktops that want to see a token for that.

use std::{
    fs,
    path::{Path, PathBuf},
};

use support::{
    desk::Fittings, eventually::eventually, peer::Peer, person::Person, scripted::Scripted, workspace::Workspace,
};

use crate::scripted_desk::{at, scripted_desk_with};

#[tokio::test]
async fn the_window_program_is_started_with_the_token_of_the_press() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service, told) = at_a_desk_whose_windows_write_down(&house).await;
    opens_by_its_message(&ana, &bo, &service, Some("of-the-press")).await;
    assert_eq!(written(&told).await, "of-the-press of-the-press.\n");
}

#[tokio::test]
async fn a_window_program_is_started_with_no_token_that_was_for_another() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (bo, service, told) = at_a_desk_whose_windows_write_down(&house).await;
    opens_by_its_message(&ana, &bo, &service, None).await;
    assert_eq!(written(&told).await, " .\n");
}

#[tokio::test]
async fn a_window_that_is_there_already_comes_forward_with_the_token_of_the_press() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let (desk, service) = scripted_desk_with(Fittings { display: true, ..Fittings::BARE }).await;
    let bo = at(desk, &house).await;
    bo.types(&[]).await.worked();
    let display = bo.desk.display();
    let window = eventually("the main window", async || display.main_window()).await;
    display.minimises(window);
    eventually("it to go", async || (!display.shows(window)).then_some(())).await;
    opens_by_its_message(&ana, &bo, &service, Some("of-the-press")).await;
    eventually("it to come back", async || display.shows(window).then_some(())).await;
    assert_eq!(display.token_of(window), "of-the-press");
}

/// A desk whose window program writes down the tokens it is started with, and whose agent was started with one.
async fn at_a_desk_whose_windows_write_down(house: &Workspace) -> (Person, Scripted, PathBuf) {
    let (mut desk, service) = scripted_desk_with(Fittings { display: true, ..Fittings::BARE }).await;
    let told = desk.home().path("told");
    let script = format!("echo \"$XDG_ACTIVATION_TOKEN $DESKTOP_STARTUP_ID.\" >'{}'; exec sleep 600", told.display());
    desk.home().write_script("window", &script);
    let window = desk.home().path("bin/window").display().to_string();
    desk.set("VCONNCT_WINDOW", window);
    desk.set("DESKTOP_STARTUP_ID", "of-the-agent");
    (at(desk, house).await, service, told)
}

/// Somebody writes, and the notification of it is pressed.
async fn opens_by_its_message(from: &Peer, to: &Person, service: &Scripted, token: Option<&str>) {
    let room = from.room_with(&to.account.username).await;
    from.says(&room, "Are you there?").await;
    let shown = service.shows().await;
    if let Some(token) = token {
        service.gives_token(to.desk.bus(), shown.id, token).await;
    }
    service.press(to.desk.bus(), shown.id, "default").await;
}

async fn written(file: &Path) -> String {
    eventually("the window program", async || fs::read_to_string(file).ok().filter(|text| text.ends_with('\n'))).await
}
