//! The keys of music and of loudness silence what rings, as a phone's volume key does.
//!
//! Desktops hand such keys to whatever plays; so while a call is heard, and only then, we are a player that plays
//! (MPRIS). Where no desktop attends to them, on a bare X display, the keys are ours for those seconds.

#[cfg(target_os = "linux")]
mod keys;
#[cfg(target_os = "linux")]
mod player;

use crate::owner::Owner;

/// Has the person's keys silence what rings, until the agent ends.
pub(crate) fn follow(owner: impl Owner) {
    #[cfg(target_os = "linux")]
    tokio::spawn(linux::run(owner));
    #[cfg(not(target_os = "linux"))]
    drop(owner);
}

#[cfg(target_os = "linux")]
mod linux {
    use tokio::{select, sync::mpsc};
    use vconnct_client::{
        action::Action,
        update::{Calls, IncomingCall, Session, Settings},
    };

    use super::{keys, player};
    use crate::{grabs, owner::Owner, strings::Words};

    pub(super) async fn run(owner: impl Owner) {
        let mut parts = owner.parts();
        let (pressed, mut presses) = mpsc::unbounded_channel();
        let mut player = player::Player::default();
        let mut grab = None;
        loop {
            let title = {
                let calls = parts.calls.borrow_and_update();
                title(&calls, &parts.session.borrow_and_update(), &parts.settings.borrow())
            };
            match title {
                None => {
                    grab = None;
                    player.stop().await;
                }
                Some(title) => {
                    if let Err(error) = player.play(&title, &pressed).await {
                        log::info!("silencing: {error}");
                    }
                    if grab.is_none() && grabs::are_offered() {
                        grab = grabs::grab(keys::all(), pressed.clone()).await;
                    }
                }
            }
            select! {
                changed = parts.calls.changed() => if changed.is_err() {
                    return; // the agent ends
                },
                // Others may look on from now on: screens that are locked show what plays.
                changed = parts.session.changed() => if changed.is_err() {
                    return;
                },
                Some(()) = presses.recv() => silence(&owner).await,
            }
        }
    }

    async fn silence(owner: &impl Owner) {
        if let Err(error) = owner.dispatch_pressed(Action::SilenceRing, None).await {
            log::warn!("silencing: {error}");
        }
    }

    /// What plays, in words for whatever shows it: nothing while nothing is heard.
    fn title(calls: &Calls, session: &Session, settings: &Settings) -> Option<String> {
        let call = calls.incoming.iter().find(|call| IncomingCall::is_heard(call))?;
        let words = Words::of(&session.language);
        let name = call.caller.name.trim();
        let named = settings.show_caller && !session.watched && !name.is_empty();
        Some(if named { words.fill("nt.inTitle", &[("name", name)]) } else { words.text("in.title").to_owned() })
    }

    #[cfg(test)]
    mod tests {
        use vconnct_client::update::{IncomingPhase, Quiet};

        use super::*;
        use crate::sample;

        const RINGING: IncomingPhase = IncomingPhase::Ringing { silenced: false, reconnecting: false };

        fn calls(change: impl FnOnce(&mut IncomingCall)) -> Calls {
            let mut call = sample::incoming("c1", RINGING);
            change(&mut call);
            Calls { incoming: vec![call], ..Calls::default() }
        }

        fn plays(calls: &Calls, settings: &Settings) -> Option<String> {
            title(calls, &Session::default(), settings)
        }

        #[test]
        fn a_player_plays_while_a_call_is_heard_and_only_then() {
            let settings = Settings::default();
            assert_eq!(plays(&calls(|_| ()), &settings).as_deref(), Some("Jonas Weber is calling"));
            assert_eq!(plays(&calls(|call| call.hushed = true), &settings), None);
            assert_eq!(plays(&calls(|call| call.quiet = Some(Quiet::Busy)), &settings), None);
            assert_eq!(plays(&calls(|call| call.phase = IncomingPhase::Dismissed), &settings), None);
            assert_eq!(plays(&Calls::default(), &settings), None);
        }

        #[test]
        fn whoever_shall_not_be_named_plays_without_a_name() {
            let settings = Settings { show_caller: false, ..Settings::default() };
            assert_eq!(plays(&calls(|_| ()), &settings).as_deref(), Some("Incoming call"));
            let watched = Session { watched: true, ..Session::default() };
            let locked = title(&calls(|_| ()), &watched, &Settings::default());
            assert_eq!(locked.as_deref(), Some("Incoming call"), "a locked screen shows what plays");
        }
    }
}
