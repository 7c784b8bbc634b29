//! A house for tests: it gives one answer to everybody.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};

/// The root of a house that gives this answer, and what it was asked.
pub(crate) async fn house(answer: String) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4_096];
            let length = stream.read(&mut head).await.unwrap();
            let _ = tell.send(String::from_utf8_lossy(&head[..length]).into_owned()); // not every test listens
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (root, told)
}

pub(crate) fn ok(kind: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}")
}

pub(crate) fn elsewhere(root: &str, path: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nconnection: close\r\nlocation: {root}{path}\r\ncontent-length: 0\r\n\r\n")
}
