//! Requests and their answers: why each was sent, and what its answer means.

mod call_records;
mod joins;
mod refusals;
mod session;
mod starts;
mod timelines;
mod workspace;

use std::time::Duration;

use serde::de::DeserializeOwned;
use vconnct_proto::{
    CallId, MessageId, RoomId, Timestamp,
    rest::{self, RestError},
};

#[cfg(any(feature = "hostile", test))]
pub(crate) use self::joins::checked_address;
pub(crate) use self::refusals::refused;
use self::refusals::{is_vague, no_person};
pub(super) use self::{refusals::says_no, workspace::provider_name};
use super::{Asked, Core, Output, ReplyTo, Ticket};
use crate::action::Devices;

/// Why a request was sent.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Cancel { call: CallId },
    Capabilities,
    CopyLink { call: CallId, reply: ReplyTo },
    Decline,
    FindMine { attempt: CallId },
    FindSent { room: RoomId, id: MessageId },
    History { room: RoomId },
    Info { call: CallId },
    InfoToJoin { call: CallId, devices: Option<Devices>, reply: ReplyTo },
    Join { call: CallId },
    Leave,
    Logout,
    Me,
    OpenAgain { call: CallId, reply: ReplyTo },
    OpenDirect { reply: ReplyTo },
    Panel { room: RoomId },
    Permissions,
    Presence,
    Read { room: RoomId },
    Rooms,
    Send { room: RoomId, id: MessageId },
    SetStatus { status: rest::Status },
    Settings,
    StatusChosen { reply: ReplyTo },
    Start { attempt: CallId },
    StartInRoom { attempt: CallId },
    Subscriptions,
    Sync { room: RoomId },
    Unheard { since: Timestamp },
}

impl Purpose {
    /// Whether the same question may simply be asked again.
    fn is_read(&self) -> bool {
        match self {
            Self::Capabilities
            | Self::FindSent { .. }
            | Self::History { .. }
            | Self::Me
            | Self::Panel { .. }
            | Self::Permissions
            | Self::Presence
            | Self::Read { .. }
            | Self::Rooms
            | Self::Settings
            | Self::Subscriptions
            | Self::Sync { .. }
            | Self::Unheard { .. } => true,
            // Its message has an id of its own: the workspace takes it once.
            Self::Send { .. } => true,
            // The same status twice is the same status.
            Self::SetStatus { .. } => true,
            _ => false,
        }
    }

    /// Whether what was missed while nobody listened may still be in its answer.
    pub fn catches_up(&self) -> bool {
        matches!(self, Self::Rooms | Self::Subscriptions | Self::Unheard { .. })
    }

    /// Whether somebody else has to hear it, even of a person who is about to be gone.
    pub fn is_last_word(&self) -> bool {
        matches!(
            self,
            // The call of a start that is given up is withdrawn once its answer has named it.
            Self::Cancel { .. }
                | Self::Decline
                | Self::FindSent { .. }
                | Self::Leave
                | Self::Send { .. }
                | Self::SetStatus { .. }
                | Self::Start { .. }
                | Self::StatusChosen { .. }
        )
    }

    /// The message a request sends, or looks for.
    pub fn message(&self) -> Option<&MessageId> {
        match self {
            Self::FindSent { id, .. } | Self::Send { id, .. } => Some(id),
            _ => None,
        }
    }
}

type Answered = Result<Vec<u8>, RestError>;

impl Core {
    pub(super) fn answer(&mut self, ticket: Ticket, result: Answered, date: Option<Timestamp>) {
        let Some(asked) = self.purposes.remove(&ticket) else { return };
        if let Some(date) = date {
            self.clock.learn(date, self.clock.now.since(asked.at));
        }
        if let Err(error) = &result
            && !asked.purpose.catches_up()
        {
            self.ask_again(&asked, error);
        }
        let is_old = asked.session != self.session;
        if matches!(result, Err(RestError::NotSignedIn)) && !is_old && !matches!(asked.purpose, Purpose::Me) {
            self.ask_for_session();
        }
        match asked.purpose.clone() {
            Purpose::Cancel { call } => self.canceled(call, result),
            Purpose::Capabilities => self.capabilities(result),
            Purpose::CopyLink { call, reply } => match self.address(&call, result) {
                Ok(address) => self.outputs.push_back(Output::Copy { address, reply }),
                Err(error) => self.reply(reply, Err(error)),
            },
            // Its answer says nothing; workspaces before 8.9 have no such endpoint.
            Purpose::Decline => {
                self.workplace.knows_decline &= !matches!(result, Err(RestError::Refused { status: 404 | 405, .. }));
            }
            Purpose::FindMine { attempt } => self.found(attempt, result),
            Purpose::FindSent { room, id } => self.sent(&room, &id, result),
            Purpose::History { room } => self.history(&room, &asked, result),
            Purpose::Info { call } => self.info(call, result),
            Purpose::InfoToJoin { call, devices, reply } => self.found_to_join(call, devices, reply, result),
            Purpose::Join { call } => self.joined(call, result),
            Purpose::Leave | Purpose::Logout => {}
            Purpose::Me if is_old => {}
            Purpose::Me => self.me(result),
            Purpose::OpenAgain { call, reply } => match self.address(&call, result) {
                Ok(address) => {
                    self.outputs.push_back(Output::Open { call, address });
                    self.reply(reply, Ok(()));
                }
                Err(error) => self.reply(reply, Err(error)),
            },
            // The room itself comes by the workspace's own word.
            Purpose::OpenDirect { reply } => self.reply(reply, result.map(drop).map_err(no_person)),
            Purpose::Panel { room } => self.panel(&room, result),
            Purpose::Permissions => {
                if let Ok(answer) = result.and_then(|body| rest::answer::<rest::PermissionsAnswer>(&body)) {
                    self.workplace.put_permissions(answer.update);
                    self.changed.looks = true;
                }
            }
            Purpose::Presence => self.presence(&asked, result),
            Purpose::Read { room } => self.told_read(&room, &asked, result),
            Purpose::Rooms => self.rooms_loaded(&asked, result),
            // A workspace that has had it before may stumble over it, and says nothing of why (decision 13).
            Purpose::Send { room, id } if result.as_ref().is_err_and(is_vague) => {
                self.request(rest::Request::Message { id: id.clone() }, Purpose::FindSent { room, id });
            }
            Purpose::Send { room, id } => self.sent(&room, &id, result),
            Purpose::SetStatus { status } => self.status_set(status, result.as_ref().err()),
            Purpose::Settings => self.settings(&asked, result),
            Purpose::StatusChosen { reply } => self.reply(reply, result.map(drop).map_err(refused)),
            Purpose::Start { attempt } => self.started(attempt, result),
            Purpose::StartInRoom { attempt } => self.started_in_room(&attempt, result),
            Purpose::Subscriptions => self.subscriptions_loaded(&asked, result),
            Purpose::Sync { room } => self.synced(&room, is_old, result),
            Purpose::Unheard { since } => self.unheard(since, &asked, result),
        }
    }

    /// What came back to a question that must not stay open: it is asked again as long as there is no answer to it.
    fn read<T: DeserializeOwned>(&mut self, asked: &Asked, result: Answered) -> Option<T> {
        let answer = result.and_then(|body| rest::answer(&body));
        answer.inspect_err(|error| self.ask_again(asked, error)).ok()
    }

    fn ask_again(&mut self, asked: &Asked, error: &RestError) {
        let wait = match error {
            RestError::TooMany { wait } => *wait,
            _ if error.is_passing() => ASK_AGAIN,
            // What was missed is known only by its answer; and if the session is over, nothing is asked.
            _ if asked.purpose.catches_up() && is_vague(error) => ASK_AGAIN,
            _ if asked.purpose.catches_up() && !says_no(error) => ASK_LATER,
            _ if is_vague(error) && !asked.purpose.is_last_word() => ASK_LATER,
            _ => return,
        };
        if asked.purpose.is_read() && self.is_reachable() && !self.waits_its_turn(&asked.purpose) {
            self.again.push((self.clock.now + wait, asked.clone()));
        }
    }

    /// Whether the same of a room is to be asked anyway: a whole office may do so ten times a minute.
    pub(super) fn waits_its_turn(&self, purpose: &Purpose) -> bool {
        self.again.iter().any(|(_, asked)| match (&asked.purpose, purpose) {
            (Purpose::Read { room }, Purpose::Read { room: other })
            | (Purpose::Sync { room }, Purpose::Sync { room: other }) => room == other,
            _ => false,
        })
    }

    /// Whether what waited its turn has lost its point meanwhile.
    pub(super) fn is_pointless(&self, purpose: &Purpose) -> bool {
        match purpose {
            // What came since the room was read has not been seen.
            Purpose::Read { room } => self.rooms.has_news(room),
            Purpose::Sync { room } => !self.followed.contains(room),
            _ => false,
        }
    }
}

/// Milliseconds that two spans of listening overlap.
const OVERLAP: i64 = 30_000;
/// For a question that found no answer.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// For one that was answered with something else.
const ASK_LATER: Duration = Duration::from_secs(60);
