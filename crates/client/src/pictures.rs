//! Pictures of people and rooms, kept as files in the profile's cache: a folder for each workspace, gone when it is left.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    fs,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use crate::{action::ActionError, client::Picture, core::refused, rest::Rest};

/// Where a workspace serves a picture that an update names `<workspace>/<user|room>/<name>/<etag>`. Without an etag it is
/// the one there is, if any: asked for as it is, since who has none would be drawn if a PNG was asked for.
pub(crate) fn address(path: &str) -> Option<(&str, String)> {
    let mut parts = path.splitn(4, '/');
    let (workspace, kind, name, etag) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let prefix = match kind {
        "room" => "/avatar/room/",
        "user" => "/avatar/",
        _ => return None,
    };
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let form = if etag.is_empty() { String::new() } else { format!("format=png&etag={}&", encode(etag)) };
    Some((workspace, format!("{prefix}{}?{form}size=128", encode(name))))
}

/// The pictures that this computer has. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Pictures {
    folder: PathBuf,
    /// The files, as from that folder: a ring shows who calls, and waits for no disk.
    files: Arc<Mutex<HashSet<PathBuf>>>,
    /// What was asked for in this run and is none.
    none: Arc<Mutex<HashSet<String>>>,
}

impl Pictures {
    /// Those in this folder; none is known of before [`Self::look`].
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, files: Arc::default(), none: Arc::default() }
    }

    /// Learns which there are, and removes those that are old: who is still there is fetched anew. Uses the disk.
    pub fn look(&self) {
        let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for file in entries(&self.folder).flat_map(|folder| entries(&folder)) {
            let whole = KINDS.iter().any(|(_, extension)| file.extension().is_some_and(|ends| ends == *extension));
            let keeps = if !whole {
                HALF
            } else if file.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with(LATEST)) {
                KEPT_LATEST
            } else {
                KEPT
            };
            let written = fs::metadata(&file).and_then(|file| file.modified());
            let age = written.ok().and_then(|written| SystemTime::now().duration_since(written).ok());
            if age.is_some_and(|age| age > keeps) {
                let _ = fs::remove_file(&file); // it is looked at again with the next start
            } else if let Ok(name) = file.strip_prefix(&self.folder) {
                lock(&self.files).insert(name.to_owned());
            }
        }
    }

    /// Nobody is signed in there any more; `workspace` as an update names it.
    pub async fn forget(self, workspace: String) {
        let folder = folder(&workspace);
        lock(&self.files).retain(|file| !file.starts_with(&folder));
        lock(&self.none).retain(|path| self::folder(workspace_of(path)) != folder);
        let _ = tokio::fs::remove_dir_all(self.folder.join(folder)).await; // there may be none
    }

    /// A picture, as far as it is known to be here. Somebody may have removed it.
    pub fn at_hand(&self, path: &str) -> Option<Picture> {
        let files = lock(&self.files);
        let mut kinds = KINDS.iter().map(|(media_type, extension)| (*media_type, file(path, extension)));
        let (media_type, name) = kinds.find(|(_, name)| files.contains(name))?;
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
        let (_, address) = address(&path).filter(|_| !lock(&self.none).contains(&path)).ok_or_else(unknown)?;
        let (bytes, media_type) = rest.picture(&address).await.map_err(refused)?;
        // What it says it is, and what it is: a page may be shown nothing else.
        let is_one = match media_type.as_str() {
            "image/png" => bytes.starts_with(b"\x89PNG"),
            "image/jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
            "image/webp" => bytes.get(8..12) == Some(b"WEBP"),
            _ => false,
        };
        let kind = KINDS.iter().find(|(kind, _)| is_one && *kind == media_type);
        let Some((_, extension)) = kind else {
            lock(&self.none).insert(path);
            return Err(unknown());
        };
        let name = file(&path, extension);
        let file = self.folder.join(&name);
        let failed = |error: std::io::Error| ActionError::SystemLacks { what: error.to_string() };
        tokio::fs::create_dir_all(file.parent().unwrap_or(&self.folder)).await.map_err(failed)?;
        // Whole or not at all, whoever else asks for it now.
        let half = file.with_extension(format!("{extension}.{}", fastrand::u32(..)));
        tokio::fs::write(&half, bytes).await.map_err(failed)?;
        tokio::fs::rename(&half, &file).await.map_err(failed)?;
        lock(&self.files).insert(name);
        Ok(Picture { path: file, media_type })
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whole after every line, so a panic elsewhere spoils nothing.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names from the workspace never become names of files.
fn file(path: &str, extension: &str) -> PathBuf {
    let latest = if path.ends_with('/') { LATEST } else { "" };
    folder(workspace_of(path)).join(format!("{:016x}{latest}.{extension}", hash(path)))
}

fn workspace_of(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

fn folder(workspace: &str) -> PathBuf {
    format!("{:016x}", hash(workspace)).into()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// One without an etag: another one would have the same name.
const KEPT_LATEST: Duration = Duration::from_secs(24 * 60 * 60);
const LATEST: &str = "-latest";
/// One that is being written.
const HALF: Duration = Duration::from_secs(60 * 60);

/// What a picture may be, and how its file ends.
const KINDS: [(&str, &str); 3] = [("image/png", "png"), ("image/jpeg", "jpg"), ("image/webp", "webp")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_asked_for_under_the_name_an_update_gave_it() {
        let (workspace, address) = address("ab12/user/ana b/etag?1").unwrap();
        assert_eq!(workspace, "ab12");
        assert_eq!(address, "/avatar/ana+b?format=png&etag=etag%3F1&size=128");
        assert_eq!(super::address("ab12/user/ana/").unwrap().1, "/avatar/ana?size=128");
    }

    #[test]
    fn what_is_no_picture_has_no_address() {
        for bad in ["", "ab12", "ab12/user/ana", "ab12/file/ana/1"] {
            assert!(address(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        for path in ["x/user/../../etc/passwd", "../../etc/passwd", ""] {
            let normal = |part| matches!(part, std::path::Component::Normal(_));
            assert!(file(path, "png").components().all(normal), "{path}");
        }
    }

    fn write(folder: &Path, path: &str, extension: &str) -> PathBuf {
        let file = folder.join(file(path, extension));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        file
    }

    #[test]
    fn what_is_old_or_was_never_finished_goes_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let aged = |name: &str, extension: &str, age: Duration| {
            let path = write(folder.path(), name, extension);
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() - age).unwrap();
            path
        };
        let minute = Duration::from_secs(60);
        let gone = [
            aged("a/user/ana/1", "png", KEPT + minute),
            aged("a/user/dee/", "jpg", KEPT_LATEST + minute),
            aged("a/user/bo/1", "png.7", HALF + minute),
        ];
        let kept = [
            aged("a/user/ana/2", "png", KEPT - minute),
            aged("a/user/cem/", "png", KEPT_LATEST - minute),
            aged("a/user/bo/2", "png.8", HALF - minute),
        ];
        Pictures::at(folder.path().to_owned()).look();
        assert!(!gone.iter().any(|file| file.exists()) && kept.iter().all(|file| file.exists()));
    }

    #[tokio::test]
    async fn a_workspace_that_is_left_takes_its_pictures_along() {
        let folder = tempfile::tempdir().unwrap();
        let (left, other) = (write(folder.path(), "a/user/ana/1", "png"), write(folder.path(), "b/user/ana/1", "png"));
        let pictures = Pictures::at(folder.path().to_owned());
        pictures.look();
        pictures.clone().forget("a".into()).await;
        assert!(pictures.at_hand("a/user/ana/1").is_none() && pictures.at_hand("b/user/ana/1").is_some());
        assert!(!left.exists() && other.exists());
    }

    #[tokio::test]
    async fn what_turns_out_to_be_no_picture_is_asked_for_once_in_a_run() {
        use crate::{
            house::{house, ok},
            http::Http,
        };
        let folder = tempfile::tempdir().unwrap();
        let (root, mut asked) = house(ok("image/svg+xml", "<svg/>")).await;
        let (pictures, rest) = (Pictures::at(folder.path().to_owned()), Rest::new(Http::new().unwrap(), root, None));
        for path in ["a/user/ana/", "a/user/ana/", "a/user/bo/"] {
            let answer = pictures.fetch(path.to_owned(), rest.clone()).await;
            assert!(matches!(answer, Err(ActionError::Unknown { .. })), "{answer:?}");
        }
        let asked: Vec<String> = std::iter::from_fn(|| asked.try_recv().ok()).collect();
        let paths: Vec<_> = asked.iter().filter_map(|head| head.split(' ').nth(1)).collect();
        assert_eq!(paths, ["/avatar/ana?size=128", "/avatar/bo?size=128"]);
    }

    #[test]
    fn what_is_here_is_at_hand_from_the_start_on_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "ab12/user/ana/1", "jpg");
        let pictures = Pictures::at(folder.path().to_owned());
        assert_eq!(pictures.at_hand("ab12/user/ana/1"), None);
        pictures.look();
        let at_hand = pictures.at_hand("ab12/user/ana/1").unwrap();
        assert_eq!((at_hand.media_type.as_str(), at_hand.path.exists()), ("image/jpeg", true));
        assert_eq!(pictures.at_hand("ab12/user/ana/2"), None);
        Pictures::at(folder.path().join("none")).look();
    }
}
