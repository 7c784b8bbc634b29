//! How often somebody may ask (protocol 1.6): fixed windows per person and route.

use std::{collections::HashMap, time::Duration};

use vconnct_proto::{Timestamp, UserId};

/// Counts requests.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: HashMap<(UserId, &'static str), Window>,
}

#[derive(Debug)]
struct Window {
    ends: Timestamp,
    used: u32,
}

/// What the answer's headers say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Budget {
    pub limit: u32,
    pub remaining: u32,
    pub reset: Timestamp,
    pub exceeded: bool,
}

impl Limits {
    /// Counts one request by `person`; nothing for a route without a limit.
    pub fn count(&mut self, now: Timestamp, person: &UserId, route: &str) -> Option<Budget> {
        let (route, limit, span) = *LIMITS.iter().find(|(name, ..)| *name == route)?;
        if self.windows.len() > PRUNE_ABOVE {
            self.windows.retain(|_, window| window.ends > now);
        }
        let window = self.windows.entry((person.clone(), route)).or_insert(Window { ends: now, used: 0 });
        if window.ends <= now {
            *window = Window { ends: now + span, used: 0 };
        }
        window.used = window.used.saturating_add(1);
        Some(Budget {
            limit,
            remaining: limit.saturating_sub(window.used),
            reset: window.ends,
            exceeded: window.used > limit,
        })
    }
}

const LIMITS: [(&str, u32, Duration); 12] = [
    ("video-conference.start", 3, Duration::from_secs(60)),
    ("video-conference.cancel", 3, Duration::from_secs(60)),
    ("video-conference.join", 2, Duration::from_secs(5)),
    ("video-conference.info", 15, Duration::from_secs(3)),
    ("video-conference.list", 3, Duration::from_secs(1)),
    ("video-conference.providers", 3, Duration::from_secs(1)),
    ("video-conference.capabilities", 3, Duration::from_secs(1)),
    ("video-conference.ring", 5, Duration::from_secs(60)),
    ("video-conference.decline", 10, Duration::from_secs(60)),
    ("video-conference.rename", 10, Duration::from_secs(60)),
    ("video-conference.leave", 20, Duration::from_secs(60)),
    ("video-conference.heartbeat", 20, Duration::from_secs(60)),
];
/// Windows of people who are long gone are dropped above this many.
const PRUNE_ABOVE: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_start_of_a_minute_is_refused_and_the_next_minute_is_free() {
        let mut limits = Limits::default();
        let mut start = |at| limits.count(Timestamp(at), &"mara".into(), "video-conference.start").unwrap();
        assert_eq!(start(1_000), Budget { limit: 3, remaining: 2, reset: Timestamp(61_000), exceeded: false });
        start(2_000);
        assert!(!start(3_000).exceeded);
        assert!(start(60_999).exceeded);
        assert!(!start(61_000).exceeded);
    }

    #[test]
    fn one_person_does_not_use_up_another_ones_budget() {
        let mut limits = Limits::default();
        for _ in 0..4 {
            limits.count(Timestamp(0), &"mara".into(), "video-conference.start");
        }
        let jonas = limits.count(Timestamp(0), &"jonas".into(), "video-conference.start").unwrap();
        assert!(!jonas.exceeded);
        assert_eq!(limits.count(Timestamp(0), &"mara".into(), "me"), None);
    }
}
