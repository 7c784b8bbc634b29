//! HTTP and WebSocket without the machine's proxies, and without TLS.

use std::{net::TcpListener, sync::Once};

/// A client that goes straight where it is told.
pub fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    // Asked for even where no TLS is spoken; fails only when there is one already.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    reqwest::Client::builder().no_proxy().build().expect("a client without certificates can be made")
}

/// A port of this machine that nobody uses.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has free ports");
    listener.local_addr().expect("it is bound").port()
}
