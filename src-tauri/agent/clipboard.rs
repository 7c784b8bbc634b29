//! Text into the person's clipboard.

use std::{sync::mpsc, time::Duration};

use thiserror::Error;
use tokio::{sync::oneshot, time::timeout};

/// The clipboard, by a thread that begins with the first use. It stays: where the clipboard belongs to
/// the program that filled it (X11, Wayland), the text would go with it.
#[derive(Debug, Default)]
pub(crate) struct Clipboard {
    thread: std::sync::Mutex<Option<mpsc::Sender<Job>>>,
}

/// Why nothing was copied.
#[derive(Debug, Error)]
#[error("the clipboard cannot be reached")]
pub(crate) struct ClipboardError;

struct Job {
    text: String,
    done: oneshot::Sender<Result<(), ClipboardError>>,
}

impl Clipboard {
    /// Puts `text` into the clipboard.
    pub(crate) async fn copy(&self, text: String) -> Result<(), ClipboardError> {
        let (done, copied) = oneshot::channel();
        self.jobs()?.send(Job { text, done }).map_err(|_| ClipboardError)?;
        timeout(PATIENCE, copied).await.ok().and_then(Result::ok).unwrap_or(Err(ClipboardError))
    }

    fn jobs(&self) -> Result<mpsc::Sender<Job>, ClipboardError> {
        let mut thread = self.thread.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(jobs) = &*thread {
            return Ok(jobs.clone());
        }
        let (jobs, queue) = mpsc::channel();
        std::thread::Builder::new().name("clipboard".into()).spawn(move || serve(queue)).map_err(|_| ClipboardError)?;
        Ok(thread.insert(jobs).clone())
    }
}

fn serve(queue: mpsc::Receiver<Job>) {
    let mut clipboard = None;
    for Job { text, done } in queue {
        // Made anew after a failure: a display may come and go while the agent stays.
        let result = match clipboard.take().map_or_else(arboard::Clipboard::new, Ok) {
            Ok(mut open) => {
                let copied = open.set_text(text).map_err(|_| ClipboardError);
                clipboard = copied.is_ok().then_some(open);
                copied
            }
            Err(_) => Err(ClipboardError),
        };
        let _ = done.send(result); // whoever asked may be gone
    }
}

/// A display that answers does so at once.
const PATIENCE: Duration = Duration::from_secs(2);
