//! Can calls reach you? Asked on a computer that lacks about everything.

use std::time::Duration;

use serde_json::Value;
use support::{
    desk::{Desk, Fittings},
    peer::Account,
    person::Person,
    proxy::{Proxy, Weather},
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
async fn an_agent_that_the_doctor_has_just_started_is_given_the_time_to_arrive() {
    let house = Workspace::opens().await;
    let line = Proxy::to(&house.url).await;
    let mut bo = Person::at(Desk::with(Fittings::WITH_KEYS).await, &house.people[1]);
    bo.starts().await;
    bo.signs_in(&line.url()).await;
    bo.desk.keeps_a_token().await;
    bo.agent().terminate().await;
    // Some round trips: longer than the doctor looks at what has arrived, shorter than it waits for that.
    line.turns(Weather::Delayed(Duration::from_millis(250)));
    let typed = bo.types(&["doctor", "--silent"]).await;
    let told = typed.stdout.lines().find(|line| line.contains("Connection to")).unwrap_or_default();
    assert!(told.starts_with("   ok") && told.contains("calls arrive"), "{typed:?}");
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
