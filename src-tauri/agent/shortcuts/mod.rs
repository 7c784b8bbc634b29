//! Keys that answer from anywhere: Ctrl Alt A accepts, Ctrl Alt D declines the call that rings longest.
//!
//! They are off until the person wants them, and even then ours only while something rings: no other
//! program goes without a key for longer, and at rest they cost neither a thread nor a connection.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod x11;

use tokio::{select, sync::mpsc};
use vconnct_client::{
    action::{Action, Answer},
    update::{Calls, IncomingPhase, Trouble},
};
use vconnct_proto::CallId;

#[cfg(not(target_os = "linux"))]
use self::elsewhere as system;
#[cfg(target_os = "linux")]
use self::x11 as system;
use crate::owner::Owner;

/// What a key is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Key {
    Accept,
    Decline,
}

/// Answers by the keys that the person presses, and says when they cannot be had.
pub(crate) fn follow(owner: impl Owner) {
    let offered = system::are_offered();
    owner.report(Trouble::NoShortcuts, !offered);
    if offered {
        tokio::spawn(run(owner));
    }
}

async fn run(owner: impl Owner) {
    let parts = owner.parts();
    let (mut calls, mut settings) = (parts.calls, parts.settings);
    let (pressed, mut presses) = mpsc::unbounded_channel();
    let (mut held, mut was_on) = (None, false);
    loop {
        let rings = rings_longest(&calls.borrow_and_update()).is_some();
        let on = settings.borrow_and_update().shortcuts_everywhere;
        // Whoever has just switched them on is told now which another program has, not at the next call.
        if on && held.is_none() && (rings || !was_on) {
            held = system::hold(pressed.clone()).await;
        }
        let taken = held.as_ref().map(|held| held.taken.clone());
        if on != was_on || taken.is_some() {
            report(&owner, &taken.unwrap_or_default());
        }
        // Something may have begun to ring meanwhile, or ended to.
        if !(on && rings_longest(&calls.borrow_and_update()).is_some()) {
            held = None;
        }
        was_on = on;
        let goes_on = select! {
            changed = calls.changed() => changed.is_ok(),
            changed = settings.changed() => changed.is_ok(),
            Some(key) = presses.recv() => {
                answer(&owner, key, &calls.borrow());
                true
            }
        };
        if !goes_on {
            return; // the agent ends
        }
    }
}

fn report(owner: &impl Owner, taken: &[Key]) {
    owner.report(Trouble::AcceptKeyTaken, taken.contains(&Key::Accept));
    owner.report(Trouble::DeclineKeyTaken, taken.contains(&Key::Decline));
}

fn answer(owner: &impl Owner, key: Key, calls: &Calls) {
    let Some(call_id) = rings_longest(calls).cloned() else { return };
    let answer = match key {
        Key::Accept => Answer::Accept { devices: None },
        Key::Decline => Answer::Decline { words: None },
    };
    let owner = owner.clone();
    tokio::spawn(async move {
        if let Err(error) = owner.dispatch(Action::AnswerCall { call_id, answer }).await {
            log::warn!("shortcuts: {error}");
        }
    });
}

/// The part is in that order. A call that was dismissed no longer asks.
fn rings_longest(calls: &Calls) -> Option<&CallId> {
    let rings = |phase: &IncomingPhase| matches!(phase, IncomingPhase::Ringing { .. });
    calls.incoming.iter().find(|call| rings(&call.phase)).map(|call| &call.call_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_key_answers_the_call_that_rings_longest_and_none_that_was_dismissed() {
        let rings = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let incoming = vec![
            sample::incoming("dismissed", IncomingPhase::Dismissed),
            sample::incoming("first", rings.clone()),
            sample::incoming("second", rings),
        ];
        let calls = Calls { incoming, ..Calls::default() };
        assert_eq!(rings_longest(&calls), Some(&CallId::from("first")));
        let calls = Calls { incoming: calls.incoming[..1].to_vec(), ..calls };
        assert_eq!(rings_longest(&calls), None);
    }
}
