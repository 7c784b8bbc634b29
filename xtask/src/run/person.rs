//! Somebody at a desk of their own: a profile with its agent and its window.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tinyjson::JsonValue;

use super::{browser::Browser, child::Guarded, home::Home, stop, workspace::Workspace};
use crate::{
    Outcome,
    command::{command, missing, printed, works},
};

/// Where somebody's window stands.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
}

/// A person of the demo; signs out and leaves when dropped.
pub(super) struct Person {
    pub name: &'static str,
    agent: Guarded,
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
    folder: PathBuf,
}

impl Person {
    /// Starts the agent of a new profile, and waits until it answers.
    pub fn arrive(
        program: &Path,
        home: &Home,
        browser: &Browser,
        stage: &[(&'static str, String)],
        name: &'static str,
        side: Side,
    ) -> Outcome<Self> {
        let folder =
            |kind: &str| -> Outcome<String> { Ok(home.folder(&format!("{name}/{kind}"))?.display().to_string()) };
        let side = match side {
            Side::Left => "left",
            Side::Right => "right",
        };
        let mut environment = stage.to_vec();
        environment.extend([
            ("XDG_CACHE_HOME", folder("cache")?),
            ("XDG_CONFIG_HOME", folder("config")?),
            ("XDG_DATA_HOME", folder("data")?),
            ("PATH", browser.path()),
            ("VCONNCT_WINDOW_PLACE", side.to_owned()),
        ]);
        let at = home.folder(name)?;
        let errors = at.join(ERRORS);
        let file = File::create(&errors).map_err(|e| format!("{} cannot be made: {e}", errors.display()))?;
        let mut agent = vconnct(program, name, &environment);
        agent.arg("--background").stdout(Stdio::null()).stderr(file);
        let agent = Guarded::start(&mut agent)?;
        let person = Self { name, agent, program: program.to_owned(), environment, folder: at };
        person.until("its agent answers", |person| works(person.vconnct().arg("status")))?;
        Ok(person)
    }

    /// Signs in with the demo's password, and waits until calls arrive.
    pub fn sign_in(&self, workspace: &Workspace) -> Outcome {
        let mut login = self.vconnct();
        login.args(["login", "--url", &workspace.url, "--user", self.name]).stdin(Stdio::piped());
        let mut login_runs = login.spawn().map_err(|e| missing(&login, &e))?;
        let mut input = login_runs.stdin.take().expect("it was asked for");
        let password = workspace.password(self.name)?;
        writeln!(input, "{password}").map_err(|e| format!("the password cannot be handed over: {e}"))?;
        drop(input);
        let status = login_runs.wait().map_err(|e| missing(&login, &e))?;
        if !status.success() {
            return Err(format!("{} could not sign in", self.name).into());
        }
        self.until("calls reach this person", |person| person.status().is_some_and(|status| status.reachable))
    }

    pub fn open_window(&self) -> Outcome {
        self.does(&[])
    }

    /// Carries out a verb of the command line.
    pub fn does(&self, arguments: &[&str]) -> Outcome {
        printed(self.vconnct().args(arguments)).map(drop)
    }

    /// Waits until a call of this person is in a phase, as `status --json` names it.
    pub fn until_a_call_is(&self, phase: &str) -> Outcome {
        let is = |person: &Self| person.status().is_some_and(|status| status.phases.iter().any(|found| found == phase));
        self.until(&format!("a call is {phase}"), is)
    }

    /// Waits until no call is going on.
    pub fn until_no_call_is_left(&self) -> Outcome {
        let going_on = |phase: &String| !matches!(phase.as_str(), "over" | "dismissed");
        self.until("the call is over", |person| {
            person.status().is_some_and(|status| !status.phases.iter().any(going_on))
        })
    }

    /// Whether the agent still runs.
    pub fn is_there(&mut self) -> bool {
        self.agent.runs()
    }

    /// What the agent wrote last of what went wrong.
    pub fn last_words(&self) -> String {
        let log = self.folder.join(format!("data/vconnct/{}/log/agent_rCURRENT.log", self.name));
        let mut words = String::new();
        for file in [log, self.folder.join(ERRORS)] {
            let text = fs::read_to_string(file).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            for line in &lines[lines.len().saturating_sub(LAST_LINES)..] {
                words += &format!("\n  {line}");
            }
        }
        words
    }

    /// The agent's process.
    pub fn agent_id(&self) -> u32 {
        self.agent.id()
    }

    fn status(&self) -> Option<Status> {
        Status::read(&printed(self.vconnct().args(["status", "--json"])).ok()?)
    }

    fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while !is_so(self) {
            stop::check()?;
            if Instant::now() > deadline {
                return Err(format!("waited in vain for {}: {what}{}", self.name, self.last_words()).into());
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn vconnct(&self) -> Command {
        vconnct(&self.program, self.name, &self.environment)
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // The token would stay in the key store.
        works(self.vconnct().arg("logout"));
        works(self.vconnct().arg("quit"));
        self.agent.wait_a_moment();
    }
}

fn vconnct(program: &Path, profile: &str, environment: &[(&'static str, String)]) -> Command {
    let mut command = command(&program.to_string_lossy());
    command.args(["--profile", profile]).envs(environment.iter().map(|(name, value)| (name, value)));
    if environment.iter().any(|(name, _)| *name == "DISPLAY") {
        command.env_remove("WAYLAND_DISPLAY");
    }
    command
}

/// What `status --json` says, as far as it matters here.
#[derive(Debug, Eq, PartialEq)]
struct Status {
    reachable: bool,
    phases: Vec<String>,
}

impl Status {
    fn read(line: &str) -> Option<Self> {
        let status: JsonValue = line.parse().ok()?;
        let status: &HashMap<String, JsonValue> = status.get()?;
        let list = |key: &str| status.get(key)?.get::<Vec<JsonValue>>();
        let member = |of: &JsonValue, key: &str| of.get::<HashMap<String, JsonValue>>()?.get(key).cloned();
        let reachable = |workspace| member(workspace, "reachable").and_then(|value| value.get::<bool>().copied());
        let phases = list("calls")?.iter().filter_map(|call| member(call, "phase")?.get::<String>().cloned());
        let workspaces = list("workspaces")?;
        Some(Self {
            reachable: !workspaces.is_empty() && workspaces.iter().all(|workspace| reachable(workspace) == Some(true)),
            phases: phases.collect(),
        })
    }
}

/// Where the agent's standard error goes.
const ERRORS: &str = "errors.txt";
const LAST_LINES: usize = 5;
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_understood() {
        let line = r#"{"profile":"mara","workspaces":[{"url":"u","user":"mara","reachable":true,"since":null}],"calls":[{"id":"c","phase":"ringing"}]}"#;
        assert_eq!(Status::read(line), Some(Status { reachable: true, phases: vec!["ringing".to_owned()] }));
        assert_eq!(Status::read(r#"{"workspaces":[],"calls":[]}"#).map(|status| status.reachable), Some(false));
        assert_eq!(Status::read("nonsense"), None);
    }
}
