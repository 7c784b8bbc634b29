//! What must hold in every course, and what must come up in some for the search to mean anything.

use vconnct_proto::Millis;

use super::{Bounds, course::Course};
use crate::{Calls, EndReason, Ending, IncomingCall};

pub type Holds = fn(&Bounds, &Course) -> bool;

pub const ALWAYS: [(&str, Holds); 8] = [
    ("nothing rings after its end was known", |_, course| {
        course.devices.iter().all(|device| !(is_heard(&device.calls) && device.watch.settled))
    }),
    ("nothing rings longer than the signs of life allow", |_, course| {
        course.devices.iter().filter(|device| is_heard(&device.calls)).all(|device| {
            let looks_again = device.calls.poll_timeout().is_some_and(|at| at <= device.watch.alive);
            course.now <= device.watch.alive && looks_again
        })
    }),
    ("no device both accepts and declines", |_, course| {
        course.devices.iter().all(|device| !(device.watch.accepted && device.watch.rejected))
    }),
    ("every ring has one outcome", |_, course| course.devices.iter().all(|device| !device.watch.miscounted)),
    ("timers make progress", |_, course| course.devices.iter().all(|device| !device.watch.spins)),
    ("all falls idle", |_, course| {
        course.now <= HORIZON
            && (!course.is_quiet()
                || course.devices.iter().all(|device| {
                    let rings_in = device.calls.every_incoming().next().is_some();
                    !rings_in && device.calls.outgoing().is_none()
                }))
    }),
    ("an answer in time brings both together", |_, course| {
        let brings = course.answered_in_time && !course.contested;
        !(brings && course.is_quiet()) || (is_joined(course, 0) && (is_joined(course, 1) || is_joined(course, 2)))
    }),
    ("the caller is joined only to somebody who took the call", |_, course| {
        !is_joined(course, 0)
            || course.devices[1..]
                .iter()
                .any(|device| device.watch.accepted || device.watch.ending == Some(Ending::Joined))
    }),
];

pub const SOMETIMES: [(&str, Holds); 4] = [
    ("both are joined", |_, course| is_joined(course, 0) && is_joined(course, 1)),
    ("both devices ring", |_, course| course.devices[1..].iter().all(|device| is_heard(&device.calls))),
    ("the second device hears of an answer at the first", |_, course| {
        is_joined(course, 1) && course.devices[2].watch.settled
    }),
    ("the caller gives up", |_, course| course.devices[0].watch.ending == Some(Ending::Over(EndReason::Unanswered))),
];

/// The last thing to happen: a call that was decided on is forgotten after 200 s.
const HORIZON: Millis = Millis(300_000);

fn is_heard(calls: &Calls) -> bool {
    calls.incoming().any(IncomingCall::is_audible)
}

fn is_joined(course: &Course, device: usize) -> bool {
    course.devices[device].calls.joined().is_some()
}
