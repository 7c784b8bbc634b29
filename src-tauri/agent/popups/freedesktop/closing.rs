//! Taking every notification away on the way out, whatever state the rest of the agent is in.
//!
//! A banner whose program is gone stays on some desktops, takes the next click and hides all later
//! ones. So this needs neither the runtime nor the task that showed them: only their ids.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use super::bus::Bus;

/// The ids that are on the screen.
#[derive(Clone, Debug, Default)]
pub(crate) struct OnScreen {
    ids: Arc<Mutex<Ids>>,
}

#[derive(Debug, Default)]
struct Ids {
    shown: BTreeSet<u32>,
    closing: bool,
}

impl OnScreen {
    /// These are on the screen now. False once nothing may be shown any more.
    pub(super) fn set(&self, shown: BTreeSet<u32>) -> bool {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.shown = shown;
        !ids.closing
    }

    /// Closes all of them, on a connection and a thread of its own, and lets no new one appear.
    /// Returns when that is done, or after `limit`.
    pub(super) fn close(&self, limit: Duration) {
        let ids = {
            let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
            ids.closing = true;
            std::mem::take(&mut ids.shown)
        };
        if ids.is_empty() {
            return;
        }
        let (done, wait) = mpsc::channel();
        let close = move || {
            close_each(&ids);
            let _ = done.send(());
        };
        if thread::Builder::new().name("closing".into()).spawn(close).is_ok() {
            let _ = wait.recv_timeout(limit);
        }
    }
}

fn close_each(ids: &BTreeSet<u32>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime.inspect_err(|error| log::warn!("notifications stay on the screen: {error}")) else {
        return;
    };
    runtime.block_on(async {
        let (heard, _unheard) = tokio::sync::mpsc::unbounded_channel();
        match Bus::connect(heard).await {
            Ok(bus) => {
                for id in ids {
                    let _ = bus.close(*id).await; // on the way out nothing else can be done about it
                }
            }
            Err(error) => log::warn!("notifications stay on the screen: {error}"),
        }
    });
}
