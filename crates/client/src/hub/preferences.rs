//! What the person has chosen, and what follows from it at any moment.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::sync::mpsc;
use vconnct_proto::RoomId;

use super::{Hub, Reply, publishing::replace, starting};
use crate::{
    action::ActionError,
    client::{Request, ViewerId},
    core::Input,
    host::Host,
    policy::Policy,
    quiet::{self, Surroundings},
    steady,
    update::{Settings, Sound, WorkspaceId},
};

impl Hub {
    /// Sees what may ring now; time, settings or the desktop have changed.
    pub(super) fn look_around(&mut self) {
        let now = steady::zoned();
        let do_not_disturb = quiet::settled(self.setup.settings.do_not_disturb, &now);
        if do_not_disturb != self.setup.settings.do_not_disturb {
            self.setup.settings.do_not_disturb = do_not_disturb;
            self.chosen.do_not_disturb = do_not_disturb;
            self.settings_changed();
        }
        self.around_until = quiet::next_change(&self.setup.settings, &now);
        let around = Surroundings::of(&self.setup.settings, &self.desktop, &now);
        if around != self.around {
            self.around = around;
            self.seats.iter_mut().for_each(|seat| seat.core.surround(around));
            self.publish_session();
        }
    }

    pub(super) fn set_settings(&mut self, wished: Settings, reply: Reply) {
        let wished = wished.within_limits();
        if self.setup.policy.apply(&wished) != wished {
            let _ = reply.send(Err(ActionError::SetByCompany)); // whoever asked may be gone
            return;
        }
        self.chosen = self.setup.policy.choice(&wished, &self.chosen);
        self.settings_count();
        self.save_settings(|result| drop(reply.send(result))); // whoever asked may be gone
    }

    /// The system says that the company has fixed this.
    pub(super) fn follow_policy(&mut self, policy: Policy) {
        if policy == self.setup.policy {
            return;
        }
        note_faults(&policy);
        self.setup.policy = policy;
        replace(&self.senders.managed, self.setup.policy.managed());
        self.settings_count();
    }

    /// What was chosen, under what is fixed, counts from now on.
    fn settings_count(&mut self) {
        let settings = self.setup.policy.apply(&self.chosen);
        self.seats.iter_mut().for_each(|seat| seat.core.ring_for_messages(settings.ring_for_messages));
        self.senders.settings.send_replace(Arc::new(settings.clone()));
        self.setup.settings = settings;
        self.publish_session();
        let (busy_in_call, starting) = (self.setup.settings.busy_in_call, starting(&self.setup.settings));
        self.each_seat(|seat| {
            let mut errands = seat.feed(Input::BusyInCall(busy_in_call));
            errands.extend(seat.feed(Input::StartWith(starting)));
            errands
        });
        self.look_around();
    }

    /// Whoever is gone has no tone of their own any more.
    pub(super) fn forget_tones(&mut self, is_gone: impl Fn(&Self, &WorkspaceId, &RoomId) -> bool) {
        let mut person_tones = self.setup.settings.person_tones.clone();
        for (workspace, tones) in &mut person_tones {
            tones.retain(|room, _| !is_gone(self, workspace, room));
        }
        person_tones.retain(|_, tones| !tones.is_empty());
        if person_tones != self.setup.settings.person_tones {
            self.chosen.person_tones.clone_from(&person_tones);
            self.setup.settings.person_tones = person_tones;
            self.settings_changed();
        }
    }

    /// Tells and writes down what has changed by itself.
    fn settings_changed(&self) {
        self.senders.settings.send_replace(Arc::new(self.setup.settings.clone()));
        self.save_settings(|result| {
            if let Err(error) = result {
                log::warn!("settings: {error}");
            }
        });
    }

    pub(super) fn save_settings(&self, then: impl FnOnce(Result<(), ActionError>) + Send + 'static) {
        let (host, settings) = (self.setup.host.clone(), self.chosen.clone());
        tokio::spawn(async move { then(host.save_settings(settings).await) });
    }

    /// Has the system keep a ring tone, and chooses it once it is kept.
    pub(super) fn use_ring_tone(&self, name: String, content: &str, reply: Reply) {
        let Ok(content) = BASE64_STANDARD.decode(content) else {
            let _ = reply.send(Err(ActionError::NotASound));
            return;
        };
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            let kept = host.keep_ring_tone(content).await;
            match (kept, requests.upgrade()) {
                (Ok(()), Some(requests)) => drop(requests.send(Request::RingToneKept { name, reply })),
                (result, _) => drop(reply.send(result)), // whoever asked may be gone
            }
        });
    }

    pub(super) fn look_at_sound(&mut self, viewer: ViewerId, looks: bool) {
        if looks {
            self.sound_viewers.insert(viewer)
        } else {
            self.sound_viewers.remove(&viewer)
        };
        self.attend_to_sound();
    }

    pub(super) fn attend_to_sound(&self) {
        let looks = !self.sound_viewers.is_empty() || self.examination.is_wanted();
        self.attend(|attention| attention.sound = looks);
    }

    pub(super) fn sound(&self, change: impl FnOnce(&mut Sound)) {
        let mut sound = Sound::clone(&self.senders.sound.borrow());
        change(&mut sound);
        replace(&self.senders.sound, sound);
    }

    pub(super) fn start_at_login(&self, on: bool, reply: Reply) {
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            let result = host.start_at_login(on).await;
            say_what_is_registered(&*host, &requests).await;
            let _ = reply.send(result); // whoever asked may be gone
        });
    }

    pub(super) fn open_links_here(&self, reply: Reply) {
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            let result = host.open_links_here().await;
            say_what_is_registered(&*host, &requests).await;
            let _ = reply.send(result); // whoever asked may be gone
        });
    }

    /// Somebody may have changed it elsewhere, and the person looks at our window now: whether the agent
    /// starts at login and opens links, and what the company has fixed.
    pub(super) fn look_at_system(&self) {
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            say_what_is_registered(&*host, &requests).await;
            let policy = host.policy().await;
            if let Some(requests) = requests.upgrade() {
                let _ = requests.send(Request::Policy(policy)); // fails only while the agent ends
            }
        });
    }
}

/// For whoever wrote it; the rest of it counts all the same.
pub(super) fn note_faults(policy: &Policy) {
    for fault in policy.faults() {
        log::warn!("policy: {fault}");
    }
}

async fn say_what_is_registered(host: &dyn Host, requests: &mpsc::WeakUnboundedSender<Request>) {
    let (starts_at_login, opens_links) = (host.starts_at_login().await, host.opens_links().await);
    if let Some(requests) = requests.upgrade() {
        let _ = requests.send(Request::Registered { starts_at_login, opens_links }); // fails only while the agent ends
    }
}
