//! Can calls reach you? Asked on a computer that lacks about everything.

use serde_json::Value;
use support::{
    desk::{Desk, Fittings},
    peer::Account,
    person::Person,
    workspace::Workspace,
};
use vconnct_client::{action::Action, rings::Step};

#[tokio::test]
async fn what_fails_is_told_and_is_the_exit_status() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let typed = bo.types(&["doctor", "--silent", "--json"]).await;
    assert_eq!(typed.code, Some(1), "no sound is a reason not to be reached");
    let told: Value = serde_json::from_str(typed.stdout.lines().next().expect("a line")).expect("JSON");
    assert_eq!(told["reached"], false);
    let about = |what: &str| {
        let checks = told["checks"].as_array().expect("a list");
        checks.iter().find(|check| check["finding"]["about"] == what).cloned().unwrap_or_default()
    };
    assert_eq!(about("connection")["verdict"], "good");
    assert!(about("connection")["finding"]["answerMs"].is_number(), "{told}");
    assert_eq!(about("provider")["verdict"], "good");
    assert_eq!(
        (&about("ringTone")["verdict"], &about("ringTone")["finding"]["trouble"]),
        (&"broken".into(), &"noSound".into())
    );
    assert_eq!(about("callWindow")["finding"]["place"], "nowhere");
    assert_eq!(about("lastRing"), Value::Null, "nobody has rung");
}

#[tokio::test]
async fn who_is_signed_in_nowhere_is_told_that_nobody_reaches_them() {
    let mut bo = Person::at(Desk::with(Fittings::BARE).await, &Account::nobody());
    bo.starts().await;
    let typed = bo.types(&["doctor", "--silent"]).await;
    assert_eq!(typed.code, Some(1));
    assert!(typed.stdout.lines().any(|line| line.starts_with("FAILS") && line.contains("signed in")), "{typed:?}");
}

#[tokio::test]
async fn a_trial_call_can_be_answered_and_leads_nowhere() {
    let house = Workspace::opens().await;
    let bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    bo.surface().asks(&Action::RingMe).await.expect("it rings");
    let trial = bo.sees("a trial", |seen| seen.calls.incoming.first().cloned()).await;
    assert!(trial.trial);
    bo.accepts().await;
    bo.sees("no call", |seen| seen.calls.incoming.is_empty().then_some(())).await;
    assert!(bo.surface().now().calls.joined.is_none());
    assert!(bo.history().await.as_array().is_some_and(Vec::is_empty), "nobody has called");
    let rings = bo.rings().await;
    let steps = rings[0]["steps"].as_array().expect("steps").iter().map(|taken| taken["step"].clone());
    assert!(steps.collect::<Vec<_>>().contains(&serde_json::to_value(Step::Answered).expect("a step")), "{rings}");
    assert!(bo.types(&["answer"]).await.refused().contains("no call is ringing"));
}
