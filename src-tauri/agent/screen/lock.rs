//! Whether the screen is locked, as screen savers and logind tell. If one of them says so, it is.
//!
//! logind's signals `Lock` and `Unlock` only ask for it; whether it was done is what its `LockedHint` says.

use std::{collections::BTreeSet, time::Duration};

use futures_util::StreamExt;
use tokio::{
    select,
    sync::mpsc::{self, UnboundedSender},
    time::timeout,
};
use vconnct_client::{Circumstance, Client};
use zbus::{Proxy, fdo::DBusProxy, zvariant::OwnedObjectPath};

use crate::bus;

#[zbus::proxy(
    interface = "org.freedesktop.login1.Manager",
    default_service = "org.freedesktop.login1",
    default_path = "/org/freedesktop/login1"
)]
trait Logind {
    fn get_session(&self, id: &str) -> zbus::Result<OwnedObjectPath>;
}

#[zbus::proxy(interface = "org.freedesktop.login1.Session", default_service = "org.freedesktop.login1")]
trait Session {
    #[zbus(property)]
    fn locked_hint(&self) -> zbus::Result<bool>;
}

/// Who says so, and whether it is locked.
type Word = (&'static str, bool);

/// Follows all of them until the agent ends.
pub(super) async fn follow(client: Client) {
    let (tell, mut told) = mpsc::unbounded_channel();
    for (name, path) in SAVERS {
        tokio::spawn(follow_saver(name, path, tell.clone()));
    }
    tokio::spawn(async move {
        if let Err(error) = follow_session(&tell).await {
            log::info!("lock: logind does not tell: {error}");
        }
    });
    let mut locked = BTreeSet::new();
    while let Some((who, is_locked)) = told.recv().await {
        if is_locked {
            locked.insert(who)
        } else {
            locked.remove(who)
        };
        client.desktop(Circumstance::Locked, !locked.is_empty());
    }
}

async fn follow_saver(name: &'static str, path: &'static str, tell: UnboundedSender<Word>) {
    if let Err(error) = tell_of_saver(name, path, &tell).await {
        log::info!("lock: {name} does not tell: {error}");
    }
}

/// Ends with the connection to the bus.
async fn tell_of_saver(name: &'static str, path: &'static str, tell: &UnboundedSender<Word>) -> zbus::Result<()> {
    let bus = bus::session().await?;
    // Each has the interface that is called like itself.
    let saver = Proxy::new(&bus, name, path, name).await?;
    let mut owners = saver.receive_owner_changed().await?;
    let mut changes = saver.receive_signal("ActiveChanged").await?;
    // Asking one that is not there would start it.
    let here = DBusProxy::new(&bus).await?.name_has_owner(saver.destination().to_owned()).await?;
    let mut active = here && is_active(&saver).await;
    loop {
        if tell.send((name, active)).is_err() {
            return Ok(()); // the agent ends
        }
        active = select! {
            Some(owner) = owners.next() => owner.is_some() && is_active(&saver).await,
            Some(change) = changes.next() => change.body().deserialize().unwrap_or(false),
            else => return Ok(()),
        };
    }
}

/// One that hangs, or cannot say, hides nothing.
async fn is_active(saver: &Proxy<'_>) -> bool {
    matches!(timeout(PATIENCE, saver.call("GetActive", &())).await, Ok(Ok(true)))
}

/// Ends when logind does, or was never there.
async fn follow_session(tell: &UnboundedSender<Word>) -> zbus::Result<()> {
    let bus = bus::system().await?;
    let logind = LogindProxy::new(&bus).await?;
    let own = std::env::var("XDG_SESSION_ID").unwrap_or_else(|_| ITS_PERSONS.into());
    let path = match logind.get_session(&own).await {
        Ok(path) => path,
        Err(_) => logind.get_session(ITS_PERSONS).await?,
    };
    let session = SessionProxy::builder(&bus).path(path)?.build().await?;
    // The present one comes first.
    let mut hints = session.receive_locked_hint_changed().await;
    while let Some(hint) = hints.next().await {
        if tell.send(("logind", hint.get().await?)).is_err() {
            return Ok(()); // the agent ends
        }
    }
    Ok(())
}

const SAVERS: [(&str, &str); 5] = [
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"), // KDE
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
];
/// The session of whoever asks from outside of any: a service of the person's own, as the agent may be.
const ITS_PERSONS: &str = "auto";
const PATIENCE: Duration = Duration::from_secs(1);
