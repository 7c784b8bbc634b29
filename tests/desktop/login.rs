//! Starting with the computer: an entry in the person's own folder, and what the switch shows of it.

use std::fs;

use support::{
    desk::{Desk, Fittings},
    peer::Account,
    person::Person,
    process::{ours, run},
};
use tokio::process::Command;
use vconnct_client::action::Action;

#[tokio::test]
async fn the_entry_is_written_starts_the_agent_without_a_window_and_is_taken_away() {
    let mut bo = somebody_who_looks().await;
    let entry = bo.desk.home().path("home/.config/autostart/vconnct-nobody.desktop");
    shows(&bo, false).await;

    start_at_login(&bo, true).await;
    shows(&bo, true).await;
    let text = fs::read_to_string(&entry).expect("an entry was written");
    let command = format!("Exec=\"{}\" --profile nobody --background", ours("vconnct").display());
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
