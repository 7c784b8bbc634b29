//! Tokens in the system's key store.
//!
//! Every operation has a thread and a store of its own under a time limit: a key store may hang behind
//! a question to the person, be locked, or have been restarted since (a store kept over that is dead).

use std::time::Duration;

use tokio::{sync::oneshot, time::timeout};
use vconnct_client::{
    Client,
    credentials::{BoxFuture, Credentials, CredentialsError, Token},
};

/// The key store of one profile.
pub(crate) struct Keychain {
    profile: String,
}

impl Keychain {
    pub(crate) fn new(profile: &str) -> Self {
        Self { profile: profile.to_owned() }
    }

    fn with<T: Send + 'static>(
        &self,
        workspace: &str,
        user: &str,
        act: impl FnOnce(&store::Entry) -> Result<T, CredentialsError> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, CredentialsError>> {
        let name = format!("{}|{workspace}|{user}", self.profile);
        let (answer, answered) = oneshot::channel();
        let thread = std::thread::Builder::new().name("key store".into()).spawn(move || {
            // Fails only if the answer came too late for whoever asked.
            let _ = answer.send(store::entry(SERVICE, &name).and_then(|entry| act(&entry)));
        });
        Box::pin(async move {
            thread.map_err(|error| CredentialsError::Failed(error.to_string()))?;
            match timeout(PATIENCE, answered).await {
                Ok(Ok(result)) => result,
                Ok(Err(_)) => Err(CredentialsError::Failed("its thread has ended".into())),
                // It asks the person something; whatever they answer, the next try sees it.
                Err(_) => Err(CredentialsError::Locked),
            }
        })
    }
}

impl Credentials for Keychain {
    fn load(&self, workspace: &str, user: &str) -> BoxFuture<'_, Result<Option<Token>, CredentialsError>> {
        self.with(workspace, user, |entry| match store::found(entry.get_password())? {
            Some(token) => Ok(Some(Token::from(token))),
            None => Ok(None),
        })
    }

    fn store(&self, workspace: &str, user: &str, token: &Token) -> BoxFuture<'_, Result<(), CredentialsError>> {
        let token = token.clone();
        self.with(workspace, user, move |entry| store::found(entry.set_password(token.reveal())).map(drop))
    }

    fn forget(&self, workspace: &str, user: &str) -> BoxFuture<'_, Result<(), CredentialsError>> {
        self.with(workspace, user, |entry| store::found(entry.delete_credential()).map(drop))
    }
}

/// Says when a key store comes up, until the agent ends: at login it may well come after us.
pub(crate) fn follow(client: Client) {
    #[cfg(target_os = "linux")]
    tokio::spawn(async move {
        if let Err(error) = arrivals::follow(&client).await {
            log::info!("key store: nobody tells when one comes: {error}");
        }
    });
    #[cfg(not(target_os = "linux"))]
    drop(client); // there it belongs to the system, and is always there
}

#[cfg(target_os = "linux")]
mod arrivals {
    use futures_util::StreamExt;
    use vconnct_client::Client;
    use zbus::fdo::DBusProxy;

    use crate::bus;

    /// Ends with the connection to the bus.
    pub(super) async fn follow(client: &Client) -> zbus::Result<()> {
        let bus = DBusProxy::new(&bus::session().await?).await?;
        let mut owners = bus.receive_name_owner_changed_with_args(&[(0, SERVICE)]).await?;
        while let Some(change) = owners.next().await {
            if change.args()?.new_owner().is_some() {
                client.key_store_came();
            }
        }
        Ok(())
    }

    const SERVICE: &str = "org.freedesktop.secrets";
}

#[cfg(target_os = "linux")]
mod store {
    use dbus_secret_service_keyring_store::Store;
    use keyring_core::{Error, api::CredentialStoreApi};
    use vconnct_client::credentials::CredentialsError;

    pub(super) use keyring_core::Entry;

    /// An entry of a store made for this one operation.
    pub(super) fn entry(service: &str, user: &str) -> Result<Entry, CredentialsError> {
        Store::new().and_then(|store| store.build(service, user, None)).map_err(refused)
    }

    /// No entry is no error.
    pub(super) fn found<T>(result: Result<T, Error>) -> Result<Option<T>, CredentialsError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn refused(error: Error) -> CredentialsError {
        match error {
            Error::NoStorageAccess(_) => CredentialsError::Locked,
            Error::PlatformFailure(cause) if cause.to_string().contains("IsLocked") => CredentialsError::Locked,
            // No service on the bus, no bus, no answer: there is nowhere to keep anything.
            Error::PlatformFailure(cause) => {
                log::info!("key store: {cause}");
                CredentialsError::Absent
            }
            // Not the whole error: some hold what was to be kept.
            Error::BadEncoding(_) | Error::BadDataFormat(..) => CredentialsError::Failed("it holds no token".into()),
            error => CredentialsError::Failed(error.to_string()),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod store {
    use keyring::Error;
    use vconnct_client::credentials::CredentialsError;

    pub(super) use keyring::Entry;

    pub(super) fn entry(service: &str, user: &str) -> Result<Entry, CredentialsError> {
        Entry::new(service, user).map_err(refused)
    }

    /// No entry is no error.
    pub(super) fn found<T>(result: Result<T, Error>) -> Result<Option<T>, CredentialsError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn refused(error: Error) -> CredentialsError {
        match error {
            Error::NoStorageAccess(_) => CredentialsError::Locked,
            Error::BadEncoding(_) => CredentialsError::Failed("it holds no token".into()),
            error => CredentialsError::Failed(error.to_string()),
        }
    }
}

const SERVICE: &str = "com.vconnct.desktop";
/// A key store answers within milliseconds, unless it asks the person.
const PATIENCE: Duration = Duration::from_secs(3);
