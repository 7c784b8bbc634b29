//! Calls: the rules of `rules::call` applied to stored records, and their deadlines kept.

use std::time::Duration;

use serde_json::{Value, json};
use vconnct_proto::{CallId, RoomId, Signal, SignalAction, Timestamp, UserId};

use crate::{
    documents::{Call, CallKind, LeftReason, Participant, Person},
    hub::Audience,
    ids,
    refusal::Refusal,
    rules::{
        call::{self, NotCancelled, Ring, Start},
        presence::Device,
        signal::{self, Passage},
    },
    store::{Deadline, Due, Tx},
};

/// What `start` answers.
pub(crate) struct Started {
    pub call: Call,
    /// The other person of a direct call: named here and nowhere else.
    pub callee: Option<UserId>,
}

impl Tx<'_> {
    pub fn start_call(
        &mut self,
        me: &UserId,
        rid: &RoomId,
        title: Option<String>,
        ringing: bool,
    ) -> Result<Started, Refusal> {
        let by = self.me(me)?;
        let room = self.readable(rid, me)?.ok_or_else(|| Refusal::plain("invalid-params"))?;
        self.postable(rid, &by)?;
        let subscription = self.subscription(rid, me)?;
        if !self.may("call-management", &by, subscription.as_ref())? {
            return Err(Refusal::forbidden());
        }
        self.provider()?;
        let ringing = ringing && self.may("videoconf-ring-users", &by, subscription.as_ref())?;
        let members = self.members(rid)?;
        let id: CallId = ids::hex(self.now).into();
        let mut call = call::start(
            self.now,
            Start {
                url: format!("/call/{id}"),
                id,
                room: &room,
                by: &by,
                title: title.filter(|title| !title.trim().is_empty()),
                ringing,
                licensed: self.terms.licensed,
                provider: self.terms.provider.clone(),
                members: members.len(),
            },
        );
        let callee = members.iter().find(|member| *member != me && call.kind == CallKind::Direct).cloned();
        self.put_call(&call)?;
        let message = self.announce_call(room, &by, &call.id)?;
        call.messages.started = Some(message.id);
        self.store_call(&call)?;
        self.set_deadline(&call.id, Deadline::Expiry, Some(self.now + call::LONGEST))?;
        if call.kind == CallKind::Direct {
            self.set_deadline(&call.id, Deadline::Guard, Some(self.now + call::GUARD))?;
        }
        let rings = call.started(&members);
        self.ring(&call, rings);
        Ok(Started { call, callee })
    }

    /// Records a join, before anybody gets an address. Refuses without a word when the call is over.
    pub fn join_call(&mut self, me: &UserId, id: &CallId) -> Result<(Person, Call), Refusal> {
        let (person, mut call) = self.accessible_call(me, id)?;
        self.provider()?;
        if call.is_over() {
            return Err(Refusal::bare());
        }
        if self.terms.licensed {
            if !self.enter(&person, &mut call)? {
                self.put_call(&call)?;
            }
            self.renew_lease(&call)?;
        }
        Ok((person, call))
    }

    pub fn cancel_call(&mut self, me: &UserId, id: &CallId) -> Result<(), Refusal> {
        let (person, mut call) = self.accessible_call(me, id)?;
        call.cancel(self.now, &person).map_err(|reason| match reason {
            NotCancelled::NotDirect => Refusal::plain("invalid-call"),
            NotCancelled::TooLate => Refusal::plain("invalid-call-status"),
        })?;
        self.store_call(&call)
    }

    /// The call, if somebody may see it: classic servers look at its room only.
    pub fn accessible_call(&self, me: &UserId, id: &CallId) -> Result<(Person, Call), Refusal> {
        let person = self.me(me)?;
        let call = self.call(id)?.ok_or_else(|| Refusal::plain("invalid-params"))?;
        self.readable(&call.rid, me)?.ok_or_else(|| Refusal::plain("invalid-params"))?;
        Ok((person, call))
    }

    /// The same as the endpoints of 8.9 say it; who is in it needs no room.
    pub fn member_call(&self, me: &UserId, id: &CallId) -> Result<(Person, Call), Refusal> {
        let person = self.me(me)?;
        let call = self.call(id)?.ok_or_else(Refusal::not_found)?;
        let part = call.users.iter().any(|user| user.id == *me);
        if !part && self.readable(&call.rid, me)?.is_none() {
            return Err(Refusal::not_found());
        }
        Ok((person, call))
    }

    pub fn decline_call(&mut self, me: &UserId, id: &CallId) -> Result<(), Refusal> {
        let (person, mut call) = self.member_call(me, id)?;
        call.decline(self.now, &person);
        self.store_call(&call)
    }

    /// Somebody left, as he or his page says.
    pub fn leave_call(&mut self, me: &UserId, id: &CallId) -> Result<(), Refusal> {
        let (_, mut call) = self.member_call(me, id)?;
        if call.leave(self.now, me, LeftReason::Reported) {
            self.store_call(&call)?;
        }
        Ok(())
    }

    /// Somebody is still there.
    pub fn keep_alive(&mut self, me: &UserId, id: &CallId) -> Result<(), Refusal> {
        let (_, mut call) = self.member_call(me, id)?;
        if call.heartbeat(self.now, me) {
            self.store_call(&call)?;
        } else {
            self.put_call(&call)?;
        }
        self.renew_lease(&call)
    }

    pub fn ring_member(&mut self, me: &UserId, id: &CallId, whom: &UserId) -> Result<bool, Refusal> {
        let (person, mut call) = self.member_call(me, id)?;
        if !self.may("videoconf-ring-users", &person, self.subscription(&call.rid, me)?.as_ref())? {
            return Err(Refusal::forbidden());
        }
        let Some(member) = self.subscription(&call.rid, whom)?.and(self.person(whom)?) else { return Ok(false) };
        if !call.ring(self.now, &member) {
            return Ok(false);
        }
        self.store_call(&call)?;
        self.ring(&call, vec![Ring { to: whom.clone(), action: SignalAction::Ring, about: me.clone() }]);
        Ok(true)
    }

    pub fn rename_call(&mut self, me: &UserId, id: &CallId, title: &str) -> Result<(), Refusal> {
        let (_, mut call) = self.member_call(me, id)?;
        if call.kind == CallKind::Direct || call.is_over() {
            return Err(Refusal::plain("error-invalid-video-conf"));
        }
        if call.created_by.id != *me {
            return Err(Refusal::plain("error-not-allowed"));
        }
        if title.trim().is_empty() {
            return Err(Refusal::plain("error-invalid-name"));
        }
        (call.title, call.updated_at) = (Some(title.trim().to_owned()), self.now);
        self.store_call(&call)
    }

    /// Running calls of somebody's rooms that have people in them.
    pub fn joinable_calls(&self, me: &UserId) -> Result<Vec<Value>, Refusal> {
        let mut calls = Vec::new();
        for call in self.open_calls_of(me)? {
            let inside: Vec<&Participant> = call.users.iter().filter(|user| user.is_in()).collect();
            if inside.is_empty() {
                continue;
            }
            let own = call.users.iter().find(|user| user.id == *me);
            let faces = inside.iter().take(3);
            let faces = faces.map(|user| json!({ "_id": user.id, "username": user.username, "name": user.name }));
            let mut entry = json!({
                "callId": call.id,
                "name": call.title.clone().unwrap_or_else(|| call.created_by.name.clone().unwrap_or_default()),
                "createdAt": call.created_at,
                "usersCount": inside.len(),
                "participants": faces.collect::<Vec<_>>(),
                "joined": own.is_some_and(Participant::is_in),
                "declined": own.is_some_and(|own| own.declined == Some(true)),
            });
            if let Some(at) = own.and_then(|own| own.ringing_at) {
                entry["ringingAt"] = json!(at);
            }
            calls.push(entry);
        }
        Ok(calls)
    }

    /// Passes a client's signal on, or not; its sender never learns which (protocol 5.1).
    pub fn relay(&mut self, sender: &UserId, from: Option<Device>, to: &UserId, sent: Signal) -> Result<(), Refusal> {
        let params = &sent.params;
        let may_read = self.readable(&params.rid, sender)?.is_some()
            && (params.uid == *sender || self.readable(&params.rid, &params.uid)?.is_some());
        let call = self.call(&params.call_id)?;
        match signal::passage(sent.action, sender, may_read, call.as_ref()) {
            Passage::Deliver => {
                let audience = from.map_or(Audience::Everybody, Audience::AllBut);
                self.signal(to, sent.action, &params.call_id, &params.uid, &params.rid, audience);
            }
            Passage::TellEnd => {
                self.signal(sender, SignalAction::End, &params.call_id, sender, &params.rid, Audience::Everybody);
            }
            Passage::Drop => {}
        }
        Ok(())
    }

    /// The provider's name; refuses when there is none.
    pub fn provider(&self) -> Result<&str, Refusal> {
        match self.terms.provider.as_str() {
            "" => Err(Refusal::plain(NO_PROVIDER)),
            provider => Ok(provider),
        }
    }

    /// Somebody's page has joined the meeting itself: while it is connected no lease is needed.
    pub fn enter_meeting(&mut self, me: &UserId, id: &CallId) -> Result<Call, Refusal> {
        let (person, mut call) = self.accessible_call(me, id)?;
        if call.is_over() {
            return Err(Refusal::bare());
        }
        if self.terms.licensed {
            self.enter(&person, &mut call)?;
        }
        Ok(call)
    }

    /// Records that somebody is in the call. True if that was news.
    fn enter(&mut self, person: &Person, call: &mut Call) -> Result<bool, Refusal> {
        let joined = call.join(self.now, person);
        if !joined.changed {
            return Ok(false);
        }
        let mut signals = joined.signals;
        if self.terms.call_window && call.kind == CallKind::Direct && call.created_by.id == person.id {
            signals.extend(self.ring_callee(person, call)?);
        }
        self.store_call(call)?;
        self.ring(call, signals);
        Ok(true)
    }

    /// Where calls have a window of their own, the workspace rings once the caller is there (protocol 5.8).
    fn ring_callee(&self, caller: &Person, call: &mut Call) -> Result<Option<Ring>, Refusal> {
        let callee = self.members(&call.rid)?.into_iter().find(|member| *member != caller.id);
        let Some(callee) = callee.map(|callee| self.person(&callee)).transpose()?.flatten() else { return Ok(None) };
        let rings = call.ring(self.now, &callee);
        Ok(rings.then(|| Ring { to: callee.id, action: SignalAction::Ring, about: caller.id.clone() }))
    }

    /// Carries out what is due. Says when the next thing will be.
    pub fn keep_deadlines(&mut self) -> Result<Option<Timestamp>, Refusal> {
        for Due { call, deadline } in self.take_due()? {
            let Some(call) = self.call(&call)? else { continue };
            match deadline {
                Deadline::Deserted => self.end_deserted(call)?,
                Deadline::Expiry => self.expire(call)?,
                Deadline::Guard => self.guard(call)?,
                Deadline::Lease => self.end_leases(call)?,
            }
        }
        self.next_deadline()
    }

    /// Stores a changed record, tells its room, and sees to what follows from it.
    fn store_call(&mut self, call: &Call) -> Result<(), Refusal> {
        self.put_call(call)?;
        self.call_news(call);
        let deserted = call.deserted_since().map(|since| since + call::DESERTED);
        self.set_deadline(&call.id, Deadline::Deserted, deserted)?;
        if call.is_over() {
            self.set_deadline(&call.id, Deadline::Expiry, None)?;
            self.set_deadline(&call.id, Deadline::Lease, None)?;
        }
        Ok(())
    }

    fn guard(&mut self, mut call: Call) -> Result<(), Refusal> {
        let members = self.members(&call.rid)?;
        let (unanswered, signals) = call.guard(self.now, &members, self.terms.end_always);
        self.ring(&call, signals);
        if unanswered { self.store_call(&call) } else { Ok(()) }
    }

    fn end_deserted(&mut self, mut call: Call) -> Result<(), Refusal> {
        let Some(since) = call.deserted_since() else { return Ok(()) };
        let members = self.members(&call.rid)?;
        let signals = call.end(self.now, since, &members);
        self.store_call(&call)?;
        self.ring(&call, signals);
        Ok(())
    }

    fn expire(&mut self, mut call: Call) -> Result<(), Refusal> {
        if call.is_over() {
            return Ok(());
        }
        call.expire(self.now);
        self.store_call(&call)
    }

    fn end_leases(&mut self, mut call: Call) -> Result<(), Refusal> {
        let now = self.now;
        let silent = |user: &&Participant| user.is_in() && lease_end(user) <= now;
        let gone: Vec<UserId> = call.users.iter().filter(silent).map(|user| user.id.clone()).collect();
        let changed = gone.iter().filter(|id| call.leave(now, id, LeftReason::Timeout)).count() > 0;
        if changed {
            self.store_call(&call)?;
        }
        self.renew_lease(&call)
    }

    /// The next lease of this call that ends, if any.
    fn renew_lease(&mut self, call: &Call) -> Result<(), Refusal> {
        let inside = call.users.iter().filter(|user| user.is_in() && !call.is_over());
        self.set_deadline(&call.id, Deadline::Lease, inside.map(lease_end).min())
    }
}

fn lease_end(user: &Participant) -> Timestamp {
    user.last_seen_at.unwrap_or(user.ts) + call::LEASE
}

/// Nobody has set up calls here.
pub(crate) const NO_PROVIDER: &str = "no-active-video-conf-provider";
/// Records in a page of a room's list, unless asked otherwise.
pub(crate) const DEFAULT_PAGE: i64 = 50;
/// A page that is connected renews its lease this often.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(30);
