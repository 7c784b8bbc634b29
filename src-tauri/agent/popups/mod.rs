//! What tells of calls outside the main window: the system's notifications, and the small call window.
//! Which shall exist follows from the calls, from what the person has chosen and sees of our windows
//! ([`desk`]); the system's own service shows the notifications, the window program the window.

#[cfg(any(test, target_os = "macos"))]
mod banner;
#[cfg(not(target_os = "linux"))]
mod board;
mod desk;
#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(target_os = "macos")]
mod macos;
mod notice;
mod promises;
#[cfg(any(test, windows))]
mod toast;
#[cfg(windows)]
mod windows;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use jiff::Timestamp;
use tokio::{
    select,
    sync::mpsc,
    task::JoinHandle,
    time::{self, Instant},
};
use vconnct_client::{
    action::{Action, ActionError, Answer},
    diagnosis::NotificationService,
    rings::Step,
    update::{Presence, Quiet, Session, Trouble},
};

#[cfg(not(target_os = "linux"))]
use self::board as system;
#[cfg(target_os = "linux")]
use self::freedesktop as system;
use self::{
    desk::{Desk, Telling},
    notice::{Button, Key, Kind, Notice, Subject},
    system::Service,
};
use crate::{owner::Owner, strings::Words};

pub(crate) use self::system::Screen;

/// The notifications that shall be shown.
type Notices = BTreeMap<Key, Arc<Notice>>;

/// What a system's service has to say.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Event {
    /// Whether notifications can be shown at all.
    Available(bool),
    /// The person closed it.
    Closed { key: Key },
    /// It went by itself, which is no answer.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "they go to a list, and can still be pressed"))]
    Expired { key: Key },
    Pressed {
        key: Key,
        button: Button,
        /// What was written into its field, where it had one.
        words: Option<String>,
        /// Lets a window come forward, where the desktop gives such tokens.
        token: Option<String>,
    },
    /// What was pressed could not be carried out.
    Refused { key: Key },
    /// This is the service, or none is there.
    Service(Option<NotificationService>),
    /// The service has taken it.
    Shown { key: Key },
    /// The call window has been asked for, or away.
    WindowAsked,
}

/// Notifications that follow the calls until this is dropped.
pub(crate) struct Popups {
    screen: Screen,
    task: JoinHandle<()>,
}

impl Popups {
    /// The hand on what is shown, for the way out of the agent.
    pub(crate) fn screen(&self) -> Screen {
        self.screen.clone()
    }
}

impl Drop for Popups {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Shows what the calls want shown, and carries out what is pressed. `icon` is the app's own, for
/// systems that have not installed one; `profile` tells ours from those of other agents.
pub(crate) fn follow(owner: impl Owner, icon: Option<PathBuf>, profile: &str) -> Popups {
    let (events, heard) = mpsc::unbounded_channel();
    let service = Service::start(events.clone(), icon, profile);
    Popups { screen: service.on_screen(), task: tokio::spawn(Follower::new(owner, service, events).run(heard)) }
}

struct Follower<O> {
    owner: O,
    service: Service,
    desk: Desk,
    shown: BTreeMap<Key, (Telling, Arc<Notice>)>,
    events: mpsc::UnboundedSender<Event>,
    missing: bool,
    /// As far as is known.
    has_buttons: bool,
    /// What was last asked of the call window, and how many requests are still to be answered.
    window: bool,
    window_asks: usize,
}

impl<O: Owner> Follower<O> {
    fn new(owner: O, service: Service, events: mpsc::UnboundedSender<Event>) -> Self {
        Self {
            owner,
            service,
            desk: Desk::default(),
            shown: BTreeMap::new(),
            events,
            missing: false,
            has_buttons: true,
            window: false,
            window_asks: 0,
        }
    }

    async fn run(mut self, mut heard: mpsc::UnboundedReceiver<Event>) {
        let parts = self.owner.parts();
        let (mut calls, mut attention, mut history) = (parts.calls, parts.attention, parts.history);
        let mut messages = parts.messages;
        let (mut session, mut settings, mut windows) = (parts.session, parts.settings, parts.windows);
        let mut missed_in = BTreeSet::new();
        loop {
            self.desk.choose(settings.borrow_and_update().clone());
            self.desk.find_notifications(!self.missing && self.has_buttons);
            let before = std::mem::replace(&mut missed_in, history.borrow_and_update().missed_in.clone());
            self.desk.missed_seen(&before.difference(&missed_in).cloned().collect());
            let (now, seen) = (calls.borrow_and_update().clone(), attention.borrow_and_update().clone());
            self.desk.handle(Instant::now().into_std(), &now, &seen);
            self.desk.read(&messages.borrow_and_update(), &seen);
            self.desk.remember(Instant::now().into_std(), Timestamp::now().as_millisecond(), &history.borrow(), &now);
            let around = session.borrow_and_update().clone();
            self.desk.be_watched(around.watched);
            self.desk.end_quiet(|workspace, quiet| lasts(&around, workspace, quiet));
            let there = windows.borrow_and_update().call;
            self.show_window(there);
            let words = Words::of(&around.language).by(settings.borrow().clock);
            self.show(words);
            let due = self.desk.poll_timeout(Instant::now().into_std()).map(Instant::from_std);
            let alive = select! {
                changed = calls.changed() => changed.is_ok(),
                changed = attention.changed() => changed.is_ok(),
                changed = history.changed() => changed.is_ok(),
                changed = messages.changed() => changed.is_ok(),
                changed = session.changed() => changed.is_ok(),
                changed = settings.changed() => changed.is_ok(),
                changed = windows.changed() => changed.is_ok(),
                Some(event) = heard.recv() => self.take(event),
                () = time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => true,
            };
            if !alive {
                return; // the agent ends
            }
        }
    }

    /// Has the call window come and go. One that is not there although it was asked for was closed, or
    /// cannot be shown: its calls are told of by notifications.
    fn show_window(&mut self, there: bool) {
        let wanted = self.desk.wants_window();
        if wanted != self.window {
            self.window = wanted;
            self.window_asks += 1;
            let (asked, events) = (self.owner.call_window(wanted), self.events.clone());
            tokio::spawn(async move {
                if let Err(error) = asked.await {
                    log::warn!("the call window: {error}");
                }
                let _ = events.send(Event::WindowAsked); // fails only while the agent ends
            });
        } else if wanted && !there && self.window_asks == 0 {
            self.desk.lose_window();
        }
    }

    /// Hands over what is wanted, if that is another set than before, or tells another set of names.
    fn show(&mut self, words: Words) {
        let mut wanted = self.desk.wanted(Instant::now().into_std());
        let before = self.shown.len();
        let renamed = |key: &Key, shown: &Telling| wanted.get(key).is_some_and(|new| new.unnamed != shown.unnamed);
        let again: BTreeSet<Key> =
            self.shown.iter().filter(|(key, (shown, _))| renamed(key, shown)).map(|(key, _)| key.clone()).collect();
        self.shown.retain(|key, _| wanted.contains_key(key) && !again.contains(key));
        wanted.retain(|key, _| !self.shown.contains_key(key));
        if wanted.is_empty() && self.shown.len() == before {
            return;
        }
        for (key, telling) in wanted {
            let image = self.picture(&telling.subject);
            let notice = telling.subject.notice(words, image);
            // Only a call that rings is worth a banner of its own once more.
            let again = again.contains(&key) && notice.kind != Kind::Ringing;
            let notice = Arc::new(Notice { again, ..notice });
            self.note(&key, Step::NotificationSent);
            self.shown.insert(key, (telling, notice));
        }
        self.service
            .show(Arc::new(self.shown.iter().map(|(key, (_, notice))| (key.clone(), notice.clone())).collect()));
    }

    /// The person's picture, if it is at hand. A ring does not wait for one.
    fn picture(&self, subject: &Subject) -> Option<PathBuf> {
        self.owner.picture(subject.person()?.picture.as_deref()?)
    }

    fn take(&mut self, event: Event) -> bool {
        match event {
            Event::Available(available) => self.say(!available),
            Event::Closed { key } => {
                let dismissed = self.shown.get(&key).and_then(|(telling, _)| dismissal(&telling.subject));
                self.desk.seen_to(&key);
                if let Some(action) = dismissed {
                    self.dispatch(key, action, None);
                }
            }
            Event::Expired { key } => {
                if !matches!(key, Key::Call { .. }) {
                    self.desk.seen_to(&key);
                }
            }
            Event::Pressed { key, button: Button::Later, .. } => self.desk.put_off(Instant::now().into_std(), &key),
            Event::Pressed { key, button, words, token } => {
                let action = self.shown.get(&key).map(|(telling, _)| telling.subject.action(button, words));
                self.desk.seen_to(&key);
                if let Some(action) = action {
                    self.dispatch(key, action, token);
                }
            }
            Event::Refused { key } => self.desk.refused(&key),
            Event::Service(service) => {
                self.has_buttons = service.as_ref().is_none_or(|service| service.buttons);
                self.owner.notification_service(service);
            }
            Event::Shown { key } => self.note(&key, Step::NotificationShown),
            Event::WindowAsked => self.window_asks -= 1,
        }
        true
    }

    fn dispatch(&self, key: Key, action: Action, token: Option<String>) {
        let (owner, events) = (self.owner.clone(), self.events.clone());
        tokio::spawn(async move {
            match owner.dispatch_pressed(action, token).await {
                Ok(()) | Err(ActionError::CallOver) => {}
                Err(error) => {
                    log::warn!("an answer from a notification was refused: {error}");
                    let _ = events.send(Event::Refused { key }); // fails only while the agent ends
                }
            }
        });
    }

    fn note(&self, key: &Key, step: Step) {
        if let Key::Call { call_id, .. } = key {
            self.owner.note(call_id, step);
        }
    }

    fn say(&mut self, missing: bool) {
        if self.missing != missing {
            self.missing = missing;
            self.owner.report(Trouble::NoNotifications, missing);
        }
    }
}

/// Closing a call's notification is Dismiss (design 11).
fn dismissal(subject: &Subject) -> Option<Action> {
    let Subject::Ringing { call, .. } = subject else { return None };
    Some(Action::AnswerCall { call_id: call.call_id.clone(), answer: Answer::Dismiss })
}

/// Whether it is still quiet for this reason. Whom one has muted stays untold.
fn lasts(session: &Session, workspace: &str, quiet: Quiet) -> bool {
    match quiet {
        Quiet::Busy => {
            let mut workspaces = session.workspaces.iter();
            workspaces.any(|known| known.id == workspace && known.me.presence == Presence::Busy)
        }
        Quiet::DoNotDisturb | Quiet::FullScreen | Quiet::QuietHours | Quiet::System => session.quiet.is_some(),
        Quiet::Muted => true,
    }
}
