//! What a key from anywhere does, and when it would do anything, decided from the state alone.

use vconnct_client::{
    action::{Action, Answer, QuietSpan},
    shortcuts::Shortcut,
    update::{Calls, DoNotDisturb, IncomingPhase, Settings},
};
use vconnct_proto::CallId;

/// What has to be there for a key to do something.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Need {
    JoinedCall,
    Nothing,
    Ring,
}

impl Need {
    /// Those that keys from anywhere can have.
    pub(super) const ALL: [Self; 3] = [Self::JoinedCall, Self::Nothing, Self::Ring];

    /// What this one needs; nothing where it is no key from anywhere.
    pub(super) fn of(shortcut: Shortcut) -> Option<Self> {
        match shortcut {
            Shortcut::Accept | Shortcut::Decline | Shortcut::Dismiss => Some(Self::Ring),
            Shortcut::DoNotDisturb | Shortcut::Show => Some(Self::Nothing),
            Shortcut::Leave | Shortcut::Return => Some(Self::JoinedCall),
            Shortcut::CallHere | Shortcut::Calls | Shortcut::Find | Shortcut::NextRoom | Shortcut::NextUnread => None,
        }
    }

    /// Whether it is there.
    pub(super) fn is_met(self, calls: &Calls) -> bool {
        match self {
            Self::JoinedCall => calls.joined.is_some(),
            Self::Nothing => true,
            Self::Ring => rings_longest(calls).is_some(),
        }
    }
}

/// What pressing it asks for while this is so, if anything.
pub(super) fn deed(shortcut: Shortcut, calls: &Calls, settings: &Settings) -> Option<Action> {
    let answer = |answer| {
        let call_id = rings_longest(calls)?.clone();
        Some(Action::AnswerCall { call_id, answer })
    };
    let joined = calls.joined.as_ref().map(|call| call.call_id.clone());
    match shortcut {
        Shortcut::Accept => answer(Answer::Accept { devices: None }),
        Shortcut::Decline => answer(Answer::Decline { words: None }),
        Shortcut::Dismiss => answer(Answer::Dismiss),
        // By a key that may be hit by mistake, it ends by itself.
        Shortcut::DoNotDisturb => {
            let off = settings.do_not_disturb == DoNotDisturb::Off;
            Some(Action::SetDoNotDisturb { span: off.then_some(QuietSpan::Hour) })
        }
        Shortcut::Leave => joined.map(|call_id| Action::LeaveCall { call_id }),
        Shortcut::Return => joined.map(|call_id| Action::OpenCallAgain { call_id }),
        Shortcut::Show => Some(Action::ShowWindow { room: None }),
        Shortcut::CallHere | Shortcut::Calls | Shortcut::Find | Shortcut::NextRoom | Shortcut::NextUnread => None,
    }
}

/// The part is in that order. A call that was dismissed no longer asks.
fn rings_longest(calls: &Calls) -> Option<&CallId> {
    let rings = |phase: &IncomingPhase| matches!(phase, IncomingPhase::Ringing { .. });
    calls.incoming.iter().find(|call| rings(&call.phase)).map(|call| &call.call_id)
}

#[cfg(test)]
mod tests {
    use vconnct_client::shortcuts::Place;

    use super::*;
    use crate::sample;

    const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };

    fn pressed(shortcut: Shortcut, calls: &Calls) -> Option<Action> {
        deed(shortcut, calls, &Settings::default())
    }

    #[test]
    fn a_key_answers_the_call_that_rings_longest_and_none_that_was_dismissed() {
        let incoming = vec![
            sample::incoming("dismissed", IncomingPhase::Dismissed),
            sample::incoming("first", RINGING),
            sample::incoming("second", RINGING),
        ];
        let calls = Calls { incoming, ..Calls::default() };
        let dismissed = Action::AnswerCall { call_id: "first".into(), answer: Answer::Dismiss };
        assert_eq!(pressed(Shortcut::Dismiss, &calls), Some(dismissed));
        let calls = Calls { incoming: calls.incoming[..1].to_vec(), ..calls };
        assert_eq!(pressed(Shortcut::Accept, &calls), None);
        assert!(!Need::Ring.is_met(&calls));
    }

    #[test]
    fn the_joined_call_is_returned_to_and_left() {
        let calls = Calls { joined: Some(sample::joined("j1")), ..Calls::default() };
        assert_eq!(pressed(Shortcut::Return, &calls), Some(Action::OpenCallAgain { call_id: "j1".into() }));
        assert_eq!(pressed(Shortcut::Leave, &calls), Some(Action::LeaveCall { call_id: "j1".into() }));
        assert_eq!(pressed(Shortcut::Leave, &Calls::default()), None);
    }

    #[test]
    fn do_not_disturb_is_turned_on_for_an_hour_and_off() {
        let set = |do_not_disturb| {
            let settings = Settings { do_not_disturb, ..Settings::default() };
            deed(Shortcut::DoNotDisturb, &Calls::default(), &settings)
        };
        assert_eq!(set(DoNotDisturb::Off), Some(Action::SetDoNotDisturb { span: Some(QuietSpan::Hour) }));
        assert_eq!(set(DoNotDisturb::On), Some(Action::SetDoNotDisturb { span: None }));
    }

    #[test]
    fn exactly_those_that_can_have_a_key_everywhere_do_something() {
        for shortcut in Shortcut::ALL {
            let possible = shortcut.usual(Place::Everywhere).is_some();
            assert_eq!(Need::of(shortcut).is_some(), possible, "{shortcut:?}");
        }
    }
}
