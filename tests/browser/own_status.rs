//! What others see of a person, chosen in the menu on one's own picture.

use support::workspace::Workspace;
use vconnct_client::update::Presence;

use crate::direct_call::Seat;

#[tokio::test]
async fn what_is_chosen_on_ones_own_picture_is_what_a_colleague_sees() {
    let house = Workspace::opens().await;
    let (ana, bo) = tokio::join!(Seat::of(&house, 0), Seat::of(&house, 1));
    let seen_of_ana = async |presence, text: Option<&str>| {
        let is_seen = |person: &vconnct_client::update::Person| {
            person.username == ana.person.account.username
                && person.presence == presence
                && person.status_text.as_deref() == text
        };
        bo.person
            .sees("what ana has chosen", |seen| {
                seen.rooms.rooms.iter().filter_map(|room| room.person.as_ref()).any(is_seen).then_some(())
            })
            .await;
    };
    ana.page.presses(&ana.name).await;
    ana.page.presses("Busy").await;
    seen_of_ana(Presence::Busy, None).await;

    ana.page.presses(&ana.name).await;
    ana.page.writes("What are you up to?", "Writing").await;
    ana.page.enters("What are you up to?").await;
    seen_of_ana(Presence::Busy, Some("Writing")).await;

    ana.page.presses(&ana.name).await;
    ana.page.says("Invisible").await;
    ana.page.presses(&ana.name).await;
    ana.page.loses("Invisible").await;
}
