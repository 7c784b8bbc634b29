//! What our programs cost, how quickly they ring, and whether always: `cargo xtask bench desktop`, `ring`, `reached`.
//!
//! Everything is measured at programs as they are installed, at a desk of their own: a private bus
//! with a notification service that notes the time, a sound server whose loudspeaker is recorded,
//! and a workspace on loopback. A ring counts from the moment a caller's frame is handed to its
//! socket, so the workspace's share is in all figures.

mod caller;
mod desktop;
mod figures;
mod idle;
mod memory;
mod peers;
mod reached;
mod ring;
mod window;

use std::process::ExitCode;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => {
            desktop::run().await;
            ring::run(RINGS).await;
            reached::run(TIMES).await;
        }
        ["desktop"] => desktop::run().await,
        ["peers"] => peers::run().await,
        ["reached"] => reached::run(TIMES).await,
        ["ring"] => ring::run(RINGS).await,
        ["window"] => window::run().await,
        // For a first look: each takes a quarter of an hour.
        [what @ ("reached" | "ring"), count] if count.parse::<usize>().is_ok() => {
            let count = count.parse().unwrap_or(TIMES);
            if what == "ring" { ring::run(count).await } else { reached::run(count).await }
        }
        _ => {
            eprintln!(
                "there is no bench {}: desktop (and of that: peers, window), reached [COUNT], ring [COUNT]",
                arguments.join(" ")
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Enough to speak of one in a hundred.
const RINGS: usize = 1_000;
/// How often somebody is rung in each situation.
const TIMES: usize = 200;
