//! The main job, played once by the command line, with pictures.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use super::{browser::Browser, person::Person, stage::Stage, stop};
use crate::{Outcome, command::root};

/// One calls, the other answers, both leave: the browser with its pages is closed.
pub(super) fn main_job(people: &[Person], browser: &Browser, stage: &Stage) -> Outcome {
    let [caller, callee] = people else { return Err("it takes two".into()) };
    let folder = root().join("target/run");
    fs::create_dir_all(&folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    let mut taken = Vec::new();
    let mut photograph = |name: &str| -> Outcome {
        settle(stage)?;
        let file = folder.join(format!("{name}.png"));
        stage.photograph(&file)?;
        taken.push(file);
        Ok(())
    };
    photograph("1-signed-in")?;
    caller.does(&["call", &format!("@{}", callee.name), "--mic", "on", "--cam", "on"])?;
    callee.until_a_call_is("ringing")?;
    photograph("2-ringing")?;
    callee.does(&["answer", "--mic", "on", "--cam", "on"])?;
    for person in [caller, callee] {
        person.until_a_call_is("joined")?;
    }
    photograph("3-in-the-call")?;
    browser.closes();
    for person in [caller, callee] {
        person.does(&["hangup"])?;
        person.until_no_call_is_left()?;
    }
    photograph("4-over")?;
    println!(
        "\n{} called {}, who answered: both were in the call. There is no display here; the pictures:",
        caller.name, callee.name
    );
    for file in taken {
        println!("{}", file.canonicalize().unwrap_or(file).display());
    }
    Ok(())
}

/// Waits until the screen keeps still, or, where something goes on moving, long enough.
fn settle(stage: &Stage) -> Outcome {
    let end = Instant::now() + LONG_ENOUGH;
    let (mut before, mut since) = (stage.frame()?, Instant::now());
    while since.elapsed() < STILL && Instant::now() < end {
        stop::check()?;
        thread::sleep(PAUSE);
        let now = stage.frame()?;
        if now != before {
            (before, since) = (now, Instant::now());
        }
    }
    Ok(())
}

/// A browser that starts takes a while to show both people, and then never keeps still.
const LONG_ENOUGH: Duration = Duration::from_secs(12);
const STILL: Duration = Duration::from_millis(1_500);
const PAUSE: Duration = Duration::from_millis(100);
