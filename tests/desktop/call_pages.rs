//! The pages of calls: in the browser, in another one, and what is done where none comes up.

use std::fs;

use support::{
    desk::Fittings,
    eventually::eventually,
    notifications::Button,
    peer::{Call, Peer},
    person::Person,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{Browser, CallPage, Settings},
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

async fn two(fittings: Fittings) -> (Workspace, Peer, Person) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    (house, ana, bo)
}

/// A call that is answered.
async fn joined(ana: &Peer, bo: &Person) -> Call {
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    call
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
