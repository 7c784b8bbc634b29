//! Linux and macOS: files that only an administrator may write.

use std::{fs, io, path::PathBuf};

use serde_json::{Map, Value};
use vconnct_client::policy::Source;

/// Those that are there, the one that counts first.
pub(super) fn sources() -> Vec<Source> {
    files().into_iter().filter_map(source).collect()
}

fn source(file: PathBuf) -> Option<Source> {
    let members = match fs::read(&file) {
        Ok(bytes) => members(&bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => Err(error.to_string()),
    };
    Some(Source { name: file.display().to_string(), members })
}

#[cfg(not(target_os = "macos"))]
fn members(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

/// Managed preferences, of the machine and of the person.
#[cfg(target_os = "macos")]
fn members(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    plist::from_bytes(bytes).map_err(|error| error.to_string())
}

#[cfg(not(target_os = "macos"))]
fn files() -> Vec<PathBuf> {
    // For tests only: whoever could say this in an installed program would be free of every policy.
    #[cfg(debug_assertions)]
    if let Some(file) = std::env::var_os("VCONNCT_POLICY") {
        return vec![file.into()];
    }
    vec!["/etc/vconnct/policy.json".into()]
}

#[cfg(target_os = "macos")]
fn files() -> Vec<PathBuf> {
    const FILE: &str = "com.vconnct.desktop.plist";
    let folder = PathBuf::from("/Library/Managed Preferences");
    let own = dirs::home_dir().and_then(|home| Some(folder.join(home.file_name()?).join(FILE)));
    [Some(folder.join(FILE)), own].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_policy_says_nothing() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(source(root.path().join("policy.json")), None);
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn a_file_is_told_by_its_name_whether_or_not_it_can_be_read() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("policy.json");
        for (text, is_read) in [("{}", true), ("", false), ("[]", false), ("{\"theme\":", false)] {
            fs::write(&file, text).unwrap();
            let source = source(file.clone()).unwrap();
            assert_eq!((source.name, source.members.is_ok()), (file.display().to_string(), is_read), "{text}");
        }
        assert!(source(root.path().into()).unwrap().members.is_err(), "a folder");
    }
}
