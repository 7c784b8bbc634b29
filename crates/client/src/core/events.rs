//! What the workspace tells by itself.

use std::time::Duration;

use vconnct_call::Input as CallInput;
use vconnct_proto::{
    CallId, MessageId, RoomId, SignalAction, UserId,
    documents::{Message, Notification, PublicSetting, Room},
    rest::{self, RoomType},
    stream::StreamEvent,
};

use super::{
    Core,
    actions::{PAGE, WINDOW},
    answers::Purpose,
};

impl Core {
    pub(super) fn event(&mut self, event: StreamEvent) {
        match event {
            // First, and alone on its way: nothing that rings waits for anything below.
            StreamEvent::Signal(signal) => {
                let known_caller = self.rooms.other(&signal.params.rid) == Some(&signal.params.uid);
                match signal.action {
                    SignalAction::Canceled | SignalAction::End => self.expect_the_end(&signal.params.call_id),
                    SignalAction::Join => self.expect_joins(&signal.params.call_id),
                    _ => {}
                }
                self.call(CallInput::Signal { signal, known_caller });
            }
            StreamEvent::Activity { room, name, typing } => self.activity(room, name, typing),
            StreamEvent::CallChanged { room, call } => {
                self.records.want(&call, self.clock.now + COALESCE);
                self.call(CallInput::RoomEvent { room, call });
            }
            StreamEvent::Ephemeral(message) => {
                // A note only this person sees: shown where the room is open, kept nowhere.
                if self.is_looked_at(&message.rid) {
                    self.timelines.entry(message.rid.clone()).or_default().put(*message);
                    self.changed.looks = true;
                }
            }
            StreamEvent::ForceLogout => self.doubt_the_session(),
            StreamEvent::Message(message) => self.message(*message),
            StreamEvent::MessageDeleted { room, message } => {
                if let Some(timeline) = self.timelines.get_mut(&room) {
                    timeline.remove(&message);
                    self.changed.looks = true;
                }
            }
            StreamEvent::MessagesDeleted { room, which } => self.messages_deleted(&room, which),
            StreamEvent::NameChanged(user) => {
                self.people.learn(&user);
                self.person_is_new(&user.id);
                self.look_at_oneself(&user.id);
            }
            StreamEvent::Notification(told) => self.notified(*told),
            StreamEvent::PermissionChanged(permission) => {
                self.workplace.put_permissions(vec![permission]);
                self.changed.looks = true;
            }
            StreamEvent::PictureChanged { username, etag } => {
                if let Some(user) = self.people.set_picture(&username, etag) {
                    self.person_is_new(&user);
                }
            }
            StreamEvent::Presence { user, status, text } => {
                if self.people.set_presence(&user, status, text) {
                    self.person_is_new(&user);
                }
            }
            StreamEvent::RolesChanged { user } => self.look_at_oneself(&user),
            StreamEvent::RoomChanged(room) => self.room_changed(*room),
            StreamEvent::RoomRemoved(room) => {
                self.rooms.remove_room(&room);
                self.room_is_new(&room);
            }
            StreamEvent::SettingChanged(setting) => self.setting_changed(setting),
            StreamEvent::SubscriptionChanged(subscription) => {
                let room = subscription.rid.clone();
                self.rooms.put_subscription(*subscription);
                if !self.rooms.has_news(&room) {
                    self.changed.messages |= self.notices.remove(&room);
                }
                self.room_is_new(&room);
            }
            StreamEvent::SubscriptionRemoved { subscription, room } => {
                self.rooms.remove_subscription(&subscription, room.as_ref());
                self.changed.messages |= room.is_some_and(|room| self.notices.remove(&room));
                (self.changed.rooms, self.changed.looks) = (true, true);
            }
        }
    }

    /// A message, new or changed, wherever it came from.
    pub(super) fn put_message(&mut self, message: Message) {
        if let Some(call) = message.call().cloned() {
            self.records.want_if_open(&call, self.clock.now + COALESCE);
        }
        // A room nobody has opened loads its newest page when somebody does.
        let looked = self.is_looked_at(&message.rid);
        if let Some(timeline) = self.timelines.get_mut(&message.rid) {
            self.people.learn(&message.u);
            timeline.tell(message);
            timeline.trim(if looked { WINDOW } else { PAGE as usize });
            self.changed.looks |= looked;
        }
    }

    fn messages_deleted(&mut self, room: &RoomId, which: Option<Vec<MessageId>>) {
        let Some(timeline) = self.timelines.get_mut(room) else { return };
        match which {
            Some(which) => which.iter().for_each(|message| timeline.remove(message)),
            // They are told by rules that only the workspace can apply: by time, by author, pinned or not.
            None => {
                timeline.forget();
                if self.is_looked_at(room) {
                    self.load_history(room, None);
                }
            }
        }
        self.changed.looks = true;
    }

    fn message(&mut self, message: Message) {
        self.rooms.touch(&message);
        self.changed.rooms = true;
        if let Some(names) = self.typing.get_mut(&message.rid) {
            names.remove(&message.u.username);
            names.retain(|name, _| Some(name) != message.u.name.as_ref());
        }
        // An old one that changes is told of again: its words are no answer to a call of now.
        let is_new = message.edited_at.is_none() && self.clock.age(message.ts) <= NEW;
        if message.t.is_none() && is_new {
            let (room, from, text) = (message.rid.clone(), message.u.id.clone(), message.msg.clone());
            self.call(CallInput::Message { room, from, text });
        }
        self.put_message(message);
    }

    /// Calls are told of by themselves; and what comes while it is quiet is not told of, then or later.
    fn notified(&mut self, told: Notification) {
        let own = told.payload.sender.as_ref().is_some_and(|sender| sender.id == self.account.user);
        let foreign = RoomType::parse(&told.payload.room_type).is_none();
        if told.is_of_call() || own || foreign || !self.hearing.tells(self.caller(&told.payload.rid)) {
            return;
        }
        self.notices.put(self.clock.now, told);
        self.changed.messages = true;
    }

    fn room_changed(&mut self, room: Room) {
        let id = room.id.clone();
        self.rooms.put_room(room);
        self.room_is_new(&id);
        self.watch(self.rooms.other(&id).cloned());
    }

    /// What has changed of somebody is asked for if it is this person.
    fn look_at_oneself(&mut self, user: &UserId) {
        if *user == self.account.user {
            self.request(rest::Request::Me, Purpose::Me);
        }
    }

    /// Something of a person has changed: whatever shows them.
    fn person_is_new(&mut self, user: &UserId) {
        self.rooms.person_changed(user);
        (self.changed.rooms, self.changed.looks, self.changed.calls) = (true, true, true);
        self.changed.session |= *user == self.account.user;
    }

    /// Something of a room has changed: its row, and whatever shows it.
    fn room_is_new(&mut self, room: &RoomId) {
        self.changed.rooms = true;
        self.changed.looks |= self.is_looked_at(room);
    }

    pub(super) fn is_looked_at(&self, room: &RoomId) -> bool {
        self.looks.values().any(|look| look.room.room_id == *room)
    }

    fn setting_changed(&mut self, setting: PublicSetting) {
        let provider = setting.id == "VideoConf_Default_Provider";
        self.workplace.set(setting);
        self.apply_settings();
        if provider {
            self.request(rest::Request::CallCapabilities, Purpose::Capabilities);
        }
    }

    fn activity(&mut self, room: RoomId, name: String, typing: bool) {
        if name == self.account.username || Some(&name) == self.account.name.as_ref() {
            return;
        }
        let names = self.typing.entry(room).or_default();
        self.changed.looks |= match typing {
            true if names.len() >= TYPISTS => false,
            true => names.insert(name, self.clock.now + TYPING).is_none(),
            false => names.remove(&name).is_some(),
        };
    }

    /// The room is not told of the second person's arrival in a direct call (protocol 8.27).
    fn expect_joins(&mut self, call: &CallId) {
        self.records.want(call, self.clock.now + COALESCE);
    }

    /// Whoever gives up tells the workspace too; what that then tells the room may get lost.
    fn expect_the_end(&mut self, call: &CallId) {
        if self.records.record(call).is_some() {
            self.records.want_if_open(call, self.clock.now + GIVEN_UP);
        }
    }
}

/// Events that come together are answered by one request.
pub(super) const COALESCE: Duration = Duration::from_millis(150);
/// For the workspace to hear of a call that its caller gives up.
const GIVEN_UP: Duration = Duration::from_secs(2);
/// A message that has just been written, on clocks that do not quite agree.
const NEW: Duration = Duration::from_secs(60);
/// More names than any line shows.
const TYPISTS: usize = 50;
/// How long somebody counts as typing after the last word of it (protocol 2.8).
const TYPING: Duration = Duration::from_secs(15);
