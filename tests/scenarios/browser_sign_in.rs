//! Signing in in the browser: through the company's login, or with the session of the workspace's own page.

use std::fs;

use support::{
    browser_sign_in::signs_in_at,
    desk::{Desk, Fittings},
    eventually::eventually,
    peer::Account,
    person::Person,
    workspace::Workspace,
};
use vconnct_client::{
    action::{Action, ActionError},
    deep_link::DeepLink,
    update::{InBrowser, WorkspaceAtDoor},
};

#[tokio::test]
async fn the_companys_login_leads_back_by_a_link_and_is_kept_over_a_restart() {
    let house = Workspace::opens().await;
    let mut ana = Person::at(Desk::with(Fittings::WITH_KEYS).await, &house.people[0]);
    ana.starts().await;
    let door = at_the_door(&ana, &house).await;
    assert!(door.password && door.calls && !door.resets_passwords, "{door:?}");
    let address = goes_to_the_browser(&ana, &door).await;
    assert!(address.contains("/company-login/authorize?client_id="), "{address}");

    let list = fs::read_to_string(ana.desk.home().path("home/.config/mimeapps.list")).expect("a choice was made");
    assert!(list.contains("x-scheme-handler/rocketchat="), "nobody opens what comes back: {list}");

    let link = signs_in_at(&address, &ana.account).await.expect("the password is right");
    assert!(link.starts_with("rocketchat://auth?"), "{link}");
    ana.types(&[&link]).await.worked();
    ana.is_reachable().await;
    ana.sees("an end of the wait", |seen| (seen.sign_in.in_browser == InBrowser::No).then_some(())).await;

    ana.desk.keeps_a_token().await;
    ana.dies().await;
    ana.starts().await;
    ana.is_reachable().await;
    let secret = link.split("credentialSecret=").nth(1).expect("it brings a credential");
    assert!(!ana.desk.home().logs().contains(secret), "a secret in a log");
}

#[tokio::test]
async fn a_service_that_is_the_workspaces_own_matter_hands_over_the_session_of_its_page() {
    let house = Workspace::opens().await;
    let ana = ready_to_sign_in(&house).await;
    let door = at_the_door(&ana, &house).await;
    goes_to_the_browser(&ana, &door).await;
    let link = signs_in_at(&format!("{}/home?loginClient=desktop", house.url), &ana.account).await;
    ana.types(&[&link.expect("the password is right")]).await.worked();
    ana.is_reachable().await;
}

#[tokio::test]
async fn nobody_is_signed_in_by_a_link_that_was_not_awaited() {
    let house = Workspace::opens().await;
    let ana = ready_to_sign_in(&house).await;
    let door = at_the_door(&ana, &house).await;
    let mallory = &house.people[1];
    let foreign = {
        let other = ready_to_sign_in(&house).await;
        let door = at_the_door(&other, &house).await;
        let address = goes_to_the_browser(&other, &door).await;
        signs_in_at(&address, mallory).await.expect("the password is right")
    };
    // Before anything was begun, and while something else is awaited.
    is_not_awaited(&ana, &foreign).await;
    let address = goes_to_the_browser(&ana, &door).await;
    is_not_awaited(&ana, &foreign).await;
    let elsewhere = foreign.replace("127.0.0.1", "127.0.0.2");
    is_not_awaited(&ana, &elsewhere).await;

    // Their own still works after all that; and once alone.
    let link = signs_in_at(&address, &ana.account).await.expect("the password is right");
    ana.types(&[&link]).await.worked();
    ana.is_reachable().await;
    is_not_awaited(&ana, &link).await;
    assert_eq!(ana.status().await["workspaces"][0]["user"], ana.account.username);
}

#[tokio::test]
async fn a_sign_in_that_came_to_nothing_says_so_and_another_works() {
    let house = Workspace::opens().await;
    let ana = ready_to_sign_in(&house).await;
    let door = at_the_door(&ana, &house).await;
    let wrong = Account { password: "not the password".into(), ..ana.account.clone() };
    let address = goes_to_the_browser(&ana, &door).await;
    assert_eq!(signs_in_at(&address, &wrong).await, None, "the page asks again");

    let link = signs_in_at(&address, &ana.account).await.expect("the password is right");
    let (before, secret) = link.split_once("credentialSecret=").expect("it brings a credential");
    let spoiled = format!("{before}credentialSecret={}", "x".repeat(secret.len()));
    ana.types(&[&spoiled]).await.refused();
    let failed = InBrowser::Failed { error: ActionError::WrongPassword };
    ana.sees("why it failed", |seen| (seen.sign_in.in_browser == failed).then_some(())).await;

    let address = goes_to_the_browser(&ana, &door).await;
    let link = signs_in_at(&address, &ana.account).await.expect("the password is right");
    ana.types(&[&link]).await.worked();
    ana.is_reachable().await;
}

#[tokio::test]
async fn whoever_has_given_up_is_not_signed_in_by_the_browser_any_more() {
    let house = Workspace::opens().await;
    let ana = ready_to_sign_in(&house).await;
    let door = at_the_door(&ana, &house).await;
    let address = goes_to_the_browser(&ana, &door).await;
    ana.surface().asks(&Action::CancelSignIn).await.expect("that is always possible");
    let link = signs_in_at(&address, &ana.account).await.expect("the password is right");
    is_not_awaited(&ana, &link).await;
}

#[tokio::test]
async fn a_workspace_without_a_companys_login_offers_none() {
    let house = Workspace::opens_with(&["company=off"]).await;
    let ana = ready_to_sign_in(&house).await;
    let door = at_the_door(&ana, &house).await;
    assert!(door.services.is_empty() && door.password, "{door:?}");
    let asked = ana.surface().asks(&Action::SignInInBrowser { service: "company".into() }).await;
    assert_eq!(asked.expect_err("there is no such way in")["code"], "unknown");
}

async fn ready_to_sign_in(house: &Workspace) -> Person {
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, &house.people[0]);
    ana.starts().await;
    ana
}

/// Has looked at the workspace, which says what it offers.
async fn at_the_door(person: &Person, house: &Workspace) -> WorkspaceAtDoor {
    let check = Action::CheckWorkspace { url: house.url.clone() };
    person.surface().asks(&check).await.expect("the workspace answers");
    person.sees("a workspace", |seen| seen.sign_in.workspace.clone()).await
}

/// Goes on in the browser: where it was sent.
async fn goes_to_the_browser(person: &Person, door: &WorkspaceAtDoor) -> String {
    let [service] = &door.services[..] else { panic!("not one service: {door:?}") };
    let before = person.desk.home().opened().len();
    person.surface().asks(&Action::SignInInBrowser { service: service.name.clone() }).await.expect("a browser opens");
    let waiting = InBrowser::Waiting { service: service.clone() };
    person.sees("a wait", |seen| (seen.sign_in.in_browser == waiting).then_some(())).await;
    eventually("the browser", async || person.desk.home().opened().get(before).cloned()).await
}

/// The link is followed by words, and by nothing else.
async fn is_not_awaited(person: &Person, link: &str) {
    let words = person.types(&[link]).await.refused();
    assert!(words.contains("nobody here waits"), "{words}");
    person.sees("the words", |seen| (seen.windows.link == Some(DeepLink::SignIn)).then_some(())).await;
    person.surface().asks(&Action::CloseLink).await.expect("it is read");
    person.sees("no link", |seen| seen.windows.link.is_none().then_some(())).await;
}
