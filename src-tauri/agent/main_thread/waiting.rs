//! Linux: the main thread has nothing to do.

use std::{io, thread};

use tokio::sync::mpsc;

use super::Lent;

/// Nothing has to be done there.
#[derive(Clone)]
pub(crate) struct MainThread;

/// Carries out `work` on the agent's thread, and waits for its end.
///
/// # Errors
/// There is no thread to be had.
pub(crate) fn lend<T: Send + 'static>(work: impl FnOnce(Lent) -> T + Send + 'static) -> io::Result<thread::Result<T>> {
    let (_, wishes) = mpsc::unbounded_channel();
    let lent = Lent { main: MainThread, wishes };
    Ok(thread::Builder::new().name("agent".into()).spawn(move || work(lent))?.join())
}
