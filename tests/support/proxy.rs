//! A line that can be bad: between a client and its workspace, under the story's command.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    time::sleep,
};

/// Passes every connection on to a workspace.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    weather: watch::Sender<Weather>,
}

/// How the line behaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weather {
    /// Connections end, and whoever connects gets the page of a network that wants a sign-in of its own.
    Captive,
    /// All connections end, and new ones end at once.
    Cut,
    /// Every piece arrives late.
    Delayed(Duration),
    /// Every piece arrives in drops.
    Dripping,
    Fine,
    /// Connections stand, and what is written is lost, as with a router that forgot them: they never recover.
    HalfOpen,
    /// All connections end, and nothing listens.
    Refused,
    /// All connections are reset, and so are new ones.
    Reset,
    /// Connections stand, and nothing passes: what was written waits.
    Stalled,
}

impl Proxy {
    /// Opens a line to the workspace at `root`.
    pub async fn to(root: &str) -> Self {
        let target = root.strip_prefix("http://").expect("stories need no TLS").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has free ports");
        let address = listener.local_addr().expect("it is bound");
        let (weather, seen) = watch::channel(Weather::Fine);
        let connections = Arc::<AtomicUsize>::default();
        tokio::spawn(serve(listener, address, target, seen, connections.clone()));
        Self { address, connections, weather }
    }

    /// The address that clients use instead of the workspace's own.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often somebody has connected so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Changes the weather.
    pub fn turns(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

async fn serve(
    mut listener: TcpListener,
    address: SocketAddr,
    target: String,
    weather: watch::Receiver<Weather>,
    connections: Arc<AtomicUsize>,
) {
    loop {
        tokio::select! {
            near = listener.accept() => {
                let Ok((near, _)) = near else { return };
                connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(pass(near, target.clone(), weather.clone()));
            }
            turned = turns(weather.clone(), |weather| weather == Weather::Refused) => {
                drop(listener);
                if turned.is_none() || turns(weather.clone(), |weather| weather != Weather::Refused).await.is_none() {
                    return; // The story is over.
                }
                listener = TcpListener::bind(address).await.expect("nobody else took the port");
            }
        }
    }
}

/// Waits for such weather.
async fn turns(mut weather: watch::Receiver<Weather>, wanted: impl Fn(Weather) -> bool) -> Option<Weather> {
    weather.wait_for(|weather| wanted(*weather)).await.ok().map(|weather| *weather)
}

async fn pass(mut near: TcpStream, target: String, weather: watch::Receiver<Weather>) {
    let Ok(mut far) = TcpStream::connect(&target).await else { return };
    let end = {
        let (near_in, near_out) = near.split();
        let (far_in, far_out) = far.split();
        // The first side that ends, or the weather, ends both.
        tokio::select! {
            biased;
            end = turns(weather.clone(), Weather::ends_connections) => end,
            _ = pump(near_in, far_out, weather.clone()) => None,
            _ = pump(far_in, near_out, weather.clone()) => None,
        }
    };
    match end {
        Some(Weather::Captive) => show_a_page(near).await,
        Some(Weather::HalfOpen) => swallow(near, weather).await,
        Some(Weather::Reset) => near.set_zero_linger().expect("the socket is open"),
        _ => {}
    }
}

impl Weather {
    fn ends_connections(self) -> bool {
        matches!(self, Self::Captive | Self::Cut | Self::HalfOpen | Self::Refused | Self::Reset)
    }
}

async fn pump(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, mut weather: watch::Receiver<Weather>) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        let now = weather.wait_for(|weather| *weather != Weather::Stalled).await.map(|weather| *weather);
        match now {
            Ok(Weather::Delayed(time)) => {
                sleep(time).await;
                to.write_all(&piece[..length]).await?;
            }
            Ok(Weather::Dripping) => {
                for drop in piece[..length].chunks(DROP) {
                    to.write_all(drop).await?;
                    sleep(Duration::from_millis(1)).await;
                }
            }
            _ => to.write_all(&piece[..length]).await?,
        }
    }
}

/// Answers one request, or breaks in on a socket, with a page.
async fn show_a_page(mut near: TcpStream) {
    let page = "<h1>Welcome to our Wi-Fi</h1>";
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close";
    let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{page}", page.len());
    // The request is read first: closing with unread data would reset the connection.
    let _ = near.read(&mut [0; 64 * 1024]).await;
    let _ = near.write_all(answer.as_bytes()).await;
}

/// Takes what comes, and never answers, until the client gives up or the story is over.
async fn swallow(mut near: TcpStream, weather: watch::Receiver<Weather>) {
    let mut lost = vec![0; 64 * 1024];
    tokio::select! {
        () = async { while near.read(&mut lost).await.is_ok_and(|length| length > 0) {} } => {}
        _ = turns(weather, |_| false) => {}
    }
}

const DROP: usize = 32;
