//! Notifications on Windows and macOS: the system's own, with buttons, a field for words, and a way to take
//! them back. The two differ in their [`Center`] alone.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender, SyncSender},
    },
    thread,
    time::Duration,
};

use tokio::sync::mpsc::UnboundedSender;
use vconnct_client::diagnosis::NotificationService;

#[cfg(target_os = "macos")]
use super::macos::{Center, Toast};
#[cfg(windows)]
use super::windows::{Center, Toast};
use super::{
    Event, Notices,
    notice::{Button, Key, Notice},
};

/// What happened to a notification.
#[derive(Debug)]
pub(super) enum Happened {
    /// The person closed it.
    Closed,
    /// The system could not show it after all.
    #[cfg_attr(target_os = "macos", expect(dead_code, reason = "it says so when it is asked to"))]
    Failed(String),
    /// Its button of this name, with what was typed into its field.
    Pressed { button: String, words: Option<String> },
}

/// The notifications of this system, by a thread of their own: the system may make whoever asks it wait.
pub(crate) struct Service {
    orders: Sender<Order>,
}

enum Order {
    /// For good, and says when that is done.
    CloseAll(SyncSender<()>),
    /// Exactly these, from now on.
    Show(Arc<Notices>),
}

impl Service {
    /// Looks in the background whether there are notifications here; what happens to them is told through
    /// `events`. Those of other profiles stay what they are.
    pub(crate) fn start(events: UnboundedSender<Event>, icon: Option<PathBuf>, profile: &str) -> Self {
        let (orders, received) = mpsc::channel();
        let (profile, missing) = (profile.to_owned(), events.clone());
        let run = move || Board::new(events, profile, icon).serve(&received);
        if let Err(error) = thread::Builder::new().name("notifications".into()).spawn(run) {
            log::error!("no thread for notifications: {error}");
            let _ = missing.send(Event::Available(false)); // fails only while the agent ends
        }
        Self { orders }
    }

    /// From now on exactly these are shown.
    pub(crate) fn show(&self, notices: Arc<Notices>) {
        let _ = self.orders.send(Order::Show(notices)); // without its thread there are none; that was said
    }

    pub(crate) fn on_screen(&self) -> Screen {
        Screen { orders: self.orders.clone() }
    }
}

/// A hand on all that is shown, for whoever ends the agent.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    orders: Sender<Order>,
}

impl Screen {
    /// All have their names from us: there is nothing to wait for.
    pub(crate) async fn settle(&self, _limit: Duration) {}

    /// Takes every notification away, and lets no new one appear. Blocks for `limit` at most.
    pub(crate) fn close_all(&self, limit: Duration) {
        let (done, wait) = mpsc::sync_channel(1);
        if self.orders.send(Order::CloseAll(done)).is_ok() {
            let _ = wait.recv_timeout(limit); // a system that hangs keeps them
        }
    }
}

/// What is on the screen.
struct Board {
    events: UnboundedSender<Event>,
    profile: String,
    icon: Option<PathBuf>,
    center: Option<Center>,
    shown: BTreeMap<Key, (Arc<Notice>, Toast)>,
    /// The number of the last one; their tags are at most 64 letters, which ids of calls need not be.
    last: u64,
}

impl Board {
    fn new(events: UnboundedSender<Event>, profile: String, icon: Option<PathBuf>) -> Self {
        Self { events, profile, icon, center: None, shown: BTreeMap::new(), last: 0 }
    }

    fn serve(mut self, orders: &Receiver<Order>) {
        self.look_around();
        for order in orders {
            match order {
                Order::CloseAll(done) => {
                    if let Some(center) = &self.center {
                        center.withdraw_all();
                    }
                    let _ = done.send(()); // whoever waited may have lost patience
                    return;
                }
                Order::Show(notices) => self.show(&notices),
            }
        }
    }

    /// Whether notifications can be shown here, said before one is missed.
    fn look_around(&mut self) {
        self.open();
        tell_whether_allowed(&self.events, self.center.as_ref().is_some_and(Center::is_allowed));
        if let Some(center) = &self.center {
            let events = self.events.clone();
            center.ask_the_person(move |allowed| tell_whether_allowed(&events, allowed));
        }
    }

    fn open(&mut self) {
        match Center::open(&self.profile, self.icon.as_deref()) {
            Ok(center) => self.center = Some(center),
            Err(error) => log::warn!("notifications: this system shows none: {error}"),
        }
    }

    fn show(&mut self, notices: &Notices) {
        self.shown.retain(|key, (shown, toast)| {
            let stays = notices.get(key).is_some_and(|notice| Arc::ptr_eq(notice, shown));
            // One that was pressed or closed has gone already.
            if !stays && let Some(Err(error)) = self.center.as_ref().map(|center| center.withdraw(toast)) {
                log::info!("notifications: one was not taken away: {error}");
            }
            stays
        });
        for (key, notice) in notices {
            if !self.shown.contains_key(key) {
                self.show_one(key, notice);
            }
        }
    }

    fn show_one(&mut self, key: &Key, notice: &Arc<Notice>) {
        if self.center.is_none() {
            self.open(); // it may have come up since
        }
        let Some(center) = &self.center else { return self.tell(Event::Available(false)) };
        self.last += 1;
        let (tag, listener) = (self.last.to_string(), listener(self.events.clone(), key.clone()));
        match center.show(&tag, notice, listener) {
            Ok(toast) => {
                tell_whether_allowed(&self.events, center.is_allowed());
                self.tell(Event::Shown { key: key.clone() });
                self.shown.insert(key.clone(), (notice.clone(), toast));
            }
            Err(error) => {
                log::warn!("notifications: one was not shown: {error}");
                self.tell(Event::Available(false));
            }
        }
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(event); // fails only while the agent ends
    }
}

/// The person may allow notifications, and forbid them, while the agent runs.
fn tell_whether_allowed(events: &UnboundedSender<Event>, allowed: bool) {
    let service = || NotificationService { name: Center::NAME.into(), version: String::new(), buttons: true };
    for event in [Event::Available(allowed), Event::Service(allowed.then(service))] {
        let _ = events.send(event); // fails only while the agent ends
    }
}

/// What happens to the notification of `key`, as the agent understands it.
fn listener(events: UnboundedSender<Event>, key: Key) -> impl Fn(Happened) + Clone + Send + Sync + 'static {
    move |happened| {
        let key = key.clone();
        let event = match happened {
            Happened::Closed => Event::Closed { key },
            Happened::Failed(why) => {
                log::warn!("notifications: one was not shown: {why}");
                Event::Available(false)
            }
            Happened::Pressed { button, words } => match Button::of(&button) {
                Some(button) => Event::Pressed { key, button, words, token: None },
                None => return,
            },
        };
        let _ = events.send(event); // fails only while the agent ends
    }
}
