//! Linux: logind tells, and waits as long as we hold its lock, some seconds at most.

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
