//! The pages of calls: in the browser, in another one, in a window of ours, and what is done where none comes up.

use std::fs;

use support::{
    desk::Fittings,
    eventually::eventually,
    notifications::Button,
    peer::{Call, Peer},
    person::Person,
    process::named,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{Browser, CallPage, CallsOpen, Settings},
};

#[tokio::test]
async fn where_no_browser_comes_up_the_window_does_and_offers_to_open_it_again() {
    let (_house, ana, bo) = two(Fittings::COMPLETE).await;
    for opener in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
        bo.desk.home().write_script(opener, "exit 4");
    }
    let call = ana.calls(&bo.account.username).await;
    bo.desk.press(Button::Accept).await;
    has_page(&bo, CallPage::NotOpened).await;
    let workspace = bo.surface().now().session.workspaces[0].name.clone();
    let title = format!("{} – {workspace}", ana.name().await);
    let is_there = || bo.desk.display().titles().iter().any(|shown| shown.ends_with(&title)); // unread ones before it
    eventually("the window", async || is_there().then_some(())).await;

    opens_with(&bo, "xdg-open", "opened");
    asks(&bo, Action::OpenCallAgain { call_id: call.id.as_str().into() }).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    has_page(&bo, CallPage::Opened).await;
    let logs = bo.desk.home().logs();
    assert!(!logs.contains("/call/"), "the address of a call is nobody's business: {logs}");
}

#[tokio::test]
async fn calls_open_in_the_browser_that_was_chosen_and_in_the_systems_once_that_is_gone() {
    let (_house, ana, bo) = two(Fittings::WITH_KEYS).await;
    let applications = bo.desk.home().path("home/.local/share/applications");
    fs::create_dir_all(&applications).expect("the folder is ours");
    let entry = "[Desktop Entry]\nType=Application\nName=Sea\nExec=sea --new-window \"%u\"\nCategories=WebBrowser;\n";
    fs::write(applications.join("sea.desktop"), entry).expect("the folder is ours");
    bo.desk.home().write_script("sea", &format!("printf '%s|%s' \"$1\" \"$2\" >'{}'", sailed(&bo).display()));
    asks(&bo, Action::LookAtBrowsers { looks: true }).await;
    let sea = Browser { id: "sea.desktop".into(), name: "Sea".into() };
    bo.sees("the browsers", |seen| seen.browsers.installed.as_ref()?.contains(&sea).then_some(())).await;
    asks(&bo, Action::LookAtBrowsers { looks: false }).await;
    bo.sees("none while nobody looks", |seen| seen.browsers.installed.is_none().then_some(())).await;

    choose(&bo, |settings| Settings { browser: Some(sea), ..settings }).await;
    let call = joined(&ana, &bo).await;
    has_page(&bo, CallPage::Opened).await;
    let given = fs::read_to_string(sailed(&bo)).expect("it was started");
    assert!(given.starts_with("--new-window|http://") && given.contains(&call.id), "{given}");
    assert_eq!(bo.desk.home().opened(), [""; 0]);

    fs::remove_file(applications.join("sea.desktop")).expect("it was there");
    asks(&bo, Action::OpenCallAgain { call_id: call.id.as_str().into() }).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
}

#[tokio::test]
async fn a_call_has_a_window_of_its_own_where_the_web_view_can_hold_one_and_closing_it_leaves() {
    let (_house, ana, bo) = two(Fittings::COMPLETE).await;
    in_a_window(&bo, true).await;
    let call = joined(&ana, &bo).await;
    has_page(&bo, CallPage::InWindow).await;
    let title = format!("{} – Vconnct", ana.name().await);
    let window = eventually("the window of the call", async || bo.desk.display().window(&title)).await;
    eventually("its page", async || (bo.desk.display().picture_of(window).colours() > FEW).then_some(())).await;
    assert_eq!(bo.desk.home().opened(), [""; 0], "a browser as well");
    assert!(!bo.surface().now().windows.main, "the main window as well");

    let forward = bo.surface().now().windows.conference.expect("it is there").forward;
    asks(&bo, Action::OpenCallAgain { call_id: call.id.as_str().into() }).await;
    bo.sees("it to come forward", |seen| (seen.windows.conference.as_ref()?.forward == forward + 1).then_some(()))
        .await;
    assert_eq!(bo.desk.home().opened(), [""; 0], "a second page");

    let window = bo.desk.display().settles(window).await;
    bo.desk.display().closes(window).await;
    bo.sees("no call any more", |seen| seen.calls.joined.is_none().then_some(())).await;
    eventually("no window", async || bo.desk.display().window(&title).is_none().then_some(())).await;
    let program = || named(bo.desk.home().root(), "vconnct-window");
    eventually("its program to end", async || program().is_empty().then_some(())).await;
}

#[tokio::test]
async fn leaving_a_call_closes_its_window() {
    let (_house, ana, bo) = two(Fittings::COMPLETE).await;
    in_a_window(&bo, true).await;
    joined(&ana, &bo).await;
    has_page(&bo, CallPage::InWindow).await;
    let title = format!("{} – Vconnct", ana.name().await);
    eventually("the window of the call", async || bo.desk.display().window(&title)).await;
    bo.hangs_up().await;
    eventually("no window", async || bo.desk.display().window(&title).is_none().then_some(())).await;
}

#[tokio::test]
async fn it_is_the_browser_where_the_web_view_cannot_hold_a_call() {
    let (_house, ana, bo) = two(Fittings::COMPLETE).await;
    in_a_window(&bo, false).await;
    let call = joined(&ana, &bo).await;
    assert!(bo.opens_a_page().await.contains(&call.id));
    assert_eq!(bo.surface().now().windows.conference, None);
}

async fn two(fittings: Fittings) -> (Workspace, Peer, Person) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    (house, ana, bo)
}

/// A call that is answered without any window.
async fn joined(ana: &Peer, bo: &Person) -> Call {
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    call
}

/// Somebody who wants calls in a window, and what a page of ours would say of the web view.
async fn in_a_window(person: &Person, holds_calls: bool) {
    asks(person, Action::ReportWebView { holds_calls }).await;
    choose(person, |settings| Settings { calls_open: CallsOpen::Window, ..settings }).await;
}

async fn has_page(person: &Person, page: CallPage) {
    person.sees(&format!("{page:?}"), |seen| (seen.calls.joined.as_ref()?.page == page).then_some(())).await;
}

async fn choose(person: &Person, choice: impl FnOnce(Settings) -> Settings) {
    let settings = choice(person.surface().now().settings);
    asks(person, Action::SetSettings { settings: settings.into() }).await;
}

async fn asks(person: &Person, action: Action) {
    person.surface().asks(&action).await.expect("the agent does it");
}

/// A program that writes down what it was asked to open.
fn opens_with(person: &Person, program: &str, file: &str) {
    let file = person.desk.home().path(file);
    person.desk.home().write_script(program, &format!("printf '%s\\n' \"$1\" >>'{}'", file.display()));
}

/// What the chosen browser was given.
fn sailed(person: &Person) -> std::path::PathBuf {
    person.desk.home().path("sailed")
}

/// Colours of a window with nothing in it.
const FEW: usize = 16;
