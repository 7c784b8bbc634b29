//! Notification services that say so, each in its own words: KDE's and its relatives', dunst and Xfce's.

use std::{future::Future, time::Duration};

use futures_util::StreamExt;
use tokio::{select, time::timeout};
use vconnct_client::{Circumstance, Client};
use zbus::{
    Connection,
    fdo::{DBusProxy, PropertiesProxy},
    proxy::CacheProperties,
    zvariant::OwnedValue,
};

use crate::bus;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    fn get_server_information(&self) -> zbus::Result<(String, String, String, String)>;

    #[zbus(property)]
    fn inhibited(&self) -> zbus::Result<bool>;
}

#[zbus::proxy(
    interface = "org.dunstproject.cmd0",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Dunst {
    #[zbus(property, name = "paused")] // in small letters there
    fn paused(&self) -> zbus::Result<bool>;
}

/// Where Xfce keeps its settings.
#[zbus::proxy(interface = "org.xfce.Xfconf", default_service = "org.xfce.Xfconf", default_path = "/org/xfce/Xfconf")]
trait Xfconf {
    fn get_property(&self, channel: &str, property: &str) -> zbus::Result<OwnedValue>;

    #[zbus(signal)]
    fn property_changed(&self, channel: &str, property: &str, value: zbus::zvariant::Value<'_>) -> zbus::Result<()>;
}

/// All that is asked.
struct Services {
    bus: DBusProxy<'static>,
    notifications: NotificationsProxy<'static>,
    dunst: DunstProxy<'static>,
    xfconf: XfconfProxy<'static>,
}

/// Ends with the connection to the bus.
pub(super) async fn follow(client: &Client) -> zbus::Result<()> {
    let bus = bus::session().await?;
    let services = Services::on(&bus).await?;
    let (service, xfconf) = (services.notifications.inner(), &services.xfconf);
    let mut owners = service.receive_owner_changed().await?;
    let properties = PropertiesProxy::builder(&bus).destination(service.destination().to_owned())?;
    let properties = properties.path(service.path().to_owned())?.build().await?;
    let mut changes = properties.receive_properties_changed().await?;
    let mut keepers = xfconf.inner().receive_owner_changed().await?;
    let mut settings = xfconf.receive_property_changed_with_args(&[(0, CHANNEL), (1, DO_NOT_DISTURB)]).await?;
    loop {
        client.desktop(Circumstance::Inhibited, services.inhibit().await);
        select! {
            Some(_) = owners.next() => {}
            Some(_) = changes.next() => {}
            Some(_) = keepers.next() => {}
            Some(_) = settings.next() => {}
            else => return Ok(()),
        }
    }
}

impl Services {
    async fn on(bus: &Connection) -> zbus::Result<Self> {
        Ok(Self {
            bus: DBusProxy::new(bus).await?,
            notifications: NotificationsProxy::builder(bus).cache_properties(CacheProperties::No).build().await?,
            dunst: DunstProxy::builder(bus).cache_properties(CacheProperties::No).build().await?,
            xfconf: XfconfProxy::builder(bus).cache_properties(CacheProperties::No).build().await?,
        })
    }

    async fn inhibit(&self) -> bool {
        self.is_there(self.notifications.inner()).await
            && (told(self.notifications.inhibited()).await == Some(true)
                || told(self.dunst.paused()).await == Some(true)
                || self.xfce_inhibits().await)
    }

    /// Its settings outlive its session: they are its own service's alone.
    async fn xfce_inhibits(&self) -> bool {
        if !self.is_there(self.xfconf.inner()).await {
            return false;
        }
        let set = told(self.xfconf.get_property(CHANNEL, DO_NOT_DISTURB)).await;
        set.is_some_and(|set| bool::try_from(set) == Ok(true))
            && told(self.notifications.get_server_information()).await.is_some_and(|(name, ..)| name == XFCE)
    }

    /// Asking one that is not there would start it.
    async fn is_there(&self, service: &zbus::Proxy<'_>) -> bool {
        told(async { Ok(self.bus.name_has_owner(service.destination().to_owned()).await?) }).await == Some(true)
    }
}

/// A service that hangs, or knows of no such thing, keeps nobody from ringing.
async fn told<T>(asked: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    timeout(PATIENCE, asked).await.ok()?.ok()
}

const CHANNEL: &str = "xfce4-notifyd";
const DO_NOT_DISTURB: &str = "/do-not-disturb";
/// As its service calls itself.
const XFCE: &str = "Xfce Notify Daemon";
const PATIENCE: Duration = Duration::from_secs(1);
