//! The app's icon as a file, for notification services that find none of an installed app.

use std::{fs, path::PathBuf};

use vconnct_client::local::Profile;

/// The icon's place in the profile's cache; nothing if it cannot be put there.
pub(crate) fn file(profile: &Profile) -> Option<PathBuf> {
    let path = profile.cache_folder().join("icon.png");
    let there = fs::metadata(&path).is_ok_and(|found| found.len() == ICON.len() as u64);
    (there || fs::write(&path, ICON).is_ok()).then_some(path)
}

/// The file by which desktops know the app, which packages name after the product.
#[cfg(target_os = "linux")]
pub(crate) const LAUNCHER: &str = "Vconnct";
const ICON: &[u8] = include_bytes!("../../icons/128x128.png");

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_launcher_is_the_one_that_packages_install() {
        let bundle: serde_json::Value = serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
        assert_eq!(bundle["productName"], LAUNCHER);
    }
}
