//! Every way a line can fail, at every moment of a call: what is decided stays decided, and nobody waits for ever.

use std::time::{Duration, Instant};

use support::{
    desk::{Desk, Fittings},
    peer::Call,
    person::Person,
    proxy::{Proxy, Weather},
    system::System,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{CallState, EndReason, IncomingPhase, Link, Loss},
};

const FAULTS: [Weather; 6] =
    [Weather::Captive, Weather::Cut, Weather::HalfOpen, Weather::Refused, Weather::Reset, Weather::Stalled];

#[tokio::test]
async fn whatever_breaks_an_idle_line_calls_ring_once_it_is_mended() {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    for fault in FAULTS {
        line.turns(fault);
        tries_now(&bo).await; // Else a silent line is asked only after a quarter of a minute.
        bo.is_cut_off().await;
        line.turns(Weather::Fine);
        tries_now(&bo).await;
        bo.is_reachable().await;
        let call = ana.calls(&bo.account.username).await;
        assert_eq!(bo.is_rung().await, call, "after {fault:?}");
        bo.declines().await;
        bo.is_quiet().await;
    }
}

#[tokio::test]
async fn a_call_that_rings_here_rings_on_over_a_captive_line() {
    rings_on_here(Weather::Captive).await;
}

#[tokio::test]
async fn a_call_that_rings_here_rings_on_over_a_half_open_line() {
    rings_on_here(Weather::HalfOpen).await;
}

#[tokio::test]
async fn a_call_that_rings_here_rings_on_over_a_refused_line() {
    rings_on_here(Weather::Refused).await;
}

#[tokio::test]
async fn a_call_that_rings_here_rings_on_over_a_reset_line() {
    rings_on_here(Weather::Reset).await;
}

#[tokio::test]
async fn a_call_that_rings_out_rings_on_over_a_cut_line() {
    rings_on_there(Weather::Cut).await;
}

#[tokio::test]
async fn a_call_that_rings_out_rings_on_over_a_half_open_line() {
    rings_on_there(Weather::HalfOpen).await;
}

#[tokio::test]
async fn a_call_that_rings_out_rings_on_over_a_reset_line() {
    rings_on_there(Weather::Reset).await;
}

#[tokio::test]
async fn an_answer_given_over_a_cut_line_arrives_or_is_told_to_have_failed() {
    is_answered_over(Weather::Cut).await;
}

#[tokio::test]
async fn an_answer_given_over_a_half_open_line_arrives_or_is_told_to_have_failed() {
    is_answered_over(Weather::HalfOpen).await;
}

#[tokio::test]
async fn an_answer_given_over_a_stalled_line_arrives_or_is_told_to_have_failed() {
    is_answered_over(Weather::Stalled).await;
}

#[tokio::test]
async fn a_line_that_drips_rings_and_is_answered() {
    let (house, line, bo) = behind_a_line().await;
    line.turns(Weather::Dripping);
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn a_network_that_wants_a_sign_in_of_its_own_is_said_in_words() {
    let (_house, line, bo) = behind_a_line().await;
    line.turns(Weather::Captive);
    bo.sees("what answers instead", |seen| {
        let link = &seen.session.workspaces.first()?.link;
        matches!(link, Link::Lost { loss: Loss::NotAWorkspace, .. }).then_some(())
    })
    .await;
    // Between two tries it may just be connecting.
    let words = support::eventually::eventually("the words", async || {
        let words = bo.types(&["status"]).await.worked();
        words.contains("something else answers").then_some(words)
    })
    .await;
    assert!(words.contains("calls cannot reach you since"), "{words}");
    line.turns(Weather::Fine);
    bo.is_reachable().await;
    let status = bo.status().await;
    assert_eq!(
        (&status["workspaces"][0]["state"], &status["workspaces"][0]["loss"]),
        (&"reachable".into(), &().into())
    );
}

#[tokio::test]
async fn a_workspace_that_restarts_while_it_rings_ends_the_ring_on_neither_side() {
    let mut house = Workspace::opens_to_stay().await;
    let (ana, bo) = tokio::join!(
        Person::signed_in(&house, &house.people[0], Fittings::BARE),
        Person::signed_in(&house, &house.people[1], Fittings::BARE)
    );
    ana.calls(&bo.account.username).await;
    let call = bo.is_rung().await;
    house.dies().await;
    tokio::join!(ana.is_cut_off(), bo.is_cut_off());
    house.comes_back().await;
    tokio::join!(ana.is_reachable(), bo.is_reachable());
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    tokio::join!(ana.is_in_a_call(), bo.is_in_a_call());
}

#[tokio::test]
async fn a_callers_agent_that_is_killed_leaves_a_ring_that_ends_and_a_missed_call() {
    let (_house, _ana, bo, call) = after_its_callers_agent_was_killed().await;
    // The workspace's record still says that it rings: it does to the end of its thirty seconds, and no longer.
    bo.incoming_ends(EndReason::Unanswered).await;
    bo.records(&call, |record| record.state == CallState::Missed).await;
}

#[tokio::test]
async fn a_callers_agent_that_is_killed_and_started_again_rings_on_and_is_answered() {
    let (_house, mut ana, bo, call) = after_its_callers_agent_was_killed().await;
    ana.starts().await;
    assert_eq!(ana.rings_out().await, call);
    bo.accepts().await;
    tokio::join!(ana.is_in_a_call(), bo.is_in_a_call());
}

#[tokio::test]
async fn a_call_that_came_and_went_while_the_agent_was_stopped_is_missed_and_does_not_ring() {
    let house = Workspace::opens().await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let ana = house.peer(&house.people[0]).await;
    bo.agent().freeze();
    let call = ana.calls(&bo.account.username).await;
    ana.hangs_up(&call).await;
    ana.sees_answer(&call).await;
    bo.agent().thaw();
    bo.records(&call, |record| record.state == CallState::Missed).await;
    bo.is_quiet().await;
}

#[tokio::test]
async fn a_call_that_rings_while_the_agent_is_stopped_rings_when_it_goes_on() {
    let house = Workspace::opens().await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let ana = house.peer(&house.people[0]).await;
    bo.agent().freeze();
    let call = ana.calls(&bo.account.username).await;
    bo.agent().thaw();
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

#[tokio::test]
async fn a_line_that_died_in_the_machines_sleep_is_given_up_when_it_wakes() {
    let (_house, line, system, bo) = on_a_machine_that_sleeps().await;
    system.falls_asleep().await;
    line.turns(Weather::HalfOpen);
    let woke = Instant::now();
    system.wakes().await;
    bo.is_cut_off().await;
    assert!(woke.elapsed() < UNASKED, "it was not the waking that was heeded");
    line.turns(Weather::Fine);
    bo.is_reachable().await;
    system.is_held().await; // For the next time.
}

#[tokio::test]
async fn a_line_of_a_network_that_is_gone_is_given_up_with_it() {
    let (_house, line, system, bo) = on_a_machine_that_sleeps().await;
    line.turns(Weather::HalfOpen);
    let changed = Instant::now();
    system.changes_network().await;
    bo.is_cut_off().await;
    assert!(changed.elapsed() < UNASKED, "it was not the change that was heeded");
    line.turns(Weather::Fine);
    system.changes_network().await;
    bo.is_reachable().await;
}

#[tokio::test]
async fn nobody_is_rung_for_somebody_whose_machine_falls_asleep() {
    let (house, _line, system, bo) = on_a_machine_that_sleeps().await;
    let ana = house.peer(&house.people[0]).await;
    bo.calls(&ana.username).await;
    let call = ana.is_rung().await;
    system.falls_asleep().await;
    ana.hears("canceled", &call).await;
}

/// The line of somebody who is rung breaks and is mended; the same call can be answered then.
async fn rings_on_here(fault: Weather) {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    line.turns(fault);
    bo.is_cut_off().await;
    line.turns(Weather::Fine);
    bo.is_reachable().await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

/// The line of somebody who calls breaks and is mended; the other side's answer still brings both together.
async fn rings_on_there(fault: Weather) {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    bo.calls(&ana.username).await;
    let call = bo.rings_out().await;
    ana.is_rung().await;
    line.turns(fault);
    bo.is_cut_off().await;
    line.turns(Weather::Fine);
    bo.is_reachable().await;
    ana.accepts(&call).await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

/// Somebody answers while the line breaks. It is mended, and one of two things is true: both are in the call,
/// or the person was told that it failed. Nothing rings or connects for ever.
async fn is_answered_over(fault: Weather) {
    let (house, line, bo) = behind_a_line().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    line.turns(fault);
    let (_, ()) = tokio::join!(bo.types(&["answer"]), async {
        bo.is_cut_off().await;
        line.turns(Weather::Fine);
    });
    let joined = bo
        .sees("an end of connecting", |seen| {
            let over = |phase: &IncomingPhase| matches!(phase, IncomingPhase::Over { .. });
            let gone = !seen.calls.incoming.iter().any(|call| !over(&call.phase));
            let joined = seen.calls.joined.is_some();
            (joined || gone).then_some(joined)
        })
        .await;
    if joined {
        ana.sees_status(&call, 1).await;
    }
}

async fn tries_now(person: &Person) {
    person.surface().asks(&Action::Reconnect).await.expect("there is something to try");
}

/// Somebody whose line to the workspace the story commands.
async fn behind_a_line() -> (Workspace, Proxy, Person) {
    at_a_desk_behind_a_line(Desk::with(Fittings::BARE).await).await
}

/// Ana calls Bo, whose agent rings, and hers is killed.
async fn after_its_callers_agent_was_killed() -> (Workspace, Person, Person, Call) {
    let house = Workspace::opens().await;
    let (mut ana, bo) = tokio::join!(
        Person::signed_in(&house, &house.people[0], Fittings::WITH_KEYS),
        Person::signed_in(&house, &house.people[1], Fittings::BARE)
    );
    ana.calls(&bo.account.username).await;
    let call = bo.is_rung().await;
    ana.dies().await;
    (house, ana, bo, call)
}

/// As [`behind_a_line`], with the machine's sleep and network under the story's command too.
async fn on_a_machine_that_sleeps() -> (Workspace, Proxy, System, Person) {
    let mut desk = Desk::with(Fittings { bus: true, ..Fittings::BARE }).await;
    let system = desk.start_system().await;
    let (house, line, bo) = at_a_desk_behind_a_line(desk).await;
    system.is_held().await;
    (house, line, system, bo)
}

async fn at_a_desk_behind_a_line(desk: Desk) -> (Workspace, Proxy, Person) {
    let house = Workspace::opens().await;
    let line = Proxy::to(&house.url).await;
    let mut bo = Person::at(desk, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&line.url()).await;
    bo.is_reachable().await;
    bo.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
    (house, line, bo)
}

/// An idle line that is silent is asked after fifteen seconds, and given up five later.
const UNASKED: Duration = Duration::from_secs(12);
