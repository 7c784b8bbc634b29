//! The numbers of a call (protocol 5.3 and 5.9, design states 1 to 3).

use std::time::Duration;

/// How long a call rings, from its first `call` or its `createdAt`.
pub(crate) const RING: Duration = Duration::from_secs(30);
/// Between two `call` of a caller; also how late a first `call` may come before the ring counts as
/// one that was under way already.
pub(crate) const INTERVAL: Duration = Duration::from_secs(3);
/// `call` frames of one ring, those after a reconnect not counted.
pub(crate) const RINGS: u32 = 10;
/// A caller who is not heard for so long has gone.
pub(crate) const WATCHDOG: Duration = Duration::from_secs(10);
/// The record is asked so long before the watchdog ends a ring.
pub(crate) const LOOKAHEAD: Duration = Duration::from_millis(1_500);
/// A `ring` of the workspace lives so long (protocol 4.7, 5.8).
pub(crate) const RUNG: Duration = Duration::from_secs(15);
/// A ring of the workspace that began so soon after a decision was under way when it was made.
pub(crate) const CROSSED: Duration = Duration::from_secs(2);
/// A ring whose link was lost for so long is interrupted.
pub(crate) const OUTAGE: Duration = Duration::from_secs(10);
/// How long after a reconnect a caller may stay unheard: one interval, and a bit for the way.
pub(crate) const RETURN: Duration = Duration::from_secs(4);

/// An unknown caller's ring stays hidden for so long unless the record confirms it earlier.
pub(crate) const HIDDEN: Duration = Duration::from_millis(700);
/// The other member of a two-person room is believed after so long, even without the record.
pub(crate) const BELIEVED: Duration = Duration::from_millis(1_500);
/// A call older than this rings no more, whatever its record says.
pub(crate) const STALE: Duration = Duration::from_secs(60);

/// How long an address, a start or a search may take.
pub(crate) const ANSWER: Duration = Duration::from_secs(5);
/// How long an address may take where nobody waits for this person: whoever fetches it gives up after fifteen seconds.
pub(crate) const ENTERING: Duration = Duration::from_secs(16);
/// A call of ours no older than this is the one whose start got no answer.
pub(crate) const MINE: Duration = Duration::from_secs(15);
/// Between a join that failed and the next.
pub(crate) const REJOIN: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
/// Nobody is kept waiting longer than this by a server that has been asked too often.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// A start that was refused for the limit is tried again as long as it was not asked for earlier than this;
/// the workspace counts by the minute (protocol 1.6).
pub const START_PATIENCE: Duration = Duration::from_secs(65);
/// Between an `accepted` and its repetition: at 1.5 s and at 3.5 s.
pub(crate) const REACCEPT: [Duration; 2] = [Duration::from_millis(1_500), Duration::from_secs(2)];
/// How long the caller has to act on a `rejected` before the callee settles the record.
pub(crate) const SETTLING: Duration = Duration::from_secs(3);
/// How long the winner of a glare waits for the other side to give in.
pub(crate) const GLARE: Duration = Duration::from_secs(2);
/// The server ends a call that nobody answered by itself then, counted from its start.
pub(crate) const GUARD: Duration = Duration::from_secs(40);
/// The workspace ends a call that everybody has left well before this (protocol 4.11: ten seconds after the last one).
pub(crate) const DESERTED: Duration = Duration::from_secs(30);
/// So much may lie between what the server's clock tells and our own.
pub(crate) const SKEW: Duration = Duration::from_secs(2);
/// A call that was decided on is remembered for so long.
pub(crate) const MEMORY: Duration = Duration::from_secs(200);

/// Words count as the reason of a decline from so long before it …
pub(crate) const WORDS_BEFORE: Duration = Duration::from_secs(2);
/// … to so long after it.
pub(crate) const WORDS_AFTER: Duration = Duration::from_secs(5);

/// How long the card of a call tells how it ended: a call that came in …
pub(crate) const CARD_IN: Duration = Duration::from_secs(4);
/// … one that was answered elsewhere …
pub(crate) const CARD_ELSEWHERE: Duration = Duration::from_millis(2_500);
/// … one that was declined over there …
pub(crate) const CARD_DECLINED: Duration = Duration::from_secs(30);
/// … and one that nobody answered.
pub(crate) const CARD_OUT: Duration = Duration::from_secs(60);
