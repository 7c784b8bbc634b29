//! The agent at work: sets up its parts, serves the local socket, and ends cleanly.

use std::{sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::mpsc::UnboundedReceiver;
use vconnct_client::{
    Client, Setup, SetupError,
    action::Action,
    local::{self, ClaimError, Profile},
    update::Settings,
};

use crate::{
    awake,
    host::{Desktop, own_tone},
    icon, inhibited, keychain, launcher, logging,
    main_thread::{self, Lent},
    network, policy, popups, ringer, screen, settings, shortcuts, silencing, tray, window,
};

/// Why the agent could not begin.
#[derive(Debug, Error)]
pub(crate) enum AgentError {
    #[error("the profile's folders cannot be used: {0}")]
    Folders(#[source] std::io::Error),
    #[error(transparent)]
    Claim(#[from] ClaimError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("the agent's thread cannot be started: {0}")]
    Thread(#[source] std::io::Error),
    #[error("the agent has come to grief; its log says how")]
    Panicked,
}

/// What the agent was started for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// The person has logged in.
    AtLogin,
    /// To be there, and no more.
    InTheBackground,
    /// The person has opened it.
    #[cfg(target_os = "macos")]
    Opened,
}

impl Start {
    /// Whether it begins with a window.
    fn wants_window(self, settings: &Settings) -> bool {
        match self {
            Self::AtLogin => !settings.start_without_window,
            Self::InTheBackground => false,
            #[cfg(target_os = "macos")]
            Self::Opened => true,
        }
    }
}

/// Runs the agent of `profile` until somebody asks it to quit. One that runs already is no error.
pub(crate) fn run(profile: Profile, start: Start) -> Result<(), AgentError> {
    profile.create_folders().map_err(AgentError::Folders)?;
    // Without a place to write it works all the same.
    let _log = logging::start(&profile).ok();
    // One task that comes to grief does not take the others along; the log says what happened.
    std::panic::set_hook(Box::new(|grief| log::error!("{grief}")));
    let agent = main_thread::lend(move |lent| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(AgentError::Thread)?.block_on(serve(profile, lent, start))
    });
    match agent.map_err(AgentError::Thread)?.map_err(|_| AgentError::Panicked)? {
        Err(AgentError::Claim(ClaimError::Running)) => Ok(()),
        result => result,
    }
}

async fn serve(profile: Profile, lent: Lent, start: Start) -> Result<(), AgentError> {
    let listener = local::claim(&profile)?;
    let (client, state) = vconnct_client::start(Setup {
        profile: profile.name().to_owned(),
        data_folder: profile.data_folder().to_owned(),
        cache_folder: profile.cache_folder().to_owned(),
        settings: settings::load(&profile),
        policy: policy::read(),
        system_language: system_language(),
        host: Arc::new(Desktop::new(profile.clone())),
    })?;
    let state = tokio::spawn(state);
    let _ringer = ringer::follow(client.clone(), own_tone(&profile));
    let popups = popups::follow(client.clone(), icon::file(&profile), profile.name());
    let _tray = tray::follow(client.clone(), &lent.main);
    shortcuts::follow(client.clone(), &lent.main);
    silencing::follow(client.clone());
    awake::follow(client.clone());
    #[cfg(target_os = "macos")]
    crate::nap::stay_up();
    inhibited::follow(client.clone());
    keychain::follow(client.clone());
    launcher::follow(client.clone());
    network::follow(client.clone());
    screen::follow(client.clone());
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    crate::heap::follow(client.clone());
    tokio::spawn(local::serve(listener, client.clone()));
    tokio::spawn(window::follow(client.clone(), profile));
    tokio::spawn(quit_when_told(client.clone()));
    let first = start.wants_window(&client.parts().settings.borrow()).then_some(Action::ShowWindow { room: None });
    tokio::spawn(carry_out(first, lent.wishes, client));
    let ended = state.await;
    popups.screen().settle(NAMING).await;
    popups.screen().close_all(GOODBYE);
    ended.map_err(|_| AgentError::Panicked)
}

/// Does what we were started for, and then what the desktop has us asked for.
async fn carry_out(first: Option<Action>, mut wishes: UnboundedReceiver<Action>, client: Client) {
    let mut next = first;
    loop {
        if let Some(wish) = next.take()
            && let Err(error) = client.dispatch(wish).await
        {
            log::warn!("the desktop's wish: {error}");
        }
        next = wishes.recv().await;
        if next.is_none() {
            return; // the main thread has none, or ends
        }
    }
}

/// A system that ends the session ends us cleanly: a call that rings out is cancelled first.
async fn quit_when_told(client: Client) {
    told_to_end().await;
    // Only fails while the agent ends already.
    let _ = client.dispatch(Action::Quit).await;
}

#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
    let signals = kinds.into_iter().filter_map(|kind| signal(kind).ok());
    let mut told: Vec<_> = signals.map(|mut signal| Box::pin(async move { signal.recv().await })).collect();
    if told.is_empty() {
        std::future::pending::<()>().await;
    }
    futures_util::future::select_all(told.drain(..)).await;
}

#[cfg(not(unix))]
async fn told_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What the person's system speaks, of the languages we do.
fn system_language() -> String {
    let locale = sys_locale::get_locale().unwrap_or_default();
    match locale.get(..2) {
        Some(language @ ("de" | "fr")) => language.to_owned(),
        _ => "en".to_owned(),
    }
}

/// For a notification service to say what it calls those it has just been asked for.
const NAMING: Duration = Duration::from_millis(500);
/// For a notification service to take our notifications away, on a busy computer too.
const GOODBYE: Duration = Duration::from_millis(1_500);
