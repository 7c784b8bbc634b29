//! Notifications on Linux, over D-Bus.
//!
//! Written to the service itself, not through a crate: a ring must not lose a click, must survive a
//! service that is frozen, killed or started anew, and must listen to nobody but that service.

mod board;
mod bus;
mod closing;
mod portal;
mod server;

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    select,
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{self, Instant},
};
use vconnct_client::diagnosis::NotificationService;

use self::{
    board::{Board, Order, Ticket},
    bus::{Bus, BusError, Capabilities, Heard, LIMIT, Shower},
    closing::OnScreen,
};
use super::{Event, Notices, notice::Notice};

/// The notifications of this system. They are gone when it is dropped only if they were closed.
pub(crate) struct Service {
    wanted: watch::Sender<Arc<Notices>>,
    on_screen: OnScreen,
    task: JoinHandle<()>,
}

impl Service {
    /// Connects in the background; what happens to notifications is told through `events`. Ids tell ours from
    /// those of other profiles.
    pub(crate) fn start(events: mpsc::UnboundedSender<Event>, icon: Option<PathBuf>, profile: &str) -> Self {
        let (wanted, seen) = watch::channel(Arc::default());
        let shower = Shower::find(profile);
        let on_screen = OnScreen::new(shower.clone());
        let icon = icon.and_then(|path| path.to_str().map(Arc::from)).unwrap_or_else(|| APP_ID.into());
        let task = tokio::spawn(run(seen, events, on_screen.clone(), icon, shower));
        Self { wanted, on_screen, task }
    }

    /// From now on exactly these are shown.
    pub(crate) fn show(&self, notices: Arc<Notices>) {
        self.wanted.send_replace(notices);
    }

    /// What [`closing`] needs, from any thread.
    pub(crate) fn on_screen(&self) -> Screen {
        Screen(self.on_screen.clone())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A hand on all that is shown, for whoever ends the agent.
#[derive(Clone, Debug)]
pub(crate) struct Screen(OnScreen);

impl Screen {
    /// Waits until all that was asked for has come up, `limit` at most. Needs the runtime.
    pub(crate) async fn settle(&self, limit: Duration) {
        self.0.settle(limit).await;
    }

    /// Takes every notification away, and lets no new one appear. Blocks for `limit` at most; may be
    /// called from any thread and in any state, a panic included.
    pub(crate) fn close_all(&self, limit: Duration) {
        self.0.close(limit);
    }
}

async fn run(
    mut wanted: watch::Receiver<Arc<Notices>>,
    events: mpsc::UnboundedSender<Event>,
    on_screen: OnScreen,
    icon: Arc<str>,
    shower: Shower,
) {
    loop {
        let (heard, news) = mpsc::unbounded_channel();
        match Bus::connect(shower.clone(), heard).await {
            Ok(bus) => {
                Desktop::new(bus, events.clone(), on_screen.clone(), icon.clone()).serve(&mut wanted, news).await
            }
            Err(error) => log::warn!("no session bus: {error}"),
        }
        if events.send(Event::Available(false)).is_err() {
            return; // nobody follows any more
        }
        // With every new call, and now and then.
        let _ = time::timeout(RECONNECT, wanted.changed()).await;
        time::sleep(RETRY).await;
    }
}

/// What a spawned request came to.
enum Answer {
    /// The service has not answered for [`LIMIT`]; it may still do so.
    Late,
    Shown(Ticket, Option<Capabilities>, Result<u32, BusError>),
}

struct Desktop {
    bus: Bus,
    board: Board,
    /// Shown through a portal that has gone, and perhaps still there.
    orphans: BTreeSet<u32>,
    owner: Option<String>,
    /// Somebody would show it: the owner, or whoever the bus starts when asked.
    is_served: bool,
    capabilities: Option<Capabilities>,
    events: mpsc::UnboundedSender<Event>,
    on_screen: OnScreen,
    /// A name of the icon theme, or a path.
    icon: Arc<str>,
    answers: mpsc::UnboundedSender<Answer>,
    answered: Option<mpsc::UnboundedReceiver<Answer>>,
    retry: Option<Instant>,
    /// How long the next retry waits.
    patience: Duration,
}

impl Desktop {
    fn new(bus: Bus, events: mpsc::UnboundedSender<Event>, on_screen: OnScreen, icon: Arc<str>) -> Self {
        let (answers, answered) = mpsc::unbounded_channel();
        on_screen.unanswered(); // by an earlier bus
        Self {
            bus,
            board: Board::default(),
            orphans: BTreeSet::new(),
            owner: None,
            is_served: false,
            capabilities: None,
            events,
            on_screen,
            icon,
            answers,
            answered: Some(answered),
            retry: None,
            patience: RETRY,
        }
    }

    /// Until the connection ends.
    async fn serve(mut self, wanted: &mut watch::Receiver<Arc<Notices>>, mut news: mpsc::UnboundedReceiver<Heard>) {
        let Some(mut answered) = self.answered.take() else { return };
        self.owner = self.bus.owner().await;
        self.look_around().await;
        loop {
            self.reconcile(&wanted.borrow_and_update().clone());
            let retry = self.retry;
            select! {
                biased;
                heard = news.recv() => match heard {
                    Some(Heard::Owner(owner)) => self.new_owner(owner).await,
                    Some(Heard::Said { sender, signal }) if self.owner.as_ref() == Some(&sender) => {
                        let (orders, events) = self.board.heard(signal);
                        self.carry_out(orders, events);
                    }
                    Some(Heard::Said { sender, .. }) => log::warn!("{sender} is not the notification service"),
                    Some(Heard::End) | None => return,
                },
                Some(answer) = answered.recv() => self.take(answer),
                changed = wanted.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    // A call that rings now is not to wait for as long as an old notice may.
                    self.patience = RETRY;
                }
                () = time::sleep_until(retry.unwrap_or_else(Instant::now)), if retry.is_some() => {
                    self.retry = None;
                    self.board.try_again();
                }
            }
        }
    }

    /// Whether notifications can be shown here, said before one is missed.
    async fn look_around(&mut self) {
        if self.owner.is_some() {
            self.capabilities = self.bus.capabilities().await.ok();
        }
        self.introduce();
        self.is_served = self.owner.is_some() || self.bus.can_start_one().await;
        self.tell(Event::Available(self.is_served));
    }

    /// Says who serves; nothing on a ring's way waits for its name.
    fn introduce(&self) {
        let Some(capabilities) = self.capabilities else { return self.tell(Event::Service(None)) };
        let (bus, events) = (self.bus.clone(), self.events.clone());
        tokio::spawn(async move {
            let name = bus.name().await.inspect_err(|error| log::info!("notification service: {error}"));
            let (name, version) = name.unwrap_or_default();
            let service = NotificationService { name, version, buttons: capabilities.actions };
            let _ = events.send(Event::Service(Some(service))); // fails only while the agent ends
        });
    }

    /// All ids of the one before are void; what still rings is shown again, by whoever serves now. What was asked
    /// for while nobody was there has waited for this one.
    async fn new_owner(&mut self, owner: Option<String>) {
        if owner == self.owner {
            return; // who came while we asked for the owner is told of twice
        }
        log::info!("notification service: {}", owner.as_deref().unwrap_or("gone"));
        (self.capabilities, self.retry, self.patience) = (None, None, RETRY);
        match std::mem::replace(&mut self.owner, owner) {
            Some(_) => self.orphans.extend(self.board.gone()),
            None => self.board.try_again(),
        }
        self.close_orphans();
        self.look_around().await;
    }

    /// Takes away what nobody knows of any more.
    fn close_orphans(&mut self) {
        if !self.bus.outlives_its_owner() {
            self.orphans.clear();
        } else if self.owner.is_some() {
            let orders = std::mem::take(&mut self.orphans).into_iter().map(Order::Close).collect();
            self.carry_out(orders, Vec::new());
        }
    }

    fn reconcile(&mut self, wanted: &Notices) {
        if self.is_served {
            let orders = self.board.reconcile(wanted);
            self.carry_out(orders, Vec::new());
        }
    }

    fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Late => self.tell(Event::Available(false)),
            Answer::Shown(ticket, capabilities, Ok(id)) => {
                self.capabilities = capabilities;
                if let Some(key) = self.board.key(ticket) {
                    self.tell(Event::Shown { key });
                }
                let (orders, events) = self.board.shown(ticket, id);
                self.carry_out(orders, events);
                self.on_screen.answered();
                self.patience = RETRY;
                self.tell(Event::Available(true));
            }
            Answer::Shown(ticket, _, Err(error)) => {
                self.on_screen.answered();
                log::warn!("a notification was not shown: {error}");
                if let BusError::Unsure(id, _) = error {
                    self.orphans.insert(id);
                    self.close_orphans();
                }
                self.board.refused(ticket);
                self.retry = Some(Instant::now() + self.patience);
                self.patience = (self.patience * 2).min(LONGEST_RETRY);
                self.tell(Event::Available(false));
            }
        }
    }

    fn carry_out(&mut self, orders: Vec<Order>, events: Vec<Event>) {
        events.into_iter().for_each(|event| self.tell(event));
        let may_show = self.on_screen.set(self.board.ids());
        for order in orders {
            match order {
                // The portal named it and has gone since: the next one is to take it away.
                Order::Close(id) if !self.is_served && self.owner.is_none() => drop(self.orphans.insert(id)),
                Order::Close(id) => drop(tokio::spawn(close(self.bus.clone(), id))),
                Order::Show(ticket, notice) if may_show => self.show(ticket, notice),
                Order::Show(..) => {}
            }
        }
    }

    fn show(&self, ticket: Ticket, notice: Arc<Notice>) {
        let (bus, icon, known, answers) =
            (self.bus.clone(), self.icon.clone(), self.capabilities, self.answers.clone());
        self.on_screen.asked();
        tokio::spawn(async move {
            let shown = show(&bus, &notice, &icon, known);
            tokio::pin!(shown);
            let (capabilities, id) = match time::timeout(LIMIT, &mut shown).await {
                Ok(shown) => shown,
                Err(_) => {
                    let _ = answers.send(Answer::Late);
                    shown.await
                }
            };
            // Fails only when the connection is gone, and the notification with it.
            let _ = answers.send(Answer::Shown(ticket, capabilities, id));
        });
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(event); // fails only while the agent ends
    }
}

async fn show(
    bus: &Bus,
    notice: &Notice,
    icon: &str,
    known: Option<Capabilities>,
) -> (Option<Capabilities>, Result<u32, BusError>) {
    let capabilities = match known {
        Some(known) => Ok(known),
        None => bus.capabilities().await,
    };
    match capabilities {
        Ok(capabilities) => (Some(capabilities), bus.notify(notice, icon, capabilities).await),
        Err(error) => (None, Err(error)),
    }
}

async fn close(bus: Bus, id: u32) {
    if let Err(error) = bus.close(id).await {
        log::warn!("a notification was not closed: {error}");
    }
}

/// The app as launchers and icon themes know it.
const APP_ID: &str = "com.vconnct.desktop";
const APP_NAME: &str = "Vconnct";
/// After the service refused, or the bus was lost; twice as long after each time it does so again.
const RETRY: Duration = Duration::from_millis(500);
/// One that cannot start at all is not started all night long.
const LONGEST_RETRY: Duration = Duration::from_secs(60);
/// While there is no bus.
const RECONNECT: Duration = Duration::from_secs(30);
