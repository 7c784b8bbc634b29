//! Until when everything that the workspace said has arrived.

use std::time::Duration;

use vconnct_proto::Millis;

/// When it told something by itself. What lay in the socket while the computer slept comes all at once on waking, and
/// says nothing of the hours between if the line then turns out dead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    last: Millis,
    /// When what it says now began to come, one after the other.
    began: Millis,
    /// The last thing before that.
    before: Millis,
}

impl Heard {
    /// A connection begins.
    pub fn from(now: Millis) -> Self {
        Self { last: now, began: now, before: now }
    }

    /// It tells something.
    pub fn something(&mut self, now: Millis) {
        if now.since(self.last) > BREATH {
            (self.began, self.before) = (now, self.last);
        }
        self.last = now;
    }

    /// Up to when it was heard for certain, on a line that is found dead now.
    pub fn until(&self, now: Millis) -> Millis {
        if now.since(self.began) < DOUBT { self.before } else { self.last }
    }
}

/// What was sent before a sleep is read without a longer pause.
const BREATH: Duration = Duration::from_secs(1);
/// A line that died in a sleep is found dead within this (protocol 1: a ping every 15 s, 5 s to answer).
const DOUBT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_soon_before_the_end_of_a_line_proves_nothing_of_the_time_before_it() {
        let mut heard = Heard::from(Millis(0));
        for at in [60_000, 60_500, 61_400] {
            heard.something(Millis(at));
        }
        assert_eq!(heard.until(Millis(62_000)), Millis(0));
        assert_eq!(heard.until(Millis(90_000)), Millis(61_400), "it lived on");
        heard.something(Millis(100_000));
        assert_eq!(heard.until(Millis(100_500)), Millis(61_400));
    }

    #[test]
    fn a_busy_line_is_believed_to_the_last_word() {
        let mut heard = Heard::from(Millis(0));
        (0..100).for_each(|second| heard.something(Millis(second * 900)));
        assert_eq!(heard.until(Millis(89_200)), Millis(89_100));
    }
}
