//! Killed agents, restarted servers, bad lines: nothing the server still knows is lost.

use std::time::Duration;

use support::{
    desk::Fittings,
    person::Person,
    proxy::{Proxy, Weather},
    workspace::Workspace,
};
use vconnct_client::update::CallState;

#[tokio::test]
async fn an_agent_killed_while_it_rings_rings_again() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::WITH_KEYS).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.dies().await;
    bo.starts().await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn a_call_missed_while_no_agent_ran_is_in_the_log() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::WITH_KEYS).await;
    bo.dies().await;
    let call = ana.calls(&bo.account.username).await;
    ana.hangs_up(&call).await;
    bo.starts().await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
}

#[tokio::test]
async fn a_dismissed_call_stays_silent_over_a_restart() {
    let house = Workspace::opens().await;
    let [ana, cleo] = [house.peer(&house.people[0]).await, house.peer(&house.people[2]).await];
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::WITH_KEYS).await;
    let dismissed = ana.starts(&ana.room_with(&bo.account.username).await).await;
    ana.rings(&dismissed).await;
    bo.is_rung().await;
    bo.dismisses().await;
    bo.is_quiet().await;
    bo.dies().await;
    bo.starts().await;
    bo.is_reachable().await;
    ana.rings(&dismissed).await;
    let later = cleo.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, later);
    assert_eq!(bo.surface().now().ringing().len(), 1);
}

#[tokio::test]
async fn a_workspace_that_restarts_is_found_again_and_calls_arrive() {
    let mut house = Workspace::opens_to_stay().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    house.dies().await;
    bo.is_cut_off().await;
    assert_eq!(bo.status().await["workspaces"][0]["reachable"], false);
    house.comes_back().await;
    bo.is_reachable().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
}

#[tokio::test]
async fn a_cut_line_while_it_rings_loses_no_call() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    line.turns(Weather::Cut);
    bo.is_cut_off().await;
    line.turns(Weather::Fine);
    bo.is_reachable().await;
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn a_call_that_began_while_the_line_was_cut_rings_once_it_is_back() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    line.turns(Weather::Cut);
    bo.is_cut_off().await;
    let call = ana.starts(&ana.room_with(&bo.account.username).await).await;
    ana.rings(&call).await; // Once, into the void: only the workspace's record tells of it.
    line.turns(Weather::Fine);
    assert_eq!(bo.is_rung().await, call);
}

#[tokio::test]
async fn a_line_that_stalls_is_given_up_and_mended() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    line.turns(Weather::Stalled); // While something rings each second is probed.
    bo.is_cut_off().await;
    line.turns(Weather::Fine);
    bo.is_reachable().await;
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn an_answer_whose_signals_are_lost_brings_both_together() {
    let house = Workspace::opens_with(&["drop=accepted", "drop=confirmed"]).await;
    let (ana, bo) = tokio::join!(
        Person::signed_in(&house, &house.people[0], Fittings::BARE),
        Person::signed_in(&house, &house.people[1], Fittings::BARE)
    );
    ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    bo.accepts().await;
    tokio::join!(ana.is_in_a_call(), bo.is_in_a_call());
}

#[tokio::test]
async fn a_slow_line_rings_and_is_answered() {
    let (house, line, bo) = behind_a_line().await;
    line.turns(Weather::Delayed(Duration::from_millis(300)));
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    bo.is_in_a_call().await;
}

/// Somebody whose line to the workspace the story commands.
async fn behind_a_line() -> (Workspace, Proxy, Person) {
    let house = Workspace::opens().await;
    let line = Proxy::to(&house.url).await;
    let mut bo = Person::at(support::desk::Desk::with(Fittings::BARE).await, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&line.url()).await;
    bo.is_reachable().await;
    (house, line, bo)
}
