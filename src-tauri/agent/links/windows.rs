//! Windows: a scheme's own class in the registry, the person's before the machine's.

use std::io;

use windows_registry::{CURRENT_USER, LOCAL_MACHINE};

use crate::{command_line::leads_nowhere, login::program};

pub(super) fn opens_here() -> Option<bool> {
    Some(opener(OURS).is_some_and(|held| ours("").is_ok_and(|ours| held.eq_ignore_ascii_case(&ours))))
}

pub(super) fn open_here() -> io::Result<()> {
    open(OURS, &ours("")?)
}

/// The uninstaller takes away what was written here (`installer.nsh`).
pub(super) fn take_returns(profile: &str) -> io::Result<()> {
    let program = format!("\"{}\"", program()?.display());
    let is_ours = |held: &str| held.get(..program.len()).is_some_and(|start| start.eq_ignore_ascii_case(&program));
    match opener(RETURNS) {
        // The uninstaller of the program it was may have left it.
        Some(held) if !is_ours(&held) && !leads_nowhere(&held) => Ok(()),
        _ => open(RETURNS, &ours(&format!("--profile {profile} "))?),
    }
}

/// The command that opens the links of a scheme.
fn opener(class: &str) -> Option<String> {
    let roots = [CURRENT_USER, LOCAL_MACHINE];
    roots.iter().find_map(|root| root.open(command(class)).ok()?.get_string("").ok())
}

fn open(class: &str, with: &str) -> io::Result<()> {
    let write = || -> windows_registry::Result<()> {
        let key = CURRENT_USER.create(class)?;
        key.set_string("", "URL:Vconnct")?;
        key.set_string("URL Protocol", "")?;
        CURRENT_USER.create(command(class))?.set_string("", with)
    };
    write().map_err(io::Error::other)
}

fn command(class: &str) -> String {
    format!(r"{class}\shell\open\command")
}

fn ours(arguments: &str) -> io::Result<String> {
    Ok(format!("\"{}\" {arguments}\"%1\"", program()?.display()))
}

const OURS: &str = r"Software\Classes\vconnct";
const RETURNS: &str = r"Software\Classes\rocketchat";
