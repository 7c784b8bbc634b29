//! Calls to try the edges with.

use vconnct_client::{
    NewMessage,
    action::{Devices, RoomRef},
    update::{
        CallPage, CallRecord, CallState, IncomingCall, IncomingPhase, JoinedCall, Link, OutgoingCall, OutgoingPhase,
        OwnStatusChoices, Person, Provider, StartedCall, Workspace,
    },
};
use vconnct_proto::CallId;

pub(crate) fn person(name: &str) -> Person {
    Person { id: format!("id-{name}"), username: name.to_lowercase(), name: name.into(), ..Person::default() }
}

pub(crate) fn room() -> RoomRef {
    RoomRef { workspace: "https://chat.example.com".into(), room_id: "r1".into() }
}

pub(crate) fn workspace(link: Link) -> Workspace {
    Workspace {
        id: "https://chat.example.com".into(),
        name: "Vconnct HQ".into(),
        me: person("Ana"),
        link,
        provider: Provider::Unknown,
        own_status: OwnStatusChoices { invisible: true, text: true },
        administered: false,
    }
}

pub(crate) fn incoming(call_id: &str, phase: IncomingPhase) -> IncomingCall {
    IncomingCall {
        call_id: CallId::from(call_id),
        room: room(),
        workspace_name: "Vconnct HQ".into(),
        caller: person("Jonas Weber"),
        since: 1_700_000_000_000,
        until: 1_700_000_030_000,
        phase,
        quiet: None,
        hushed: false,
        mic: Some(true),
        cam: Some(false),
        trial: false,
    }
}

pub(crate) fn record(call_id: &str) -> CallRecord {
    CallRecord {
        call_id: CallId::from(call_id),
        room: room(),
        direct: true,
        state: CallState::Ended,
        other: Some(person("Jonas Weber")),
        started_by: person("Jonas Weber"),
        mine: false,
        started_at: 1_700_000_000_000,
        ended_at: None,
        length_ms: None,
        rang_ms: None,
        not_rung: None,
        title: String::new(),
        attendees: Vec::new(),
        attendees_known: true,
        i_joined: false,
        words: None,
        provider: String::new(),
    }
}

pub(crate) fn message(id: &str) -> NewMessage {
    NewMessage { room: room(), message: id.into(), title: "Ben Ito".into(), text: "See you at ten".into(), open: false }
}

pub(crate) fn outgoing(call_id: &str, phase: OutgoingPhase) -> OutgoingCall {
    OutgoingCall {
        call_id: CallId::from(call_id),
        room: room(),
        callee: person("Jonas Weber"),
        since: 1_700_000_000_000,
        until: 1_700_000_030_000,
        phase,
        refusal: None,
        devices: Devices { mic: true, cam: false },
    }
}

pub(crate) fn joined(call_id: &str) -> JoinedCall {
    JoinedCall {
        call_id: CallId::from(call_id),
        room: room(),
        name: "Release review".into(),
        since: 1_700_000_000_000,
        page: CallPage::Opened,
        people: vec![person("Jonas Weber")],
        others_left: false,
        probably_over: false,
    }
}

pub(crate) fn started(call_id: &str) -> StartedCall {
    StartedCall {
        call_id: CallId::from(call_id),
        room: room(),
        room_name: "release-train".into(),
        title: String::new(),
        workspace_name: "Vconnct HQ".into(),
        started_by: person("Priya Nair"),
    }
}
