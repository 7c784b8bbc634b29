//! Carries out a verb of the command line by talking to the agent.

use std::{
    io::{BufRead, IsTerminal, Write},
    time::Duration,
};

use thiserror::Error;
use tokio::time::{Instant, timeout_at};
use vconnct_client::{
    action::{Action, ActionError, Answer, Devices},
    diagnosis::{Check, Diagnosis, Finding, Verdict},
    local::{self, ConnectError, Connection, Profile, Role, connect, connect_or_start},
    update::{
        Calls, History, IncomingCall, IncomingPhase, Link, LocalTime, OutgoingPhase, Provider, Room, RoomKind, Rooms,
        Session, StartingPhase, Update,
    },
};

use crate::{
    cli::{Call, Switch, Switches, Verb, Who},
    doctor, status, window,
};

/// Why a verb was not carried out: one sentence for the person who typed it.
#[derive(Debug, Error)]
pub(crate) enum VerbError {
    #[error(transparent)]
    Action(#[from] ActionError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("no call is ringing")]
    NothingRings,
    #[error("there is no call to hang up")]
    NothingToHangUp,
    #[error("there is no room called \"{0}\" here")]
    NoRoom(String),
    #[error("there is nobody called {0} here")]
    NoPerson(String),
    #[error("nobody is signed in")]
    NobodySignedIn,
    #[error("{0}")]
    Output(#[from] std::io::Error),
    #[error("the agent has ended")]
    Over,
    #[error("calls cannot reach you")]
    Unreached,
    #[error("the workspace cannot be reached")]
    Unreachable,
}

/// The parts of the state a verb looks at, as they stood last.
#[derive(Default)]
struct State {
    calls: Option<Calls>,
    diagnosis: Option<Diagnosis>,
    history: Option<History>,
    rooms: Option<Rooms>,
    session: Option<Session>,
}

/// Asks for one thing, starting the agent if there is none.
pub(crate) async fn ask(profile: &Profile, action: Action) -> Result<(), VerbError> {
    #[cfg(windows)]
    window::let_come_forward();
    let agent = std::env::current_exe()?;
    let connection = connect_or_start(profile, Role::Cli, &agent).await;
    if matches!(connection, Err(ConnectError::Refused(_))) && !std::io::stdin().is_terminal() {
        window::tell_why_not(profile);
    }
    Ok(connection?.agent().dispatch_pressed(action, activation_token()).await?)
}

/// What lets a window come forward because of the click that this command was started by. A terminal does not take
/// its own out of the environment, and that is used up.
fn activation_token() -> Option<String> {
    let told = |variable: &&str| std::env::var(variable).ok().filter(|token| !token.is_empty());
    window::TOKEN.iter().filter(|_| !std::io::stdin().is_terminal()).find_map(told)
}

/// Carries out `verb`.
pub(crate) async fn carry_out(profile: &Profile, verb: Verb) -> Result<(), VerbError> {
    let starts = matches!(verb, Verb::Call(_) | Verb::Doctor { .. } | Verb::Login { .. });
    let mut connection = match starts {
        true => connect_or_start(profile, Role::Cli, &std::env::current_exe()?).await?,
        false => match connect(profile, Role::Cli).await {
            // All that one of another version understands.
            Err(ConnectError::Refused(_)) if matches!(verb, Verb::Quit) => return Ok(local::succeed(profile).await?),
            outcome => outcome?,
        },
    };
    let mut state = State::default();
    match verb {
        Verb::Answer { call, switches } => {
            let devices = devices(&mut connection, &mut state, switches).await?;
            answer(&mut connection, &mut state, call, Answer::Accept { devices }).await
        }
        Verb::Call(call) => start_call(&mut connection, &mut state, call).await,
        Verb::Decline { call, say } => answer(&mut connection, &mut state, call, Answer::Decline { words: say }).await,
        Verb::Dismiss { call } => answer(&mut connection, &mut state, call, Answer::Dismiss).await,
        Verb::Doctor { json, silent } => examine(&mut connection, &mut state, json, silent).await,
        Verb::Hangup => hang_up(&mut connection, &mut state).await,
        Verb::History { json } => {
            let history = state.until(&mut connection, |state| state.history.clone()).await?;
            print(&if json { status::history_json(&history) } else { status::history_text(&history) })
        }
        Verb::Login { url, who, code } => Ok(connection.dispatch(sign_in(url, who, code, secret()?)).await?),
        Verb::Logout { url } => log_out(&mut connection, &mut state, url).await,
        Verb::Quit => match connection.dispatch(Action::Quit).await {
            // One that has ended may not have been able to say so: what waits in a pipe goes with it.
            Err(ActionError::Offline) => Ok(()),
            outcome => Ok(outcome?),
        },
        Verb::Rings { json } => {
            let rings = connection.rings().await?;
            print(&if json { status::rings_json(&rings) } else { status::rings_text(&rings) })
        }
        Verb::Silence => {
            let calls = state.until(&mut connection, |state| state.calls.clone()).await?;
            if !calls.incoming.iter().any(IncomingCall::is_heard) {
                return Err(VerbError::NothingRings);
            }
            Ok(connection.dispatch(Action::SilenceRing).await?)
        }
        Verb::Status { json } => {
            let (session, calls, history) = state.overview(&mut connection).await?;
            print(&line(&session, &calls, &history, json))
        }
        Verb::Watch { json } => watch(&mut connection, &mut state, json).await,
    }
}

/// Looks at what a call needs to reach the person: with a trial call, as long as that takes.
async fn examine(connection: &mut Connection, state: &mut State, json: bool, silent: bool) -> Result<(), VerbError> {
    // An agent that was only just started is on its way; where it does not get is what is to be told.
    let arrived = |state: &State| state.session.as_ref().filter(|session| has_settled(session)).map(drop);
    let _ = state.within(ARRIVAL, connection, arrived).await;
    connection.dispatch(Action::LookAtDiagnosis { looks: true }).await?;
    // The lines are timed, and the outputs and the notification service are asked.
    let _ = state.within(LOOK, connection, |_| None::<()>).await;
    if !silent {
        let before = state.diagnosis.as_ref().and_then(last_trial);
        connection.dispatch(Action::RingMe).await?;
        let has_rung = |now: &&Diagnosis| !now.trial && last_trial(now).is_some_and(|at| Some(at) != before);
        // A real call that comes in meanwhile takes its place: then there is no more to tell than without it.
        let _ = state.within(TRIAL, connection, |state| state.diagnosis.as_ref().filter(has_rung).map(drop)).await;
        // How loud it was is known when it is over, unless the sound server hangs.
        let is_measured = |now: &&Diagnosis| !now.checks.iter().any(waits_for_loudness);
        let _ = state.within(LOOK, connection, |state| state.diagnosis.as_ref().filter(is_measured).map(drop)).await;
    }
    let diagnosis = state.until(connection, |state| state.diagnosis.clone()).await?;
    print(&if json { doctor::json(&diagnosis) } else { doctor::lines(&diagnosis, doctor::Names::Told) })?;
    let fails = diagnosis.checks.iter().any(|check| check.verdict == Verdict::Broken);
    if fails { Err(VerbError::Unreached) } else { Ok(()) }
}

/// Whether each line stands, or is known not to.
fn has_settled(session: &Session) -> bool {
    let under_way = |link: &Link| matches!(link, Link::Connecting { .. } | Link::Subscribing { .. });
    session.ready && !session.workspaces.iter().any(|workspace| under_way(&workspace.link))
}

/// When the last trial call rang.
fn last_trial(diagnosis: &Diagnosis) -> Option<LocalTime> {
    diagnosis.checks.iter().find_map(|check| match check.finding {
        Finding::LastRing { at, trial: true, .. } => Some(at),
        _ => None,
    })
}

fn waits_for_loudness(check: &Check) -> bool {
    matches!(check.finding, Finding::LastRing { trial: true, sounding_ms: Some(_), loudness: None, .. })
}

async fn answer(
    connection: &mut Connection,
    state: &mut State,
    call: Option<String>,
    answer: Answer,
) -> Result<(), VerbError> {
    let calls = state.until(connection, |state| state.calls.clone()).await?;
    let call_id = match call {
        Some(call) => call.into(),
        None => meant(&calls.incoming, &answer).ok_or(VerbError::NothingRings)?.call_id.clone(),
    };
    Ok(connection.dispatch(Action::AnswerCall { call_id, answer }).await?)
}

/// The call that is meant where none is named: the one that rings longest, and then, unless it is to be dismissed, the
/// oldest of those that were. The part is in that order.
fn meant<'a>(incoming: &'a [IncomingCall], answer: &Answer) -> Option<&'a IncomingCall> {
    let rings = |call: &&IncomingCall| matches!(call.phase, IncomingPhase::Ringing { .. });
    let was_dismissed = |call: &&IncomingCall| call.phase == IncomingPhase::Dismissed && *answer != Answer::Dismiss;
    incoming.iter().find(rings).or_else(|| incoming.iter().find(was_dismissed))
}

async fn start_call(connection: &mut Connection, state: &mut State, call: Call) -> Result<(), VerbError> {
    state.reachable(connection).await?;
    let rooms = state.until(connection, |state| state.rooms.clone().filter(|rooms| rooms.loaded)).await?;
    let room = match (&call.person, &call.room) {
        (Some(person), _) => match find_person(&rooms, person) {
            Some(room) => room.clone(),
            None => first_room_with(connection, state, person).await?,
        },
        (None, room) => {
            let name = room.clone().unwrap_or_default();
            find_room(&rooms, &name).ok_or(VerbError::NoRoom(name))?.clone()
        }
    };
    let devices = devices(connection, state, call.switches).await?;
    let action = Action::StartCall { workspace: room.workspace, room_id: room.id, devices, title: call.title };
    Ok(connection.dispatch(action).await?)
}

/// Somebody there is no conversation with yet: the room is made first.
async fn first_room_with(connection: &mut Connection, state: &mut State, person: &str) -> Result<Room, VerbError> {
    let session = state.until(connection, |state| state.session.clone()).await?;
    let mut reachable =
        session.workspaces.into_iter().filter(|workspace| matches!(workspace.link, Link::Reachable { .. }));
    let workspace = reachable.next().ok_or(VerbError::Unreachable)?.id;
    let username = person.strip_prefix('@').unwrap_or(person).to_owned();
    match connection.dispatch(Action::OpenDirect { workspace, username }).await {
        Err(ActionError::Unknown { .. }) => Err(VerbError::NoPerson(person.to_owned())),
        Err(error) => Err(error.into()),
        Ok(()) => state.until(connection, |state| find_person(state.rooms.as_ref()?, person).cloned()).await,
    }
}

async fn hang_up(connection: &mut Connection, state: &mut State) -> Result<(), VerbError> {
    let calls = state.until(connection, |state| state.calls.clone()).await?;
    let rings = |phase: &OutgoingPhase| !matches!(phase, OutgoingPhase::Over { .. });
    let outgoing = calls.outgoing.filter(|call| rings(&call.phase)).map(|call| call.call_id);
    let starting = calls.starting.filter(|call| call.phase != StartingPhase::Failed).map(|call| call.call_id);
    let action = match (outgoing.or(starting), calls.joined) {
        (Some(call_id), _) => Action::CancelCall { call_id },
        (None, Some(call)) => Action::LeaveCall { call_id: call.call_id },
        (None, None) => return Err(VerbError::NothingToHangUp),
    };
    Ok(connection.dispatch(action).await?)
}

async fn log_out(connection: &mut Connection, state: &mut State, url: Option<String>) -> Result<(), VerbError> {
    let session = state.until(connection, |state| state.session.clone().filter(|session| session.ready)).await?;
    let wanted = |id: &str| url.as_deref().is_none_or(|url| url.trim_end_matches('/') == id);
    let workspaces: Vec<_> = session.workspaces.into_iter().filter(|workspace| wanted(&workspace.id)).collect();
    if workspaces.is_empty() {
        return Err(VerbError::NobodySignedIn);
    }
    for workspace in workspaces {
        connection.dispatch(Action::SignOut { workspace: workspace.id }).await?;
    }
    Ok(())
}

async fn watch(connection: &mut Connection, state: &mut State, json: bool) -> Result<(), VerbError> {
    let mut last = String::new();
    loop {
        let (session, calls, history) = state.overview(connection).await?;
        let now = line(&session, &calls, &history, json);
        if now != last {
            print(&now)?;
            last = now;
        }
        state.next(connection).await?;
    }
}

/// The switches as said; what was not said as it was chosen last.
async fn devices(
    connection: &mut Connection,
    state: &mut State,
    switches: Switches,
) -> Result<Option<Devices>, VerbError> {
    if switches.mic.is_none() && switches.cam.is_none() {
        return Ok(None);
    }
    let session = state.until(connection, |state| state.session.clone()).await?;
    let last = session.workspaces.iter().find_map(|workspace| match workspace.provider {
        Provider::Ready { devices, .. } => Some(devices),
        Provider::NotSetUp | Provider::Unknown => None,
    });
    let last = last.unwrap_or(Devices { mic: true, cam: false });
    let or = |switch: Option<Switch>, last: bool| switch.map_or(last, |switch| switch == Switch::On);
    Ok(Some(Devices { mic: or(switches.mic, last.mic), cam: or(switches.cam, last.cam) }))
}

impl State {
    /// Waits for the next change and takes it in.
    async fn next(&mut self, connection: &mut Connection) -> Result<(), VerbError> {
        match connection.next_update().await.ok_or(VerbError::Over)? {
            Update::Calls(calls) => self.calls = Some(calls),
            Update::Diagnosis(diagnosis) => self.diagnosis = Some(diagnosis),
            Update::History(history) => self.history = Some(history),
            Update::Rooms(rooms) => self.rooms = Some(rooms),
            Update::Session(session) => self.session = Some(session),
            Update::Browsers(_)
            | Update::Managed(_)
            | Update::Room(_)
            | Update::RoomCalls(_)
            | Update::Settings(_)
            | Update::SignIn(_)
            | Update::Sound(_)
            | Update::Windows(_) => {}
        }
        Ok(())
    }

    /// Waits until the state holds what is looked for.
    async fn until<T>(
        &mut self,
        connection: &mut Connection,
        look: impl Fn(&Self) -> Option<T>,
    ) -> Result<T, VerbError> {
        self.within(PATIENCE, connection, look).await
    }

    async fn within<T>(
        &mut self,
        patience: Duration,
        connection: &mut Connection,
        look: impl Fn(&Self) -> Option<T>,
    ) -> Result<T, VerbError> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(found) = look(self) {
                return Ok(found);
            }
            timeout_at(deadline, self.next(connection)).await.map_err(|_| VerbError::Unreachable)??;
        }
    }

    /// Waits until calls can go out.
    async fn reachable(&mut self, connection: &mut Connection) -> Result<(), VerbError> {
        let session = self.until(connection, |state| state.session.clone().filter(|session| session.ready)).await?;
        let signed_out = |link: &Link| matches!(link, Link::SignedOut { .. });
        if session.workspaces.iter().all(|workspace| signed_out(&workspace.link)) {
            return Err(VerbError::NobodySignedIn);
        }
        let reachable = |session: &Session| {
            session.workspaces.iter().any(|workspace| matches!(workspace.link, Link::Reachable { .. }))
        };
        self.until(connection, |state| state.session.as_ref().filter(|session| reachable(session)).map(drop)).await
    }

    async fn overview(&mut self, connection: &mut Connection) -> Result<(Session, Calls, History), VerbError> {
        self.until(connection, |state| {
            let session = state.session.clone().filter(|session| session.ready)?;
            Some((session, state.calls.clone()?, state.history.clone()?))
        })
        .await
    }
}

fn find_person<'a>(rooms: &'a Rooms, person: &str) -> Option<&'a Room> {
    let username = person.strip_prefix('@').unwrap_or(person);
    let with = |room: &&Room| room.person.as_ref().is_some_and(|person| person.username == username);
    rooms.rooms.iter().map(AsRef::as_ref).find(|room| room.kind == RoomKind::Direct && with(room))
}

fn find_room<'a>(rooms: &'a Rooms, name: &str) -> Option<&'a Room> {
    let name = name.strip_prefix('#').unwrap_or(name);
    rooms.rooms.iter().map(AsRef::as_ref).find(|room: &&Room| room.name == name)
}

fn line(session: &Session, calls: &Calls, history: &History, json: bool) -> String {
    if json { status::json(session, calls, history) } else { status::text(session, calls) }
}

/// A password of a name, or a token of an ID.
fn sign_in(url: String, who: Who, code: Option<String>, secret: String) -> Action {
    match who {
        Who { user_id: Some(user_id), .. } => Action::SignInWithToken { url, user_id, token: secret },
        Who { user, .. } => Action::SignIn { url, user: user.unwrap_or_default(), password: secret, code },
    }
}

/// The first line of standard input, without its end.
fn secret() -> Result<String, std::io::Error> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn print(text: &str) -> Result<(), VerbError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    Ok(out.flush()?)
}

/// For the agent and the workspace to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// For an agent to arrive at its workspaces.
const ARRIVAL: Duration = Duration::from_secs(5);
/// For the workspaces, the sound server and the notification service to answer.
const LOOK: Duration = Duration::from_secs(1);
/// For a trial call to ring to its end.
const TRIAL: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_rings_is_meant_before_what_was_dismissed_and_that_is_not_dismissed_again() {
        let ringing = IncomingPhase::Ringing { silenced: false, reconnecting: false };
        let (first, second) = (sample::incoming("c1", IncomingPhase::Dismissed), sample::incoming("c2", ringing));
        let both = [first, second];
        let meant = |calls: &[IncomingCall], answer| meant(calls, &answer).map(|call| call.call_id.to_string());
        let accept = || Answer::Accept { devices: None };
        for answer in [accept(), Answer::Decline { words: None }, Answer::Dismiss] {
            assert_eq!(meant(&both, answer).as_deref(), Some("c2"));
        }
        assert_eq!(meant(&both[..1], accept()).as_deref(), Some("c1"), "it can still be answered");
        assert_eq!(meant(&both[..1], Answer::Dismiss), None);
    }
}
