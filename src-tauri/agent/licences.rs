//! The licences of what is in our programs: each package brings them along.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The file with them all.
///
/// # Errors
/// It is not there: these programs were not installed by a package of ours.
pub(crate) fn file() -> io::Result<PathBuf> {
    let file = of_program(&std::env::current_exe()?);
    if file.is_file() { Ok(file) } else { Err(io::Error::other(format!("{} is missing", file.display()))) }
}

/// Where the package of a program puts them (`tauri.conf.json`, and `xtask bundle` for other systems).
fn of_program(program: &Path) -> PathBuf {
    let folder = program.parent().unwrap_or(program);
    if cfg!(target_os = "linux") {
        folder.with_file_name("share").join("doc/vconnct/licences.txt")
    } else if cfg!(target_os = "macos") {
        folder.with_file_name("Resources").join("licences.txt")
    } else {
        folder.join("licences.txt")
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn they_lie_where_the_package_puts_them() {
        let configuration = include_str!("../../tauri.conf.json");
        let place = of_program(Path::new("/usr/bin/vconnct-agent"));
        assert_eq!(configuration.matches(&format!("\"{}\": \"target/licences.txt\"", place.display())).count(), 2);
    }
}
