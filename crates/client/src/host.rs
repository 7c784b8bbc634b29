//! What the owner of the state needs of the system it runs on.

use std::sync::Arc;

use crate::{
    action::ActionError,
    credentials::{BoxFuture, Credentials},
    diagnosis::{Diagnosis, WindowPlace},
    policy::Policy,
    rings::RingTimes,
    update::{Browser, Browsers, Settings},
};

/// The system, as far as actions reach it. The agent implements it; tests bring their own.
pub trait Host: Send + Sync + 'static {
    /// The browsers that are installed, named in `language`.
    fn browsers(&self, language: String) -> BoxFuture<'_, Browsers>;

    /// Puts text into the clipboard.
    fn copy(&self, text: String) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Puts what was found into the clipboard, in words and without names, for whoever helps.
    fn copy_report(&self, diagnosis: Arc<Diagnosis>, rings: Vec<RingTimes>) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Where tokens are kept.
    fn credentials(&self) -> &dyn Credentials;

    /// Whether a window could be shown; else a sentence that says why not.
    fn display(&self) -> Result<(), ActionError>;

    /// Keeps a file's content as the person's own ring tone, if it can ring.
    fn keep_ring_tone(&self, content: Vec<u8>) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Opens an address in this browser, or in the system's default where it is none or not installed: `Ok` when it
    /// came up. `token` lets it come forward, where what was pressed brought one along.
    fn open(
        &self,
        address: String,
        browser: Option<Browser>,
        token: Option<String>,
    ) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Has the system open `vconnct://` links with this program.
    fn open_links_here(&self) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Whether the system does; nothing where it lets no program choose.
    fn opens_links(&self) -> BoxFuture<'_, Option<bool>>;

    /// What the company has fixed for the people of this machine.
    fn policy(&self) -> BoxFuture<'_, Policy>;

    /// Shows the licences of what is in these programs.
    fn show_licences(&self) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Shows the folder of the agent's log.
    fn show_logs(&self) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Writes the settings down.
    fn save_settings(&self, settings: Settings) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Has the system start the agent when the person logs in, or no longer.
    fn start_at_login(&self, on: bool) -> BoxFuture<'_, Result<(), ActionError>>;

    /// Whether the system does; nothing where it offers no way.
    fn starts_at_login(&self) -> BoxFuture<'_, Option<bool>>;

    /// Has the links that end a sign-in in the browser come to this profile, unless another program opens them.
    fn take_returns(&self) -> BoxFuture<'_, ()>;

    /// Where the small call window can be.
    fn window_place(&self) -> WindowPlace;
}
