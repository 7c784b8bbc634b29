//! All direct calls of one person on one device.

use std::collections::VecDeque;

use vconnct_proto::{CallId, Millis, UserId};

use crate::{IncomingCall, Input, JoinedCall, OutgoingCall, Output};

/// The direct calls of one person on one device: ringing in, ringing out, joined.
///
/// Feed [`Calls::handle`], carry out [`Calls::poll_output`] until it is empty, and come back with
/// [`Input::Timeout`] at [`Calls::poll_timeout`].
#[derive(Clone, Debug)]
pub struct Calls {
    me: UserId,
    incoming: Vec<IncomingCall>,
    outgoing: Option<OutgoingCall>,
    joined: Option<JoinedCall>,
    outputs: VecDeque<Output>,
}

impl Calls {
    /// The calls of `me`. The link counts as down until [`Input::Link`] says otherwise.
    pub fn new(me: UserId) -> Self {
        Self { me, incoming: Vec::new(), outgoing: None, joined: None, outputs: VecDeque::new() }
    }

    /// Takes in one thing that happened at `now`.
    pub fn handle(&mut self, _now: Millis, _input: Input) {}

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is due, if ever.
    pub fn poll_timeout(&self) -> Option<Millis> {
        None
    }

    /// Remembers for 200 s that the person has declined or dismissed a call: for after a restart.
    pub fn remember(&mut self, _now: Millis, _call: CallId) {}

    /// The calls to show, longest ringing first. Dismissed ones and those just over are among them.
    pub fn incoming(&self) -> impl Iterator<Item = &IncomingCall> {
        self.incoming.iter()
    }

    /// The call that rings out, or has just stopped to.
    pub fn outgoing(&self) -> Option<&OutgoingCall> {
        self.outgoing.as_ref()
    }

    /// The call this person is in.
    pub fn joined(&self) -> Option<&JoinedCall> {
        self.joined.as_ref()
    }

    /// An address for this call is being fetched, or will be once more.
    pub fn is_joining(&self, _call: &CallId) -> bool {
        false
    }

    /// Something audible rings in.
    pub fn rings(&self) -> bool {
        false
    }

    /// Somebody rings while this person is in a call or calling: a beep at most (protocol 5.9.12).
    pub fn knocks(&self) -> bool {
        false
    }
}
