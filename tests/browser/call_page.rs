//! The page of a call, whoever opened it.

use support::{call_page::CallPage, home::Home, workspace::Workspace};

#[tokio::test]
async fn two_see_and_hear_each_other_until_one_leaves() {
    let (house, home) = (Workspace::opens().await, Home::new());
    let [ana, bo] = [house.peer(&house.people[0]).await, house.peer(&house.people[1]).await];
    let call = ana.starts(&ana.room_with(&bo.username).await).await;
    let (here, there) = (ana.joins(&call).await, bo.joins(&call).await);
    let (here, there) = tokio::join!(CallPage::opens(&home, &here), CallPage::opens(&home, &there));
    tokio::join!(here.sees_and_hears(1), there.sees_and_hears(1));

    here.page().presses("Leave").await;
    here.page().says("You have left the call").await;
    there.sees_and_hears(0).await;
    there.closes().await;
    let record = ana.sees_status(&call, 3).await;
    assert_eq!(record["users"].as_array().map(Vec::len), Some(2), "{record}");
}

#[tokio::test]
async fn an_address_lets_in_only_whom_it_was_made_for() {
    let (house, home) = (Workspace::opens().await, Home::new());
    let [ana, bo] = [house.peer(&house.people[0]).await, house.peer(&house.people[1]).await];
    let call = ana.starts(&ana.room_with(&bo.username).await).await;
    let address = ana.joins(&call).await;
    let (bare, _) = address.split_once('?').expect("the address has a token");
    let page = CallPage::opens(&home, bare).await;
    page.page().says("This link is not complete").await;
    page.page().goes_to(&format!("{bare}?token=made-up")).await;
    page.page().says("This link has expired").await;
}
