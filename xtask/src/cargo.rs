//! Cargo: one build, and where its programs came to lie.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use tinyjson::JsonValue;

use crate::{
    Outcome,
    command::{announce, command, missing},
};

/// A program that cargo has built.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Built {
    /// Of the package.
    pub package: String,
    /// Of the target: a library, a program, a file of tests.
    pub name: String,
    /// Runs tests, rather than being what it is named after.
    pub is_test: bool,
    pub path: PathBuf,
    /// Where the package's own tests expect to run.
    pub folder: PathBuf,
}

/// `cargo`, as the one that runs us.
pub(crate) fn cargo() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// Builds what `arguments` name, and returns all programs among it.
///
/// # Errors
/// It does not build: the compiler has said why on our terminal.
pub(crate) fn build(arguments: &[&str]) -> Outcome<Vec<Built>> {
    let mut build = cargo();
    build.arg("build").args(arguments);
    announce(&build);
    build.arg("--message-format=json-render-diagnostics");
    let output = build.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|e| missing(&build, &e))?;
    if !output.status.success() {
        return Err("it does not build: see above".into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(built).collect())
}

/// The program a line of cargo's report tells of, if it does.
fn built(line: &str) -> Option<Built> {
    let message: JsonValue = line.parse().ok()?;
    let text = |value: &JsonValue, key: &str| value.get::<Object>()?.get(key)?.get::<String>().cloned();
    let message = message.get::<Object>()?;
    let path = message.get("executable")?.get::<String>()?.into();
    let target = message.get("target")?;
    let profile = message.get("profile")?.get::<Object>()?;
    let folder = PathBuf::from(message.get("manifest_path")?.get::<String>()?);
    Some(Built {
        package: package_name(message.get("package_id")?.get::<String>()?).to_owned(),
        name: text(target, "name")?,
        is_test: *profile.get("test")?.get::<bool>()?,
        path,
        folder: folder.parent()?.to_owned(),
    })
}

/// `path+file:///src/crates/call#vconnct-call@0.1.0`, or `…/xtask#0.1.0` where folder and name agree.
fn package_name(id: &str) -> &str {
    let (address, version) = id.rsplit_once('#').unwrap_or((id, ""));
    match version.split_once('@') {
        Some((name, _)) => name,
        None => address.rsplit('/').next().unwrap_or(address),
    }
}

type Object = std::collections::HashMap<String, JsonValue>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_in_cargos_report() {
        let line = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/tests#vconnct-tests@0.1.0","manifest_path":"/w/tests/Cargo.toml","target":{"kind":["test"],"name":"scenarios"},"profile":{"test":true},"executable":"/w/target/debug/deps/scenarios-1"}"#;
        let found = built(line).unwrap();
        assert_eq!((found.package.as_str(), found.name.as_str(), found.is_test), ("vconnct-tests", "scenarios", true));
        assert_eq!(found.folder, PathBuf::from("/w/tests"));
    }

    #[test]
    fn a_library_and_a_remark_are_no_programs() {
        assert_eq!(built(r#"{"reason":"compiler-artifact","executable":null}"#), None);
        assert_eq!(built("warning: something"), None);
    }

    #[test]
    fn a_package_is_known_by_its_name_however_cargo_spells_it() {
        assert_eq!(package_name("path+file:///w/crates/call#vconnct-call@0.1.0"), "vconnct-call");
        assert_eq!(package_name("path+file:///w/xtask#0.1.0"), "xtask");
    }
}
