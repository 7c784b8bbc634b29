//! Sleep as systems tell of it that wait for whoever listens, on a thread of theirs.

use std::sync::mpsc::{SyncSender, sync_channel};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use vconnct_client::Client;

use super::{PATIENCE, give_up_ringing};

/// What a system's thread says it with.
#[derive(Clone)]
pub(super) struct Teller(UnboundedSender<Step>);

enum Step {
    /// And says when we are ready.
    FallsAsleep(SyncSender<()>),
    Wakes,
}

impl Teller {
    /// Blocks until we are ready, two seconds at most.
    pub(super) fn falls_asleep(&self) {
        let (ready, wait) = sync_channel(1);
        if self.0.send(Step::FallsAsleep(ready)).is_ok() {
            let _ = wait.recv_timeout(2 * PATIENCE); // it sleeps all the same
        }
    }

    pub(super) fn wakes(&self) {
        let _ = self.0.send(Step::Wakes); // fails only while the agent ends
    }
}

/// Does what each step asks for, until the system has dropped its [`Teller`].
pub(super) async fn follow(client: &Client, listen: impl FnOnce(Teller)) {
    let (tell, mut steps) = unbounded_channel();
    listen(Teller(tell));
    while let Some(step) = steps.recv().await {
        match step {
            Step::FallsAsleep(ready) => {
                give_up_ringing(client).await;
                let _ = ready.send(()); // whoever waited may have lost patience
            }
            Step::Wakes => client.network_changed(),
        }
    }
}
