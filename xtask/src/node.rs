//! Node, which builds the pages: the version Vite wants.

use std::process::Command;

use crate::{
    Outcome,
    command::{command, printed},
};

/// An `npm` command in a folder of the repository, once Node is known to be new enough.
///
/// # Errors
/// Node is missing or too old.
pub(crate) fn npm(folder: &str) -> Outcome<Command> {
    let wanted = "Node 20.19 or newer (of 22: 22.12) is needed: see https://nodejs.org/en/download";
    let version =
        printed(command("node").arg("--version")).map_err(|_| format!("this machine has no Node. {wanted}"))?;
    let version = version.trim();
    if !is_new_enough(version) {
        return Err(format!("this machine has Node {version}. {wanted}").into());
    }
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(crate::command::root().join(folder));
    npm.env("NO_COLOR", "1").env("npm_config_update_notifier", "false");
    Ok(npm)
}

/// Vite's own demand: 20.19, 22.12 or newer; 21 never got what it needs.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    match (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) {
        (20, minor) => minor >= 19,
        (21, _) => false,
        (22, minor) => minor >= 12,
        (major, _) => major > 22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_vite_runs_on_are_told_apart() {
        for new in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"] {
            assert!(is_new_enough(new), "{new}");
        }
        for old in ["v18.20.4", "v20.18.9", "v21.7.3", "v22.11.0", "", "nonsense"] {
            assert!(!is_new_enough(old), "{old}");
        }
    }
}
