//! Linux: browsers are applications that say so.

use std::process::Command;

use vconnct_client::update::{Browser, Browsers};

use crate::applications::{Applications, Entry};

pub(super) fn browsers(language: &str) -> Browsers {
    installed(&Applications::of_this_person(), language)
}

pub(super) fn command(id: &str, address: &str) -> Option<Command> {
    let applications = Applications::of_this_person();
    let line = applications.entry(id).filter(|entry| applications.is_usable(entry))?.command(address)?;
    let (program, arguments) = line.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments);
    Some(command)
}

fn installed(applications: &Applications, language: &str) -> Browsers {
    let entries = applications.entries();
    let browser = |(id, entry): (&String, &Entry)| Some(Browser { id: id.clone(), name: entry.name(language)? });
    let usable = entries.iter().filter(|(_, entry)| entry.is_browser() && applications.is_usable(entry));
    let mut installed: Vec<_> = usable.filter_map(browser).collect();
    installed.sort_by_key(|browser| browser.name.to_lowercase());
    let mut openers = applications.openers("x-scheme-handler/https").into_iter().filter_map(|id| entries.get(&id));
    let default = openers.find(|entry| applications.is_usable(entry));
    Browsers { installed: Some(installed), default: default.and_then(|entry| entry.name(language)) }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use tempfile::TempDir;

    use super::*;

    /// A computer with the programs `fox` and `sea`.
    struct Computer {
        root: TempDir,
        applications: Applications,
    }

    impl Computer {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let folder = |name: &str| root.path().join(name);
            let applications = Applications {
                data: vec![folder("mine"), folder("all")],
                settings: vec![folder("settings")],
                path: vec![folder("bin")],
                desktops: "GNOME".to_owned(),
            };
            let computer = Self { root, applications };
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
            let installed = installed(&self.applications, "en").installed.unwrap();
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
        assert_eq!(installed(&computer.applications, "de").installed.unwrap()[0].name, "fox auf Deutsch");
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
        assert_eq!(installed(&computer.applications, "en").default, None);
        let default = |file, entries| {
            computer.write(file, &format!("[Default Applications]\nx-scheme-handler/https={entries}\n"));
            installed(&computer.applications, "de").default
        };
        assert_eq!(default("all/applications/mimeapps.list", "sea.desktop").as_deref(), Some("Sea auf Deutsch"));
        assert_eq!(default("settings/mimeapps.list", "gone.desktop;fox.desktop").as_deref(), Some("Fox auf Deutsch"));
        assert_eq!(default("settings/gnome-mimeapps.list", "sea.desktop").as_deref(), Some("Sea auf Deutsch"));
    }
}
