//! Taking every notification away on the way out, whatever state the rest of the agent is in.
//!
//! A banner whose program is gone stays on some desktops, takes the next click and hides all later
//! ones. So this needs neither the runtime nor the task that showed them: only their ids.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use super::bus::{Bus, Shower};

/// The ids that are on the screen.
#[derive(Clone, Debug)]
pub(crate) struct OnScreen {
    ids: Arc<Mutex<Ids>>,
    shower: Shower,
}

#[derive(Debug, Default)]
struct Ids {
    shown: BTreeSet<u32>,
    /// How many the service has been asked to show and has not named yet.
    asked: usize,
    closing: bool,
}

impl OnScreen {
    pub(super) fn new(shower: Shower) -> Self {
        Self { ids: Arc::default(), shower }
    }

    /// The service is about to be asked to show one more.
    pub(super) fn asked(&self) {
        self.lock().asked += 1;
    }

    /// The service has named it, or refused.
    pub(super) fn answered(&self) {
        let mut ids = self.lock();
        ids.asked = ids.asked.saturating_sub(1);
    }

    /// Nobody will answer any more what was asked.
    pub(super) fn unanswered(&self) {
        self.lock().asked = 0;
    }

    /// Waits until everything on the screen has a name, `limit` at most: what has none cannot be closed.
    pub(super) async fn settle(&self, limit: Duration) {
        let named = async {
            while self.lock().asked > 0 {
                tokio::time::sleep(GLANCE).await;
            }
        };
        let _ = tokio::time::timeout(limit, named).await; // then some stay, as with a service that hangs
    }

    /// These are on the screen now. False once nothing may be shown any more.
    pub(super) fn set(&self, shown: BTreeSet<u32>) -> bool {
        let mut ids = self.lock();
        ids.shown = shown;
        !ids.closing
    }

    /// Closes all of them, on a connection and a thread of its own, and lets no new one appear.
    /// Returns when that is done, or after `limit`.
    pub(super) fn close(&self, limit: Duration) {
        let ids = {
            let mut ids = self.lock();
            ids.closing = true;
            std::mem::take(&mut ids.shown)
        };
        if ids.is_empty() {
            return;
        }
        let (done, wait) = mpsc::channel();
        let shower = self.shower.clone();
        let close = move || {
            close_each(shower, &ids);
            let _ = done.send(());
        };
        if thread::Builder::new().name("closing".into()).spawn(close).is_ok() {
            let _ = wait.recv_timeout(limit);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Ids> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close_each(shower: Shower, ids: &BTreeSet<u32>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime.inspect_err(|error| log::warn!("notifications stay on the screen: {error}")) else {
        return;
    };
    runtime.block_on(async {
        let (heard, _unheard) = tokio::sync::mpsc::unbounded_channel();
        match Bus::connect(shower, heard).await {
            Ok(bus) => {
                for id in ids {
                    let _ = bus.close(*id).await; // on the way out nothing else can be done about it
                }
            }
            Err(error) => log::warn!("notifications stay on the screen: {error}"),
        }
    });
}

/// Between two looks whether the service has answered.
const GLANCE: Duration = Duration::from_millis(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_way_out_waits_for_what_has_no_name_yet_and_not_for_ever() {
        let (screen, long) = (OnScreen::new(Shower::find("default")), Duration::from_secs(60));
        let soon = async |waiting| tokio::time::timeout(long / 2, waiting).await.expect("nothing is left to wait for");
        soon(screen.settle(long)).await;
        screen.asked();
        soon(screen.settle(Duration::ZERO)).await;
        let answer = async {
            tokio::task::yield_now().await;
            screen.answered();
        };
        tokio::join!(soon(screen.settle(long)), answer);
        screen.asked();
        screen.unanswered();
        soon(screen.settle(long)).await;
    }
}
