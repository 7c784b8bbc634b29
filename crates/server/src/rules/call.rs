//! A call's life: who may change its record how, and who is told (protocol 4.12, 5.2, 5.10).
//!
//! Every function takes the record and the time, changes the record, and returns the signals that the
//! change asks for. That the room hears of each change is the caller's duty.

use std::time::Duration;

use vconnct_proto::{CallId, SignalAction, Timestamp, UserId};

use crate::documents::{Call, CallKind, CallMessages, CallStatus, LeftReason, Participant, Person, Room};

/// A signal by the workspace itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Ring {
    pub to: UserId,
    pub action: SignalAction,
    /// Whom the signal is about.
    pub about: UserId,
}

/// What a new call is to be.
pub(crate) struct Start<'a> {
    pub id: CallId,
    pub room: &'a Room,
    pub by: &'a Person,
    pub title: Option<String>,
    /// The starter wants it to ring, and may let it.
    pub ringing: bool,
    pub licensed: bool,
    pub provider: String,
    pub url: String,
    pub members: usize,
}

/// The record of a call that starts `now`: the type rule of protocol 4.1.
pub(crate) fn start(now: Timestamp, start: Start<'_>) -> Call {
    let direct = start.room.is_two_person() && start.ringing && start.licensed;
    let rings = direct || (start.ringing && start.licensed && start.members <= MOST_RUNG);
    let group = |value| (!direct).then_some(value);
    Call {
        id: start.id,
        kind: if direct { CallKind::Direct } else { CallKind::Videoconference },
        rid: start.room.id.clone(),
        users: Vec::new(),
        messages: CallMessages::default(),
        status: if direct { CallStatus::Calling } else { CallStatus::Started },
        created_by: start.by.author(),
        created_at: now,
        provider_name: start.provider,
        ringing: rings.then_some(true),
        url: Some(start.url),
        ended_at: None,
        ended_by: None,
        title: group(start.title.or_else(|| title_of(start.room)).unwrap_or_default()),
        anonymous_users: if direct { None } else { Some(0) },
        updated_at: now,
    }
}

impl Call {
    pub fn is_over(&self) -> bool {
        self.ended_at.is_some() || self.status as u8 > CallStatus::Started as u8
    }

    /// The signals of a start: none for a direct call (its caller rings), one `ring` for a small group.
    pub fn started(&self, members: &[UserId]) -> Vec<Ring> {
        if self.kind == CallKind::Direct || self.ringing != Some(true) {
            return Vec::new();
        }
        self.to_others(SignalAction::Ring, members)
    }

    /// Somebody asked for an address. Nothing happens if he is in already.
    ///
    /// The first join turns a direct call into a running one, also the caller's own; somebody else's
    /// first join ends the ringing.
    pub fn join(&mut self, now: Timestamp, who: &Person) -> Joined {
        if self.is_over() {
            return Joined::default();
        }
        let creator = self.created_by.id.clone();
        let known = self.users.iter_mut().find(|user| user.id == who.id);
        let first = match known {
            Some(user) if user.is_in() => {
                user.last_seen_at = Some(now);
                return Joined::default();
            }
            Some(user) => {
                let first = !user.joined();
                (user.joined, user.left_at, user.left_reason) = (None, None, None);
                user.last_seen_at = Some(now);
                if first {
                    user.ts = now;
                }
                first
            }
            None => {
                self.users.push(participant(now, who, true));
                true
            }
        };
        let rang = first && self.ringing == Some(true) && self.kind == CallKind::Direct;
        self.status = CallStatus::Started;
        if rang && who.id != creator {
            self.ringing = Some(false);
        }
        self.updated_at = now;
        let mut signals = Vec::new();
        if rang {
            let join = |to: UserId| Ring { to, action: SignalAction::Join, about: who.id.clone() };
            signals.push(join(creator.clone()));
            if who.id != creator {
                signals.push(join(who.id.clone()));
            }
        }
        Joined { changed: true, signals }
    }

    /// Ends a call that nobody has joined yet.
    pub fn cancel(&mut self, now: Timestamp, by: &Person) -> Result<(), NotCancelled> {
        if self.kind != CallKind::Direct {
            return Err(NotCancelled::NotDirect);
        }
        if self.status != CallStatus::Calling {
            return Err(NotCancelled::TooLate);
        }
        self.over(now, now, CallStatus::Declined);
        self.ended_by = Some(by.author());
        Ok(())
    }

    /// Forty seconds have passed since the start: stop all ringing, and end what nobody answered.
    ///
    /// A stock server sends `end` even while the call runs; without `end_always` it is spared those
    /// who talk to each other.
    pub fn guard(&mut self, now: Timestamp, members: &[UserId], end_always: bool) -> (bool, Vec<Ring>) {
        let talking = self.users.iter().filter(|user| user.is_in()).count() > 1;
        let signals = if talking && !end_always { Vec::new() } else { self.end_signals(members) };
        let unanswered = self.status == CallStatus::Calling;
        if unanswered {
            self.over(now, now, CallStatus::Declined);
            self.ended_by = Some(self.created_by.clone());
        }
        (unanswered, signals)
    }

    /// Somebody's part in the call is over. True if that was news.
    pub fn leave(&mut self, now: Timestamp, who: &UserId, reason: LeftReason) -> bool {
        let Some(user) = self.users.iter_mut().find(|user| user.id == *who && user.is_in()) else { return false };
        (user.left_at, user.left_reason) = (Some(now), Some(reason));
        self.updated_at = now;
        true
    }

    /// Somebody is still there; revives one who was only thought to have left. True if that was news.
    pub fn heartbeat(&mut self, now: Timestamp, who: &UserId) -> bool {
        let over = self.is_over();
        let Some(user) = self.users.iter_mut().find(|user| user.id == *who && user.joined() && !over) else {
            return false;
        };
        user.last_seen_at = Some(now);
        let back = user.left_reason == Some(LeftReason::Timeout);
        if back {
            (user.left_at, user.left_reason) = (None, None);
            self.updated_at = now;
        }
        back
    }

    /// Somebody does not want to come; he may change his mind.
    pub fn decline(&mut self, now: Timestamp, who: &Person) {
        if !self.users.iter().any(|user| user.id == who.id) {
            self.users.push(participant(now, who, false));
        }
        if let Some(user) = self.users.iter_mut().find(|user| user.id == who.id) {
            (user.declined, user.declined_at) = (Some(true), Some(now));
        }
        self.updated_at = now;
    }

    /// Rings a member who is not in the call. False if it is over, or if he is in it or rung already.
    pub fn ring(&mut self, now: Timestamp, whom: &Person) -> bool {
        let known = self.users.iter().find(|user| user.id == whom.id);
        let rung = known.and_then(|user| user.ringing_at).is_some_and(|at| at.age(now) < RING_LIFE);
        if self.is_over() || rung || known.is_some_and(Participant::is_in) {
            return false;
        }
        if known.is_none() {
            self.users.push(participant(now, whom, false));
        }
        if let Some(user) = self.users.iter_mut().find(|user| user.id == whom.id) {
            user.ringing_at = Some(now);
        }
        self.updated_at = now;
        true
    }

    /// When the last one left, if somebody was there and nobody is any more.
    pub fn deserted_since(&self) -> Option<Timestamp> {
        let joined = || self.users.iter().filter(|user| user.joined());
        if self.is_over() || joined().any(Participant::is_in) {
            return None;
        }
        joined().filter_map(|user| user.left_at).max()
    }

    /// All have left, and nobody came back: the call is over since they left.
    pub fn end(&mut self, now: Timestamp, since: Timestamp, members: &[UserId]) -> Vec<Ring> {
        self.over(now, since, CallStatus::Ended);
        if self.kind == CallKind::Direct { self.end_signals(members) } else { Vec::new() }
    }

    /// A day has passed.
    pub fn expire(&mut self, now: Timestamp) {
        self.over(now, now, CallStatus::Expired);
    }

    fn over(&mut self, now: Timestamp, ended_at: Timestamp, status: CallStatus) {
        self.status = status;
        self.ringing = self.ringing.map(|_| false);
        self.ended_at = Some(ended_at);
        self.updated_at = now;
    }

    /// `end` to the creator and to members who have not joined: "stop ringing".
    fn end_signals(&self, members: &[UserId]) -> Vec<Ring> {
        let joined = |id: &UserId| self.users.iter().any(|user| user.id == *id && user.joined());
        let about = self.created_by.id.clone();
        members
            .iter()
            .filter(|id| **id == about || !joined(id))
            .map(|id| Ring { to: id.clone(), action: SignalAction::End, about: about.clone() })
            .collect()
    }

    fn to_others(&self, action: SignalAction, members: &[UserId]) -> Vec<Ring> {
        let about = self.created_by.id.clone();
        let others = members.iter().filter(|id| **id != about);
        others.map(|id| Ring { to: id.clone(), action, about: about.clone() }).collect()
    }
}

/// What a join changed.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Joined {
    pub changed: bool,
    pub signals: Vec<Ring>,
}

/// Why a call cannot be cancelled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NotCancelled {
    NotDirect,
    /// Somebody joined, or it is over.
    TooLate,
}

fn participant(now: Timestamp, who: &Person, joined: bool) -> Participant {
    Participant {
        id: who.id.clone(),
        username: who.username.clone(),
        name: who.name.clone(),
        avatar_etag: who.avatar_etag.clone(),
        ts: now,
        joined: if joined { None } else { Some(false) },
        declined: None,
        declined_at: None,
        left_at: None,
        left_reason: None,
        last_seen_at: joined.then_some(now),
        ringing_at: None,
    }
}

fn title_of(room: &Room) -> Option<String> {
    room.fname.clone().or_else(|| room.name.clone())
}

/// `end`, and the end of what nobody answered, this long after the start.
pub(crate) const GUARD: Duration = Duration::from_secs(40);
/// Nobody in a call for this long ends it.
pub(crate) const DESERTED: Duration = Duration::from_secs(10);
/// Who was not heard of for this long has left.
pub(crate) const LEASE: Duration = Duration::from_secs(180);
/// No call lives longer.
pub(crate) const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// A ring by the workspace counts as live for this long.
const RING_LIFE: Duration = Duration::from_secs(15);
/// Bigger rooms are not rung.
const MOST_RUNG: usize = 10;

#[cfg(test)]
mod tests;
