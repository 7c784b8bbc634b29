//! Who is there: the sum of somebody's devices and of what he says about himself (protocol 2.7).

use std::collections::HashMap;

use vconnct_proto::UserId;

use crate::documents::Status;

/// One device's socket.
pub(crate) type Device = u64;

/// Everybody's presence.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    people: HashMap<UserId, Whereabouts>,
}

#[derive(Debug, Default)]
struct Whereabouts {
    /// Whether the person uses each device that is connected.
    devices: HashMap<Device, bool>,
    chosen: Status,
}

impl Presence {
    /// What others see.
    pub fn of(&self, person: &UserId) -> Status {
        self.people.get(person).map_or(Status::Offline, Whereabouts::shown)
    }

    /// The devices alone, whatever the person chose.
    pub fn connection_of(&self, person: &UserId) -> Status {
        self.people.get(person).map_or(Status::Offline, Whereabouts::connection)
    }

    /// A device signed in. `chosen` is what the person said last. True if others see a change.
    pub fn connect(&mut self, person: &UserId, device: Device, chosen: Status) -> bool {
        self.change(person, |whereabouts| {
            whereabouts.chosen = chosen;
            whereabouts.devices.insert(device, true);
        })
    }

    /// A device went. True if others see a change.
    pub fn disconnect(&mut self, person: &UserId, device: Device) -> bool {
        let changed = self.change(person, |whereabouts| {
            whereabouts.devices.remove(&device);
        });
        self.people.retain(|_, whereabouts| !whereabouts.devices.is_empty());
        changed
    }

    /// Somebody touches a device, or has not for a while. True if others see a change.
    pub fn activity(&mut self, person: &UserId, device: Device, active: bool) -> bool {
        self.change(person, |whereabouts| {
            if let Some(known) = whereabouts.devices.get_mut(&device) {
                *known = active;
            }
        })
    }

    /// Somebody says what he wants others to see. True if they see a change.
    pub fn choose(&mut self, person: &UserId, chosen: Status) -> bool {
        if !self.people.contains_key(person) {
            return false; // Offline stays offline; the choice counts from the next connection on.
        }
        self.change(person, |whereabouts| whereabouts.chosen = chosen)
    }

    fn change(&mut self, person: &UserId, change: impl FnOnce(&mut Whereabouts)) -> bool {
        let whereabouts = self.people.entry(person.clone()).or_default();
        let before = whereabouts.shown();
        change(whereabouts);
        before != whereabouts.shown()
    }
}

impl Whereabouts {
    fn connection(&self) -> Status {
        match (self.devices.is_empty(), self.devices.values().any(|active| *active)) {
            (true, _) => Status::Offline,
            (false, true) => Status::Online,
            (false, false) => Status::Away,
        }
    }

    fn shown(&self) -> Status {
        match (self.connection(), self.chosen) {
            (Status::Offline, _) => Status::Offline,
            (connection, Status::Online) => connection,
            (_, chosen) => chosen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mara() -> UserId {
        "mara".into()
    }

    #[test]
    fn somebody_is_online_until_his_last_device_goes() {
        let mut presence = Presence::default();
        assert!(presence.connect(&mara(), 1, Status::Online));
        assert!(!presence.connect(&mara(), 2, Status::Online));
        assert!(!presence.disconnect(&mara(), 1));
        assert_eq!(presence.of(&mara()), Status::Online);
        assert!(presence.disconnect(&mara(), 2));
        assert_eq!(presence.of(&mara()), Status::Offline);
    }

    #[test]
    fn one_device_in_use_is_enough_not_to_be_away() {
        let mut presence = Presence::default();
        presence.connect(&mara(), 1, Status::Online);
        presence.connect(&mara(), 2, Status::Online);
        assert!(!presence.activity(&mara(), 1, false));
        assert!(presence.activity(&mara(), 2, false));
        assert_eq!(presence.of(&mara()), Status::Away);
        assert!(presence.activity(&mara(), 1, true));
    }

    #[test]
    fn a_choice_hides_the_devices_but_not_their_absence() {
        let mut presence = Presence::default();
        presence.connect(&mara(), 1, Status::Online);
        assert!(presence.choose(&mara(), Status::Busy));
        assert_eq!(presence.of(&mara()), Status::Busy);
        assert_eq!(presence.connection_of(&mara()), Status::Online);
        presence.disconnect(&mara(), 1);
        assert_eq!(presence.of(&mara()), Status::Offline);
    }
}
