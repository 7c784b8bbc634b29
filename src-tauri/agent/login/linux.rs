//! Linux: an entry in the person's autostart folder (XDG autostart specification).
//!
//! Written here and not by `auto-launch`, which leaves `XDG_CONFIG_HOME` aside, quotes no path and
//! takes an entry that a desktop has switched off for one that is on.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{EntryError, program, restart};

/// The entry of one profile.
pub(crate) struct Entry {
    /// The person's folder for settings, if there is one.
    config: Option<PathBuf>,
    profile: String,
}

impl Entry {
    pub(crate) fn new(profile: &str) -> Self {
        Self { config: dirs::config_dir(), profile: profile.to_owned() }
    }

    /// Whether it is there, and no desktop has switched it off; nothing where there can be none.
    pub(crate) fn is_there(&self) -> Option<bool> {
        let text = fs::read_to_string(self.file(self.config.as_ref()?));
        Some(text.is_ok_and(|text| !is_switched_off(&text)))
    }

    /// Makes it, or takes it away.
    pub(crate) fn set(&self, on: bool) -> Result<(), EntryError> {
        let config = self.config.as_ref().ok_or_else(|| io::Error::other("there is no folder for it"))?;
        let (file, restart) = (self.file(config), restart::file(config, &self.profile));
        // Starting again is more than was asked for: without it the entry does what it says.
        let supervised = if on { restart::write(&restart) } else { restart::remove(&restart) };
        if let Err(error) = supervised {
            log::info!("login: {}: {error}", restart.display());
        }
        let done = if on { write(&file, &entry(&program()?, &self.profile)?) } else { remove(&file) };
        Ok(done?)
    }

    fn file(&self, config: &Path) -> PathBuf {
        config.join(format!("autostart/vconnct-{}.desktop", self.profile))
    }
}

fn entry(program: &Path, profile: &str) -> io::Result<String> {
    let program = program.to_str().filter(|path| !path.contains(char::is_control));
    let program = program.ok_or_else(|| io::Error::other("an entry cannot hold the path of this program"))?;
    Ok(format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Vconnct\n\
         Exec={} --profile {profile} --background --at-login\n\
         Icon=vconnct\n\
         StartupNotify=false\n\
         Terminal=false\n",
        quoted(program),
    ))
}

/// One word of `Exec`, quoted, and escaped once more as every text of such a file is.
pub(crate) fn quoted(word: &str) -> String {
    let escaped = word.chars().map(|letter| match letter {
        '\\' => r"\\\\".to_owned(),
        '"' | '`' | '$' => format!(r"\\{letter}"),
        '%' => "%%".to_owned(),
        letter => letter.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Desktops that let people choose what starts leave the file, and mark it.
fn is_switched_off(text: &str) -> bool {
    text.lines().filter_map(|line| line.split_once('=')).any(|(key, value)| match key.trim() {
        "Hidden" => value.trim() == "true",
        "X-GNOME-Autostart-enabled" => value.trim() == "false",
        _ => false,
    })
}

/// Whole or not at all: a half entry would start half a command.
fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let half = file.with_extension("desktop.new");
    fs::write(&half, text)?;
    fs::rename(&half, file)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nowhere_yet() -> (tempfile::TempDir, Entry) {
        let root = tempfile::tempdir().unwrap();
        let config = Some(root.path().join("config"));
        (root, Entry { config, profile: "work".into() })
    }

    #[test]
    fn what_is_switched_on_is_there_until_it_is_switched_off() {
        let (_root, entry) = nowhere_yet();
        assert_eq!(entry.is_there(), Some(false));
        entry.set(true).unwrap();
        entry.set(true).unwrap();
        assert_eq!(entry.is_there(), Some(true));
        entry.set(false).unwrap();
        entry.set(false).unwrap();
        assert_eq!(entry.is_there(), Some(false));
    }

    #[test]
    fn an_entry_that_a_desktop_has_switched_off_is_not_there_until_it_is_switched_on_here() {
        for mark in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
            let (root, entry) = nowhere_yet();
            entry.set(true).unwrap();
            let file = root.path().join("config/autostart/vconnct-work.desktop");
            let text = fs::read_to_string(&file).unwrap();
            fs::write(&file, format!("{text}{mark}\n")).unwrap();
            assert_eq!(entry.is_there(), Some(false), "{mark}");
            entry.set(true).unwrap();
            assert_eq!(entry.is_there(), Some(true), "{mark}");
        }
    }

    #[test]
    fn a_path_is_one_word_whatever_is_in_it() {
        let exec = |path: &str| {
            let text = entry(Path::new(path), "work").unwrap();
            text.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap().to_owned()
        };
        assert_eq!(exec("/usr/bin/vconnct"), r#""/usr/bin/vconnct" --profile work --background --at-login"#);
        assert_eq!(
            exec(r#"/opt/a "b" 5%/$c\d"#),
            r#""/opt/a \\"b\\" 5%%/\\$c\\\\d" --profile work --background --at-login"#
        );
    }

    #[test]
    fn a_path_that_would_write_lines_of_its_own_is_refused() {
        assert!(entry(Path::new("/opt/a\nHidden=true/vconnct"), "work").is_err());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_of() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("autostart"), "not a folder").unwrap();
        let entry = Entry { config: Some(root.path().to_owned()), profile: "work".into() };
        assert!(entry.set(true).is_err());
        assert_eq!(entry.is_there(), Some(false));
    }
}
