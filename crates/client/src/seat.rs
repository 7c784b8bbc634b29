//! One workspace of a profile at work: its state, its connection, its requests.

use std::{collections::HashSet, ops::Range, sync::Arc, time::Duration};

use tokio::sync::mpsc;
use vconnct_proto::{CallId, SignalAction, Timestamp, rest, stream::StreamEvent};

use crate::{
    action::ActionError,
    cache::Cache,
    client::ViewerId,
    core::{Changed, Clock, Core, Input, Output, ReplyTo, Ticket},
    credentials::{CredentialsError, Token},
    host::Host,
    http::Http,
    link::{self, Command, Report},
    pictures::Pictures,
    rest::Rest,
    rings::{Rings, Step},
    steady,
    update::{Browser, SignedOut},
};

/// What comes back from tasks, with the number of the seat it is for.
#[derive(Debug)]
pub(crate) struct News {
    pub seat: SeatId,
    pub what: What,
}

/// Tells the seats apart: a workspace that was left and entered again is another one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct SeatId(pub u64);

#[derive(Debug)]
pub(crate) enum What {
    Answer {
        ticket: Ticket,
        result: Result<Vec<u8>, rest::RestError>,
        date: Option<Timestamp>,
    },
    /// A piece of a long answer.
    Documents {
        ticket: Ticket,
        list: Arc<rest::LongList>,
        which: Range<usize>,
    },
    Copied {
        reply: ReplyTo,
        result: Result<(), ActionError>,
    },
    Link {
        line: u64,
        report: Report,
    },
    PageOpened {
        call: CallId,
        opened: bool,
    },
    /// The stored token, or why there is none.
    Token(Result<Token, SignedOut>),
}

/// One workspace at work.
pub(crate) struct Seat {
    pub id: SeatId,
    pub core: Core,
    /// Without a session it can only wait for a person to sign in.
    rest: Option<Rest>,
    link: Option<mpsc::UnboundedSender<Command>>,
    /// Counts connections, so that an old one's last words are not taken for the new one's.
    line: u64,
    /// How long the workspace took to answer when that was last timed, over this connection.
    answer: Option<Duration>,
    /// Pictures that were asked for over this connection before anybody looked at them: once each.
    fetched: HashSet<String>,
    tools: Tools,
}

/// What every seat works with.
#[derive(Clone)]
pub(crate) struct Tools {
    pub http: Http,
    pub cache: Cache,
    pub host: Arc<dyn Host>,
    pub news: mpsc::UnboundedSender<News>,
    /// What overtakes all other news: whatever calls depend on.
    pub urgent: mpsc::UnboundedSender<News>,
    pub rings: Arc<Rings>,
    pub pictures: Pictures,
}

/// What a seat leaves for the owner of all seats to do.
#[derive(Debug)]
pub(crate) enum Errand {
    /// The page of a call this person is in is to be shown.
    Open {
        call: CallId,
        address: String,
    },
    Reply {
        to: ReplyTo,
        result: Result<(), ActionError>,
    },
    /// Its person has signed out: forget it.
    SignOut,
    /// The session is over: its token is good for nothing any more.
    ForgetToken,
}

impl Seat {
    pub fn new(id: SeatId, core: Core, tools: Tools) -> Self {
        Self { id, core, rest: None, link: None, line: 0, answer: None, fetched: HashSet::new(), tools }
    }

    /// Connects with a session's token.
    pub fn connect(&mut self, token: Token) {
        let account = self.core.account();
        let session = (account.user.clone(), token.clone());
        let root = account.workspace.clone();
        self.rest = Some(Rest::new(self.tools.http.clone(), root.clone(), Some(session)));
        let target = link::Target { http: self.tools.http.clone(), root, user: account.user.clone(), token };
        let (commands, queue) = mpsc::unbounded_channel();
        self.link = Some(commands);
        self.line += 1;
        let (seat, line) = (self.id, self.line);
        let (news, urgent) = (self.tools.news.clone(), self.tools.urgent.clone());
        let report = move |report: Report| {
            let queue = if report.is_urgent() { &urgent } else { &news };
            queue.send(News { seat, what: What::Link { line, report } }).is_ok()
        };
        tokio::spawn(link::keep(target, queue, report));
    }

    /// Looks for the stored token.
    pub fn look_for_token(&self) {
        let account = self.core.account().clone();
        let (host, news, seat) = (self.tools.host.clone(), self.tools.news.clone(), self.id);
        tokio::spawn(async move {
            let found = host.credentials().load(&account.workspace, account.user.as_str()).await;
            let token = match found {
                Ok(Some(token)) => Ok(token),
                Err(CredentialsError::Absent) => Err(SignedOut::NoKeyStore),
                Err(CredentialsError::Locked) => Err(SignedOut::KeyStoreLocked),
                Ok(None) | Err(CredentialsError::Failed(_)) => Err(SignedOut::NoStoredSession),
            };
            let _ = news.send(News { seat, what: What::Token(token) });
        });
    }

    /// The person signs in or out, or the session ended: no further connection.
    pub fn hang_up(&mut self) {
        (self.link, self.rest) = (None, None);
        self.line += 1;
    }

    pub fn rest(&self) -> Option<&Rest> {
        self.rest.as_ref()
    }

    /// Where commands to the connection go, if there is one or it is being tried.
    pub fn link(&self) -> Option<mpsc::UnboundedSender<Command>> {
        self.link.clone()
    }

    /// Tries at once to connect, or to see whether the line holds.
    pub fn retry(&self) {
        self.command(Command::Retry);
    }

    /// Times the workspace's answer anew.
    pub fn time_answer(&mut self) {
        self.command(Command::TimeAnswer);
    }

    /// How long it took when it was last timed, in ms; nothing if it has not answered over this connection.
    pub fn answer_ms(&self) -> Option<u32> {
        self.answer.map(|answer| u32::try_from(answer.as_millis()).unwrap_or(u32::MAX))
    }

    /// Takes in what a task brought back.
    pub fn take(&mut self, what: What) -> Vec<Errand> {
        let mut errands = Vec::new();
        let input = match what {
            What::Answer { ticket, result, date } => Input::Answer { ticket, result, date },
            What::Documents { ticket, list, which } => Input::Documents { ticket, list, which },
            What::Copied { reply, result } => return vec![Errand::Reply { to: reply, result }],
            What::Link { line, .. } if line != self.line => return errands,
            What::Link { report, .. } => match report {
                Report::Answered { after } => {
                    self.answer = Some(after);
                    return errands;
                }
                Report::Connecting => Input::Connecting,
                Report::Lost { next_try, loss } => {
                    self.answer = None;
                    Input::Disconnected { next_try, loss }
                }
                Report::Ready => {
                    self.fetched.clear();
                    Input::Connected
                }
                Report::SignedIn => Input::SignedIn,
                Report::Signal { signal, heard } => {
                    if signal.action == SignalAction::Call {
                        self.tools.rings.note_at(heard, &signal.params.call_id, Step::Heard);
                    }
                    Input::Stream(StreamEvent::Signal(signal))
                }
                Report::SignedOut => {
                    errands.push(Errand::ForgetToken);
                    Input::SignedOut(SignedOut::Expired)
                }
                Report::Stream(event) => Input::Stream(event),
                Report::Watched { users } => Input::Watched { users },
            },
            What::PageOpened { call, opened } => Input::PageOpened { call, opened },
            // The person has signed in meanwhile.
            What::Token(_) if self.link.is_some() => return errands,
            What::Token(Ok(token)) => {
                self.connect(token);
                Input::Connecting
            }
            What::Token(Err(reason)) => Input::SignedOut(reason),
        };
        errands.extend(self.feed(input));
        errands
    }

    /// Feeds the state and carries out what it puts out.
    pub fn feed(&mut self, input: Input) -> Vec<Errand> {
        self.core.handle(clock(), input);
        let mut errands = Vec::new();
        while let Some(output) = self.core.poll_output() {
            errands.extend(self.carry_out(output));
        }
        errands
    }

    pub fn take_changed(&mut self) -> Changed {
        self.core.take_changed()
    }

    pub fn viewer_went(&mut self, viewer: ViewerId) -> Vec<Errand> {
        if self.core.looks_at(viewer) { self.feed(Input::ViewerWent(viewer)) } else { Vec::new() }
    }

    fn carry_out(&mut self, output: Output) -> Option<Errand> {
        match output {
            Output::Copy { address, reply } => self.copy(address, reply),
            Output::FetchPictures(pictures) => self.fetch_pictures(pictures),
            Output::Follow(room) => self.command(Command::Follow(room)),
            Output::Keep(entry) => self.tools.cache.keep_call(self.core.account().workspace.clone(), *entry),
            Output::KeepAccount(account) => self.tools.cache.keep_account(account),
            Output::Open { call, address } => return Some(Errand::Open { call, address }),
            Output::Reply { to, result } => return Some(Errand::Reply { to, result }),
            Output::Request { ticket, request } => self.request(ticket, request),
            Output::SessionEnded => return Some(Errand::ForgetToken),
            Output::SignOut => return Some(Errand::SignOut),
            Output::Signal { to, signal } => self.command(Command::Signal { to, signal }),
            Output::Typing { room, name, typing } => self.command(Command::Typing { room, name, typing }),
            Output::Unfollow(room) => self.command(Command::Unfollow(room)),
            Output::Urgent(urgent) => self.command(Command::Urgent(urgent)),
            Output::WatchPresence { added } => self.command(Command::WatchPresence { added }),
        }
        None
    }

    fn command(&self, command: Command) {
        if let Some(link) = &self.link {
            let _ = link.send(command); // fails only after the link has reported its end
        }
    }

    fn request(&self, ticket: Ticket, request: rest::Request) {
        let (seat, news, rest) = (self.id, self.tools.news.clone(), self.rest.clone());
        tokio::spawn(async move {
            let (mut result, date) = match rest {
                Some(rest) => {
                    let answer = rest.send(&request).await;
                    (answer.result, answer.date)
                }
                None => (Err(rest::RestError::NotSignedIn), None),
            };
            if request.is_answered_at_length() && result.as_ref().is_ok_and(|body| body.len() > LONG) {
                let pieces = |list, which| {
                    let _ = news.send(News { seat, what: What::Documents { ticket, list, which } });
                };
                result = in_pieces(result.unwrap_or_default(), pieces).await;
            }
            let _ = news.send(News { seat, what: What::Answer { ticket, result, date } });
        });
    }

    /// One after the other, in nobody's way. What cannot be had now is fetched when it is shown.
    fn fetch_pictures(&mut self, mut paths: Vec<String>) {
        let Some(rest) = self.rest.clone() else { return };
        paths.retain(|path| self.fetched.insert(path.clone()));
        let pictures = self.tools.pictures.clone();
        tokio::spawn(async move {
            for path in paths {
                match pictures.fetch(path, rest.clone()).await {
                    Ok(_)
                    | Err(ActionError::NotAllowed { .. } | ActionError::Refused { .. } | ActionError::Unknown { .. }) =>
                        {}
                    Err(_) => return, // no line, no room on the disk, or asked too often
                }
            }
        });
    }

    /// Opens the page of a call in the browser, and takes in what became of it.
    pub fn open_page(&self, call: CallId, address: String, browser: Option<Browser>, token: Option<String>) {
        let (seat, news, host) = (self.id, self.tools.news.clone(), self.tools.host.clone());
        tokio::spawn(async move {
            let opened = host.open(address, browser, token).await;
            if let Err(error) = &opened {
                log::warn!("call page: {error}");
            }
            let _ = news.send(News { seat, what: What::PageOpened { call, opened: opened.is_ok() } });
        });
    }

    fn copy(&self, text: String, reply: ReplyTo) {
        let (seat, news, host) = (self.id, self.tools.news.clone(), self.tools.host.clone());
        tokio::spawn(async move {
            let result = host.copy(text).await;
            let _ = news.send(News { seat, what: What::Copied { reply, result } });
        });
    }
}

/// Hands a long answer on piece by piece, told apart on a thread of its own, and leaves its end: what calls
/// depend on has its turns between them.
async fn in_pieces(
    body: Vec<u8>,
    mut piece: impl FnMut(Arc<rest::LongList>, Range<usize>),
) -> Result<Vec<u8>, rest::RestError> {
    let list = tokio::task::spawn_blocking(|| rest::LongList::of(body)).await;
    let mut list = list.unwrap_or_else(|grief| Err(rest::RestError::Nonsense(grief.to_string())))?;
    let (end, list) = (std::mem::take(&mut list.rest), Arc::new(list));
    for start in (0..list.len()).step_by(PIECE) {
        piece(list.clone(), start..list.len().min(start + PIECE));
    }
    Ok(end)
}

/// Bytes of an answer that are read in no time.
const LONG: usize = 128 * 1_024;
/// Documents that are.
const PIECE: usize = 50;

/// This moment by all clocks.
pub(crate) fn clock() -> Clock {
    Clock::new(steady::now(), steady::wall())
}
