//! What must hold whatever comes over the local socket.

use std::{
    fmt::Debug,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::FutureExt;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, ReadBuf};

use super::{
    lines::{Lines, encode},
    message::{Down, Opening, Request},
};
use crate::update::Update;

/// What comes over the local socket, from either side: it is the same however it is cut, and what was
/// read of it can be written and read again.
pub fn lines(bytes: &[u8]) {
    all::<Opening>(bytes);
    for request in all::<Request>(bytes) {
        let written = encode(&request).expect("what came as a line can be one");
        let again = all::<Request>(&written);
        assert_eq!(format!("{again:?}"), format!("[{request:?}]"));
    }
    for update in all::<Down>(bytes).into_iter().filter_map(|down| down.update) {
        let written = serde_json::to_string(&update).expect("what was read can be written");
        assert_eq!(serde_json::from_str::<Update>(&written).ok(), Some(update), "{written}");
    }
}

/// The values of the lines, up to the first that is not one.
fn all<T: Debug + DeserializeOwned>(bytes: &[u8]) -> Vec<T> {
    let (whole, split): (Vec<T>, Vec<T>) = (read(Lines::new(bytes)), read(Lines::new(Slowly(bytes))));
    assert_eq!(format!("{whole:?}"), format!("{split:?}"), "cut differently it says something else");
    whole
}

fn read<T: DeserializeOwned, R: AsyncRead + Unpin>(mut lines: Lines<R>) -> Vec<T> {
    let next = || lines.next::<T>().now_or_never().expect("all of it is there").ok().flatten();
    std::iter::from_fn(next).collect()
}

/// Bytes that arrive one by one.
struct Slowly<'a>(&'a [u8]);

impl AsyncRead for Slowly<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some((first, rest)) = self.0.split_first() {
            buffer.put_slice(&[*first]);
            self.0 = rest;
        }
        Poll::Ready(Ok(()))
    }
}
