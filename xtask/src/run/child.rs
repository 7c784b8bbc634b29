//! A process of ours that ends with us.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{Outcome, command::missing};

/// Ends when dropped: asked first, then made to.
pub(super) struct Guarded(Child);

impl Guarded {
    /// Starts `command`, out of the reach of the terminal's own Ctrl C: what ends when is ours to say.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        command.stdin(Stdio::null()).spawn().map(Self).map_err(|e| missing(command, &e))
    }

    /// Starts `command` and waits for its first line, which says that it is ready.
    pub fn start_and_read_line(command: &mut Command) -> Outcome<(Self, String)> {
        let mut started = Self::start(command.stdout(Stdio::piped()))?;
        let output = started.0.stdout.take().expect("it was asked for");
        let mut lines = BufReader::new(output);
        let mut line = String::new();
        lines.read_line(&mut line).map_err(|e| missing(command, &e))?;
        if line.trim().is_empty() {
            return Err(format!("{} ended before it was ready", crate::command::line(command)).into());
        }
        // Read on, so that it never writes to nobody.
        thread::spawn(move || lines.lines().for_each(drop));
        Ok((started, line.trim().to_owned()))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn runs(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Gives it a moment to end by itself.
    pub fn wait_a_moment(&mut self) {
        let deadline = Instant::now() + MOMENT;
        while self.runs() && Instant::now() < deadline {
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if !self.runs() {
            return;
        }
        #[cfg(unix)]
        {
            let id = self.0.id().to_string();
            let _ = Command::new("kill").args(["-TERM", &id]).status();
            self.wait_a_moment();
        }
        let _ = self.0.kill(); // It may have gone by itself at last.
        let _ = self.0.wait();
    }
}

const MOMENT: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(30);
