//! The workspace's own rules of calls without sockets, HTTP, disk and clock: what `tests/simulation` drives in
//! virtual time.
//!
//! Who may change a record how and who is told is decided by `rules`, the same that serve people; only the
//! keeping of records and deadlines is another one here, in memory. Only with the feature `simulation`.
//!
//! ```
//! use vconnct_proto::{Timestamp, rest::Request};
//! use vconnct_server::simulation::Workspace;
//!
//! let now = Timestamp(1_789_376_400_000);
//! let mut workspace = Workspace::new(now, 7);
//! workspace.add_person("ada");
//! workspace.add_person("ben");
//! workspace.add_room("adaben", &["ada", "ben"]);
//! let start = Request::CallStart { room: "adaben".into(), title: None, allow_ringing: true };
//! let answer = workspace.answer(now, &"ada".into(), &start).unwrap();
//! assert!(String::from_utf8_lossy(&answer).contains(r#""calleeId":"ben""#));
//! assert!(workspace.poll_deadline().is_some(), "somebody watches over the ring");
//! ```

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use serde::Serialize;
use serde_json::{Map, Value, json};
use vconnct_proto::{
    CallId, MessageId, RoomId, Signal, SignalAction, Timestamp, UserId,
    rest::{self, Request, RestError},
};

use crate::{
    documents::{Call, CallKind, CallStatus, LeftReason, Message, Person, Room, RoomType, Status},
    ejson::ejson,
    rules::{
        call::{self, Joined, Ring, Start},
        limits::Limits,
        signal::{self, Passage},
    },
};

/// A workspace in memory.
#[derive(Debug)]
pub struct Workspace {
    people: BTreeMap<UserId, Person>,
    rooms: BTreeMap<RoomId, Room>,
    members: BTreeMap<RoomId, Vec<UserId>>,
    calls: BTreeMap<CallId, Call>,
    messages: BTreeSet<MessageId>,
    deadlines: BTreeMap<(CallId, Deadline), Timestamp>,
    terms: Terms,
    /// How often somebody may ask is counted, as long as this is there.
    limits: Option<Limits>,
    news: VecDeque<News>,
    began: Timestamp,
    seed: u64,
}

/// What kind of workspace it is, as far as calls depend on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Terms {
    /// Without a licence nothing rings, and joins are not recorded (protocol 4.1).
    pub licensed: bool,
    /// Calls have a window of their own: the workspace rings, once the caller is in it (protocol 5.8).
    pub call_window: bool,
}

/// Something the workspace tells by itself.
#[derive(Clone, Debug)]
pub struct News {
    pub audience: Audience,
    /// A `changed` frame.
    pub frame: Arc<str>,
}

/// Whom news is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Audience {
    /// All devices of these people.
    People(Vec<UserId>),
    /// The devices that follow a room.
    Room(RoomId),
}

/// Where a call stands, as far as the workspace knows.
#[derive(Clone, Debug)]
pub struct Standing {
    pub room: RoomId,
    pub direct: bool,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub over: bool,
    /// Nobody was in it: declined, cancelled and unanswered alike.
    pub declined: bool,
    /// Who has ever joined, and when first.
    pub joined: Vec<(UserId, Timestamp)>,
    /// Whom the workspace has rung, and when last.
    pub rung: Vec<(UserId, Timestamp)>,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Deadline {
    Deserted,
    Expiry,
    Guard,
}

impl Workspace {
    /// An empty workspace; ids are made from `seed`.
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self {
            people: BTreeMap::new(),
            rooms: BTreeMap::new(),
            members: BTreeMap::new(),
            calls: BTreeMap::new(),
            messages: BTreeSet::new(),
            deadlines: BTreeMap::new(),
            terms: Terms { licensed: true, call_window: false },
            limits: None,
            news: VecDeque::new(),
            began: now,
            seed,
        }
    }

    pub fn add_person(&mut self, name: &str) {
        let person = Person {
            id: name.into(),
            username: name.into(),
            name: name.into(),
            email: String::new(),
            roles: vec!["user".into()],
            status_default: Status::Online,
            status_text: String::new(),
            utc_offset: 0.0,
            language: "en".into(),
            avatar_etag: None,
            preferences: Map::new(),
            created_at: self.began,
        };
        self.people.insert(person.id.clone(), person);
    }

    /// A direct room of two, a channel of more.
    pub fn add_room(&mut self, id: &str, members: &[&str]) {
        let members: Vec<UserId> = members.iter().map(|member| UserId::from(*member)).collect();
        let Some(author) = members.first().and_then(|first| self.people.get(first)).map(Person::author) else {
            return;
        };
        let direct = members.len() == 2;
        let room = Room {
            id: id.into(),
            t: if direct { RoomType::Direct } else { RoomType::Channel },
            name: (!direct).then(|| id.to_owned()),
            fname: None,
            u: author,
            uids: direct.then(|| members.clone()),
            usernames: None,
            users_count: members.len(),
            msgs: 0,
            ts: self.began,
            lm: None,
            last_message: None,
            topic: None,
            description: None,
            ro: false,
            default: false,
            sys_mes: true,
            muted: Vec::new(),
            archived: false,
            team_id: None,
            team_main: false,
            prid: None,
            avatar_etag: None,
            updated_at: self.began,
        };
        self.members.insert(id.into(), members);
        self.rooms.insert(id.into(), room);
    }

    /// From now on calls are made on these terms.
    pub fn set_terms(&mut self, terms: Terms) {
        self.terms = terms;
    }

    /// From now on how often somebody may ask is counted, or not.
    pub fn set_limits(&mut self, limits: bool) {
        self.limits = limits.then(Limits::default);
    }

    /// Answers a request that arrives at `now`.
    ///
    /// # Errors
    /// It is refused.
    pub fn answer(&mut self, now: Timestamp, me: &UserId, request: &Request) -> Result<Vec<u8>, RestError> {
        let route = request.path().trim_start_matches("/api/v1/");
        let counted = self.limits.as_mut().and_then(|limits| limits.count(now, me, route));
        if let Some(budget) = counted.filter(|budget| budget.exceeded) {
            return Err(RestError::TooMany { wait: now.age(budget.reset) });
        }
        Ok(match request {
            Request::CallCancel { call } => self.cancel(now, me, call)?,
            Request::CallCapabilities => granted(json!({ "providerName": PROVIDER, "capabilities": { "mic": true } })),
            Request::CallDecline { call } => self.decline(now, me, call)?,
            Request::CallInfo { call } => granted(self.readable_call(me, call)?),
            Request::CallJoin { call, .. } => self.join(now, me, call)?,
            Request::CallList { room, offset, count } => self.list(me, room, *offset, *count)?,
            Request::CallStart { room, allow_ringing, .. } => self.start(now, me, room, *allow_ringing)?,
            Request::Me => granted(json!({ "_id": me, "username": me, "name": me, "roles": ["user"] })),
            Request::MessageSend { id, room, text } => self.send(now, me, room, id, text)?,
            Request::Permissions => granted(Updated::<Value>::default()),
            Request::Presence { .. } => granted(json!({ "users": [] })),
            Request::PublicSettings { .. } => granted(self.settings()),
            Request::RoomsGet { updated_since } => self.rooms_of(me, *updated_since),
            Request::SubscriptionsGet { updated_since } => self.subscriptions_of(me, *updated_since),
            _ => return Err(refused(404, "Resource not found")),
        })
    }

    /// Passes on, or not, what somebody says to somebody's devices (protocol 5.1).
    pub fn relay(&mut self, sender: &UserId, to: &UserId, sent: &Signal) {
        let Signal { action, params } = sent;
        let may_read = self.is_member(&params.rid, sender) && self.is_member(&params.rid, &params.uid);
        match signal::passage(*action, sender, may_read, self.calls.get(&params.call_id)) {
            Passage::Deliver => self.signal(to, sent),
            Passage::TellEnd => {
                let end = Signal::new(SignalAction::End, params.call_id.clone(), sender.clone(), params.rid.clone());
                self.signal(sender, &end);
            }
            Passage::Drop => {}
        }
    }

    /// Somebody's part in a call is over, as the call's page says.
    pub fn left(&mut self, now: Timestamp, me: &UserId, call: &CallId) {
        if let Some(mut record) = self.calls.get(call).cloned()
            && record.leave(now, me, LeftReason::Reported)
        {
            self.store(record);
        }
    }

    /// The next thing to tell.
    pub fn poll_news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// When [`Workspace::keep_deadlines`] is due, if ever.
    pub fn poll_deadline(&self) -> Option<Timestamp> {
        self.deadlines.values().min().copied()
    }

    /// Carries out what is due.
    pub fn keep_deadlines(&mut self, now: Timestamp) {
        let due: Vec<(CallId, Deadline)> =
            self.deadlines.extract_if(.., |_, at| *at <= now).map(|(deadline, _)| deadline).collect();
        for (id, deadline) in due {
            let Some(mut call) = self.calls.get(&id).cloned() else { continue };
            let members = self.members_of(&call.rid);
            match deadline {
                Deadline::Deserted => {
                    let Some(since) = call.deserted_since() else { continue };
                    let signals = call.end(now, since, &members);
                    self.store(call.clone());
                    self.ring(&call, signals);
                }
                Deadline::Expiry if call.is_over() => {}
                Deadline::Expiry => {
                    call.expire(now);
                    self.store(call);
                }
                Deadline::Guard => {
                    let (unanswered, signals) = call.guard(now, &members, true);
                    self.ring(&call, signals);
                    if unanswered {
                        self.store(call);
                    }
                }
            }
        }
    }

    /// The server starts anew. A stock one has forgotten what it meant to end by itself (protocol 8.28).
    pub fn restart(&mut self, forgets_guards: bool) {
        self.news.clear();
        if forgets_guards {
            self.deadlines.retain(|(_, deadline), _| *deadline != Deadline::Guard);
        }
    }

    /// What is true of a call.
    pub fn standing(&self, call: &CallId) -> Option<Standing> {
        let call = self.calls.get(call)?;
        let joined = call.users.iter().filter(|user| user.joined());
        Some(Standing {
            room: call.rid.clone(),
            direct: call.kind == CallKind::Direct,
            created_by: call.created_by.id.clone(),
            created_at: call.created_at,
            over: call.is_over(),
            declined: call.status == CallStatus::Declined,
            joined: joined.map(|user| (user.id.clone(), user.ts)).collect(),
            rung: call.users.iter().filter_map(|user| Some((user.id.clone(), user.ringing_at?))).collect(),
        })
    }

    /// Forgets calls that began before `since`, and their messages: what years of them would fill.
    pub fn forget(&mut self, since: Timestamp) {
        self.calls.retain(|_, call| call.created_at >= since);
        let calls = &self.calls;
        self.deadlines.retain(|(call, _), _| calls.contains_key(call));
        self.messages.clear();
    }

    // ------------------------------------------------------------------------------ requests --

    fn start(&mut self, now: Timestamp, me: &UserId, rid: &RoomId, ringing: bool) -> Result<Vec<u8>, RestError> {
        let id = CallId::from(format!("{:08x}{:016x}", now.0 / 1_000, self.next_number()));
        let room = self.rooms.get(rid).filter(|_| self.is_member(rid, me)).ok_or_else(invalid)?;
        let by = self.people.get(me).ok_or_else(invalid)?;
        let members = self.members_of(rid);
        let mut call = call::start(
            now,
            Start {
                url: format!("/call/{id}"),
                id: id.clone(),
                room,
                by,
                title: None,
                ringing,
                licensed: self.terms.licensed,
                provider: PROVIDER.into(),
                members: members.len(),
            },
        );
        let author = by.author();
        let block = json!({ "type": "video_conf", "blockId": id, "callId": id, "appId": "videoconf-core" });
        let message = Message {
            id: format!("m{id}").into(),
            t: Some("videoconf".into()),
            groupable: Some(false),
            blocks: Some(json!([block])),
            ..message(now, rid, author, String::new())
        };
        call.messages.started = Some(message.id.clone());
        self.calls.insert(id.clone(), call.clone());
        self.post(message);
        self.store(call.clone());
        self.deadlines.insert((id.clone(), Deadline::Expiry), now + call::LONGEST);
        let mut data = json!({ "type": call.kind, "callId": id, "providerName": PROVIDER });
        if call.kind == CallKind::Direct {
            self.deadlines.insert((id, Deadline::Guard), now + call::GUARD);
            data["calleeId"] = json!(members.iter().find(|member| *member != me));
        } else {
            data["rid"] = json!(rid);
        }
        let signals = call.started(&members);
        self.ring(&call, signals);
        Ok(granted(json!({ "data": data })))
    }

    fn join(&mut self, now: Timestamp, me: &UserId, id: &CallId) -> Result<Vec<u8>, RestError> {
        let mut call = self.readable_call(me, id)?.clone();
        if call.is_over() {
            return Err(refused(400, ""));
        }
        let person = self.people.get(me).ok_or_else(invalid)?;
        if self.terms.licensed {
            let Joined { changed, mut signals } = call.join(now, person);
            if changed && self.terms.call_window && call.kind == CallKind::Direct && call.created_by.id == *me {
                signals.extend(self.ring_callee(now, &mut call));
            }
            if changed {
                self.store(call.clone());
                self.ring(&call, signals);
            }
        }
        Ok(granted(json!({ "url": format!("https://call.example/{id}"), "providerName": PROVIDER })))
    }

    fn ring_callee(&self, now: Timestamp, call: &mut Call) -> Option<Ring> {
        let caller = call.created_by.id.clone();
        let callee = self.members_of(&call.rid).into_iter().find(|member| *member != caller)?;
        let rings = call.ring(now, self.people.get(&callee)?);
        rings.then_some(Ring { to: callee, action: SignalAction::Ring, about: caller })
    }

    fn decline(&mut self, now: Timestamp, me: &UserId, id: &CallId) -> Result<Vec<u8>, RestError> {
        let mut call = self.readable_call(me, id)?.clone();
        call.decline(now, self.people.get(me).ok_or_else(invalid)?);
        self.store(call);
        Ok(granted(json!({})))
    }

    fn cancel(&mut self, now: Timestamp, me: &UserId, id: &CallId) -> Result<Vec<u8>, RestError> {
        let mut call = self.readable_call(me, id)?.clone();
        let person = self.people.get(me).ok_or_else(invalid)?;
        call.cancel(now, person).map_err(|_| refused(400, "invalid-call-status"))?;
        self.store(call);
        Ok(granted(json!({})))
    }

    fn list(&self, me: &UserId, rid: &RoomId, offset: u32, count: u32) -> Result<Vec<u8>, RestError> {
        if !self.is_member(rid, me) {
            return Err(invalid());
        }
        let mut calls: Vec<&Call> = self.calls.values().filter(|call| call.rid == *rid).collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.created_at));
        let total = calls.len();
        let data: Vec<&Call> = calls.into_iter().skip(offset as usize).take(count as usize).collect();
        Ok(granted(Page { count: data.len(), data, offset, total }))
    }

    fn send(
        &mut self,
        now: Timestamp,
        me: &UserId,
        rid: &RoomId,
        id: &MessageId,
        text: &str,
    ) -> Result<Vec<u8>, RestError> {
        let author = self.people.get(me).filter(|_| self.is_member(rid, me)).ok_or_else(invalid)?.author();
        let message = Message { id: id.clone(), ..message(now, rid, author, text.into()) };
        let answer = granted(json!({ "message": message }));
        if self.messages.insert(id.clone()) {
            self.post(message);
        }
        Ok(answer)
    }

    /// Those of a licence are not there without one.
    fn settings(&self) -> Value {
        let mut settings = vec![
            json!({ "_id": "Site_Name", "value": "Simulated" }),
            json!({ "_id": "VideoConf_Conference_Window_Enabled", "value": self.terms.call_window }),
        ];
        if self.terms.licensed {
            settings.push(json!({ "_id": "VideoConf_Enable_DMs", "value": true }));
        }
        json!({ "settings": settings })
    }

    fn rooms_of(&self, me: &UserId, since: Option<Timestamp>) -> Vec<u8> {
        let mine = self.rooms.values().filter(|room| self.is_member(&room.id, me));
        let new: Vec<&Room> = mine.filter(|room| since.is_none_or(|since| room.updated_at > since)).collect();
        granted(Updated { update: new, ..Updated::default() })
    }

    fn subscriptions_of(&self, me: &UserId, since: Option<Timestamp>) -> Vec<u8> {
        let mine = self.rooms.values().filter(|room| self.is_member(&room.id, me) && since.is_none());
        let subscription = |room: &Room| {
            let name = self.members_of(&room.id).into_iter().find(|member| member != me);
            json!({ "_id": format!("{}{me}", room.id), "rid": room.id, "t": room.t, "name": name, "open": true })
        };
        granted(Updated { update: mine.map(subscription).collect(), ..Updated::default() })
    }

    // -------------------------------------------------------------------------------- keeping --

    fn readable_call(&self, me: &UserId, id: &CallId) -> Result<&Call, RestError> {
        self.calls.get(id).filter(|call| self.is_member(&call.rid, me)).ok_or_else(invalid)
    }

    fn members_of(&self, rid: &RoomId) -> Vec<UserId> {
        self.members.get(rid).cloned().unwrap_or_default()
    }

    fn is_member(&self, rid: &RoomId, who: &UserId) -> bool {
        self.members.get(rid).is_some_and(|members| members.contains(who))
    }

    /// Keeps a changed record, tells its room, and sees to what follows from it.
    fn store(&mut self, call: Call) {
        let deserted = (call.id.clone(), Deadline::Deserted);
        match call.deserted_since() {
            Some(since) => self.deadlines.insert(deserted, since + call::DESERTED),
            None => self.deadlines.remove(&deserted),
        };
        let name = format!("{}/videoconf", call.rid);
        self.tell(Audience::Room(call.rid.clone()), "stream-notify-room", &name, [&call.id]);
        self.calls.insert(call.id.clone(), call);
    }

    fn post(&mut self, message: Message) {
        let members = self.members_of(&message.rid);
        let Some(room) = self.rooms.get_mut(&message.rid) else { return };
        (room.lm, room.updated_at) = (Some(message.ts), message.ts);
        room.msgs += 1;
        room.last_message = Some(Box::new(message.clone()));
        let room = ejson(document(&*room));
        for member in &members {
            let name = format!("{member}/rooms-changed");
            self.tell(Audience::People(vec![member.clone()]), "stream-notify-user", &name, ("updated", &room));
        }
        let args = (ejson(document(&message)), json!({ "roomParticipant": true }));
        self.tell(Audience::People(members), "stream-room-messages", "__my_messages__", args);
    }

    fn ring(&mut self, call: &Call, rings: Vec<Ring>) {
        for Ring { to, action, about } in rings {
            self.signal(&to, &Signal::new(action, call.id.clone(), about, call.rid.clone()));
        }
    }

    fn signal(&mut self, to: &UserId, signal: &Signal) {
        let name = format!("{to}/video-conference");
        self.tell(Audience::People(vec![to.clone()]), "stream-notify-user", &name, [signal]);
    }

    fn tell(&mut self, audience: Audience, stream: &str, event: &str, args: impl Serialize) {
        let frame =
            Changed { msg: "changed", collection: stream, id: "id", fields: Fields { event_name: event, args } };
        let frame = serde_json::to_string(&frame).unwrap_or_default(); // it has string keys only
        self.news.push_back(News { audience, frame: frame.into() });
    }

    /// Of no order, and the same for the same seed.
    fn next_number(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 31)
    }
}

fn message(now: Timestamp, rid: &RoomId, u: crate::documents::Author, msg: String) -> Message {
    Message {
        id: "".into(),
        rid: rid.clone(),
        msg,
        ts: now,
        u,
        updated_at: now,
        urls: Vec::new(),
        mentions: Vec::new(),
        channels: Vec::new(),
        md: None,
        t: None,
        groupable: None,
        blocks: None,
        reactions: Map::new(),
        edited_at: None,
        edited_by: None,
        tmid: None,
        tshow: None,
        tcount: None,
        tlm: None,
        replies: None,
        drid: None,
        dcount: None,
        dlm: None,
    }
}

/// What is answered to whoever was granted what they asked for.
#[derive(Serialize)]
struct Granted<T> {
    #[serde(flatten)]
    answer: T,
    success: bool,
}

/// A page of a room's calls.
#[derive(Serialize)]
struct Page<'a> {
    count: usize,
    data: Vec<&'a Call>,
    offset: u32,
    total: usize,
}

/// Whatever is new of a list.
#[derive(Serialize)]
struct Updated<T> {
    update: Vec<T>,
    remove: [T; 0],
}

impl<T> Default for Updated<T> {
    fn default() -> Self {
        Self { update: Vec::new(), remove: [] }
    }
}

/// A frame with an event of a stream.
#[derive(Serialize)]
struct Changed<'a, A> {
    msg: &'static str,
    collection: &'a str,
    id: &'static str,
    fields: Fields<'a, A>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a, A> {
    event_name: &'a str,
    args: A,
}

fn granted(answer: impl Serialize) -> Vec<u8> {
    serde_json::to_vec(&Granted { answer, success: true }).unwrap_or_default() // our own documents have string keys only
}

fn document(document: &impl Serialize) -> Value {
    serde_json::to_value(document).unwrap_or_default() // our own documents have string keys only
}

fn invalid() -> RestError {
    refused(400, "invalid-params")
}

fn refused(status: u16, code: &str) -> RestError {
    rest::refusal(status, json!({ "success": false, "error": code }).to_string().as_bytes(), None)
}

const PROVIDER: &str = "simulated";
