//! A window that comes forward because of what was pressed, on desktops that want to see a token for that.

use std::{
    fs,
    path::{Path, PathBuf},
};

use support::{
    desk::{Desk, Fittings},
    eventually::eventually,
    key_portal::{self, Portal},
    peer::Peer,
    person::Person,
    process::run,
    scripted::Scripted,
    workspace::Workspace,
};
use vconnct_client::{
    action::{Action, WindowLabel},
    update::Settings,
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

#[tokio::test]
async fn a_command_and_a_link_pass_on_the_token_of_their_click() {
    let house = Workspace::opens().await;
    let (bo, _service, told) = at_a_desk_whose_windows_write_down(&house).await;
    for (variable, arguments) in [("XDG_ACTIVATION_TOKEN", &[][..]), ("DESKTOP_STARTUP_ID", &["vconnct://call/ana"])] {
        let mut command = bo.vconnct();
        command.args(arguments).env_remove("DESKTOP_STARTUP_ID").env(variable, "of-the-click");
        assert!(run(command, "").await.status.success());
        assert_eq!(written(&told).await, "of-the-click of-the-click.\n", "{variable}");
        bo.surface().asks(&Action::WindowClosed { window: WindowLabel::Main }).await.expect("it is there");
        fs::remove_file(&told).expect("it was written");
    }
}

#[tokio::test]
async fn the_icon_in_the_panel_passes_on_the_token_of_its_click() {
    let house = Workspace::opens().await;
    let (bo, _service, told) = at_a_desk_whose_windows_write_down(&house).await;
    let bus = bo.desk.bus();
    let items = eventually("the icon", async || {
        let items = bus.names("org.kde.StatusNotifierItem-").await;
        (!items.is_empty()).then_some(items)
    })
    .await;
    let (path, interface) = ("/StatusNotifierItem", Some("org.kde.StatusNotifierItem"));
    let panel = bus.connection();
    let item = items[0].as_str();
    let given = panel.call_method(Some(item), path, interface, "ProvideXdgActivationToken", &"of-the-panel").await;
    given.expect("it takes a token");
    panel.call_method(Some(item), path, interface, "Activate", &(0, 0)).await.expect("it can be clicked");
    assert_eq!(written(&told).await, "of-the-panel of-the-panel.\n");
}

#[tokio::test]
async fn a_key_of_the_desktop_passes_on_the_token_of_its_press() {
    let house = Workspace::opens().await;
    let (mut desk, _service, told) = a_desk_whose_windows_write_down().await;
    desk.is_wayland();
    let bo = at(desk, &house).await;
    let portal = Portal::start(bo.desk.bus(), key_portal::Person::Agrees).await;
    let settings = Settings { shortcuts_everywhere: true, ..bo.surface().now().settings };
    bo.surface().asks(&Action::SetSettings { settings: settings.into() }).await.expect("settings can be kept");
    bo.sees("the keys", |seen| seen.session.keys.triggers.as_ref().filter(|keys| !keys.is_empty()).map(drop)).await;
    portal.press_with_token("show", "of-the-key").await;
    assert_eq!(written(&told).await, "of-the-key of-the-key.\n");
}

/// A desk whose window program writes down the tokens it is started with, and whose agent was started with one.
async fn at_a_desk_whose_windows_write_down(house: &Workspace) -> (Person, Scripted, PathBuf) {
    let (desk, service, told) = a_desk_whose_windows_write_down().await;
    (at(desk, house).await, service, told)
}

async fn a_desk_whose_windows_write_down() -> (Desk, Scripted, PathBuf) {
    let (mut desk, service) = scripted_desk_with(Fittings { display: true, ..Fittings::BARE }).await;
    let told = desk.home().path("told");
    let script = format!("echo \"$XDG_ACTIVATION_TOKEN $DESKTOP_STARTUP_ID.\" >'{}'; exec sleep 600", told.display());
    desk.home().write_script("window", &script);
    let window = desk.home().path("bin/window").display().to_string();
    desk.set("VCONNCT_WINDOW", window);
    desk.set("DESKTOP_STARTUP_ID", "of-the-agent");
    (desk, service, told)
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
