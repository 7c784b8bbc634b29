//! What the person has chosen, in one file of the profile.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};
use thiserror::Error;
use tokio::sync::Mutex;
use vconnct_client::{local::Profile, update::Settings};

use crate::private_file;

/// Why the settings could not be written. They count all the same, until the agent ends.
#[derive(Debug, Error)]
#[error("the settings cannot be saved: {0}")]
pub(crate) struct SaveError(#[from] io::Error);

/// The settings of a profile. For what cannot be read of them the first settings count, and the file is kept
/// aside as it was.
pub(crate) fn load(profile: &Profile) -> Settings {
    let file = profile.settings_file();
    let members = read(&file).unwrap_or_else(|error| {
        log::error!("settings: {error}");
        keep_aside(&file);
        None
    });
    let (settings, bad) = Settings::of_members(members.unwrap_or_default());
    if !bad.is_empty() {
        bad.iter().for_each(|member| log::error!("settings: {member}"));
        keep_aside(&file);
    }
    settings
}

/// Writes the settings of a profile, one choice after the other: the last one stays.
pub(crate) struct Writer {
    file: PathBuf,
    turn: Mutex<()>,
}

impl Writer {
    pub(crate) fn of(profile: &Profile) -> Self {
        Self { file: profile.settings_file(), turn: Mutex::new(()) }
    }

    /// Writes them, whole or not at all. Members of another version stay as they are.
    pub(crate) async fn save(&self, settings: &Settings) -> Result<(), SaveError> {
        let _turn = self.turn.lock().await;
        let (file, settings) = (self.file.clone(), settings.clone());
        tokio::task::spawn_blocking(move || write(&file, &settings)).await.map_err(io::Error::other)??;
        Ok(())
    }
}

fn write(file: &Path, settings: &Settings) -> io::Result<()> {
    let mut members = read(file).ok().flatten().unwrap_or_default();
    if let Value::Object(chosen) = serde_json::to_value(settings)? {
        members.extend(chosen);
    }
    let text = serde_json::to_string_pretty(&members)?;
    private_file::replace(file, text.as_bytes())
}

fn read(file: &Path) -> io::Result<Option<Map<String, Value>>> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A copy: the next choice that is saved writes the file anew.
fn keep_aside(file: &Path) {
    let aside = file.with_extension("broken.json");
    if let Err(error) = std::fs::read(file).and_then(|text| private_file::replace(&aside, &text)) {
        log::error!("settings: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn profile() -> (tempfile::TempDir, Profile) {
        let root = tempfile::tempdir().unwrap();
        let profile = Profile::under(root.path(), "ana").unwrap();
        profile.create_folders().unwrap();
        (root, profile)
    }

    #[tokio::test]
    async fn what_was_chosen_counts_after_a_restart() {
        let (_root, profile) = profile();
        let chosen = Settings { ring_volume: 35, ..Settings::default() };
        Writer::of(&profile).save(&chosen).await.unwrap();
        assert_eq!(load(&profile), chosen);
    }

    #[tokio::test]
    async fn of_many_choices_at_once_none_fails_and_the_last_one_stays() {
        let (_root, profile) = profile();
        let writer = Arc::new(Writer::of(&profile));
        let saves: Vec<_> = (0..50)
            .map(|ring_volume| {
                let writer = writer.clone();
                tokio::spawn(async move { writer.save(&Settings { ring_volume, ..Settings::default() }).await })
            })
            .collect();
        for save in saves {
            save.await.unwrap().unwrap();
        }
        assert_eq!(load(&profile).ring_volume, 49);
    }

    #[tokio::test]
    async fn members_of_another_version_are_kept() {
        let (_root, profile) = profile();
        std::fs::write(profile.settings_file(), r#"{"fromTheFuture":7}"#).unwrap();
        Writer::of(&profile).save(&Settings::default()).await.unwrap();
        assert!(std::fs::read_to_string(profile.settings_file()).unwrap().contains("fromTheFuture"));
    }

    #[tokio::test]
    async fn a_broken_file_is_kept_aside_and_does_not_stay_in_the_way() {
        let (_root, profile) = profile();
        for broken in ["{", "[]", "\u{fffe}"] {
            std::fs::write(profile.settings_file(), broken).unwrap();
            assert_eq!(load(&profile), Settings::default());
            let aside = profile.settings_file().with_extension("broken.json");
            assert_eq!(std::fs::read_to_string(aside).unwrap(), broken);
            let chosen = Settings { ring_volume: 35, ..Settings::default() };
            Writer::of(&profile).save(&chosen).await.unwrap();
            assert_eq!(load(&profile), chosen);
        }
    }

    #[test]
    fn a_bad_member_takes_no_other_along_and_the_file_is_kept_aside() {
        let (_root, profile) = profile();
        let broken = r#"{"ringVolume":"loud","callAtOnce":true,"fromTheFuture":7}"#;
        std::fs::write(profile.settings_file(), broken).unwrap();
        assert_eq!(load(&profile), Settings { call_at_once: true, ..Settings::default() });
        let aside = profile.settings_file().with_extension("broken.json");
        assert_eq!(std::fs::read_to_string(aside).unwrap(), broken);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let (_root, profile) = profile();
        Writer::of(&profile).save(&Settings::default()).await.unwrap();
        let mode = std::fs::metadata(profile.settings_file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
