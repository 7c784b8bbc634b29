//! Windows: the scheme's own class in the registry, the person's before the machine's.

use std::io;

use windows_registry::{CURRENT_USER, LOCAL_MACHINE};

use crate::login::program;

pub(super) fn opens_here() -> Option<bool> {
    let roots = [CURRENT_USER, LOCAL_MACHINE];
    let command = roots.iter().find_map(|root| root.open(COMMAND).ok()?.get_string("").ok());
    Some(command.is_some_and(|held| ours().is_ok_and(|ours| held.eq_ignore_ascii_case(&ours))))
}

pub(super) fn open_here() -> io::Result<()> {
    let write = |command: &str| -> windows_registry::Result<()> {
        let class = CURRENT_USER.create(CLASS)?;
        class.set_string("", "URL:Vconnct")?;
        class.set_string("URL Protocol", "")?;
        CURRENT_USER.create(COMMAND)?.set_string("", command)
    };
    write(&ours()?).map_err(io::Error::other)
}

fn ours() -> io::Result<String> {
    Ok(format!("\"{}\" \"%1\"", program()?.display()))
}

const CLASS: &str = r"Software\Classes\vconnct";
const COMMAND: &str = r"Software\Classes\vconnct\shell\open\command";
