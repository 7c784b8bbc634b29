//! What the company has fixed, as this system says it. Looked at when the agent starts, when a window comes
//! forward, and after sleep or a change of the network.

#[cfg(not(windows))]
mod files;
#[cfg(windows)]
mod registry;

use vconnct_client::policy::Policy;

#[cfg(not(windows))]
use files::sources;
#[cfg(windows)]
use registry::sources;

/// The policy of this machine and this person.
pub(crate) fn read() -> Policy {
    Policy::of(sources())
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};
    use vconnct_client::policy::{RegistryValue, Source, of_registry};

    use super::*;

    /// The examples of the page for administrators, as each system would say them.
    #[test]
    fn the_documented_examples_are_understood_and_fix_the_same() {
        let policy = |members: Map<String, Value>| Policy::of([Source { name: "here".into(), members: Ok(members) }]);
        let linux = policy(serde_json::from_str(example("json")).unwrap());
        assert_eq!(linux.faults(), [""; 0]);
        assert_eq!(linux.managed().locked, ["keepRunning", "replies", "ringVolume", "showCalls"]);
        assert_eq!(linux.managed().workspaces, ["https://chat.example.com"]);
        assert_eq!(policy(of_registry(example("reg").lines().filter_map(registry_line))), linux);
        assert_eq!(policy(plist::from_bytes(example("xml").as_bytes()).unwrap()), linux);
    }

    fn example(kind: &str) -> &'static str {
        let page = include_str!("../../../docs/admin.md");
        let (_, text) = page.split_once(&format!("```{kind}\n")).unwrap();
        text.split_once("```").unwrap().0
    }

    fn registry_line(line: &str) -> Option<(String, RegistryValue)> {
        let (name, value) = line.split_once('=')?;
        let value = match value.strip_prefix("dword:") {
            Some(number) => RegistryValue::Number(u32::from_str_radix(number, 16).unwrap()),
            None => RegistryValue::Text(serde_json::from_str(value).unwrap()),
        };
        Some((name.trim_matches('"').to_owned(), value))
    }
}
