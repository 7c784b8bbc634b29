//! Signing in and out, and the tokens that outlive a restart.

use std::time::Duration;

use tokio::time::timeout;

use super::{Hub, Reply};
use crate::{
    action::ActionError,
    client::Request,
    core::{Account, Input},
    credentials::{CredentialsError, Token},
    seat::{Seat, SeatId},
    sign_in::SignedIn,
    update::{SignedOut, Trouble},
};

impl Hub {
    pub(super) fn signed_in(&mut self, result: Result<SignedIn, ActionError>, reply: Reply) {
        let signed_in = match result {
            Ok(signed_in) => signed_in,
            Err(error) => {
                let _ = reply.send(Err(error));
                return;
            }
        };
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
        self.store_token(&account, &token, reply);
        let known = |seat: &Seat| seat.core.account().workspace == account.workspace;
        let same = |seat: &&mut Seat| known(seat) && seat.core.account().user == account.user;
        if let Some(seat) = self.seats.iter_mut().find(same) {
            seat.hang_up();
            seat.connect(token);
        } else {
            // Somebody else at the same workspace: a profile has one person there.
            self.seats.retain(|seat| !known(seat));
            self.forget_tones(|_, workspace, _| *workspace == account.workspace);
            self.tools.cache.forget(account.workspace.clone());
            self.tools.cache.keep_account(account.clone());
            self.seat(account, Vec::new()).connect(token);
        }
        self.publish_everything();
    }

    /// Keeps a token, and tells whoever signs in once it is kept: from then on a restart needs no password.
    /// A key store that cannot is told of, and the session goes on without.
    pub(super) fn store_token(&self, account: &Account, token: &Token, signed_in: Reply) {
        let (host, requests) = (self.tools.host.clone(), self.own_requests.clone());
        let (workspace, user, token) = (account.workspace.clone(), account.user.clone(), token.clone());
        tokio::spawn(async move {
            let mut storing = host.credentials().store(&workspace, user.as_str(), &token);
            let (stored, waits) = match timeout(KEEPING, &mut storing).await {
                Ok(stored) => (stored, Some(signed_in)),
                // It asks the person something first; the session itself is there.
                Err(_) => {
                    let _ = signed_in.send(Ok(()));
                    (storing.await, None)
                }
            };
            let trouble = match &stored {
                Ok(()) => None,
                Err(CredentialsError::Locked) => Some(Trouble::KeyStoreLocked),
                Err(CredentialsError::Absent | CredentialsError::Failed(_)) => Some(Trouble::NoKeyStore),
            };
            if let Err(error) = stored {
                log::warn!("key store: {error}");
            }
            for (kind, present) in
                [Trouble::KeyStoreLocked, Trouble::NoKeyStore].map(|kind| (kind, trouble == Some(kind)))
            {
                if let Some(requests) = requests.upgrade() {
                    let _ = requests.send(Request::Trouble { trouble: kind, present }); // fails only while the agent ends
                }
            }
            waits.map(|signed_in| signed_in.send(Ok(())));
        });
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
        self.seats[index].hang_up();
        if leave {
            self.seats.remove(index);
            self.forget_tones(|_, workspace, _| *workspace == account.workspace);
            self.tools.cache.forget(account.workspace);
            self.publish_everything();
        } else {
            let errands = self.seats[index].feed(Input::SignedOut(SignedOut::Expired));
            self.run_errands(id, errands);
        }
    }

    /// Looks once more for tokens of a key store that was locked: the person is there now.
    pub(super) fn unlock(&mut self) {
        let locked = |seat: &&Seat| seat.core.is_signed_out() == Some(SignedOut::KeyStoreLocked);
        self.seats.iter().filter(locked).for_each(Seat::look_for_token);
    }
}

/// For a key store to keep a token while somebody waits.
const KEEPING: Duration = Duration::from_secs(3);
