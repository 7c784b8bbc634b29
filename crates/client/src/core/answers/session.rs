//! Whether the session holds, and whose it is.

use std::time::Duration;

use vconnct_proto::{
    Millis,
    rest::{self, RestError},
};

use super::{Answered, Purpose};
use crate::core::{Account, Asked, Core, Output};

impl Core {
    pub(super) fn me(&mut self, result: Answered) {
        // The one answer that tells it for certain (protocol 1.3).
        if matches!(result, Err(RestError::NotSignedIn)) {
            self.outputs.push_back(Output::SessionEnded);
        }
        let Ok(me) = result.and_then(|body| rest::answer::<vconnct_proto::documents::User>(&body)) else { return };
        // The session holds: what was refused for want of one waits no longer.
        let now = self.clock.now;
        let refused =
            |(_, asked): &&mut (Millis, Asked)| matches!(asked.purpose, Purpose::Rooms | Purpose::Subscriptions);
        self.again.iter_mut().filter(refused).for_each(|(due, _)| *due = now);
        self.workplace.my_roles.clone_from(&me.roles);
        let preferences = me.settings.unwrap_or_default().preferences;
        self.rooms.sort_by_activity(preferences.sidebar_sortby.as_deref() != Some("alphabetical"));
        let account = Account { username: me.username.clone(), name: me.name.clone(), ..self.account.clone() };
        if account != self.account {
            self.account = account;
            self.outputs.push_back(Output::KeepAccount(self.account.clone()));
        }
        self.people.learn_presence(&vconnct_proto::documents::PresenceEntry {
            id: me.id.clone(),
            username: me.username,
            name: me.name,
            status: me.status,
            status_text: me.status_text,
            avatar_etag: me.avatar_etag,
        });
        self.rooms.person_changed(&me.id);
        self.watch([me.id]);
        (self.changed.session, self.changed.rooms, self.changed.looks) = (true, true, true);
    }

    /// Something was refused for want of a session: the one answer that tells it for certain is asked for, now and then.
    pub(super) fn ask_for_session(&mut self) {
        let now = self.clock.now;
        let is_asked = self.asked_for_session.is_some_and(|asked| now.since(asked) < SESSION_ASKED)
            || self.purposes.values().any(|asked| matches!(asked.purpose, Purpose::Me));
        if self.is_reachable() && !is_asked {
            self.asked_for_session = Some(now);
            self.request(rest::Request::Me, Purpose::Me);
        }
    }

    /// A session of this person ends, and the workspace tells all of theirs so, a moment before that one's token is
    /// void. Whether it is this one is known by asking then.
    pub(in crate::core) fn doubt_the_session(&mut self) {
        let asked =
            Asked { request: rest::Request::Me, purpose: Purpose::Me, at: self.clock.now, session: self.session };
        self.again.push((self.clock.now + TOKEN_VOID, asked));
    }
}

/// A page between us and the workspace that says so of everything shall not make us ask all the time.
const SESSION_ASKED: Duration = Duration::from_secs(60);
/// Between the word that a session ends and the end of its token.
const TOKEN_VOID: Duration = Duration::from_secs(2);
