//! Programs that end when their story does.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::eventually::{LIMIT, eventually};

/// A program that runs in the background, its output in a log.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts `command`, which writes both its outputs to `log`.
    pub fn start(command: Command, log: PathBuf) -> Self {
        Self::start_with(command, log, Stdio::null())
    }

    /// Starts `command` and returns the first line it prints as well; the rest goes unread.
    pub async fn start_and_read_line(mut command: Command, log: PathBuf) -> (Self, String) {
        let name = name_of(&command);
        let errors = File::options().create(true).append(true).open(&log).expect("the log's folder is ours");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut program = Self { child: spawn(command), log, name };
        let output = program.child.stdout.take().expect("it was asked for");
        let mut lines = BufReader::new(output).lines();
        let line = timeout(LIMIT, lines.next_line()).await;
        let Ok(Ok(Some(line))) = line else {
            panic!("{} printed no line; it wrote:\n{}", program.name, program.written());
        };
        // Kept open: a program that prints more must not die of it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        (program, line)
    }

    /// Starts `command` with `input` on its standard input.
    pub async fn start_with_input(command: Command, log: PathBuf, input: &str) -> Self {
        let mut program = Self::start_with(command, log, Stdio::piped());
        let mut stdin = program.child.stdin.take().expect("it was asked for");
        stdin.write_all(input.as_bytes()).await.expect("the program reads its input");
        program
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id().expect("asked only of programs that were not waited for")
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it ends by itself.
    pub async fn ends(&mut self) -> ExitStatus {
        let Ok(ended) = timeout(LIMIT, self.child.wait()).await else {
            panic!("{} goes on running; it wrote:\n{}", self.name, self.written());
        };
        ended.expect("a child of ours can be waited for")
    }

    /// Ends it the hard way: no farewell, no tidying up.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("a child of ours can be killed");
    }

    /// Asks it to end, as a log-out does, and waits until it has.
    pub async fn terminate(&mut self) -> ExitStatus {
        signal(self.id(), libc::SIGTERM);
        self.ends().await
    }

    /// Stops it where it stands: it lives, holds its sockets and answers nothing.
    pub fn freeze(&self) {
        signal(self.id(), libc::SIGSTOP);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        signal(self.id(), libc::SIGCONT);
    }

    /// All it has written so far.
    pub fn written(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn start_with(mut command: Command, log: PathBuf, input: Stdio) -> Self {
        let name = name_of(&command);
        let both = File::options().create(true).append(true).open(&log).expect("the log's folder is ours");
        let errors = both.try_clone().expect("a file can be shared");
        command.stdin(input).stdout(both).stderr(errors);
        let child = spawn(command);
        Self { name, child, log }
    }
}

/// A command of a Debian package; its absence names the package.
pub fn packaged(program: &str, package: &str) -> Command {
    let found = program.starts_with('/') && Path::new(program).exists();
    let found = found || std::env::split_paths(SYSTEM_PATH).any(|folder| folder.join(program).exists());
    assert!(found, "{program} is missing: apt-get install {package}");
    Command::new(program)
}

/// One of our own programs, built before the tests run.
pub fn ours(program: &str) -> PathBuf {
    let folder = std::env::var_os("VCONNCT_BIN_DIR").map_or_else(folder_of_the_build, PathBuf::from);
    let path = folder.join(program);
    assert!(path.exists(), "{} is missing: run `cargo xtask test`, which builds the programs first", path.display());
    path
}

/// Runs `command` to its end, `input` on its standard input.
pub async fn run(mut command: Command, input: &str) -> Output {
    let name = name_of(&command);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = spawn(command);
    let mut stdin = child.stdin.take().expect("it was asked for");
    // A program that does not read its input may have closed it.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let Ok(output) = timeout(LIMIT, child.wait_with_output()).await else {
        panic!("{name} does not come to an end");
    };
    output.expect("a child of ours can be waited for")
}

/// Ends every process that was started with `folder` in its environment, however it was detached.
pub async fn end_all_of(folder: &Path) {
    kill_all_of(folder);
    eventually("the programs of this story to be gone", async || all_of(folder).is_empty().then_some(())).await;
}

/// As [`end_all_of`], without waiting for the end.
pub fn kill_all_of(folder: &Path) {
    for id in all_of(folder) {
        signal(id, libc::SIGKILL);
    }
}

/// The processes started with `folder` in their environment whose program's name begins with `name`.
pub fn named(folder: &Path, name: &str) -> Vec<u32> {
    let has_name = |id: &u32| {
        let command = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let program = command.split(|byte| *byte == 0).next().unwrap_or_default();
        let program = String::from_utf8_lossy(program);
        program.rsplit('/').next().is_some_and(|program| program.starts_with(name))
    };
    all_of(folder).into_iter().filter(has_name).collect()
}

/// Sends a signal to a process of this story.
pub fn signal(id: u32, number: i32) {
    // SAFETY: kill touches no memory of ours.
    unsafe { libc::kill(id.cast_signed(), number) };
}

fn all_of(folder: &Path) -> Vec<u32> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|id| *id != std::process::id())
        .filter(|id| {
            let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.windows(folder.len()).any(|part| part == folder)
        })
        .collect()
}

fn folder_of_the_build() -> PathBuf {
    let test = std::env::current_exe().expect("the test knows its own program");
    let folder = test.parent().expect("a program lies in a folder");
    // Tests lie in `deps`, one below the programs; the tools of this package beside them.
    let folder = if folder.ends_with("deps") { folder.parent().expect("deps lies in a folder") } else { folder };
    folder.to_owned()
}

fn name_of(command: &Command) -> String {
    let program = Path::new(command.as_std().get_program());
    program.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Spawns a child that does not outlive the thread of its story.
fn spawn(mut command: Command) -> Child {
    command.kill_on_drop(true);
    // SAFETY: prctl is async-signal-safe and touches no memory of the parent.
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
    match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => panic!("{} is missing", name_of(&command)),
        Err(error) => panic!("{} cannot be started: {error}", name_of(&command)),
    }
}

/// Where Debian's packages put programs.
pub const SYSTEM_PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
