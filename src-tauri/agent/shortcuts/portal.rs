//! The keys of a desktop that decides itself which they are, and tells us of presses (the portal `GlobalShortcuts`).
//!
//! The desktop asks its person, in a window of its own, when the keys are switched on; from the next start on it
//! remembers. Nothing here waits for it: a portal that hangs, goes or says no leaves everything else as it was.

mod calls;
mod words;

use std::{collections::BTreeMap, path::Path, time::Duration};

use futures_util::StreamExt;
use tokio::{
    select,
    sync::watch,
    time::{sleep, timeout},
};
use vconnct_client::{
    action::Action,
    shortcuts::Shortcut,
    update::{KeysFound, Settings, Trouble},
};

use self::calls::{Answer, Portal, PortalError, Session};
use super::{miss, press};
use crate::{owner::Owner, strings::Words};

/// Whether this program is shut in, and hears keys of other windows in no other way.
pub(super) fn is_the_only_way() -> bool {
    Path::new("/.flatpak-info").exists()
}

/// Until the agent ends.
pub(super) async fn run(owner: impl Owner) {
    let desktop = std::env::var_os("WAYLAND_DISPLAY").is_some_and(|value| !value.is_empty()) || is_the_only_way();
    let ended = if desktop { serve(&owner).await } else { Ok(()) };
    if let Err(error) = ended {
        log::info!("shortcuts: {error}");
    }
    miss(&owner);
}

/// As long as there is a session bus.
async fn serve(owner: &impl Owner) -> Result<(), PortalError> {
    let portal = Portal::connect().await?;
    let mut owners = portal.owners().await?;
    // One that is only started when it is asked for is asked once.
    let mut here = portal.start().await;
    let mut patience = RESPITE;
    loop {
        let lost = async {
            if here && portal.is_offered().await { attend(owner, &portal).await } else { Err(PortalError::Absent) }
        };
        select! {
            ended = lost => match ended {
                Ok(()) => return Ok(()), // the agent ends
                Err(error) => {
                    log::info!("shortcuts: {error}");
                    miss(owner);
                    // Its part for keys may only have been slow, as when somebody has just logged in: it is asked
                    // again some times, and whenever something is chosen here.
                    patience *= 2;
                    let mut settings = owner.parts().settings;
                    settings.borrow_and_update();
                    select! {
                        change = owners.next() => {
                            here = change.ok_or(PortalError::Absent)?.is_some();
                            patience = RESPITE;
                        }
                        () = sleep(patience), if here && patience < LONGEST_RESPITE => {}
                        changed = settings.changed(), if here => {
                            changed.map_err(|_| PortalError::Absent)?;
                            patience = RESPITE;
                        }
                    }
                }
            },
            change = owners.next() => {
                miss(owner);
                here = change.ok_or(PortalError::Absent)?.is_some();
                patience = RESPITE;
            }
        }
        // One that has just come may not have all its parts yet, and one that comes and goes is not chased.
        sleep(RESPITE).await;
    }
}

/// Follows the switch, as long as this portal is there. Fine once the agent ends.
async fn attend(owner: &impl Owner, portal: &Portal) -> Result<(), PortalError> {
    owner.report(Trouble::NoShortcuts, false);
    let mut settings = owner.parts().settings;
    loop {
        owner.keys_found(KeysFound { taken: Vec::new(), triggers: Some(BTreeMap::new()) });
        if turned(&mut settings, true).await.is_err() {
            return Ok(());
        }
        let session = portal.open().await?;
        let outcome = select! {
            outcome = hold(owner, &session) => outcome,
            off = turned(&mut settings, false) => off.map_err(|_| PortalError::Absent),
        };
        session.close().await;
        match outcome {
            Ok(()) => {}
            Err(PortalError::Refused) => switch_off(owner).await,
            Err(error) => return Err(error),
        }
        if settings.has_changed().is_err() {
            return Ok(());
        }
    }
}

/// Has the desktop bind our keys, and does what is pressed. Ends only by what goes wrong.
async fn hold(owner: &impl Owner, session: &Session<'_>) -> Result<(), PortalError> {
    let mut news = session.listen().await?;
    let bound = {
        let parts = owner.parts();
        let words = Words::of(&parts.session.borrow().language);
        let wanted = words::wanted(&parts.settings.borrow(), words);
        session.bind(wanted)
    };
    tell(owner, &bound.await?);
    loop {
        match news.next().await? {
            Answer::Changed(bound) => tell(owner, &bound),
            Answer::Pressed(id, token) => {
                if let Some(shortcut) = words::shortcut(&id) {
                    press(owner, shortcut, token);
                }
            }
        }
    }
}

/// Says how the desktop calls the keys that it has given.
fn tell(owner: &impl Owner, bound: &[(String, String)]) {
    let named = bound.iter().filter(|(_, trigger)| !trigger.is_empty());
    let triggers: BTreeMap<Shortcut, String> =
        named.filter_map(|(id, trigger)| Some((words::shortcut(id)?, trigger.clone()))).collect();
    owner.keys_found(KeysFound { taken: Vec::new(), triggers: Some(triggers) });
}

/// Waits until the switch is so.
async fn turned(
    settings: &mut watch::Receiver<std::sync::Arc<Settings>>,
    on: bool,
) -> Result<(), watch::error::RecvError> {
    settings.wait_for(|settings| settings.shortcuts_everywhere == on).await.map(drop)
}

/// Whoever has said no to the desktop has said no to us.
async fn switch_off(owner: &impl Owner) {
    let settings = Settings { shortcuts_everywhere: false, ..Settings::clone(&owner.parts().settings.borrow()) };
    let switched = owner.dispatch_pressed(Action::SetSettings { settings: settings.into() }, None);
    // What was not saved counts all the same.
    if let Ok(Err(error)) = timeout(PATIENCE, switched).await {
        log::warn!("shortcuts: {error}");
    }
}

const PATIENCE: Duration = Duration::from_secs(5);
const RESPITE: Duration = Duration::from_millis(300);
/// From then on one that gives no keys is left alone.
const LONGEST_RESPITE: Duration = Duration::from_secs(60);
