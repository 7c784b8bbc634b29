//! What the workspace has decided for everybody: its public settings and who may do what.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use vconnct_proto::documents::{HiddenKinds, Message, Permission, PublicSetting, Room, Subscription};

use crate::update::{CallButton, OwnStatusChoices, ReadOnly, RoomKind};

/// Settings and permissions of one workspace (protocol 1.7, 4.2).
#[derive(Debug)]
pub(crate) struct Workplace {
    settings: BTreeMap<String, Value>,
    permissions: BTreeMap<String, Vec<String>>,
    pub my_roles: Vec<String>,
    /// So far it has not said that it has no such endpoint (protocol 4.11).
    pub knows_decline: bool,
    /// So far this session, it takes it that threads are read with their room (decision 13).
    pub reads_threads: bool,
    /// The most entries of history it has given at once.
    longest_page: usize,
}

impl Default for Workplace {
    fn default() -> Self {
        Self {
            settings: BTreeMap::new(),
            permissions: BTreeMap::new(),
            my_roles: Vec::new(),
            knows_decline: true,
            reads_threads: true,
            longest_page: 0,
        }
    }
}

impl Workplace {
    /// The settings this client asks for.
    pub const SETTINGS: [&str; 14] = [
        "Site_Name",
        "UI_Use_Real_Name",
        "VideoConf_Default_Provider",
        ENABLE_CHANNELS,
        ENABLE_DIRECT,
        ENABLE_GROUPS,
        ENABLE_TEAMS,
        CALL_WINDOW,
        "Message_MaxAllowedSize",
        MAY_BE_INVISIBLE,
        MAY_SAY_STATUS,
        NO_PRESENCE,
        HIDDEN_KINDS,
        ENCRYPTION,
    ];

    pub fn set(&mut self, setting: PublicSetting) {
        self.settings.insert(setting.id, setting.value);
    }

    pub fn put_permissions(&mut self, permissions: Vec<Permission>) {
        self.permissions.extend(permissions.into_iter().map(|permission| (permission.id, permission.roles)));
    }

    pub fn name(&self) -> Option<&str> {
        self.settings.get("Site_Name").and_then(Value::as_str).filter(|name| !name.is_empty())
    }

    pub fn real_names(&self) -> bool {
        self.settings.get("UI_Use_Real_Name") == Some(&Value::Bool(true))
    }

    /// Whether others' presence is told: a workspace may switch that off, and does so by itself when it has too many people
    /// for its licence.
    pub fn tells_presence(&self) -> bool {
        self.settings.get(NO_PRESENCE) != Some(&Value::Bool(true))
    }

    /// What people may choose of how others see them. A workspace that does not say lets them.
    pub fn own_status(&self) -> OwnStatusChoices {
        let may = |setting: &str| self.settings.get(setting) != Some(&Value::Bool(false));
        OwnStatusChoices { invisible: may(MAY_BE_INVISIBLE), text: may(MAY_SAY_STATUS) }
    }

    /// Whether I may change the settings of all. Only who is known to may.
    pub fn is_administered(&self) -> bool {
        self.permissions.contains_key(ADMINISTERS) && self.may(ADMINISTERS, None)
    }

    /// None of the four switches is there: the workspace neither rings nor records joins (protocol 4.1).
    pub fn is_licensed(&self) -> bool {
        self.settings.is_empty()
            || [ENABLE_CHANNELS, ENABLE_DIRECT, ENABLE_GROUPS, ENABLE_TEAMS]
                .iter()
                .any(|setting| self.settings.contains_key(*setting))
    }

    /// Rings the callee itself, once the caller is in the call (protocol 5.8).
    pub fn rings(&self) -> bool {
        self.settings.get(CALL_WINDOW) == Some(&Value::Bool(true))
    }

    /// Learns how many entries a page of history had. True if the workspace may have more of them: it may give fewer at once
    /// than are asked for, and nobody tells how many; but fewer than it has given before are all there are.
    pub fn learn_page(&mut self, entries: usize) -> bool {
        self.longest_page = self.longest_page.max(entries);
        entries == self.longest_page
    }

    /// Whether a message is of a kind that is not shown, in a room or anywhere. The workspace sees to that itself, but not
    /// in everything it tells (decision 13).
    pub fn hides(&self, room: Option<&Room>, message: &Message) -> bool {
        let Some(kind) = message.t.as_deref() else { return false };
        let everywhere = self.settings.get(HIDDEN_KINDS).and_then(|kinds| HiddenKinds::deserialize(kinds).ok());
        let here = room.and_then(|room| room.sys_mes.as_ref());
        everywhere.iter().chain(here).any(|hidden| hidden.has(kind))
    }

    /// The phone icon of a room (protocol 4.2).
    pub fn call_button(
        &self,
        kind: RoomKind,
        room: Option<&Room>,
        subscription: Option<&Subscription>,
        my_username: &str,
    ) -> CallButton {
        // A discussion counts by its own kind of room.
        let private = room.is_some_and(|room| room.t == "p");
        let switch = match kind {
            RoomKind::SelfNotes => return CallButton::Hidden,
            RoomKind::Direct | RoomKind::DirectSeveral => ENABLE_DIRECT,
            RoomKind::Team => ENABLE_TEAMS,
            RoomKind::Group => ENABLE_GROUPS,
            RoomKind::Discussion if private => ENABLE_GROUPS,
            RoomKind::Channel | RoomKind::Discussion => ENABLE_CHANNELS,
        };
        // Absent, or anything but exactly false, counts as enabled.
        if self.settings.get(switch) == Some(&Value::Bool(false)) {
            return CallButton::Hidden;
        }
        let federated = room.is_some_and(|room| room.federated);
        match self.may("call-management", subscription)
            && !federated
            && matches!(self.read_only(room, subscription, my_username), None | Some(ReadOnly::Encrypted))
        {
            true => CallButton::Shown,
            false => CallButton::NoRight,
        }
    }

    /// Why nothing can be written in a room (protocol 3.3).
    pub fn read_only(
        &self,
        room: Option<&Room>,
        subscription: Option<&Subscription>,
        my_username: &str,
    ) -> Option<ReadOnly> {
        if subscription.is_some_and(|s| s.blocked || s.blocker) {
            return Some(ReadOnly::Blocked);
        }
        if subscription.is_some_and(|s| s.archived) || room.is_some_and(|room| room.archived) {
            return Some(ReadOnly::Archived);
        }
        let room = room?;
        if room.muted.iter().any(|muted| muted == my_username) {
            return Some(ReadOnly::Muted);
        }
        let excepted = room.unmuted.iter().any(|unmuted| unmuted == my_username);
        if room.ro && !excepted && !self.may("post-readonly", subscription) {
            return Some(ReadOnly::ReadOnly);
        }
        self.is_encrypted(room).then_some(ReadOnly::Encrypted)
    }

    /// Whether its members write in a room what the workspace cannot read. Where encryption is switched off again, rooms
    /// that had it are written in as others are. A workspace that has not said so yet may encrypt: what was sent in plain
    /// words cannot be taken back.
    pub fn is_encrypted(&self, room: &Room) -> bool {
        room.encrypted && self.settings.get(ENCRYPTION) != Some(&Value::Bool(false))
    }

    /// Whether one of my roles, here or everywhere, holds a permission. Unknown permissions are granted:
    /// the server has the last word.
    fn may(&self, permission: &str, subscription: Option<&Subscription>) -> bool {
        let Some(roles) = self.permissions.get(permission) else { return permission != "post-readonly" };
        let here = subscription.map(|s| s.roles.as_slice()).unwrap_or_default();
        self.my_roles.iter().chain(here).any(|role| roles.contains(role))
    }
}

const ADMINISTERS: &str = "edit-privileged-setting";
const CALL_WINDOW: &str = "VideoConf_Conference_Window_Enabled";
const ENABLE_CHANNELS: &str = "VideoConf_Enable_Channels";
const ENABLE_DIRECT: &str = "VideoConf_Enable_DMs";
const ENABLE_GROUPS: &str = "VideoConf_Enable_Groups";
const ENABLE_TEAMS: &str = "VideoConf_Enable_Teams";
const ENCRYPTION: &str = "E2E_Enable";
const HIDDEN_KINDS: &str = "Hide_System_Messages";
const MAY_BE_INVISIBLE: &str = "Accounts_AllowInvisibleStatusOption";
const MAY_SAY_STATUS: &str = "Accounts_AllowUserStatusMessageChange";
const NO_PRESENCE: &str = "Presence_broadcast_disabled";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workplace(settings: Value) -> Workplace {
        let mut workplace = Workplace { my_roles: vec!["user".into()], ..Workplace::default() };
        for (id, value) in settings.as_object().unwrap() {
            workplace.set(PublicSetting { id: id.clone(), value: value.clone() });
        }
        workplace
    }

    fn button(workplace: &Workplace, kind: RoomKind, room: Value) -> CallButton {
        workplace.call_button(kind, Some(&serde_json::from_value(room).unwrap()), None, "ana")
    }

    #[test]
    fn only_exactly_false_switches_a_kind_of_room_off() {
        let room = json!({ "_id": "r", "t": "c" });
        let off = workplace(json!({ "VideoConf_Enable_Channels": false }));
        assert_eq!(button(&off, RoomKind::Channel, room.clone()), CallButton::Hidden);
        let odd = workplace(json!({ "VideoConf_Enable_Channels": "no" }));
        assert_eq!(button(&odd, RoomKind::Channel, room.clone()), CallButton::Shown);
        assert_eq!(button(&off, RoomKind::Direct, json!({ "_id": "r", "t": "d" })), CallButton::Shown);
    }

    #[test]
    fn people_may_choose_what_the_workspace_does_not_forbid() {
        let choices = |settings: Value| {
            let OwnStatusChoices { invisible, text } = workplace(settings).own_status();
            (invisible, text)
        };
        assert_eq!(choices(json!({})), (true, true));
        assert_eq!(choices(json!({ "Accounts_AllowInvisibleStatusOption": false })), (false, true));
        assert_eq!(choices(json!({ "Accounts_AllowUserStatusMessageChange": false })), (true, false));
    }

    #[test]
    fn only_who_may_change_the_settings_of_all_administers_the_workspace() {
        let mut workplace = workplace(json!({}));
        workplace.my_roles = vec!["user".into()];
        assert!(!workplace.is_administered(), "nobody has told who may");
        for (role, may) in [("admin", false), ("user", true)] {
            workplace.put_permissions(vec![Permission { id: ADMINISTERS.into(), roles: vec![role.into()] }]);
            assert_eq!(workplace.is_administered(), may);
        }
    }

    #[test]
    fn nobody_calls_oneself() {
        assert_eq!(
            button(&workplace(json!({})), RoomKind::SelfNotes, json!({ "_id": "r", "t": "d" })),
            CallButton::Hidden
        );
    }

    #[test]
    fn who_lacks_the_right_sees_the_icon_and_learns_why() {
        let mut workplace = workplace(json!({}));
        workplace.put_permissions(vec![Permission { id: "call-management".into(), roles: vec!["admin".into()] }]);
        assert_eq!(button(&workplace, RoomKind::Channel, json!({ "_id": "r", "t": "c" })), CallButton::NoRight);
        workplace.my_roles.push("admin".into());
        assert_eq!(button(&workplace, RoomKind::Channel, json!({ "_id": "r", "t": "c" })), CallButton::Shown);
    }

    #[test]
    fn a_read_only_room_takes_no_calls_from_those_who_may_not_write() {
        let room = json!({ "_id": "r", "t": "c", "ro": true });
        assert_eq!(button(&workplace(json!({})), RoomKind::Channel, room), CallButton::NoRight);
        let room = json!({ "_id": "r", "t": "c", "ro": true, "unmuted": ["ana"] });
        assert_eq!(button(&workplace(json!({})), RoomKind::Channel, room), CallButton::Shown);
    }

    #[test]
    fn an_encrypted_room_takes_calls_but_no_words() {
        let room = |more: Value| -> Room {
            let mut room = json!({ "_id": "r", "t": "d", "encrypted": true });
            room.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            serde_json::from_value(room).unwrap()
        };
        let closed = |workplace: &Workplace, more: Value| workplace.read_only(Some(&room(more)), None, "ana");
        let encrypts = workplace(json!({ "E2E_Enable": true }));
        assert_eq!(closed(&encrypts, json!({})), Some(ReadOnly::Encrypted));
        assert_eq!(closed(&encrypts, json!({ "archived": true })), Some(ReadOnly::Archived));
        assert_eq!(closed(&encrypts, json!({ "encrypted": false })), None);
        assert_eq!(closed(&workplace(json!({})), json!({})), Some(ReadOnly::Encrypted), "nobody has said otherwise");
        assert_eq!(closed(&workplace(json!({ "E2E_Enable": false })), json!({})), None);
        let button = encrypts.call_button(RoomKind::Direct, Some(&room(json!({}))), None, "ana");
        assert_eq!(button, CallButton::Shown);
    }

    #[test]
    fn a_workspace_without_the_switches_does_not_ring() {
        assert!(!workplace(json!({ "Site_Name": "HQ" })).is_licensed());
        assert!(workplace(json!({ "VideoConf_Enable_DMs": false })).is_licensed());
    }
}
