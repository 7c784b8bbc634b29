//! What a program costs while nothing happens.

use std::{fs, time::Duration};

use tokio::time::sleep;

/// Watches a process for a minute, and prints what it had of the processors.
pub async fn print(what: &str, id: u32) {
    let before = Spent::by(id);
    sleep(MINUTE).await;
    let after = Spent::by(id);
    let (time, switches) = (after.time - before.time, after.switches - before.switches);
    println!(
        "{what:<44}{:>8.4} s in a minute, aim 0.01; {switches} context switches, aim 30",
        Duration::from_nanos(time).as_secs_f64()
    );
}

struct Spent {
    /// In nanoseconds: a process that sleeps takes less than the kernel's usual tick in a minute.
    time: u64,
    switches: u64,
}

impl Spent {
    fn by(id: u32) -> Self {
        let mut spent = Self { time: 0, switches: 0 };
        let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("the process runs");
        for task in tasks.flatten().map(|task| task.path()) {
            let times = fs::read_to_string(task.join("schedstat")).unwrap_or_default();
            spent.time += times.split(' ').next().and_then(|time| time.parse::<u64>().ok()).unwrap_or_default();
            let status = fs::read_to_string(task.join("status")).unwrap_or_default();
            let counts = status.lines().filter(|line| line.contains("_ctxt_switches:"));
            let counts = counts.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
            spent.switches += counts.sum::<u64>();
        }
        spent
    }
}

const MINUTE: Duration = Duration::from_secs(60);
