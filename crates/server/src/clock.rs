//! The workspace's clock: the wall's, a faster one, or one that a test moves by hand.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use tokio::sync::watch;
use vconnct_proto::Timestamp;

/// Tells the time, and waits for it. Clones tell the same time.
#[derive(Clone)]
pub struct Clock(Arc<Source>);

enum Source {
    Manual(watch::Sender<Timestamp>),
    Running { since: Instant, from: Timestamp, speed: f64 },
    Wall,
}

impl Clock {
    /// The clock of this machine.
    pub fn wall() -> Self {
        Self(Arc::new(Source::Wall))
    }

    /// A clock that starts `ahead` of this machine's (behind it, if negative) and runs `speed` times as fast.
    pub fn running(ahead_ms: i64, speed: f64) -> Self {
        let from = Timestamp(wall().0.saturating_add(ahead_ms));
        Self(Arc::new(Source::Running { since: Instant::now(), from, speed }))
    }

    /// A clock that stands still until [`Clock::advance`].
    pub fn manual(at: Timestamp) -> Self {
        Self(Arc::new(Source::Manual(watch::Sender::new(at))))
    }

    /// Moves a manual clock on; every other clock goes its own way.
    pub fn advance(&self, span: Duration) {
        if let Source::Manual(time) = &*self.0 {
            time.send_modify(|now| *now = *now + span);
        }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Source::Manual(time) => *time.borrow(),
            Source::Running { since, from, speed } => *from + since.elapsed().mul_f64(*speed),
            Source::Wall => wall(),
        }
    }

    /// Comes back at `moment`, at once if that has passed.
    ///
    /// A wall clock may be set: look at the time again afterwards.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match &*self.0 {
            Source::Manual(time) => {
                // The sender lives in `self`, so waiting cannot fail.
                let _ = time.subscribe().wait_for(|now| *now >= moment).await;
            }
            Source::Running { speed, .. } => tokio::time::sleep(self.until(moment).div_f64(*speed)).await,
            Source::Wall => tokio::time::sleep(self.until(moment).min(LONGEST_SLEEP)).await,
        }
    }

    fn until(&self, moment: Timestamp) -> Duration {
        self.now().age(moment)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A machine that sleeps, or whose clock is set, is found out this soon.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_whoever_waits_when_it_is_moved_far_enough() {
        let clock = Clock::manual(Timestamp(1_000));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep_until(Timestamp(41_000)).await;
                clock.now()
            }
        });
        clock.advance(Duration::from_secs(39));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(1));
        assert_eq!(sleeper.await.unwrap(), Timestamp(41_000));
    }

    #[test]
    fn a_fast_clock_starts_where_it_is_told_to() {
        let clock = Clock::running(-3_600_000, 10.0);
        assert!((wall().0 - clock.now().0 - 3_600_000).abs() < 60_000);
    }
}
