//! How long to wait before the next try to reach a workspace.

use std::time::Duration;

use fastrand::Rng;

/// 0, 0.5, 1, 2, 4, 8, 15, 30 s and 30 s from then on, ± 20 %: an office that lost its line does not
/// come back as one knock.
#[derive(Clone, Debug)]
pub struct Backoff {
    tries: usize,
    rng: Rng,
}

impl Backoff {
    /// Takes its jitter from a generator started with `seed`.
    pub fn new(seed: u64) -> Self {
        Self { tries: 0, rng: Rng::with_seed(seed) }
    }

    /// The wait before the next try. `urgent`: something rings; `own_fault`: this machine has no network,
    /// which nobody else feels.
    pub fn next(&mut self, urgent: bool, own_fault: bool) -> Duration {
        let step = STEPS[self.tries.min(STEPS.len() - 1)];
        self.tries += 1;
        let step = if urgent || own_fault { step.min(SHORT) } else { step };
        step.mul_f64(0.8 + 0.4 * self.rng.f64())
    }

    /// Starts anew: the last connection was good, or something says that the network is back.
    pub fn reset(&mut self) {
        self.tries = 0;
    }
}

const SHORT: Duration = Duration::from_millis(1_650); // never more than 2 s apart with its jitter
const STEPS: [Duration; 8] = [
    Duration::ZERO,
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(15),
    Duration::from_secs(30),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_start_anew_when_told() {
        let mut backoff = Backoff::new(7);
        assert_eq!(backoff.next(false, false), Duration::ZERO);
        let waits: Vec<_> = (0..20).map(|_| backoff.next(false, false)).collect();
        assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(36)));
        assert!(waits[19] >= Duration::from_secs(24));
        backoff.reset();
        assert_eq!(backoff.next(false, false), Duration::ZERO);
    }

    #[test]
    fn while_something_rings_tries_are_never_more_than_two_seconds_apart() {
        let mut backoff = Backoff::new(1);
        assert!((0..50).all(|_| backoff.next(true, false) <= Duration::from_secs(2)));
        assert!((0..50).all(|_| backoff.next(false, true) <= Duration::from_secs(2)));
    }
}
