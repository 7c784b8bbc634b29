//! The tray of Linux: an item on D-Bus that any panel may show.

use std::time::Duration;

use ksni::{Handle, TrayMethods};
use tokio::{select, sync::mpsc, task::JoinHandle, time};
use vconnct_client::update::Trouble;

use super::{
    item::{Event, Item},
    panel::panel,
    sight::Sight,
};
use crate::{main_thread::MainThread, owner::Owner};

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
pub(crate) fn follow(owner: impl Owner, _main: &MainThread) -> Icon {
    Icon { task: tokio::spawn(run(owner)) }
}

async fn run(owner: impl Owner) {
    let mut sight = Sight::of(owner.parts());
    let panel = panel().await;
    // Whether it was said that there is none: only a panel that is missing says so by itself.
    let mut missing = false;
    loop {
        let (events, heard) = mpsc::unbounded_channel();
        let item = Item::new(sight.face(), panel, events);
        match item.assume_sni_available(true).spawn().await {
            Ok(item) => {
                if std::mem::take(&mut missing) {
                    owner.report(Trouble::NoTray, false);
                }
                serve(&owner, &mut sight, &item, heard).await;
            }
            Err(error) => log::warn!("tray: {error}"),
        }
        sight.forget();
        owner.report(Trouble::NoTray, true);
        missing = true;
        time::sleep(RETRY).await;
    }
}

/// Until the item is gone from the bus.
async fn serve(owner: &impl Owner, sight: &mut Sight, item: &Handle<Item>, mut heard: mpsc::UnboundedReceiver<Event>) {
    let mut alive = true;
    // Only a panel that is missing says so.
    let mut told = false;
    while alive {
        if let Some(view) = sight.news()
            && item.update(|item| item.show(view)).await.is_none()
        {
            return;
        }
        alive = select! {
            alive = sight.changes() => alive,
            event = heard.recv() => match event {
                Some(Event::Panel(here)) => {
                    if told == here {
                        owner.report(Trouble::NoTray, !here);
                        told = !here;
                    }
                    true
                }
                Some(Event::Wish(action, token)) => {
                    super::carry_out(owner, action, token);
                    true
                }
                None => return,
            },
        };
    }
    std::future::pending::<()>().await; // the agent ends
}

/// Without a bus.
const RETRY: Duration = Duration::from_secs(30);
