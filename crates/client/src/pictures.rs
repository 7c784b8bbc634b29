//! Pictures of people and rooms, kept as files in the profile's cache.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
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

/// A picture from the cache, or else from the workspace.
///
/// # Errors
/// There is none, it is no picture, or it cannot be fetched now.
pub(crate) async fn fetch(folder: PathBuf, path: String, rest: Rest) -> Result<Picture, ActionError> {
    if let Some(kept) = kept(&folder, &path).await {
        return Ok(kept);
    }
    let unknown = || ActionError::Unknown { what: "picture".into() };
    let (_, address) = address(&path).ok_or_else(unknown)?;
    let (bytes, media_type) = rest.picture(&address).await.map_err(refused)?;
    // What it says it is, and what it is: a page may be shown nothing else.
    let extension = match media_type.as_str() {
        "image/png" if bytes.starts_with(b"\x89PNG") => "png",
        "image/jpeg" if bytes.starts_with(b"\xff\xd8\xff") => "jpg",
        "image/webp" if bytes.get(8..12) == Some(b"WEBP") => "webp",
        _ => return Err(unknown()),
    };
    let file = file(&folder, &path, extension);
    let failed = |error: std::io::Error| ActionError::SystemLacks { what: error.to_string() };
    tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
    // Whole or not at all, whoever else asks for it now.
    let half = file.with_extension(format!("{extension}.{}", fastrand::u32(..)));
    tokio::fs::write(&half, bytes).await.map_err(failed)?;
    tokio::fs::rename(&half, &file).await.map_err(failed)?;
    Ok(Picture { path: file, media_type })
}

async fn kept(folder: &Path, path: &str) -> Option<Picture> {
    for (extension, media_type) in [("png", "image/png"), ("jpg", "image/jpeg"), ("webp", "image/webp")] {
        let file = file(folder, path, extension);
        if tokio::fs::try_exists(&file).await.unwrap_or(false) {
            return Some(Picture { path: file, media_type: media_type.to_owned() });
        }
    }
    None
}

/// Names from the workspace never become names of files.
fn file(folder: &Path, path: &str, extension: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    folder.join(format!("{:016x}.{extension}", hasher.finish()))
}

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
        let file = file(Path::new("/cache"), "x/user/../../etc/passwd", "png");
        assert_eq!(file.parent(), Some(Path::new("/cache")));
    }
}
