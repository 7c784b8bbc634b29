//! The app's icon as a file, for notification services that find none of an installed app.

use std::{fs, path::PathBuf};

use vconnct_client::local::Profile;

/// The icon's place in the profile's cache; nothing if it cannot be put there.
pub(crate) fn file(profile: &Profile) -> Option<PathBuf> {
    let path = profile.cache_folder().join("icon.png");
    let there = fs::metadata(&path).is_ok_and(|found| found.len() == ICON.len() as u64);
    (there || fs::write(&path, ICON).is_ok()).then_some(path)
}

const ICON: &[u8] = include_bytes!("../../icons/128x128.png");
