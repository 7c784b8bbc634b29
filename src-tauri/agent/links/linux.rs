//! Linux: the desktop entry that the person's lists of programs name for our scheme.

use std::{io, path::Path};

use crate::{
    applications::{Applications, Entry},
    login::{program, quoted},
};

pub(super) fn opens_here() -> Option<bool> {
    Some(program().is_ok_and(|program| opens(&Applications::of_this_person(), &program)))
}

pub(super) fn open_here() -> io::Result<()> {
    open(&Applications::of_this_person(), &program()?)
}

pub(super) fn take_returns(profile: &str) -> io::Result<()> {
    take(&Applications::of_this_person(), &program()?, profile)
}

/// Whether the entry that opens our links starts this program.
fn opens(applications: &Applications, program: &Path) -> bool {
    opener(OURS, applications).is_some_and(|entry| applications.starts(&entry, program))
}

/// Has the links that end a sign-in in the browser come to a profile of `program`, unless another one opens them.
fn take(applications: &Applications, program: &Path, profile: &str) -> io::Result<()> {
    // One whose program is gone is nobody's.
    let other = |entry: &Entry| applications.is_usable(entry) && !applications.starts(entry, program);
    if opener(RETURNS, applications).as_ref().is_some_and(other) {
        return Ok(());
    }
    applications.add(OWN_RETURNS, &entry(program, &format!("--profile {profile} "), RETURNS)?)?;
    applications.choose(RETURNS, OWN_RETURNS)
}

/// What opens the links of a scheme.
fn opener(scheme: &str, applications: &Applications) -> Option<Entry> {
    applications.openers(scheme).into_iter().find_map(|id| applications.entry(&id))
}

/// Names an entry that starts `program` for our links, and makes one where none is installed.
fn open(applications: &Applications, program: &Path) -> io::Result<()> {
    let mut entries = applications.entries().into_iter();
    let installed = entries.find(|(_, entry)| entry.opens(OURS) && applications.starts(entry, program));
    let id = match installed {
        Some((id, _)) => id,
        None => {
            applications.add(OWN, &entry(program, "", OURS)?)?;
            OWN.to_owned()
        }
    };
    applications.choose(OURS, &id)
}

fn entry(program: &Path, arguments: &str, scheme: &str) -> io::Result<String> {
    let program = program.to_str().filter(|path| !path.contains(char::is_control));
    let program = program.ok_or_else(|| io::Error::other("an entry cannot hold the path of this program"))?;
    Ok(format!(
        "[Desktop Entry]\nType=Application\nName=Vconnct\nExec={} {arguments}%u\nIcon=vconnct\nMimeType={scheme};\n\
         NoDisplay=true\nTerminal=false\n",
        word(program),
    ))
}

/// A path as the first word of `Exec`. The `xdg-open` of a desktop without a name takes quotes for a part of it.
fn word(program: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+".contains(letter);
    if program.chars().all(plain) { program.to_owned() } else { quoted(program) }
}

const OURS: &str = "x-scheme-handler/vconnct";
const RETURNS: &str = "x-scheme-handler/rocketchat";
/// The entry that we make ourselves, for a program that no package has installed.
const OWN: &str = "vconnct-links.desktop";
/// The one for the profile that somebody signs in to in the browser.
const OWN_RETURNS: &str = "vconnct-sign-in.desktop";

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

    use super::*;

    /// A person's folders, and a program in them.
    struct Desk {
        root: tempfile::TempDir,
        program: PathBuf,
    }

    impl Desk {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let program = root.path().join("a \"b\" 5%$c");
            for file in [&program, &root.path().join("other")] {
                fs::write(file, "").unwrap();
                fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
            }
            Self { program: fs::canonicalize(&program).unwrap(), root }
        }

        fn applications(&self) -> Applications {
            let folders = |own: &str, shared: &str| vec![self.root.path().join(own), self.root.path().join(shared)];
            let (settings, data) = (folders("config", "etc"), folders("data", "share"));
            Applications { settings, data, path: vec![self.root.path().to_owned()], desktops: "XFCE".into() }
        }

        fn put(&self, file: &str, text: &str) {
            let file = self.root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }

        /// An entry whose program is another, or ours.
        fn entry(&self, file: &str, ours: bool) {
            let other = self.root.path().join("other");
            let program = if ours { &self.program } else { &other };
            let exec = crate::login::quoted(program.to_str().unwrap());
            self.put(file, &format!("[Desktop Entry]\nType=Application\nExec={exec} %u\nMimeType=text/x;{OURS};\n"));
        }

        fn opens(&self) -> bool {
            opens(&self.applications(), &self.program)
        }
    }

    fn default(id: &str) -> String {
        format!("[Default Applications]\n{OURS}={id}\n")
    }

    #[test]
    fn an_installed_entry_opens_links_without_anybody_choosing() {
        let desk = Desk::new();
        assert!(!desk.opens());
        desk.entry("share/applications/Vconnct.desktop", true);
        desk.put("share/applications/mimeinfo.cache", &format!("[MIME Cache]\n{OURS}=Vconnct.desktop;\n"));
        assert!(desk.opens());
    }

    #[test]
    fn the_persons_own_choice_comes_before_what_is_installed_and_their_desktops_before_that() {
        let desk = Desk::new();
        desk.entry("share/applications/Vconnct.desktop", true);
        desk.entry("share/applications/other.desktop", false);
        desk.put("etc/mimeapps.list", &default("Vconnct.desktop"));
        assert!(desk.opens());
        desk.put("config/mimeapps.list", &default("gone.desktop;other.desktop"));
        assert!(!desk.opens());
        desk.put("config/xfce-mimeapps.list", &default("Vconnct.desktop"));
        assert!(desk.opens());
    }

    #[test]
    fn an_entry_of_another_group_names_nobody() {
        let desk = Desk::new();
        desk.entry("share/applications/Vconnct.desktop", true);
        desk.put("config/mimeapps.list", &format!("[Removed Associations]\n{OURS}=Vconnct.desktop\n"));
        assert!(!desk.opens());
    }

    #[test]
    fn who_wants_the_links_here_gets_them_with_the_entry_that_is_installed() {
        let desk = Desk::new();
        desk.entry("share/applications/Vconnct.desktop", true);
        desk.put("config/mimeapps.list", &default("other.desktop"));
        desk.entry("share/applications/other.desktop", false);
        open(&desk.applications(), &desk.program).unwrap();
        assert!(desk.opens());
        let list = fs::read_to_string(desk.root.path().join("config/mimeapps.list")).unwrap();
        assert_eq!(list, default("Vconnct.desktop"));
        assert!(!desk.root.path().join("data").exists(), "an entry nobody needs");
    }

    #[test]
    fn a_program_that_no_package_installed_brings_an_entry_of_its_own() {
        let desk = Desk::new();
        let program = fs::canonicalize(desk.root.path().join("other")).unwrap();
        open(&desk.applications(), &program).unwrap();
        open(&desk.applications(), &program).unwrap();
        assert!(opens(&desk.applications(), &program));
        assert!(!desk.opens(), "it is not ours");
    }

    #[test]
    fn the_end_of_a_sign_in_comes_to_the_profile_that_began_it_last() {
        let desk = Desk::new();
        desk.put("config/mimeapps.list", &format!("[Default Applications]\n{RETURNS}=gone.desktop\n"));
        for profile in ["default", "work"] {
            take(&desk.applications(), &desk.program, profile).unwrap();
            let entry = opener(RETURNS, &desk.applications()).unwrap();
            assert!(desk.applications().starts(&entry, &desk.program), "what was named is not there any more");
            let command = entry.command("rocketchat://auth").unwrap();
            assert_eq!(command[1..], ["--profile", profile, "rocketchat://auth"]);
        }
        assert!(!desk.opens(), "of our own links nobody has said anything");
    }

    #[test]
    fn another_program_that_is_there_for_it_keeps_the_end_of_a_sign_in() {
        let desk = Desk::new();
        let exec = desk.root.path().join("other");
        desk.put(
            "share/applications/vendor.desktop",
            &format!("[Desktop Entry]\nType=Application\nExec={} %u\nMimeType={RETURNS};\n", exec.display()),
        );
        desk.put("share/applications/mimeinfo.cache", &format!("[MIME Cache]\n{RETURNS}=vendor.desktop;\n"));
        take(&desk.applications(), &desk.program, "default").unwrap();
        assert!(!desk.root.path().join("config").exists(), "something was chosen over it");

        fs::remove_file(exec).unwrap();
        take(&desk.applications(), &desk.program, "default").unwrap();
        let entry = opener(RETURNS, &desk.applications()).unwrap();
        assert!(desk.applications().starts(&entry, &desk.program), "what it left behind opens nothing");
    }
}
