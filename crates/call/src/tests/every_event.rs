//! Every phase meets every event: one table for each side. A letter is the phase after the event.

use vconnct_proto::{CallId, SignalAction};

use super::world::*;
use crate::*;

/// `H` hidden until believed, `R` ringing, `S` silenced, `D` dismissed, `A` accepting, `O` over,
/// `J` joined, `-` nothing.
const CALLEE: &str = "
    before                 H R S D A O J -
    call                   H R S D A O J R
    accepted               H R S D A O J -
    confirmed              H R S D A O J -
    rejected               H R S D A O J -
    canceled               - O O - O O J -
    join of theirs         H R S D A O J -
    join of mine           - O O - A O J -
    end                    - O O - A O J -
    ring                   H R S D A O J R
    started                H R S D A O J -
    record calling         R R S D A O J R
    record theirs          R R S D A O J -
    record both            - O O - A O J -
    record over            - O O - O O - -
    record unknown         - O O - A O J -
    record offline         H R S D A O J -
    room event             H R S D A O J -
    message                H R S D A O J -
    accept                 A A A A A O J -
    decline                - - - - A O J -
    dismiss                D D D D A O J -
    silence                S S S D A O J -
    cancel                 H R S D - O J -
    close card             H R S D A - J -
    leave                  H R S D - O - -
    joined                 H R S D J O J -
    join refused           H R S D O O J -
    join unanswered        H R S D A O J -
    page opened            H R S D A O J -
    canceled by rest       H R S D A O J -
    start refused          H R S D A O J -
    link down              H R S D A O J -
    link up                H R S D A O J -
    session over           - O O - O O J -
    timeout                H R S D A O J -
";

/// `S` starting, `R` ringing, `A` answered, `O` over, `J` joined, `-` nothing.
const CALLER: &str = "
    before                 S R A O J -
    accepted               S A A O J -
    join of theirs         S A A O J -
    join of mine           S R A O J -
    rejected               S O A O J -
    canceled               S R A O J -
    confirmed              S R A O J -
    call                   S R A O J -
    end                    S O A O J -
    ring                   S R A O J -
    started                S R A O J -
    record calling         S R A O J -
    record theirs          S A A O J -
    record over            S O O O - -
    record unknown         S R A O J -
    record offline         S R A O J -
    room event             S R A O J -
    message                S R A O J -
    accept                 S R A O J -
    decline                S R A O J -
    dismiss                S R A O J -
    silence                S R A O J -
    cancel                 - - - O J -
    close card             S R A - J -
    leave                  - - - O - -
    call again             S R A S S S
    start named            R R A O J -
    start conference       - R A O J -
    start refused          O R A O J -
    start lost             S R A O J -
    found mine             R R A O J -
    found nothing          O R A O J -
    joined                 S R J O J -
    join refused           S R O O J -
    join unanswered        S R A O J -
    page opened            S R A O J -
    canceled by rest       S R A O J -
    link down              S R A O J -
    link up                S R A O J -
    session over           O O O O J -
    timeout                S R A O J -
";

/// The event of that name. Ada calls Ben; `shown` is the id on the card.
fn event(name: &str, me: &str, shown: CallId) -> Input {
    let made_by = ADA;
    let other = if me == ADA { BEN } else { ADA };
    let call = id(FIRST);
    let said = |action, by| says(action, FIRST, by);
    let start = |result| Input::Started { attempt: id("attempt"), result };
    match name {
        "call" => said(SignalAction::Call, made_by),
        "accepted" => said(SignalAction::Accepted, other),
        "confirmed" => said(SignalAction::Confirmed, other),
        "rejected" => said(SignalAction::Rejected, other),
        "canceled" => said(SignalAction::Canceled, other),
        "join of theirs" => said(SignalAction::Join, other),
        "join of mine" => said(SignalAction::Join, me),
        "end" => said(SignalAction::End, made_by),
        "ring" => said(SignalAction::Ring, made_by),
        "started" => said(SignalAction::Started, made_by),
        "record calling" => found(record(FIRST, made_by)),
        "record theirs" => found(with_users(&[other], record(FIRST, made_by))),
        "record both" => found(with_users(&[ADA, BEN], record(FIRST, made_by))),
        "record over" => found(with_status(Status::Declined, record(FIRST, made_by))),
        "record unknown" => Input::Record { call, result: Err(RecordFailure::Unknown) },
        "record offline" => Input::Record { call, result: Err(RecordFailure::Offline) },
        "room event" => Input::RoomEvent { room: room(), call },
        "message" => message(other, "Hello"),
        "accept" => accept(FIRST),
        "decline" => decline(FIRST),
        "dismiss" => dismiss(FIRST),
        "silence" => Input::Silence { call },
        "cancel" => Input::Cancel { call: shown },
        "close card" => Input::CloseCard { call: shown },
        "leave" => Input::Leave { call: shown },
        "call again" => call_ben(),
        "start named" => started(FIRST),
        "start conference" => start(Ok(Started::Conference { call })),
        "start refused" => start(Err(StartFailure::Refused)),
        "start lost" => start(Err(StartFailure::Lost)),
        "found mine" => Input::Found { attempt: id("attempt"), record: Some(record(FIRST, made_by)) },
        "found nothing" => Input::Found { attempt: id("attempt"), record: None },
        "joined" => joined(FIRST),
        "join refused" => not_joined(FIRST, JoinFailure::Refused),
        "join unanswered" => not_joined(FIRST, JoinFailure::NoAnswer),
        "page opened" => Input::PageOpened { call, opened: true },
        "canceled by rest" => Input::Canceled { call, result: Ok(()) },
        "link down" => Input::Link { up: false },
        "link up" => Input::Link { up: true },
        "session over" => Input::SessionOver,
        "timeout" => Input::Timeout,
        unknown => panic!("no event is called {unknown}"),
    }
}

/// Ben's device in the phase of that letter.
fn callee(letter: char) -> World {
    let mut world = match letter {
        '-' => return World::of(BEN),
        'H' => {
            let mut world = World::of(BEN);
            world.feed(unknown(signal(SignalAction::Call, FIRST, ADA)));
            return world;
        }
        _ => World::ringing(BEN),
    };
    let steps = match letter {
        'A' => vec![accept(FIRST)],
        'D' => vec![dismiss(FIRST)],
        'J' => vec![accept(FIRST), joined(FIRST)],
        'O' => vec![says(SignalAction::Canceled, FIRST, ADA)],
        'S' => vec![Input::Silence { call: id(FIRST) }],
        _ => vec![],
    };
    steps.into_iter().for_each(|step| drop(world.feed(step)));
    world
}

fn callee_letter(calls: &Calls) -> char {
    if calls.joined().is_some() {
        return 'J';
    }
    match calls.every_incoming().next() {
        None => '-',
        Some(call) => match call.phase {
            IncomingPhase::Accepting => 'A',
            IncomingPhase::Dismissed => 'D',
            IncomingPhase::Over { .. } => 'O',
            IncomingPhase::Ringing { silenced: true, .. } => 'S',
            IncomingPhase::Ringing { .. } if call.is_shown() => 'R',
            IncomingPhase::Ringing { .. } => 'H',
        },
    }
}

/// Ada's device in the phase of that letter.
fn caller(letter: char) -> World {
    let mut world = World::of(ADA);
    let (call, named) = (call_ben(), started(FIRST));
    let accepted = says(SignalAction::Accepted, FIRST, BEN);
    let steps = match letter {
        'A' => vec![call, named, accepted],
        'J' => vec![call, named, accepted, joined(FIRST)],
        'O' => vec![call, named, says(SignalAction::Rejected, FIRST, BEN)],
        'R' => vec![call, named],
        'S' => vec![call],
        _ => vec![],
    };
    steps.into_iter().for_each(|step| drop(world.feed(step)));
    world
}

fn caller_letter(calls: &Calls) -> char {
    match calls.outgoing().map(|call| &call.phase) {
        Some(OutgoingPhase::Answered { .. }) => 'A',
        Some(OutgoingPhase::Over { .. }) => 'O',
        Some(OutgoingPhase::Ringing { .. }) => 'R',
        Some(OutgoingPhase::Starting { .. }) => 'S',
        None if calls.joined().is_some() => 'J',
        None => '-',
    }
}

fn check(table: &str, me: &str, world_in: fn(char) -> World, letter_of: fn(&Calls) -> char) {
    let rows = table.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim().split_at(23));
    let mut rows = rows.map(|(name, letters)| (name.trim(), letters.chars().filter(|c| *c != ' ')));
    let before: Vec<char> = rows.next().unwrap().1.collect();
    for (name, after) in rows {
        let after: Vec<char> = after.collect();
        assert_eq!(before.len(), after.len(), "{name}");
        for (before, after) in before.iter().zip(after) {
            let mut world = world_in(*before);
            assert_eq!(letter_of(&world.calls), *before, "the phase itself");
            let shown = world.calls.outgoing().map_or(id(FIRST), |call| call.call.clone());
            world.feed(event(name, me, shown));
            assert_eq!(letter_of(&world.calls), after, "{name} in {before}");
            world.pass(300_000);
            assert!(!world.calls.rings() && world.calls.poll_timeout().is_none(), "{name} in {before}");
        }
    }
}

#[test]
fn every_event_in_every_phase_of_a_call_that_comes_in() {
    check(CALLEE, BEN, callee, callee_letter);
}

#[test]
fn every_event_in_every_phase_of_a_call_that_goes_out() {
    check(CALLER, ADA, caller, caller_letter);
}
