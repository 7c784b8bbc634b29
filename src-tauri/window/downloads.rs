//! Files that a page hands over to be kept.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

/// Keeps a text under this name, or one like it: nothing that is there is overwritten. Its name in the end.
///
/// # Errors
/// The name is no plain one, or the folder cannot be written to.
pub(crate) fn keep(folder: &Path, name: &str, text: &str) -> io::Result<String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    let Some((stem, ending)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && name.chars().all(is_plain))
    else {
        return Err(ErrorKind::InvalidInput.into());
    };
    fs::create_dir_all(folder)?;
    for number in 1..=MOST {
        let name = if number == 1 { name.to_owned() } else { format!("{stem} ({number}).{ending}") };
        match OpenOptions::new().write(true).create_new(true).open(folder.join(&name)) {
            Ok(mut file) => return file.write_all(text.as_bytes()).map(|()| name),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

const MOST: u32 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_stays_and_the_new_one_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("Downloads");
        for (text, name) in [("a", "calls.csv"), ("b", "calls (2).csv"), ("c", "calls (3).csv")] {
            assert_eq!(keep(&folder, "calls.csv", text).unwrap(), name);
            assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), text);
        }
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["../calls.csv", "a/b.csv", "calls", ".csv", "", "C:\\calls.csv", "call\ns.csv"] {
            assert_eq!(keep(folder.path(), name, "").unwrap_err().kind(), ErrorKind::InvalidInput, "{name}");
        }
    }
}
