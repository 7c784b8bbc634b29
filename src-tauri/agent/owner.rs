//! The way back from a follower to the owner of the state.

use std::{future::Future, path::PathBuf};

use vconnct_client::{
    Client, Parts,
    action::{Action, ActionError},
    diagnosis::{Loudness, NotificationService},
    rings::Step,
    update::{KeysFound, SoundOutput, Trouble},
};
use vconnct_proto::CallId;

/// What ringer, notifications and tray need of the agent: the state to follow, and what they may
/// ask for in return. [`Client`] in the agent; something smaller where an edge is tried alone.
pub(crate) trait Owner: Clone + Send + Sync + 'static {
    /// The parts of the state to follow.
    fn parts(&self) -> Parts;

    /// Has the small call window shown, or taken away. Asked at once, whether or not the answer is awaited.
    fn call_window(&self, shown: bool) -> impl Future<Output = Result<(), ActionError>> + Send + 'static;

    /// Says what became of the keys that work from anywhere.
    fn keys_found(&self, found: KeysFound);

    /// Carries out what the person asked for, with what lets a window come forward, where the desktop gave that.
    fn dispatch_pressed(
        &self,
        action: Action,
        token: Option<String>,
    ) -> impl Future<Output = Result<(), ActionError>> + Send;

    /// The file of a picture named by the state, if it is at hand. One that is not is fetched for the next time.
    fn picture(&self, path: &str) -> Option<PathBuf>;

    /// Notes when a step of a ring was taken.
    fn note(&self, call: &CallId, step: Step);

    /// Tells how loud a trial call was at the output.
    fn loudness(&self, call: &CallId, loudness: Loudness);

    /// Tells who shows notifications; nothing while nobody does.
    fn notification_service(&self, service: Option<NotificationService>);

    /// Tells which sound outputs are there, and the names of those that ring, while somebody looks.
    fn outputs(&self, outputs: Vec<SoundOutput>, plays_on: Vec<String>);

    /// Says that something of the system is missing (`present`), or there again.
    fn report(&self, trouble: Trouble, present: bool);

    /// Says that the ring tone has been tried out.
    fn tested(&self);
}

impl Owner for Client {
    fn parts(&self) -> Parts {
        Client::parts(self)
    }

    fn call_window(&self, shown: bool) -> impl Future<Output = Result<(), ActionError>> + Send + 'static {
        Client::call_window(self, shown)
    }

    fn keys_found(&self, found: KeysFound) {
        Client::keys_found(self, found);
    }

    fn dispatch_pressed(
        &self,
        action: Action,
        token: Option<String>,
    ) -> impl Future<Output = Result<(), ActionError>> + Send {
        Client::dispatch_pressed(self, action, token)
    }

    fn picture(&self, path: &str) -> Option<PathBuf> {
        let at_hand = self.picture_at_hand(path).map(|picture| picture.path);
        if at_hand.is_none() {
            let (client, path) = (self.clone(), path.to_owned());
            tokio::spawn(async move { client.picture(path).await });
        }
        at_hand
    }

    fn note(&self, call: &CallId, step: Step) {
        Client::note(self, call, step);
    }

    fn loudness(&self, call: &CallId, loudness: Loudness) {
        Client::loudness(self, call.clone(), loudness);
    }

    fn notification_service(&self, service: Option<NotificationService>) {
        Client::notification_service(self, service);
    }

    fn outputs(&self, outputs: Vec<SoundOutput>, plays_on: Vec<String>) {
        Client::outputs(self, outputs, plays_on);
    }

    fn report(&self, trouble: Trouble, present: bool) {
        Client::report(self, trouble, present);
    }

    fn tested(&self) {
        Client::tested(self);
    }
}
