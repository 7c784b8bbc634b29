//! The calls to the portal, each under a limit, and what it says.
//!
//! Whatever needs the person is a request: an object that says later how it ended, so it is listened to before
//! it is made. Its path follows from our name on the bus and a word of ours.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures_util::StreamExt;
use thiserror::Error;
use tokio::{select, time};
use zbus::{
    Connection,
    fdo::DBusProxy,
    names::{BusName, WellKnownName},
    proxy::{CacheProperties, OwnerChangedStream},
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use super::words::Wanted;

/// The desktop's portal, over a connection of its own.
pub(super) struct Portal {
    bus: Connection,
    shortcuts: GlobalShortcutsProxy<'static>,
}

/// Keys of ours are bound to it, until it ends.
pub(super) struct Session<'a> {
    portal: &'a Portal,
    path: OwnedObjectPath,
}

/// What the portal says by itself, of one session.
pub(super) struct News {
    path: OwnedObjectPath,
    activated: ActivatedStream,
    changed: ShortcutsChangedStream,
    closed: ClosedStream,
}

/// One piece of it.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Answer {
    /// These are the keys now.
    Changed(Bound),
    /// With what lets a window come forward, where the desktop gives that.
    Pressed(String, Option<String>),
}

/// For each of our keys how the desktop calls it.
pub(super) type Bound = Vec<(String, String)>;

/// Why the desktop gives no keys.
#[derive(Debug, Error)]
pub(super) enum PortalError {
    #[error("the desktop has no portal for keys")]
    Absent,
    #[error("the portal has ended the session")]
    Closed,
    #[error("the portal could not do it")]
    Failed,
    #[error("the portal does not answer")]
    Late,
    #[error("the person does not want them")]
    Refused,
    #[error(transparent)]
    Bus(#[from] zbus::Error),
}

impl Portal {
    pub(super) async fn connect() -> Result<Self, PortalError> {
        let bus = in_time(Connection::session()).await?;
        let shortcuts = GlobalShortcutsProxy::builder(&bus).cache_properties(CacheProperties::No).build();
        Ok(Self { shortcuts: in_time(shortcuts).await?, bus })
    }

    /// A portal comes and goes.
    pub(super) async fn owners(&self) -> Result<OwnerChangedStream<'static>, PortalError> {
        in_time(self.shortcuts.inner().receive_owner_changed()).await
    }

    /// Whether one is there, or could be started.
    pub(super) async fn start(&self) -> bool {
        let started = async {
            let bus = DBusProxy::new(&self.bus).await?;
            let name = WellKnownName::try_from(NAME)?;
            if bus.name_has_owner(BusName::WellKnown(name.clone())).await? {
                return Ok(());
            }
            bus.start_service_by_name(name, 0).await?;
            Ok(())
        };
        time::timeout(START, started).await.is_ok_and(|started: zbus::Result<()>| started.is_ok())
    }

    /// Whether it knows of keys.
    pub(super) async fn is_offered(&self) -> bool {
        self.introduce().await;
        in_time(self.shortcuts.version()).await.is_ok()
    }

    /// Says who we are where portals ask: one that has been told, or knows it otherwise, refuses.
    async fn introduce(&self) {
        let introduced = async {
            let registry = RegistryProxy::builder(&self.bus).cache_properties(CacheProperties::No).build().await?;
            registry.register(APP_ID, HashMap::new()).await
        };
        if let Err(error) = in_time(introduced).await {
            log::debug!("shortcuts: {error}");
        }
    }

    /// Begins a session.
    pub(super) async fn open(&self) -> Result<Session<'_>, PortalError> {
        let request = self.request(|token| async move {
            let session = Value::from(fresh());
            let options = HashMap::from([("handle_token", Value::from(token)), ("session_handle_token", session)]);
            self.shortcuts.create_session(options).await
        });
        // Nobody is asked about this one.
        let results = time::timeout(PATIENCE, request).await.map_err(|_| PortalError::Late)??;
        let path = results.get("session_handle").ok_or(PortalError::Failed)?;
        // A text by the specification, and a path in some portals.
        let path = match (<&str>::try_from(path), <&ObjectPath<'_>>::try_from(path)) {
            (Ok(text), _) => ObjectPath::try_from(text.to_owned()).map_err(zbus::Error::from)?,
            (_, Ok(path)) => path.to_owned(),
            _ => return Err(PortalError::Failed),
        };
        Ok(Session { portal: self, path: path.into() })
    }

    /// Makes a request, and waits for its end for as long as the person takes.
    async fn request<F>(&self, make: impl FnOnce(String) -> F) -> Result<HashMap<String, OwnedValue>, PortalError>
    where
        F: Future<Output = zbus::Result<OwnedObjectPath>>,
    {
        let token = fresh();
        let expected = request_path(self.bus.unique_name().map(|name| name.as_str()), &token)?;
        let request = in_time(self.request_at(expected.clone())).await?;
        let mut responses = in_time(request.receive_response()).await?;
        let path = in_time(make(token)).await?;
        if path != expected {
            // An old portal; what it has said already is lost.
            let request = in_time(self.request_at(path)).await?;
            responses = in_time(request.receive_response()).await?;
        }
        let response = responses.next().await.ok_or(PortalError::Absent)?;
        let response = response.args()?;
        match response.response {
            0 => Ok(response.results.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            1 => Err(PortalError::Refused),
            _ => Err(PortalError::Failed),
        }
    }

    async fn request_at(&self, path: OwnedObjectPath) -> zbus::Result<RequestProxy<'static>> {
        RequestProxy::builder(&self.bus).path(path)?.cache_properties(CacheProperties::No).build().await
    }
}

impl Session<'_> {
    /// Listens to the portal from now on.
    pub(super) async fn listen(&self) -> Result<News, PortalError> {
        let shortcuts = &self.portal.shortcuts;
        let session = in_time(self.proxy()).await?;
        Ok(News {
            path: self.path.clone(),
            activated: in_time(shortcuts.receive_activated()).await?,
            changed: in_time(shortcuts.receive_shortcuts_changed()).await?,
            closed: in_time(session.receive_closed()).await?,
        })
    }

    /// Asks for keys. The person may be asked, and takes their time.
    pub(super) async fn bind(&self, wanted: Vec<Wanted>) -> Result<Bound, PortalError> {
        let results = self
            .portal
            .request(|token| async move {
                let shortcuts: Vec<_> = wanted.iter().map(|wanted| (wanted.id, about(wanted))).collect();
                let options = HashMap::from([("handle_token", Value::from(token))]);
                self.portal.shortcuts.bind_shortcuts(&self.path, &shortcuts, "", options).await
            })
            .await?;
        let bound = results.get("shortcuts").and_then(|bound| bound.try_clone().ok());
        let bound = bound.and_then(|bound| Vec::<(String, HashMap<String, OwnedValue>)>::try_from(bound).ok());
        Ok(triggers(bound.unwrap_or_default()))
    }

    /// Gives the keys back. A portal that is gone has done so itself.
    pub(super) async fn close(&self) {
        let closed = async { self.proxy().await?.close().await };
        if let Err(error) = in_time(closed).await {
            log::debug!("shortcuts: {error}");
        }
    }

    async fn proxy(&self) -> zbus::Result<SessionProxy<'static>> {
        let path = self.path.clone();
        SessionProxy::builder(&self.portal.bus).path(path)?.cache_properties(CacheProperties::No).build().await
    }
}

impl News {
    /// Waits for the next. May be dropped and called again.
    pub(super) async fn next(&mut self) -> Result<Answer, PortalError> {
        loop {
            select! {
                Some(activated) = self.activated.next() => {
                    let activated = activated.args()?;
                    if activated.session == *self.path {
                        let token = activated.options.get("activation_token").and_then(|token| <&str>::try_from(token).ok());
                        return Ok(Answer::Pressed(activated.shortcut.to_owned(), token.map(str::to_owned)));
                    }
                }
                Some(changed) = self.changed.next() => {
                    let changed = changed.args()?;
                    if changed.session == *self.path {
                        return Ok(Answer::Changed(triggers(changed.shortcuts)));
                    }
                }
                Some(_) = self.closed.next() => return Err(PortalError::Closed),
                else => return Err(PortalError::Absent),
            }
        }
    }
}

fn about(wanted: &Wanted) -> HashMap<&'static str, Value<'_>> {
    let mut about = HashMap::from([("description", Value::from(wanted.description))]);
    if let Some(trigger) = &wanted.trigger {
        about.insert("preferred_trigger", Value::from(trigger.as_str()));
    }
    about
}

fn triggers(shortcuts: Vec<(String, HashMap<String, OwnedValue>)>) -> Bound {
    let trigger = |about: &HashMap<String, OwnedValue>| {
        about
            .get("trigger_description")
            .and_then(|trigger| <&str>::try_from(trigger).ok())
            .unwrap_or_default()
            .to_owned()
    };
    shortcuts.iter().map(|(id, about)| (id.clone(), trigger(about))).collect()
}

fn request_path(sender: Option<&str>, token: &str) -> Result<OwnedObjectPath, PortalError> {
    let sender = sender.unwrap_or_default().trim_start_matches(':').replace('.', "_");
    let path = ObjectPath::try_from(format!("{PATH}/request/{sender}/{token}")).map_err(zbus::Error::from)?;
    Ok(path.into())
}

/// A word that no other request or session of ours has.
fn fresh() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("vconnct{}", LAST.fetch_add(1, Ordering::Relaxed))
}

async fn in_time<T>(call: impl Future<Output = zbus::Result<T>>) -> Result<T, PortalError> {
    Ok(time::timeout(PATIENCE, call).await.map_err(|_| PortalError::Late)??)
}

#[zbus::proxy(
    interface = "org.freedesktop.portal.GlobalShortcuts",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop"
)]
trait GlobalShortcuts {
    fn create_session(&self, options: HashMap<&str, Value<'_>>) -> zbus::Result<OwnedObjectPath>;

    fn bind_shortcuts(
        &self,
        session: &ObjectPath<'_>,
        shortcuts: &[(&str, HashMap<&str, Value<'_>>)],
        parent_window: &str,
        options: HashMap<&str, Value<'_>>,
    ) -> zbus::Result<OwnedObjectPath>;

    #[zbus(signal)]
    fn activated(
        &self,
        session: ObjectPath<'_>,
        shortcut: &str,
        timestamp: u64,
        options: HashMap<&str, Value<'_>>,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    fn shortcuts_changed(
        &self,
        session: ObjectPath<'_>,
        shortcuts: Vec<(String, HashMap<String, OwnedValue>)>,
    ) -> zbus::Result<()>;

    #[zbus(property, name = "version")]
    fn version(&self) -> zbus::Result<u32>;
}

#[zbus::proxy(interface = "org.freedesktop.portal.Request", default_service = "org.freedesktop.portal.Desktop")]
trait Request {
    #[zbus(signal)]
    fn response(&self, response: u32, results: HashMap<&str, OwnedValue>) -> zbus::Result<()>;
}

#[zbus::proxy(interface = "org.freedesktop.portal.Session", default_service = "org.freedesktop.portal.Desktop")]
trait Session {
    fn close(&self) -> zbus::Result<()>;

    #[zbus(signal)]
    fn closed(&self) -> zbus::Result<()>;
}

#[zbus::proxy(
    interface = "org.freedesktop.host.portal.Registry",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop"
)]
trait Registry {
    fn register(&self, app_id: &str, options: HashMap<&str, Value<'_>>) -> zbus::Result<()>;
}

const APP_ID: &str = "com.vconnct.desktop";
const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
/// For a portal that has nobody to ask.
const PATIENCE: Duration = Duration::from_secs(5);
/// For a portal that is only started now, with its backends.
const START: Duration = Duration::from_secs(20);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_listened_to_where_the_portal_will_put_it() {
        let path = request_path(Some(":1.42"), "vconnct7").unwrap();
        assert_eq!(path.as_str(), "/org/freedesktop/portal/desktop/request/1_42/vconnct7");
    }

    #[test]
    fn no_two_requests_have_the_same_word() {
        assert_ne!(fresh(), fresh());
    }
}
