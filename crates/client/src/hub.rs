//! The one owner of a profile's state: workspaces, settings, windows. Everybody else holds a [`Client`].

mod examination;

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use thiserror::Error;
use tokio::{
    select,
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep_until, timeout},
};
use vconnct_proto::CallId;

use self::examination::Examination;
use crate::{
    action::{Action, ActionError, WindowLabel},
    cache::{Cache, CacheError},
    client::{Attention, Client, Parts, Request, ViewerId},
    core::{Account, Changed, Core, Input, ReplyTo, Starting},
    credentials::{CredentialsError, Token},
    deep_link::DeepLink,
    diagnosis::Diagnosis,
    host::Host,
    http::{Http, NetworkError},
    link::Command,
    pictures,
    quiet::{self, Surroundings},
    rings::{Rings, Step},
    seat::{Errand, News, Seat, SeatId, Tools, clock},
    sign_in::{self, SignedIn},
    steady,
    update::{
        Calls, DoNotDisturb, History, IncomingPhase, LocalTime, OpenRoom, OutgoingPhase, RingTone, RoomCalls, Rooms,
        Session, Settings, SignedOut, Sound, Trouble, Windows,
    },
};

/// How a profile's state is set up.
pub struct Setup {
    pub profile: String,
    /// Where the cache's database is.
    pub data_folder: PathBuf,
    /// Where pictures are kept.
    pub cache_folder: PathBuf,
    pub settings: Settings,
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
    let setup = Setup { settings: setup.settings.within_limits(), ..setup };
    let cache = Cache::open(&setup.data_folder.join("cache.db"))?;
    let http = Http::new()?;
    let (requests, queue) = mpsc::unbounded_channel();
    let (news, newsfeed) = mpsc::unbounded_channel();
    let (urgent, urgent_feed) = mpsc::unbounded_channel();
    let rings = Arc::<Rings>::default();
    let (senders, parts) = Senders::new(&setup);
    let tools = Tools { http, cache, host: setup.host.clone(), news, urgent, rings: rings.clone() };
    let hub = Hub {
        seats: Vec::new(),
        next_seat: 0,
        tools,
        setup,
        senders,
        viewers: BTreeMap::new(),
        replies: BTreeMap::new(),
        next_reply: 0,
        troubles: BTreeSet::new(),
        sound_viewers: BTreeSet::new(),
        examination: Examination::default(),
        starts_at_login: None,
        sign_ins: mpsc::unbounded_channel(),
        own_requests: requests.downgrade(),
        ready: false,
        system_quiet: false,
        around: Surroundings::default(),
        around_until: None,
        soon: None,
        rows_due: None,
        new_rows: false,
        quitting: None,
        has_windows: false,
    };
    Ok((Client::new(requests, parts, rings), hub.run(queue, urgent_feed, newsfeed)))
}

type Reply = oneshot::Sender<Result<(), ActionError>>;
type Ended = (Result<SignedIn, ActionError>, Reply);

struct Hub {
    seats: Vec<Seat>,
    next_seat: u64,
    tools: Tools,
    setup: Setup,
    senders: Senders,
    viewers: BTreeMap<ViewerId, View>,
    replies: BTreeMap<ReplyTo, Reply>,
    next_reply: u64,
    troubles: BTreeSet<Trouble>,
    /// The connections that show the choices of sound.
    sound_viewers: BTreeSet<ViewerId>,
    examination: Examination,
    /// As the system said when it was last asked.
    starts_at_login: Option<bool>,
    sign_ins: (mpsc::UnboundedSender<Ended>, mpsc::UnboundedReceiver<Ended>),
    own_requests: mpsc::WeakUnboundedSender<Request>,
    ready: bool,
    /// The desktop itself shall not disturb.
    system_quiet: bool,
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
}

/// What one connection looks at.
struct View {
    room: watch::Sender<Option<Arc<OpenRoom>>>,
    room_calls: watch::Sender<Option<Arc<RoomCalls>>>,
}

struct Senders {
    attention: watch::Sender<Arc<Attention>>,
    calls: watch::Sender<Arc<Calls>>,
    diagnosis: watch::Sender<Arc<Diagnosis>>,
    history: watch::Sender<Arc<History>>,
    rooms: watch::Sender<Arc<Rooms>>,
    session: watch::Sender<Arc<Session>>,
    settings: watch::Sender<Arc<Settings>>,
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
        self.look_around();
        self.restore().await;
        loop {
            if self.around_until.is_some_and(|until| until <= steady::wall().0) {
                self.look_around();
            }
            self.examine_on(Instant::now());
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
                Some((result, reply)) = self.sign_ins.1.recv() => self.signed_in(result, reply),
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
            let errands = seat.take(news.what);
            if seat.answer_ms() != before {
                self.publish_diagnosis();
            }
            self.run_errands(id, errands);
        }
    }

    fn timeout(&mut self) {
        let now = steady::now();
        for index in 0..self.seats.len() {
            let seat = &mut self.seats[index];
            if seat.core.poll_timeout().is_some_and(|due| due <= now) {
                let (id, errands) = (seat.id, seat.feed(Input::Timeout));
                self.run_errands(id, errands);
            }
        }
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
            .chain(self.examination.poll_timeout())
            .chain(around)
            .chain(self.rows_due)
            .chain(self.quitting)
            .min()
            .unwrap_or(now + LONG)
    }

    /// Sees what may ring now; time, settings or the desktop have changed.
    fn look_around(&mut self) {
        let now = steady::zoned();
        let do_not_disturb = quiet::settled(self.setup.settings.do_not_disturb, &now);
        if do_not_disturb != self.setup.settings.do_not_disturb {
            self.setup.settings.do_not_disturb = do_not_disturb;
            self.senders.settings.send_replace(Arc::new(self.setup.settings.clone()));
            self.save_settings(|result| {
                if let Err(error) = result {
                    log::warn!("settings: {error}");
                }
            });
        }
        self.around_until = quiet::next_change(&self.setup.settings, &now);
        let around = Surroundings::of(&self.setup.settings, self.system_quiet, &now);
        if around != self.around {
            self.around = around;
            self.seats.iter_mut().for_each(|seat| seat.core.surround(around));
            self.publish_session();
        }
    }

    fn request(&mut self, request: Request) {
        match request {
            Request::Dispatch { viewer, action, reply } => self.dispatch(viewer, action, reply),
            Request::NetworkChanged => {
                // It may be another time and another place as well.
                self.look_around();
                self.renew_network();
            }
            Request::NotificationService(service) => self.learn_notification_service(service),
            Request::Outputs { outputs, plays_on } => {
                self.examination.plays_on = plays_on;
                self.sound(|sound| sound.outputs = outputs);
                self.publish_diagnosis();
            }
            Request::Picture { path, reply } => self.picture(path, reply),
            Request::RingToneKept { name, reply } => {
                let ring_file = Some(name);
                let settings = Settings { ring_tone: RingTone::Own, ring_file, ..self.setup.settings.clone() };
                self.set_settings(settings, reply);
            }
            Request::Tested => self.sound(|sound| sound.testing = false),
            Request::StartsAtLogin(starts) => {
                self.starts_at_login = starts;
                self.publish_session();
            }
            Request::SystemQuiet(quiet) => {
                self.system_quiet = quiet;
                self.look_around();
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
                self.look_at_sound(viewer, false);
                self.look_at_diagnosis(viewer, false);
                self.publish_rows_soon();
                self.each_seat(|seat| seat.viewer_went(viewer));
            }
            Request::WindowsGone => {
                self.has_windows = false;
                self.close_windows();
                self.look_away();
            }
        }
    }

    fn dispatch(&mut self, viewer: Option<ViewerId>, action: Action, reply: Reply) {
        let result = match action {
            Action::CardPainted { call_id } => {
                self.tools.rings.note(&call_id, Step::CardPainted);
                self.attend(|attention| {
                    attention.painted.insert(call_id);
                });
                Ok(())
            }
            Action::CheckWorkspace { url } => {
                let http = self.tools.http.clone();
                tokio::spawn(async move {
                    let _ = reply.send(sign_in::find(&http, &url).await.map(drop));
                });
                return;
            }
            Action::LookAtDiagnosis { looks } => {
                if let Some(viewer) = viewer {
                    self.look_at_diagnosis(viewer, looks);
                }
                Ok(())
            }
            Action::LookAtSound { looks } => {
                if let Some(viewer) = viewer {
                    self.look_at_sound(viewer, looks);
                }
                Ok(())
            }
            Action::CloseLink => {
                self.senders.windows.send_modify(|windows| Arc::make_mut(windows).link = None);
                Ok(())
            }
            Action::CopyReport => return self.copy_report(reply),
            Action::FollowLink { url } => self.follow_link(&url),
            Action::OpenLink { url } => return self.open_link(url, reply),
            Action::Quit => {
                self.quit();
                Ok(())
            }
            Action::Reconnect => {
                self.unlock();
                self.seats.iter().for_each(Seat::retry);
                Ok(())
            }
            Action::RingMe => {
                self.ring_on_trial();
                Ok(())
            }
            Action::SetDoNotDisturb { span } => {
                let now = steady::zoned();
                let do_not_disturb = span.map_or(DoNotDisturb::Off, |span| quiet::do_not_disturb(span, &now));
                return self.set_settings(Settings { do_not_disturb, ..self.setup.settings.clone() }, reply);
            }
            Action::SetSettings { settings } => return self.set_settings(*settings, reply),
            Action::ShowLogs => {
                let host = self.setup.host.clone();
                tokio::spawn(async move { reply.send(host.show_logs().await) });
                return;
            }
            Action::ShowWindow { room } => self.show_window(room),
            Action::SignIn { url, user, password, code } => {
                let (http, ended) = (self.tools.http.clone(), self.sign_ins.0.clone());
                tokio::spawn(async move {
                    let result = sign_in::sign_in(&http, &url, user, password, code).await;
                    let _ = ended.send((result, reply)); // fails only while the agent ends
                });
                return;
            }
            Action::StartAtLogin { on } => return self.start_at_login(on, reply),
            Action::TestRing => {
                self.sound(|sound| sound.testing = !sound.testing);
                Ok(())
            }
            Action::UseRingTone { name, content } => return self.use_ring_tone(name, &content, reply),
            Action::WindowClosed { window } => {
                self.window_closed(window);
                Ok(())
            }
            Action::WindowState { window: WindowLabel::Main, visible, focused } => {
                self.attend(|attention| {
                    (attention.visible, attention.focused) = (visible, focused);
                    if !(visible && focused) {
                        attention.painted.clear();
                    }
                });
                if focused {
                    self.look_at_login();
                }
                Ok(())
            }
            Action::WindowState { .. } => Ok(()),
            action if self.is_of_trial(&action) => {
                self.answer_trial(&action);
                Ok(())
            }
            action => return self.route(viewer, action, reply),
        };
        let _ = reply.send(result); // whoever asked may be gone
    }

    /// Hands an action to the workspace it is for.
    fn route(&mut self, viewer: Option<ViewerId>, action: Action, reply: Reply) {
        if let Action::AnswerCall { call_id, .. } = &action {
            self.tools.rings.note(call_id, Step::Answered);
        }
        if let Action::MarkCallsSeen = action {
            self.each_seat(|seat| seat.feed(Input::Action { action: Action::MarkCallsSeen, viewer, reply: NOBODY }));
            let _ = reply.send(Ok(()));
            return;
        }
        if let (Action::Look { at }, Some(viewer)) = (&action, viewer) {
            // Whoever looks somewhere else looks away from here.
            let there = at.as_ref().map(|look| look.room.workspace.clone());
            self.each_seat(|seat| {
                let stays = there.as_ref() == Some(&seat.core.account().workspace);
                if stays { Vec::new() } else { seat.viewer_went(viewer) }
            });
        }
        let Some(index) = self.seat_for(viewer, &action) else {
            let gone = matches!(action, Action::Look { at: None } | Action::LoadOlder | Action::CloseCard { .. });
            let missing = match &action {
                _ if gone => Ok(()),
                Action::AnswerCall { .. } | Action::CancelCall { .. } => Err(ActionError::CallOver),
                Action::JoinCall { .. } => Err(ActionError::Unknown { what: "call".into() }),
                _ => Err(ActionError::NotSignedIn),
            };
            let _ = reply.send(missing);
            return;
        };
        self.next_reply += 1;
        let to = ReplyTo(self.next_reply);
        self.replies.insert(to, reply);
        let seat = &mut self.seats[index];
        let (id, errands) = (seat.id, seat.feed(Input::Action { action, viewer, reply: to }));
        self.run_errands(id, errands);
    }

    fn seat_for(&self, viewer: Option<ViewerId>, action: &Action) -> Option<usize> {
        let at = |workspace: &str| self.seats.iter().position(|seat| seat.core.account().workspace == workspace);
        let with = |call: &CallId| self.seats.iter().position(|seat| seat.core.knows_call(call));
        match action {
            Action::JoinCall { workspace, .. }
            | Action::MarkRead { workspace, .. }
            | Action::OpenDirect { workspace, .. }
            | Action::SendMessage { workspace, .. }
            | Action::SignOut { workspace }
            | Action::StartCall { workspace, .. }
            | Action::Typing { workspace, .. } => at(workspace),
            Action::Look { at: Some(look) } => at(&look.room.workspace),
            Action::LoadOlder => {
                viewer.and_then(|viewer| self.seats.iter().position(|seat| seat.core.looks_at(viewer)))
            }
            Action::AnswerCall { call_id, .. }
            | Action::CancelCall { call_id }
            | Action::CloseCard { call_id }
            | Action::CopyCallLink { call_id }
            | Action::LeaveCall { call_id }
            | Action::OpenCallAgain { call_id }
            | Action::SilenceCall { call_id } => with(call_id),
            _ => None,
        }
    }

    fn each_seat(&mut self, mut act: impl FnMut(&mut Seat) -> Vec<Errand>) {
        for index in 0..self.seats.len() {
            let (id, errands) = (self.seats[index].id, act(&mut self.seats[index]));
            self.run_errands(id, errands);
        }
    }

    fn run_errands(&mut self, seat: SeatId, errands: Vec<Errand>) {
        for errand in errands {
            match errand {
                Errand::ForgetToken => self.forget_token(seat, false),
                Errand::Reply { to, result } => {
                    if let Some(reply) = self.replies.remove(&to) {
                        self.reply(reply, result);
                    }
                }
                Errand::SignOut => self.forget_token(seat, true),
            }
        }
    }

    /// Whoever is told that something is done can rely on it: what was to be written down of it is on disk.
    fn reply(&self, reply: Reply, result: Result<(), ActionError>) {
        if result.is_err() {
            let _ = reply.send(result); // nothing was done
            return;
        }
        let cache = self.tools.cache.clone();
        tokio::spawn(async move {
            // A disk that hangs holds nobody up for ever.
            let _ = timeout(DISK, cache.settle()).await;
            let _ = reply.send(result); // whoever asked may be gone
        });
    }

    /// A token is good for nothing any more; `leave`: nor is anything else of this workspace kept.
    fn forget_token(&mut self, id: SeatId, leave: bool) {
        let Some(index) = self.seats.iter().position(|seat| seat.id == id) else { return };
        let account = self.seats[index].core.account().clone();
        let (host, workspace, user) = (self.tools.host.clone(), account.workspace.clone(), account.user);
        tokio::spawn(async move {
            if let Err(error) = host.credentials().forget(&workspace, user.as_str()).await {
                log::warn!("key store: {error}");
            }
        });
        self.seats[index].hang_up();
        if leave {
            self.tools.cache.forget(account.workspace);
            self.seats.remove(index);
            self.publish_everything();
        } else {
            let errands = self.seats[index].feed(Input::SignedOut(SignedOut::Expired));
            self.run_errands(id, errands);
        }
    }

    fn signed_in(&mut self, result: Result<SignedIn, ActionError>, reply: Reply) {
        let signed_in = match result {
            Ok(signed_in) => signed_in,
            Err(error) => {
                let _ = reply.send(Err(error));
                return;
            }
        };
        let SignedIn { root, data } = signed_in;
        let token = Token::from(data.auth_token);
        let account = Account {
            workspace: root,
            user: data.user_id,
            username: data.me.username,
            name: data.me.name,
            site_name: None,
            devices: self.setup.settings.devices,
            shown_busy: false,
        };
        self.store_token(&account, &token, reply);
        let known = |seat: &Seat| seat.core.account().workspace == account.workspace;
        let same = |seat: &&mut Seat| known(seat) && seat.core.account().user == account.user;
        if let Some(seat) = self.seats.iter_mut().find(same) {
            seat.hang_up();
            seat.connect(token);
        } else {
            // Somebody else at the same workspace: a profile has one person there.
            self.seats.retain(|seat| !known(seat));
            self.tools.cache.forget(account.workspace.clone());
            self.tools.cache.keep_account(account.clone());
            self.seat(account, Vec::new()).connect(token);
        }
        self.publish_everything();
    }

    /// Keeps a token, and tells whoever signs in once it is kept: from then on a restart needs no password.
    /// A key store that cannot is told of, and the session goes on without.
    fn store_token(&self, account: &Account, token: &Token, signed_in: Reply) {
        let (host, requests) = (self.tools.host.clone(), self.own_requests.clone());
        let (workspace, user, token) = (account.workspace.clone(), account.user.clone(), token.clone());
        tokio::spawn(async move {
            let mut storing = host.credentials().store(&workspace, user.as_str(), &token);
            let (stored, waits) = match timeout(KEEPING, &mut storing).await {
                Ok(stored) => (stored, Some(signed_in)),
                // It asks the person something first; the session itself is there.
                Err(_) => {
                    let _ = signed_in.send(Ok(()));
                    (storing.await, None)
                }
            };
            let trouble = match &stored {
                Ok(()) => None,
                Err(CredentialsError::Locked) => Some(Trouble::KeyStoreLocked),
                Err(CredentialsError::Absent | CredentialsError::Failed(_)) => Some(Trouble::NoKeyStore),
            };
            if let Err(error) = stored {
                log::warn!("key store: {error}");
            }
            for (kind, present) in
                [Trouble::KeyStoreLocked, Trouble::NoKeyStore].map(|kind| (kind, trouble == Some(kind)))
            {
                if let Some(requests) = requests.upgrade() {
                    let _ = requests.send(Request::Trouble { trouble: kind, present }); // fails only while the agent ends
                }
            }
            waits.map(|signed_in| signed_in.send(Ok(())));
        });
    }

    /// Looks once more for tokens of a key store that was locked: the person is there now.
    fn unlock(&mut self) {
        let locked = |seat: &&Seat| seat.core.is_signed_out() == Some(SignedOut::KeyStoreLocked);
        self.seats.iter().filter(locked).for_each(Seat::look_for_token);
    }

    fn open_link(&self, url: String, reply: Reply) {
        let host = self.setup.host.clone();
        tokio::spawn(async move {
            let result = match url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
                Some("http" | "https" | "mailto") => host.open(url).await,
                _ => Err(ActionError::Unknown { what: "link".into() }),
            };
            let _ = reply.send(result);
        });
    }

    /// The lines are looked at once nothing new can take an old connection.
    fn renew_network(&self) {
        let (http, links) = (self.tools.http.clone(), self.seats.iter().filter_map(Seat::link).collect::<Vec<_>>());
        tokio::task::spawn_blocking(move || {
            http.renew();
            for link in links {
                let _ = link.send(Command::Retry); // it may have ended meanwhile
            }
        });
    }

    fn picture(&self, path: String, reply: oneshot::Sender<Result<crate::client::Picture, ActionError>>) {
        let unknown = || ActionError::Unknown { what: "picture".into() };
        let of = |root: &str| {
            let seat = self.seats.iter().find(|seat| crate::core::picture_root(&seat.core.account().workspace) == root);
            seat.and_then(|seat| seat.rest().cloned())
        };
        let Some(rest) = pictures::address(&path).and_then(|(root, _)| of(root)) else {
            let _ = reply.send(Err(unknown()));
            return;
        };
        let folder = self.setup.cache_folder.join("pictures");
        tokio::spawn(async move {
            let _ = reply.send(pictures::fetch(folder, path, rest).await);
        });
    }

    fn set_settings(&mut self, settings: Settings, reply: Reply) {
        let settings = settings.within_limits();
        self.seats.iter_mut().for_each(|seat| seat.core.ring_for_messages(settings.ring_for_messages));
        self.senders.settings.send_replace(Arc::new(settings.clone()));
        self.setup.settings = settings;
        self.publish_session();
        let (busy_in_call, starting) = (self.setup.settings.busy_in_call, starting(&self.setup.settings));
        self.each_seat(|seat| {
            let mut errands = seat.feed(Input::BusyInCall(busy_in_call));
            errands.extend(seat.feed(Input::StartWith(starting)));
            errands
        });
        self.look_around();
        self.save_settings(|result| drop(reply.send(result))); // whoever asked may be gone
    }

    fn save_settings(&self, then: impl FnOnce(Result<(), ActionError>) + Send + 'static) {
        let (host, settings) = (self.setup.host.clone(), self.setup.settings.clone());
        tokio::spawn(async move { then(host.save_settings(settings).await) });
    }

    /// Has the system keep a ring tone, and chooses it once it is kept.
    fn use_ring_tone(&self, name: String, content: &str, reply: Reply) {
        let Ok(content) = BASE64_STANDARD.decode(content) else {
            let _ = reply.send(Err(ActionError::NotASound));
            return;
        };
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            let kept = host.keep_ring_tone(content).await;
            match (kept, requests.upgrade()) {
                (Ok(()), Some(requests)) => drop(requests.send(Request::RingToneKept { name, reply })),
                (result, _) => drop(reply.send(result)), // whoever asked may be gone
            }
        });
    }

    fn look_at_sound(&mut self, viewer: ViewerId, looks: bool) {
        if looks {
            self.sound_viewers.insert(viewer)
        } else {
            self.sound_viewers.remove(&viewer)
        };
        self.attend_to_sound();
    }

    fn attend_to_sound(&self) {
        let looks = !self.sound_viewers.is_empty() || self.examination.is_wanted();
        self.attend(|attention| attention.sound = looks);
    }

    fn sound(&self, change: impl FnOnce(&mut Sound)) {
        let mut sound = Sound::clone(&self.senders.sound.borrow());
        change(&mut sound);
        replace(&self.senders.sound, sound);
    }

    fn start_at_login(&self, on: bool, reply: Reply) {
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move {
            let result = host.start_at_login(on).await;
            say_whether_it_starts(&*host, &requests).await;
            let _ = reply.send(result); // whoever asked may be gone
        });
    }

    /// The person may have changed it elsewhere, and looks at our window now.
    fn look_at_login(&self) {
        let (host, requests) = (self.setup.host.clone(), self.own_requests.clone());
        tokio::spawn(async move { say_whether_it_starts(&*host, &requests).await });
    }

    fn show_window(&mut self, room: Option<crate::action::RoomRef>) -> Result<(), ActionError> {
        self.unlock();
        self.setup.host.display()?;
        self.look_at_login();
        self.senders.windows.send_modify(|windows| {
            let windows = Arc::make_mut(windows);
            (windows.main, windows.room) = (true, room);
            windows.forward = windows.forward.wrapping_add(1);
        });
        Ok(())
    }

    /// What it asks for is for the window to say, and for the person to answer there.
    fn follow_link(&mut self, url: &str) -> Result<(), ActionError> {
        self.show_window(None)?;
        let link = DeepLink::read(url);
        let readable = link != DeepLink::Unreadable;
        self.senders.windows.send_modify(|windows| Arc::make_mut(windows).link = Some(link));
        if readable { Ok(()) } else { Err(ActionError::Unknown { what: "link".into() }) }
    }

    fn close_windows(&self) {
        self.senders.windows.send_modify(|windows| {
            let windows = Arc::make_mut(windows);
            (windows.main, windows.call, windows.link) = (false, false, None);
        });
    }

    fn window_closed(&mut self, window: WindowLabel) {
        self.senders.windows.send_modify(|windows| {
            let windows = Arc::make_mut(windows);
            match window {
                WindowLabel::Call => windows.call = false,
                WindowLabel::Main => (windows.main, windows.link) = (false, None),
            }
        });
        if window == WindowLabel::Main {
            self.look_away();
            if !self.setup.settings.keep_running {
                self.quit();
            }
        }
    }

    /// No window shows anything any more.
    fn look_away(&mut self) {
        self.sound_viewers.clear();
        self.stop_examining();
        self.senders.attention.send_modify(|attention| *attention = Arc::default());
    }

    fn attend(&self, change: impl FnOnce(&mut Attention)) {
        self.senders.attention.send_if_modified(|attention| {
            let mut changed = Attention::clone(attention);
            change(&mut changed);
            let news = **attention != changed;
            *attention = Arc::new(changed);
            news
        });
    }

    /// Ends the agent. A call that rings out is given up first, so that nobody rings for nobody, and
    /// windows are closed: they would take an agent that just goes for one that came to grief.
    fn quit(&mut self) {
        let windows = self.senders.windows.borrow().clone();
        self.has_windows = windows.main || windows.call;
        self.close_windows();
        self.quitting = Some(Instant::now() + GOODBYE);
        self.each_seat(|seat| {
            let ringing = seat.core.calls_view().outgoing.filter(|call| rings_out(&call.phase));
            let cancel = |call_id| Action::CancelCall { call_id };
            let action = ringing.map(|call| cancel(call.call_id));
            action.map_or_else(Vec::new, |action| seat.feed(Input::Action { action, viewer: None, reply: NOBODY }))
        });
    }

    /// The workspace has not been told yet that nobody calls any more, or windows are still there.
    fn has_loose_ends(&self) -> bool {
        self.has_windows || self.seats.iter().any(|seat| seat.core.is_giving_up())
    }

    /// Publishes what has changed: calls and the session at once, the rest a moment later.
    fn publish(&mut self) {
        let mut changed = Changed::default();
        for seat in &mut self.seats {
            changed = changed.and(seat.take_changed());
        }
        if changed.calls {
            self.publish_calls();
        }
        if changed.session {
            self.publish_session();
        }
        if changed.rooms {
            self.publish_rows_soon();
        }
        let rest = Changed { calls: false, session: false, rooms: false, ..changed };
        let now = Instant::now();
        if rest != Changed::default() {
            let (due, waiting) = self.soon.take().unwrap_or((now + SOON, Changed::default()));
            self.soon = Some((due, waiting.and(rest)));
        }
        if self.soon.as_ref().is_some_and(|(due, _)| *due <= now)
            && let Some((_, changed)) = self.soon.take()
        {
            self.publish_rest(changed);
        }
        if self.rows_due.is_some_and(|due| due <= now) {
            self.publish_rows();
        }
    }

    /// The more rows are to be told again, the longer more news is waited for.
    fn publish_rows_soon(&mut self) {
        let rows = u32::try_from(self.senders.rooms.borrow().rooms.len()).unwrap_or(u32::MAX);
        self.rows_due.get_or_insert_with(|| Instant::now() + SOON + ROW * rows);
    }

    /// Rows are made while somebody looks, a slice at each turn: what rings has the turns between.
    fn publish_rows(&mut self) {
        self.rows_due = None;
        if self.viewers.is_empty() {
            self.seats.iter_mut().for_each(|seat| seat.core.forget_rows());
            replace(&self.senders.rooms, Rooms::default());
            return;
        }
        for seat in &mut self.seats {
            self.new_rows |= seat.core.refresh_rows();
        }
        if !self.seats.iter().all(|seat| seat.core.has_fresh_rows()) {
            self.rows_due = Some(Instant::now());
            return;
        }
        let loaded = self.seats.iter().all(|seat| seat.core.rooms_loaded_once());
        let was_loaded = self.senders.rooms.borrow().loaded;
        if std::mem::take(&mut self.new_rows) || was_loaded != loaded {
            let rooms = self.seats.iter().flat_map(|seat| seat.core.rows()).collect();
            self.senders.rooms.send_replace(Arc::new(Rooms { loaded, rooms }));
        }
    }

    fn publish_everything(&mut self) {
        for seat in &mut self.seats {
            seat.take_changed();
        }
        self.soon = None;
        self.publish_calls();
        self.publish_session();
        self.publish_rest(Changed { history: true, looks: true, ..Changed::default() });
        self.new_rows = true; // a workspace may have come or gone
        self.publish_rows();
    }

    fn publish_calls(&self) {
        let mut all = Calls::default();
        for calls in self.seats.iter().map(|seat| seat.core.calls_view()) {
            all.incoming.extend(calls.incoming);
            all.outgoing = all.outgoing.or(calls.outgoing);
            all.joined = all.joined.or(calls.joined);
            all.started.extend(calls.started);
        }
        all.incoming.extend(self.examination.call().cloned());
        all.incoming.sort_by_key(|call| call.since);
        self.attend(|attention| attention.painted.retain(|call| all.incoming.iter().any(|one| one.call_id == *call)));
        self.note_rings(&all);
        replace(&self.senders.calls, all);
    }

    fn note_rings(&self, calls: &Calls) {
        for call in &calls.incoming {
            let step = match call.phase {
                IncomingPhase::Ringing { .. } => Step::Decided,
                IncomingPhase::Accepting | IncomingPhase::Dismissed | IncomingPhase::Over { .. } => Step::Over,
            };
            self.tools.rings.note(&call.call_id, step);
            if step == Step::Decided {
                self.tools.rings.note_quiet(&call.call_id, call.quiet);
            }
        }
    }

    fn publish_session(&self) {
        replace(&self.senders.session, self.session());
        if self.examination.is_wanted() {
            self.publish_diagnosis();
        }
    }

    fn session(&self) -> Session {
        Session {
            profile: self.setup.profile.clone(),
            ready: self.ready,
            language: self.setup.settings.language.clone().unwrap_or_else(|| self.setup.system_language.clone()),
            workspaces: self.seats.iter().map(|seat| seat.core.workspace()).collect(),
            troubles: self.troubles.iter().copied().collect(),
            starts_at_login: self.starts_at_login,
            quiet: self.around.quiet,
        }
    }

    fn publish_rest(&self, changed: Changed) {
        if changed.history {
            let mut calls: Vec<_> = self.seats.iter().flat_map(|seat| seat.core.history_view()).collect();
            calls.sort_by_key(|call| std::cmp::Reverse(call.started_at));
            calls.truncate(LOG);
            let missed = self.seats.iter().map(|seat| seat.core.missed()).sum();
            replace(&self.senders.history, History { calls, missed });
        }
        if changed.looks {
            for (viewer, view) in &self.viewers {
                let seat = self.seats.iter().find(|seat| seat.core.looks_at(*viewer));
                replace_some(&view.room, seat.and_then(|seat| seat.core.open_room(*viewer)));
                replace_some(&view.room_calls, seat.and_then(|seat| seat.core.room_calls(*viewer)));
            }
        }
    }
}

impl Senders {
    fn new(setup: &Setup) -> (Self, Parts) {
        let (attention, attention_seen) = watch::channel(Arc::default());
        let (calls, calls_seen) = watch::channel(Arc::default());
        let (diagnosis, diagnosis_seen) = watch::channel(Arc::default());
        let (history, history_seen) = watch::channel(Arc::default());
        let (rooms, rooms_seen) = watch::channel(Arc::default());
        let session =
            Session { profile: setup.profile.clone(), language: setup.system_language.clone(), ..Session::default() };
        let (session, session_seen) = watch::channel(Arc::new(session));
        let (settings, settings_seen) = watch::channel(Arc::new(setup.settings.clone()));
        let (sound, sound_seen) = watch::channel(Arc::default());
        let (windows, windows_seen) = watch::channel(Arc::default());
        let parts = Parts {
            attention: attention_seen,
            calls: calls_seen,
            diagnosis: diagnosis_seen,
            history: history_seen,
            rooms: rooms_seen,
            session: session_seen,
            settings: settings_seen,
            sound: sound_seen,
            windows: windows_seen,
        };
        (Self { attention, calls, diagnosis, history, rooms, session, settings, sound, windows }, parts)
    }
}

async fn say_whether_it_starts(host: &dyn Host, requests: &mpsc::WeakUnboundedSender<Request>) {
    let starts = host.starts_at_login().await;
    if let Some(requests) = requests.upgrade() {
        let _ = requests.send(Request::StartsAtLogin(starts)); // fails only while the agent ends
    }
}

/// Publishes a part only if it differs: nobody is woken for nothing.
fn replace<T: PartialEq>(sender: &watch::Sender<Arc<T>>, value: T) {
    sender.send_if_modified(|held| {
        let news = **held != value;
        if news {
            *held = Arc::new(value);
        }
        news
    });
}

fn replace_some<T: PartialEq>(sender: &watch::Sender<Option<Arc<T>>>, value: Option<T>) {
    sender.send_if_modified(|held| {
        let news = held.as_deref() != value.as_ref();
        if news {
            *held = value.map(Arc::new);
        }
        news
    });
}

fn starting(settings: &Settings) -> Starting {
    Starting { devices: settings.devices, remember: settings.remember_devices }
}

fn rings_out(phase: &OutgoingPhase) -> bool {
    matches!(phase, OutgoingPhase::Ringing { .. } | OutgoingPhase::Starting { .. })
}

/// For what was written down to be on disk.
const DISK: Duration = Duration::from_secs(1);
/// For a key store to keep a token while somebody waits.
const KEEPING: Duration = Duration::from_secs(3);
/// For actions nobody waits for.
const NOBODY: ReplyTo = ReplyTo(0);
/// From quitting to the end, for a call that rings out.
const GOODBYE: Duration = Duration::from_millis(500);
/// What comes together is published together.
const SOON: Duration = Duration::from_millis(20);
/// For each room that the sidebar shows, on top of that.
const ROW: Duration = Duration::from_micros(50);
const LONG: Duration = Duration::from_secs(24 * 60 * 60);
/// Calls in the log.
const LOG: usize = 300;
