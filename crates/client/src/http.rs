//! How this program speaks HTTP: one set of rules for requests and for the socket.

use std::{error::Error, time::Duration};

use reqwest::{Client, ClientBuilder};
use thiserror::Error;

/// Two clients with the same trust store, proxies and options.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub requests: Client,
    /// An upgrade needs HTTP/1.1.
    pub sockets: Client,
}

/// The system's trust store or proxy settings cannot be used.
#[derive(Debug, Error)]
#[error("the network cannot be used: {0}")]
pub struct NetworkError(#[from] reqwest::Error);

impl Http {
    /// # Errors
    /// The system's trust store or proxy settings cannot be read.
    pub fn new() -> Result<Self, NetworkError> {
        // A second program part may have chosen it already: the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let requests = common().timeout(REQUEST).build()?;
        let sockets = common().http1_only().build()?;
        Ok(Self { requests, sockets })
    }
}

fn common() -> ClientBuilder {
    // A passed second factor is remembered for this name and the address (protocol 1.3): it stays as it is.
    let builder = Client::builder()
        .user_agent(concat!("Vconnct/", env!("CARGO_PKG_VERSION"), " desktop"))
        .connect_timeout(CONNECT)
        // The kernel finds a dead line within five seconds, and wakes nobody for it.
        .tcp_keepalive(Duration::from_secs(2))
        .tcp_keepalive_interval(Duration::from_secs(1))
        .tcp_keepalive_retries(2)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(20));
    #[cfg(target_os = "linux")]
    let builder = builder.tcp_user_timeout(Duration::from_secs(5));
    builder
}

/// Whether a certificate was refused: a matter for the company, not for another try.
pub(crate) fn is_bad_certificate(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| cause.to_string().contains("invalid peer certificate"))
}

/// Whether this machine itself has no way to the network: nobody else feels another try.
pub(crate) fn is_own_fault(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| match cause.downcast_ref::<std::io::Error>() {
        Some(error) => {
            matches!(error.kind(), std::io::ErrorKind::NetworkUnreachable | std::io::ErrorKind::NetworkDown)
        }
        None => cause.to_string().starts_with("dns error"),
    })
}

/// The last cause, which says most; without addresses, which may hold secrets.
pub(crate) fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    chain(&error).last().map(ToString::to_string).unwrap_or_default()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn Error + 'static)| (*cause).source())
}

const CONNECT: Duration = Duration::from_secs(5);
const REQUEST: Duration = Duration::from_secs(15);
