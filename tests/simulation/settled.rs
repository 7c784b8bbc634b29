//! What must be true once nothing has happened for a while.

use vconnct_client::update::{CallState, IncomingPhase, Link, OutgoingPhase};
use vconnct_proto::CallId;

use crate::{
    stock::Press,
    witness::Known,
    world::{World, other_in, short},
};

impl World {
    /// Looks at everything, and objects to what is not as it should be.
    pub fn look_around(&mut self) {
        let missing = self.witness.together.missing(&self.workspace, World::server_time_at);
        let objections: Vec<String> =
            missing.into_iter().chain((0..self.devices.len()).filter_map(|device| self.look_at(device))).collect();
        objections.into_iter().for_each(|objection| self.witness.object(objection));
    }

    fn look_at(&self, device: usize) -> Option<String> {
        let it = &self.devices[device];
        let person = it.person()?;
        let name = &it.name;
        if !matches!(person.link(), Link::Reachable { .. }) {
            return Some(format!("{name} is not reachable: {:?}", person.link()));
        }
        let calls = person.calls();
        let idle_in = calls.incoming.iter().all(|call| matches!(call.phase, IncomingPhase::Over { .. }));
        let idle_out = calls.outgoing.iter().all(|call| matches!(call.phase, OutgoingPhase::Over { .. }));
        if person.is_ringing() || !idle_in || !idle_out {
            return Some(format!("{name} does not fall idle: {calls:?}"));
        }
        let log = person.log();
        let state = |call: &CallId| log.iter().find(|record| record.call_id == *call).map(|record| record.state);
        let knows = |call: &CallId| self.witness.calls_of(device).get(call).is_some_and(Known::is_known_to_its_person);
        let missed: Vec<&CallId> = self.placed.iter().filter(|call| state(call) == Some(CallState::Missed)).collect();
        let dismissed = |call: &CallId| {
            let known = self.witness.calls_of(device).get(call);
            known.is_some_and(|known| known.decided == Some(Press::Dismiss))
        };
        // A dismissed one is called missed where one looks, and counted nowhere (design states 2e).
        if let Some(call) = missed.iter().find(|call| knows(call) && !dismissed(call)) {
            let known = self.witness.calls_of(device).get(*call);
            return Some(format!("{name} calls {} missed, though its person knows of it: {known:?}", short(call)));
        }
        // One of an earlier time becomes one once its record ends, after a day: nobody but its caller was in it.
        let late = log.iter().filter(|record| {
            let is_new = !self.placed.contains(&record.call_id) && !it.missed.contains(&record.call_id);
            record.state == CallState::Missed && is_new
        });
        let unknown = missed.iter().filter(|call| !knows(call)).count() + late.count();
        if person.missed() as usize > unknown {
            return Some(format!("{name} counts {} missed calls, and {unknown} were: {missed:?}", person.missed()));
        }
        self.placed.iter().find_map(|call| {
            let standing = self.workspace.standing(call)?;
            let is_callee = other_in(&standing.room, &it.user).is_some_and(|caller| caller == standing.created_by);
            let was_there = standing.joined.iter().any(|(user, _)| *user == it.user);
            (is_callee && standing.direct && standing.over && !was_there && state(call).is_none())
                .then(|| format!("{name} has nothing of {} in its log", short(call)))
        })
    }
}
