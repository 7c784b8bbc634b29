//! What a new connection asks for: rooms, settings, what the provider can, and the calls of an absence.

use std::{collections::BTreeSet, ops::Range, time::Duration};

use vconnct_proto::{
    Timestamp, UserId,
    rest::{self, LongList},
};

use super::{Answered, OVERLAP, Purpose, refusals::is_no_provider};
use crate::core::{Asked, Core, Output, Provider, Ticket, workplace::Workplace};

impl Core {
    /// Asks for everything that a new connection may have missed.
    pub(in crate::core) fn load_workspace(&mut self) {
        let since = self.heard_until.map(|heard| Timestamp(heard.0 - OVERLAP));
        let complete = self.loaded_rooms && self.loaded_subscriptions;
        let updated_since = since.filter(|_| complete);
        self.request(rest::Request::SubscriptionsGet { updated_since }, Purpose::Subscriptions);
        self.request(rest::Request::RoomsGet { updated_since }, Purpose::Rooms);
        let ids = Workplace::SETTINGS.to_vec();
        self.request(rest::Request::PublicSettings { ids, offset: 0 }, Purpose::Settings);
        self.request(rest::Request::CallCapabilities, Purpose::Capabilities);
        self.request(rest::Request::Me, Purpose::Me);
        self.request(rest::Request::Permissions, Purpose::Permissions);
    }

    /// Takes in some documents of an answer whose end is still to come.
    pub(in crate::core) fn documents(&mut self, ticket: Ticket, list: &LongList, which: Range<usize>) {
        match self.purposes.get(&ticket).map(|asked| &asked.purpose) {
            Some(Purpose::Rooms) => list.read(which).for_each(|room| self.rooms.put_room(room)),
            Some(Purpose::Subscriptions) => list.read(which).for_each(|own| self.rooms.put_subscription(own)),
            _ => {}
        }
    }

    pub(super) fn rooms_loaded(&mut self, asked: &Asked, result: Answered) {
        let Some(answer) = self.read::<rest::RoomsAnswer>(asked, result) else { return };
        answer.update.into_iter().for_each(|room| self.rooms.put_room(room));
        answer.remove.iter().for_each(|removed| self.rooms.remove_room(&removed.id.as_str().into()));
        self.loaded_rooms = true;
        self.half_loaded();
        self.resend();
    }

    pub(super) fn subscriptions_loaded(&mut self, asked: &Asked, result: Answered) {
        let Some(answer) = self.read::<rest::SubscriptionsAnswer>(asked, result) else { return };
        answer.update.into_iter().for_each(|subscription| self.rooms.put_subscription(subscription));
        answer.remove.iter().for_each(|gone| self.rooms.remove_subscription(&gone.id.as_str().into(), None));
        self.tell_again_what_was_read();
        self.changed.messages |= self.notices.keep(|room| self.rooms.has_news(room));
        self.loaded_subscriptions = true;
        self.half_loaded();
    }

    /// With both halves there, looks for calls that began while nobody listened (protocol 5.9.4, 6.4).
    fn half_loaded(&mut self) {
        self.changed.rooms = true;
        if !(self.loaded_rooms && self.loaded_subscriptions) {
            return;
        }
        self.rooms.loaded = true;
        (self.changed.looks, self.changed.calls) = (true, true);
        // The rooms' names serve until their people's presence tells more; and whoever calls has one at once.
        for person in self.rooms.others_by_name() {
            self.people.learn(&person);
        }
        self.rooms.everybody_changed();
        self.watch(self.rooms.others());
        let heard = self.heard_until.unwrap_or(Timestamp(0));
        let since = Timestamp(heard.0.max(self.clock.server_now().0 - LOOK_BACK) - OVERLAP);
        for (_, call) in self.rooms.recent_calls(since) {
            self.records.want_if_open(&call, self.clock.now);
        }
        self.look_through_rooms(since);
        // A room that was looked at before its kind was known.
        for room in self.looks.values().map(|look| look.room.room_id.clone()).collect::<Vec<_>>() {
            if self.timelines.get(&room).is_none_or(|timeline| !timeline.loaded) {
                self.load_history(&room, None);
            }
        }
    }

    /// A room's last message may hide calls before it: they are looked up behind everything else, so as not to
    /// use up what may be asked in a second.
    fn look_through_rooms(&mut self, since: Timestamp) {
        self.again.retain(|(_, asked)| !matches!(asked.purpose, Purpose::Unheard { .. }));
        let mut due = self.clock.now + LOOK_THROUGH;
        for room in self.rooms.active_since(since).into_iter().take(ROOMS_OF_AN_ABSENCE) {
            let request = rest::Request::CallList { room, offset: 0, count: CALLS_OF_AN_ABSENCE };
            let (purpose, at) = (Purpose::Unheard { since }, self.clock.now);
            self.again.push((due, Asked { request, purpose, at, session: self.session }));
            due = due + LOOK_THROUGH;
        }
    }

    pub(super) fn unheard(&mut self, since: Timestamp, asked: &Asked, result: Answered) {
        let Some(answer) = self.read::<rest::CallsAnswer>(asked, result) else { return };
        answer.data.into_iter().filter(|record| record.created_at >= since).for_each(|record| self.put_record(record));
    }

    pub(super) fn capabilities(&mut self, result: Answered) {
        let provider = match result.and_then(|body| rest::answer::<rest::CapabilitiesAnswer>(&body)) {
            Ok(answer) => {
                Provider::Ready { name: provider_name(&answer.provider_name), capabilities: answer.capabilities }
            }
            Err(error) if is_no_provider(error.code()) => Provider::NotSetUp,
            Err(_) => return,
        };
        self.changed.session |= self.provider != provider;
        self.changed.calls |= self.provider != provider;
        self.provider = provider;
    }

    pub(super) fn presence(&mut self, asked: &Asked, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::PresenceAnswer>(&body)) else { return };
        let rest::Request::Presence { users } = &asked.request else { return };
        let told: BTreeSet<&UserId> = answer.users.iter().map(|entry| &entry.id).collect();
        let mut news = Vec::new();
        news.extend(answer.users.iter().filter(|entry| self.people.learn_presence(entry)).map(|entry| &entry.id));
        // A workspace names nobody who is offline, asked for by name or not (protocol 2.7, decision 12).
        news.extend(users.iter().filter(|user| !told.contains(user) && self.people.learn_absence(user)));
        news.iter().for_each(|user| self.rooms.person_changed(user));
        if !news.is_empty() {
            (self.changed.rooms, self.changed.looks, self.changed.calls) = (true, true, true);
        }
        // Whoever calls is shown with their picture the first time, too: nothing is fetched while it rings.
        let likely = self.rooms.latest_others(LIKELY_CALLERS);
        let pictures: Vec<String> = likely.into_iter().filter_map(|user| self.people.person(user).picture).collect();
        if !pictures.is_empty() {
            self.outputs.push_back(Output::FetchPictures(pictures));
        }
    }

    pub(super) fn settings(&mut self, asked: &Asked, result: Answered) {
        let Ok(answer) = result.and_then(|body| rest::answer::<rest::SettingsAnswer>(&body)) else { return };
        // An older workspace tells of all settings instead of these, a page at a time.
        if let rest::Request::PublicSettings { ids, offset } = &asked.request
            && let Ok(page) = u32::try_from(answer.settings.len())
            && page > 0
            && offset + page < answer.total
        {
            let request = rest::Request::PublicSettings { ids: ids.clone(), offset: offset + page };
            self.request(request, Purpose::Settings);
        }
        answer.settings.into_iter().for_each(|setting| self.workplace.set(setting));
        self.apply_settings();
    }

    pub(in crate::core) fn apply_settings(&mut self) {
        if self.people.real_names != self.workplace.real_names() {
            self.people.real_names = self.workplace.real_names();
            self.rooms.everybody_changed();
        }
        if self.people.presence_is_told != self.workplace.tells_presence() {
            self.people.presence_is_told = self.workplace.tells_presence();
            self.rooms.everybody_changed();
            if self.people.presence_is_told {
                let users = self.people.watched().cloned().collect();
                self.request(rest::Request::Presence { users }, Purpose::Presence);
            }
        }
        let name = self.workplace.name().map(str::to_owned);
        if name.is_some() && self.account.site_name != name {
            self.account.site_name = name;
            self.outputs.push_back(Output::KeepAccount(self.account.clone()));
        }
        (self.changed.session, self.changed.rooms, self.changed.looks, self.changed.calls) = (true, true, true, true);
    }
}

/// A provider's name as people write it.
pub(in crate::core) fn provider_name(name: &str) -> String {
    match name {
        "bbb" => "BigBlueButton".into(),
        "googlemeet" => "Google Meet".into(),
        _ => {
            let mut letters = name.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// Calls further back than this in ms are found in their rooms, not at connecting.
const LOOK_BACK: i64 = 12 * 60 * 60 * 1_000;
/// Between two questions for the calls of a room: a third of what a whole office may ask (protocol 1.6).
const LOOK_THROUGH: Duration = Duration::from_secs(1);
/// Rooms that are looked through after an absence, the latest first.
const ROOMS_OF_AN_ABSENCE: usize = 30;
/// More calls of one person than these are not told of one by one.
const CALLS_OF_AN_ABSENCE: u32 = 10;
/// People whose pictures are fetched before they call.
const LIKELY_CALLERS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_named_as_people_name_them() {
        assert_eq!(provider_name("jitsi"), "Jitsi");
        assert_eq!(provider_name("bbb"), "BigBlueButton");
    }
}
