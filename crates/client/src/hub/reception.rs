//! The sign-in page: which workspace is at the door, and who comes back from the browser.

use std::sync::Arc;

use tokio::time::Instant;
use vconnct_proto::rest;

use super::{Hub, Reply};
use crate::{
    action::ActionError,
    client::Request,
    deep_link::DeepLink,
    reception::{self, Reception},
    sign_in,
    single_sign_on::{Attempt, Key, Returned},
    update::{InBrowser, Service},
};

impl Hub {
    /// Looks for a workspace at a typed address.
    pub(super) fn check_workspace(&mut self, url: String, reply: Reply) {
        self.checks += 1;
        let number = self.checks;
        let (http, allowed) = (self.tools.http.clone(), self.setup.policy.managed().workspaces);
        let requests = self.own_requests.clone();
        tokio::spawn(async move {
            let found = reception::look(&http, &url, &allowed).await;
            if let Some(requests) = requests.upgrade() {
                let _ = requests.send(Request::Reception { number, found, reply }); // fails only while the agent ends
            }
        });
    }

    /// One was found, or none. A slow one that was asked for before another does not take that one's place.
    pub(super) fn receive(&mut self, number: u64, found: Result<Reception, ActionError>, reply: Reply) {
        let result = found.map(|found| {
            if number == self.checks {
                let at_door = Some(found.at_door());
                self.senders.sign_in.send_modify(|page| Arc::make_mut(page).workspace = at_door);
                self.reception = Some(found);
            }
        });
        let _ = reply.send(result); // whoever asked may be gone
    }

    /// Sends the person to their browser; it is the link that brings them back.
    pub(super) fn sign_in_in_browser(&mut self, name: &str, reply: Reply) {
        let begun = self.reception.as_ref().and_then(|reception| {
            let service = reception.service(name)?;
            let shown = reception.at_door().services.into_iter().find(|shown| shown.name == name)?;
            Some((Attempt::new(Instant::now(), reception.workspace.clone(), service)?, shown))
        });
        let Some((attempt, service)) = begun else {
            let _ = reply.send(Err(ActionError::Unknown { what: "way to sign in".into() })); // may be gone
            return;
        };
        let (host, address) = (self.setup.host.clone(), attempt.address.clone());
        self.in_browser = Some(attempt);
        self.say_in_browser(InBrowser::Waiting { service });
        tokio::spawn(async move {
            host.take_returns().await;
            let _ = reply.send(host.open(address, None).await); // whoever asked may be gone
        });
    }

    /// Has a workspace mail something to somebody who cannot sign in yet.
    pub(super) fn have_mailed(&self, url: String, mail: rest::Request, reply: Reply) {
        let (http, allowed) = (self.tools.http.clone(), self.setup.policy.managed().workspaces);
        tokio::spawn(async move { reply.send(sign_in::have_mailed(&http, &url, &allowed, mail).await) });
    }

    /// Nobody waits for the browser any more.
    pub(super) fn cancel_sign_in(&mut self) {
        self.in_browser = None;
        self.say_in_browser(InBrowser::No);
    }

    /// A browser has come back. Anybody can write such a link, so nothing comes of one that is not awaited.
    pub(super) fn come_back(&mut self, returned: Returned, reply: Reply) {
        let awaited = self.in_browser.take_if(|attempt| attempt.awaits(Instant::now(), &returned));
        let (Some(attempt), Some(service)) = (awaited, self.service_waited_for()) else {
            self.senders.windows.send_modify(|windows| Arc::make_mut(windows).link = Some(DeepLink::SignIn));
            let _ = reply.send(Err(ActionError::NotAwaited)); // whoever asked may be gone
            return;
        };
        match returned.key {
            Key::Refused(message) => {
                let error = ActionError::Refused { message };
                self.say_in_browser(InBrowser::Failed { error: error.clone() });
                let _ = reply.send(Err(error)); // whoever asked may be gone
            }
            Key::Login(key) => {
                self.say_in_browser(InBrowser::Returned { service });
                let root = attempt.workspace;
                self.sign_in(reply, move |http, allowed| async move {
                    sign_in::with_key(&http, &root, &allowed, key).await
                });
            }
            Key::Session { user, token } => {
                self.say_in_browser(InBrowser::Returned { service });
                let root = attempt.workspace;
                self.sign_in(reply, move |http, allowed| async move {
                    sign_in::sign_in_with_token(&http, &root, &allowed, user.as_str(), token.reveal()).await
                });
            }
        }
    }

    /// A sign-in has come to its end; the page shows why, if it was one in the browser.
    pub(super) fn end_in_browser(&self, error: Option<&ActionError>) {
        if matches!(self.senders.sign_in.borrow().in_browser, InBrowser::Returned { .. }) {
            let error = error.cloned();
            self.say_in_browser(error.map_or(InBrowser::No, |error| InBrowser::Failed { error }));
        }
    }

    fn service_waited_for(&self) -> Option<Service> {
        match &self.senders.sign_in.borrow().in_browser {
            InBrowser::Waiting { service } => Some(service.clone()),
            _ => None,
        }
    }

    fn say_in_browser(&self, in_browser: InBrowser) {
        self.senders.sign_in.send_modify(|page| Arc::make_mut(page).in_browser = in_browser);
    }
}
