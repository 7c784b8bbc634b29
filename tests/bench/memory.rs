//! What a process takes of the machine's memory.

use std::{
    fs,
    time::{Duration, Instant},
};

use tokio::time::sleep;

/// The memory that is a process's own share, once it no longer falls.
pub async fn settled(id: u32) -> u64 {
    let mut least = u64::MAX;
    let mut since = Instant::now();
    while since.elapsed() < SETTLED {
        let size = now(id);
        if size < least {
            (least, since) = (size, Instant::now());
        }
        sleep(Duration::from_millis(200)).await;
    }
    now(id)
}

fn now(id: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).expect("the agent runs");
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).expect("the kernel counts it");
    let kibibytes: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kibibytes * 1_024
}

const SETTLED: Duration = Duration::from_secs(3);
