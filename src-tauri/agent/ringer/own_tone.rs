//! The file of a person's own ring tone: our copy, so that it rings when the one they chose is gone.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use tokio::{sync::watch, task::spawn_blocking};
use vconnct_client::update::{RingTone, Settings, Trouble};

use super::recording::{Recording, Unfit};
use crate::{owner::Owner, private_file};

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error("the ring tone cannot be saved: {0}")]
    Disk(#[from] io::Error),
}

/// Keeps a file that can ring as the ring tone at `file`, in place of the one before.
pub(crate) fn keep(file: &Path, content: Vec<u8>) -> Result<(), KeepError> {
    decode(content.clone())?;
    Ok(private_file::replace(file, &content)?)
}

/// Holds the ring tone of `file` ready while it is chosen, and says when it cannot ring.
pub(super) async fn follow(owner: impl Owner, file: PathBuf, held: watch::Sender<Option<Arc<Recording>>>) {
    let mut settings = owner.parts().settings;
    let mut read: Option<Version> = None;
    loop {
        let version = version(&file, &settings.borrow_and_update());
        if version != read {
            let recording = match &version {
                Some(Ok(_)) => load(file.clone()).await,
                Some(Err(missing)) => Err(missing.clone()),
                None => Ok(None),
            };
            owner.report(Trouble::NoRingTone, recording.is_err());
            if let Err(error) = &recording {
                log::warn!("the person's own ring tone: {error}");
            }
            held.send_replace(recording.ok().flatten());
            read = version;
        }
        if settings.changed().await.is_err() {
            return; // the agent ends
        }
    }
}

/// When the chosen file was written, or why that is not known.
type Version = Result<SystemTime, String>;

/// Nothing while another tone is chosen.
fn version(file: &Path, settings: &Settings) -> Option<Version> {
    let written = || fs::metadata(file).and_then(|file| file.modified()).map_err(|error| error.to_string());
    let of_people = settings.person_tones.values().flat_map(|tones| tones.values()).filter_map(|person| person.tone);
    [settings.ring_tone].into_iter().chain(of_people).any(|tone| tone == RingTone::Own).then(written)
}

async fn load(file: PathBuf) -> Result<Option<Arc<Recording>>, String> {
    let loaded = spawn_blocking(move || Ok(decode(fs::read(file)?)?)).await;
    let recording: Result<Recording, KeepError> = loaded.map_err(|grief| grief.to_string())?;
    recording.map(|recording| Some(Arc::new(recording))).map_err(|error| error.to_string())
}

/// A decoder that comes to grief over a file has not played it.
fn decode(content: Vec<u8>) -> Result<Recording, Unfit> {
    std::panic::catch_unwind(|| Recording::decode(content)).unwrap_or(Err(Unfit::NotASound))
}

#[cfg(test)]
mod tests {
    use vconnct_client::update::PersonTone;

    use super::*;
    use crate::ringer::recording::wav;

    fn chosen(ring_tone: RingTone) -> Settings {
        Settings { ring_tone, ..Settings::default() }
    }

    #[tokio::test]
    async fn a_file_that_cannot_ring_does_not_replace_one_that_can() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ring-tone");
        keep(&file, wav(8_000, 2)).unwrap();
        assert!(matches!(keep(&file, b"<html>".to_vec()), Err(KeepError::Unfit(Unfit::NotASound))));
        assert!(matches!(keep(&file, wav(8_000, 31)), Err(KeepError::Unfit(Unfit::TooLong))));
        let held = load(file).await.unwrap().unwrap();
        assert_eq!(*held, Recording::decode(wav(8_000, 2)).unwrap());
    }

    #[tokio::test]
    async fn one_that_is_gone_or_broken_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ring-tone");
        assert!(matches!(version(&file, &chosen(RingTone::Own)), Some(Err(_))));
        fs::write(&file, "broken").unwrap();
        assert!(matches!(version(&file, &chosen(RingTone::Own)), Some(Ok(_))));
        assert!(load(file).await.is_err());
    }

    #[test]
    fn it_is_held_ready_for_one_person_alone_too() {
        let person = PersonTone { name: "Ana".into(), tone: Some(RingTone::Own) };
        let person_tones = [("https://a".to_owned(), [("r1".into(), person)].into())].into();
        let settings = Settings { person_tones, ..chosen(RingTone::Bell) };
        assert!(version(Path::new("/nowhere"), &settings).is_some());
    }

    #[test]
    fn no_file_is_looked_at_for_another_tone() {
        assert_eq!(version(Path::new("/nowhere"), &chosen(RingTone::Bell)), None);
    }
}
