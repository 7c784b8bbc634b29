//! The machine's sleep. Before it, a call that rings out is given up; after it, lines are looked at at once.
//!
//! On Linux logind tells, on macOS the workspace, and both wait for us. Where nobody tells, a pause that was longer
//! than meant does: it also finds a program that was stopped, and costs a glance at the clock every ten seconds.

use std::time::{Duration, SystemTime};

use tokio::time::sleep;
#[cfg(any(target_os = "linux", target_os = "macos"))]
use tokio::time::timeout;
use vconnct_client::Client;
#[cfg(any(target_os = "linux", target_os = "macos"))]
use vconnct_client::{action::Action, update::OutgoingPhase};

/// Follows the machine's sleep until the agent ends.
pub(crate) fn follow(client: Client) {
    tokio::spawn(async move {
        #[cfg(target_os = "linux")]
        if let Err(error) = logind::follow(&client).await {
            log::info!("sleep: nobody tells of it: {error}");
        }
        #[cfg(target_os = "macos")]
        workspace::follow(&client).await;
        watch_the_clock(&client).await;
    });
}

async fn watch_the_clock(client: &Client) {
    loop {
        let before = SystemTime::now();
        sleep(GLANCE).await;
        // A clock that was set back has no time passed; nothing is lost by looking once too often.
        if has_slept(before.elapsed().unwrap_or_default()) {
            log::info!("sleep: time has passed unseen");
            client.network_changed();
        }
    }
}

/// Whether more time has passed than a busy machine explains.
fn has_slept(passed: Duration) -> bool {
    passed > GLANCE + Duration::from_secs(5)
}

#[cfg(target_os = "linux")]
mod logind {
    use futures_util::StreamExt;
    use vconnct_client::Client;

    use super::give_up_ringing;
    use crate::bus;

    #[zbus::proxy(
        interface = "org.freedesktop.login1.Manager",
        default_service = "org.freedesktop.login1",
        default_path = "/org/freedesktop/login1"
    )]
    trait Logind {
        fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> zbus::Result<zbus::zvariant::OwnedFd>;

        #[zbus(signal)]
        fn prepare_for_sleep(&self, falls_asleep: bool) -> zbus::Result<()>;
    }

    /// Ends when logind does, or was never there.
    pub(super) async fn follow(client: &Client) -> zbus::Result<()> {
        let bus = bus::system().await?;
        let logind = LogindProxy::new(&bus).await?;
        let mut signals = logind.receive_prepare_for_sleep().await?;
        // As long as we hold it the machine stays awake for us, some seconds at most.
        let mut hold = Some(ask_to_wait(&logind).await?);
        while let Some(signal) = signals.next().await {
            if signal.args()?.falls_asleep {
                give_up_ringing(client).await;
                hold = None;
            } else {
                client.network_changed();
                hold = Some(ask_to_wait(&logind).await?);
            }
        }
        drop(hold);
        Ok(())
    }

    async fn ask_to_wait(logind: &LogindProxy<'_>) -> zbus::Result<zbus::zvariant::OwnedFd> {
        logind.inhibit("sleep", "Vconnct", "Gives up a call that rings out", "delay").await
    }
}

/// macOS posts it where the main thread's event loop is, and the machine stays awake until we return there.
#[cfg(target_os = "macos")]
mod workspace {
    use std::{
        ptr::NonNull,
        sync::mpsc::{SyncSender, sync_channel},
    };

    use block2::RcBlock;
    use objc2_app_kit::{NSWorkspace, NSWorkspaceDidWakeNotification, NSWorkspaceWillSleepNotification};
    use objc2_foundation::{NSNotification, NSNotificationName};
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
    use vconnct_client::Client;

    use super::{PATIENCE, give_up_ringing};

    enum Step {
        /// And says when we are ready.
        FallsAsleep(SyncSender<()>),
        Wakes,
    }

    /// Until the agent ends.
    pub(super) async fn follow(client: &Client) {
        let mut steps = steps();
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

    fn steps() -> UnboundedReceiver<Step> {
        let (tell, steps) = unbounded_channel();
        let wakes = tell.clone();
        // SAFETY: both names are there as long as the framework is.
        let (will_sleep, did_wake) = unsafe { (NSWorkspaceWillSleepNotification, NSWorkspaceDidWakeNotification) };
        observe(will_sleep, move || {
            let (ready, wait) = sync_channel(1);
            if tell.send(Step::FallsAsleep(ready)).is_ok() {
                let _ = wait.recv_timeout(2 * PATIENCE); // it sleeps all the same
            }
        });
        observe(did_wake, move || wakes.send(Step::Wakes).unwrap_or_default()); // fails only while the agent ends
        steps
    }

    fn observe(name: &NSNotificationName, happened: impl Fn() + Send + 'static) {
        let block = RcBlock::new(move |_: NonNull<NSNotification>| happened());
        let center = NSWorkspace::sharedWorkspace().notificationCenter();
        // SAFETY: what the block holds may be sent to the thread that it is run on. The center keeps the observer
        // for as long as this program lives.
        let _observer = unsafe { center.addObserverForName_object_queue_usingBlock(Some(name), None, None, &block) };
    }
}

/// Nobody shall ring for somebody who sleeps.
#[cfg(any(target_os = "linux", target_os = "macos"))]
async fn give_up_ringing(client: &Client) {
    let call = client.parts().calls.borrow().outgoing.clone();
    let ringing =
        call.filter(|call| matches!(call.phase, OutgoingPhase::Ringing { .. } | OutgoingPhase::Starting { .. }));
    if let Some(call) = ringing {
        let canceled = client.dispatch(Action::CancelCall { call_id: call.call_id });
        let _ = timeout(PATIENCE, canceled).await; // it sleeps all the same
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
const PATIENCE: Duration = Duration::from_secs(1);
const GLANCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_much_longer_than_meant_was_sleep_and_a_busy_machine_was_not() {
        assert!(has_slept(Duration::from_secs(16)));
        assert!(!has_slept(Duration::from_secs(14)));
        assert!(!has_slept(Duration::ZERO));
    }
}
