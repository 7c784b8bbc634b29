//! Signing in and out, and the tokens that outlive a restart.

use std::time::Duration;

use tokio::time::timeout;

use super::{By, Hub, NOBODY, Reply};
use crate::{
    action::{Action, ActionError},
    client::Request,
    core::{Account, Input, picture_root},
    credentials::{CredentialsError, Token},
    http::Http,
    seat::{Seat, SeatId},
    sign_in::SignedIn,
    update::{SignedOut, Trouble, WorkspaceId},
};

impl Hub {
    /// Has somebody sign in beside everything else, at one of the workspaces where they may, if only some are named.
    pub(super) fn sign_in<F>(&self, way: By, reply: Reply, attempt: impl FnOnce(Http, Vec<WorkspaceId>) -> F)
    where
        F: Future<Output = Result<SignedIn, ActionError>> + Send + 'static,
    {
        let ended = self.sign_ins.0.clone();
        let attempt = attempt(self.tools.http.clone(), self.setup.policy.managed().workspaces);
        tokio::spawn(async move {
            let _ = ended.send((way, attempt.await, reply)); // fails only while the agent ends
        });
    }

    pub(super) fn signed_in(&mut self, way: By, result: Result<SignedIn, ActionError>, reply: Reply) {
        let result = if self.is_wanted(way) { result } else { Err(ActionError::NotAwaited) };
        let signed_in = match result {
            Ok(signed_in) => signed_in,
            Err(error) => {
                self.fail_in_browser(way, &error);
                let _ = reply.send(Err(error));
                return;
            }
        };
        let waits = |seat: &Seat| seat.core.account().user != signed_in.data.user_id || seat.core.is_leaving();
        let before = |seat: &&mut Seat| seat.core.account().workspace == signed_in.root && waits(seat);
        if let Some(seat) = self.seats.iter_mut().find(before) {
            // Somebody else at the same workspace signs out first: a profile has one person there.
            let action = Action::SignOut { workspace: signed_in.root.clone() };
            let (id, errands) = (seat.id, seat.feed(Input::Action { action, viewer: None, reply: NOBODY }));
            self.heirs.push((signed_in, reply));
            return self.run_errands(id, errands);
        }
        let SignedIn { root, data } = signed_in;
        let token = Token::from(data.auth_token);
        let account = Account {
            workspace: root,
            user: data.user_id,
            username: data.me.username,
            name: data.me.name,
            site_name: None,
            devices: self.setup.settings.devices,
            shown_busy: false,
        };
        self.ask_key_store();
        self.unkept.insert(account.workspace.clone(), (account.user.clone(), token.clone()));
        self.store_token(&account.workspace, Some(reply));
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.core.account().workspace == account.workspace) {
            seat.hang_up();
            seat.connect(token);
        } else {
            self.tools.cache.keep_account(account.clone());
            self.seat(account, Vec::new()).connect(token);
        }
        self.publish_everything();
        self.cancel_sign_in(); // nobody waits for the browser any more, whichever way it was
    }

    /// Keeps the token that is not kept yet, and tells whoever signs in once it is: from then on a restart needs no
    /// password. A key store that cannot is told of, and the session goes on without.
    fn store_token(&self, workspace: &WorkspaceId, mut signed_in: Option<Reply>) {
        let Some((user, token)) = self.unkept.get(workspace).cloned() else { return };
        let (host, requests, workspace) = (self.tools.host.clone(), self.own_requests.clone(), workspace.clone());
        tokio::spawn(async move {
            let mut tell = || signed_in.take().map(|signed_in| signed_in.send(Ok(()))); // whoever asked may be gone
            let stored = {
                let mut storing = host.credentials().store(&workspace, user.as_str(), &token);
                match timeout(KEEPING, &mut storing).await {
                    Ok(stored) => stored,
                    // It asks the person something first; the session itself is there.
                    Err(_) => {
                        tell();
                        storing.await
                    }
                }
            };
            if let Some(requests) = requests.upgrade() {
                let _ = requests.send(Request::TokenStored { workspace, token, stored }); // fails only while the agent ends
            }
            tell();
        });
    }

    /// The key store has answered, or did not.
    pub(super) fn token_stored(&mut self, workspace: WorkspaceId, token: &Token, stored: Result<(), CredentialsError>) {
        // Of a session that has ended meanwhile, or has begun anew, nothing is said.
        if self.unkept.get(&workspace).is_none_or(|(_, unkept)| unkept != token) {
            return;
        }
        if let Err(error) = &stored {
            log::warn!("key store: {error}");
        }
        match stored {
            Ok(()) => {
                self.unkept.remove(&workspace);
                if self.unkept.is_empty() {
                    self.say_of_key_store(None);
                }
            }
            Err(CredentialsError::Locked) => self.say_of_key_store(Some(Trouble::KeyStoreLocked)),
            Err(CredentialsError::Absent | CredentialsError::Failed(_)) => {
                self.say_of_key_store(Some(Trouble::NoKeyStore));
            }
        }
    }

    /// A token was looked for; `missing` is why there is none.
    pub(super) fn learn_key_store(&mut self, missing: Option<SignedOut>) {
        match missing {
            Some(SignedOut::KeyStoreLocked) => self.say_of_key_store(Some(Trouble::KeyStoreLocked)),
            Some(SignedOut::NoKeyStore) => self.say_of_key_store(Some(Trouble::NoKeyStore)),
            // It answers; whether it keeps what it was given is another question.
            Some(SignedOut::Expired | SignedOut::NoStoredSession) | None if self.unkept.is_empty() => {
                self.say_of_key_store(None);
            }
            _ => {}
        }
    }

    fn say_of_key_store(&mut self, trouble: Option<Trouble>) {
        let before = self.troubles.clone();
        self.troubles.retain(|known| !matches!(known, Trouble::KeyStoreLocked | Trouble::NoKeyStore));
        self.troubles.extend(trouble);
        if self.troubles != before {
            self.publish_session();
        }
    }

    /// A token is good for nothing any more; `leave`: nor is anything else of this workspace kept.
    pub(super) fn forget_token(&mut self, id: SeatId, leave: bool) {
        let Some(index) = self.seats.iter().position(|seat| seat.id == id) else { return };
        let account = self.seats[index].core.account().clone();
        let (host, workspace, user) = (self.tools.host.clone(), account.workspace.clone(), account.user);
        tokio::spawn(async move {
            if let Err(error) = host.credentials().forget(&workspace, user.as_str()).await {
                log::warn!("key store: {error}");
            }
        });
        self.unkept.remove(&account.workspace);
        self.seats[index].hang_up();
        if leave {
            self.seats.remove(index);
            self.forget_tones(|_, workspace, _| *workspace == account.workspace);
            tokio::spawn(self.tools.pictures.clone().forget(picture_root(&account.workspace)));
            self.tools.cache.forget(account.workspace);
            self.publish_everything();
            std::mem::take(&mut self.heirs)
                .into_iter()
                .for_each(|(heir, reply)| self.signed_in(By::Hand, Ok(heir), reply));
        } else {
            let errands = self.seats[index].feed(Input::SignedOut(SignedOut::Expired));
            self.run_errands(id, errands);
        }
    }

    /// What a seat that is gone was asked, nobody answers any more.
    pub(super) fn answer_for(&mut self, id: SeatId) {
        if self.seats.iter().all(|seat| seat.id != id) {
            for (_, (_, reply)) in self.replies.extract_if(.., |_, (of, _)| *of == id) {
                let _ = reply.send(Err(ActionError::NotSignedIn)); // whoever asked may be gone
            }
        }
    }

    /// Asks a key store that was locked or absent once more for what it did not give, and to keep what it did not: the
    /// person is there now, or it is.
    pub(super) fn ask_key_store(&self) {
        let lacks_token =
            |seat: &&Seat| matches!(seat.core.is_signed_out(), Some(SignedOut::KeyStoreLocked | SignedOut::NoKeyStore));
        self.seats.iter().filter(lacks_token).for_each(Seat::look_for_token);
        self.unkept.keys().for_each(|workspace| self.store_token(workspace, None));
    }
}

/// For a key store to keep a token while somebody waits.
const KEEPING: Duration = Duration::from_secs(3);
