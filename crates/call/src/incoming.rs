//! One call that asks this person for an answer.

mod life;
mod list;

use std::{ops::Range, time::Duration};

use vconnct_proto::{CallId, Millis, RoomId, UserId};

use self::life::{Life, Silence};
pub(crate) use self::list::Incoming;
use crate::{
    Devices, EndReason, Record, RungBy,
    joining::Joining,
    line::{Line, Peer},
    timings::{BELIEVED, CROSSED, HIDDEN, INTERVAL, RING, RUNG, STALE, WORDS_AFTER},
};

/// A call that rings here, or whose card still tells how it ended.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct IncomingCall {
    pub call: CallId,
    pub room: RoomId,
    pub caller: UserId,
    /// What the drawn ring counts from: the first `call` seen; for a ring that is already under way
    /// elsewhere, when the call was made.
    pub since: Millis,
    /// The drawn ring is empty then.
    pub drawn_until: Millis,
    pub phase: IncomingPhase,
    pub rung_by: RungBy,
    /// As chosen on accepting.
    pub devices: Option<Devices>,

    /// The first this device knew of it.
    noticed: Millis,
    trust: Trust,
    life: Life,
    /// When the person silenced it for good, before anything else became of it.
    dismissed: Option<Millis>,
    answered: Option<Millis>,
    joining: Option<Joining>,
    /// We are ringing its caller: one of the two calls will be kept, and nothing is shown of this one.
    held: bool,
    /// This person has declined an earlier ring of it.
    declined: bool,
    /// When this person last wrote in the call's room, perhaps on another device.
    wrote: Option<Millis>,
    /// When the card of a call that is over goes.
    gone: Option<Millis>,
}

/// Where an incoming call stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum IncomingPhase {
    /// The person said yes; the address is on its way.
    Accepting,
    /// Silent, without a card; it can still be accepted or declined.
    Dismissed,
    /// Told for a few seconds.
    Over { reason: EndReason, rang: Duration },
    /// `silenced`: the person chooses words to decline with.
    Ringing { silenced: bool, reconnecting: bool },
}

/// How far a ring is believed: a signal is only a hint (protocol 5.1, 5.9.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Trust {
    /// Hidden until then.
    Unknown { until: Millis },
    /// Shown and heard, not confirmed; believed from then on, if ever.
    Shown { believed: Option<Millis> },
    /// By the server's record, or by the room this device has in memory.
    Confirmed,
}

/// What a record says about a ring.
pub(crate) enum Verdict {
    /// It is over, or taken elsewhere.
    Ends(EndReason),
    /// There is no such ring.
    Lie,
    /// It rings.
    True,
}

impl IncomingCall {
    /// A ring that was just heard for the first time.
    fn heard(now: Millis, caller: Peer, known: bool, up: bool) -> Self {
        let trust = match known {
            true => Trust::Shown { believed: Some(now + BELIEVED) },
            false => Trust::Unknown { until: now + HIDDEN },
        };
        Self::new(now, RungBy::Caller, now..now + RING, caller, trust, Life::heard(now), up)
    }

    /// A ring of the workspace, for a call of somebody known.
    fn rung(now: Millis, caller: Peer, up: bool) -> Self {
        let trust = Trust::Shown { believed: Some(now + BELIEVED) };
        Self::new(now, RungBy::Workspace, now..now + RUNG, caller, trust, Life::rung(now), up)
    }

    /// A ring that was found under way: by its record it goes on for `rest`.
    fn found(now: Millis, record: &Record, by: RungBy, rest: Duration, up: bool) -> Self {
        let until = now + rest;
        let life = if by == RungBy::Workspace { RUNG } else { RING };
        let caller = Peer { call: record.call.clone(), room: record.room.clone(), user: record.created_by.clone() };
        Self::new(now, by, until - life..until, caller, Trust::Confirmed, Life::found(until), up)
    }

    fn new(
        now: Millis,
        rung_by: RungBy,
        drawn: Range<Millis>,
        caller: Peer,
        trust: Trust,
        life: Life,
        up: bool,
    ) -> Self {
        Self {
            call: caller.call,
            room: caller.room,
            caller: caller.user,
            since: drawn.start,
            drawn_until: drawn.end,
            phase: IncomingPhase::Ringing { silenced: false, reconnecting: !up },
            rung_by,
            devices: None,
            noticed: now,
            trust,
            life,
            dismissed: None,
            answered: None,
            joining: None,
            held: false,
            declined: false,
            wrote: None,
            gone: None,
        }
    }

    /// It asks for an answer, audibly or not.
    pub(crate) fn is_ringing(&self) -> bool {
        matches!(self.phase, IncomingPhase::Dismissed | IncomingPhase::Ringing { .. })
    }

    /// It asks for an answer audibly.
    pub(crate) fn is_audible(&self) -> bool {
        self.is_shown() && matches!(self.phase, IncomingPhase::Ringing { silenced: false, .. })
    }

    pub(crate) fn is_accepting(&self) -> bool {
        self.phase == IncomingPhase::Accepting
    }

    /// Something else tells about it.
    pub(crate) fn is_held(&self) -> bool {
        self.held
    }

    /// It is believed enough to be shown.
    pub(crate) fn is_shown(&self) -> bool {
        !matches!(self.trust, Trust::Unknown { .. })
    }

    /// It is believed enough to be acted upon without asking the person.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.trust == Trust::Confirmed
    }

    fn is_over(&self) -> bool {
        matches!(self.phase, IncomingPhase::Over { .. })
    }

    fn peer(&self) -> Peer {
        Peer { call: self.call.clone(), room: self.room.clone(), user: self.caller.clone() }
    }

    /// How long it has rung here.
    fn rang(&self, now: Millis) -> Duration {
        self.answered.unwrap_or(now).since(self.noticed)
    }

    /// This person wrote in the room a moment ago: they have answered in words (design states 2f).
    fn was_answered_in_words(&self, now: Millis) -> bool {
        self.is_ringing() && self.wrote.is_some_and(|wrote| now.since(wrote) <= WORDS_AFTER)
    }

    /// Takes in the record; it is fresh.
    fn verify(&mut self, now: Millis, record: &Record, line: &Line) -> Verdict {
        let (me, up) = (&line.me, line.up);
        let kind = if self.rung_by == RungBy::Itself { record.unrung } else { record.direct };
        if !kind || record.room != self.room || record.created_by != self.caller {
            return Verdict::Lie;
        }
        if record.is_over() {
            return Verdict::Ends(EndReason::Canceled);
        }
        if record.users.contains(me) {
            return Verdict::Ends(EndReason::AnsweredElsewhere);
        }
        if record.declined.contains(me) {
            return Verdict::Ends(EndReason::Declined);
        }
        match self.rung_by {
            RungBy::Caller if !self.is_confirmed() && record.age > STALE => return Verdict::Lie,
            RungBy::Caller => {
                let made = now - record.age;
                if made + INTERVAL <= self.since {
                    self.draw_from(made);
                }
                if record.is_calling() && record.age < RING {
                    self.life.carry(up, made + RING);
                }
            }
            RungBy::Itself | RungBy::Workspace if record.deserted => return Verdict::Ends(EndReason::Canceled),
            RungBy::Itself => {}
            // However old the call is: only the workspace's last ring counts (protocol 8.22).
            RungBy::Workspace => {
                if let Some((RungBy::Workspace, rest)) = record.rings(me) {
                    self.life.carry(up, now + rest);
                }
            }
        }
        self.trust = Trust::Confirmed;
        Verdict::True
    }

    /// The workspace rang once more, which overrides a dismissal of the ring before (protocol 5.2).
    fn rung_again(&mut self, now: Millis) {
        if now < self.drawn_until || self.dismissed.is_some_and(|dismissed| now <= dismissed + CROSSED) {
            return; // the same ring, repeated on its way
        }
        self.life = Life::rung(now);
        (self.since, self.drawn_until) = (now, now + RUNG);
        if self.phase == IncomingPhase::Dismissed {
            self.phase = IncomingPhase::Ringing { silenced: false, reconnecting: false };
            self.dismissed = None;
        }
    }

    fn draw_from(&mut self, made: Millis) {
        (self.since, self.drawn_until) = (made, made + RING);
    }

    /// The link came or went.
    fn link(&mut self, now: Millis, line: &mut Line) {
        if let IncomingPhase::Ringing { reconnecting, .. } = &mut self.phase {
            *reconnecting = !line.up;
        }
        if self.is_ringing() && self.life.link(now, line.up) {
            line.info(&self.call);
        }
        if let Some(joining) = self.joining.as_mut().filter(|_| line.up) {
            joining.link_up(now, line);
        }
    }

    /// Goes on if it is time to; says why the call is over if it is.
    fn pass(&mut self, now: Millis, line: &mut Line) -> Option<EndReason> {
        self.trust = match self.trust {
            Trust::Unknown { until } if until <= now => Trust::Shown { believed: None },
            Trust::Shown { believed: Some(at) } if at <= now => Trust::Confirmed,
            trust => trust,
        };
        if let Some(joining) = &mut self.joining {
            return joining.pass(now, line);
        }
        if !self.is_ringing() {
            return None;
        }
        match self.life.pass(now, line.up, self.drawn_until) {
            Silence::Ends(reason) => return Some(reason),
            Silence::Near => line.info(&self.call),
            Silence::Far => {}
        }
        None
    }

    fn deadline(&self, up: bool) -> Millis {
        let trust = match self.trust {
            Trust::Unknown { until } | Trust::Shown { believed: Some(until) } => Some(until),
            Trust::Confirmed | Trust::Shown { believed: None } => None,
        };
        let next = match (&self.gone, &self.joining) {
            (Some(gone), _) => *gone,
            (None, Some(joining)) => joining.deadline(),
            (None, None) => self.life.deadline(up, self.drawn_until),
        };
        trust.filter(|_| !self.is_over()).map_or(next, |trust| trust.min(next))
    }
}
