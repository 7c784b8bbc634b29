//! The company's proxy goes away in the middle of a day, and another one comes.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use support::{
    desk::{Desk, Fittings},
    person::Person,
    socks::Socks,
    workspace::Workspace,
};
use tokio::time::sleep;
use vconnct_client::update::{Link, Loss};

#[tokio::test]
async fn a_proxy_that_was_gone_for_a_while_is_found_again_within_two_seconds() {
    let (house, proxy, bo) = behind_a_proxy().await;
    let ana = house.peer(&house.people[0]).await;
    let address = proxy.address;
    proxy.dies().await;
    is_told_of_the_proxy(&bo).await;
    let words = bo.types(&["status"]).await.worked();
    assert!(words.contains("calls cannot reach you since") || words.contains("connecting"), "{words}");
    // So long that a workspace that does not answer would be left alone for many seconds by now.
    sleep(GONE).await;
    let _proxy = Socks::at(address).await.expect("nobody else took the port");
    let there = Instant::now();
    bo.is_reachable().await;
    assert!(there.elapsed() < BACK, "it took {:?}", there.elapsed());
    assert_eq!(ana.calls(&bo.account.username).await, bo.is_rung().await);
}

#[tokio::test]
async fn a_call_that_rings_rings_on_while_one_proxy_goes_and_another_one_comes() {
    let (house, proxy, bo) = behind_a_proxy().await;
    let ana = house.peer(&house.people[0]).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    let address = proxy.address;
    proxy.dies().await;
    bo.is_cut_off().await;
    let _proxy = Socks::at(address).await.expect("nobody else took the port");
    bo.is_reachable().await;
    assert_eq!(bo.is_rung().await, call);
    bo.accepts().await;
    assert!(bo.is_in_a_call().await.contains(&call.id));
}

async fn is_told_of_the_proxy(person: &Person) {
    person
        .sees("that the proxy is gone", |seen| {
            let link = &seen.session.workspaces.first()?.link;
            matches!(link, Link::Lost { loss: Loss::NoProxy, .. }).then_some(())
        })
        .await;
}

/// Somebody who reaches the workspace by a proxy alone.
async fn behind_a_proxy() -> (Workspace, Socks, Person) {
    let house = Workspace::opens().await;
    let proxy = Socks::at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.expect("loopback has free ports");
    let mut desk = Desk::with(Fittings::BARE).await;
    desk.set("ALL_PROXY", format!("socks5h://{}", proxy.address));
    let mut bo = Person::at(desk, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&house.url).await;
    bo.is_reachable().await;
    bo.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
    (house, proxy, bo)
}

const GONE: Duration = Duration::from_secs(9);
/// Two seconds between two tries, and a moment for a busy machine to sign in.
const BACK: Duration = Duration::from_millis(3_500);
