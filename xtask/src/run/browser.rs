//! The browser that opens calls, one for both people.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::home::Home;
use crate::{
    Outcome,
    command::{command, find, works},
    packages,
};

/// What is put first in `PATH`, where the agent looks for a way to open an address. A browser that was
/// started for these calls alone ends with it.
pub(super) struct Browser {
    folder: PathBuf,
}

/// Where a browser of our own leaves its process.
const PROCESS: &str = "browser.pid";

/// What a throw-away home changes for our programs, and must not change for the browser: it would come
/// up once for each person, as if it were new.
const OURS: [&str; 3] = ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];

impl Browser {
    /// `staged`: nobody is there to allow the microphone, and there may be none.
    pub fn for_calls(home: &Home, staged: bool) -> Outcome<Self> {
        let folder = home.folder("bin")?;
        let file = folder.join("xdg-open");
        let script = script(&opener(home, staged)?, &folder.join(PROCESS));
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

    /// Closes it with all its pages, if it is one of our own.
    pub fn closes(&self) {
        if let Ok(process) = fs::read_to_string(self.folder.join(PROCESS)) {
            works(command("kill").arg(process.trim()));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.closes();
    }
}

/// How addresses are opened: by a browser of our own, or by the person's.
struct Opener {
    command: String,
    /// The profile of a browser of our own.
    ours: Option<PathBuf>,
}

fn opener(home: &Home, staged: bool) -> Outcome<Opener> {
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
            let command = format!("{chromium} {root} {quiet} {devices} --user-data-dir='{}'", profile.display());
            Ok(Opener { command, ours: Some(profile) })
        }
        _ => match find("xdg-open").map(|file| file.display().to_string()).or(packages::browser().map(str::to_owned)) {
            Some(command) => Ok(Opener { command, ours: None }),
            None => Err("this machine has no browser to open calls in".into()),
        },
    }
}

fn script(opener: &Opener, process: &Path) -> String {
    let mut script = "#!/bin/sh\n".to_owned();
    for variable in OURS {
        script += &match std::env::var(variable) {
            Ok(value) => format!("export {variable}='{}'\n", value.replace('\'', r"'\''")),
            Err(_) => format!("unset {variable}\n"),
        };
    }
    if let Some(profile) = &opener.ours {
        // Both people open their call at once: the second waits until the first browser has the profile.
        let (turn, taken) = (process.with_extension("turn"), profile.join("SingletonSocket"));
        let (turn, taken) = (turn.display(), taken.display());
        script += &format!(
            "mkdir '{turn}' 2>/dev/null || for _ in $(seq 100); do [ -L '{taken}' ] && break; sleep 0.1; done\n"
        );
    }
    script += &format!("{} \"$@\" >/dev/null 2>&1 &\n", opener.command);
    if opener.ours.is_some() {
        // The first is the browser; later ones hand their address to it and end.
        let process = process.display();
        script += &format!("[ -e '{process}' ] || echo $! > '{process}'\n");
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_its_own_folders_back() {
        let script = script(&Opener { command: "firefox".to_owned(), ours: None }, Path::new("/p"));
        for variable in OURS {
            assert!(script.contains(&format!("export {variable}=")) || script.contains(&format!("unset {variable}\n")));
        }
        assert!(script.ends_with("firefox \"$@\" >/dev/null 2>&1 &\n"), "nobody ends the person's own browser");
    }

    #[test]
    fn a_browser_of_our_own_says_which_process_it_is() {
        let script = script(&Opener { command: "chromium".to_owned(), ours: Some("/q".into()) }, Path::new("/p"));
        assert!(script.ends_with("[ -e '/p' ] || echo $! > '/p'\n"));
    }
}
