//! Waiting for what becomes true, never for time to pass.

use std::{
    fmt::Display,
    time::{Duration, Instant},
};

use tokio::time::sleep;

/// How long anything may take on the slowest machine these stories are told on.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Asks `check` again and again until it has an answer. Panics with `what` after [`LIMIT`].
pub async fn eventually<T>(what: impl Display, check: impl AsyncFnMut() -> Option<T>) -> T {
    within(LIMIT, what, check).await
}

/// As [`eventually`], for what takes longer by its nature.
pub async fn within<T>(limit: Duration, what: impl Display, mut check: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = check().await {
            return answer;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain for {what}");
        sleep(PAUSE).await;
    }
}

const PAUSE: Duration = Duration::from_millis(15);
