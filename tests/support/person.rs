//! Somebody with our programs: what they do, by the command line, and what they are shown.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{process::Command, time::sleep};
use vconnct_client::update::{CallRecord, EndReason, IncomingPhase, Link, OutgoingPhase, Room, RoomKind, Trouble};

use crate::{
    desk::{Desk, Fittings},
    eventually::{LIMIT, eventually},
    key_store::Keys,
    peer::{Account, Call},
    process::{Program, ours, run},
    surface::{Seen, Surface},
    workspace::Workspace,
};

/// Somebody at a desk, with an agent of a profile of their own.
#[derive(Debug)]
pub struct Person {
    // Ends before the desk it runs on.
    agent: Option<Program>,
    surface: Option<Surface>,
    pub account: Account,
    pub desk: Desk,
}

/// How a command of `vconnct` ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Person {
    /// Sits down: nothing runs yet.
    pub fn at(desk: Desk, account: &Account) -> Self {
        Self { agent: None, surface: None, account: account.clone(), desk }
    }

    /// One of the workspace's people at a desk with these fittings, signed in and reachable.
    pub async fn signed_in(workspace: &Workspace, account: &Account, fittings: Fittings) -> Self {
        let mut person = Self::at(Desk::with(fittings).await, account);
        person.starts().await;
        person.signs_in(&workspace.url).await;
        person.is_reachable().await;
        person.sees("the rooms", |seen| (!seen.rooms.rooms.is_empty()).then_some(())).await;
        if fittings.keys == Keys::Unlocked {
            person.desk.keeps_a_token().await;
        }
        person
    }

    /// Starts the agent, as logging in to the computer does.
    pub async fn starts(&mut self) {
        self.agent = Some(Program::start(self.agent_command(), self.desk.home().log("agent")));
        self.attaches().await;
    }

    /// As [`Self::starts`], in a hurry: for measuring how long it takes.
    pub async fn starts_at_once(&mut self) {
        self.agent = Some(Program::start(self.agent_command(), self.desk.home().log("agent")));
        let socket = self.socket();
        let start = Instant::now();
        while start.elapsed() < LIMIT {
            self.surface = Surface::connect(&socket).await;
            if self.surface.is_some() {
                return;
            }
            sleep(Duration::from_millis(1)).await;
        }
        panic!("the agent does not listen");
    }

    /// Follows the agent that runs, whoever started it.
    pub async fn attaches(&mut self) {
        let socket = self.socket();
        self.surface = Some(eventually("the agent to listen", async || Surface::connect(&socket).await).await);
        self.sees("its state", |seen| seen.session.ready.then_some(())).await;
    }

    /// Nobody follows the agent any more.
    pub fn looks_away(&mut self) {
        self.surface = None;
    }

    /// The agent is killed: no farewell.
    pub async fn dies(&mut self) {
        self.agent.as_mut().expect("the agent runs").kill().await;
        self.surface = None;
    }

    /// The agent as a process.
    pub fn agent(&mut self) -> &mut Program {
        self.agent.as_mut().expect("the agent runs")
    }

    /// The command that starts the agent.
    pub fn agent_command(&self) -> Command {
        let mut command = self.vconnct();
        command.arg("--background");
        command
    }

    /// `vconnct` for this person's profile.
    pub fn vconnct(&self) -> Command {
        let mut command = self.desk.home().furnish(Command::new(ours("vconnct")));
        command.args(["--profile", &self.account.username]);
        command
    }

    /// Where the agent listens.
    pub fn socket(&self) -> PathBuf {
        self.desk.home().path("run/vconnct").join(format!("{}.sock", self.account.username))
    }

    /// Runs a command to its end.
    pub async fn types(&self, arguments: &[&str]) -> Outcome {
        self.types_with(arguments, "").await
    }

    /// Runs a command to its end, and answers what it asks.
    pub async fn types_with(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut command = self.vconnct();
        command.args(arguments);
        run(command, input).await.into()
    }

    // ---------------------------------------------------------------------------- what they do --

    /// Signs in, which works.
    pub async fn signs_in(&self, url: &str) {
        self.tries_to_sign_in(url, &self.account.password).await.worked();
    }

    /// Signs in with this password, and says how that ended.
    pub async fn tries_to_sign_in(&self, url: &str, password: &str) -> Outcome {
        let arguments = ["login", "--url", url, "--user", &self.account.username];
        self.types_with(&arguments, &format!("{password}\n")).await
    }

    /// Calls somebody.
    pub async fn calls(&self, username: &str) {
        self.types(&["call", &format!("@{username}")]).await.worked();
    }

    /// Starts a call in a room.
    pub async fn starts_call_in(&self, room: &str, title: Option<&str>) {
        let mut arguments = vec!["call", "--room", room];
        arguments.extend(title.into_iter().flat_map(|title| ["--title", title]));
        self.types(&arguments).await.worked();
    }

    /// Accepts the call that rings.
    pub async fn accepts(&self) {
        self.types(&["answer"]).await.worked();
    }

    /// Declines the call that rings.
    pub async fn declines(&self) {
        self.types(&["decline"]).await.worked();
    }

    /// Declines the call that rings, with words.
    pub async fn declines_saying(&self, words: &str) {
        self.types(&["decline", "--say", words]).await.worked();
    }

    /// Dismisses the call that rings.
    pub async fn dismisses(&self) {
        self.types(&["dismiss"]).await.worked();
    }

    /// Gives up the call that rings out, or leaves the one joined.
    pub async fn hangs_up(&self) {
        self.types(&["hangup"]).await.worked();
    }

    /// What `status --json` prints.
    pub async fn status(&self) -> Value {
        json_of(&self.types(&["status", "--json"]).await.worked())
    }

    /// What `history --json` prints.
    pub async fn history(&self) -> Value {
        json_of(&self.types(&["history", "--json"]).await.worked())
    }

    /// What `rings --json` prints.
    pub async fn rings(&self) -> Value {
        json_of(&self.types(&["rings", "--json"]).await.worked())
    }

    // ------------------------------------------------------------------------ what they are shown --

    /// The connection that everything below is read from.
    pub fn surface(&self) -> &Surface {
        self.surface.as_ref().expect("the agent runs")
    }

    /// Waits until the agent shows what `wanted` finds.
    pub async fn sees<T>(&self, what: &str, wanted: impl Fn(&Seen) -> Option<T>) -> T {
        self.surface().sees(&format!("{what} at {}'s", self.account.username), wanted).await
    }

    /// The name that others see.
    pub async fn name(&self) -> String {
        self.sees("a name", |seen| Some(seen.session.workspaces.first()?.me.name.clone())).await
    }

    /// Waits until calls can arrive.
    pub async fn is_reachable(&self) {
        self.sees("a connection", |seen| {
            let mut workspaces = seen.session.workspaces.iter();
            workspaces.any(|workspace| matches!(workspace.link, Link::Reachable { .. })).then_some(())
        })
        .await;
    }

    /// Waits until the pictures of all people of two-person rooms are on this computer.
    pub async fn has_pictures(&self) {
        let folder = self.desk.home().path("home/.cache/vconnct").join(&self.account.username).join("pictures");
        let pictured = self
            .sees("pictures", |seen| {
                let people = seen.rooms.rooms.iter().filter_map(|room| room.person.as_ref());
                Some(people.filter(|person| person.picture.is_some()).count()).filter(|pictured| *pictured > 0)
            })
            .await;
        eventually("the pictures to be here", async || {
            let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
            let files = entries(&folder).flat_map(|folder| entries(&folder.path()));
            let whole = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "png"));
            (whole.count() >= pictured).then_some(())
        })
        .await;
    }

    /// Waits until calls cannot arrive.
    pub async fn is_cut_off(&self) {
        self.sees("no connection", |seen| {
            let mut workspaces = seen.session.workspaces.iter();
            workspaces.all(|workspace| !matches!(workspace.link, Link::Reachable { .. })).then_some(())
        })
        .await;
    }

    /// Waits until the agent has said that something is missing.
    pub async fn is_told(&self, trouble: Trouble) {
        self.sees("a word about what is missing", |seen| seen.session.troubles.contains(&trouble).then_some(())).await;
    }

    /// Waits for a call that rings here.
    pub async fn is_rung(&self) -> Call {
        self.sees("a call that rings", ringing).await
    }

    /// Waits until nothing rings here any more, dismissed calls aside.
    pub async fn is_quiet(&self) {
        self.sees("no call that rings", |seen| ringing(seen).is_none().then_some(())).await;
    }

    /// Waits until a call of theirs rings at the other end.
    pub async fn rings_out(&self) -> Call {
        self.sees("a call that rings out", |seen| {
            let call = seen.calls.outgoing.as_ref()?;
            let rings = matches!(call.phase, OutgoingPhase::Ringing { .. });
            rings.then(|| Call { id: call.call_id.to_string(), room: call.room.room_id.to_string() })
        })
        .await
    }

    /// Waits until the call that came in has ended like this.
    pub async fn incoming_ends(&self, reason: EndReason) {
        self.sees(&format!("an incoming call that ended {reason:?}"), |seen| {
            let over = |phase: &IncomingPhase| matches!(phase, IncomingPhase::Over { reason: r, .. } if *r == reason);
            seen.calls.incoming.iter().any(|call| over(&call.phase)).then_some(())
        })
        .await;
    }

    /// Waits until the call that went out has ended like this; returns the words that came with it.
    pub async fn outgoing_ends(&self, reason: EndReason) -> Option<String> {
        self.sees(&format!("an outgoing call that ended {reason:?}"), |seen| {
            match &seen.calls.outgoing.as_ref()?.phase {
                OutgoingPhase::Over { reason: r, words, .. } if *r == reason => Some(words.clone()),
                _ => None,
            }
        })
        .await
    }

    /// Waits until they are in a call.
    pub async fn joined(&self) -> Call {
        self.sees("a joined call", |seen| {
            let call = seen.calls.joined.as_ref()?;
            Some(Call { id: call.call_id.to_string(), room: call.room.room_id.to_string() })
        })
        .await
    }

    /// Waits until they are in a call, its page opened; returns the page's address.
    pub async fn is_in_a_call(&self) -> String {
        self.joined().await;
        self.opens_a_page().await
    }

    /// Waits until the browser was asked for a page.
    pub async fn opens_a_page(&self) -> String {
        eventually("an address to be opened", async || self.desk.home().opened().pop()).await
    }

    /// The record of a call, as the log of this computer tells it once `wanted` holds.
    pub async fn records(&self, call: &Call, wanted: impl Fn(&CallRecord) -> bool) -> CallRecord {
        self.sees("a record of the call", |seen| {
            let mut records = seen.history.calls.iter();
            records.find(|record| record.call_id.to_string() == call.id && wanted(record)).cloned()
        })
        .await
    }

    /// Waits for a room of this kind.
    pub async fn room(&self, kind: RoomKind) -> Room {
        self.sees(&format!("a room of kind {kind:?}"), |seen| {
            seen.rooms.rooms.iter().find(|room| room.kind == kind).map(|room| Room::clone(room))
        })
        .await
    }
}

impl From<std::process::Output> for Outcome {
    fn from(output: std::process::Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Outcome {
    /// What was printed, by a command that did what it was told.
    pub fn worked(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// The sentence of a command that could not do what it was told.
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(!self.stderr.trim().is_empty(), "refused without a word");
        assert_eq!(self.stdout, "", "a refusal belongs on standard error");
        self.stderr
    }
}

fn ringing(seen: &Seen) -> Option<Call> {
    let rings = |phase: &IncomingPhase| matches!(phase, IncomingPhase::Ringing { .. });
    let call = seen.calls.incoming.iter().find(|call| rings(&call.phase))?;
    Some(Call { id: call.call_id.to_string(), room: call.room.room_id.to_string() })
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in: {text}"))
}
