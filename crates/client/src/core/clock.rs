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
    /// How long the answer took that told the offset.
    told_within: Option<Duration>,
}

impl Clock {
    /// This machine's clocks at one moment.
    pub fn new(now: Millis, wall: Timestamp) -> Self {
        Self { now, epoch: wall.0 - signed(now), offset: 0, told_within: None }
    }

    /// Goes on to a later moment. What was converted before stays comparable: only a jump of the wall
    /// clock moves its relation to the steady one.
    pub fn advance(&mut self, later: Clock) {
        self.now = later.now;
        if (later.epoch - self.epoch).abs() > JUMP {
            self.epoch = later.epoch;
            self.told_within = None;
        }
    }

    /// Learns from the `Date` of an answer that took so long. It is cut to whole seconds, and the answer may have lain
    /// there for a while, on a slow line or while the computer slept: one that took longer says less.
    pub fn learn(&mut self, date: Timestamp, took: Duration) {
        if took > SLOW || (took > PROMPT && self.told_within.is_some_and(|best| best < took)) {
            return;
        }
        self.told_within = Some(took);
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
/// An answer within this tells the server's time well enough …
const PROMPT: Duration = Duration::from_secs(1);
/// … and one that took longer than this does not.
const SLOW: Duration = Duration::from_secs(5);

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
    fn an_answer_that_took_long_says_less_than_one_that_came_at_once() {
        let late = |took| (Timestamp(1_000_000 - 500), Duration::from_millis(took));
        for (answers, offset) in [
            (vec![late(4_600)], -4_600),
            (vec![late(5_001)], 0),
            (vec![late(900), late(4_600)], 0),
            (vec![late(4_600), late(1_700)], -1_700),
        ] {
            let mut clock = Clock::new(Millis(0), Timestamp(1_000_000));
            for (date, took) in answers {
                let now = Clock::new(Millis(1), Timestamp(1_000_001));
                clock.advance(now);
                clock.learn(Timestamp(date.0 - i64::try_from(took.as_millis()).unwrap() + 1), took);
            }
            assert_eq!(clock.offset, offset);
        }
    }

    #[test]
    fn ages_are_by_the_clock_of_the_server() {
        let mut clock = Clock::new(Millis(0), Timestamp(1_000_000));
        clock.learn(Timestamp(1_060_000), Duration::ZERO); // a minute ahead of us
        assert_eq!(clock.age(Timestamp(1_050_500)), Duration::from_secs(10));
        assert_eq!(clock.local_from_server(Timestamp(1_060_500)), 1_000_000);
    }
}
