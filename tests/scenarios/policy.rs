//! What a company has fixed for the people of a machine: it counts, nobody changes it, and what they chose
//! themselves is back when it is gone.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use support::{
    desk::{Desk, Fittings},
    person::Person,
    surface::Seen,
    workspace::Workspace,
};
use vconnct_client::{
    action::Action,
    update::{Settings, Theme},
};

#[tokio::test]
async fn a_policy_fixes_settings_and_the_workspace_and_ones_own_choice_is_back_without_it() {
    let (house, elsewhere) = (Workspace::opens().await, Workspace::opens().await);
    let mut bo = Person::at(managed(&json!({})).await, &house.people[1]);
    bo.starts().await;
    choose(&bo, |settings| settings.ring_volume = 35).await.expect("nothing is fixed");
    bo.agent().terminate().await;

    says(&bo, &json!({ "ringVolume": 90, "workspaces": [house.url] }));
    bo.starts().await;
    bo.sees("what is fixed", |seen| volume(seen, 90)).await;
    let managed = bo.surface().now().managed;
    assert_eq!((managed.locked, managed.workspaces), (vec!["ringVolume".to_owned()], vec![house.url.clone()]));
    let refusal = choose(&bo, |settings| settings.ring_volume = 10).await.expect_err("it is fixed");
    assert_eq!(refusal["code"], "setByCompany", "{refusal}");
    choose(&bo, |settings| settings.theme = Theme::Dark).await.expect("that is not");
    let words = bo.tries_to_sign_in(&elsewhere.url, &bo.account.password).await.refused();
    assert!(words.contains("your company lets you sign in to") && words.contains(&house.url), "{words}");
    bo.signs_in(&house.url).await;
    bo.is_reachable().await;
    bo.agent().terminate().await;

    fs::remove_file(file(&bo)).expect("it was written");
    bo.starts().await;
    bo.sees("the own choice", |seen| volume(seen, 35).filter(|()| seen.settings.theme == Theme::Dark)).await;
    assert_eq!(bo.surface().now().managed.locked, [""; 0]);
}

#[tokio::test]
async fn a_policy_that_changes_counts_after_the_next_look_at_the_system() {
    let house = Workspace::opens().await;
    let mut bo = Person::at(managed(&json!({ "ringVolume": 90 })).await, &house.people[1]);
    bo.starts().await;
    bo.sees("what is fixed", |seen| volume(seen, 90)).await;
    says(&bo, &json!({ "ringVolume": 60 }));
    bo.surface().asks(&Action::LookAtDiagnosis { looks: true }).await.expect("one may always ask");
    bo.sees("what is fixed now", |seen| volume(seen, 60)).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_policy_is_told_and_the_rest_of_it_counts() {
    let house = Workspace::opens().await;
    let mut bo = Person::at(managed(&json!({ "ringVolume": "loud", "theme": "dark" })).await, &house.people[1]);
    bo.starts().await;
    bo.sees("the rest", |seen| (seen.settings.theme == Theme::Dark).then_some(())).await;
    let told = bo.types(&["doctor", "--silent"]).await.stdout;
    assert!(told.contains("policy.json: ringVolume: invalid type"), "{told}");
    let logs = bo.desk.home().logs();
    assert!(logs.contains("policy.json: ringVolume: invalid type"), "{logs}");
}

async fn managed(policy: &Value) -> Desk {
    let mut desk = Desk::with(Fittings::BARE).await;
    let file = desk.home().path("policy.json");
    fs::write(&file, policy.to_string()).expect("the folder is ours");
    desk.set("VCONNCT_POLICY", file.display().to_string());
    desk
}

fn file(person: &Person) -> PathBuf {
    person.desk.home().path("policy.json")
}

fn says(person: &Person, policy: &Value) {
    fs::write(file(person), policy.to_string()).expect("the folder is ours");
}

fn volume(seen: &Seen, wanted: u8) -> Option<()> {
    (seen.settings.ring_volume == wanted).then_some(())
}

async fn choose(person: &Person, change: impl FnOnce(&mut Settings)) -> Result<(), Value> {
    let mut settings = person.surface().now().settings;
    change(&mut settings);
    person.surface().asks(&Action::SetSettings { settings: settings.into() }).await
}
