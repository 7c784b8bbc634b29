//! Stream events: what the workspace tells a signed-in client by itself.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};

use crate::{
    CallId, MessageId, RoomId, Signal, SubscriptionId, UserId,
    documents::{Message, Notification, Permission, PublicSetting, Room, Subscription, UserRef},
    lenient,
};

/// One thing that happened in the workspace.
#[derive(Clone, Debug, PartialEq)]
pub enum StreamEvent {
    /// Somebody types in a room, or has stopped to. `name` is a username or a real name (protocol 2.8).
    Activity {
        room: RoomId,
        name: String,
        typing: bool,
    },
    /// The record of a call changed: ask for it (protocol 4.8).
    CallChanged {
        room: RoomId,
        call: CallId,
    },
    /// A message only this person sees, not stored.
    Ephemeral(Box<Message>),
    /// The session was ended by the workspace.
    ForceLogout,
    /// New, edited or reacted to: always whole.
    Message(Box<Message>),
    MessageDeleted {
        room: RoomId,
        message: MessageId,
    },
    /// Many at once: these, or which ones is not told.
    MessagesDeleted {
        room: RoomId,
        which: Option<Vec<MessageId>>,
    },
    /// Somebody is called otherwise now.
    NameChanged(UserRef),
    /// A message that this person wants to be notified of.
    Notification(Box<Notification>),
    /// Roles may do something else now.
    PermissionChanged(Permission),
    /// Somebody has another picture now, or none.
    PictureChanged {
        username: String,
        etag: Option<String>,
    },
    /// `status` as the wire's number (protocol 2.7).
    Presence {
        user: UserId,
        status: u8,
        text: Option<String>,
    },
    /// Somebody has other roles in the workspace now.
    RolesChanged {
        user: UserId,
    },
    RoomChanged(Box<Room>),
    RoomRemoved(RoomId),
    SettingChanged(PublicSetting),
    Signal(Signal),
    SubscriptionChanged(Box<Subscription>),
    SubscriptionRemoved {
        subscription: SubscriptionId,
        room: Option<RoomId>,
    },
}

/// The fields of a `changed` frame.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow)]
    event_name: Cow<'a, str>,
    #[serde(borrow)]
    args: Vec<&'a RawValue>,
}

impl StreamEvent {
    /// Reads the fields of a stream's event; nothing for events and streams this client does not know.
    ///
    /// # Errors
    /// A known event whose arguments do not fit.
    pub fn parse(collection: &str, fields: &str) -> Result<Option<Self>, serde_json::Error> {
        let Some(stream) = collection.strip_prefix("stream-") else { return Ok(None) };
        let Fields { event_name, args } = serde_json::from_str(fields)?;
        let (subject, event) = event_name.split_once('/').unwrap_or(("", &event_name));
        Ok(match (stream, event) {
            ("notify-user", "video-conference") => Some(Self::Signal(read(&args, 0)?)),
            ("notify-user", "subscriptions-changed") => Some(subscription(&args)?),
            ("notify-user", "rooms-changed") => Some(room(&args)?),
            ("notify-user", "message") => Some(ephemeral(&args)?),
            ("notify-user", "notification") => Some(Self::Notification(read(&args, 0)?)),
            ("notify-user", "force_logout") => Some(Self::ForceLogout),
            ("notify-room", "user-activity") => Some(Self::Activity {
                room: subject.into(),
                name: read(&args, 0)?,
                typing: read::<Vec<String>>(&args, 1)?.iter().any(|activity| activity == "user-typing"),
            }),
            ("notify-room", "deleteMessage") => {
                let Gone { id } = read(&args, 0)?;
                Some(Self::MessageDeleted { room: subject.into(), message: id.into() })
            }
            ("notify-room", "deleteMessageBulk") => {
                let Cleared { ids, files_only, show_deleted_status } = read(&args, 0)?;
                let room = subject.into();
                (!files_only && !show_deleted_status).then_some(Self::MessagesDeleted { room, which: ids })
            }
            ("notify-room", "videoconf") => {
                Some(Self::CallChanged { room: subject.into(), call: read::<String>(&args, 0)?.into() })
            }
            ("room-messages", _) => Some(Self::Message(read(&args, 0)?)),
            ("user-presence", _) => presence(&event_name, &args)?,
            ("notify-logged", "permissions-changed") => Some(Self::PermissionChanged(read(&args, 1)?)),
            ("notify-logged", "roles-change") => roles(&args)?,
            ("notify-logged", "updateAvatar") => picture(&args)?,
            ("notify-logged", "Users:NameChanged") => Some(Self::NameChanged(read(&args, 0)?)),
            ("notify-all", "public-settings-changed") => Some(Self::SettingChanged(read(&args, 1)?)),
            _ => None,
        })
    }
}

#[derive(Deserialize)]
struct Gone {
    #[serde(rename = "_id")]
    id: String,
}

/// What was deleted at once (decision 13). Otherwise the messages stay, without their files or as deleted ones.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cleared {
    #[serde(default, deserialize_with = "lenient::maybe")]
    ids: Option<Vec<MessageId>>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    files_only: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    show_deleted_status: bool,
}

#[derive(Deserialize)]
struct GoneSubscription {
    #[serde(rename = "_id")]
    id: SubscriptionId,
    #[serde(default)]
    rid: Option<RoomId>,
}

fn read<'a, T: Deserialize<'a>>(args: &[&'a RawValue], index: usize) -> Result<T, serde_json::Error> {
    serde_json::from_str(args.get(index).map_or("null", |arg| arg.get()))
}

fn subscription(args: &[&RawValue]) -> Result<StreamEvent, serde_json::Error> {
    if read::<Cow<'_, str>>(args, 0)? == "removed" {
        let GoneSubscription { id, rid } = read(args, 1)?;
        return Ok(StreamEvent::SubscriptionRemoved { subscription: id, room: rid });
    }
    read(args, 1).map(StreamEvent::SubscriptionChanged)
}

fn room(args: &[&RawValue]) -> Result<StreamEvent, serde_json::Error> {
    if read::<Cow<'_, str>>(args, 0)? == "removed" {
        return read::<Gone>(args, 1).map(|gone| StreamEvent::RoomRemoved(gone.id.into()));
    }
    read(args, 1).map(StreamEvent::RoomChanged)
}

/// Older workspaces name nobody who says it: then it is their own robot (decision 13).
fn ephemeral(args: &[&RawValue]) -> Result<StreamEvent, serde_json::Error> {
    let mut note: Map<String, Value> = read(args, 0)?;
    if note.get("u").and_then(|author| author["_id"].as_str()).is_none() {
        note.insert("u".into(), json!({ "_id": ROBOT, "username": ROBOT }));
    }
    serde_json::from_value(note.into()).map(StreamEvent::Ephemeral)
}

/// One within a room comes with that room's subscription.
fn roles(args: &[&RawValue]) -> Result<Option<StreamEvent>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Change {
        #[serde(default)]
        u: Option<UserRef>,
        #[serde(default)]
        scope: Option<String>,
    }
    let Change { u, scope } = read(args, 0)?;
    Ok(u.filter(|_| scope.is_none()).map(|user| StreamEvent::RolesChanged { user: user.id }))
}

/// One of a room comes with the room.
fn picture(args: &[&RawValue]) -> Result<Option<StreamEvent>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Change {
        #[serde(default)]
        username: Option<String>,
        #[serde(default)]
        etag: Option<String>,
    }
    let Change { username, etag } = read(args, 0)?;
    Ok(username.map(|username| StreamEvent::PictureChanged { username, etag }))
}

/// `[[username, status, text, …]]`, the person's id being the event's name.
fn presence(user: &str, args: &[&RawValue]) -> Result<Option<StreamEvent>, serde_json::Error> {
    let entry: Vec<Value> = read(args, 0)?;
    let status = entry.get(1).and_then(Value::as_u64).and_then(|status| u8::try_from(status).ok());
    let text = entry.get(2).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(status.map(|status| StreamEvent::Presence { user: user.into(), status, text }))
}

/// Who speaks for a workspace.
const ROBOT: &str = "rocket.cat";

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(collection: &str, event: &str, args: &Value) -> Option<StreamEvent> {
        StreamEvent::parse(collection, &json!({ "eventName": event, "args": args }).to_string()).unwrap()
    }

    #[test]
    fn messages_that_lose_their_files_or_are_shown_as_deleted_stay() {
        let cleared = |more: Value| parse("stream-notify-room", "r/deleteMessageBulk", &json!([more]));
        let which = Some(vec!["m".into()]);
        assert_eq!(
            cleared(json!({ "ids": ["m"], "filesOnly": false })),
            Some(StreamEvent::MessagesDeleted { room: "r".into(), which })
        );
        assert_eq!(cleared(json!({ "ids": ["m"], "filesOnly": true })), None);
        assert_eq!(cleared(json!({ "showDeletedStatus": true })), None);
    }

    #[test]
    fn a_note_that_nobody_has_signed_is_the_robots() {
        let author = |more: Value| {
            let mut note = json!({ "_id": "m", "rid": "r", "msg": "No such command", "ts": { "$date": 1 } });
            note.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let Some(StreamEvent::Ephemeral(note)) = parse("stream-notify-user", "me/message", &json!([note])) else {
                panic!("{more}")
            };
            note.u.id.to_string()
        };
        assert_eq!(author(json!({})), "rocket.cat");
        assert_eq!(author(json!({ "u": null })), "rocket.cat");
        assert_eq!(author(json!({ "u": { "username": "ada" } })), "rocket.cat");
        assert_eq!(author(json!({ "u": { "_id": "ada-id" } })), "ada-id");
    }
}
