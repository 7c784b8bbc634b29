//! What can be heard, decided from the calls and the settings alone.

use vconnct_client::update::{Calls, IncomingCall, IncomingPhase, OutgoingCall, OutgoingPhase, Settings};

use super::tones::Tone;

/// A tone that goes on until something else is decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sound {
    pub(crate) tone: Tone,
    /// 1 is full loudness.
    pub(crate) gain: f32,
}

/// The one tone for these calls, however many of them ring.
///
/// A call that rings here goes before the ring-back of a call that rings out: it wants an answer.
pub(crate) fn what_sounds(calls: &Calls, settings: &Settings) -> Option<Sound> {
    if calls.incoming.iter().any(rings) {
        let tone = if calls.joined.is_some() { Tone::Beep } else { Tone::Ring };
        return audible(tone, settings.ring_volume);
    }
    let rings_out = calls.outgoing.as_ref().is_some_and(rings_out);
    (rings_out && settings.ring_back).then_some(Sound { tone: Tone::RingBack, gain: 1.0 })
}

/// Whether a call was answered between these two: the only end of a ring that has a sound.
pub(crate) fn was_answered(before: &Calls, now: &Calls) -> bool {
    let joined = now.joined.as_ref().filter(|now| before.joined.as_ref().is_none_or(|was| was.call_id != now.call_id));
    let waited = before.outgoing.as_ref().filter(|call| !is_answered(call));
    let they_answered = waited.is_some_and(|call| {
        now.outgoing.as_ref().is_some_and(is_answered) || joined.is_some_and(|joined| joined.call_id == call.call_id)
    });
    let came_through =
        joined.is_some_and(|joined| before.incoming.iter().any(|call| call.call_id == joined.call_id && is_open(call)));
    they_answered || came_through
}

/// Whether this call asks for an answer audibly.
pub(crate) fn rings(call: &IncomingCall) -> bool {
    matches!(call.phase, IncomingPhase::Ringing { silenced: false, .. })
}

/// The caller hears nothing while his ring may reach nobody (design states 3).
fn rings_out(call: &OutgoingCall) -> bool {
    matches!(call.phase, OutgoingPhase::Ringing { reconnecting: false })
}

fn is_answered(call: &OutgoingCall) -> bool {
    matches!(call.phase, OutgoingPhase::Answered { .. })
}

fn is_open(call: &IncomingCall) -> bool {
    !matches!(call.phase, IncomingPhase::Over { .. })
}

/// Loudness is heard in ratios, so the middle of the slider is a quarter of the amplitude (−12 dB).
fn audible(tone: Tone, percent: u8) -> Option<Sound> {
    let share = f32::from(percent.min(100)) / 100.0;
    (percent > 0).then_some(Sound { tone, gain: share * share })
}

#[cfg(test)]
mod tests {
    use vconnct_client::update::EndReason;

    use super::*;
    use crate::sample;

    const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };

    fn incoming(phases: &[IncomingPhase]) -> Calls {
        let incoming = phases.iter().enumerate().map(|(n, phase)| sample::incoming(&format!("c{n}"), phase.clone()));
        Calls { incoming: incoming.collect(), ..Calls::default() }
    }

    fn outgoing(phase: OutgoingPhase) -> Calls {
        Calls { outgoing: Some(sample::outgoing("o1", phase)), ..Calls::default() }
    }

    fn tone(calls: &Calls) -> Option<Tone> {
        what_sounds(calls, &Settings::default()).map(|sound| sound.tone)
    }

    #[test]
    fn a_ringing_call_is_heard_until_somebody_decides() {
        let over = IncomingPhase::Over { reason: EndReason::Canceled, rang_ms: 4_000 };
        let silenced = IncomingPhase::Ringing { silenced: true, reconnecting: false };
        assert_eq!(tone(&incoming(&[RINGING])), Some(Tone::Ring));
        for silent in [IncomingPhase::Accepting, IncomingPhase::Dismissed, over, silenced] {
            assert_eq!(tone(&incoming(std::slice::from_ref(&silent))), None, "{silent:?}");
        }
    }

    #[test]
    fn two_ringing_calls_are_one_tone_and_a_silenced_one_does_not_quieten_the_other() {
        let silenced = IncomingPhase::Ringing { silenced: true, reconnecting: false };
        assert_eq!(tone(&incoming(&[RINGING, RINGING])), Some(Tone::Ring));
        assert_eq!(tone(&incoming(&[silenced, RINGING])), Some(Tone::Ring));
    }

    #[test]
    fn a_lost_connection_does_not_silence_the_one_who_is_called() {
        assert_eq!(
            tone(&incoming(&[IncomingPhase::Ringing { silenced: false, reconnecting: true }])),
            Some(Tone::Ring)
        );
    }

    #[test]
    fn in_a_call_another_one_only_beeps() {
        let calls = Calls { joined: Some(sample::joined("j1")), ..incoming(&[RINGING]) };
        assert_eq!(tone(&calls), Some(Tone::Beep));
    }

    #[test]
    fn the_caller_hears_ring_back_only_while_it_rings_over_there() {
        assert_eq!(tone(&outgoing(OutgoingPhase::Ringing { reconnecting: false })), Some(Tone::RingBack));
        assert_eq!(tone(&outgoing(OutgoingPhase::Ringing { reconnecting: true })), None);
        assert_eq!(tone(&outgoing(OutgoingPhase::Starting { waits_until: None })), None);
        assert_eq!(tone(&outgoing(OutgoingPhase::Answered { glare: false })), None);
    }

    #[test]
    fn ring_back_can_be_switched_off() {
        let settings = Settings { ring_back: false, ..Settings::default() };
        assert_eq!(what_sounds(&outgoing(OutgoingPhase::Ringing { reconnecting: false }), &settings), None);
    }

    #[test]
    fn who_is_called_while_calling_hears_the_call_that_wants_an_answer() {
        let calls = Calls {
            incoming: incoming(&[RINGING]).incoming,
            ..outgoing(OutgoingPhase::Ringing { reconnecting: false })
        };
        assert_eq!(tone(&calls), Some(Tone::Ring));
    }

    #[test]
    fn loudness_nought_is_silence_and_a_hundred_is_all() {
        let gain = |percent| {
            let settings = Settings { ring_volume: percent, ..Settings::default() };
            what_sounds(&incoming(&[RINGING]), &settings).map(|sound| sound.gain)
        };
        assert_eq!((gain(0), gain(50), gain(100), gain(255)), (None, Some(0.25), Some(1.0), Some(1.0)));
    }

    #[test]
    fn an_answer_is_heard_once_on_both_sides() {
        let ringing_out = outgoing(OutgoingPhase::Ringing { reconnecting: false });
        let answered = outgoing(OutgoingPhase::Answered { glare: false });
        let joined = Calls { joined: Some(sample::joined("o1")), ..Calls::default() };
        assert!(was_answered(&ringing_out, &answered));
        assert!(!was_answered(&answered, &joined), "heard already");
        assert!(was_answered(&ringing_out, &joined), "the middle step may be skipped");

        let accepting = incoming(&[IncomingPhase::Accepting]);
        let through = Calls { joined: Some(sample::joined("c0")), ..Calls::default() };
        assert!(was_answered(&accepting, &through));
        assert!(!was_answered(&through, &through));
    }

    #[test]
    fn joining_a_call_that_never_rang_here_makes_no_sound() {
        assert!(!was_answered(&Calls::default(), &Calls { joined: Some(sample::joined("j1")), ..Calls::default() }));
    }

    #[test]
    fn a_declined_or_unanswered_call_ends_in_silence() {
        let ringing_out = outgoing(OutgoingPhase::Ringing { reconnecting: false });
        let over = outgoing(OutgoingPhase::Over { reason: EndReason::Declined, words: None });
        assert!(!was_answered(&ringing_out, &over));
        assert!(!was_answered(&ringing_out, &Calls::default()));
    }
}
