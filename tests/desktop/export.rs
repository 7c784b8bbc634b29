//! The log of calls, taken along as a file.

use support::{desk::Fittings, eventually::eventually, person::Person, workspace::Workspace};
use vconnct_client::update::CallState;

use crate::window::main_window;

#[tokio::test]
async fn the_calls_that_are_shown_are_saved_as_a_table_where_downloads_go() {
    let house = Workspace::opens().await;
    let ana = Person::signed_in(&house, &house.people[0], Fittings::COMPLETE).await;
    let bo = house.peer(&house.people[1]).await;
    let call = bo.calls(&ana.account.username).await;
    ana.is_rung().await;
    bo.hangs_up(&call).await;
    ana.records(&call, |record| record.state == CallState::Missed).await;

    let window = main_window(&ana).await;
    window.presses("Calls").await;
    window.presses("Missed").await;
    window.presses("Export…").await;
    window.presses("Table for spreadsheets").await;
    window.says("Saved in Downloads: calls-").await;
    let folder = ana.desk.home().path("home/Downloads");
    let file = eventually("the file", async || std::fs::read_dir(&folder).ok()?.flatten().next()).await;
    let table = std::fs::read_to_string(file.path()).expect("it can be read");
    let caller = bo.name().await;
    assert!(table.lines().skip(1).all(|line| line.contains("Missed")) && table.contains(&caller), "{table}");
}
