//! Settings as members of an object: of the file they are kept in, or of a policy.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::update::Settings;

/// A member that cannot be what it says.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{key}: {why}")]
pub struct BadMember {
    pub key: String,
    pub why: String,
}

impl Settings {
    /// Reads members one by one: for a bad one its first value counts, and it takes no other along.
    /// Members of another version are none of ours, and no fault.
    #[must_use]
    pub fn of_members(members: Map<String, Value>) -> (Self, Vec<BadMember>) {
        let (mut good, mut bad) = (Map::new(), Vec::new());
        for (key, value) in members {
            match alone(&key, &value) {
                Ok(_) => drop(good.insert(key, value)),
                Err(error) => bad.push(BadMember { key, why: error.to_string() }),
            }
        }
        (serde_json::from_value(Value::Object(good)).unwrap_or_default(), bad)
    }
}

/// The first settings with this one member.
pub(crate) fn alone(key: &str, value: &Value) -> serde_json::Result<Settings> {
    serde_json::from_value(Value::Object(Map::from_iter([(key.to_owned(), value.clone())])))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::update::Theme;

    fn read(members: Value) -> (Settings, Vec<String>) {
        let Value::Object(members) = members else { panic!("{members} has no members") };
        let (settings, bad) = Settings::of_members(members);
        (settings, bad.into_iter().map(|member| member.key).collect())
    }

    #[test]
    fn a_bad_member_alone_has_its_first_value() {
        let (settings, bad) = read(json!({ "quietDays": [true], "ringVolume": "loud", "theme": "dark" }));
        assert_eq!(settings, Settings { theme: Theme::Dark, ..Settings::default() });
        assert_eq!(bad, ["quietDays", "ringVolume"]);
    }

    #[test]
    fn it_is_said_what_is_wrong_with_it() {
        let (_, bad) = Settings::of_members(Map::from_iter([("ringVolume".to_owned(), json!(300))]));
        let words = bad[0].to_string();
        assert!(words.starts_with("ringVolume: ") && words.contains("300"), "{words}");
    }

    #[test]
    fn what_another_version_knows_is_no_fault() {
        assert_eq!(read(json!({ "fromTheFuture": 7 })), (Settings::default(), vec![]));
    }

    #[test]
    fn settings_that_were_written_are_read_as_they_were() {
        let chosen = Settings { ring_volume: 35, replies: Some(vec!["Later".into()]), ..Settings::default() };
        assert_eq!(read(serde_json::to_value(&chosen).unwrap()), (chosen, vec![]));
    }
}
