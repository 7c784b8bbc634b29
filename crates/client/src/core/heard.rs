//! Until when everything that the workspace said has arrived.

use std::time::Duration;

use vconnct_proto::{Millis, Timestamp};

use super::Clock;

/// When it told something by itself. What lay in the socket while the computer slept comes all at once on waking, and
/// says nothing of the hours between if the line then turns out dead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    last: Moment,
    /// When what it says now began to come, one after the other.
    began: Millis,
    /// The last thing before that.
    before: Moment,
}

/// A moment, and the server's time as it was known then.
#[derive(Clone, Copy, Debug)]
struct Moment {
    at: Millis,
    server: Timestamp,
}

impl Heard {
    /// A connection begins.
    pub fn from(clock: &Clock) -> Self {
        let now = Moment::of(clock);
        Self { last: now, began: now.at, before: now }
    }

    /// It tells something.
    pub fn something(&mut self, clock: &Clock) {
        let now = Moment::of(clock);
        if now.at.since(self.last.at) > BREATH {
            (self.began, self.before) = (now.at, self.last);
        }
        self.last = now;
    }

    /// Server time up to which it was heard for certain, on a line that is found dead now.
    ///
    /// Either clock may have been wrong since: the wall clock is set, and the steady one stands still in a machine that
    /// is halted from outside. The earlier of both leaves nothing out.
    pub fn until(&self, clock: &Clock) -> Timestamp {
        let heard = if clock.now.since(self.began) < DOUBT { self.before } else { self.last };
        heard.server.min(clock.server_now() - clock.now.since(heard.at))
    }
}

impl Moment {
    fn of(clock: &Clock) -> Self {
        Self { at: clock.now, server: clock.server_now() }
    }
}

/// What was sent before a sleep is read without a longer pause.
const BREATH: Duration = Duration::from_secs(1);
/// A line that died in a sleep is found dead within this (protocol 1: a ping every 15 s, 5 s to answer).
const DOUBT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    /// All clocks agree.
    fn at(ms: u64) -> Clock {
        Clock::new(Millis(ms), Timestamp(i64::try_from(ms).unwrap()))
    }

    #[test]
    fn what_comes_soon_before_the_end_of_a_line_proves_nothing_of_the_time_before_it() {
        let mut heard = Heard::from(&at(0));
        for ms in [60_000, 60_500, 61_400] {
            heard.something(&at(ms));
        }
        assert_eq!(heard.until(&at(62_000)), Timestamp(0));
        assert_eq!(heard.until(&at(90_000)), Timestamp(61_400), "it lived on");
        heard.something(&at(100_000));
        assert_eq!(heard.until(&at(100_500)), Timestamp(61_400));
    }

    #[test]
    fn a_busy_line_is_believed_to_the_last_word() {
        let mut heard = Heard::from(&at(0));
        (0..100).for_each(|second| heard.something(&at(second * 900)));
        assert_eq!(heard.until(&at(89_200)), Timestamp(89_100));
    }

    #[test]
    fn a_wall_clock_that_was_wrong_then_or_is_now_leaves_nothing_out() {
        let ahead = |ms: u64| Clock::new(Millis(ms), Timestamp(i64::try_from(ms).unwrap() + 3_600_000));
        assert_eq!(Heard::from(&at(0)).until(&ahead(60_000)), Timestamp(0));
        assert_eq!(Heard::from(&ahead(0)).until(&at(60_000)), Timestamp(0));
    }
}
