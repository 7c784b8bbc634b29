//! What our programs cost, and how quickly they ring: `cargo xtask bench desktop`, `cargo xtask bench ring`.
//!
//! Everything is measured at programs as they are installed, at a desk of their own: a private bus
//! with a notification service that notes the time, a sound server whose loudspeaker is recorded,
//! and a workspace on loopback. A ring counts from the moment a caller's frame is handed to its
//! socket, so the workspace's share is in all figures.

mod desktop;
mod figures;
mod memory;
mod ring;

use std::process::ExitCode;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => {
            desktop::run().await;
            ring::run(RINGS).await;
        }
        ["desktop"] => desktop::run().await,
        ["ring"] => ring::run(RINGS).await,
        // For a first look: the whole takes a quarter of an hour.
        ["ring", count] if count.parse::<usize>().is_ok() => ring::run(count.parse().unwrap_or(RINGS)).await,
        _ => {
            eprintln!("there is no bench {}: desktop, ring [COUNT]", arguments.join(" "));
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Enough to speak of one in a hundred.
const RINGS: usize = 1_000;
