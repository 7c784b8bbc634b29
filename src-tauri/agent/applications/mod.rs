//! The applications of a Linux system, and what each opens: read from the files that hold it, and not by `xdg-mime` or
//! `xdg-settings`, which start a dozen processes for one answer.

mod associations;
mod entry;

use std::{
    collections::BTreeMap,
    env, fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

pub(crate) use self::entry::Entry;
use crate::private_file;

/// Where this system keeps applications, and what is chosen among them.
pub(crate) struct Applications {
    /// The person's first.
    pub(crate) data: Vec<PathBuf>,
    pub(crate) settings: Vec<PathBuf>,
    /// Where programs are.
    pub(crate) path: Vec<PathBuf>,
    /// What the desktop calls itself.
    pub(crate) desktops: String,
}

impl Applications {
    /// Those of this person.
    pub(crate) fn of_this_person() -> Self {
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

    /// All entries by their ids. One in an earlier folder stands for all of its id, also if it says that it is gone.
    pub(crate) fn entries(&self) -> BTreeMap<String, Entry> {
        let mut texts = BTreeMap::new();
        for folder in self.folders() {
            collect(&folder, "", DEPTH, &mut texts);
        }
        texts.into_iter().filter_map(|(id, text)| Some((id, Entry::read(&text)?))).collect()
    }

    /// One entry by its id.
    pub(crate) fn entry(&self, id: &str) -> Option<Entry> {
        // A dash may stand for a folder.
        let names = (0..=DEPTH as usize).map(|folders| id.replacen('-', "/", folders));
        let names: Vec<_> = names.filter(|name| !name.starts_with('/') && !name.contains("..")).collect();
        let files =
            self.folders().flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>());
        Entry::read(&files.filter_map(|file| fs::read_to_string(file).ok()).next()?)
    }

    /// The ids of entries that may open this kind of thing, what is chosen first. Not all of them need be there.
    pub(crate) fn openers(&self, kind: &str) -> Vec<String> {
        let names = associations::files(&self.desktops);
        let folders = self.settings.iter().cloned().chain(self.folders());
        let files = folders.flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>());
        let read = |file: PathBuf| fs::read_to_string(file).ok();
        let lists: Vec<_> = files.filter_map(read).collect();
        let caches: Vec<_> = self.folders().map(|folder| folder.join("mimeinfo.cache")).filter_map(read).collect();
        let by = |texts: &[String], group| -> Vec<String> {
            texts.iter().flat_map(|text| associations::named(text, group, kind)).collect()
        };
        [by(&lists, associations::DEFAULT), by(&lists, associations::ADDED), by(&caches, associations::CACHE)].concat()
    }

    /// Has this entry open this kind of thing from now on.
    pub(crate) fn choose(&self, kind: &str, id: &str) -> io::Result<()> {
        let list = own(&self.settings)?.join(associations::LIST);
        let list = fs::canonicalize(&list).unwrap_or(list); // some keep such files elsewhere, behind a link
        let text = match fs::read_to_string(&list) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            text => text.unwrap_or_default(),
        };
        write(&list, &associations::with_default(&text, kind, id))
    }

    /// Adds an entry of the person's own.
    pub(crate) fn add(&self, id: &str, text: &str) -> io::Result<()> {
        write(&own(&self.data)?.join(APPLICATIONS).join(id), text)
    }

    /// Whether what an entry starts is there.
    pub(crate) fn is_usable(&self, entry: &Entry) -> bool {
        let programs = entry.programs();
        !programs.is_empty() && programs.iter().all(|program| self.program(program).is_some())
    }

    /// Whether an entry starts this program, by whatever name.
    pub(crate) fn starts(&self, entry: &Entry, program: &Path) -> bool {
        let program = fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
        let started = entry.program().and_then(|name| fs::canonicalize(self.program(&name)?).ok());
        started.is_some_and(|started| started == program)
    }

    /// The file of a program that is named by its path, or is where programs are.
    fn program(&self, name: &str) -> Option<PathBuf> {
        // Joined to a folder an absolute path stays what it is.
        self.path.iter().map(|folder| folder.join(name)).find(|file| is_executable(file))
    }

    fn folders(&self) -> impl Iterator<Item = PathBuf> {
        self.data.iter().map(|folder| folder.join(APPLICATIONS))
    }
}

/// The person's own folder among these.
fn own(folders: &[PathBuf]) -> io::Result<&PathBuf> {
    folders.first().ok_or_else(|| io::Error::other("there is no folder for it"))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    private_file::replace(file, text.as_bytes())
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

const APPLICATIONS: &str = "applications";
/// Folders below the one for applications; a link may lead round in a circle.
const DEPTH: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_by_its_id_as_among_all_entries() {
        let root = tempfile::tempdir().unwrap();
        let data = vec![root.path().join("mine"), root.path().join("all")];
        let applications = Applications { data, settings: Vec::new(), path: Vec::new(), desktops: String::new() };
        let put = |file: &str, more: &str| {
            write(&root.path().join(file), &format!("[Desktop Entry]\nType=Application\nName={file}\n{more}")).unwrap();
        };
        put("all/applications/a.desktop", "");
        put("mine/applications/a.desktop", "");
        put("all/applications/kde/old-b.desktop", "");
        put("all/applications/c.desktop", "");
        put("mine/applications/c.desktop", "Hidden=true");
        put("all/secret.desktop", "");
        let entries = applications.entries();
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["a.desktop", "kde-old-b.desktop"]);
        for id in ["a.desktop", "kde-old-b.desktop", "c.desktop", "d.desktop", "../secret.desktop", "-etc-passwd"] {
            let name = |entry: &Entry| entry.name("en");
            assert_eq!(applications.entry(id).as_ref().and_then(name), entries.get(id).and_then(name), "{id}");
        }
    }
}
