//! How this program speaks HTTP: one set of rules for requests and for the socket.

use std::{
    error::Error,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use reqwest::{Client, ClientBuilder, redirect};
use thiserror::Error;

/// What everything here speaks HTTP with: ask for a client each time, it may be a newer one.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    clients: Arc<RwLock<Clients>>,
}

/// Two clients with the same trust store, proxies and options.
#[derive(Debug)]
struct Clients {
    requests: Client,
    /// An upgrade needs HTTP/1.1.
    sockets: Client,
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
        Ok(Self { clients: Arc::new(RwLock::new(Clients::new()?)) })
    }

    /// For requests with an answer.
    pub fn requests(&self) -> Client {
        self.clients.read().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }

    /// For connections that become sockets.
    pub fn sockets(&self) -> Client {
        self.clients.read().unwrap_or_else(PoisonError::into_inner).sockets.clone()
    }

    /// Leaves the connections, addresses and proxies of a network that is gone. Reads files: not for the
    /// thread that rings.
    pub fn renew(&self) {
        match Clients::new() {
            Ok(clients) => *self.clients.write().unwrap_or_else(PoisonError::into_inner) = clients,
            // Better the old settings than none.
            Err(error) => log::warn!("network: {error}"),
        }
    }
}

impl Clients {
    fn new() -> Result<Self, NetworkError> {
        Ok(Self { requests: common().timeout(REQUEST).build()?, sockets: common().http1_only().build()? })
    }
}

fn common() -> ClientBuilder {
    // A passed second factor is remembered for this name and the address (protocol 1.3): it stays as it is.
    let builder = Client::builder()
        .user_agent(concat!("Vconnct/", env!("CARGO_PKG_VERSION"), " desktop"))
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::custom(within_the_house))
        // The kernel finds a dead line within five seconds, and wakes nobody for it.
        .tcp_keepalive(Duration::from_secs(2))
        .tcp_keepalive_interval(Duration::from_secs(1))
        .tcp_keepalive_retries(2)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(20));
    #[cfg(target_os = "linux")]
    let builder = builder.tcp_user_timeout(Duration::from_secs(4)); // 4.0 s idle, 4.4 s with unsent data: measured
    builder
}

/// Requests are signed by headers that would go along: to no other house, and not in plain text.
fn within_the_house(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let is_same = attempt.previous().last().is_some_and(|from| {
        let to = attempt.url();
        let is_safer = to.scheme() == "https" && to.port().is_none() && from.port().is_none();
        from.host() == to.host() && (from.origin() == to.origin() || is_safer)
    });
    if is_same && attempt.previous().len() <= MOVES { attempt.follow() } else { attempt.stop() }
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

/// Whether the proxy that this machine is to go through cannot be reached: the workspace does not feel another try.
pub(crate) fn is_lost_proxy(error: &(dyn Error + 'static)) -> bool {
    // A tunnel or a SOCKS proxy. Through a proxy for plain HTTP it looks like a workspace that is not there.
    chain(error).any(|cause| cause.to_string().ends_with("failed to create underlying connection"))
}

/// The last cause, which says most; without addresses, which may hold secrets.
pub(crate) fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    chain(&error).last().map(ToString::to_string).unwrap_or_default()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn Error + 'static)| (*cause).source())
}

const MOVES: usize = 5;
const CONNECT: Duration = Duration::from_secs(5);
const REQUEST: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        sync::mpsc,
    };

    use super::*;

    /// A server that keeps its connections open, and tells of each.
    async fn server() -> (String, mpsc::UnboundedReceiver<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (tell, told) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tell.send(()).unwrap();
                tokio::spawn(async move {
                    while stream.read(&mut [0; 4_096]).await.is_ok_and(|length| length > 0) {
                        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
                    }
                });
            }
        });
        (address, told)
    }

    #[tokio::test]
    async fn a_connection_is_used_again_until_the_network_has_changed() {
        let (address, mut connections) = server().await;
        let http = Http::new().unwrap();
        let ask = async || http.requests().get(&address).send().await.unwrap().text().await.unwrap();
        ask().await;
        ask().await;
        assert_eq!(connections.len(), 1);
        http.renew();
        ask().await;
        connections.recv().await;
        assert_eq!(connections.len(), 1);
    }

    #[tokio::test]
    async fn a_proxy_that_is_gone_is_told_from_a_workspace_that_is_gone() {
        let free = || {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap()
        };
        let error = async |proxy: Option<String>, address: String| {
            let proxy = proxy.map(|proxy| reqwest::Proxy::all(proxy).unwrap());
            let client = proxy.into_iter().fold(common(), ClientBuilder::proxy).build().unwrap();
            client.get(address).send().await.unwrap_err()
        };
        let _ = Http::new().unwrap(); // chooses how to speak TLS
        for (proxy, scheme) in [("socks5h", "http"), ("socks5h", "https"), ("http", "https")] {
            let gone = error(Some(format!("{proxy}://{}", free())), format!("{scheme}://workspace.example")).await;
            assert!(is_lost_proxy(&gone) && !is_own_fault(&gone), "{proxy}, {scheme}: {gone:?}");
        }
        let gone = error(None, format!("http://{}", free())).await;
        assert!(!is_lost_proxy(&gone) && !is_own_fault(&gone), "{gone:?}");
    }

    /// Linux alone tells what the kernel was asked to do for a connection.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_kernel_looks_after_every_connection() {
        let (address, _connections) = server().await;
        let http = Http::new().unwrap();
        let held =
            [http.requests().get(&address).send().await.unwrap(), http.sockets().get(&address).send().await.unwrap()];
        let peer = held[0].remote_addr().unwrap();
        let lines: Vec<_> = (3..1_024).filter(|socket| is_connected_to(*socket, peer)).collect();
        assert_eq!(lines.len(), 2);
        for line in lines {
            assert_eq!(option(line, libc::SOL_SOCKET, libc::SO_KEEPALIVE), 1);
            assert_eq!(option(line, libc::IPPROTO_TCP, libc::TCP_KEEPIDLE), 2);
            assert_eq!(option(line, libc::IPPROTO_TCP, libc::TCP_KEEPINTVL), 1);
            assert_eq!(option(line, libc::IPPROTO_TCP, libc::TCP_KEEPCNT), 2);
            assert_eq!(option(line, libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT), 4_000);
        }
    }

    #[cfg(target_os = "linux")]
    fn is_connected_to(socket: i32, peer: std::net::SocketAddr) -> bool {
        let link = std::fs::read_link(format!("/proc/self/fd/{socket}")).unwrap_or_default();
        if !link.to_string_lossy().starts_with("socket:") {
            return false;
        }
        use std::os::fd::BorrowedFd;
        // SAFETY: the descriptor was open a moment ago, and only a copy of it is used.
        let Ok(copy) = (unsafe { BorrowedFd::borrow_raw(socket) }).try_clone_to_owned() else { return false };
        std::net::TcpStream::from(copy).peer_addr().is_ok_and(|address| address == peer)
    }

    #[cfg(target_os = "linux")]
    fn option(socket: i32, level: i32, name: i32) -> i32 {
        let (mut value, mut length) = (0_i32, 4_u32);
        // SAFETY: both pointers are to locals of the right size.
        let result = unsafe { libc::getsockopt(socket, level, name, (&raw mut value).cast(), &raw mut length) };
        assert_eq!(result, 0);
        value
    }
}
