//! The three times a workspace is told in: our steady clock, this machine's wall clock, the server's.

use std::time::Duration;

use vconnct_proto::{Millis, Timestamp};

use crate::update::LocalTime;

/// One moment by all three clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pub now: Millis,
    /// Wall clock minus steady clock, in ms.
    epoch: i64,
    /// Server's clock minus wall clock, in ms.
    pub offset: i64,
}

impl Clock {
    /// This machine's clocks at one moment.
    pub fn new(now: Millis, wall: Timestamp) -> Self {
        Self { now, epoch: wall.0 - signed(now), offset: 0 }
    }

    /// Goes on to a later moment. What was converted before stays comparable: only a jump of the wall
    /// clock moves its relation to the steady one.
    pub fn advance(&mut self, later: Clock) {
        self.now = later.now;
        if (later.epoch - self.epoch).abs() > JUMP {
            self.epoch = later.epoch;
        }
    }

    /// Learns from the `Date` of an answer, which is cut to whole seconds.
    pub fn learn(&mut self, date: Timestamp) {
        let offset = date.0 + 500 - (signed(self.now) + self.epoch);
        if (offset - self.offset).abs() > PRECISION {
            self.offset = offset;
        }
    }

    pub fn local_now(&self) -> LocalTime {
        signed(self.now) + self.epoch
    }

    pub fn server_now(&self) -> Timestamp {
        Timestamp(self.local_now() + self.offset)
    }

    /// A moment of the steady clock as the wall clock shows it.
    pub fn local(&self, moment: Millis) -> LocalTime {
        signed(moment) + self.epoch
    }

    /// A moment of the server's clock as this machine's wall clock shows it.
    pub fn local_from_server(&self, moment: Timestamp) -> LocalTime {
        moment.0 - self.offset
    }

    /// How old something of the server is.
    pub fn age(&self, moment: Timestamp) -> Duration {
        moment.age(self.server_now())
    }
}

fn signed(moment: Millis) -> i64 {
    i64::try_from(moment.0).unwrap_or(i64::MAX)
}

/// A smaller difference in ms is the wall clock being set right, not jumping.
const JUMP: i64 = 1_000;
/// Half a second is cut off on average, and an answer takes its time.
const PRECISION: i64 = 1_500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_is_set_moves_what_is_shown_and_not_what_is_measured() {
        let mut clock = Clock::new(Millis(1_000), Timestamp(500_000));
        clock.advance(Clock::new(Millis(2_000), Timestamp(901_000)));
        assert_eq!(clock.now, Millis(2_000));
        assert_eq!(clock.local_now(), 901_000);
    }

    #[test]
    fn small_differences_of_the_clocks_do_not_change_what_is_shown() {
        let mut clock = Clock::new(Millis(1_000), Timestamp(500_000));
        let before = clock.local(Millis(1_000));
        clock.advance(Clock::new(Millis(2_000), Timestamp(501_003)));
        assert_eq!(clock.local(Millis(1_000)), before);
    }

    #[test]
    fn ages_are_by_the_clock_of_the_server() {
        let mut clock = Clock::new(Millis(0), Timestamp(1_000_000));
        clock.learn(Timestamp(1_060_000)); // a minute ahead of us
        assert_eq!(clock.age(Timestamp(1_050_500)), Duration::from_secs(10));
        assert_eq!(clock.local_from_server(Timestamp(1_060_500)), 1_000_000);
    }
}
