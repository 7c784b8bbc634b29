//! Tickets: each good once and not for long.

use std::{collections::HashMap, time::Duration};

use vconnct_proto::Timestamp;

/// Tickets that were handed out and not used yet. However many are asked for, only so many are kept.
pub(crate) struct Tickets<T> {
    life: Duration,
    held: HashMap<String, Ticket<T>>,
}

struct Ticket<T> {
    ends: Timestamp,
    content: T,
}

impl<T> Tickets<T> {
    /// Tickets that are worth nothing any more after `life`.
    pub fn new(life: Duration) -> Self {
        Self { life, held: HashMap::new() }
    }

    /// Hands out the ticket `name`; one of this name that was there before is worth nothing any more.
    pub fn put(&mut self, now: Timestamp, name: String, content: T) {
        if self.held.len() >= MOST {
            self.make_room(now);
        }
        self.held.insert(name, Ticket { ends: now + self.life, content });
    }

    /// Uses up the ticket `name`, if it is good and its content `fits`. One that does not fit stays.
    pub fn take(&mut self, now: Timestamp, name: &str, fits: impl FnOnce(&T) -> bool) -> Option<T> {
        self.held.get(name).filter(|ticket| ticket.ends > now && fits(&ticket.content))?;
        self.held.remove(name).map(|ticket| ticket.content)
    }

    /// What is on the ticket `name`, if it is good. It stays good.
    pub fn look(&self, now: Timestamp, name: &str) -> Option<&T> {
        self.held.get(name).filter(|ticket| ticket.ends > now).map(|ticket| &ticket.content)
    }

    fn make_room(&mut self, now: Timestamp) {
        self.held.retain(|_, ticket| ticket.ends > now);
        let oldest = self.held.iter().min_by_key(|(_, ticket)| ticket.ends).map(|(name, _)| name.clone());
        if let Some(oldest) = oldest.filter(|_| self.held.len() >= MOST) {
            self.held.remove(&oldest);
        }
    }
}

/// More people than that do not sign in at once.
const MOST: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn tickets() -> Tickets<u32> {
        Tickets::new(Duration::from_secs(60))
    }

    #[test]
    fn a_ticket_is_good_once_and_for_its_time() {
        let mut tickets = tickets();
        tickets.put(Timestamp(0), "a".into(), 1);
        tickets.put(Timestamp(0), "b".into(), 2);
        assert_eq!(tickets.look(Timestamp(59_999), "a"), Some(&1));
        assert_eq!(tickets.take(Timestamp(59_999), "a", |_| true), Some(1));
        assert_eq!(tickets.look(Timestamp(59_999), "a"), None);
        assert_eq!(tickets.look(Timestamp(60_000), "b"), None);
        assert_eq!(tickets.take(Timestamp(59_999), "a", |_| true), None);
        assert_eq!(tickets.take(Timestamp(60_000), "b", |_| true), None);
    }

    #[test]
    fn a_ticket_that_does_not_fit_is_not_used_up() {
        let mut tickets = tickets();
        tickets.put(Timestamp(0), "a".into(), 1);
        assert_eq!(tickets.take(Timestamp(1), "a", |content| *content == 2), None);
        assert_eq!(tickets.take(Timestamp(1), "a", |content| *content == 1), Some(1));
    }

    #[test]
    fn the_oldest_makes_room_when_there_are_too_many() {
        let mut tickets = tickets();
        for at in 0..=MOST {
            tickets.put(Timestamp(at as i64), at.to_string(), 0);
        }
        assert_eq!(tickets.held.len(), MOST);
        assert_eq!(tickets.take(Timestamp(2_000), "0", |_| true), None);
        assert_eq!(tickets.take(Timestamp(2_000), "1", |_| true), Some(0));
    }
}
