//! The sign-in page: which workspace is at the door, and who comes back from the browser.

use std::sync::Arc;

use tokio::time::Instant;
use vconnct_proto::rest;

use super::{By, Hub, Reply};
use crate::{
    action::ActionError,
    client::Request,
    deep_link::DeepLink,
    reception::{self, Reception},
    sign_in,
    single_sign_on::{Attempt, Key, Returned},
    update::{InBrowser, Service, WorkspaceId},
};

/// Somebody is to sign in, or is about to.
#[derive(Default)]
pub(super) struct Door {
    /// How often a workspace was looked for.
    looks: u64,
    /// The one that was looked for last.
    reception: Option<Reception>,
    /// Who signs in in the browser.
    attempt: Option<Attempt>,
    /// What somebody has brought back from there. Whoever gives up, or begins anew, is another number.
    returned: Option<(u64, Kept)>,
    returns: u64,
}

/// Kept until the workspace has taken it: it may want a code first.
#[derive(Clone)]
struct Kept {
    workspace: WorkspaceId,
    service: Service,
    key: Key,
}

impl Hub {
    /// Looks for a workspace at a typed address.
    pub(super) fn check_workspace(&mut self, url: String, reply: Reply) {
        self.door.looks += 1;
        let number = self.door.looks;
        let (http, allowed) = (self.tools.http.clone(), self.setup.policy.managed().workspaces);
        let requests = self.own_requests.clone();
        tokio::spawn(async move {
            let found = reception::look(&http, &url, &allowed).await;
            if let Some(requests) = requests.upgrade() {
                let _ = requests.send(Request::Reception { number, found, reply: Some(reply) }); // fails only at the end
            }
        });
    }

    /// One was found, or none. A slow one that was asked for before another does not take that one's place.
    pub(super) fn receive(&mut self, number: u64, found: Result<Reception, ActionError>, reply: Option<Reply>) {
        let result = found.map(|found| {
            if number != self.door.looks {
                return;
            }
            let at_door = Some(found.at_door());
            self.senders.sign_in.send_modify(|page| Arc::make_mut(page).workspace = at_door);
            if reply.is_some() && !found.is_complete() {
                self.ask_on(number, found.clone());
            }
            self.door.reception = Some(found);
        });
        if let Some(reply) = reply {
            let _ = reply.send(result); // whoever asked may be gone
        }
    }

    /// Asks on for what it has not said yet.
    fn ask_on(&self, number: u64, found: Reception) {
        let (http, requests) = (self.tools.http.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            let found = Ok(reception::complete(&http, found).await);
            if let Some(requests) = requests.upgrade() {
                let _ = requests.send(Request::Reception { number, found, reply: None }); // fails only at the end
            }
        });
    }

    /// Has a workspace mail something to somebody who cannot sign in yet.
    pub(super) fn have_mailed(&self, url: String, mail: rest::Request, reply: Reply) {
        let (http, allowed) = (self.tools.http.clone(), self.setup.policy.managed().workspaces);
        tokio::spawn(async move { reply.send(sign_in::have_mailed(&http, &url, &allowed, mail).await) });
    }

    /// Sends the person to their browser; it is the link that brings them back.
    pub(super) fn sign_in_in_browser(&mut self, name: &str, token: Option<String>, reply: Reply) {
        let Some((attempt, service)) = self.begin(name) else {
            let _ = reply.send(Err(ActionError::Unknown { what: "way to sign in".into() })); // may be gone
            return;
        };
        let (host, address) = (self.setup.host.clone(), attempt.address.clone());
        (self.door.attempt, self.door.returned) = (Some(attempt), None);
        self.say_in_browser(InBrowser::Waiting { service });
        tokio::spawn(async move {
            host.take_returns().await;
            let _ = reply.send(host.open(address, None, token).await); // whoever asked may be gone
        });
    }

    fn begin(&mut self, name: &str) -> Option<(Attempt, Service)> {
        let now = Instant::now();
        let reception = self.door.reception.as_ref()?;
        let service = reception.service(name)?;
        let shown = reception.at_door().services.into_iter().find(|shown| shown.name == name)?;
        let workspace = &reception.workspace;
        let under_way = self.door.attempt.take().filter(|_| self.waits_for_browser());
        let goes_on = under_way.and_then(|mut one| one.goes_on(now, workspace, name).then_some(one));
        Some((goes_on.or_else(|| Attempt::new(now, workspace.clone(), service))?, shown))
    }

    /// Nobody waits for the browser any more, nor for what came of it.
    pub(super) fn cancel_sign_in(&mut self) {
        (self.door.attempt, self.door.returned) = (None, None);
        self.say_in_browser(InBrowser::No);
    }

    /// When nobody waits any more, if ever.
    pub(super) fn waits_until(&self) -> Option<Instant> {
        self.door.attempt.as_ref().map(Attempt::until)
    }

    pub(super) fn wait_no_longer(&mut self, now: Instant) {
        if self.waits_until().is_some_and(|until| until < now) {
            self.cancel_sign_in();
        }
    }

    /// A browser has come back. Anybody can write such a link, so nothing comes of one that is not awaited.
    pub(super) fn come_back(&mut self, returned: Returned, reply: Reply) {
        let awaited = self.door.attempt.take_if(|attempt| attempt.awaits(Instant::now(), &returned));
        let (Some(attempt), Some(service)) = (awaited, self.service_waited_for()) else {
            self.senders.windows.send_modify(|windows| Arc::make_mut(windows).link = Some(DeepLink::SignIn));
            let _ = reply.send(Err(ActionError::NotAwaited)); // whoever asked may be gone
            return;
        };
        let kept = Kept { workspace: attempt.workspace, service, key: returned.key };
        self.sign_in_with(kept, None, reply);
    }

    /// The code that the workspace wants besides what was brought back.
    pub(super) fn give_code(&mut self, code: String, reply: Reply) {
        match self.door.returned.take() {
            Some((_, kept)) => self.sign_in_with(kept, Some(code), reply),
            None => drop(reply.send(Err(ActionError::NotAwaited))), // whoever asked may be gone
        }
    }

    fn sign_in_with(&mut self, kept: Kept, code: Option<String>, reply: Reply) {
        self.door.returns += 1;
        let number = self.door.returns;
        let Kept { workspace, service, key } = kept.clone();
        let tried = code.is_some();
        self.door.returned = Some((number, kept));
        self.say_in_browser(InBrowser::Returned { service });
        self.sign_in(By::Browser { number, tried }, reply, move |http, allowed| async move {
            match key {
                Key::Login(key) => sign_in::with_key(&http, &workspace, &allowed, key, code).await,
                Key::Session { user, token } => {
                    sign_in::sign_in_with_token(&http, &workspace, &allowed, user.as_str(), token.reveal()).await
                }
                Key::Refused(message) => Err(ActionError::Refused { message }),
            }
        });
    }

    /// Whether what came of a sign-in is still wanted.
    pub(super) fn is_wanted(&self, way: By) -> bool {
        match way {
            By::Browser { number, .. } => self.door.returned.as_ref().is_some_and(|(wanted, _)| *wanted == number),
            By::Hand => true,
        }
    }

    /// A sign-in has failed: the page shows why, if it was one in the browser, or asks for the code that is wanted.
    pub(super) fn fail_in_browser(&mut self, way: By, error: &ActionError) {
        let By::Browser { number, tried } = way else { return };
        let Some((_, kept)) = self.door.returned.take_if(|(kept, _)| *kept == number) else { return };
        let is_login = matches!(kept.key, Key::Login(_));
        let wants_code = match error {
            ActionError::CodeNeeded { method } => Some(method.clone()),
            // A wrong code is refused with the same word as a wrong password.
            ActionError::WrongPassword if tried => Some(String::new()),
            _ => None,
        };
        match wants_code.filter(|_| is_login) {
            Some(method) => {
                let service = kept.service.clone();
                self.door.returned = Some((number, kept));
                self.say_in_browser(InBrowser::Code { service, method, wrong: tried });
            }
            None => self.say_in_browser(InBrowser::Failed { error: error.clone() }),
        }
    }

    fn waits_for_browser(&self) -> bool {
        matches!(self.senders.sign_in.borrow().in_browser, InBrowser::Waiting { .. })
    }

    fn service_waited_for(&self) -> Option<Service> {
        match &self.senders.sign_in.borrow().in_browser {
            InBrowser::Waiting { service } => Some(service.clone()),
            _ => None,
        }
    }

    fn say_in_browser(&self, in_browser: InBrowser) {
        self.senders.sign_in.send_if_modified(|page| {
            let news = page.in_browser != in_browser;
            if news {
                Arc::make_mut(page).in_browser = in_browser;
            }
            news
        });
    }
}
