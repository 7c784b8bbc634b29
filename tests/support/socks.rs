//! A company's proxy (SOCKS 5, without a password): the only way out of somebody's network.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// A proxy that works for as long as it is there.
#[derive(Debug)]
pub struct Socks {
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Socks {
    /// Starts one; port 0 is a free one.
    ///
    /// # Errors
    /// This machine has no such address, or somebody else has the port.
    pub async fn at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, serving: tokio::spawn(serve(listener)) })
    }

    /// It is gone, and so is every connection through it.
    pub async fn dies(mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await; // aborted, as was asked
    }
}

impl Drop for Socks {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener) {
    let mut connections = JoinSet::new(); // ends with this task
    while let Ok((near, _)) = listener.accept().await {
        connections.spawn(pass(near));
    }
}

async fn pass(mut near: TcpStream) -> io::Result<()> {
    let [_version, methods] = read(&mut near).await?;
    near.read_exact(&mut vec![0; usize::from(methods)]).await?;
    near.write_all(&[VERSION, 0]).await?;
    let [_version, _connect, _reserved, kind] = read(&mut near).await?;
    let host = match kind {
        IPV4 => std::net::Ipv4Addr::from(read::<4>(&mut near).await?).to_string(),
        NAME => {
            let [length] = read(&mut near).await?;
            let mut name = vec![0; usize::from(length)];
            near.read_exact(&mut name).await?;
            String::from_utf8_lossy(&name).into_owned()
        }
        _ => return Err(io::ErrorKind::Unsupported.into()),
    };
    let port = u16::from_be_bytes(read(&mut near).await?);
    let mut far = TcpStream::connect((host.as_str(), port)).await?;
    near.write_all(&[VERSION, 0, 0, IPV4, 0, 0, 0, 0, 0, 0]).await?;
    copy_bidirectional(&mut near, &mut far).await.map(drop)
}

async fn read<const N: usize>(near: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    near.read_exact(&mut bytes).await?;
    Ok(bytes)
}

const VERSION: u8 = 5;
const IPV4: u8 = 1;
const NAME: u8 = 3;
