//! The main job, to be tried: a workspace with demo people, and two of them at their desks.

mod browser;
mod child;
mod home;
mod person;
mod picture;
mod play;
mod stage;
mod stop;
mod watch;
mod workspace;

use std::{thread, time::Duration};

use crate::{
    Outcome,
    packages::{self, Need},
    programs::Programs,
    ui,
};
use browser::Browser;
use home::Home;
use person::{Person, Side};
use stage::Stage;
use watch::Watch;
use workspace::Workspace;

/// Who sits left, and who right.
const PEOPLE: [(&str, Side); 2] = [("mara", Side::Left), ("jonas", Side::Right)];

/// Builds everything and runs it until Ctrl C; or, without a display, plays one call.
///
/// # Errors
/// Something lacks, does not build, or does not start.
pub(crate) fn run(watch: bool) -> Outcome {
    let has_display = stage::has_display();
    packages::ensure(if has_display { Need::Run } else { Need::Stage })?;
    ui::build()?;
    let programs = Programs::build(false)?;
    stop::catch()?;
    let home = Home::new()?;
    let stage = if has_display { None } else { Some(Stage::set(&home)?) };
    let environment = stage.as_ref().map_or_else(Vec::new, |stage| stage.environment.clone());
    let browser = Browser::for_calls(&home, stage.is_some())?;
    let workspace = Workspace::open(&programs.server)?;
    let mut people = Vec::new();
    for (name, side) in PEOPLE {
        let person = Person::arrive(&programs.agent, &home, &browser, &environment, name, side)?;
        people.push(person);
    }
    for person in &people {
        person.sign_in(&workspace)?;
    }
    for person in &people {
        person.open_window()?;
    }
    match stage {
        Some(stage) => play::main_job(&people, &browser, &stage),
        None => stay(&workspace, &mut people, watch.then(Watch::begin)),
    }
}

/// Waits for Ctrl C, and rebuilds meanwhile what changes.
fn stay(workspace: &Workspace, people: &mut [Person], mut watch: Option<Watch>) -> Outcome {
    println!("\nMara (left) and Jonas (right) are signed in to {}.", workspace.url);
    println!("Open their conversation and press the phone. Ctrl C ends it all.");
    while !stop::is_wanted() {
        thread::sleep(PAUSE);
        let mut everybody = people.iter_mut();
        if let Some(person) = everybody.find_map(|person| (!person.is_there()).then_some(person)) {
            return Err(format!("{}'s agent has ended by itself{}", person.name, person.last_words()).into());
        }
        if let Some(watch) = &mut watch {
            watch.follow(people);
        }
    }
    println!("Everybody leaves.");
    Ok(())
}

const PAUSE: Duration = Duration::from_millis(300);
