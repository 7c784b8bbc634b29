//! The main job without a display: played once, with pictures left behind.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    demo::{Demo, Person},
    place::target,
    programs,
    run::Started,
    shell::{Trouble, first_line, run, say, start},
};

/// Whether windows can be shown in this session.
pub fn has_display() -> bool {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// Plays the main job on a display of its own.
pub fn play() -> Result<(), Trouble> {
    say("no display: a call is played on one of its own");
    let (_desktop, environment, display) = desktop()?;
    let demo = Demo::start(environment, ["0,0,960,800".into(), "960,0,960,800".into()])?;
    let [mara, jonas] = &demo.people;
    let room = Pictures { display, folder: target().join("run") };
    demo.say(mara, &[])?;
    demo.say(jonas, &[])?;
    sleep(PAINT); // the windows load and paint
    room.take("1-signed-in")?;
    demo.say(mara, &["call", "@jonas"])?;
    until(&demo, jonas, "\"ringing\"")?;
    sleep(CHANGE);
    room.take("2-ringing")?;
    demo.say(jonas, &["answer"])?;
    until(&demo, mara, "\"joined\"")?;
    sleep(CHANGE);
    room.take("3-in-the-call")?;
    demo.say(mara, &["hangup"])?;
    demo.say(jonas, &["hangup"])?;
    demo.say(jonas, &["history"])?;
    println!("\nMara called Jonas, and was answered. The pictures are in {}", room.folder.display());
    Ok(())
}

type Environment = Vec<(String, String)>;

/// A display and a session bus, for as long as the first member lives.
fn desktop() -> Result<(Started, Environment, String), Trouble> {
    let mut started = Started(Vec::new());
    let arguments = ["-displayfd", "1", "-screen", "0", "1920x800x24", "-nolisten", "tcp", "-noreset"];
    started.0.push(start(Command::new("Xvfb").args(arguments))?);
    let display = started.0.last_mut().map(first_line).transpose()?.map(|number| format!(":{number}"));
    let display = display.ok_or("the display did not come up")?;
    started.0.push(start(Command::new("dbus-daemon").args(["--session", "--nofork", "--print-address=1"]))?);
    let bus = started.0.last_mut().map(first_line).transpose()?.ok_or("the session bus did not come up")?;
    let environment = vec![("DISPLAY".into(), display.clone()), ("DBUS_SESSION_BUS_ADDRESS".into(), bus)];
    if let Ok(manager) = start(Command::new("openbox").envs(environment.clone())) {
        started.0.push(manager);
    }
    Ok((started, environment, display))
}

fn until(demo: &Demo, person: &Person, what: &str) -> Result<(), Trouble> {
    let deadline = Instant::now() + PATIENCE;
    while !demo.ask(person, &["status", "--json"]).contains(what) {
        if Instant::now() > deadline {
            return Err(format!("{} never came to {what}", person.username).into());
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}

struct Pictures {
    display: String,
    folder: PathBuf,
}

impl Pictures {
    fn take(&self, name: &str) -> Result<(), Trouble> {
        fs::create_dir_all(&self.folder).map_err(|error| error.to_string())?;
        let file: &Path = &self.folder.join(format!("{name}.png"));
        run(Command::new(programs::path("screenshot")).arg(&self.display).arg(file))?;
        println!("{}", file.display());
        Ok(())
    }
}

const PAINT: Duration = Duration::from_secs(6);
const CHANGE: Duration = Duration::from_millis(1_200);
const PATIENCE: Duration = Duration::from_secs(15);
