//! The REST half of the protocol: which request goes where, and how an answer is read.

mod long_list;
mod single_sign_on;

use std::{borrow::Cow, time::Duration};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    CallId, MessageId, RoomId, Timestamp, UserId,
    documents::{
        CallRecord, Capabilities, Message, Permission, PresenceEntry, PublicSetting, Room, Subscription, User,
    },
    lenient, login,
};

pub use self::{
    long_list::LongList,
    single_sign_on::{Authorize, LoginKey, LoginService, LoginServicesAnswer},
};

/// One request of a client. Bodies hold exactly what the endpoint takes: others are refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    CallCancel {
        call: CallId,
    },
    CallCapabilities,
    CallDecline {
        call: CallId,
    },
    CallInfo {
        call: CallId,
    },
    CallJoin {
        call: CallId,
        state: Option<JoinState>,
    },
    CallLeave {
        call: CallId,
    },
    CallList {
        room: RoomId,
        offset: u32,
        count: u32,
    },
    CallStart {
        room: RoomId,
        title: Option<String>,
        allow_ringing: bool,
    },
    DirectCreate {
        username: String,
    },
    /// Has the workspace mail a way to a new password.
    ForgotPassword {
        email: String,
    },
    History {
        room: RoomId,
        kind: RoomType,
        latest: Option<Timestamp>,
        count: u32,
    },
    Info,
    Login {
        user: String,
        password: String,
        code: Option<String>,
    },
    LoginServices,
    LoginWith {
        key: LoginKey,
        code: Option<String>,
    },
    Logout,
    Me,
    Message {
        id: MessageId,
    },
    MessageSend {
        id: MessageId,
        room: RoomId,
        text: String,
    },
    Permissions,
    Presence {
        users: Vec<UserId>,
    },
    PublicSettings {
        ids: Vec<&'static str>,
        offset: u32,
    },
    RoomsGet {
        updated_since: Option<Timestamp>,
    },
    /// Has the workspace mail a code once more.
    SendEmailCode {
        user: String,
    },
    SetStatus {
        status: Status,
    },
    SetStatusText {
        text: String,
    },
    SubscriptionRead {
        room: RoomId,
        threads: bool,
    },
    SubscriptionsGet {
        updated_since: Option<Timestamp>,
    },
    Sync {
        room: RoomId,
        since: Timestamp,
    },
}

/// The kinds of rooms that have a history endpoint of their own (protocol 3.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RoomType {
    Channel,
    Direct,
    Group,
}

/// What a person may say of being there (protocol 2.7).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    Away,
    Busy,
    Offline,
    Online,
}

impl RoomType {
    /// From a room's `t`; other kinds are not for this product.
    pub fn parse(t: &str) -> Option<Self> {
        match t {
            "c" => Some(Self::Channel),
            "d" => Some(Self::Direct),
            "p" => Some(Self::Group),
            _ => None,
        }
    }
}

/// Microphone and camera for the provider's address; unset leaves its default (protocol 4.5).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JoinState {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mic: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cam: Option<bool>,
}

impl Request {
    /// The path below the workspace's root; it also names the route that limits are counted for.
    pub fn path(&self) -> &'static str {
        match self {
            Self::CallCancel { .. } => "/api/v1/video-conference.cancel",
            Self::CallCapabilities => "/api/v1/video-conference.capabilities",
            Self::CallDecline { .. } => "/api/v1/video-conference.decline",
            Self::CallLeave { .. } => "/api/v1/video-conference.leave",
            Self::CallInfo { .. } => "/api/v1/video-conference.info",
            Self::CallJoin { .. } => "/api/v1/video-conference.join",
            Self::CallList { .. } => "/api/v1/video-conference.list",
            Self::CallStart { .. } => "/api/v1/video-conference.start",
            Self::DirectCreate { .. } => "/api/v1/im.create",
            Self::ForgotPassword { .. } => "/api/v1/users.forgotPassword",
            Self::History { kind: RoomType::Channel, .. } => "/api/v1/channels.history",
            Self::History { kind: RoomType::Direct, .. } => "/api/v1/im.history",
            Self::History { kind: RoomType::Group, .. } => "/api/v1/groups.history",
            Self::Info => "/api/info",
            Self::Login { .. } | Self::LoginWith { .. } => "/api/v1/login",
            Self::LoginServices => "/api/v1/settings.oauth",
            Self::Logout => "/api/v1/logout",
            Self::Me => "/api/v1/me",
            Self::Message { .. } => "/api/v1/chat.getMessage",
            Self::MessageSend { .. } => "/api/v1/chat.sendMessage",
            Self::Permissions => "/api/v1/permissions.listAll",
            Self::Presence { .. } => "/api/v1/users.presence",
            Self::PublicSettings { .. } => "/api/v1/settings.public",
            Self::RoomsGet { .. } => "/api/v1/rooms.get",
            Self::SendEmailCode { .. } => "/api/v1/users.2fa.sendEmailCode",
            Self::SetStatus { .. } | Self::SetStatusText { .. } => "/api/v1/users.setStatus",
            Self::SubscriptionRead { .. } => "/api/v1/subscriptions.read",
            Self::SubscriptionsGet { .. } => "/api/v1/subscriptions.get",
            Self::Sync { .. } => "/api/v1/chat.syncMessages",
        }
    }

    /// The body of a POST; a request without one is a GET.
    pub fn body(&self) -> Option<Value> {
        Some(match self {
            Self::CallCancel { call } | Self::CallDecline { call } | Self::CallLeave { call } => {
                json!({ "callId": call })
            }
            Self::CallJoin { call, state } => match state {
                Some(state) => json!({ "callId": call, "state": state }),
                None => json!({ "callId": call }),
            },
            Self::CallStart { room, title, allow_ringing } => {
                let mut body = json!({ "roomId": room });
                if let Some(title) = title {
                    body["title"] = json!(title);
                }
                if *allow_ringing {
                    body["allowRinging"] = json!(true);
                }
                body
            }
            Self::DirectCreate { username } => json!({ "username": username }),
            Self::ForgotPassword { email } => json!({ "email": email }),
            Self::Login { user, password, code } => {
                let mut body = login::who(user);
                body["password"] = json!(password);
                if let Some(code) = code {
                    body["code"] = json!(code);
                }
                body
            }
            Self::LoginWith { key, code } => login::with_code(key.login(), code.as_deref()),
            Self::Logout => json!({}),
            Self::MessageSend { id, room, text } => json!({ "message": { "_id": id, "rid": room, "msg": text } }),
            Self::SendEmailCode { user } => json!({ "emailOrUsername": user }),
            Self::SetStatus { status } => json!({ "status": status }),
            Self::SetStatusText { text } => json!({ "message": text }),
            Self::SubscriptionRead { room, threads: true } => json!({ "rid": room, "readThreads": true }),
            Self::SubscriptionRead { room, threads: false } => json!({ "rid": room }),
            _ => return None,
        })
    }

    /// The query of a GET.
    pub fn query(&self) -> Vec<(&'static str, Cow<'_, str>)> {
        match self {
            Self::CallInfo { call } => vec![("callId", call.as_str().into())],
            Self::CallList { room, offset, count } => vec![
                ("roomId", room.as_str().into()),
                ("offset", offset.to_string().into()),
                ("count", count.to_string().into()),
            ],
            Self::History { room, latest, count, .. } => {
                let mut query = vec![("roomId", room.as_str().into()), ("count", count.to_string().into())];
                if let Some(latest) = latest {
                    query.push(("latest", latest.to_string().into()));
                    query.push(("inclusive", "false".into()));
                }
                query
            }
            Self::Message { id } => vec![("msgId", id.as_str().into())],
            // Without names the workspace tells of all who are online: an address has an end.
            Self::Presence { users } if users.len() > NAMED => Vec::new(),
            Self::Presence { users } => {
                let ids: Vec<&str> = users.iter().map(UserId::as_str).collect();
                vec![("ids", ids.join(",").into())]
            }
            Self::PublicSettings { ids, offset } => {
                vec![("_id", ids.join(",").into()), ("count", "0".into()), ("offset", offset.to_string().into())]
            }
            Self::RoomsGet { updated_since } | Self::SubscriptionsGet { updated_since } => {
                updated_since.iter().map(|since| ("updatedSince", since.to_string().into())).collect()
            }
            Self::Sync { room, since } => {
                vec![("roomId", room.as_str().into()), ("lastUpdate", since.to_string().into())]
            }
            _ => Vec::new(),
        }
    }

    /// Whether its answer is a list of changes, as long as the workspace has rooms: see [`LongList`].
    pub fn is_answered_at_length(&self) -> bool {
        matches!(self, Self::RoomsGet { .. } | Self::SubscriptionsGet { .. })
    }

    /// Whether it is for a person who is not signed in yet.
    pub fn is_anonymous(&self) -> bool {
        matches!(
            self,
            Self::ForgotPassword { .. }
                | Self::Info
                | Self::Login { .. }
                | Self::LoginServices
                | Self::LoginWith { .. }
                | Self::SendEmailCode { .. }
        )
    }
}

/// People whose presence is asked for by name.
const NAMED: usize = 200;

/// Why a request brought no answer to work with.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum RestError {
    /// A certificate this system does not trust.
    #[error("the certificate is not trusted")]
    BadCertificate,
    /// The session is over, or there was none.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The answer is not the protocol's.
    #[error("the answer could not be read: {0}")]
    Nonsense(String),
    /// No answer: the workspace cannot be reached.
    #[error("the workspace cannot be reached: {0}")]
    Offline(String),
    /// The workspace refused; `code` as protocol 1.2 extracts it, empty if it gave none.
    #[error("refused with {status}: {code} {message}")]
    Refused { status: u16, code: String, message: String, details: Option<LoginDetails> },
    /// Too many requests; wait so long.
    #[error("too many requests, wait {}", .wait.as_secs())]
    TooMany { wait: Duration },
}

impl RestError {
    /// Nothing arrived, or the server had a bad moment: the same may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline(_) | Self::TooMany { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// The code of a refusal, else nothing.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            _ => "",
        }
    }
}

/// What a login that needs a second factor says about it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct LoginDetails {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub method: String,
}

/// What an error answer holds (protocol 1.2).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    #[serde(default)]
    error: Value,
    #[serde(default, deserialize_with = "lenient::maybe")]
    error_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    details: Option<LoginDetails>,
}

/// Reads an error answer. `reset` is the header `X-RateLimit-Reset` as a wait from now.
pub fn refusal(status: u16, body: &[u8], reset: Option<Duration>) -> RestError {
    // A proxy may answer HTML: then the status alone counts.
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    let text = match &refusal.error {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    if status == 429 || text.contains("error-too-many-requests") {
        return RestError::TooMany { wait: reset.or_else(|| wait_in(&text)).unwrap_or(DEFAULT_WAIT) };
    }
    let bracketed = text.rfind('[').and_then(|from| text[from..].strip_prefix('[')?.strip_suffix(']'));
    let code = refusal.error_type.as_deref().or(bracketed).or((!text.contains(' ')).then_some(text.as_str()));
    RestError::Refused {
        status,
        code: code.unwrap_or_default().to_owned(),
        message: refusal.message.unwrap_or(text.clone()),
        details: refusal.details,
    }
}

/// The seconds named in "You must wait N seconds".
fn wait_in(text: &str) -> Option<Duration> {
    let (_, rest) = text.split_once("wait ")?;
    rest.split_whitespace().next()?.parse().ok().map(Duration::from_secs)
}

/// Reads a success answer.
///
/// # Errors
/// [`RestError::Nonsense`] when a required member is missing.
pub fn answer<T: DeserializeOwned>(body: &[u8]) -> Result<T, RestError> {
    serde_json::from_slice(body).map_err(|error| RestError::Nonsense(error.to_string()))
}

/// `/api/info`.
#[derive(Clone, Debug, Deserialize)]
pub struct InfoAnswer {
    pub version: String,
    pub success: bool,
}

/// `login`.
#[derive(Clone, Debug, Deserialize)]
pub struct LoginAnswer {
    pub data: LoginData,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginData {
    pub user_id: UserId,
    pub auth_token: String,
    pub me: User,
}

impl std::fmt::Debug for LoginData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LoginData({})", self.user_id) // never the token
    }
}

/// What changed since, and what went (`rooms.get`, `subscriptions.get`).
#[derive(Clone, Debug, Deserialize)]
pub struct Changes<T: DeserializeOwned> {
    #[serde(deserialize_with = "lenient::list")]
    pub update: Vec<T>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub remove: Vec<Removed>,
}

/// An id that is gone.
#[derive(Clone, Debug, Deserialize)]
pub struct Removed {
    #[serde(rename = "_id")]
    pub id: String,
}

pub type RoomsAnswer = Changes<Room>;
pub type SubscriptionsAnswer = Changes<Subscription>;
pub type PermissionsAnswer = Changes<Permission>;

/// `*.history`, newest first.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Entries")]
pub struct HistoryAnswer {
    pub messages: Vec<Message>,
    /// How many entries it has, with those that cannot be read.
    pub count: usize,
    /// When the oldest of them was written: what is older comes before it.
    pub oldest: Option<Timestamp>,
}

/// As the workspace sends them.
#[derive(Deserialize)]
struct Entries {
    #[serde(deserialize_with = "lenient::list")]
    messages: Vec<Value>,
}

impl From<Entries> for HistoryAnswer {
    fn from(Entries { messages: entries }: Entries) -> Self {
        let written = |entry: &Value| Timestamp::deserialize(entry.get("ts")?).ok();
        let oldest = entries.iter().filter_map(written).min();
        let count = entries.len();
        let messages = entries.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect();
        Self { messages, count, oldest }
    }
}

/// `chat.sendMessage`, `chat.getMessage`.
#[derive(Clone, Debug, Deserialize)]
pub struct MessageAnswer {
    pub message: Message,
}

/// `chat.syncMessages` with `lastUpdate`.
#[derive(Clone, Debug, Deserialize)]
pub struct SyncAnswer {
    pub result: SyncResult,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SyncResult {
    #[serde(default, deserialize_with = "lenient::list")]
    pub updated: Vec<Message>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub deleted: Vec<Removed>,
}

/// `settings.public`.
#[derive(Clone, Debug, Deserialize)]
pub struct SettingsAnswer {
    #[serde(deserialize_with = "lenient::list")]
    pub settings: Vec<PublicSetting>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub total: u32,
}

/// `users.presence`.
#[derive(Clone, Debug, Deserialize)]
pub struct PresenceAnswer {
    #[serde(default, deserialize_with = "lenient::list")]
    pub users: Vec<PresenceEntry>,
    /// Everybody not listed is offline.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub full: bool,
}

/// `video-conference.capabilities`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CapabilitiesAnswer {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub provider_name: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub capabilities: Capabilities,
}

/// `video-conference.start`.
#[derive(Clone, Debug, Deserialize)]
pub struct StartAnswer {
    pub data: StartData,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartData {
    #[serde(rename = "type")]
    pub kind: String,
    pub call_id: CallId,
    /// Named only here, not in the record (protocol 4.4).
    #[serde(default)]
    pub callee_id: Option<UserId>,
}

/// `video-conference.join`. The address is personal and may hold a token: never logged.
#[derive(Clone, Deserialize)]
pub struct JoinAnswer {
    #[serde(default)]
    pub url: Option<String>,
}

impl std::fmt::Debug for JoinAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JoinAnswer(…)")
    }
}

/// `video-conference.list`, newest first.
#[derive(Clone, Debug, Deserialize)]
pub struct CallsAnswer {
    #[serde(deserialize_with = "lenient::list")]
    pub data: Vec<CallRecord>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub total: u32,
}

/// For a 429 that says nothing about its length: the usual window (protocol 1.6).
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_gives_its_code_wherever_the_server_put_it() {
        let code = |body: &str| refusal(400, body.as_bytes(), None).code().to_owned();
        assert_eq!(code(r#"{"success":false,"error":"invalid-params"}"#), "invalid-params");
        assert_eq!(code(r#"{"success":false,"error":"Bad [error-a]","errorType":"error-b"}"#), "error-b");
        assert_eq!(code(r#"{"success":false,"error":"Not there [error-room]"}"#), "error-room");
        assert_eq!(code(r#"{"success":false,"error":"Words without a code"}"#), "");
        assert_eq!(code(r#"{"success":false}"#), "");
        assert_eq!(code("<html>proxy</html>"), "");
    }

    #[test]
    fn too_many_requests_say_how_long_to_wait() {
        let body =
            br#"{"error":"Error, too many requests. You must wait 17 seconds before. [error-too-many-requests]"}"#;
        assert_eq!(refusal(429, body, None), RestError::TooMany { wait: Duration::from_secs(17) });
        let told = Duration::from_millis(900);
        assert_eq!(refusal(429, b"", Some(told)), RestError::TooMany { wait: told });
    }

    #[test]
    fn who_signs_out_or_asks_for_no_document_says_nothing_else() {
        assert_eq!(Request::Logout.body(), Some(json!({})), "a POST");
        for request in [Request::CallCapabilities, Request::Info, Request::Me, Request::Permissions] {
            assert_eq!((request.body(), request.query().len()), (None, 0), "{request:?}");
        }
        let first = Request::RoomsGet { updated_since: None };
        assert!(first.query().is_empty() && first.is_answered_at_length());
        assert!(!Request::Me.is_answered_at_length());
    }

    #[test]
    fn settings_are_asked_for_by_name_and_all_at_once() {
        let request = Request::PublicSettings { ids: vec!["Site_Name", "Site_Url"], offset: 50 };
        assert_eq!(
            request.query(),
            [("_id", "Site_Name,Site_Url".into()), ("count", "0".into()), ("offset", "50".into())]
        );
    }

    #[test]
    fn a_status_goes_without_its_words_words_without_a_status_and_threads_are_read_where_the_workspace_can() {
        let words = Request::SetStatusText { text: "At lunch".into() };
        assert_eq!(words.body(), Some(json!({ "message": "At lunch" })));
        let read = |threads| Request::SubscriptionRead { room: "r".into(), threads }.body();
        assert_eq!(read(true), Some(json!({ "rid": "r", "readThreads": true })));
        assert_eq!(read(false), Some(json!({ "rid": "r" })));
    }

    #[test]
    fn the_presence_of_too_many_for_an_address_is_asked_for_without_names() {
        let query = |people| Request::Presence { users: vec!["u".into(); people] }.query().len();
        assert_eq!((query(NAMED), query(NAMED + 1)), (1, 0));
    }

    #[test]
    fn nobody_need_be_signed_in_to_ask_what_answers_and_to_sign_in() {
        let login = Request::Login { user: "ada".into(), password: "p".into(), code: None };
        assert!(Request::Info.is_anonymous() && login.is_anonymous());
        assert!(!Request::Me.is_anonymous());
    }

    #[test]
    fn what_may_succeed_later_is_told_apart_from_what_will_not() {
        let refused = |status| refusal(status, b"", None);
        assert!(refused(500).is_passing() && refused(429).is_passing());
        assert!(RestError::Offline(String::new()).is_passing());
        assert!(!refused(499).is_passing() && !RestError::NotSignedIn.is_passing());
    }

    #[test]
    fn neither_a_token_nor_the_address_of_a_call_is_ever_printed() {
        let login = br#"{"data":{"userId":"ada-id","authToken":"secret","me":{"_id":"ada-id","username":"ada"}}}"#;
        let login: LoginAnswer = answer(login).unwrap();
        assert_eq!(format!("{:?}", login.data), "LoginData(ada-id)");
        let join: JoinAnswer = answer(br#"{"url":"https://meet.example/?jwt=secret"}"#).unwrap();
        assert_eq!(format!("{join:?}"), "JoinAnswer(…)");
    }

    #[test]
    fn anything_but_a_list_is_an_empty_one() {
        for other in ["null", "true", "-1", "1", "1.5", "\"words\"", "{\"a\":{\"b\":[1]}}"] {
            let body = format!(r#"{{"update":{other},"remove":[{{"_id":"r"}}]}}"#);
            let answer: RoomsAnswer = answer(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"));
            assert_eq!((answer.update.len(), answer.remove.len()), (0, 1), "{body}");
        }
    }

    #[test]
    fn history_goes_on_before_an_entry_that_cannot_be_read() {
        let body = br#"{"messages":[{"_id":"m","rid":"r","ts":{"$date":2},"u":{"_id":"u"}},{"ts":{"$date":1}},7]}"#;
        let answer: HistoryAnswer = answer(body).unwrap();
        assert_eq!((answer.messages.len(), answer.count, answer.oldest), (1, 3, Some(Timestamp(1))));
    }

    #[test]
    fn one_bad_entry_spoils_no_list() {
        let body = br#"{"update":[{"_id":7},{"_id":"r","t":"c"},null],"remove":null,"success":true}"#;
        let answer: RoomsAnswer = answer(body).unwrap();
        assert_eq!(answer.update.len(), 1);
        assert!(answer.remove.is_empty());
    }
}
