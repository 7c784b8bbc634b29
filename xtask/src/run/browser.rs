//! The browser that opens calls, one for both people.

use std::{fs, path::PathBuf};

use super::home::Home;
use crate::{Outcome, command::find, packages};

/// What is put first in `PATH`, where the agent looks for a way to open an address.
pub(super) struct Browser {
    folder: PathBuf,
}

/// What a throw-away home changes for our programs, and must not change for the browser: it would come
/// up once for each person, as if it were new.
const OURS: [&str; 3] = ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];

impl Browser {
    /// `staged`: nobody is there to allow the microphone, and there may be none.
    pub fn for_calls(home: &Home, staged: bool) -> Outcome<Self> {
        let folder = home.folder("bin")?;
        let file = folder.join("xdg-open");
        let script = script(&opener(home, staged)?);
        fs::write(&file, script).map_err(|e| format!("{} cannot be written: {e}", file.display()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let permissions = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&file, permissions).map_err(|e| format!("{}: {e}", file.display()))?;
        }
        Ok(Self { folder })
    }

    /// `PATH` with our way first.
    pub fn path(&self) -> String {
        format!("{}:{}", self.folder.display(), std::env::var("PATH").unwrap_or_default())
    }
}

/// The command that opens an address.
fn opener(home: &Home, staged: bool) -> Outcome<String> {
    let is_root = packages::is_root();
    let chromium =
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|browser| find(browser).is_some());
    match (chromium, staged || is_root) {
        (Some(chromium), true) => {
            let profile = home.folder("browser")?;
            let quiet = "--no-first-run --no-default-browser-check --password-store=basic --disable-gpu";
            let devices = "--use-fake-device-for-media-stream --use-fake-ui-for-media-stream --autoplay-policy=no-user-gesture-required";
            // Chromium refuses root otherwise.
            let root = if is_root { "--no-sandbox --test-type" } else { "" };
            let devices = if staged { devices } else { "" };
            Ok(format!("{chromium} {root} {quiet} {devices} --user-data-dir='{}'", profile.display()))
        }
        _ => match find("xdg-open").map(|file| file.display().to_string()).or(packages::browser().map(str::to_owned)) {
            Some(opener) => Ok(opener),
            None => Err("this machine has no browser to open calls in".into()),
        },
    }
}

fn script(opener: &str) -> String {
    let mut script = "#!/bin/sh\n".to_owned();
    for variable in OURS {
        script += &match std::env::var(variable) {
            Ok(value) => format!("export {variable}='{}'\n", value.replace('\'', r"'\''")),
            Err(_) => format!("unset {variable}\n"),
        };
    }
    script + &format!("{opener} \"$@\" >/dev/null 2>&1 &\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_its_own_folders_back() {
        let script = script("firefox");
        for variable in OURS {
            assert!(script.contains(&format!("export {variable}=")) || script.contains(&format!("unset {variable}\n")));
        }
        assert!(script.ends_with("firefox \"$@\" >/dev/null 2>&1 &\n"));
    }
}
