//! One colleague calls another, both at their windows.

use support::{bridge::Bridge, call_page::CallPage, desk::Fittings, page::Page, person::Person, workspace::Workspace};
use vconnct_client::update::CallState;

#[tokio::test]
async fn two_colleagues_write_call_and_see_and_hear_each_other() {
    let (_house, ana, bo) = two().await;

    ana.page.presses(&bo.name).await;
    bo.page.presses(&ana.name).await;
    write(&ana, &bo, "Shall we talk?").await;
    write(&bo, &ana, "Call me.").await;

    ana.page.presses(&format!("Call {}", bo.name)).await;
    ana.page.switches_on("Microphone").await;
    ana.page.switches_on("Camera").await;
    ana.page.presses_call(&bo.name).await;
    ana.page.says("Ringing").await;
    bo.page.says("Incoming call").await;
    let call = bo.person.is_rung().await;
    write(&ana, &bo, "It rings, and I still write.").await;

    bo.page.switches_on("Microphone").await;
    bo.page.switches_on("Camera").await;
    bo.page.presses_on(&format!("{} is calling", ana.name), "Accept").await;
    let (here, there) = tokio::join!(ana.person.is_in_a_call(), bo.person.is_in_a_call());
    for address in [&here, &there] {
        assert!(address.contains("mic=1") && address.contains("cam=1"), "{address} forgot what was chosen");
    }
    let (here, there) =
        tokio::join!(CallPage::opens(ana.person.desk.home(), &here), CallPage::opens(bo.person.desk.home(), &there));
    tokio::join!(here.sees_and_hears(1), there.sees_and_hears(1));

    tokio::join!(here.closes(), there.closes());
    let ended = ana.person.records(&call, |record| record.ended_at.is_some()).await;
    ana.page.has_said(&format!("“{}” ended after", bo.name)).await;
    bo.page.has_said(&format!("“{}” ended after", ana.name)).await;
    assert_eq!((ended.state, ended.attendees.len()), (CallState::Ended, 2), "{ended:?}");
    ana.page.says(&format!("You and {}", first(&bo.name))).await;
}

#[tokio::test]
async fn a_decline_with_words_stands_on_the_callers_card_and_in_the_chat() {
    let (_house, ana, bo) = two().await;
    calls(&ana, &bo).await;
    bo.page.presses("Decline with a message").await;
    bo.page.presses("In a meeting – can you write to me?").await;
    ana.page.has_said(&format!("{} declined", first(&bo.name))).await;
    ana.page.has_said("In a meeting – can you write to me?").await;
    bo.page.presses(&ana.name).await;
    bo.page.says("You declined").await;
    bo.page.says("In a meeting – can you write to me?").await;
}

#[tokio::test]
async fn a_caller_who_cancels_takes_the_card_away() {
    let (_house, ana, bo) = two().await;
    calls(&ana, &bo).await;
    ana.page.presses("Cancel call").await;
    ana.page.has_said("You cancelled the call").await;
    bo.page.has_said("hung up").await;
    bo.page.presses(&ana.name).await;
    bo.page.says("Missed call").await;
}

#[tokio::test]
async fn a_dismissed_call_waits_in_the_sidebar() {
    let (_house, ana, bo) = two().await;
    calls(&ana, &bo).await;
    bo.page.presses("Dismiss").await;
    bo.page.says("waiting · silent").await;
    assert!(ana.page.words().await.contains("Ringing"), "the caller was told");
    bo.page.presses("Accept").await;
    tokio::join!(ana.person.is_in_a_call(), bo.person.is_in_a_call());
}

/// Somebody with a page open.
pub struct Seat {
    // Ends before its agent.
    pub page: Page,
    pub person: Person,
    pub name: String,
}

impl Seat {
    /// One of the workspace's people, signed in, at the page of their main window.
    pub async fn of(house: &Workspace, index: usize) -> Self {
        let person = Person::signed_in(house, &house.people[index], Fittings::BARE).await;
        let bridge = Bridge::to(&person).await;
        let page = Page::in_chromium(person.desk.home(), &bridge.url()).await;
        let name = person.name().await;
        page.says("Direct messages").await;
        Self { page, person, name }
    }
}

async fn two() -> (Workspace, Seat, Seat) {
    let house = Workspace::opens().await;
    let (ana, bo) = tokio::join!(Seat::of(&house, 0), Seat::of(&house, 1));
    (house, ana, bo)
}

async fn calls(from: &Seat, to: &Seat) {
    from.page.presses(&to.name).await;
    from.page.presses(&format!("Call {}", to.name)).await;
    from.page.presses_call(&to.name).await;
    to.page.says("Incoming call").await;
}

async fn write(from: &Seat, to: &Seat, text: &str) {
    let field = format!("Message {}", to.name);
    from.page.writes(&field, text).await;
    from.page.enters(&field).await;
    to.page.says(text).await;
}

fn first(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}
