//! The tray of Linux: an item on D-Bus that any panel may show.

use std::time::Duration;

use ksni::{Handle, TrayMethods};
use tokio::{
    select,
    sync::mpsc,
    task::JoinHandle,
    time::{self, Instant},
};
use vconnct_client::{Parts, update::Trouble};

use super::{
    face::{Face, Mark},
    item::{Event, Item},
    panel::panel,
};
use crate::owner::Owner;

/// A tray icon that follows the state until this is dropped.
pub(crate) struct Icon {
    task: JoinHandle<()>,
}

impl Drop for Icon {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Shows the state in the panel, now or whenever one comes, and carries out what is clicked.
pub(crate) fn follow(owner: impl Owner) -> Icon {
    Icon { task: tokio::spawn(run(owner)) }
}

async fn run(owner: impl Owner) {
    let mut parts = owner.parts();
    let panel = panel().await;
    loop {
        let (events, heard) = mpsc::unbounded_channel();
        let item = Item::new(face(&mut parts), panel, events);
        match item.assume_sni_available(true).spawn().await {
            Ok(item) => serve(&owner, &mut parts, &item, heard).await,
            Err(error) => log::warn!("tray: {error}"),
        }
        owner.report(Trouble::NoTray, true);
        time::sleep(RETRY).await;
    }
}

/// Until the item is gone from the bus.
async fn serve(owner: &impl Owner, parts: &mut Parts, item: &Handle<Item>, mut heard: mpsc::UnboundedReceiver<Event>) {
    let mut shown = None;
    let mut second = false;
    let mut turn = Instant::now();
    let mut alive = true;
    // Only a panel that is missing says so.
    let mut told = false;
    while alive {
        let face = face(parts);
        let rings = face.mark == Mark::Ringing;
        if !rings {
            second = false;
        }
        if shown.as_ref() != Some(&(face.clone(), second)) {
            shown = Some((face.clone(), second));
            if item.update(|item| item.show(face, second)).await.is_none() {
                return;
            }
            turn = Instant::now() + HALF_TURN;
        }
        alive = select! {
            changed = parts.calls.changed() => changed.is_ok(),
            changed = parts.history.changed() => changed.is_ok(),
            changed = parts.session.changed() => changed.is_ok(),
            changed = parts.settings.changed() => changed.is_ok(),
            event = heard.recv() => match event {
                Some(Event::Panel(here)) => {
                    if told == here {
                        owner.report(Trouble::NoTray, !here);
                        told = !here;
                    }
                    true
                }
                Some(Event::Wish(action)) => {
                    let owner = owner.clone();
                    tokio::spawn(async move {
                        if let Err(error) = owner.dispatch(action).await {
                            log::warn!("tray: {error}");
                        }
                    });
                    true
                }
                None => return,
            },
            () = time::sleep_until(turn), if rings => {
                second = !second;
                true
            }
        };
    }
    std::future::pending::<()>().await; // the agent ends
}

fn face(parts: &mut Parts) -> Face {
    let (calls, session) = (parts.calls.borrow_and_update(), parts.session.borrow_and_update());
    Face::of(&calls, &session, &parts.history.borrow_and_update(), &parts.settings.borrow_and_update())
}

/// Without a bus.
const RETRY: Duration = Duration::from_secs(30);
/// The two drawings of a ring make 0.6 turns a second.
const HALF_TURN: Duration = Duration::from_millis(800);
