//! Linux: the desktop entry that the person's lists of programs name for our scheme (XDG specifications of
//! MIME applications 1.0.1 and of desktop entries).
//!
//! Read here and not by `xdg-mime`, which starts a dozen processes: this is asked whenever a window comes forward.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{login::program, private_file};

pub(super) fn opens_here() -> Option<bool> {
    let places = Places::of_this_person()?;
    Some(program().is_ok_and(|program| places.opens_with(&program)))
}

pub(super) fn open_here() -> io::Result<()> {
    let places = Places::of_this_person().ok_or_else(|| io::Error::other("there is no folder for it"))?;
    places.open_with(&program()?)
}

/// Where lists and entries are, what counts first.
struct Places {
    config: Vec<PathBuf>,
    data: Vec<PathBuf>,
    /// What the running desktop is called: a list of its own comes first.
    desktops: Vec<String>,
}

impl Places {
    fn of_this_person() -> Option<Self> {
        let folders = |variable: &str, otherwise: &str| {
            let named = env::var_os(variable).filter(|value| !value.is_empty()).unwrap_or_else(|| otherwise.into());
            env::split_paths(&named).collect::<Vec<_>>()
        };
        let first = |own: PathBuf, others: Vec<PathBuf>| [vec![own], others].concat();
        let desktops = env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
        Some(Self {
            config: first(dirs::config_dir()?, folders("XDG_CONFIG_DIRS", "/etc/xdg")),
            data: first(dirs::data_dir()?, folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share")),
            desktops: desktops.split(':').filter(|name| !name.is_empty()).map(str::to_lowercase).collect(),
        })
    }

    /// Whether the entry that opens our links starts this program.
    fn opens_with(&self, program: &Path) -> bool {
        let entry = self.handler().and_then(|id| self.entry(&id));
        entry.is_some_and(|text| starts(&text, program))
    }

    /// Names an entry that starts `program` for our links, and makes one where none is installed.
    fn open_with(&self, program: &Path) -> io::Result<()> {
        let id = match self.installed(program) {
            Some(id) => id,
            None => self.make_entry(program)?,
        };
        let list = self.config[0].join(LIST);
        let list = fs::canonicalize(&list).unwrap_or(list); // some keep such files elsewhere, behind a link
        let text = match fs::read_to_string(&list) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            text => text.unwrap_or_default(),
        };
        write(&list, &with_default(&text, &id))
    }

    /// The entry that is named for our links first.
    fn handler(&self) -> Option<String> {
        let applications = self.data.iter().map(|folder| folder.join(APPLICATIONS));
        let folders: Vec<_> = self.config.iter().cloned().chain(applications.clone()).collect();
        let lists = folders.iter().flat_map(|folder| {
            let own = self.desktops.iter().map(move |desktop| folder.join(format!("{desktop}-{LIST}")));
            own.chain([folder.join(LIST)])
        });
        let lists: Vec<_> = lists.filter_map(|list| fs::read_to_string(list).ok()).collect();
        let named = |text: &String, group: &str| ids(text, group).into_iter().find(|id| self.entry(id).is_some());
        let default = lists.iter().find_map(|text| named(text, "Default Applications"));
        let added = || lists.iter().find_map(|text| named(text, "Added Associations"));
        let caches = || applications.filter_map(|folder| fs::read_to_string(folder.join("mimeinfo.cache")).ok());
        default.or_else(added).or_else(|| caches().find_map(|text| named(&text, "MIME Cache")))
    }

    /// The text of an entry. A dash of its name may stand for a folder; ours has none.
    fn entry(&self, id: &str) -> Option<String> {
        self.data.iter().find_map(|folder| fs::read_to_string(folder.join(APPLICATIONS).join(id)).ok())
    }

    /// An entry for our links that starts `program`.
    fn installed(&self, program: &Path) -> Option<String> {
        let entries = self.data.iter().filter_map(|folder| fs::read_dir(folder.join(APPLICATIONS)).ok());
        let ids = entries.flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
        ids.filter(|id| id.ends_with(".desktop")).find(|id| {
            self.entry(id).is_some_and(|text| {
                let types = value(&text, "Desktop Entry", "MimeType").unwrap_or_default();
                types.split(';').any(|one| one == SCHEME) && starts(&text, program)
            })
        })
    }

    /// For a program that no package has installed.
    fn make_entry(&self, program: &Path) -> io::Result<String> {
        let program = program.to_str().filter(|path| !path.contains(char::is_control));
        let program = program.ok_or_else(|| io::Error::other("an entry cannot hold the path of this program"))?;
        let text = format!(
            "[Desktop Entry]\nType=Application\nName=Vconnct\nExec={} %u\nIcon=vconnct\nMimeType={SCHEME};\n\
             NoDisplay=true\nTerminal=false\n",
            crate::login::quoted(program),
        );
        write(&self.data[0].join(APPLICATIONS).join(OWN), &text)?;
        Ok(OWN.into())
    }
}

/// The entries that a list names for our links.
fn ids(list: &str, group: &str) -> Vec<String> {
    let named = value(list, group, SCHEME).unwrap_or_default();
    named.split(';').map(str::trim).filter(|id| !id.is_empty() && !id.contains('/')).map(str::to_owned).collect()
}

/// The value of a key, in a group of a file in the format of desktop entries.
fn value<'a>(text: &'a str, group: &str, key: &str) -> Option<&'a str> {
    let mut inside = false;
    text.lines().map(str::trim).find_map(|line| {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            inside = name == group;
            return None;
        }
        let (name, value) = line.split_once('=').filter(|_| inside)?;
        (name.trim() == key).then(|| value.trim())
    })
}

/// The list with `id` named for our links; the rest of it stays as it is.
fn with_default(list: &str, id: &str) -> String {
    let (mut lines, mut group, mut place) = (Vec::new(), "", None);
    for line in list.lines() {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            group = name;
        }
        let is_ours = line.split_once('=').is_some_and(|(key, _)| key.trim() == SCHEME);
        if group == DEFAULTS && is_ours {
            continue;
        }
        lines.push(line.to_owned());
        if group == DEFAULTS && place.is_none() {
            place = Some(lines.len());
        }
    }
    let place = place.unwrap_or_else(|| {
        lines.push(format!("[{DEFAULTS}]"));
        lines.len()
    });
    lines.insert(place, format!("{SCHEME}={id}"));
    lines.join("\n") + "\n"
}

/// Whether an entry starts this program, by whatever name.
fn starts(entry: &str, program: &Path) -> bool {
    let command = value(entry, "Desktop Entry", "Exec").unwrap_or_default();
    let found = first_word(command).and_then(|word| found(&word));
    found.is_some_and(|found| found == fs::canonicalize(program).unwrap_or_else(|_| program.to_owned()))
}

/// A program's own file: of a path, or of a name that is looked for where programs are.
fn found(word: &str) -> Option<PathBuf> {
    let path = Path::new(word);
    if path.is_absolute() {
        return fs::canonicalize(path).ok();
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).find_map(|folder| fs::canonicalize(folder.join(path)).ok())
}

/// The first word of `Exec`, unescaped as every text of such a file, then as a word in quotes.
fn first_word(command: &str) -> Option<String> {
    let text = command.replace(r"\\", r"\");
    let Some(rest) = text.strip_prefix('"') else { return text.split(' ').next().map(str::to_owned) };
    let (mut word, mut letters) = (String::new(), rest.chars());
    loop {
        match letters.next()? {
            '"' => return Some(word.replace("%%", "%")),
            '\\' => word.push(letters.next()?),
            letter => word.push(letter),
        }
    }
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    private_file::replace(file, text.as_bytes())
}

const SCHEME: &str = "x-scheme-handler/vconnct";
const DEFAULTS: &str = "Default Applications";
const LIST: &str = "mimeapps.list";
const APPLICATIONS: &str = "applications";
/// The entry that we make ourselves.
const OWN: &str = "vconnct-links.desktop";

#[cfg(test)]
mod tests {
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
            fs::write(&program, "").unwrap();
            let desk = Self { program: fs::canonicalize(&program).unwrap(), root };
            fs::write(desk.root.path().join("other"), "").unwrap();
            desk
        }

        fn places(&self) -> Places {
            let folders = |own: &str, shared: &str| vec![self.root.path().join(own), self.root.path().join(shared)];
            let (config, data) = (folders("config", "etc"), folders("data", "share"));
            Places { config, data, desktops: vec!["xfce".into()] }
        }

        fn put(&self, file: &str, text: &str) {
            write(&self.root.path().join(file), text).unwrap();
        }

        /// An entry whose program is another, or ours.
        fn entry(&self, file: &str, ours: bool) {
            let other = self.root.path().join("other");
            let program = if ours { &self.program } else { &other };
            let exec = crate::login::quoted(program.to_str().unwrap());
            self.put(file, &format!("[Desktop Entry]\nExec={exec} %u\nMimeType=text/x;{SCHEME};\n"));
        }

        fn opens(&self) -> bool {
            self.places().opens_with(&self.program)
        }
    }

    fn default(id: &str) -> String {
        format!("[Default Applications]\n{SCHEME}={id}\n")
    }

    #[test]
    fn an_installed_entry_opens_links_without_anybody_choosing() {
        let desk = Desk::new();
        assert!(!desk.opens());
        desk.entry("share/applications/Vconnct.desktop", true);
        desk.put("share/applications/mimeinfo.cache", &format!("[MIME Cache]\n{SCHEME}=Vconnct.desktop;\n"));
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
        desk.put("config/mimeapps.list", &format!("[Removed Associations]\n{SCHEME}=Vconnct.desktop\n"));
        assert!(!desk.opens());
    }

    #[test]
    fn who_wants_the_links_here_gets_them_with_the_entry_that_is_installed() {
        let desk = Desk::new();
        desk.entry("share/applications/Vconnct.desktop", true);
        desk.put("config/mimeapps.list", &default("other.desktop"));
        desk.entry("share/applications/other.desktop", false);
        desk.places().open_with(&desk.program).unwrap();
        assert!(desk.opens());
        let list = fs::read_to_string(desk.root.path().join("config/mimeapps.list")).unwrap();
        assert_eq!(list, default("Vconnct.desktop"));
        assert!(!desk.root.path().join("data").exists(), "an entry nobody needs");
    }

    #[test]
    fn a_program_that_no_package_installed_brings_an_entry_of_its_own() {
        let desk = Desk::new();
        let program = fs::canonicalize(desk.root.path().join("other")).unwrap();
        desk.places().open_with(&program).unwrap();
        desk.places().open_with(&program).unwrap();
        assert!(desk.places().opens_with(&program));
        assert!(!desk.opens(), "it is not ours");
    }

    #[test]
    fn all_else_that_the_person_chose_stays() {
        let list = "# mine\n[Added Associations]\nx-scheme-handler/vconnct=a.desktop\n\n[Default Applications]\ntext/html=b.desktop\nx-scheme-handler/vconnct=c.desktop\n[Other]\nz=1\n";
        let meant = "# mine\n[Added Associations]\nx-scheme-handler/vconnct=a.desktop\n\n[Default Applications]\nx-scheme-handler/vconnct=v.desktop\ntext/html=b.desktop\n[Other]\nz=1\n";
        assert_eq!(with_default(list, "v.desktop"), meant);
        assert_eq!(with_default(meant, "v.desktop"), meant);
        assert_eq!(with_default("", "v.desktop"), default("v.desktop"));
    }
}
