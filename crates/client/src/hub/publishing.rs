//! What everybody sees: each part is made anew and told only if it differs.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};

use super::Hub;
use crate::{
    badge::badge,
    core::Changed,
    desktop::is_watched,
    rings::Step,
    update::{Calls, History, IncomingPhase, Rooms, Session},
};

impl Hub {
    /// Publishes what has changed: calls and the session at once, the rest a moment later.
    pub(super) fn publish(&mut self) {
        let mut changed = Changed::default();
        for seat in &mut self.seats {
            changed = changed.and(seat.take_changed());
        }
        if changed.calls {
            self.publish_calls();
        }
        if changed.session {
            self.publish_session();
        }
        if changed.rooms {
            self.forget_tones(|hub, workspace, room| {
                hub.seats.iter().any(|seat| seat.core.account().workspace == *workspace && seat.core.lacks_room(room))
            });
            self.publish_rows_soon();
        }
        let rest = Changed { calls: false, session: false, ..changed };
        let now = Instant::now();
        if rest != Changed::default() {
            let (due, waiting) = self.soon.take().unwrap_or((now + SOON, Changed::default()));
            self.soon = Some((due, waiting.and(rest)));
        }
        if self.soon.as_ref().is_some_and(|(due, _)| *due <= now)
            && let Some((_, changed)) = self.soon.take()
        {
            self.publish_rest(changed);
        }
        if self.rows_due.is_some_and(|due| due <= now) {
            self.publish_rows();
        }
    }

    /// The more rows are to be told again, the longer more news is waited for.
    pub(super) fn publish_rows_soon(&mut self) {
        let rows = u32::try_from(self.senders.rooms.borrow().rooms.len()).unwrap_or(u32::MAX);
        self.rows_due.get_or_insert_with(|| Instant::now() + SOON + ROW * rows);
    }

    /// Rows are made while somebody looks, a slice at each turn: what rings has the turns between.
    pub(super) fn publish_rows(&mut self) {
        self.rows_due = None;
        if self.viewers.is_empty() {
            self.seats.iter_mut().for_each(|seat| seat.core.forget_rows());
            replace(&self.senders.rooms, Rooms::default());
            return;
        }
        for seat in &mut self.seats {
            self.new_rows |= seat.core.refresh_rows();
        }
        if !self.seats.iter().all(|seat| seat.core.has_fresh_rows()) {
            self.rows_due = Some(Instant::now());
            return;
        }
        let loaded = self.seats.iter().all(|seat| seat.core.rooms_loaded_once());
        let was_loaded = self.senders.rooms.borrow().loaded;
        if std::mem::take(&mut self.new_rows) || was_loaded != loaded {
            let rooms = self.seats.iter().flat_map(|seat| seat.core.rows()).collect();
            self.senders.rooms.send_replace(Arc::new(Rooms { loaded, rooms }));
        }
    }

    pub(super) fn publish_everything(&mut self) {
        for seat in &mut self.seats {
            seat.take_changed();
        }
        self.soon = None;
        self.publish_calls();
        self.publish_session();
        self.publish_rest(Changed { history: true, looks: true, messages: true, ..Changed::default() });
        self.new_rows = true; // a workspace may have come or gone
        self.publish_rows();
    }

    pub(super) fn publish_calls(&mut self) {
        let mut all = Calls::default();
        for calls in self.seats.iter().map(|seat| seat.core.calls_view()) {
            all.incoming.extend(calls.incoming);
            all.outgoing = all.outgoing.or(calls.outgoing);
            all.joined = all.joined.or(calls.joined);
            all.starting = all.starting.or(calls.starting);
            all.started.extend(calls.started);
        }
        all.incoming.extend(self.examination.call().cloned());
        all.incoming.sort_by_key(|call| call.since);
        self.attend(|attention| attention.painted.retain(|call| all.incoming.iter().any(|one| one.call_id == *call)));
        self.note_rings(&all);
        self.publish_conference(&mut all);
        replace(&self.senders.calls, all);
    }

    pub(super) fn note_rings(&self, calls: &Calls) {
        for call in &calls.incoming {
            let step = match call.phase {
                IncomingPhase::Ringing { .. } => Step::Decided,
                IncomingPhase::Accepting | IncomingPhase::Dismissed | IncomingPhase::Over { .. } => Step::Over,
            };
            self.tools.rings.note(&call.call_id, step);
            if step == Step::Decided {
                self.tools.rings.note_quiet(&call.call_id, call.quiet);
            }
        }
    }

    pub(super) fn publish_session(&self) {
        replace(&self.senders.session, self.session());
        if self.examination.is_wanted() {
            self.publish_diagnosis();
        }
    }

    pub(super) fn session(&self) -> Session {
        Session {
            profile: self.setup.profile.clone(),
            ready: self.ready,
            language: self.setup.settings.language.clone().unwrap_or_else(|| self.setup.system_language.clone()),
            workspaces: self.seats.iter().map(|seat| seat.core.workspace()).collect(),
            troubles: self.troubles.iter().copied().collect(),
            keys: self.keys.clone(),
            starts_at_login: self.starts_at_login,
            calls_in_window: self.calls_in_window,
            opens_links: self.opens_links,
            quiet: self.around.quiet,
            watched: is_watched(&self.setup.settings, &self.desktop),
            badge: if self.setup.settings.number_on_icon { self.badge() } else { 0 },
        }
    }

    fn badge(&self) -> u32 {
        badge(self.seats.iter().map(|seat| seat.core.waiting()))
    }

    pub(super) fn publish_rest(&self, changed: Changed) {
        if changed.history {
            let mut calls: Vec<_> = self.seats.iter().flat_map(|seat| seat.core.history_view()).collect();
            calls.sort_by_key(|call| std::cmp::Reverse(call.started_at));
            calls.truncate(LOG);
            let missed = self.seats.iter().map(|seat| seat.core.missed()).sum();
            let missed_in = self.seats.iter().flat_map(|seat| seat.core.missed_in()).collect();
            replace(&self.senders.history, History { calls, missed, missed_in });
        }
        if changed.history || changed.rooms {
            self.publish_session(); // the number on the icon
        }
        if changed.messages {
            replace(&self.senders.messages, self.seats.iter().flat_map(|seat| seat.core.messages_view()).collect());
        }
        if changed.looks {
            for (viewer, view) in &self.viewers {
                let seat = self.seats.iter().find(|seat| seat.core.looks_at(*viewer));
                replace_some(&view.room, seat.and_then(|seat| seat.core.open_room(*viewer)));
                replace_some(&view.room_calls, seat.and_then(|seat| seat.core.room_calls(*viewer)));
            }
        }
    }
}

/// Publishes a part only if it differs: nobody is woken for nothing.
pub(super) fn replace<T: PartialEq>(sender: &watch::Sender<Arc<T>>, value: T) {
    sender.send_if_modified(|held| {
        let news = **held != value;
        if news {
            *held = Arc::new(value);
        }
        news
    });
}

fn replace_some<T: PartialEq>(sender: &watch::Sender<Option<Arc<T>>>, value: Option<T>) {
    sender.send_if_modified(|held| {
        let news = held.as_deref() != value.as_ref();
        if news {
            *held = value.map(Arc::new);
        }
        news
    });
}

/// What comes together is published together.
const SOON: Duration = Duration::from_millis(20);
/// For each room that the sidebar shows, on top of that.
const ROW: Duration = Duration::from_micros(50);
/// Calls in the log.
const LOG: usize = 300;
