//! Linux: desktop entries in the folders of applications.

use std::{
    collections::BTreeMap,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use vconnct_client::update::{Browser, Browsers};

use super::{desktop_entry::Entry, mime_apps};

/// Where this system keeps applications, and what is chosen among them.
struct Places {
    /// The person's first.
    data: Vec<PathBuf>,
    settings: Vec<PathBuf>,
    /// Where programs are.
    path: Vec<PathBuf>,
    /// What the desktop calls itself.
    desktops: String,
}

pub(super) fn browsers(language: &str) -> Browsers {
    Places::of_this_system().browsers(language)
}

pub(super) fn command(id: &str, address: &str) -> Option<Command> {
    let places = Places::of_this_system();
    let line = places.entries().remove(id).filter(|entry| places.is_usable(entry))?.command(address)?;
    let (program, arguments) = line.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments);
    Some(command)
}

impl Places {
    fn of_this_system() -> Self {
        let folders = |variable: &str, usual: &str| {
            let named = env::var_os(variable).filter(|value| !value.is_empty()).unwrap_or_else(|| usual.into());
            // A relative one counts as none.
            env::split_paths(&named).filter(|folder| folder.is_absolute()).collect::<Vec<_>>()
        };
        let with = |own: Option<PathBuf>, others: Vec<PathBuf>| own.into_iter().chain(others).collect();
        Self {
            data: with(dirs::data_dir(), folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share")),
            settings: with(dirs::config_dir(), folders("XDG_CONFIG_DIRS", "/etc/xdg")),
            path: folders("PATH", "/usr/local/bin:/usr/bin:/bin"),
            desktops: env::var("XDG_CURRENT_DESKTOP").unwrap_or_default(),
        }
    }

    fn browsers(&self, language: &str) -> Browsers {
        let entries = self.entries();
        let browser = |(id, entry): (&String, &Entry)| Some(Browser { id: id.clone(), name: entry.name(language)? });
        let usable = entries.iter().filter(|(_, entry)| entry.is_browser() && self.is_usable(entry));
        let mut installed: Vec<_> = usable.filter_map(browser).collect();
        installed.sort_by_key(|browser| browser.name.to_lowercase());
        let default = self.defaults().into_iter().find_map(|id| entries.get(&id).filter(|entry| self.is_usable(entry)));
        Browsers { installed: Some(installed), default: default.and_then(|entry| entry.name(language)) }
    }

    /// All entries by their ids. One in an earlier folder stands for all of its id, also if it says that it is gone.
    fn entries(&self) -> BTreeMap<String, Entry> {
        let mut texts = BTreeMap::new();
        for folder in &self.data {
            collect(&folder.join("applications"), "", DEPTH, &mut texts);
        }
        texts.into_iter().filter_map(|(id, text)| Some((id, Entry::read(&text)?))).collect()
    }

    /// Those that may open web addresses by default, the likeliest first.
    fn defaults(&self) -> Vec<String> {
        let applications = self.data.iter().map(|folder| folder.join("applications"));
        let folders = self.settings.iter().cloned().chain(applications);
        let names = mime_apps::files(&self.desktops);
        let files = folders.flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>());
        files.filter_map(|file| fs::read_to_string(file).ok()).flat_map(|text| mime_apps::defaults(&text)).collect()
    }

    fn is_usable(&self, entry: &Entry) -> bool {
        let programs = entry.programs();
        !programs.is_empty() && programs.iter().all(|program| self.is_there(Path::new(program)))
    }

    fn is_there(&self, program: &Path) -> bool {
        // Joined to a folder an absolute path stays what it is.
        self.path.iter().any(|folder| is_executable(&folder.join(program)))
    }
}

/// Takes in the entries of a folder whose ids are not taken; those in folders below have its name in theirs.
fn collect(folder: &Path, prefix: &str, depth: u32, texts: &mut BTreeMap<String, String>) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (file.path(), file.file_name().to_string_lossy().into_owned());
        let id = format!("{prefix}{name}");
        if path.is_dir() {
            if depth > 0 {
                collect(&path, &format!("{id}-"), depth - 1, texts);
            }
        } else if name.ends_with(".desktop")
            && !texts.contains_key(&id)
            && let Ok(text) = fs::read_to_string(&path)
        {
            texts.insert(id, text);
        }
    }
}

fn is_executable(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

/// Folders below the one for applications; a link may lead round in a circle.
const DEPTH: u32 = 4;

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A computer with the programs `fox` and `sea`.
    struct Computer {
        root: TempDir,
        places: Places,
    }

    impl Computer {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let folder = |name: &str| root.path().join(name);
            let places = Places {
                data: vec![folder("mine"), folder("all")],
                settings: vec![folder("settings")],
                path: vec![folder("bin")],
                desktops: "GNOME".to_owned(),
            };
            let computer = Self { root, places };
            for program in ["bin/fox", "bin/sea"] {
                computer.write(program, "");
                fs::set_permissions(computer.root.path().join(program), fs::Permissions::from_mode(0o755)).unwrap();
            }
            computer
        }

        fn write(&self, file: &str, text: &str) {
            let file = self.root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }

        fn has(&self, file: &str, name: &str, program: &str) {
            let text = format!(
                "[Desktop Entry]\nType=Application\nName={name}\nName[de]={name} auf Deutsch\nExec={program} %u\n\
                 Categories=WebBrowser;\n"
            );
            self.write(file, &text);
        }

        fn names(&self) -> Vec<String> {
            let installed = self.places.browsers("en").installed.unwrap();
            installed.into_iter().map(|browser| format!("{} ({})", browser.name, browser.id)).collect()
        }
    }

    #[test]
    fn browsers_are_found_wherever_applications_are() {
        let computer = Computer::new();
        assert_eq!(computer.names(), [""; 0]);
        computer.has("all/applications/sea.desktop", "Sea", "sea");
        computer.has("mine/applications/kde/fox.desktop", "fox", "fox");
        computer.write("all/applications/notes.desktop", "[Desktop Entry]\nType=Application\nName=Notes\nExec=sea\n");
        assert_eq!(computer.names(), ["fox (kde-fox.desktop)", "Sea (sea.desktop)"]);
        assert_eq!(computer.places.browsers("de").installed.unwrap()[0].name, "fox auf Deutsch");
    }

    #[test]
    fn what_the_person_has_put_in_place_of_an_entry_counts() {
        let computer = Computer::new();
        computer.has("all/applications/sea.desktop", "Sea", "sea");
        computer.has("all/applications/fox.desktop", "Fox", "fox");
        computer.has("mine/applications/sea.desktop", "My Sea", "sea");
        computer.write("mine/applications/fox.desktop", "[Desktop Entry]\nType=Application\nHidden=true\n");
        assert_eq!(computer.names(), ["My Sea (sea.desktop)"]);
    }

    #[test]
    fn a_browser_whose_program_is_gone_is_none() {
        let computer = Computer::new();
        computer.has("all/applications/lynx.desktop", "Lynx", "lynx");
        computer.has("all/applications/fox.desktop", "Fox", "fox");
        fs::set_permissions(computer.root.path().join("bin/fox"), fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(computer.names(), [""; 0]);
    }

    #[test]
    fn the_default_is_the_first_that_is_named_and_there() {
        let computer = Computer::new();
        computer.has("all/applications/sea.desktop", "Sea", "sea");
        computer.has("all/applications/fox.desktop", "Fox", "fox");
        assert_eq!(computer.places.browsers("en").default, None);
        let default = |file, entries| {
            computer.write(file, &format!("[Default Applications]\nx-scheme-handler/https={entries}\n"));
            computer.places.browsers("de").default
        };
        assert_eq!(default("all/applications/mimeapps.list", "sea.desktop").as_deref(), Some("Sea auf Deutsch"));
        assert_eq!(default("settings/mimeapps.list", "gone.desktop;fox.desktop").as_deref(), Some("Fox auf Deutsch"));
        assert_eq!(default("settings/gnome-mimeapps.list", "sea.desktop").as_deref(), Some("Sea auf Deutsch"));
    }
}
