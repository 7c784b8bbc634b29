//! Somebody new: from the address to the first call, in the window and the browser of a usual desktop.

use support::{
    browser_sign_in::signs_in_at,
    desk::{Desk, Fittings},
    eventually::eventually,
    page::Page,
    person::Person,
    process::{ours, packaged, run},
    tone::Tone,
    workspace::Workspace,
};

#[tokio::test]
async fn somebody_new_comes_in_through_the_companys_login_and_can_be_called() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::at(Desk::with(Fittings::COMPLETE).await, &house.people[1]);
    bo.starts().await;
    let window = Page::in_window(bo.desk.home(), &ours("vconnct-window"), &bo.account.username).await;
    window.writes("Workspace address", &house.url).await;
    window.presses("Continue").await;
    window.presses("Continue with Company login").await;
    window.says("Continue in your browser").await;

    let link = signs_in_at(&bo.opens_a_page().await, &bo.account).await.expect("the password is right");
    opens(&bo, &link).await;
    window.says("You can be called now").await;
    bo.desk.keeps_a_token().await;
    window.presses("Test").await;
    bo.desk.sound().plays(Tone::Ring).await;
    let entry = bo.desk.home().path(&format!("home/.config/autostart/vconnct-{}.desktop", bo.account.username));
    assert!(!entry.exists(), "done before anybody said so");
    window.presses("Open Vconnct").await;
    window.says("Direct messages").await;
    eventually("a start at login", async || entry.exists().then_some(())).await;
    bo.desk.sound().falls_silent().await;

    let call = ana.calls(&bo.account.username).await;
    bo.desk.sound().plays(Tone::Ring).await;
    window.presses_on(&format!("{} is calling", ana.name().await), "Accept").await;
    ana.hears("accepted", &call).await;
}

/// Opens a link as a browser has the system open one.
async fn opens(person: &Person, link: &str) {
    let mut command = person.desk.home().furnish(packaged("/usr/bin/xdg-open", "xdg-utils"));
    command.arg(link);
    let opened = run(command, "").await;
    assert!(opened.status.success(), "{opened:?}");
}
