//! The machine's sleep. Before it, a call that rings out is given up; after it, lines are looked at at once.
//!
//! On Linux logind tells, on macOS the workspace, on Windows its power management, and all wait for us. Where nobody tells,
//! a pause that was longer than meant does: it also finds a program that was stopped, and costs a glance at the clock
//! every ten seconds.

#[cfg(target_os = "linux")]
mod logind;
#[cfg(windows)]
mod power;
#[cfg(not(target_os = "linux"))]
mod steps;
#[cfg(target_os = "macos")]
mod workspace;

use std::time::{Duration, SystemTime};

use tokio::time::{sleep, timeout};
use vconnct_client::{Client, action::Action, update::OutgoingPhase};

/// Follows the machine's sleep until the agent ends.
pub(crate) fn follow(client: Client) {
    tokio::spawn(async move {
        #[cfg(target_os = "linux")]
        if let Err(error) = logind::follow(&client).await {
            log::info!("sleep: nobody tells of it: {error}");
        }
        #[cfg(target_os = "macos")]
        steps::follow(&client, workspace::listen).await;
        #[cfg(windows)]
        steps::follow(&client, power::listen).await;
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

/// Nobody shall ring for somebody who sleeps.
async fn give_up_ringing(client: &Client) {
    let call = client.parts().calls.borrow().outgoing.clone();
    let ringing =
        call.filter(|call| matches!(call.phase, OutgoingPhase::Ringing { .. } | OutgoingPhase::Starting { .. }));
    if let Some(call) = ringing {
        let canceled = client.dispatch(Action::CancelCall { call_id: call.call_id });
        let _ = timeout(PATIENCE, canceled).await; // it sleeps all the same
    }
}

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
