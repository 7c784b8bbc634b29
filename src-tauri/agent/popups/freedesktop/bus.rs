//! The calls to the notification service, and what it says, over one connection that is kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt;
use tokio::{sync::mpsc, time};
use zbus::{Connection, Message, MessageStream, message::Type, zvariant::OwnedValue};

use super::{board::Signal, portal, server};
use crate::popups::notice::Notice;

/// Who shows our notifications: the desktop's service, or for a program in a sandbox the portal.
#[derive(Clone, Debug)]
pub(super) struct Shower {
    /// How the portal knows ours from those of other profiles, and how many there were. Nothing: the service.
    portal: Option<(Arc<str>, Arc<AtomicU32>)>,
}

impl Shower {
    /// Whoever it is here.
    pub(super) fn find(profile: &str) -> Self {
        Self { portal: portal::is_needed().then(|| (profile.into(), Arc::default())) }
    }

    /// Its name, and that of its object.
    fn place(&self) -> (&'static str, &'static str) {
        if self.portal.is_some() { (portal::NAME, portal::PATH) } else { (server::NAME, server::PATH) }
    }

    fn interface(&self) -> &'static str {
        if self.portal.is_some() { portal::INTERFACE } else { server::NAME }
    }

    fn rules(&self) -> [String; 2] {
        let ((name, path), interface) = (self.place(), self.interface());
        [
            format!("type='signal',sender='{name}',interface='{interface}',path='{path}'"),
            format!("type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',arg0='{name}'"),
        ]
    }

    /// A signal that concerns us. Whatever cannot be read is somebody else's.
    fn understood(&self, message: &Message) -> Option<Heard> {
        if message.message_type() != Type::Signal {
            return None;
        }
        let header = message.header();
        let sender = header.sender()?.to_string();
        match (header.interface()?.as_str(), header.member()?.as_str()) {
            (BUS, "NameOwnerChanged") if sender == BUS => {
                let (name, _, owner): (String, String, String) = message.body().deserialize().ok()?;
                (name == self.place().0).then(|| Heard::Owner(Some(owner).filter(|owner| !owner.is_empty())))
            }
            (interface, member) if interface == self.interface() => {
                let signal = match &self.portal {
                    Some((profile, _)) => portal::read(member, message, |name| id_of(profile, name)),
                    None => server::read(member, message),
                };
                Some(Heard::Said { sender, signal: signal? })
            }
            _ => None,
        }
    }
}

/// A connection to the session bus. Cheap to clone; all clones are the same connection, as one
/// service (GNOME's) tells only the connection that asked.
#[derive(Clone, Debug)]
pub(super) struct Bus {
    connection: Connection,
    shower: Shower,
}

/// What comes over the bus without being asked for.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// The connection ended.
    End,
    /// A notification service came, changed or went. All ids of the one before are void.
    Owner(Option<String>),
    /// What a sender said. Anybody in the session can send it to us.
    Said { sender: String, signal: Signal },
}

/// What a notification service can draw.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Capabilities {
    pub(super) actions: bool,
    pub(super) markup: bool,
    /// It has a field for words (KDE's and its relatives).
    pub(super) reply: bool,
    /// It knows of what the portal's second version added.
    pub(super) details: bool,
}

/// Why the service did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum BusError {
    #[error("the notification service does not answer")]
    Late,
    #[error("{0}")]
    Refused(#[from] zbus::Error),
    /// The portal went while it was asked to show this one: it may be there.
    #[error("{1}")]
    Unsure(u32, zbus::Error),
}

impl Bus {
    /// Connects, and subscribes before anything is shown, so that no click is lost.
    pub(super) async fn connect(shower: Shower, heard: mpsc::UnboundedSender<Heard>) -> Result<Self, BusError> {
        let connection = in_time(Connection::session()).await?;
        let bus = Self { connection, shower };
        // One stream for everything keeps the order: an `ActionInvoked` before its `NotificationClosed`.
        tokio::spawn(drain(MessageStream::from(&bus.connection), bus.shower.clone(), heard));
        for rule in bus.shower.rules() {
            in_time(bus.call_bus("AddMatch", &(rule,))).await?;
        }
        Ok(bus)
    }

    /// The unique name of whoever shows notifications, if they are there.
    pub(super) async fn owner(&self) -> Option<String> {
        let reply = in_time(self.call_bus("GetNameOwner", &(self.shower.place().0,))).await.ok()?;
        reply.body().deserialize().ok()
    }

    /// Whether the bus would start them if they were asked for something.
    pub(super) async fn can_start_one(&self) -> bool {
        let names = in_time(self.call_bus("ListActivatableNames", &())).await;
        names.is_ok_and(|reply| {
            let names = reply.body().deserialize::<Vec<String>>();
            names.is_ok_and(|names| names.iter().any(|name| name == self.shower.place().0))
        })
    }

    /// What they can draw.
    pub(super) async fn capabilities(&self) -> Result<Capabilities, BusError> {
        if self.shower.portal.is_some() {
            let details = match in_time(self.portal_version()).await {
                Ok(version) => version >= 2,
                Err(BusError::Refused(_)) => false, // it does not say
                Err(error) => return Err(error),
            };
            return Ok(Capabilities { actions: true, markup: false, reply: false, details });
        }
        let reply = in_time(self.call("GetCapabilities", &())).await?;
        let all: Vec<String> = reply.body().deserialize()?;
        let has = |name: &str| all.iter().any(|capability| capability == name);
        let (actions, markup, reply) = (has("actions"), has("body-markup"), has("inline-reply"));
        Ok(Capabilities { actions, markup, reply, details: false })
    }

    /// What they call themselves, and their version.
    pub(super) async fn name(&self) -> Result<(String, String), BusError> {
        if self.shower.portal.is_some() {
            return Ok(("portal".into(), in_time(self.portal_version()).await?.to_string()));
        }
        let reply = in_time(self.call("GetServerInformation", &())).await?;
        let (name, _vendor, version, _specification): (String, String, String, String) = reply.body().deserialize()?;
        Ok((name, version))
    }

    /// Shows a notification. Takes as long as the service takes: whoever gave up waiting must still
    /// learn the id, or the notification could never be closed.
    pub(super) async fn notify(&self, notice: &Notice, icon: &str, can: Capabilities) -> Result<u32, BusError> {
        if let Some((profile, last)) = &self.shower.portal {
            let id = last.fetch_add(1, Ordering::Relaxed) + 1;
            let request = (name_of(profile, id), portal::request(notice, can.details));
            return match self.call("AddNotification", &request).await {
                Ok(_) => Ok(id),
                Err(error) => Err(BusError::Unsure(id, error)),
            };
        }
        let reply = self.call("Notify", &server::request(notice, icon, can)).await?;
        Ok(reply.body().deserialize()?)
    }

    /// Takes a notification away. One that is gone already is no error.
    pub(super) async fn close(&self, id: u32) -> Result<(), BusError> {
        let closed = match &self.shower.portal {
            Some((profile, _)) => in_time(self.call("RemoveNotification", &(name_of(profile, id),))).await,
            None => in_time(self.call("CloseNotification", &(id,))).await,
        };
        match closed {
            Ok(_) | Err(BusError::Refused(zbus::Error::MethodError(..) | zbus::Error::FDO(_))) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What was shown before whoever shows notifications came anew may still be there: the portal only passes it on.
    pub(super) fn outlives_its_owner(&self) -> bool {
        self.shower.portal.is_some()
    }

    async fn portal_version(&self) -> zbus::Result<u32> {
        let (name, path) = self.shower.place();
        let asked = (self.shower.interface(), "version");
        let reply = self.connection.call_method(Some(name), path, Some(PROPERTIES), "Get", &asked).await?;
        let version: OwnedValue = reply.body().deserialize()?;
        Ok(u32::try_from(version)?)
    }

    async fn call<B>(&self, method: &str, body: &B) -> zbus::Result<Message>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let (name, path) = self.shower.place();
        self.connection.call_method(Some(name), path, Some(self.shower.interface()), method, body).await
    }

    async fn call_bus<B>(&self, method: &str, body: &B) -> zbus::Result<Message>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        self.connection.call_method(Some(BUS), BUS_PATH, Some(BUS), method, body).await
    }
}

/// How the portal is told which notification is meant.
fn name_of(profile: &str, id: u32) -> String {
    format!("{profile}.{id}")
}

/// Which of ours the portal means; nothing for another profile's.
fn id_of(profile: &str, name: &str) -> Option<u32> {
    name.strip_prefix(profile)?.strip_prefix('.')?.parse().ok()
}

/// Empties the stream as it fills: a full one would stall the whole connection, replies included.
async fn drain(mut messages: MessageStream, shower: Shower, heard: mpsc::UnboundedSender<Heard>) {
    while let Some(message) = messages.next().await {
        if let Some(news) = message.ok().and_then(|message| shower.understood(&message))
            && heard.send(news).is_err()
        {
            return;
        }
    }
    let _ = heard.send(Heard::End);
}

async fn in_time<T>(call: impl Future<Output = zbus::Result<T>>) -> Result<T, BusError> {
    Ok(time::timeout(LIMIT, call).await.map_err(|_| BusError::Late)??)
}

const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// A service that takes longer is frozen.
pub(super) const LIMIT: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_bus_says_who_owns_a_name_and_only_that_of_whoever_shows_ours_counts() {
        let in_sandbox = Shower { portal: Some(("default".into(), Arc::default())) };
        let outside = Shower { portal: None };
        let claim = |sender: &str, name: &str, shower: &Shower| {
            let message =
                Message::signal(BUS_PATH, BUS, "NameOwnerChanged").and_then(|message| message.sender(sender)).unwrap();
            shower.understood(&message.build(&(name, "", ":1.66")).unwrap())
        };
        let owner = Some(Heard::Owner(Some(":1.66".into())));
        assert_eq!(claim(":1.66", server::NAME, &outside), None);
        assert_eq!(claim(BUS, server::NAME, &outside), owner);
        assert_eq!(claim(BUS, portal::NAME, &outside), None);
        assert_eq!(claim(BUS, portal::NAME, &in_sandbox), owner);
        assert_eq!(claim(BUS, server::NAME, &in_sandbox), None);
    }

    #[test]
    fn the_portal_tells_the_notifications_of_profiles_apart() {
        assert_eq!(id_of("work", &name_of("work", 7)), Some(7));
        assert_eq!(id_of("work", &name_of("work-2", 7)), None);
        assert_eq!(id_of("work", "somebody else's"), None);
    }
}
