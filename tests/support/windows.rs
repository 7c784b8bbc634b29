//! A Windows of one's own, as far as Wine plays one: folders, key store, sound, taskbar, and the agent in it.
//!
//! Wine has no notifications and no web view. What is told of the agent here it says by its command line,
//! which reaches it through the pipe as on any Windows; its tray icon is seen on the screen.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::Value;
use tokio::{process::Command, time::timeout};

use crate::{
    desk::ROOT,
    display::Display,
    eventually::eventually,
    home::Home,
    peer::{Account, Call},
    person::Outcome,
    process::{Program, SYSTEM_PATH, packaged, run},
    sound::Sound,
};

/// Somebody at a machine with Windows.
pub struct Machine {
    // Ends first, as on a desk; the folders last, with all that still runs there.
    agent: Option<Program>,
    sound: Sound,
    display: Display,
    pub account: Account,
    home: Home,
}

impl Machine {
    /// Sets one up with the agent on it; nothing of ours runs yet.
    pub async fn of(account: &Account) -> Self {
        let mut home = Home::new();
        let prefix = home.path("prefix").display().to_string();
        home.set("WINEPREFIX", prefix);
        home.set("WINEDEBUG", "-all");
        // What it would otherwise offer to download, and menus nobody opens.
        home.set("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=");
        install(&home).await;
        let display = Display::start(&mut home).await;
        run_to_files(&home, wine(&home, Path::new("wineboot"), &["--init"]), "").await.worked();
        have_a_taskbar(&home).await;
        let sound = Sound::start(&home).await;
        Self { agent: None, sound, display, account: account.clone(), home }
    }

    /// Starts the agent, as logging in to the computer does.
    pub async fn starts(&mut self) {
        let command = self.vconnct(&["--background"]);
        self.agent = Some(Program::start(command, self.home.log("agent")));
        eventually("the agent to listen", async || (self.types(&["status"]).await.code == Some(0)).then_some(())).await;
    }

    /// The agent is killed: no farewell.
    pub async fn dies(&mut self) {
        self.agent.as_mut().expect("the agent runs").kill().await;
    }

    /// The agent ends by itself.
    pub async fn ends(&mut self) {
        let ended = self.agent.as_mut().expect("the agent runs").ends().await;
        assert!(ended.success(), "{ended}: {}", self.home.logs());
    }

    /// Runs a command of ours to its end.
    pub async fn types(&self, arguments: &[&str]) -> Outcome {
        run_to_files(&self.home, self.vconnct(arguments), "").await
    }

    /// Signs in, which works.
    pub async fn signs_in(&self, url: &str) {
        self.tries_to_sign_in(url).await.worked();
    }

    /// Signs in, if it may.
    pub async fn tries_to_sign_in(&self, url: &str) -> Outcome {
        let command = self.vconnct(&["login", "--url", url, "--user", &self.account.username]);
        run_to_files(&self.home, command, &format!("{}\r\n", self.account.password)).await
    }

    /// An administrator fixes something: a value, and of what type it is.
    pub async fn is_managed(&self, name: &str, kind: &str, value: &str) {
        let add = ["add", r"HKLM\Software\Policies\Vconnct", "/v", name, "/t", kind, "/d", value, "/f"];
        run_to_files(&self.home, wine(&self.home, Path::new("reg"), &add), "").await.worked();
    }

    /// Its screen.
    pub fn display(&self) -> &Display {
        &self.display
    }

    /// Its loudspeaker.
    pub fn sound(&self) -> &Sound {
        &self.sound
    }

    /// Waits until calls can arrive.
    pub async fn is_reachable(&self) {
        self.sees("a connection", |status| (status["workspaces"][0]["reachable"] == true).then_some(())).await;
    }

    /// Waits until a call is in this phase here.
    pub async fn shows(&self, call: &Call, phase: &str) {
        self.sees(&format!("the call, {phase}"), |status| {
            let mut calls = status["calls"].as_array()?.iter();
            calls.any(|shown| shown["id"] == call.id && shown["phase"] == phase).then_some(())
        })
        .await;
    }

    /// Waits until `status --json` has what `wanted` finds.
    pub async fn sees<T>(&self, what: &str, wanted: impl Fn(&Value) -> Option<T>) -> T {
        eventually(what, async || wanted(&self.tells(&["status", "--json"]).await)).await
    }

    /// What a command prints as JSON.
    pub async fn tells(&self, arguments: &[&str]) -> Value {
        let text = self.types(arguments).await.worked();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in: {text}"))
    }

    /// Waits until the browser was asked for a page.
    pub async fn opens_a_page(&self) -> String {
        eventually("an address to be opened", async || self.home.opened().pop()).await
    }

    /// All that Windows keeps of passwords and the like, by name, as Wine writes it down.
    pub async fn names_in_the_key_store(&self) -> String {
        let query = ["query", r"HKCU\Software\Wine\Credential Manager", "/s"];
        run_to_files(&self.home, wine(&self.home, Path::new("reg"), &query), "").await.worked()
    }

    fn vconnct(&self, arguments: &[&str]) -> Command {
        let mut command = wine(&self.home, &self.home.path("programs").join(AGENT), &[]);
        command.args(["--profile", &self.account.username]).args(arguments);
        command
    }
}

/// Puts the agent on the machine, and beside them what this Wine lacks.
async fn install(home: &Home) {
    let folder = home.path("programs");
    fs::create_dir(&folder).expect("the root is new");
    let built = built(AGENT);
    fs::copy(&built, folder.join(AGENT)).unwrap_or_else(|error| panic!("{}: {error}", built.display()));
    // Rust takes its random numbers from a library that Wine 8 has not got. Every Windows has.
    let source = home.path("prng.c");
    fs::write(&source, PRNG).expect("the folder is ours");
    let mut compiler = packaged("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64");
    compiler.env_clear().env("PATH", SYSTEM_PATH).arg("-shared").arg("-o");
    compiler.arg(folder.join("bcryptprimitives.dll")).arg(source).arg("-ladvapi32");
    let output = run(compiler, "").await;
    assert!(output.status.success(), "{output:?}");
}

/// Has Wine show a desktop in a window of its own: under this name it has a taskbar, as Windows' own.
async fn have_a_taskbar(home: &Home) {
    let explorer = r"HKCU\Software\Wine\Explorer";
    let desktops = format!(r"{explorer}\Desktops");
    for [key, name, value] in [[explorer, "Desktop", "shell"], [&desktops, "shell", DESKTOP]] {
        let add = ["add", key, "/v", name, "/d", value, "/f"];
        run_to_files(home, wine(home, Path::new("reg"), &add), "").await.worked();
    }
}

/// A program built for Windows before the tests run.
fn built(program: &str) -> PathBuf {
    let folder = env::var_os("VCONNCT_WINDOWS_BIN_DIR");
    let folder =
        folder.map_or_else(|| Path::new(ROOT).join("target/windows/x86_64-pc-windows-gnu/debug"), PathBuf::from);
    let path = folder.join(program);
    assert!(path.exists(), "{} is missing: run `cargo xtask test windows`, which builds it", path.display());
    path
}

/// A program for Windows, ours or one of Wine's own.
fn wine(home: &Home, program: &Path, arguments: &[&str]) -> Command {
    let mut command = home.furnish(packaged("/usr/lib/wine/wine64", "wine64"));
    command.arg(program).args(arguments);
    command
}

/// Runs `command` to its end. Not by pipes: whoever is the first on a machine starts its services, which
/// hold on to them and go on running.
async fn run_to_files(home: &Home, mut command: Command, input: &str) -> Outcome {
    let file = |name: &str| {
        let path = home.path(name);
        fs::write(&path, "").expect("the folder is ours");
        (File::options().read(true).write(true).open(&path).expect("it is there now"), path)
    };
    let ((stdin, given), (stdout, printed), (stderr, complained)) = (file("stdin"), file("stdout"), file("stderr"));
    fs::write(given, input).expect("the folder is ours");
    let mut child = command.stdin(stdin).stdout(stdout).stderr(stderr).kill_on_drop(true).spawn().expect("Wine starts");
    let ended = timeout(SETTING_UP, child.wait()).await.expect("a command comes to an end");
    let read = |path: PathBuf| fs::read_to_string(path).expect("text");
    Outcome { code: ended.expect("a child of ours").code(), stdout: read(printed), stderr: read(complained) }
}

const AGENT: &str = "vconnct.exe";
const DESKTOP: &str = "1000x700";
/// A machine that is made from nothing takes a while, and longer where others work too.
const SETTING_UP: Duration = Duration::from_secs(180);
const PRNG: &str = "\
int SystemFunction036(void *buffer, unsigned long length);
__declspec(dllexport) int ProcessPrng(void *buffer, unsigned long long length) { return SystemFunction036(buffer, length); }
";
