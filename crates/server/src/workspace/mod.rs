//! What the workspace does when it is asked to: rules applied to what is stored, and news of it.
//!
//! The functions here run inside one transaction ([`Tx`]); REST, the realtime API and the call page
//! only translate to them.

mod calls;
mod direct_rooms;
mod messages;
mod news;
mod people;
mod rooms;
mod settings;
mod single_sign_on;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use single_sign_on::SingleSignOn;
use tokio::sync::Notify;
use vconnct_proto::{SignalAction, Timestamp, UserId};

pub(crate) use calls::{DEFAULT_PAGE, HEARTBEAT, NO_PROVIDER, Started};
pub(crate) use messages::Draft;
pub(crate) use people::NewPerson;
pub(crate) use rooms::NewRoom;

use crate::{
    call_page::Meetings,
    clock::Clock,
    documents::Person,
    hub::Hub,
    refusal::Refusal,
    rules::limits::{Budget, Limits},
    store::{OpenError, Store, Tx},
};

/// How this workspace behaves; fixed while it runs.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    /// Without the licence nothing rings and joins are not recorded (protocol 4.1).
    pub licensed: bool,
    /// The workspace rings the callee of a direct call itself (protocol 5.8).
    pub call_window: bool,
    /// Stock servers send `end` 40 s after every start, even to people who talk.
    pub end_always: bool,
    /// Signals that get lost on the way.
    pub dropped: HashSet<SignalAction>,
    pub limited: bool,
    /// The provider of calls; empty when none is set up.
    pub provider: String,
    /// People may sign in through the company's login.
    pub company: bool,
    /// bcrypt's cost.
    pub cost: u32,
}

/// A running workspace. Clones share it.
#[derive(Clone)]
pub(crate) struct Workspace(Arc<Shared>);

struct Shared {
    store: Store,
    hub: Hub,
    clock: Clock,
    terms: Arc<Terms>,
    limits: Mutex<Limits>,
    meetings: Meetings,
    single_sign_on: SingleSignOn,
    /// Deadlines may have changed.
    changed: Notify,
}

impl Workspace {
    /// Opens the workspace in `folder`, or a new one in memory.
    pub async fn open(folder: Option<&std::path::Path>, clock: Clock, terms: Terms) -> Result<Self, OpenError> {
        let shared = Shared {
            store: Store::open(folder)?,
            hub: Hub::default(),
            clock,
            terms: Arc::new(terms),
            limits: Mutex::default(),
            meetings: Meetings::default(),
            single_sign_on: SingleSignOn::default(),
            changed: Notify::new(),
        };
        let workspace = Self(Arc::new(shared));
        workspace.run(|tx| tx.prepare_settings()).await.map_err(|_| OpenError::Unprepared)?;
        Ok(workspace)
    }

    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub fn meetings(&self) -> &Meetings {
        &self.0.meetings
    }

    pub fn single_sign_on(&self) -> &SingleSignOn {
        &self.0.single_sign_on
    }

    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub fn terms(&self) -> &Terms {
        &self.0.terms
    }

    /// Does something in one transaction.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let shared = &self.0;
        shared.store.run(&shared.clock, &shared.terms, &shared.hub, work).await
    }

    /// The same for whatever may set a deadline.
    pub async fn run_call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let result = self.run(work).await;
        self.0.changed.notify_one();
        result
    }

    /// Counts a request; nothing if the route has no limit or limits are off.
    pub fn count_request(&self, person: &UserId, route: &str) -> Option<Budget> {
        if !self.0.terms.limited {
            return None;
        }
        let mut limits = self.0.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.count(self.0.clock.now(), person, route)
    }

    /// Carries out what becomes due, for ever. What became due while the server was down comes first.
    pub async fn keep_deadlines(self) {
        loop {
            let next = match self.run(|tx| tx.keep_deadlines()).await {
                Ok(next) => next,
                Err(_) => Some(self.now() + std::time::Duration::from_secs(1)),
            };
            tokio::select! {
                () = self.0.changed.notified() => {}
                () = sleep_until(&self.0.clock, next) => {}
            }
        }
    }

    /// Tells those who watch somebody of his presence.
    pub fn publish_presence(&self, person: &Person) {
        self.0.hub.publish_presence(&person.id, &person.username, &person.status_text);
    }

    /// Somebody's last device went, or his first came.
    pub async fn presence_changed(&self, person: UserId) {
        if let Ok(Some(person)) = self.run(move |tx| tx.person(&person)).await {
            self.publish_presence(&person);
        }
    }
}

async fn sleep_until(clock: &Clock, moment: Option<Timestamp>) {
    match moment {
        Some(moment) => clock.sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
