//! Watches for another network, and has the client look at its lines at once.
//!
//! Every system tells of new addresses. On Linux, NetworkManager also knows when a network that wanted a
//! sign-in of its own has let this machine through, which no address shows.

use std::time::Duration;

use tokio::{
    sync::mpsc::{self, Sender},
    time::sleep,
};
use vconnct_client::Client;

/// Follows the network until the agent ends. Without anybody who tells, lines are only found dead by asking.
pub(crate) fn follow(client: Client) {
    // One that waits is enough: what came together is looked at together.
    let (tell, mut told) = mpsc::channel(1);
    tokio::spawn(watch_addresses(tell.clone()));
    #[cfg(target_os = "linux")]
    tokio::spawn(network_manager::follow(tell));
    tokio::spawn(async move {
        while told.recv().await.is_some() {
            log::info!("network: changed");
            client.network_changed();
            sleep(BURST).await;
        }
    });
}

/// Not by a callback: that has a thread, whose end waits for every program the agent has started meanwhile.
async fn watch_addresses(tell: Sender<()>) {
    let mut watch = match netwatcher::watch_interfaces_async::<netwatcher::async_adapter::Tokio>() {
        Ok(watch) => watch,
        Err(error) => return log::info!("network: changes of addresses are not told: {error}"),
    };
    while !tell.is_closed() {
        let update = watch.changed().await;
        let mut others = update.addrs_added().chain(update.addrs_removed());
        if !update.is_initial && others.any(|(_, address)| !address.ip.is_loopback()) {
            let _ = tell.try_send(()); // one waits already
        }
    }
}

#[cfg(target_os = "linux")]
mod network_manager {
    use futures_util::StreamExt;
    use tokio::sync::mpsc::Sender;

    use crate::bus;

    #[zbus::proxy(
        interface = "org.freedesktop.NetworkManager",
        default_service = "org.freedesktop.NetworkManager",
        default_path = "/org/freedesktop/NetworkManager"
    )]
    trait NetworkManager {
        #[zbus(property)]
        fn state(&self) -> zbus::Result<u32>;
    }

    /// Tells of each step to a network, where NetworkManager is in charge.
    pub(super) async fn follow(tell: Sender<()>) {
        if let Err(error) = tell_of_states(&tell).await {
            log::info!("network: no NetworkManager: {error}");
        }
    }

    async fn tell_of_states(tell: &Sender<()>) -> zbus::Result<()> {
        let bus = bus::system().await?;
        let manager = NetworkManagerProxy::new(&bus).await?;
        manager.state().await?; // so that its absence is told
        // The present one comes first, and says nothing new. Two that follow each other closely may come as
        // the last of them, which need not differ from the one before.
        let mut states = manager.receive_state_changed().await.skip(1);
        while let Some(state) = states.next().await {
            if state.get().await? >= CONNECTED_SITE {
                let _ = tell.try_send(()); // one waits already
            }
        }
        Ok(())
    }

    /// `NM_STATE_CONNECTED_SITE`: there is a way out of this machine, if not yet to everywhere.
    const CONNECTED_SITE: u32 = 60;
}

const BURST: Duration = Duration::from_millis(300);
