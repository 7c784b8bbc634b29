//! What tests may switch: `--test KEY=VALUE`, or the members of [`Switches`].

use std::{collections::HashSet, str::FromStr};

use serde::Deserialize;
use serde_json::json;
use vconnct_proto::SignalAction;

/// How a workspace under test differs from an ordinary one.
#[derive(Clone, Debug)]
pub struct Switches {
    /// `licensed=off`: nothing rings, and joins are not recorded (protocol 4.1).
    pub licensed: bool,
    /// `end40=off`: no `end` after 40 s to people who talk to each other.
    pub end40: bool,
    /// `drop=call`, `drop=accepted` …: these signals get lost, whoever sends them.
    pub dropped: HashSet<SignalAction>,
    /// `limits=off`: nobody asks too often.
    pub limits: bool,
    /// `provider=` (nothing): no call can start.
    pub provider: String,
    /// `window=on`: the workspace rings the callee itself, once the caller is in the call (protocol 5.8).
    pub call_window: bool,
    /// `company=on`, `company=off`: people may sign in through the company's login, or may not. The demo has one.
    pub company: Option<bool>,
    /// `ahead=MS`: the clock is that far ahead (or behind, if negative).
    pub ahead_ms: i64,
    /// `speed=N`: the clock runs that much faster.
    pub speed: f64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            licensed: true,
            end40: true,
            dropped: HashSet::new(),
            limits: true,
            provider: "vconnct".into(),
            call_window: false,
            company: None,
            ahead_ms: 0,
            speed: 1.0,
        }
    }
}

/// A switch or a value that does not exist.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("there is no switch {0}")]
pub struct UnknownSwitch(String);

impl Switches {
    /// Sets one, as written on the command line.
    pub fn set(&mut self, text: &str) -> Result<(), UnknownSwitch> {
        let unknown = || UnknownSwitch(text.to_owned());
        let (key, value) = text.split_once('=').ok_or_else(unknown)?;
        match key {
            "ahead" => self.ahead_ms = number(value).ok_or_else(unknown)?,
            "company" => self.company = Some(on_or_off(value).ok_or_else(unknown)?),
            "drop" => {
                let action = SignalAction::deserialize(json!(value)).map_err(|_| unknown())?;
                self.dropped.insert(action);
            }
            "end40" => self.end40 = on_or_off(value).ok_or_else(unknown)?,
            "licensed" => self.licensed = on_or_off(value).ok_or_else(unknown)?,
            "limits" => self.limits = on_or_off(value).ok_or_else(unknown)?,
            "provider" => self.provider = value.to_owned(),
            "speed" => self.speed = number(value).filter(|speed: &f64| *speed > 0.0).ok_or_else(unknown)?,
            "window" => self.call_window = on_or_off(value).ok_or_else(unknown)?,
            _ => return Err(unknown()),
        }
        Ok(())
    }
}

fn on_or_off(value: &str) -> Option<bool> {
    match value {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

fn number<T: FromStr>(value: &str) -> Option<T> {
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_set_by_name_and_wrong_ones_are_named() {
        let mut switches = Switches::default();
        for text in ["drop=accepted", "limits=off", "licensed=off", "speed=10", "ahead=-5000", "provider="] {
            switches.set(text).unwrap();
        }
        for text in ["company=on", "window=on"] {
            switches.set(text).unwrap();
        }
        assert!(switches.dropped.contains(&SignalAction::Accepted));
        assert!(!switches.limits && !switches.licensed && switches.provider.is_empty() && switches.call_window);
        assert_eq!(switches.company, Some(true));
        assert_eq!((switches.speed, switches.ahead_ms), (10.0, -5000));
        for text in ["drop=nonsense", "speed=0", "limits=maybe", "what=on", "limits"] {
            assert_eq!(switches.set(text), Err(UnknownSwitch(text.into())));
        }
    }
}
