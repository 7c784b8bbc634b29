//! Figures as they are printed.

use std::{fs, time::Duration};

/// What was measured often enough to speak of a middle and an edge.
#[derive(Debug, Default)]
pub struct Figures {
    millis: Vec<f64>,
}

impl Figures {
    /// One more.
    pub fn add(&mut self, time: Duration) {
        self.millis.push(time.as_secs_f64() * 1_000.0);
    }

    /// Prints median and 95th percentile beside what is aimed for.
    pub fn print(mut self, what: &str, aim_ms: u32) {
        self.millis.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = self.millis.len().saturating_sub(1);
            self.millis.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
        };
        let (count, middle, edge) = (self.millis.len(), at(0.5), at(0.95));
        println!("{what:<44}{middle:>8.1} ms   p95 {edge:>7.1} ms   aim {aim_ms:>4} ms   {count} runs");
    }
}

/// Prints a size beside what is aimed for.
pub fn print_size(what: &str, bytes: u64, aim_mb: u32) {
    println!("{what:<44}{:>8.1} MB                    aim {aim_mb:>4} MB", bytes as f64 / 1_000_000.0);
}

/// How busy the machine is: figures of a busy one say little.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(2).collect::<Vec<_>>().join(" and ")
}

/// What was measured often enough to speak of the worst.
#[derive(Debug, Default)]
pub struct Spread {
    millis: Vec<f64>,
}

impl Spread {
    /// One more.
    pub fn add(&mut self, time: Duration) {
        self.millis.push(time.as_secs_f64() * 1_000.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.millis.len()
    }

    /// Prints the middle, the edges and the worst.
    pub fn print(mut self, what: &str) {
        self.millis.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = self.millis.len().saturating_sub(1);
            self.millis.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
        };
        println!(
            "{what:<40} p50 {:>6.2}   p95 {:>6.2}   p99 {:>6.2}   max {:>7.2} ms   {} rings",
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0),
            self.millis.len()
        );
    }
}
