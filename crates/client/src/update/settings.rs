//! What people have chosen, and what there is to choose from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vconnct_proto::RoomId;

use super::{LocalTime, WorkspaceId};
use crate::{
    action::{Devices, RoomRef},
    shortcuts::{self, ChosenKeys, Shortcut},
};

/// What the person has chosen; kept by the agent in one file.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// The language of every surface: `en`, `de` or `fr`; nothing follows the system.
    #[cfg_attr(feature = "bindings", schemars(regex(pattern = "^(de|en|fr)$")))]
    pub language: Option<String>,
    /// Light or dark, or as the system is.
    pub theme: Theme,
    /// How large everything in the windows is, 80 to 200 percent.
    #[cfg_attr(feature = "bindings", schemars(range(min = 80, max = 200)))]
    pub text_size: u8,
    /// How close to each other the rows of lists and the messages are.
    pub rows: Rows,
    /// Whether anything moves.
    pub motion: Motion,
    /// Rooms with something unread have a section of their own, on top of the list.
    pub unread_first: bool,
    /// How times of day are written.
    pub clock: Clock,
    /// The melody of a call that rings here.
    pub ring_tone: RingTone,
    /// The name of the file that the tone `own` was made of; nothing until there was one.
    pub ring_file: Option<String>,
    /// What calls of single people ring with instead: by workspace, and by the room of the two. Not by username: that
    /// may change, a call names its room, and the room goes when its person does, which takes the entry with it.
    #[cfg_attr(
        feature = "bindings",
        schemars(with = "BTreeMap<WorkspaceId, BTreeMap<String, PersonTone>>"),
        ts(as = "BTreeMap<WorkspaceId, BTreeMap<String, PersonTone>>")
    )]
    pub person_tones: BTreeMap<WorkspaceId, BTreeMap<RoomId, PersonTone>>,
    /// Loudness of the ring tone, 0 to 100.
    #[cfg_attr(feature = "bindings", schemars(range(max = 100)))]
    pub ring_volume: u8,
    /// Where it rings; nothing, or while that output is away: the system's default.
    pub ring_on: Option<SoundOutput>,
    /// Where it rings too, while that output is there.
    pub ring_also_on: Option<SoundOutput>,
    /// What a call sounds like to somebody who is in another one.
    pub ring_in_call: RingInCall,
    /// Others see this person as busy while they are in a call.
    pub busy_in_call: bool,
    /// The ring-back tone while calling somebody.
    pub ring_back: bool,
    /// Rings for a call of two that the workspace only writes a message about, as it has nobody rung.
    pub ring_for_messages: bool,
    /// The agent that the system starts when the person logs in opens no window.
    pub start_without_window: bool,
    /// Goes on running (and ringing) when the last window is closed.
    pub keep_running: bool,
    /// The note that offers to start at login has been answered, or the switch was used: once is enough.
    pub login_offered: bool,
    /// Keys work from anywhere.
    pub shortcuts_everywhere: bool,
    /// The keys that differ from the usual ones ([`Shortcut::usual`]), here and everywhere.
    #[serde(deserialize_with = "shortcuts::lenient")]
    pub keys: BTreeMap<Shortcut, ChosenKeys>,
    /// No call rings, and for how long. The agent turns it off when its time is over.
    pub do_not_disturb: DoNotDisturb,
    /// No call rings in the hours of `quietDays`, `quietFrom` and `quietUntil`.
    pub quiet_hours: bool,
    /// On these days quiet hours begin, Monday first.
    pub quiet_days: [bool; 7],
    /// When quiet hours begin, in minutes after midnight.
    #[cfg_attr(feature = "bindings", schemars(range(max = 1439)))]
    pub quiet_from: u16,
    /// When they end, in minutes after midnight: the next morning's, unless that is later on the same day.
    #[cfg_attr(feature = "bindings", schemars(range(max = 1439)))]
    pub quiet_until: u16,
    /// While quiet hours are on, Saturdays and Sundays are quiet all day long.
    pub quiet_weekend: bool,
    /// Calls of favourites ring in spite of quiet hours and Do not disturb.
    pub favourites_through: bool,
    /// Whoever calls again within three minutes is heard in spite of them.
    pub second_call_through: bool,
    /// No call rings while a program fills the screen.
    pub quiet_full_screen: bool,
    /// Microphone and camera of a call for which nobody chooses otherwise.
    pub devices: Devices,
    /// What was chosen last, for a call or in `devices`, counts for the next ones.
    pub remember_devices: bool,
    /// The phone of a room calls at once, without pre-flight.
    pub call_at_once: bool,
    /// What calls open in. Where the web view cannot hold one: in the browser all the same.
    pub calls_open: CallsOpen,
    /// The browser that calls open in; nothing, or while that one is not installed: the system's default.
    pub browser: Option<Browser>,
    /// Sentences to decline with; nothing as long as they are the prepared ones, in the language of the windows.
    #[cfg_attr(feature = "bindings", schemars(length(max = 10)))]
    pub replies: Option<Vec<String>>,
    /// Where a call shows outside the main window.
    pub show_calls: ShowCalls,
    /// Whatever shows outside the main window says who calls.
    pub show_caller: bool,
    /// Nobody is named there while the screen is locked.
    pub hide_locked: bool,
    /// Nor while a program fills it.
    pub hide_full_screen: bool,
    /// Calls that were missed are told of by notifications.
    pub notify_missed: bool,
    /// Calls that begin in rooms of which this person is a member are told of by notifications.
    pub notify_started: bool,
    /// Messages are told of by notifications, as far as the workspace would have this person notified of them.
    pub notify_messages: bool,
    /// The app's icon has a number: unread mentions and direct messages, and missed calls.
    pub number_on_icon: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            text_size: 100,
            rows: Rows::Comfortable,
            motion: Motion::System,
            unread_first: false,
            clock: Clock::TwentyFourHours,
            ring_tone: RingTone::Brook,
            ring_file: None,
            person_tones: BTreeMap::new(),
            ring_volume: 80,
            ring_on: None,
            ring_also_on: None,
            ring_in_call: RingInCall::Beep,
            busy_in_call: true,
            ring_back: true,
            ring_for_messages: true,
            start_without_window: true,
            keep_running: true,
            login_offered: false,
            shortcuts_everywhere: false,
            keys: BTreeMap::new(),
            do_not_disturb: DoNotDisturb::Off,
            quiet_hours: false,
            quiet_days: [true, true, true, true, true, false, false],
            quiet_from: 19 * 60,
            quiet_until: 7 * 60 + 30,
            quiet_weekend: true,
            favourites_through: true,
            second_call_through: false,
            quiet_full_screen: false,
            devices: Devices { mic: true, cam: false },
            remember_devices: true,
            call_at_once: false,
            calls_open: CallsOpen::Browser,
            browser: None,
            replies: None,
            show_calls: ShowCalls::Notification,
            show_caller: true,
            hide_locked: true,
            hide_full_screen: true,
            notify_missed: true,
            notify_started: true,
            notify_messages: true,
            number_on_icon: true,
        }
    }
}

/// What the person's company has fixed, and nobody can change here.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Managed {
    /// Members of [`Settings`].
    #[cfg_attr(feature = "bindings", ts(type = "Array<keyof Settings>"))]
    pub locked: Vec<String>,
    /// Where people may sign in, what is meant first; none where they may anywhere.
    pub workspaces: Vec<WorkspaceId>,
}

/// Where a call shows outside the main window. It rings all the same.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ShowCalls {
    /// In the small call window.
    CallWindow,
    /// In the system's notifications, or in the call window where those cannot take an answer.
    #[default]
    Notification,
    /// Nowhere but in the tray.
    OnlyHere,
}

/// Whether calls shall not ring, and until when.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum DoNotDisturb {
    #[default]
    Off,
    /// Until its person turns it off.
    On,
    Until {
        time: LocalTime,
    },
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    Dark,
    Light,
    #[default]
    System,
}

/// How close to each other the rows of lists and the messages are.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Rows {
    #[default]
    Comfortable,
    Compact,
}

/// Whether anything in the windows moves.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Motion {
    /// Nothing does, whatever the system says.
    Reduced,
    #[default]
    System,
}

/// How times of day are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Clock {
    /// "4:05 pm"
    TwelveHours,
    /// "16:05"
    #[default]
    TwentyFourHours,
}

/// The melody of a call that rings here (design 9).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RingTone {
    Bell,
    #[default]
    Brook,
    Classic,
    Lamp,
    /// A file the person brought.
    Own,
    Wood,
}

/// What calls of one person ring with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonTone {
    /// Their name when it was chosen, for as long as their conversation is hidden.
    pub name: String,
    /// Nothing: their calls are shown as any other, without a sound.
    pub tone: Option<RingTone>,
}

/// What a call sounds like to somebody who is in another one.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RingInCall {
    #[default]
    Beep,
    Ring,
    Silent,
}

/// A sound output of this computer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SoundOutput {
    /// What the system calls it, the same after a restart.
    pub id: String,
    /// As people know it.
    pub name: String,
}

/// What the pages of calls open in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CallsOpen {
    #[default]
    Browser,
    /// A window of ours.
    Window,
}

/// A browser of this computer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Browser {
    /// What the system calls it, the same after an update of it.
    pub id: String,
    /// As people know it.
    pub name: String,
}

/// The browsers that calls can open in, while somebody chooses ([`Action::LookAtBrowsers`](crate::action::Action)).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Browsers {
    /// Nothing until they have been looked for, and while nobody looks.
    pub installed: Option<Vec<Browser>>,
    /// The name of the system's default, where that is known.
    pub default: Option<String>,
}

/// What there is to choose from for the ringing, while somebody does ([`Action::LookAtSound`](crate::action::Action)).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Sound {
    /// The outputs that are there now; none while nobody looks.
    pub outputs: Vec<SoundOutput>,
    /// A ring tone is being tried out.
    pub testing: bool,
    /// It is that of the person in this room; nothing when it is everybody's.
    pub testing_of: Option<RoomRef>,
}
