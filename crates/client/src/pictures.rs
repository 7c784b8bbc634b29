//! Pictures of people and rooms, kept as files in the profile's cache.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    ffi::OsString,
    hash::{Hash, Hasher},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{action::ActionError, client::Picture, core::refused, rest::Rest};

/// Where a workspace serves a picture that an update names `<workspace>/<user|room>/<name>/<etag>`.
pub(crate) fn address(path: &str) -> Option<(&str, String)> {
    let mut parts = path.splitn(4, '/');
    let (workspace, kind, name, etag) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let prefix = match kind {
        "room" => "/avatar/room/",
        "user" => "/avatar/",
        _ => return None,
    };
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    Some((workspace, format!("{prefix}{}?format=png&size=128&etag={}", encode(name), encode(etag))))
}

/// The pictures that this computer has. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Pictures {
    folder: PathBuf,
    /// The names of the files: a ring shows who calls, and waits for no disk.
    files: Arc<Mutex<HashSet<OsString>>>,
}

impl Pictures {
    /// Those in this folder; none is known of before [`Self::look`].
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, files: Arc::default() }
    }

    /// Learns which there are. Reads the disk.
    pub fn look(&self) {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        self.files().extend(files.map(|file| file.file_name()));
    }

    /// A picture, as far as it is known to be here. Somebody may have removed it.
    pub fn at_hand(&self, path: &str) -> Option<Picture> {
        let files = self.files();
        let mut kinds = KINDS.iter().map(|(media_type, extension)| (*media_type, file(path, extension)));
        let (media_type, name) = kinds.find(|(_, name)| files.contains(name.as_os_str()))?;
        Some(Picture { path: self.folder.join(name), media_type: media_type.to_owned() })
    }

    /// A picture from here, or else from the workspace.
    ///
    /// # Errors
    /// There is none, it is no picture, or it cannot be fetched now.
    pub async fn fetch(&self, path: String, rest: Rest) -> Result<Picture, ActionError> {
        if let Some(picture) = self.at_hand(&path)
            && tokio::fs::try_exists(&picture.path).await.unwrap_or(false)
        {
            return Ok(picture);
        }
        let unknown = || ActionError::Unknown { what: "picture".into() };
        let (_, address) = address(&path).ok_or_else(unknown)?;
        let (bytes, media_type) = rest.picture(&address).await.map_err(refused)?;
        // What it says it is, and what it is: a page may be shown nothing else.
        let is_one = match media_type.as_str() {
            "image/png" => bytes.starts_with(b"\x89PNG"),
            "image/jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
            "image/webp" => bytes.get(8..12) == Some(b"WEBP"),
            _ => false,
        };
        let kind = KINDS.iter().find(|(kind, _)| is_one && *kind == media_type);
        let (_, extension) = kind.ok_or_else(unknown)?;
        let name = file(&path, extension);
        let file = self.folder.join(&name);
        let failed = |error: std::io::Error| ActionError::SystemLacks { what: error.to_string() };
        tokio::fs::create_dir_all(&self.folder).await.map_err(failed)?;
        // Whole or not at all, whoever else asks for it now.
        let half = file.with_extension(format!("{extension}.{}", fastrand::u32(..)));
        tokio::fs::write(&half, bytes).await.map_err(failed)?;
        tokio::fs::rename(&half, &file).await.map_err(failed)?;
        self.files().insert(name);
        Ok(Picture { path: file, media_type })
    }

    fn files(&self) -> MutexGuard<'_, HashSet<OsString>> {
        // Whole after every line, so a panic elsewhere spoils nothing.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names from the workspace never become names of files.
fn file(path: &str, extension: &str) -> OsString {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    format!("{:016x}.{extension}", hasher.finish()).into()
}

/// What a picture may be, and how its file ends.
const KINDS: [(&str, &str); 3] = [("image/png", "png"), ("image/jpeg", "jpg"), ("image/webp", "webp")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_asked_for_under_the_name_an_update_gave_it() {
        let (workspace, address) = address("ab12/user/ana b/etag?1").unwrap();
        assert_eq!(workspace, "ab12");
        assert_eq!(address, "/avatar/ana+b?format=png&size=128&etag=etag%3F1");
    }

    #[test]
    fn what_is_no_picture_has_no_address() {
        for bad in ["", "ab12", "ab12/user/ana", "ab12/file/ana/1"] {
            assert!(address(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        assert_eq!(std::path::Path::new(&file("x/user/../../etc/passwd", "png")).components().count(), 1);
    }

    #[test]
    fn what_is_here_is_at_hand_from_the_start_on_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file("ab12/user/ana/1", "jpg")), "").unwrap();
        let pictures = Pictures::at(folder.path().to_owned());
        assert_eq!(pictures.at_hand("ab12/user/ana/1"), None);
        pictures.look();
        let at_hand = pictures.at_hand("ab12/user/ana/1").unwrap();
        assert_eq!((at_hand.media_type.as_str(), at_hand.path.exists()), ("image/jpeg", true));
        assert_eq!(pictures.at_hand("ab12/user/ana/2"), None);
        Pictures::at(folder.path().join("none")).look();
    }
}
