//! The one owner of a profile's state: workspaces, settings, windows. Everybody else holds a [`Client`].

mod accounts;
mod actions;
mod examination;
mod one_call;
mod pages;
mod preferences;
mod publishing;
mod reception;
mod windows;

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use thiserror::Error;
use tokio::{
    select,
    sync::{mpsc, oneshot, watch},
    task::spawn_blocking,
    time::{Instant, sleep_until},
};
use vconnct_proto::UserId;

use self::{examination::Examination, reception::Door};
use crate::{
    action::ActionError,
    cache::{Cache, CacheError},
    client::{Attention, Client, NewMessage, Parts, Request, ViewerId},
    conference::Conference,
    core::{Account, Changed, Core, Input, ReplyTo, Starting},
    credentials::Token,
    desktop::Circumstances,
    diagnosis::Diagnosis,
    host::Host,
    http::{Http, NetworkError},
    pictures::Pictures,
    policy::Policy,
    quiet::Surroundings,
    rings::Rings,
    seat::{News, Seat, SeatId, Tools, What, clock},
    sign_in::SignedIn,
    steady,
    update::{
        Browsers, Calls, History, KeysFound, LocalTime, Managed, OpenRoom, RingTone, RoomCalls, Rooms, Session,
        Settings, SignIn, Sound, Trouble, Windows, WorkspaceId,
    },
};

/// How a profile's state is set up.
pub struct Setup {
    pub profile: String,
    /// Where the cache's database is.
    pub data_folder: PathBuf,
    /// Where pictures are kept.
    pub cache_folder: PathBuf,
    /// What the person has chosen.
    pub settings: Settings,
    /// What lies over that.
    pub policy: Policy,
    /// What the person's system speaks: `en`, `de` or `fr`.
    pub system_language: String,
    pub host: Arc<dyn Host>,
}

/// Why a profile cannot be served at all.
#[derive(Debug, Error)]
pub enum SetupError {
    #[error("its data cannot be kept: {0}")]
    Cache(#[from] CacheError),
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// Starts the owner. The future runs it, and ends when somebody has asked to quit.
///
/// # Errors
/// The profile cannot be served at all.
pub fn start(setup: Setup) -> Result<(Client, impl Future<Output = ()>), SetupError> {
    let chosen = setup.settings.within_limits();
    let settings = setup.policy.apply(&chosen);
    preferences::note_faults(&setup.policy);
    let setup = Setup { settings, ..setup };
    let cache = Cache::open(&setup.data_folder.join("cache.db"))?;
    let http = Http::new()?;
    let (requests, queue) = mpsc::unbounded_channel();
    let (news, newsfeed) = mpsc::unbounded_channel();
    let (urgent, urgent_feed) = mpsc::unbounded_channel();
    let rings = Arc::<Rings>::default();
    let pictures = Pictures::at(setup.cache_folder.join("pictures"));
    let (senders, parts) = Senders::new(&setup);
    let tools =
        Tools { http, cache, host: setup.host.clone(), news, urgent, rings: rings.clone(), pictures: pictures.clone() };
    let hub = Hub {
        seats: Vec::new(),
        next_seat: 0,
        tools,
        chosen,
        setup,
        senders,
        viewers: BTreeMap::new(),
        unkept: BTreeMap::new(),
        heirs: Vec::new(),
        replies: BTreeMap::new(),
        next_reply: 0,
        troubles: BTreeSet::new(),
        browser_viewers: BTreeSet::new(),
        keys: KeysFound::default(),
        sound_viewers: BTreeSet::new(),
        conference: Conference::default(),
        activation: None,
        calls_in_window: None,
        examination: Examination::default(),
        starts_at_login: None,
        opens_links: None,
        door: Door::default(),
        sign_ins: mpsc::unbounded_channel(),
        own_requests: requests.downgrade(),
        ready: false,
        desktop: Circumstances::new(),
        around: Surroundings::default(),
        around_until: None,
        soon: None,
        rows_due: None,
        new_rows: false,
        quitting: None,
        has_windows: false,
        leaving: false,
    };
    Ok((Client::new(requests, parts, rings, pictures), hub.run(queue, urgent_feed, newsfeed)))
}

type Reply = oneshot::Sender<Result<(), ActionError>>;
type Ended = (By, Result<SignedIn, ActionError>, Reply);

/// How somebody signs in.
#[derive(Clone, Copy, Debug)]
enum By {
    /// With what was brought back from the browser; the `number` tells one return from the next. A code was `tried`.
    Browser {
        number: u64,
        tried: bool,
    },
    Hand,
}

struct Hub {
    seats: Vec<Seat>,
    next_seat: u64,
    tools: Tools,
    /// What the person has chosen, whatever the policy says; what counts is in `setup`.
    chosen: Settings,
    setup: Setup,
    senders: Senders,
    viewers: BTreeMap<ViewerId, View>,
    /// Tokens that no key store keeps yet, and whose they are.
    unkept: BTreeMap<WorkspaceId, (UserId, Token)>,
    /// Who comes in once whoever was there before them is gone.
    heirs: Vec<(SignedIn, Reply)>,
    /// Who waits for what of which workspace.
    replies: BTreeMap<ReplyTo, (SeatId, Reply)>,
    next_reply: u64,
    troubles: BTreeSet<Trouble>,
    /// The connections that show the choice of browsers.
    browser_viewers: BTreeSet<ViewerId>,
    keys: KeysFound,
    /// The connections that show the choices of sound.
    sound_viewers: BTreeSet<ViewerId>,
    /// The window with the page of a call.
    conference: Conference,
    /// What lets the page of a call come forward that was accepted or joined just now, and until when.
    activation: Option<(String, Instant)>,
    /// Whether the web view can hold one, as one said that was looked at last.
    calls_in_window: Option<bool>,
    examination: Examination,
    /// As the system said when it was last asked.
    starts_at_login: Option<bool>,
    opens_links: Option<bool>,
    door: Door,
    sign_ins: (mpsc::UnboundedSender<Ended>, mpsc::UnboundedReceiver<Ended>),
    own_requests: mpsc::WeakUnboundedSender<Request>,
    ready: bool,
    /// As the desktop tells.
    desktop: Circumstances,
    around: Surroundings,
    /// When that may be otherwise by itself, by the wall clock.
    around_until: Option<LocalTime>,
    /// When what is not urgent is published.
    soon: Option<(Instant, Changed)>,
    /// When the rows of rooms are made and published.
    rows_due: Option<Instant>,
    /// They differ from what was last published.
    new_rows: bool,
    /// Until when a call that rings out may still be given up.
    quitting: Option<Instant>,
    /// Windows that have been told to close, and have not said yet that they did.
    has_windows: bool,
    /// No window was wanted any more, so their program is on its way out: what is wanted since is for the next one.
    leaving: bool,
}

/// What one connection looks at.
struct View {
    room: watch::Sender<Option<Arc<OpenRoom>>>,
    room_calls: watch::Sender<Option<Arc<RoomCalls>>>,
}

struct Senders {
    attention: watch::Sender<Arc<Attention>>,
    browsers: watch::Sender<Arc<Browsers>>,
    calls: watch::Sender<Arc<Calls>>,
    diagnosis: watch::Sender<Arc<Diagnosis>>,
    history: watch::Sender<Arc<History>>,
    managed: watch::Sender<Arc<Managed>>,
    messages: watch::Sender<Arc<Vec<NewMessage>>>,
    rooms: watch::Sender<Arc<Rooms>>,
    session: watch::Sender<Arc<Session>>,
    settings: watch::Sender<Arc<Settings>>,
    sign_in: watch::Sender<Arc<SignIn>>,
    sound: watch::Sender<Arc<Sound>>,
    windows: watch::Sender<Arc<Windows>>,
}

impl Hub {
    async fn run(
        mut self,
        mut requests: mpsc::UnboundedReceiver<Request>,
        mut urgent: mpsc::UnboundedReceiver<News>,
        mut news: mpsc::UnboundedReceiver<News>,
    ) {
        let pictures = self.tools.pictures.clone();
        spawn_blocking(move || pictures.look());
        self.look_around();
        self.restore().await;
        loop {
            if self.around_until.is_some_and(|until| until <= steady::wall().0) {
                self.look_around();
            }
            self.examine_on(Instant::now());
            self.open_what_is_late(Instant::now());
            self.wait_no_longer(Instant::now());
            self.keep_one_call();
            self.publish();
            if self.quitting.is_some_and(|until| until <= Instant::now() || !self.has_loose_ends()) {
                break;
            }
            let due = self.next_due();
            select! {
                // What calls depend on comes first: a ring waits for nobody's messages, nor wishes.
                biased;
                Some(news) = urgent.recv() => self.take(news),
                Some(request) = requests.recv() => self.request(request),
                Some((way, result, reply)) = self.sign_ins.1.recv() => self.signed_in(way, result, reply),
                () = sleep_until(due) => self.timeout(),
                // Last, as there can be any number of them.
                Some(news) = news.recv() => self.take(news),
                else => break,
            }
        }
        self.tools.cache.settle().await;
    }

    /// Takes up what was kept: every workspace is there at once, its connection follows its token.
    async fn restore(&mut self) {
        self.calls_in_window = self.tools.cache.web_view().await;
        for kept in self.tools.cache.load().await {
            let seat = self.seat(kept.account, kept.journal);
            seat.look_for_token();
        }
        self.ready = true;
        self.publish_everything();
    }

    fn seat(&mut self, account: Account, journal: Vec<crate::core::JournalEntry>) -> &mut Seat {
        self.next_seat += 1;
        let mut core = Core::new(clock(), account, journal, fastrand::u64(..));
        core.ring_for_messages(self.setup.settings.ring_for_messages);
        core.handle(clock(), Input::BusyInCall(self.setup.settings.busy_in_call));
        core.handle(clock(), Input::StartWith(starting(&self.setup.settings)));
        core.surround(self.around);
        let seat = Seat::new(SeatId(self.next_seat), core, self.tools.clone());
        self.seats.push(seat);
        let last = self.seats.len() - 1;
        &mut self.seats[last]
    }

    fn take(&mut self, news: News) {
        // A seat that was given up hears no more.
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.id == news.seat) {
            let (id, before) = (seat.id, seat.answer_ms());
            let unopened = match &news.what {
                What::PageOpened { call, opened: false } => Some(call.clone()),
                _ => None,
            };
            let missing = match &news.what {
                What::Token(found) => Some(found.as_ref().err().copied()),
                _ => None,
            };
            let errands = seat.take(news.what);
            if seat.answer_ms() != before {
                self.publish_diagnosis();
            }
            self.run_errands(id, errands);
            if let Some(call) = unopened {
                self.offer_page(id, &call);
            }
            if let Some(missing) = missing {
                self.learn_key_store(missing);
            }
        }
    }

    fn timeout(&mut self) {
        let now = steady::now();
        self.each_seat(|seat| {
            let is_due = seat.core.poll_timeout().is_some_and(|due| due <= now);
            if is_due { seat.feed(Input::Timeout) } else { Vec::new() }
        });
    }

    fn next_due(&self) -> Instant {
        let (now, steady) = (Instant::now(), steady::now());
        let seats = self.seats.iter().filter_map(|seat| seat.core.poll_timeout());
        let seats = seats.map(|due| now + due.since(steady));
        let soon = self.soon.as_ref().map(|(due, _)| *due);
        let left = |until: LocalTime| u64::try_from(until.saturating_sub(steady::wall().0)).unwrap_or_default();
        let around = self.around_until.map(|until| now + Duration::from_millis(left(until)).min(LONG));
        seats
            .chain(soon)
            .chain(self.conference.poll_timeout())
            .chain(self.examination.poll_timeout())
            .chain(self.waits_until().map(|until| until + Duration::from_millis(1)))
            .chain(around)
            .chain(self.rows_due)
            .chain(self.quitting)
            .min()
            .unwrap_or(now + LONG)
    }

    fn request(&mut self, request: Request) {
        match request {
            Request::Browsers(browsers) => self.show_browsers(browsers),
            Request::CallPage { call, reply } => {
                let address = self.conference.address(&call).map(str::to_owned);
                let _ = reply.send(address.ok_or(ActionError::CallOver)); // whoever asked may be gone
            }
            Request::CallWindow { shown, reply } => drop(reply.send(self.show_call_window(shown))), // may be gone
            Request::Desktop { circumstance, holds } => {
                let news = if holds { self.desktop.insert(circumstance) } else { self.desktop.remove(&circumstance) };
                if news {
                    self.look_around();
                    self.publish_session();
                }
            }
            Request::Dispatch { viewer, action, token, reply } => self.dispatch(viewer, action, token, reply),
            Request::KeyStoreCame => self.ask_key_store(),
            Request::KeysFound(found) => {
                if self.keys != found {
                    self.keys = found;
                    self.publish_session();
                }
            }
            Request::Loudness { call, loudness } => self.learn_loudness(call, loudness),
            Request::NetworkChanged => {
                // It may be another time and another place as well.
                self.look_around();
                self.look_at_system();
                self.renew_network();
            }
            Request::NotificationService(service) => self.learn_notification_service(service),
            Request::Outputs { outputs, plays_on } => {
                self.examination.plays_on = plays_on;
                self.sound(|sound| sound.outputs = outputs);
                self.publish_diagnosis();
            }
            Request::Picture { path, reply } => self.picture(path, reply),
            Request::Policy(policy) => self.follow_policy(policy),
            Request::Reception { number, found, reply } => self.receive(number, found, reply),
            Request::RingToneKept { name, reply } => {
                let ring_file = Some(name);
                let settings = Settings { ring_tone: RingTone::Own, ring_file, ..self.setup.settings.clone() };
                self.set_settings(settings, reply);
            }
            Request::TokenStored { workspace, token, stored } => self.token_stored(workspace, &token, stored),
            Request::Tested => self.sound(|sound| (sound.testing, sound.testing_of) = (false, None)),
            Request::Registered { starts_at_login, opens_links } => {
                (self.starts_at_login, self.opens_links) = (starts_at_login, opens_links);
                self.publish_session();
            }
            Request::Trouble { trouble, present } => {
                let news = if present { self.troubles.insert(trouble) } else { self.troubles.remove(&trouble) };
                if news {
                    self.publish_session();
                }
            }
            Request::ViewerCame { viewer, room, room_calls } => {
                self.viewers.insert(viewer, View { room, room_calls });
                self.publish_rows_soon();
            }
            Request::ViewerWent { viewer } => {
                self.viewers.remove(&viewer);
                self.look_at_browsers(viewer, false);
                self.look_at_sound(viewer, false);
                self.look_at_diagnosis(viewer, false);
                self.publish_rows_soon();
                self.each_seat(|seat| seat.viewer_went(viewer));
            }
            Request::WindowProgram { connected } => {
                if !connected {
                    self.lose_windows(); // before anybody sees to it that the lost ones are made anew
                }
                self.attend(|attention| attention.connected = connected);
            }
            Request::WindowsGone => self.lose_windows(),
        }
    }
}

impl Senders {
    fn new(setup: &Setup) -> (Self, Parts) {
        let (attention, attention_seen) = watch::channel(Arc::default());
        let (browsers, browsers_seen) = watch::channel(Arc::default());
        let (calls, calls_seen) = watch::channel(Arc::default());
        let (diagnosis, diagnosis_seen) = watch::channel(Arc::default());
        let (history, history_seen) = watch::channel(Arc::default());
        let (managed, managed_seen) = watch::channel(Arc::new(setup.policy.managed()));
        let (messages, messages_seen) = watch::channel(Arc::default());
        let (rooms, rooms_seen) = watch::channel(Arc::default());
        let session =
            Session { profile: setup.profile.clone(), language: setup.system_language.clone(), ..Session::default() };
        let (session, session_seen) = watch::channel(Arc::new(session));
        let (settings, settings_seen) = watch::channel(Arc::new(setup.settings.clone()));
        let (sign_in, sign_in_seen) = watch::channel(Arc::default());
        let (sound, sound_seen) = watch::channel(Arc::default());
        let (windows, windows_seen) = watch::channel(Arc::default());
        let parts = Parts {
            attention: attention_seen,
            browsers: browsers_seen,
            calls: calls_seen,
            diagnosis: diagnosis_seen,
            history: history_seen,
            managed: managed_seen,
            messages: messages_seen,
            rooms: rooms_seen,
            session: session_seen,
            settings: settings_seen,
            sign_in: sign_in_seen,
            sound: sound_seen,
            windows: windows_seen,
        };
        (
            Self {
                attention,
                browsers,
                calls,
                diagnosis,
                history,
                managed,
                messages,
                rooms,
                session,
                settings,
                sign_in,
                sound,
                windows,
            },
            parts,
        )
    }
}

fn starting(settings: &Settings) -> Starting {
    Starting { devices: settings.devices, remember: settings.remember_devices }
}

/// For actions nobody waits for.
const NOBODY: ReplyTo = ReplyTo(0);
const LONG: Duration = Duration::from_secs(24 * 60 * 60);
