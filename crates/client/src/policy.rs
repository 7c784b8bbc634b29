//! What a company has fixed for the people of a machine: some of their settings, and where they may sign in.
//!
//! The agent finds out what the system says ([`Source`]); what it means is decided here. A policy lies over
//! what people choose: their own choices stay as they are, and count again when it is gone.

mod registry;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub use self::registry::{RegistryValue, of_registry};
use crate::{
    address,
    members::alone,
    update::{Managed, Settings, WorkspaceId},
};

/// The members of [`Settings`] that a policy may fix.
pub const MAY_SET: [&str; 37] = [
    "browser",
    "busyInCall",
    "callAtOnce",
    "callsOpen",
    "clock",
    "devices",
    "favouritesThrough",
    "hideFullScreen",
    "hideLocked",
    "keepRunning",
    "language",
    "motion",
    "notifyMessages",
    "notifyMissed",
    "notifyStarted",
    "numberOnIcon",
    "quietDays",
    "quietFrom",
    "quietFullScreen",
    "quietHours",
    "quietUntil",
    "quietWeekend",
    "rememberDevices",
    "replies",
    "ringBack",
    "ringForMessages",
    "ringInCall",
    "ringTone",
    "ringVolume",
    "rows",
    "secondCallThrough",
    "shortcutsEverywhere",
    "showCaller",
    "showCalls",
    "startWithoutWindow",
    "theme",
    "unreadFirst",
];

/// The others: they say what is true of one person or one computer only.
pub const PERSONAL: [&str; 8] =
    ["doNotDisturb", "keys", "loginOffered", "personTones", "ringAlsoOn", "ringFile", "ringOn", "textSize"];

/// What only a policy says: the addresses of the workspaces that people may sign in to.
pub const WORKSPACES: &str = "workspaces";

/// One place where a company may say something: its members, or why they cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// As an administrator knows it: a file, a key of the registry.
    pub name: String,
    pub members: Result<Map<String, Value>, String>,
}

/// What a company has fixed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    fixed: BTreeMap<String, Value>,
    workspaces: Vec<WorkspaceId>,
    faults: Vec<String>,
}

impl Policy {
    /// The policy of these places; where two of them speak of the same, the first counts.
    ///
    /// What cannot be understood is a fault and fixes nothing. The rest counts all the same.
    pub fn of(sources: impl IntoIterator<Item = Source>) -> Self {
        let mut policy = Self::default();
        let mut said = BTreeSet::new();
        for Source { name, members } in sources {
            match members {
                Ok(members) => {
                    for (key, value) in members {
                        if !said.contains(&key) {
                            match policy.take(&key, value) {
                                Ok(()) => drop(said.insert(key)),
                                Err(why) => policy.faults.push(format!("{name}: {key}: {why}")),
                            }
                        }
                    }
                }
                Err(why) => policy.faults.push(format!("{name}: {why}")),
            }
        }
        policy
    }

    /// What a person has chosen, with what is fixed in its place.
    #[must_use]
    pub fn apply(&self, chosen: &Settings) -> Settings {
        self.fixed_in(chosen, |_, fixed| Some(fixed.clone()))
    }

    /// What a person chooses who wants `wished` and has chosen `before`: nothing that is fixed.
    pub(crate) fn choice(&self, wished: &Settings, before: &Settings) -> Settings {
        let before = members(before);
        self.fixed_in(wished, |key, _| before.get(key).cloned())
    }

    /// What cannot be understood of it, a sentence for each, for whoever wrote it.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// What surfaces show of it.
    #[must_use]
    pub fn managed(&self) -> Managed {
        Managed { locked: self.fixed.keys().cloned().collect(), workspaces: self.workspaces.clone() }
    }

    pub(crate) fn locks(&self, key: &str) -> bool {
        self.fixed.contains_key(key)
    }

    fn take(&mut self, key: &str, value: Value) -> Result<(), String> {
        if key == WORKSPACES {
            self.workspaces = workspaces(value)?;
            return Ok(());
        }
        if PERSONAL.contains(&key) {
            return Err("this is the person's own".into());
        }
        if !MAY_SET.contains(&key) {
            return Err("there is no such setting".into());
        }
        let settings = alone(key, &value).map_err(|error| error.to_string())?;
        if settings.clone().within_limits() != settings {
            return Err("out of bounds".into());
        }
        if (key, &value) == ("ringTone", &"own".into()) {
            return Err("a policy brings no file that could ring".into());
        }
        self.fixed.insert(key.to_owned(), value);
        Ok(())
    }

    /// `settings`, with another value for each member that is fixed.
    fn fixed_in(&self, settings: &Settings, value: impl Fn(&str, &Value) -> Option<Value>) -> Settings {
        let mut members = members(settings);
        members.extend(self.fixed.iter().filter_map(|(key, fixed)| Some((key.clone(), value(key, fixed)?))));
        let settings = serde_json::from_value(Value::Object(members));
        settings.expect("each member was read as one of settings before")
    }
}

fn members(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(), // a struct is an object
    }
}

fn workspaces(value: Value) -> Result<Vec<WorkspaceId>, String> {
    let addresses: Vec<String> = serde_json::from_value(value).map_err(|error| error.to_string())?;
    if addresses.is_empty() {
        return Err("no address is named".into());
    }
    let mut roots = Vec::new();
    for address in addresses {
        // As somebody would type it; the first is the one that is meant.
        let root = address::roots(&address).first().map(address::workspace_id);
        roots.push(root.ok_or_else(|| format!("\"{address}\" is no address"))?);
    }
    Ok(roots)
}

#[cfg(test)]
mod tests;
