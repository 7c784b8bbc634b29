//! What happens to calls: wishes of the person, words of the others, answers of the server.

use std::time::Duration;

use vconnct_proto::{CallId, RoomId, Signal, UserId};

use crate::Record;

/// One thing that happened. What is late, repeated or unknown does nothing.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Input {
    /// The person takes a call that rings here, dismissed or not.
    Accept { call: CallId, devices: Devices },
    /// The person calls `callee`. `attempt` names the call until the server has named it.
    ///
    /// If `callee` is ringing here already this accepts that call instead of starting another one.
    Call { attempt: CallId, room: RoomId, callee: UserId, devices: Devices },
    /// The person gives up a call that rings out (by either id), or one whose page is on its way.
    Cancel { call: CallId },
    /// The answer to [`Output::Cancel`](crate::Output::Cancel).
    Canceled { call: CallId, result: Result<(), CancelFailure> },
    /// The person has read how a call ended.
    CloseCard { call: CallId },
    /// The person does not take a call that rings here, and the caller may know.
    Decline { call: CallId },
    /// The person does not want to hear a call any more; nobody is told.
    Dismiss { call: CallId },
    /// The answer to [`Output::FindMine`](crate::Output::FindMine): this person's newest call in the room, if any.
    Found { attempt: CallId, record: Option<Record> },
    /// The answer to [`Output::Join`](crate::Output::Join).
    ///
    /// With `Ok` the driver holds an address. It opens it if [`Calls::joined`](crate::Calls::joined)
    /// now names this call; else the person has changed their mind meanwhile.
    Joined { call: CallId, result: Result<(), JoinFailure> },
    /// The person joins a call that runs. If it is ringing here this accepts it.
    JoinGroup { call: CallId, room: RoomId, devices: Devices },
    /// The person has left the joined call.
    Leave { call: CallId },
    /// Signals reach this device from now on, or not any more.
    Link { up: bool },
    /// Somebody wrote an ordinary message, this person on another device included.
    Message { room: RoomId, from: UserId, text: String },
    /// The page of the joined call came up, or did not.
    PageOpened { call: CallId, opened: bool },
    /// The server's record of a call: the answer to [`Output::Info`](crate::Output::Info), or found
    /// after a reconnect. A young one that still calls this person rings (protocol 5.9.4).
    Record { call: CallId, result: Result<Record, RecordFailure> },
    /// This device was ringing for a call that began `age` ago when its program came to grief: it rings on
    /// for the seconds that remain (protocol 8.1). Nothing if anything rings out already.
    Resume { call: CallId, room: RoomId, callee: UserId, devices: Devices, age: Duration },
    /// A call of a room has changed (`videoconf` of `stream-notify-room`).
    RoomEvent { room: RoomId, call: CallId },
    /// This person is signed out: nothing reaches this device any more, nor does anybody hear what it says.
    SessionOver,
    /// Somebody, or the server, said something about a call.
    ///
    /// `known_caller`: in the memory of this device the sender is the other member of the
    /// two-person room that the signal names. Such a ring sounds before the server has confirmed it.
    Signal { signal: Signal, known_caller: bool },
    /// The person wants silence while choosing words to decline with. The call goes on ringing.
    Silence { call: CallId },
    /// The answer to [`Output::Start`](crate::Output::Start).
    Started { attempt: CallId, result: Result<Started, StartFailure> },
    /// The time of [`Calls::poll_timeout`](crate::Calls::poll_timeout) has come.
    Timeout,
}

/// Microphone and camera, as the person wants them in the call.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Devices {
    pub mic: bool,
    pub cam: bool,
}

/// What a start has made.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Started {
    /// A call to join at once: this workspace does not ring.
    Conference { call: CallId },
    /// A call that rings the callee, and which this device rings for.
    Direct { call: CallId, callee: UserId },
}

/// Why a start brought no call.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum StartFailure {
    /// Asked too often.
    Limited { retry_after: Duration },
    /// No answer came. The server may have started the call all the same.
    Lost,
    /// The server said no.
    Refused,
}

/// Why a join brought no address.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum JoinFailure {
    /// Asked too often.
    Limited { retry_after: Duration },
    /// No answer came, or none that says why.
    NoAnswer,
    /// The server, or its conference provider, said no.
    Refused,
}

/// Why a cancel was not carried out.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CancelFailure {
    /// It was over before: as good as canceled.
    AlreadyOver,
    /// Somebody has joined meanwhile (`invalid-call-status`): normal after a race (protocol 4.6).
    InvalidStatus,
    /// Asked too often.
    Limited { retry_after: Duration },
    /// No answer came.
    Offline,
    /// The server said no for another reason.
    Refused,
}

/// Why there is no record.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RecordFailure {
    /// No answer came, or asked too often: nothing is known.
    Offline,
    /// There is no such call, or not for this person.
    Unknown,
}
