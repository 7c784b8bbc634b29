//! This system, as far as actions reach it.

use std::{path::PathBuf, sync::Arc};

use tokio::task::spawn_blocking;
use vconnct_client::{
    action::ActionError,
    credentials::{BoxFuture, Credentials},
    diagnosis::{Diagnosis, WindowPlace},
    host::Host,
    local::Profile,
    policy::Policy,
    rings::RingTimes,
    update::{Browser, Browsers, Settings},
};

use crate::{
    browser, browsers,
    clipboard::Clipboard,
    doctor,
    keychain::Keychain,
    licences, links, logging,
    login::Entry,
    policy,
    ringer::{self, KeepError, Unfit},
    settings,
};

/// Browser, clipboard, key store and settings file of one profile.
pub(crate) struct Desktop {
    clipboard: Clipboard,
    keychain: Keychain,
    profile: Profile,
    settings: settings::Writer,
}

impl Desktop {
    pub(crate) fn new(profile: Profile) -> Self {
        let settings = settings::Writer::of(&profile);
        Self { clipboard: Clipboard::default(), keychain: Keychain::new(profile.name()), profile, settings }
    }
}

impl Host for Desktop {
    fn browsers(&self, language: String) -> BoxFuture<'_, Browsers> {
        Box::pin(async move { spawn_blocking(move || browsers::browsers(&language)).await.unwrap_or_default() })
    }

    fn copy(&self, text: String) -> BoxFuture<'_, Result<(), ActionError>> {
        Box::pin(async move { self.clipboard.copy(text).await.map_err(lacks) })
    }

    fn copy_report(&self, diagnosis: Arc<Diagnosis>, rings: Vec<RingTimes>) -> BoxFuture<'_, Result<(), ActionError>> {
        self.copy(doctor::report(&diagnosis, &rings))
    }

    fn credentials(&self) -> &dyn Credentials {
        &self.keychain
    }

    fn display(&self) -> Result<(), ActionError> {
        match self.window_place() {
            WindowPlace::Anywhere | WindowPlace::Corner => Ok(()),
            WindowPlace::Nowhere => {
                Err(ActionError::SystemLacks { what: "there is no display to open a window on".into() })
            }
        }
    }

    fn keep_ring_tone(&self, content: Vec<u8>) -> BoxFuture<'_, Result<(), ActionError>> {
        let file = own_tone(&self.profile);
        let keep = tokio::task::spawn_blocking(move || ringer::keep_own_tone(&file, content));
        Box::pin(async move {
            match keep.await.map_err(lacks)? {
                Ok(()) => Ok(()),
                Err(KeepError::Unfit(Unfit::NotASound)) => Err(ActionError::NotASound),
                Err(KeepError::Unfit(Unfit::TooLong)) => {
                    Err(ActionError::TooLong { seconds: ringer::LONGEST_S, megabytes: ringer::LARGEST_MB })
                }
                Err(error @ KeepError::Disk(_)) => Err(lacks(error)),
            }
        })
    }

    fn open(
        &self,
        address: String,
        browser: Option<Browser>,
        token: Option<String>,
    ) -> BoxFuture<'_, Result<(), ActionError>> {
        Box::pin(async move { browser::open(&address, browser, token).await.map_err(lacks) })
    }

    fn open_links_here(&self) -> BoxFuture<'_, Result<(), ActionError>> {
        Box::pin(async { spawn_blocking(links::open_here).await.map_err(lacks)?.map_err(lacks) })
    }

    fn take_returns(&self) -> BoxFuture<'_, ()> {
        let profile = self.profile.name().to_owned();
        Box::pin(async move {
            if let Ok(Err(error)) = spawn_blocking(move || links::take_returns(&profile)).await {
                log::warn!("sign-in in the browser: {error}");
            }
        })
    }

    fn opens_links(&self) -> BoxFuture<'_, Option<bool>> {
        Box::pin(async { spawn_blocking(links::opens_here).await.ok().flatten() })
    }

    fn policy(&self) -> BoxFuture<'_, Policy> {
        Box::pin(async { spawn_blocking(policy::read).await.unwrap_or_default() })
    }

    fn show_licences(&self) -> BoxFuture<'_, Result<(), ActionError>> {
        Box::pin(async { browser::show(&licences::file().map_err(lacks)?).await.map_err(lacks) })
    }

    fn show_logs(&self) -> BoxFuture<'_, Result<(), ActionError>> {
        let folder = logging::folder(&self.profile);
        Box::pin(async move { browser::show(&folder).await.map_err(lacks) })
    }

    fn save_settings(&self, settings: Settings) -> BoxFuture<'_, Result<(), ActionError>> {
        Box::pin(async move { self.settings.save(&settings).await.map_err(lacks) })
    }

    fn start_at_login(&self, on: bool) -> BoxFuture<'_, Result<(), ActionError>> {
        let entry = Entry::new(self.profile.name());
        Box::pin(async move { spawn_blocking(move || entry.set(on)).await.map_err(lacks)?.map_err(lacks) })
    }

    fn starts_at_login(&self) -> BoxFuture<'_, Option<bool>> {
        let entry = Entry::new(self.profile.name());
        Box::pin(async move { spawn_blocking(move || entry.is_there()).await.ok().flatten() })
    }

    fn window_place(&self) -> WindowPlace {
        match (!cfg!(target_os = "linux") || is_named("DISPLAY"), is_named("WAYLAND_DISPLAY")) {
            (true, _) => WindowPlace::Corner,
            (false, true) => WindowPlace::Anywhere,
            (false, false) => WindowPlace::Nowhere,
        }
    }
}

/// Where a profile's own ring tone is kept.
pub(crate) fn own_tone(profile: &Profile) -> PathBuf {
    profile.data_folder().join("ring-tone")
}

fn is_named(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn lacks(error: impl std::fmt::Display) -> ActionError {
    ActionError::SystemLacks { what: error.to_string() }
}
