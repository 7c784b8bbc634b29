//! The pictures of the README and the guide: the real windows of two colleagues, in both themes.
//!
//! `cargo xtask pictures` writes them to `docs/pictures/`.

use std::{path::Path, time::Duration};

use support::{
    desk::{Fittings, ROOT},
    eventually::eventually,
    page::Page,
    peer::Peer,
    person::Person,
    process::ours,
    workspace::Workspace,
};
use tokio::time::sleep;
use vconnct_client::{
    action::Action,
    update::{Settings, Theme},
};

#[tokio::main(worker_threads = 2)]
async fn main() {
    let house = Workspace::opens_with(&["limits=off"]).await;
    let (mara, jonas) = tokio::join!(Window::of(&house, 0), Window::of(&house, 1));
    let mut crowd = Vec::new();
    for account in &house.people[2..8] {
        crowd.push(house.peer(account).await);
    }
    a_direct_call(&mara, &jonas).await;
    a_call_in_a_room(&mara, &crowd).await;
}

/// Pre-flight and the calling card at the caller's, the card that rings at the other's.
async fn a_direct_call(mara: &Window, jonas: &Window) {
    jonas.page.presses(ROOM).await;
    mara.page.presses(&jonas.name).await;
    mara.page.presses(&format!("Call {}", jonas.name)).await;
    mara.shows("preflight").await;
    mara.page.presses_call(&jonas.name).await;
    mara.page.says("Ringing").await;
    jonas.page.says("Incoming call").await;
    tokio::join!(mara.shows("calling"), jonas.shows("incoming"));
    mara.page.presses("Cancel call").await;
    jonas.person.is_quiet().await;
}

/// The message of a call with more people than faces, and the room's panel.
async fn a_call_in_a_room(mara: &Window, crowd: &[Peer]) {
    mara.page.presses(ROOM).await;
    mara.page.presses("Start a call in").await;
    mara.page.writes("Name of the call", "Release review").await;
    mara.page.presses("Start call").await;
    let call = mara.person.joined().await;
    for person in crowd {
        person.joins(&call).await;
    }
    let everybody = crowd.len() + 1;
    mara.person.records(&call, |record| record.attendees.len() == everybody).await;
    mara.shows("call-message").await;
    mara.page.presses("Calls in this room").await;
    eventually("the panel's calls", async || {
        let listed = "return document.querySelector('.panel .log') !== null";
        (mara.page.runs(listed, serde_json::json!([])).await == true).then_some(())
    })
    .await;
    mara.shows("call-panel").await;
}

/// Somebody's main window.
struct Window {
    // Ends before its agent.
    page: Page,
    person: Person,
    name: String,
}

impl Window {
    async fn of(house: &Workspace, index: usize) -> Self {
        let person = Person::signed_in(house, &house.people[index], Fittings::COMPLETE).await;
        let account = &person.account.username;
        let page = Page::in_window(person.desk.home(), &ours("vconnct-window"), account).await;
        page.says("Direct messages").await;
        let name = person.name().await;
        Self { page, person, name }
    }

    async fn puts_on(&self, theme: Theme) {
        let settings = Settings { theme, ..self.person.surface().now().settings };
        self.person
            .surface()
            .asks(&Action::SetSettings { settings: settings.into() })
            .await
            .expect("the agent keeps settings");
        eventually("the theme", async || {
            let shown = self.page.runs("return document.documentElement.dataset.theme", serde_json::json!([])).await;
            (shown == format!("{theme:?}").to_lowercase()).then_some(())
        })
        .await;
    }

    /// Takes a picture of the window as it stands on the screen, in both themes.
    async fn shows(&self, what: &str) {
        for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            self.puts_on(theme).await;
            self.page.rests().await;
            sleep(MOTION).await;
            let display = self.person.desk.display();
            let window = display.largest_window().expect("the window is open");
            let path = format!("docs/pictures/{what}-{name}.png");
            display.picture_of(window).save(&Path::new(ROOT).join(&path));
            println!("{path}");
        }
    }
}

/// The room with the most to see.
const ROOM: &str = "release-train";
/// Longer than anything moves on a page.
const MOTION: Duration = Duration::from_millis(900);
