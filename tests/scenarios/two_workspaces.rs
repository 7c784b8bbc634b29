//! One person, signed in to two workspaces: still in one call at a time.

use support::{desk::Fittings, person::Person, workspace::Workspace};
use vconnct_client::action::Action;

#[tokio::test]
async fn whoever_accepts_in_one_workspace_gives_up_the_ring_and_leaves_the_call_in_the_other() {
    let (home, client) = (Workspace::opens().await, Workspace::opens().await);
    let bo = Person::signed_in(&home, &home.people[1], Fittings::BARE).await;
    bo.signs_in(&client.url).await;
    let (ana, clara) = (home.peer(&home.people[0]).await, client.peer(&client.people[0]).await);

    bo.surface().asks(&start(&bo, &home).await).await.expect("nobody else is being called");
    let out = ana.is_rung().await;
    let refused = bo.surface().asks(&start(&bo, &client).await).await.expect_err("one at a time");
    assert_eq!(refused["code"], "busy");

    let first = clara.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.accepts().await;
    // Given up, not rung out: a call that nobody answered would still have its card.
    bo.sees("no call that goes out", |seen| seen.calls.outgoing.is_none().then_some(())).await;
    ana.hears("canceled", &out).await;
    assert_eq!(bo.joined().await, first);

    let second = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.accepts().await;
    bo.sees("the other call", |seen| (seen.calls.joined.as_ref()?.call_id.as_str() == second.id).then_some(())).await;
    bo.surface().asks(&Action::LeaveCall { call_id: second.id.as_str().into() }).await.expect("it can be left");
    bo.sees("no call at all", |seen| seen.calls.joined.is_none().then_some(())).await;
}

/// Calls the first person of a workspace.
async fn start(bo: &Person, workspace: &Workspace) -> Action {
    let callee = &workspace.people[0].username;
    let room = bo.sees("the direct room", |seen| {
        let mut rooms = seen.rooms.rooms.iter().filter(|room| room.workspace == workspace.url);
        rooms
            .find(|room| room.person.as_ref().is_some_and(|person| person.username == *callee))
            .map(|room| room.id.clone())
    });
    Action::StartCall { workspace: workspace.url.clone(), room_id: room.await, devices: None, title: None }
}
