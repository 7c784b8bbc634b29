//! Rebuilds the pages when their sources change, and opens the windows anew.

use std::{fs, process::Command, time::SystemTime};

use super::person::Person;
use crate::{
    Outcome,
    command::{root, works},
    programs::Programs,
    ui,
};

/// The sources of the pages, as they were when they were built last.
pub(super) struct Watch {
    built: Option<SystemTime>,
}

impl Watch {
    pub fn begin() -> Self {
        println!("The pages are built anew whenever something in ui/ changes.");
        Self { built: newest() }
    }

    /// Builds what has changed. What does not build leaves the windows as they are.
    pub fn follow(&mut self, people: &[Person]) {
        let now = newest();
        if now != self.built {
            self.built = now;
            if let Err(failure) = rebuild(people) {
                eprintln!("xtask: {failure}");
            }
        }
    }
}

fn newest() -> Option<SystemTime> {
    ["ui/src", "ui/index.html", "ui/popup.html"].into_iter().filter_map(|path| ui::changed(&root().join(path))).max()
}

fn rebuild(people: &[Person]) -> Outcome {
    ui::build()?;
    Programs::build(false)?;
    for person in people {
        close_windows(person);
        person.open_window()?;
    }
    Ok(())
}

/// The pages are part of the window program: it has to start anew.
fn close_windows(person: &Person) {
    let id = person.agent_id();
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    for child in children.split_whitespace() {
        let name = fs::read_to_string(format!("/proc/{child}/comm")).unwrap_or_default();
        if name.trim() == "vconnct-window" {
            works(Command::new("kill").arg(child));
        }
    }
}
