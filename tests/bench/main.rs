//! What our programs cost, and how quickly they ring: `cargo xtask bench desktop`.
//!
//! Everything is measured at programs as they are installed, at a desk of their own: a private bus
//! with a notification service that notes the time, a sound server whose loudspeaker is recorded,
//! and a workspace on loopback. A ring counts from the moment a caller's frame is handed to its
//! socket, so the workspace's share is in all figures.

mod desktop;
mod figures;

use std::process::ExitCode;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None | Some("desktop") => desktop::run().await,
        Some(other) => {
            eprintln!("there is no bench {other}: desktop");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
