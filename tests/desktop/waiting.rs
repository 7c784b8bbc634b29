//! Time for what shall not happen.

use std::time::Duration;

/// Long enough for an agent to have done it, had it wanted to.
pub(crate) async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(500)).await;
}
