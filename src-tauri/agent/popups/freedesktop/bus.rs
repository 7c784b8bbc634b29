//! The calls to the notification service, and what it says, over one connection that is kept.

use std::{collections::HashMap, time::Duration};

use futures_util::StreamExt;
use tokio::{sync::mpsc, time};
use zbus::{Connection, Message, MessageStream, Variant, message::Type};

use super::board::Signal;
use crate::{
    icon::LAUNCHER,
    markup::escaped,
    popups::notice::{Kind, Notice},
};

/// A connection to the session bus. Cheap to clone; all clones are the same connection, as one
/// service (GNOME's) tells only the connection that asked.
#[derive(Clone, Debug)]
pub(super) struct Bus {
    connection: Connection,
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
}

/// Why the service did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum BusError {
    #[error("the notification service does not answer")]
    Late,
    #[error("{0}")]
    Refused(#[from] zbus::Error),
}

impl Bus {
    /// Connects, and subscribes before anything is shown, so that no click is lost.
    pub(super) async fn connect(heard: mpsc::UnboundedSender<Heard>) -> Result<Self, BusError> {
        let connection = in_time(Connection::session()).await?;
        let bus = Self { connection };
        // One stream for everything keeps the order: an `ActionInvoked` before its `NotificationClosed`.
        tokio::spawn(drain(MessageStream::from(&bus.connection), heard));
        for rule in [NOTIFICATION_SIGNALS, OWNER_CHANGES] {
            in_time(bus.call(BUS, BUS_PATH, "AddMatch", &(rule,))).await?;
        }
        Ok(bus)
    }

    /// The unique name of the service that runs, if one does.
    pub(super) async fn owner(&self) -> Option<String> {
        let reply = in_time(self.call(BUS, BUS_PATH, "GetNameOwner", &(SERVICE,))).await.ok()?;
        reply.body().deserialize().ok()
    }

    /// Whether the bus would start a service if one was asked for.
    pub(super) async fn can_start_one(&self) -> bool {
        let names = in_time(self.call(BUS, BUS_PATH, "ListActivatableNames", &())).await;
        names.is_ok_and(|reply| {
            reply.body().deserialize::<Vec<String>>().is_ok_and(|names| names.iter().any(|name| name == SERVICE))
        })
    }

    /// What the service can draw.
    pub(super) async fn capabilities(&self) -> Result<Capabilities, BusError> {
        let reply = in_time(self.call(SERVICE, SERVICE_PATH, "GetCapabilities", &())).await?;
        let all: Vec<String> = reply.body().deserialize()?;
        let has = |name: &str| all.iter().any(|capability| capability == name);
        Ok(Capabilities { actions: has("actions"), markup: has("body-markup"), reply: has("inline-reply") })
    }

    /// What the service calls itself, and its version.
    pub(super) async fn name(&self) -> Result<(String, String), BusError> {
        let reply = in_time(self.call(SERVICE, SERVICE_PATH, "GetServerInformation", &())).await?;
        let (name, _vendor, version, _specification): (String, String, String, String) = reply.body().deserialize()?;
        Ok((name, version))
    }

    /// Shows a notification. Takes as long as the service takes: whoever gave up waiting must still
    /// learn the id, or the notification could never be closed.
    pub(super) async fn notify(&self, notice: &Notice, icon: &str, can: Capabilities) -> Result<u32, BusError> {
        let body = if can.markup { escaped(&notice.body) } else { notice.body.clone() };
        let field = notice.reply.filter(|_| can.reply);
        let actions = if can.actions { actions(notice, field) } else { Vec::new() };
        let expire = match notice.kind {
            Kind::Message | Kind::Missed | Kind::Started => EXPIRE_AS_USUAL,
            Kind::Ringing => EXPIRE_NEVER,
        };
        let request = (APP_NAME, 0u32, icon, notice.summary.as_str(), body, actions, hints(notice, field), expire);
        let reply = self.call(SERVICE, SERVICE_PATH, "Notify", &request).await?;
        Ok(reply.body().deserialize()?)
    }

    /// Takes a notification away. One that is gone already is no error.
    pub(super) async fn close(&self, id: u32) -> Result<(), BusError> {
        match in_time(self.call(SERVICE, SERVICE_PATH, "CloseNotification", &(id,))).await {
            Ok(_) | Err(BusError::Refused(zbus::Error::MethodError(..) | zbus::Error::FDO(_))) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn call<B>(&self, name: &str, path: &str, method: &str, body: &B) -> zbus::Result<Message>
    where
        B: serde::Serialize + zbus::DynamicType,
    {
        // On this bus an object's interface is called like the service.
        self.connection.call_method(Some(name), path, Some(name), method, body).await
    }
}

/// Empties the stream as it fills: a full one would stall the whole connection, replies included.
async fn drain(mut messages: MessageStream, heard: mpsc::UnboundedSender<Heard>) {
    while let Some(message) = messages.next().await {
        if let Some(news) = message.ok().and_then(|message| understood(&message))
            && heard.send(news).is_err()
        {
            return;
        }
    }
    let _ = heard.send(Heard::End);
}

/// A signal that concerns us. Whatever cannot be read is somebody else's.
fn understood(message: &Message) -> Option<Heard> {
    if message.message_type() != Type::Signal {
        return None;
    }
    let header = message.header();
    let (sender, body) = (header.sender()?.to_string(), message.body());
    match (header.interface()?.as_str(), header.member()?.as_str()) {
        (SERVICE, "ActionInvoked") => {
            let (id, button) = body.deserialize().ok()?;
            Some(Heard::Said { sender, signal: Signal::Pressed { id, button } })
        }
        (SERVICE, "ActivationToken") => {
            let (id, token) = body.deserialize().ok()?;
            Some(Heard::Said { sender, signal: Signal::Token { id, token } })
        }
        (SERVICE, "NotificationReplied") => {
            let (id, words) = body.deserialize().ok()?;
            Some(Heard::Said { sender, signal: Signal::Replied { id, words } })
        }
        (SERVICE, "NotificationClosed") => {
            let (id, reason) = body.deserialize().ok()?;
            Some(Heard::Said { sender, signal: Signal::Closed { id, reason } })
        }
        (BUS, "NameOwnerChanged") if sender == BUS => {
            let (name, _, owner): (String, String, String) = body.deserialize().ok()?;
            (name == SERVICE).then(|| Heard::Owner(Some(owner).filter(|owner| !owner.is_empty())))
        }
        _ => None,
    }
}

async fn in_time<T>(call: impl Future<Output = zbus::Result<T>>) -> Result<T, BusError> {
    Ok(time::timeout(LIMIT, call).await.map_err(|_| BusError::Late)??)
}

/// Buttons in their order; `default` has no label, so that nobody draws another button for it. What opens the
/// `field` for words stands behind them.
fn actions(notice: &Notice, field: Option<&'static str>) -> Vec<&'static str> {
    let buttons = notice.buttons.iter().flat_map(|(button, label)| [button.id(), label]);
    let field = field.into_iter().flat_map(|label| ["inline-reply", label]);
    buttons.chain(field).chain(["default", ""]).collect()
}

fn hints<'a>(notice: &'a Notice, field: Option<&'a str>) -> HashMap<&'static str, Variant<'a>> {
    let (urgency, category) = match notice.kind {
        Kind::Message => (1u8, "im.received"),
        Kind::Missed => (0u8, "call.unanswered"),
        Kind::Ringing => (2u8, "call.incoming"),
        Kind::Started => (1u8, "call"),
    };
    let mut hints = HashMap::from([
        ("urgency", Variant::from(urgency)),
        ("category", Variant::from(category)),
        ("desktop-entry", Variant::from(LAUNCHER)),
        ("suppress-sound", Variant::from(true)),
    ]);
    if let Some(field) = field {
        hints.insert("x-kde-reply-placeholder-text", Variant::from(field));
    }
    if let Some(path) = notice.image.as_ref().and_then(|path| path.to_str()) {
        hints.insert("image-path", Variant::from(path));
    }
    hints
}

pub(super) const APP_ID: &str = "com.vconnct.desktop";
const APP_NAME: &str = "Vconnct";
const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";
const SERVICE: &str = "org.freedesktop.Notifications";
const SERVICE_PATH: &str = "/org/freedesktop/Notifications";
const NOTIFICATION_SIGNALS: &str = "type='signal',sender='org.freedesktop.Notifications',\
    interface='org.freedesktop.Notifications',path='/org/freedesktop/Notifications'";
const OWNER_CHANGES: &str = "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',\
    member='NameOwnerChanged',arg0='org.freedesktop.Notifications'";
const EXPIRE_AS_USUAL: i32 = -1;
const EXPIRE_NEVER: i32 = 0;
/// A service that takes longer is frozen.
pub(super) const LIMIT: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_read_and_anything_else_is_passed_over() {
        let signal = |member: &'static str| Message::signal(SERVICE_PATH, SERVICE, member).sender(":1.5");
        let pressed = signal("ActionInvoked").build(&(7u32, "accept")).unwrap();
        let said = Heard::Said { sender: ":1.5".into(), signal: Signal::Pressed { id: 7, button: "accept".into() } };
        assert_eq!(understood(&pressed), Some(said));
        let replied = signal("NotificationReplied").build(&(7u32, "On my way.")).unwrap();
        let said = Heard::Said { sender: ":1.5".into(), signal: Signal::Replied { id: 7, words: "On my way.".into() } };
        assert_eq!(understood(&replied), Some(said));
        assert_eq!(understood(&signal("ActionInvoked").build(&("seven", 7u32)).unwrap()), None);
        assert_eq!(understood(&signal("SomethingNew").build(&()).unwrap()), None);
    }

    #[test]
    fn nobody_but_the_bus_says_who_owns_a_name() {
        let claim = |sender: &str| {
            let message = Message::signal(BUS_PATH, BUS, "NameOwnerChanged").sender(sender);
            understood(&message.build(&(SERVICE, "", ":1.66")).unwrap())
        };
        assert_eq!(claim(":1.66"), None);
        assert_eq!(claim(BUS), Some(Heard::Owner(Some(":1.66".into()))));
    }
}
