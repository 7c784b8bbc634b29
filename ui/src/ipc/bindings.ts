// Generated from crates/client by `cargo xtask bindings`. Do not edit.

export type Action = { "type": "answerCall", callId: string, answer: Answer, } | { "type": "callPageShown", callId: string, } | { "type": "cancelSignIn" } | { "type": "cancelCall", callId: string, } | { "type": "chooseKey", shortcut: Shortcut, place: Place, choice: KeyChoice, } | { "type": "checkWorkspace", url: string, } | { "type": "closeCard", callId: string, } | { "type": "closeLink" } | { "type": "copyCallLink", callId: string, } | { "type": "copyReport" } | { "type": "followLink", url: string, } | { "type": "joinCall", workspace: string, callId: string, devices: Devices | null, } | { "type": "leaveCall", callId: string, } | { "type": "look", at: Look | null, } | { "type": "lookAtBrowsers", looks: boolean, } | { "type": "lookAtDiagnosis", looks: boolean, } | { "type": "lookAtSound", looks: boolean, } | { "type": "loadOlder" } | { "type": "markCallsSeen", room: RoomRef | null, } | { "type": "markRead", workspace: string, roomId: string, } | { "type": "openCallAgain", callId: string, } | { "type": "openDirect", workspace: string, username: string, } | { "type": "openLinksHere" } | { "type": "openLink", url: string, } | { "type": "giveCode", code: string, } | { "type": "mailCode", url: string, user: string, } | { "type": "quit" } | { "type": "reconnect" } | { "type": "reportWebView", holdsCalls: boolean, } | { "type": "resetPassword", url: string, email: string, } | { "type": "ringMe" } | { "type": "sendMessage", workspace: string, roomId: string, text: string, } | { "type": "setDoNotDisturb", span: QuietSpan | null, } | { "type": "setSettings", settings: Settings, } | { "type": "showLicences" } | { "type": "showLogs" } | { "type": "showWindow", room: RoomRef | null, } | { "type": "setStatus", workspace: string | null, status: OwnStatus, } | { "type": "setStatusText", workspace: string, text: string, } | { "type": "showPage", page: MainPage, } | { "type": "signIn", url: string, user: string, password: string, code: string | null, } | { "type": "signInInBrowser", service: string, } | { "type": "signInWithToken", url: string, userId: string, token: string, } | { "type": "signOut", workspace: string, } | { "type": "silenceCall", callId: string, } | { "type": "silenceRing" } | { "type": "startAtLogin", on: boolean, } | { "type": "startCall", workspace: string, roomId: string, devices: Devices | null, title: string | null, } | { "type": "testRing", room: RoomRef | null, } | { "type": "typing", workspace: string, roomId: string, typing: boolean, } | { "type": "useRingTone", name: string, content: string, } | { "type": "windowState", window: WindowLabel, visible: boolean, focused: boolean, } | { "type": "cardPainted", window: WindowLabel, callId: string, } | { "type": "windowClosed", window: WindowLabel, };

export type ActionError = { "code": "badCertificate", host: string, } | { "code": "busy" } | { "code": "callOver" } | { "code": "codeNeeded", method: string, } | { "code": "keyInUse", shortcut: Shortcut, } | { "code": "keyReserved" } | { "code": "keyUnfit" } | { "code": "notAllowed", reason: string, } | { "code": "notASound" } | { "code": "notAwaited" } | { "code": "notAWorkspace", url: string, } | { "code": "noProvider" } | { "code": "notSignedIn" } | { "code": "offline" } | { "code": "otherWorkspace", allowed: Array<string>, } | { "code": "setByCompany" } | { "code": "systemLacks", what: string, } | { "code": "tooLong", seconds: number, megabytes: number, } | { "code": "wait", seconds: number, } | { "code": "wordsNotSent" } | { "code": "wrongPassword" } | { "code": "unknown", what: string, } | { "code": "refused", message: string, };

export type Answer = { "type": "accept", devices: Devices | null, } | { "type": "decline", words: string | null, } | { "type": "dismiss" };

export type Attachment = { title: string, text: string | null, };

export type Attendee = { person: Person, joinedAt: number | null, 
/**
 * As far as the workspace is told: a browser that is closed by force tells nobody.
 */
leftAt: number | null, me: boolean, };

export type Browser = { 
/**
 * What the system calls it, the same after an update of it.
 */
id: string, 
/**
 * As people know it.
 */
name: string, };

export type Browsers = { 
/**
 * Nothing until they have been looked for, and while nobody looks.
 */
installed: Array<Browser> | null, 
/**
 * The name of the system's default, where that is known.
 */
default: string | null, };

export type CallButton = "hidden" | "noRight" | "shown";

export type CallPage = "inWindow" | "notOpened" | "opened" | "opening";

export type CallRecord = { callId: string, room: RoomRef, 
/**
 * Rang one person; else a call in a room.
 */
direct: boolean, state: CallState, 
/**
 * The person called, or who called: the other one of a direct call.
 */
other: Person | null, startedBy: Person, 
/**
 * I started it.
 */
mine: boolean, startedAt: number, endedAt: number | null, 
/**
 * The length in ms, only where the end is a true one (protocol 6.2).
 */
lengthMs: number | null, 
/**
 * How long it rang here, from this computer's own record.
 */
rangMs: number | null, 
/**
 * Why it was shown here without being heard; nothing when it rang, or that is not known.
 */
notRung: Quiet | null, 
/**
 * The name it was given; empty for none.
 */
title: string, 
/**
 * In order of joining.
 */
attendees: Array<Attendee>, 
/**
 * False on workspaces that do not record who joined (protocol 4.1).
 */
attendeesKnown: boolean, 
/**
 * I am (or was) among them.
 */
iJoined: boolean, 
/**
 * What was written with a decline.
 */
words: string | null, provider: string, };

export type CallState = "canceledByMe" | "declinedByMe" | "declinedByThem" | "ended" | "gone" | "loading" | "missed" | "nobodyJoined" | "noAnswer" | "notAnswered" | "ongoing" | "probablyOver" | "ringing";

export type Calls = { 
/**
 * Longest ringing first.
 */
incoming: Array<IncomingCall>, outgoing: OutgoingCall | null, joined: JoinedCall | null, starting: StartingCall | null, 
/**
 * Calls of rooms that have just begun without this person: told quietly.
 */
started: Array<StartedCall>, };

export type CallsOpen = "browser" | "window";

export type Check = { verdict: Verdict, finding: Finding, };

export type ChosenKeys = { everywhere: string | null, here: string | null, };

export type Clock = "twelveHours" | "twentyFourHours";

export type ConferenceWindow = { callId: string, 
/**
 * The call's name, or the room's.
 */
name: string, 
/**
 * Counts the pages that were to be shown: another number is another page, also of the same call.
 */
page: number, 
/**
 * Counts requests to come forward, as in [`Windows`].
 */
forward: number, };

export type Content = { "type": "call", record: CallRecord, } | { "type": "system", kind: string, text: string, } | { "type": "text", text: string, edited: boolean, 
/**
 * Usernames mentioned; `me` is told apart by the page.
 */
mentions: Array<string>, reactions: Array<Reaction>, attachments: Array<Attachment>, delivery: Delivery, };

export type DeepLink = { "to": "call", workspace: string | null, username: string, } | { "to": "join", workspace: string | null, callId: string, } | { "to": "room", workspace: string | null, room: string, } | { "to": "signIn" } | { "to": "unreadable" };

export type Delivery = "delivered" | "failed" | "waiting";

export type Devices = { mic: boolean, cam: boolean, };

export type Diagnosis = { checks: Array<Check>, 
/**
 * A trial call rings now.
 */
trial: boolean, };

export type DoNotDisturb = { "state": "off" } | { "state": "on" } | { "state": "until", time: number, };

export type EndReason = "answeredElsewhere" | "canceled" | "declined" | "failed" | "interrupted" | "unanswered";

export type Finding = { "about": "callWindow", place: WindowPlace, } | { "about": "connection", workspace: string, link: Link, answerMs: number | null, } | { "about": "keyStore", trouble: Trouble | null, } | { "about": "nobodySignedIn" } | { "about": "lastRing", at: number, shownMs: number | null, soundingMs: number | null, silent: boolean, quiet: Quiet | null, trial: boolean, loudness: Loudness | null, } | { "about": "login", on: boolean | null, } | { "about": "notifications", service: NotificationService | null, missing: boolean, } | { "about": "policy", locked: number, faults: Array<string>, } | { "about": "provider", workspace: string, provider: Provider, } | { "about": "quiet", quiet: Quiet, } | { "about": "ringTone", playsOn: Array<string>, volume: number, trouble: Trouble | null, } | { "about": "shortcuts", missing: boolean, taken: Array<string>, } | { "about": "tray", there: boolean, };

export type History = { calls: Array<CallRecord>, 
/**
 * Missed calls not yet seen: the red number at "Calls".
 */
missed: number, 
/**
 * The rooms they are in.
 */
missedIn: Array<RoomRef>, };

export type InBrowser = { "state": "code", service: Service, method: string, wrong: boolean, } | { "state": "failed", error: ActionError, } | { "state": "no" } | { "state": "returned", service: Service, } | { "state": "waiting", service: Service, };

export type IncomingCall = { callId: string, room: RoomRef, workspaceName: string, caller: Person, since: number, 
/**
 * The drawn ring is empty then: 30 s after `since`, 15 s where the workspace rings.
 */
until: number, phase: IncomingPhase, 
/**
 * Why it is neither heard nor shown outside our windows and the tray; nothing when it rings.
 */
quiet: Quiet | null, 
/**
 * Its person has silenced the ring: it is not heard any more, and shown everywhere as before.
 */
hushed: boolean, 
/**
 * The switches to draw: nothing where the provider has none.
 */
mic: boolean | null, cam: boolean | null, 
/**
 * Nobody calls: the person tries out whether they would be rung.
 */
trial: boolean, };

export type IncomingPhase = { "state": "accepting" } | { "state": "dismissed" } | { "state": "over", reason: EndReason, rangMs: number, } | { "state": "ringing", silenced: boolean, reconnecting: boolean, };

export type JoinedCall = { callId: string, room: RoomRef, 
/**
 * The call's name, or the room's.
 */
name: string, since: number, page: CallPage, 
/**
 * Who is in it, in order of joining; oneself among them.
 */
people: Array<Person>, 
/**
 * Others have been in it, and left.
 */
othersLeft: boolean, 
/**
 * Nobody has reported its end, and nobody came for hours: whoever calls now is heard as if there were none.
 */
probablyOver: boolean, };

export type KeyChoice = { "type": "chord", chord: string, } | { "type": "none" } | { "type": "usual" };

export type KeysFound = { 
/**
 * Those whose key another program has, or no key of the keyboard is.
 */
taken: Array<Shortcut>, 
/**
 * Where the desktop itself decides which keys they are: how it calls each, as far as it has one.
 */
triggers: { [key in Shortcut]?: string } | null, };

export type Link = { "state": "connecting", since: number, } | { "state": "lost", since: number, nextTry: number, loss: Loss, } | { "state": "reachable", since: number, } | { "state": "signedOut", reason: SignedOut, } | { "state": "subscribing", since: number, };

export type Look = { room: RoomRef, 
/**
 * The panel with the room's calls is open.
 */
panel: boolean, };

export type Loss = "badCertificate" | "noAnswer" | "noNetwork" | "noProxy" | "notAWorkspace";

export type Loudness = { "state": "heard", db: number, } | { "state": "nothing" } | { "state": "unknown" };

export type MainPage = "calls" | "settings";

export type Managed = { 
/**
 * Members of [`Settings`].
 */
locked: Array<keyof Settings>, 
/**
 * Where people may sign in, what is meant first; none where they may anywhere.
 */
workspaces: Array<string>, };

export type Motion = "reduced" | "system";

export type NotificationService = { name: string, version: string, 
/**
 * It draws Accept and Decline.
 */
buttons: boolean, };

export type OpenRoom = { room: Room, topic: string | null, 
/**
 * 0 when unknown.
 */
members: number, 
/**
 * Oldest first: a window of the newest, grown by `Action::LoadOlder`.
 */
timeline: Array<TimelineItem>, hasOlder: boolean, 
/**
 * False while the first page is on its way and nothing is cached.
 */
loaded: boolean, 
/**
 * The first unread message when the room was opened: the "N new" line stands above it.
 */
firstUnread: string | null, 
/**
 * Names of the people who type now.
 */
typing: Array<string>, 
/**
 * Why nothing can be written here; nothing when one may.
 */
readOnly: ReadOnly | null, callButton: CallButton, 
/**
 * A call that runs here (for the header's "Join · N").
 */
running: CallRecord | null, };

export type OutgoingCall = { 
/**
 * The id of the attempt until the server has named the call; both work in actions.
 */
callId: string, room: RoomRef, callee: Person, since: number, until: number, phase: OutgoingPhase, 
/**
 * Why it could not be started, where the workspace has said so.
 */
refusal: ActionError | null, devices: Devices, };

export type OutgoingPhase = { "state": "answered", glare: boolean, } | { "state": "over", at: number, reason: EndReason, words: string | null, } | { "state": "ringing", reconnecting: boolean, } | { "state": "starting", waitsUntil: number | null, };

export type OwnStatus = "away" | "busy" | "invisible" | "online";

export type OwnStatusChoices = { 
/**
 * To look offline (`Accounts_AllowInvisibleStatusOption`).
 */
invisible: boolean, 
/**
 * To write what they are doing (`Accounts_AllowUserStatusMessageChange`).
 */
text: boolean, };

export type Person = { 
/**
 * Empty when the server did not say.
 */
id: string, username: string, 
/**
 * The name to show: real name or username, as the workspace wants it.
 */
name: string, 
/**
 * A path under `picture:` when there is a picture, or may be one; else the page draws initials.
 */
picture: string | null, presence: Presence, statusText: string | null, };

export type PersonTone = { 
/**
 * Their name when it was chosen, for as long as their conversation is hidden.
 */
name: string, 
/**
 * Nothing: their calls are shown as any other, without a sound.
 */
tone: RingTone | null, };

export type Place = "everywhere" | "here";

export type Presence = "away" | "busy" | "offline" | "online" | "unknown";

export type Provider = { "state": "ready", name: string, mic: boolean, cam: boolean, title: boolean, devices: Devices, } | { "state": "notSetUp" } | { "state": "unknown" };

export type Quiet = "busy" | "doNotDisturb" | "fullScreen" | "muted" | "quietHours" | "system";

export type QuietSpan = "halfHour" | "hour" | "untilTomorrow" | "untilTurnedOff";

export type Reaction = { 
/**
 * `:+1:`
 */
emoji: string, count: number, mine: boolean, };

export type ReadOnly = "archived" | "blocked" | "encrypted" | "muted" | "readOnly";

export type RingInCall = "beep" | "ring" | "silent";

export type RingTone = "bell" | "brook" | "classic" | "lamp" | "own" | "wood";

export type Room = { workspace: string, id: string, kind: RoomKind, name: string, 
/**
 * The other person of a two-person room.
 */
person: Person | null, 
/**
 * A path under `picture:` of a room that has a picture.
 */
picture: string | null, favourite: boolean, 
/**
 * Something is new: shown bold.
 */
unread: boolean, 
/**
 * The badge's number, threads included; 0 for none.
 */
badge: number, mentions: number, muted: boolean, 
/**
 * People in a call that runs in this room; nothing when none does.
 */
liveCall: number | null, };

export type RoomCalls = { room: RoomRef, loaded: boolean, calls: Array<CallRecord>, };

export type RoomKind = "channel" | "direct" | "discussion" | "directSeveral" | "group" | "selfNotes" | "team";

export type RoomRef = { workspace: string, roomId: string, };

export type Rooms = { 
/**
 * False until the rooms have been loaded or read from the cache.
 */
loaded: boolean, rooms: Array<Room>, };

export type Rows = "comfortable" | "compact";

export type Service = { name: string, label: string, };

export type Session = { profile: string, 
/**
 * False until the agent has looked for stored sessions: no sign-in page before that.
 */
ready: boolean, 
/**
 * The language of every surface: `en`, `de` or `fr`.
 */
language: string, 
/**
 * In the order of signing in.
 */
workspaces: Array<Workspace>, 
/**
 * What the system lacks, said once (no key store, no sound, no notifications).
 */
troubles: Array<Trouble>, 
/**
 * What of the keys that work from anywhere is not to be had, and what the desktop has made of them.
 */
keys: KeysFound, 
/**
 * Whether the system starts the agent when the person logs in, as it said when a window last came
 * forward; nothing before that, and where it offers no way.
 */
startsAtLogin: boolean | null, 
/**
 * Whether this system's web view can hold a call (`Action::ReportWebView`); nothing until one has been looked at.
 */
callsInWindow: boolean | null, 
/**
 * Whether the system opens `vconnct://` links here, as it said then; nothing where it lets no program choose.
 */
opensLinks: boolean | null, 
/**
 * Why no call rings now, whoever calls; single calls may be let through (`IncomingCall::quiet`).
 */
quiet: Quiet | null, 
/**
 * Others may look on, so whatever shows outside the main window does not say who calls or writes: the screen is
 * locked, or something fills it.
 */
watched: boolean, 
/**
 * The number on the app's icon: unread mentions and direct messages, and missed calls; 0 for none.
 */
badge: number, };

export type Settings = { 
/**
 * The language of every surface: `en`, `de` or `fr`; nothing follows the system.
 */
language: string | null, 
/**
 * Light or dark, or as the system is.
 */
theme: Theme, 
/**
 * How large everything in the windows is, 80 to 200 percent.
 */
textSize: number, 
/**
 * How close to each other the rows of lists and the messages are.
 */
rows: Rows, 
/**
 * Whether anything moves.
 */
motion: Motion, 
/**
 * Rooms with something unread have a section of their own, on top of the list.
 */
unreadFirst: boolean, 
/**
 * How times of day are written.
 */
clock: Clock, 
/**
 * The melody of a call that rings here.
 */
ringTone: RingTone, 
/**
 * The name of the file that the tone `own` was made of; nothing until there was one.
 */
ringFile: string | null, 
/**
 * What calls of single people ring with instead: by workspace, and by the room of the two. Not by username: that
 * may change, a call names its room, and the room goes when its person does, which takes the entry with it.
 */
personTones: { [key in string]: { [key in string]: PersonTone } }, 
/**
 * Loudness of the ring tone, 0 to 100.
 */
ringVolume: number, 
/**
 * Where it rings; nothing, or while that output is away: the system's default.
 */
ringOn: SoundOutput | null, 
/**
 * Where it rings too, while that output is there.
 */
ringAlsoOn: SoundOutput | null, 
/**
 * What a call sounds like to somebody who is in another one.
 */
ringInCall: RingInCall, 
/**
 * Others see this person as busy while they are in a call.
 */
busyInCall: boolean, 
/**
 * The ring-back tone while calling somebody.
 */
ringBack: boolean, 
/**
 * Rings for a call of two that the workspace only writes a message about, as it has nobody rung.
 */
ringForMessages: boolean, 
/**
 * The agent that the system starts when the person logs in opens no window.
 */
startWithoutWindow: boolean, 
/**
 * Goes on running (and ringing) when the last window is closed.
 */
keepRunning: boolean, 
/**
 * The note that offers to start at login has been answered, or the switch was used: once is enough.
 */
loginOffered: boolean, 
/**
 * Keys work from anywhere.
 */
shortcutsEverywhere: boolean, 
/**
 * The keys that differ from the usual ones ([`Shortcut::usual`]), here and everywhere.
 */
keys: { [key in Shortcut]?: ChosenKeys }, 
/**
 * No call rings, and for how long. The agent turns it off when its time is over.
 */
doNotDisturb: DoNotDisturb, 
/**
 * No call rings in the hours of `quietDays`, `quietFrom` and `quietUntil`.
 */
quietHours: boolean, 
/**
 * On these days quiet hours begin, Monday first.
 */
quietDays: [boolean, boolean, boolean, boolean, boolean, boolean, boolean], 
/**
 * When quiet hours begin, in minutes after midnight.
 */
quietFrom: number, 
/**
 * When they end, in minutes after midnight: the next morning's, unless that is later on the same day.
 */
quietUntil: number, 
/**
 * While quiet hours are on, Saturdays and Sundays are quiet all day long.
 */
quietWeekend: boolean, 
/**
 * Calls of favourites ring in spite of quiet hours and Do not disturb.
 */
favouritesThrough: boolean, 
/**
 * Whoever calls again within three minutes is heard in spite of them.
 */
secondCallThrough: boolean, 
/**
 * No call rings while a program fills the screen.
 */
quietFullScreen: boolean, 
/**
 * Microphone and camera of a call for which nobody chooses otherwise.
 */
devices: Devices, 
/**
 * What was chosen last, for a call or in `devices`, counts for the next ones.
 */
rememberDevices: boolean, 
/**
 * The phone of a room calls at once, without pre-flight.
 */
callAtOnce: boolean, 
/**
 * What calls open in. Where the web view cannot hold one: in the browser all the same.
 */
callsOpen: CallsOpen, 
/**
 * The browser that calls open in; nothing, or while that one is not installed: the system's default.
 */
browser: Browser | null, 
/**
 * Sentences to decline with; nothing as long as they are the prepared ones, in the language of the windows.
 */
replies: Array<string> | null, 
/**
 * Where a call shows outside the main window.
 */
showCalls: ShowCalls, 
/**
 * Whatever shows outside the main window says who calls.
 */
showCaller: boolean, 
/**
 * Nobody is named there while the screen is locked.
 */
hideLocked: boolean, 
/**
 * Nor while a program fills it.
 */
hideFullScreen: boolean, 
/**
 * Calls that were missed are told of by notifications.
 */
notifyMissed: boolean, 
/**
 * Calls that begin in rooms of which this person is a member are told of by notifications.
 */
notifyStarted: boolean, 
/**
 * Messages are told of by notifications, as far as the workspace would have this person notified of them.
 */
notifyMessages: boolean, 
/**
 * The app's icon has a number: unread mentions and direct messages, and missed calls.
 */
numberOnIcon: boolean, };

export type Shortcut = "accept" | "callHere" | "calls" | "decline" | "dismiss" | "doNotDisturb" | "find" | "leave" | "nextRoom" | "nextUnread" | "return" | "show";

export type ShowCalls = "callWindow" | "notification" | "onlyHere";

export type SignIn = { 
/**
 * The workspace that was looked for last and answered (`Action::CheckWorkspace`).
 */
workspace: WorkspaceAtDoor | null, inBrowser: InBrowser, };

export type SignedOut = "expired" | "keyStoreLocked" | "noKeyStore" | "noStoredSession";

export type Sound = { 
/**
 * The outputs that are there now; none while nobody looks.
 */
outputs: Array<SoundOutput>, 
/**
 * A ring tone is being tried out.
 */
testing: boolean, 
/**
 * It is that of the person in this room; nothing when it is everybody's.
 */
testingOf: RoomRef | null, };

export type SoundOutput = { 
/**
 * What the system calls it, the same after a restart.
 */
id: string, 
/**
 * As people know it.
 */
name: string, };

export type StartedCall = { callId: string, room: RoomRef, 
/**
 * As it is written in a sentence: a channel with its `#`.
 */
roomName: string, 
/**
 * Of the call itself; empty for none.
 */
title: string, workspaceName: string, startedBy: Person, };

export type StartingCall = { 
/**
 * Means this start in actions; the call has no name yet.
 */
callId: string, room: RoomRef, 
/**
 * As it is written in a sentence: a channel with its `#`.
 */
roomName: string, phase: StartingPhase, 
/**
 * Why it came to nothing, where the workspace has said so.
 */
refusal: ActionError | null, };

export type StartingPhase = { "state": "failed" } | { "state": "starting", waitsUntil: number | null, };

export type Theme = "dark" | "light" | "system";

export type TimelineItem = { id: string, author: Person, mine: boolean, time: number, content: Content, };

export type Trouble = "keyStoreLocked" | "muted" | "noKeyStore" | "noNotifications" | "noRingTone" | "noShortcuts" | "noSound" | "noTray";

export type Update = { "part": "browsers", "value": Browsers } | { "part": "calls", "value": Calls } | { "part": "diagnosis", "value": Diagnosis } | { "part": "history", "value": History } | { "part": "managed", "value": Managed } | { "part": "room", "value": OpenRoom | null } | { "part": "roomCalls", "value": RoomCalls | null } | { "part": "rooms", "value": Rooms } | { "part": "session", "value": Session } | { "part": "settings", "value": Settings } | { "part": "signIn", "value": SignIn } | { "part": "sound", "value": Sound } | { "part": "windows", "value": Windows };

export type Verdict = "good" | "note" | "warning" | "broken";

export type WindowLabel = "call" | "conference" | "main";

export type WindowPlace = "anywhere" | "corner" | "nowhere";

export type Windows = { main: boolean, 
/**
 * The small call window.
 */
call: boolean, 
/**
 * The window with the page of a call.
 */
conference: ConferenceWindow | null, 
/**
 * Counts requests to come forward: a change means raise and focus the main window.
 */
forward: number, 
/**
 * What the desktop wants to see of a window that comes forward, where what was pressed brought one along.
 */
token: string | null, 
/**
 * The room to open when coming forward, or the page.
 */
room: RoomRef | null, page: MainPage | null, 
/**
 * A link that was opened, until the person has answered it.
 */
link: DeepLink | null, };

export type Workspace = { id: string, 
/**
 * `Site_Name`, or the host until it is known.
 */
name: string, me: Person, link: Link, 
/**
 * What the conference provider offers, once asked.
 */
provider: Provider, 
/**
 * What this person may choose as their own status.
 */
ownStatus: OwnStatusChoices, 
/**
 * This person may change its settings.
 */
administered: boolean, };

export type WorkspaceAtDoor = { id: string, 
/**
 * `Site_Name`, or the host.
 */
name: string, 
/**
 * The ways in besides a password.
 */
services: Array<Service>, 
/**
 * It takes a password.
 */
password: boolean, 
/**
 * It mails a way to a new one.
 */
resetsPasswords: boolean, 
/**
 * It has a conference provider, as far as it says.
 */
calls: boolean, 
/**
 * It has said how people sign in. Until then it is asked again: offices may ask only so often.
 */
complete: boolean, };

/** Each shortcut in the order of need, with its usual keys: empty where there is none, null where there can be none. */
export const SHORTCUTS: readonly { is: Shortcut, here: string | null, everywhere: string | null }[] = [
  { is: "accept", here: "Ctrl+Shift+A", everywhere: "Ctrl+Alt+A" },
  { is: "decline", here: "Ctrl+Shift+D", everywhere: "Ctrl+Alt+D" },
  { is: "dismiss", here: "Ctrl+Shift+X", everywhere: "" },
  { is: "callHere", here: "Ctrl+Shift+C", everywhere: null },
  { is: "return", here: "Ctrl+Shift+R", everywhere: "Ctrl+Alt+R" },
  { is: "leave", here: "Ctrl+Shift+L", everywhere: "" },
  { is: "show", here: null, everywhere: "Ctrl+Alt+V" },
  { is: "doNotDisturb", here: "Ctrl+Shift+M", everywhere: "" },
  { is: "find", here: "Ctrl+K", everywhere: null },
  { is: "nextRoom", here: "Alt+ArrowDown", everywhere: null },
  { is: "nextUnread", here: "Alt+Shift+ArrowDown", everywhere: null },
  { is: "calls", here: "Ctrl+Shift+H", everywhere: null },
];

export const POLICY_MAY_SET: readonly (keyof Settings)[] = ["browser", "busyInCall", "callAtOnce", "callsOpen", "clock", "devices", "favouritesThrough", "hideFullScreen", "hideLocked", "keepRunning", "language", "motion", "notifyMessages", "notifyMissed", "notifyStarted", "numberOnIcon", "quietDays", "quietFrom", "quietFullScreen", "quietHours", "quietUntil", "quietWeekend", "rememberDevices", "replies", "ringBack", "ringForMessages", "ringInCall", "ringTone", "ringVolume", "rows", "secondCallThrough", "shortcutsEverywhere", "showCaller", "showCalls", "startWithoutWindow", "theme", "unreadFirst"];
