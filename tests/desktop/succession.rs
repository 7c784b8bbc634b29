//! Programs that were replaced while the agent runs: the newer ones take its place, unless a call needs it.

use serde_json::{Value, json};
use support::{
    desk::{Desk, Fittings},
    eventually::eventually,
    peer::Account,
    person::Person,
    workspace::Workspace,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
};

#[tokio::test]
async fn an_older_agent_is_followed_by_a_new_one_and_the_window_opens() {
    let (mut bo, old) = beside_an_agent_that_answers("retires").await;
    bo.types(&[]).await.worked();
    eventually("the main window", async || bo.desk.display().main_window()).await;
    assert!(old.is_finished(), "the old agent was not asked to make room");
    bo.attaches().await; // the one that answers is of our version
}

#[tokio::test]
async fn a_window_that_the_older_agent_was_asked_for_comes_up_all_the_same() {
    let (mut bo, _old) = beside_an_agent_that_answers("retires").await;
    let mut window = bo.desk.home().furnish(tokio::process::Command::new(support::process::ours("vconnct-window")));
    window.args(["--profile", &bo.account.username, "--from-agent"]);
    let _window = support::process::Program::start(window, bo.desk.home().log("window"));
    eventually("the main window", async || bo.desk.display().main_window()).await;
    bo.attaches().await;
}

#[tokio::test]
async fn whoever_opens_vconnct_with_a_click_reads_in_a_window_why_an_older_agent_goes_on() {
    let (bo, _old) = beside_an_agent_that_answers("version").await;
    let refused = bo.types(&[]).await.refused();
    assert!(refused.contains("when your call is over"), "{refused}");
    eventually("the words", async || bo.desk.display().window("Vconnct")).await;
}

#[tokio::test]
async fn a_newer_program_has_the_agent_end_but_not_during_a_call() {
    let house = Workspace::opens().await;
    let ana = house.peer(&house.people[0]).await;
    let mut bo = Person::signed_in(&house, &house.people[1], Fittings::BARE).await;
    let call = ana.calls(&bo.account.username).await;
    bo.is_rung().await;
    assert_eq!(says_hello(&bo, "999.0.0").await["error"]["code"], "version");
    ana.hangs_up(&call).await;
    let answer = eventually("the card to go", async || {
        let answer = says_hello(&bo, "999.0.0").await;
        (answer["error"]["code"] != "version").then_some(answer)
    })
    .await;
    assert_eq!(answer["error"]["code"], "retires");
    eventually("the agent to end", async || (!bo.agent().runs()).then_some(())).await;
}

/// Somebody at a desk whose agent is of another version, and gives newer programs this answer. Retiring, it is gone.
async fn beside_an_agent_that_answers(code: &'static str) -> (Person, tokio::task::JoinHandle<()>) {
    let desk = Desk::with(Fittings { display: true, ..Fittings::BARE }).await;
    let account = Account { username: "bo".into(), password: String::new() };
    let bo = Person::at(desk, &account);
    let socket = bo.socket();
    std::fs::create_dir_all(socket.parent().expect("it lies in a folder")).expect("ours");
    let listener = UnixListener::bind(&socket).expect("no agent runs");
    let agent = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("the folder is there");
            let mut stream = BufReader::new(stream);
            let hello = heard(&mut stream).await;
            let code = if hello["hello"]["role"] == "successor" { code } else { "version" };
            let error = json!({ "code": code, "message": "open Vconnct again when your call is over" });
            say(&mut stream, &json!({ "error": error })).await;
            if code == "retires" {
                return std::fs::remove_file(&socket).expect("it is ours");
            }
        }
    });
    (bo, agent)
}

/// What the agent answers a program of this version that would start one of its own.
async fn says_hello(person: &Person, version: &str) -> Value {
    let stream = UnixStream::connect(person.socket()).await.expect("the agent runs");
    let mut stream = BufReader::new(stream);
    say(&mut stream, &json!({ "hello": { "version": version, "role": "successor" } })).await;
    heard(&mut stream).await
}

async fn say(stream: &mut BufReader<UnixStream>, line: &Value) {
    stream.write_all(format!("{line}\n").as_bytes()).await.expect("somebody listens");
}

async fn heard(stream: &mut BufReader<UnixStream>) -> Value {
    let mut line = String::new();
    stream.read_line(&mut line).await.expect("somebody speaks");
    serde_json::from_str(&line).expect("it is JSON")
}
