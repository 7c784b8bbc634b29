//! Starting with the computer: an entry in the person's own folder, and what the switch shows of it.

use std::fs;

use support::{
    desk::{Desk, Fittings},
    peer::Account,
    person::Person,
    process::{ours, packaged, run},
};
use tokio::process::Command;
use vconnct_client::{action::Action, update::Settings};

#[tokio::test]
async fn the_entry_is_written_starts_the_agent_without_a_window_and_is_taken_away() {
    let mut bo = somebody_who_looks().await;
    let entry = bo.desk.home().path("home/.config/autostart/vconnct-nobody.desktop");
    shows(&bo, false).await;

    start_at_login(&bo, true).await;
    shows(&bo, true).await;
    let text = fs::read_to_string(&entry).expect("an entry was written");
    let command = format!("Exec=\"{}\" --profile nobody --background --at-login", ours("vconnct").display());
    assert!(text.lines().any(|line| line == command), "{text}");

    bo.types(&["quit"]).await.worked();
    bo.agent().ends().await;
    log_in(&bo, &text).await;
    bo.attaches().await;
    assert!(!bo.surface().now().windows.main, "a window nobody asked for");

    start_at_login(&bo, false).await;
    assert!(!entry.exists());
}

#[tokio::test]
async fn who_does_not_start_without_a_window_has_one_at_login() {
    let mut bo = somebody_who_looks().await;
    let settings = Settings { start_without_window: false, ..bo.surface().now().settings };
    bo.surface().asks(&Action::SetSettings { settings: settings.into() }).await.expect("settings are kept");
    start_at_login(&bo, true).await;
    let entry = bo.desk.home().path("home/.config/autostart/vconnct-nobody.desktop");
    let text = fs::read_to_string(&entry).expect("an entry was written");
    bo.types(&["quit"]).await.worked();
    bo.agent().ends().await;
    log_in(&bo, &text).await;
    bo.attaches().await;
    bo.sees("a window", |seen| seen.windows.main.then_some(())).await;
}

#[tokio::test]
async fn links_that_open_nowhere_open_here_once_the_person_wants_it() {
    let bo = somebody_who_looks().await;
    let opens = async |here: bool| {
        bo.sees("what opens links", |seen| (seen.session.opens_links == Some(here)).then_some(())).await;
    };
    opens(false).await;
    bo.surface().asks(&Action::OpenLinksHere).await.expect("the folders are the person's own");
    opens(true).await;
    let mut query = bo.desk.home().furnish(packaged("xdg-mime", "xdg-utils"));
    query.args(["query", "default", "x-scheme-handler/vconnct"]);
    let named = run(query, "").await;
    assert_eq!(String::from_utf8_lossy(&named.stdout).trim(), "vconnct-links.desktop", "{named:?}");
}

#[tokio::test]
async fn an_entry_that_was_taken_away_elsewhere_is_seen_when_the_window_comes_forward() {
    let bo = somebody_who_looks().await;
    start_at_login(&bo, true).await;
    shows(&bo, true).await;
    fs::remove_file(bo.desk.home().path("home/.config/autostart/vconnct-nobody.desktop")).expect("it is there");
    comes_forward(&bo).await;
    shows(&bo, false).await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_in_words() {
    let bo = somebody_who_looks().await;
    let folder = bo.desk.home().path("home/.config/autostart");
    fs::write(&folder, "not a folder").expect("the home is ours");
    let refusal = bo.surface().asks(&Action::StartAtLogin { on: true }).await.expect_err("no entry can be made");
    assert_eq!(refusal["code"], "systemLacks", "{refusal}");
    shows(&bo, false).await;
}

/// An agent of somebody whose window has come forward.
async fn somebody_who_looks() -> Person {
    let mut bo = Person::at(Desk::with(Fittings { display: true, ..Fittings::BARE }).await, &Account::nobody());
    bo.starts().await;
    comes_forward(&bo).await;
    bo
}

async fn comes_forward(bo: &Person) {
    bo.surface().asks(&Action::ShowWindow { room: None }).await.expect("there is a display");
}

async fn start_at_login(bo: &Person, on: bool) {
    bo.surface().asks(&Action::StartAtLogin { on }).await.expect("the folder is the person's own");
}

async fn shows(bo: &Person, on: bool) {
    bo.sees("what the system says", |seen| (seen.session.starts_at_login == Some(on)).then_some(())).await;
}

/// Does what a desktop does with an entry when its person logs in.
async fn log_in(bo: &Person, entry: &str) {
    let command = entry.lines().find_map(|line| line.strip_prefix("Exec=")).expect("an entry names a command");
    let mut shell = bo.desk.home().furnish(Command::new("/bin/sh"));
    shell.args(["-c", &format!("{command} >/dev/null 2>&1 &")]);
    assert!(run(shell, "").await.status.success());
}
