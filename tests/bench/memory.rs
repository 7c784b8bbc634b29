//! What processes take of the machine's memory.

use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};

use tokio::time::sleep;

/// The memory that is a process's own share, once it no longer falls.
pub async fn settled(id: u32) -> u64 {
    least(|| of(id)).await
}

/// The same of a process and all that it has started.
pub async fn tree(root: u32) -> u64 {
    least(|| descendants(root).into_iter().map(of).sum()).await
}

/// The memory that is a process's own share now.
pub fn of(id: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).expect("the process runs");
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).expect("the kernel counts it");
    let kibibytes: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kibibytes * 1_024
}

async fn least(measure: impl Fn() -> u64) -> u64 {
    let mut least = u64::MAX;
    let mut since = Instant::now();
    while since.elapsed() < SETTLED {
        let size = measure();
        if size < least {
            (least, since) = (size, Instant::now());
        }
        sleep(Duration::from_millis(200)).await;
    }
    measure()
}

fn descendants(root: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").expect("the kernel tells").flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok());
        children.entry(parent.unwrap_or_default()).or_default().push(id);
    }
    let mut found = vec![root];
    let mut next = 0;
    while let Some(id) = found.get(next) {
        found.extend(children.remove(id).unwrap_or_default());
        next += 1;
    }
    found
}

/// The agent gives back what it does not need after five quiet seconds.
const SETTLED: Duration = Duration::from_secs(8);
