//! While somebody asks whether calls can reach them: what is asked again and again, and the trial call.
//!
//! A trial is a call of nobody. It takes the way of any other from the published calls on, to every surface
//! and to the loudspeaker, and no workspace hears of it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::Instant;
use vconnct_proto::CallId;

use super::{Hub, Reply, publishing::replace};
use crate::{
    action::{Action, RoomRef},
    client::ViewerId,
    diagnosis::{Diagnosis, Evidence, Loudness, NotificationService, examine},
    rings::{RingTimes, Step},
    seat::Seat,
    steady,
    update::{IncomingCall, IncomingPhase, Person, Session},
};

/// Who asks, and what is known.
#[derive(Debug, Default)]
pub(super) struct Examination {
    viewers: BTreeSet<ViewerId>,
    notifications: Option<NotificationService>,
    /// The outputs that ring, by their names.
    pub plays_on: Vec<String>,
    trial: Option<Trial>,
    /// How loud the last trial was that has been measured.
    loudness: Option<(CallId, Loudness)>,
    /// Trials so far: each has an id of its own.
    trials: u32,
    due: Option<Instant>,
}

#[derive(Debug)]
struct Trial {
    call: IncomingCall,
    ends: Instant,
}

impl Examination {
    /// Whether anybody looks.
    pub fn is_wanted(&self) -> bool {
        !self.viewers.is_empty()
    }

    /// When something is to be asked again, or a trial ends.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.due.into_iter().chain(self.trial.as_ref().map(|trial| trial.ends)).min()
    }

    /// The trial call, as the surfaces see it.
    pub fn call(&self) -> Option<&IncomingCall> {
        self.trial.as_ref().map(|trial| &trial.call)
    }

    fn loudness_of(&self, call: &CallId) -> Option<Loudness> {
        self.loudness.as_ref().filter(|(measured, _)| measured == call).map(|(_, loudness)| *loudness)
    }

    fn is_trial(&self, call: &CallId) -> bool {
        call.as_str().starts_with(TRIAL)
    }
}

impl Hub {
    /// This connection asks, or no longer.
    pub(super) fn look_at_diagnosis(&mut self, viewer: ViewerId, looks: bool) {
        let before = self.examination.is_wanted();
        if looks {
            self.examination.viewers.insert(viewer);
        } else {
            self.examination.viewers.remove(&viewer);
        }
        if looks && !before {
            self.look_at_system();
        }
        if before != self.examination.is_wanted() {
            self.examination.due = looks.then(Instant::now);
            self.attend_to_sound();
            self.publish_diagnosis();
        }
    }

    /// No window shows anything any more.
    pub(super) fn stop_examining(&mut self) {
        self.examination.viewers.clear();
        self.examination.due = None;
        self.publish_diagnosis();
    }

    /// This is the service that shows notifications now.
    pub(super) fn learn_notification_service(&mut self, service: Option<NotificationService>) {
        self.examination.notifications = service;
        self.publish_diagnosis();
    }

    /// So loud was a trial.
    pub(super) fn learn_loudness(&mut self, call: CallId, loudness: Loudness) {
        self.examination.loudness = Some((call, loudness));
        self.publish_diagnosis();
    }

    /// Does what has become due.
    pub(super) fn examine_on(&mut self, now: Instant) {
        if self.examination.trial.as_ref().is_some_and(|trial| trial.ends <= now) {
            self.end_trial();
        }
        if self.examination.due.is_some_and(|due| due <= now) {
            self.examination.due = Some(now + AGAIN);
            self.seats.iter_mut().for_each(Seat::time_answer);
            self.publish_diagnosis();
        }
    }

    /// Rings for nobody, so that the person can see and hear whether they would be rung.
    pub(super) fn ring_on_trial(&mut self) {
        self.end_trial();
        self.examination.trials += 1;
        let call_id = CallId::from(format!("{TRIAL}{}", self.examination.trials));
        self.tools.rings.note(&call_id, Step::Heard);
        let since = steady::wall().0;
        let name = self.seats.first().map(|seat| seat.core.workspace().name);
        let call = IncomingCall {
            call_id,
            room: RoomRef { workspace: String::new(), room_id: String::new().into() },
            workspace_name: name.unwrap_or_default(),
            caller: Person { name: "Vconnct".into(), username: "vconnct".into(), ..Person::default() },
            since,
            until: since + i64::try_from(LENGTH.as_millis()).unwrap_or_default(),
            phase: IncomingPhase::Ringing { silenced: false, reconnecting: false },
            quiet: None,
            hushed: false,
            mic: None,
            cam: None,
            trial: true,
        };
        self.examination.trial = Some(Trial { call, ends: Instant::now() + LENGTH });
        self.publish_calls();
        self.publish_diagnosis();
    }

    /// Whether an action is about a trial, whether or not it still rings.
    pub(super) fn is_of_trial(&self, action: &Action) -> bool {
        match action {
            Action::AnswerCall { call_id, .. } | Action::CloseCard { call_id } | Action::SilenceCall { call_id } => {
                self.examination.is_trial(call_id)
            }
            _ => false,
        }
    }

    /// Any answer ends it; there is nobody to join or to tell.
    pub(super) fn answer_trial(&mut self, action: &Action) {
        match action {
            Action::SilenceCall { .. } => {
                if let Some(trial) = &mut self.examination.trial {
                    trial.call.phase = IncomingPhase::Ringing { silenced: true, reconnecting: false };
                    self.publish_calls();
                }
            }
            Action::AnswerCall { call_id, .. } => {
                self.tools.rings.note(call_id, Step::Answered);
                self.end_trial();
            }
            _ => self.end_trial(),
        }
    }

    /// The person has heard enough of it.
    pub(super) fn hush_trial(&mut self) {
        if let Some(trial) = &mut self.examination.trial {
            trial.call.hushed = true;
            self.publish_calls();
        }
    }

    pub(super) fn copy_report(&self, reply: Reply) {
        let (host, diagnosis, rings) = (self.setup.host.clone(), Arc::new(self.diagnosis()), self.tools.rings.times());
        tokio::spawn(async move { reply.send(host.copy_report(diagnosis, rings).await) });
    }

    fn end_trial(&mut self) {
        if let Some(trial) = self.examination.trial.take() {
            self.tools.rings.note(&trial.call.call_id, Step::Over);
            self.publish_calls();
            self.publish_diagnosis();
        }
    }

    pub(super) fn publish_diagnosis(&self) {
        let diagnosis = if self.examination.is_wanted() { self.diagnosis() } else { Diagnosis::default() };
        replace(&self.senders.diagnosis, diagnosis);
    }

    fn diagnosis(&self) -> Diagnosis {
        let session: Session = self.session();
        let answers_ms: Vec<_> = self.seats.iter().map(Seat::answer_ms).collect();
        let last_ring = self.last_ring();
        let evidence = Evidence {
            policy: &self.setup.policy,
            session: &session,
            settings: &self.setup.settings,
            answers_ms: &answers_ms,
            plays_on: &self.examination.plays_on,
            notifications: self.examination.notifications.as_ref(),
            window: self.setup.host.window_place(),
            last_ring: last_ring.as_ref(),
            trial: last_ring.as_ref().is_some_and(|ring| self.examination.is_trial(&ring.call_id)),
            loudness: last_ring.as_ref().and_then(|ring| self.examination.loudness_of(&ring.call_id)),
        };
        Diagnosis { checks: examine(&evidence), trial: self.examination.trial.is_some() }
    }

    /// The last ring that has had time to be seen and heard.
    fn last_ring(&self) -> Option<RingTimes> {
        let settled = steady::wall_us() - i64::try_from(SETTLED.as_micros()).unwrap_or_default();
        let over = |ring: &RingTimes| ring.steps.iter().any(|taken| taken.step == Step::Over);
        self.tools.rings.times().into_iter().rev().find(|ring| over(ring) || ring.began_us < settled)
    }
}

/// What the id of a trial begins with; no workspace makes such ids (protocol 4.2: 17 letters and digits).
const TRIAL: &str = "trial-";
/// Of a trial: three turns of the ring tone.
const LENGTH: Duration = Duration::from_secs(9);
/// How often lines are timed while somebody looks.
const AGAIN: Duration = Duration::from_secs(2);
/// After which a ring that was to be seen and heard has been.
const SETTLED: Duration = Duration::from_secs(1);
