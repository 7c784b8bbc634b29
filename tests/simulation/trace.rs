//! What happened since everything was last well, to be read by a person.

use std::fmt;

use vconnct_proto::Millis;

/// The story so far; empty unless it is wanted.
#[derive(Debug)]
pub struct Trace {
    wanted: bool,
    lines: Vec<String>,
}

impl Trace {
    pub fn new(wanted: bool) -> Self {
        Self { wanted, lines: Vec::new() }
    }

    /// Notes what `what` tells; it is asked only if somebody reads it.
    pub fn note(&mut self, now: Millis, who: &str, what: impl FnOnce() -> String) {
        if self.wanted {
            let (seconds, ms) = (now.0 / 1_000, now.0 % 1_000);
            self.lines.push(format!("{seconds:>9}.{ms:03}  {who:<8}  {}", what()));
        }
    }

    /// Everything is well: what came before is no part of what goes wrong from now on.
    pub fn begin(&mut self) {
        self.lines.clear();
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
