//! What can be heard, decided from the calls and the settings alone.

use std::sync::Arc;

use vconnct_client::{
    action::RoomRef,
    update::{Calls, IncomingCall, IncomingPhase, OutgoingCall, OutgoingPhase, RingInCall, RingTone, Settings},
};

use super::{
    place::Place,
    recording::Recording,
    tones::{Melody, Tone},
};

/// A tone that goes on until something else is decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sound {
    pub(crate) tone: Tone,
    /// 1 is full loudness.
    pub(crate) gain: f32,
}

/// What the person has chosen to hear.
#[derive(Clone, Copy)]
pub(crate) struct Choice<'a> {
    pub(crate) settings: &'a Settings,
    /// Their own ring tone, if it is there.
    pub(crate) own: Option<&'a Arc<Recording>>,
    /// They want to hear now what they have chosen,
    pub(crate) testing: bool,
    /// for the person in this room; for everybody with nothing.
    pub(crate) testing_of: Option<&'a RoomRef>,
}

/// The one tone for these calls, however many of them ring.
///
/// A call that rings here goes before the ring-back of a call that rings out: it wants an answer. Of two people
/// with tones of their own, the one that rings longest is heard, and whoever is to be silent is heard never.
pub(crate) fn what_sounds(calls: &Calls, choice: Choice<'_>) -> Option<Sound> {
    let settings = choice.settings;
    let mut ringing = calls.incoming.iter().filter(|call| call.is_heard()); // in that order
    if let Some(melody) = ringing.find_map(|call| choice.melody_of(&call.room)) {
        let tone = match settings.ring_in_call {
            _ if !in_call(calls) => Tone::Ring(melody),
            RingInCall::Beep => Tone::Beep,
            RingInCall::Ring => Tone::Ring(melody),
            RingInCall::Silent => return None,
        };
        return audible(tone, settings.ring_volume);
    }
    if calls.outgoing.as_ref().is_some_and(rings_out) {
        return settings.ring_back.then_some(Sound { tone: Tone::RingBack, gain: 1.0 });
    }
    choice.tested().and_then(|melody| audible(Tone::Ring(melody), settings.ring_volume))
}

/// Whether a call that may be heard is to be silent all the same, as chosen.
pub(crate) fn is_silent(call: &IncomingCall, calls: &Calls, choice: Choice<'_>) -> bool {
    let in_call = in_call(calls) && choice.settings.ring_in_call == RingInCall::Silent;
    call.is_heard() && (in_call || choice.melody_of(&call.room).is_none())
}

/// Not in one whose end nobody has reported.
fn in_call(calls: &Calls) -> bool {
    calls.joined.as_ref().is_some_and(|joined| !joined.probably_over)
}

/// Where calls ring.
pub(crate) fn where_it_rings(settings: &Settings) -> Place {
    let id = |output: &Option<vconnct_client::update::SoundOutput>| output.as_ref().map(|output| output.id.clone());
    Place { on: id(&settings.ring_on), also_on: id(&settings.ring_also_on) }
}

impl Choice<'_> {
    /// What is to be tried out, if anything can be heard of it.
    pub(crate) fn tested(&self) -> Option<Melody> {
        match self.testing_of {
            _ if !self.testing => None,
            Some(room) => self.melody_of(room),
            None => Some(self.melody(self.settings.ring_tone)),
        }
    }

    /// What calls of this room ring with; nothing when its person is to be silent.
    fn melody_of(&self, room: &RoomRef) -> Option<Melody> {
        let person = self.settings.person_tones.get(&room.workspace).and_then(|rooms| rooms.get(&room.room_id));
        person.map_or(Some(self.settings.ring_tone), |person| person.tone).map(|tone| self.melody(tone))
    }

    /// Brook in place of what is not there.
    fn melody(&self, tone: RingTone) -> Melody {
        match tone {
            RingTone::Bell => Melody::Bell,
            RingTone::Brook => Melody::Brook,
            RingTone::Classic => Melody::Classic,
            RingTone::Lamp => Melody::Lamp,
            RingTone::Own => self.own.map_or(Melody::Brook, |recording| Melody::Own(recording.clone())),
            RingTone::Wood => Melody::Wood,
        }
    }
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
    use vconnct_client::update::{EndReason, JoinedCall, PersonTone, Quiet};
    use vconnct_proto::RoomId;

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
        heard(calls, &Settings::default()).map(|sound| sound.tone)
    }

    fn heard(calls: &Calls, settings: &Settings) -> Option<Sound> {
        what_sounds(calls, Choice { settings, own: None, testing: false, testing_of: None })
    }

    const RING: Option<Tone> = Some(Tone::Ring(Melody::Brook));

    #[test]
    fn a_ringing_call_is_heard_until_somebody_decides() {
        let over = IncomingPhase::Over { reason: EndReason::Canceled, rang_ms: 4_000 };
        let silenced = IncomingPhase::Ringing { silenced: true, reconnecting: false };
        assert_eq!(tone(&incoming(&[RINGING])), RING);
        for silent in [IncomingPhase::Accepting, IncomingPhase::Dismissed, over, silenced] {
            assert_eq!(tone(&incoming(std::slice::from_ref(&silent))), None, "{silent:?}");
        }
    }

    #[test]
    fn two_ringing_calls_are_one_tone_and_a_silenced_one_does_not_quieten_the_other() {
        let silenced = IncomingPhase::Ringing { silenced: true, reconnecting: false };
        assert_eq!(tone(&incoming(&[RINGING, RINGING])), RING);
        assert_eq!(tone(&incoming(&[silenced, RINGING])), RING);
    }

    #[test]
    fn a_call_in_quiet_times_is_not_heard_and_one_that_is_let_through_is() {
        let mut calls = incoming(&[RINGING, RINGING]);
        calls.incoming[0].quiet = Some(Quiet::DoNotDisturb);
        assert_eq!(tone(&calls), RING);
        calls.incoming[1].quiet = Some(Quiet::Muted);
        assert_eq!(tone(&calls), None);
        calls.joined = Some(sample::joined("j1"));
        assert_eq!(tone(&calls), None, "not even a beep");
    }

    #[test]
    fn a_hushed_call_is_not_heard_and_the_next_one_is() {
        let mut calls = incoming(&[RINGING, RINGING]);
        calls.incoming[0].hushed = true;
        assert_eq!(tone(&calls), RING);
        calls.incoming[1].hushed = true;
        assert_eq!(tone(&calls), None);
    }

    #[test]
    fn a_lost_connection_does_not_silence_the_one_who_is_called() {
        assert_eq!(tone(&incoming(&[IncomingPhase::Ringing { silenced: false, reconnecting: true }])), RING);
    }

    #[test]
    fn in_a_call_another_one_beeps_rings_or_is_silent_as_chosen() {
        let calls = Calls { joined: Some(sample::joined("j1")), ..incoming(&[RINGING]) };
        let tone =
            |ring_in_call| heard(&calls, &Settings { ring_in_call, ..Settings::default() }).map(|sound| sound.tone);
        assert_eq!(tone(RingInCall::default()), Some(Tone::Beep));
        assert_eq!(tone(RingInCall::Ring), RING);
        assert_eq!(tone(RingInCall::Silent), None);
    }

    #[test]
    fn a_call_whose_end_nobody_has_reported_keeps_no_other_from_ringing() {
        let joined = JoinedCall { probably_over: true, ..sample::joined("j1") };
        let calls = Calls { joined: Some(joined), ..incoming(&[RINGING]) };
        assert_eq!(tone(&calls), RING);
        let settings = Settings { ring_in_call: RingInCall::Silent, ..Settings::default() };
        assert!(heard(&calls, &settings).is_some());
    }

    #[test]
    fn silence_in_a_call_is_none_outside() {
        let settings = Settings { ring_in_call: RingInCall::Silent, ..Settings::default() };
        assert!(heard(&incoming(&[RINGING]), &settings).is_some());
    }

    #[test]
    fn a_call_rings_with_what_was_chosen() {
        let tones = [RingTone::Bell, RingTone::Brook, RingTone::Classic, RingTone::Lamp, RingTone::Wood];
        let melodies = [Melody::Bell, Melody::Brook, Melody::Classic, Melody::Lamp, Melody::Wood];
        for (ring_tone, melody) in tones.into_iter().zip(melodies) {
            let sound = heard(&incoming(&[RINGING]), &Settings { ring_tone, ..Settings::default() });
            assert_eq!(sound.map(|sound| sound.tone), Some(Tone::Ring(melody)));
        }
    }

    #[test]
    fn an_own_ring_tone_rings_and_brook_in_place_of_one_that_is_gone() {
        let settings = Settings { ring_tone: RingTone::Own, ..Settings::default() };
        let recording = Arc::new(Recording::of(8_000, vec![1_000; 8_000]));
        let tone = |own| {
            let choice = Choice { settings: &settings, own, testing: false, testing_of: None };
            what_sounds(&incoming(&[RINGING]), choice).map(|sound| sound.tone)
        };
        assert_eq!(tone(Some(&recording)), Some(Tone::Ring(Melody::Own(recording.clone()))));
        assert_eq!(tone(None), RING);
    }

    /// Settings in which the people of these rooms have tones of their own.
    fn with_tones(tones: &[(&str, Option<RingTone>)]) -> Settings {
        let person = |tone: Option<RingTone>| PersonTone { name: "Ana".into(), tone };
        let rooms = tones.iter().map(|(room, tone)| (RoomId::from(*room), person(*tone))).collect();
        Settings { person_tones: [(sample::room().workspace, rooms)].into(), ..Settings::default() }
    }

    /// Calls that ring in these rooms, the longest first.
    fn from_rooms(rooms: &[&str]) -> Calls {
        let mut calls = incoming(&vec![RINGING; rooms.len()]);
        for (call, room) in calls.incoming.iter_mut().zip(rooms) {
            call.room.room_id = RoomId::from(*room);
        }
        calls
    }

    #[test]
    fn who_has_a_tone_of_their_own_rings_with_it_and_nobody_else_does() {
        let settings = with_tones(&[("ana", Some(RingTone::Lamp))]);
        let tone = |calls: &Calls| heard(calls, &settings).map(|sound| sound.tone);
        assert_eq!(tone(&from_rooms(&["ana"])), Some(Tone::Ring(Melody::Lamp)));
        assert_eq!(tone(&from_rooms(&["bo"])), RING);
        let mut elsewhere = from_rooms(&["ana"]);
        elsewhere.incoming[0].room.workspace = "https://other.example.com".into();
        assert_eq!(tone(&elsewhere), RING, "a room of that name elsewhere is somebody else");
    }

    #[test]
    fn of_two_people_the_one_who_rings_longest_is_heard() {
        let settings = with_tones(&[("ana", Some(RingTone::Lamp)), ("bo", Some(RingTone::Bell))]);
        let tone = |calls: &Calls| heard(calls, &settings).map(|sound| sound.tone);
        assert_eq!(tone(&from_rooms(&["ana", "bo"])), Some(Tone::Ring(Melody::Lamp)));
        assert_eq!(tone(&from_rooms(&["bo", "ana"])), Some(Tone::Ring(Melody::Bell)));
        let mut muted = from_rooms(&["ana", "bo"]);
        muted.incoming[0].quiet = Some(Quiet::Muted);
        assert_eq!(tone(&muted), Some(Tone::Ring(Melody::Bell)));
    }

    #[test]
    fn who_is_to_be_silent_is_not_heard_and_keeps_nobody_else_from_it() {
        let settings = with_tones(&[("ana", None), ("bo", Some(RingTone::Bell))]);
        let tone = |calls: &Calls| heard(calls, &settings).map(|sound| sound.tone);
        assert_eq!(tone(&from_rooms(&["ana"])), None);
        assert_eq!(tone(&from_rooms(&["ana", "bo"])), Some(Tone::Ring(Melody::Bell)));
        let in_a_call = Calls { joined: Some(sample::joined("j1")), ..from_rooms(&["ana"]) };
        assert_eq!(tone(&in_a_call), None, "not even a beep");
        let calling = Calls {
            outgoing: outgoing(OutgoingPhase::Ringing { reconnecting: false }).outgoing,
            ..from_rooms(&["ana"])
        };
        assert_eq!(tone(&calling), Some(Tone::RingBack));
    }

    #[test]
    fn a_call_is_silent_as_chosen_only_while_it_could_be_heard() {
        let silent = |calls: &Calls, settings: &Settings| {
            let choice = Choice { settings, own: None, testing: false, testing_of: None };
            calls.incoming.iter().map(|call| is_silent(call, calls, choice)).collect::<Vec<_>>()
        };
        let (settings, mut calls) = (with_tones(&[("ana", None)]), from_rooms(&["ana", "bo"]));
        assert_eq!(silent(&calls, &settings), [true, false]);
        calls.incoming[0].quiet = Some(Quiet::Muted);
        assert_eq!(silent(&calls, &settings), [false, false], "that is the reason then");
        let settings = Settings { ring_in_call: RingInCall::Silent, ..Settings::default() };
        assert_eq!(silent(&from_rooms(&["ana"]), &settings), [false]);
        let in_a_call = Calls { joined: Some(sample::joined("j1")), ..from_rooms(&["ana"]) };
        assert_eq!(silent(&in_a_call, &settings), [true]);
    }

    #[test]
    fn in_a_call_a_tone_of_ones_own_beeps_as_any_other_or_rings() {
        let calls = Calls { joined: Some(sample::joined("j1")), ..from_rooms(&["ana"]) };
        let settings = with_tones(&[("ana", Some(RingTone::Lamp))]);
        assert_eq!(heard(&calls, &settings).map(|sound| sound.tone), Some(Tone::Beep));
        let settings = Settings { ring_in_call: RingInCall::Ring, ..settings };
        assert_eq!(heard(&calls, &settings).map(|sound| sound.tone), Some(Tone::Ring(Melody::Lamp)));
    }

    #[test]
    fn a_persons_tone_can_be_tested_alone() {
        let (settings, mut room) = (with_tones(&[("ana", Some(RingTone::Lamp)), ("bo", None)]), sample::room());
        let mut tested = |name: &str| {
            room.room_id = RoomId::from(name);
            let choice = Choice { settings: &settings, own: None, testing: true, testing_of: Some(&room) };
            what_sounds(&Calls::default(), choice).map(|sound| sound.tone)
        };
        assert_eq!(tested("ana"), Some(Tone::Ring(Melody::Lamp)));
        assert_eq!(tested("bo"), None);
    }

    #[test]
    fn a_test_sounds_like_a_call_and_a_call_goes_before_it() {
        let settings = Settings { ring_tone: RingTone::Lamp, ring_volume: 50, ..Settings::default() };
        let choice = Choice { settings: &settings, own: None, testing: true, testing_of: None };
        let tested = what_sounds(&Calls::default(), choice);
        assert_eq!(tested, Some(Sound { tone: Tone::Ring(Melody::Lamp), gain: 0.25 }));
        let calling = outgoing(OutgoingPhase::Ringing { reconnecting: false });
        assert_eq!(what_sounds(&calling, choice).map(|sound| sound.tone), Some(Tone::RingBack));
        let silent = Settings { ring_back: false, ..settings.clone() };
        assert_eq!(what_sounds(&calling, Choice { settings: &silent, ..choice }), None);
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
        assert_eq!(heard(&outgoing(OutgoingPhase::Ringing { reconnecting: false }), &settings), None);
    }

    #[test]
    fn who_is_called_while_calling_hears_the_call_that_wants_an_answer() {
        let calls = Calls {
            incoming: incoming(&[RINGING]).incoming,
            ..outgoing(OutgoingPhase::Ringing { reconnecting: false })
        };
        assert_eq!(tone(&calls), RING);
    }

    #[test]
    fn loudness_nought_is_silence_and_a_hundred_is_all() {
        let gain = |percent| {
            let settings = Settings { ring_volume: percent, ..Settings::default() };
            heard(&incoming(&[RINGING]), &settings).map(|sound| sound.gain)
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
        let over = outgoing(OutgoingPhase::Over { at: 0, reason: EndReason::Declined, words: None });
        assert!(!was_answered(&ringing_out, &over));
        assert!(!was_answered(&ringing_out, &Calls::default()));
    }
}
