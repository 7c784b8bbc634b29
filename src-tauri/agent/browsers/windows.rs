//! Windows: what has registered itself as a browser, for all people or for this one.

use std::{collections::BTreeMap, process::Command};

use vconnct_client::update::{Browser, Browsers};
use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE};

use crate::command_line::split;

/// One that has registered itself.
struct Registered {
    name: String,
    /// The program, with arguments if it wants any.
    line: String,
    /// What it calls itself where a default is chosen.
    kind: Option<String>,
}

pub(super) fn browsers(_language: &str) -> Browsers {
    let registered = registered();
    let default = default_kind();
    let default = registered.values().find(|one| default.is_some() && one.kind == default).map(|one| one.name.clone());
    let browser = |(id, one): (String, Registered)| Browser { id, name: one.name };
    let mut installed: Vec<_> = registered.into_iter().map(browser).collect();
    installed.sort_by_key(|browser| browser.name.to_lowercase());
    Browsers { installed: Some(installed), default }
}

pub(super) fn command(id: &str, address: &str) -> Option<Command> {
    let line = registered().remove(id)?.line;
    let (program, arguments) = split(&line)?;
    let mut command = Command::new(program);
    command.args(arguments).arg(address);
    Some(command)
}

/// All of them by their keys; the person's own count more than everybody's.
fn registered() -> BTreeMap<String, Registered> {
    let mut found = BTreeMap::new();
    for root in [LOCAL_MACHINE, CURRENT_USER] {
        let Ok(clients) = root.open(CLIENTS) else { continue };
        let Ok(names) = clients.keys() else { continue };
        for id in names {
            if let Some(one) = clients.open(&id).ok().and_then(|key| read(&key)) {
                found.insert(id, one);
            }
        }
    }
    found
}

fn read(key: &Key) -> Option<Registered> {
    let line = key.open(r"shell\open\command").ok()?.get_string("").ok()?;
    let about = key.open("Capabilities").ok();
    let own_name = about.as_ref().and_then(|about| about.get_string("ApplicationName").ok());
    // A name may be a place to look it up at: then the key's own is one.
    let own_name = own_name.filter(|name| !name.is_empty() && !name.starts_with('@'));
    let name = own_name.or_else(|| key.get_string("").ok()).filter(|name| !name.is_empty())?;
    let kind = about.and_then(|about| about.open("URLAssociations").ok()?.get_string("https").ok());
    std::path::Path::new(&split(&line)?.0).is_file().then_some(Registered { name, line, kind })
}

fn default_kind() -> Option<String> {
    CURRENT_USER.open(CHOICE).ok()?.get_string("ProgId").ok()
}

const CLIENTS: &str = r"SOFTWARE\Clients\StartMenuInternet";
const CHOICE: &str = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice";
