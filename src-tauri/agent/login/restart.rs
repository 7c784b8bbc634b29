//! Who starts an agent again that has come to grief: systemd, where it starts what is in the autostart folder.
//!
//! It makes a unit of each entry (`systemd-xdg-autostart-generator`), and reads what we add to ours. Where
//! the desktop itself starts the entries the file lies there unread.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The file that is added to the unit of a profile's entry, below the person's folder for settings.
pub(super) fn file(config: &Path, profile: &str) -> PathBuf {
    // In the name of a unit a dash stands for a slash, and is written as its number.
    let unit = format!(r"app-vconnct\x2d{}@autostart.service.d", profile.replace('-', r"\x2d"));
    config.join("systemd/user").join(unit).join("restart.conf")
}

/// Has the agent of this entry started again after a failure.
pub(super) fn write(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, TEXT)
}

/// No longer.
pub(super) fn remove(file: &Path) -> io::Result<()> {
    fs::remove_file(file)?;
    file.parent().map_or(Ok(()), fs::remove_dir)
}

/// The agent alone counts: the browser that it opened neither keeps it from being started again, nor ends with it.
const TEXT: &str = "\
[Service]
ExitType=main
KillMode=process
Restart=on-failure
RestartSec=1
";

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn it_is_added_to_the_unit_that_systemd_makes_of_the_entry() {
        const GENERATOR: &str = "/usr/lib/systemd/user-generators/systemd-xdg-autostart-generator";
        if !Path::new(GENERATOR).exists() {
            eprintln!("systemd is missing: the name of its unit is not compared");
            return;
        }
        let root = tempfile::tempdir().unwrap();
        let (config, units) = (root.path().join("config"), root.path().join("units"));
        fs::create_dir_all(config.join("autostart")).unwrap();
        fs::create_dir(&units).unwrap();
        let entry = "[Desktop Entry]\nType=Application\nName=Vconnct\nExec=/bin/true\n";
        fs::write(config.join("autostart/vconnct-at_work-2.desktop"), entry).unwrap();
        let mut generator = Command::new(GENERATOR);
        generator.args([&units, &units, &units]).env("XDG_CONFIG_HOME", &config).env("XDG_CONFIG_DIRS", "/nowhere");
        assert!(generator.status().unwrap().success());

        let added = file(&config, "at_work-2");
        let unit = added.parent().unwrap().file_name().unwrap().to_str().unwrap().trim_end_matches(".d");
        assert!(units.join(unit).exists(), "systemd made no {unit}");
    }

    #[test]
    fn it_goes_with_its_folder() {
        let root = tempfile::tempdir().unwrap();
        let file = file(root.path(), "work");
        write(&file).unwrap();
        assert!(fs::read_to_string(&file).unwrap().contains("\nRestart=on-failure\n"));
        remove(&file).unwrap();
        assert_eq!(fs::read_dir(root.path().join("systemd/user")).unwrap().count(), 0);
    }
}
