//! A line that can be bad: between a client and its workspace, under the story's command.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

/// Passes every connection on to a workspace.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: Arc<watch::Sender<Weather>>,
}

/// How the line behaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weather {
    /// All connections end, and new ones end at once.
    Cut,
    /// Every piece arrives late.
    Delayed(Duration),
    Fine,
    /// Connections stand, and nothing passes: what was written waits.
    Stalled,
}

impl Proxy {
    /// Opens a line to the workspace at `root`.
    pub async fn to(root: &str) -> Self {
        let target = root.strip_prefix("http://").expect("stories need no TLS").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let weather = Arc::new(watch::channel(Weather::Fine).0);
        tokio::spawn(serve(listener, target, Arc::clone(&weather)));
        Self { address, weather }
    }

    /// The address that clients use instead of the workspace's own.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes the weather.
    pub fn turns(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

async fn serve(listener: TcpListener, target: String, weather: Arc<watch::Sender<Weather>>) {
    while let Ok((near, _)) = listener.accept().await {
        if *weather.borrow() != Weather::Cut {
            tokio::spawn(pass(near, target.clone(), weather.subscribe()));
        }
    }
}

async fn pass(near: TcpStream, target: String, mut weather: watch::Receiver<Weather>) {
    let Ok(far) = TcpStream::connect(&target).await else { return };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    // The first side that ends, or a cut, ends both.
    tokio::select! {
        _ = pump(near_in, far_out, weather.clone()) => {}
        _ = pump(far_in, near_out, weather.clone()) => {}
        _ = weather.wait_for(|weather| *weather == Weather::Cut) => {}
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut weather: watch::Receiver<Weather>,
) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        let now = weather.wait_for(|weather| *weather != Weather::Stalled).await.map(|weather| *weather);
        if let Ok(Weather::Delayed(time)) = now {
            sleep(time).await;
        }
        to.write_all(&piece[..length]).await?;
    }
}
