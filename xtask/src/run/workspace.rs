//! The embedded workspace with its demo people.

use std::{collections::HashMap, path::Path};

use tinyjson::JsonValue;

use super::child::Guarded;
use crate::{Outcome, command::command};

/// A workspace that runs on this machine alone, and forgets everything at the end.
pub(super) struct Workspace {
    pub url: String,
    passwords: HashMap<String, String>,
    _server: Guarded,
}

impl Workspace {
    pub fn open(program: &Path) -> Outcome<Self> {
        let mut command = command(&program.to_string_lossy());
        command.args(["--demo", "--listen", "127.0.0.1:0"]);
        let (server, line) = Guarded::start_and_read_line(&mut command)?;
        let (url, passwords) = read(&line).ok_or_else(|| format!("vconnct-server said something else: {line}"))?;
        Ok(Self { url, passwords, _server: server })
    }

    /// The password of a demo person.
    pub fn password(&self, name: &str) -> Outcome<&str> {
        let password = self.passwords.get(name).map(String::as_str);
        password.ok_or_else(|| format!("nobody is called {name} in the demo").into())
    }
}

/// `{"url": …, "people": [{"username", "password"}, …]}`
fn read(line: &str) -> Option<(String, HashMap<String, String>)> {
    let ready: JsonValue = line.parse().ok()?;
    let ready: &HashMap<String, JsonValue> = ready.get()?;
    let people: &Vec<JsonValue> = ready.get("people")?.get()?;
    let text = |of: &JsonValue, key: &str| of.get::<HashMap<String, JsonValue>>()?.get(key)?.get::<String>().cloned();
    let passwords = people.iter().map(|person| Some((text(person, "username")?, text(person, "password")?)));
    Some((ready.get("url")?.get::<String>()?.clone(), passwords.collect::<Option<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_line_is_understood() {
        let (url, passwords) =
            read(r#"{"url":"http://127.0.0.1:4","people":[{"username":"mara","password":"x"}]}"#).unwrap();
        assert_eq!((url.as_str(), passwords["mara"].as_str()), ("http://127.0.0.1:4", "x"));
        assert!(read("listening on port 4").is_none());
    }
}
