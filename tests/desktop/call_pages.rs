//! The pages of calls: what is done where none comes up.

use support::{
    desk::Fittings, eventually::eventually, notifications::Button, peer::Peer, person::Person, workspace::Workspace,
};
use vconnct_client::{action::Action, update::CallPage};

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

async fn two(fittings: Fittings) -> (Workspace, Peer, Person) {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let bo = Person::signed_in(&house, &house.people[1], fittings).await;
    (house, ana, bo)
}

async fn has_page(person: &Person, page: CallPage) {
    person.sees(&format!("{page:?}"), |seen| (seen.calls.joined.as_ref()?.page == page).then_some(())).await;
}

async fn asks(person: &Person, action: Action) {
    person.surface().asks(&action).await.expect("the agent does it");
}

/// A program that writes down what it was asked to open.
fn opens_with(person: &Person, program: &str, file: &str) {
    let file = person.desk.home().path(file);
    person.desk.home().write_script(program, &format!("printf '%s\\n' \"$1\" >>'{}'", file.display()));
}
