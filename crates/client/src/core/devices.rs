//! Microphone and camera: what was chosen for a call, and what the next one starts with.

use vconnct_call::Devices as CallDevices;

use super::{Core, Output};
use crate::action::Devices;

/// What this person has settled for calls that nobody chooses for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Starting {
    pub devices: Devices,
    /// A choice for one call counts for the next ones, too.
    pub remember: bool,
}

impl Core {
    /// Takes in what was settled. That is a choice as well, and the last one: it counts for the next call.
    pub(super) fn start_with(&mut self, starting: Starting) {
        let before = self.starting.replace(starting);
        let anew = before.is_some_and(|before| before.devices != starting.devices);
        if anew || !starting.remember {
            self.keep_devices(starting.devices);
        }
    }

    /// The choice made now, remembered if that is wanted; else what calls start with.
    pub(super) fn chosen(&mut self, devices: Option<Devices>) -> CallDevices {
        if let Some(devices) = devices.filter(|_| self.starting.is_none_or(|starting| starting.remember)) {
            self.keep_devices(devices);
        }
        let devices = devices.unwrap_or(self.account.devices);
        CallDevices { mic: devices.mic, cam: devices.cam }
    }

    fn keep_devices(&mut self, devices: Devices) {
        if devices != self.account.devices {
            self.account.devices = devices;
            self.outputs.push_back(Output::KeepAccount(self.account.clone()));
            (self.changed.session, self.changed.calls) = (true, true);
        }
    }
}
