//! An answer in time brings both together, when nobody contests it.
//!
//! Contested is an answer when its call is given up, decided upon otherwise, not the only one of its two people at
//! that time, or when lines, programs or the server fail one of the two devices meanwhile. That signals are lost,
//! doubled and late contests nothing.

use std::{collections::BTreeMap, time::Duration};

use vconnct_proto::{CallId, Millis, Timestamp, UserId};
use vconnct_server::simulation::Workspace;

use crate::{stock::Press, world::short};

/// The direct calls, and who took them.
#[derive(Debug, Default)]
pub struct Together {
    calls: BTreeMap<CallId, Course>,
    /// When devices were last failed, by device.
    disturbed: Vec<(Millis, usize)>,
}

#[derive(Debug)]
struct Course {
    caller: UserId,
    callee: UserId,
    device: usize,
    rings_since: Option<Millis>,
    answer: Option<(Millis, usize)>,
    contested: bool,
}

impl Together {
    /// A direct call was made.
    pub fn started(&mut self, call: CallId, device: usize, caller: UserId, callee: UserId) {
        let others = self.calls.values_mut().filter(|course| {
            [&course.caller, &course.callee].into_iter().any(|user| *user == caller || *user == callee)
        });
        let mut contested = false;
        for other in others {
            (other.contested, contested) = (true, true);
        }
        let course = Course { caller, callee, device, rings_since: None, answer: None, contested };
        self.calls.insert(call, course);
    }

    /// A call rings out from `device`, or no longer.
    pub fn rings_out(&mut self, now: Millis, call: &CallId, device: usize, rings: bool) {
        if let Some(course) = self.calls.get_mut(call).filter(|course| course.device == device) {
            course.rings_since = rings.then(|| course.rings_since.unwrap_or(now));
        }
    }

    /// A call was given up, or decided upon otherwise.
    pub fn contest(&mut self, call: &CallId) {
        self.calls.get_mut(call).into_iter().for_each(|course| course.contested = true);
    }

    /// Somebody pressed a button at a ring; `here`, if it is one of our devices that shows it.
    pub fn pressed(&mut self, now: Millis, call: &CallId, press: Press, here: Option<usize>) {
        let Some(course) = self.calls.get_mut(call) else { return };
        match here {
            Some(device) if press == Press::Accept && course.answer.is_none() => {
                let in_time = course.rings_since.is_some_and(|since| now.since(since) < IN_TIME);
                course.contested |= !in_time;
                course.answer = Some((now, device));
            }
            _ => course.contested = true,
        }
    }

    pub fn disturbed(&mut self, now: Millis, device: usize) {
        self.disturbed.push((now, device));
    }

    /// Who should be together and is not. `time` tells the server's time of a moment.
    pub fn missing(&self, workspace: &Workspace, time: impl Fn(Millis) -> Timestamp) -> Option<String> {
        self.calls.iter().filter(|(_, course)| !course.contested).find_map(|(call, course)| {
            let (at, device) = course.answer?;
            let failed = |(when, who): &(Millis, usize)| {
                (*who == device || *who == course.device) && *when + BEFORE > at && *when < at + WITHIN
            };
            if self.disturbed.iter().any(failed) {
                return None;
            }
            let joined = workspace.standing(call)?.joined;
            let came = |user: &UserId| joined.iter().any(|(who, when)| who == user && *when <= time(at + WITHIN));
            (!came(&course.caller) || !came(&course.callee))
                .then(|| format!("{} was answered in time, and did not bring both together", short(call)))
        })
    }
}

/// The caller has then still time to ask the record once, should all signals be lost.
const IN_TIME: Duration = Duration::from_secs(22);
/// Both are there so soon after the answer: the caller asks the record with each third ring.
const WITHIN: Duration = Duration::from_secs(11);
/// What failed a device so long before may still fail it.
const BEFORE: Duration = Duration::from_secs(40);
