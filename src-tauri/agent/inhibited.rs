//! Whether the desktop itself shall not disturb its person, where the notification service says so.
//!
//! KDE's and its relatives' do, by their property `Inhibited`. GNOME keeps it in settings that only its own
//! libraries read; there our notification is urgent, and what is heard is for our own Do not disturb to say.

use vconnct_client::Client;

/// Follows the desktop until the agent ends.
pub(crate) fn follow(client: Client) {
    #[cfg(target_os = "linux")]
    tokio::spawn(async move {
        if let Err(error) = service::follow(&client).await {
            log::info!("quiet: the desktop does not tell: {error}");
        }
    });
    #[cfg(not(target_os = "linux"))]
    drop(client);
}

#[cfg(target_os = "linux")]
mod service {
    use std::time::Duration;

    use futures_util::StreamExt;
    use tokio::{select, time::timeout};
    use vconnct_client::{Circumstance, Client};
    use zbus::{
        fdo::{DBusProxy, PropertiesProxy},
        proxy::CacheProperties,
    };

    use crate::bus;

    #[zbus::proxy(
        interface = "org.freedesktop.Notifications",
        default_service = "org.freedesktop.Notifications",
        default_path = "/org/freedesktop/Notifications"
    )]
    trait Notifications {
        #[zbus(property)]
        fn inhibited(&self) -> zbus::Result<bool>;
    }

    /// Ends with the connection to the bus.
    pub(super) async fn follow(client: &Client) -> zbus::Result<()> {
        let bus = bus::session().await?;
        let service = NotificationsProxy::builder(&bus).cache_properties(CacheProperties::No).build().await?;
        let (name, path) = (service.inner().destination().to_owned(), service.inner().path().to_owned());
        let mut owners = service.inner().receive_owner_changed().await?;
        let properties = PropertiesProxy::builder(&bus).destination(name.clone())?.path(path)?.build().await?;
        let mut changes = properties.receive_properties_changed().await?;
        // Asking one that is not there would start it.
        let mut here = DBusProxy::new(&bus).await?.name_has_owner(name).await?;
        loop {
            client.desktop(Circumstance::Inhibited, here && is_inhibited(&service).await);
            select! {
                Some(owner) = owners.next() => here = owner.is_some(),
                Some(_) = changes.next() => {}
                else => return Ok(()),
            }
        }
    }

    /// A service that hangs, or knows of no such thing, keeps nobody from ringing.
    async fn is_inhibited(service: &NotificationsProxy<'_>) -> bool {
        matches!(timeout(PATIENCE, service.inhibited()).await, Ok(Ok(true)))
    }

    const PATIENCE: Duration = Duration::from_secs(1);
}
