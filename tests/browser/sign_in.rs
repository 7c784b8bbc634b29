//! Signing in at the window.

use serde_json::json;
use support::{
    bridge::Bridge,
    desk::{Desk, Fittings},
    page::Page,
    person::Person,
    web::free_port,
    workspace::Workspace,
};

#[tokio::test]
async fn an_access_token_leads_to_the_rooms_of_whose_it_is() {
    let house = Workspace::opens().await;
    let account = &house.people[0];
    let peer = house.peer(account).await;
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, account);
    ana.starts().await;
    let bridge = Bridge::to(&ana).await;
    let page = Page::in_chromium(ana.desk.home(), &bridge.url()).await;

    page.writes("Workspace address", &house.url).await;
    page.presses("Continue").await;
    page.presses("Use an access token instead").await;
    page.writes("User ID", &peer.id).await;
    page.writes("Access token", "not the token").await;
    page.presses("Sign in").await;
    page.says("That token doesn't match this user ID.").await;
    page.clears("Access token").await;
    page.writes("Access token", peer.token()).await;
    page.presses("Sign in").await;
    goes_on(&page, &ana).await;
}

#[tokio::test]
async fn an_address_and_a_password_one_after_the_other_lead_to_the_rooms() {
    let house = Workspace::opens().await;
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, &house.people[0]);
    ana.starts().await;
    let bridge = Bridge::to(&ana).await;
    let page = Page::in_chromium(ana.desk.home(), &bridge.url()).await;

    page.says("Welcome to Vconnct").await;
    page.writes("Workspace address", &format!("http://127.0.0.1:{}", free_port())).await;
    page.presses("Continue").await;
    page.says("No workspace answers at this address").await;
    page.clears("Workspace address").await;
    page.writes("Workspace address", &house.url).await;
    page.presses("Continue").await;

    page.writes("E-mail or username", &ana.account.username).await;
    page.writes("Password", "not the password").await;
    page.presses("Sign in").await;
    page.says("That password doesn't match this user.").await;
    page.clears("Password").await;
    page.writes("Password", &ana.account.password).await;
    page.presses("Sign in").await;
    goes_on(&page, &ana).await;
}

#[tokio::test]
async fn the_companys_login_in_the_browser_leads_back_to_the_rooms() {
    let house = Workspace::opens().await;
    let mut ana = Person::at(Desk::with(Fittings::BARE).await, &house.people[0]);
    ana.starts().await;
    let bridge = Bridge::to(&ana).await;
    let page = Page::in_chromium(ana.desk.home(), &bridge.url()).await;
    page.writes("Workspace address", &house.url).await;
    page.presses("Continue").await;
    page.presses("Continue with Company login").await;
    page.says("Continue in your browser").await;

    let company = Page::in_chromium(ana.desk.home(), &ana.opens_a_page().await).await;
    company.writes("E-mail or username", &ana.account.username).await;
    company.writes("Password", "not the password").await;
    company.presses("Sign in").await;
    company.says("That password doesn't match this user.").await;
    company.writes("Password", &ana.account.password).await;
    company.presses("Sign in").await;
    company.says("Back to Vconnct").await;
    let link = company.runs("return document.getElementById('return').href", json!([])).await;
    // As the system does once the person lets the browser open it.
    ana.types(&[link.as_str().expect("a link")]).await.worked();
    goes_on(&page, &ana).await;
}

/// Through the page that is shown after the first sign-in, to the rooms.
async fn goes_on(page: &Page, person: &Person) {
    page.says("You can be called now").await;
    page.presses("Open Vconnct").await;
    page.says("Direct messages").await;
    page.says(&person.name().await).await;
}
